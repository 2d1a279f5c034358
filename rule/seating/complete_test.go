package seating_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"assay/rule/seating"
	"assay/rule/seating/check"
)

// When seats are lost, those who keep theirs stay where they are, no rule is
// broken, and everybody else has a new seat or a reason.
func TestCompleteMovesNobodyElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t, rapid.IntRange(1, 2).Draw(t, "sessions"), 16)
		before := seating.Arrange(in, 5)
		lost := rapid.IntRange(0, len(in.Rooms)-1).Draw(t, "lost")
		shrunk := *in
		shrunk.Rooms = slices.Clone(in.Rooms)
		shrunk.Rooms[lost].OutOfService = append(slices.Clone(in.Rooms[lost].OutOfService), seating.Place{Row: 1, Col: 1})
		kept := slices.DeleteFunc(slices.Clone(before.Seats), func(s seating.Seat) bool {
			return s.Room == in.Rooms[lost].ID && s.Row == 1 && s.Col == 1
		})
		after := seating.Complete(&shrunk, kept, 6)
		if faults := check.Faults(&shrunk, after); len(faults) > 0 {
			t.Fatalf("%+v\n%+v\n%+v", faults, shrunk, after)
		}
		for _, s := range kept {
			if !slices.Contains(after.Seats, s) {
				t.Fatalf("%+v lost a seat that was kept", s)
			}
		}
	})
}
