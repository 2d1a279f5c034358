package skill

import (
	"time"

	"assay/skill/day"
)

// A PartScore is what counts of one part in a result, frozen at settlement.
type PartScore struct {
	Part    Part
	Attempt int
	Kind    SittingStatus
	Mark    Mark
}

// A Band (等次) is the rating that every marked part reaches.
type Band string

// The bands; none is the empty Band.
// Source: docs/rules.md, Marks and bands (60, 80, 95).
const (
	BandPass      Band = "pass"      // 合格
	BandGood      Band = "good"      // 良好
	BandExcellent Band = "excellent" // 优秀
)

// A Result (成绩) is the outcome of all required parts of one application.
type Result struct {
	ID          ResultID
	Application ApplicationID
	Plan        PlanID
	Path        OrgPath
	Person      PersonID
	Passed      bool
	Band        Band
	Scores      []PartScore
	PublicFrom  day.Date // first day of publicity (公示)
	PublicTo    day.Date // its last day
	Provisional bool     // the publicity reaches a year whose calendar is not published
	Report      ReportID
	Status      ResultStatus
	StatusAt    time.Time
	Version     int64
}

// ResultStatus is where a result stands. An objection holds back only its own
// result; a correction or a retake settles it anew and its publicity starts
// again.
//
//	none ──settle──▶ settled ──publicise──▶ publicised ──report──▶ reported ──confirm──▶ confirmed
//	                 publicised ──dispute──▶ disputed ──resume──▶ publicised
//	                 reported ──return──▶ publicised
//	                 settled, publicised, disputed ──resettle──▶ settled
type ResultStatus string

// The statuses of a result.
const (
	ResultSettled    ResultStatus = "settled"    // 已核定
	ResultPublicised ResultStatus = "publicised" // 公示中或公示期满
	ResultDisputed   ResultStatus = "disputed"   // 有异议
	ResultReported   ResultStatus = "reported"   // 已上报
	ResultConfirmed  ResultStatus = "confirmed"  // 已确认
)

var resultLife = Lifecycle[ResultStatus]{"result", []Transition[ResultStatus]{
	{"settle", from[ResultStatus](None), ResultSettled},
	{"publicise", from(ResultSettled), ResultPublicised},
	{"dispute", from(ResultPublicised), ResultDisputed},
	{"resume", from(ResultDisputed), ResultPublicised},
	{"report", from(ResultPublicised), ResultReported},
	{"return", from(ResultReported), ResultPublicised},
	{"confirm", from(ResultReported), ResultConfirmed},
	{"resettle", from(ResultSettled, ResultPublicised, ResultDisputed), ResultSettled},
}}

func (r Result) move(verb, reason string) (Move, error) {
	return resultLife.move(string(r.ID), r.Status, verb, reason)
}

// Settle fixes the outcome (核定).
func (r Result) Settle() (Move, error) { return r.move("settle", "") }

// Resettle fixes it anew after a correction or a retake.
func (r Result) Resettle(reason string) (Move, error) { return r.move("resettle", reason) }

// Publicise begins the publicity (公示) of a passed result.
func (r Result) Publicise() (Move, error) {
	switch {
	case !r.Passed:
		return Move{}, Fail(Unmet, "result.not_passed")
	case r.PublicFrom.IsZero() || r.PublicTo.Before(r.PublicFrom):
		return Move{}, Fail(Invalid, "result.no_publicity")
	}
	return r.move("publicise", "")
}

// Dispute holds the result back for an objection (异议).
func (r Result) Dispute() (Move, error) { return r.move("dispute", "") }

// Resume lets it go on after the objection was decided.
func (r Result) Resume() (Move, error) { return r.move("resume", "") }

// ReportOn hands it in (上报) when its publicity is over.
func (r Result) ReportOn(today day.Date) (Move, error) {
	if !today.After(r.PublicTo) {
		return Move{}, Fail(Unmet, "result.publicity_runs", "to", r.PublicTo.String())
	}
	return r.move("report", "")
}

// Return gives it back with the report it was in.
func (r Result) Return(reason string) (Move, error) { return r.move("return", reason) }

// Confirm makes it final.
func (r Result) Confirm() (Move, error) { return r.move("confirm", "") }

