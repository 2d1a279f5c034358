package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// An account with everything that an account can have.
func wholeAccount(b testdb.Batch) skill.Account {
	return skill.Account{
		ID: "00000000-0000-7000-8000-000000000101", Login: "yangli-1234", Phone: skill.Keep("19900000001"), Mail: skill.Keep("yangli@example.org"),
		Lang: "zh", Verifier: skill.Keep("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"), Second: skill.Keep("JBSWY3DPEHPK3PXP"), Next: skill.Keep("KRSXG5CTMVRXEZLU"),
		Step: 59, Recovery: []string{"aa", "bb"}, Person: b.Staff[0].ID, Way: skill.JoinedByClerk, Witness: b.Staff[1].ID, At: "/44/", Ground: "ground",
	}
}

// Every field of every noun of the sign-in desk comes back as it was written.
func TestEveryFieldOfAccounts(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b, ctx, now, r := testdb.File(t, s), t.Context(), s.Now(), s.Unscoped()
		id := func(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }
		account := wholeAccount(b)
		other := skill.Account{ID: skill.AccountID(id(102)), Login: "other-0001", Lang: "en"}
		in := skill.SignIn{
			ID: skill.SignInID(id(103)), Account: account.ID, Hash: "hash", Way: skill.SignInByPassword, Second: true, Weak: true, Label: "Firefox, Linux",
			Network: skill.Keep("203.0.113.0/24"), Made: now, Expires: now.Add(time.Hour), Ended: now.Add(time.Minute), Refused: "sign_in.wrong",
		}
		code := skill.JoinCode{ID: skill.JoinCodeID(id(104)), Person: b.Staff[0].ID, Path: b.Body.Path, By: b.Staff[1].ID, Hash: "hash", Expires: now, Used: account.ID}
		dispute := skill.Dispute{
			ID: skill.DisputeID(id(105)), Path: b.Body.Path, Person: b.Staff[0].ID, Holder: account.ID, Claimant: other.ID, Way: skill.JoinedByCode,
			Witness: b.Staff[1].ID, Kept: account.ID, Decider: b.Staff[4].ID, Ground: "ground",
		}
		apart := skill.Distinction{ID: skill.DistinctionID(id(106)), Path: "/44/", A: b.Staff[0].ID, B: b.Staff[1].ID, By: b.Staff[4].ID, Ground: "ground", Revoked: true}
		token := skill.OrgToken{ID: skill.OrgTokenID(id(107)), Path: b.Body.Path, Hash: "hash", Label: "label", By: b.Staff[2].ID, Expires: 5, Revoked: true}
		testdb.Update(t, s, func(_ context.Context, tx *store.Tx) error {
			for _, do := range []func() error{
				func() error { return born(t, tx, &account, skill.Account.Open) },
				func() error { return born(t, tx, &other, skill.Account.Open) },
				func() error { return store.Add(ctx, tx, &in) },
				func() error { return store.Add(ctx, tx, &code) },
				func() error { return born(t, tx, &dispute, skill.Dispute.Raise) },
				func() error { return store.Add(ctx, tx, &apart) },
				func() error { return store.Add(ctx, tx, &token) },
			} {
				if err := do(); err != nil {
					return err
				}
			}
			return nil
		})
		back(t, account, account.ID, r.Account)
		back(t, in, in.ID, r.SignIn)
		back(t, code, code.ID, r.JoinCode)
		back(t, dispute, dispute.ID, r.Dispute)
		back(t, apart, apart.ID, r.Distinction)
		back(t, token, token.ID, r.OrgToken)
		diff(t, "", faults(t, s))
		for _, c := range []skill.Contact{{Channel: skill.BySMS, Address: account.Phone}, {Channel: skill.ByMail, Address: account.Mail}} {
			found, err := store.One(ctx, r, store.Accounts{Contact: c})
			if err != nil || found.ID != account.ID {
				t.Errorf("by %s: %v, %v", c.Channel, found.ID, err)
			}
		}
	})
}

// What opens an account and what reaches its owner lies sealed.
// Source: GB/T 22239-2019, 8.1.4.8 (confidentiality of authentication data at rest).
func TestNothingOfAnAccountLiesInClear(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		a := wholeAccount(testdb.File(t, s))
		in := skill.SignIn{ID: "in", Account: a.ID, Network: skill.Keep("203.0.113.0/24")}
		var c skill.ChallengeID
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
			if err := born(t, tx, &a, skill.Account.Open); err != nil {
				return err
			}
			if err := store.Add(ctx, tx, &in); err != nil {
				return err
			}
			c, err = tx.Challenge(ctx, skill.Challenge{ID: "c", Purpose: skill.ToSignIn, To: a.Contact(skill.BySMS), Hash: []byte("keyed"), Expires: tx.Now})
			return err
		})
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			kept, err := tx.Challenged(ctx, c)
			if kept.To.Address != a.Phone || !bytes.Equal(kept.Hash, []byte("keyed")) {
				t.Errorf("a code came back as %v", kept)
			}
			return err
		})
		for _, table := range tableNames(t, s, db) {
			for _, row := range dump(t, db, table) {
				for column, value := range row {
					for _, secret := range []string{"19900000001", "yangli@", "argon2id", "JBSWY3DP", "KRSXG5CT", "203.0.113"} {
						if strings.Contains(value, secret) {
							t.Errorf("%s.%s holds %s in clear", table, column, secret)
						}
					}
				}
			}
		}
	})
}

