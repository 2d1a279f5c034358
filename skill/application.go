package skill

import "time"

// An Application (申报) asks a body to assess one person under one plan.
type Application struct {
	ID       ApplicationID
	Plan     PlanID
	Path     OrgPath
	Person   PersonID
	Import   ImportID // the roster it came with; empty when entered alone
	Row      int      // its row there, counted as the spreadsheet counts
	RowHash  string   // of the row's values: an equal row is already there
	Facts    Private  // the dossier that was judged, in the JSON of docs/commands.md
	Cells    Private  // the roster row's cells as they came, JSON by heading
	Claimed  string   // the clause that the body claimed, e.g. 4.2
	Set      string   // the condition set that judged
	Outcome  Outcome  // of the verdict, when it was judged
	Clause   string   // the clause relied on; a reviewer may name another
	Verdict  string   // the whole verdict in the JSON of docs/commands.md, frozen
	Judged   string   // the day it was judged on, YYYY-MM-DD
	Reviewer PersonID // who decided what the rule could not
	Ground   string   // why, in the reviewer's words; no personal value
	Proof    FileHash // the proof that the decision rests on
	Photo    FileHash
	Erased   ErasureID // the decision by which facts, cells, verdict, proof and photo were destroyed
	Status   ApplicationStatus
	StatusAt time.Time
	Version  int64
}

// ApplicationStatus is where an application stands. An eligible one is accepted
// by rule; a review one only by a reviewer; who meets nothing is refused with
// every route and what is missing on it.
//
//	none ──enter──▶ entered ──accept──▶ accepted ──withdraw──▶ withdrawn
//	                entered ──refuse──▶ refused  ──amend──▶ entered
//	                entered ──amend──▶ entered   ──withdraw──▶ withdrawn
//	                accepted ──substitute──▶ substituted
type ApplicationStatus string

// The statuses of an application.
const (
	ApplicationEntered     ApplicationStatus = "entered"     // 待审查
	ApplicationAccepted    ApplicationStatus = "accepted"    // 审查通过
	ApplicationRefused     ApplicationStatus = "refused"     // 审查不通过
	ApplicationWithdrawn   ApplicationStatus = "withdrawn"   // 已撤回
	ApplicationSubstituted ApplicationStatus = "substituted" // 已换人
)

var applicationLife = Lifecycle[ApplicationStatus]{"application", []Transition[ApplicationStatus]{
	{"enter", from[ApplicationStatus](None), ApplicationEntered},
	{"amend", from(ApplicationEntered, ApplicationRefused), ApplicationEntered},
	{"accept", from(ApplicationEntered), ApplicationAccepted},
	{"refuse", from(ApplicationEntered), ApplicationRefused},
	{"withdraw", from(ApplicationEntered, ApplicationAccepted), ApplicationWithdrawn},
	{"substitute", from(ApplicationAccepted), ApplicationSubstituted},
}}

func (a Application) move(verb, reason string) (Move, error) {
	return applicationLife.move(string(a.ID), a.Status, verb, reason)
}

// Enter puts the application on the plan's list, with its verdict.
func (a Application) Enter() (Move, error) {
	if a.Verdict == "" {
		return Move{}, Fail(Invalid, "application.not_judged")
	}
	return a.move("enter", "")
}

// Amend replaces what was entered before anybody decided on it.
func (a Application) Amend() (Move, error) { return a.move("amend", "") }

// Accept lets the candidate sit the exam (审查通过): by rule when the verdict
// is met, otherwise only by a reviewer who says why.
func (a Application) Accept() (Move, error) {
	if a.Outcome != Met && (a.Reviewer == "" || a.Ground == "") {
		return Move{}, Fail(Unmet, "application.needs_reviewer", "outcome", string(a.Outcome))
	}
	return a.move("accept", a.Ground)
}

// Refuse turns the candidate away with the verdict (审查不通过): by rule when
// every clause is unmet, otherwise only by a reviewer who says why.
func (a Application) Refuse() (Move, error) {
	if a.Outcome != NotMet && (a.Reviewer == "" || a.Ground == "") {
		return Move{}, Fail(Unmet, "application.needs_reviewer", "outcome", string(a.Outcome))
	}
	return a.move("refuse", a.Ground)
}

// Withdraw takes the candidate off the list before the exam (撤回).
func (a Application) Withdraw(reason string) (Move, error) { return a.move("withdraw", reason) }

// Substitute gives the place to another candidate before the exam (换人).
func (a Application) Substitute(reason string) (Move, error) { return a.move("substitute", reason) }

// Actions lists what may be done with the application now.
func (a Application) Actions() []string { return applicationLife.Verbs(a.Status) }

// An Import (名单导入) is one roster file on its way into a plan, in chunks of
// rows that are each whole or not there.
type Import struct {
	ID       ImportID
	Plan     PlanID
	Path     OrgPath
	File     FileHash
	By       PersonID
	Rows     int // rows done so far
	Entered  int // new applications
	Amended  int // changed before review
	Same     int // already there
	Remarked int // rows with a remark, malformed and reviewed ones among them
	Fault    string
	Status   ImportStatus
	StatusAt time.Time
	Version  int64
}

// ImportStatus is where an import stands.
//
//	none ──start──▶ running ──finish──▶ finished
//	                running ──fail──▶ failed
type ImportStatus string

// The statuses of an import.
const (
	ImportRunning  ImportStatus = "running"  // 导入中
	ImportFinished ImportStatus = "finished" // 已完成
	ImportFailed   ImportStatus = "failed"   // 失败
)

var importLife = Lifecycle[ImportStatus]{"import", []Transition[ImportStatus]{
	{"start", from[ImportStatus](None), ImportRunning},
	{"finish", from(ImportRunning), ImportFinished},
	{"fail", from(ImportRunning), ImportFailed},
}}

// Start begins the import.
func (i Import) Start() (Move, error) { return importLife.move(string(i.ID), i.Status, "start", "") }

// Finish ends it after the last row.
func (i Import) Finish() (Move, error) { return importLife.move(string(i.ID), i.Status, "finish", "") }

// Fail ends it at a fault that no retry mends; the rows already in stay.
func (i Import) Fail(reason string) (Move, error) {
	return importLife.move(string(i.ID), i.Status, "fail", reason)
}
