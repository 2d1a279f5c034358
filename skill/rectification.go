package skill

import (
	"time"

	"assay/skill/day"
)

// A Rectification (整改) is what the centre has ordered a body to put right, and
// until when; what the body says it did; and whether the centre was satisfied.
type Rectification struct {
	ID       RectificationID
	Body     BodyID
	Path     OrgPath
	Demand   string   // what is to be put right, and why; no personal value
	Due      day.Date // the last day for handing in
	Orderer  PersonID // of the centre
	Answer   string   // what the body did, in its words; no personal value
	Proof    FileHash // a file that shows it; may be empty
	Handed   day.Date // when the body last handed in; no date: not yet
	Reporter PersonID // who handed in
	Decider  PersonID // of the centre, who accepted, sent back or lifted
	Ground   string   // why; no personal value
	Status   RectificationStatus
	StatusAt time.Time
	Version  int64
}

// RectificationStatus is where a rectification stands. That it is overdue is
// derived from the day.
//
//	none ──order──▶ ordered ──hand-in──▶ handed ──accept──▶ accepted
//	                handed ──send-back──▶ returned ──hand-in──▶ handed
//	                ordered, handed, returned ──lift──▶ lifted
type RectificationStatus string

// The statuses of a rectification.
const (
	RectificationOrdered  RectificationStatus = "ordered"  // 责令整改
	RectificationHanded   RectificationStatus = "handed"   // 已报送，待核验
	RectificationReturned RectificationStatus = "returned" // 已退回，继续整改
	RectificationAccepted RectificationStatus = "accepted" // 整改通过
	RectificationLifted   RectificationStatus = "lifted"   // 已撤销
)

var rectificationLife = Lifecycle[RectificationStatus]{"rectification", []Transition[RectificationStatus]{
	{"order", from[RectificationStatus](None), RectificationOrdered},
	{"hand-in", from(RectificationOrdered, RectificationReturned), RectificationHanded},
	{"accept", from(RectificationHanded), RectificationAccepted},
	{"send-back", from(RectificationHanded), RectificationReturned},
	{"lift", from(RectificationOrdered, RectificationHanded, RectificationReturned), RectificationLifted},
}}

func (r Rectification) move(verb, reason string) (Move, error) {
	return rectificationLife.move(string(r.ID), r.Status, verb, reason)
}

// Order orders it (责令整改): with what is to be put right, and a date that is
// still to come.
func (r Rectification) Order(today day.Date) (Move, error) {
	switch {
	case r.Demand == "":
		return Move{}, FailField("demand", "rectification.no_demand")
	case !r.Due.After(today):
		return Move{}, FailField("due", "rectification.due_past")
	}
	return r.move("order", r.Demand)
}

// HandIn says what was done (报送整改). Handing in late is not refused: it would
// only be hidden.
func (r Rectification) HandIn() (Move, error) {
	if r.Answer == "" {
		return Move{}, FailField("answer", "rectification.no_answer")
	}
	return r.move("hand-in", "")
}

// Accept finds it put right (整改通过); who accepts is not who handed in.
func (r Rectification) Accept(reporter, decider Person) (Move, error) {
	if err := Apart(reporter, decider); err != nil {
		return Move{}, err
	}
	return r.move("accept", r.Ground)
}

// SendBack finds that it is not (退回), with a ground and another date.
func (r Rectification) SendBack(today day.Date) (Move, error) {
	switch {
	case r.Ground == "":
		return Move{}, FailField("ground", "rectification.no_ground")
	case !r.Due.After(today):
		return Move{}, FailField("due", "rectification.due_past")
	}
	return r.move("send-back", r.Ground)
}

// Lift takes the order back (撤销整改), with a ground.
func (r Rectification) Lift() (Move, error) {
	if r.Ground == "" {
		return Move{}, FailField("ground", "rectification.no_ground")
	}
	return r.move("lift", r.Ground)
}

// Overdue tells whether the day has passed without the body having handed in.
// What came late stays overdue until the centre has accepted it.
func (r Rectification) Overdue(today day.Date) bool {
	switch r.Status {
	case RectificationOrdered, RectificationReturned:
		return today.After(r.Due)
	case RectificationHanded:
		return r.Handed.After(r.Due)
	}
	return false
}

// Actions lists what may be done with the rectification now.
func (r Rectification) Actions() []string { return rectificationLife.Verbs(r.Status) }
