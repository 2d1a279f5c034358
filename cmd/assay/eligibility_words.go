package main

import (
	"fmt"
	"io"
	"strings"

	"assay/locale"
	"assay/skill"
	"assay/skill/day"
)

// wording says verdicts in lines: the outcome in one sentence, then the clause
// relied on with its source, or every route with what is missing, the nearest
// first.
type wording struct {
	lang locale.Lang
	to   io.Writer
}

func (w wording) verdict(v skill.Verdict) error {
	lines := []string{w.sentence(v)}
	if v.Outcome == skill.NotMet {
		lines = append(lines, w.text("condition.routes", nil))
		for _, c := range locale.Routes(v.Clauses) {
			lines = append(lines, w.clause(c)...)
		}
	} else {
		for _, c := range v.Clauses {
			if c.Clause.ID == v.Clause {
				lines = append(lines, w.clause(c)...)
			}
		}
		for _, r := range v.ReliesOn {
			lines = append(lines, "  "+locale.Reliance(w.lang, r))
		}
	}
	_, err := fmt.Fprintln(w.to, strings.Join(lines, "\n"))
	return err
}

func (w wording) sentence(v skill.Verdict) string {
	return locale.Verdict(w.lang, v, string(v.Occupation))
}

func (w wording) clause(c skill.ClauseVerdict) []string {
	lines := []string{
		w.text("condition.clause", skill.Args{"clause": c.Clause.ID, "text": locale.Said(w.lang, c.Clause.Text)}),
		"  " + w.text("condition.source", skill.Args{"source": c.Clause.Source}),
	}
	for _, s := range c.Missing {
		lines = append(lines, "  "+locale.Shortfall(w.lang, s))
	}
	return lines
}

func (w wording) levels(verdicts []skill.Verdict) error {
	for _, v := range verdicts {
		if _, err := fmt.Fprintln(w.to, w.sentence(v)); err != nil {
			return err
		}
	}
	return nil
}

func (w wording) sets(sets []*skill.ConditionSet) error {
	for _, s := range sets {
		args := skill.Args{
			"set": s.ID, "title": locale.Said(w.lang, s.Title), "edition": s.Edition, "source": s.Source,
			"standing": w.text("condition.standing."+string(s.Standing), nil),
			"from":     w.bound(s.Valid.From), "to": w.bound(s.Valid.To), "note": locale.Said(w.lang, s.Note),
		}
		if _, err := fmt.Fprintln(w.to, strings.TrimSpace(w.text("condition.set", args))); err != nil {
			return err
		}
	}
	return nil
}

func (w wording) bound(d day.Date) string {
	if d.IsZero() {
		return w.text("condition.unstated", nil)
	}
	return w.date(d)
}

func (w wording) date(d day.Date) string { return locale.Date(w.lang, d) }

func (w wording) text(key string, args skill.Args) string { return locale.Text(w.lang, key, args) }
