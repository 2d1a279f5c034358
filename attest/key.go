package attest

import (
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"assay/skill"
)

// A Class is what a key is for. Keys of different classes are never the same
// secret, and only their own operations take them.
type Class string

// The classes.
const (
	FieldKey     Class = "field"     // seals columns: AES-256-GCM
	IndexKey     Class = "index"     // blind indexes: HMAC-SHA-256
	StatementKey Class = "statement" // signs certificates and status lists: Ed25519
	LogKey       Class = "log"       // signs checkpoints: Ed25519
	SessionKey   Class = "session"   // secrets that do not outlive a login: HKDF-SHA-256
)

// Classes lists all classes in the order in which people read them.
func Classes() []Class { return []Class{FieldKey, IndexKey, StatementKey, LogKey, SessionKey} }

// public tells whether a key of the class has a half that everybody may know.
func (c Class) public() bool { return c == StatementKey || c == LogKey }

// A KeyID names a key within its class: four characters of a–z and 2–7, so that
// it fits a QR. Two installations may draw the same one; a verifier tries every
// key of that id.
type KeyID string

// DemoKey is the id of every key of a demonstration.
const DemoKey KeyID = "demo"

const keyIDAlphabet = "abcdefghijklmnopqrstuvwxyz234567"

func (id KeyID) valid() bool { return len(id) == 4 && strings.Trim(string(id), keyIDAlphabet) == "" }

// A Key is one secret with its class, id and time of creation. It prints
// without the secret under every verb.
type Key struct {
	class   Class
	id      KeyID
	created time.Time       // whole seconds, UTC
	secret  func() [32]byte // behind a function, into which fmt never looks, not even inside other types
}

// NewKey draws a key of a class, created at a time.
func NewKey(random io.Reader, class Class, created time.Time) (Key, error) {
	var secret [32]byte
	if _, err := io.ReadFull(random, secret[:]); err != nil {
		return Key{}, err
	}
	id := DemoKey
	for id == DemoKey {
		var b [4]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return Key{}, err
		}
		for i := range b {
			b[i] = keyIDAlphabet[b[i]%32]
		}
		id = KeyID(b[:])
	}
	return newKey(class, id, created.UTC().Truncate(time.Second), secret)
}

func newKey(class Class, id KeyID, created time.Time, secret [32]byte) (Key, error) {
	if !slices.Contains(Classes(), class) || !id.valid() || created.IsZero() || secret == [32]byte{} {
		return Key{}, skill.Fail(skill.Invalid, "keys.unreadable")
	}
	return Key{class, id, created, func() [32]byte { return secret }}, nil
}

// NewDemoKey draws a key whose id is DemoKey.
func NewDemoKey(random io.Reader, class Class, created time.Time) (Key, error) {
	k, err := NewKey(random, class, created)
	k.id = DemoKey
	return k, err
}

// Class is what the key is for.
func (k Key) Class() Class { return k.class }

// ID is the key's name within its class.
func (k Key) ID() KeyID { return k.id }

// Created is when the key was drawn.
func (k Key) Created() time.Time { return k.created }

// File is the name of the key's file: class-id.key.
func (k Key) File() string { return string(k.class) + "-" + string(k.id) + ".key" }

// Format prints class and id, never the secret.
func (k Key) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%s key %s", k.class, k.id) }

func (k Key) ed25519() ed25519.PrivateKey {
	seed := k.secret()
	return ed25519.NewKeyFromSeed(seed[:])
}

// keyFile is a Key as its file holds it.
type keyFile struct {
	Class   Class     `json:"class"`
	Created time.Time `json:"created"`
	ID      KeyID     `json:"id"`
	Secret  []byte    `json:"secret"`  // base64 of 32 bytes; for Ed25519 the seed
	Version int       `json:"version"` // 1
}

// Marshal is the content of the key's file, secret included.
func (k Key) Marshal() ([]byte, error) {
	secret := k.secret()
	b, err := json.MarshalIndent(keyFile{k.class, k.created, k.id, secret[:], 1}, "", "  ")
	return append(b, '\n'), err
}

// ParseKey reads a key's file; its reason is keys.unreadable and tells nothing
// of the content.
func ParseKey(file []byte) (Key, error) {
	var f keyFile
	if err := strictJSON(file, &f); err != nil || f.Version != 1 || len(f.Secret) != 32 {
		return Key{}, skill.Fail(skill.Invalid, "keys.unreadable")
	}
	return newKey(f.Class, f.ID, f.Created, [32]byte(f.Secret))
}

// newestFirst orders keys by class, then from the newest to the oldest.
func newestFirst(a, b Key) int {
	return cmp.Or(cmp.Compare(a.class, b.class), b.created.Compare(a.created), cmp.Compare(a.id, b.id))
}
