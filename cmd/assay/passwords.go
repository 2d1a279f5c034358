package main

import (
	"errors"
	"log/slog"
	"os"

	"assay/office/identity"
	"assay/reference/passwords"
	"assay/skill"
)

const (
	// passwordsAtOnce is how many passwords are computed at once, each in 19 MiB.
	passwordsAtOnce = 2
	// appIssuer is the name that an authenticator app shows.
	appIssuer = "匠衡 Assay"
)

// identityDesk is where people sign in. Without the list of common passwords it
// works, and says at start that it refuses none.
func (w *world) identityDesk(policies skill.Policies) (*identity.Desk, error) {
	d := &identity.Desk{
		Store: w.store, Rand: w.env.rand, Lives: tokenLife, Policies: policies, Slow: make(chan struct{}, passwordsAtOnce), Issuer: appIssuer,
	}
	var err error
	if d.Passkeys, err = identity.NewPasskeys(w.paper.Host, appIssuer); err != nil {
		return nil, err
	}
	common, err := passwords.Common()
	if errors.Is(err, passwords.ErrMissing) {
		w.log.Warn("no common password is refused", slog.String("why", err.Error()))
		return d, nil
	}
	d.Common = common.Holds
	return d, err
}

// refuseMore adds lists of passwords of one's own.
func (w *world) refuseMore(files []string) error {
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		list, err := passwords.Read(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
		before := w.identity.Common
		w.identity.Common = func(word string) bool { return list.Holds(word) || before != nil && before(word) }
	}
	return nil
}
