// Package check looks an answer of seating through: whether every rule holds,
// every number is right and nobody is missing. It compares pairs and counts, and
// shares no logic with whatever made the answer.
package check

import (
	"slices"
	"strconv"

	"assay/rule/seating"
)

// A Fault is one thing that is wrong with an answer.
type Fault struct {
	Kind                     string // "seat.twice", "apart.paper" …
	Session, Room, Candidate string
	Detail                   string
}

// Faults lists what is wrong with an answer to an instance, in the order in which
// it is found; none means that all holds.
func Faults(in *seating.Instance, a seating.Answer) []Fault {
	c := newChecker(in)
	for _, s := range a.Seats {
		c.seat(s)
	}
	c.neighbours(a)
	c.persons(a)
	c.rooms(a)
	c.everybody(a)
	c.bound(a)
	return c.faults
}

// A position is a place of a room in a session, both by their numbers.
type position struct{ session, room, row, col int32 }

type asked struct{ candidate, session string }

type checker struct {
	in         *seating.Instance
	sessions   map[string]seating.Session
	halls      map[string]seating.Room
	numbers    map[string]int32   // of sessions and rooms, from 1
	open       map[[2]string]bool // room and session
	broken     map[position]bool  // session left out
	candidates map[asked]seating.Candidate
	sits       map[position]seating.Candidate
	told       map[asked]bool
	faults     []Fault
}

func newChecker(in *seating.Instance) *checker {
	n := len(in.Candidates)
	c := &checker{in: in, sessions: map[string]seating.Session{}, halls: map[string]seating.Room{}, numbers: map[string]int32{},
		open: map[[2]string]bool{}, broken: map[position]bool{}, candidates: make(map[asked]seating.Candidate, n),
		sits: make(map[position]seating.Candidate, n), told: make(map[asked]bool, n)}
	for i, s := range in.Sessions {
		c.sessions[s.ID] = s
		c.numbers["session "+s.ID] = int32(i + 1)
	}
	for i, r := range in.Rooms {
		c.halls[r.ID] = r
		c.numbers["room "+r.ID] = int32(i + 1)
		for _, s := range r.Sessions {
			c.open[[2]string{r.ID, s}] = true
		}
		for _, p := range r.OutOfService {
			c.broken[c.position("", r.ID, p.Row, p.Col)] = true
		}
	}
	for _, x := range in.Candidates {
		c.candidates[asked{x.ID, x.Session}] = x
	}
	return c
}

func (c *checker) position(session, room string, row, col int) position {
	return position{c.numbers["session "+session], c.numbers["room "+room], int32(row), int32(col)}
}

func (c *checker) fault(kind string, s seating.Seat, detail string) {
	c.faults = append(c.faults, Fault{kind, s.Session, s.Room, s.Candidate, detail})
}

// seat looks at one seat by itself.
func (c *checker) seat(s seating.Seat) {
	who, known := c.candidates[asked{s.Candidate, s.Session}]
	room, exists := c.halls[s.Room]
	at := c.position(s.Session, s.Room, s.Row, s.Col)
	_, taken := c.sits[at]
	switch {
	case !known:
		c.fault("candidate.unknown", s, "")
	case c.told[asked{s.Candidate, s.Session}]:
		c.fault("candidate.twice", s, "")
	case !exists:
		c.fault("room.unknown", s, "")
	case !c.open[[2]string{s.Room, s.Session}]:
		c.fault("room.closed", s, "")
	case s.Row < 1 || s.Row > room.Rows || s.Col < 1 || s.Col > room.Cols:
		c.fault("seat.outside", s, "")
	case c.broken[c.position("", s.Room, s.Row, s.Col)]:
		c.fault("seat.out_of_service", s, "")
	case taken:
		c.fault("seat.twice", s, "")
	case who.Accessible && !room.Accessible:
		c.fault("accessible", s, "")
	}
	c.told[asked{s.Candidate, s.Session}] = true
	c.sits[at] = who
}

// beside are the places before a place, in reading order, that it is next to, so
// that each pair is looked at once.
func beside(kind seating.Neighbourhood, at position) []position {
	left, front := at, at
	left.col--
	front.row--
	switch kind {
	case seating.Row:
		return []position{left}
	case seating.Cross:
		return []position{left, front}
	}
	frontLeft, frontRight := front, front
	frontLeft.col--
	frontRight.col++
	return []position{left, front, frontLeft, frontRight}
}

func (c *checker) neighbours(a seating.Answer) {
	soft := 0
	for _, s := range a.Seats {
		at := c.position(s.Session, s.Room, s.Row, s.Col)
		for _, near := range beside(c.in.Rules.Neighbourhood, at) {
			if other, ok := c.sits[near]; ok {
				soft += c.pair(s, c.sits[at], other)
			}
		}
	}
	c.same("soft_violations", a.SoftViolations, soft)
}

