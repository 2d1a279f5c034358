package attest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"assay/skill"
	"assay/skill/day"
)

func TestVerifyAnswersAboutTheHolder(t *testing.T) {
	ring := testRing(t, 1, false)
	qr, file := issued(t, ring)
	for _, row := range []struct {
		name, number string
		want         Holder
	}{
		{"", "", NotAsked},
		{"  ", "", NotAsked},
		{holderName, "", Same},
		{"阿依古丽•买买提", "", Same},
		{"张三", "", Different},
		{"", holderNumber, Same},
		{"", "659012200105050042", Different},
		{holderName, holderNumber, Same},
		{"张三", holderNumber, Different},
		{holderName, "659012200105050042", Different},
	} {
		ask := Question{Keys: ring.Public(), Name: row.name, Number: row.number, Kinds: []skill.DocumentKind{skill.Passport, skill.ResidentID}}
		for _, input := range []string{qr, string(file)} {
			out := must[Outcome](t)(Verify([]byte(input), ask))
			if out.Holder != row.want || out.Signature != Good || out.Status != NotChecked || out.AsOf != "" || out.Logged != "not-checked" {
				t.Errorf("%+v: %+v", row, out)
			}
		}
	}
}

func TestVerifySaysWhatTheStatementSays(t *testing.T) {
	ring := testRing(t, 1, false)
	key := ring.Signer().ID()
	qr, file := issued(t, ring)
	short := &Certificate{Form: "qr", Key: key, Number: "S000044012345264000123", Occupation: "6-31-01-03", Issued: "2026-11-20"}
	long := &Certificate{Form: "file", Key: key, Number: "S000044012345264000123", Kind: "skill-level", Occupation: "6-31-01-03",
		OccupationName: "电工", Level: "4", Body: "某市职业技能评价中心<甲>", USCC: "91659012MA00000000", Site: "S000044012345",
		Issued: "2026-11-20", Confirmation: "report-1"}
	for input, want := range map[string]*Certificate{qr: short, strings.ToLower(qr): short, "\xef\xbb\xbf\n" + string(file): long} {
		out := must[Outcome](t)(Verify([]byte(input), Question{Keys: ring.Public()}))
		if diff := cmp.Diff(want, out.Certificate); diff != "" {
			t.Error(diff)
		}
	}
}

func TestVerifyByKey(t *testing.T) {
	ring, other, demo := testRing(t, 1, false), testRing(t, 2, false), testRing(t, 1, true)
	otherDemo := testRing(t, 2, true)
	qr, _ := issued(t, ring)
	demoQR, _ := issued(t, demo)
	for _, row := range []struct {
		name  string
		text  string
		keys  PublicKeys
		want  Judgement
		demo  bool
		shown bool
	}{
		{"the registry's key", qr, ring.Public(), Good, false, true},
		{"another registry's", qr, other.Public(), UnknownKey, false, true},
		{"none", qr, nil, UnknownKey, false, true},
		{"a demonstration", demoQR, ring.Public(), UnknownKey, true, true},
		{"a demonstration, its key given", demoQR, demo.Public(), Good, true, true},
		{"another demonstration's key", demoQR, otherDemo.Public(), Bad, true, false},
		{"two keys of one id", demoQR, append(otherDemo.Public(), demo.Public()...), Good, true, true},
		{"damaged", qr[:len(qr)-3], ring.Public(), Unreadable, false, false},
	} {
		out := must[Outcome](t)(Verify([]byte(row.text), Question{Keys: row.keys, Name: holderName}))
		if out.Signature != row.want || out.Demonstration != row.demo || (out.Certificate != nil) != row.shown {
			t.Errorf("%s: %+v", row.name, out)
		}
		if (out.Reason != "") != (out.Signature == Unreadable) || (out.Holder == NotAsked) == row.shown {
			t.Errorf("%s: reason %q, holder %s", row.name, out.Reason, out.Holder)
		}
	}
	for _, input := range []string{"", "S000044012345264000123", "https://zs.example.org/verify", "\x00\x01"} {
		_, err := Verify([]byte(input), Question{})
		wantReason(t, err, "attest.verify.input")
	}
}

