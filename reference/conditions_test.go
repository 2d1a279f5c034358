package reference

import (
	"errors"
	"strings"
	"testing"

	"assay/skill"
)

func TestConditionSetsAreKnownByID(t *testing.T) {
	sets, err := Conditions()
	if err != nil {
		t.Fatal(err)
	}
	if len(sets) != 7 || sets[0].Standing != skill.SetDefault || sets[0].ID != "national-2023" {
		t.Errorf("%d sets, the first is %s", len(sets), sets[0].ID)
	}
	for i, s := range sets {
		got, err := ConditionSet(s.ID)
		if err != nil || got != s {
			t.Errorf("%s: %v", s.ID, err)
		}
		if s.Source == "" || s.Edition == "" || i > 0 && s.Standing == skill.SetDefault {
			t.Errorf("%s: %+v", s.ID, s)
		}
	}
	if _, err := ConditionSet("national-1993"); !errors.Is(err, skill.NotFound) {
		t.Error(err)
	}
}

func TestConditionFilesAreReadStrictly(t *testing.T) {
	file := func(term string) string {
		return `{"id":"x","levels":[{"level":"5","clauses":[{"id":"5.1","terms":[` + term + `]}]}]}`
	}
	set, err := parseConditions([]byte(file(`{"worked":"18m","continuous":true,"gap":30,"since":{"title":"junior"},"related":true}`)))
	if err != nil {
		t.Fatal(err)
	}
	want := skill.WorkedTerm{Continuous: true, Gap: 30, Related: true, Since: skill.Since{Title: skill.TitleJunior, Related: true}}
	want.For.Years, want.For.Months = 1, 6
	if got := set.Levels[0].Clauses[0].Terms[0]; got != want {
		t.Errorf("%+v", got)
	}
	for _, c := range []struct{ term, says string }{
		{`{}`, "asks for nothing"},
		{`{"related":true}`, "asks for nothing"},
		{`{"worked":"5"}`, "5y or 6m"},
		{`{"worked":"0y"}`, "5y or 6m"},
		{`{"worked":"30d"}`, "5y or 6m"},
		{`{"worked":"5ym"}`, "5y or 6m"},
		{`{"holds":"6"}`, "level.unknown"},
		{`{"schooled":["academy"]}`, "word.unknown"},
		{`{"wroked":"5y"}`, "unknown field"},
	} {
		if _, err := parseConditions([]byte(file(c.term))); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.term, err)
		}
	}
}
