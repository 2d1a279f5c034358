package skill

import "strconv"

// A Mark is points in half steps: 119 is 59.5 of 100. Arithmetic on marks is
// exact because nothing is ever a fraction of binary.
type Mark uint8

// FullMark is 100 points.
const FullMark Mark = 200

// ParseMark reads 0 to 100 in half points: "60", "59.5", "59.50".
func ParseMark(s string) (Mark, error) {
	f, err := strconv.ParseFloat(s, 64)
	half := f * 2
	if err != nil || half < 0 || half > float64(FullMark) || half != float64(int(half)) || len(s) > 6 {
		return 0, Fail(Invalid, "mark.unreadable")
	}
	return Mark(half), nil
}

// String is the shortest form: "60" or "59.5".
func (m Mark) String() string {
	s := strconv.Itoa(int(m / 2))
	if m%2 == 1 {
		s += ".5"
	}
	return s
}

// Points makes a Mark of whole points.
func Points(n int) Mark { return Mark(2 * n) }
