package skill

import (
	"time"

	"assay/skill/day"
)

// A Handover (移交) puts one plan that is under way into the hands of the centre,
// because its body may assess no more or not for now. Until the centre's approver
// has said what becomes of the plan, the body does nothing with it.
type Handover struct {
	ID       HandoverID
	Body     BodyID
	Plan     PlanID
	Path     OrgPath
	Cause    HandoverCause
	From     day.Date // the day on which it was handed over
	Until    day.Date // of a permit: the last day on which the body may go on
	Decider  PersonID // of the centre
	Ground   string   // why it was decided so; no personal value
	Status   HandoverStatus
	StatusAt time.Time
	Version  int64
}

// HandoverCause (移交原因) is why a plan was handed over.
type HandoverCause string

// The causes.
const (
	CauseSuspended HandoverCause = "suspended" // 暂停
	CauseWithdrawn HandoverCause = "withdrawn" // 注销备案
	CauseExited    HandoverCause = "exited"    // 自愿退出
	CauseExpired   HandoverCause = "expired"   // 备案到期
)

// HandoverStatus is where a handover stands. A permit that has run out is
// derived from the day; it may be given again.
//
//	none ──hand-over──▶ open ──permit──▶ permitted ──permit──▶ permitted
//	                    open, permitted ──call-off──▶ cancelled
//	                    open, permitted ──return──▶ returned
type HandoverStatus string

// The statuses of a handover.
const (
	HandoverOpen      HandoverStatus = "open"      // 待中心决定
	HandoverPermitted HandoverStatus = "permitted" // 在中心监督下完成
	HandoverCancelled HandoverStatus = "cancelled" // 已取消该批次
	HandoverReturned  HandoverStatus = "returned"  // 已交还机构
)

var handoverLife = Lifecycle[HandoverStatus]{"handover", []Transition[HandoverStatus]{
	{"hand-over", from[HandoverStatus](None), HandoverOpen},
	{"permit", from(HandoverOpen, HandoverPermitted), HandoverPermitted},
	{"call-off", from(HandoverOpen, HandoverPermitted), HandoverCancelled},
	{"return", from(HandoverOpen, HandoverPermitted), HandoverReturned},
}}

func (h Handover) move(verb, reason string) (Move, error) {
	return handoverLife.move(string(h.ID), h.Status, verb, reason)
}

// HandOver puts the plan into the centre's hands.
func (h Handover) HandOver() (Move, error) { return h.move("hand-over", "") }

// Permit lets the body finish the plan under the centre's supervision until a
// day, that day included (监督完成). A plan that has not begun cannot be finished:
// nobody has sat yet.
func (h Handover) Permit(p Plan, today day.Date) (Move, error) {
	switch {
	case h.Ground == "":
		return Move{}, FailField("ground", "handover.no_ground")
	case h.Until.Before(today):
		return Move{}, FailField("until", "handover.until_past")
	case p.Status != PlanRunning && p.Status != PlanFinished:
		return Move{}, Fail(Unmet, "handover.not_begun", "status", string(p.Status))
	}
	return h.move("permit", h.Ground)
}

// CallOff says that the batch is not held, or not held to its end (取消该批次).
func (h Handover) CallOff() (Move, error) {
	if h.Ground == "" {
		return Move{}, FailField("ground", "handover.no_ground")
	}
	return h.move("call-off", h.Ground)
}

// Return gives the plan back to a body that may assess again (交还).
func (h Handover) Return() (Move, error) { return h.move("return", "") }

// Actions lists what may be done with the handover now.
func (h Handover) Actions() []string { return handoverLife.Verbs(h.Status) }

// A Charge (主办) is what decides whether a body may go on with a plan: its
// filing, the exit that it has declared, and the plan's handover.
type Charge struct {
	Body     Body
	Exit     Exit     // confirmed; the zero Exit is none
	Handover Handover // open or permitted; the zero Handover is none
}

// GoOn tells whether the body may do anything with the plan on that day: its
// list, its sessions, its marks and results. What was done before stands.
func (c Charge) GoOn(today day.Date) error {
	switch h := c.Handover; {
	case h.Status == HandoverOpen:
		return Fail(Unmet, "handover.open", "cause", string(h.Cause), "from", h.From.String())
	case h.Status == HandoverPermitted && today.After(h.Until):
		return Fail(Unmet, "handover.permit_over", "until", h.Until.String())
	case h.Status == HandoverPermitted:
		return nil
	case c.Body.Status != FilingFiled:
		return Fail(Unmet, "body.not_filed", "status", string(c.Body.Status))
	case c.Exit.Begun(today):
		return Fail(Unmet, "body_exit.begun", "on", c.Exit.On.String())
	case c.Body.Over(today):
		return Fail(Unmet, "body.filing_over", "to", c.Body.FiledTo.String())
	}
	return nil
}
