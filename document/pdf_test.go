package document

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
	"rsc.io/qr"

	"assay/skill"
)

func TestNumbersAreWrittenShort(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 12: "12", 0.5: "0.5", -3.25: "-3.25", 1.0005: "1.001", 595.28: "595.28", 0.0301: "0.03", 7.999: "7.999"} {
		if got := string(appendNumber(nil, n)); got != want {
			t.Errorf("%v is written %q, want %q", n, got, want)
		}
	}
}

// The rectangles of a QR code cover each black module once and no white one.
func TestMergedRectanglesAreTheCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`HTTPS://[A-Z.]{3,20}/Q/[A-Z2-7]{1,280}`).Draw(t, "text")
		code, err := qr.Encode(text, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		covered := map[[2]int]int{}
		rects := 0
		for r := range merge(code) {
			rects++
			for y := r.y; y < r.y+r.height; y++ {
				for x := r.x; x < r.x+r.width; x++ {
					covered[[2]int{x, y}]++
				}
			}
		}
		for y := range code.Size {
			for x := range code.Size {
				if want := map[bool]int{true: 1}[code.Black(x, y)]; covered[[2]int{x, y}] != want {
					t.Fatalf("module %d,%d is covered %d times, want %d", x, y, covered[[2]int{x, y}], want)
				}
			}
		}
		if rects > len(covered) {
			t.Fatalf("%d rectangles for %d modules", rects, len(covered))
		}
	})
}

// Lines join to the text they came from, and none is longer than its column
// unless it is one piece that cannot be broken.
func TestWrappingLosesNothing(t *testing.T) {
	f := shippedFonts(t)
	d := newPDF(f)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			"电工", "焊", "，", "（", "）", "Level", " ", "4", "·", "阿卜杜", "/", "。", "Co.,", "A",
		}), 1, 40).Draw(t, "text"), "")
		width := rapid.Float64Range(15, 160).Draw(t, "width")
		s := textStyle{font: f.Text, size: 12}
		lines := d.wrap(text, s, width)
		if strings.Join(lines, "") != text {
			t.Fatalf("%q became %q", text, lines)
		}
		for _, line := range lines {
			line = strings.TrimRight(line, " ")
			if d.width(line, s) > width*pointsPerMM && len(breakPieces(line)) > 1 && strings.Count(line, "·") == 0 {
				t.Fatalf("%q is longer than %v mm", line, width)
			}
		}
	})
}

// GB/T 15834-2011, 5.1: no line begins with a closing sign or ends with an
// opening one.
func TestPunctuationStaysWithItsWord(t *testing.T) {
	for text, want := range map[string]string{
		"具备该职业（工种）相应":   "具|备|该|职|业|（工|种）|相|应",
		"颁发，表明":         "颁|发，|表|明",
		"Level 4 or 五级": "Level |4 |or |五|级",
		"a/b":           "a/|b",
	} {
		if got := strings.Join(breakPieces(text), "|"); got != want {
			t.Errorf("%s breaks as %s, want %s", text, got, want)
		}
	}
}

func TestANameShrinksALittleBeforeItTakesASecondLine(t *testing.T) {
	f := shippedFonts(t)
	d := newPDF(f)
	s := textStyle{font: f.Text, size: 16}
	const column = 73.0
	for n := 1; n <= 60; n++ {
		set, ok := d.fit(strings.Repeat("示", n), s, column, 3)
		if !ok {
			t.Fatalf("a name of %d characters does not fit", n)
		}
		for _, line := range set.lines {
			if w := d.width(line, set.style); w > column*pointsPerMM+0.01 {
				t.Errorf("%d characters: a line of %.1f points in %.1f", n, w, column*pointsPerMM)
			}
		}
		if full := float64(n) * 16; full <= column*pointsPerMM && set.style.size != 16 {
			t.Errorf("%d characters fit but were shrunk to %v", n, set.style.size)
		}
		if set.style.size < smallestType {
			t.Errorf("%d characters: type of %v points", n, set.style.size)
		}
	}
	set, _ := d.fit("阿卜杜热合曼江·买买提吐尔逊江·阿卜力米提", s, 60, 3)
	for _, line := range set.lines[:len(set.lines)-1] {
		if !strings.HasSuffix(line, "·") {
			t.Errorf("a name broke inside a part: %q", set.lines)
		}
	}
}

func TestReadQRText(t *testing.T) {
	const pdf = "%PDF-1.7\n3 0 obj\n<</Title <FEFF>"
	for what, c := range map[string]struct{ file, want, reason string }{
		"as written":        {pdf + `/AssayQR (HTTPS://A.EXAMPLE/Q/ABC)>>`, "HTTPS://A.EXAMPLE/Q/ABC", ""},
		"escaped brackets":  {pdf + `/AssayQR (A\(B\)\\C)>>`, `A(B)\C`, ""},
		"twice the same":    {pdf + `/AssayQR (A)>> /AssayQR (A)>>`, "A", ""},
		"two that differ":   {pdf + `/AssayQR (A)>> /AssayQR (B)>>`, "", "print.qr_unclear"},
		"not closed":        {pdf + `/AssayQR (ABC`, "", "print.qr_unclear"},
		"empty":             {pdf + `/AssayQR ()`, "", "print.qr_unclear"},
		"escaped control":   {pdf + "/AssayQR (A\\\r)", "", "print.qr_unclear"},
		"control character": {pdf + "/AssayQR (A\x00B)", "", "print.qr_unclear"},
		"far too long":      {pdf + "/AssayQR (" + strings.Repeat("A", 5000) + ")", "", "print.qr_unclear"},
		"a scan":            {pdf + ">>", "", "print.qr_missing"},
		"not a PDF":         {"PK\x03\x04", "", "print.pdf_unreadable"},
		"nothing":           {"", "", "print.pdf_unreadable"},
	} {
		got, err := ReadQRText([]byte(c.file))
		if got != c.want || (err != nil || c.reason != "") && reason(err) != c.reason {
			t.Errorf("%s: got %q, %v; want %q, %s", what, got, err, c.want, c.reason)
		}
	}
}

func FuzzReadQRText(f *testing.F) {
	f.Add([]byte("%PDF-1.7 /AssayQR (HTTPS://A.EXAMPLE/Q/ABC)"))
	f.Add([]byte(`%PDF-/AssayQR (\`))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, err := ReadQRText(b)
		if (text == "") != (err != nil) {
			t.Fatalf("%q and %v", text, err)
		}
		if err == nil {
			again, err := ReadQRText(append(appendLiteral([]byte("%PDF-/AssayQR "), text), '\n'))
			if err != nil || again != text {
				t.Fatalf("%q was read back as %q, %v", text, again, err)
			}
		}
	})
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return skill.ReasonOf(err)
}
