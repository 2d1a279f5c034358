package attest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"assay/skill"
)

// A Ring holds an installation's keys: of each class the newest, which makes
// new things, and the older ones, which still open and check what they made.
// It is safe for concurrent use.
type Ring struct {
	keys    []Key // newestFirst
	newest  map[Class]Key
	sealing map[KeyID]func() cipher.AEAD // functions, for fmt's sake, as in Key
	signing map[KeyID]Signer
	witness func() [32]byte // the secret of Witness
}

// NewRing makes a ring. Every class must be there; two keys of one class may
// not share an id or a time of creation, since then none is the newest.
func NewRing(keys ...Key) (*Ring, error) {
	r := &Ring{keys: slices.SortedFunc(slices.Values(keys), newestFirst), newest: map[Class]Key{},
		sealing: map[KeyID]func() cipher.AEAD{}, signing: map[KeyID]Signer{}}
	for i, k := range r.keys {
		if k.secret == nil {
			return nil, skill.Fail(skill.Invalid, "keys.unreadable")
		}
		for _, o := range r.keys[:i] {
			if o.class == k.class && (o.id == k.id || o.created.Equal(k.created)) {
				return nil, skill.Fail(skill.Conflict, "keys.ambiguous", "class", string(k.class))
			}
		}
		if err := r.add(k); err != nil {
			return nil, err
		}
	}
	for _, c := range Classes() {
		if _, ok := r.newest[c]; !ok {
			return nil, skill.Fail(skill.Invalid, "keys.missing", "class", string(c))
		}
	}
	secret := r.keyed(Row(domainWitness))
	r.witness = func() [32]byte { return secret }
	return r, nil
}

func (r *Ring) add(k Key) error {
	if _, ok := r.newest[k.class]; !ok {
		r.newest[k.class] = k
	}
	switch k.class {
	case StatementKey:
		r.signing[k.id] = newSigner(k)
	case FieldKey:
		secret := k.secret()
		block, err := aes.NewCipher(secret[:])
		if err != nil {
			return err
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			return err
		}
		r.sealing[k.id] = func() cipher.AEAD { return gcm }
	}
	return nil
}

