package store_test

import (
	"bytes"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"assay/attest"
	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// place gives everything that is pending its position, a few at a time.
func place(t *testing.T, s *store.Store, log store.Log, size int) (records []store.Record) {
	t.Helper()
	for {
		some, err := s.Pending(t.Context(), log, size)
		if err != nil {
			t.Fatal(err)
		}
		if len(some) == 0 {
			return records
		}
		err = s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error {
			first, err := tx.Place(t.Context(), log, some)
			if err == nil && int(first) < len(records) {
				err = fmt.Errorf("placed at %d after %d", first, len(records))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, some...)
	}
}

// While writers write, the sequencer places: in the end every entry has one
// position, in the order of its seq, and is read back from there.
func TestEveryEntryGetsOnePosition(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		const writers, each = 4, 15
		var done atomic.Int32
		var placed []store.Record
		together(writers+1, func(i int) {
			if i == writers {
				for done.Load() < writers {
					placed = append(placed, place(t, s, store.CertificateLog, 5)...)
				}
				return
			}
			defer done.Add(1)
			for n := range each {
				err := s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error {
					subject := fmt.Sprintf("%d-%d", i, n)
					tx.Log(attest.Event{Subject: subject, Kind: attest.Issued}, attest.Event{Subject: subject, Kind: attest.Revocation})
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
		placed = append(placed, place(t, s, store.CertificateLog, 5)...)
		if !slices.IsSortedFunc(placed, func(a, b store.Record) int { return int(a.Seq - b.Seq) }) {
			t.Error("placed out of order")
		}
		size, err := s.LogSize(t.Context(), store.CertificateLog)
		same(t, "size", 2*writers*each, int(size), err)
		for _, from := range []int64{0, 7, size - 3} {
			got, err := s.Records(t.Context(), store.CertificateLog, from, 11)
			wantReason(t, err, "")
			diff(t, placed[from:min(from+11, size)], got)
		}
		leaves, err := s.Leaves(t.Context(), "2-7")
		if err != nil || len(leaves) != 2 || leaves[0].Kind != attest.Issued || leaves[1].Pos <= leaves[0].Pos {
			t.Fatalf("%v, %v", leaves, err)
		}
		for _, l := range leaves {
			if !bytes.Equal(l.Record, placed[l.Pos].Bytes) || !bytes.Equal(l.AppendLeaf(nil), l.Record) {
				t.Errorf("leaf %d is not the record at its position", l.Pos)
			}
		}
	})
}

// The audit entries are the records of the log audit.
func TestAuditIsALog(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		records := place(t, s, store.AuditLog, 4)
		_, entries, err := s.CheckRows(t.Context(), func(f store.Fault) error { return fmt.Errorf("%v", f) })
		same(t, "records", entries, len(records), err)
		trail, err := s.Trail(t.Context(), "plan", string(b.Plan.ID))
		if err != nil || len(trail) != 1 || trail[0].Verb != "file" || trail[0].Actor != "program" {
			t.Fatalf("%v, %v", trail, err)
		}
		pos, err := s.Position(t.Context(), store.AuditLog, trail[0].Seq)
		wantReason(t, err, "")
		if !bytes.Equal(records[pos].Bytes, trail[0].AppendLeaf(nil)) {
			t.Error("the entry is not the record at its position")
		}
	})
}

// Of two sequencers that read the same pending entries one places them.
func TestTwoSequencers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		testdb.File(t, s)
		pending, err := s.Pending(t.Context(), store.AuditLog, 3)
		wantReason(t, err, "")
		do := func() string {
			return reason(s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error {
				_, err := tx.Place(t.Context(), store.AuditLog, pending)
				return err
			}))
		}
		diff(t, "", do())
		diff(t, "log.moved", do())
	})
}

func TestTreePartsAreKept(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		_, err := s.Unscoped().Tile(ctx, store.AuditLog, 0, 0)
		wantReason(t, err, "tile.not_found")
		_, err = s.Unscoped().Checkpoint(ctx, store.AuditLog)
		wantReason(t, err, "checkpoint.not_found")
		for size := range int64(3) {
			err := s.Update(ctx, testdb.System(), func(tx *store.Tx) error {
				if err := tx.SaveTile(ctx, store.AuditLog, 0, 0, bytes.Repeat([]byte{1}, int(size)+1)); err != nil {
					return err
				}
				return tx.SaveCheckpoint(ctx, store.AuditLog, store.StoredCheckpoint{Size: size, At: size, Signed: []byte{byte(size)}})
			})
			wantReason(t, err, "")
		}
		hashes, err := s.Unscoped().Tile(ctx, store.AuditLog, 0, 0)
		same(t, "tile", 3, len(hashes), err)
		c, err := s.Unscoped().Checkpoint(ctx, store.AuditLog)
		wantReason(t, err, "")
		diff(t, store.StoredCheckpoint{Size: 2, At: 2, Signed: []byte{2}}, c)
	})
}

