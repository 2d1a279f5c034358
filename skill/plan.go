package skill

import (
	"slices"
	"time"

	"assay/skill/day"
)

// A Part (考核科目) is what a candidate is examined in.
type Part string

// The parts.
const (
	Theory    Part = "theory"    // 理论知识考试
	Operation Part = "operation" // 操作技能考核
	Review    Part = "review"    // 综合评审
)

// A Plan (评价计划) is one batch: a body examines one occupation at one level at
// one site. What judges the candidates is frozen in it.
type Plan struct {
	ID         PlanID
	Body       BodyID
	Site       SiteID
	Path       OrgPath
	Title      string
	Occupation OccupationCode
	Specialty  string // 工种; empty where there is none
	Level      Level
	Set        string // edition of the condition set that decides who may apply
	Parts      []Part // the parts that are required, in order
	Ground     string // why it was cancelled; no personal value
	Status     PlanStatus
	StatusAt   time.Time
	Version    int64
}

// PlanStatus is where a plan stands.
//
//	none ──file──▶ filed ──start──▶ running ──finish──▶ finished
//	               filed ──cancel──▶ cancelled
//	               filed, running ──call-off──▶ cancelled
type PlanStatus string

// The statuses of a plan.
const (
	PlanFiled     PlanStatus = "filed"     // 已报备: candidates may be entered
	PlanRunning   PlanStatus = "running"   // 考核中: the list is closed
	PlanFinished  PlanStatus = "finished"  // 已结束
	PlanCancelled PlanStatus = "cancelled" // 已取消
)

var planLife = Lifecycle[PlanStatus]{"plan", []Transition[PlanStatus]{
	{"file", from[PlanStatus](None), PlanFiled},
	{"start", from(PlanFiled), PlanRunning},
	{"finish", from(PlanRunning), PlanFinished},
	{"cancel", from(PlanFiled), PlanCancelled},
	{"call-off", from(PlanFiled, PlanRunning), PlanCancelled},
}}

// File hands in the plan (报备) of a body that may act within its scope.
func (p Plan) File(s Standing, today day.Date) (Move, error) {
	if err := s.MayAct(p.Occupation, p.Level, p.Site, today); err != nil {
		return Move{}, err
	}
	return planLife.move(string(p.ID), p.Status, "file", "")
}

// Start closes the list and begins the exam.
func (p Plan) Start() (Move, error) { return planLife.move(string(p.ID), p.Status, "start", "") }

// Finish ends the batch.
func (p Plan) Finish() (Move, error) { return planLife.move(string(p.ID), p.Status, "finish", "") }

// Cancel gives the batch up before it began.
func (p Plan) Cancel(reason string) (Move, error) {
	return planLife.move(string(p.ID), p.Status, "cancel", reason)
}

// CallOff ends a batch that was handed to the centre (叫停), begun or not.
func (p Plan) CallOff(reason string) (Move, error) {
	return planLife.move(string(p.ID), p.Status, "call-off", reason)
}

// Actions lists what the body may do with the plan now. Calling it off is for the
// centre, by a handover.
func (p Plan) Actions() []string {
	return slices.DeleteFunc(planLife.Verbs(p.Status), func(verb string) bool { return verb == "call-off" })
}

// Requires tells whether the part is required.
func (p Plan) Requires(part Part) bool { return slices.Contains(p.Parts, part) }

// A Session (场次) is when and where one part of a plan is examined. Attempt 1
// is the first exam, 2 the retake. The rooms that it takes are SessionRooms.
type Session struct {
	ID           SessionID
	Plan         PlanID
	Path         OrgPath
	Part         Part
	Attempt      int
	Starts, Ends time.Time
	Place        string // in words, e.g. the building
	Access       int    // candidates who need an accessible place
	Cancelled    bool   // 已取消: nobody sits it, and its rooms are free
	Ground       string // why it was moved or cancelled; no personal value
	Version      int64
}

// Overlaps tells whether two sessions are at one time, even for a moment.
func (s Session) Overlaps(o Session) bool { return s.Starts.Before(o.Ends) && o.Starts.Before(s.Ends) }
