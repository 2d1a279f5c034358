package paper

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
)

// with puts objects before the table of a whole PDF.
func with(objects string) []byte {
	return bytes.Replace(testdb.PDF("x"), []byte("xref\n"), []byte(objects+"\nxref\n"), 1)
}

// flate packs a text as most writers of PDF do.
func flate(text string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.String()
}

// stream is an object with a stream.
func stream(dictionary, body string) string {
	return fmt.Sprintf("9 0 obj\n<< %s /Length %d >>\nstream\n%s\nendstream\nendobj", dictionary, len(body), body)
}

// What a PDF may hold, and what it may not, however it is written.
// Source: ISO 32000-1:2008, 7.3.5, 7.5.7, 7.11.4, 12.6.4.
func TestCheck(t *testing.T) {
	plain := testdb.PDF("x")
	hidden := "4 0 5 30 << /S /JavaScript /JS (app.alert) >>"
	for what, c := range map[string]struct {
		file   []byte
		reason string
	}{
		"pages alone":                    {plain, ""},
		"PDF 2.0":                        {bytes.Replace(plain, []byte("1.4"), []byte("2.0"), 1), ""},
		"a blank at its end":             {append(bytes.Clone(plain), " \r\n"...), ""},
		"text that speaks of a stream":   {with("4 0 obj (a stream) endobj"), ""},
		"a packed page":                  {with(stream("/Filter /FlateDecode", flate("BT (hello) Tj ET"))), ""},
		"an outline":                     {with("4 0 obj << /Type /Outlines /First 5 0 R >> endobj\n" + stream("/Filter /DCTDecode", "\xFF\xD8")), ""},
		"packed objects":                 {with(stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", flate("4 0 << /Type /Page >>"))), ""},
		"another form":                   {[]byte("PK\x03\x04"), "pdf.broken"},
		"half of it":                     {plain[:len(plain)/2], "pdf.broken"},
		"without its end":                {bytes.TrimSuffix(plain, []byte("%%EOF\n")), "pdf.broken"},
		"an archive behind its end":      {append(bytes.Clone(plain), "PK\x03\x04 archive"...), "pdf.broken"},
		"a picture before its beginning": {append([]byte("\xFF\xD8\xFF"), plain...), "pdf.broken"},
		"no page":                        {[]byte("%PDF-1.4\nstartxref\n0\n%%EOF"), "pdf.empty"},
		"a script":                       {with("4 0 obj << /S /JavaScript /JS (app.alert) >> endobj"), "pdf.active"},
		"a script by another spelling":   {with("4 0 obj << /S /J#61vaScr#69pt >> endobj"), "pdf.active"},
		"what begins a program":          {with("4 0 obj << /S /Launch /F (cmd.exe) >> endobj"), "pdf.active"},
		"another file within":            {with("4 0 obj << /Names << /EmbeddedFiles 5 0 R >> >> endobj"), "pdf.active"},
		"a form that sends itself":       {with("4 0 obj << /S /SubmitForm >> endobj"), "pdf.active"},
		"a password":                     {with("trailer << /Encrypt 5 0 R >>"), "pdf.locked"},
		"a script in packed objects":     {with(stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", flate(hidden))), "pdf.active"},
		"likewise, without the type":     {with(stream("/N 1 /First 4 /Filter [/FlateDecode]", flate(hidden))), "pdf.active"},
		"likewise, behind a lure":        {with("9 0 obj << /A (stream) /N 1 /First 4 /Filter /FlateDecode >>\nstream\n" + flate(hidden) + "\nendstream endobj"), "pdf.active"},
		"objects packed twice":           {with(stream("/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]", "00>")), "pdf.hidden"},
		"objects that do not unpack":     {with(stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", "no flate")), "pdf.hidden"},
		"a bomb":                         {with(stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", flate(strings.Repeat(" ", 65<<20)))), "pdf.hidden"},
		"an object within a stream":      {with(stream("", "4 0 obj << /S /JavaScript >> endobj")), "pdf.active"},
	} {
		err := Check(c.file)
		got := ""
		if err != nil {
			got = skill.ReasonOf(err)
		}
		if got != c.reason {
			t.Errorf("%s: %v, want %q", what, err, c.reason)
		}
	}
}

// Whatever comes is judged, within its time and memory, and a name that stands
// readable outside of streams is never missed.
func FuzzCheck(f *testing.F) {
	f.Add(testdb.PDF("x"))
	f.Add(with(stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", flate("4 0 << /S /JavaScript >>"))))
	f.Add(with("4 0 obj << /S /J#61vaScr#69pt >> endobj"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := Check(b); err == nil && !bytes.Contains(b, []byte("stream")) && bytes.Contains(b, []byte("/JavaScript ")) {
			t.Fatal("a script was taken")
		}
	})
}
