package skill

import (
	"time"

	"assay/skill/day"
)

// A Report (上报) carries the passed results of one plan, publicity over, from
// the body to the centre: reported, checked and confirmed by three different
// persons.
type Report struct {
	ID        ReportID
	Plan      PlanID
	Body      BodyID
	Path      OrgPath
	Count     int      // results in it
	Due       day.Date // the last day for reporting by policy
	On        day.Date // the day it was reported
	Reporter  PersonID
	Checker   PersonID
	Confirmer PersonID
	Ground    string // why it was returned; no personal value
	Status    ReportStatus
	StatusAt  time.Time
	Version   int64
}

// ReportStatus is where a report stands.
//
//	none ──report──▶ reported ──check──▶ checked ──confirm──▶ confirmed
//	                 reported, checked ──return──▶ returned
type ReportStatus string

// The statuses of a report.
const (
	ReportReported  ReportStatus = "reported"  // 已上报
	ReportChecked   ReportStatus = "checked"   // 已审核
	ReportConfirmed ReportStatus = "confirmed" // 已确认
	ReportReturned  ReportStatus = "returned"  // 已退回
)

var reportLife = Lifecycle[ReportStatus]{"report", []Transition[ReportStatus]{
	{"report", from[ReportStatus](None), ReportReported},
	{"check", from(ReportReported), ReportChecked},
	{"confirm", from(ReportChecked), ReportConfirmed},
	{"return", from(ReportReported, ReportChecked), ReportReturned},
}}

func (r Report) move(verb, reason string) (Move, error) {
	return reportLife.move(string(r.ID), r.Status, verb, reason)
}

// Hand hands the report in.
func (r Report) Hand() (Move, error) {
	if r.Count == 0 {
		return Move{}, Fail(Unmet, "report.empty")
	}
	return r.move("report", "")
}

// Check passes it on to the approver; the checker is not the reporter.
func (r Report) Check(reporter, checker Person) (Move, error) {
	if err := Apart(reporter, checker); err != nil {
		return Move{}, err
	}
	return r.move("check", "")
}

// Confirm makes its results final; the three are different humans.
func (r Report) Confirm(reporter, checker, confirmer Person) (Move, error) {
	if err := Apart(reporter, checker, confirmer); err != nil {
		return Move{}, err
	}
	return r.move("confirm", "")
}

// Return gives it back to the body, which must be told why.
func (r Report) Return() (Move, error) {
	if r.Ground == "" {
		return Move{}, Fail(Invalid, "report.no_ground")
	}
	return r.move("return", r.Ground)
}

// Late tells whether it was handed in after its due day.
func (r Report) Late() bool { return !r.Due.IsZero() && r.On.After(r.Due) }

// Actions lists what may be done with the report now.
func (r Report) Actions() []string { return reportLife.Verbs(r.Status) }
