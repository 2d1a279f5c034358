package ledger

import (
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"

	"assay/attest"
	"assay/store"
)

// Entries that are gone, and entries that are too many, are named each by
// itself, wherever and however many they are; all others stay in their places.
func TestAlignNamesWhatIsMissingOrTooMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "published")
		extra := rapid.Bool().Draw(t, "too many")
		var published []attest.Hash
		var items []item
		wrong := 0
		for i := range n {
			h := hashOf(i)
			published = append(published, h)
			bad := rapid.IntRange(0, 3).Draw(t, "fate") == 0
			if bad {
				wrong++
			}
			if bad && extra {
				items = append(items, item{seq: int64(i), hash: hashOf(1000 + i)})
			}
			if !bad || extra {
				items = append(items, item{seq: int64(i), hash: h})
			}
		}
		kind := FaultLogMissing
		if extra {
			kind = FaultLogExtra
		}
		c := &logCheck{fsck: &fsck{}, log: store.AuditLog}
		out := c.align(items, published, 0)
		if len(out) != n {
			t.Fatalf("%d places, want %d", len(out), n)
		}
		for i, it := range out {
			if it.hash != published[i] {
				t.Fatalf("place %d holds another entry", i)
			}
		}
		if c.report.Total != wrong {
			t.Fatalf("%d faults, want %d", c.report.Total, wrong)
		}
		for _, f := range c.report.Faults {
			if f.Kind != kind {
				t.Fatalf("%+v, want %s", f, kind)
			}
		}
	})
}

func hashOf(n int) (h attest.Hash) {
	binary.BigEndian.PutUint64(h[:], uint64(n)+1)
	return h
}
