package seating_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/rule/seating"
	"assay/rule/seating/check"
)

// hall is one session in so many rooms of a size, with papers as in "A15 B15".
func hall(kind seating.Neighbourhood, rooms, rows, cols int, papers string) *seating.Instance {
	in := &seating.Instance{
		Sessions: []seating.Session{{ID: "s1", Starts: morning, Ends: morning.Add(90 * time.Minute)}},
		Rules: seating.Rules{Neighbourhood: kind, Invigilators: seating.Invigilators{Per: 15, Least: 2},
			Apart: []seating.Apart{{Attribute: seating.Paper, Hard: true}}},
	}
	for r := range rooms {
		in.Rooms = append(in.Rooms, seating.Room{ID: fmt.Sprintf("r%03d", r), Rows: rows, Cols: cols, Sessions: []string{"s1"}})
	}
	for _, p := range strings.Fields(papers) {
		n, _ := strconv.Atoi(p[1:])
		for i := range n {
			in.Candidates = append(in.Candidates, seating.Candidate{ID: fmt.Sprintf("%s%04d", p[:1], i), Session: "s1", Paper: p[:1]})
		}
	}
	return in
}

// What can be seated at all is seated, in as few rooms as there can be, where
// papers leave hardly any choice. The largest set of seats without neighbours in
// a room of 5 rows and 6 columns is 15 in rows and crosses and 9 in eight
// directions, and two papers kept apart in eight directions fill 18.
func TestTightRooms(t *testing.T) {
	for _, c := range []struct {
		kind             seating.Neighbourhood
		rooms, rows, col int
		papers           string
		left, used       int
	}{
		{seating.Row, 1, 5, 6, "A15 B15", 0, 1},
		{seating.Row, 1, 5, 6, "A15 B14 C1", 0, 1},
		{seating.Row, 1, 5, 6, "A10 B10 C10", 0, 1},
		{seating.Row, 1, 5, 5, "A15 B10", 0, 1},
		{seating.Row, 1, 5, 5, "A13 B12", 0, 1},
		{seating.Row, 1, 5, 6, "A16 B14", 1, 1},
		{seating.Row, 4, 5, 6, "A40 B40 C40", 0, 4},
		{seating.Row, 4, 5, 6, "A60 B60", 0, 4},
		{seating.Row, 5, 5, 6, "A62 B50", 0, 5},
		{seating.Cross, 1, 5, 6, "A15 B15", 0, 1},
		{seating.Cross, 1, 5, 6, "A15 B5 C5 D5", 0, 1},
		{seating.Cross, 1, 5, 5, "A13 B12", 0, 1},
		{seating.Cross, 1, 5, 6, "A10 B10 C10", 0, 1},
		{seating.Cross, 1, 5, 6, "A8 B8 C7 D7", 0, 1},
		{seating.Cross, 3, 5, 6, "A30 B30 C30", 0, 3},
		{seating.Eight, 1, 5, 6, "A9 B9 C6 D6", 0, 1},
		{seating.Eight, 1, 5, 6, "A8 B8 C7 D7", 0, 1},
		{seating.Eight, 1, 6, 6, "A9 B9 C9 D9", 0, 1},
		{seating.Eight, 1, 5, 6, "A6 B6 C6 D6 E6", 0, 1},
		{seating.Eight, 1, 5, 6, "A9 B9", 0, 1},
		{seating.Eight, 1, 5, 6, "A9 B9 C6", 0, 1},
		{seating.Eight, 1, 5, 6, "A10 B3", 1, 1},
		{seating.Eight, 3, 5, 6, "A27 B27 C10", 0, 3},
		{seating.Eight, 4, 5, 6, "A27 B27", 0, 3},
		{seating.Eight, 10, 5, 6, "A80 B80 C70 D70", 0, 10},
		{seating.Eight, 10, 5, 6, "A75 B75 C75 D75", 0, 10},
		{seating.Eight, 2, 1, 7, "A4 B3 C4 D3", 0, 2},
		{seating.Cross, 1, 40, 50, "A1000 B1000", 0, 1},
		{seating.Eight, 1, 40, 50, "A500 B500 C500 D500", 0, 1},
		{seating.Row, 1, 1, 7, "A3 B3 C1", 0, 1},
		{seating.Row, 7, 1, 3, "A10 B11", 0, 7},
	} {
		in := hall(c.kind, c.rooms, c.rows, c.col, c.papers)
		for seed := range uint64(5) {
			a := seating.Arrange(in, seed)
			if faults := check.Faults(in, a); len(faults) > 0 {
				t.Errorf("%s, %d rooms of %d × %d, %s: %v", c.kind, c.rooms, c.rows, c.col, c.papers, faults[0])
			}
			if len(a.Unseated) != c.left || len(a.Rooms) != c.used {
				t.Errorf("%s, %d rooms of %d × %d, %s: %d left in %d rooms, could be %d in %d; %v", c.kind, c.rooms, c.rows, c.col, c.papers,
					len(a.Unseated), len(a.Rooms), c.left, c.used, a.Shortages)
				break
			}
		}
	}
}
