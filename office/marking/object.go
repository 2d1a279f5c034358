package marking

import (
	"context"
	"slices"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Object raises an objection (异议) against one result during its publicity. It
// holds back that result and no other.
func (d *Desk) Object(ctx context.Context, by store.By, id skill.ResultID, text skill.Private) (o skill.Objection, err error) {
	defer skill.Wrap(&err, "object to result %s", id)
	if text.IsZero() {
		return o, skill.FailField("text", "objection.no_text")
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		r, err := tx.Locked().Result(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "object", r.Path, r.Person); err != nil {
			return err
		}
		if r.Status == skill.ResultPublicised && tx.Today().After(r.PublicTo) {
			return skill.Fail(skill.Unmet, "objection.too_late", "to", r.PublicTo.String())
		}
		hold, err := r.Dispute()
		if err != nil {
			return err
		}
		o = skill.Objection{ID: skill.ObjectionID(tx.NewID()), Result: id, Plan: r.Plan, Path: r.Path, Text: text, By: by.Actor.Person}
		move, err := o.Raise()
		if err != nil {
			return err
		}
		if o, err = store.MoveOne(ctx, tx, o, move); err != nil {
			return err
		}
		_, err = store.MoveOne(ctx, tx, r, hold)
		return err
	})
	return o, err
}

// Dismiss finds an objection wrong, and lets its result go on.
func (d *Desk) Dismiss(ctx context.Context, by store.By, id skill.ObjectionID, ground string) (skill.Objection, error) {
	return d.decide(ctx, by, "dismiss-objection", id, ruling{ground, skill.Objection.Dismiss})
}

// Uphold finds an objection right. Its result stays held until a correction
// settles it anew.
func (d *Desk) Uphold(ctx context.Context, by store.By, id skill.ObjectionID, ground string) (skill.Objection, error) {
	return d.decide(ctx, by, "uphold-objection", id, ruling{ground, skill.Objection.Uphold})
}

// A ruling is how an objection is decided, and why.
type ruling struct {
	ground string
	verb   func(skill.Objection) (skill.Move, error)
}

// decide is for a reviewer, who is not the one who objected: the body's, or the
// centre's, whatever became of the body.
func (d *Desk) decide(ctx context.Context, by store.By, op access.Op, id skill.ObjectionID, r ruling) (o skill.Objection, err error) {
	defer skill.Wrap(&err, "decide objection %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		first, err := tx.Objection(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, first.Path); err != nil {
			return err
		}
		if err := inHand(ctx, tx, op, first); err != nil {
			return err
		}
		if err := humansApart(ctx, tx, first.By, by.Actor.Person); err != nil {
			return err
		}
		held, err := tx.Locked().Result(ctx, first.Result)
		if err != nil {
			return err
		}
		if o, err = tx.Locked().Objection(ctx, id); err != nil {
			return err
		}
		if o.Kind == skill.ObjectionReview {
			if err := d.otherEyes(ctx, tx, held); err != nil {
				return err
			}
		}
		o.Decider, o.Ground = by.Actor.Person, skill.Clean(r.ground)
		move, err := r.verb(o)
		if err != nil {
			return err
		}
		if o, err = store.MoveOne(ctx, tx, o, move); err != nil || o.Status == skill.ObjectionUpheld {
			return err
		}
		return goesOn(ctx, tx, held)
	})
	return o, err
}

// goesOn lets a result go on that nothing holds back any more. One that was not
// passed was never held, nor is one that was settled anew meanwhile.
func goesOn(ctx context.Context, tx *store.Tx, held skill.Result) error {
	open, err := openAgainst(ctx, tx, held.ID)
	if err != nil || open > 0 || held.Status != skill.ResultDisputed {
		return err
	}
	resume, err := held.Resume()
	if err != nil {
		return err
	}
	_, err = store.MoveOne(ctx, tx, held, resume)
	return err
}

// inHand refuses the body's reviewer where the plan is not in the body's hands any
// more; the centre's may always decide. The plan is locked.
func inHand(ctx context.Context, tx *store.Tx, op access.Op, o skill.Objection) error {
	p, err := tx.Locked().Plan(ctx, o.Plan)
	if err != nil || slices.Contains(access.By(tx.By.Actor, op, o.Path), skill.RoleCentreReviewer) {
		return err
	}
	return goOn(ctx, tx, p)
}

// humansApart refuses when the ids name the same human twice.
func humansApart(ctx context.Context, tx *store.Tx, ids ...skill.PersonID) error {
	people, err := persons(ctx, tx, ids...)
	if err != nil {
		return err
	}
	return skill.Apart(people...)
}

// persons reads the people in that order; no id is nobody.
func persons(ctx context.Context, tx *store.Tx, ids ...skill.PersonID) ([]skill.Person, error) {
	out := make([]skill.Person, len(ids))
	for i, id := range ids {
		var err error
		if id == "" {
			continue
		}
		if out[i], err = tx.Person(ctx, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}