func TestALeaseIsFenced(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s, other := open(), open()
		ctx := t.Context()
		first, err := s.Acquire(ctx, "sequencer", "a", time.Minute)
		wantReason(t, err, "")
		_, err = other.Acquire(ctx, "sequencer", "b", time.Minute)
		wantReason(t, err, "lease.held")
		clock.Step(30 * time.Second)
		renewed, err := s.Acquire(ctx, "sequencer", "a", time.Minute)
		if err != nil || renewed.Fence != first.Fence || !renewed.Until.After(first.Until) {
			t.Errorf("%v, %v", renewed, err)
		}
		hold := func(l store.Lease) string {
			return reason(s.Update(ctx, testdb.System(), func(tx *store.Tx) error { return tx.Hold(ctx, l) }))
		}
		diff(t, "", hold(renewed))
		clock.Step(time.Minute)
		diff(t, "lease.lost", hold(renewed))
		second, err := other.Acquire(ctx, "sequencer", "b", time.Minute)
		if err != nil || second.Fence <= first.Fence {
			t.Errorf("%v, %v", second, err)
		}
		diff(t, "lease.lost", hold(renewed))
		diff(t, "", hold(second))
		wantReason(t, other.Release(ctx, second), "")
		_, err = s.Acquire(ctx, "sequencer", "a", time.Minute)
		wantReason(t, err, "")
	})
}

func TestJobs(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s, ctx := open(), t.Context()
		var id string
		add := func(unique string) string {
			update(t, s, func(tx *store.Tx) (err error) {
				id, err = tx.Enqueue(ctx, store.Job{Kind: "import", Unique: unique, Args: []byte("x"), Path: "/44/"})
				return err
			})
			return id
		}
		one := add("u")
		if again := add("u"); again != one {
			t.Errorf("%s and %s are open under one key", one, again)
		}
		add("")
		_, ok, err := s.ClaimJob(ctx, time.Minute, "issue")
		if ok || err != nil {
			t.Errorf("a job of another kind: %v, %v", ok, err)
		}
		claimed := make([]store.Job, 4)
		var got atomic.Int32
		together(4, func(i int) {
			j, ok, err := s.ClaimJob(ctx, time.Minute, "import", "issue")
			if err != nil {
				t.Error(err)
			}
			if ok {
				claimed[got.Add(1)-1] = j
			}
		})
		if got.Load() != 2 || claimed[0].ID == claimed[1].ID {
			t.Fatalf("%d claimed: %v", got.Load(), claimed)
		}
		j := claimed[0]
		if j.ID != one {
			j = claimed[1]
		}
		j.Done, j.Total = 1000, 5000
		update(t, s, func(tx *store.Tx) error { return tx.Advance(ctx, &j, time.Minute) })
		clock.Step(2 * time.Minute) // the worker died; another takes up where it was
		next, ok, err := s.ClaimJob(ctx, time.Minute, "import")
		if !ok || err != nil || next.Attempt != 2 {
			t.Fatalf("%v %v %v", next, ok, err)
		}
		stale := claimed[0]
		if stale.ID != next.ID {
			stale = claimed[1]
		}
		wantReason(t, s.Update(ctx, testdb.System(), func(tx *store.Tx) error { return tx.Advance(ctx, &stale, time.Minute) }), "job.lost")
		update(t, s, func(tx *store.Tx) error { return tx.Fail(ctx, &next, "store.busy", time.Hour) })
		waiting, err := s.As(skill.Program("/44/")).Job(ctx, next.ID)
		if err != nil || waiting.State != store.JobWaiting || waiting.Fault != "store.busy" {
			t.Errorf("%v, %v", waiting, err)
		}
		_, err = s.As(skill.Program("/45/")).Job(ctx, next.ID)
		wantReason(t, err, "job.not_found")
		last, ok, err := s.ClaimJob(ctx, time.Minute, "import")
		if !ok || err != nil || last.ID == next.ID {
			t.Fatalf("%v %v %v", last, ok, err)
		}
		update(t, s, func(tx *store.Tx) error { return tx.Finish(ctx, &last) })
		if _, ok, _ := s.ClaimJob(ctx, time.Minute, "import"); ok {
			t.Error("a job was claimed before its time")
		}
	})
}

func update(t *testing.T, s *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), testdb.System(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestPublicQueriesAreCounted(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s, ctx := open(), t.Context()
		a, b := []byte("keyed a"), []byte("keyed b")
		today := clock.Now()
		on := day.Of(today)
		together(5, func(int) { wantReason(t, s.Failed(ctx, on, a), "") })
		wantReason(t, s.Failed(ctx, on, a, b), "")
		n, err := s.Failures(ctx, on, b, a)
		same(t, "failures", 6, int(n), err)
		n, err = s.Failures(ctx, on.AddDays(1), a)
		same(t, "failures of another day", 0, int(n), err)
		asked := []store.Asked{{At: today, Form: "number", Subject: a, Network: b, Outcome: "match", Reference: "r1"}, {At: today, Form: "number"}}
		wantReason(t, s.Remember(ctx, asked), "")
		wantReason(t, s.Forget(ctx, today.AddDate(0, 0, 1), today.AddDate(0, 0, 1)), "")
		n, err = s.Failures(ctx, on, a)
		same(t, "failures forgotten", 0, int(n), err)
	})
}
