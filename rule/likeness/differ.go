package likeness

import (
	"slices"

	"assay/skill"
)

// A Piece of a name that the other name has too, or has not.
type Piece struct {
	Text    string
	Differs bool
}

// Differ parts two names into what they share, in order, and what they do not.
// The pieces of each are the whole of it. What is longer than any name is one
// piece.
func Differ(a, b string) (ofA, ofB []Piece) {
	x, y := []rune(skill.Clean(a)), []rune(skill.Clean(b))
	if max(len(x), len(y)) > nameMost {
		return pieces(x, make([]bool, len(x))), pieces(y, make([]bool, len(y)))
	}
	inA, inB := shared(x, y)
	return pieces(x, inA), pieces(y, inB)
}

// nameMost is how many characters of a name are compared.
const nameMost = 200

// shared marks the characters of the longest part, in order, that two texts
// share.
func shared(a, b []rune) (inA, inB []bool) {
	long := make([][]int, len(a)+1) // of a from i and b from j
	for i := range long {
		long[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			long[i][j] = max(long[i+1][j], long[i][j+1])
			if a[i] == b[j] {
				long[i][j] = long[i+1][j+1] + 1
			}
		}
	}
	inA, inB = make([]bool, len(a)), make([]bool, len(b))
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			inA[i], inB[j] = true, true
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
	return inA, inB
}

func pieces(text []rune, in []bool) (out []Piece) {
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && in[to] == in[from] {
			to++
		}
		out = append(out, Piece{string(text[from:to]), !in[from]})
		from = to
	}
	return slices.Clip(out)
}