// pair faults a hard rule that two neighbours break, and counts the soft ones.
func (c *checker) pair(s seating.Seat, x, y seating.Candidate) (soft int) {
	for _, rule := range c.in.Rules.Apart {
		mine, theirs := x.Paper, y.Paper
		if rule.Attribute == seating.Employer {
			mine, theirs = x.Employer, y.Employer
		}
		switch {
		case mine == "" || mine != theirs:
		case rule.Hard:
			c.fault("apart."+string(rule.Attribute), s, "beside "+y.ID)
		default:
			soft++
		}
	}
	return soft
}

// persons sees that nobody is asked to be at two places, and that no room holds
// two sessions at once.
func (c *checker) persons(a seating.Answer) {
	whose, held := make(map[string][]string, len(a.Seats)), map[string][]string{}
	for _, s := range a.Seats {
		person := c.candidates[asked{s.Candidate, s.Session}].Person
		if person == "" {
			person = s.Candidate
		}
		if slices.Contains(whose[person], s.Session) {
			c.fault("person.twice", s, "")
		}
		whose[person] = append(whose[person], s.Session)
		if !slices.Contains(held[s.Room], s.Session) {
			held[s.Room] = append(held[s.Room], s.Session)
		}
	}
	for _, sessions := range whose {
		c.apartInTime("person.overlap", sessions)
	}
	for _, sessions := range held {
		c.apartInTime("room.overlap", sessions)
	}
}

func (c *checker) apartInTime(kind string, sessions []string) {
	for i, x := range sessions {
		for _, y := range sessions[:i] {
			a, b := c.sessions[x], c.sessions[y]
			if x != y && a.Starts.Before(b.Ends) && b.Starts.Before(a.Ends) {
				c.faults = append(c.faults, Fault{Kind: kind, Session: y, Detail: x})
			}
		}
	}
}

// rooms compares the list of rooms with the seats.
func (c *checker) rooms(a seating.Answer) {
	count := map[[2]string]int{}
	for _, s := range a.Seats {
		count[[2]string{s.Session, s.Room}]++
	}
	for _, r := range a.Rooms {
		key := [2]string{r.Session, r.Room}
		watch := r.Candidates / c.in.Rules.Invigilators.Per
		if watch*c.in.Rules.Invigilators.Per < r.Candidates {
			watch++
		}
		if watch < c.in.Rules.Invigilators.Least {
			watch = c.in.Rules.Invigilators.Least
		}
		if r.Candidates != count[key] || r.Candidates == 0 {
			c.faults = append(c.faults, Fault{Kind: "room.candidates", Session: r.Session, Room: r.Room})
		}
		if r.Invigilators != watch {
			c.faults = append(c.faults, Fault{Kind: "room.invigilators", Session: r.Session, Room: r.Room})
		}
		delete(count, key)
	}
	for key := range count {
		c.faults = append(c.faults, Fault{Kind: "room.missing", Session: key[0], Room: key[1]})
	}
}

// everybody sees that each candidate has a seat or a reason, and not both.
func (c *checker) everybody(a seating.Answer) {
	for _, u := range a.Unseated {
		key := asked{u.Candidate, u.Session}
		s := seating.Seat{Candidate: u.Candidate, Session: u.Session}
		if _, known := c.candidates[key]; !known {
			c.fault("candidate.unknown", s, "")
		}
		if c.told[key] {
			c.fault("candidate.twice", s, "seated and not")
		}
		if u.Reason == "" {
			c.fault("reason.missing", s, "")
		}
		c.told[key] = true
	}
	for key := range c.candidates {
		if !c.told[key] {
			c.fault("candidate.missing", seating.Seat{Candidate: key.candidate, Session: key.session}, "")
		}
	}
}

// bound sees that the lower bound is one, at least as high as the plainest: in
// each session everybody seated, by the largest room that is open.
func (c *checker) bound(a seating.Answer) {
	largest, seated := map[string]int{}, map[string]int{}
	for _, r := range c.in.Rooms {
		usable := 0
		for row := 1; row <= r.Rows; row++ {
			for col := 1; col <= r.Cols; col++ {
				if !c.broken[c.position("", r.ID, row, col)] {
					usable++
				}
			}
		}
		for _, s := range r.Sessions {
			largest[s] = max(largest[s], usable)
		}
	}
	for _, s := range a.Seats {
		seated[s.Session]++
	}
	plain := 0
	for s, n := range seated {
		if largest[s] > 0 {
			plain += (n + largest[s] - 1) / largest[s]
		}
	}
	if a.LowerBound < plain || a.LowerBound > len(a.Rooms) {
		c.faults = append(c.faults, Fault{Kind: "lower_bound", Detail: strconv.Itoa(a.LowerBound)})
	}
}

func (c *checker) same(kind string, said, is int) {
	if said != is {
		c.faults = append(c.faults, Fault{Kind: kind, Detail: strconv.Itoa(said) + " said, " + strconv.Itoa(is) + " are"})
	}
}
