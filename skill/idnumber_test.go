package skill

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"assay/skill/day"

	"pgregory.net/rapid"
)

var idToday = day.Must("2026-11-02")

// TestDocuments runs the table in testdata against GB 11643 and the kinds.
func TestDocuments(t *testing.T) {
	for _, row := range table(t, "testdata/documents.txt", 3) {
		t.Run(row[0]+" "+row[1], func(t *testing.T) {
			d, notes, err := ParseDocument(DocumentKind(row[0]), row[1], idToday)
			if got := describe(d, notes, err); got != row[2] {
				t.Errorf("got %s, want %s", got, row[2])
			}
		})
	}
}

func TestDocumentDropsInvisibleCharacters(t *testing.T) {
	d, _, err := ParseDocument(ResidentID, "\u200b11010319010203101X\ufeff", idToday)
	if err != nil || d.Number.Reveal() != "11010319010203101X" {
		t.Errorf("got %v, %v", d, err)
	}
}

func describe(d Document, notes []Note, err error) string {
	if err != nil {
		return ReasonOf(err)
	}
	sex, birth := "-", "-"
	if born, ok := d.Born(); ok {
		sex, birth = string(d.Sex()), born.String()
	}
	out := fmt.Sprintf("ok %s %s %s", sex, birth, d.Number.Reveal())
	for _, n := range notes {
		out += " " + string(n)
	}
	return out
}

// table reads rows of cells parted by |; # begins a remark.
func table(t *testing.T, path string, cells int) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	for s := bufio.NewScanner(f); s.Scan(); {
		if s.Text() == "" || s.Text()[0] == '#' {
			continue
		}
		row := strings.Split(s.Text(), "|")
		if len(row) != cells {
			t.Fatalf("%s: %q has %d cells, not %d", path, s.Text(), len(row), cells)
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		rows = append(rows, row)
	}
	return rows
}

