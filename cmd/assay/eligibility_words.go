package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"assay/locale"
	"assay/skill"
	"assay/skill/day"
)

// wording says verdicts in words: the outcome in one sentence, then the clause
// relied on with its source, or every route with what is missing, the nearest
// first.
type wording struct {
	lang locale.Lang
	to   io.Writer
}

func (w wording) verdict(v skill.Verdict) error {
	lines := []string{w.sentence(v)}
	if v.Outcome == skill.NotMet {
		lines = append(append(lines, w.text("condition.routes", nil)), w.routes(v)...)
	} else {
		for _, c := range v.Clauses {
			if c.Clause.ID == v.Clause {
				lines = append(lines, w.clause(c)...)
			}
		}
		for _, r := range v.ReliesOn {
			lines = append(lines, "  "+w.text("condition.relies", skill.Args{
				"term": w.term(r.Term), "fact": w.fact(r.Fact), "value": w.amount(r.Value.String(), r.Value.Span),
			}))
		}
	}
	_, err := fmt.Fprintln(w.to, strings.Join(lines, "\n"))
	return err
}

func (w wording) sentence(v skill.Verdict) string {
	key := "condition." + string(v.Outcome)
	if v.Outcome == skill.NotMet && v.Earliest.IsZero() {
		key = "condition.never"
	}
	return w.text(key, skill.Args{
		"on": w.date(v.On), "occupation": string(v.Occupation), "level": w.level(v.Level),
		"clause": v.Clause, "earliest": w.date(v.Earliest),
	})
}

// routes are the clauses by the day on which they would be met.
func (w wording) routes(v skill.Verdict) (lines []string) {
	clauses := slices.Clone(v.Clauses)
	slices.SortStableFunc(clauses, func(a, b skill.ClauseVerdict) int {
		if a.Earliest.IsZero() || b.Earliest.IsZero() {
			return cmp.Compare(never(a.Earliest), never(b.Earliest))
		}
		return a.Earliest.Compare(b.Earliest)
	})
	for _, c := range clauses {
		lines = append(lines, w.clause(c)...)
	}
	return lines
}

func never(d day.Date) int {
	if d.IsZero() {
		return 1
	}
	return 0
}

func (w wording) clause(c skill.ClauseVerdict) []string {
	text := c.Clause.Text.ZH
	if w.lang == locale.En {
		text = c.Clause.Text.EN
	}
	lines := []string{
		w.text("condition.clause", skill.Args{"clause": c.Clause.ID, "text": text}),
		"  " + w.text("condition.source", skill.Args{"source": c.Clause.Source}),
	}
	for _, s := range c.Missing {
		lines = append(lines, "  "+w.shortfall(s))
	}
	return lines
}

func (w wording) shortfall(s skill.Shortfall) string {
	key := "condition.missing"
	switch {
	case s.Open != "":
		key = "condition.open." + string(s.Open)
	case s.Earliest.IsZero():
		key = "condition.lacking"
	}
	return w.text(key, skill.Args{
		"term": w.term(s.Term.Kind()), "have": w.amount(s.Has(), s.Have.Span), "need": w.need(s), "from": w.date(s.Earliest),
	})
}

// need is what a term asks for; schools that serve alike are all named.
func (w wording) need(s skill.Shortfall) string {
	switch t := s.Term.(type) {
	case skill.AgeTerm:
		return w.span(day.Span{Years: t.Years})
	case skill.HeldTerm:
		return w.span(t.For)
	case skill.WorkedTerm:
		return w.span(t.For)
	case skill.ServedTerm:
		return w.span(t.For)
	}
	words := strings.Split(s.Need(), "|")
	for i := range words {
		words[i] = w.amount(words[i], day.Span{})
	}
	return strings.Join(words, w.text("condition.or", nil))
}

// amount is a measure in words: a level, a word of the dossier, or a time.
func (w wording) amount(text string, span day.Span) string {
	if level, err := skill.ParseLevel(text); err == nil {
		return w.level(level)
	}
	if key := "condition.word." + text; locale.Has(w.lang, key) {
		return w.text(key, nil)
	}
	return w.span(span)
}

func (w wording) span(s day.Span) string {
	var parts []string
	for _, p := range []struct {
		unit string
		n    int
	}{{"year", s.Years}, {"month", s.Months}, {"day", s.Days}} {
		if p.n != 0 || p.unit == "day" && len(parts) == 0 {
			key := "condition." + p.unit
			if p.n != 1 {
				key += "s"
			}
			parts = append(parts, w.text(key, skill.Args{"n": fmt.Sprint(p.n)}))
		}
	}
	if w.lang == locale.En {
		return strings.Join(parts, " ")
	}
	return strings.Join(parts, "")
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
		title, note := s.Title.ZH, s.Note.ZH
		if w.lang == locale.En {
			title, note = s.Title.EN, s.Note.EN
		}
		args := skill.Args{
			"set": s.ID, "title": title, "edition": s.Edition, "source": s.Source,
			"standing": w.text("condition.standing."+string(s.Standing), nil),
			"from":     w.bound(s.Valid.From), "to": w.bound(s.Valid.To), "note": note,
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

// date is a day in words: 2026年11月21日, 21 Nov 2026.
func (w wording) date(d day.Date) string {
	switch {
	case d.IsZero():
		return ""
	case w.lang == locale.En:
		return d.Time().Format("2 Jan 2006")
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Day())
}

func (w wording) level(l skill.Level) string {
	if w.lang == locale.En {
		return l.English()
	}
	return l.Chinese()
}

// fact names a place in the dossier; entries count from 1 as people do.
func (w wording) fact(f skill.Fact) string {
	return w.text("condition.fact."+f.Subject, skill.Args{"n": fmt.Sprint(f.Index + 1)})
}

func (w wording) term(k skill.TermKind) string { return w.text("condition.term."+string(k), nil) }

func (w wording) text(key string, args skill.Args) string { return locale.Text(w.lang, key, args) }
