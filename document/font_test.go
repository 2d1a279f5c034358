package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"

	"assay/reference"
	"assay/skill"
)

// be packs numbers as big-endian 16-bit words.
func be(words ...int) []byte {
	var b []byte
	for _, w := range words {
		b = binary.BigEndian.AppendUint16(b, uint16(w))
	}
	return b
}

// smallFont is a font of four glyphs: nothing, a square (A), a composite of the
// square (B), and the square again (一 and 𠮷 share it).
func smallFont() []byte {
	square := slices.Concat(be(1, 0, 0, 800, 800, 3, 0), []byte{1, 1, 1, 1},
		be(0, 0, 800, 0), be(0, 800, 0, -800))
	composite := slices.Concat(be(-1, 0, 0, 800, 800, 2, 1), []byte{0, 0})
	glyf := slices.Concat(square, composite, square)
	loca := be(0, 0, len(square)/2, (len(square)+len(composite))/2, len(glyf)/2)
	var cmap []byte
	cmap = append(cmap, be(0, 1, 3, 10, 0, 12)...)
	cmap = append(cmap, be(12, 0, 0, 16+3*12, 0, 0, 0, 3)...)
	for _, g := range [][3]uint32{{'A', 'B', 1}, {'一', '一', 3}, {0x20BB7, 0x20BB7, 3}} {
		for _, v := range g {
			cmap = binary.BigEndian.AppendUint32(cmap, v)
		}
	}
	head := make([]byte, 54)
	copy(head[18:], be(1000))
	copy(head[36:], be(0, -200, 1000, 800))
	hhea := make([]byte, 36)
	copy(hhea[4:], be(880, -120))
	copy(hhea[34:], be(2))
	maxp := make([]byte, 32)
	copy(maxp, be(1, 0, 4))
	return sfnt([]sfntTable{{"cmap", cmap}, {"glyf", glyf}, {"head", head}, {"hhea", hhea},
		{"hmtx", be(500, 0, 1000, 10, 20, 30)}, {"loca", loca}, {"maxp", maxp}})
}

