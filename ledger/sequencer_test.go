package ledger_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"assay/attest"
	"assay/internal/testdb"
	"assay/ledger"
	"assay/skill"
	"assay/store"
)

// logLeaves logs n events about numbers from one on.
func logLeaves(t testing.TB, s *store.Store, from, n int) {
	t.Helper()
	testdb.Update(t, s, func(_ context.Context, tx *store.Tx) error {
		for i := range n {
			tx.Log(attest.Event{Kind: attest.Issued, Subject: fmt.Sprintf("S%021d", from+i), At: tx.Now.UnixMicro()})
		}
		return nil
	})
}

func step(t testing.TB, q *ledger.Sequencer) int {
	t.Helper()
	n, err := q.Step(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Whatever the batches, the tree is the one that tlog makes of the records, and
// every leaf and every older size can be proved by the newest checkpoint.
func TestTheTreeIsTheOneOfTlog(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		q := sequencer(t, s, "here")
		public := ledger.Log{Store: s, Keys: s.Keys().Public()}
		step(t, q) // the checkpoint of the empty tree
		size := 0
		var heads []attest.Checkpoint
		for _, n := range []int{0, 1, 1, 253, 1, 1, 300, 700} {
			if n > 0 {
				logLeaves(t, s, size, n)
			}
			step(t, q)
			size += n
			heads = append(heads, head(t, public, size))
		}
		all, err := s.Records(t.Context(), store.CertificateLog, 0, size)
		if err != nil || len(all) != size {
			t.Fatalf("%d records: %v", len(all), err)
		}
		newest := heads[len(heads)-1]
		if root := plainRoot(t, all); root != newest.Root {
			t.Errorf("root %v, tlog says %v", newest.Root, root)
		}
		for _, older := range heads {
			p, err := public.Consistency(t.Context(), older.Size)
			if err == nil {
				err = attest.CheckExtension(p.Hashes, newest, older)
			}
			if err != nil {
				t.Errorf("extension of %d: %v", older.Size, err)
			}
		}
		for _, i := range []int64{0, 1, 254, 255, 256, 556, int64(size) - 1} {
			p, err := public.Inclusion(t.Context(), store.Leaf{Pos: i})
			if err == nil {
				err = attest.CheckRecord(p.Hashes, newest, i, attest.RecordHash(all[i].Bytes))
			}
			if err != nil {
				t.Errorf("leaf %d: %v", i, err)
			}
		}
		for want, err := range map[string]error{
			"log.pending": second(public.Inclusion(t.Context(), store.Leaf{Pos: -1})), "log.size": second(public.Consistency(t.Context(), newest.Size+1)),
		} {
			if skill.ReasonOf(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func head(t testing.TB, public ledger.Log, size int) attest.Checkpoint {
	t.Helper()
	r, err := public.Get(t.Context(), "checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	c, err := attest.OpenCheckpoint(r.Bytes, "registry.example.org/log/certificates", public.Keys)
	if err != nil || c.Size != int64(size) || r.Immutable || !r.Text {
		t.Fatalf("%+v %v, want size %d", c, err, size)
	}
	return c
}

// plainRoot is the root by tlog's own functions, without tiles.
func plainRoot(t testing.TB, records []store.Record) tlog.Hash {
	t.Helper()
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, n := range at {
			out[i] = stored[n]
		}
		return out, nil
	})
	for i, r := range records {
		more, err := tlog.StoredHashes(int64(i), r.Bytes, read)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(int64(len(records)), read)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// Source: C2SP tlog-tiles: what a follower fetches.
func TestTilesAndBundlesAreServed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		q := sequencer(t, s, "here")
		public := ledger.Log{Store: s, Keys: s.Keys().Public()}
		logLeaves(t, s, 0, 300)
		step(t, q)
		all, err := s.Records(t.Context(), store.CertificateLog, 0, 300)
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]int{
			"tile/0/000": 256, "tile/0/000.p/7": 7, "tile/0/001.p/44": 44, "tile/0/001.p/3": 3, "tile/1/000.p/1": 1,
		} {
			r, err := public.Get(t.Context(), path)
			if err != nil || len(r.Bytes) != 32*want || !r.Immutable || r.Text {
				t.Errorf("%s: %d bytes, %v", path, len(r.Bytes), err)
			}
			if h := attest.RecordHash(all[0].Bytes); path == "tile/0/000" && string(r.Bytes[:32]) != string(h[:]) {
				t.Error("tile 0 does not begin with leaf 0")
			}
		}
		for path, want := range map[string][]store.Record{"tile/entries/000": all[:256], "tile/entries/001.p/44": all[256:], "tile/entries/001.p/2": all[256:258]} {
			r, err := public.Get(t.Context(), path)
			if d := cmp.Diff(texts(want), bundle(t, r.Bytes)); err != nil || d != "" {
				t.Error(path, err, d)
			}
		}
		for _, path := range []string{
			"", "x", "tile", "tile/0/001", "tile/0/001.p/45", "tile/0/000.p/256", "tile/0/0", "tile/2/000.p/1", "tile/data/000", "tile/entries/001",
			"tile/entries/001.p/45", "tile/0/000.p/0", "tile/-1/000", "tile/8/0/000", "tile/64/000", "tile/0/x001/000", "tile/entries/../0/000", "tile/entries/entries/000",
		} {
			if _, err := public.Get(t.Context(), path); skill.ReasonOf(err) != "log.not_found" {
				t.Errorf("%q: %v", path, err)
			}
		}
	})
}

func texts(records []store.Record) (out []string) {
	for _, r := range records {
		out = append(out, string(r.Bytes))
	}
	return out
}

func bundle(t testing.TB, b []byte) (out []string) {
	t.Helper()
	for len(b) >= 2 {
		n := int(binary.BigEndian.Uint16(b))
		if len(b) < 2+n {
			t.Fatal("a bundle is cut off")
		}
		out, b = append(out, string(b[2:2+n])), b[2+n:]
	}
	return out
}

// One head of the log audit an hour, and only when audit has grown; the leaf
// says its size and root.
func TestTheHeadOfAuditIsPublishedEveryHour(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		q := sequencer(t, s, "here")
		heads := func(want int) {
			t.Helper()
			step(t, q)
			got, err := s.AuditHeads(t.Context())
			if err != nil || len(got) != want {
				t.Errorf("%d heads, want %d: %v", len(got), want, err)
			}
		}
		heads(0)
		b := testdb.File(t, s)
		heads(1)
		b.Enter(t, s, 1, 3)
		clock.Step(59 * time.Minute)
		heads(1)
		clock.Step(time.Minute)
		heads(2)
		clock.Step(2 * time.Hour)
		heads(2)
		b.Enter(t, s, 10, 1)
		q = sequencer(t, s, "here") // it remembers nothing
		heads(3)
	})
}

