package document

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"assay/skill"
)

// sheetBook is a workbook in the making, written as a stream: finished rows
// leave the memory.
type sheetBook struct {
	file    *excelize.File
	writers map[string]*excelize.StreamWriter
	names   []string
	heading int // styles
	text    int
}

func newSheetBook() (*sheetBook, error) {
	b := &sheetBook{file: excelize.NewFile(), writers: map[string]*excelize.StreamWriter{}}
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "Assay 匠衡", Language: "zh-CN"}); err != nil {
		return nil, err
	}
	var err error
	if b.heading, err = b.file.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "1F4E79"}, NumFmt: 49,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E9F0F7"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		Border:    []excelize.Border{{Type: "bottom", Color: "86909C", Style: 1}},
	}); err != nil {
		return nil, err
	}
	// 49 is the format "text": a number typed into the cell keeps every digit.
	b.text, err = b.file.NewStyle(&excelize.Style{NumFmt: 49})
	return b, err
}

// sheet adds a worksheet whose columns hold text, with the headings frozen.
func (b *sheetBook) sheet(name string, widths []float64, row int) (*excelize.StreamWriter, error) {
	if len(b.names) == 0 {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return nil, err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return nil, err
	}
	w, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	b.names, b.writers[name] = append(b.names, name), w
	for i, width := range widths {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	if err := w.SetColStyle(1, len(widths), b.text); err != nil {
		return nil, err
	}
	return w, w.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: row, TopLeftCell: "A" + strconv.Itoa(row+1), ActivePane: "bottomLeft",
	})
}

// row writes texts into a row from column A; empty ones leave their cell empty.
func (b *sheetBook) row(w *excelize.StreamWriter, row, style int, texts []string) error {
	cells := make([]any, len(texts))
	for i, text := range texts {
		if text != "" {
			cells[i] = excelize.Cell{StyleID: style, Value: text}
		}
	}
	return w.SetRow("A"+strconv.Itoa(row), cells)
}

// write finishes the sheets and sends the workbook.
func (b *sheetBook) write(to io.Writer) error {
	for _, name := range b.names {
		if err := b.writers[name].Flush(); err != nil {
			return err
		}
	}
	return b.file.Write(to)
}

// Close removes what writing put on disk.
func (b *sheetBook) Close() error { return b.file.Close() }

// widthOf is a column's width in characters, by its heading and what it holds.
func widthOf(c skill.SheetColumn) float64 {
	width := float64(2*len([]rune(c.Title())) + 3)
	for _, choice := range c.Choices {
		width = max(width, float64(2*len([]rune(choice.Word))+4))
	}
	if c.Date {
		width = max(width, 13)
	}
	return min(max(width, 10), 28)
}

func titlesAndWidths(sheet skill.RosterSheet) (titles []string, widths []float64) {
	for i, c := range sheet.Columns() {
		titles, widths = append(titles, c.Title()), append(widths, widthOf(c))
		if c.Heading == "证件号码" {
			widths[i] = 22
		}
	}
	return titles, widths
}

// A RosterCopy is the remarks copy (审查意见表): the candidates' rows as they
// came, at the rows where they were, with outcome and remarks behind. It imports
// again as it is.
type RosterCopy struct {
	book *sheetBook
	list *excelize.StreamWriter
	from *Roster
}

// NewRosterCopy begins a copy of a roster.
func NewRosterCopy(from *Roster) (*RosterCopy, error) {
	book, err := newSheetBook()
	if err != nil {
		return nil, err
	}
	c := &RosterCopy{book: book, from: from}
	titles, widths := titlesAndWidths(skill.SheetRoster)
	row := from.layouts[skill.SheetRoster].row
	c.list, err = book.sheet(skill.SheetRoster.Name(), append(widths, 14, 80), row)
	if err != nil {
		return nil, err
	}
	return c, book.row(c.list, row, book.heading, append(titles, outcomeHeading, remarksHeading))
}

// Row adds a candidate. Rows come in the order of the file.
func (c *RosterCopy) Row(row *skill.RosterRow, outcome, remarks string) error {
	texts := make([]string, 0, skill.RosterColumns+2)
	texts = append(append(texts, row.Cells...), outcome, remarks)
	return c.book.row(c.list, row.Row, c.book.text, texts)
}

// Write adds the optional sheets, all their rows, and sends the workbook.
func (c *RosterCopy) Write(to io.Writer) error {
	for _, sheet := range skill.RosterSheets()[1:] {
		rows := c.from.extra[sheet]
		if len(rows) == 0 {
			continue
		}
		titles, widths := titlesAndWidths(sheet)
		at := c.from.layouts[sheet].row
		w, err := c.book.sheet(sheet.Name(), widths, at)
		if err != nil {
			return err
		}
		if err := c.book.row(w, at, c.book.heading, titles); err != nil {
			return err
		}
		for _, row := range rows {
			if err := c.book.row(w, row.Row, c.book.text, row.Cells); err != nil {
				return err
			}
		}
	}
	return c.book.write(to)
}

// Close gives the copy up, or ends it after Write.
func (c *RosterCopy) Close() error { return c.book.Close() }
