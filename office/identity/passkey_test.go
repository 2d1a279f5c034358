package identity_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/identity"
	"assay/skill"
)

// A device is an authenticator, as one is built, with what it may do wrong.
// Source: Web Authentication Level 3, 6.1 (authenticator data) and 6.5.
type device struct {
	t        *testing.T
	key      *ecdsa.PrivateKey
	id       []byte
	owner    []byte
	count    uint32
	origin   string
	party    string
	unsure   bool // it does not ask who holds it
	mangled  bool // it signs something else
	strange  bool // it answers another challenge
	verbless bool // it says that it does something else
}

const (
	keyHost = "assay.example.org"
	present = 0x01
	asked   = 0x04
	holdKey = 0x40
)

func newDevice(t *testing.T, seed uint64) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), testdb.NewRand(seed))
	if err != nil {
		t.Fatal(err)
	}
	return &device{t: t, key: key, id: []byte{byte(seed), 2, 3, 4, 5, 6, 7, 8}, origin: "https://" + keyHost, party: keyHost}
}

var url64 = base64.RawURLEncoding

// client is what the browser says of the question.
func (d *device) client(kind string, options []byte) []byte {
	var asked struct{ Challenge string }
	if err := json.Unmarshal(options, &asked); err != nil {
		d.t.Fatal(err)
	}
	if d.strange {
		asked.Challenge = url64.EncodeToString(make([]byte, 32))
	}
	if d.verbless {
		kind = "payment.get"
	}
	text, _ := json.Marshal(map[string]any{"type": kind, "challenge": asked.Challenge, "origin": d.origin, "crossOrigin": false})
	return text
}

func (d *device) said(flags byte, more ...byte) []byte {
	party := sha256.Sum256([]byte(d.party))
	if !d.unsure {
		flags |= asked
	}
	out := append(party[:], flags)
	out = binary.BigEndian.AppendUint32(out, d.count)
	return append(out, more...)
}

// makes is the answer to a question for a new passkey.
func (d *device) makes(options []byte) []byte {
	var who struct{ User struct{ ID string } }
	if err := json.Unmarshal(options, &who); err != nil {
		d.t.Fatal(err)
	}
	d.owner, _ = url64.DecodeString(who.User.ID)
	point, err := d.key.PublicKey.Bytes() // 4, then x and y
	if err != nil {
		d.t.Fatal(err)
	}
	cose := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...) // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
	cose = append(append(cose, 0x22, 0x58, 32), point[33:]...)
	held := append(make([]byte, 16), 0, byte(len(d.id)))
	auth := d.said(present|holdKey, append(append(held, d.id...), cose...)...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(auth)))
	return d.answer("webauthn.create", options, map[string]any{"attestationObject": url64.EncodeToString(append(object, auth...))})
}

