package document

import (
	"io"
	"iter"
	"slices"

	"assay/skill"
)

// A Roster (报名表) is an opened file of candidates. The list itself is read row
// by row; the optional sheets, whose rows belong to single candidates, are held.
type Roster struct {
	book    *workbook
	layouts map[skill.RosterSheet]layout
	extra   map[skill.RosterSheet][]skill.SheetRow // in the order of the file
	people  map[string][]extraPlace                // rows of extra by RosterKey
	claimed map[string]bool                        // keys that a candidate of the list has
}

// extraPlace is a row of an optional sheet: the sheet and the index within it.
type extraPlace struct {
	sheet skill.RosterSheet
	index int
}

// OpenRoster guards, opens and outlines a roster of size bytes. The errors are
// Invalid: what the file is instead of a workbook (file.*), which limit it
// passes, or which heading is wrong and where (heading.*, one field error each).
func OpenRoster(r io.ReaderAt, size int64) (*Roster, error) {
	return openRosterWithin(r, size, defaultLimits)
}

func openRosterWithin(r io.ReaderAt, size int64, lim sheetLimits) (_ *Roster, err error) {
	book, err := openWorkbook(r, size, lim)
	if err != nil {
		return nil, err
	}
	ros := &Roster{
		book: book, layouts: map[skill.RosterSheet]layout{},
		extra: map[skill.RosterSheet][]skill.SheetRow{}, people: map[string][]extraPlace{}, claimed: map[string]bool{},
	}
	if err := ros.outline(); err != nil {
		_ = book.Close() // the fault in the file is what matters
		return nil, err
	}
	return ros, nil
}

// Close removes what reading put on disk.
func (r *Roster) Close() error { return r.book.Close() }

// outline finds the headings of every sheet and takes up the optional sheets.
func (r *Roster) outline() error {
	if !slices.Contains(r.book.sheets, skill.SheetRoster.Name()) {
		return skill.Fail(skill.Invalid, "sheet.missing", "sheet", skill.SheetRoster.Name())
	}
	for _, sheet := range skill.RosterSheets() {
		if !slices.Contains(r.book.sheets, sheet.Name()) {
			continue
		}
		if sheet != skill.SheetRoster && r.book.scans[sheet.Name()].rows == 0 {
			continue // the tab is there, nothing was entered
		}
		l, err := findLayout(r.book, table{sheet.Name(), sheet.Columns()})
		if err != nil {
			return err
		}
		r.layouts[sheet] = l
	}
	for _, sheet := range skill.RosterSheets()[1:] {
		if err := r.take(sheet); err != nil {
			return err
		}
	}
	return nil
}

// take reads an optional sheet.
func (r *Roster) take(sheet skill.RosterSheet) error {
	l, ok := r.layouts[sheet]
	if !ok {
		return nil
	}
	for row, err := range r.rows(sheet, l) {
		if err != nil {
			return err
		}
		if key := skill.RosterKey(row.Cells[skill.ExtraNumber]); key != "" {
			r.people[key] = append(r.people[key], extraPlace{sheet, len(r.extra[sheet])})
		}
		r.extra[sheet] = append(r.extra[sheet], row)
	}
	return nil
}

// rows gives the rows of a sheet.
func (r *Roster) rows(sheet skill.RosterSheet, l layout) iter.Seq2[skill.SheetRow, error] {
	return func(yield func(skill.SheetRow, error) bool) {
		for row, err := range r.book.below(l) {
			row.Sheet = sheet
			if !yield(row, err) {
				return
			}
		}
	}
}

// Rows gives the candidates in the order of the file, each with its rows of the
// optional sheets. An error ends the sequence. It may be gone through again.
func (r *Roster) Rows() iter.Seq2[*skill.RosterRow, error] {
	return func(yield func(*skill.RosterRow, error) bool) {
		for row, err := range r.rows(skill.SheetRoster, r.layouts[skill.SheetRoster]) {
			if err != nil {
				yield(nil, err)
				return
			}
			candidate := &skill.RosterRow{SheetRow: row}
			r.join(candidate)
			if !yield(candidate, nil) {
				return
			}
		}
	}
}

func (r *Roster) join(c *skill.RosterRow) {
	if len(r.people) == 0 {
		return
	}
	key := skill.RosterKey(c.Cells[skill.RosterNumber])
	for _, at := range r.people[key] {
		c.Extra[at.sheet] = append(c.Extra[at.sheet], r.extra[at.sheet][at.index])
		r.claimed[key] = true
	}
}

// Strays gives, after Rows came to its end, the rows of the optional sheets
// whose document number nobody on the list has.
func (r *Roster) Strays() []skill.SheetRow {
	var out []skill.SheetRow
	for _, sheet := range skill.RosterSheets()[1:] {
		for _, row := range r.extra[sheet] {
			if !r.claimed[skill.RosterKey(row.Cells[skill.ExtraNumber])] {
				out = append(out, row)
			}
		}
	}
	return out
}
