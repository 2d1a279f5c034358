package accreditation

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// OrderRectification orders a body to put something right until a day (责令整改).
func (d *Desk) OrderRectification(ctx context.Context, by store.By, r skill.Rectification) (out skill.Rectification, err error) {
	defer skill.Wrap(&err, "order a rectification")
	err = d.approve(ctx, by, "order-rectification", r.Body, func(tx *store.Tx, b skill.Body) error {
		if err := registered(b, "rectify"); err != nil {
			return err
		}
		next := skill.Rectification{
			ID: skill.RectificationID(tx.NewID()), Body: b.ID, Path: b.Path, Demand: skill.Clean(r.Demand), Due: r.Due, Orderer: by.Actor.Person,
		}
		move, err := next.Order(tx.Today())
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// An Answer is what a body says it has put right.
type Answer struct {
	Words string
	Proof skill.FileHash // may be empty
}

// HandInRectification hands in what was done (报送整改); late is stated, not refused.
func (d *Desk) HandInRectification(ctx context.Context, by store.By, id skill.RectificationID, a Answer) (r skill.Rectification, err error) {
	defer skill.Wrap(&err, "hand in rectification %s", id)
	if a.Proof != "" && !a.Proof.Valid() {
		return r, skill.FailField("proof", "duty.no_proof")
	}
	return d.onRectification(ctx, by, "hand-in-rectification", id, func(tx *store.Tx, now *skill.Rectification) (skill.Move, error) {
		now.Answer, now.Proof, now.Handed, now.Reporter = skill.Clean(a.Words), a.Proof, tx.Today(), by.Actor.Person
		return now.HandIn()
	})
}

// AcceptRectification finds it put right (整改通过).
func (d *Desk) AcceptRectification(ctx context.Context, by store.By, id skill.RectificationID, ground string) (r skill.Rectification, err error) {
	defer skill.Wrap(&err, "accept rectification %s", id)
	return d.onRectification(ctx, by, "accept-rectification", id, func(tx *store.Tx, now *skill.Rectification) (skill.Move, error) {
		now.Decider, now.Ground = by.Actor.Person, skill.Clean(ground)
		two, err := persons(ctx, tx, now.Reporter, now.Decider)
		if err != nil {
			return skill.Move{}, err
		}
		return now.Accept(two[0], two[1])
	})
}

// SendBackRectification finds that more has to be done, until another day (退回).
func (d *Desk) SendBackRectification(ctx context.Context, by store.By, id skill.RectificationID, due day.Date, ground string) (r skill.Rectification, err error) {
	defer skill.Wrap(&err, "send back rectification %s", id)
	return d.onRectification(ctx, by, "send-back-rectification", id, func(tx *store.Tx, now *skill.Rectification) (skill.Move, error) {
		now.Decider, now.Ground, now.Due = by.Actor.Person, skill.Clean(ground), due
		return now.SendBack(tx.Today())
	})
}

// LiftRectification takes the order back (撤销整改).
func (d *Desk) LiftRectification(ctx context.Context, by store.By, id skill.RectificationID, ground string) (r skill.Rectification, err error) {
	defer skill.Wrap(&err, "lift rectification %s", id)
	return d.onRectification(ctx, by, "lift-rectification", id, func(_ *store.Tx, now *skill.Rectification) (skill.Move, error) {
		now.Decider, now.Ground = by.Actor.Person, skill.Clean(ground)
		return now.Lift()
	})
}

// onRectification moves a rectification that is locked, as do fills it in.
func (d *Desk) onRectification(ctx context.Context, by store.By, op access.Op, id skill.RectificationID, do func(*store.Tx, *skill.Rectification) (skill.Move, error)) (out skill.Rectification, err error) {
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Locked().Rectification(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, now.Path); err != nil {
			return err
		}
		move, err := do(tx, &now)
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// persons reads people in that order; no id is nobody.
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
