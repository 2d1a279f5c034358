package document

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"assay/skill"
)

// The columns that the remarks copy appends; a file that has them is read as if
// it had not.
const (
	outcomeHeading = "审查结果"
	remarksHeading = "审查意见"
)

// A table is what a worksheet should be: its name and its columns.
type table struct {
	name    string
	columns []skill.SheetColumn
}

// A layout says where a file keeps the columns of a table. They may stand in any
// order, below a title, and those not required may be left out.
type layout struct {
	table
	row  int   // of the headings
	ours []int // our column for each of the file, or -1
}

// headingsWithin is how far down the headings are looked for.
const headingsWithin = 10

// findLayout finds the headings of a sheet. Every wrong one is a field error
// that names its cell.
func findLayout(b *workbook, want table) (layout, error) {
	best, found := line{row: 1}, 0
	for ln, err := range b.lines(want.name) {
		if err != nil {
			return layout{}, err
		}
		if ln.row > headingsWithin {
			break
		}
		if n := want.count(ln); n > found {
			best, found = ln, n
		}
	}
	return want.read(best)
}

// count is how many headings of the table a line has.
func (want table) count(ln line) (n int) {
	for _, text := range ln.cells {
		if want.column(text) >= 0 {
			n++
		}
	}
	return n
}

// column is the one with that heading, or -1. Stars, spaces and full-width signs
// do not matter.
func (want table) column(heading string) int {
	heading = bareHeading(heading)
	return slices.IndexFunc(want.columns, func(c skill.SheetColumn) bool { return bareHeading(c.Heading) == heading })
}

func bareHeading(s string) string {
	return strings.NewReplacer("*", "", " ", "").Replace(skill.Halve(s))
}

// read maps the headings of a line, or says all that is wrong with them.
func (want table) read(ln line) (layout, error) {
	l := layout{table: want, row: ln.row}
	var faults []skill.FieldError
	for i, text := range ln.cells {
		column := want.column(text)
		switch {
		case column >= 0 && slices.Contains(l.ours, column):
			faults = append(faults, headingFault("heading.twice", want.name, ln.row, i, text))
		case column < 0 && text != "" && text != outcomeHeading && text != remarksHeading:
			faults = append(faults, headingFault("heading.unknown", want.name, ln.row, i, text))
		}
		l.ours = append(l.ours, column)
	}
	for i, c := range want.columns {
		if c.Required && !slices.Contains(l.ours, i) {
			faults = append(faults, headingFault("heading.missing", want.name, ln.row, i, c.Title()))
		}
	}
	if len(faults) == 0 {
		return l, nil
	}
	err := skill.Fail(skill.Invalid, "sheet.headings", "sheet", want.name, "row", strconv.Itoa(ln.row))
	err.Fields = faults
	return l, err
}

// longestHeading is how much of a wrong heading a message repeats. A heading is
// no personal value, unless the headings were left out: then it is not repeated.
const longestHeading = 12

func headingFault(reason, sheet string, row, column int, text string) skill.FieldError {
	if len([]rune(text)) > longestHeading || strings.ContainsAny(skill.Halve(text), "0123456789@") {
		text = "…"
	}
	return skill.FieldError{
		Path: sheet + "!" + skill.Letter(column) + strconv.Itoa(row), Reason: reason,
		Args: skill.Args{"sheet": sheet, "row": strconv.Itoa(row), "letter": skill.Letter(column), "heading": text},
	}
}

// below gives the rows below the headings in the order of the table's columns.
// An error ends the sequence.
func (b *workbook) below(l layout) iter.Seq2[skill.SheetRow, error] {
	return func(yield func(skill.SheetRow, error) bool) {
		for ln, err := range b.lines(l.name) {
			if err != nil {
				yield(skill.SheetRow{}, err)
				return
			}
			if ln.row <= l.row {
				continue
			}
			row, ok := l.arrange(ln, b.from1904)
			if ok && !yield(row, nil) {
				return
			}
		}
	}
}

// arrange brings a line into the order of our columns; ok is false where nothing
// was entered but a serial number.
func (l layout) arrange(ln line, from1904 bool) (row skill.SheetRow, ok bool) {
	row = skill.SheetRow{Row: ln.row, Cells: make([]string, len(l.columns))}
	for i, text := range ln.cells {
		column := l.at(i)
		if column < 0 || text == "" {
			continue
		}
		if l.columns[column].Date {
			text = readDate(text, from1904)
		}
		row.Cells[column] = text
		ok = ok || !l.serial(column)
	}
	for _, f := range ln.faults {
		if column := l.at(f.Column); column >= 0 && !l.serial(column) {
			row.Faults = append(row.Faults, skill.CellFault{Column: column, Reason: f.Reason})
			ok = ok || f.Reason != "cell.merged"
		}
	}
	return row, ok
}

func (l layout) at(i int) int {
	if i >= len(l.ours) {
		return -1
	}
	return l.ours[i]
}

// serial tells the column that only numbers the rows: it decides nothing, so a
// formula there is nobody's concern.
func (l layout) serial(column int) bool {
	return l.columns[column].Heading == "序号"
}
