package marking

import (
	"context"

	"assay/rule/access"
	"assay/rule/scoring"
	"assay/skill"
	"assay/store"
)

// Propose asks for the correction (成绩更正) of one sitting's outcome after its
// result was settled. A result that was reported must come back first.
func (d *Desk) Propose(ctx context.Context, by store.By, c skill.Correction) (_ skill.Correction, err error) {
	defer skill.Wrap(&err, "propose a correction of sitting %s", c.Sitting)
	s, err := d.Store.Unscoped().Sitting(ctx, c.Sitting)
	if err != nil {
		return c, err
	}
	err = d.onPlan(ctx, by, "propose-correction", s.Plan, func(tx *store.Tx, _ batch) error {
		if s, err = tx.Sitting(ctx, c.Sitting); err != nil {
			return err
		}
		r, err := store.One(ctx, tx.Locked(), store.Results{Applications: []skill.ApplicationID{s.Application}})
		if err != nil {
			return err
		}
		if _, err := r.Resettle(""); err != nil {
			return err
		}
		c.ID, c.Result, c.Path, c.Proposer = skill.CorrectionID(tx.NewID()), r.ID, s.Path, by.Actor.Person
		c.Ground, c.Basis = skill.Clean(c.Ground), skill.Clean(c.Basis)
		if err := possible(s, c); err != nil {
			return err
		}
		move, err := c.Propose()
		if err != nil {
			return err
		}
		c, err = store.MoveOne(ctx, tx, c, move)
		return err
	})
	return c, err
}

// possible refuses an outcome that the sitting cannot have.
func possible(s skill.Sitting, c skill.Correction) error {
	back, err := s.Reopen(c.Ground)
	if err != nil {
		return err
	}
	s = s.Then(back)
	s.Mark, s.Ground = c.Mark, c.Basis
	_, err = outcome(s, c.Kind)
	return err
}

// Approve applies a correction that another person proposed: the sitting gets
// its new outcome, the result is settled anew and its publicity starts again.
func (d *Desk) Approve(ctx context.Context, by store.By, id skill.CorrectionID) (skill.Correction, error) {
	return d.rule(ctx, by, "approve-correction", id, skill.Correction.Approve, d.apply)
}

// Decline leaves the outcome as it is.
func (d *Desk) Decline(ctx context.Context, by store.By, id skill.CorrectionID) (skill.Correction, error) {
	nothing := func(context.Context, *store.Tx, batch, skill.Correction) error { return nil }
	return d.rule(ctx, by, "decline-correction", id, skill.Correction.Refuse, nothing)
}

type (
	correctionVerb   func(c skill.Correction, proposer, approver skill.Person) (skill.Move, error)
	correctionEffect func(context.Context, *store.Tx, batch, skill.Correction) error
)

func (d *Desk) rule(ctx context.Context, by store.By, op access.Op, id skill.CorrectionID, verb correctionVerb, effect correctionEffect) (c skill.Correction, err error) {
	defer skill.Wrap(&err, "decide correction %s", id)
	first, err := d.Store.Unscoped().Correction(ctx, id)
	if err != nil {
		return c, err
	}
	r, err := d.Store.Unscoped().Result(ctx, first.Result)
	if err != nil {
		return c, err
	}
	err = d.onPlan(ctx, by, op, r.Plan, func(tx *store.Tx, b batch) error {
		if c, err = tx.Locked().Correction(ctx, id); err != nil {
			return err
		}
		people, err := persons(ctx, tx, c.Proposer, by.Actor.Person)
		if err != nil {
			return err
		}
		move, err := verb(c, people[0], people[1])
		if err != nil {
			return err
		}
		c.Approver = by.Actor.Person
		if c, err = store.MoveOne(ctx, tx, c, move); err != nil {
			return err
		}
		return effect(ctx, tx, b, c)
	})
	return c, err
}

// apply gives the sitting its new outcome and settles its result anew.
func (d *Desk) apply(ctx context.Context, tx *store.Tx, b batch, c skill.Correction) error {
	s, err := tx.Locked().Sitting(ctx, c.Sitting)
	if err != nil {
		return err
	}
	back, err := s.Reopen("correction " + string(c.ID))
	if err != nil {
		return err
	}
	if s, err = store.MoveOne(ctx, tx, s, back); err != nil {
		return err
	}
	s.Mark, s.Ground = c.Mark, c.Basis
	move, err := outcome(s, c.Kind)
	if err != nil {
		return err
	}
	if _, err = store.MoveOne(ctx, tx, s, move); err != nil {
		return err
	}
	return d.resettle(ctx, tx, b, c.Result)
}

func (d *Desk) resettle(ctx context.Context, tx *store.Tx, b batch, id skill.ResultID) error {
	r, err := tx.Locked().Result(ctx, id)
	if err != nil {
		return err
	}
	sittings, err := store.List(ctx, tx, store.Sittings{Applications: []skill.ApplicationID{r.Application}}, store.Everything)
	if err != nil {
		return err
	}
	var rule scoring.Policy
	if rule, err = d.scoring(b.ask); err != nil {
		return err
	}
	c := candidate{Application: skill.Application{ID: r.Application}, result: r}
	m, err := settled(tx, b, c, rule.Decide(b.Parts, sittings))
	if err != nil {
		return err
	}
	_, err = store.MoveOne(ctx, tx, m.Row, m.Move)
	return err
}

// CallRetake calls a candidate again to the parts that failed (补考), in the
// session planned for that attempt.
func (d *Desk) CallRetake(ctx context.Context, by store.By, id skill.ApplicationID) (called []skill.Sitting, err error) {
	defer skill.Wrap(&err, "call a retake of application %s", id)
	a, err := d.Store.Unscoped().Application(ctx, id)
	if err != nil {
		return nil, err
	}
	err = d.onPlan(ctx, by, "call-retake", a.Plan, func(tx *store.Tx, b batch) error {
		called, err = d.retake(ctx, tx, b, a.ID)
		return err
	})
	return called, err
}

func (d *Desk) retake(ctx context.Context, tx *store.Tx, b batch, id skill.ApplicationID) (called []skill.Sitting, err error) {
	sittings, err := store.List(ctx, tx.Locked(), store.Sittings{Applications: []skill.ApplicationID{id}}, store.Everything)
	if err != nil {
		return nil, err
	}
	sessions, err := store.List(ctx, tx, store.Sessions{Plan: b.ID}, store.Everything)
	if err != nil {
		return nil, err
	}
	rule, err := d.scoring(b.ask)
	if err != nil {
		return nil, err
	}
	last := lastExam(sittings, sessions)
	parts, err := rule.Retake(b.Parts, sittings, last, tx.Today())
	if err != nil {
		return nil, err
	}
	var moves []store.Moved[skill.Sitting]
	for _, part := range parts {
		s := skill.Sitting{ID: skill.SittingID(tx.NewID()), Application: id, Plan: b.ID, Path: b.Path, Part: part, Attempt: attempts(part, sittings) + 1}
		if s.Session, err = sessionFor(s, sessions); err != nil {
			return nil, err
		}
		move, err := s.Call()
		if err != nil {
			return nil, err
		}
		moves = append(moves, store.Moved[skill.Sitting]{Row: s, Move: move})
	}
	err = all(store.Move(ctx, tx, moves))
	for _, m := range moves {
		called = append(called, m.Row)
	}
	return called, err
}
