package document

import (
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

// A layout says where a file keeps the columns of a sheet. They may stand in any
// order, below a title, and those not required may be left out.
type layout struct {
	sheet   skill.RosterSheet
	row     int   // of the headings
	columns []int // our column for each of the file, or -1
}

// headingsWithin is how far down the headings are looked for.
const headingsWithin = 10

// findLayout finds the headings of a sheet. Every wrong one is a field error
// that names its cell.
func findLayout(b *workbook, sheet skill.RosterSheet) (layout, error) {
	best, found := line{row: 1}, 0
	for ln, err := range b.lines(sheet.Name()) {
		if err != nil {
			return layout{}, err
		}
		if ln.row > headingsWithin {
			break
		}
		if n := countHeadings(sheet, ln); n > found {
			best, found = ln, n
		}
	}
	return readHeadings(sheet, best)
}

func countHeadings(sheet skill.RosterSheet, ln line) (n int) {
	for _, text := range ln.cells {
		if columnOf(sheet, text) >= 0 {
			n++
		}
	}
	return n
}

// columnOf is the sheet's column with that heading, or -1. Stars, spaces and
// full-width signs do not matter.
func columnOf(sheet skill.RosterSheet, heading string) int {
	heading = bareHeading(heading)
	return slices.IndexFunc(sheet.Columns(), func(c skill.SheetColumn) bool { return bareHeading(c.Heading) == heading })
}

func bareHeading(s string) string {
	return strings.NewReplacer("*", "", " ", "").Replace(skill.Halve(s))
}

// readHeadings maps the headings of a line, or says all that is wrong with them.
func readHeadings(sheet skill.RosterSheet, ln line) (layout, error) {
	l := layout{sheet: sheet, row: ln.row}
	var faults []skill.FieldError
	for i, text := range ln.cells {
		column := columnOf(sheet, text)
		switch {
		case column >= 0 && slices.Contains(l.columns, column):
			faults = append(faults, headingFault("heading.twice", sheet, ln.row, i, text))
		case column < 0 && text != "" && text != outcomeHeading && text != remarksHeading:
			faults = append(faults, headingFault("heading.unknown", sheet, ln.row, i, text))
		}
		l.columns = append(l.columns, column)
	}
	for i, c := range sheet.Columns() {
		if c.Required && !slices.Contains(l.columns, i) {
			faults = append(faults, headingFault("heading.missing", sheet, ln.row, i, c.Title()))
		}
	}
	if len(faults) == 0 {
		return l, nil
	}
	err := skill.Fail(skill.Invalid, "sheet.headings", "sheet", sheet.Name(), "row", strconv.Itoa(ln.row))
	err.Fields = faults
	return l, err
}

// longestHeading is how much of a wrong heading a message repeats. A heading is
// no personal value, unless the headings were left out: then it is not repeated.
const longestHeading = 12

func headingFault(reason string, sheet skill.RosterSheet, row, column int, text string) skill.FieldError {
	if len([]rune(text)) > longestHeading || strings.ContainsAny(skill.Halve(text), "0123456789@") {
		text = "…"
	}
	return skill.FieldError{
		Path: sheet.Name() + "!" + skill.Letter(column) + strconv.Itoa(row), Reason: reason,
		Args: skill.Args{"sheet": sheet.Name(), "row": strconv.Itoa(row), "letter": skill.Letter(column), "heading": text},
	}
}

// arrange brings a line into the order of our columns; ok is false where nothing
// was entered but a serial number.
func (l layout) arrange(ln line, from1904 bool) (row skill.SheetRow, ok bool) {
	columns := l.sheet.Columns()
	row = skill.SheetRow{Sheet: l.sheet, Row: ln.row, Cells: make([]string, len(columns))}
	for i, text := range ln.cells {
		column := l.at(i)
		if column < 0 || text == "" {
			continue
		}
		if columns[column].Date {
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
	if i >= len(l.columns) {
		return -1
	}
	return l.columns[i]
}

// serial tells the column that only numbers the rows: it decides nothing, so a
// formula there is nobody's concern.
func (l layout) serial(column int) bool {
	return l.sheet == skill.SheetRoster && column == skill.RosterSerial
}