func loadSmall(t testing.TB) *Font {
	t.Helper()
	f, err := LoadFont(smallFont())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// 通用规范汉字表 (国发〔2013〕23号): names are registered in these characters, so
// every one of them must print without any help.
func TestEveryStandardCharacterPrints(t *testing.T) {
	f := shippedFonts(t)
	all := reference.StandardCharacters()
	if len(all) != 8105 {
		t.Fatalf("the table has %d characters, want 8105", len(all))
	}
	for r := range all {
		if Printable(f, string(r)) != nil {
			t.Errorf("%c (%U) has no glyph in the text font", r, r)
		}
		if g := f.Text.glyph(r); len(f.Text.outline(g)) == 0 {
			t.Errorf("%c (%U) has an empty glyph", r, r)
		}
	}
}

func TestRareCharactersAreNamedOrDrawnByTheFallback(t *testing.T) {
	f := shippedFonts(t)
	if got, want := Printable(f, "𠮷示例𠮷𰻝"), []rune{'𠮷', '𰻝'}; !slices.Equal(got, want) {
		t.Errorf("without a fallback %q cannot be printed, want %q", string(got), string(want))
	}
	f.Fallback = loadSmall(t)
	if got, want := Printable(f, "𠮷示例𰻝"), []rune{'𰻝'}; !slices.Equal(got, want) {
		t.Errorf("with a fallback %q cannot be printed, want %q", string(got), string(want))
	}
	if face, _ := f.face(f.Title, '示'); face != f.Title {
		t.Error("a character that the wanted font has came from another")
	}
}

func TestNamesOfAllPeoplesPrint(t *testing.T) {
	f := shippedFonts(t)
	for _, name := range []string{"阿卜杜热合曼·买买提吐尔逊江", "Ö. Müller-Çelik", "〇一", "José Ñandú", "歐陽範例"} {
		if missing := Printable(f, name); missing != nil {
			t.Errorf("%s: %q cannot be printed", name, string(missing))
		}
	}
}

func TestAFontIsReadOnce(t *testing.T) {
	f := loadSmall(t)
	for _, c := range []struct {
		r              rune
		glyph, advance uint16
	}{{'A', 1, 1000}, {'B', 2, 1000}, {'一', 3, 1000}, {0x20BB7, 3, 1000}, {'C', 0, 500}, {-1, 0, 500}, {0x110000, 0, 500}} {
		g := f.glyph(c.r)
		advance, _ := f.metrics(g)
		if g != c.glyph || advance != c.advance {
			t.Errorf("%U: glyph %d of width %d, want %d of %d", c.r, g, advance, c.glyph, c.advance)
		}
	}
	if _, bearing := f.metrics(3); bearing != 30 {
		t.Errorf("bearing of glyph 3 is %d, want 30", bearing)
	}
}

func TestACollectionGivesItsFirstFont(t *testing.T) {
	one := smallFont()
	ttc := append([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"), one...)
	for i := range int(be16(one, 4)) { // offsets count from the file's beginning
		row := ttc[16+12+16*i+8:]
		binary.BigEndian.PutUint32(row, be32(row, 0)+16)
	}
	f, err := LoadFont(ttc)
	if err != nil {
		t.Fatal(err)
	}
	if f.glyph('B') != 2 {
		t.Error("the collection's font has lost its characters")
	}
}

// A subset holds the glyphs of the text and what they are made of, renumbered.
func TestASubsetKeepsWhatItsGlyphsAreMadeOf(t *testing.T) {
	s := newSubset(loadSmall(t), "F1")
	f := s.font
	for _, r := range []rune{'B', '𠮷', '一', 'B'} {
		s.slot(r, f.glyph(r))
	}
	if want := []rune{0, 'B', '𠮷', '一'}; !slices.Equal(s.runes, want) {
		t.Fatalf("slots are %q, want %q", s.runes, want)
	}
	glyf, loca := s.outlines()
	if want := []uint16{0, 2, 3, 3, 1}; !slices.Equal(s.glyphs, want) {
		t.Fatalf("glyphs are %v, want %v: the composite's part comes last", s.glyphs, want)
	}
	if part := be16(glyf, 12); part != 4 {
		t.Errorf("the composite names glyph %d of the subset, want 4", part)
	}
	for i := range s.glyphs[1:] {
		from, to := be32(loca, 4*(i+1)), be32(loca, 4*(i+2))
		if got, want := len(glyf[from:to]), len(f.outline(s.glyphs[i+1])); got < want || got > want+3 {
			t.Errorf("slot %d holds %d bytes, want %d and padding", i+1, got, want)
		}
	}
	if sum := sum32(s.file()); sum != 0xB1B0AFBA {
		t.Errorf("the file's sum is %#x, want 0xB1B0AFBA", sum)
	}
}

func TestFontsThatCannotBeUsedAreRefused(t *testing.T) {
	good := smallFont()
	table := func(tag string) int { return 12 + 16*strings.Index("cmapglyfheadhheahmtxlocamaxp", tag)/4 }
	at := func(tag string) int { return int(be32(good, table(tag)+8)) }
	for what, spoil := range map[string]func(b []byte) []byte{
		"cut off":                       func(b []byte) []byte { return b[:len(b)-40] },
		"not a font":                    func(b []byte) []byte { return []byte("%PDF-1.7 and so on and so on") },
		"PostScript outlines":           func(b []byte) []byte { copy(b, "OTTO"); return b },
		"no glyf":                       func(b []byte) []byte { copy(b[table("glyf"):], "glyX"); return b },
		"no cmap of format 12":          func(b []byte) []byte { copy(b[at("cmap")+12:], be(4)); return b },
		"cmap groups out of order":      func(b []byte) []byte { copy(b[at("cmap")+12+16:], be(0, 'Z')); return b },
		"more groups than bytes":        func(b []byte) []byte { copy(b[at("cmap")+12+12:], be(0x7FFF)); return b },
		"outlines beyond the table":     func(b []byte) []byte { copy(b[at("loca")+8:], be(0xFFFF)); return b },
		"outlines that run backward":    func(b []byte) []byte { copy(b[at("loca")+2:], be(99)); return b },
		"no units":                      func(b []byte) []byte { copy(b[at("head")+18:], be(0)); return b },
		"no glyphs":                     func(b []byte) []byte { copy(b[at("maxp")+4:], be(0)); return b },
		"more advances than hmtx holds": func(b []byte) []byte { copy(b[at("maxp")+4:], be(900)); return b },
		"no advances":                   func(b []byte) []byte { copy(b[at("hhea")+34:], be(0)); return b },
	} {
		if _, err := LoadFont(spoil(bytes.Clone(good))); skill.ReasonOf(err) != "print.font_unreadable" {
			t.Errorf("%s: got %v, want print.font_unreadable", what, err)
		}
	}
}

func TestABinaryWithoutFontsNamesTheMakeTarget(t *testing.T) {
	_, err := LoadFont(nil)
	e, ok := errors.AsType[*skill.Error](err)
	if !ok || e.Reason != "print.fonts_missing" || e.Args["target"] != "make fonts" {
		t.Fatalf("got %v", err)
	}
	v := CertificateView{}
	if err := v.Lint(Fonts{}); skill.ReasonOf(err) != "print.fonts_missing" {
		t.Errorf("lint without fonts says %v", err)
	}
	if _, err := Certificate(Fonts{}, v); skill.ReasonOf(err) != "print.fonts_missing" {
		t.Errorf("printing without fonts says %v", err)
	}
}

// Whatever the bytes, reading a font and cutting a subset neither panics nor runs
// away.
func FuzzLoadFont(f *testing.F) {
	f.Add(smallFont())
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		font, err := LoadFont(b)
		if err != nil {
			return
		}
		s := newSubset(font, "F1")
		for _, r := range "AB一𠮷" {
			if g := font.glyph(r); g != 0 {
				s.slot(r, g)
			}
		}
		s.file()
		s.widths()
		s.toUnicode()
	})
}
