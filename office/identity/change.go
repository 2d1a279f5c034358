package identity

import (
	"context"

	"assay/rule/password"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Proof shows once more who is signed in, before something is changed that
// opens the account: the password, or a code that was just sent to confirm.
type Proof struct {
	Password string
	Answer   Answer
}

// prove checks a proof. A sign-in that fails at it too often is ended: it may be
// somebody else's hand. Reasons: proof.wrong, proof.missing, those of codes.
func (d *Desk) prove(ctx context.Context, v Visit, h Here, p Proof) error {
	if h.Account.ID == "" {
		return skill.Fail(skill.Unauthenticated, "actor.unknown")
	}
	c, err := d.caller(ctx, v, "proof "+string(h.Account.ID), h.Account)
	if err != nil {
		return err
	}
	fault, err := d.fault(ctx, c, p)
	if err != nil || fault == nil {
		return err
	}
	return d.wrongAgain(ctx, c, h, fault)
}

// fault is what is wrong with a proof.
func (d *Desk) fault(ctx context.Context, c caller, p Proof) (fault *skill.Error, err error) {
	if p.Password != "" {
		release, err := d.slot(ctx)
		if err != nil {
			return nil, err
		}
		defer release()
		if ok, _ := verify(c.account, password.Normal(p.Password)); !ok {
			return skill.FailField("proof", "proof.wrong"), nil
		}
		return nil, nil
	}
	if p.Answer.Challenge == "" {
		return nil, skill.FailField("proof", "proof.missing")
	}
	err = d.Store.Update(ctx, store.By{Actor: skill.Actor{Account: c.account.ID}}, func(tx *store.Tx) error {
		var ch skill.Challenge
		ch, fault, err = d.answered(ctx, tx, c.rules, skill.ToConfirm, p.Answer)
		if err != nil || fault != nil {
			return err
		}
		if ch.Account != c.account.ID {
			fault = skill.FailField("code", "code.wrong")
			return nil
		}
		return tx.Answered(ctx, ch.ID)
	})
	if fault != nil { // a form may hold another code besides
		fault.Fields[0].Path = "proof"
	}
	return fault, err
}

// onAccount changes somebody's own account.
func (d *Desk) onAccount(ctx context.Context, by store.By, h Here, verb string, change func(*store.Tx, *skill.Account) error) error {
	if h.Account.ID == "" {
		return skill.Fail(skill.Unauthenticated, "actor.unknown")
	}
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		a, err := tx.Locked().Account(ctx, h.Account.ID)
		if err != nil {
			return err
		}
		if err := change(tx, &a); err != nil {
			return err
		}
		return store.Change(ctx, tx, verb, &a)
	})
}

// notify tells the account's owner what was done, on every way to reach them.
func notify(ctx context.Context, tx *store.Tx, a skill.Account, kind skill.LetterKind) error {
	for _, on := range skill.Channels() {
		if a.Contact(on).IsZero() {
			continue
		}
		if _, err := tx.Post(ctx, store.Letter{Kind: kind, Channel: on, Lang: language(a.Lang), Account: a.ID}); err != nil {
			return err
		}
	}
	return nil
}

// ChangePassword sets another password, or a first one. Every other sign-in ends,
// and the owner is told.
func (d *Desk) ChangePassword(ctx context.Context, by store.By, v Visit, h Here, p Proof, next string) (err error) {
	defer skill.Wrap(&err, "change the password")
	if err := d.prove(ctx, v, h, p); err != nil {
		return err
	}
	made, err := d.settled(ctx, h.Account, next)
	if err != nil {
		return err
	}
	return d.onAccount(ctx, by, h, "password", func(tx *store.Tx, a *skill.Account) error {
		a.Verifier = made
		if err := endSignIns(ctx, tx, a.ID, h.SignIn.ID); err != nil {
			return err
		}
		if err := firm(ctx, tx, h.SignIn.ID); err != nil {
			return err
		}
		return notify(ctx, tx, *a, skill.LetterPassword)
	})
}

// settled is the verifier of a new password that keeps to the rules.
func (d *Desk) settled(ctx context.Context, a skill.Account, next string) (skill.Private, error) {
	r, err := d.rules(day.Of(d.Store.Now()))
	if err != nil {
		return skill.Private{}, err
	}
	rule, err := d.passwordRule(ctx, d.Store.Unscoped(), r, a)
	if err != nil {
		return skill.Private{}, err
	}
	normal := password.Normal(next)
	if err := rule.Check(normal); err != nil {
		return skill.Private{}, err
	}
	release, err := d.slot(ctx)
	if err != nil {
		return skill.Private{}, err
	}
	defer release()
	return d.newVerifier(normal)
}

