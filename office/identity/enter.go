package identity

import (
	"context"

	"assay/rule/password"
	"assay/skill"
	"assay/store"
)

// An Entry is what somebody who entered takes along.
type Entry struct {
	SignIn  skill.SignIn
	Account skill.Account
	Secret  string // for the cookie of the sign-in; shown this once
	Device  string // for the cookie of the device; none: it keeps the one it has, or gets none yet
}

// SecondDue tells whether the sign-in does nothing until the second factor was
// shown.
func (e Entry) SecondDue() bool { return e.Account.TwoFactor() && !e.SignIn.Second }

// SignIn enters by a name, which is a login name, a telephone or a mail address,
// and a password. Whoever has a second factor shows it next (ShowSecond).
// Reasons: sign_in.wrong, for names that nobody has too; sign_in.question,
// sign_in.limit; to whom knows the password, account.frozen.
func (d *Desk) SignIn(ctx context.Context, v Visit, name, secret string) (_ Entry, err error) {
	defer skill.Wrap(&err, "sign in")
	c, err := d.called(ctx, v, name)
	if err != nil {
		return Entry{}, err
	}
	if err := d.guard(ctx, c); err != nil {
		return Entry{}, err
	}
	return d.byPassword(ctx, c, password.Normal(secret))
}

// byPassword does its work in a slot. There the limits are looked at again, since
// others may have failed while this one waited: so no more than the slots fail
// beyond them.
func (d *Desk) byPassword(ctx context.Context, c caller, normal string) (Entry, error) {
	release, err := d.slot(ctx)
	if err != nil {
		return Entry{}, err
	}
	defer release()
	if err := d.guard(ctx, c); err != nil {
		return Entry{}, err
	}
	ok, old := verify(c.account, normal)
	if !ok {
		return Entry{}, d.refuse(ctx, c, skill.SignInByPassword, skill.Fail(skill.Unauthenticated, "sign_in.wrong"))
	}
	in := entering{caller: c, way: skill.SignInByPassword, verifier: c.account.Verifier}
	if old {
		if in.renewed, err = d.newVerifier(normal); err != nil {
			return Entry{}, err
		}
	}
	if in.weak, err = d.weak(ctx, c, normal); err != nil {
		return Entry{}, err
	}
	return d.enter(ctx, in)
}

// weak tells whether a password that opens the account no longer keeps to the
// rules, which may have become stricter, for all or because the person now holds
// a role.
func (d *Desk) weak(ctx context.Context, c caller, normal string) (bool, error) {
	rule, err := d.passwordRule(ctx, d.Store.Unscoped(), c.rules, c.account)
	return err == nil && rule.Check(normal) != nil, err
}

// passwordRule is what the account's password must keep to.
func (d *Desk) passwordRule(ctx context.Context, from store.Source, r rules, a skill.Account) (password.Rule, error) {
	rule := password.Rule{Least: r.least, Common: d.Common, Avoid: []string{a.Login, a.Phone.Reveal(), a.Mail.Reveal()}}
	if a.Person == "" {
		return rule, nil
	}
	n, err := store.Count(ctx, from, store.Grants{Person: a.Person})
	if n > 0 {
		rule.Least = r.leastStaff
	}
	return rule, err
}

// SignInByCode enters by a one-time code that was sent for it. Reasons: those of
// codes; sign_in.question, sign_in.limit; account.frozen.
func (d *Desk) SignInByCode(ctx context.Context, v Visit, a Answer) (_ Entry, err error) {
	defer skill.Wrap(&err, "sign in by code")
	c, err := d.answering(ctx, v, skill.ToSignIn, a)
	if err != nil {
		return Entry{}, err
	}
	return d.enter(ctx, entering{caller: c, way: skill.SignInByCode, challenge: a.Challenge})
}

// answering looks whether a code is right, and counts a wrong one. Whom it was
// sent to is the caller.
func (d *Desk) answering(ctx context.Context, v Visit, purpose skill.Purpose, a Answer) (c caller, err error) {
	if c, err = d.sentTo(ctx, v, a); err != nil {
		return c, err
	}
	if err := d.guard(ctx, c); err != nil {
		return c, err
	}
	var fault *skill.Error
	err = d.Store.Update(ctx, store.By{}, func(tx *store.Tx) (err error) {
		_, fault, err = d.answered(ctx, tx, c.rules, purpose, a)
		return err
	})
	if err == nil && fault != nil {
		err = d.refuse(ctx, c, skill.SignInByCode, fault)
	}
	return c, err
}

