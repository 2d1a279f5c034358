package skill

import (
	"fmt"
	"regexp"
	"strings"
)

// Private is a personal text such as a phone number or an address: encrypted at
// rest, and printed as *** by every formatter, logger and encoder.
type Private struct{ text string }

// Keep makes a Private of a text, cleaned.
func Keep(s string) Private { return Private{Clean(s)} }

// Reveal gives the text. Its callers are listed in internal/arch.
func (p Private) Reveal() string { return p.text }

// IsZero tells whether there is no text.
func (p Private) IsZero() bool { return p.text == "" }

// String is *** or, for no text, empty.
func (p Private) String() string {
	if p.text == "" {
		return ""
	}
	return "***"
}

// GoString is String, so that %#v shows nothing more.
func (p Private) GoString() string { return p.String() }

// Format prints String whatever the verb.
func (p Private) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// MarshalText is String, so that encoders show nothing more.
func (p Private) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// tokens are what may be a number of a person: they stand between characters
// that are neither letter nor digit, so that no part of an id counts.
var tokens = regexp.MustCompile(`[0-9A-Za-z]+`)

// HoldsNumber tells whether a text that stays readable holds a resident identity
// number or a mobile number. It finds what was typed carelessly, not what was
// hidden on purpose.
// Source: GB 11643 for the first; 11 digits from 13 to 19 for the second.
func HoldsNumber(text string) bool {
	for _, t := range tokens.FindAllString(Halve(text), -1) {
		switch {
		case len(t) == idLength && likeResident(strings.ToUpper(t)):
			return true
		case len(t) == 11 && t[0] == '1' && t[1] >= '3' && allDigits(t):
			return true
		}
	}
	return false
}

// likeResident tells whether a text of 18 characters is a resident number or one
// that was mistyped, which tells as much: digits with a birth date among them.
func likeResident(text string) bool {
	born, ok := birthIn(text)
	return ok && firstStray(text) == 0 && born.Year() >= 1900 && born.Year() < 2100
}
