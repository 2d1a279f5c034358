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
		return misread(c.Lang, err)
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
		return misread(c.Lang, err)
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
	if q.On, err = dayAsked(e, c.On); err != nil {
		return q, err
	}
	var w condition.DossierJSON
	if err := readDossier(e, c.Dossier, &w); err != nil {
		return q, err
	}
	d, err := w.Dossier("")
	q.Dossier = &d
	return q, err
}

// dayAsked is the day that --on gives, or today.
func dayAsked(e *env, on string) (day.Date, error) {
	if on == "" {
		return day.Of(e.now()), nil
	}
	d, err := day.Parse(on)
	if err != nil {
		return d, skill.FailField("--on", "date.unreadable")
	}
	return d, nil
}

// readDossier reads a dossier's file, or standard input for -.
func readDossier(e *env, name string, into any) error {
	var in io.Reader
	switch name {
	case "":
		return skill.Fail(skill.Invalid, "condition.no_dossier")
	case "-":
		in = e.stdin
	default:
		f, err := os.Open(name)
		if err != nil {
			return skill.Fail(skill.Invalid, "condition.dossier_unreadable", "file", name).Because(err)
		}
		defer f.Close()
		in = f
	}
	return strictjson.Read(in, dossierLimit, into)
}

// misread ends with exit code 2 and says where in the input the fault lies and
// what would be right.
func misread(lang locale.Lang, err error) error {
	fault, ok := errors.AsType[*skill.Error](err)
	if !ok || len(fault.Fields) == 0 {
		return exit{2, errors.New(locale.Error(lang, err))}
	}
	var lines []string
	for _, f := range fault.Fields {
		line := locale.Text(lang, f.Reason, f.Args)
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
		r := setRow{
			Set: s.ID, Title: bothTexts(s.Title), Edition: s.Edition, Source: s.Source, Standing: s.Standing,
			ValidFrom: orNoDate(s.Valid.From), ValidTo: orNoDate(s.Valid.To), Note: bothTexts(s.Note),
		}
		for i := range s.Levels {
			r.Levels = append(r.Levels, s.Levels[i].Level)
		}
		rows = append(rows, r)
	}
	return printJSON(to, rows)
}
