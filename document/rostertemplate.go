package document

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"assay/skill"
)

// The sheets of the template that nobody imports.
const (
	helpSheet    = "填写说明"
	choicesSheet = "选项"
)

// rowsOffered is how many rows of the template have drop-down lists.
const rowsOffered = 5000

// WriteRosterTemplate writes an empty roster (报名表模板): the list, the optional
// sheets, drop-down lists, and a page that explains every column by example.
func WriteRosterTemplate(to io.Writer) error {
	b, err := newSheetBook()
	if err != nil {
		return err
	}
	defer b.Close()
	lists := choiceLists{book: b, at: map[string]string{}}
	for _, sheet := range skill.RosterSheets() {
		if err := templateSheet(b, sheet, &lists); err != nil {
			return err
		}
	}
	if err := b.help(); err != nil {
		return err
	}
	if err := lists.write(); err != nil {
		return err
	}
	if err := b.file.SetSheetVisible(choicesSheet, false); err != nil {
		return err
	}
	return b.write(to)
}

func templateSheet(b *sheetBook, sheet skill.RosterSheet, lists *choiceLists) error {
	titles, widths := titlesAndWidths(sheet)
	w, err := b.sheet(sheet.Name(), widths, 1)
	if err != nil {
		return err
	}
	if err := b.row(w, 1, b.heading, titles); err != nil {
		return err
	}
	for i, c := range sheet.Columns() {
		if len(c.Choices) == 0 {
			continue
		}
		v := excelize.NewDataValidation(true)
		v.Sqref = fmt.Sprintf("%s2:%s%d", skill.Letter(i), skill.Letter(i), rowsOffered+1)
		v.SetSqrefDropList(lists.ranges(c))
		if !c.Open {
			v.SetError(excelize.DataValidationErrorStyleStop, c.Heading, "请从下拉列表中选择。")
		} else {
			v.ShowErrorMessage = false
		}
		if err := b.file.AddDataValidation(sheet.Name(), v); err != nil {
			return err
		}
	}
	return nil
}

// choiceLists keeps the words of the drop-down lists on a hidden sheet: a list
// inside a rule may have 255 characters only.
type choiceLists struct {
	book    *sheetBook
	at      map[string]string // range by the words
	columns [][]string
}

func (l *choiceLists) ranges(c skill.SheetColumn) string {
	list := make([]string, len(c.Choices))
	for i, choice := range c.Choices {
		list[i] = choice.Word
	}
	key := fmt.Sprint(list)
	if l.at[key] == "" {
		letter := skill.Letter(len(l.columns))
		l.at[key] = fmt.Sprintf("%s!$%s$1:$%s$%d", choicesSheet, letter, letter, len(list))
		l.columns = append(l.columns, list)
	}
	return l.at[key]
}

func (l *choiceLists) write() error {
	widths := make([]float64, len(l.columns))
	longest := 0
	for i, list := range l.columns {
		widths[i], longest = 24, max(longest, len(list))
	}
	w, err := l.book.sheet(choicesSheet, widths, 1)
	if err != nil {
		return err
	}
	for row := range longest {
		texts := make([]string, len(l.columns))
		for i, list := range l.columns {
			if row < len(list) {
				texts[i] = list[row]
			}
		}
		if err := l.book.row(w, row+1, l.book.text, texts); err != nil {
			return err
		}
	}
	return nil
}

// help writes the page of explanations.
func (b *sheetBook) help() error {
	w, err := b.sheet(helpSheet, []float64{12, 24, 8, 30, 80}, 1)
	if err != nil {
		return err
	}
	if err := b.row(w, 1, b.heading, []string{"工作表", "栏目", "必填", "示例", "说明"}); err != nil {
		return err
	}
	row := 2
	for _, sheet := range skill.RosterSheets() {
		if err := b.row(w, row, b.text, []string{sheet.Name(), "", "", "", sheetHelp[sheet]}); err != nil {
			return err
		}
		row++
		for i, c := range sheet.Columns() {
			texts := append([]string{sheet.Name(), c.Heading, required(c)}, columnHelp(sheet, i)...)
			if err := b.row(w, row, b.text, texts); err != nil {
				return err
			}
			row++
		}
	}
	return nil
}

func required(c skill.SheetColumn) string {
	if c.Required {
		return "必填"
	}
	return ""
}

// columnHelp is a column's example and explanation.
func columnHelp(sheet skill.RosterSheet, column int) []string {
	c := sheet.Columns()[column]
	if own, ok := rosterHelp[column]; ok && sheet == skill.SheetRoster {
		return own[:]
	}
	switch {
	case c.Date:
		return []string{"2018-07-01", "年-月-日。也可填 2018/7/1 或 2018年7月1日。" + dateHelp[c.Heading]}
	case len(c.Choices) > 0:
		return []string{c.Choices[0].Word, "从下拉列表中选择。" + wordHelp[c.Heading]}
	}
	return []string{textHelp[c.Heading][0], textHelp[c.Heading][1]}
}