// sentTo is who answers a code: the owner of the account that it was made for.
func (d *Desk) sentTo(ctx context.Context, v Visit, a Answer) (caller, error) {
	id, err := d.Store.ChallengeOf(ctx, a.Challenge)
	if err != nil {
		return caller{}, err
	}
	var account skill.Account
	if id != "" {
		if account, err = d.Store.Unscoped().Account(ctx, id); err != nil {
			return caller{}, err
		}
	}
	return d.caller(ctx, v, "challenge "+string(a.Challenge[:min(len(a.Challenge), nameMost)]), account)
}

// An entering is a caller who has shown enough.
type entering struct {
	caller
	way       skill.SignInWay
	weak      bool
	second    bool          // a second factor was shown with it
	verifier  skill.Private // that the password was compared with
	renewed   skill.Private // one of today's cost to take its place, or none
	challenge skill.ChallengeID
}

// enter makes the sign-in. Its secret is always new: whatever a browser brought
// along, nobody else can know it.
func (d *Desk) enter(ctx context.Context, in entering) (e Entry, err error) {
	if e.Secret, err = d.draw(); err != nil {
		return e, err
	}
	fresh, err := d.draw()
	if err != nil {
		return e, err
	}
	err = d.Store.Update(ctx, store.By{Actor: skill.Actor{Account: in.account.ID}}, func(tx *store.Tx) error {
		if e.Account, err = d.opened(ctx, tx, in); err != nil {
			return err
		}
		e.SignIn = skill.SignIn{
			ID: skill.SignInID(tx.NewID()), Account: e.Account.ID, Hash: hash(e.Secret), Way: in.way, Second: in.second, Weak: in.weak, Label: label(in.Label),
			Network: skill.Keep(in.Network), Made: tx.Now, Expires: tx.Now.Add(in.rules.life),
		}
		if err := store.Add(ctx, tx, &e.SignIn); err != nil {
			return err
		}
		e.Device = ""
		if e.SecondDue() {
			return nil
		}
		e.Device, err = d.meet(ctx, tx, in.caller, fresh)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// opened reads the account once more, as it is now, and takes away what opened
// it, if it serves once.
func (d *Desk) opened(ctx context.Context, tx *store.Tx, in entering) (a skill.Account, err error) {
	if a, err = tx.Locked().Account(ctx, in.account.ID); err != nil {
		return a, err
	}
	switch {
	case a.Status == skill.AccountFrozen:
		return a, skill.Fail(skill.Denied, "account.frozen")
	case a.Status == skill.AccountClosed, in.way == skill.SignInByPassword && a.Verifier != in.verifier:
		return a, skill.Fail(skill.Unauthenticated, "sign_in.wrong")
	}
	if in.challenge != "" {
		if err := d.spend(ctx, tx, in.challenge); err != nil {
			return a, err
		}
	}
	if !in.renewed.IsZero() {
		a.Verifier = in.renewed
		err = store.Change(ctx, tx, "renew", &a)
	}
	return a, err
}

// spend takes a code away; of two who answer it at once the second is refused.
func (d *Desk) spend(ctx context.Context, tx *store.Tx, id skill.ChallengeID) error {
	_, err := tx.Challenged(ctx, id)
	if skill.CodeOf(err) == skill.NotFound {
		return skill.FailField("code", "code.wrong")
	}
	if err != nil {
		return err
	}
	return tx.Answered(ctx, id)
}

// devicesKept is how many devices an account knows at once.
const devicesKept = 20

// meet makes the device one that the account knows. What a device brought along
// that the account does not know might have been planted by somebody else: then
// it gets another secret, under which the other accounts know it too.
func (d *Desk) meet(ctx context.Context, tx *store.Tx, c caller, fresh string) (secret string, err error) {
	if c.device != "" {
		return "", tx.Meet(ctx, c.account.ID, c.device, devicesKept)
	}
	if c.Device != "" {
		if err := tx.Rename(ctx, hash(c.Device), hash(fresh)); err != nil {
			return "", err
		}
	}
	return fresh, tx.Meet(ctx, c.account.ID, hash(fresh), devicesKept)
}
