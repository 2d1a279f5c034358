package condition

import (
	"slices"

	"assay/skill"
	"assay/skill/day"
)

// A BodyQuestion is what a verdict on a body answers: does the body of the
// dossier fulfil the set on that day, for what it applies for?
type BodyQuestion struct {
	Set     *skill.RequirementSet
	Dossier *skill.BodyDossier
	On      day.Date
}

// A bodyCase is one question with what is worked out once.
type bodyCase struct {
	BodyQuestion
	who []int // of every entry of the staff, which human it is
}

// DecideBody answers the question: every clause of the set is needed. It fails
// where the set asks of each occupation and none is applied for.
func DecideBody(q BodyQuestion) (skill.BodyVerdict, error) {
	c := &bodyCase{BodyQuestion: q, who: humans(q.Dossier.Staff)}
	v := skill.BodyVerdict{
		Set: q.Set.ID, Kind: q.Dossier.Kind, Applies: q.Dossier.Applies, On: q.On,
		Outcome: skill.Met, Clauses: make([]skill.ClauseVerdict, len(q.Set.Clauses)), Earliest: q.On,
	}
	asked := make([][]skill.Term, len(q.Set.Clauses))
	for i := range q.Set.Clauses {
		var err error
		if asked[i], err = c.asked(q.Set.Clauses[i].Terms); err != nil {
			return v, err
		}
	}
	j := judge{facts: c, on: q.On, plain: q.Dossier.Unknown == 0}
	for i, terms := range asked {
		cv := &v.Clauses[i]
		cv.Clause = &q.Set.Clauses[i]
		j.clause(terms, cv, nil)
		v.ReliesOn = j.evidence(v.ReliesOn, terms)
		v.Outcome, v.Earliest = worse(v.Outcome, cv.Outcome), both(v.Earliest, cv.Earliest)
	}
	if v.Outcome == skill.NotMet && !v.Earliest.IsZero() {
		v.Earliest = j.settle(v.Earliest, asked...)
	}
	return v, nil
}

// worse is the lesser of two outcomes that are both needed.
func worse(a, b skill.Outcome) skill.Outcome {
	if a == skill.NotMet || b == skill.Met {
		return a
	}
	return b
}

// both is the day on which two things hold of which neither ends; no date: never.
func both(a, b day.Date) day.Date {
	if a.IsZero() || b.IsZero() {
		return day.Date{}
	}
	return day.Later(a, b)
}

// asked writes out the terms that are asked of each occupation, and leaves out
// those of levels that nobody applies for.
func (c *bodyCase) asked(terms []skill.Term) (out []skill.Term, err error) {
	for _, t := range terms {
		if _, ok := t.(skill.InsuredTerm); ok {
			t = skill.InsuredTerm{Province: c.Dossier.Province}
		}
		a, ok := t.(skill.AskedTerm)
		switch {
		case !ok:
			out = append(out, t)
		case len(c.Dossier.Applies) == 0:
			return nil, skill.Fail(skill.Invalid, "requirement.nothing_applied")
		default:
			out = append(out, c.each(a)...)
		}
	}
	return out, nil
}

func (c *bodyCase) each(t skill.AskedTerm) (out []skill.Term) {
	asking := t.Asking()
	for _, a := range c.Dossier.Applies {
		switch {
		case !concerns(asking.Levels, a.Levels):
		case asking.Each:
			out = append(out, t.Of(a.Occupation))
		default:
			return []skill.Term{t}
		}
	}
	return out
}

// concerns tells whether a term that is asked for some levels, or for all, is
// asked where these are applied for.
func concerns(asked, applied []skill.Level) bool {
	return len(asked) == 0 || slices.ContainsFunc(applied, func(l skill.Level) bool { return slices.Contains(asked, l) })
}

// humans numbers the entries of the staff by who they are.
func humans(staff []skill.Staff) []int {
	who := make([]int, len(staff))
	for i := range staff {
		who[i] = i
		for k := range i {
			if who[k] != who[i] && staff[i].Same(staff[k]) {
				join(who[:i+1], who[i], who[k])
			}
		}
	}
	return who
}

// join makes two humans one.
func join(who []int, a, b int) {
	for i := range who {
		if who[i] == a {
			who[i] = b
		}
	}
}

func (c *bodyCase) unknown(r reading, s skill.BodySubjects) bool {
	return r == open && c.Dossier.Unknown.Has(s)
}

func (c *bodyCase) ends(t skill.Term) bool { return t.Kind() == skill.TermApply }

