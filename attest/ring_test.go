package attest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"assay/skill"
)

func TestSealedValuesOpenOnlyInTheirPlace(t *testing.T) {
	ring := testRing(t, 1, false)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		at := Place{rapid.String().Draw(t, "table"), rapid.String().Draw(t, "column"), rapid.String().Draw(t, "row")}
		sealed, err := ring.Seal(seeded(2), at, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ring.Open(at, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%x, %v", got, err)
		}
		for _, other := range []Place{{at.Table + "x", at.Column, at.Row}, {at.Table, at.Column + "x", at.Row}, {at.Table, at.Column, at.Row + "x"}, {at.Column + "x", at.Table, at.Row}} {
			if _, err := ring.Open(other, sealed); skill.ReasonOf(err) != "attest.seal.broken" {
				t.Fatalf("opened at %v, %v", other, err)
			}
		}
	})
}

func TestEveryChangedByteOfASealedValueIsRefused(t *testing.T) {
	ring, at := testRing(t, 1, false), Place{"person", "number", "p1"}
	sealed := must[[]byte](t)(ring.Seal(seeded(2), at, []byte(holderNumber)))
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := ring.Open(at, changed); skill.CodeOf(err) != skill.Internal {
			t.Errorf("byte %d changed, %v", i, err)
		}
		_, err := ring.Open(at, sealed[:i])
		if err == nil {
			t.Errorf("opened when cut at %d", i)
		}
	}
}

func TestRotationKeepsOldValuesReadable(t *testing.T) {
	before := testRing(t, 1, false)
	at := Place{"person", "number", "p1"}
	sealed := must[[]byte](t)(before.Seal(seeded(2), at, []byte("old")))
	next := must[Key](t)(before.Successor(seeded(3), FieldKey, drawn.Add(time.Hour)))
	after := must[*Ring](t)(NewRing(append(before.Keys(), next)...))
	if got := must[[]byte](t)(after.Open(at, sealed)); string(got) != "old" {
		t.Errorf("%q", got)
	}
	again := must[[]byte](t)(after.Seal(seeded(2), at, []byte("new")))
	if by, ok := SealedBy(again); by != next.ID() || !ok {
		t.Errorf("sealed by %s, not by the newest key", by)
	}
	if by, _ := SealedBy(sealed); by == next.ID() {
		t.Error("the two keys have one id")
	}
	if _, ok := SealedBy([]byte("short")); ok {
		t.Error("anything is a sealed value")
	}
	_, err := before.Open(at, again)
	wantReason(t, err, "attest.seal.key")
}

func TestSuccessor(t *testing.T) {
	ring, later := testRing(t, 1, false), drawn.Add(time.Hour)
	_, err := ring.Successor(seeded(3), IndexKey, later)
	wantReason(t, err, "keys.index.fixed")
	_, err = ring.Successor(seeded(3), "drawer", later)
	wantReason(t, err, "keys.class")
	_, err = ring.Successor(seeded(3), LogKey, drawn)
	wantReason(t, err, "keys.clock")
	_, err = testRing(t, 1, true).Successor(seeded(3), LogKey, later)
	wantReason(t, err, "keys.demo.fixed")
}

func TestAnEarlierPromiseIsKeptByItsKey(t *testing.T) {
	before := testRing(t, 1, false)
	issue := must[Issue](t)(IssueBytes(testStatement(t, before.Signer().ID())))
	next := must[Key](t)(before.Successor(seeded(3), StatementKey, drawn.Add(time.Hour)))
	after := must[*Ring](t)(NewRing(append(before.Keys(), next)...))
	_, _, err := issue.Sign(after.Signer())
	wantReason(t, err, "attest.key.other")
	qr, _, err := issue.Sign(must[Signer](t)(after.SignerOf(issue.Key)))
	if known, good := after.Public().check(issue.Key, issue.QR, qr); err != nil || !known || !good {
		t.Errorf("known %v, good %v, %v", known, good, err)
	}
	_, err = after.SignerOf("zzzz")
	wantReason(t, err, "keys.unknown")
}

