package reference

import (
	"assay/skill"
	"assay/skill/day"
)

// Policies reads the numbers and choices that authorities set: periods, marks,
// retakes, limits. Each row names its region, validity, source and confidence.
func Policies() skill.Policies {
	var file struct {
		Edition, Source, Confidence string
		Policies                    []struct {
			Key                skill.PolicyKey
			Region, Class      string
			ValidFrom          day.Date `json:"valid_from"`
			ValidTo            day.Date `json:"valid_to"`
			Number             int
			Unit               skill.PolicyUnit
			Word               string
			Levels             []skill.Level
			Source, Confidence string
		}
	}
	decode("policies.json", &file)
	out := make(skill.Policies, len(file.Policies))
	for i, p := range file.Policies {
		out[i] = skill.Policy{
			Key: p.Key, Region: p.Region, Class: p.Class, Valid: day.Period{From: p.ValidFrom, To: p.ValidTo},
			Number: p.Number, Unit: p.Unit, Word: p.Word, Levels: p.Levels, Source: p.Source, Confidence: p.Confidence,
		}
	}
	return out
}

// CertificateKinds reads the kinds of certificate (证书种类) that a person may
// show, with who rules them and for how long they run.
func CertificateKinds() []skill.CertificateKindRow {
	var file struct {
		Edition, Source, Confidence string
		Kinds                       []struct {
			Kind               skill.CertificateKind
			Zh, En             string
			ByZh               string   `json:"by_zh"`
			ByEn               string   `json:"by_en"`
			ValidFrom          day.Date `json:"valid_from"`
			ValidTo            day.Date `json:"valid_to"`
			Years              int
			Source, Confidence string
		}
	}
	decode("certificate-kinds.json", &file)
	out := make([]skill.CertificateKindRow, len(file.Kinds))
	for i, k := range file.Kinds {
		out[i] = skill.CertificateKindRow{
			Kind: k.Kind, Name: skill.Text{ZH: k.Zh, EN: k.En}, By: skill.Text{ZH: k.ByZh, EN: k.ByEn},
			Valid: day.Period{From: k.ValidFrom, To: k.ValidTo}, Years: k.Years, Source: k.Source, Confidence: k.Confidence,
		}
	}
	return out
}