// firm notes that the password behind a sign-in keeps to the rules again.
func firm(ctx context.Context, tx *store.Tx, id skill.SignInID) error {
	s, err := tx.Locked().SignIn(ctx, id)
	if err != nil || !s.Weak {
		return err
	}
	s.Weak = false
	return store.Change(ctx, tx, "firm", &s)
}

// AddContact puts a telephone or mail address, proven by a code that was sent to
// reach it, in the place of the one the account had. The owner is told at both.
func (d *Desk) AddContact(ctx context.Context, by store.By, v Visit, h Here, p Proof, a Answer) (err error) {
	defer skill.Wrap(&err, "add a contact")
	if err := d.prove(ctx, v, h, p); err != nil {
		return err
	}
	r, err := d.rules(day.Of(d.Store.Now()))
	if err != nil {
		return err
	}
	var fault *skill.Error
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		var ch skill.Challenge
		if ch, fault, err = d.answered(ctx, tx, r, skill.ToReach, a); err != nil || fault != nil {
			return err
		}
		if ch.Account != h.Account.ID {
			fault = skill.FailField("code", "code.wrong")
			return nil
		}
		if err := tx.Answered(ctx, ch.ID); err != nil {
			return err
		}
		return moveContact(ctx, tx, h.Account.ID, ch.To)
	})
	if skill.ReasonOf(err) == "account.exists" {
		err = skill.FailField("code", "code.wrong") // somebody else proved the address meanwhile
	}
	if err == nil && fault != nil {
		return fault
	}
	return err
}

func moveContact(ctx context.Context, tx *store.Tx, id skill.AccountID, to skill.Contact) error {
	before, err := tx.Locked().Account(ctx, id)
	if err != nil {
		return err
	}
	after := before.Reach(to)
	if err := store.Change(ctx, tx, "contact", &after); err != nil {
		return err
	}
	return moved(ctx, tx, before, after)
}

// lateLetter is how long a letter to an address that is the account's no more
// may take.
const lateLetter = 3 * oneDay

// moved tells the owner of a change of contacts, where they can be reached now
// and where they could be before: if it was somebody else's doing, only the
// latter is theirs.
func moved(ctx context.Context, tx *store.Tx, before, after skill.Account) error {
	for _, on := range skill.Channels() {
		old := before.Contact(on)
		if old.IsZero() || old == after.Contact(on) {
			continue
		}
		ch := skill.Challenge{ID: skill.ChallengeID(tx.NewID()), Purpose: skill.ToReach, To: old, Expires: tx.Now.Add(lateLetter)}
		if _, err := tx.Challenge(ctx, ch); err != nil {
			return err
		}
		l := store.Letter{Kind: skill.LetterContact, Channel: on, Lang: language(after.Lang), Challenge: ch.ID, Of: after.ID, Expires: ch.Expires}
		if _, err := tx.Post(ctx, l); err != nil {
			return err
		}
	}
	return notify(ctx, tx, after, skill.LetterContact)
}

// DropContact takes a telephone or mail address away; the last one stays, because
// without one nobody could help the owner in again.
func (d *Desk) DropContact(ctx context.Context, by store.By, v Visit, h Here, p Proof, on skill.Channel) (err error) {
	defer skill.Wrap(&err, "drop a contact")
	if err := d.prove(ctx, v, h, p); err != nil {
		return err
	}
	return d.onAccount(ctx, by, h, "contact", func(tx *store.Tx, a *skill.Account) error {
		left := a.Reach(skill.Contact{Channel: on})
		if left.Phone.IsZero() && left.Mail.IsZero() {
			return skill.Fail(skill.Unmet, "contact.last")
		}
		before := *a
		*a = left
		return moved(ctx, tx, before, left)
	})
}

// CloseAccount ends the account for good (注销), with its sign-ins and what opened
// it. The person's records stay, and the person may open another.
// Source: 个人信息保护法 art. 15 and 47.
func (d *Desk) CloseAccount(ctx context.Context, by store.By, v Visit, h Here, p Proof) (err error) {
	defer skill.Wrap(&err, "close the account")
	if err := d.prove(ctx, v, h, p); err != nil {
		return err
	}
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		a, err := tx.Locked().Account(ctx, h.Account.ID)
		if err != nil {
			return err
		}
		if a.Status == skill.AccountFrozen {
			return skill.Fail(skill.Denied, "account.frozen")
		}
		return shut(ctx, tx, a, "")
	})
}

// shut closes an account and ends its sign-ins.
func shut(ctx context.Context, tx *store.Tx, a skill.Account, ground string) error {
	m, err := a.Close(ground)
	if err != nil {
		return err
	}
	a = a.Emptied()
	a.Ground = ground
	if _, err := store.MoveOne(ctx, tx, a, m); err != nil {
		return err
	}
	if err := tx.Unknow(ctx, a.ID); err != nil {
		return err
	}
	if err := closeWays(ctx, tx, a.ID); err != nil {
		return err
	}
	return endSignIns(ctx, tx, a.ID, "")
}
