package skill

import (
	"slices"
	"time"

	"assay/skill/day"
)

// An Assignment (考务安排) has somebody do one duty of one session, or supervise a
// whole batch.
type Assignment struct {
	ID           AssignmentID
	Plan         PlanID
	Session      SessionID // none: the whole batch, for a supervisor
	Room         RoomID    // of an invigilator, where the session takes rooms
	Path         OrgPath
	Person       PersonID
	Duty         Duty
	Leader       bool         // 考评组长: answers for the group
	Registration AssessorID   // by which an assessor or a supervisor acts
	Replaces     AssignmentID // whose place it takes, or none
	By           PersonID     // who assigned
	Ground       string       // why it was declined or ended; no personal value
	Status       AssignmentStatus
	StatusAt     time.Time
	Version      int64
}

// A Duty (岗位) is what somebody does at an exam.
type Duty string

// The duties.
const (
	Invigilates Duty = "invigilator" // 监考
	Assesses    Duty = "assessor"    // 考评
	Supervises  Duty = "supervisor"  // 督导
)

// DutyKinds lists every duty.
func DutyKinds() []Duty { return []Duty{Invigilates, Assesses, Supervises} }

// UnmarshalText reads one of the listed words.
func (d *Duty) UnmarshalText(b []byte) error { return readWord(d, b, DutyKinds()) }

// AssignmentStatus is where an assignment stands.
//
//	none ──assign──▶ assigned ──confirm──▶ confirmed
//	                 assigned, confirmed ──decline──▶ declined
//	                 assigned, confirmed ──miss──▶ missing
//	                 assigned, confirmed, declined, missing ──replace──▶ replaced
//	                 assigned, confirmed ──release──▶ released
type AssignmentStatus string

// The statuses of an assignment.
const (
	AssignmentAssigned  AssignmentStatus = "assigned"  // 已安排
	AssignmentConfirmed AssignmentStatus = "confirmed" // 已确认
	AssignmentDeclined  AssignmentStatus = "declined"  // 已辞谢
	AssignmentMissing   AssignmentStatus = "missing"   // 缺岗
	AssignmentReplaced  AssignmentStatus = "replaced"  // 已更换
	AssignmentReleased  AssignmentStatus = "released"  // 已解除
)

// InDuty are the statuses of an assignment that somebody is expected to do.
func InDuty() []AssignmentStatus { return []AssignmentStatus{AssignmentAssigned, AssignmentConfirmed} }

var assignmentLife = Lifecycle[AssignmentStatus]{"assignment", []Transition[AssignmentStatus]{
	{"assign", from[AssignmentStatus](None), AssignmentAssigned},
	{"confirm", from(AssignmentAssigned), AssignmentConfirmed},
	{"decline", InDuty(), AssignmentDeclined},
	{"miss", InDuty(), AssignmentMissing},
	{"replace", from(AssignmentAssigned, AssignmentConfirmed, AssignmentDeclined, AssignmentMissing), AssignmentReplaced},
	{"release", InDuty(), AssignmentReleased},
}}

func (a Assignment) move(verb, reason string) (Move, error) {
	return assignmentLife.move(string(a.ID), a.Status, verb, reason)
}

// Assign gives the duty (安排).
func (a Assignment) Assign() (Move, error) { return a.move("assign", "") }

// Confirm says that one will do it (确认).
func (a Assignment) Confirm() (Move, error) { return a.move("confirm", "") }

// Decline says that one will not (辞谢), with a ground.
func (a Assignment) Decline() (Move, error) { return a.grounded("decline") }

// Miss says that somebody did not come (缺岗), with a ground.
func (a Assignment) Miss() (Move, error) { return a.grounded("miss") }

// Replace ends it for another who takes the place (更换).
func (a Assignment) Replace() (Move, error) { return a.move("replace", "") }

// Release ends it because there is nothing to do any more (解除), with a ground.
func (a Assignment) Release() (Move, error) { return a.grounded("release") }

func (a Assignment) grounded(verb string) (Move, error) {
	if a.Ground == "" {
		return Move{}, FailField("ground", "assignment.no_ground")
	}
	return a.move(verb, a.Ground)
}

// Actions lists what may be done with it now.
func (a Assignment) Actions() []string { return assignmentLife.Verbs(a.Status) }

// Stands tells whether somebody is expected to do it.
func (a Assignment) Stands() bool { return slices.Contains(InDuty(), a.Status) }

// A Recusal (回避声明) says that an officer has something to do with a candidate,
// and so examines and supervises none of their exams.
type Recusal struct {
	ID        RecusalID
	Person    PersonID // the officer
	Candidate PersonID
	Path      OrgPath
	Kind      RecusalKind
	By        PersonID // who declared it
	Withdrawn bool
	Version   int64
}

// RecusalKind (回避情形) is why one keeps away.
type RecusalKind string

// The kinds.
const (
	RecusalRelative  RecusalKind = "relative"  // 近亲属
	RecusalTrainer   RecusalKind = "trainer"   // 本期培训教师
	RecusalMaster    RecusalKind = "master"    // 师徒
	RecusalColleague RecusalKind = "colleague" // 同单位
)

// RecusalKinds lists every kind.
func RecusalKinds() []RecusalKind {
	return []RecusalKind{RecusalRelative, RecusalTrainer, RecusalMaster, RecusalColleague}
}

// UnmarshalText reads one of the listed words.
func (k *RecusalKind) UnmarshalText(b []byte) error { return readWord(k, b, RecusalKinds()) }

// ExaminingBy is the registration by which a person may examine.
func ExaminingBy(all []Assessor, e Examining) (Assessor, error) {
	for _, a := range all {
		if a.covers(e) && a.InForce(e.On) {
			return a, nil
		}
	}
	return Assessor{}, MayExamine(all, e)
}

// SupervisingBy is the registration by which a person may supervise an exam; one
// that names no occupations or levels is for every one.
func SupervisingBy(all []Assessor, e Examining) (Assessor, error) {
	for _, a := range all {
		fits := (len(a.Occupations) == 0 || slices.Contains(a.Occupations, e.Occupation)) && (len(a.Levels) == 0 || slices.Contains(a.Levels, e.Level))
		if !a.Class.Examines() && a.Path.Holds(e.At) && fits && a.InForce(e.On) {
			return a, nil
		}
	}
	return Assessor{}, Fail(Unmet, "assignment.no_supervisor", "on", e.On.String())
}

// CurrentEmployers are the folded names of where somebody works on a day.
func CurrentEmployers(d Dossier, on day.Date) (out []string) {
	for _, e := range d.Employment {
		if name := Fold(e.Employer); name != "" && e.Covers(on) {
			out = append(out, name)
		}
	}
	return out
}
