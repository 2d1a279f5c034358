package attest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// The roots of the tree of Certificate Transparency's reference tests, after
// each of its leaves.
// Source: RFC 6962; certificate-transparency, merkle_tree_test.
func TestFrontierVectors(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := map[int]string{
		0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var f Frontier
	for n := 0; ; n++ {
		root := f.Root()
		if want, ok := roots[n]; ok && hex.EncodeToString(root[:]) != want {
			t.Errorf("root of %d leaves: %x", n, root)
		}
		if n == len(leaves) {
			break
		}
		record, _ := hex.DecodeString(leaves[n])
		f.Append(RecordHash(record))
	}
}

// memoryLog is a log as the checksum database stores one, for comparison.
type memoryLog []tlog.Hash

func (m memoryLog) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		out[i] = m[n]
	}
	return out, nil
}

func grow(t testing.TB, n int64) (memoryLog, []Checkpoint) {
	var stored memoryLog
	var f Frontier
	heads := []Checkpoint{{"test/log", 0, f.Root()}}
	for i := range n {
		record := fmt.Appendf(nil, "record %d", i)
		stored = append(stored, must[[]tlog.Hash](t)(tlog.StoredHashes(i, record, stored))...)
		f.Append(RecordHash(record))
		f = must[Frontier](t)(ResumeFrontier(f.Size(), f.Peaks()))
		heads = append(heads, Checkpoint{"test/log", f.Size(), f.Root()})
	}
	return stored, heads
}

func TestProofs(t *testing.T) {
	stored, heads := grow(t, 70)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, 70).Draw(t, "size")
		head := heads[size]
		if want, err := tlog.TreeHash(size, stored); want != head.Root || err != nil {
			t.Fatalf("root of %d: %v, want %v, %v", size, head.Root, want, err)
		}
		index := rapid.Int64Range(0, size-1).Draw(t, "index")
		proof, err := tlog.ProveRecord(size, index, stored)
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckRecord(proof, head, index, RecordHash(fmt.Appendf(nil, "record %d", index))); err != nil {
			t.Fatal(err)
		}
		wantReason(t, CheckRecord(proof, head, index, RecordHash(fmt.Appendf(nil, "record %d", index+1))), "attest.log.record")

		older := heads[rapid.Int64Range(1, size).Draw(t, "older")]
		extension, err := tlog.ProveTree(size, older.Size, stored)
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckExtension(extension, head, older); err != nil {
			t.Fatal(err)
		}
		older.Root[3] ^= 1
		wantReason(t, CheckExtension(extension, head, older), "attest.log.fork")
	})
	if err := CheckExtension(nil, heads[5], heads[0]); err != nil {
		t.Errorf("a tree does not extend the empty one: %v", err)
	}
	wantReason(t, CheckExtension(nil, heads[5], Checkpoint{Origin: "test/log", Root: heads[1].Root}), "attest.log.fork")
	wantReason(t, CheckExtension(nil, heads[3], heads[5]), "attest.log.fork")
	_, err := ResumeFrontier(3, []Hash{{1}})
	wantReason(t, err, "attest.log.frontier")
}

func TestCheckpoints(t *testing.T) {
	ring := testRing(t, 1, false)
	_, heads := grow(t, 9)
	head := heads[9]
	by := must[note.Signer](t)(ring.LogSigner(head.Origin))
	signed := must[[]byte](t)(head.Sign(by))
	if got := must[Checkpoint](t)(OpenCheckpoint(signed, head.Origin, ring.Public())); got != head {
		t.Errorf("%+v", got)
	}
	if lines := strings.Split(string(signed), "\n"); lines[0] != "test/log" || lines[1] != "9" || lines[3] != "" || !strings.HasPrefix(lines[4], "— test/log ") {
		t.Errorf("%q", signed)
	}
	for i := range signed {
		changed := bytes.Clone(signed)
		changed[i] ^= 1
		if got, err := OpenCheckpoint(changed, head.Origin, ring.Public()); err == nil {
			t.Errorf("byte %d changed: %+v", i, got)
		}
	}
	_, err := OpenCheckpoint(signed, "other/log", ring.Public())
	wantReason(t, err, "attest.checkpoint.signature")
	_, err = OpenCheckpoint(signed, head.Origin, testRing(t, 2, false).Public())
	wantReason(t, err, "attest.checkpoint.signature")
	_, err = ring.LogSigner("two words")
	wantReason(t, err, "attest.log.origin")

	for text, reason := range map[string]string{
		"test/log\n9\n" + head.Root.String() + "\nextension\n": "",
		"test/log\n09\n" + head.Root.String() + "\n":           "attest.checkpoint.form",
		"test/log\n-9\n" + head.Root.String() + "\n":           "attest.checkpoint.form",
		"test/log\n9\nAAAA\n":                                  "attest.checkpoint.form",
		"test/log\n9\n":                                        "attest.checkpoint.form",
		"other/log\n9\n" + head.Root.String() + "\n":           "attest.checkpoint.origin",
	} {
		signed := must[[]byte](t)(note.Sign(&note.Note{Text: text}, by))
		if _, err := OpenCheckpoint(signed, head.Origin, ring.Public()); reason == "" && err != nil {
			t.Errorf("%q: %v", text, err)
		} else if reason != "" {
			wantReason(t, err, reason)
		}
	}
}

