package skill

import (
	"time"

	"assay/skill/day"
)

// An Application (申报) asks a body to assess one person under one plan. It came
// with a roster, or the person made it.
type Application struct {
	ID       ApplicationID
	Plan     PlanID
	Path     OrgPath
	Person   PersonID
	Own      bool     // 本人申报: made by the person, with materials; not by a roster
	Import   ImportID // the roster it came with; empty when entered alone
	Row      int      // its row there, counted as the spreadsheet counts
	RowHash  string   // of the row's values: an equal row is already there
	Facts    Private  // the dossier that was judged, in the JSON of docs/commands.md
	Cells    Private  // the roster row's cells as they came, JSON by heading
	Claimed  string   // the clause that the body or the person claimed, e.g. 4.2
	Set      string   // the condition set that judged
	Outcome  Outcome  // of the verdict, when it was judged
	Clause   string   // the clause relied on; a reviewer may name another
	Verdict  string   // the whole verdict in the JSON of docs/commands.md, frozen
	Judged   string   // the day it was judged on, YYYY-MM-DD
	Reviewer PersonID // who decided what the rule could not
	Passer   PersonID // 初审: who at the body found for the application, or had the rule do so
	Checker  PersonID // 复核: who at the centre decided after the body
	Ground   string   // why, in the words of whoever decided last; no personal value
	Office   Office   // which office decided last
	Asks     []Ask    // 补正: what is to be corrected, when it was returned
	Due      day.Date // the last day for that
	Proof    FileHash // the proof that the decision rests on
	Photo    FileHash
	Erased   ErasureID // the decision by which facts, cells, verdict, proof and photo were destroyed
	Status   ApplicationStatus
	StatusAt time.Time
	Version  int64
}

// An Ask (补正事项) is one thing that the applicant is to correct.
type Ask struct {
	At    string // materials.KIND, or a place in the dossier such as employment[0]
	Words string // what is wrong with it; no personal value
}

// Office says which office decided on an application: officers are not named to
// the applicant.
type Office string

// The offices.
const (
	OfficeRule   Office = "rule"   // by rule, on the conditions alone
	OfficeBody   Office = "body"   // 评价机构审核
	OfficeCentre Office = "centre" // 鉴定指导中心复核
)

// ApplicationStatus is where an application stands. A draft is its person's own
// until it is submitted. An eligible one is accepted by rule; a review one only by
// a reviewer; who meets nothing is refused with every route and what is missing on
// it. Where the policy asks for a check by the centre, what the body finds for is
// passed on, and accepted by another person there.
//
//	none ──draft──▶ draft ──submit──▶ entered
//	none ──enter──▶ entered ──accept──▶ accepted ──withdraw──▶ withdrawn
//	                entered ──pass──▶ passed ──confirm──▶ accepted
//	                entered ──refuse──▶ refused ◀──decline── passed
//	                entered, passed ──return──▶ returned ──submit──▶ entered
//	                refused ──reopen──▶ entered
//	                entered, refused, returned ──amend──▶ entered
//	                draft, entered, returned, passed ──withdraw──▶ withdrawn
//	                accepted ──substitute──▶ substituted
type ApplicationStatus string

// The statuses of an application.
const (
	ApplicationDraft       ApplicationStatus = "draft"       // 草稿: not on any list, seen by its person alone
	ApplicationEntered     ApplicationStatus = "entered"     // 待审查
	ApplicationReturned    ApplicationStatus = "returned"    // 退回补正
	ApplicationPassed      ApplicationStatus = "passed"      // 初审通过, 待复核
	ApplicationAccepted    ApplicationStatus = "accepted"    // 审查通过
	ApplicationRefused     ApplicationStatus = "refused"     // 审查不通过
	ApplicationWithdrawn   ApplicationStatus = "withdrawn"   // 已撤回
	ApplicationSubstituted ApplicationStatus = "substituted" // 已换人
)

var applicationLife = Lifecycle[ApplicationStatus]{"application", []Transition[ApplicationStatus]{
	{"draft", from[ApplicationStatus](None), ApplicationDraft},
	{"enter", from[ApplicationStatus](None), ApplicationEntered},
	{"submit", from(ApplicationDraft, ApplicationReturned), ApplicationEntered},
	{"amend", from(ApplicationEntered, ApplicationRefused, ApplicationReturned), ApplicationEntered},
	{"return", from(ApplicationEntered, ApplicationPassed), ApplicationReturned},
	{"pass", from(ApplicationEntered), ApplicationPassed},
	{"accept", from(ApplicationEntered), ApplicationAccepted},
	{"confirm", from(ApplicationPassed), ApplicationAccepted},
	{"refuse", from(ApplicationEntered), ApplicationRefused},
	{"decline", from(ApplicationPassed), ApplicationRefused},
	{"reopen", from(ApplicationRefused), ApplicationEntered},
	{"withdraw", from(ApplicationDraft, ApplicationEntered, ApplicationReturned, ApplicationPassed, ApplicationAccepted), ApplicationWithdrawn},
	{"substitute", from(ApplicationAccepted), ApplicationSubstituted},
}}

