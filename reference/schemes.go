package reference

import (
	"fmt"

	"assay/skill"
	"assay/skill/day"
)

// texts is how a text in both languages stands in the files.
type texts struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

func (t texts) text() skill.Text { return skill.Text{ZH: t.Zh, EN: t.En} }

type schemeFile struct {
	Edition string
	Schemes []schemeRow
}

type schemeRow struct {
	ID                 string
	Name, Want         texts
	Kind               skill.CertificateKind
	ValidFrom          day.Date `json:"valid_from"`
	ValidTo            day.Date `json:"valid_to"`
	Length             int
	Source, Confidence string
	Parts              []partRow
}

type partRow struct {
	Name        string
	From, To    int
	Label, Want texts
	Values      map[string]valueRow
	Table       string // "provinces" in place of values
	NotZero     bool   `json:"not_zero"`
	Century     int
}

type valueRow struct {
	texts
	Level skill.Level
}

// NumberSchemes reads how certificates are numbered (证书编码规则), the present
// ones first.
// Source: 人社鉴发〔2019〕2号; 职业技能鉴定考务管理编码方案; each row names its own.
func NumberSchemes() []skill.NumberScheme {
	var file schemeFile
	decode("schemes.json", &file)
	out := make([]skill.NumberScheme, len(file.Schemes))
	for i, row := range file.Schemes {
		out[i] = row.scheme()
	}
	return out
}

func (row schemeRow) scheme() skill.NumberScheme {
	s := skill.NumberScheme{
		ID: row.ID, Name: row.Name.text(), Kind: row.Kind, Valid: day.Period{From: row.ValidFrom, To: row.ValidTo},
		Length: row.Length, Want: row.Want.text(), Source: row.Source, Confidence: row.Confidence,
	}
	next := 1
	for _, p := range row.Parts {
		if p.From != next || p.To < p.From {
			panic(fmt.Sprintf("reference/schemes.json: %s: %s does not begin at %d", row.ID, p.Name, next))
		}
		next = p.To + 1
		s.Parts = append(s.Parts, p.part())
	}
	if next != row.Length+1 {
		panic("reference/schemes.json: " + row.ID + ": the parts do not fill the length")
	}
	return s
}

func (p partRow) part() skill.NumberPart {
	values := map[string]skill.NumberValue{}
	for v, is := range p.Values {
		values[v] = skill.NumberValue{Meaning: is.text(), Level: is.Level}
	}
	if p.Table == "provinces" {
		for _, province := range Provinces() {
			values[province.Code] = skill.NumberValue{Meaning: province.Name}
		}
	}
	return skill.NumberPart{
		Name: p.Name, From: p.From, To: p.To, Label: p.Label.text(), Values: values,
		NotZero: p.NotZero, Century: p.Century, Want: p.Want.text(),
	}
}
