package check_test

import (
	"slices"
	"testing"

	"assay/rule/seating"
	"assay/rule/seating/check"
)

// The example: two sessions at the same time, two rooms of 2 × 3 of which the
// second is not accessible, the place 2-3 of the first out of service.
const example = `{"sessions":[{"id":"s1","starts":"2026-12-05T09:00","ends":"2026-12-05T10:30"},
  {"id":"s2","starts":"2026-12-05T10:00","ends":"2026-12-05T11:00"}],
 "rooms":[{"id":"r1","rows":2,"cols":3,"out_of_service":[[2,3]],"accessible":true,"sessions":["s1"]},
  {"id":"r2","rows":2,"cols":3,"sessions":["s1","s2"]}],
 "candidates":[{"id":"a","session":"s1","paper":"A","employer":"e"},{"id":"b","session":"s1","paper":"B","employer":"e"},
  {"id":"c","session":"s1","paper":"A","employer":"f","accessible":true},{"id":"d","session":"s2","paper":"A","person":"p"},
  {"id":"e","session":"s1","paper":"C","person":"p"}],
 "rules":{"neighbourhood":"eight","apart":[{"attribute":"paper","hard":true},{"attribute":"employer","hard":false}],"invigilators":{"per":2,"least":1}}}`

func seat(candidate, session, room string, row, col int) seating.Seat {
	return seating.Seat{Candidate: candidate, Session: session, Room: room, Row: row, Col: col}
}

func use(session, room string, candidates, invigilators int) seating.Use {
	return seating.Use{Session: session, Room: room, Candidates: candidates, Invigilators: invigilators}
}

// answer seats a, b and c in r1 with one pair of the same employer, and d in r2.
func answer() seating.Answer {
	return seating.Answer{
		Seats: []seating.Seat{seat("a", "s1", "r1", 1, 1), seat("b", "s1", "r1", 1, 2), seat("c", "s1", "r1", 1, 3), seat("d", "s2", "r2", 1, 1)},
		Rooms: []seating.Use{use("s1", "r1", 3, 2), use("s2", "r2", 1, 1)}, LowerBound: 2, SoftViolations: 1,
		Unseated: []seating.Unseated{{Candidate: "e", Session: "s1", Reason: "seating.overlap"}},
	}
}

// Every rule that an answer can break is seen to be broken, and nothing else is.
func TestEveryFaultIsSeen(t *testing.T) {
	in, err := seating.ReadInstance([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change func(a *seating.Answer)
		want   []string
	}{
		{func(*seating.Answer) {}, nil},
		{func(a *seating.Answer) { a.Seats[0].Candidate = "x" }, []string{"candidate.unknown", "soft_violations", "candidate.missing"}},
		{func(a *seating.Answer) { a.Seats[0].Session = "s2" }, []string{"candidate.unknown", "soft_violations", "room.candidates", "room.missing", "candidate.missing", "room.overlap"}},
		{func(a *seating.Answer) { a.Seats[3], a.Rooms[1] = seat("d", "s2", "r1", 2, 1), use("s2", "r1", 1, 1) }, []string{"room.closed", "room.overlap"}},
		{func(a *seating.Answer) { a.Seats[0].Room = "r9" }, []string{"room.unknown", "soft_violations", "room.candidates", "room.missing"}},
		{func(a *seating.Answer) { a.Seats[2].Row, a.Seats[2].Col = 2, 3 }, []string{"seat.out_of_service"}},
		{func(a *seating.Answer) { a.Seats[2].Col = 4 }, []string{"seat.outside"}},
		{func(a *seating.Answer) { a.Seats[2].Row = 0 }, []string{"seat.outside"}},
		{func(a *seating.Answer) { a.Seats[1].Col = 1 }, []string{"seat.twice", "soft_violations"}},
		{func(a *seating.Answer) { a.Seats[2].Row, a.Seats[2].Col = 2, 1 }, []string{"apart.paper"}},
		{func(a *seating.Answer) { a.Seats[2].Row, a.Seats[2].Col = 2, 2 }, []string{"apart.paper"}},
		{func(a *seating.Answer) { a.SoftViolations = 0 }, []string{"soft_violations"}},
		{func(a *seating.Answer) {
			a.Seats[2].Room = "r2"
			a.Rooms = []seating.Use{use("s1", "r1", 2, 1), use("s1", "r2", 1, 1), use("s2", "r2", 1, 1)}
		}, []string{"accessible", "room.overlap"}},
		{func(a *seating.Answer) {
			a.Unseated = nil
			a.Seats = append(a.Seats, seat("e", "s1", "r1", 2, 1))
			a.Rooms[0] = use("s1", "r1", 4, 2)
		}, []string{"person.overlap"}},
		{func(a *seating.Answer) { a.Unseated = nil }, []string{"candidate.missing"}},
		{func(a *seating.Answer) { a.Unseated[0].Reason = "" }, []string{"reason.missing"}},
		{func(a *seating.Answer) { a.Unseated[0].Candidate = "a" }, []string{"candidate.twice", "candidate.missing"}},
		{func(a *seating.Answer) { a.Unseated[0].Candidate = "x" }, []string{"candidate.unknown", "candidate.missing"}},
		{func(a *seating.Answer) { a.Seats[1].Candidate = "a" }, []string{"candidate.twice", "candidate.missing", "person.twice", "apart.paper"}},
		{func(a *seating.Answer) { a.Rooms[0].Candidates = 4 }, []string{"room.candidates"}},
		{func(a *seating.Answer) { a.Rooms[0].Invigilators = 1 }, []string{"room.invigilators"}},
		{func(a *seating.Answer) { a.Rooms[1].Invigilators = 0 }, []string{"room.invigilators"}},
		{func(a *seating.Answer) { a.Rooms = a.Rooms[:1] }, []string{"room.missing", "lower_bound"}},
		{func(a *seating.Answer) { a.LowerBound = 1 }, []string{"lower_bound"}},
		{func(a *seating.Answer) { a.LowerBound = 3 }, []string{"lower_bound"}},
	} {
		a := answer()
		c.change(&a)
		var got []string
		for _, f := range check.Faults(in, a) {
			got = append(got, f.Kind)
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if got = slices.Compact(got); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", a, got, c.want)
		}
	}
}
