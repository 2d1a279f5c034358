package condition

import (
	"slices"

	"assay/skill"
	"assay/skill/day"
)

// A dossierCase is one question with what is worked out once and used by
// several terms.
type dossierCase struct {
	Question
	plain  bool       // all readings are alike, but for judgements
	merged [2][2]runs // by whether related work counts, and whether claims do
}

// runs are merged periods of work, in order; none touch.
type runs struct {
	done  bool
	spans []span
	array [8]span // spans lives here while there are few
	jobs  []span  // the jobs before they were merged, where a choice among them may matter
}

// plain tells whether a dossier holds no claim and leaves nothing unknown.
func plain(d *skill.Dossier) bool {
	return d.Unknown == 0 &&
		!slices.ContainsFunc(d.Employment, func(e skill.Employment) bool { return e.Claimed }) &&
		!slices.ContainsFunc(d.Certificates, func(h skill.HeldCertificate) bool { return h.Claimed }) &&
		!slices.ContainsFunc(d.Training, func(o skill.Training) bool { return o.Claimed }) &&
		!slices.ContainsFunc(d.Education, func(e skill.Education) bool { return e.Claimed }) &&
		!slices.ContainsFunc(d.Titles, func(t skill.Title) bool { return t.Claimed }) &&
		!slices.ContainsFunc(d.Posts, func(p skill.Post) bool { return p.Claimed })
}

// unknown tells whether the reading may assume what it likes of a subject.
func (c *dossierCase) unknown(r reading, s skill.Subjects) bool {
	return r == open && c.Dossier.Unknown.Has(s)
}

// serves tells whether a fact of an occupation counts: the occupation is the one
// asked for, or the clause takes related ones and the fact says that it is one.
func (c *dossierCase) serves(of skill.OccupationCode, related, claimed bool, takesRelated bool, r reading) bool {
	if of == c.Occupation && of != "" {
		return true
	}
	return takesRelated && related && (r != sure || !claimed)
}

func (c *dossierCase) job(e *skill.Employment, related bool, r reading) bool {
	return !e.From.IsZero() && c.serves(e.Occupation, e.Related, e.Claimed, related, r)
}

// certificate finds the earliest issued certificate that serves; -1 for none.
// Source: decision 11, rules 6 and 7.
func (c *dossierCase) certificate(level skill.Level, related bool, r reading) int {
	best := -1
	for i := range c.Dossier.Certificates {
		h := &c.Dossier.Certificates[i]
		if h.Kind != skill.KindSkillLevel && h.Kind != skill.KindQualification || h.Issued.IsZero() || !h.Level.AtLeast(level) {
			continue
		}
		if !c.serves(h.Occupation, h.Related, h.Claimed, related, r) {
			continue
		}
		if best < 0 || h.Issued.Before(c.Dossier.Certificates[best].Issued) {
			best = i
		}
	}
	return best
}

// title finds the earliest awarded title that serves; -1 for none.
func (c *dossierCase) title(grade skill.Grade, r reading) int {
	best := -1
	for i := range c.Dossier.Titles {
		t := &c.Dossier.Titles[i]
		if !t.Corresponds || r == sure && t.Claimed || t.Awarded.IsZero() || !t.Grade.AtLeast(grade) {
			continue
		}
		if best < 0 || t.Awarded.Before(c.Dossier.Titles[best].Awarded) {
			best = i
		}
	}
	return best
}

// since is the first day that counts after the document; no date where any day
// does. It is not ok where there is no such document.
// Source: decision 11, rule 6.
func (c *dossierCase) since(s skill.Since, r reading) (first day.Date, ok bool) {
	switch {
	case s.IsZero():
		return day.Date{}, true
	case s.Title != "":
		return c.titled(s.Title, r)
	}
	return c.held(s.Certificate, s.Related, r)
}

// held is the first day on which a certificate is held; no date: it may always
// have been.
func (c *dossierCase) held(level skill.Level, related bool, r reading) (first day.Date, ok bool) {
	if c.unknown(r, skill.SubjectCertificates) {
		return day.Date{}, true
	}
	if i := c.certificate(level, related, r); i >= 0 {
		return c.Dossier.Certificates[i].Issued, true
	}
	return day.Date{}, false
}

func (c *dossierCase) titled(grade skill.Grade, r reading) (first day.Date, ok bool) {
	if c.unknown(r, skill.SubjectTitles) {
		return day.Date{}, true
	}
	if i := c.title(grade, r); i >= 0 {
		return c.Dossier.Titles[i].Awarded, true
	}
	return day.Date{}, false
}

// course finds the earliest completed course that serves and ended no earlier
// than the day from; -1 for none.
// Source: decision 11, rules 6 and 14.
func (c *dossierCase) course(t skill.TrainedTerm, from day.Date, r reading) int {
	best := -1
	for i := range c.Dossier.Training {
		o := &c.Dossier.Training[i]
		switch {
		case o.Level != t.Level, o.Completed.IsZero(), o.Completed.Before(from), o.Months < t.Months:
			continue
		case t.StandardHours && (!o.StandardHours || r == sure && o.Claimed):
			continue
		case !c.serves(o.Occupation, o.Related, o.Claimed, false, r):
			continue
		}
		if best < 0 || o.Completed.Before(c.Dossier.Training[best].Completed) {
			best = i
		}
	}
	return best
}

// school finds the record that serves from the earliest day on, and that day; no
// date: always. It is -1 for none.
// Source: decision 11, rules 13 to 15.
func (c *dossierCase) school(t *skill.SchooledTerm, r reading) (best int, from day.Date) {
	best = -1
	for i := range c.Dossier.Education {
		e := &c.Dossier.Education[i]
		if !slices.Contains(t.Schools, e.School) || !c.majorServes(t, e, r) || !programmeServes(t, e, r) {
			continue
		}
		if t.Enrolled || t.FinalYear && e.FinalYear {
			return i, day.Date{}
		}
		if !e.Graduated.IsZero() && (best < 0 || e.Graduated.Before(from)) {
			best, from = i, e.Graduated
		}
	}
	return best, from
}

func (c *dossierCase) majorServes(t *skill.SchooledTerm, e *skill.Education, r reading) bool {
	switch {
	case len(t.Majors) == 0:
		return true
	case e.Major == "" && c.unknown(r, skill.SubjectMajor):
		return true
	}
	return slices.Contains(t.Majors, e.Major) && (r != sure || !e.Claimed)
}

// programmeServes: a claimed programme counts for sure only where an unstated
// one would do as well.
func programmeServes(t *skill.SchooledTerm, e *skill.Education, r reading) bool {
	if t.Programme == "" {
		return true
	}
	implied := slices.Contains(t.Implied, e.School)
	switch {
	case e.Programme == "":
		return implied
	case r == sure && e.Claimed && !implied:
		return false
	}
	return e.Programme.Reaches(t.Programme)
}
