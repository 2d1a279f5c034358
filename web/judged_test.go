package web

import (
	"bytes"
	"path/filepath"
	"testing"

	"assay/locale"
	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// A verdict as people read it: met with the fact it rests on, under review with
// the proof to bring, refused with every route, the nearest first, and refused for
// ever by the facts there are.
// Source: 国家职业标准编制技术规程（2023年版）.
func TestVerdictsInWords(t *testing.T) {
	set, err := reference.ConditionSet("national-2023")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	worked := []skill.Employment{{Period: day.Period{From: day.Must("2022-03-01")}, Occupation: "6-31-01-03"}}
	for name, c := range map[string]struct {
		level   skill.Level
		dossier skill.Dossier
	}{
		"met":    {skill.Level5, skill.Dossier{Born: day.Must("1990-05-05")}},
		"review": {skill.Level4, skill.Dossier{Born: day.Must("1990-05-05"), Unknown: skill.AllSubjects}},
		"unmet":  {skill.Level4, skill.Dossier{Born: day.Must("1990-05-05"), Employment: worked}},
		"never":  {skill.Level2, skill.Dossier{Born: day.Must("1990-05-05")}},
	} {
		v, err := condition.Decide(condition.Question{Set: set, Level: c.level, Occupation: "6-31-01-03", Dossier: &c.dossier, On: day.Must("2026-11-20")})
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range locale.Langs() {
			var page bytes.Buffer
			if err := pages[lang].ExecuteTemplate(&page, "judged", judgedOf(lang, v, "电工")); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", string(lang), "judged-"+name+".html"), page.String())
		}
	}
}
