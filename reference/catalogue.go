package reference

import (
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// A Catalogue holds the occupations (职业) of every shipped edition, those that
// another code has succeeded among them, and the specialties (工种) that are
// mapped to an occupation.
type Catalogue struct {
	occupations []skill.Occupation // by code
	specialties []skill.Specialty
	words       []words // beside occupations
	byCode      map[skill.OccupationCode]int
	byName      map[string][]int // folded name → occupations
	bySpecialty map[string][]int // folded name → specialties
}

// Occupations reads the catalogue: the book of 2022 and the additions of 2024
// and 2025.
// Source: 中华人民共和国职业分类大典(2022年版), and the ministry's notices of new occupations.
func Occupations() *Catalogue {
	c := &Catalogue{byCode: map[skill.OccupationCode]int{}, byName: map[string][]int{}, bySpecialty: map[string][]int{}}
	for _, name := range []string{"occupations-2022.csv", "occupations-2024.csv", "occupations-2025.csv"} {
		c.readOccupations(name)
	}
	c.readSuccession("occupations-succession.csv")
	c.readSpecialties("specialties.csv")
	c.index()
	return c
}

func (c *Catalogue) readOccupations(name string) {
	o, rows := table(name)
	for _, row := range rows {
		cells := strings.Split(row, ",")
		c.occupations = append(c.occupations, skill.Occupation{
			Code: skill.OccupationCode(cells[0]), Name: cells[1], Edition: o.edition, Source: o.source,
			Digital: strings.Contains(cells[2], "S"), Green: strings.Contains(cells[2], "L"),
			Valid: day.Period{From: o.from},
		})
	}
}

// readSuccession ends each old code on the day before its new one begins.
func (c *Catalogue) readSuccession(name string) {
	o, rows := table(name)
	for _, row := range rows {
		before, after, _ := strings.Cut(row, ",")
		for i := range c.occupations {
			if old := &c.occupations[i]; string(old.Code) == before {
				heir := *old
				heir.Code, heir.Edition, heir.Source = skill.OccupationCode(after), o.edition, o.source
				heir.Valid = day.Period{From: o.from}
				old.Valid.To, old.SucceededBy = o.from.AddDays(-1), heir.Code
				c.occupations = append(c.occupations, heir)
				break
			}
		}
	}
}

func (c *Catalogue) readSpecialties(name string) {
	o, rows := table(name)
	for _, row := range rows {
		code, text, _ := strings.Cut(row, ",")
		c.specialties = append(c.specialties, skill.Specialty{
			Name: text, Occupation: skill.OccupationCode(code), Edition: o.edition, Source: o.source,
			Valid: day.Period{From: o.from},
		})
	}
}

// All lists every occupation by code, those that were succeeded among them.
func (c *Catalogue) All() []skill.Occupation {
	return append([]skill.Occupation(nil), c.occupations...)
}

// ByCode is the occupation of a code that was in force on the day; a zero day is
// any day.
func (c *Catalogue) ByCode(code skill.OccupationCode, on day.Date) (skill.Occupation, bool) {
	i, ok := c.byCode[code]
	if !ok || !inForce(c.occupations[i].Valid, on) {
		return skill.Occupation{}, false
	}
	return c.occupations[i], true
}

// ByName is the occupation of exactly that name on the day, or the one to which
// a specialty of exactly that name is mapped, with the specialty's name. A name
// that means several is none.
func (c *Catalogue) ByName(name string, on day.Date) (o skill.Occupation, specialty string, ok bool) {
	folded := skill.Fold(name)
	if found := c.inForceOf(c.byName[folded], on); len(found) > 0 {
		return c.occupations[found[0]], "", len(found) == 1
	}
	var found []skill.Specialty
	for _, i := range c.bySpecialty[folded] {
		if s := c.specialties[i]; inForce(s.Valid, on) {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		return skill.Occupation{}, "", false
	}
	o, ok = c.ByCode(found[0].Occupation, on)
	return o, found[0].Name, ok
}

// Resolve reads what people write in 职业工种名称: a code, an occupation's exact
// name, or a specialty's that is mapped to one occupation.
// Source: docs/commands.md, assay roster.
func (c *Catalogue) Resolve(text string, on day.Date) (o skill.Occupation, specialty string, err error) {
	ok := false
	if code, bad := skill.ParseOccupationCode(text); bad == nil {
		o, ok = c.ByCode(code, on)
	} else {
		o, specialty, ok = c.ByName(text, on)
	}
	if !ok {
		return skill.Occupation{}, "", skill.Fail(skill.Invalid, "occupation.unknown", "on", on.String())
	}
	return o, specialty, nil
}

// Specialties lists those mapped to an occupation.
func (c *Catalogue) Specialties(code skill.OccupationCode) []skill.Specialty {
	var out []skill.Specialty
	for _, s := range c.specialties {
		if s.Occupation == code {
			out = append(out, s)
		}
	}
	return out
}

func (c *Catalogue) inForceOf(rows []int, on day.Date) []int {
	var out []int
	for _, i := range rows {
		if inForce(c.occupations[i].Valid, on) {
			out = append(out, i)
		}
	}
	return out
}

func inForce(p day.Period, on day.Date) bool { return on.IsZero() || p.Covers(on) }
