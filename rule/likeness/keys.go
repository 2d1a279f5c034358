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
	keys = without(keys, nil, c.shape, allowed(len(c.shape)))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// without adds a text with as many characters as may be, or fewer, left out of
// its rest.
func without(keys []string, begin, rest []rune, may int) []string {
	keys = append(keys, "part "+string(begin)+string(rest))
	if may == 0 {
		return keys
	}
	for i := range rest {
		keys = without(keys, slices.Concat(begin, rest[:i]), rest[i+1:], may-1)
	}
	return keys
}
