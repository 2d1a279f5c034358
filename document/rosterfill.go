package document

import (
	"io"

	"assay/skill"
)

// WriteRoster writes a roster with rows in it: by sheet, the texts of each row in
// the order of the sheet's columns. Sheets without rows are left out, the list of
// candidates never.
func WriteRoster(to io.Writer, rows map[skill.RosterSheet][][]string) error {
	b, err := newSheetBook()
	if err != nil {
		return err
	}
	defer b.Close()
	for _, sheet := range skill.RosterSheets() {
		if len(rows[sheet]) == 0 && sheet != skill.SheetRoster {
			continue
		}
		titles, widths := titlesAndWidths(sheet)
		w, err := b.sheet(sheet.Name(), widths, 1)
		if err != nil {
			return err
		}
		if err := b.row(w, 1, b.heading, titles); err != nil {
			return err
		}
		for i, texts := range rows[sheet] {
			if err := b.row(w, i+2, b.text, texts); err != nil {
				return err
			}
		}
	}
	return b.write(to)
}