// signs is the answer to a question for any passkey.
func (d *device) signs(options []byte) []byte {
	d.count++
	auth, client := d.said(present), sha256.Sum256(d.client("webauthn.get", options))
	sum := sha256.Sum256(append(auth, client[:]...))
	if d.mangled {
		sum[0]++
	}
	signature, err := ecdsa.SignASN1(testdb.NewRand(9), d.key, sum[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer("webauthn.get", options, map[string]any{
		"authenticatorData": url64.EncodeToString(auth), "signature": url64.EncodeToString(signature), "userHandle": url64.EncodeToString(d.owner),
	})
}

func (d *device) answer(kind string, options []byte, response map[string]any) []byte {
	response["clientDataJSON"] = url64.EncodeToString(d.client(kind, options))
	id := url64.EncodeToString(d.id)
	text, err := json.Marshal(map[string]any{"id": id, "rawId": id, "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response})
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// keyHall is a hall where there can be passkeys.
func keyHall(t *testing.T, fn func(h *hall)) {
	eachHall(t, func(h *hall) {
		var err error
		h.desk.Passkeys, err = identity.NewPasskeys(keyHost, "匠衡")
		h.must(nil, err)
		fn(h)
	})
}

// adds adds a passkey to an account.
func (h *hall) adds(e identity.Entry, d *device) (skill.Passkey, error) {
	h.t.Helper()
	here := h.here(e.Secret)
	asked, err := h.desk.BeginPasskey(h.t.Context(), home, here, proof(good))
	h.must(nil, err)
	return h.desk.FinishPasskey(h.t.Context(), h.self(here), home, here, asked.ID, d.makes(asked.Options))
}

// enters signs in by a passkey.
func (h *hall) enters(d *device) (identity.Entry, error) {
	h.t.Helper()
	asked, err := h.desk.BeginPasskeySignIn(h.t.Context())
	h.must(nil, err)
	return h.desk.SignInByPasskey(h.t.Context(), home, asked.ID, d.signs(asked.Options))
}

// A passkey signs its owner in. Where the device has asked who holds it that is a
// second factor; where it has not, the second factor follows, if there is one.
// Source: Web Authentication Level 3, 7.2; NIST SP 800-63B-4, 3.1.7 (a verified
// cryptographic authenticator is multi-factor).
func TestPasskeysSignIn(t *testing.T) {
	keyHall(t, func(h *hall) {
		e, _ := h.register(good)
		d := newDevice(t, 1)
		key, err := h.adds(e, d)
		h.must(key, err)
		if kinds := h.kinds(); len(kinds) != 1 || kinds[0] != skill.LetterWay {
			t.Errorf("the owner is told of %v", kinds)
		}
		in, err := h.enters(d)
		h.must(nil, err)
		if here := h.here(in.Secret); !here.SignIn.Second || here.SignIn.Way != skill.SignInByPasskey || here.Account.ID != e.Account.ID || !here.Actor.Strong {
			t.Errorf("%+v", here.SignIn)
		}
		d.unsure = true
		in, err = h.enters(d)
		h.must(nil, err)
		if here := h.here(in.Secret); here.SignIn.Second || here.Actor.Strong {
			t.Errorf("unasked: %+v", here.SignIn)
		}
		_, _, _ = h.second(e, good)
		in, err = h.enters(d)
		h.must(nil, err)
		if !in.SecondDue() {
			t.Error("a device that does not ask who holds it stands for a second factor")
		}
		d.unsure = false
		in, err = h.enters(d)
		h.must(nil, err)
		if in.SecondDue() {
			t.Error("a device that asks who holds it does not stand for a second factor")
		}
		all, err := h.desk.ListPasskeys(t.Context(), h.here(in.Secret))
		if err != nil || len(all) != 1 || all[0].Used.IsZero() {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// What a device signs for another site, another question, another owner or twice
// signs nobody in; nor does one that counts backwards, or was removed.
// Source: Web Authentication Level 3, 7.2, steps 6 to 22, and 13.4.3 (replay).
func TestPasskeysThatAreRefused(t *testing.T) {
	keyHall(t, func(h *hall) {
		ctx := t.Context()
		e, _ := h.register(good)
		other, _ := h.register(good)
		d, stranger := newDevice(t, 1), newDevice(t, 2)
		key, err := h.adds(e, d)
		h.must(key, err)
		same := *d
		_, err = h.adds(other, &same)
		h.refused("passkey.exists", err)
		for name, change := range map[string]func(d *device){
			"another site":       func(d *device) { d.origin = "https://assay.example.com" },
			"without TLS":        func(d *device) { d.origin = "http://" + keyHost },
			"another party":      func(d *device) { d.party = "example.org" },
			"another question":   func(d *device) { d.strange = true },
			"another signature":  func(d *device) { d.mangled = true },
			"another deed":       func(d *device) { d.verbless = true },
			"another key":        func(d *device) { d.key = stranger.key },
			"a key nobody has":   func(d *device) { d.id = stranger.id },
			"another owner":      func(d *device) { d.owner = []byte(other.Account.ID) },
			"an owner of no one": func(d *device) { d.owner = []byte("nobody\x00") },
			"counting backwards": func(d *device) { d.count = 0 },
		} {
			in, err := h.enters(d)
			h.must(in, err)
			bad := *d
			change(&bad)
			if _, err := h.enters(&bad); skill.ReasonOf(err) != "passkey.wrong" {
				t.Errorf("%s: %v", name, err)
			}
			d.count = max(d.count, bad.count)
		}
		asked, err := h.desk.BeginPasskeySignIn(ctx)
		h.must(nil, err)
		answer := d.signs(asked.Options)
		_, err = h.desk.SignInByPasskey(ctx, home, asked.ID, answer)
		h.must(nil, err)
		_, err = h.desk.SignInByPasskey(ctx, home, asked.ID, answer)
		h.refused("passkey.over", err)
		for _, made := range [][]byte{nil, []byte("{}"), []byte(strings.Repeat("[", 10000))} {
			asked, err = h.desk.BeginPasskeySignIn(ctx)
			h.must(nil, err)
			_, err = h.desk.SignInByPasskey(ctx, home, asked.ID, made)
			h.refused("passkey.wrong", err)
		}
		asked, err = h.desk.BeginPasskeySignIn(ctx)
		h.must(nil, err)
		h.clock.Step(5 * time.Minute)
		_, err = h.desk.SignInByPasskey(ctx, home, asked.ID, d.signs(asked.Options))
		h.refused("passkey.over", err)

		h.refused("passkey.not_found", h.desk.DropPasskey(ctx, h.self(h.here(other.Secret)), home, h.here(other.Secret), proof(good), key.ID))
		h.must(nil, h.desk.DropPasskey(ctx, h.self(h.here(e.Secret)), home, h.here(e.Secret), proof(good), key.ID))
		_, err = h.enters(d)
		h.refused("passkey.wrong", err)
	})
}

// A passkey is added by who shows once more who they are, in time, once, and by
// what was asked of them; not more than a few.
func TestAddingPasskeys(t *testing.T) {
	keyHall(t, func(h *hall) {
		ctx := t.Context()
		e, _ := h.register(good)
		other, _ := h.register(good)
		here := h.here(e.Secret)
		_, err := h.desk.BeginPasskey(ctx, home, here, proof("wrong"))
		h.refused("proof.wrong", err)
		begin := func() identity.Asked {
			asked, err := h.desk.BeginPasskey(ctx, home, here, proof(good))
			h.must(nil, err)
			return asked
		}
		finish := func(who identity.Entry, asked identity.Asked, d *device) error {
			there := h.here(who.Secret)
			_, err := h.desk.FinishPasskey(ctx, h.self(there), home, there, asked.ID, d.makes(asked.Options))
			return err
		}
		strange, elsewhere := newDevice(t, 3), newDevice(t, 4)
		strange.strange, elsewhere.origin = true, "https://evil.example.org"
		h.refused("passkey.wrong", finish(e, begin(), strange))
		h.refused("passkey.wrong", finish(e, begin(), elsewhere))
		h.refused("passkey.over", finish(other, begin(), newDevice(t, 5)))
		asked := begin()
		h.must(nil, finish(e, asked, newDevice(t, 6)))
		h.refused("passkey.over", finish(e, asked, newDevice(t, 7)))
		sign, err := h.desk.BeginPasskeySignIn(ctx)
		h.must(nil, err)
		h.refused("passkey.over", finish(e, identity.Asked{ID: sign.ID, Options: asked.Options}, newDevice(t, 8)))
		for n := uint64(10); n < 19; n++ {
			h.must(nil, finish(e, begin(), newDevice(t, n)))
		}
		_, err = h.desk.BeginPasskey(ctx, home, here, proof(good))
		h.refused("passkey.many", err)
	})
}

// Passkeys are made for a name; where there is none there are none, and closing
// an account takes its passkeys along.
func TestWherePasskeysAre(t *testing.T) {
	for host, want := range map[string]bool{
		"assay.example.org": true, "assay.example.org:8443": true, "localhost:8080": true, "127.0.0.1:8080": false, "[::1]:8080": false, "": false,
	} {
		if p, err := identity.NewPasskeys(host, "匠衡"); (p != nil) != want || err != nil {
			t.Errorf("%q: %v, %v", host, p != nil, err)
		}
	}
	keyHall(t, func(h *hall) {
		e, _ := h.register(good)
		d := newDevice(t, 1)
		key, err := h.adds(e, d)
		h.must(key, err)
		h.must(nil, h.desk.CloseAccount(t.Context(), h.self(h.here(e.Secret)), home, h.here(e.Secret), proof(good)))
		_, err = h.enters(d)
		h.refused("passkey.wrong", err)
		h.desk.Passkeys = nil
		_, err = h.desk.BeginPasskeySignIn(t.Context())
		h.refused("passkey.none", err)
	})
}
