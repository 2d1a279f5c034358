package document

import (
	"io"
	"strconv"
	"strings"

	"assay/skill"
)

// A MarkLine is one candidate and part on a mark sheet (成绩表).
type MarkLine struct {
	Application skill.ApplicationID
	Ticket      string // 准考证号; empty where none was printed
	Document    skill.IDNumber
	Name        string
	Part        skill.Part
}

const markSheet = "成绩"

// Columns of a mark sheet, from 0.
const (
	markApplication = iota
	markTicket
	markDocument
	markName
	markPart
	markResult
	markGround
)

var markTable = table{markSheet, []skill.SheetColumn{
	markApplication: {Heading: "申报编号", Required: true},
	markTicket:      {Heading: "准考证号"},
	markDocument:    {Heading: "证件号码"},
	markName:        {Heading: "姓名"},
	markPart:        {Heading: "科目", Required: true, Choices: partWords},
	markResult:      {Heading: "成绩", Required: true},
	markGround:      {Heading: "说明"},
}}

var partWords = []skill.Choice{
	{Word: "理论知识考试", Value: string(skill.Theory), Also: []string{"理论", "理论知识", "理论考试"}},
	{Word: "操作技能考核", Value: string(skill.Operation), Also: []string{"操作", "操作技能", "技能", "实操", "技能考核"}},
	{Word: "综合评审", Value: string(skill.Review), Also: []string{"综合", "评审"}},
}

// resultWords are what stands in place of a mark.
var resultWords = skill.SheetColumn{Choices: []skill.Choice{
	{Word: "缺考", Value: string(skill.SittingAbsent), Also: []string{"缺席", "未到"}},
	{Word: "作废", Value: string(skill.SittingVoid), Also: []string{"违纪", "取消成绩"}},
	{Word: "免考", Value: string(skill.SittingWaived), Also: []string{"免试"}},
}}

// WriteMarkSheet writes a mark sheet to be filled in: a row for every candidate
// and part. Document numbers are masked; the application's id finds the row
// again.
func WriteMarkSheet(to io.Writer, lines []MarkLine) error {
	b, err := newSheetBook()
	if err != nil {
		return err
	}
	defer b.Close()
	w, err := b.sheet(markSheet, []float64{40, 18, 14, 18, 18, 12, 40}, 1)
	if err != nil {
		return err
	}
	titles := make([]string, len(markTable.columns))
	for i, c := range markTable.columns {
		titles[i] = c.Title()
	}
	if err := b.row(w, 1, b.heading, titles); err != nil {
		return err
	}
	for i, l := range lines {
		texts := []string{string(l.Application), l.Ticket, l.Document.String(), l.Name, partWord(l.Part)}
		if err := b.row(w, i+2, b.text, texts); err != nil {
			return err
		}
	}
	return b.write(to)
}

func partWord(p skill.Part) string {
	for _, c := range partWords {
		if c.Value == string(p) {
			return c.Word
		}
	}
	return ""
}

// mostFaults is how many wrong cells of a mark sheet are listed.
const mostFaults = 200

// ReadMarkSheet reads a mark sheet: 0 to 100 in half points, or 缺考, 作废 with
// its violation or 免考 with its ground, in the column 说明 or behind a colon.
// Rows without a result are left out: that part is not marked yet. A fault in
// any row gives no rows at all, and one error with a field error for every cell.
func ReadMarkSheet(r io.ReaderAt, size int64) ([]skill.MarkRow, error) {
	book, err := openWorkbook(r, size, defaultLimits)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	if book.scans[markSheet] == nil {
		return nil, skill.Fail(skill.Invalid, "sheet.missing", "sheet", markSheet)
	}
	l, err := findLayout(book, markTable)
	if err != nil {
		return nil, err
	}
	m := markReader{seen: map[markKey]int{}}
	for row, err := range book.below(l) {
		if err != nil {
			return nil, err
		}
		m.read(&row)
	}
	if err := m.verdict(); err != nil {
		return nil, err
	}
	return m.rows, nil
}

type markKey struct {
	application skill.ApplicationID
	part        skill.Part
}

type markReader struct {
	rows   []skill.MarkRow
	seen   map[markKey]int
	faults []skill.FieldError
	at     *skill.SheetRow
}

func (m *markReader) verdict() error {
	switch {
	case len(m.faults) > 0:
		err := skill.Fail(skill.Invalid, "mark.rows", "faults", strconv.Itoa(len(m.faults)))
		err.Fields = m.faults[:min(len(m.faults), mostFaults)]
		return err
	case len(m.rows) == 0:
		return skill.Fail(skill.Invalid, "mark.none")
	}
	return nil
}

func (m *markReader) fault(column int, reason string, kv ...string) {
	m.faults = append(m.faults, skill.FieldError{
		Path: markSheet + "!" + skill.Letter(column) + strconv.Itoa(m.at.Row), Reason: reason,
		Args: skill.Fail(skill.Invalid, reason, kv...).Args,
	})
}

func (m *markReader) read(row *skill.SheetRow) {
	m.at = row
	before := len(m.faults)
	for _, f := range row.Faults {
		m.fault(f.Column, f.Reason)
	}
	if len(m.faults) > before || row.Cells[markResult] == "" {
		return
	}
	out := skill.MarkRow{Row: row.Row, Application: skill.ApplicationID(row.Cells[markApplication])}
	part, ok := markTable.columns[markPart].Choose(row.Cells[markPart])
	switch {
	case out.Application == "":
		m.fault(markApplication, "mark.candidate_missing")
	case !ok:
		m.fault(markPart, "mark.part_unknown")
	}
	out.Part = skill.Part(part)
	m.result(&out)
	m.twice(out)
	if len(m.faults) == before {
		m.rows = append(m.rows, out)
	}
}

// result reads a mark, or the word in its place with its ground.
func (m *markReader) result(out *skill.MarkRow) {
	text := skill.Halve(m.at.Cells[markResult])
	word, ground, _ := strings.Cut(text, ":")
	if kind, ok := resultWords.Choose(word); ok {
		out.Kind, out.Ground = skill.SittingStatus(kind), skill.Clean(ground)
		if out.Ground == "" {
			out.Ground = m.at.Cells[markGround]
		}
		switch {
		case out.Ground != "":
		case out.Kind == skill.SittingVoid:
			m.fault(markGround, "mark.violation_missing")
		case out.Kind == skill.SittingWaived:
			m.fault(markGround, "mark.ground_missing")
		}
		return
	}
	number := strings.TrimSpace(strings.TrimSuffix(text, "分"))
	mark, err := skill.ParseMark(number)
	switch {
	case strings.Trim(number, "0123456789.") != "" || number == "":
		m.fault(markResult, "mark.unknown_word")
	case err != nil:
		m.fault(markResult, "mark.unreadable")
	}
	out.Kind, out.Mark = skill.SittingMarked, mark
}

func (m *markReader) twice(out skill.MarkRow) {
	key := markKey{out.Application, out.Part}
	if first, seen := m.seen[key]; seen {
		m.fault(markApplication, "mark.twice", "row", strconv.Itoa(first))
		return
	}
	m.seen[key] = out.Row
}
