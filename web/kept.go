package web

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"io"

	"assay/office/registry"
	"assay/skill"
)

// What was typed is kept sealed in the page while a question is answered: no
// page but the form itself holds a name or a document number in the clear.

func newKeeper(secret [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// A kept is what was typed.
type kept struct {
	Number, Document, Kind, Name string
}

func keepOf(q registry.Query) kept {
	return kept{q.Number, q.Document, string(q.Kind), q.Name}
}

func (k kept) query() registry.Query {
	return registry.Query{Number: k.Number, Document: k.Document, Kind: skill.DocumentKind(k.Kind), Name: k.Name}
}

// keep seals what was typed, for the question of that token alone.
func (s *Site) keep(k kept, token string) (string, error) { return s.seal(k, token) }

// recall opens what keep sealed; false where it was changed or belongs to another
// question.
func (s *Site) recall(sealed, token string) (k kept, ok bool) {
	ok = s.unseal(sealed, token, &k)
	return k, ok
}

// seal keeps a value where only we can read it, for one use alone.
func (s *Site) seal(v any, use string) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, s.kept.NonceSize(), s.kept.NonceSize()+len(plain)+s.kept.Overhead())
	if _, err := io.ReadFull(s.Desk.Rand, nonce); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(s.kept.Seal(nonce, nonce, plain, []byte(use))), nil
}

// unseal opens what seal kept; false where it was changed or is for another use.
func (s *Site) unseal(sealed, use string, into any) bool {
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(b) < s.kept.NonceSize() {
		return false
	}
	plain, err := s.kept.Open(nil, b[:s.kept.NonceSize()], b[s.kept.NonceSize():], []byte(use))
	return err == nil && json.Unmarshal(plain, into) == nil
}
