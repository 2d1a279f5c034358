package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A textStyle is how a run of text looks.
type textStyle struct {
	font    *Font
	size    float64 // points
	ink     ink
	spacing float64 // points added after each character
}

func (s textStyle) sized(points float64) textStyle { s.size = points; return s }

// width is the length of a line of text in points.
func (d *pdfFile) width(text string, s textStyle) float64 {
	units := 0.0
	for _, r := range text {
		if font, glyph := d.fonts.face(s.font, r); font != nil {
			advance, _ := font.metrics(glyph)
			units += float64(advance) / float64(font.unitsPerEm)
		}
		units += s.spacing / s.size
	}
	return units * s.size
}

// text draws one line with its base line's left end at x, y. A character that no
// font has is noted and makes the file unfit to be given out.
func (p *pdfPage) text(x, y float64, text string, s textStyle) {
	if text == "" {
		return
	}
	px, py := at(x, y)
	p.fill(s.ink)
	p.op("BT")
	p.op("Tc", s.spacing)
	p.op("Td", px, py)
	var current *subset
	for _, r := range text {
		font, glyph := p.file.fonts.face(s.font, r)
		if font == nil {
			p.file.missing = append(p.file.missing, r)
			continue
		}
		if current == nil || current.font != font {
			p.endRun(current)
			current = p.file.subsetOf(font)
			p.content = append(append(append(p.content, '/'), current.label...), ' ')
			p.op("Tf", s.size)
			p.content = append(p.content, '<')
		}
		p.content = appendHex(p.content, current.slot(r, glyph))
	}
	p.endRun(current)
	p.op("ET")
}

func (p *pdfPage) endRun(of *subset) {
	if of != nil {
		p.content = append(p.content, ">Tj\n"...)
	}
}

// centred draws a line around x.
func (p *pdfPage) centred(x, y float64, text string, s textStyle) {
	width := p.file.width(text, s) - s.spacing
	p.text(x-width/2/pointsPerMM, y, text, s)
}

// A setText is text broken into lines at the size at which it fits.
type setText struct {
	lines []string
	style textStyle
}

// How far type may shrink before a text takes another line, and at all.
const (
	shrinkOneLine = 0.8
	shrinkAtAll   = 0.55
	smallestType  = 6.5 // points
)

// fit sets text into a width in millimetres and a number of lines: on one line,
// a little smaller if need be; else on more lines, as large as they allow.
func (d *pdfFile) fit(text string, s textStyle, width float64, lines int) (setText, bool) {
	room := width * pointsPerMM
	if full := d.width(text, s); full <= room {
		return setText{[]string{text}, s}, true
	} else if full*shrinkOneLine <= room {
		return setText{[]string{text}, s.sized(s.size * room / full)}, true
	}
	for size := s.size; size >= max(smallestType, s.size*shrinkAtAll); size -= 0.5 {
		set := setText{d.wrap(text, s.sized(size), width), s.sized(size)}
		if len(set.lines) <= lines && d.longest(set) <= room {
			return set, true
		}
	}
	return setText{}, false
}

// stretch is the spacing that makes a line as wide as its paragraph; none for a
// line so short that it would look torn.
func (d *pdfFile) stretch(line string, s textStyle, width float64) float64 {
	line = strings.TrimRight(line, " ")
	gaps := utf8.RuneCountInString(line) - 1
	spare := width*pointsPerMM - d.width(line, s)
	if gaps < 1 || spare < 0 || spare > float64(gaps)*s.size*0.12 {
		return 0
	}
	return spare / float64(gaps)
}

func (d *pdfFile) longest(set setText) (points float64) {
	for _, line := range set.lines {
		points = max(points, d.width(strings.TrimRight(line, " "), set.style))
	}
	return points
}

// wrap breaks text into lines no longer than a width in millimetres. The space at
// which a line ends stays with it and is not counted, so that copied words do not
// run together. A name with middle dots breaks after a dot where its parts allow.
func (d *pdfFile) wrap(text string, s textStyle, width float64) []string {
	room := width * pointsPerMM
	pieces := breakAfterDots(text)
	for _, piece := range pieces {
		if len(pieces) == 1 || d.width(piece, s) > room {
			pieces = breakPieces(text)
			break
		}
	}
	var lines []string
	line := ""
	for _, piece := range pieces {
		if line != "" && d.width(strings.TrimRight(line+piece, " "), s) > room {
			lines = append(lines, line)
			line = ""
		}
		line += piece
	}
	return append(lines, line)
}

func breakAfterDots(text string) []string { return strings.SplitAfter(text, "·") }

// Signs that may not begin a line, and signs that may not end one.
// Source: GB/T 15834-2011, 5.1 (places of punctuation).
const (
	neverFirst = "，。、；：？！）》」』”’…—·,.;:?!)]}%"
	neverLast  = "（《「『“‘([{"
)

// breakPieces cuts text where a line may end: after a space, and on either side
// of a Chinese character, as far as punctuation allows.
func breakPieces(text string) []string {
	var pieces []string
	from, last := 0, rune(0)
	for i, r := range text {
		if i > from && mayBreak(last, r) {
			pieces = append(pieces, text[from:i])
			from = i
		}
		last = r
	}
	return append(pieces, text[from:])
}

func mayBreak(before, after rune) bool {
	switch {
	case after == ' ' || strings.ContainsRune(neverFirst, after) || strings.ContainsRune(neverLast, before):
		return false
	case before == ' ' || before == '/':
		return true
	}
	return wideRune(before) || wideRune(after)
}

func wideRune(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune(neverFirst+neverLast, r) && r > unicode.MaxLatin1
}
