package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"assay/skill"
)

// fataler is a test, a fuzz target or a property.
type fataler interface {
	Helper()
	Fatal(...any)
}

// entries are those of a zip, by name.
type entries map[string]string

const (
	spreadsheetNS = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	officeNS      = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	packageNS     = `http://schemas.openxmlformats.org/package/2006/relationships`
)

// plain is a workbook in its simplest form, with the sheet's rows as XML.
func plain(sheetData string) entries {
	return entries{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels": `<Relationships xmlns="` + packageNS + `"><Relationship Id="rId1" Type="` + officeNS +
			`/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook ` + spreadsheetNS + ` xmlns:r="` + officeNS +
			`"><sheets><sheet name="报名" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="` + packageNS + `"><Relationship Id="rId1" Type="` + officeNS +
			`/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": `<worksheet ` + spreadsheetNS + `>` + sheetData + `</worksheet>`,
	}
}

func (p entries) with(name, text string) entries {
	p[name] = text
	return p
}

func (p entries) zip(t fataler) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels"} {
		add(t, z, name, p[name])
	}
	for name, text := range p {
		if name != "[Content_Types].xml" && name != "_rels/.rels" {
			add(t, z, name, text)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func add(t fataler, z *zip.Writer, name, text string) {
	t.Helper()
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}

// rowXML is a row of inline texts.
func rowXML(row int, texts ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, row)
	for i, text := range texts {
		fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>`, skill.Letter(i), row, text)
	}
	return b.String() + `</row>`
}

func headings() []string {
	titles, _ := titlesAndWidths(skill.SheetRoster)
	return titles
}

// small are limits that a test can pass without a gigabyte.
var small = sheetLimits{
	file: 1 << 20, unzipped: 1 << 20, part: 1 << 16, ratio: 200, rows: 5, columns: 40, texts: 100, formulas: 3, merged: 2,
}

func many(n int, text func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(text(i))
	}
	return b.String()
}

