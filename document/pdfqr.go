package document

import (
	"bytes"
	"fmt"
	"iter"

	"assay/skill"
	"rsc.io/qr"
)

// How a QR code is printed: 25 mm wide without its quiet zone, and no module
// smaller than a phone reads from ordinary office print.
const (
	qrSize      = 25.0 // mm
	qrMinModule = 0.38 // mm
	qrQuiet     = 4    // modules of white on every side. Source: GB/T 18284-2000 (ISO/IEC 18004)
)

// qrCode encodes text at correction level M. Text whose modules would be too
// small at 25 mm is refused.
func qrCode(text string) (*qr.Code, *skill.Error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil || qrSize/float64(code.Size) < qrMinModule {
		return nil, skill.FailField("qr", "print.qr_long", "characters", fmt.Sprint(len(text)))
	}
	return code, nil
}

// qr draws a code as one path of merged rectangles, sharp at every scale, with
// its upper left corner at x, y.
func (p *pdfPage) qr(code *qr.Code, x, y float64) {
	module := qrSize / float64(code.Size)
	quiet := qrQuiet * module
	p.block(x-quiet, y-quiet, qrSize+2*quiet, qrSize+2*quiet, ink{255, 255, 255})
	p.fill(inkBlack)
	p.op("q")
	px, py := at(x, y)
	scale := module * pointsPerMM
	p.content = fmt.Appendf(p.content, "%.6f 0 0 %.6f %.3f %.3f cm\n", scale, -scale, px, py)
	for r := range merge(code) {
		p.op("re", float64(r.x), float64(r.y), float64(r.width), float64(r.height))
	}
	p.op("f")
	p.op("Q")
}

type moduleRect struct{ x, y, width, height int }

// merge covers the black modules with rectangles that do not overlap: runs along
// rows, extended downward while the row below has the same run.
func merge(code *qr.Code) iter.Seq[moduleRect] {
	return func(yield func(moduleRect) bool) {
		done := make([]bool, code.Size*code.Size)
		black := func(x, y int) bool {
			return x < code.Size && y < code.Size && !done[y*code.Size+x] && code.Black(x, y)
		}
		for y := range code.Size {
			for x := range code.Size {
				if !black(x, y) {
					continue
				}
				r := grow(black, moduleRect{x, y, 1, 1})
				for i := range r.width * r.height {
					done[(y+i/r.width)*code.Size+x+i%r.width] = true
				}
				if !yield(r) {
					return
				}
			}
		}
	}
}

// grow extends a rectangle to the right and then downward as far as it stays
// black.
func grow(black func(x, y int) bool, r moduleRect) moduleRect {
	for black(r.x+r.width, r.y) {
		r.width++
	}
	for fullRun(black, r) {
		r.height++
	}
	return r
}

// fullRun tells whether the row under r is black along all of r.
func fullRun(black func(x, y int) bool, r moduleRect) bool {
	for dx := range r.width {
		if !black(r.x+dx, r.y+r.height) {
			return false
		}
	}
	return true
}

// qrEntry is the key in a file's Info dictionary under which a certificate
// carries the text of its QR code, so that a program need not look at pictures.
const qrEntry = "AssayQR"

// ReadQRText finds the text of the QR code that a certificate made by Certificate
// carries. It reads the entry only: whether the text is genuine is for its
// signature to say, and a page may show something else than the file says. A file
// without the entry (a scan, a copy printed to PDF) or with two that differ is
// refused: scan the printed code instead.
func ReadQRText(pdf []byte) (string, error) {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return "", skill.Fail(skill.Invalid, "print.pdf_unreadable")
	}
	found := ""
	for rest := pdf; ; {
		i := bytes.Index(rest, []byte("/"+qrEntry+" ("))
		if i < 0 {
			break
		}
		rest = rest[i+len(qrEntry)+3:]
		text, ok := literal(rest)
		if !ok || found != "" && text != found {
			return "", skill.Fail(skill.Invalid, "print.qr_unclear")
		}
		found = text
	}
	if found == "" {
		return "", skill.Fail(skill.Invalid, "print.qr_missing")
	}
	return found, nil
}

// literal reads the text of a literal string up to its closing bracket, as
// appendLiteral writes it. QR text is short ASCII without controls.
func literal(b []byte) (string, bool) {
	const most = 4296 // characters in the largest QR code
	var text []byte
	for i := 0; i < len(b) && len(text) <= most; i++ {
		switch c := b[i]; {
		case c == ')':
			return string(text), len(text) > 0
		case c == '\\' && i+1 < len(b) && bytes.IndexByte([]byte(`()\`), b[i+1]) >= 0:
			i++
			text = append(text, b[i])
		case c < ' ' || c > '~' || c == '(' || c == '\\':
			return "", false
		default:
			text = append(text, c)
		}
	}
	return "", false
}