func TestBlindIndexAndSession(t *testing.T) {
	a, b := testRing(t, 1, false), testRing(t, 2, false)
	if a.BlindIndex("person.number", "1") != a.BlindIndex("person.number", "1") {
		t.Error("a value is not found again")
	}
	seen := map[[32]byte]bool{}
	for _, sum := range [][32]byte{
		a.BlindIndex("person.number", "1"), a.BlindIndex("person.number", "2"), a.BlindIndex("person.phone", "1"),
		a.BlindIndex("person.number1", ""), b.BlindIndex("person.number", "1"),
		must[[32]byte](t)(a.Session("cookie")), must[[32]byte](t)(a.Session("query")), must[[32]byte](t)(b.Session("cookie")),
	} {
		if seen[sum] {
			t.Errorf("%x twice", sum)
		}
		seen[sum] = true
	}
}

// Who knows everything about a row but the installation's keys cannot make its
// entry; who has the keys can check it after any rotation.
func TestWitness(t *testing.T) {
	ring, other := testRing(t, 1, false), testRing(t, 2, false)
	row := Row(nil).Text("a")
	key := RowKey{"certificate", "c1", 7}
	seen := map[[32]byte]string{Digest(Bits128{}, key, row): "the digest without a key"}
	for name, w := range map[string][32]byte{
		"the witness": ring.Witness(Bits128{}, key, row), "of other keys": other.Witness(Bits128{}, key, row),
		"another salt": ring.Witness(Bits128{1}, key, row), "another version": ring.Witness(Bits128{}, RowKey{"certificate", "c1", 8}, row),
		"another value": ring.Witness(Bits128{}, key, row.Null()), "a blind index": ring.BlindIndex("certificate", "c1"),
	} {
		if before, ok := seen[w]; ok {
			t.Errorf("%s is %s", name, before)
		}
		seen[w] = name
	}
	next := must[Key](t)(ring.Successor(seeded(3), FieldKey, drawn.Add(time.Hour)))
	secret, digest := ring.witness(), Digest(Bits128{}, key, row)
	mac := hmac.New(sha256.New, secret[:])
	mac.Write(digest[:])
	if w := ring.Witness(Bits128{}, key, row); !bytes.Equal(mac.Sum(nil), w[:]) {
		t.Errorf("%x is no HMAC", w)
	}
	rotated := must[*Ring](t)(NewRing(append(ring.Keys(), next)...))
	if rotated.Witness(Bits128{}, key, row) != ring.Witness(Bits128{}, key, row) {
		t.Error("a rotation changed it")
	}
}

func TestRingRefuses(t *testing.T) {
	keys := must[[]Key](t)(NewKeys(seeded(1), drawn, false))
	_, err := NewRing(keys[1:]...)
	wantReason(t, err, "keys.missing")
	_, err = NewRing(append(keys, keys[0])...)
	wantReason(t, err, "keys.ambiguous")
	twin := must[Key](t)(NewKey(seeded(9), FieldKey, drawn))
	_, err = NewRing(append(keys, twin)...)
	wantReason(t, err, "keys.ambiguous")
	_, err = NewRing(append(keys, Key{})...)
	wantReason(t, err, "keys.unreadable")
}

func TestKeyFiles(t *testing.T) {
	for _, k := range must[[]Key](t)(NewKeys(seeded(1), drawn, false)) {
		file := must[[]byte](t)(k.Marshal())
		got := must[Key](t)(ParseKey(file))
		if again := must[[]byte](t)(got.Marshal()); !bytes.Equal(again, file) || got.File() != k.File() {
			t.Errorf("%v came back as %v", k, got)
		}
		for _, bad := range []string{"", "{}", string(file) + "{}", strings.Replace(string(file), "\"version\": 1", "\"version\": 2", 1),
			strings.Replace(string(file), "\"class\"", "\"Class\"", 1), strings.Replace(string(file), string(k.Class()), "drawer", 1),
			strings.Replace(string(file), "\"secret\": \"", "\"secret\": \"AAAA", 1)} {
			_, err := ParseKey([]byte(bad))
			wantReason(t, err, "keys.unreadable")
		}
	}
}