func (a Application) move(verb, reason string) (Move, error) {
	return applicationLife.move(string(a.ID), a.Status, verb, reason)
}

// Draft begins an application that its person goes on with (起草).
func (a Application) Draft() (Move, error) { return a.move("draft", "") }

// Enter puts the application on the plan's list, with its verdict.
func (a Application) Enter() (Move, error) { return a.judged("enter") }

// Submit puts a draft on the plan's list, or one back that was returned (提交).
func (a Application) Submit() (Move, error) { return a.judged("submit") }

func (a Application) judged(verb string) (Move, error) {
	if a.Verdict == "" {
		return Move{}, Fail(Invalid, "application.not_judged")
	}
	return a.move(verb, "")
}

// Amend replaces what was entered before anybody decided on it.
func (a Application) Amend() (Move, error) { return a.move("amend", "") }

// Return gives the application back with what is to be corrected, and until when
// (退回补正).
func (a Application) Return() (Move, error) {
	switch {
	case len(a.Asks) == 0:
		return Move{}, FailField("asks", "application.no_asks")
	case a.Due.IsZero():
		return Move{}, FailField("due", "application.no_due")
	}
	return a.move("return", "")
}

// Accept lets the candidate sit the exam (审查通过): by rule when the verdict
// is met, otherwise only by a reviewer who says why.
func (a Application) Accept() (Move, error) { return a.found("accept", Met) }

// Pass is Accept where the centre has still to check (初审通过).
func (a Application) Pass() (Move, error) {
	if a.Passer == "" {
		return Move{}, Fail(Internal, "application.incomplete")
	}
	return a.found("pass", Met)
}

// Refuse turns the candidate away with the verdict (审查不通过): by rule when
// every clause is unmet, otherwise only by a reviewer who says why.
func (a Application) Refuse() (Move, error) { return a.found("refuse", NotMet) }

// found is a decision that the rule makes on an outcome, and a reviewer on any.
func (a Application) found(verb string, by Outcome) (Move, error) {
	if a.Outcome != by && (a.Reviewer == "" || a.Ground == "") {
		return Move{}, Fail(Unmet, "application.needs_reviewer", "outcome", string(a.Outcome))
	}
	return a.move(verb, a.Ground)
}

// Confirm is the centre's word for what the body passed on (复核通过), by a person
// who did not pass it.
func (a Application) Confirm() (Move, error) {
	if a.Checker == "" || a.Checker == a.Passer || a.Checker == a.Reviewer {
		return Move{}, Fail(Denied, "person.same_human")
	}
	return a.move("confirm", "")
}

// Decline is the centre's word against it (复核不通过).
func (a Application) Decline() (Move, error) {
	if a.Checker == "" || a.Ground == "" {
		return Move{}, FailField("ground", "review.no_ground")
	}
	return a.move("decline", a.Ground)
}

// Reopen overrules a refusal (重新审查): the application is looked at anew, by a
// person and no more by rule.
func (a Application) Reopen() (Move, error) {
	if a.Reviewer == "" || a.Ground == "" {
		return Move{}, FailField("ground", "review.no_ground")
	}
	return a.move("reopen", a.Ground)
}

// Withdraw takes the candidate off the list before the exam (撤回).
func (a Application) Withdraw(reason string) (Move, error) { return a.move("withdraw", reason) }

// Substitute gives the place to another candidate before the exam (换人).
func (a Application) Substitute(reason string) (Move, error) { return a.move("substitute", reason) }

// Mine tells whether the application is in its person's hands: a draft, or
// returned to be corrected.
func (a Application) Mine() bool {
	return a.Own && (a.Status == ApplicationDraft || a.Status == ApplicationReturned)
}

// Listed tells whether the application stands on its plan's list, or did and was
// decided.
func (a Application) Listed() bool {
	switch a.Status {
	case None, ApplicationDraft, ApplicationWithdrawn, ApplicationSubstituted:
		return false
	}
	return true
}

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
	Consents string   // edition of the privacy notice to which everybody on it consented on paper, as the body says; or none
	StatedBy PersonID // who said so for the body
	Rows     int      // rows done so far
	Entered  int      // new applications
	Amended  int      // changed before review
	Same     int      // already there
	Remarked int      // rows with a remark, malformed and reviewed ones among them
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
