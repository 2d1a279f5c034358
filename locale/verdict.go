package locale

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// Verdict says in one sentence whether somebody may apply, by which clause or from
// which day; occupation is how its reader knows it, by name or code.
func Verdict(lang Lang, v skill.Verdict, occupation string) string {
	key := "condition." + string(v.Outcome)
	if v.Outcome == skill.NotMet && v.Earliest.IsZero() {
		key = "condition.never"
	}
	return Text(lang, key, skill.Args{
		"on": Date(lang, v.On), "occupation": occupation, "level": Level(lang, v.Level),
		"clause": v.Clause, "earliest": Date(lang, v.Earliest),
	})
}

// Routes are the clauses by the day on which they would be met, those that no
// waiting meets last.
func Routes(clauses []skill.ClauseVerdict) []skill.ClauseVerdict {
	out := slices.Clone(clauses)
	slices.SortStableFunc(out, func(a, b skill.ClauseVerdict) int {
		if a.Earliest.IsZero() || b.Earliest.IsZero() {
			return cmp.Compare(never(a.Earliest), never(b.Earliest))
		}
		return a.Earliest.Compare(b.Earliest)
	})
	return out
}

func never(d day.Date) int {
	if d.IsZero() {
		return 1
	}
	return 0
}

// Said is a text of data in a language.
func Said(lang Lang, t skill.Text) string {
	if lang == En {
		return t.EN
	}
	return t.ZH
}

// Reliance says which fact a verdict rests on, and how far it goes.
func Reliance(lang Lang, r skill.Reliance) string {
	return Text(lang, "condition.relies", skill.Args{
		"term": term(lang, r.Term), "fact": fact(lang, r.Fact), "value": amount(lang, r.Value.String(), r.Value.Span),
	})
}

// Shortfall says what is missing, how much there is of it, and from when it would
// be there.
func Shortfall(lang Lang, s skill.Shortfall) string {
	key := "condition.missing"
	switch {
	case s.Open != "":
		key = "condition.open." + string(s.Open)
	case s.Earliest.IsZero():
		key = "condition.lacking"
	}
	return Text(lang, key, skill.Args{
		"term": term(lang, s.Term.Kind()), "have": amount(lang, s.Has(), s.Have.Span), "need": need(lang, s), "from": Date(lang, s.Earliest),
	})
}

// need is what a term asks for; schools that serve alike are all named.
func need(lang Lang, s skill.Shortfall) string {
	switch t := s.Term.(type) {
	case skill.AgeTerm:
		return Span(lang, day.Span{Years: t.Years})
	case skill.HeldTerm:
		return Span(lang, t.For)
	case skill.WorkedTerm:
		return Span(lang, t.For)
	case skill.ServedTerm:
		return Span(lang, t.For)
	}
	words := strings.Split(s.Need(), "|")
	for i := range words {
		words[i] = amount(lang, words[i], day.Span{})
	}
	return strings.Join(words, Text(lang, "condition.or", nil))
}

// amount is a measure in words: a level, a word of the dossier, or a time.
func amount(lang Lang, text string, s day.Span) string {
	if level, err := skill.ParseLevel(text); err == nil {
		return Level(lang, level)
	}
	if key := "condition.word." + text; Has(lang, key) {
		return Text(lang, key, nil)
	}
	return Span(lang, s)
}

// Span is a length of time in words.
func Span(lang Lang, s day.Span) string {
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
			parts = append(parts, Text(lang, key, skill.Args{"n": strconv.Itoa(p.n)}))
		}
	}
	if lang == En {
		return strings.Join(parts, " ")
	}
	return strings.Join(parts, "")
}

// Date is a day in words, 2026年11月21日 or 21 Nov 2026; "" for no date.
func Date(lang Lang, d day.Date) string {
	switch {
	case d.IsZero():
		return ""
	case lang == En:
		return d.Time().Format("2 Jan 2006")
	}
	return d.Time().Format("2006年1月2日")
}

// Level is a level's name.
func Level(lang Lang, l skill.Level) string {
	if lang == En {
		return l.English()
	}
	return l.Chinese()
}

// fact names a place in the dossier; entries count from 1 as people do.
func fact(lang Lang, f skill.Fact) string {
	return Text(lang, "condition.fact."+f.Subject, skill.Args{"n": strconv.Itoa(f.Index + 1)})
}

func term(lang Lang, k skill.TermKind) string { return Text(lang, "condition.term."+string(k), nil) }
