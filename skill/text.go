package skill

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean is the door through which all text enters: NFC, no control or format
// characters (a copied zero-width space would make two equal names differ), no
// U+0000, no surrounding white space.
func Clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, norm.NFC.String(s)))
}

// Fold is the form in which names are compared: NFKC, all middle dots as
// U+00B7, no spaces, Latin letters in lower case.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case strings.ContainsRune("·•‧∙⋅・･．.᛫", r):
			return '·'
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(Clean(name)))
}

// Halve makes full-width letters, digits and signs half-width (NFKC), for
// numbers and codes that people paste; names keep their form.
func Halve(s string) string { return norm.NFKC.String(Clean(s)) }
