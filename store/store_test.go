package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Private texts and numbers hide from every printer, so differences are found
// by comparing them and shown masked.
var revealing = cmp.Options{
	cmp.Comparer(func(a, b skill.Private) bool { return a.Reveal() == b.Reveal() }),
	cmp.Comparer(func(a, b skill.IDNumber) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b skill.Level) bool { return a == b }),
	cmp.Comparer(func(a, b day.Date) bool { return a == b }),
}

func diff(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got, revealing); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return skill.ReasonOf(err)
}

func wantReason(t *testing.T, err error, want string) {
	t.Helper()
	if got := reason(err); got != want {
		t.Errorf("reason %q (%v), want %q", got, err, want)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		apps := b.Enter(t, s, 1, 3)
		certs := b.Prepare(t, s, apps)
		ctx, r := t.Context(), s.Unscoped()

		body, err := r.Body(ctx, b.Body.ID)
		wantReason(t, err, "")
		diff(t, b.Body, body)
		plan, err := r.Plan(ctx, b.Plan.ID)
		wantReason(t, err, "")
		diff(t, b.Plan, plan)
		app, err := r.Application(ctx, apps[1].ID)
		wantReason(t, err, "")
		diff(t, apps[1], app)
		cert, err := r.Certificate(ctx, certs[2].ID)
		wantReason(t, err, "")
		diff(t, certs[2], cert)
		p, err := r.PersonByDocument(ctx, testdb.Born(2).Document)
		wantReason(t, err, "")
		want := testdb.Born(2)
		want.ID, want.Version = apps[1].Person, 1
		diff(t, want, p)
		all, err := store.List(ctx, r, store.Applications{Plan: b.Plan.ID}, store.Page{Limit: 2})
		wantReason(t, err, "")
		diff(t, apps[:2], all)
		all, err = store.List(ctx, r, store.Applications{Plan: b.Plan.ID}, store.Page{After: string(apps[1].ID)})
		wantReason(t, err, "")
		diff(t, apps[2:], all)
		n, err := store.Count(ctx, r, store.Certificates{Documents: []skill.Document{testdb.Born(1).Document}})
		if err != nil || n != 1 {
			t.Errorf("certificates of a document: %d, %v", n, err)
		}
		st, err := r.Standing(ctx, b.Body.ID)
		wantReason(t, err, "")
		diff(t, skill.Standing{Body: b.Body, Scopes: []skill.Scope{b.Scope}}, st)
	})
}

func TestMoveThatLost(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		apps := b.Enter(t, s, 1, 3)
		stale := apps[1]
		withdraw := func(a skill.Application) (m skill.Move) {
			m, err := a.Withdraw("r")
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			_, err := store.MoveOne(ctx, tx, apps[1], withdraw(apps[1]))
			return err
		})
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			rows := []store.Moved[skill.Application]{{Row: apps[0], Move: withdraw(apps[0])}, {Row: stale, Move: withdraw(stale)}, {Row: apps[2], Move: withdraw(apps[2])}}
			lost, err := store.Move(ctx, tx, rows)
			diff(t, []string{string(stale.ID)}, lost)
			diff(t, stale, rows[1].Row)
			if rows[0].Row.Status != skill.ApplicationWithdrawn || rows[0].Row.Version != 3 {
				t.Errorf("won row is %s, version %d", rows[0].Row.Status, rows[0].Row.Version)
			}
			return err
		})
		err := s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error {
			_, err := store.MoveOne(t.Context(), tx, stale, withdraw(stale))
			return err
		})
		wantReason(t, err, "row.changed")
		err = s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error {
			stale.Ground = "x"
			return store.Change(t.Context(), tx, "note", &stale)
		})
		wantReason(t, err, "row.changed")
	})
}

func TestRepeatedRequest(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		by := store.By{Actor: skill.Program("/"), Key: "k1", KeyHash: "h1"}
		runs := 0
		do := func(by store.By) error {
			return s.Update(t.Context(), by, func(tx *store.Tx) error { runs++; tx.Outcome([]byte("made 1")); return nil })
		}
		wantReason(t, do(by), "")
		err := do(by)
		again, ok := errors.AsType[*store.Repeated](err)
		if !ok || string(again.Outcome) != "made 1" || runs != 1 {
			t.Errorf("second time: %v, %d runs", err, runs)
		}
		by.KeyHash = "h2"
		wantReason(t, do(by), "key.reused")
	})
}
