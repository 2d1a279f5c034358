package attest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"assay/skill/day"
)

// goldenRing has keys that everybody knows: each secret is one byte repeated.
func goldenRing(t *testing.T) *Ring {
	var keys []Key
	for i, class := range Classes() {
		secret := [32]byte(bytes.Repeat([]byte{byte(i + 1)}, 32))
		keys = append(keys, must[Key](t)(newKey(class, "gold", drawn, secret)))
	}
	return must[*Ring](t)(NewRing(keys...))
}

// What is printed, published and kept elsewhere outlives every release: today's
// code writes the shipped files of version 1 byte for byte, and believes them.
func TestVersionOneNeverChanges(t *testing.T) {
	ring := goldenRing(t)
	qr, file := issued(t, ring)
	head := Checkpoint{"zs.example.org/log/certificates", 1, RecordHash(Event{Kind: Issued, Subject: "S000044012345264000123"}.AppendLeaf(nil))}
	signed := must[[]byte](t)(head.Sign(must[note.Signer](t)(ring.LogSigner(head.Origin))))
	list := StatusList{AsOf: time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC), Checkpoint: string(signed),
		NotInForce: []NotInForce{{"S000044012345264000200", day.Must("2026-11-24"), Revoked}}}
	for name, now := range map[string][]byte{
		"qr.txt": []byte(qr), "statement.json": file, "checkpoint.txt": signed,
		"status.json": must[[]byte](t)(list.Sign(ring.Signer())), "public.json": must[[]byte](t)(ring.Public().Marshal()),
		"field.key": must[[]byte](t)(ring.newest[FieldKey].Marshal()),
		"sealed":    must[[]byte](t)(ring.Seal(seeded(1), Place{"person", "number", "p1"}, []byte(holderNumber))),
	} {
		path := filepath.Join("testdata", "v1", name)
		kept, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(kept, now) {
			t.Errorf("%s was %q, is now %q", name, kept, now)
		}
	}
	keys := must[PublicKeys](t)(ParsePublic(must[[]byte](t)(os.ReadFile("testdata/v1/public.json"))))
	status := must[StatusList](t)(OpenStatus(must[[]byte](t)(os.ReadFile("testdata/v1/status.json")), keys))
	for _, name := range []string{"qr.txt", "statement.json"} {
		out := must[Outcome](t)(Verify(must[[]byte](t)(os.ReadFile("testdata/v1/"+name)), Question{Keys: keys, List: &status, Name: holderName}))
		if out.Signature != Good || out.Status != InForce || out.Holder != Same {
			t.Errorf("%s: %+v", name, out)
		}
	}
}
