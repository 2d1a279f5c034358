package attest

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"

	"assay/skill"
)

func TestStatementRoundTrip(t *testing.T) {
	for _, demo := range []bool{false, true} {
		ring := testRing(t, 1, demo)
		_, file := issued(t, ring)
		got := must[Statement](t)(ParseStatement(file))
		want := testStatement(t, ring.Signer().ID())
		want.Signature = got.Signature
		if got != want {
			t.Errorf("%+v", got)
		}
		if got.Specimen != demo {
			t.Errorf("specimen is %v in a demonstration %v", got.Specimen, demo)
		}
	}
}

// The file is JCS: members in order, no white space, nothing escaped that need
// not be.
// Source: RFC 8785 section 3.
func TestStatementFileIsCanonical(t *testing.T) {
	_, file := issued(t, testRing(t, 1, false))
	if !bytes.HasPrefix(file, []byte(`{"body":{"name":"某市职业技能评价中心<甲>","uscc":"91659012MA00000000"},"confirmation":"report-1","document":{"salt":"`)) {
		t.Errorf("%s", file)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, file, "", "  "); err != nil {
		t.Fatal(err)
	}
	if _, err := ParseStatement(indented.Bytes()); err != nil {
		t.Errorf("a file that somebody indented: %v", err)
	}
}

// What is signed is what the JCS library makes of it, whatever the text holds.
func TestCanonicalJSONIsJCS(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Statement{
			Version: rapid.IntRange(-9, 1<<40).Draw(t, "version"), Kind: rapid.String().Draw(t, "kind"), Specimen: rapid.Bool().Draw(t, "specimen"),
			Site: rapid.SampledFrom([]string{"\u2028\u2029", "<&>\"\\/", "\b\f\n\r\t\x00\x1f\x7f", "𠮷€\u00e9", `\u0041`, ""}).Draw(t, "site"),
		}
		s.Body.Name = rapid.String().Draw(t, "name")
		list := StatusList{Checkpoint: s.Kind, NotInForce: []NotInForce{{Number: s.Site}}}
		for _, v := range []any{s, list, publicFile{Keys: PublicKeys{{Public: s.Kind}}}, keyFile{Secret: []byte(s.Kind)}} {
			got, err := canonicalJSON(v)
			if err != nil {
				t.Fatal(err)
			}
			if want, err := jcs.Transform(got); err != nil || !bytes.Equal(want, got) {
				t.Fatalf("%s\n%s\n%v", got, want, err)
			}
		}
	})
}

func TestStatementRefuses(t *testing.T) {
	_, file := issued(t, testRing(t, 1, false))
	text := string(file)
	for name, row := range map[string]struct{ old, new, reason string }{
		"unknown member":   {`{"body"`, `{"bodies":1,"body"`, "attest.json"},
		"member twice":     {`"kind":"skill-level"`, `"kind":"other","kind":"skill-level"`, "attest.json"},
		"other case":       {`"kind"`, `"Kind"`, "attest.json"},
		"missing member":   {`"replaces":"",`, ``, "attest.json"},
		"null":             {`"replaces":""`, `"replaces":null`, "attest.json"},
		"something after":  {`"version":1}`, `"version":1}{}`, "attest.json"},
		"cut":              {`"version":1}`, ``, "attest.json"},
		"impossible date":  {`"2026-11-20"`, `"2026-11-31"`, "attest.json"},
		"other version":    {`"version":1`, `"version":2`, "attest.statement.version"},
		"no kind":          {`"kind":"skill-level"`, `"kind":""`, "attest.statement.missing"},
		"specimen claimed": {`"specimen":false`, `"specimen":true`, "attest.statement.specimen"},
		"no such level":    {`"level":"4"`, `"level":"6"`, "level.unknown"},
		"shape of number":  {`"number":"S`, `"number":"s`, "attest.number.shape"},
		"no date":          {`"2026-11-20"`, `""`, "attest.date.range"},
	} {
		if !strings.Contains(text, row.old) {
			t.Fatalf("%s: %q is not in the file", name, row.old)
		}
		_, err := ParseStatement([]byte(strings.Replace(text, row.old, row.new, 1)))
		if skill.ReasonOf(err) != row.reason {
			t.Errorf("%s: %v, want %s", name, err, row.reason)
		}
	}
	payload := must[[]byte](t)(testStatement(t, "abcd").Payload())
	_, err := ParseStatement(bytes.TrimPrefix(payload, []byte(domainFile)))
	wantReason(t, err, "attest.statement.missing")
	_, err = StatementFile(payload[1:], Signature{1})
	wantReason(t, err, "attest.statement.payload")
}

func TestEveryChangedByteOfAStatementIsRefused(t *testing.T) {
	ring := testRing(t, 1, false)
	_, file := issued(t, ring)
	ask := Question{Keys: ring.Public()}
	for i := range file {
		for _, flip := range []byte{1, 2, 0x20, 0x80} {
			changed := bytes.Clone(file)
			changed[i] ^= flip
			if out, _ := Verify(changed, ask); out.Signature == Good {
				t.Errorf("byte %d from %q to %q: %+v", i, file[i], changed[i], out)
			}
		}
	}
}

// A signature over one form is none over the other, nor over a status list.
func TestFormsDoNotStandInForEachOther(t *testing.T) {
	ring := testRing(t, 1, false)
	issue := must[Issue](t)(IssueBytes(testStatement(t, ring.Signer().ID())))
	qrSig, fileSig, err := issue.Sign(ring.Signer())
	if err != nil {
		t.Fatal(err)
	}
	ask := Question{Keys: ring.Public()}
	qr := must[string](t)(QRText("h", issue.QR, fileSig))
	file := must[[]byte](t)(StatementFile(issue.File, qrSig))
	for _, input := range [][]byte{[]byte(qr), file} {
		if out := must[Outcome](t)(Verify(input, ask)); out.Signature != Bad || out.Certificate != nil {
			t.Errorf("%+v", out)
		}
	}
}

func FuzzParseStatement(f *testing.F) {
	_, file := issued(f, testRing(f, 1, false))
	for _, seed := range []string{string(file), "{}", `{"version":1}`, strings.Repeat("[", 1000), "{\"a\":\"\xff\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := ParseStatement(file)
		if err != nil {
			return
		}
		again := must[[]byte](t)(canonicalJSON(s))
		if got, err := ParseStatement(again); got != s || err != nil {
			t.Fatalf("%q reads as %+v, which reads as %+v, %v", file, s, got, err)
		}
	})
}
