package skill

import (
	"crypto/subtle"
	"fmt"
	"io"
	"strings"
	"unicode"

	"assay/skill/day"
)

// An IDNumber (证件号码) is the number of an identity document. Whatever prints,
// logs or encodes it shows the last four characters at most; it has no decoder.
// Its digits come out through Reveal alone, whose callers are listed in
// internal/arch. Only ParseDocument and StoredIDNumber make one.
type IDNumber struct{ text string }

// StoredIDNumber takes back, unchecked, what Reveal gave to the store.
func StoredIDNumber(s string) IDNumber { return IDNumber{s} }

// Reveal gives the number itself, in its normal form.
func (n IDNumber) Reveal() string { return n.text }

// IsZero tells whether there is no number.
func (n IDNumber) IsZero() bool { return n.text == "" }

// Equal tells whether two numbers are the same, in a time that does not depend
// on where they differ.
func (n IDNumber) Equal(o IDNumber) bool {
	return subtle.ConstantTimeCompare([]byte(n.text), []byte(o.text)) == 1
}

// String is ****0047: four characters at most, and never more than a third of
// the number, so that a short passport number stays hidden too. The stars do not
// tell the length.
func (n IDNumber) String() string {
	if n.text == "" {
		return ""
	}
	r := []rune(n.text)
	return "****" + string(r[len(r)-min(4, len(r)/3):])
}

// GoString is String, so that %#v shows nothing more.
func (n IDNumber) GoString() string { return n.String() }

// Format prints String whatever the verb.
func (n IDNumber) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, n.String()) }

// MarshalText is String, so that JSON, XML and log/slog show nothing more.
func (n IDNumber) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// A Document identifies a person: a kind and its number. Together they are one
// identity; the same digits under another kind are not.
type Document struct {
	Kind   DocumentKind
	Number IDNumber
}

// Equal tells whether two documents are the same one.
func (d Document) Equal(o Document) bool { return d.Kind == o.Kind && d.Number.Equal(o.Number) }

// IsZero tells whether there is no document.
func (d Document) IsZero() bool { return d.Kind == "" && d.Number.IsZero() }

// Born is the birth date that the number states; ok is false for kinds whose
// number states none.
func (d Document) Born() (born day.Date, ok bool) {
	if !d.statesBirth() {
		return day.Date{}, false
	}
	return birthIn(d.Number.text)
}

// Sex is the sex that the number states, "" for kinds whose number states none.
// Source: GB 11643, an odd sequence number is a man's.
func (d Document) Sex() Sex {
	switch {
	case !d.statesBirth():
		return ""
	case (d.Number.text[16]-'0')%2 == 1:
		return "M"
	}
	return "F"
}

// Area is the six-digit area code (GB/T 2260) of a resident identity number or
// residence permit, "" for other kinds. It is that of the first registration: a
// code that a current table lacks was valid once, so it never refuses anybody.
func (d Document) Area() string {
	if d.Kind != ForeignPermanentID && d.statesBirth() {
		return d.Number.text[:6]
	}
	return ""
}

func (d Document) statesBirth() bool {
	switch d.Kind {
	case ResidentID, ResidencePermit:
		return len(d.Number.text) == idLength
	case ForeignPermanentID:
		return statesForeignBirth(d.Number.text)
	}
	return false
}

// statesForeignBirth tells whether a foreign permanent resident's number has the
// form of 2023: 9, province, country, then date, sequence and check character as
// GB 11643 has them. The older form of 15 characters states no whole date.
func statesForeignBirth(text string) bool {
	if len(text) != idLength || firstStray(text) != 0 || text[0] != '9' || checkCharacter(text) != text[17] {
		return false
	}
	_, ok := birthIn(text)
	return ok
}

// birthIn reads the date at places 7 to 14.
func birthIn(text string) (day.Date, bool) {
	return day.New(number(text[6:10]), number(text[10:12]), number(text[12:14]))
}

// A Note is a remark on something read that refuses nobody: a message key.
type Note string

// The notes on documents.
const (
	NoteOldForm   Note = "document.old_form"  // 15 digits, no longer issued: read and upgraded
	NoteIsPermit  Note = "document.is_permit" // the number is a residence permit's, whatever the stated kind
	NoteUnchecked Note = "document.unchecked" // a kind whose number no rule can check
)

