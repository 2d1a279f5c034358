package reference

import "unicode"

// A Han set holds characters.
type Han map[rune]bool

// StandardCharacters reads the 8,105 characters that every certificate must be
// able to print.
// Source: 通用规范汉字表, 国发〔2013〕23号.
func StandardCharacters() Han {
	_, rows := table("han.txt")
	all := make(Han, 8105)
	for _, row := range rows {
		for _, r := range row {
			all[r] = true
		}
	}
	return all
}

// Rare lists, once each and in order, the Han characters of a text that the set
// lacks: those for which a font must be looked at before a certificate is made.
func (h Han) Rare(text string) []rune {
	var out []rune
	seen := map[rune]bool{}
	for _, r := range text {
		if unicode.Is(unicode.Han, r) && !h[r] && !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}
