package identity

import (
	"context"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Here is somebody who is signed in: who they act as, by which sign-in and
// account. The zero Here is nobody.
type Here struct {
	Actor   skill.Actor
	SignIn  skill.SignIn
	Account skill.Account
}

// seenEvery is how often it is written down that a sign-in is in use.
const seenEvery = 3 * time.Minute

// Here is who a sign-in's secret stands for now. Reasons, all Unauthenticated:
// sign_in.unknown, for ended and closed ones too; sign_in.over, that it was idle
// for too long or has come to its end; sign_in.second_due, with SignIn and Account
// filled in, that the second factor comes first.
func (d *Desk) Here(ctx context.Context, secret string) (h Here, err error) {
	defer skill.Wrap(&err, "find who is signed in")
	if h, err = d.entered(ctx, secret); err != nil {
		return h, err
	}
	if h.Account.TwoFactor() && !h.SignIn.Second {
		return h, skill.Fail(skill.Unauthenticated, "sign_in.second_due")
	}
	h.Actor, err = d.actorOf(ctx, h)
	return h, err
}

// entered reads the sign-in and its account, whether or not the second factor was
// shown.
func (d *Desk) entered(ctx context.Context, secret string) (h Here, err error) {
	r, now := d.Store.Unscoped(), d.Store.Now()
	unknown := skill.Fail(skill.Unauthenticated, "sign_in.unknown")
	if secret == "" {
		return h, unknown
	}
	if h.SignIn, err = store.One(ctx, r, store.SignIns{Hash: hash(secret)}); err != nil {
		if skill.CodeOf(err) == skill.NotFound {
			err = unknown
		}
		return Here{}, err
	}
	if !h.SignIn.Ended.IsZero() || h.SignIn.Refused != "" {
		return Here{}, unknown
	}
	if err := d.awake(ctx, h.SignIn, now); err != nil {
		return Here{}, err
	}
	if h.Account, err = r.Account(ctx, h.SignIn.Account); err != nil {
		return Here{}, err
	}
	if h.Account.Status == skill.AccountFrozen || h.Account.Status == skill.AccountClosed {
		return Here{}, unknown // both end every sign-in
	}
	return h, nil
}

// awake refuses a sign-in that is over, and writes down that it is in use.
func (d *Desk) awake(ctx context.Context, s skill.SignIn, now time.Time) error {
	rules, err := d.rules(day.Of(now))
	if err != nil {
		return err
	}
	last, err := d.lastSeen(ctx, s)
	switch {
	case err != nil:
		return err
	case !s.Live(now), now.Sub(last) >= rules.idle:
		return skill.Fail(skill.Unauthenticated, "sign_in.over")
	case now.Sub(last) >= seenEvery:
		return d.Store.See(ctx, s.ID)
	}
	return nil
}

// actorOf is who acts by a sign-in. Roles act as far as the word of whoever joined
// the account reaches, and what needs a second factor only where one was shown
// and the password keeps to the rules.
func (d *Desk) actorOf(ctx context.Context, h Here) (skill.Actor, error) {
	a := skill.Actor{Account: h.Account.ID, Strong: h.SignIn.Second && !h.SignIn.Weak}
	if h.Account.Status != skill.AccountJoined {
		return a, nil
	}
	a.Person = h.Account.Person
	whole, err := d.Store.Unscoped().ActorOf(ctx, a.Person)
	for _, g := range whole.Grants {
		if h.Account.Acts(g.Path) {
			a.Grants = append(a.Grants, g)
		}
	}
	return a, err
}

// SignIns lists what is open by somebody's account, the newest last.
func (d *Desk) SignIns(ctx context.Context, h Here) (open []skill.SignIn, err error) {
	now := d.Store.Now()
	r, err := d.rules(day.Of(now))
	if err != nil {
		return nil, err
	}
	all, err := store.List(ctx, d.Store.As(h.Actor), store.SignIns{Account: h.Account.ID, Live: true}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		last, err := d.lastSeen(ctx, s)
		if err != nil {
			return nil, err
		}
		if s.Live(now) && now.Sub(last) < r.idle {
			open = append(open, s)
		}
	}
	return open, nil
}

// lastSeen is when something was last done by a sign-in.
func (d *Desk) lastSeen(ctx context.Context, s skill.SignIn) (time.Time, error) {
	last, err := d.Store.LastSeen(ctx, s.ID)
	if last.IsZero() {
		last = s.Made
	}
	return last, err
}

// SignOut ends a sign-in by its own secret. It does not matter whether it was
// over already.
func (d *Desk) SignOut(ctx context.Context, by store.By, secret string) error {
	if secret == "" {
		return nil
	}
	s, err := store.One(ctx, d.Store.Unscoped(), store.SignIns{Hash: hash(secret)})
	if skill.CodeOf(err) == skill.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	by = store.By{Actor: skill.Actor{Account: s.Account}, Request: by.Request}
	return d.EndSignIn(ctx, by, Here{Account: skill.Account{ID: s.Account}}, s.ID)
}

// EndSignIn ends one of the sign-ins of somebody's account.
func (d *Desk) EndSignIn(ctx context.Context, by store.By, h Here, id skill.SignInID) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		s, err := tx.Locked().SignIn(ctx, id)
		if err == nil && (s.Account != h.Account.ID || s.Account == "") {
			err = skill.Fail(skill.NotFound, "sign_in.not_found")
		}
		if err != nil || !s.Ended.IsZero() || s.Hash == "" {
			return err
		}
		s.Ended = tx.Now
		return store.Change(ctx, tx, "end", &s)
	})
}

// EndOthers ends every sign-in of somebody's account but the one they are here by.
func (d *Desk) EndOthers(ctx context.Context, by store.By, h Here) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error { return endSignIns(ctx, tx, h.Account.ID, h.SignIn.ID) })
}

// endSignIns ends the sign-ins of an account but one, or all of them.
func endSignIns(ctx context.Context, tx *store.Tx, account skill.AccountID, but skill.SignInID) error {
	all, err := store.List(ctx, tx.Locked(), store.SignIns{Account: account, Live: true}, store.Everything)
	if err != nil {
		return err
	}
	var ended []*skill.SignIn
	for i := range all {
		if all[i].ID != but {
			all[i].Ended = tx.Now
			ended = append(ended, &all[i])
		}
	}
	if len(ended) == 0 {
		return nil
	}
	return store.Change(ctx, tx, "end", ended...)
}