// Only who holds the lease sequences; who comes after it goes on where it was.
func TestOneSequencerWorksAtATime(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s, other := open(), open()
		one, two := sequencer(t, s, "one"), sequencer(t, other, "two")
		logLeaves(t, s, 0, 300)
		step(t, one)
		logLeaves(t, s, 300, 10)
		if _, err := two.Step(t.Context()); skill.ReasonOf(err) != "lease.held" {
			t.Error(err)
		}
		clock.Step(time.Minute)
		if n := step(t, two); n != 10 {
			t.Errorf("%d placed", n)
		}
		logLeaves(t, s, 310, 10)
		if _, err := one.Step(t.Context()); skill.ReasonOf(err) != "lease.held" {
			t.Error(err)
		}
		clock.Step(time.Minute)
		if n := step(t, one); n != 10 {
			t.Errorf("%d placed", n)
		}
		head(t, ledger.Log{Store: s, Keys: s.Keys().Public()}, 320)
	})
}

// A sequencer does not build on a log that contradicts itself.
func TestABrokenLogIsNotBuiltOn(t *testing.T) {
	testdb.EachRaw(t, func(t *testing.T, address string, do func(string)) {
		clock := testdb.NewClock()
		c := enact(t, testdb.Open(t, address, clock), clock)
		restore := c.keep(do)
		for statement, want := range map[string]string{
			"DELETE FROM checkpoint WHERE log = 'certificates'":                                                                               "ledger.broken.no_checkpoint",
			"DELETE FROM span WHERE log = 'certificates'":                                                                                     "ledger.broken.checkpoint_ahead",
			"UPDATE span SET entries = entries + 1 WHERE log = 'audit'":                                                                       "ledger.broken.checkpoint_behind",
			"DELETE FROM tile WHERE log = 'audit'":                                                                                            "ledger.broken.tile",
			"UPDATE tile SET hashes = (SELECT statement FROM leaf WHERE kind = 'revocation') WHERE log = 'audit'":                             "ledger.broken.tile",
			"UPDATE tile SET hashes = (SELECT substr(hashes, 1, 320) FROM tile WHERE log = 'audit' AND level = 0) WHERE log = 'certificates'": "ledger.broken.root",
			"UPDATE checkpoint SET signed = (SELECT signed FROM checkpoint WHERE log = 'audit' LIMIT 1) WHERE log = 'certificates'":           "ledger.broken.signature",
		} {
			do(statement)
			_, err := sequencer(t, c.s, "here").Step(t.Context())
			if skill.ReasonOf(err) != want || !ledger.Broken(err) {
				t.Errorf("%s: %v", statement, err)
			}
			restore()
		}
		if n := step(t, sequencer(t, c.s, "here")); n != 0 {
			t.Errorf("%d placed", n)
		}
	})
}

