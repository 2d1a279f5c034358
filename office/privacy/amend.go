package privacy

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Propose asks that one entry of a person's record be changed (更正申请): by the
// person, or by an officer of an organisation that knows them. The new value is
// read and lies sealed until it is approved.
func (d *Desk) Propose(ctx context.Context, by store.By, a skill.Amendment) (out skill.Amendment, err error) {
	defer skill.Wrap(&err, "propose an amendment")
	if a.Proof != "" {
		if !a.Proof.Valid() {
			return a, skill.FailField("proof", "amendment.proof_unknown")
		}
		there, err := d.Files.Has(ctx, a.Proof)
		if err == nil && !there {
			err = skill.FailField("proof", "amendment.proof_unknown")
		}
		if err != nil {
			return a, err
		}
	}
	err = d.onPerson(ctx, by, "propose-amendment", a.Person, func(tx *store.Tx, p skill.Person, at skill.OrgPath) error {
		next := skill.Amendment{
			ID: skill.AmendmentID(tx.NewID()), Person: p.ID, Path: at, Field: a.Field, Value: a.Value, Proof: a.Proof,
			Ground: skill.Clean(a.Ground), Proposer: by.Actor.Person,
		}
		move, err := next.Propose(p, tx.Today())
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// Approve changes the record (批准更正), and has its holder told. Certificates stay as they are: those that
// say otherwise now are returned by Outdated, for their holder to have corrected.
func (d *Desk) Approve(ctx context.Context, by store.By, id skill.AmendmentID) (skill.Amendment, error) {
	return d.onAmendment(ctx, by, "approve-amendment", id, func(tx *store.Tx, a skill.Amendment, three []skill.Person) (skill.Amendment, skill.Move, error) {
		move, err := a.Approve(three[0], three[1], three[2])
		if err != nil {
			return a, move, err
		}
		next, err := a.Apply(three[0], tx.Today())
		if err != nil {
			return a, move, err
		}
		a.Approver = by.Actor.Person
		if err := store.Change(ctx, tx, "amend", &next); err != nil {
			return a, move, err
		}
		return a, move, tx.Tell(ctx, a.Person, skill.LetterAmended, string(a.ID))
	})
}

// Refuse leaves the record as it is (不予更正), with the reason, which the person
// is told.
func (d *Desk) Refuse(ctx context.Context, by store.By, id skill.AmendmentID, answer string) (skill.Amendment, error) {
	return d.onAmendment(ctx, by, "refuse-amendment", id, func(tx *store.Tx, a skill.Amendment, three []skill.Person) (skill.Amendment, skill.Move, error) {
		a.Answer, a.Approver = skill.Clean(answer), by.Actor.Person
		move, err := a.Refuse(three[0], three[1], three[2])
		if err != nil {
			return a, move, err
		}
		return a, move, tx.Tell(ctx, a.Person, skill.LetterUnamended, string(a.ID))
	})
}

type judging func(*store.Tx, skill.Amendment, []skill.Person) (skill.Amendment, skill.Move, error)

// onAmendment runs a decision on an amendment, with the person concerned, who is
// locked, the proposer and the one who decides.
func (d *Desk) onAmendment(ctx context.Context, by store.By, op access.Op, id skill.AmendmentID, decide judging) (out skill.Amendment, err error) {
	defer skill.Wrap(&err, "decide amendment %s", id)
	first, err := d.Store.Unscoped().Amendment(ctx, id)
	if err != nil {
		return out, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		person, err := tx.Locked().Person(ctx, first.Person)
		if err != nil {
			return err
		}
		a, err := tx.Locked().Amendment(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, a.Path); err != nil {
			return err
		}
		others, err := people(ctx, tx, a.Proposer, by.Actor.Person)
		if err != nil {
			return err
		}
		a, move, err := decide(tx, a, append([]skill.Person{person}, others...))
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, a, move)
		return err
	})
	return out, err
}

// WithdrawAmendment takes a proposal back (撤回): who made it may, or the person.
func (d *Desk) WithdrawAmendment(ctx context.Context, by store.By, id skill.AmendmentID) (out skill.Amendment, err error) {
	defer skill.Wrap(&err, "withdraw amendment %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		a, err := tx.Locked().Amendment(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "withdraw-amendment", "", a.Person, a.Proposer); err != nil {
			return err
		}
		move, err := a.Withdraw()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, a, move)
		return err
	})
	return out, err
}

// Outdated are the person's certificates in force that say otherwise than their
// record does now: each can be replaced by a corrected one.
func (d *Desk) Outdated(ctx context.Context, id skill.PersonID) (out []skill.Certificate, err error) {
	from := d.Store.Unscoped()
	p, err := from.Person(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := store.List(ctx, from, store.Certificates{Person: id, Status: []skill.CertificateStatus{skill.CertificateIssued}}, store.Everything)
	for _, c := range all {
		if c.Erased == "" && (c.Name != p.Name || c.Romanised != p.Romanised || !c.Document.Equal(p.Document)) {
			out = append(out, c)
		}
	}
	return out, err
}
