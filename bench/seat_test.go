package bench

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"assay/rule/seating"
	"assay/rule/seating/check"
)

const seatedPeople = 100_000

// BenchmarkSeating seats 100,000 candidates of a province's exam: five papers
// kept apart in eight directions, employers parted where it can be done. The
// answer is looked through by the checker, which shares no logic with the rule.
func BenchmarkSeating(b *testing.B) {
	text, err := json.Marshal(provinceExam(seatedPeople))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var read, arrange, look []float64
		var in *seating.Instance
		var a seating.Answer
		for turn := range uint64(5) {
			read = append(read, seconds(b, func() (err error) { in, err = seating.ReadInstance(text); return err }))
			arrange = append(arrange, seconds(b, func() error { a = seating.Arrange(in, turn); return nil }))
			look = append(look, seconds(b, func() error { return faultless(in, a) }))
		}
		plain := plainBound(in)
		state(b, figure{work: "seating, 100,000 candidates", got: median(arrange), unit: " s", want: 2, most: true,
			note: fmt.Sprintf("reading %.2f s, checking %.2f s beside it; %d seated, %d pairs against a soft rule", median(read), median(look), len(a.Seats), a.SoftViolations)})
		state(b, figure{work: "seating, rooms beside the lower bound", got: float64(len(a.Rooms)) / float64(plain), unit: " ×", want: 1.01, most: true,
			note: fmt.Sprintf("%d rooms; %d can be shown to be needed, %d as each session's candidates by the largest usable room; the checker finds nothing", len(a.Rooms), a.LowerBound, plain)})
	}
}

func seconds(b *testing.B, fn func() error) float64 {
	b.Helper()
	begin := time.Now()
	if err := fn(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begin).Seconds()
}

func faultless(in *seating.Instance, a seating.Answer) error {
	if faults := check.Faults(in, a); len(faults) > 0 {
		return fmt.Errorf("%d faults, first %+v", len(faults), faults[0])
	}
	if len(a.Unseated) > 0 {
		return fmt.Errorf("%d without a seat: %+v", len(a.Unseated), a.Shortages)
	}
	return nil
}

// plainBound is, for each session, its candidates by the usable seats of the
// largest room that is open in it, rounded up.
func plainBound(in *seating.Instance) (n int) {
	largest, people := map[string]int{}, map[string]int{}
	for _, r := range in.Rooms {
		for _, s := range r.Sessions {
			largest[s] = max(largest[s], r.Rows*r.Cols-len(r.OutOfService))
		}
	}
	for _, c := range in.Candidates {
		people[c.Session]++
	}
	for s, p := range people {
		n += (p + largest[s] - 1) / largest[s]
	}
	return n
}

// provinceExam is an exam of two days with eight sessions, of which two at a time
// use rooms of their own: standard rooms of 5 × 6, some seats out of service,
// every tenth room accessible; uneven papers, a few large employers, many small
// ones, people without one, one candidate in 150 who needs access.
func provinceExam(people int) seating.InstanceJSON {
	w := seating.InstanceJSON{Rules: seating.RulesJSON{Neighbourhood: "eight", Invigilators: seating.InvigilatorsJSON{Per: 15, Least: 2},
		Apart: []seating.ApartJSON{{Attribute: "paper", Hard: true}, {Attribute: "employer"}}}}
	draw := uint64(20261205)
	below := func(n int) int {
		draw = draw*6364136223846793005 + 1442695040888963407
		return int(draw >> 33 % uint64(n))
	}
	shares := [8]int{17, 16, 15, 14, 12, 11, 9, 6} // percent of the candidates in each session
	var halves [2][]string
	for i := range shares {
		day, hour := 5+i/4, 8+i%4/2*5
		id := fmt.Sprintf("2026-12-%02d-%d", day, i%4+1)
		halves[i%2] = append(halves[i%2], id)
		w.Sessions = append(w.Sessions, seating.SessionJSON{ID: id, Starts: fmt.Sprintf("2026-12-%02dT%02d:30", day, hour), Ends: fmt.Sprintf("2026-12-%02dT%02d:00", day, hour+2)})
	}
	for i := range 2 * (people*17/100/30 + people/4000 + 20) {
		r := seating.RoomJSON{ID: fmt.Sprintf("%05d", i+1), Rows: 5, Cols: 6, Accessible: i/2%10 == 0, Sessions: &halves[i%2]}
		for range max(0, below(20)-17) {
			r.OutOfService = append(r.OutOfService, []int{1 + below(5), 1 + below(6)})
		}
		w.Rooms = append(w.Rooms, r)
	}
	for i, share := range shares {
		for range people * share / 100 {
			w.Candidates = append(w.Candidates, seating.CandidateJSON{ID: fmt.Sprintf("c%06d", len(w.Candidates)+1), Session: w.Sessions[i].ID,
				Paper: unevenly("A", below(100), 26, 23, 20, 17), Employer: employer(below), Accessible: below(150) == 0})
		}
	}
	return w
}

// unevenly is the first letter or one of those behind it, by shares of a hundred.
func unevenly(first string, drawn int, shares ...int) string {
	at := first[0]
	for _, s := range shares {
		if drawn < s {
			break
		}
		drawn -= s
		at++
	}
	return string(rune(at))
}

func employer(below func(int) int) string {
	switch kind := below(100); {
	case kind < 20:
		return ""
	case kind < 45: // one of six factories
		return "factory " + unevenly("A", below(100), 40, 20, 15, 10, 10)
	}
	return fmt.Sprintf("workshop %d", below(6000))
}
