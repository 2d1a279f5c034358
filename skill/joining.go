package skill

import (
	"slices"
	"time"
)

// A JoinCode (关联码) is printed on a ticket or receipt. With the number of the
// holder's document it joins an account to the person, once.
type JoinCode struct {
	ID      JoinCodeID
	Person  PersonID
	Path    OrgPath  // the organisation that printed it
	By      PersonID // who had it printed
	Hash    string   // keyed hash of the code
	Expires time.Time
	Used    AccountID // which account it joined
	Version int64
}

// A Dispute (关联争议) is two accounts that claim one person. Both are frozen
// until the centre says whose the records are.
type Dispute struct {
	ID       DisputeID
	Path     OrgPath   // of the organisation where the second claim was made; "/" where none was
	Person   PersonID  // who is claimed
	Holder   AccountID // who was joined first
	Claimant AccountID // who came second
	Way      JoinWay   // how the second claim was shown
	Witness  PersonID  // who saw the document of the second, where somebody did
	Kept     AccountID // whom the centre believes
	Decider  PersonID
	Ground   string // of the decision; no personal value
	Status   DisputeStatus
	StatusAt time.Time
	Version  int64
}

// DisputeStatus is where a dispute stands.
//
//	none ──raise──▶ open ──decide──▶ decided
type DisputeStatus string

// The statuses of a dispute.
const (
	DisputeOpen    DisputeStatus = "open"    // 待认定
	DisputeDecided DisputeStatus = "decided" // 已认定
)

var disputeLife = Lifecycle[DisputeStatus]{"dispute", []Transition[DisputeStatus]{
	{"raise", from[DisputeStatus](None), DisputeOpen},
	{"decide", from(DisputeOpen), DisputeDecided},
}}

// Raise brings the dispute before the centre.
func (d Dispute) Raise() (Move, error) {
	return disputeLife.move(string(d.ID), d.Status, "raise", "")
}

// Decide says whose the records are (认定): the account that is kept and the
// ground must be stated.
func (d Dispute) Decide() (Move, error) {
	switch {
	case d.Kept != d.Holder && d.Kept != d.Claimant:
		return Move{}, FailField("keep", "dispute.keep")
	case d.Ground == "":
		return Move{}, FailField("ground", "dispute.no_ground")
	}
	return disputeLife.move(string(d.ID), d.Status, "decide", d.Ground)
}

// Actions lists what may be done with the dispute now.
func (d Dispute) Actions() []string { return disputeLife.Verbs(d.Status) }

// A Distinction (区分认定) is the centre's decision that two records of the same
// name and date of birth are two humans. Without one they count as one human. It
// stands in both persons too, where every comparison finds it.
type Distinction struct {
	ID      DistinctionID
	Path    OrgPath  // of the centre that decided
	A, B    PersonID // A < B
	By      PersonID
	Ground  string // no personal value
	Revoked bool
	Version int64
}

// Distinguish makes the decision about two persons, whose documents somebody has
// seen, by a third.
func (d Distinction) Distinguish(a, b, decider Person) (Distinction, Person, Person, error) {
	switch {
	case a.ID == b.ID || !SameHuman(a, b):
		return d, a, b, Fail(Unmet, "distinction.not_alike")
	case alike(decider, a):
		return d, a, b, Fail(Denied, "person.same_human")
	case !a.Seen || !b.Seen:
		return d, a, b, Fail(Unmet, "person.not_seen")
	}
	d.A, d.B = min(a.ID, b.ID), max(a.ID, b.ID)
	a.Apart, b.Apart = with(a.Apart, b.ID), with(b.Apart, a.ID)
	return d, a, b, nil
}

// Reunite takes the decision back.
func (d Distinction) Reunite(a, b Person) (Distinction, Person, Person) {
	d.Revoked = true
	a.Apart, b.Apart = without(a.Apart, b.ID), without(b.Apart, a.ID)
	return d, a, b
}

func without(ids []PersonID, id PersonID) []PersonID {
	return slices.DeleteFunc(slices.Clone(ids), func(p PersonID) bool { return p == id })
}

func with(ids []PersonID, id PersonID) []PersonID { return append(without(ids, id), id) }
