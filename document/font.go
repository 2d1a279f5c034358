package document

import (
	"encoding/binary"
	"fmt"
	"strings"

	"assay/skill"
)

// A Font is a TrueType font, parsed once and then only read, so that any number
// of goroutines may draw with it.
type Font struct {
	name                       string // PostScript name, e.g. NotoSerifSC-Regular
	unitsPerEm                 int
	box                        [4]int // in font units: left, bottom, right, top
	ascent, descent, capHeight int    // in font units
	glyphs                     int
	leaves                     [0x1100]*[256]uint16 // rune>>8 → glyphs of 256 runes
	tables                     map[string][]byte
	glyf, loca, hmtx           []byte // tables that every text needs
	wide                       bool   // loca holds 4-byte offsets
	longMetrics                int    // entries of hmtx that state an advance
	hints                      []byte // prep, or nil
}

// LoadFont parses a TrueType font with glyf outlines, or the first font of a
// collection (TTC). It keeps file, which must not change afterwards. Empty input
// is what a binary built without fonts has: the error names the make target.
func LoadFont(file []byte) (*Font, error) {
	if len(file) == 0 {
		return nil, skill.Fail(skill.Internal, "print.fonts_missing", "target", "make fonts")
	}
	f := &Font{}
	for _, step := range []func([]byte) error{
		f.readDirectory, f.readHead, f.readMetrics, f.readNames, f.readCharacters, f.checkOutlines,
	} {
		if err := step(file); err != nil {
			return nil, skill.Fail(skill.Invalid, "print.font_unreadable").Because(err)
		}
	}
	return f, nil
}

// Source for the tables' shapes: OpenType 1.9 (ISO/IEC 14496-22).

func (f *Font) readDirectory(file []byte) error {
	at := 0
	if len(file) >= 16 && string(file[:4]) == "ttcf" {
		at = int(be32(file, 12))
	}
	if at < 0 || at+12 > len(file) {
		return fmt.Errorf("font of %d bytes has no table directory", len(file))
	}
	if v := be32(file, at); v != 0x00010000 && v != 0x74727565 {
		return fmt.Errorf("outlines are not TrueType (version %#08x)", v)
	}
	n := int(be16(file, at+4))
	if at+12+16*n > len(file) {
		return fmt.Errorf("directory of %d tables is cut off", n)
	}
	f.tables = make(map[string][]byte, n)
	for i := range n {
		row := file[at+12+16*i:]
		from, size := int(be32(row, 8)), int(be32(row, 12))
		if from > len(file) || size > len(file)-from {
			return fmt.Errorf("table %q lies outside the file", row[:4])
		}
		f.tables[string(row[:4])] = file[from : from+size : from+size]
	}
	for tag, size := range map[string]int{"head": 54, "hhea": 36, "maxp": 32, "hmtx": 4, "loca": 4, "glyf": 0, "cmap": 4} {
		if t, ok := f.tables[tag]; !ok || len(t) < size {
			return fmt.Errorf("table %s is missing or shorter than %d bytes", tag, size)
		}
	}
	f.glyf, f.loca, f.hmtx, f.hints = f.tables["glyf"], f.tables["loca"], f.tables["hmtx"], f.tables["prep"]
	return nil
}

func (f *Font) readHead([]byte) error {
	head := f.tables["head"]
	f.unitsPerEm = int(be16(head, 18))
	if f.unitsPerEm < 16 || f.unitsPerEm > 16384 {
		return fmt.Errorf("%d units per em", f.unitsPerEm)
	}
	for i := range f.box {
		f.box[i] = signed16(head, 36+2*i)
	}
	f.wide = be16(head, 50) == 1
	f.glyphs = int(be16(f.tables["maxp"], 4))
	if f.glyphs == 0 {
		return fmt.Errorf("no glyphs")
	}
	return nil
}

func (f *Font) readMetrics([]byte) error {
	hhea := f.tables["hhea"]
	f.ascent, f.descent = signed16(hhea, 4), signed16(hhea, 6)
	f.capHeight = f.ascent * 7 / 10
	if os2 := f.tables["OS/2"]; len(os2) >= 90 && be16(os2, 0) >= 2 {
		f.capHeight = signed16(os2, 88)
	}
	f.longMetrics = int(be16(hhea, 34))
	if f.longMetrics == 0 || f.longMetrics > f.glyphs {
		return fmt.Errorf("%d advances for %d glyphs", f.longMetrics, f.glyphs)
	}
	if need := 4*f.longMetrics + 2*(f.glyphs-f.longMetrics); len(f.hmtx) < need {
		return fmt.Errorf("hmtx has %d bytes of %d", len(f.hmtx), need)
	}
	return nil
}

