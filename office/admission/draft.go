package admission

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Draft begins an application of the actor's own under a plan whose list is open
// (起草申报), or finds the one that was begun: a lost session loses nothing. Who
// stands on the list already is told so.
func (d *Desk) Draft(ctx context.Context, by store.By, plan skill.PlanID) (a skill.Application, err error) {
	defer skill.Wrap(&err, "draft an application under plan %s", plan)
	me := by.Actor.Person
	err = d.onPlanOf(ctx, by, "draft-application", place{plan, me}, func(tx *store.Tx, p skill.Plan) error {
		if err := d.mayApply(ctx, tx, p, me, false); err != nil {
			return err
		}
		all, err := store.List(ctx, tx.Locked(), store.Applications{Plan: plan, Persons: []skill.PersonID{me}}, store.Everything)
		if err != nil {
			return err
		}
		for _, before := range all {
			switch {
			case before.Status == skill.ApplicationDraft:
				a = before
				return nil
			case before.Listed():
				return skill.Fail(skill.Conflict, "application.listed")
			}
		}
		next := skill.Application{ID: skill.ApplicationID(tx.NewID()), Plan: plan, Path: p.Path, Person: me, Own: true, Set: p.Set}
		move, err := next.Draft()
		if err != nil {
			return err
		}
		a, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return a, err
}

// mayApply refuses where the list is closed, before and after the announced days
// but for what was returned within them, where the person's data were stopped,
// and where nobody saw the document.
func (d *Desk) mayApply(ctx context.Context, tx *store.Tx, p skill.Plan, me skill.PersonID, returned bool) error {
	if err := open(p, "apply"); err != nil {
		return err
	}
	told, err := announced(ctx, tx.Reader, p.ID)
	if err != nil {
		return err
	}
	if err := whileOpen(told, tx.Today()); err != nil && !returned {
		return err
	}
	person, err := tx.Person(ctx, me)
	switch {
	case err != nil:
		return err
	case person.Born.IsZero():
		return skill.Fail(skill.Unmet, "dossier.no_birth")
	}
	return person.MayProcess()
}

// announced is what the public was told of a plan; the zero one where it was told
// nothing.
func announced(ctx context.Context, from store.Reader, plan skill.PlanID) (a skill.Announcement, err error) {
	all, err := store.List(ctx, from, store.Announcements{
		Plan: plan, Status: []skill.AnnouncementStatus{skill.AnnouncementPublished, skill.AnnouncementClosed},
	}, store.Page{Limit: 1})
	if err == nil && len(all) == 1 {
		a = all[0]
	}
	return a, err
}

// whileOpen refuses outside the days on which one may apply, as they were
// announced; a plan that was not announced has none.
func whileOpen(a skill.Announcement, today day.Date) error {
	switch {
	case a.ID == "":
	case today.Before(a.Apply.From):
		return skill.Fail(skill.WrongState, "application.early", "from", a.Apply.From.String())
	case a.Status == skill.AnnouncementClosed, !a.Apply.To.IsZero() && today.After(a.Apply.To):
		return skill.Fail(skill.WrongState, "application.late", "until", a.Apply.To.String())
	}
	return nil
}

// onMine runs a change of an application that is in its person's hands, by that
// person.
func (d *Desk) onMine(ctx context.Context, by store.By, op access.Op, id skill.ApplicationID, fn func(*store.Tx, skill.Plan, skill.Application) error) error {
	return d.onApplication(ctx, by, op, id, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		if !a.Mine() {
			return skill.Fail(skill.WrongState, "application.not_in_hand", "status", string(a.Status))
		}
		if err := d.mayApply(ctx, tx, p, a.Person, a.Status == skill.ApplicationReturned); err != nil {
			return err
		}
		return fn(tx, p, a)
	})
}

// Claim names the clause that the person means to rely on; empty takes the one
// that the verdict finds.
func (d *Desk) Claim(ctx context.Context, by store.By, id skill.ApplicationID, clause string) (out skill.Application, err error) {
	defer skill.Wrap(&err, "claim a clause for application %s", id)
	err = d.onMine(ctx, by, "claim-clause", id, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		set, err := d.Set(p.Set)
		if err != nil {
			return err
		}
		known := clause == ""
		for _, c := range conditionsOf(set, p.Level) {
			known = known || c.ID == clause
		}
		if !known {
			return skill.FailField("clause", "review.clause_unknown", "clause", clause)
		}
		out = a
		out.Claimed = clause
		return store.Change(ctx, tx, "claim", &out)
	})
	return out, err
}

// Submit hands a draft in, or what was returned once it is corrected (提交): the
// verdict of today goes with it, whatever it says. Materials that are missing are
// named, each by its place. To submit what was submitted does nothing.
func (d *Desk) Submit(ctx context.Context, by store.By, id skill.ApplicationID) (out skill.Application, err error) {
	defer skill.Wrap(&err, "submit application %s", id)
	err = d.onApplication(ctx, by, "submit-application", id, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		if a.Own && a.Status == skill.ApplicationEntered {
			out = a
			return nil
		}
		if err := d.mayApply(ctx, tx, p, a.Person, a.Status == skill.ApplicationReturned); err != nil {
			return err
		}
		if err := inTime(a, tx.Today()); err != nil {
			return err
		}
		next, err := d.handedIn(ctx, tx, p, a)
		if err != nil {
			return err
		}
		move, err := next.Submit()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// inTime refuses corrections after their last day.
func inTime(a skill.Application, today day.Date) error {
	if a.Status == skill.ApplicationReturned && today.After(a.Due) {
		return skill.Fail(skill.WrongState, "application.correction_late", "due", a.Due.String())
	}
	return nil
}

// handedIn is the application with its verdict, whole; nothing that was decided
// before stands in it any more.
func (d *Desk) handedIn(ctx context.Context, tx *store.Tx, p skill.Plan, a skill.Application) (skill.Application, error) {
	v, err := d.judgeOwn(ctx, tx.Reader, p, &a, tx.Today())
	if err != nil {
		return a, err
	}
	list, err := d.checklist(ctx, tx.Reader, checking{p, a, v, tx.Today()})
	if err != nil {
		return a, err
	}
	if err := list.whole(skill.MaterialOfCandidate); err != nil {
		return a, err
	}
	a.Reviewer, a.Passer, a.Checker, a.Ground, a.Office, a.Asks, a.Due, a.Proof = "", "", "", "", "", nil, day.Date{}, ""
	return a, nil
}
