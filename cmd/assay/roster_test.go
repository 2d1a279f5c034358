package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/skill"
)

// told is what a command said and how it ended.
type told struct {
	code     int
	out, err string
}

// say runs a command on 2026-11-21.
func say(t *testing.T, args ...string) told {
	t.Helper()
	var out, err bytes.Buffer
	now := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	code := run(&env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: &out, stderr: &err, now: now}, args)
	return told{code, out.String(), err.String()}
}

// workbook writes sheets of texts, each a list of rows, in the plainest form
// that .xlsx has.
func workbook(t *testing.T, sheets ...sheet) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	part := func(name, text string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	var tabs, links strings.Builder
	for i, s := range sheets {
		fmt.Fprintf(&tabs, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, s.name, i+1, i+1)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, rel, i+1)
		part(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), `<worksheet `+main+`><sheetData>`+s.xml()+`</sheetData></worksheet>`)
	}
	part("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)
	part("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+rel+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	part("xl/workbook.xml", `<workbook `+main+` xmlns:r="`+rel+`"><sheets>`+tabs.String()+`</sheets></workbook>`)
	part("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+links.String()+`</Relationships>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "roster.xlsx")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

type sheet struct {
	name string
	rows [][]string
}

func (s sheet) xml() string {
	var b strings.Builder
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for i, row := range s.rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, text := range row {
			if text != "" {
				fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>`, skill.Letter(j), i+1, escape.Replace(text))
			}
		}
		b.WriteString(`</row>`)
	}
	return b.String()
}

// roster is a sheet with its headings and rows; each row is a bare one with some
// cells changed.
func roster(changes ...map[int]string) sheet {
	s := sheet{name: skill.SheetRoster.Name(), rows: [][]string{titles(skill.SheetRoster)}}
	for _, change := range changes {
		row := make([]string, skill.RosterColumns)
		for column, text := range bare {
			row[column] = text
		}
		for column, text := range change {
			row[column] = text
		}
		s.rows = append(s.rows, row)
	}
	return s
}

func titles(s skill.RosterSheet) (out []string) {
	for _, c := range s.Columns() {
		out = append(out, c.Title())
	}
	return out
}

// bare is a row of the required cells alone: a person of no known history. The
// number's area was created in 2023: it belongs to nobody.
var bare = map[int]string{
	skill.RosterOccupation: "电工", skill.RosterLevel: "四级/中级工", skill.RosterClause: "4.1",
	skill.RosterDocumentKind: "居民身份证", skill.RosterNumber: "659012199001010047", skill.RosterName: "示例甲",
	skill.RosterPhone: "13800000000", skill.RosterHasCertificate: "否", skill.RosterSchooling: "高中",
	skill.RosterProvince: "新疆", skill.RosterOrigin: "私营企业", skill.RosterBody: "示例评价机构",
	skill.RosterKind: "初次认定", skill.RosterAttempt: "正考", skill.RosterNation: "汉族",
}

// The answer of docs/commands.md, its order of rows, and the four outcomes of a row.
func TestRosterCheck(t *testing.T) {
	work := sheet{skill.SheetWork.Name(), [][]string{
		titles(skill.SheetWork),
		{"659012198502280032", "", "2016-01-01", "", "6-31-01-03"},
		{"659012197808150025", "", "2024-01-01", "", "电工"},
	}}
	schools := sheet{skill.SheetSchools.Name(), [][]string{
		titles(skill.SheetSchools), {"659012197808150025"}, {"000000000000000000", "", "技工学校"},
	}}
	file := workbook(t, roster(
		nil,
		map[int]string{skill.RosterLevel: "5", skill.RosterClause: "5.1", skill.RosterNumber: "659012196603010016"},
		map[int]string{skill.RosterNumber: "659012198502280032", skill.RosterClause: "老员工"},
		map[int]string{skill.RosterNumber: "659012197808150025"},
		map[int]string{skill.RosterNumber: "6.59012199307040E+17"},
		map[int]string{skill.RosterPhone: ""},
	), work, schools)
	got := say(t, "roster", "check", file, "--json")
	if got.code != 0 || got.err != "" {
		t.Fatalf("exit %d: %s", got.code, got.err)
	}
	var answer struct {
		Rows     int
		Outcomes map[string]int
		Remarks  []struct {
			Sheet, Letter, Column, Reason string
			Row                           int
			Text                          struct{ ZH, EN string }
		}
	}
	if err := json.Unmarshal([]byte(got.out), &answer); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"eligible": 2, "review": 1, "refused": 1, "malformed": 2}, answer.Outcomes); diff != "" {
		t.Error(diff)
	}
	var remarks []string
	for _, r := range answer.Remarks {
		remarks = append(remarks, fmt.Sprintf("%s!%s%d %s %s", r.Sheet, r.Letter, r.Row, r.Column, r.Reason))
		if r.Text.ZH == "" || r.Text.EN == "" || r.Text.ZH == r.Reason || strings.Contains(r.Text.EN, "{") {
			t.Errorf("%s is told as %q and %q", r.Reason, r.Text.ZH, r.Text.EN)
		}
	}
	want := []string{
		"报名!D2 申报条件 verdict.review.work",
		"报名!D4 申报条件 clause.unreadable",
		"报名!D5 申报条件 verdict.refused_until",
		"报名!F6 证件号码 document.rounded",
		"报名!J7 手机号码 cell.missing",
		"报名!F7 证件号码 row.twice",
		"学历!A3 证件号码 row.nobody",
	}
	if diff := cmp.Diff(want, remarks); diff != "" || answer.Rows != 6 {
		t.Errorf("%d rows, remarks:\n%s", answer.Rows, diff)
	}
}

// outcomes are the rows and outcomes of an answer.
func outcomes(t *testing.T, answer string) (out struct {
	Rows     int
	Outcomes map[string]int
}) {
	t.Helper()
	if err := json.Unmarshal([]byte(answer), &out); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	return out
}

// The template is a roster without rows.
func TestRosterTemplate(t *testing.T) {
	name := filepath.Join(t.TempDir(), "template.xlsx")
	if got := say(t, "roster", "template", "--out", name); got.code != 0 {
		t.Fatalf("exit %d: %s", got.code, got.err)
	}
	got := say(t, "roster", "check", name, "--json")
	if got.code != 0 || outcomes(t, got.out).Rows != 0 {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.err)
	}
}

// The remarks copy imports again as it is: the same rows at the same places,
// the same outcomes and the same remarks.
func TestRemarksCopyIsCheckedAgain(t *testing.T) {
	work := sheet{skill.SheetWork.Name(), [][]string{
		{"工作经历汇总"}, titles(skill.SheetWork), {"659012198502280032", "", "42370", "", "6-31-01-03"}, {"x"},
	}}
	first := workbook(t, roster(
		nil,
		map[int]string{skill.RosterLevel: "5", skill.RosterNumber: "６５９０１２１９６６０３０１００１６", skill.RosterBorn: "1966/3/1"},
		map[int]string{skill.RosterNumber: "659012198502280032", skill.RosterName: "<i>", skill.RosterStory: "= \"甲\" & '乙' <丙>"},
		map[int]string{skill.RosterBorn: "二月"},
	), work)
	copied := filepath.Join(t.TempDir(), "remarks.xlsx")
	again := filepath.Join(t.TempDir(), "again.xlsx")
	a := say(t, "roster", "check", first, "--json", "--out", copied, "--lang", "en")
	b := say(t, "roster", "check", copied, "--json", "--out", again)
	c := say(t, "roster", "check", again, "--json")
	if a.code != 0 || b.code != 0 || c.code != 0 {
		t.Fatalf("exits %d %d %d: %s%s%s", a.code, b.code, c.code, a.err, b.err, c.err)
	}
	if outcomes(t, a.out).Rows != 4 {
		t.Error(a.out)
	}
	if diff := cmp.Diff(a.out, b.out); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(b.out, c.out); diff != "" {
		t.Error(diff)
	}
}

// What cannot be read exits 2 with the place and the remedy in the language
// asked for, prints no document and leaves no file behind.
func TestRosterRefusals(t *testing.T) {
	good := workbook(t, roster(nil))
	text := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(text, []byte("\xD0\xF2\xBA\xC5,\xD0\xD5\xC3\xFB\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wrong := roster(nil)
	wrong.rows[0][skill.RosterName] = "名字"
	out := filepath.Join(t.TempDir(), "out.xlsx")
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"GBK CSV":         {[]string{"check", text, "--out", out}, []string{"GB18030", "另存为", "*.xlsx"}},
		"in English":      {[]string{"check", text, "--lang", "en"}, []string{"GB18030", "Save As"}},
		"wrong heading":   {[]string{"check", workbook(t, wrong), "--json", "--out", out}, []string{"报名!G1", "名字", "姓名*"}},
		"no such file":    {[]string{"check", filepath.Join(t.TempDir(), "none.xlsx")}, []string{"none.xlsx"}},
		"unknown set":     {[]string{"check", good, "--set", "national-1999"}, []string{"national-1999", "national-2023"}},
		"onto itself":     {[]string{"check", good, "--out", good}, []string{good}},
		"impossible date": {[]string{"check", good, "--on", "2026-02-30"}, []string{"2026-02-30"}},
		"no folder":       {[]string{"template", "--out", filepath.Join(out, "x.xlsx")}, []string{"out.xlsx"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := say(t, append([]string{"roster"}, c.args...)...)
			if got.code != 2 || got.out != "" {
				t.Errorf("exit %d, printed %q", got.code, got.out)
			}
			for _, want := range c.want {
				if !strings.Contains(got.err, want) {
					t.Errorf("said %q without %s", got.err, want)
				}
			}
		})
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused file left its remarks behind")
	}
}

// Files that cannot be opened or written are named, with what to look at.
func TestRosterFilesOutOfReach(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "no", "such.xlsx")
	for want, args := range map[string][]string{
		"无法打开。请核对路径和读取权限。":         {"roster", "check", nowhere},
		"无法写入。请核对文件夹是否存在、是否有写入权限。": {"roster", "template", "--out", nowhere},
	} {
		if got := say(t, args...); got.code != 2 || !strings.Contains(got.err, want) || !strings.Contains(got.err, nowhere) {
			t.Errorf("%v: exit %d, %s", args, got.code, got.err)
		}
	}
}
