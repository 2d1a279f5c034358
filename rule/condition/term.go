package condition

import (
	"slices"

	"assay/skill"
	"assay/skill/day"
)

// next is the first day from x on, on which the term holds in the reading; it is
// not ok where time alone never brings one.
func (c *dossierCase) next(t skill.Term, r reading, x day.Date) (day.Date, bool) {
	if w, ok := t.(skill.WorkingTerm); ok {
		return c.working(w, r, x)
	}
	from, ok := c.from(t, r)
	if !ok || from.Year() > 9999 {
		return day.Date{}, false
	}
	return day.Later(x, from), true
}

// ends: a present job does.
func (c *dossierCase) ends(t skill.Term) bool { return t.Kind() == skill.TermWorking }

// from is the first day on which a term holds that stays true once it is; no
// date where it always does.
func (c *dossierCase) from(t skill.Term, r reading) (day.Date, bool) {
	switch t := t.(type) {
	case skill.AgeTerm:
		return c.Dossier.Born.AddYears(t.Years), !c.Dossier.Born.IsZero()
	case skill.HoldsTerm:
		return c.held(t.Level, t.Related, r)
	case skill.HeldTerm:
		first, ok := c.held(t.Level, t.Related, r)
		return after(first, t.For), ok
	case skill.WorkedTerm:
		return c.worked(&t, r)
	case skill.ServedTerm:
		f, ok := c.served(t.As, r).fill(inPost(&t), day.Date{})
		return f.full, ok
	case skill.TrainedTerm:
		return c.trained(t, r)
	case skill.SchooledTerm:
		return c.schooled(&t, r)
	case skill.TitledTerm:
		return c.titled(t.Grade, r)
	case skill.ApprenticedTerm:
		return c.apprenticed(r)
	case skill.StatusTerm:
		return day.Date{}, c.Dossier.Status == t.Status || c.unknown(r, skill.SubjectStatus)
	case skill.AttestedTerm:
		return day.Date{}, r == open || slices.Contains(c.Dossier.Attested, t.Judgement)
	}
	return day.Date{}, false
}

// after moves a first day on by a time; what always was has been for any time.
func after(first day.Date, s day.Span) day.Date {
	if first.IsZero() {
		return first
	}
	return first.Add(s)
}

func (c *dossierCase) trained(t skill.TrainedTerm, r reading) (day.Date, bool) {
	first, ok := c.since(t.Since, r)
	if !ok || c.unknown(r, skill.SubjectTraining) {
		return first, ok
	}
	if i := c.course(t, first, r); i >= 0 {
		return c.Dossier.Training[i].Completed, true
	}
	return day.Date{}, false
}

func (c *dossierCase) schooled(t *skill.SchooledTerm, r reading) (day.Date, bool) {
	if c.unknown(r, skill.SubjectEducation) {
		return day.Date{}, true
	}
	i, from := c.school(t, r)
	return from, i >= 0
}

func (c *dossierCase) apprenticed(r reading) (day.Date, bool) {
	if c.unknown(r, skill.SubjectApprenticeship) {
		return day.Date{}, true
	}
	return c.Dossier.Apprenticeship, !c.Dossier.Apprenticeship.IsZero()
}

// working is the first day from x on, on which there is a job in the occupation.
func (c *dossierCase) working(t skill.WorkingTerm, r reading, x day.Date) (next day.Date, ok bool) {
	if c.unknown(r, skill.SubjectEmployment) {
		return x, true
	}
	for i := range c.Dossier.Employment {
		e := &c.Dossier.Employment[i]
		switch {
		case !c.job(e, t.Related, r):
		case e.Covers(x):
			return x, true
		case e.From.After(x) && (!ok || e.From.Before(next)):
			next, ok = e.From, true
		}
	}
	return next, ok
}
