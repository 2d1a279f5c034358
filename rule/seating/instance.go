// Package seating decides who sits where (编排考场): it takes the sessions (场次),
// rooms (考场) and candidates of an exam and gives each candidate a seat (座位).
// The same instance and seed give the same seats, in whatever order rooms and
// candidates were listed, so anybody can recompute them.
//
// Goals, in this order: no hard rule is broken; everybody is seated who can be;
// few rooms are used; few neighbours share what they should not. When somebody
// stays without a seat, it says which constraint is short and by how much.
//
// What it answers is checked by rule/seating/check, which shares none of its
// logic.
package seating

import "time"

// An Instance is what is to be seated.
type Instance struct {
	Sessions   []Session
	Rooms      []Room
	Candidates []Candidate
	Rules      Rules
}

// A Session (场次) is a stretch of time in which candidates sit, by the wall clock
// of the place. Its end is no longer part of it.
type Session struct {
	ID           string
	Starts, Ends time.Time
}

// A Room (考场) is a grid of seats.
type Room struct {
	ID           string
	Rows, Cols   int
	OutOfService []Place  // places without a usable seat; they part their neighbours
	Accessible   bool     // 无障碍: can be used by those who need access
	Sessions     []string // the sessions in which it is open
}

// A Place is a position in a grid: row and column from 1, row 1 at the front.
type Place struct{ Row, Col int }

// A Candidate asks for one seat in one session. The same ID in another session
// is the same person.
type Candidate struct {
	ID         string
	Session    string
	Person     string // who it is, where IDs differ; ID when empty
	Paper      string // 试卷
	Employer   string // empty: none, which is shared with nobody
	Accessible bool   // needs an accessible room
}

// Who is the person that a candidate is.
func (c Candidate) Who() string {
	if c.Person != "" {
		return c.Person
	}
	return c.ID
}

// Rules say who may sit beside whom, and how many watch. They are policy and
// handed in.
type Rules struct {
	Neighbourhood Neighbourhood
	Apart         []Apart
	Invigilators  Invigilators
}

// A Neighbourhood says which places are neighbours.
type Neighbourhood string

// The neighbourhoods.
const (
	Row   Neighbourhood = "row"   // left and right
	Cross Neighbourhood = "cross" // also front and back
	Eight Neighbourhood = "eight" // diagonals too
)

// Apart keeps neighbours apart that share an attribute.
type Apart struct {
	Attribute Attribute
	Hard      bool // else it is avoided and counted
}

// An Attribute of a candidate.
type Attribute string

// The attributes.
const (
	Paper    Attribute = "paper"
	Employer Attribute = "employer"
)

// Of is the candidate's value of the attribute.
func (a Attribute) Of(c Candidate) string {
	if a == Paper {
		return c.Paper
	}
	return c.Employer
}

// Invigilators (监考) says how many watch a room.
type Invigilators struct{ Per, Least int }

// For is how many watch so many candidates: one for every Per of them, begun
// ones too, and Least at least.
func (v Invigilators) For(candidates int) int {
	return max(v.Least, (candidates+v.Per-1)/v.Per)
}

// An Answer says who sits where. Its lists are sorted: sessions by their start,
// then rooms, rows and columns.
type Answer struct {
	Seed           uint64
	Seats          []Seat
	Rooms          []Use
	LowerBound     int // fewer rooms cannot hold those who are seated
	SoftViolations int // pairs of neighbours and attributes that they share against a soft rule
	Unseated       []Unseated
	Shortages      []Shortage
}

// A Seat (座位) is where a candidate sits.
type Seat struct {
	Candidate, Session, Room string
	Row, Col                 int
}

// A Use is a room in a session in which somebody sits.
type Use struct {
	Session, Room string
	Candidates    int
	Invigilators  int
}

// Unseated is a candidate without a seat, and why.
type Unseated struct {
	Candidate, Session string
	Reason             string // a key of locale, "seating.full"
}

// A Shortage is a constraint that keeps people from seats in a session.
type Shortage struct {
	Session   string
	Reason    string    // a key of locale, whose text takes what stands below
	Attribute Attribute // of seating.apart
	Values    []string  // of seating.apart: the values that are held by too many
	Need      int       // how many ask
	Have      int       // how many can be given a seat at most
	Share     int       // of seating.apart: percent of the candidates that hold one of the values
	Allows    int       // of seating.apart: percent of the usable seats that they may have
	Unseated  int       // how many stay without a seat and are told this reason
}