// Checkpoints of the time before a rotation are still believed.
func TestLogKeyRotation(t *testing.T) {
	before := testRing(t, 1, false)
	_, heads := grow(t, 2)
	old := must[[]byte](t)(heads[1].Sign(must[note.Signer](t)(before.LogSigner("test/log"))))
	next := must[Key](t)(before.Successor(seeded(3), LogKey, drawn.Add(time.Hour)))
	after := must[*Ring](t)(NewRing(append(before.Keys(), next)...))
	newer := must[[]byte](t)(heads[2].Sign(must[note.Signer](t)(after.LogSigner("test/log"))))
	for _, signed := range [][]byte{old, newer} {
		if _, err := OpenCheckpoint(signed, "test/log", after.Public()); err != nil {
			t.Error(err)
		}
	}
	_, err := OpenCheckpoint(newer, "test/log", before.Public())
	wantReason(t, err, "attest.checkpoint.signature")
}

// What happened cannot be read from a leaf, and each part of it is bound.
func TestLeaves(t *testing.T) {
	base := Event{Salt: Bits128{1}, Kind: Issued, Subject: "S000044012345264000123", At: 5, Statement: [32]byte{1}, Reference: "r"}
	events := []Event{base, base, base, base, base, base, base}
	events[1].Salt[0], events[2].Kind, events[3].Subject = 2, Revocation, "S000044012345264000124"
	events[4].At, events[5].Statement[0], events[6].Reference = 6, 2, "s"
	seen := map[string]bool{}
	for _, e := range events {
		leaf := string(e.AppendLeaf(nil))
		if seen[leaf] || len(leaf) != len(domainEventLeaf)+32 {
			t.Errorf("%+v: %q", e, leaf)
		}
		seen[leaf] = true
	}
	audit := AuditEntry{At: 5, Actor: "a", Verb: "issue", Row: RowKey{"certificate", "c1", 2}, Digest: [32]byte{9}}
	entries := []AuditEntry{audit, audit, audit, audit, audit, audit, audit}
	entries[1].At, entries[2].Actor, entries[3].Verb, entries[4].Row.Version = 6, "ai", "ssue", 3
	entries[5].Row, entries[6].Digest = RowKey{"certificat", "ec1", 2}, [32]byte{8}
	for _, e := range entries {
		if leaf := string(e.AppendLeaf(nil)); seen[leaf] {
			t.Errorf("%+v has another's leaf", e)
		} else {
			seen[leaf] = true
		}
	}
	head := AuditHead{Size: 1, Root: Hash{2}, At: 3}
	if got := head.AppendLeaf([]byte("x")); len(got) != 1+len(domainHeadLeaf)+48 || got[0] != 'x' {
		t.Errorf("%q", got)
	}
}

func BenchmarkEventLeaf(b *testing.B) {
	e := Event{Kind: Issued, Subject: "S000044012345264000123", At: 5, Reference: "0190b2f0-0000-7000-8000-000000000000"}
	buffer := make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		RecordHash(e.AppendLeaf(buffer))
	}
}

func BenchmarkFrontierAppend(b *testing.B) {
	var f Frontier
	b.ReportAllocs()
	for b.Loop() {
		f.Append(Hash{1})
	}
}
