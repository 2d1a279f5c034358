package main

import (
	"fmt"
	"io"
	"strings"

	"assay/locale"
	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

type filingCmd struct {
	Check filingCheckCmd `cmd:"" help:"Judge a body's dossier (机构档案), without a database."`
}

type filingCheckCmd struct {
	Set     string      `help:"The set that judges, or list to see them all. Default: that of the body's type where it is registered."`
	Dossier string      `help:"The JSON file of the body's dossier, or - for standard input."`
	On      string      `help:"The day asked, YYYY-MM-DD. Default: today in UTC+8."`
	JSON    bool        `name:"json" help:"Print one JSON document to standard output."`
	Lang    locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of the answer: zh or en."`
}

// Run answers whether the body of the dossier fulfils the set. It takes the
// dossier as it is: only the record's own process has experts attest.
func (c *filingCheckCmd) Run(e *env) error {
	all, err := reference.Requirements()
	if err != nil {
		return err
	}
	if c.Set == "list" {
		return c.list(e.stdout, all)
	}
	q, err := c.question(e, all)
	if err != nil {
		return misread(c.Lang, err)
	}
	v, err := condition.DecideBody(q)
	if err != nil {
		return misread(c.Lang, err)
	}
	if c.JSON {
		err = printJSON(e.stdout, condition.NewBodyVerdictJSON(v))
	} else {
		err = filingWords{wording{c.Lang, e.stdout}}.verdict(q.Set, v)
	}
	if code := outcomeCodes[v.Outcome]; err == nil && code != 0 {
		return exit{code: code}
	}
	return err
}

func (c *filingCheckCmd) question(e *env, all skill.RequirementSets) (q condition.BodyQuestion, err error) {
	if q.On, err = dayAsked(e, c.On); err != nil {
		return q, err
	}
	var w condition.BodyDossierJSON
	if err := readDossier(e, c.Dossier, &w); err != nil {
		return q, err
	}
	d, err := w.Dossier("", q.On)
	if err != nil {
		return q, err
	}
	q.Dossier = &d
	if c.Set != "" {
		q.Set, err = all.ByID(c.Set)
		return q, err
	}
	q.Set, err = all.Find(skill.RequirementCase{Kind: d.Kind, Tier: skill.TierProvince, Region: d.Province, On: q.On})
	return q, err
}

// requirementRow is a set in the list.
type requirementRow struct {
	Set        string            `json:"set"`
	Title      bothTexts         `json:"title"`
	Edition    string            `json:"edition"`
	Source     string            `json:"source"`
	Confidence string            `json:"confidence"`
	Standing   skill.SetStanding `json:"standing"`
	ValidFrom  *day.Date         `json:"valid_from"`
	ValidTo    *day.Date         `json:"valid_to"`
	Note       bothTexts         `json:"note"`
	Renewal    bool              `json:"renewal"`
	Types      []skill.BodyKind  `json:"types"`
	Tier       skill.Tier        `json:"tier"`
	Region     string            `json:"region"`
	Clauses    int               `json:"clauses"`
}

func (c *filingCheckCmd) list(to io.Writer, all skill.RequirementSets) error {
	if !c.JSON {
		return filingWords{wording{c.Lang, to}}.sets(all)
	}
	rows := make([]requirementRow, len(all))
	for i, s := range all {
		rows[i] = requirementRow{
			Set: s.ID, Title: bothTexts(s.Title), Edition: s.Edition, Source: s.Source, Confidence: s.Confidence, Standing: s.Standing,
			ValidFrom: orNoDate(s.Valid.From), ValidTo: orNoDate(s.Valid.To), Note: bothTexts(s.Note),
			Renewal: s.Renewal, Types: s.Kinds, Tier: s.Tier, Region: s.Region, Clauses: len(s.Clauses),
		}
	}
	return printJSON(to, rows)
}

// orNoDate is null where there is no date.
func orNoDate(d day.Date) *day.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

// filingWords says verdicts on bodies in words: the outcome in one sentence, then
// every requirement that is not met, with what is missing and what shows it.
type filingWords struct{ wording }

func (w filingWords) verdict(set *skill.RequirementSet, v skill.BodyVerdict) error {
	var lines []string
	open := 0
	for _, c := range v.Clauses {
		if c.Outcome != skill.Met {
			open++
			lines = append(lines, w.requirement(c)...)
		}
	}
	key := "filing.is." + string(v.Outcome)
	if v.Outcome == skill.NotMet && v.Earliest.IsZero() {
		key = "filing.is.never"
	}
	args := skill.Args{"on": w.date(v.On), "title": w.both(set.Title), "n": fmt.Sprint(open), "earliest": w.date(v.Earliest)}
	_, err := fmt.Fprintln(w.to, strings.Join(append([]string{w.text(key, args)}, lines...), "\n"))
	return err
}

func (w filingWords) both(t skill.Text) string {
	if w.lang == locale.En {
		return t.EN
	}
	return t.ZH
}

func (w filingWords) requirement(c skill.ClauseVerdict) []string {
	lines := []string{
		w.text("condition.clause", skill.Args{"clause": c.Clause.ID, "text": w.both(c.Clause.Text)}),
		"  " + w.text("condition.source", skill.Args{"source": c.Clause.Source}),
	}
	for _, s := range c.Missing {
		lines = append(lines, "  "+w.missing(s))
	}
	if proof := w.both(c.Clause.Proof); proof != "" {
		lines = append(lines, "  "+w.text("filing.proof", skill.Args{"proof": proof}))
	}
	return lines
}

func (w filingWords) missing(s skill.Shortfall) string {
	key := "condition.missing"
	switch {
	case s.Open != "":
		key = "condition.open." + string(s.Open)
	case s.Earliest.IsZero():
		key = "condition.lacking"
	}
	term := w.text("filing.term."+string(s.Term.Kind()), nil)
	if o := s.About(); o != "" {
		term = w.text("filing.about", skill.Args{"term": term, "occupation": string(o)})
	}
	return w.text(key, skill.Args{"term": term, "have": w.had(s), "need": w.needed(s), "from": w.date(s.Earliest)})
}

// had is how far a term goes, in words.
func (w filingWords) had(s skill.Shortfall) string {
	switch s.Term.(type) {
	case skill.StaffYearsTerm, skill.ServiceTerm, skill.ApplyTerm:
		if s.Have.Word == "" {
			return locale.Span(w.lang, s.Have.Span)
		}
	}
	return w.word(s.Has())
}

// needed is what a term asks for, in words.
func (w filingWords) needed(s skill.Shortfall) string {
	switch t := s.Term.(type) {
	case skill.StaffYearsTerm:
		return locale.Span(w.lang, t.For)
	case skill.ServiceTerm:
		return locale.Span(w.lang, t.For)
	case skill.ApplyTerm:
		key := "filing.apply.end"
		switch {
		case t.Days > 0:
			key = "filing.apply.days"
		case t.Months > 0:
			key = "filing.apply.months"
		}
		return w.text(key, skill.Args{"n": fmt.Sprint(max(t.Days, t.Months))})
	}
	words := strings.Split(s.Need(), "|")
	for i := range words {
		words[i] = w.word(words[i])
	}
	return strings.Join(words, w.text("condition.or", nil))
}

// word is a value in words; numbers stay as they are.
func (w filingWords) word(value string) string {
	for _, key := range []string{"filing.word." + value, "condition.word." + value} {
		if locale.Has(w.lang, key) {
			return w.text(key, nil)
		}
	}
	return value
}

func (w filingWords) sets(all skill.RequirementSets) error {
	for _, s := range all {
		args := skill.Args{
			"set": s.ID, "title": w.both(s.Title), "edition": s.Edition, "source": s.Source, "confidence": s.Confidence,
			"from": w.bound(s.Valid.From), "to": w.bound(s.Valid.To), "note": w.both(s.Note),
		}
		if _, err := fmt.Fprintln(w.to, strings.TrimSpace(w.text("filing.set", args))); err != nil {
			return err
		}
	}
	return nil
}
