package document

import (
	"fmt"
	"strconv"
	"unicode/utf16"
)

// subsetOf is the file's subset of a font, made at first use.
func (d *pdfFile) subsetOf(font *Font) *subset {
	for _, s := range d.subsets {
		if s.font == font {
			return s
		}
	}
	s := newSubset(font, "F"+strconv.Itoa(len(d.subsets)+1))
	d.subsets = append(d.subsets, s)
	return s
}

// writeFont writes a subset as a composite font whose character codes are the
// subset's slots, and returns its object number.
// Source: ISO 32000-1, 9.7 (composite fonts), 9.10 (extraction of text).
func (d *pdfFile) writeFont(s *subset) int {
	f := s.font
	font, descendant, descriptor, file, unicode := d.reserve(), d.reserve(), d.reserve(), d.reserve(), d.reserve()
	name := s.tag() + "+" + f.name
	d.object(font, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		name, descendant, unicode)
	d.object(descendant, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 1000/W[0[%s]]>>", name, descriptor, s.widths())
	d.object(descriptor, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0"+
		"/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>", name,
		f.thousandths(f.box[0]), f.thousandths(f.box[1]), f.thousandths(f.box[2]), f.thousandths(f.box[3]),
		f.thousandths(f.ascent), f.thousandths(f.descent), f.thousandths(f.capHeight), file)
	body := s.file()
	d.deflated(file, "/Length1 "+strconv.Itoa(len(body)), body)
	d.deflated(unicode, "", s.toUnicode())
	return font
}

// widths lists the advance of every slot in thousandths of an em.
func (s *subset) widths() []byte {
	b := make([]byte, 0, 5*len(s.runes))
	for _, g := range s.glyphs[:len(s.runes)] {
		advance, _ := s.font.metrics(g)
		b = strconv.AppendInt(b, int64(s.font.thousandths(int(advance))), 10)
		b = append(b, ' ')
	}
	return b
}

// toUnicode maps slots back to text, characters above U+FFFF as surrogate pairs.
func (s *subset) toUnicode() []byte {
	const most = 100 // entries a block may hold
	b := make([]byte, 0, 512+16*len(s.runes))
	b = append(b, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"+
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"+
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n"...)
	for from := 1; from < len(s.runes); from += most {
		to := min(from+most, len(s.runes))
		b = fmt.Appendf(b, "%d beginbfchar\n", to-from)
		for slot := from; slot < to; slot++ {
			b = appendHex(append(b, '<'), uint16(slot))
			b = append(b, "><"...)
			for _, u := range utf16.AppendRune(nil, s.runes[slot]) {
				b = appendHex(b, u)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap CMapName currentdict/CMap defineresource pop end end"...)
}
