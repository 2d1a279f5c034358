package ledger_test

import (
	"testing"
	"time"

	"assay/attest"
	"assay/internal/testdb"
	"assay/ledger"
	"assay/skill"
	"assay/store"
)

// Every entry has a proof that holds without the database, under the keys alone,
// and once an hour's head lies in the public log the proof leads there too.
func TestEveryEntryIsProved(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		c := enact(t, open(), clock)
		log := ledger.Log{Store: c.s, Keys: c.s.Keys().Public()}
		entries, err := c.s.EntriesAfter(t.Context(), 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		anchored := 0
		for i, e := range entries {
			p := entryFile(t, log, e)
			if err := p.Check(log.Keys); err != nil || p.Index != int64(i) {
				t.Errorf("entry %d at %d: %v", i, p.Index, err)
			}
			if err := p.CheckAnchor(log.Keys); err == nil {
				anchored++
			} else if skill.ReasonOf(err) != "attest.anchor.none" {
				t.Errorf("entry %d: %v", i, err)
			}
		}
		if anchored == 0 {
			t.Error("no entry is anchored in the public log")
		}
		clock.Step(time.Hour)
		c.sequence(t)
		c.sequence(t)
		for i, e := range entries {
			if err := entryFile(t, log, e).CheckAnchor(log.Keys); err != nil {
				t.Errorf("entry %d an hour later: %v", i, err)
			}
		}
	})
}

// entryFile is the proof of an entry as somebody reads it from the file.
func entryFile(t *testing.T, log ledger.Log, e store.Entry) attest.EntryProof {
	t.Helper()
	p, err := log.ProveEntry(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	file, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if p, err = attest.ParseEntryProof(file); err != nil {
		t.Fatal(err)
	}
	return p
}

// What has no place yet has no proof, whether the log has a checkpoint or not;
// and an entry that was changed behind the log has one that does not hold.
func TestAPendingEntryHasNoProof(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		testdb.File(t, s)
		log := ledger.Log{Store: s, Keys: s.Keys().Public()}
		newest := func() store.Entry {
			all, err := s.EntriesAfter(t.Context(), 0, 10_000)
			if err != nil {
				t.Fatal(err)
			}
			return all[len(all)-1]
		}
		pending := func() {
			t.Helper()
			if _, err := log.ProveEntry(t.Context(), newest()); skill.ReasonOf(err) != "log.pending" {
				t.Errorf("pending: %v", err)
			}
		}
		pending()
		step(t, sequencer(t, s, "here"))
		e := newest()
		if err := entryFile(t, log, e).Check(log.Keys); err != nil {
			t.Error(err)
		}
		testdb.File(t, s)
		pending()
		e.Actor = "another"
		if err := entryFile(t, log, e).Check(log.Keys); skill.ReasonOf(err) != "attest.log.record" {
			t.Errorf("a changed entry: %v", err)
		}
	})
}
