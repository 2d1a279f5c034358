package scenario

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"assay/document"
	"assay/skill"
)

// writers are the verbs that write spreadsheets.
var writers = map[string]Verb{
	"roster": func(s *Story, words []string) (int, error) { return 0, s.spreadsheet(words, typical) },
	"sheet":  func(s *Story, words []string) (int, error) { return 0, s.spreadsheet(words, odd) },
}

func (s *Story) spreadsheet(words []string, write func([]table) ([]byte, error)) error {
	if len(words) != 2 {
		return errors.New("give the list and the file")
	}
	text, err := os.ReadFile(s.Path(words[0]))
	if err != nil {
		return err
	}
	b, err := write(parseTables(string(text)))
	if err != nil {
		return err
	}
	return os.WriteFile(s.Path(words[1]), b, 0o600)
}

// Roster is a list of the story as the template would have it, .xlsx.
func (s *Story) Roster(list string) ([]byte, error) {
	text, err := s.text(list)
	if err != nil {
		return nil, err
	}
	return typical(parseTables(text))
}

// typical writes a list as the template has it, every cell a text.
func typical(tables []table) ([]byte, error) {
	rows := map[skill.RosterSheet][][]string{}
	for _, t := range tables {
		sheet, more, err := t.complete()
		if err != nil {
			return nil, err
		}
		rows[sheet] = more
	}
	var b bytes.Buffer
	err := document.WriteRoster(&b, rows)
	return b.Bytes(), err
}

// asItStands before a sheet's name leaves its headings as the story has them.
const asItStands = "as it stands:"

// odd writes a list in the plainest form that .xlsx has, with cells that people
// should not send: =A1 is a formula, #36526 a number, ^ is merged with the cell
// above.
func odd(tables []table) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	part := func(name, text string) error {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		return err
	}
	const relations = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	const links = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	var tabs, ids strings.Builder
	for i, t := range tables {
		name, rows, err := t.wide()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&tabs, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
		fmt.Fprintf(&ids, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relations, i+1)
		if err := part(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), worksheet(rows)); err != nil {
			return nil, err
		}
	}
	err := errors.Join(
		part("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`),
		part("_rels/.rels", links+`<Relationship Id="rId1" Type="`+relations+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		part("xl/workbook.xml", `<workbook `+mainSpace+` xmlns:r="`+relations+`"><sheets>`+tabs.String()+`</sheets></workbook>`),
		part("xl/_rels/workbook.xml.rels", links+ids.String()+`</Relationships>`),
		z.Close(),
	)
	return b.Bytes(), err
}

const mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`

// wide gives the sheet's name and rows, the headings first.
func (t table) wide() (name string, rows [][]string, err error) {
	if name, ok := strings.CutPrefix(t.name, asItStands); ok {
		return strings.TrimSpace(name), t.rows, nil
	}
	sheet, rows, err := t.complete()
	if err != nil {
		return "", nil, err
	}
	var titles []string
	for _, c := range sheet.Columns() {
		titles = append(titles, c.Title())
	}
	return t.name, append([][]string{titles}, rows...), nil
}

func worksheet(rows [][]string) string {
	var data, merged strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&data, `<row r="%d">`, i+1)
		for j, text := range row {
			if text == "^" {
				fmt.Fprintf(&merged, `<mergeCell ref="%[1]s%[2]d:%[1]s%[3]d"/>`, skill.Letter(j), i, i+1)
				continue
			}
			data.WriteString(cell(fmt.Sprintf("%s%d", skill.Letter(j), i+1), text))
		}
		data.WriteString(`</row>`)
	}
	areas := merged.String()
	if areas != "" {
		areas = `<mergeCells>` + areas + `</mergeCells>`
	}
	return `<worksheet ` + mainSpace + `><sheetData>` + data.String() + `</sheetData>` + areas + `</worksheet>`
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func cell(at, text string) string {
	if formula, ok := strings.CutPrefix(text, "="); ok {
		return `<c r="` + at + `"><f>` + escape.Replace(formula) + `</f></c>`
	}
	if number, ok := strings.CutPrefix(text, "#"); ok {
		return `<c r="` + at + `"><v>` + number + `</v></c>`
	}
	if text == "" {
		return ""
	}
	return `<c r="` + at + `" t="inlineStr"><is><t xml:space="preserve">` + escape.Replace(text) + `</t></is></c>`
}
