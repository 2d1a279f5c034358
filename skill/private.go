package skill

import "fmt"

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
