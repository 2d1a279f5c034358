package examination

import (
	"context"
	"slices"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// What a policy of planning says of something that is missing.
const (
	refuses = "refuse"
	yes     = "yes"
)

// caseOf is what policies are asked for a body's batch.
func caseOf(ctx context.Context, r store.Reader, p skill.Plan, on day.Date) (skill.PolicyCase, error) {
	b, err := r.Body(ctx, p.Body)
	return skill.PolicyCase{Region: b.Province, Class: b.Class, On: on}, err
}

// Lodge reports a batch and its list to the centre before the exam (考前上报). Every
// part has its session and everybody is decided on; late is refused where the
// policy says so, and shown elsewhere.
func (d *Desk) Lodge(ctx context.Context, by store.By, id skill.PlanID) (out skill.Lodgement, err error) {
	defer skill.Wrap(&err, "lodge plan %s", id)
	err = d.change(ctx, by, "lodge-plan", id, func(tx *store.Tx, p skill.Plan) error {
		if p.Status != skill.PlanFiled {
			return skill.Fail(skill.WrongState, "plan.wrong_state", "verb", "lodge", "status", string(p.Status))
		}
		next, err := tx.Locked().LodgementOf(ctx, p)
		if err != nil {
			return err
		}
		if next.ID == "" {
			next = skill.Lodgement{ID: skill.LodgementID(tx.NewID()), Plan: p.ID, Body: p.Body, Path: p.Path}
		}
		if err := d.lodging(ctx, tx, p, &next); err != nil {
			return err
		}
		move, err := next.Lodge()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// lodging fills in what is reported today.
func (d *Desk) lodging(ctx context.Context, tx *store.Tx, p skill.Plan, l *skill.Lodgement) (err error) {
	if l.Exam, err = firstDay(ctx, tx.Reader, p); err != nil {
		return err
	}
	if err := d.decided(ctx, tx, p); err != nil {
		return err
	}
	if l.Candidates, err = store.Count(ctx, tx, store.Applications{Plan: p.ID, Status: []skill.ApplicationStatus{skill.ApplicationAccepted}, MayProcess: true}); err != nil {
		return err
	}
	if l.Candidates == 0 {
		return skill.Fail(skill.WrongState, "plan.nobody_accepted")
	}
	ask, err := caseOf(ctx, tx.Reader, p, tx.Today())
	if err != nil {
		return err
	}
	due, err := d.Policies.Before(skill.PolicyLodgementDue, ask, l.Exam, d.Calendar)
	if err != nil {
		return err
	}
	l.Due, l.Provisional, l.At, l.Reporter, l.Decider, l.Ground = due.Last, due.Provisional, tx.Now, tx.By.Actor.Person, "", ""
	late, err := d.Policies.Word(skill.PolicyLodgementLate, ask)
	if err == nil && l.Late() && late == refuses {
		err = skill.Fail(skill.Unmet, "lodgement.late", "due", l.Due.String(), "exam", l.Exam.String())
	}
	return err
}

// firstDay is the first day of a plan's exam, all of whose parts have a session.
func firstDay(ctx context.Context, r store.Reader, p skill.Plan) (on day.Date, err error) {
	sessions, err := store.List(ctx, r, store.Sessions{Plan: p.ID, Live: true}, store.Everything)
	if err != nil {
		return on, err
	}
	for _, part := range p.Parts {
		of := first(sessions, part)
		if len(of) == 0 {
			return on, skill.Fail(skill.WrongState, "plan.no_session", "part", string(part))
		}
		if d := day.Of(of[0].Starts); on.IsZero() || d.Before(on) {
			on = d
		}
	}
	return on, nil
}

// NoteLodgement takes note of a batch that was reported (备查).
func (d *Desk) NoteLodgement(ctx context.Context, by store.By, id skill.LodgementID) (out skill.Lodgement, err error) {
	defer skill.Wrap(&err, "note lodgement %s", id)
	err = d.onLodgement(ctx, by, "note-lodgement", id, func(tx *store.Tx, now skill.Lodgement) error {
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

// ObjectLodgement says what has to be put right before the exam; until it was
// lodged again the exam does not start.
func (d *Desk) ObjectLodgement(ctx context.Context, by store.By, id skill.LodgementID, ground string) (out skill.Lodgement, err error) {
	defer skill.Wrap(&err, "object to lodgement %s", id)
	err = d.onLodgement(ctx, by, "object-lodgement", id, func(tx *store.Tx, now skill.Lodgement) error {
		now.Ground = skill.Clean(ground)
		move, err := now.Object()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// onLodgement runs the centre's decision on a lodgement, locked after its plan.
func (d *Desk) onLodgement(ctx context.Context, by store.By, op access.Op, id skill.LodgementID, fn func(*store.Tx, skill.Lodgement) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		l, err := tx.Lodgement(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, l.Path); err != nil {
			return err
		}
		if _, err := tx.Locked().Plan(ctx, l.Plan); err != nil {
			return err
		}
		if l, err = tx.Locked().Lodgement(ctx, id); err != nil {
			return err
		}
		l.Decider = by.Actor.Person
		return fn(tx, l)
	})
}

// AddLate says why somebody came to the batch after its list was lodged (补报). It
// is taken until the cut-off, and the centre sees it.
func (d *Desk) AddLate(ctx context.Context, by store.By, id skill.ApplicationID, reason string) (out skill.Addition, err error) {
	defer skill.Wrap(&err, "add application %s late", id)
	a, err := d.Store.Unscoped().Application(ctx, id)
	if err != nil {
		return out, err
	}
	err = d.change(ctx, by, "add-late", a.Plan, func(tx *store.Tx, p skill.Plan) error {
		l, err := tx.Locked().LodgementOf(ctx, p)
		if err != nil {
			return err
		}
		if a, err = tx.Locked().Application(ctx, id); err != nil {
			return err
		}
		out = skill.Addition{
			ID: skill.AdditionID(tx.NewID()), Plan: p.ID, Application: a.ID, Path: p.Path, Reason: skill.Clean(reason), By: by.Actor.Person, On: tx.Today(),
		}
		if err := d.mayAdd(ctx, tx, p, l, a, out.Reason); err != nil {
			return err
		}
		return store.Add(ctx, tx, &out)
	})
	return out, err
}

func (d *Desk) mayAdd(ctx context.Context, tx *store.Tx, p skill.Plan, l skill.Lodgement, a skill.Application, reason string) error {
	switch {
	case p.Status != skill.PlanFiled:
		return skill.Fail(skill.WrongState, "plan.wrong_state", "verb", "add", "status", string(p.Status))
	case reason == "":
		return skill.FailField("reason", "addition.no_reason")
	case l.ID == "":
		return skill.Fail(skill.WrongState, "addition.not_lodged")
	case a.Status != skill.ApplicationAccepted:
		return skill.Fail(skill.WrongState, "addition.not_accepted")
	case l.Lists(a):
		return skill.Fail(skill.WrongState, "addition.listed")
	}
	exam, err := firstDay(ctx, tx.Reader, p)
	if err != nil {
		return err
	}
	ask, err := caseOf(ctx, tx.Reader, p, tx.Today())
	if err != nil {
		return err
	}
	last, err := d.Policies.Before(skill.PolicyAdditionCutoff, ask, exam, d.Calendar)
	if err == nil && tx.Today().After(last.Last) {
		err = skill.Fail(skill.Unmet, "addition.too_late", "last", last.Last.String())
	}
	return err
}

// lodged refuses the start of an exam that the centre objects to, that it should
// know of and does not, or whose list it does not know.
func (d *Desk) lodged(ctx context.Context, tx *store.Tx, p skill.Plan) error {
	l, err := tx.Locked().LodgementOf(ctx, p)
	if err != nil {
		return err
	}
	ask, err := caseOf(ctx, tx.Reader, p, tx.Today())
	if err != nil {
		return err
	}
	needed, err := d.Policies.Word(skill.PolicyLodgement, ask)
	switch {
	case err != nil:
		return err
	case l.ID == "" && needed == refuses:
		return skill.Fail(skill.Unmet, "plan.not_lodged")
	case l.ID == "":
		return nil
	case l.Status == skill.LodgementObjected:
		return skill.Fail(skill.Unmet, "plan.objected")
	}
	unlisted, err := unlisted(ctx, tx.Reader, l)
	if err == nil && len(unlisted) > 0 {
		err = skill.Fail(skill.Unmet, "plan.unlisted", "count", itoa(len(unlisted)))
	}
	return err
}

// unlisted are the accepted candidates that the centre does not know of: neither
// on the list nor added.
func unlisted(ctx context.Context, r store.Reader, l skill.Lodgement) ([]skill.Application, error) {
	accepted, err := store.List(ctx, r, store.Applications{Plan: l.Plan, Status: []skill.ApplicationStatus{skill.ApplicationAccepted}, MayProcess: true}, store.Everything)
	if err != nil {
		return nil, err
	}
	added, err := store.List(ctx, r, store.Additions{Plan: l.Plan}, store.Everything)
	known := func(a skill.Application) bool {
		return l.Lists(a) || slices.ContainsFunc(added, func(x skill.Addition) bool { return x.Application == a.ID })
	}
	return slices.DeleteFunc(accepted, known), err
}
