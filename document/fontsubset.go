package document

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// A subset is the part of a font that one file uses. Slots are the file's own
// glyph numbers: slot 0 is the empty glyph, then one slot for each character in
// order of first use (two characters that share a glyph keep two slots, so that
// copied text stays exact), then the parts of composite glyphs.
type subset struct {
	font   *Font
	label  string // resource name on pages, e.g. F1
	slots  map[rune]uint16
	runes  []rune   // by slot, up to the composites' parts
	glyphs []uint16 // by slot
}

func newSubset(font *Font, label string) *subset {
	return &subset{font: font, label: label,
		slots: make(map[rune]uint16, 256), runes: make([]rune, 1, 256), glyphs: make([]uint16, 1, 256)}
}

// slot gives r's slot, taking the next one at first use.
func (s *subset) slot(r rune, glyph uint16) uint16 {
	n, ok := s.slots[r]
	if !ok {
		n = uint16(len(s.glyphs))
		s.slots[r] = n
		s.runes = append(s.runes, r)
		s.glyphs = append(s.glyphs, glyph)
	}
	return n
}

// tag is the six letters that tell one subset of a font from another.
// Source: ISO 32000-1, 9.6.4.
func (s *subset) tag() string {
	sum := crc32.NewIEEE()
	for _, g := range s.glyphs {
		sum.Write([]byte{byte(g >> 8), byte(g)})
	}
	n, b := sum.Sum32(), [6]byte{}
	for i := range b {
		b[i] = 'A' + byte(n%26)
		n /= 26
	}
	return string(b[:])
}

// Flags of a composite glyph's parts.
// Source: OpenType 1.9, glyf table.
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	fullMatrix    = 1 << 7
)

// glyphParts lists where in a composite outline its parts' glyph numbers stand; nil
// for a simple glyph.
func glyphParts(outline []byte) (at []int) {
	if len(outline) < 10 || signed16(outline, 0) >= 0 {
		return nil
	}
	for i, more := 10, true; more && i+4 <= len(outline); {
		flags := be16(outline, i)
		at = append(at, i+2)
		i += 6
		if flags&wordArguments != 0 {
			i += 2
		}
		switch {
		case flags&oneScale != 0:
			i += 2
		case flags&twoScales != 0:
			i += 4
		case flags&fullMatrix != 0:
			i += 8
		}
		more = flags&moreParts != 0
	}
	return at
}

// outlines writes the subset's glyf and loca. Parts of composites join the
// subset as they are met, so the loop runs over a growing list.
func (s *subset) outlines() (glyf, loca []byte) {
	size := 4 * len(s.glyphs)
	for _, g := range s.glyphs {
		size += len(s.font.outline(g))
	}
	glyf = make([]byte, 0, size)
	loca = make([]byte, 4, 4*len(s.glyphs)+4)
	part := map[uint16]uint16{}
	for i := 0; i < len(s.glyphs); i++ {
		from := len(glyf)
		if i > 0 {
			glyf = append(glyf, s.font.outline(s.glyphs[i])...)
		}
		for _, at := range glyphParts(glyf[from:]) {
			binary.BigEndian.PutUint16(glyf[from+at:], s.part(part, be16(glyf[from:], at)))
		}
		glyf = append(glyf, 0, 0, 0)[:(len(glyf)+3)&^3]
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	}
	return glyf, loca
}

func (s *subset) part(seen map[uint16]uint16, glyph uint16) uint16 {
	if int(glyph) >= s.font.glyphs {
		return 0
	}
	n, ok := seen[glyph]
	if !ok && len(s.glyphs) <= 0xFFFF {
		n = uint16(len(s.glyphs))
		seen[glyph] = n
		s.glyphs = append(s.glyphs, glyph)
	}
	return n
}

// file is the subset as a TrueType file without cmap and names, which a PDF does
// not use.
func (s *subset) file() []byte {
	glyf, loca := s.outlines()
	hmtx := make([]byte, 0, 4*len(s.glyphs))
	for _, g := range s.glyphs {
		advance, bearing := s.font.metrics(g)
		hmtx = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(hmtx, advance), bearing)
	}
	head := slices.Clone(s.font.tables["head"][:54])
	binary.BigEndian.PutUint32(head[8:], 0)  // the whole file's sum, set below
	binary.BigEndian.PutUint16(head[50:], 1) // loca of 4-byte offsets
	hhea := slices.Clone(s.font.tables["hhea"][:36])
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(s.glyphs)))
	maxp := slices.Clone(s.font.tables["maxp"][:32])
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(s.glyphs)))
	tables := []sfntTable{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}}
	if s.font.hints != nil {
		tables = append(tables, sfntTable{"prep", s.font.hints})
	}
	return sfnt(tables)
}

type sfntTable struct {
	tag  string
	body []byte
}

// sfnt joins tables, which are given in the order of their tags, to a font file.
// Source: OpenType 1.9, font file; the sum's target is 0xB1B0AFBA.
func sfnt(tables []sfntTable) []byte {
	at := 12 + 16*len(tables)
	size := at
	for _, t := range tables {
		size += (len(t.body) + 3) &^ 3
	}
	file := make([]byte, at, size)
	power := 0
	for 2<<power <= len(tables) {
		power++
	}
	binary.BigEndian.PutUint32(file, 0x00010000)
	for i, v := range []int{len(tables), 16 << power, power, 16*len(tables) - 16<<power} {
		binary.BigEndian.PutUint16(file[4+2*i:], uint16(v))
	}
	adjust := 0
	for i, t := range tables {
		from := len(file)
		file = append(file, t.body...)
		file = append(file, 0, 0, 0)[:(len(file)+3)&^3]
		row := file[12+16*i:]
		copy(row, t.tag)
		binary.BigEndian.PutUint32(row[4:], sum32(file[from:]))
		binary.BigEndian.PutUint32(row[8:], uint32(from))
		binary.BigEndian.PutUint32(row[12:], uint32(len(t.body)))
		if t.tag == "head" {
			adjust = from + 8
		}
	}
	binary.BigEndian.PutUint32(file[adjust:], 0xB1B0AFBA-sum32(file))
	return file
}

func sum32(b []byte) (sum uint32) {
	for i := 0; i+4 <= len(b); i += 4 {
		sum += be32(b, i)
	}
	return sum
}
