package document

import "slices"

// Fonts are what a paper is set in. Text is required; Title is for headings and
// Fallback draws characters that Text lacks, such as 𠮷 U+20BB7. Both may be nil.
type Fonts struct {
	Text, Title, Fallback *Font
}

// Printable returns the characters of text that the set cannot draw, each once
// and in order; nil means that all of text can be printed.
func Printable(fonts Fonts, text string) []rune {
	var missing []rune
	for _, r := range text {
		if face, _ := fonts.face(fonts.Text, r); face == nil && !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return missing
}

// face finds the font that draws r and its glyph: the wanted font, else the text
// font, else the fallback; a nil font means that none can.
func (f Fonts) face(wanted *Font, r rune) (*Font, uint16) {
	for _, font := range [...]*Font{wanted, f.Text, f.Fallback} {
		if font == nil {
			continue
		}
		if g := font.glyph(r); g != 0 {
			return font, g
		}
	}
	return nil, 0
}