// readNames finds the PostScript name (name 6) in its Windows record.
func (f *Font) readNames([]byte) error {
	f.name = "Unnamed"
	t := f.tables["name"]
	if len(t) < 6 {
		return nil
	}
	storage := int(be16(t, 4))
	for i := 0; i < int(be16(t, 2)) && 6+12*(i+1) <= len(t); i++ {
		row := t[6+12*i:]
		from, size := storage+int(be16(row, 10)), int(be16(row, 8))
		if be16(row, 0) != 3 || be16(row, 6) != 6 || from+size > len(t) {
			continue
		}
		if name := asciiLetters(t[from : from+size]); name != "" {
			f.name = name
		}
	}
	return nil
}

// asciiLetters keeps what may stand in a PDF name from UTF-16 text.
func asciiLetters(utf16 []byte) string {
	var b strings.Builder
	for i := 0; i+1 < len(utf16) && b.Len() < 63; i += 2 {
		c := be16(utf16, i)
		if c == '-' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			b.WriteByte(byte(c))
		}
	}
	return b.String()
}

// readCharacters reads the cmap of format 12, which every font has that covers
// characters above U+FFFF. Groups must ascend, as the format asks; that bounds
// the work by the number of Unicode's code points.
func (f *Font) readCharacters([]byte) error {
	t, err := f.wideCharacters()
	if err != nil {
		return err
	}
	groups := int(be32(t, 12))
	if groups > (len(t)-16)/12 {
		return fmt.Errorf("cmap of %d groups is cut off", groups)
	}
	next := uint32(0)
	for i := range groups {
		row := t[16+12*i:]
		first, last, glyph := be32(row, 0), be32(row, 4), be32(row, 8)
		if first < next || last < first || last > 0x10FFFF {
			return fmt.Errorf("cmap group %d (%#x to %#x) is out of order", i, first, last)
		}
		next = last + 1
		for r := first; r <= last && glyph < uint32(f.glyphs); r, glyph = r+1, glyph+1 {
			f.setGlyph(rune(r), uint16(glyph))
		}
	}
	return nil
}

func (f *Font) wideCharacters() ([]byte, error) {
	t := f.tables["cmap"]
	for i := 0; i < int(be16(t, 2)) && 4+8*(i+1) <= len(t); i++ {
		at := int(be32(t, 4+8*i+4))
		if at+16 <= len(t) && be16(t, at) == 12 {
			return t[at:], nil
		}
	}
	return nil, fmt.Errorf("no cmap of format 12")
}

func (f *Font) setGlyph(r rune, glyph uint16) {
	leaf := f.leaves[r>>8]
	if leaf == nil {
		leaf = new([256]uint16)
		f.leaves[r>>8] = leaf
	}
	leaf[r&255] = glyph
}

// checkOutlines makes outline safe to call: offsets ascend and stay in glyf.
func (f *Font) checkOutlines([]byte) error {
	size, last := 2, 0
	if f.wide {
		size = 4
	}
	if len(f.loca) < size*(f.glyphs+1) {
		return fmt.Errorf("loca has %d bytes for %d glyphs", len(f.loca), f.glyphs)
	}
	for i := range f.glyphs + 1 {
		at := f.offset(i)
		if at < last || at > len(f.glyf) {
			return fmt.Errorf("glyph %d lies outside glyf", i)
		}
		last = at
	}
	return nil
}

func (f *Font) offset(i int) int {
	if f.wide {
		return int(be32(f.loca, 4*i))
	}
	return 2 * int(be16(f.loca, 2*i))
}

// outline is the glyf entry of a glyph; empty for a space.
func (f *Font) outline(glyph uint16) []byte {
	return f.glyf[f.offset(int(glyph)):f.offset(int(glyph)+1)]
}

// glyph is the glyph that draws r, 0 where the font has none.
func (f *Font) glyph(r rune) uint16 {
	if r < 0 || r > 0x10FFFF || f.leaves[r>>8] == nil {
		return 0
	}
	return f.leaves[r>>8][r&255]
}

// metrics are a glyph's advance and left side bearing in font units.
func (f *Font) metrics(glyph uint16) (advance, bearing uint16) {
	hmtx, i := f.hmtx, int(glyph)
	if i < f.longMetrics {
		return be16(hmtx, 4*i), be16(hmtx, 4*i+2)
	}
	return be16(hmtx, 4*f.longMetrics-4), be16(hmtx, 4*f.longMetrics+2*(i-f.longMetrics))
}

// thousandths converts font units to the PDF's thousandths of an em.
func (f *Font) thousandths(units int) int { return units * 1000 / f.unitsPerEm }

func be16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func be32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }

func signed16(b []byte, at int) int { return int(int16(be16(b, at))) }
