package scenario

import (
	"fmt"
	"slices"
	"strings"

	"assay/skill"
)

// A table is one sheet as a story writes it: a line == NAME, a line of headings,
// and a line a row, with | between cells.
type table struct {
	name string
	rows [][]string // the headings first
}

// Table reads one table of a story's file: its rows by heading.
func (s *Story) Table(file, sheet string) (out []map[string]string, err error) {
	text, err := s.text(file)
	if err != nil {
		return nil, err
	}
	for _, t := range parseTables(text) {
		if t.name != sheet || len(t.rows) == 0 {
			continue
		}
		for _, cells := range t.rows[1:] {
			row := map[string]string{}
			for i, c := range cells[:min(len(cells), len(t.rows[0]))] {
				row[t.rows[0][i]] = c
			}
			out = append(out, row)
		}
	}
	return out, nil
}

// parseTables reads the sheets of a text. Lines before the first sheet are
// comments.
func parseTables(text string) (out []table) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "=="); ok {
			out = append(out, table{name: strings.TrimSpace(name)})
			continue
		}
		if line == "" || len(out) == 0 {
			continue
		}
		cells := strings.Split(line, "|")
		for i, c := range cells {
			cells[i] = strings.TrimSpace(c)
		}
		last := &out[len(out)-1]
		last.rows = append(last.rows, cells)
	}
	return out
}

// plain fills the required columns that a story does not speak of: one person
// like another.
var plain = map[int]string{
	skill.RosterOccupation: "电工", skill.RosterLevel: "四级/中级工", skill.RosterClause: "4.1", skill.RosterDocumentKind: "居民身份证",
	skill.RosterPhone: "19900000000", skill.RosterHasCertificate: "否", skill.RosterSchooling: "高中", skill.RosterProvince: "广东省",
	skill.RosterOrigin: "私营企业", skill.RosterBody: "样例机构", skill.RosterKind: "初次认定", skill.RosterAttempt: "正考", skill.RosterNation: "汉族",
}

// complete gives a table all columns of its sheet, in their order, without the
// headings.
func (t table) complete() (skill.RosterSheet, [][]string, error) {
	for _, sheet := range skill.RosterSheets() {
		if sheet.Name() != t.name {
			continue
		}
		place, err := t.places(sheet)
		if err != nil {
			return sheet, nil, err
		}
		var out [][]string
		for _, cells := range t.rows[1:] {
			row := make([]string, len(sheet.Columns()))
			if sheet == skill.SheetRoster {
				for column, text := range plain {
					row[column] = text
				}
			}
			for i, text := range cells[:min(len(cells), len(place))] {
				row[place[i]] = text
			}
			out = append(out, row)
		}
		return sheet, out, nil
	}
	return 0, nil, fmt.Errorf("a roster has no sheet %q", t.name)
}

// places are the columns that the headings name.
func (t table) places(sheet skill.RosterSheet) (out []int, err error) {
	if len(t.rows) == 0 {
		return nil, fmt.Errorf("%s has no headings", t.name)
	}
	for _, heading := range t.rows[0] {
		i := slices.IndexFunc(sheet.Columns(), func(c skill.SheetColumn) bool { return c.Heading == heading })
		if i < 0 {
			return nil, fmt.Errorf("%s has no column %q", t.name, heading)
		}
		out = append(out, i)
	}
	return out, nil
}