// A number that was altered in one digit, or whose neighbouring digits were
// swapped, never has the right check character: ISO 7064 promises both.
func TestCheckCharacterFindsSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{17}`).Draw(t, "body")
		whole := []byte(body + string(checkCharacter(body)))
		at := rapid.IntRange(0, 16).Draw(t, "at")
		slip := bytes.Clone(whole)
		if rapid.Bool().Draw(t, "swap") && at < 16 {
			slip[at], slip[at+1] = slip[at+1], slip[at]
		} else {
			slip[at] = '0' + (slip[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		}
		if !bytes.Equal(slip, whole) && checkCharacter(string(slip)) == slip[17] {
			t.Fatalf("the slip from %s to %s was not found", whole, slip)
		}
	})
}

// Parsing what parsing gave changes nothing, and the kind stands.
func TestParseDocumentIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(DocumentKinds()).Draw(t, "kind")
		d, _, err := ParseDocument(kind, rapid.StringMatching(`[ 0-9A-Za-zＸ字-]{0,19}`).Draw(t, "text"), idToday)
		if err != nil {
			return
		}
		again, _, err := ParseDocument(d.Kind, d.Number.Reveal(), idToday)
		if err != nil || !again.Equal(d) {
			t.Fatalf("read again as %v, %v", again, err)
		}
	})
}

func FuzzParseDocument(f *testing.F) {
	for _, seed := range []string{"11010519491231002X", "659012660301001", "Ａ1234567", "\u200b", "南字第1号", "６５９012199001010047"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range DocumentKinds() {
			d, _, err := ParseDocument(kind, text, idToday)
			if err != nil && text != "" && len(text) > 3 && strings.Contains(err.Error(), text) {
				t.Errorf("the error repeats the number: %v", err)
			}
			if born, ok := d.Born(); ok && (born.After(idToday) && kind != ForeignPermanentID) {
				t.Errorf("%s is in the future", born)
			}
		}
	})
}

// No way of printing, logging or encoding shows more than the last four.
func TestIDNumberIsMaskedEverywhere(t *testing.T) {
	const secret = "659012199001010047"
	n := StoredIDNumber(secret)
	d := Document{ResidentID, n}
	p := Person{Document: d}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		fmt.Fprintf(&out, verb+verb+verb+verb, n, &n, d, p)
	}
	fmt.Fprintln(&out, n, d, []IDNumber{n}, map[IDNumber]IDNumber{n: n}, fmt.Errorf("%v", n))
	text := slog.New(slog.NewTextHandler(&out, nil))
	text.Info("x", "n", n, "d", d, "p", p)
	structured := slog.New(slog.NewJSONHandler(&out, nil))
	structured.Info("x", "n", n, "d", d, "p", p)
	for _, v := range []any{n, d, p, map[string]any{"n": n}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	b, err := xml.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	if got := out.String(); strings.Contains(got, "10047") || strings.Contains(got, fmt.Sprintf("%x", "10047")) {
		t.Errorf("more than the last four came out:\n%s", got)
	}
	if n.String() != "****0047" || n.Reveal() != secret {
		t.Errorf("got %s, revealed %d characters", n, len(n.Reveal()))
	}
	if err := json.Unmarshal([]byte(`"`+secret+`"`), &n); err == nil {
		t.Error("a number was made without being parsed")
	}
}

func TestShortNumbersHideMore(t *testing.T) {
	for number, want := range map[string]string{"": "", "12": "****", "123456": "****56", "E12345678": "****678"} {
		if got := StoredIDNumber(number).String(); got != want {
			t.Errorf("%d characters: got %s, want %s", len(number), got, want)
		}
	}
}

func TestDocumentKinds(t *testing.T) {
	for _, kind := range DocumentKinds() {
		for _, name := range []string{string(kind), kind.Chinese(), kind.English(), " " + kind.Chinese() + "　"} {
			if got, err := ParseDocumentKind(name); got != kind || err != nil {
				t.Errorf("%q is %q, %v", name, got, err)
			}
		}
	}
	for name, want := range map[string]DocumentKind{"身份证": ResidentID, "台胞证": TaiwanPermit, "港澳通行证": MainlandPermit} {
		if got, err := ParseDocumentKind(name); got != want || err != nil {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	if _, err := ParseDocumentKind("借书证"); ReasonOf(err) != "document.kind_unknown" {
		t.Errorf("got %v", err)
	}
}

// Every name of a kind belongs to that kind alone.
func TestDocumentKindNamesAreUnique(t *testing.T) {
	seen := map[string]DocumentKind{}
	for _, row := range documentKinds {
		for _, name := range append([]string{string(row.kind), row.zh, row.en}, row.others...) {
			if other, ok := seen[Fold(name)]; ok && other != row.kind {
				t.Errorf("%s names %s and %s", name, other, row.kind)
			}
			seen[Fold(name)] = row.kind
		}
	}
}

// The number of a foreign permanent resident's card states birth and sex where
// its check character is right, and is never refused where it is not.
func TestForeignPermanentID(t *testing.T) {
	body := "91184019900307101"
	good := body + string(checkCharacter(body))
	d, notes, err := ParseDocument(ForeignPermanentID, good, idToday)
	if born, ok := d.Born(); err != nil || len(notes) != 0 || !ok || born != day.Must("1990-03-07") || d.Sex() != "M" || d.Area() != "" {
		t.Errorf("got %v %v %v", d, notes, err)
	}
	d, notes, err = ParseDocument(ForeignPermanentID, "USA110090030712", idToday)
	if _, ok := d.Born(); err != nil || ok || len(notes) != 1 {
		t.Errorf("got %v %v %v", d, notes, err)
	}
}

func TestOccupationCode(t *testing.T) {
	for text, want := range map[string]OccupationCode{"6-31-01-03": "6-31-01-03", " ６－３１－０１－０３ ": "6-31-01-03", "6—31—01—03": "6-31-01-03"} {
		if got, err := ParseOccupationCode(text); got != want || err != nil {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "6-31-01", "6-31-01-3", "6310103", "电工", "a-31-01-03"} {
		if got, err := ParseOccupationCode(text); ReasonOf(err) != "occupation.code_shape" {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
}
