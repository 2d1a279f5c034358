// Package paper looks at uploaded PDFs before they are kept: whether the file is
// whole, can be looked through, and holds nothing that runs, opens something or
// carries another file. It is a pure function over bytes. A PDF is not made anew
// as pictures are, so that seals and signatures in it stay.
package paper

import (
	"bytes"
	"compress/zlib"
	"io"
	"maps"
	"slices"
	"strings"

	"assay/skill"
)

// How many bytes the object streams of one file unpack to, and how many there are.
const (
	inflatedMost      = 64 << 20
	objectStreamsMost = 10_000
)

// packed are ways to pack a stream of objects that nobody needs but to hide them.
var packed = []string{"LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode", "Crypt", "Predictor", "LZW", "AHx", "A85", "RL"}

// active are the names of what runs, opens something else or carries a file, each
// with the word that the refusal uses.
// Source: ISO 32000-1:2008, 7.11.4, 12.5.6, 12.6.4, 12.7.8.
var active = map[string]string{
	"JavaScript": "JavaScript", "JS": "JavaScript", "Launch": "Launch", "EmbeddedFile": "EmbeddedFile", "EmbeddedFiles": "EmbeddedFile",
	"RichMedia": "RichMedia", "Rendition": "Rendition", "Movie": "Movie", "Sound": "Sound", "ImportData": "ImportData",
	"SubmitForm": "SubmitForm", "GoToE": "GoToE", "GoToR": "GoToR", "XFA": "XFA",
}

// Check refuses a PDF that is not whole, that cannot be looked through, or that
// is more than pages. Reasons: pdf.broken (truncated, or something follows its
// end), pdf.locked, pdf.hidden, pdf.active, pdf.empty.
func Check(file []byte) error {
	if !bytes.HasPrefix(file, []byte("%PDF-1.")) && !bytes.HasPrefix(file, []byte("%PDF-2.")) {
		return skill.FailField("file", "pdf.broken")
	}
	if !bytes.HasSuffix(bytes.TrimRight(file, " \t\r\n\x00"), []byte("%%EOF")) || !bytes.Contains(file, []byte("startxref")) {
		return skill.FailField("file", "pdf.broken")
	}
	l := look{left: inflatedMost, seen: map[string]bool{}}
	if err := l.file(file); err != nil {
		return err
	}
	return l.judge()
}

// A look is what was found on the way through a file.
type look struct {
	left          int64 // bytes that may still be unpacked
	objectStreams int
	seen          map[string]bool
}

// judge refuses by what was seen.
func (l *look) judge() error {
	if l.seen["Encrypt"] {
		return skill.FailField("file", "pdf.locked")
	}
	var found []string
	for name, word := range active {
		if l.seen[name] && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	if len(found) > 0 {
		slices.Sort(found)
		return skill.FailField("file", "pdf.active", "what", strings.Join(found, ", "))
	}
	if !l.seen["Page"] && !l.seen["Pages"] {
		return skill.FailField("file", "pdf.empty")
	}
	return nil
}

// file goes through all bytes, whatever the table of objects says of them, from
// one end of a stream to the next.
func (l *look) file(rest []byte) error {
	for len(rest) > 0 {
		region := rest
		if end := bytes.Index(rest, []byte("endstream")); end >= 0 {
			region, rest = rest[:end], rest[end+len("endstream"):]
		} else {
			rest = nil
		}
		if err := l.region(region); err != nil {
			return err
		}
	}
	return nil
}

// region looks at what comes before a stream, and at the stream. Every place where
// one may begin counts, since the word may stand in a text to mislead: where the
// names before it are those of a stream that holds objects, it is unpacked, and
// what cannot be is refused. In the bytes of other streams only names count that
// chance does not make.
func (l *look) region(region []byte) error {
	own, least := map[string]bool{}, 0
	for {
		at := bytes.Index(region, []byte("stream"))
		if at < 0 {
			l.names(region, least, own)
			return nil
		}
		l.names(region[:at], least, own)
		region, least = region[at+len("stream"):], len("Launch")
		if own["ObjStm"] || own["First"] && own["N"] {
			if err := l.objects(own, region); err != nil {
				return err
			}
		}
	}
}

// objects looks into a stream of objects, which is packed by Flate alone or not
// at all.
// Source: ISO 32000-1:2008, 7.5.7.
func (l *look) objects(dictionary map[string]bool, body []byte) error {
	if l.objectStreams++; l.objectStreams > objectStreamsMost || slices.ContainsFunc(packed, func(name string) bool { return dictionary[name] }) {
		return skill.FailField("file", "pdf.hidden")
	}
	body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
	if !dictionary["FlateDecode"] && !dictionary["Fl"] {
		l.names(body, 0, dictionary)
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return skill.FailField("file", "pdf.hidden").Because(err)
	}
	text, err := io.ReadAll(io.LimitReader(z, l.left+1))
	if l.left -= int64(len(text)); l.left < 0 || len(text) == 0 && err != nil {
		return skill.FailField("file", "pdf.hidden")
	}
	l.names(text, 0, map[string]bool{}) // as much as came out, as a lenient reader would
	return nil
}

// names notes the names in a text in own, and those of at least so many letters as
// seen. A character of a name may be written as # and two hexadecimal digits.
// Source: ISO 32000-1:2008, 7.3.5.
func (l *look) names(text []byte, least int, own map[string]bool) {
	for {
		at := bytes.IndexByte(text, '/')
		if at < 0 {
			return
		}
		text = text[at+1:]
		end := 0
		for end < min(len(text), nameMost) && !strings.ContainsRune(delimiters, rune(text[end])) {
			end++
		}
		name := unescaped(text[:end])
		if !known[name] {
			continue
		}
		own[name] = true
		l.seen[name] = l.seen[name] || len(name) >= least
	}
}

const (
	nameMost   = 3 * 15 // characters of the longest name that is known, all escaped
	delimiters = " \t\r\n\f\x00/<>[](){}%"
)

// known are the names that matter; of others there is no end.
var known = knownNames()

func knownNames() map[string]bool {
	out := map[string]bool{}
	for _, name := range append(slices.Collect(maps.Keys(active)), append(packed, "Encrypt", "Page", "Pages", "ObjStm", "First", "N", "FlateDecode", "Fl")...) {
		out[name] = true
	}
	return out
}

func unescaped(name []byte) string {
	if bytes.IndexByte(name, '#') < 0 {
		return string(name)
	}
	out := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		if name[i] == '#' && i+2 < len(name) {
			high, low := digit(name[i+1]), digit(name[i+2])
			if high >= 0 && low >= 0 {
				out, i = append(out, byte(high<<4|low)), i+2
				continue
			}
		}
		out = append(out, name[i])
	}
	return string(out)
}

// digit is what a hexadecimal digit stands for, or -1.
func digit(c byte) int {
	return strings.IndexByte("0123456789abcdef", bytes.ToLower([]byte{c})[0])
}
