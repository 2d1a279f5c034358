// Package marking is the desk where marks become results (评分, 成绩) and
// results go up the chain: recorded, settled, publicised, reported by the body,
// checked and confirmed by the centre, by three different persons. Objections,
// corrections and retakes belong here too. It does not decide who may sit
// (admission), and it issues nothing (issuance).
package marking

import (
	"context"

	"assay/rule/access"
	"assay/rule/scoring"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Desk is the marking desk.
type Desk struct {
	Store    *store.Store
	Policies skill.Policies // in a demonstration, read in calendar days
	Calendar *day.Calendar
}

// A batch is a locked plan with the body that holds it and the case its
// policies are asked for.
type batch struct {
	skill.Plan
	body skill.Body
	ask  skill.PolicyCase
}

// onPlan runs a change of a plan's marks or results. The plan is locked, so two
// officers never settle or report one batch at once; the actor may do the
// operation for the body, which may still go on with the plan.
func (d *Desk) onPlan(ctx context.Context, by store.By, op access.Op, id skill.PlanID, fn func(*store.Tx, batch) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		b, err := d.batch(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, b.Path); err != nil {
			return err
		}
		if err := goOn(ctx, tx, b.Plan); err != nil {
			return err
		}
		return fn(tx, b)
	})
}

// goOn refuses what a body does with a plan that is not in its hands any more, or
// that was called off.
func goOn(ctx context.Context, tx *store.Tx, p skill.Plan) error {
	if p.Status == skill.PlanCancelled {
		return skill.Fail(skill.WrongState, "plan.cancelled")
	}
	charge, err := tx.Charge(ctx, p)
	if err != nil {
		return err
	}
	return charge.GoOn(tx.Today())
}

func (d *Desk) batch(ctx context.Context, tx *store.Tx, id skill.PlanID) (b batch, err error) {
	if b.Plan, err = tx.Locked().Plan(ctx, id); err != nil {
		return b, err
	}
	b.body, err = tx.Body(ctx, b.Plan.Body)
	b.ask = skill.PolicyCase{Region: b.body.Province, Class: b.body.Class, On: tx.Today()}
	return b, err
}

// scoring gathers the numbers by which results are decided.
func (d *Desk) scoring(ask skill.PolicyCase) (p scoring.Policy, err error) {
	number := func(key skill.PolicyKey, unit skill.PolicyUnit) (n int) {
		if err == nil {
			n, err = d.Policies.Number(key, ask, unit)
		}
		return n
	}
	p.Pass = skill.Points(number(skill.PolicyMarkPass, skill.InMarks))
	p.Good = skill.Points(number(skill.PolicyMarkGood, skill.InMarks))
	p.Excellent = skill.Points(number(skill.PolicyMarkExcellent, skill.InMarks))
	p.Retakes = number(skill.PolicyRetakeTimes, skill.InTimes)
	p.RetakeNeeds = number(skill.PolicyRetakeNeeds, skill.InTimes)
	p.RetakeMonths = number(skill.PolicyRetakeWindow, skill.InMonths)
	return p, err
}
