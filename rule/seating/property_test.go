package seating_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"assay/rule/seating"
	"assay/rule/seating/check"
)

var morning = time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC)

// small draws an instance small enough to try everything.
func small(t *rapid.T, sessions, people int) *seating.Instance {
	in := &seating.Instance{Rules: seating.Rules{
		Neighbourhood: rapid.SampledFrom([]seating.Neighbourhood{seating.Row, seating.Cross, seating.Eight}).Draw(t, "neighbourhood"),
		Invigilators:  seating.Invigilators{Per: 15, Least: 2},
	}}
	for _, a := range []seating.Attribute{seating.Paper, seating.Employer} {
		if k := rapid.IntRange(0, 3).Draw(t, "apart"); k > 0 {
			in.Rules.Apart = append(in.Rules.Apart, seating.Apart{Attribute: a, Hard: k > 1})
		}
	}
	var ids []string
	for s := range sessions {
		starts := morning.Add(time.Duration(rapid.IntRange(0, 2*sessions).Draw(t, "starts")) * time.Hour)
		ids = append(ids, fmt.Sprintf("s%d", s))
		in.Sessions = append(in.Sessions, seating.Session{ID: ids[s], Starts: starts, Ends: starts.Add(90 * time.Minute)})
	}
	for r := range rapid.IntRange(1, 3).Draw(t, "rooms") {
		in.Rooms = append(in.Rooms, smallRoom(t, r, ids))
	}
	for c := range rapid.IntRange(0, people).Draw(t, "candidates") {
		in.Candidates = append(in.Candidates, seating.Candidate{
			ID: fmt.Sprintf("c%d", c), Session: rapid.SampledFrom(ids).Draw(t, "session"),
			Paper:      rapid.SampledFrom([]string{"A", "A", "B", "C"}).Draw(t, "paper"),
			Employer:   rapid.SampledFrom([]string{"", "e1", "e1", "e2", "e3"}).Draw(t, "employer"),
			Accessible: rapid.IntRange(0, 4).Draw(t, "accessible") == 0,
			Person:     rapid.SampledFrom([]string{"", "", "", "", "p1", "p2"}).Draw(t, "person"),
		})
	}
	return in
}

func smallRoom(t *rapid.T, r int, sessions []string) seating.Room {
	room := seating.Room{ID: fmt.Sprintf("r%d", r), Rows: rapid.IntRange(1, 3).Draw(t, "rows"), Cols: rapid.IntRange(1, 3).Draw(t, "cols"),
		Accessible: rapid.Bool().Draw(t, "accessible room")}
	for _, s := range sessions {
		if rapid.IntRange(0, 5).Draw(t, "open") > 0 {
			room.Sessions = append(room.Sessions, s)
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "closed") {
		room.OutOfService = append(room.OutOfService, seating.Place{Row: rapid.IntRange(1, room.Rows).Draw(t, "row"), Col: rapid.IntRange(1, room.Cols).Draw(t, "col")})
	}
	return room
}

// Whatever is asked, no rule is broken and everybody has a seat or a reason.
func TestNoRuleIsBroken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t, rapid.IntRange(1, 4).Draw(t, "sessions"), 30)
		a := seating.Arrange(in, rapid.Uint64().Draw(t, "seed"))
		if faults := check.Faults(in, a); len(faults) > 0 {
			t.Fatalf("%+v\n%+v\n%+v", faults, in, a)
		}
	})
}

// On small instances nobody can do better: as many are seated as by trying
// everything, in as few rooms.
func TestNobodyCanDoBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t, 1, 6)
		for i := range in.Candidates {
			in.Candidates[i].Person = ""
		}
		a := seating.Arrange(in, rapid.Uint64().Draw(t, "seed"))
		seated, rooms := everything(in)
		if len(a.Seats) != seated || len(a.Rooms) != rooms {
			t.Fatalf("seated %d in %d rooms, could be %d in %d\n%+v\n%+v", len(a.Seats), len(a.Rooms), seated, rooms, in, a)
		}
	})
}

// The order in which things are listed does not matter, and the same seed gives
// the same answer.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t, rapid.IntRange(1, 3).Draw(t, "sessions"), 20)
		other := *in
		other.Sessions = rapid.Permutation(in.Sessions).Draw(t, "sessions in another order")
		other.Rooms = rapid.Permutation(in.Rooms).Draw(t, "rooms in another order")
		other.Candidates = rapid.Permutation(in.Candidates).Draw(t, "candidates in another order")
		if diff := cmp.Diff(seating.Arrange(in, 7), seating.Arrange(&other, 7)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// everything tries all ways to seat the candidates of one session, one after the
// other, and says how many can be seated at once, and in how few rooms.
func everything(in *seating.Instance) (seated, rooms int) {
	b := &brute{in: in, sits: map[[3]int]seating.Candidate{}, used: map[int]int{}, persons: map[string]bool{}}
	b.try(0, 0)
	return b.most, b.fewest
}

type brute struct {
	in           *seating.Instance
	sits         map[[3]int]seating.Candidate // room, row, column
	used         map[int]int
	persons      map[string]bool
	most, fewest int
}

func (b *brute) try(at, seated int) {
	if at == len(b.in.Candidates) {
		if seated > b.most || seated == b.most && len(b.used) < b.fewest {
			b.most, b.fewest = seated, len(b.used)
		}
		return
	}
	if seated+len(b.in.Candidates)-at < b.most {
		return
	}
	c := b.in.Candidates[at]
	if !b.persons[c.Who()] {
		b.persons[c.Who()] = true
		b.everywhere(c, at, seated)
		delete(b.persons, c.Who())
	}
	b.try(at+1, seated)
}

func (b *brute) everywhere(c seating.Candidate, at, seated int) {
	for i, r := range b.in.Rooms {
		if len(r.Sessions) == 0 || c.Accessible && !r.Accessible {
			continue
		}
		for row := 1; row <= r.Rows; row++ {
			for col := 1; col <= r.Cols; col++ {
				place := [3]int{i, row, col}
				if _, taken := b.sits[place]; taken || !b.fits(r, place, c) {
					continue
				}
				b.sits[place] = c
				b.used[i]++
				b.try(at+1, seated+1)
				delete(b.sits, place)
				if b.used[i]--; b.used[i] == 0 {
					delete(b.used, i)
				}
			}
		}
	}
}

func (b *brute) fits(r seating.Room, p [3]int, c seating.Candidate) bool {
	for _, out := range r.OutOfService {
		if out.Row == p[1] && out.Col == p[2] {
			return false
		}
	}
	for _, a := range b.in.Rules.Apart {
		for dr := -1; a.Hard && dr <= 1; dr++ {
			for dc := -1; dc <= 1; dc++ {
				other, there := b.sits[[3]int{p[0], p[1] + dr, p[2] + dc}]
				near := b.in.Rules.Neighbourhood == seating.Eight || dr == 0 || dc == 0 && b.in.Rules.Neighbourhood == seating.Cross
				if there && near && a.Attribute.Of(c) != "" && a.Attribute.Of(c) == a.Attribute.Of(other) {
					return false
				}
			}
		}
	}
	return true
}
