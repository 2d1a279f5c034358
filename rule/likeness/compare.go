package likeness

import (
	"slices"

	"assay/skill"
)

// A Kind says in what way two names look alike, the nearest first.
type Kind string

// The kinds.
const (
	Same  Kind = "same"  // the very name, but for spaces, width and dots
	Words Kind = "words" // but for place, form and what all bodies are called
	Shape Kind = "shape" // but for characters that are easily confused
	Order Kind = "order" // the same characters in another order
	Sound Kind = "sound" // other characters that sound alike
	Edits Kind = "edits" // one or two characters more, fewer or others
	None  Kind = "none"  // they do not look alike
)

// kinds in their order.
var kinds = []Kind{Same, Words, Shape, Order, Sound, Edits, None}

// A Likeness is how near two names are. It sorts by Before.
type Likeness struct {
	Kind  Kind
	Apart int // characters to change in the whole of the one name to come to the other
}

// Before tells whether l is of nearer names than other.
func (l Likeness) Before(other Likeness) bool {
	if l.Kind != other.Kind {
		return slices.Index(kinds, l.Kind) < slices.Index(kinds, other.Kind)
	}
	return l.Apart < other.Apart
}

// A Name is a name read once, to be compared with many.
type Name struct {
	of     *Names
	folded []rune
	core   core
}

// Read reads a name.
func (n *Names) Read(name string) Name {
	folded := skill.Fold(name)
	return Name{n, []rune(folded), n.core(folded)}
}

// Compare tells in what way two names look alike. It is symmetric.
func (n *Names) Compare(a, b string) Likeness { return n.Read(a).Compare(n.Read(b)) }

// Compare tells in what way another name, read by the same words, looks alike.
func (a Name) Compare(b Name) Likeness {
	l := Likeness{Kind: a.kind(b)}
	if l.Kind != None {
		l.Apart = distance(a.folded[:min(len(a.folded), nameMost)], b.folded[:min(len(b.folded), nameMost)])
	}
	return l
}

func (a Name) kind(b Name) Kind {
	x, y := a.core, b.core
	switch {
	case slices.Equal(a.folded, b.folded):
		return Same
	case len(x.shape) == 0 || len(y.shape) == 0:
		return None
	case slices.Equal(x.typed, y.typed):
		return Words
	case slices.Equal(x.shape, y.shape):
		return Shape
	case len(x.shape) == len(y.shape) && slices.Equal(sorted(x.shape), sorted(y.shape)):
		return Order
	case slices.EqualFunc(x.typed, y.typed, a.of.soundAlike):
		return Sound
	case near(x.shape, y.shape):
		return Edits
	}
	return None
}

// allowed is how many characters of a distinctive part may be others. Of two
// characters none may: too many names share one.
func allowed(long int) int {
	switch {
	case long <= 2:
		return 0
	case long <= 5, long > longest:
		return 1
	}
	return 2
}

// longest is the longest part of which two characters may be others: the keys
// grow with its square.
const longest = 14

func near(a, b []rune) bool {
	may, apart := allowed(max(len(a), len(b))), len(a)-len(b)
	return apart <= may && -apart <= may && distance(a, b) <= may
}

func sorted(text []rune) []rune { return slices.Sorted(slices.Values(text)) }

// distance is how many characters have to be put in, left out or changed.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		before := row[0] // of the row above, one to the left
		row[0] = i + 1
		for j, q := range b {
			change := before
			if r != q {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
