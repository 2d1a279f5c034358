package admission

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/skill"
	"assay/skill/day"
)

// A reader takes one row apart, cell by cell, and remarks on what it finds.
type reader struct {
	*Assessor
	at         *skill.SheetRow // whose cells are being read
	out        Assessed
	unreadable bool // a required cell is missing or unreadable
}

// note remarks on a cell of the row being read.
func (r *reader) note(column int, reason string, kv ...string) {
	r.out.Remarks = append(r.out.Remarks, Remark{
		r.at.Sheet, r.at.Row, column, reason, skill.Fail(skill.Invalid, reason, kv...).Args,
	})
}

// refuse remarks on a cell without which the row cannot be judged.
func (r *reader) refuse(column int, reason string, kv ...string) {
	r.note(column, reason, kv...)
	r.unreadable = true
}

// refuseFor is refuse with an error's reason and arguments.
func (r *reader) refuseFor(column int, err *skill.Error) {
	r.note(column, err.Reason)
	r.out.Remarks[len(r.out.Remarks)-1].Args = err.Args
	r.unreadable = true
}

// longestCell is how many characters a cell may have, the story of somebody's
// working life included.
const longestCell = 4000

// faults remarks on the cells that held no text to read, and on required ones
// that are empty. A fact is not judged by what is left of it: a job whose last
// day is a formula would go on for ever.
func (r *reader) faults() {
	for i, column := range r.at.Sheet.Columns() {
		fault := r.at.Fault(i)
		switch {
		case fault != "" && r.at.Cells[i] == "" && (column.Required || r.atFact()):
			r.refuse(i, fault)
		case fault != "":
			r.note(i, fault)
		case r.at.Cells[i] == "" && column.Required:
			r.refuse(i, "cell.missing")
		case len(r.at.Cells[i]) > longestCell:
			r.refuse(i, "cell.too_long")
		}
	}
}

// atFact tells whether the row being read is a fact of an optional sheet.
func (r *reader) atFact() bool { return r.at.Sheet != skill.SheetRoster }

// choice reads a word of a closed list; an empty cell gives an empty value.
func (r *reader) choice(column int) string {
	text := r.at.Cells[column]
	if text == "" {
		return ""
	}
	c := r.at.Sheet.Columns()[column]
	value, ok := c.Choose(text)
	if !ok {
		r.unchosen(c, column)
	}
	return value
}

// shownChoices is how many words of a list a remark repeats.
const shownChoices = 6

func (r *reader) unchosen(c skill.SheetColumn, column int) {
	list := make([]string, 0, shownChoices+1)
	for i, choice := range c.Choices {
		if i == shownChoices {
			list = append(list, "…")
			break
		}
		list = append(list, choice.Word)
	}
	say := r.note
	if c.Required || r.atFact() {
		say = r.refuse
	}
	say(column, "cell.unknown_word", "want", strings.Join(list, "、"))
}

// level reads a level's word; no level where the cell is empty or unreadable.
func (r *reader) level(column int) skill.Level {
	l, err := skill.ParseLevel(r.choice(column))
	if err != nil {
		return skill.Level{}
	}
	return l
}

// date reads a civil date that must not lie after the day judged on, unless it
// may: future tells. Empty is no date.
func (r *reader) date(column int, future bool) (d day.Date, ok bool) {
	text := r.at.Cells[column]
	if text == "" {
		return day.Date{}, true
	}
	d, err := day.Parse(text)
	switch {
	case err != nil:
		r.note(column, "date.unreadable")
	case d.After(r.On) && !future:
		r.note(column, "date.future")
	default:
		return d, true
	}
	return day.Date{}, false
}

// post reads what is applied for.
func (r *reader) post() {
	cells := r.at.Cells
	if text := cells[skill.RosterOccupation]; text != "" {
		o, specialty, err := r.Occupation(text, r.On)
		if err != nil {
			r.refuse(skill.RosterOccupation, "occupation.not_found")
		}
		r.out.Occupation, r.out.Specialty = o.Code, specialty
	}
	r.out.Level = r.level(skill.RosterLevel)
	if !r.out.Level.IsZero() && conditionsOf(r.Set, r.out.Level) == nil {
		r.refuse(skill.RosterLevel, "level.no_conditions", "set", r.Set.ID)
	}
	for _, column := range []int{skill.RosterKind, skill.RosterAttempt} {
		r.choice(column)
	}
}

func conditionsOf(set *skill.ConditionSet, level skill.Level) []skill.Clause {
	for _, l := range set.Levels {
		if l.Level == level {
			return l.Clauses
		}
	}
	return nil
}

// person reads who applies.
func (r *reader) person() {
	cells := r.at.Cells
	r.out.Person.Name = r.name(cells[skill.RosterName])
	r.out.Person.Document = r.document()
	r.out.Person.Sex = r.sex()
	r.out.Person.Born = r.born()
	r.out.Person.Address = skill.Keep(cells[skill.RosterAddress])
	if phone, ok := readPhone(cells[skill.RosterPhone]); ok {
		r.out.Person.Phone = skill.Keep(phone)
	} else if cells[skill.RosterPhone] != "" {
		r.refuse(skill.RosterPhone, "phone.unreadable")
	}
}

