package web

import (
	"net/http"
	"net/url"

	"assay/internal/httpx"
	"assay/locale"
	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// A precheckView asks what is needed to say who may apply, and above the form what
// came of it.
type precheckView struct {
	frame
	Errors  []fieldError
	Groups  []precheckGroup
	Name    string
	Answers []judgedView
	Source  string
}

// A precheckGroup is some questions under one heading.
type precheckGroup struct {
	Title  string
	Inputs []input
}

// showPrecheck (申报条件自查) asks without a sign-in.
func (s *Site) showPrecheck(w http.ResponseWriter, r *http.Request) error {
	v := precheckView{frame: s.frame(r, "/eligibility").titled("web.precheck.title")}
	asked := url.Values{"occupation": {clipped(r.URL.Query().Get("occupation"))}}
	v.Groups = precheckForm(v.Lang, asked, nil)
	return s.show(w, http.StatusOK, "precheck.html", v.frame, v)
}

// precheck answers the form. What was typed is shown again on the page that answers
// it, and is neither stored nor logged.
func (s *Site) precheck(w http.ResponseWriter, r *http.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	v := precheckView{frame: s.frame(r, "/eligibility").titled("web.precheck.title")}
	p := &precheckReader{form: form, today: day.Of(s.Now())}
	q := s.precheckQuestion(p)
	if len(p.wrong) > 0 {
		e := skill.Fail(skill.Invalid, "precheck.wrong")
		e.Fields = p.wrong
		v.Errors, v.Wrong = fieldErrors(v.Lang, e), true
		v.Groups = precheckForm(v.Lang, form, v.Errors)
		return s.show(w, httpx.Status(e), "precheck.html", v.frame, v)
	}
	verdicts, err := s.Desk.Precheck(q)
	if err != nil {
		return err
	}
	v.Name, v.Source = s.occupation(q.Occupation), q.Set.Source
	for _, verdict := range verdicts {
		v.Answers = append(v.Answers, judgedOf(v.Lang, verdict, v.Name))
	}
	v.Groups = precheckForm(v.Lang, form, nil)
	return s.show(w, http.StatusOK, "precheck.html", v.frame, v)
}

// A precheckReader reads the fields and notes what is wrong with them.
type precheckReader struct {
	form  url.Values
	today day.Date
	wrong []skill.FieldError
}

func (p *precheckReader) fault(field, reason string) {
	p.wrong = append(p.wrong, skill.FieldError{Path: field, Reason: reason})
}

// date reads a day of the past; no text is no date.
func (p *precheckReader) date(field string, needed bool) (d day.Date) {
	text := p.form.Get(field)
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

func (s *Site) precheckQuestion(p *precheckReader) (q condition.Question) {
	var err error
	if q.Set, err = reference.ConditionSet(reference.UsualSet()); err != nil {
		p.fault("occupation", "register.occupation")
		return q
	}
	q.On = p.today
	switch found := s.Works.Meant(clipped(p.form.Get("occupation")), p.today); len(found) {
	case 0:
		p.fault("occupation", "register.occupation")
	case 1:
		q.Occupation = found[0].Code
	default:
		p.fault("occupation", "register.occupations")
	}
	if text := p.form.Get("level"); text != "" {
		if q.Level, err = skill.ParseLevel(text); err != nil {
			p.fault("level", "precheck.choice")
		}
	}
	q.Dossier = p.dossier(q.Occupation)
	return q
}

func (p *precheckReader) dossier(occupation skill.OccupationCode) *skill.Dossier {
	d := &skill.Dossier{Born: p.date("born", true)}
	if p.form.Get("work_from") != "" {
		job := skill.Employment{Period: day.Period{From: p.date("work_from", true), To: p.date("work_to", false)}, Occupation: occupation}
		if !job.To.IsZero() && job.To.Before(job.From) {
			p.fault("work_to", "precheck.order")
		}
		d.Employment = append(d.Employment, job)
	}
	if text := p.form.Get("held"); text != "" {
		level, err := skill.ParseLevel(text)
		if err != nil {
			p.fault("held", "precheck.choice")
		}
		d.Certificates = append(d.Certificates, skill.HeldCertificate{Kind: skill.KindSkillLevel, Occupation: occupation, Level: level, Issued: p.date("held_on", true)})
	}
	if text := p.form.Get("school"); text != "" {
		e := skill.Education{Graduated: p.date("graduated", false), Major: skill.MajorSame}
		if e.School.UnmarshalText([]byte(text)) != nil {
			p.fault("school", "precheck.choice")
		}
		if m := p.form.Get("major"); m != "" && e.Major.UnmarshalText([]byte(m)) != nil {
			p.fault("major", "precheck.choice")
		}
		e.FinalYear = e.Graduated.IsZero()
		d.Education = append(d.Education, e)
	}
	if text := p.form.Get("grade"); text != "" {
		t := skill.Title{Awarded: p.date("grade_on", true), Corresponds: true}
		if t.Grade.UnmarshalText([]byte(text)) != nil {
			p.fault("grade", "precheck.choice")
		}
		d.Titles = append(d.Titles, t)
	}
	return d
}

// precheckForm is the form as it was filled.
func precheckForm(lang locale.Lang, form url.Values, errs []fieldError) (out []precheckGroup) {
	levels := []kindView{{"", word(lang, "web.precheck.none")}}
	for _, l := range skill.Levels() {
		levels = append(levels, kindView{l.String(), locale.Level(lang, l)})
	}
	choices := map[string][]kindView{
		"level": append([]kindView{{"", word(lang, "web.precheck.every")}}, levels[1:]...), "held": levels,
		"school": wordsOf(lang, "junior-high", "senior-high", "secondary-vocational", "technical-school", "senior-technical-school", "technician-college",
			"higher-vocational", "junior-college", "bachelor", "master"),
		"major": {{"same", word(lang, "web.precheck.major.same")}, {"related", word(lang, "web.precheck.major.related")}, {"other", word(lang, "web.precheck.major.other")}}, "grade": wordsOf(lang, "junior", "intermediate", "senior"),
	}
	for _, g := range []struct {
		key    string
		fields []string
	}{
		{"what", []string{"occupation", "level", "born"}}, {"work", []string{"work_from", "work_to"}}, {"held", []string{"held", "held_on"}},
		{"school", []string{"school", "major", "graduated"}}, {"grade", []string{"grade", "grade_on"}},
	} {
		group := precheckGroup{Title: word(lang, "web.precheck.group."+g.key)}
		for _, name := range g.fields {
			group.Inputs = append(group.Inputs, precheckInput(lang, name, form.Get(name), choices[name], errs))
		}
		out = append(out, group)
	}
	return out
}

func precheckInput(lang locale.Lang, name, value string, choices []kindView, errs []fieldError) input {
	in := input{Name: name, Label: word(lang, "web.precheck."+name), Value: clipped(value), Type: "date", Most: 60, Width: "middle", Choices: choices}
	if name == "occupation" {
		in.Type, in.Width, in.Hint = "text", "", word(lang, "web.bodies.occupation.hint")
	}
	in.Optional = name != "occupation" && name != "born"
	in.Error = formView{Errors: errs}.On(name)
	return in
}

// wordsOf are words of a dossier to choose from, before them none.
func wordsOf(lang locale.Lang, all ...string) []kindView {
	out := []kindView{{"", word(lang, "web.precheck.none")}}
	for _, w := range all {
		out = append(out, kindView{w, word(lang, "condition.word."+w)})
	}
	return out
}
