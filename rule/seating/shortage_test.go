package seating_test

import (
	"testing"
	"time"

	"assay/rule/seating"
)

// Who cannot be seated is told why, by how many: each constraint by itself, or
// none of them by itself.
func TestEveryShortageIsNamed(t *testing.T) {
	for want, c := range map[string]struct {
		in    *seating.Instance
		spoil func(*seating.Instance)
	}{
		"seating.full":    {hall(seating.Row, 1, 2, 2, "A2 B3"), nil},
		"seating.no_room": {hall(seating.Row, 1, 2, 2, "A1 B1"), func(in *seating.Instance) { in.Rooms[0].Sessions = nil }},
		"seating.taken": {hall(seating.Row, 1, 2, 2, "A1 B1"), func(in *seating.Instance) {
			at := in.Sessions[0]
			in.Sessions = append(in.Sessions, seating.Session{ID: "s2", Starts: at.Starts.Add(time.Hour), Ends: at.Ends.Add(time.Hour)})
			in.Rooms[0].Sessions = append(in.Rooms[0].Sessions, "s2")
			in.Candidates = append(in.Candidates, seating.Candidate{ID: "x", Person: "x", Session: "s2", Paper: "A"})
		}},
		"seating.overlap": {hall(seating.Row, 2, 2, 2, "A1"), func(in *seating.Instance) {
			at := in.Sessions[0]
			in.Sessions = append(in.Sessions, seating.Session{ID: "s2", Starts: at.Starts.Add(time.Hour), Ends: at.Ends.Add(time.Hour)})
			in.Candidates[0].Person = "one"
			in.Rooms[1].Sessions = []string{"s2"}
			in.Candidates = append(in.Candidates, seating.Candidate{ID: "x", Person: "one", Session: "s2", Paper: "A"})
		}},
		"seating.accessible": {hall(seating.Row, 1, 2, 2, "A1 B1"), func(in *seating.Instance) { in.Candidates[0].Accessible = true }},
		"seating.apart":      {hall(seating.Row, 1, 1, 4, "A3 B1"), nil},
		"seating.apart_accessible": {hall(seating.Row, 2, 1, 2, "A2"), func(in *seating.Instance) {
			in.Rooms[0].Accessible = true
			in.Candidates[0].Accessible, in.Candidates[1].Accessible = true, true
		}},
		"seating.together": {hall(seating.Row, 1, 1, 3, "A2 B1"), func(in *seating.Instance) {
			in.Rules.Apart = append(in.Rules.Apart, seating.Apart{Attribute: seating.Employer, Hard: true})
			in.Candidates[0].Employer, in.Candidates[2].Employer = "e1", "e1"
		}},
		"seating.none_found": {hall(seating.Eight, 1, 6, 6, "A9 B9 C9 D8"), func(in *seating.Instance) {
			in.Rules.Apart = append(in.Rules.Apart, seating.Apart{Attribute: seating.Employer, Hard: true})
			for i := range in.Candidates {
				in.Candidates[i].Employer = "e" + string(rune('0'+i*7%4))
			}
		}},
	} {
		if c.spoil != nil {
			c.spoil(c.in)
		}
		a := seating.Arrange(c.in, 1)
		found := false
		for _, s := range a.Shortages {
			found = found || s.Reason == want
		}
		if !found || len(a.Unseated) == 0 {
			t.Errorf("%s: %d unseated, %+v", want, len(a.Unseated), a.Shortages)
		}
	}
}