// Every kind of file that people send in place of a roster is refused with a
// reason of its own, whose text says how to save it as .xlsx.
func TestFilesThatAreRefused(t *testing.T) {
	encrypted, err := excelize.Encrypt(plain("").zip(t), &excelize.Options{Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	good := plain(`<sheetData>` + rowXML(1, headings()...) + `</sheetData>`).zip(t)
	sheet := func(rows string) []byte { return plain(`<sheetData>` + rows + `</sheetData>`).zip(t) }
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":               {nil, "workbook.empty"},
		"truncated":             {good[:len(good)-40], "workbook.truncated"},
		"truncated to its head": {good[:30], "workbook.truncated"},
		"one byte altered":      {altered(good), "workbook.damaged"},
		"old .xls":              {append(bytes.Clone(compoundMagic), make([]byte, 600)...), "workbook.xls"},
		"password":              {encrypted, "workbook.password"},
		"UTF-8 CSV":             {[]byte("序号,姓名\r\n1,示例\r\n"), "workbook.csv"},
		"UTF-8 CSV with a mark": {[]byte("\xEF\xBB\xBF序号,姓名\r\n"), "workbook.csv"},
		"UTF-16 text":           {[]byte("\xFF\xFE\x8F\x5E\t\x00"), "workbook.csv"},
		"GBK CSV":               {[]byte("\xD0\xF2\xBA\xC5,\xD0\xD5\xC3\xFB\r\n1,\xCA\xBE\xC0\xFD\r\n"), "workbook.csv_gbk"},
		"web page named .xls":   {[]byte("<html><table><tr><td>姓名"), "workbook.markup"},
		"PDF":                   {[]byte("%PDF-1.7\n"), "workbook.pdf"},
		"random":                {[]byte{1, 2, 3, 0, 5}, "workbook.not_workbook"},
		"zip of something else": {entries{"word/document.xml": "<w/>"}.zip(t), "workbook.not_workbook"},
		"binary workbook":       {entries{"xl/workbook.bin": "x"}.zip(t), "workbook.xlsb"},
		"too large as sent":     {append(bytes.Clone(good), make([]byte, 1<<20)...), "workbook.too_large"},
		"ratio over 200":        {plain("").with("xl/media/a.png", strings.Repeat("\x00", 1<<19)).zip(t), "workbook.ratio"},
		"too many columns":      {sheet(rowXML(1, make40("x")...)), "sheet.too_many_columns"},
		"too many rows":         {sheet(many(6, func(i int) string { return rowXML(i+1, "x") })), "sheet.too_many_rows"},
		"too many formulas":     {sheet(many(4, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d"><f>1</f></c></row>`, i+1, i+1) })), "sheet.too_many_formulas"},
		"too many merged": {plain(`<sheetData>` + rowXML(1, "x") + `</sheetData><mergeCells>` +
			many(3, func(i int) string { return fmt.Sprintf(`<mergeCell ref="A%d:B%d"/>`, i+1, i+1) }) + `</mergeCells>`).zip(t), "sheet.too_many_merged"},
		"too many texts":     {plain("").with("xl/sharedStrings.xml", `<sst>`+strings.Repeat("<si/>", 101)+`</sst>`).zip(t), "workbook.too_many_texts"},
		"no sheet 报名":        {plain("").with("xl/workbook.xml", `<workbook `+spreadsheetNS+`><sheets/></workbook>`).zip(t), "sheet.missing"},
		"no headings":        {sheet(""), "sheet.headings"},
		"broken XML":         {sheet(`<row r="1"><c r="A1"><v>1</v></d></row>` + rowXML(2, "x")), "sheet.damaged"},
		"rows in no order":   {sheet(rowXML(9, "x") + rowXML(3, "y")), "sheet.headings"},
		"row beyond a sheet": {sheet(rowXML(1, headings()...) + rowXML(2_000_000, "x")), "sheet.damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := openRosterWithin(bytes.NewReader(c.file), int64(len(c.file)), small)
			if err == nil {
				for _, failed := range r.Rows() {
					err = failed
				}
				_ = r.Close()
			}
			if skill.ReasonOf(err) != c.want || !errors.Is(err, skill.Invalid) {
				t.Fatalf("got %v, want %s", err, c.want)
			}
		})
	}
}

// altered flips a byte of the last part's content.
func altered(file []byte) []byte {
	out := bytes.Clone(file)
	at := bytes.Index(out, []byte("PK\x01\x02")) - 40
	out[at] ^= 0x55
	return out
}

// incompressible does not compress.
func incompressible(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

func make40(s string) []string { return strings.Split(strings.Repeat(s+" ", 41), " ")[:41] }

// What the directory declares is binding: a part may not grow beyond it.
func TestUnzippedSizeIsRefusedBeforeReading(t *testing.T) {
	lim := small
	lim.unzipped = 1 << 18
	file := plain("").with("xl/media/a.png", incompressible(1<<17)).with("xl/media/b.png", incompressible(1<<18)).zip(t)
	_, err := openRosterWithin(bytes.NewReader(file), int64(len(file)), lim)
	if skill.ReasonOf(err) != "workbook.unzips_too_large" {
		t.Errorf("got %v", err)
	}
}

// Wrong headings are all named, each by its cell.
func TestHeadings(t *testing.T) {
	titles := headings()
	titles[skill.RosterName] = "名字"
	titles[skill.RosterSex] = "证件号码"
	titles[skill.RosterProvince] = " 所在省（市）区＊ " // the same, full-width
	file := plain(`<sheetData>` + rowXML(1, "某单位报名表") + rowXML(3, titles...) + `</sheetData>`).zip(t)
	_, err := OpenRoster(bytes.NewReader(file), int64(len(file)))
	fault, ok := errors.AsType[*skill.Error](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	var got []string
	for _, f := range fault.Fields {
		got = append(got, f.Path+" "+f.Reason+" "+f.Args["heading"])
	}
	want := []string{"报名!G3 heading.unknown 名字", "报名!H3 heading.twice 证件号码", "报名!G3 heading.missing 姓名*"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Where the headings were left out, the first person's cells are not repeated.
func TestHeadingsNeverRepeatAPerson(t *testing.T) {
	file := plain(`<sheetData>` + rowXML(1, "1", "电工", "659012199001010047", "13800000000") + `</sheetData>`).zip(t)
	_, err := OpenRoster(bytes.NewReader(file), int64(len(file)))
	fault, ok := errors.AsType[*skill.Error](err)
	if !ok || strings.Contains(fmt.Sprint(fault.Fields), "659012") || strings.Contains(fmt.Sprint(fault.Fields), "138000") {
		t.Errorf("got %v %v", err, fault)
	}
}

// A formula's text is never used, nor what lies under a merged area; both are
// remarked at their cell. Blank rows, also formatted ones, are nobody.
func TestCellsThatCannotBeTrusted(t *testing.T) {
	row := func(n int, cells string) string { return fmt.Sprintf(`<row r="%d">%s</row>`, n, cells) }
	file := plain(`<sheetData>` + rowXML(1, headings()...) +
		row(2, `<c r="A2"><f>ROW()-1</f><v>1</v></c><c r="G2" t="str"><f>H2</f><v>某</v></c><c r="H2" t="inlineStr"><is><t>男</t></is></c>`) +
		row(3, `<c r="A3"><f>ROW()-1</f><v>2</v></c><c r="B3" s="1"/>`) +
		row(4, `<c r="F4" t="e"><v>#N/A</v></c><c r="G4" t="inlineStr"><is><t>某</t></is></c><c r="R4" t="inlineStr"><is><t>单位</t></is></c>`) +
		row(5, `<c r="G5" t="inlineStr"><is><t>某</t></is></c>`) +
		row(900, `<c r="B900" s="1"/>`) +
		`</sheetData><mergeCells count="1"><mergeCell ref="R4:R5"/></mergeCells>`).zip(t)
	r := open(t, file)
	var got []string
	for _, row := range rowsOf(t, r) {
		got = append(got, fmt.Sprint(row.Row, row.Cells[skill.RosterName], row.Cells[skill.RosterNumber], row.Cells[skill.RosterBody], row.Faults))
	}
	want := []string{
		fmt.Sprint(2, "", "", "", []skill.CellFault{{Column: skill.RosterName, Reason: "cell.formula"}}),
		fmt.Sprint(4, "某", "", "单位", []skill.CellFault{{Column: skill.RosterNumber, Reason: "cell.error"}}),
		fmt.Sprint(5, "某", "", "", []skill.CellFault{{Column: skill.RosterBody, Reason: "cell.merged"}}),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Dates in the forms that people and spreadsheets write.
func TestReadDate(t *testing.T) {
	for text, want := range map[string]string{
		"1990-05-05": "1990-05-05", "1990/5/5": "1990-05-05", "1990.5.5": "1990-05-05", "19900505": "1990-05-05",
		"1990年5月5日": "1990-05-05", "１９９０年５月５日": "1990-05-05", "1990-05-05 00:00:00": "1990-05-05",
		"1990/5/5 0:00": "1990-05-05", "1990-05-05T08:00:00Z": "1990-05-05", "1990 5 5": "1990-05-05",
		"32998": "1990-05-05", "32998.5": "1990-05-05", "3654": "1910-01-01", "至今": "", "长期": "",
		// Never guessed: left as they are, to be remarked.
		"5/12/1990": "5/12/1990", "90-5-5": "90-5-5", "1990-05": "1990-05", "199005": "199005", "1990": "1990",
		"1990-02-30": "1990-02-30", "2100": "2100", "二月": "二月", "1990-05-05-05": "1990-05-05-05", "-1": "-1",
	} {
		if got := readDate(text, false); got != want {
			t.Errorf("%s is read as %q, want %q", text, got, want)
		}
	}
	if got := readDate("31536", true); got != "1990-05-05" {
		t.Errorf("counted from 1904, 31536 is %s", got)
	}
}

// No content of a worksheet makes reading panic or run away, and what is read
// keeps within the limits.
func TestAnySheetIsReadOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{
			"<row>", `<row r="2">`, `<row r="-1">`, `<row r='3'/>`, "</row>", "<c>", `<c r="A1">`, `<c r="ZZZZ9" t="s">`, `<c r="">`,
			"</c>", "<v>", "1", "</v>", "<f>", "</f>", "<is><t>", "</t></is>", "<", ">", "&", "&amp;", "<!--", "-->", "<![CDATA[", "]]>",
			`<mergeCell ref="A1:C9"/>`, `<mergeCell ref="B2"/>`, "\x00", "é", "报名", `<x:f>`, `<c r="A1" t="inlineStr"><is><t>x</t></is></c>`,
		})
		text := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "pieces"), "")
		readAnything(t, plain(`<sheetData>`+rowXML(1, headings()...)+text).zip(t))
	})
}

func readAnything(t interface{ Fatalf(string, ...any) }, file []byte) {
	r, err := openRosterWithin(bytes.NewReader(file), int64(len(file)), small)
	if err != nil {
		if !errors.Is(err, skill.Invalid) {
			t.Fatalf("a fault of the file is told as %v", err)
		}
		return
	}
	defer r.Close()
	n := 0
	for row, err := range r.Rows() {
		if err != nil {
			return
		}
		if n++; n > small.rows || len(row.Cells) != skill.RosterColumns {
			t.Fatalf("row %d has %d cells", n, len(row.Cells))
		}
	}
}

func FuzzOpenRoster(f *testing.F) {
	good := plain(`<sheetData>` + rowXML(1, headings()...) + rowXML(2, "1", "电工") + `</sheetData>`).zip(f)
	f.Add(good)
	f.Add(good[:100])
	f.Add(compoundMagic)
	f.Add([]byte("序号,姓名\n"))
	f.Fuzz(func(t *testing.T, file []byte) { readAnything(t, file) })
}

func FuzzScanSheet(f *testing.F) {
	f.Add([]byte(`<row r="1"><c r="A1" t="str"><f>1</f><v>1</v></c></row><mergeCell ref="A1:B2"/>`))
	f.Add([]byte(`<x:row><x:c><x:v>1`))
	f.Fuzz(func(t *testing.T, xml []byte) {
		found, err := scanSheet(bytes.NewReader(xml), small)
		if err != nil && !errors.Is(err, skill.Invalid) {
			t.Fatal(err)
		}
		if err == nil && (found.rows > small.rows || found.columns > small.columns || len(found.formulas) > small.formulas) {
			t.Fatalf("beyond the limits: %+v", found)
		}
		found.faultsIn(1)
	})
}