// Run works at every tick and every Wake, and ends when it is told to, giving
// the lease back.
func TestRunEndsCleanly(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, stop := context.WithCancel(t.Context())
		q, ticks, done := sequencer(t, s, "one"), make(chan time.Time), make(chan error)
		go func() { done <- q.Run(ctx, ticks) }()
		logLeaves(t, s, 0, 3)
		ticks <- time.Time{} // taken when the first step is over
		ticks <- time.Time{} // and when the second is
		public := ledger.Log{Store: s, Keys: s.Keys().Public()}
		head(t, public, 3)
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		logLeaves(t, s, 3, 1)
		q.Wake()
		q.Wake() // never blocks
		if n := step(t, sequencer(t, s, "two")); n != 1 {
			t.Errorf("%d placed", n)
		}
	})
}

// Leaves that are committed by many at once are all sequenced, once.
func TestNoLeafIsLost(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		const writers, each = 4, 30
		q := sequencer(t, s, "here")
		var wait sync.WaitGroup
		over := make(chan struct{})
		for w := range writers {
			wait.Go(func() {
				for i := range each {
					logLeaves(t, s, w*each+i, 1)
				}
			})
		}
		go func() { wait.Wait(); close(over) }()
		for writing := true; writing; {
			select {
			case <-over:
				writing = false
			default:
			}
			step(t, q)
		}
		head(t, ledger.Log{Store: s, Keys: s.Keys().Public()}, writers*each)
		got, err := s.Records(t.Context(), store.CertificateLog, 0, writers*each+1)
		if err != nil || len(got) != writers*each {
			t.Errorf("%d records, %v", len(got), err)
		}
	})
}

// A step that was broken off has done nothing, and the next one does it.
func TestACancelledStepIsDoneAgain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		q := sequencer(t, s, "here")
		logLeaves(t, s, 0, 5)
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := q.Step(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if n := step(t, q); n != 5 {
			t.Errorf("%d placed", n)
		}
	})
}
