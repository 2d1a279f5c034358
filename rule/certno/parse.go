package certno

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/skill"
)

// A Number is a certificate number that a scheme reads.
type Number struct {
	Text   string // trimmed, full-width forms folded
	Scheme *skill.NumberScheme
}

// A Part is one part of a number with what its value means.
type Part struct {
	Name     string
	From, To int // places, counted from 1, both included
	Label    skill.Text
	Value    string
	Meaning  skill.Text
}

// Value is what stands in the part of that name, "" where there is none.
func (n Number) Value(name string) string {
	p, ok := n.Scheme.Part(name)
	if !ok {
		return ""
	}
	return n.Text[p.From-1 : p.To]
}

// Level is the level that the number states.
func (n Number) Level() skill.Level {
	p, ok := n.Scheme.Part("level")
	if !ok {
		return skill.Level{}
	}
	return p.Values[n.Text[p.From-1:p.To]].Level
}

// Year is the year of issue that the number states, e.g. 2024, or 0.
func (n Number) Year() int {
	p, ok := n.Scheme.Part("year")
	if !ok {
		return 0
	}
	return year(p, n.Text[p.From-1:p.To])
}

// Parts lists the parts in the order of their places.
func (n Number) Parts() []Part {
	parts := make([]Part, len(n.Scheme.Parts))
	for i := range n.Scheme.Parts {
		p := &n.Scheme.Parts[i]
		value := n.Text[p.From-1 : p.To]
		parts[i] = Part{p.Name, p.From, p.To, p.Label, value, meaning(p, value)}
	}
	return parts
}

// meaning is what a value says: its row in the table, a year, or itself.
func meaning(p *skill.NumberPart, value string) skill.Text {
	if v, ok := p.Values[value]; ok {
		return v.Meaning
	}
	if p.Century > 0 {
		y := strconv.Itoa(year(p, value))
		return skill.Text{ZH: y + "年", EN: y}
	}
	return skill.Text{ZH: value, EN: value}
}

// year is the first year from p.Century on that ends in the two digits.
func year(p *skill.NumberPart, value string) int {
	short, err := strconv.Atoi(value)
	if err != nil || p.Century == 0 {
		return 0
	}
	return p.Century + (short-p.Century%100+100)%100
}

// A Fault says where a number stops being one, and why.
type Fault struct {
	Position int        // counted from 1
	Reason   string     // length, serial.zero, or the part's name and .unknown or .not_digit
	Got      string     // what stands there; empty where something is missing
	Want     skill.Text // what may stand there
}

// Error is the message key with the place.
func (f *Fault) Error() string { return "number." + f.Reason + " at " + strconv.Itoa(f.Position) }

// Unwrap makes the fault an Invalid error whose text is in locale/.
func (f *Fault) Unwrap() error {
	return skill.Fail(skill.Invalid, "number."+f.Reason, "position", strconv.Itoa(f.Position))
}

// Parse reads a number by whichever of the schemes fits. The text is trimmed and
// full-width forms are folded; small letters stay what they are, which is wrong.
// Where no scheme fits, the error is the *Fault of the scheme that came
// farthest, among those of the number's length; a number of no scheme's length
// is measured by the scheme whose first place it fits.
// Source: 职业技能等级证书编码规则(试行), 人社鉴发〔2019〕2号.
func Parse(schemes []skill.NumberScheme, text string) (Number, error) {
	text = fold(text)
	length := utf8.RuneCountInString(text)
	var farthest *Fault
	for i := range schemes {
		s := &schemes[i]
		if s.Length != length {
			continue
		}
		fault := check(s, text)
		if fault == nil {
			return Number{text, s}, nil
		}
		if farthest == nil || fault.Position > farthest.Position {
			farthest = fault
		}
	}
	if farthest != nil {
		return Number{}, farthest
	}
	return Number{}, wrongLength(schemes, []rune(text))
}

// fold is skill.Halve, without its work for a number that needs none.
func fold(text string) string {
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7f {
			return skill.Halve(text)
		}
	}
	return text
}

// wrongLength names the first missing or the first surplus place.
func wrongLength(schemes []skill.NumberScheme, text []rune) error {
	if len(schemes) == 0 {
		return &Fault{Position: 1, Reason: "length"}
	}
	s := &schemes[0]
	for i := range schemes {
		if len(text) > 0 && opens(&schemes[i], text[0]) {
			s = &schemes[i]
			break
		}
	}
	f := &Fault{Position: min(len(text), s.Length) + 1, Reason: "length", Want: s.Want}
	if len(text) > s.Length {
		f.Got = string(text[s.Length])
	}
	return f
}

// opens tells whether the character is of the sort that numbers of the scheme
// begin with: a digit, or a letter.
func opens(s *skill.NumberScheme, r rune) bool {
	digit := r >= '0' && r <= '9'
	for value := range s.Parts[0].Values {
		return digit == (value[0] <= '9')
	}
	return digit
}

// check finds the first fault of a text that has the scheme's length.
func check(s *skill.NumberScheme, text string) *Fault {
	if len(text) != s.Length { // characters outside ASCII, none of which any scheme has
		return strangeCharacter(s, text)
	}
	for i := range s.Parts {
		if f := checkPart(&s.Parts[i], text[s.Parts[i].From-1:s.Parts[i].To]); f != nil {
			return f
		}
	}
	return nil
}

// checkPart finds what is wrong with the value of a part.
func checkPart(p *skill.NumberPart, value string) *Fault {
	if len(p.Values) > 0 {
		if _, ok := p.Values[value]; !ok {
			return &Fault{p.From, p.Name + ".unknown", value, p.Want}
		}
		return nil
	}
	zeros := 0
	for i := range len(value) {
		switch c := value[i]; {
		case c < '0' || c > '9':
			return &Fault{p.From + i, p.Name + ".not_digit", value[i : i+1], p.Want}
		case c == '0':
			zeros++
		}
	}
	if p.NotZero && zeros == len(value) {
		return &Fault{p.From, p.Name + ".zero", value, p.Want}
	}
	return nil
}

// strangeCharacter finds the first fault of a text with characters outside
// ASCII, by letting a question mark stand for each.
func strangeCharacter(s *skill.NumberScheme, text string) *Fault {
	runes := []rune(text)
	plain := strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return '?'
		}
		return r
	}, text)
	f := check(s, plain)
	f.Got = string(runes[f.Position-1 : f.Position-1+len(f.Got)])
	return f
}
