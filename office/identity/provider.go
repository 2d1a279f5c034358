package identity

import (
	"context"

	"assay/skill"
	"assay/store"
)

// An Outsider is somebody as an identity provider means them, with what it has
// verified of them, if anything.
type Outsider struct {
	Issuer, Subject string
	Claim           *Claim
}

func (d *Desk) linkHash(o Outsider) string {
	return d.keyedHex("provider subject", o.Issuer, o.Subject)
}

// SignInByProvider enters by an account that is linked to somebody an identity
// provider has just signed in. Whoever has a second factor shows it next.
// Reasons: link.none, account.frozen.
func (d *Desk) SignInByProvider(ctx context.Context, v Visit, o Outsider) (_ Entry, err error) {
	defer skill.Wrap(&err, "sign in by a provider")
	l, err := store.One(ctx, d.Store.Unscoped(), store.Links{Hash: d.linkHash(o)})
	if skill.CodeOf(err) == skill.NotFound {
		err = skill.Fail(skill.Unauthenticated, "link.none")
	}
	if err != nil {
		return Entry{}, err
	}
	account, err := d.Store.Unscoped().Account(ctx, l.Account)
	if err != nil {
		return Entry{}, err
	}
	c, err := d.caller(ctx, v, "account "+string(account.ID), account)
	if err != nil {
		return Entry{}, err
	}
	return d.enter(ctx, entering{caller: c, way: skill.SignInByProvider})
}

// Confirm shows once more who is signed in, where something follows that is done
// elsewhere first. Reasons: those of proofs.
func (d *Desk) Confirm(ctx context.Context, v Visit, h Here, p Proof) (err error) {
	defer skill.Wrap(&err, "confirm who is signed in")
	return d.prove(ctx, v, h, p)
}

// Link lets whoever a provider means in by somebody's account, from now on, and
// joins the account to the person whom the provider has verified. Where the two
// cannot be joined there is no link either. The owner is told. Reasons:
// link.taken, link.other, those of joining by a claim.
func (d *Desk) Link(ctx context.Context, by store.By, h Here, o Outsider) (out skill.Account, err error) {
	defer skill.Wrap(&err, "link to a provider")
	if h.Account.ID == "" {
		return out, skill.Fail(skill.Unauthenticated, "actor.unknown")
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		if out, err = tx.Locked().Account(ctx, h.Account.ID); err != nil {
			return err
		}
		added, err := d.link(ctx, tx, out.ID, o)
		if err != nil {
			return err
		}
		if o.Claim != nil {
			p, err := claimed(ctx, tx, *o.Claim)
			if err != nil {
				return err
			}
			if out, err = d.join(ctx, tx, out.ID, bond{p.ID, skill.JoinedByProvider, "", "/"}); err != nil {
				return err
			}
		}
		if !added {
			return nil
		}
		return notify(ctx, tx, out, skill.LetterWay)
	})
	return out, err
}

// link adds a link unless it is there.
func (d *Desk) link(ctx context.Context, tx *store.Tx, account skill.AccountID, o Outsider) (added bool, err error) {
	all, err := store.List(ctx, tx, store.Links{Account: account}, store.Everything)
	if err != nil {
		return false, err
	}
	for _, l := range all {
		switch {
		case l.Hash == d.linkHash(o):
			return false, nil
		case l.Issuer == o.Issuer:
			return false, skill.Fail(skill.Conflict, "link.other")
		}
	}
	_, err = store.One(ctx, tx, store.Links{Hash: d.linkHash(o)})
	if err == nil {
		return false, skill.Fail(skill.Conflict, "link.taken")
	}
	if skill.CodeOf(err) != skill.NotFound {
		return false, err
	}
	return true, store.Add(ctx, tx, &skill.Link{
		ID: skill.LinkID(tx.NewID()), Account: account, Issuer: o.Issuer, Hash: d.linkHash(o), Made: tx.Now,
	})
}

// Links lists whom somebody's account is linked to.
func (d *Desk) Links(ctx context.Context, h Here) ([]skill.Link, error) {
	return store.List(ctx, d.Store.As(h.Actor), store.Links{Account: h.Account.ID}, store.Everything)
}

// Unlink takes a link away; the account keeps its person. Reasons:
// provider_link.not_found, those of proofs.
func (d *Desk) Unlink(ctx context.Context, by store.By, v Visit, h Here, p Proof, id skill.LinkID) (err error) {
	defer skill.Wrap(&err, "take a link away")
	if err := d.prove(ctx, v, h, p); err != nil {
		return err
	}
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		l, err := tx.Locked().Link(ctx, id)
		if err == nil && l.Account != h.Account.ID {
			err = skill.Fail(skill.NotFound, "provider_link.not_found")
		}
		if err != nil || l.Revoked {
			return err
		}
		l.Revoked = true
		if err := store.Change(ctx, tx, "revoke", &l); err != nil {
			return err
		}
		return d.told(ctx, tx, h)
	})
}

// told tells the owner that a way in was added or taken away.
func (d *Desk) told(ctx context.Context, tx *store.Tx, h Here) error {
	a, err := tx.Account(ctx, h.Account.ID)
	if err != nil {
		return err
	}
	return notify(ctx, tx, a, skill.LetterWay)
}

// closeWays takes every link and passkey of an account away, so that what let
// somebody in by it may let them in by another.
func closeWays(ctx context.Context, tx *store.Tx, account skill.AccountID) error {
	links, err := store.List(ctx, tx.Locked(), store.Links{Account: account}, store.Everything)
	if err != nil {
		return err
	}
	for _, l := range links {
		l.Revoked = true
		if err := store.Change(ctx, tx, "revoke", &l); err != nil {
			return err
		}
	}
	keys, err := store.List(ctx, tx.Locked(), store.Passkeys{Account: account}, store.Everything)
	if err != nil {
		return err
	}
	for _, k := range keys {
		k.Revoked = true
		if err := store.Change(ctx, tx, "revoke", &k); err != nil {
			return err
		}
	}
	return nil
}
