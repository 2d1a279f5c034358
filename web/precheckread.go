package web

import (
	"net/url"

	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// A precheckReader reads the fields and notes what is wrong with them.
type precheckReader struct {
	form    url.Values
	today   day.Date
	related relation
	entry   int // which one of its kind is read, from 0
	wrong   []skill.FieldError
}

func (p *precheckReader) text(field string) string { return p.form.Get(nth(field, p.entry)) }

func (p *precheckReader) fault(field, reason string) {
	p.wrong = append(p.wrong, skill.FieldError{Path: nth(field, p.entry), Reason: reason})
}

// date reads a day of the past; no text is no date.
func (p *precheckReader) date(field string, needed bool) (d day.Date) {
	text := p.text(field)
	if text == "" {
		if needed {
			p.fault(field, "precheck.empty")
		}
		return d
	}
	d, err := day.Parse(text)
	switch {
	case err != nil:
		p.fault(field, "register.day")
	case d.After(p.today):
		p.fault(field, "precheck.future")
	}
	return d
}

// occupation is the asked one, or none where the fact is of a related one.
// Whether it is related, a reviewer decides: so far it is a claim.
func (p *precheckReader) occupation(field string, asked skill.OccupationCode) (code skill.OccupationCode, related bool) {
	switch text := p.text(field); {
	case text == "" || text == "same" || !p.related.asks(field):
		return asked, false
	case text != "related":
		p.fault(field, "precheck.choice")
	}
	return "", true
}

func (s *Site) precheckQuestion(p *precheckReader, set *skill.ConditionSet) condition.Question {
	q := condition.Question{Set: set, On: p.today}
	switch found := s.Works.Meant(clipped(p.text("occupation")), p.today); len(found) {
	case 0:
		p.fault("occupation", "register.occupation")
	case 1:
		q.Occupation = found[0].Code
	default:
		p.fault("occupation", "register.occupations")
	}
	if text := p.text("level"); text != "" {
		var err error
		if q.Level, err = skill.ParseLevel(text); err != nil {
			p.fault("level", "precheck.choice")
		}
	}
	q.Dossier = p.dossier(q.Occupation)
	return q
}

// dossier reads every entry of every kind; one that is left empty is none.
func (p *precheckReader) dossier(asked skill.OccupationCode) *skill.Dossier {
	d := &skill.Dossier{Born: p.date("born", true)}
	for _, kind := range []struct {
		key  string
		read func()
	}{{"work", func() { p.work(d, asked) }}, {"held", func() { p.held(d, asked) }}, {"school", func() { p.school(d) }}, {"grade", func() { p.grade(d) }}} {
		for p.entry = range entries(p.form, kind.key) {
			kind.read()
		}
	}
	p.entry = 0
	return d
}

func (p *precheckReader) work(d *skill.Dossier, asked skill.OccupationCode) {
	if p.text("work_from") == "" && p.text("work_to") == "" {
		return
	}
	job := skill.Employment{Period: day.Period{From: p.date("work_from", true), To: p.date("work_to", false)}}
	if !job.To.IsZero() && job.To.Before(job.From) {
		p.fault("work_to", "precheck.order")
	}
	job.Occupation, job.Related = p.occupation("work_relation", asked)
	job.Claimed = job.Related
	d.Employment = append(d.Employment, job)
}

func (p *precheckReader) held(d *skill.Dossier, asked skill.OccupationCode) {
	if p.text("held") == "" {
		return
	}
	level, err := skill.ParseLevel(p.text("held"))
	if err != nil {
		p.fault("held", "precheck.choice")
	}
	h := skill.HeldCertificate{Kind: skill.KindSkillLevel, Level: level, Issued: p.date("held_on", true)}
	h.Occupation, h.Related = p.occupation("held_relation", asked)
	h.Claimed = h.Related
	d.Certificates = append(d.Certificates, h)
}

func (p *precheckReader) school(d *skill.Dossier) {
	text := p.text("school")
	if text == "" {
		return
	}
	e := skill.Education{Graduated: p.date("graduated", false), Major: skill.MajorSame}
	if e.School.UnmarshalText([]byte(text)) != nil {
		p.fault("school", "precheck.choice")
	}
	if m := p.text("major"); m != "" && e.Major.UnmarshalText([]byte(m)) != nil {
		p.fault("major", "precheck.choice")
	}
	e.FinalYear, e.Claimed = e.Graduated.IsZero(), e.Major == skill.MajorRelated
	d.Education = append(d.Education, e)
}

func (p *precheckReader) grade(d *skill.Dossier) {
	text := p.text("grade")
	if text == "" {
		return
	}
	t := skill.Title{Awarded: p.date("grade_on", true), Corresponds: true}
	if t.Grade.UnmarshalText([]byte(text)) != nil {
		p.fault("grade", "precheck.choice")
	}
	d.Titles = append(d.Titles, t)
}
