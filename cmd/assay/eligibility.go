package main

import (
	"errors"
	"io"
	"os"
	"strings"

	"assay/internal/strictjson"
	"assay/locale"
	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// dossierLimit is how large a dossier's file may be, in bytes.
const dossierLimit = 1 << 20

type eligibilityCmd struct {
	Set        string      `default:"national-2023" help:"The condition set that judges, or list to see them all."`
	Occupation string      `help:"The occupation's code, e.g. 6-31-01-03."`
	Level      string      `help:"The level asked for: 5 to 1. Without it all levels are answered in short."`
	Dossier    string      `help:"The JSON file of the dossier, or - for standard input."`
	On         string      `help:"The day asked, YYYY-MM-DD. Default: today in UTC+8."`
	JSON       bool        `name:"json" help:"Print one JSON document to standard output."`
	Lang       locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of the answer: zh or en."`
}

// outcomeCodes are the exit codes of a verdict.
// Source: docs/commands.md, assay eligibility.
var outcomeCodes = map[skill.Outcome]int{skill.Met: 0, skill.NotMet: 1, skill.ToReview: 3}

// Run answers whether the person of the dossier may apply (申报条件). It takes
// the dossier as it is: only the record's own process accepts attestations.
func (c *eligibilityCmd) Run(e *env) error {
	if c.Set == "list" {
		return c.list(e.stdout)
	}
	q, err := c.question(e)
	if err != nil {
		return c.refusal(err)
	}
	say := wording{c.Lang, e.stdout}
	if c.Level == "" {
		verdicts := condition.DecideAll(q)
		if c.JSON {
			return printJSON(e.stdout, condition.NewLevelsJSON(q, verdicts))
		}
		return say.levels(verdicts)
	}
	v, err := condition.Decide(q)
	if err != nil {
		return c.refusal(err)
	}
	if c.JSON {
		err = printJSON(e.stdout, condition.NewVerdictJSON(v))
	} else {
		err = say.verdict(v)
	}
	if code := outcomeCodes[v.Outcome]; err == nil && code != 0 {
		return exit{code: code}
	}
	return err
}

func (c *eligibilityCmd) question(e *env) (q condition.Question, err error) {
	if q.Set, err = reference.ConditionSet(c.Set); err != nil {
		return q, err
	}
	if q.Occupation, err = skill.ParseOccupationCode(c.Occupation); err != nil {
		return q, err
	}
	if c.Level != "" {
		if q.Level, err = skill.ParseLevel(c.Level); err != nil {
			return q, err
		}
	}
	if q.On = day.Of(e.now()); c.On != "" {
		if q.On, err = day.Parse(c.On); err != nil {
			return q, skill.FailField("--on", "date.unreadable")
		}
	}
	q.Dossier, err = c.dossier(e)
	return q, err
}

func (c *eligibilityCmd) dossier(e *env) (*skill.Dossier, error) {
	var in io.Reader
	switch c.Dossier {
	case "":
		return nil, skill.Fail(skill.Invalid, "condition.no_dossier")
	case "-":
		in = e.stdin
	default:
		f, err := os.Open(c.Dossier)
		if err != nil {
			return nil, skill.Fail(skill.Invalid, "condition.dossier_unreadable", "file", c.Dossier).Because(err)
		}
		defer f.Close()
		in = f
	}
	var w condition.DossierJSON
	if err := strictjson.Read(in, dossierLimit, &w); err != nil {
		return nil, err
	}
	d, err := w.Dossier("")
	return &d, err
}

// refusal ends with exit code 2 and says where in the input the fault lies and
// what would be right.
func (c *eligibilityCmd) refusal(err error) error {
	fault, ok := errors.AsType[*skill.Error](err)
	if !ok || len(fault.Fields) == 0 {
		return exit{2, errors.New(locale.Error(c.Lang, err))}
	}
	var lines []string
	for _, f := range fault.Fields {
		line := locale.Text(c.Lang, f.Reason, f.Args)
		if f.Path != "" { // else it is the whole document
			line = f.Path + ": " + line
		}
		lines = append(lines, line)
	}
	return exit{2, errors.New(strings.Join(lines, "\n"))}
}

// setRow is a condition set in the list.
type setRow struct {
	Set       string            `json:"set"`
	Title     bothTexts         `json:"title"`
	Edition   string            `json:"edition"`
	Source    string            `json:"source"`
	Standing  skill.SetStanding `json:"standing"`
	ValidFrom *day.Date         `json:"valid_from"`
	ValidTo   *day.Date         `json:"valid_to"`
	Note      bothTexts         `json:"note"`
	Levels    []skill.Level     `json:"levels"`
}

func (c *eligibilityCmd) list(to io.Writer) error {
	sets, err := reference.Conditions()
	if err != nil {
		return err
	}
	if !c.JSON {
		return wording{c.Lang, to}.sets(sets)
	}
	rows := []setRow{}
	for _, s := range sets {
		r := setRow{Set: s.ID, Title: bothTexts(s.Title), Edition: s.Edition, Source: s.Source, Standing: s.Standing, Note: bothTexts(s.Note)}
		if !s.Valid.From.IsZero() {
			r.ValidFrom = &s.Valid.From
		}
		if !s.Valid.To.IsZero() {
			r.ValidTo = &s.Valid.To
		}
		for i := range s.Levels {
			r.Levels = append(r.Levels, s.Levels[i].Level)
		}
		rows = append(rows, r)
	}
	return printJSON(to, rows)
}