func statusList(t *testing.T, ring *Ring, asOf time.Time) []byte {
	head := Checkpoint{"test/log", 0, emptyRoot}
	signed := must[[]byte](t)(head.Sign(must[note.Signer](t)(ring.LogSigner("test/log"))))
	return must[[]byte](t)(StatusList{AsOf: asOf, Checkpoint: string(signed), NotInForce: []NotInForce{
		{"S000044012345264000200", day.Must("2026-11-21"), Cancelled},
		{"S000044012345264000123", day.Must("2026-11-21"), Revoked},
		{"S000044012345264000150", day.Must("2026-11-21"), Replaced},
	}}.Sign(ring.Signer()))
}

func TestStatusList(t *testing.T) {
	ring := testRing(t, 1, false)
	asOf := time.Date(2026, 11, 25, 10, 0, 0, 5, time.FixedZone("", 8*3600))
	list := must[StatusList](t)(OpenStatus(statusList(t, ring, asOf), ring.Public()))
	for _, row := range []struct {
		number, issued string
		want           Status
	}{
		{"S000044012345264000123", "2026-11-20", Revoked},
		{"S000044012345264000150", "2026-11-20", Replaced},
		{"S000044012345264000200", "2026-11-20", Cancelled},
		{"S000044012345264000124", "2026-11-20", InForce},
		{"S000044012345264000124", "2026-11-24", InForce},
		{"S000044012345264000124", "2026-11-25", NotChecked}, // the list may be of that morning
		{"S000044012345264000124", "2026-11-26", NotChecked},
	} {
		if got := list.of(row.number, day.Must(row.issued)); got != row.want {
			t.Errorf("%+v: %s", row, got)
		}
	}
	qr, _ := issued(t, ring)
	out := must[Outcome](t)(Verify([]byte(qr), Question{Keys: ring.Public(), List: &list}))
	if out.Status != Revoked || out.AsOf != "2026-11-25T02:00:00Z" || out.Signature != Good {
		t.Errorf("%+v", out)
	}
}

func TestStatusListRefuses(t *testing.T) {
	ring := testRing(t, 1, false)
	file := string(statusList(t, ring, drawn))
	for _, row := range []struct{ old, new, reason string }{
		{`"revoked"`, `"replaced"`, "attest.status.signature"},
		{`"revoked"`, `"in-force"`, "attest.status.form"},
		{`000123"`, `000999"`, "attest.status.form"}, // no longer in order
		{`"version":1`, `"version":2`, "attest.status.form"},
		{`"version":1`, `"version":1,"x":1`, "attest.status.form"},
		{`"key":"`, `"key":"x`, "attest.status.form"},
		{"Z\"", "+00:00\"", "attest.status.form"},
	} {
		if !strings.Contains(file, row.old) {
			t.Fatalf("%q is not in the file", row.old)
		}
		_, err := OpenStatus([]byte(strings.Replace(file, row.old, row.new, 1)), ring.Public())
		wantReason(t, err, row.reason)
	}
	_, err := OpenStatus([]byte(file), nil)
	wantReason(t, err, "attest.status.key")
	statementOnly := ring.Public()[1:]
	_, err = OpenStatus([]byte(file), statementOnly)
	wantReason(t, err, "attest.checkpoint.signature")
	_, err = StatusList{AsOf: drawn, NotInForce: []NotInForce{{"1", day.Must("2026-11-21"), Revoked}}}.Sign(ring.Signer())
	wantReason(t, err, "attest.status.form")
}

func FuzzVerify(f *testing.F) {
	ring := testRing(f, 1, false)
	qr, file := issued(f, ring)
	f.Add([]byte(qr))
	f.Add(file)
	ask := Question{Keys: ring.Public()}
	f.Fuzz(func(t *testing.T, input []byte) {
		out, err := Verify(input, ask)
		if err != nil && skill.ReasonOf(err) != "attest.verify.input" {
			t.Fatal(err)
		}
		if out.Signature == Good && out.Certificate.Number != "S000044012345264000123" {
			t.Fatalf("forged: %q", input)
		}
	})
}
