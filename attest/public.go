package attest

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"time"

	"golang.org/x/mod/sumdb/note"

	"assay/skill"
)

// A PublicKey is the half of a statement or log key that everybody may know.
type PublicKey struct {
	Class   Class     `json:"class"`
	Created time.Time `json:"created"`
	ID      KeyID     `json:"id"`
	Public  string    `json:"public"` // base64 of the 32 bytes of RFC 8032
}

func (k PublicKey) ed25519() (ed25519.PublicKey, bool) {
	b, err := base64.StdEncoding.Strict().DecodeString(k.Public)
	return b, err == nil && len(b) == ed25519.PublicKeySize && k.Class.public() && k.ID.valid()
}

// PublicKeys are the public keys of a registry, past ones too. They come from a
// place the asker trusts, never from the thing that is checked. Where a
// StatusList is asked as well, they are of one registry alone: a list speaks for
// every certificate that its registry signed.
type PublicKeys []PublicKey

type publicFile struct {
	Keys    PublicKeys `json:"keys"`
	Version int        `json:"version"` // 1
}

// Marshal is the file that `assay keys export` writes and `assay verify --key`
// reads.
func (p PublicKeys) Marshal() ([]byte, error) {
	b, err := json.MarshalIndent(publicFile{p, 1}, "", "  ")
	return append(b, '\n'), err
}

// ParsePublic reads what Marshal wrote; its reason is keys.public.unreadable.
func ParsePublic(file []byte) (PublicKeys, error) {
	var f publicFile
	bad := skill.Fail(skill.Invalid, "keys.public.unreadable")
	if err := strictJSON(file, &f); err != nil || f.Version != 1 || len(f.Keys) == 0 {
		return nil, bad
	}
	for _, k := range f.Keys {
		if _, ok := k.ed25519(); !ok {
			return nil, bad
		}
	}
	return f.Keys, nil
}

// check tells whether a statement key of that id is known and whether one of
// them made the signature.
func (p PublicKeys) check(id KeyID, payload []byte, sig Signature) (known, good bool) {
	for _, k := range p {
		pub, ok := k.ed25519()
		if !ok || k.Class != StatementKey || k.ID != id {
			continue
		}
		known = true
		good = good || ed25519.Verify(pub, payload, sig[:])
	}
	return known, good
}

// logVerifiers are the log keys as verifiers of the log of that origin.
func (p PublicKeys) logVerifiers(origin string) (note.Verifiers, error) {
	var out []note.Verifier
	for _, k := range p {
		pub, ok := k.ed25519()
		if !ok || k.Class != LogKey {
			continue
		}
		v, err := logVerifier(origin, pub)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return note.VerifierList(out...), nil
}
