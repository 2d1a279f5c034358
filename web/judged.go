package web

import (
	"slices"

	"assay/locale"
	"assay/skill"
)

// A judgedView is a verdict to the person concerned: the outcome in one sentence,
// and the clause relied on with its source, or each route with what is missing,
// the nearest first. The template judged shows it.
type judgedView struct {
	Mark     mark
	Sentence string
	Routes   bool // several, of which one is enough
	Clauses  []clauseView
	Relies   []string
}

// A clauseView is one clause of it.
type clauseView struct {
	ID, Text, Source string
	Mark             mark
	Missing          []string
}

// judgedView is the view of a verdict on an occupation of that name.
func judgedOf(lang locale.Lang, v skill.Verdict, occupation string) judgedView {
	out := judgedView{Mark: markOfOutcome(v.Outcome), Sentence: locale.Verdict(lang, v, occupation)}
	clauses := v.Clauses
	if v.Outcome == skill.NotMet {
		clauses = locale.Routes(clauses)
		out.Routes = len(clauses) > 1
	} else {
		clauses = slices.DeleteFunc(slices.Clone(clauses), func(c skill.ClauseVerdict) bool { return c.Clause.ID != v.Clause })
		for _, r := range v.ReliesOn {
			out.Relies = append(out.Relies, locale.Reliance(lang, r))
		}
	}
	for _, c := range clauses {
		view := clauseView{ID: c.Clause.ID, Text: locale.Said(lang, c.Clause.Text), Source: c.Clause.Source, Mark: markOfOutcome(c.Outcome)}
		for _, s := range c.Missing {
			view.Missing = append(view.Missing, locale.Shortfall(lang, s))
		}
		out.Clauses = append(out.Clauses, view)
	}
	return out
}

func markOfOutcome(o skill.Outcome) mark {
	switch o {
	case skill.Met:
		return good
	case skill.ToReview:
		return unsure
	}
	return bad
}
