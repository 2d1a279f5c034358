package attest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"crypto/x509"
	"encoding/pem"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
	"rsc.io/qr"

	"assay/skill"
	"assay/skill/day"
)

func drawBits(t *rapid.T, label string) Bits128 {
	return Bits128(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, label))
}

func drawQR(t *rapid.T) QR {
	return QR{
		Key:        KeyID(rapid.StringMatching(`[a-z2-7]{4}`).Draw(t, "key")),
		Number:     rapid.StringMatching(`[A-Z][0-9]{14}[0-9A-Z][0-9]{6}|[0-9]{16}`).Draw(t, "number"),
		Occupation: rapid.StringMatching(`[0-9]-[0-9]{2}-[0-9]{2}-[0-9]{2}`).Draw(t, "occupation"),
		Issued:     day.FromOrdinal(rapid.IntRange(0, 0xFFFF).Draw(t, "issued")),
		Name:       Commitment{drawBits(t, "s1"), drawBits(t, "v1")},
		Document:   Commitment{drawBits(t, "s2"), drawBits(t, "v2")},
		Signature:  Signature(rapid.SliceOfN(rapid.Byte(), 64, 64).Draw(t, "signature")),
	}
}

func TestQRRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQR(t)
		payload, err := q.Payload()
		if err != nil {
			t.Fatal(err)
		}
		text, err := QRText(rapid.StringMatching(`[a-z0-9][a-z0-9.:-]{0,62}`).Draw(t, "host"), payload, q.Signature)
		if err != nil {
			t.Fatal(err)
		}
		text = rapid.SampledFrom([]string{text, strings.ToLower(text), " " + text + "\n", strings.Replace(text, "/Q/", "/q/", 1)}).Draw(t, "as read")
		got, err := ParseQR(text)
		if diff := cmp.Diff(q, got, cmp.Comparer(func(a, b day.Date) bool { return a == b })); diff != "" || err != nil {
			t.Fatalf("%v %s", err, diff)
		}
	})
}

