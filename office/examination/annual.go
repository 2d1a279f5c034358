package examination

import (
	"context"
	"strconv"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// SubmitAnnualPlan hands a body's plan of a year to the centre (年度计划报送), or
// another in the place of one that was sent back.
func (d *Desk) SubmitAnnualPlan(ctx context.Context, by store.By, a skill.AnnualPlan) (out skill.AnnualPlan, err error) {
	defer skill.Wrap(&err, "submit an annual plan")
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		standing, err := tx.Locked().Standing(ctx, a.Body)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "submit-annual-plan", standing.Body.Path); err != nil {
			return err
		}
		if standing.Body.Status != skill.FilingFiled {
			return skill.Fail(skill.Unmet, "body.not_filed", "status", string(standing.Body.Status))
		}
		next, err := store.One(ctx, tx.Locked(), store.AnnualPlans{Body: a.Body, Year: a.Year})
		if skill.CodeOf(err) == skill.NotFound {
			next, err = skill.AnnualPlan{ID: skill.AnnualPlanID(tx.NewID()), Body: a.Body, Path: standing.Body.Path, Year: a.Year}, nil
		}
		if err != nil {
			return err
		}
		next.Rows, next.Words, next.Reporter, next.Decider, next.Ground = a.Rows, skill.Clean(a.Words), by.Actor.Person, "", ""
		if err := d.inScope(standing, next, tx); err != nil {
			return err
		}
		move, err := next.Submit(tx.Today())
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// inScope refuses rows of work that the body was not filed for at any site.
func (d *Desk) inScope(s skill.Standing, a skill.AnnualPlan, tx *store.Tx) error {
	for i, r := range a.Rows {
		path := "rows[" + strconv.Itoa(i) + "]"
		if !d.Works(r.Occupation, tx.Today()) {
			return skill.FailField(path, "plan.no_occupation", "occupation", string(r.Occupation))
		}
		filed := false
		for _, c := range s.Scopes {
			filed = filed || c.Occupation == r.Occupation && c.Level == r.Level
		}
		if !filed {
			return skill.FailField(path, "annual_plan.out_of_scope")
		}
	}
	return nil
}

// NoteAnnualPlan takes note of one.
func (d *Desk) NoteAnnualPlan(ctx context.Context, by store.By, id skill.AnnualPlanID) (out skill.AnnualPlan, err error) {
	defer skill.Wrap(&err, "note annual plan %s", id)
	err = d.onAnnualPlan(ctx, by, "note-annual-plan", id, func(tx *store.Tx, now skill.AnnualPlan) error {
		reporter, err := tx.Person(ctx, now.Reporter)
		if err != nil {
			return err
		}
		decider, err := tx.Person(ctx, now.Decider)
		if err != nil {
			return err
		}
		move, err := now.Note(reporter, decider)
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// SendBackAnnualPlan asks for another, with a ground.
func (d *Desk) SendBackAnnualPlan(ctx context.Context, by store.By, id skill.AnnualPlanID, ground string) (out skill.AnnualPlan, err error) {
	defer skill.Wrap(&err, "send back annual plan %s", id)
	err = d.onAnnualPlan(ctx, by, "send-back-annual-plan", id, func(tx *store.Tx, now skill.AnnualPlan) error {
		now.Ground = skill.Clean(ground)
		move, err := now.SendBack()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

func (d *Desk) onAnnualPlan(ctx context.Context, by store.By, op access.Op, id skill.AnnualPlanID, fn func(*store.Tx, skill.AnnualPlan) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Locked().AnnualPlan(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, now.Path); err != nil {
			return err
		}
		now.Decider = by.Actor.Person
		return fn(tx, now)
	})
}