func (c *bodyCase) next(t skill.Term, r reading, x day.Date) (day.Date, bool) {
	next, ok := c.first(t, r, x)
	if !ok || next.Year() > 9999 {
		return day.Date{}, false
	}
	return next, true
}

func (c *bodyCase) first(t skill.Term, r reading, x day.Date) (day.Date, bool) {
	switch t := t.(type) {
	case skill.StaffYearsTerm:
		return c.seasoned(t, r, x)
	case skill.ServiceTerm:
		return c.served(t, r, x)
	case skill.ApplyTerm:
		return c.window(t, r, x)
	case skill.TurnoverTerm:
		return c.reached(t, r, x)
	case skill.RegisteredTerm:
		if c.unknown(r, skill.SubjectRegistered) {
			return x, true
		}
		return day.Later(x, c.Dossier.Registered), !c.Dossier.Registered.IsZero()
	}
	return x, c.stands(t, r)
}

// stands tells whether a term holds that time does not change.
func (c *bodyCase) stands(t skill.Term, r reading) bool {
	d := c.Dossier
	switch t := t.(type) {
	case skill.ApartTerm:
		return c.apart(t, r)
	case skill.SystemTerm:
		return slices.Contains(d.Systems, t.System) || c.unknown(r, skill.SubjectSystems)
	case skill.CommitmentTerm:
		return slices.Contains(d.Commitments, t.Commitment) || c.unknown(r, skill.SubjectCommitments)
	case skill.FindingTerm:
		return slices.Contains(d.Attested, t.Finding) || r == open
	case skill.InsuredTerm:
		return d.Insured != "" && d.Insured == t.Province || d.Insured == "" && c.unknown(r, skill.SubjectInsured)
	case skill.RectifiedTerm:
		return d.Record.Overdue == 0
	}
	return c.count(t, r).enough()
}

// window: who applies later than the last day may never do so.
func (c *bodyCase) window(t skill.ApplyTerm, r reading, x day.Date) (day.Date, bool) {
	end := c.Dossier.Record.FiledTo
	if end.IsZero() {
		return x, c.unknown(r, skill.SubjectRecord)
	}
	if t.Months > 0 {
		x = day.Later(x, end.AddMonths(-t.Months))
	}
	return x, !x.After(end.AddDays(-t.Days))
}

// reached is when the years that have begun reach the number.
// Source: decision 11, rule 8.
func (c *bodyCase) reached(t skill.TurnoverTerm, r reading, x day.Date) (day.Date, bool) {
	best, ok := day.Date{}, false
	for i := -1; i < len(c.Dossier.Turnover); i++ {
		on := x
		if i >= 0 {
			first, _ := day.New(c.Dossier.Turnover[i].Year, 1, 1)
			on = day.Later(x, first)
		}
		if (!ok || on.Before(best)) && c.turnover(t, on.Year()) >= t.Least {
			best, ok = on, true
		}
	}
	if !ok && c.unknown(r, skill.SubjectTurnover) {
		return x, true
	}
	return best, ok
}

// seasoned is when everybody in the position has the time.
func (c *bodyCase) seasoned(t skill.StaffYearsTerm, r reading, x day.Date) (day.Date, bool) {
	found := false
	for i := range c.Dossier.Staff {
		s := &c.Dossier.Staff[i]
		if !holds(s, t.Position, t.Occupation) {
			continue
		}
		found = true
		switch {
		case !s.Since.IsZero():
			x = day.Later(x, s.Since.Add(t.For))
		case !c.unknown(r, skill.SubjectExperience):
			return x, false
		}
	}
	return x, found || c.unknown(r, skill.SubjectStaff)
}

// served is when the periods of service, joined, reach the time.
// Source: decision 11, rule 3.
func (c *bodyCase) served(t skill.ServiceTerm, r reading, x day.Date) (day.Date, bool) {
	if c.unknown(r, skill.SubjectService) {
		return x, true
	}
	f, ok := fillUnbroken(c.service(), unbroken(t), day.Date{})
	return day.Later(x, f.full), ok
}

func unbroken(t skill.ServiceTerm) *skill.WorkedTerm {
	return &skill.WorkedTerm{For: t.For, Continuous: true}
}

func (c *bodyCase) service() []span {
	var out []span
	for _, p := range c.Dossier.Service {
		if !p.From.IsZero() {
			out = append(out, spanOf(p))
		}
	}
	slices.SortFunc(out, func(a, b span) int { return a.from.Compare(b.from) })
	out = merge(out)
	for i := range out {
		out[i].units = unitsBetween(out[i].from, out[i].end)
	}
	return out
}
