package marking

import (
	"context"

	"assay/attest"
	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Report hands in (上报) every passed result of a plan whose publicity is over
// and that no objection holds. The due day by policy is stated, and being late
// is not refused: it would only be hidden.
func (d *Desk) Report(ctx context.Context, by store.By, id skill.PlanID) (r skill.Report, err error) {
	defer skill.Wrap(&err, "report plan %s", id)
	err = d.onPlan(ctx, by, "report-results", id, func(tx *store.Tx, b batch) error {
		ready, err := store.List(ctx, tx.Locked(), store.Results{Plan: id, PassedOnly: true, OverBefore: tx.Today(), Status: []skill.ResultStatus{skill.ResultPublicised}, MayProcess: true}, store.Everything)
		if err != nil {
			return err
		}
		r = skill.Report{ID: skill.ReportID(tx.NewID()), Plan: id, Body: b.Body, Path: b.Path, Count: len(ready), On: tx.Today(), Reporter: by.Actor.Person}
		move, err := r.Hand()
		if err != nil {
			return err
		}
		if r.Due, err = d.due(b, ready); err != nil {
			return err
		}
		if r, err = store.MoveOne(ctx, tx, r, move); err != nil {
			return err
		}
		return moveResults(ctx, tx, ready, func(one *skill.Result) (skill.Move, error) {
			one.Report = r.ID
			return one.ReportOn(tx.Today())
		})
	})
	return r, err
}

// due counts from the end of the earliest publicity in the report.
func (d *Desk) due(b batch, ready []skill.Result) (day.Date, error) {
	earliest := ready[0].PublicTo
	for _, r := range ready {
		earliest = day.Earlier(earliest, r.PublicTo)
	}
	deadline, err := d.Policies.Deadline(skill.PolicyReportDue, b.ask, earliest, d.Calendar)
	return deadline.Last, err
}

func moveResults(ctx context.Context, tx *store.Tx, rows []skill.Result, verb func(*skill.Result) (skill.Move, error)) error {
	moves := make([]store.Moved[skill.Result], len(rows))
	for i := range rows {
		move, err := verb(&rows[i])
		if err != nil {
			return err
		}
		moves[i] = store.Moved[skill.Result]{Row: rows[i], Move: move}
	}
	return all(store.Move(ctx, tx, moves))
}

// Check passes a report on (审核): the centre's reviewer, not the reporter.
func (d *Desk) Check(ctx context.Context, by store.By, id skill.ReportID) (r skill.Report, err error) {
	defer skill.Wrap(&err, "check report %s", id)
	err = d.onReport(ctx, by, "check-report", id, func(tx *store.Tx, now skill.Report) error {
		people, err := persons(ctx, tx, now.Reporter, by.Actor.Person)
		if err != nil {
			return err
		}
		now.Checker = by.Actor.Person
		move, err := now.Check(people[0], people[1])
		if err != nil {
			return err
		}
		r, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return r, err
}

// Confirm makes the results of a report final (确认): the centre's approver, who
// is neither the reporter nor the checker.
func (d *Desk) Confirm(ctx context.Context, by store.By, id skill.ReportID) (r skill.Report, err error) {
	defer skill.Wrap(&err, "confirm report %s", id)
	err = d.onReport(ctx, by, "confirm-report", id, func(tx *store.Tx, now skill.Report) error {
		people, err := persons(ctx, tx, now.Reporter, now.Checker, by.Actor.Person)
		if err != nil {
			return err
		}
		now.Confirmer = by.Actor.Person
		move, err := now.Confirm(people[0], people[1], people[2])
		if err != nil {
			return err
		}
		if r, err = store.MoveOne(ctx, tx, now, move); err != nil {
			return err
		}
		// The leaf shows under whose authority certificates rest on the report.
		tx.Log(attest.Event{Kind: attest.Confirmation, Subject: string(id), At: tx.Now.UnixMicro(), Reference: string(r.Plan)})
		return d.finish(ctx, tx, id, func(one *skill.Result) (skill.Move, error) { return one.Confirm() })
	})
	return r, err
}

// Return gives a report back to the body with the reason (退回); its results can
// be corrected and reported again.
func (d *Desk) Return(ctx context.Context, by store.By, id skill.ReportID, ground string) (r skill.Report, err error) {
	defer skill.Wrap(&err, "return report %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := d.lockReport(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "return-report", now.Path); err != nil {
			return err
		}
		now.Ground = skill.Clean(ground)
		move, err := now.Return()
		if err != nil {
			return err
		}
		if r, err = store.MoveOne(ctx, tx, now, move); err != nil {
			return err
		}
		return d.finish(ctx, tx, id, func(one *skill.Result) (skill.Move, error) {
			one.Report = ""
			return one.Return(now.Ground)
		})
	})
	return r, err
}

// finish moves every result of a report.
func (d *Desk) finish(ctx context.Context, tx *store.Tx, id skill.ReportID, verb func(*skill.Result) (skill.Move, error)) error {
	rows, err := store.List(ctx, tx.Locked(), store.Results{Report: id}, store.Everything)
	if err != nil {
		return err
	}
	return moveResults(ctx, tx, rows, verb)
}

func (d *Desk) onReport(ctx context.Context, by store.By, op access.Op, id skill.ReportID, fn func(*store.Tx, skill.Report) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		r, err := d.lockReport(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, r.Path); err != nil {
			return err
		}
		return fn(tx, r)
	})
}

// lockReport locks the plan first, as every change of its results does.
func (d *Desk) lockReport(ctx context.Context, tx *store.Tx, id skill.ReportID) (skill.Report, error) {
	r, err := tx.Report(ctx, id)
	if err != nil {
		return r, err
	}
	if _, err := tx.Locked().Plan(ctx, r.Plan); err != nil {
		return r, err
	}
	return tx.Locked().Report(ctx, id)
}
