package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"assay/attest"
	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// together runs n goroutines and waits for them.
func together(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

// Two officers look at the same application; both decide on what they saw.
func TestTwoOfficersDecide(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		a := b.Enter(t, s, 1, 1)[0]
		var won, lost atomic.Int32
		together(8, func(i int) {
			err := s.Update(t.Context(), store.By{Actor: b.Actor(i % 2)}, func(tx *store.Tx) error {
				m, err := a.Withdraw("r")
				if err != nil {
					return err
				}
				_, err = store.MoveOne(t.Context(), tx, a, m)
				return err
			})
			switch reason(err) {
			case "":
				won.Add(1)
			case "row.changed":
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
		if won.Load() != 1 || lost.Load() != 7 {
			t.Errorf("%d won and %d lost", won.Load(), lost.Load())
		}
		diff(t, "", faults(t, s))
	})
}

// Whoever reads under Locked decides on what is true until the commit: of two
// that would each take the last free place, one sees that it is gone.
func TestLockedReadsDoNotGoStale(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		var filled atomic.Int32
		together(6, func(int) {
			err := s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error {
				p, err := tx.Locked().Plan(t.Context(), b.Plan.ID)
				if err != nil {
					return err
				}
				p.Title += "+"
				return store.Change(t.Context(), tx, "retitle", &p)
			})
			if err != nil {
				t.Error(err)
			}
			filled.Add(1)
		})
		p, err := s.Unscoped().Plan(t.Context(), b.Plan.ID)
		if err != nil || p.Title != "样例批次++++++" || p.Version != 7 {
			t.Errorf("%q, version %d, %v", p.Title, p.Version, err)
		}
	})
}

// Four workers number certificates of one series: every number once, none left
// out.
func TestWorkersNumberOneSeries(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		certs := b.Prepare(t, s, b.Enter(t, s, 1, 60))
		issueAll(t, s, b, certs, 4, 7)
		all, err := store.List(t.Context(), s.Unscoped(), store.Certificates{Status: []skill.CertificateStatus{skill.CertificateIssued}}, store.Everything)
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for i, c := range all {
			got = append(got, c.Number)
			want = append(want, fmt.Sprintf("%s264%06d", b.Site.Prefix(b.Body), i+1))
		}
		slices.Sort(got)
		diff(t, want, got)
		next, err := s.AllSeries(t.Context())
		wantReason(t, err, "")
		if n := next[store.Series{Prefix: b.Site.Prefix(b.Body), Year: 26, Level: skill.Level4}]; n != 61 {
			t.Errorf("next is %d", n)
		}
		diff(t, "", faults(t, s))
	})
}

func TestOneKeyCarriesOutOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		by := store.By{Actor: skill.Program("/"), Key: "k", KeyHash: "h"}
		var made, repeated atomic.Int32
		together(8, func(i int) {
			err := s.Update(t.Context(), by, func(tx *store.Tx) error {
				p := testdb.Born(1)
				p.ID = skill.PersonID(tx.NewID())
				tx.Outcome([]byte(p.ID))
				return store.Add(t.Context(), tx, &p)
			})
			again, ok := errors.AsType[*store.Repeated](err)
			switch {
			case err == nil:
				made.Add(1)
			case ok && len(again.Outcome) == 36:
				repeated.Add(1)
			default:
				t.Error(err)
			}
		})
		if made.Load() != 1 || repeated.Load() != 7 {
			t.Errorf("made %d times, repeated %d times", made.Load(), repeated.Load())
		}
	})
}

// What fails leaves nothing: no row, no entry, no leaf, no key.
func TestNothingHalfDone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		by := store.By{Actor: skill.Program("/"), Key: "k", KeyHash: "h"}
		failing := errors.New("the caller's own")
		err := s.Update(t.Context(), by, func(tx *store.Tx) error {
			p := testdb.Born(1)
			p.ID = skill.PersonID(tx.NewID())
			tx.Log(attest.Event{Subject: "n"})
			return errors.Join(store.Add(t.Context(), tx, &p), failing)
		})
		if !errors.Is(err, failing) {
			t.Error(err)
		}
		rows, entries, err := s.CheckRows(t.Context(), func(f store.Fault) error { return fmt.Errorf("%v", f) })
		if err != nil || rows["person"] != 0 || entries != 0 {
			t.Errorf("%d persons, %d entries, %v", rows["person"], entries, err)
		}
		wantReason(t, s.Update(t.Context(), by, func(*store.Tx) error { return nil }), "")
	})
}

func TestDuplicatesAreNamed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		apps := b.Enter(t, s, 1, 1)
		add := func(fn func(tx *store.Tx) error) string {
			return reason(s.Update(t.Context(), testdb.System(), fn))
		}
		diff(t, "person.exists", add(func(tx *store.Tx) error {
			p := testdb.Born(1)
			p.ID = skill.PersonID(tx.NewID())
			return store.Add(t.Context(), tx, &p)
		}))
		diff(t, "application.exists", add(func(tx *store.Tx) error {
			a := apps[0]
			a.ID, a.Status, a.Version = skill.ApplicationID(tx.NewID()), skill.None, 0
			m, err := a.Enter()
			if err != nil {
				return err
			}
			_, err = store.MoveOne(t.Context(), tx, a, m)
			return err
		}))
	})
}

func TestACancelledChangeIsUndone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.Update(ctx, testdb.System(), func(tx *store.Tx) error {
			cancel()
			p := testdb.Born(1)
			p.ID = skill.PersonID(tx.NewID())
			return store.Add(ctx, tx, &p)
		})
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		n, err := store.Count(t.Context(), s.Unscoped(), store.Persons{})
		if err != nil || n != 0 {
			t.Errorf("%d persons, %v", n, err)
		}
		// The connection is whole: the next change works.
		testdb.File(t, s)
	})
}