// NewKeys draws one key of every class; with demo their ids are DemoKey.
func NewKeys(random io.Reader, created time.Time, demo bool) ([]Key, error) {
	draw := NewKey
	if demo {
		draw = NewDemoKey
	}
	var out []Key
	for _, c := range Classes() {
		k, err := draw(random, c, created)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// Keys lists the ring by class, the newest of each first.
func (r *Ring) Keys() []Key { return slices.Clone(r.keys) }

// Successor draws the key that will take the newest one's place in its class.
// Index keys have none: every index would have to be built anew with it. A ring
// of the demonstration has none either.
func (r *Ring) Successor(random io.Reader, class Class, created time.Time) (Key, error) {
	last, ok := r.newest[class]
	switch {
	case !ok:
		return Key{}, skill.Fail(skill.Invalid, "keys.class", "class", string(class))
	case class == IndexKey:
		return Key{}, skill.Fail(skill.Unmet, "keys.index.fixed")
	case last.id == DemoKey:
		return Key{}, skill.Fail(skill.Unmet, "keys.demo.fixed")
	}
	k, err := NewKey(random, class, created)
	if err != nil {
		return Key{}, err
	}
	if !k.created.After(last.created) {
		return Key{}, skill.Fail(skill.Conflict, "keys.clock", "class", string(class))
	}
	for _, o := range r.keys {
		if o.class == class && o.id == k.id {
			return r.Successor(random, class, created)
		}
	}
	return k, nil
}

// A Place is where a sealed value lies. A value moved to another place does not
// open.
type Place struct {
	Table, Column, Row string
}

func (p Place) bind(key KeyID) []byte {
	row := append(make(Row, 0, 128), domainSeal...)
	return row.Text(string(key)).Text(p.Table).Text(p.Column).Text(p.Row)
}

const sealVersion = 1

// Seal encrypts a value for its place with the newest field key: a version
// byte, the key's id, a random nonce of 12 bytes, ciphertext, tag of 16. One
// key may seal 2³² values before it must be rotated.
// Source: NIST SP 800-38D, 8.3.
func (r *Ring) Seal(random io.Reader, at Place, plain []byte) ([]byte, error) {
	id := r.newest[FieldKey].id
	out := make([]byte, 17, 17+len(plain)+16)
	out[0] = sealVersion
	copy(out[1:], id)
	if _, err := io.ReadFull(random, out[5:17]); err != nil {
		return nil, err
	}
	return r.sealing[id]().Seal(out, out[5:17], plain, at.bind(id)), nil
}

// Open decrypts what Seal made for the same place. Reasons: attest.seal.form,
// attest.seal.key (no such key in the ring), attest.seal.broken (changed, or
// moved from another place).
func (r *Ring) Open(at Place, sealed []byte) ([]byte, error) {
	if len(sealed) < 17+16 || sealed[0] != sealVersion {
		return nil, skill.Fail(skill.Internal, "attest.seal.form")
	}
	id := KeyID(sealed[1:5])
	gcm, ok := r.sealing[id]
	if !ok {
		return nil, skill.Fail(skill.Internal, "attest.seal.key")
	}
	plain, err := gcm().Open(nil, sealed[5:17], sealed[17:], at.bind(id))
	if err != nil {
		return nil, skill.Fail(skill.Internal, "attest.seal.broken")
	}
	return plain, nil
}

// SealedBy is the id of the field key that sealed a value: one that is not the
// newest is to be sealed again when its row is next written.
func SealedBy(sealed []byte) (KeyID, bool) {
	if len(sealed) < 17+16 || sealed[0] != sealVersion {
		return "", false
	}
	return KeyID(sealed[1:5]), true
}

// BlindIndex is the keyed hash by which a sealed value is found again. Equal
// values under one purpose (a column or a group of columns that are compared)
// have equal indexes; under two purposes nothing can be told. The caller brings
// the value into its one form first.
func (r *Ring) BlindIndex(purpose, value string) [32]byte {
	var room [128]byte
	return r.keyed(Row(append(room[:0], domainIndex...)).Text(purpose).Text(value))
}

// keyed is HMAC-SHA-256 under the index key.
func (r *Ring) keyed(text Row) [32]byte {
	secret := r.newest[IndexKey].secret()
	mac := hmac.New(sha256.New, secret[:])
	mac.Write(text)
	return [32]byte(mac.Sum(nil))
}

// Witness is what the audit entry of a row keeps of it: HMAC-SHA-256 over its
// Digest, under a secret of the installation that is drawn from the index key and
// so never changes. Who may write to the database and has not the keys can add an
// entry, but none that agrees with a row of his own making.
func (r *Ring) Witness(salt Bits128, key RowKey, canonical Row) [32]byte {
	return keyedDigest(r.witness(), Digest(salt, key, canonical))
}

// keyedDigest is HMAC-SHA-256 of a digest, without the allocations of crypto/hmac,
// since it is made of every row that is written.
// Source: RFC 2104.
func keyedDigest(secret, digest [32]byte) [32]byte {
	var inner, outer [sha256.BlockSize + sha256.Size]byte
	for i := range sha256.BlockSize {
		inner[i], outer[i] = 0x36, 0x5c
		if i < len(secret) {
			inner[i], outer[i] = inner[i]^secret[i], outer[i]^secret[i]
		}
	}
	copy(inner[sha256.BlockSize:], digest[:])
	sum := sha256.Sum256(inner[:])
	copy(outer[sha256.BlockSize:], sum[:])
	return sha256.Sum256(outer[:])
}

// Session derives a secret for a purpose from the newest session key.
// Source: RFC 5869.
func (r *Ring) Session(purpose string) ([32]byte, error) {
	secret := r.newest[SessionKey].secret()
	out, err := hkdf.Key(sha256.New, secret[:], nil, domainSession+purpose, 32)
	if err != nil {
		return [32]byte{}, err
	}
	return [32]byte(out), nil
}

// A Signature is Ed25519's. As text it is base64url without padding.
type Signature [ed25519.SignatureSize]byte

// MarshalText is base64url without padding.
func (s Signature) MarshalText() ([]byte, error) { return encode64(s[:]), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Signature) UnmarshalText(text []byte) error { return decode64(s[:], text) }

// A Signer signs statements with one key, which it holds out of fmt's sight.
type Signer struct {
	id   KeyID
	sign func(payload []byte) Signature
}

func newSigner(k Key) Signer {
	key := k.ed25519()
	return Signer{k.id, func(payload []byte) Signature { return Signature(ed25519.Sign(key, payload)) }}
}

// ID is the key that signs.
func (s Signer) ID() KeyID { return s.id }

// Signer is the newest statement key.
func (r *Ring) Signer() Signer { return r.signing[r.newest[StatementKey].id] }

// SignerOf is the statement key of an id, for bytes that an earlier key had
// promised to sign.
func (r *Ring) SignerOf(id KeyID) (Signer, error) {
	s, ok := r.signing[id]
	if !ok {
		return Signer{}, skill.Fail(skill.NotFound, "keys.unknown")
	}
	return s, nil
}

// LogSigner signs checkpoints of the log of that origin with the newest log
// key.
func (r *Ring) LogSigner(origin string) (note.Signer, error) {
	key := r.newest[LogKey].ed25519()
	v, err := logVerifier(origin, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	return logSigner{v.Name(), v.KeyHash(), func(msg []byte) ([]byte, error) { return ed25519.Sign(key, msg), nil }}, nil
}

// logSigner is a note.Signer over a key that we hold, not over its text form.
type logSigner struct {
	name string
	hash uint32
	sign func(msg []byte) ([]byte, error)
}

func (s logSigner) Name() string                    { return s.name }
func (s logSigner) KeyHash() uint32                 { return s.hash }
func (s logSigner) Sign(msg []byte) ([]byte, error) { return s.sign(msg) }

func logVerifier(origin string, key ed25519.PublicKey) (note.Verifier, error) {
	vkey, err := note.NewEd25519VerifierKey(origin, key)
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, skill.Fail(skill.Invalid, "attest.log.origin").Because(err)
	}
	return v, nil
}

// Public is what everybody may know of the ring.
func (r *Ring) Public() PublicKeys {
	var out PublicKeys
	for _, k := range r.keys {
		if k.class.public() {
			pub := k.ed25519().Public().(ed25519.PublicKey)
			out = append(out, PublicKey{k.class, k.created, k.id, base64.StdEncoding.EncodeToString(pub)})
		}
	}
	return out
}
