package store_test

import (
	"context"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// Links and passkeys come back as they were written; a revoked one is found no
// more, and lets what it was for be linked again.
func TestWaysIn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		account, ctx, now, r := wholeAccount(testdb.File(t, s)), t.Context(), s.Now(), s.Unscoped()
		link := skill.Link{ID: "link", Account: account.ID, Issuer: "https://id.example.org", Hash: "hash", Made: now}
		key := skill.Passkey{
			ID: "key", Account: account.ID, Credential: "AAECAw", Record: skill.Keep(`{"id":"AAECAw=="}`), Label: "Firefox, Linux", Made: now, Used: now.Add(time.Minute),
		}
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := born(t, tx, &account, skill.Account.Open); err != nil {
				return err
			}
			if err := store.Add(ctx, tx, &link); err != nil {
				return err
			}
			return store.Add(ctx, tx, &key)
		})
		again := skill.Link{ID: "again", Account: account.ID, Issuer: "https://other.example.org", Hash: "hash", Made: now}
		add := func(ctx context.Context, tx *store.Tx) error { return store.Add(ctx, tx, &again) }
		if err := s.Update(ctx, testdb.System(), func(tx *store.Tx) error { return add(ctx, tx) }); skill.ReasonOf(err) != "provider_link.exists" {
			t.Errorf("one subject is linked twice: %v", err)
		}
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			link.Revoked, key.Revoked = true, true
			if err := store.Change(ctx, tx, "revoke", &link); err != nil {
				return err
			}
			return store.Change(ctx, tx, "revoke", &key)
		})
		back(t, link, link.ID, r.Link)
		back(t, key, key.ID, r.Passkey)
		diff(t, "", faults(t, s))
		for _, err := range []error{
			found(store.One(ctx, r, store.Links{Hash: "hash"})), found(store.One(ctx, r, store.Passkeys{Credential: "AAECAw"})),
		} {
			if skill.CodeOf(err) != skill.NotFound {
				t.Errorf("a revoked one is found: %v", err)
			}
		}
		testdb.Update(t, s, add)
	})
}

func found[T any](_ T, err error) error { return err }

// What a device was asked is answered once, and in time.
func TestCeremonies(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s, ctx := open(), t.Context()
		begin := func(id skill.CeremonyID) {
			testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
				return tx.BeginCeremony(ctx, skill.Ceremony{ID: id, Account: "account", State: []byte("state"), Expires: tx.Now.Add(time.Minute)})
			})
		}
		end := func(id skill.CeremonyID) (c skill.Ceremony, reason string) {
			err := s.Update(ctx, testdb.System(), func(tx *store.Tx) (err error) {
				c, err = tx.EndCeremony(ctx, id)
				return err
			})
			if err != nil {
				reason = skill.ReasonOf(err)
			}
			return c, reason
		}
		begin("one")
		if c, reason := end("one"); reason != "" || c.Account != "account" || string(c.State) != "state" {
			t.Errorf("%+v %s", c, reason)
		}
		begin("late")
		clock.Step(time.Minute)
		for _, id := range []skill.CeremonyID{"one", "late", "none", "\x00"} {
			if _, reason := end(id); reason != "ceremony.not_found" {
				t.Errorf("%q: %q", id, reason)
			}
		}
		begin("forgotten")
		clock.Step(time.Hour)
		if err := s.Forget(ctx, clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		clock.Step(-time.Hour)
		if _, reason := end("forgotten"); reason != "ceremony.not_found" {
			t.Errorf("it was not forgotten: %q", reason)
		}
	})
}
