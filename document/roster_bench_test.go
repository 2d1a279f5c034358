package document

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"assay/skill"
)

// bareFile is a roster of n bare rows: the required cells and a few others, as
// a body fills them, written as a stream.
func bareFile(tb testing.TB, n int) []byte {
	tb.Helper()
	b, err := newSheetBook()
	if err != nil {
		tb.Fatal(err)
	}
	defer b.Close()
	titles, widths := titlesAndWidths(skill.SheetRoster)
	w, err := b.sheet(skill.SheetRoster.Name(), widths, 1)
	if err != nil {
		tb.Fatal(err)
	}
	if err := b.row(w, 1, b.heading, titles); err != nil {
		tb.Fatal(err)
	}
	for i := range n {
		if err := b.row(w, i+2, b.text, bareRow(i)); err != nil {
			tb.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := b.write(&out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func bareRow(i int) []string {
	cells := make([]string, skill.RosterColumns)
	cells[skill.RosterSerial] = strconv.Itoa(i + 1)
	cells[skill.RosterOccupation] = "电工"
	cells[skill.RosterLevel] = "四级/中级工"
	cells[skill.RosterClause] = "4.1"
	cells[skill.RosterDocumentKind] = "居民身份证"
	cells[skill.RosterNumber] = fmt.Sprintf("659012%04d%02d%02d%03d%d", 1960+i%45, i/45%12+1, i/540%28+1, i/15120, i%10)
	cells[skill.RosterName] = "示例" + string(rune('一'+i%2000))
	cells[skill.RosterSex] = "女"
	cells[skill.RosterPhone] = fmt.Sprintf("138%08d", i)
	cells[skill.RosterHasCertificate] = "否"
	cells[skill.RosterSchooling] = "高中"
	cells[skill.RosterProvince] = "新疆维吾尔自治区"
	cells[skill.RosterOrigin] = "私营企业"
	cells[skill.RosterEmployer] = "示例机械有限公司"
	cells[skill.RosterBody] = "示例职业技能评价中心"
	cells[skill.RosterKind] = "初次认定"
	cells[skill.RosterAttempt] = "正考"
	cells[skill.RosterNation] = "汉族"
	return cells
}

const benchRows = 20_000

// The library's bare streaming read: what reading a roster is compared with.
func BenchmarkLibraryRows(b *testing.B) {
	file := bareFile(b, benchRows)
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			b.Fatal(err)
		}
		rows, err := f.Rows(skill.SheetRoster.Name())
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			if _, err := rows.Columns(); err != nil {
				b.Fatal(err)
			}
		}
		_, _ = rows.Close(), f.Close()
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkRosterRows(b *testing.B) {
	file := bareFile(b, benchRows)
	for b.Loop() {
		r, err := OpenRoster(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range r.Rows() {
			if err != nil {
				b.Fatal(err)
			}
		}
		_ = r.Close()
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