// One person has one open account, one telephone one account; a login name is
// nobody else's even when its account was closed.
func TestAccountsAreOneOfAKind(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		first := wholeAccount(b)
		open := func(change func(*skill.Account)) error {
			a := skill.Account{ID: "second", Login: "second-0001", Lang: "zh"}
			change(&a)
			return s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error { return born(t, tx, &a, skill.Account.Open) })
		}
		testdb.Update(t, s, func(_ context.Context, tx *store.Tx) error { return born(t, tx, &first, skill.Account.Open) })
		for _, clash := range []func(*skill.Account){
			func(a *skill.Account) { a.Login = first.Login },
			func(a *skill.Account) { a.Phone = first.Phone },
			func(a *skill.Account) { a.Mail = first.Mail },
			func(a *skill.Account) { a.Person = first.Person },
		} {
			wantReason(t, open(clash), "account.exists")
		}
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			gone := first.Emptied()
			m, err := gone.Close("")
			if err != nil {
				return err
			}
			_, err = store.MoveOne(ctx, tx, gone, m)
			return err
		})
		wantReason(t, open(func(a *skill.Account) { a.Login = first.Login }), "account.exists")
		wantReason(t, open(func(a *skill.Account) { a.Phone, a.Mail, a.Person = first.Phone, first.Mail, first.Person }), "")
	})
}

// An owner sees their account and its sign-ins; nobody else does, and an
// attempt with a name that nobody has is nobody's.
func TestAccountsAreTheirOwners(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		a := wholeAccount(b)
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := born(t, tx, &a, skill.Account.Open); err != nil {
				return err
			}
			return store.Add(ctx, tx, &skill.SignIn{ID: "in", Account: a.ID}, &skill.SignIn{ID: "nobody", Refused: "sign_in.wrong"})
		})
		for _, c := range []struct {
			name              string
			viewer            skill.Actor
			accounts, signIns int
		}{
			{"the owner", skill.Actor{Account: a.ID}, 1, 1},
			{"another account", skill.Actor{Account: "other"}, 0, 0},
			{"no account", skill.Actor{Person: a.Person}, 0, 0},
			{"the centre", b.Actor(4), 0, 0},
		} {
			v := s.As(c.viewer)
			same(t, c.name+": accounts", c.accounts, count(t, v, store.Accounts{}), nil)
			same(t, c.name+": sign-ins", c.signIns, count(t, v, store.SignIns{}), nil)
		}
	})
}

// Devices are remembered for each account apart, the newest few, and a device
// that gets another secret is the same device to all who know it.
func TestDevicesAreKnown(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		meet := func(account skill.AccountID, device string) {
			clock.Step(time.Second)
			testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.Meet(ctx, account, device, 2) })
		}
		knows := func(want bool, account skill.AccountID, device string) {
			t.Helper()
			got, err := s.Knows(t.Context(), account, device, clock.Now().Add(-time.Minute))
			if err != nil || got != want {
				t.Errorf("%s from %s: %v, %v", account, device, got, err)
			}
		}
		meet("a", "1")
		meet("b", "1")
		knows(true, "a", "1")
		knows(false, "a", "2")
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.Rename(ctx, "1", "9") })
		knows(false, "a", "1")
		knows(true, "a", "9")
		knows(true, "b", "9")
		meet("a", "2")
		meet("a", "3")
		knows(false, "a", "9")
		knows(true, "a", "3")
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.Unknow(ctx, "a") })
		knows(false, "a", "3")
		knows(true, "b", "9")
		clock.Step(time.Hour)
		knows(false, "b", "9")
	})
}

// What is short-lived goes: expired codes, and when somebody was last seen.
func TestForgetAccounts(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s, ctx := open(), t.Context()
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			for id, expires := range map[skill.ChallengeID]time.Time{"old": tx.Now, "young": tx.Now.Add(2 * time.Hour)} {
				if _, err := tx.Challenge(ctx, skill.Challenge{ID: id, Account: "a", Expires: expires}); err != nil {
					return err
				}
			}
			return nil
		})
		wantReason(t, s.See(ctx, "early"), "")
		clock.Step(2 * time.Hour)
		wantReason(t, s.See(ctx, "late"), "")
		wantReason(t, s.Forget(ctx, clock.Now().Add(-time.Hour), clock.Now().Add(-time.Hour)), "")
		for id, want := range map[skill.ChallengeID]skill.AccountID{"old": "", "young": "a"} {
			if got, err := s.ChallengeOf(ctx, id); got != want || err != nil {
				t.Errorf("%s: %q, %v", id, got, err)
			}
		}
		for id, want := range map[skill.SignInID]bool{"early": false, "late": true} {
			if at, err := s.LastSeen(ctx, id); at.IsZero() == want || err != nil {
				t.Errorf("%s: %v, %v", id, at, err)
			}
		}
	})
}
