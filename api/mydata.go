package api

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/files"
	"assay/locale"
	"assay/office/privacy"
	"assay/skill"
	"assay/store"
)

// A mine is the file data.json of what is held of somebody.
type mine struct {
	Edition string         `json:"edition"` // of the privacy notice
	At      time.Time      `json:"at"`
	Person  skill.PersonID `json:"person"`
	Rows    []mineRow      `json:"rows"`
	Files   []mineFile     `json:"files"`
}

type mineRow struct {
	Table  string         `json:"table"`
	ID     string         `json:"id"`
	Values map[string]any `json:"values"`
}

// A mineFile is one file of the bundle, or one that is kept no more.
type mineFile struct {
	Name   string `json:"name"` // in the bundle; empty where it is not there any more
	Column string `json:"column,omitempty"`
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

// myData answers a zip: data.json for programs, the same as a page for people, the
// files, and files.json with the hash of each.
func (a *API) myData(ctx context.Context, in *Only) (*File, error) {
	b, err := a.Privacy.Bundle(ctx, in.seer)
	if err != nil {
		return nil, err
	}
	z := bundleWriter{lang: in.lang(), notice: &a.Privacy.Notice}
	z.zip = zip.NewWriter(&z.out)
	err = z.write(mine{Edition: z.notice.Edition, At: a.Now().UTC(), Person: in.actor.Person}, b)
	return fileOf("application/zip", "my-data.zip", z.out.Bytes(), err)
}

// A bundleWriter writes the zip and remembers what it wrote.
type bundleWriter struct {
	lang   locale.Lang
	notice *skill.Notice
	out    bytes.Buffer
	zip    *zip.Writer
	files  []mineFile
}

func (z *bundleWriter) write(m mine, b privacy.Bundle) error {
	for _, row := range b.Rows {
		m.Rows = append(m.Rows, z.row(row))
	}
	for _, f := range b.Files {
		if f.Content == nil {
			z.files = append(z.files, mineFile{Column: f.Column, SHA256: string(f.Hash)})
			continue
		}
		if err := z.add("files/"+string(f.Hash)+ending(f.Content), f.Column, f.Content); err != nil {
			return err
		}
	}
	m.Files = slices.Clone(z.files)
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	if err := z.add("data.json", "", data); err != nil {
		return err
	}
	page, err := z.page(m)
	if err != nil {
		return err
	}
	if err := z.add("data.html", "", page); err != nil {
		return err
	}
	list, err := json.MarshalIndent(z.files, "", " ")
	if err != nil {
		return err
	}
	if err := z.add("files.json", "", list); err != nil {
		return err
	}
	return z.zip.Close()
}

func (z *bundleWriter) add(name, column string, content []byte) error {
	sum := sha256.Sum256(content)
	z.files = append(z.files, mineFile{name, column, hex.EncodeToString(sum[:]), len(content)})
	w, err := z.zip.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// ending is what a file's name ends with, by its content.
func ending(content []byte) string {
	switch http.DetectContentType(content) {
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "application/pdf":
		return ".pdf"
	}
	return ""
}

func (z *bundleWriter) row(h store.Holding) mineRow {
	out := mineRow{h.Table, h.ID, map[string]any{}}
	for _, v := range h.Values {
		field, _ := z.notice.Field(h.Table, v.Column)
		out.Values[v.Column] = valueFor(field.Kind, v.Text)
	}
	return out
}

// valueFor is a stored text for programs: JSON that was kept stays JSON.
func valueFor(kind skill.NoticeKind, text string) any {
	switch {
	case kind == skill.NoticeFlag:
		return text == "1"
	case kind == skill.NoticeTime && text != "" && text != "0":
		n, err := strconv.ParseInt(text, 10, 64)
		if err == nil {
			return time.UnixMicro(n).UTC()
		}
	case strings.HasPrefix(text, "{") || strings.HasPrefix(text, "["):
		if json.Valid([]byte(text)) {
			return json.RawMessage(text)
		}
	}
	return text
}

// A minePage is the page for people: table by table what the notice names.
type minePage struct {
	Title, Lead string
	Tables      []mineTable
	Files       []mineFile
	FilesTitle  string
	Lang        locale.Lang
}

type mineTable struct {
	Name string
	Rows [][]mineLine
}

type mineLine struct{ Name, Text string }

var minePageText = template.Must(template.New("data.html").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Title}}</title>
<style>body{font:16px/1.6 sans-serif;max-width:48em;margin:2em auto;padding:0 1em;color:#1D2129}th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid #E5E6EB}th{color:#4E5969;font-weight:400;width:14em}table{border-collapse:collapse;margin:0 0 24px;width:100%}td{overflow-wrap:anywhere}</style>
</head><body><h1>{{.Title}}</h1><p>{{.Lead}}</p>
{{range .Tables}}<h2>{{.Name}}</h2>
{{range .Rows}}<table>{{range .}}<tr><th>{{.Name}}</th><td>{{.Text}}</td></tr>
{{end}}</table>
{{end}}{{end}}<h2>{{.FilesTitle}}</h2><table>{{range .Files}}<tr><th>{{.Name}}</th><td>{{.SHA256}}</td></tr>
{{end}}</table></body></html>
`))

func (z *bundleWriter) page(m mine) ([]byte, error) {
	p := minePage{
		Title: locale.Text(z.lang, "privacy.mine.title", nil), FilesTitle: locale.Text(z.lang, "privacy.mine.files", nil),
		Lead:  locale.Text(z.lang, "privacy.mine.lead", skill.Args{"at": m.At.Format(time.RFC3339), "edition": m.Edition}),
		Files: m.Files, Lang: z.lang,
	}
	for _, row := range m.Rows {
		lines := z.lines(row)
		if len(lines) == 0 {
			continue
		}
		name := locale.Text(z.lang, "privacy.table."+row.Table, nil)
		if n := len(p.Tables); n == 0 || p.Tables[n-1].Name != name {
			p.Tables = append(p.Tables, mineTable{Name: name})
		}
		last := &p.Tables[len(p.Tables)-1]
		last.Rows = append(last.Rows, lines)
	}
	var out bytes.Buffer
	err := minePageText.Execute(&out, p)
	return out.Bytes(), err
}

// lines are the entries of a row that the notice names and that say something, in
// its order.
func (z *bundleWriter) lines(row mineRow) (out []mineLine) {
	for _, f := range z.notice.Fields {
		v, ok := row.Values[f.Column]
		if f.Table != row.Table || !ok {
			continue
		}
		text := z.said(v)
		if text == "" {
			continue
		}
		name := f.Name.ZH
		if z.lang == locale.En {
			name = f.Name.EN
		}
		out = append(out, mineLine{name, text})
	}
	return out
}

func (z *bundleWriter) said(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return locale.Text(z.lang, "privacy."+strconv.FormatBool(v), nil)
	case time.Time:
		return v.Format(time.RFC3339)
	case json.RawMessage:
		return string(v)
	}
	return ""
}

// tableNames names every table that the notice speaks of, in both languages.
func tableNames() map[string]TextView {
	out := map[string]TextView{}
	for _, key := range locale.Keys(locale.Zh) {
		if table, ok := strings.CutPrefix(key, "privacy.table."); ok {
			out[table] = TextView{locale.Text(locale.Zh, key, nil), locale.Text(locale.En, key, nil)}
		}
	}
	return out
}

// keepOwnProof keeps a file that an amendment can rest on.
func (a *API) keepOwnProof(ctx context.Context, in *ByID) (*Answer[Kept], error) {
	if _, err := in.view().Person(ctx, skill.PersonID(in.ID)); err != nil {
		return nil, err
	}
	file, err := bytesOf(&in.Call, proofLimit)
	if err != nil {
		return nil, err
	}
	hash, _, err := a.Files.Intake(ctx, files.Proof, bytes.NewReader(file))
	return answer(&in.Call, Kept{hash}, err)
}