// ParseDocument reads a number of a kind as people paste it: full-width forms
// are folded, spaces and invisible characters dropped, x made X. Structure, date
// of birth, a known province and the check character decide; nothing else does.
// The date of birth must not lie after today. Errors name the place, counted
// from 1, and never the number.
//
// Source: GB 11643.
func ParseDocument(kind DocumentKind, text string, today day.Date) (Document, []Note, error) {
	number := normalNumber(text)
	if number == "" {
		return Document{}, nil, Fail(Invalid, "document.empty")
	}
	switch kind {
	case ResidentID, ResidencePermit:
		return parseResident(kind, number, today)
	}
	if !kind.Known() {
		return Document{}, nil, Fail(Invalid, "document.kind_unknown")
	}
	if err := checkLoose(number); err != nil {
		return Document{}, nil, err
	}
	d := Document{kind, IDNumber{number}}
	if d.statesBirth() {
		return d, nil, nil
	}
	return d, []Note{NoteUnchecked}, nil
}

// normalNumber drops spaces and invisible characters and makes letters capital.
func normalNumber(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, Halve(text))
}

const (
	idLength    = 18
	oldIDLength = 15   // issued until 1999
	firstYear   = 1800 // nobody born earlier can hold a document
)

func parseResident(kind DocumentKind, text string, today day.Date) (Document, []Note, error) {
	var notes []Note
	if len(text) == oldIDLength && allDigits(text) && kind == ResidentID {
		text = upgrade(text)
		notes = append(notes, NoteOldForm)
	}
	if err := checkResident(text, today); err != nil {
		return Document{}, nil, err
	}
	switch permit := permitProvince(text[:2]); {
	case permit && kind == ResidentID:
		kind, notes = ResidencePermit, append(notes, NoteIsPermit)
	case !permit && kind == ResidencePermit:
		return Document{}, nil, Fail(Invalid, "document.permit_area", "position", "1")
	}
	return Document{kind, IDNumber{text}}, notes, nil
}

// upgrade gives an old number of 15 digits its century and check character.
// Source: GB 11643-1999, which kept the old digits in place.
func upgrade(text string) string {
	text = text[:6] + "19" + text[6:]
	return text + string(checkCharacter(text))
}

func checkResident(text string, today day.Date) error {
	if n := len([]rune(text)); n != idLength {
		return Fail(Invalid, "document.length", "got", fmt.Sprint(n), "want", fmt.Sprint(idLength))
	}
	if i := firstStray(text); i > 0 {
		return Fail(Invalid, "document.not_digit", "position", fmt.Sprint(i))
	}
	if !residentProvince(text[:2]) && !permitProvince(text[:2]) {
		return Fail(Invalid, "document.province_unknown", "position", "1")
	}
	born, ok := birthIn(text)
	switch {
	case !ok || born.Year() < firstYear:
		return Fail(Invalid, "document.birth_impossible", "position", "7")
	case born.After(today):
		return Fail(Invalid, "document.birth_future", "position", "7")
	case checkCharacter(text) != text[17]:
		return Fail(Invalid, "document.check_wrong", "position", "18")
	}
	return nil
}

// firstStray is the place, from 1, of the first character that cannot stand
// there, or 0.
func firstStray(text string) int {
	for i, r := range []rune(text) {
		if (r < '0' || r > '9') && (r != 'X' || i != idLength-1) {
			return i + 1
		}
	}
	return 0
}

// checkCharacter is the 18th character for the first seventeen digits.
// Source: GB 11643, MOD 11-2 of ISO 7064.
func checkCharacter(text string) byte {
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(text[i]-'0')
	}
	return "10X98765432"[sum%11]
}

// residentProvince tells whether the two digits are those of a province whose
// residents hold identity cards.
// Source: GB/T 2260, first two digits.
func residentProvince(code string) bool {
	switch code {
	case "11", "12", "13", "14", "15", "21", "22", "23",
		"31", "32", "33", "34", "35", "36", "37",
		"41", "42", "43", "44", "45", "46",
		"50", "51", "52", "53", "54",
		"61", "62", "63", "64", "65", "71":
		return true
	}
	return false
}

// permitProvince tells whether the two digits are those of a residence permit:
// 81 Hong Kong, 82 Macao, 83 Taiwan.
// Source: 港澳台居民居住证申领发放办法, 国办发〔2018〕81号.
func permitProvince(code string) bool { return code == "81" || code == "82" || code == "83" }

// checkLoose accepts what any passport or card may carry, such as E12345678 or
// 南字第12345678号: letters, digits and a few signs, with a digit among them.
func checkLoose(text string) error {
	digits := 0
	for i, r := range []rune(text) {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !unicode.IsLetter(r) && !strings.ContainsRune("-()/", r):
			return Fail(Invalid, "document.stray_character", "position", fmt.Sprint(i+1))
		}
	}
	if n := len([]rune(text)); digits == 0 || n < 4 || n > 30 {
		return Fail(Invalid, "document.shape")
	}
	return nil
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// number reads digits that were checked before.
func number(s string) (n int) {
	for _, c := range []byte(s) {
		n = n*10 + int(c-'0')
	}
	return n
}
