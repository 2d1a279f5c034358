package store

import (
	"context"

	"assay/skill"
	"assay/skill/day"
)

var handovers = define("handover", handoverFields, onPath)

func handoverFields(f *fields, h *skill.Handover) {
	key(f, &h.ID)
	text(f, "=body_id", &h.Body)
	text(f, "=plan_id", &h.Plan)
	text(f, "=path", &h.Path)
	text(f, "=cause", &h.Cause)
	date(f, "=handed_on", &h.From)
	date(f, "until_day", &h.Until)
	text(f, "decider", &h.Decider)
	readable(f, "ground", &h.Ground)
	state(f, &h.Status, &h.StatusAt)
	version(f, &h.Version)
}

// Handover reads one handover.
func (r Reader) Handover(ctx context.Context, id skill.HandoverID) (skill.Handover, error) {
	return get[skill.Handover](ctx, r, id)
}

// Handovers narrows a list of handovers.
type Handovers struct {
	Body   skill.BodyID
	Plan   skill.PlanID
	Status []skill.HandoverStatus
}

func (h Handovers) narrow(w *where, _ *words, _ skill.Handover) {
	is(w, "body_id", h.Body)
	is(w, "plan_id", h.Plan)
	in(w, "status", h.Status)
}

// InHand are the statuses of a handover that has not ended.
func InHand() []skill.HandoverStatus {
	return []skill.HandoverStatus{skill.HandoverOpen, skill.HandoverPermitted}
}

// UnderWay narrows a list of plans to those of a body that are not over: filed,
// running, or examined with a candidate whose result is not settled or whose pass
// is not reported.
type UnderWay struct{ Body skill.BodyID }

func (u UnderWay) narrow(w *where, _ *words, _ skill.Plan) {
	is(w, "body_id", u.Body)
	w.and(underWay)
}

const underWay = `(plan.status = 'filed' OR plan.status = 'running' OR plan.status = 'finished' AND (
	EXISTS (SELECT 1 FROM result r WHERE r.plan_id = plan.id AND r.passed = 1 AND (r.status = 'settled' OR r.status = 'publicised' OR r.status = 'disputed'))
	OR EXISTS (SELECT 1 FROM application a WHERE a.plan_id = plan.id AND a.status = 'accepted'
		AND NOT EXISTS (SELECT 1 FROM result r WHERE r.application_id = a.id))))`

// Lapsed narrows a list of bodies to those on the register whose filing was over
// before a day and which still hold a plan that is under way.
type Lapsed struct{ On day.Date }

func (l Lapsed) narrow(w *where, _ *words, _ skill.Body) {
	w.and("status = ?", string(skill.FilingFiled))
	w.and("filed_to <> '' AND filed_to < ?", l.On.String())
	w.and(`EXISTS (SELECT 1 FROM plan WHERE plan.body_id = body.id AND ` + underWay + `
		AND NOT EXISTS (SELECT 1 FROM handover h WHERE h.plan_id = plan.id AND (h.status = 'open' OR h.status = 'permitted')))`)
}

// Charge reads what decides whether a body may go on with a plan. Whoever has the
// plan locked reads what stays true until the end: to hand a plan over it is
// locked too.
func (r Reader) Charge(ctx context.Context, p skill.Plan) (c skill.Charge, err error) {
	if c.Body, err = r.Body(ctx, p.Body); err != nil {
		return c, err
	}
	leaving := Exits{Body: p.Body, Status: []skill.ExitStatus{skill.ExitConfirmed, skill.ExitLeft}}
	if c.Exit, err = maybe(One(ctx, r, leaving)); err != nil {
		return c, err
	}
	c.Handover, err = maybe(One(ctx, r, Handovers{Plan: p.ID, Status: InHand()}))
	return c, err
}

// maybe reads none as the zero row.
func maybe[T Noun](row T, err error) (T, error) {
	if skill.CodeOf(err) == skill.NotFound {
		err = nil
	}
	return row, err
}
