package main

import (
	"fmt"
	"strings"

	"assay/locale"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
)

type catalogueCmd struct {
	Find catalogueFindCmd `cmd:"" help:"Look an occupation (职业) up by code, name or pinyin."`
}

type catalogueFindCmd struct {
	Word string      `arg:"" help:"A code or its beginning, a name or part of one, or pinyin, whole or initials."`
	On   day.Date    `help:"Only what was in force on that day, YYYY-MM-DD. Default: every edition, so that succeeded codes are found too."`
	JSON bool        `name:"json" help:"Print one JSON document to standard output."`
	Lang locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of the answer: zh or en."`
}

// occupationRow is an occupation in the JSON of docs/commands.md.
type occupationRow struct {
	Code        skill.OccupationCode  `json:"code"`
	Name        string                `json:"name"`
	Edition     string                `json:"edition"`
	Digital     bool                  `json:"digital"`
	Green       bool                  `json:"green"`
	ValidFrom   day.Date              `json:"valid_from"`
	ValidTo     *day.Date             `json:"valid_to"`
	SucceededBy *skill.OccupationCode `json:"succeeded_by"`
	Specialties []string              `json:"specialties"`
}

// Run prints what was found, best first; finding nothing is an answer too.
// Source: docs/commands.md, assay catalogue.
func (c catalogueFindCmd) Run(e *env) error {
	if skill.Fold(c.Word) == "" {
		return refusal(c.Lang, skill.Fail(skill.Invalid, "catalogue.empty_word"))
	}
	catalogue := reference.Occupations()
	rows := []occupationRow{}
	for _, o := range catalogue.Find(c.Word, c.On) {
		rows = append(rows, newOccupationRow(o, catalogue.Specialties(o.Code)))
	}
	if c.JSON {
		return printJSON(e.stdout, rows)
	}
	if len(rows) == 0 {
		e.tell(c.Lang, "catalogue.none", skill.Args{"word": skill.Clean(c.Word)})
	}
	for _, row := range rows {
		if _, err := fmt.Fprintln(e.stdout, c.line(row)); err != nil {
			return err
		}
	}
	return nil
}

func newOccupationRow(o skill.Occupation, specialties []skill.Specialty) occupationRow {
	row := occupationRow{
		Code: o.Code, Name: o.Name, Edition: o.Edition, Digital: o.Digital, Green: o.Green,
		ValidFrom: o.Valid.From, Specialties: []string{},
	}
	if o.SucceededBy != "" {
		row.ValidTo, row.SucceededBy = &o.Valid.To, &o.SucceededBy
	}
	for _, s := range specialties {
		row.Specialties = append(row.Specialties, s.Name)
	}
	return row
}

// line is a row for people: 6-31-01-03 电工 (2022 年版).
func (c catalogueFindCmd) line(row occupationRow) string {
	about := []string{locale.Text(c.Lang, "catalogue.edition", skill.Args{"edition": row.Edition})}
	if row.Digital {
		about = append(about, locale.Text(c.Lang, "catalogue.digital", nil))
	}
	if row.Green {
		about = append(about, locale.Text(c.Lang, "catalogue.green", nil))
	}
	if row.SucceededBy != nil {
		about = append(about, locale.Text(c.Lang, "catalogue.succeeded", skill.Args{"to": row.ValidTo.String(), "code": string(*row.SucceededBy)}))
	}
	if len(row.Specialties) > 0 {
		about = append(about, locale.Text(c.Lang, "catalogue.specialties", skill.Args{"names": strings.Join(row.Specialties, ", ")}))
	}
	return fmt.Sprintf("%s %s (%s)", row.Code, row.Name, strings.Join(about, "; "))
}
