package store

import (
	"context"
	"time"

	"assay/skill"
)

var (
	accounts = define("account", accountFields, ownAccount)
	signIns  = define("sign_in", signInFields, ownSignIn)
)

func accountFields(f *fields, a *skill.Account) {
	key(f, &a.ID)
	text(f, "=login", &a.Login)
	contact(f, skill.BySMS, &a.Phone)
	contact(f, skill.ByMail, &a.Mail)
	text(f, "lang", &a.Lang)
	private(f, "verifier", &a.Verifier)
	private(f, "second", &a.Second)
	private(f, "second_next", &a.Next)
	integer(f, "step", &a.Step)
	several(f, "recovery", &a.Recovery)
	text(f, "person_id", &a.Person)
	text(f, "way", &a.Way)
	text(f, "witness", &a.Witness)
	text(f, "joined_at", &a.At)
	readable(f, "ground", &a.Ground)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

func ownAccount(w *where, viewer skill.Actor) { w.and("id = ?", string(viewer.Account)) }

func signInFields(f *fields, s *skill.SignIn) {
	key(f, &s.ID)
	text(f, "=account_id", &s.Account)
	text(f, "hash", &s.Hash)
	text(f, "=way", &s.Way)
	boolean(f, "second", &s.Second)
	boolean(f, "weak", &s.Weak)
	readable(f, "label", &s.Label)
	private(f, "network", &s.Network)
	instant(f, "=made", &s.Made)
	instant(f, "=expires", &s.Expires)
	instant(f, "ended", &s.Ended)
	text(f, "=refused", &s.Refused)
	version(f, &s.Version)
}

// ownSignIn: attempts with names that nobody has are nobody's.
func ownSignIn(w *where, viewer skill.Actor) {
	w.and("account_id = ? AND account_id <> ''", string(viewer.Account))
}

// Account reads one account.
func (r Reader) Account(ctx context.Context, id skill.AccountID) (skill.Account, error) {
	return get[skill.Account](ctx, r, id)
}

// SignIn reads one sign-in.
func (r Reader) SignIn(ctx context.Context, id skill.SignInID) (skill.SignIn, error) {
	return get[skill.SignIn](ctx, r, id)
}

// Accounts narrows a list of accounts.
type Accounts struct {
	Login   string
	Contact skill.Contact
	Person  skill.PersonID
	Status  []skill.AccountStatus
}

func (a Accounts) narrow(w *where, k *words, _ skill.Account) {
	is(w, "login", a.Login)
	if !a.Contact.IsZero() {
		column := contactColumn(a.Contact.Channel)
		w.and(column+"_index = ?", k.contactIndex(a.Contact))
	}
	is(w, "person_id", a.Person)
	in(w, "status", a.Status)
}

// SignIns narrows a list of sign-ins.
type SignIns struct {
	Account skill.AccountID
	Hash    string
	Live    bool // neither refused nor ended; some of them may have grown old
}

func (s SignIns) narrow(w *where, _ *words, _ skill.SignIn) {
	is(w, "account_id", s.Account)
	is(w, "hash", s.Hash)
	if s.Live {
		w.and("hash <> '' AND ended = 0")
	}
}

// LastSeen is when something was last done by a sign-in; the zero time where
// that was not written down.
func (s *Store) LastSeen(ctx context.Context, id skill.SignInID) (time.Time, error) {
	rows, err := s.readers.query(ctx, "SELECT at FROM sign_in_seen WHERE sign_in_id = $1", string(id))
	if err != nil {
		return time.Time{}, err
	}
	n, err := oneInt(rows)
	return moment(n), err
}

// See writes down that something is done by a sign-in now.
func (s *Store) See(ctx context.Context, id skill.SignInID) error {
	return s.Update(ctx, By{}, func(tx *Tx) error {
		_, err := tx.on.exec(ctx, `INSERT INTO sign_in_seen (sign_in_id, at) VALUES ($1, $2)
			ON CONFLICT (sign_in_id) DO UPDATE SET at = excluded.at`, string(id), micros(tx.Now))
		return err
	})
}

// Knows tells whether somebody entered by the account from the device with that
// hash before, since a time.
func (s *Store) Knows(ctx context.Context, account skill.AccountID, device string, since time.Time) (bool, error) {
	rows, err := s.readers.query(ctx, "SELECT 1 FROM known_device WHERE account_id = $1 AND hash = $2 AND at >= $3", string(account), device, micros(since))
	if err != nil {
		return false, err
	}
	n, err := oneInt(rows)
	return n == 1, err
}

// Meet notes that somebody entered by the account from a device; of each account
// the newest few are kept.
func (tx *Tx) Meet(ctx context.Context, account skill.AccountID, device string, keep int) error {
	_, err := tx.on.exec(ctx, `INSERT INTO known_device (account_id, hash, at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, hash) DO UPDATE SET at = excluded.at`, string(account), device, micros(tx.Now))
	if err != nil {
		return err
	}
	_, err = tx.on.exec(ctx, `DELETE FROM known_device WHERE account_id = $1 AND hash NOT IN
		(SELECT hash FROM known_device WHERE account_id = $1 ORDER BY at DESC, hash LIMIT $2)`, string(account), keep)
	return err
}

// Rename gives a device another hash, for every account that knows it.
func (tx *Tx) Rename(ctx context.Context, device, hash string) error {
	_, err := tx.on.exec(ctx, "UPDATE known_device SET hash = $2 WHERE hash = $1", device, hash)
	return err
}

// Unknow forgets every device from which somebody entered by the account.
func (tx *Tx) Unknow(ctx context.Context, account skill.AccountID) error {
	_, err := tx.on.exec(ctx, "DELETE FROM known_device WHERE account_id = $1", string(account))
	return err
}