// longestName is how many characters a name may have. The longest names printed
// on documents of residents have about half as many.
const longestName = 60

func (r *reader) name(text string) string {
	text = closeUp(text)
	switch {
	case text == "":
	case strings.ContainsAny(text, "<>{}&=\"\\/"):
		r.refuse(skill.RosterName, "name.markup")
	case len([]rune(text)) > longestName:
		r.refuse(skill.RosterName, "name.too_long")
	case strings.ContainsFunc(text, neverInName) || !strings.ContainsFunc(text, unicode.IsLetter):
		r.refuse(skill.RosterName, "name.unreadable")
	}
	return text
}

// closeUp takes out the spaces that lists put between the characters of a short
// Chinese name, 张　三, to make all names equally wide; other spaces stay.
func closeUp(name string) string {
	if !strings.ContainsFunc(name, unicode.IsSpace) {
		return name
	}
	parts := strings.FieldsFunc(name, unicode.IsSpace)
	var b strings.Builder
	for i, part := range parts {
		before, _ := utf8.DecodeLastRuneInString(b.String())
		after, _ := utf8.DecodeRuneInString(part)
		if i > 0 && !(unicode.Is(unicode.Han, before) && unicode.Is(unicode.Han, after)) {
			b.WriteByte(' ')
		}
		b.WriteString(part)
	}
	return b.String()
}

func neverInName(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.IsMark(c) && !strings.ContainsRune(" ·•‧∙⋅・･．.'’-－()（）,，", c)
}

// document reads kind and number. A number that a spreadsheet rounded is told
// from one that is merely wrong, since the remedy is another.
func (r *reader) document() skill.Document {
	text := r.at.Cells[skill.RosterNumber]
	kind := skill.DocumentKind(r.choice(skill.RosterDocumentKind))
	if text == "" || kind == "" {
		return skill.Document{}
	}
	if scientific(text) {
		r.refuse(skill.RosterNumber, "document.rounded")
		return skill.Document{}
	}
	document, notes, err := skill.ParseDocument(kind, text, r.On)
	if err != nil {
		r.documentFault(text, err)
		return skill.Document{}
	}
	if r.Notes != nil {
		notes = append(notes, r.Notes(document)...)
	}
	for _, note := range notes {
		if note != skill.NoteUnchecked {
			r.note(skill.RosterNumber, string(note))
		}
	}
	return document
}

func (r *reader) documentFault(text string, err error) {
	fault, ok := errors.AsType[*skill.Error](err)
	switch {
	case !ok:
		r.refuse(skill.RosterNumber, skill.ReasonOf(err))
	case fault.Reason == "document.check_wrong" && strings.HasSuffix(skill.Halve(text), "000"):
		r.refuse(skill.RosterNumber, "document.rounded")
	default:
		r.refuseFor(skill.RosterNumber, fault)
	}
}

// scientific tells a number that a spreadsheet turned into a power of ten, such
// as 4.10105199005E+17: it keeps fifteen digits and the rest is lost.
func scientific(s string) bool {
	mantissa, exponent, found := strings.Cut(strings.ToUpper(skill.Halve(s)), "E")
	return found && mantissa != "" && strings.HasPrefix(exponent, "+") &&
		strings.Trim(mantissa, "0123456789.") == "" && strings.Trim(exponent[1:], "0123456789") == ""
}

func (r *reader) sex() skill.Sex {
	stated := skill.Sex(r.choice(skill.RosterSex))
	known := r.out.Person.Document.Sex()
	if known == "" {
		return stated
	}
	if stated != "" && stated != known {
		r.note(skill.RosterSex, "sex.differs")
	}
	return known
}

// born is the date that the document states; the cell must agree. Where the
// document states none the cell must.
func (r *reader) born() day.Date {
	stated, ok := r.date(skill.RosterBorn, false)
	known, states := r.out.Person.Document.Born()
	switch {
	case states && ok && !stated.IsZero() && stated != known:
		r.refuse(skill.RosterBorn, "born.differs")
	case states:
		return known
	case r.out.Person.Document.IsZero():
	case !ok:
		r.unreadable = true
	case stated.IsZero():
		r.refuse(skill.RosterBorn, "born.missing")
	}
	return stated
}

// readPhone reads a mobile or fixed number, with a country's or area's code in
// front or not; ok is false for anything else.
func readPhone(text string) (phone string, ok bool) {
	phone = strings.Map(func(c rune) rune {
		if strings.ContainsRune(" -()–—", c) {
			return -1
		}
		return c
	}, skill.Halve(text))
	digits := strings.TrimPrefix(phone, "+")
	return phone, len(digits) >= 7 && len(digits) <= 15 && strings.Trim(digits, "0123456789") == ""
}