// A code is printed 25 mm wide, quiet zone of four modules on either side
// included, and no module may be under 0.38 mm.
func TestQRModulesAreLargeEnough(t *testing.T) {
	payload := must[[]byte](t)(QR{Key: DemoKey, Number: "Y00234401234524T000123", Occupation: "6-31-01-03", Issued: day.Must("2026-11-20")}.Payload())
	for host, version := range map[string]int{"zs.example.org": 9, "certificates.province.gov.cn": 10, strings.Repeat("h", MaxHost): 10} {
		text := must[string](t)(QRText(host, payload, Signature{1}))
		code, err := qr.Encode(text, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		if millimetres := 25 / float64(code.Size+8); code.Size != 17+4*version || millimetres < 0.38 {
			t.Errorf("%s: %d modules, version %d, %.3f mm each", host, code.Size, (code.Size-17)/4, millimetres)
		}
	}
	if MaxHost != 63 {
		t.Errorf("the longest host has %d characters", MaxHost)
	}
	for _, host := range []string{"", strings.Repeat("h", MaxHost+1), "例.cn", "a/b", "a b", "a?b"} {
		_, err := QRText(host, payload, Signature{})
		wantReason(t, err, "attest.qr.host")
	}
	_, err := QRText("h", payload[1:], Signature{})
	wantReason(t, err, "attest.qr.payload")
}

func TestParseQRRefuses(t *testing.T) {
	good, _ := issued(t, testRing(t, 1, false))
	tail := good[strings.Index(good, "/Q/")+3:]
	for text, reason := range map[string]string{
		"":                    "attest.qr.text",
		tail:                  "attest.qr.text",
		"FTP://H/Q/" + tail:   "attest.qr.text",
		"HTTPS://H/R/" + tail: "attest.qr.text",
		"HTTPS://H/Q/":        "attest.qr.length",
		good[:len(good)-1]:    "attest.qr.length",
		good + "A":            "attest.qr.length",
		good[:len(good)-9] + "1" + good[len(good)-8:]: "attest.qr.damaged", // 1 is no digit of base32
		good[:len(good)-1] + "B":                      "attest.qr.damaged", // bits beyond the last byte
		"HTTPS://H/Q/Z" + tail[1:]:                    "attest.qr.version",
		"HTTPS://H/Q/" + tail[:2] + "AAA" + tail[5:]:  "attest.key.id",
	} {
		_, err := ParseQR(text)
		wantReason(t, err, reason)
	}
	_, err := QR{Key: "DEMO"}.Payload()
	wantReason(t, err, "attest.key.id")
}

// No change of any bit of a statement is believed.
func TestEveryChangedBitOfAQRIsRefused(t *testing.T) {
	ring := testRing(t, 1, false)
	text, _ := issued(t, ring)
	cut := strings.Index(text, "/Q/") + 3
	whole, err := base32QR.DecodeString(text[cut:])
	if err != nil || len(whole) != qrLength {
		t.Fatal(err)
	}
	ask := Question{Keys: ring.Public()}
	for bit := range qrLength * 8 {
		changed := bytes.Clone(whole)
		changed[bit/8] ^= 1 << (bit % 8)
		out, err := Verify([]byte(text[:cut]+base32QR.EncodeToString(changed)), ask)
		if err != nil || out.Signature == Good || out.Signature == UnknownKey && bit/8 > 4 {
			t.Errorf("bit %d of byte %d: %+v, %v", bit%8, bit/8, out, err)
		}
	}
}

// Another program agrees about what was signed.
func TestOpensslChecksAStatement(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("left out: openssl is not installed; the signature was not cross-checked")
	}
	ring := testRing(t, 1, false)
	text, _ := issued(t, ring)
	q := must[QR](t)(ParseQR(text))
	key, _ := ring.Public()[1].ed25519()
	der := must[[]byte](t)(x509.MarshalPKIXPublicKey(key))
	dir := t.TempDir()
	payload := must[[]byte](t)(q.Payload())
	for name, content := range map[string][]byte{
		"pub.pem": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "sig": q.Signature[:],
		"payload": payload, "other": append(bytes.Clone(payload), 0),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(file string) (string, error) {
		cmd := exec.Command(openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "pub.pem", "-rawin", "-in", file, "-sigfile", "sig")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := check("payload"); err != nil {
		t.Errorf("openssl refuses our signature: %s", out)
	}
	if out, err := check("other"); err == nil {
		t.Errorf("openssl accepts other bytes: %s", out)
	}
}

func FuzzParseQR(f *testing.F) {
	text, _ := issued(f, testRing(f, 1, false))
	for _, seed := range []string{text, strings.ToLower(text), "HTTPS://H/Q/", "https://h/q/" + strings.Repeat("A", qrDigits), "ſ://Q/", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := ParseQR(text)
		if err != nil {
			if skill.CodeOf(err) != skill.Invalid {
				t.Fatal(err)
			}
			return
		}
		again, err := QRText("h", must[[]byte](t)(q.Payload()), q.Signature)
		if err != nil || !strings.EqualFold(again[len("HTTPS://H/Q/"):], strings.TrimSpace(text[strings.LastIndex(text, "/")+1:])) {
			t.Fatalf("%q was read but is not what is written, %v", text, err)
		}
	})
}

func BenchmarkIssueBytesAndSign(b *testing.B) {
	ring := testRing(b, 1, false)
	s, by := testStatement(b, ring.Signer().ID()), ring.Signer()
	b.ReportAllocs()
	for b.Loop() {
		issue := must[Issue](b)(IssueBytes(s))
		if _, _, err := issue.Sign(by); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIssueBytes(b *testing.B) {
	s := testStatement(b, "abcd")
	b.ReportAllocs()
	for b.Loop() {
		must[Issue](b)(IssueBytes(s))
	}
}

func BenchmarkVerifyQR(b *testing.B) {
	ring := testRing(b, 1, false)
	text, _ := issued(b, ring)
	ask := Question{Keys: ring.Public()}
	for b.Loop() {
		must[Outcome](b)(Verify([]byte(text), ask))
	}
}
