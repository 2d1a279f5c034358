package identity

import (
	"context"
	"errors"
	"strings"

	"assay/rule/password"
	"assay/skill"
	"assay/store"
)

// A Registration is what somebody registers with.
type Registration struct {
	Answer   Answer // to a code that was sent to register
	Wish     string // what the login name begins with; none: user
	Password string // none: they sign in by codes
	Lang     string // zh or en: the language of letters
}

// Register opens an account (注册), joined to nobody, and enters. The login name
// is made of the wish and four digits, whether or not the wish alone is free: so
// nobody can ask which names there are. Reasons: those of codes and passwords;
// login.shape.
func (d *Desk) Register(ctx context.Context, v Visit, r Registration) (_ Entry, err error) {
	defer skill.Wrap(&err, "register")
	a := skill.Account{Lang: language(r.Lang)}
	wish, err := wished(r.Wish)
	if err != nil {
		return Entry{}, err
	}
	c, err := d.answering(ctx, v, skill.ToRegister, r.Answer)
	if err != nil {
		return Entry{}, err
	}
	if a.Login, err = d.freeLogin(ctx, wish); err != nil {
		return Entry{}, err
	}
	if r.Password != "" {
		// By the wish too: the digits behind it are easily added.
		if strings.Contains(strings.ToLower(password.Normal(r.Password)), wish) {
			return Entry{}, skill.FailField("password", "password.holds_name")
		}
		if a.Verifier, err = d.settled(ctx, a, r.Password); err != nil {
			return Entry{}, err
		}
	}
	if c.account, err = d.open(ctx, a, r.Answer); err != nil {
		return Entry{}, err
	}
	return d.enter(ctx, entering{caller: c, way: skill.SignInByCode})
}

const (
	usualWish = "user"
	wishMost  = 30
	attempts  = 20
)

func wished(wish string) (string, error) {
	if wish == "" {
		return usualWish, nil
	}
	login, err := skill.ParseLogin(wish)
	if err == nil && len(login) > wishMost {
		err = skill.FailField("login", "login.shape")
	}
	return login, err
}

// freeLogin makes a login name that nobody has, of a wish and four digits.
func (d *Desk) freeLogin(ctx context.Context, wish string) (string, error) {
	for range attempts {
		digits, err := d.drawDigits()
		if err != nil {
			return "", err
		}
		login := wish + "-" + digits[:4]
		_, err = store.One(ctx, d.Store.Unscoped(), store.Accounts{Login: login})
		if skill.CodeOf(err) == skill.NotFound {
			return login, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", skill.Fail(skill.TooMany, "login.taken")
}

// open makes the account of whoever proved an address.
func (d *Desk) open(ctx context.Context, a skill.Account, answer Answer) (out skill.Account, err error) {
	err = d.Store.Update(ctx, store.By{}, func(tx *store.Tx) error {
		ch, err := tx.Challenged(ctx, answer.Challenge)
		if skill.CodeOf(err) == skill.NotFound {
			return skill.FailField("code", "code.wrong")
		}
		if err != nil {
			return err
		}
		next := a.Reach(ch.To)
		next.ID = skill.AccountID(tx.NewID())
		tx.By.Actor = skill.Actor{Account: next.ID}
		m, err := next.Open()
		if err != nil {
			return err
		}
		if out, err = store.MoveOne(ctx, tx, next, m); err != nil {
			return err
		}
		return tx.Answered(ctx, ch.ID)
	})
	if skill.ReasonOf(err) == "account.exists" {
		err = skill.FailField("code", "code.wrong") // two registered one address at once
	}
	return out, err
}

// A Recovery is how somebody who cannot enter any more enters again.
type Recovery struct {
	Answer   Answer // to a code that was sent to recover
	Second   string // a one-time password or recovery code, where the account has a second factor
	Password string // the new one
}

// Recover sets a new password (找回密码). It ends every sign-in, forgets the known
// devices, and tells the owner. Reasons: those of codes and passwords;
// second.wrong; account.frozen.
func (d *Desk) Recover(ctx context.Context, v Visit, r Recovery) (err error) {
	defer skill.Wrap(&err, "recover an account")
	c, err := d.answering(ctx, v, skill.ToRecover, r.Answer)
	if err != nil {
		return err
	}
	made, err := d.settled(ctx, c.account, r.Password)
	if err != nil {
		return err
	}
	var fault *skill.Error
	err = d.Store.Update(ctx, store.By{Actor: skill.Actor{Account: c.account.ID}}, func(tx *store.Tx) (err error) {
		fault, err = d.recover(ctx, tx, c, r, made)
		return err
	})
	switch {
	case err != nil:
		return err
	case fault != nil:
		return d.refuse(ctx, c, skill.SignInByRecovery, fault)
	}
	return nil
}

func (d *Desk) recover(ctx context.Context, tx *store.Tx, c caller, r Recovery, made skill.Private) (*skill.Error, error) {
	a, err := d.opened(ctx, tx, entering{caller: c, way: skill.SignInByRecovery})
	if err != nil {
		return nil, err
	}
	if a.TwoFactor() {
		var fault *skill.Error
		if a, fault, err = d.second(ctx, tx, a.ID, r.Second); err != nil || fault != nil {
			return fault, errors.Join(err, tx.Tried(ctx, r.Answer.Challenge))
		}
	}
	if err := d.spend(ctx, tx, r.Answer.Challenge); err != nil {
		return nil, err
	}
	a.Verifier = made
	if err := store.Change(ctx, tx, "recover", &a); err != nil {
		return nil, err
	}
	if err := tx.Unknow(ctx, a.ID); err != nil {
		return nil, err
	}
	if err := endSignIns(ctx, tx, a.ID, ""); err != nil {
		return nil, err
	}
	return nil, notify(ctx, tx, a, skill.LetterPassword)
}
