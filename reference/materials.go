package reference

import (
	"assay/skill"
	"assay/skill/day"
)

// Materials reads what is to be brought with an application (申报材料), by level,
// region and what the condition relied on rests on.
func Materials() skill.Materials {
	var file struct {
		Edition, Source, Confidence string
		Materials                   []struct {
			Material           skill.Material
			Zh, En             string
			HintZh             string `json:"hint_zh"`
			HintEn             string `json:"hint_en"`
			Levels             []skill.Level
			Region             string
			Terms              []skill.TermKind
			Side               skill.MaterialSide
			Optional           bool
			ValidFrom          day.Date `json:"valid_from"`
			ValidTo            day.Date `json:"valid_to"`
			Source, Confidence string
		}
	}
	decode("application-materials.json", &file)
	out := make(skill.Materials, len(file.Materials))
	for i, m := range file.Materials {
		out[i] = skill.MaterialRow{
			Material: m.Material, Name: skill.Text{ZH: m.Zh, EN: m.En}, Hint: skill.Text{ZH: m.HintZh, EN: m.HintEn},
			Levels: m.Levels, Region: m.Region, Terms: m.Terms, Side: m.Side, Optional: m.Optional,
			Valid: day.Period{From: m.ValidFrom, To: m.ValidTo}, Source: m.Source, Confidence: m.Confidence,
		}
	}
	return out
}
