package identity

import (
	"context"
	"io"
	"net/url"

	"assay/rule/totp"
	"assay/skill"
	"assay/store"
)

// ShowSecond shows the second factor of a sign-in: a one-time password of the app,
// or one of the recovery codes. The sign-in goes on under a new secret; the old
// one opens nothing any more. Who is wrong too often has to begin anew.
// Reasons: those of Here; second.wrong, second.spent, sign_in.limit.
func (d *Desk) ShowSecond(ctx context.Context, v Visit, secret, code string) (e Entry, err error) {
	defer skill.Wrap(&err, "show the second factor")
	h, err := d.entered(ctx, secret)
	if err != nil {
		return e, err
	}
	if h.SignIn.Second || !h.Account.TwoFactor() {
		return e, skill.Fail(skill.WrongState, "second.not_due")
	}
	c, err := d.caller(ctx, v, "second "+string(h.Account.ID), h.Account)
	if err != nil {
		return e, err
	}
	if err := d.guardSecond(ctx, c); err != nil {
		return e, err
	}
	fresh, next, err := d.drawTwo()
	if err != nil {
		return e, err
	}
	e.Secret = next
	var fault *skill.Error
	err = d.Store.Update(ctx, store.By{Actor: skill.Actor{Account: h.Account.ID}}, func(tx *store.Tx) error {
		if e.Account, fault, err = d.second(ctx, tx, h.Account.ID, code); err != nil || fault != nil {
			return err
		}
		e.SignIn, err = strengthen(ctx, tx, h.SignIn.ID, next)
		if err == nil {
			e.Device, err = d.meet(ctx, tx, c, fresh)
		}
		return err
	})
	switch {
	case err != nil:
		return Entry{}, err
	case fault != nil:
		return Entry{}, d.wrongAgain(ctx, c, h, fault)
	}
	return e, nil
}

func (d *Desk) drawTwo() (a, b string, err error) {
	if a, err = d.draw(); err == nil {
		b, err = d.draw()
	}
	return a, b, err
}

// strengthen notes that a second factor was shown, and gives the sign-in another
// secret.
func strengthen(ctx context.Context, tx *store.Tx, id skill.SignInID, secret string) (skill.SignIn, error) {
	s, err := tx.Locked().SignIn(ctx, id)
	if err == nil && !s.Live(tx.Now) {
		err = skill.Fail(skill.Unauthenticated, "sign_in.unknown")
	}
	if err != nil {
		return s, err
	}
	s.Second, s.Hash = true, hash(secret)
	return s, store.Change(ctx, tx, "second", &s)
}

// second accepts a one-time password or a recovery code of an account, once; a
// wrong one is a fault.
func (d *Desk) second(ctx context.Context, tx *store.Tx, id skill.AccountID, code string) (a skill.Account, fault *skill.Error, err error) {
	if a, err = tx.Locked().Account(ctx, id); err != nil {
		return a, nil, err
	}
	secret, _ := totp.Decode(a.Second.Reveal())
	if step, ok := totp.Check(secret, skill.Halve(code), tx.Now, a.Step); ok && len(secret) > 0 {
		a.Step = step
		return a, nil, store.Change(ctx, tx, "second", &a)
	}
	left, ok := a.Spend(d.recoveryHash(id, code))
	if !ok {
		return a, skill.FailField("code", "second.wrong"), nil
	}
	return left, nil, store.Change(ctx, tx, "recovery-code", &left)
}

// guardSecond keeps strangers who know the password from trying codes without
// end; the owner's device goes on.
func (d *Desk) guardSecond(ctx context.Context, c caller) error {
	if ok, err := d.familiar(ctx, c); ok || err != nil {
		return err
	}
	n, err := d.counted(ctx, c, d.byName(c))
	if err == nil && n >= c.rules.secondLimit {
		err = skill.Fail(skill.TooMany, "sign_in.limit")
	}
	return err
}

// wrongAgain counts a wrong second factor or proof of a sign-in, which is ended
// when there were too many.
func (d *Desk) wrongAgain(ctx context.Context, c caller, h Here, fault *skill.Error) error {
	own := d.keyed("sign-in tries", string(h.SignIn.ID))
	subjects, err := d.blamed(ctx, c)
	if err != nil {
		return err
	}
	err = d.Store.Update(ctx, store.By{Actor: skill.Actor{Account: h.Account.ID}}, func(tx *store.Tx) error {
		return tx.Failed(ctx, c.today(), append(subjects, own)...)
	})
	if err != nil {
		return err
	}
	n, err := d.counted(ctx, c, own)
	if err != nil || n < c.rules.secondTries {
		return orElse(err, fault)
	}
	by := store.By{Actor: skill.Actor{Account: h.Account.ID}}
	return orElse(d.EndSignIn(ctx, by, h, h.SignIn.ID), skill.Fail(skill.Unauthenticated, "second.spent"))
}

// orElse is err, or what else is wrong, if anything.
func orElse(err error, otherwise *skill.Error) error {
	if err != nil || otherwise == nil {
		return err
	}
	return otherwise
}

// A Setting is a second factor to be scanned by an app.
type Setting struct {
	Secret string // Base32, to be typed where nothing can be scanned
	URI    string // otpauth, to be shown as a QR code
}

