package reference

import (
	"slices"
	"strings"
	"testing"

	"assay/skill"
)

// What is asked for follows from level, region and the terms of the condition, and
// every row says in both languages what it is, and on whose word.
// Source: docs/rules.md, Applications.
func TestMaterialsOfACase(t *testing.T) {
	all := Materials()
	for _, m := range all {
		if m.Name.ZH == "" || m.Name.EN == "" || m.Source == "" || m.Confidence == "" || m.Side != skill.MaterialOfCandidate && m.Side != skill.MaterialOfBody {
			t.Errorf("%s: %+v", m.Material, m)
		}
	}
	base := "registration-form id-copy photo"
	for _, c := range []struct {
		region string
		level  skill.Level
		terms  []skill.TermKind
		side   skill.MaterialSide
		want   string
	}{
		{"44", skill.Level5, []skill.TermKind{skill.TermAge}, skill.MaterialOfCandidate, base},
		{"44", skill.Level4, []skill.TermKind{skill.TermWorked}, skill.MaterialOfCandidate, base + " work-proof"},
		{"44", skill.Level3, []skill.TermKind{skill.TermHeld, skill.TermSchooled}, skill.MaterialOfCandidate, base + " certificate-scan diploma"},
		{"44", skill.Level2, []skill.TermKind{skill.TermHeld}, skill.MaterialOfCandidate, base + " certificate-scan paper"},
		{"44", skill.Level2, nil, skill.MaterialOfBody, ""},
		{"4301", skill.Level2, nil, skill.MaterialOfBody, "training-plan appraisal-scheme approval-form"},
		{"43", skill.Level3, nil, skill.MaterialOfBody, ""},
	} {
		var got []string
		for _, m := range all.Of(skill.MaterialCase{Region: c.region, Level: c.level, Terms: c.terms, On: policyDay}).Lacking(c.side, nil, false) {
			got = append(got, string(m.Material))
		}
		if !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%s level %s: %v, want %s", c.region, c.level, got, c.want)
		}
	}
}
