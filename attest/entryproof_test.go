package attest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"assay/skill"
)

// registryOf is the name of the registry whose logs the tests write.
const registryOf = "registry.example.org"

// entryProof is the proof of the third of seven entries, and of the head of five
// of them as the second leaf of a public log.
func entryProof(t testing.TB, ring *Ring) EntryProof {
	t.Helper()
	entries := make([]Hash, 7)
	var p EntryProof
	for i := range entries {
		e := AuditEntry{At: int64(i), Actor: "p", Verb: "issue", Row: RowKey{Table: "certificate", ID: "c", Version: int64(i + 1)}, Digest: Hash{byte(i)}}
		entries[i] = RecordHash(e.AppendLeaf(nil))
		if i == 2 {
			p = EntryProof{Actor: e.Actor, At: e.At, Digest: e.Digest, Index: 2, Row: e.Row.ID, RowVersion: e.Row.Version, Table: e.Row.Table, Verb: e.Verb}
		}
	}
	p.Checkpoint, p.Hashes = headOf(t, ring, auditTail, entries), pathTo(entries, 2)
	a := Anchor{At: 9, Entry: pathTo(entries[:5], 2), Index: 1, Root: rootOf(entries[:5]), Size: 5}
	public := []Hash{{8}, RecordHash(AuditHead{Size: a.Size, Root: a.Root, At: a.At}.AppendLeaf(nil)), {9}}
	a.Checkpoint, a.Hashes = headOf(t, ring, publicTail, public), pathTo(public, 1)
	p.Anchor, p.Version = &a, EntryProofVersion
	return p
}

func headOf(t testing.TB, ring *Ring, tail string, records []Hash) string {
	t.Helper()
	c := Checkpoint{Origin: registryOf + tail, Size: int64(len(records)), Root: rootOf(records)}
	signer := must[note.Signer](t)(ring.LogSigner(c.Origin))
	return string(must[[]byte](t)(c.Sign(signer)))
}

func rootOf(records []Hash) Hash {
	var f Frontier
	for _, r := range records {
		f.Append(r)
	}
	return f.Root()
}

// pathTo leads from a record to the root, by the definition.
// Source: RFC 6962 section 2.1.1.
func pathTo(records []Hash, at int) []Hash {
	if len(records) == 1 {
		return nil
	}
	k := 1
	for 2*k < len(records) {
		k *= 2
	}
	if at < k {
		return append(pathTo(records[:k], at), rootOf(records[k:]))
	}
	return append(pathTo(records[k:], at-k), rootOf(records[:k]))
}

// A proof holds of its own entry and of no other, under the registry's keys
// alone, and so does its anchor.
func TestEntryProofs(t *testing.T) {
	ring := testRing(t, 1, false)
	keys, others := ring.Public(), testRing(t, 2, false).Public()
	good := entryProof(t, ring)
	for _, c := range []struct {
		name          string
		change        func(*EntryProof)
		keys          PublicKeys
		proof, anchor string
	}{
		{"as it is", func(*EntryProof) {}, keys, "", ""},
		{"another registry's keys", func(*EntryProof) {}, others, "attest.checkpoint.signature", "attest.checkpoint.signature"},
		{"no keys", func(*EntryProof) {}, nil, "attest.checkpoint.signature", "attest.checkpoint.signature"},
		{"another actor", func(p *EntryProof) { p.Actor = "q" }, keys, "attest.log.record", "attest.log.record"},
		{"another verb", func(p *EntryProof) { p.Verb = "revoke" }, keys, "attest.log.record", "attest.log.record"},
		{"another row", func(p *EntryProof) { p.Row = "d" }, keys, "attest.log.record", "attest.log.record"},
		{"another version", func(p *EntryProof) { p.RowVersion++ }, keys, "attest.log.record", "attest.log.record"},
		{"another time", func(p *EntryProof) { p.At++ }, keys, "attest.log.record", "attest.log.record"},
		{"another digest", func(p *EntryProof) { p.Digest[0]++ }, keys, "attest.log.record", "attest.log.record"},
		{"another place", func(p *EntryProof) { p.Index = 3 }, keys, "attest.log.record", "attest.log.record"},
		{"a hash less", func(p *EntryProof) { p.Hashes = p.Hashes[1:] }, keys, "attest.log.record", ""},
		{"no checkpoint", func(p *EntryProof) { p.Checkpoint = "" }, keys, "attest.checkpoint.origin", ""},
		{"the public log's checkpoint", func(p *EntryProof) { p.Checkpoint = p.Anchor.Checkpoint }, keys, "attest.checkpoint.origin", ""},
		{"the private log's as the public one's", func(p *EntryProof) { p.Anchor.Checkpoint = p.Checkpoint }, keys, "", "attest.checkpoint.origin"},
		{"a changed checkpoint", func(p *EntryProof) { p.Checkpoint = strings.Replace(p.Checkpoint, "\n7\n", "\n8\n", 1) }, keys, "attest.checkpoint.signature", ""},
		{"another hour", func(p *EntryProof) { p.Anchor.At++ }, keys, "", "attest.log.record"},
		{"another root", func(p *EntryProof) { p.Anchor.Root[0]++ }, keys, "", "attest.log.record"},
		{"another size", func(p *EntryProof) { p.Anchor.Size++ }, keys, "", "attest.log.record"},
		{"no anchor", func(p *EntryProof) { p.Anchor = nil }, keys, "", "attest.anchor.none"},
	} {
		p := copied(t, good)
		c.change(&p)
		wantReasonOf(t, c.name, p.Check(c.keys), c.proof)
		wantReasonOf(t, c.name+", anchored", p.CheckAnchor(c.keys), c.anchor)
	}
}

func wantReasonOf(t *testing.T, name string, err error, reason string) {
	t.Helper()
	got := ""
	if err != nil {
		got = skill.ReasonOf(err)
	}
	if got != reason {
		t.Errorf("%s: %q, want %q", name, got, reason)
	}
}

func copied(t testing.TB, p EntryProof) EntryProof {
	t.Helper()
	p.Hashes = slices.Clone(p.Hashes)
	a := *p.Anchor
	p.Anchor = &a
	return p
}

func TestEntryProofFilesAreReadStrictly(t *testing.T) {
	whole := string(must[[]byte](t)(entryProof(t, testRing(t, 1, false)).Marshal()))
	for name, file := range map[string]string{
		"empty": "", "cut off": whole[:len(whole)-1], "more": whole + "{}", "another version": strings.Replace(whole, `"version":1`, `"version":2`, 1),
		"an unknown member": `{"a":1,` + whole[1:], "null": "null", "a list": "[]",
	} {
		if _, err := ParseEntryProof([]byte(file)); skill.ReasonOf(err) != "attest.proof.form" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !json.Valid([]byte(whole)) {
		t.Error(whole)
	}
}

// Whatever is read is written as it was.
func FuzzParseEntryProof(f *testing.F) {
	whole := must[[]byte](f)(entryProof(f, testRing(f, 1, false)).Marshal())
	f.Add(whole)
	f.Add([]byte(strings.Replace(string(whole), `"anchor":{`, `"anchor":null,"x":{`, 1)))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ParseEntryProof(file)
		if err != nil {
			return
		}
		again, err := p.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		q, err := ParseEntryProof(again)
		if diff := cmp.Diff(p, q); err != nil || diff != "" {
			t.Error(err, diff)
		}
		_, _ = p.Check(nil), p.CheckAnchor(nil) // neither panics
	})
}