// Actions lists what may be done with the result now.
func (r Result) Actions() []string { return resultLife.Verbs(r.Status) }

// An Objection (异议) is raised against one result: during its publicity by
// anybody, or by the person concerned, who asks to have it reviewed.
type Objection struct {
	ID       ObjectionID
	Result   ResultID
	Plan     PlanID
	Path     OrgPath
	Kind     ObjectionKind
	Due      day.Date // the last day for the answer to a review; none of other kinds
	Text     Private  // what is objected
	By       PersonID
	Decider  PersonID
	Ground   string // of the decision; no personal value
	Status   ObjectionStatus
	StatusAt time.Time
	Version  int64
}

// ObjectionStatus is where an objection stands.
//
//	none ──raise──▶ open ──uphold──▶ upheld
//	                open ──dismiss──▶ dismissed
type ObjectionStatus string

// The statuses of an objection.
const (
	ObjectionOpen      ObjectionStatus = "open"      // 待处理
	ObjectionUpheld    ObjectionStatus = "upheld"    // 成立
	ObjectionDismissed ObjectionStatus = "dismissed" // 不成立
)

var objectionLife = Lifecycle[ObjectionStatus]{"objection", []Transition[ObjectionStatus]{
	{"raise", from[ObjectionStatus](None), ObjectionOpen},
	{"uphold", from(ObjectionOpen), ObjectionUpheld},
	{"dismiss", from(ObjectionOpen), ObjectionDismissed},
}}

// Raise files the objection.
func (o Objection) Raise() (Move, error) {
	return objectionLife.move(string(o.ID), o.Status, "raise", "")
}

// Uphold finds it right; a correction must follow.
func (o Objection) Uphold() (Move, error) { return o.decide("uphold") }

// Dismiss finds it wrong.
func (o Objection) Dismiss() (Move, error) { return o.decide("dismiss") }

func (o Objection) decide(verb string) (Move, error) {
	if o.Ground == "" {
		return Move{}, Fail(Invalid, "objection.no_ground")
	}
	return objectionLife.move(string(o.ID), o.Status, verb, o.Ground)
}

// A Correction (成绩更正) changes a sitting's outcome after settlement. One
// person proposes it, another approves it.
type Correction struct {
	ID       CorrectionID
	Sitting  SittingID
	Result   ResultID
	Path     OrgPath
	Kind     SittingStatus // the outcome it should have: marked, absent, void or waived
	Mark     Mark
	Basis    string // the violation or waiver ground of the new outcome
	Ground   string // why it is corrected; no personal value
	Proposer PersonID
	Approver PersonID
	Status   CorrectionStatus
	StatusAt time.Time
	Version  int64
}

// CorrectionStatus is where a correction stands.
//
//	none ──propose──▶ proposed ──approve──▶ applied
//	                  proposed ──refuse──▶ refused
type CorrectionStatus string

// The statuses of a correction.
const (
	CorrectionProposed CorrectionStatus = "proposed" // 待批
	CorrectionApplied  CorrectionStatus = "applied"  // 已更正
	CorrectionRefused  CorrectionStatus = "refused"  // 不予更正
)

var correctionLife = Lifecycle[CorrectionStatus]{"correction", []Transition[CorrectionStatus]{
	{"propose", from[CorrectionStatus](None), CorrectionProposed},
	{"approve", from(CorrectionProposed), CorrectionApplied},
	{"refuse", from(CorrectionProposed), CorrectionRefused},
}}

// Propose asks for the correction.
func (c Correction) Propose() (Move, error) {
	if c.Ground == "" {
		return Move{}, Fail(Invalid, "correction.no_ground")
	}
	return correctionLife.move(string(c.ID), c.Status, "propose", c.Ground)
}

// Approve applies it; the two persons must be different humans.
func (c Correction) Approve(proposer, approver Person) (Move, error) {
	if err := Apart(proposer, approver); err != nil {
		return Move{}, err
	}
	return correctionLife.move(string(c.ID), c.Status, "approve", c.Ground)
}

// Refuse leaves the outcome as it is.
func (c Correction) Refuse(proposer, approver Person) (Move, error) {
	if err := Apart(proposer, approver); err != nil {
		return Move{}, err
	}
	return correctionLife.move(string(c.ID), c.Status, "refuse", "")
}
