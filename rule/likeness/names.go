package likeness

import (
	"slices"
	"strings"
	"unicode"

	"assay/skill"
)

// kind is what a word of a name is.
type kind uint8

const (
	unknown kind = iota
	place
	grade    // follows a place
	district // ends a place below a city
	state
	form
	filler
)

// A word as it is compared.
type word struct {
	text []rune
	kind kind
}

// Names compares names by the words of one edition. Make it with New; it is safe
// for concurrent use.
type Names struct {
	edition string
	words   map[rune][]word // by first character, the longest first
	stands  map[rune]rune   // a character → the one that stands for all it is taken for
	state   []string
	sound   func(rune) string
}

// rules counts up when the same words come to other keys.
const rules = "1"

// New makes a comparer of the words.
func New(w skill.NameWords) *Names {
	n := &Names{edition: w.Edition + "/" + rules, words: map[rune][]word{}, stands: map[rune]rune{}, sound: w.Sound}
	for _, group := range w.Alike {
		all := []rune(skill.Fold(group))
		for _, r := range all[1:] {
			n.stands[r] = all[0]
		}
	}
	for k, list := range map[kind][]string{
		place: w.Places, grade: w.Grades, district: w.Districts, state: w.State, form: w.Forms, filler: w.Fillers,
	} {
		for _, text := range list {
			runes := n.bare(text)
			n.words[runes[0]] = append(n.words[runes[0]], word{runes, k})
		}
	}
	for _, list := range n.words {
		slices.SortFunc(list, longestFirst)
	}
	for _, text := range w.State {
		n.state = append(n.state, skill.Fold(text))
	}
	return n
}

// longestFirst breaks ties so that every process reads a name alike.
func longestFirst(a, b word) int {
	if d := len(b.text) - len(a.text); d != 0 {
		return d
	}
	if d := slices.Compare(a.text, b.text); d != 0 {
		return d
	}
	return int(a.kind) - int(b.kind)
}

// Edition names the words and the way of comparing: keys of another edition are
// to be made anew.
func (n *Names) Edition() string { return n.edition }

// State lists the wording of the State (中国, 国家 …) that a name holds, in the
// order of the data.
// Source: docs/rules.md, Public register.
func (n *Names) State(name string) (found []string) {
	folded := skill.Fold(name)
	for _, text := range n.state {
		if strings.Contains(folded, text) {
			found = append(found, text)
		}
	}
	return found
}

// bare is a name's letters and digits, each as the character that stands for it.
func (n *Names) bare(name string) []rune { return n.shape(letters(skill.Fold(name))) }

// letters are the letters and digits of a folded name.
func letters(folded string) []rune {
	var out []rune
	for _, r := range folded {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, r)
		}
	}
	return out
}

// shape puts for each character the one that stands for it.
func (n *Names) shape(name []rune) []rune {
	out := make([]rune, len(name))
	for i, r := range name {
		if out[i] = r; n.stands[r] != 0 {
			out[i] = n.stands[r]
		}
	}
	return out
}

// sounds are the readings of a name's characters.
func (n *Names) sounds(name []rune) string {
	var b strings.Builder
	for _, r := range name {
		b.WriteString(n.soundOf(r) + " ")
	}
	return b.String()
}

// soundOf is a character's reading; one without stands for itself.
func (n *Names) soundOf(r rune) string {
	if s := n.sound(r); s != "" {
		return s
	}
	return string(r)
}

func (n *Names) soundAlike(a, b rune) bool { return a == b || n.soundOf(a) == n.soundOf(b) }