// BeginSecond prepares a second factor: the secret counts once a code of it was
// shown (FinishSecond). Whoever has one already keeps it until then.
func (d *Desk) BeginSecond(ctx context.Context, by store.By, v Visit, h Here, p Proof) (s Setting, err error) {
	defer skill.Wrap(&err, "begin a second factor")
	if err := d.prove(ctx, v, h, p); err != nil {
		return s, err
	}
	secret := make([]byte, totp.SecretBytes)
	if _, err := io.ReadFull(d.Rand, secret); err != nil {
		return s, err
	}
	err = d.onAccount(ctx, by, h, "begin-second", func(_ *store.Tx, a *skill.Account) error {
		a.Next = skill.Keep(totp.Encode(secret))
		return nil
	})
	return Setting{totp.Encode(secret), uri(d.Issuer, h.Account.Login, secret)}, err
}

// uri is what an authenticator app scans: the secret with the issuer's and the
// account's names.
// Source: Google Authenticator, Key Uri Format.
func uri(issuer, account string, secret []byte) string {
	label := url.PathEscape(issuer) + ":" + url.PathEscape(account)
	return "otpauth://totp/" + label + "?secret=" + totp.Encode(secret) + "&issuer=" + url.QueryEscape(issuer) + "&algorithm=SHA1&digits=6&period=30"
}

// FinishSecond makes the prepared second factor count, by a code of it. It ends
// every other sign-in, and this one goes on under a new secret. The recovery
// codes are shown this once; earlier ones do not count any more.
func (d *Desk) FinishSecond(ctx context.Context, by store.By, v Visit, h Here, code string) (e Entry, recovery []string, err error) {
	defer skill.Wrap(&err, "finish a second factor")
	c, err := d.caller(ctx, v, "second "+string(h.Account.ID), h.Account)
	if err != nil {
		return e, nil, err
	}
	recovery, hashes, err := d.drawRecovery(h.Account.ID)
	if err != nil {
		return e, nil, err
	}
	if e.Secret, err = d.draw(); err != nil {
		return e, nil, err
	}
	var fault *skill.Error
	err = d.onAccount(ctx, by, h, "finish-second", func(tx *store.Tx, a *skill.Account) error {
		secret, ok := totp.Decode(a.Next.Reveal())
		if !ok {
			return skill.Fail(skill.WrongState, "second.not_begun")
		}
		step, ok := totp.Check(secret, skill.Halve(code), tx.Now, 0)
		if !ok {
			fault = skill.FailField("code", "second.wrong")
			return fault
		}
		a.Second, a.Next, a.Step, a.Recovery = a.Next, skill.Private{}, step, hashes
		if err := endSignIns(ctx, tx, a.ID, h.SignIn.ID); err != nil {
			return err
		}
		if e.SignIn, err = strengthen(ctx, tx, h.SignIn.ID, e.Secret); err != nil {
			return err
		}
		return notify(ctx, tx, *a, skill.LetterFactor)
	})
	switch {
	case fault != nil:
		return Entry{}, nil, d.wrongAgain(ctx, c, h, fault)
	case err != nil:
		return Entry{}, nil, err
	}
	e.Account, err = d.Store.Unscoped().Account(ctx, h.Account.ID)
	return e, recovery, err
}

// DropSecond takes the second factor away. Roles that need one then do nothing.
func (d *Desk) DropSecond(ctx context.Context, by store.By, v Visit, h Here, p Proof) (err error) {
	defer skill.Wrap(&err, "drop the second factor")
	if err := d.prove(ctx, v, h, p); err != nil {
		return err
	}
	return d.onAccount(ctx, by, h, "drop-second", func(tx *store.Tx, a *skill.Account) error {
		a.Second, a.Next, a.Recovery = skill.Private{}, skill.Private{}, nil
		if err := endSignIns(ctx, tx, a.ID, h.SignIn.ID); err != nil {
			return err
		}
		if err := weaken(ctx, tx, h.SignIn.ID); err != nil {
			return err
		}
		return notify(ctx, tx, *a, skill.LetterFactor)
	})
}

// weaken notes that a sign-in has no second factor behind it any more.
func weaken(ctx context.Context, tx *store.Tx, id skill.SignInID) error {
	s, err := tx.Locked().SignIn(ctx, id)
	if err != nil || !s.Second {
		return err
	}
	s.Second = false
	return store.Change(ctx, tx, "weaken", &s)
}

// RenewRecovery draws new recovery codes; earlier ones do not count any more.
func (d *Desk) RenewRecovery(ctx context.Context, by store.By, v Visit, h Here, p Proof) (codes []string, err error) {
	defer skill.Wrap(&err, "renew recovery codes")
	if err := d.prove(ctx, v, h, p); err != nil {
		return nil, err
	}
	codes, hashes, err := d.drawRecovery(h.Account.ID)
	if err != nil {
		return nil, err
	}
	err = d.onAccount(ctx, by, h, "renew-recovery", func(_ *store.Tx, a *skill.Account) error {
		if !a.TwoFactor() {
			return skill.Fail(skill.WrongState, "second.none")
		}
		a.Recovery = hashes
		return nil
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

const (
	recoveryCodes   = 10
	recoveryLetters = 16 // eighty bits each
)

// drawRecovery draws recovery codes with their keyed hashes.
func (d *Desk) drawRecovery(id skill.AccountID) (codes, hashes []string, err error) {
	for range recoveryCodes {
		code, err := d.drawLetters(recoveryLetters)
		if err != nil {
			return nil, nil, err
		}
		codes, hashes = append(codes, code), append(hashes, d.recoveryHash(id, code))
	}
	return codes, hashes, nil
}

func (d *Desk) recoveryHash(id skill.AccountID, code string) string {
	return d.keyedHex("recovery code", string(id), plainLetters(code))
}
