package condition

import (
	"slices"

	"assay/skill"
	"assay/skill/day"
)

// have measures how far a term goes that does not surely hold. Claims count.
func (c *dossierCase) have(t skill.Term) skill.Measure {
	switch t := t.(type) {
	case skill.AgeTerm:
		return skill.Measure{Span: day.Between(c.Dossier.Born, c.On)}
	case skill.HeldTerm:
		if first, ok := c.held(t.Level, t.Related, stated); ok {
			return skill.Measure{Span: day.Between(first, c.On)}
		}
	case skill.WorkedTerm:
		if since, ok := c.since(t.Since, stated); ok {
			return skill.Measure{Span: tally(c.work(t.Related, stated).spans, &t, since, c.On)}
		}
	case skill.ServedTerm:
		return skill.Measure{Span: tally(c.served(t.As, stated).spans, inPost(&t), day.Date{}, c.On)}
	case skill.StatusTerm:
		return skill.Measure{Word: string(c.Dossier.Status)}
	case skill.HoldsTerm:
		return skill.Measure{Word: c.highest(t.Related).String()}
	}
	return skill.Measure{}
}

// highest is the highest level held on the day asked; no level: none.
func (c *dossierCase) highest(related bool) (level skill.Level) {
	for i := range c.Dossier.Certificates {
		h := &c.Dossier.Certificates[i]
		kind := h.Kind == skill.KindSkillLevel || h.Kind == skill.KindQualification
		if kind && !h.Issued.IsZero() && !h.Issued.After(c.On) && h.Level.AtLeast(level) &&
			c.serves(h.Occupation, h.Related, h.Claimed, related, stated) {
			level = h.Level
		}
	}
	return level
}

// cite adds the facts on which a term rests that holds in the reading.
func (c *dossierCase) cite(out []skill.Reliance, t skill.Term, r reading) []skill.Reliance {
	d := c.Dossier
	add := func(subject string, index int, m skill.Measure) []skill.Reliance {
		return append(out, skill.Reliance{Term: t.Kind(), Fact: skill.Fact{Subject: subject, Index: index}, Value: m})
	}
	switch t := t.(type) {
	case skill.AgeTerm:
		return add("born", -1, since(d.Born, c.On))
	case skill.HoldsTerm:
		i := c.certificate(t.Level, t.Related, r)
		return add("certificates", i, skill.Measure{Word: d.Certificates[i].Level.String()})
	case skill.HeldTerm:
		i := c.certificate(t.Level, t.Related, r)
		return add("certificates", i, since(d.Certificates[i].Issued, c.On))
	case skill.WorkedTerm:
		return c.citeWork(out, &t, r)
	case skill.ServedTerm:
		return c.citePosts(out, &t, r)
	case skill.WorkingTerm:
		i := slices.IndexFunc(d.Employment, func(e skill.Employment) bool { return c.job(&e, t.Related, r) && e.Covers(c.On) })
		return add("employment", i, since(d.Employment[i].From, c.On))
	case skill.TrainedTerm:
		first, _ := c.since(t.Since, r)
		return add("training", c.course(t, first, r), skill.Measure{Word: t.Level.String()})
	case skill.SchooledTerm:
		i, _ := c.school(&t, r)
		return add("education", i, skill.Measure{Word: string(d.Education[i].School)})
	case skill.TitledTerm:
		i := c.title(t.Grade, r)
		return add("titles", i, skill.Measure{Word: string(d.Titles[i].Grade)})
	case skill.ApprenticedTerm:
		return add("apprenticeship", -1, since(d.Apprenticeship, c.On))
	case skill.StatusTerm:
		return add("status", -1, skill.Measure{Word: string(d.Status)})
	case skill.AttestedTerm:
		return add("attested", slices.Index(d.Attested, t.Judgement), skill.Measure{Word: string(t.Judgement)})
	}
	return out
}

func since(from, on day.Date) skill.Measure { return skill.Measure{Span: day.Between(from, on)} }

// citeWork adds each job in which the term filled, with its own time in it up to
// the day asked.
func (c *dossierCase) citeWork(out []skill.Reliance, t *skill.WorkedTerm, r reading) []skill.Reliance {
	first, _ := c.since(t.Since, r)
	f, _ := c.work(t.Related, r).fill(t, first)
	for i := range c.Dossier.Employment {
		e := &c.Dossier.Employment[i]
		if !c.job(e, t.Related, r) {
			continue
		}
		s, ok := spanOf(e.Period).cut(f.start)
		if ok && s.from.Before(f.full) {
			out = append(out, skill.Reliance{
				Term: skill.TermWorked, Fact: skill.Fact{Subject: "employment", Index: i},
				Value: since(s.from, day.Earlier(s.end, c.On)),
			})
		}
	}
	return out
}

// citePosts adds each post in which the term filled, with its own time in it up
// to the day asked.
func (c *dossierCase) citePosts(out []skill.Reliance, t *skill.ServedTerm, r reading) []skill.Reliance {
	f, _ := c.served(t.As, r).fill(inPost(t), day.Date{})
	for i, p := range c.Dossier.Posts {
		if p.Kind != t.As || p.From.IsZero() || r == sure && p.Claimed {
			continue
		}
		s, ok := spanOf(p.Period).cut(f.start)
		if ok && s.from.Before(f.full) {
			out = append(out, skill.Reliance{
				Term: t.Kind(), Fact: skill.Fact{Subject: "posts", Index: i}, Value: since(s.from, day.Earlier(s.end, c.On)),
			})
		}
	}
	return out
}
