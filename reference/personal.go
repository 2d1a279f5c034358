package reference

import (
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// noticeText is what rows of personal.json have in common.
type noticeText struct {
	Key, Zh, En, Source, Confidence string
}

func (t noticeText) text() skill.Text { return skill.Text{ZH: t.Zh, EN: t.En} }

// personalFile is personal.json.
type personalFile struct {
	Edition, Source, Confidence string
	ValidFrom                   day.Date `json:"valid_from"`
	Bases                       []noticeText
	Purposes                    []struct {
		noticeText
		Basis                    string
		Consent, Separate, Stops bool
		WithdrawnZh              string `json:"withdrawn_zh"`
		WithdrawnEn              string `json:"withdrawn_en"`
	}
	Retentions []struct {
		noticeText
		Years     int
		Permanent bool
	}
	Fields []struct {
		Field, Zh, En       string
		Kind                skill.NoticeKind
		Sensitive, Withheld bool
		Purposes            []string
		Retention           string
	}
	Grounds []struct {
		noticeText
		Retained bool
	}
	Rights []struct {
		noticeText
		How string
	}
}

// Notice reads what is done with personal data, for what, on which basis and for
// how long. Each row names its source; the sorting of fields is our own.
func Notice() skill.Notice {
	var f personalFile
	decode("personal.json", &f)
	n := skill.Notice{Edition: f.Edition, Valid: day.Period{From: f.ValidFrom}}
	for _, b := range f.Bases {
		n.Bases = append(n.Bases, skill.NoticeBasis{Key: b.Key, Text: b.text(), Source: b.Source, Confidence: b.Confidence})
	}
	for _, p := range f.Purposes {
		n.Purposes = append(n.Purposes, skill.NoticePurpose{
			Key: p.Key, Text: p.text(), Basis: p.Basis, Consent: p.Consent, Separate: p.Separate, Stops: p.Stops,
			Withdrawn: skill.Text{ZH: p.WithdrawnZh, EN: p.WithdrawnEn}, Source: p.Source, Confidence: p.Confidence,
		})
	}
	for _, r := range f.Retentions {
		n.Retentions = append(n.Retentions, skill.NoticeRetention{
			Key: r.Key, Text: r.text(), Years: r.Years, Permanent: r.Permanent, Source: r.Source, Confidence: r.Confidence,
		})
	}
	for _, x := range f.Fields {
		table, column, _ := strings.Cut(x.Field, ".")
		n.Fields = append(n.Fields, skill.NoticeField{
			Table: table, Column: column, Name: skill.Text{ZH: x.Zh, EN: x.En}, Kind: x.Kind, Sensitive: x.Sensitive, Withheld: x.Withheld,
			Purposes: x.Purposes, Retention: x.Retention,
		})
	}
	for _, g := range f.Grounds {
		n.Grounds = append(n.Grounds, skill.NoticeGround{Key: g.Key, Text: g.text(), Retained: g.Retained, Source: g.Source, Confidence: g.Confidence})
	}
	for _, r := range f.Rights {
		n.Rights = append(n.Rights, skill.NoticeRight{Key: r.Key, Text: r.text(), How: r.How, Source: r.Source})
	}
	return n
}
