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

// The contract's answer, its order of rows, and the four outcomes of a row.
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