// No verb of fmt shows a secret, however deep the key lies.
func TestSecretsAreNotPrinted(t *testing.T) {
	ring := testRing(t, 1, false)
	for _, k := range ring.Keys() {
		hidden := struct {
			k Key
			r *Ring
			s Signer
		}{k, ring, ring.Signer()}
		secret := k.secret()
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%q", "%d"} {
			for _, v := range []any{k, &k, hidden, &hidden, ring, *ring, ring.Signer()} {
				text := strings.ToLower(fmt.Sprintf(verb, v))
				for _, form := range []string{hex.EncodeToString(secret[:4]), fmt.Sprintf("%d %d %d %d", secret[0], secret[1], secret[2], secret[3]), fmt.Sprintf("%#x%02x%02x%02x", secret[3], secret[2], secret[1], secret[0]), fmt.Sprintf("%d", uint32(secret[3])<<24|uint32(secret[2])<<16|uint32(secret[1])<<8|uint32(secret[0])), fmt.Sprintf("%#x, %#x, %#x", secret[0], secret[1], secret[2])} {
					if strings.Contains(text, form) {
						t.Fatalf("%s of %T shows the %s key", verb, v, k.Class())
					}
				}
			}
		}
	}
}

// A key's seed and its signature are those of RFC 8032.
// Source: RFC 8032 section 7.1, tests 1 and 2.
func TestEd25519Vectors(t *testing.T) {
	for _, row := range []struct{ seed, message, signature string }{
		{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
		{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
	} {
		seed, _ := hex.DecodeString(row.seed)
		message, _ := hex.DecodeString(row.message)
		sig := newSigner(must[Key](t)(newKey(StatementKey, "abcd", drawn, [32]byte(seed)))).sign(message)
		if got := hex.EncodeToString(sig[:]); got != row.signature {
			t.Errorf("%s", got)
		}
	}
}

func TestPublicFile(t *testing.T) {
	ring := testRing(t, 1, false)
	file := must[[]byte](t)(ring.Public().Marshal())
	for _, k := range ring.Keys() {
		secret := k.secret()
		if bytes.Contains(file, encode64(secret[:])[:8]) {
			t.Errorf("the %s key is in the public file", k.Class())
		}
	}
	if got := must[PublicKeys](t)(ParsePublic(file)); len(got) != 2 {
		t.Errorf("%d public keys", len(got))
	}
	secret := must[[]byte](t)(ring.Keys()[0].Marshal())
	for _, bad := range []string{"", "{}", string(secret), strings.Replace(string(file), "statement", "field", 1),
		strings.Replace(string(file), "\"public\": \"", "\"public\": \"A", 1), `{"version":1,"keys":[]}`} {
		_, err := ParsePublic([]byte(bad))
		wantReason(t, err, "keys.public.unreadable")
	}
}

func BenchmarkSeal(b *testing.B) {
	ring, random, at, plain := testRing(b, 1, false), seeded(2), Place{"person", "number", "0190b2f0"}, []byte(holderNumber)
	b.ReportAllocs()
	for b.Loop() {
		must[[]byte](b)(ring.Seal(random, at, plain))
	}
}

func BenchmarkOpen(b *testing.B) {
	ring, at := testRing(b, 1, false), Place{"person", "number", "0190b2f0"}
	sealed := must[[]byte](b)(ring.Seal(seeded(2), at, []byte(holderNumber)))
	b.ReportAllocs()
	for b.Loop() {
		must[[]byte](b)(ring.Open(at, sealed))
	}
}

func BenchmarkBlindIndex(b *testing.B) {
	ring := testRing(b, 1, false)
	b.ReportAllocs()
	for b.Loop() {
		ring.BlindIndex("person.number", holderNumber)
	}
}
