package admission

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Charge says what an application costs (应缴费用), once it stands on the list. The
// cashier names the amount.
func (d *Desk) Charge(ctx context.Context, by store.By, id skill.ApplicationID, amount skill.Fen) (f skill.Fee, err error) {
	defer skill.Wrap(&err, "charge application %s", id)
	err = d.onApplication(ctx, by, "charge-fee", id, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		if !a.Listed() || a.Status == skill.ApplicationRefused {
			return skill.Fail(skill.WrongState, "application.wrong_state", "verb", "charge", "status", string(a.Status))
		}
		before, err := store.List(ctx, tx, store.Fees{Application: id}, store.Everything)
		if err != nil {
			return err
		}
		for _, b := range before {
			if b.Status != skill.FeeRefunded {
				return skill.Fail(skill.Conflict, "fee.exists")
			}
		}
		next := skill.Fee{ID: skill.FeeID(tx.NewID()), Application: id, Plan: p.ID, Path: p.Path, Person: a.Person, Amount: amount, Taker: by.Actor.Person}
		move, err := next.Charge()
		if err != nil {
			return err
		}
		f, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return f, err
}

// Pay records a payment by its receipt (收费).
func (d *Desk) Pay(ctx context.Context, by store.By, id skill.FeeID, receipt string) (skill.Fee, error) {
	return d.onFee(ctx, by, "pay-fee", id, func(_ *store.Tx, f skill.Fee) (skill.Fee, skill.Move, error) {
		f.Receipt = skill.Clean(receipt)
		move, err := f.Pay()
		return f, move, err
	})
}

// Waive lets somebody off (减免): the body's head says why.
func (d *Desk) Waive(ctx context.Context, by store.By, id skill.FeeID, ground string) (skill.Fee, error) {
	return d.onFee(ctx, by, "waive-fee", id, func(_ *store.Tx, f skill.Fee) (skill.Fee, skill.Move, error) {
		f.Ground = skill.Clean(ground)
		move, err := f.Waive()
		return f, move, err
	})
}

// Refund gives a payment back (退费), which is to be reconciled anew.
func (d *Desk) Refund(ctx context.Context, by store.By, id skill.FeeID, ground string) (skill.Fee, error) {
	return d.onFee(ctx, by, "refund-fee", id, func(_ *store.Tx, f skill.Fee) (skill.Fee, skill.Move, error) {
		f.Ground, f.Reconciler = skill.Clean(ground), ""
		move, err := f.Refund()
		return f, move, err
	})
}

// onFee moves one fee that is locked. Money that was taken is accounted for
// whatever became of the body meanwhile.
func (d *Desk) onFee(ctx context.Context, by store.By, op access.Op, id skill.FeeID, fn func(*store.Tx, skill.Fee) (skill.Fee, skill.Move, error)) (out skill.Fee, err error) {
	defer skill.Wrap(&err, "%s %s", string(op), id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		f, err := tx.Locked().Fee(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, f.Path); err != nil {
			return err
		}
		if err := notOwnFee(ctx, tx, f); err != nil {
			return err
		}
		f.Taker = by.Actor.Person
		f, move, err := fn(tx, f)
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, f, move)
		return err
	})
	return out, err
}

// notOwnFee refuses whoever would take, let off or reconcile their own fee.
func notOwnFee(ctx context.Context, tx *store.Tx, f skill.Fee) error {
	officer, err := tx.Person(ctx, tx.By.Actor.Person)
	if err != nil {
		return err
	}
	payer, err := tx.Person(ctx, f.Person)
	if err != nil {
		return err
	}
	if skill.SameHuman(officer, payer) {
		return skill.Fail(skill.Denied, "fee.own")
	}
	return nil
}

// Reconcile notes that the accountant found a fee right (对账).
func (d *Desk) Reconcile(ctx context.Context, by store.By, id skill.FeeID) (out skill.Fee, err error) {
	defer skill.Wrap(&err, "reconcile fee %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		f, err := tx.Locked().Fee(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "reconcile-fee", f.Path); err != nil {
			return err
		}
		if err := notOwnFee(ctx, tx, f); err != nil {
			return err
		}
		taker, err := tx.Person(ctx, f.Taker)
		if err != nil {
			return err
		}
		accountant, err := tx.Person(ctx, by.Actor.Person)
		if err != nil {
			return err
		}
		if out, err = f.Reconcile(taker, accountant); err != nil {
			return err
		}
		return store.Change(ctx, tx, "reconcile", &out)
	})
	return out, err
}

// chargeDue charges what was announced to whoever applied himself and was now
// accepted. What a body's roster costs it settles with whoever sent the roster.
func chargeDue(ctx context.Context, tx *store.Tx, p skill.Plan, a skill.Application) error {
	if !a.Own || a.Status != skill.ApplicationAccepted {
		return nil
	}
	told, err := announced(ctx, tx.Reader, p.ID)
	if err != nil || told.FeeDue == 0 {
		return err
	}
	before, err := store.List(ctx, tx, store.Fees{Application: a.ID}, store.Everything)
	if err != nil || len(before) > 0 {
		return err
	}
	f := skill.Fee{
		ID: skill.FeeID(tx.NewID()), Application: a.ID, Plan: p.ID, Path: p.Path, Person: a.Person, Amount: skill.Fen(told.FeeDue), Taker: tx.By.Actor.Person,
	}
	move, err := f.Charge()
	if err == nil {
		_, err = store.MoveOne(ctx, tx, f, move)
	}
	return err
}
