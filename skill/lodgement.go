package skill

import (
	"time"

	"assay/skill/day"
)

// A Lodgement (考前上报) reports one batch and its list of candidates to the centre
// before the exam. Who was accepted by the moment of lodging is on the list; who
// comes later is an Addition.
type Lodgement struct {
	ID          LodgementID
	Plan        PlanID
	Body        BodyID
	Path        OrgPath
	Exam        day.Date  // the first day of the exam as it was planned then
	Due         day.Date  // the last day for lodging by policy
	Provisional bool      // counted over a year whose calendar was not seen
	At          time.Time // when it was lodged last
	Candidates  int       // on the list
	Reporter    PersonID
	Decider     PersonID // of the centre
	Ground      string   // what the centre objects; no personal value
	Status      LodgementStatus
	StatusAt    time.Time
	Version     int64
}

// LodgementStatus is where a lodgement stands. Late is derived.
//
//	none, objected ──lodge──▶ lodged ──note──▶ noted
//	                          lodged ──object──▶ objected
type LodgementStatus string

// The statuses of a lodgement.
const (
	LodgementLodged   LodgementStatus = "lodged"   // 已上报
	LodgementNoted    LodgementStatus = "noted"    // 中心已备查
	LodgementObjected LodgementStatus = "objected" // 中心有异议
)

var lodgementLife = Lifecycle[LodgementStatus]{"lodgement", []Transition[LodgementStatus]{
	{"lodge", from(None, LodgementObjected), LodgementLodged},
	{"note", from(LodgementLodged), LodgementNoted},
	{"object", from(LodgementLodged), LodgementObjected},
}}

func (l Lodgement) move(verb, reason string) (Move, error) {
	return lodgementLife.move(string(l.ID), l.Status, verb, reason)
}

// Lodge reports the batch (上报).
func (l Lodgement) Lodge() (Move, error) { return l.move("lodge", "") }

// Note takes note of it (备查); who notes is not who reported.
func (l Lodgement) Note(reporter, decider Person) (Move, error) {
	if err := Apart(reporter, decider); err != nil {
		return Move{}, err
	}
	return l.move("note", "")
}

// Object says what must be put right before the exam (异议), with a ground.
func (l Lodgement) Object() (Move, error) {
	if l.Ground == "" {
		return Move{}, FailField("ground", "lodgement.no_ground")
	}
	return l.move("object", l.Ground)
}

// Late tells whether it was lodged after its last day.
func (l Lodgement) Late() bool { return day.Of(l.At).After(l.Due) }

// Lists tells whether an accepted application was on the list.
func (l Lodgement) Lists(a Application) bool {
	return a.Status == ApplicationAccepted && !a.StatusAt.After(l.At)
}

// Actions lists what may be done with it now.
func (l Lodgement) Actions() []string { return lodgementLife.Verbs(l.Status) }

// An Addition (补报) is a candidate who came to a batch after its list was lodged;
// the centre sees each.
type Addition struct {
	ID          AdditionID
	Plan        PlanID
	Application ApplicationID
	Path        OrgPath
	Reason      string // no personal value
	By          PersonID
	On          day.Date
	Version     int64
}
