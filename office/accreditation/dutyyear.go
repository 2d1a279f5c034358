package accreditation

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// HandInYear hands in a body's report on a year that is over (年度自查报告), with
// what the register counts of that year today. A report that was sent back is
// handed in anew; it keeps the day on which it first came. Late is stated, not
// refused.
func (d *Desk) HandInYear(ctx context.Context, by store.By, a skill.AnnualReport) (out skill.AnnualReport, err error) {
	defer skill.Wrap(&err, "hand in the report on %d", a.Year)
	if a.Proof != "" && !a.Proof.Valid() {
		return a, skill.FailField("proof", "duty.no_proof")
	}
	err = d.approve(ctx, by, "hand-in-annual-report", a.Body, func(tx *store.Tx, b skill.Body) error {
		if err := registered(b, "hand-in"); err != nil {
			return err
		}
		next, err := d.yearOf(ctx, tx, b, a.Year)
		if err != nil {
			return err
		}
		next.Words, next.Proof, next.Reporter = skill.Clean(a.Words), a.Proof, by.Actor.Person
		move, err := next.HandIn(tx.Today())
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// yearOf is the report on a year as it stands, or a new one, with the figures of
// today. The body is locked, so no two of a year are begun.
func (d *Desk) yearOf(ctx context.Context, tx *store.Tx, b skill.Body, year int) (a skill.AnnualReport, err error) {
	a, err = store.One(ctx, tx.Locked(), store.AnnualReports{Body: b.ID, Year: year})
	if skill.CodeOf(err) == skill.NotFound {
		a = skill.AnnualReport{ID: skill.AnnualReportID(tx.NewID()), Body: b.ID, Path: b.Path, Year: year, On: tx.Today()}
		a.Due, err = d.yearDue(b, year)
	}
	if err != nil {
		return a, err
	}
	a.Figures, err = tx.Figures(ctx, b.ID, year)
	return a, err
}

// yearDue is the last day for the report on a year. A year that no calendar has
// gives no day: the report's own checks refuse it.
func (d *Desk) yearDue(b skill.Body, year int) (day.Date, error) {
	last, ok := day.New(year, 12, 31)
	if !ok {
		return day.Date{}, nil
	}
	due, err := d.Policies.Deadline(skill.PolicyAnnualReport, skill.PolicyCase{Region: b.Province, Class: b.Class, On: last}, last, d.Calendar)
	return due.Last, err
}

// AcceptYear takes note of a year's report (接收).
func (d *Desk) AcceptYear(ctx context.Context, by store.By, id skill.AnnualReportID, ground string) (a skill.AnnualReport, err error) {
	defer skill.Wrap(&err, "accept annual report %s", id)
	return d.onYear(ctx, by, "accept-annual-report", id, func(tx *store.Tx, now *skill.AnnualReport) (skill.Move, error) {
		now.Ground = skill.Clean(ground)
		two, err := persons(ctx, tx, now.Reporter, now.Decider)
		if err != nil {
			return skill.Move{}, err
		}
		return now.Accept(two[0], two[1])
	})
}

// SendBackYear asks the body for more (退回).
func (d *Desk) SendBackYear(ctx context.Context, by store.By, id skill.AnnualReportID, ground string) (a skill.AnnualReport, err error) {
	defer skill.Wrap(&err, "send back annual report %s", id)
	return d.onYear(ctx, by, "send-back-annual-report", id, func(_ *store.Tx, now *skill.AnnualReport) (skill.Move, error) {
		now.Ground = skill.Clean(ground)
		return now.SendBack()
	})
}

// onYear moves an annual report that is locked, by the decision of the centre.
func (d *Desk) onYear(ctx context.Context, by store.By, op access.Op, id skill.AnnualReportID, do func(*store.Tx, *skill.AnnualReport) (skill.Move, error)) (out skill.AnnualReport, err error) {
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Locked().AnnualReport(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, now.Path); err != nil {
			return err
		}
		now.Decider = by.Actor.Person
		move, err := do(tx, &now)
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}
