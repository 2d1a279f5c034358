package reference

import (
	"errors"
	"strings"
	"testing"

	"assay/skill"
	"assay/skill/day"
)

// Which set rules whom: by kind of body, by whether it files or renews, and by
// province.
// Source: docs/rules.md, Filing.
func TestWhichRequirementsRule(t *testing.T) {
	all, err := Requirements()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		renewal bool
		kind    skill.BodyKind
		tier    skill.Tier
		region  string
		want    string
	}{
		{false, skill.BodyStation, skill.TierProvince, "44", "station-2000s"},
		{false, skill.BodySocial, skill.TierNation, "11", "social-national-2020"},
		{false, skill.BodySocial, skill.TierProvince, "11", "social-general"},
		{false, skill.BodyEmployer, skill.TierNation, "", "employer-national-2019"},
		{false, skill.BodyEmployer, skill.TierProvince, "44", "employer-general"},
		{false, skill.BodySchool, skill.TierProvince, "44", "school-general"},
		{true, skill.BodySchool, skill.TierProvince, "3502", "renewal-fujian-2022"},
		{true, skill.BodyStation, skill.TierProvince, "44", "renewal-guangdong-2022"},
		{true, skill.BodySocial, skill.TierNation, "", "renewal-general"},
		{false, "academy", skill.TierProvince, "44", ""},
	} {
		s, err := all.Find(skill.RequirementCase{Renewal: c.renewal, Kind: c.kind, Tier: c.tier, Region: c.region, On: day.Must("2026-11-21")})
		switch {
		case c.want == "":
			if skill.ReasonOf(err) != "requirement.none" {
				t.Errorf("%+v: %v", c, err)
			}
		case err != nil || s.ID != c.want:
			t.Errorf("%+v: %v, %v", c, s, err)
		}
	}
	if _, err := all.ByID("station-1993"); !errors.Is(err, skill.NotFound) {
		t.Error(err)
	}
}

// Every set says where it comes from and how sure that is, and every requirement
// has its text, source and proof in both languages under an id of its own.
func TestRequirementSetsAreWhole(t *testing.T) {
	all, err := Requirements()
	if err != nil {
		t.Fatal(err)
	}
	sure := []string{"S1", "S2", "S3", "G-hi", "G-mid", "G-lo"}
	for _, s := range all {
		if s.Source == "" || s.Edition == "" || s.Title.ZH == "" || s.Title.EN == "" || !strings.Contains(strings.Join(sure, " "), s.Confidence) || s.Confidence == "" {
			t.Errorf("%s: %+v", s.ID, s)
		}
		if (s.Note.ZH == "") != (s.Note.EN == "") || len(s.Clauses) == 0 {
			t.Errorf("%s: note %+v, %d clauses", s.ID, s.Note, len(s.Clauses))
		}
		seen := map[string]bool{}
		for _, c := range s.Clauses {
			if seen[c.ID] || c.Text.ZH == "" || c.Text.EN == "" || c.Source == "" || c.Proof.ZH == "" || c.Proof.EN == "" || len(c.Terms) == 0 {
				t.Errorf("%s %s: %+v", s.ID, c.ID, c)
			}
			seen[c.ID] = true
		}
	}
}

func TestRequirementFilesAreReadStrictly(t *testing.T) {
	file := func(term string) string {
		return `{"id":"x","clauses":[{"id":"1","terms":[` + term + `]}]}`
	}
	set, err := parseRequirements([]byte(file(`{"staff":["deputy"],"least":1,"most":2,"levels":["3"],"each":true}`)))
	if err != nil {
		t.Fatal(err)
	}
	got, ok := set.Clauses[0].Terms[0].(skill.StaffTerm)
	if !ok || got.Least != 1 || got.Most != 2 || !got.Each || got.Levels[0] != skill.Level3 {
		t.Errorf("%+v", got)
	}
	for _, c := range []struct{ term, says string }{
		{`{}`, "asks for nothing"},
		{`{"least":5}`, "asks for nothing"},
		{`{"staff":["head"]}`, "asks for nothing"},
		{`{"degree":"head"}`, "asks for nothing"},
		{`{"title":"head"}`, "asks for nothing"},
		{`{"years":"head"}`, "asks for nothing"},
		{`{"apart":["head"]}`, "asks for nothing"},
		{`{"equipment":"printer"}`, "asks for nothing"},
		{`{"apply":false}`, "asks for nothing"},
		{`{"room":"kitchen"}`, "word.unknown"},
		{`{"service":"6"}`, "5y or 6m"},
		{`{"turn_over":6}`, "unknown field"},
	} {
		if _, err := parseRequirements([]byte(file(c.term))); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.term, err)
		}
	}
	if _, err := parseRequirements([]byte(`{"id":"x","tier":"city"}`)); err == nil {
		t.Error("a tier that there is not")
	}
}
