package skill

import "time"

// A Sitting (应考) is one candidate's go at one part: the first attempt or a
// retake. It ends with a mark, or with the reason why there is none.
type Sitting struct {
	ID          SittingID
	Application ApplicationID
	Plan        PlanID
	Path        OrgPath
	Part        Part
	Attempt     int // 1 is the first exam, 2 the retake
	Session     SessionID
	Mark        Mark   // meaningful when the status is marked
	Ground      string // of void: the violation; of waived: what the waiver rests on
	Status      SittingStatus
	StatusAt    time.Time
	Version     int64
}

// SittingStatus is where a sitting stands.
//
//	none ──call──▶ due ──mark──▶ marked
//	               due ──absent──▶ absent
//	               due ──void──▶ void
//	               due ──waive──▶ waived
//	               marked, absent, void, waived ──reopen──▶ due
//	               due ──drop──▶ dropped
type SittingStatus string

// The statuses of a sitting.
const (
	SittingDue     SittingStatus = "due"     // 待考
	SittingMarked  SittingStatus = "marked"  // 已评分
	SittingAbsent  SittingStatus = "absent"  // 缺考
	SittingVoid    SittingStatus = "void"    // 作废
	SittingWaived  SittingStatus = "waived"  // 免考
	SittingDropped SittingStatus = "dropped" // 不再应考: the candidate left the list
)

var sittingLife = Lifecycle[SittingStatus]{"sitting", []Transition[SittingStatus]{
	{"call", from[SittingStatus](None), SittingDue},
	{"mark", from(SittingDue), SittingMarked},
	{"absent", from(SittingDue), SittingAbsent},
	{"void", from(SittingDue), SittingVoid},
	{"waive", from(SittingDue), SittingWaived},
	{"reopen", from(SittingMarked, SittingAbsent, SittingVoid, SittingWaived), SittingDue},
	{"drop", from(SittingDue), SittingDropped},
}}

func (s Sitting) move(verb, reason string) (Move, error) {
	return sittingLife.move(string(s.ID), s.Status, verb, reason)
}

// Call puts the part before the candidate.
func (s Sitting) Call() (Move, error) { return s.move("call", "") }

// Grade ends the sitting with the mark it carries.
func (s Sitting) Grade() (Move, error) {
	if s.Mark > FullMark {
		return Move{}, Fail(Invalid, "mark.unreadable")
	}
	return s.move("mark", "")
}

// Absent ends it because nobody came (缺考).
func (s Sitting) Absent() (Move, error) { return s.move("absent", "") }

// Void ends it for a violation, which must be named (作废).
func (s Sitting) Void() (Move, error) {
	if s.Ground == "" {
		return Move{}, Fail(Invalid, "sitting.void_without_violation")
	}
	return s.move("void", s.Ground)
}

// Waive ends it because the part need not be sat; on what ground must be named
// (免考).
func (s Sitting) Waive() (Move, error) {
	if s.Ground == "" {
		return Move{}, Fail(Invalid, "sitting.waived_without_ground")
	}
	return s.move("waive", s.Ground)
}

// Reopen takes the outcome back, before settlement by a clerk, afterwards only
// within a correction of two persons.
func (s Sitting) Reopen(reason string) (Move, error) { return s.move("reopen", reason) }

// Drop ends it because the candidate left the list before the exam.
func (s Sitting) Drop(reason string) (Move, error) { return s.move("drop", reason) }

// Then is the sitting as it will stand after its own Move, so that the next one
// can be decided before the store has carried out the first.
func (s Sitting) Then(m Move) Sitting {
	if m.table == sittingLife.Table && m.id == string(s.ID) && m.from == string(s.Status) {
		s.Status = SittingStatus(m.to)
	}
	return s
}

// Done tells whether the sitting has an outcome.
func (s Sitting) Done() bool { return s.Status != None && s.Status != SittingDue }

// A MarkRow is one line of a mark sheet before anybody checked it.
type MarkRow struct {
	Row         int // as the spreadsheet counts; 0 through the API
	Application ApplicationID
	Part        Part
	Kind        SittingStatus // marked, absent, void or waived
	Mark        Mark
	Ground      string
}
