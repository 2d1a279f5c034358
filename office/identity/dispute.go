package identity

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Decide says which of two accounts is the claimed person's (认定): that one is
// released, the other closed. Who decides is neither that person nor somebody who
// saw either document. Reasons: dispute.keep, dispute.no_ground,
// dispute.wrong_state, person.same_human.
func (d *Desk) Decide(ctx context.Context, by store.By, id skill.DisputeID, keep skill.AccountID, ground string) (out skill.Dispute, err error) {
	defer skill.Wrap(&err, "decide dispute %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Locked().Dispute(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "decide-dispute", now.Path); err != nil {
			return err
		}
		now.Kept, now.Ground, now.Decider = keep, skill.Clean(ground), by.Actor.Person
		m, err := now.Decide()
		if err != nil {
			return err
		}
		if err := settle(ctx, tx, now); err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, m)
		return err
	})
	return out, err
}

// settle releases the account that is kept and closes the other, in the order in
// which the person is never held by two.
func settle(ctx context.Context, tx *store.Tx, now skill.Dispute) error {
	holder, err := tx.Locked().Account(ctx, now.Holder)
	if err != nil {
		return err
	}
	claimant, err := tx.Locked().Account(ctx, now.Claimant)
	if err != nil {
		return err
	}
	if err := impartial(ctx, tx, now, holder.Witness); err != nil {
		return err
	}
	kept, other := holder, claimant
	if now.Kept == claimant.ID {
		kept, other = claimant, holder
		kept.Person, kept.Way, kept.Witness, kept.At = now.Person, now.Way, now.Witness, now.Path
	}
	if err := shut(ctx, tx, other, now.Ground); err != nil {
		return err
	}
	m, err := kept.Release(now.Ground)
	if err != nil {
		return err
	}
	kept.Ground = now.Ground
	_, err = store.MoveOne(ctx, tx, kept, m)
	return err
}

// impartial refuses a decider who has a part in the dispute.
func impartial(ctx context.Context, tx *store.Tx, now skill.Dispute, witness skill.PersonID) error {
	decider, err := tx.Person(ctx, now.Decider)
	if err != nil {
		return err
	}
	for _, id := range []skill.PersonID{now.Person, now.Witness, witness} {
		if id == "" {
			continue
		}
		one, err := tx.Person(ctx, id)
		if err != nil {
			return err
		}
		if err := skill.Apart(decider, one); err != nil {
			return err
		}
	}
	return nil
}

// Distinguish decides that two records of one name and one date of birth are two
// humans (区分认定). Both documents must have been seen, and the decider is neither
// of them. Reasons: distinction.not_alike, distinction.no_ground,
// person.not_seen, person.same_human.
func (d *Desk) Distinguish(ctx context.Context, by store.By, next skill.Distinction) (out skill.Distinction, err error) {
	defer skill.Wrap(&err, "distinguish two persons")
	if err := access.Need(by.Actor, "distinguish-persons", next.Path); err != nil {
		return out, err
	}
	if next.Ground = skill.Clean(next.Ground); next.Ground == "" {
		return out, skill.FailField("ground", "distinction.no_ground")
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		decider, err := tx.Person(ctx, by.Actor.Person)
		if err != nil {
			return err
		}
		a, b, err := twoPersons(ctx, tx, next.A, next.B)
		if err != nil {
			return err
		}
		out = skill.Distinction{ID: skill.DistinctionID(tx.NewID()), Path: next.Path, By: by.Actor.Person, Ground: next.Ground}
		if out, a, b, err = out.Distinguish(a, b, decider); err != nil {
			return err
		}
		if err := store.Add(ctx, tx, &out); err != nil {
			return err
		}
		return store.Change(ctx, tx, "distinguish", &a, &b)
	})
	return out, err
}

// twoPersons reads two persons, locked in the order of their ids.
func twoPersons(ctx context.Context, tx *store.Tx, a, b skill.PersonID) (x, y skill.Person, err error) {
	if x, err = tx.Locked().Person(ctx, min(a, b)); err == nil {
		y, err = tx.Locked().Person(ctx, max(a, b))
	}
	return x, y, err
}

// Reunite takes a distinction back: the two count as one human again.
func (d *Desk) Reunite(ctx context.Context, by store.By, id skill.DistinctionID) (out skill.Distinction, err error) {
	defer skill.Wrap(&err, "take back distinction %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		if out, err = tx.Locked().Distinction(ctx, id); err != nil {
			return err
		}
		if err := access.Need(by.Actor, "reunite-persons", out.Path); err != nil || out.Revoked {
			return err
		}
		a, b, err := twoPersons(ctx, tx, out.A, out.B)
		if err != nil {
			return err
		}
		out, a, b = out.Reunite(a, b)
		if err := store.Change(ctx, tx, "revoke", &out); err != nil {
			return err
		}
		return store.Change(ctx, tx, "reunite", &a, &b)
	})
	return out, err
}
