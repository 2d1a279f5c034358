package likeness

import (
	"slices"

	"assay/skill"
)

// Keys are what a name is found by: names that look alike, and are not the very
// same without a letter, share one. Those of an edit are the distinctive part
// with as many characters left out as may be others.
func (n *Names) Keys(name string) []string {
	c := n.core(skill.Fold(name))
	if len(c.shape) == 0 {
		return nil
	}
	keys := []string{"order " + string(sorted(c.shape)), "sound " + n.sounds(c.typed)}
	left := [][]rune{c.shape}
	for range allowed(len(c.shape)) + 1 {
		var shorter [][]rune
		for _, text := range left {
			keys = append(keys, "part "+string(text))
			shorter = append(shorter, without(text)...)
		}
		left = shorter
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// without lists a text with each of its characters left out.
func without(text []rune) (all [][]rune) {
	for i := range text {
		all = append(all, slices.Concat(text[:i], text[i+1:]))
	}
	return all
}
