package web

import (
	"errors"
	"net/url"
	"strconv"
	"time"

	"assay/locale"
	"assay/office/registry"
	"assay/skill"
	"assay/skill/day"
)

// A mark is how a finding looks: a word, a shape and a colour, never a colour
// alone.
type mark string

// The marks, each the name of its shape and of its style.
const (
	good    mark = "good"    // a tick in a circle
	bad     mark = "bad"     // a cross in an octagon
	unsure  mark = "unsure"  // a sign in a triangle: we could not check
	paused  mark = "paused"  // two bars in a circle: suspended
	neutral mark = "neutral" // a ring: not asked, or it means nothing here
)

func markOf(f registry.Finding) mark {
	switch f {
	case registry.Yes:
		return good
	case registry.No:
		return bad
	case registry.Unsure:
		return unsure
	}
	return neutral
}

// A findingView is one of the four answers.
type findingView struct {
	Mark     mark
	Question string
	Word     string
	Line     string
	Way      way // where more is to be read, if anywhere
}

// A factView is one line of what the certificate says.
type factView struct {
	Label, Text string
	Chinese     bool     // the text is Chinese whatever the page's language
	Groups      []string // of a number, shown apart and copied together
}

// A certificateView is one certificate that was found.
type certificateView struct {
	Mark     mark
	Verdict  string
	Findings []findingView
	Facts    []factView
	Specimen bool
}

// An answerView is the answer to a question by number or document and name.
type answerView struct {
	frame
	Outcome      registry.Outcome
	Heading      string
	Mark         mark
	Certificates []certificateView
	More         bool
	Again        string // where to ask once more
	Asked        string
	Reference    string
	Contact      string
	Elsewhere    string
}

func (s *Site) answerView(f frame, a registry.Answer) answerView {
	v := answerView{
		frame: f, Outcome: a.Outcome, More: a.More, Again: f.To(f.Path), Asked: instant(f.Lang, a.Asked),
		Reference: a.Reference, Contact: s.Contact, Elsewhere: s.Elsewhere,
	}
	switch a.Outcome {
	case registry.NoMatch:
		v.Mark, v.Heading = neutral, word(f.Lang, "web.answer.none")
	case registry.Unchecked:
		v.Mark, v.Heading = unsure, word(f.Lang, "web.answer.unchecked")
	case registry.Erased:
		v.Mark, v.Heading = unsure, word(f.Lang, "web.answer.erased")
	default:
		v.Heading = word(f.Lang, "web.answer.found", "count", strconv.Itoa(len(a.Found)))
	}
	for _, c := range a.Found {
		v.Certificates = append(v.Certificates, foundView(f, c, a.Outcome))
	}
	if len(v.Certificates) == 1 && a.Outcome == registry.Match {
		v.Mark, v.Heading = v.Certificates[0].Mark, v.Certificates[0].Verdict
	}
	v.Title = v.Heading
	return v
}

// foundView is a certificate that number and name led to: that it was found
// makes it genuine and the person the same. Of an erased holder the name could
// not be compared.
func foundView(f frame, c registry.Found, o registry.Outcome) certificateView {
	lang := f.Lang
	force := forceOf(c)
	v := certificateView{Mark: markOf(force), Verdict: verdict(lang, c), Facts: facts(lang, c), Specimen: c.Specimen}
	v.Findings = []findingView{
		finding(lang, "genuine", registry.Yes, "web.genuine.held"),
		scopeView(f, c),
		forceView(lang, force, c),
		finding(lang, "person", registry.Yes, "web.person.matched"),
	}
	if o == registry.Erased {
		v.Findings[3] = finding(lang, "person", registry.Unsure, "web.person.erased")
	}
	return v
}

func forceOf(c registry.Found) registry.Finding {
	if c.Status == skill.CertificateIssued {
		return registry.Yes
	}
	return registry.No
}

// verdict is the outcome in one sentence.
func verdict(lang locale.Lang, c registry.Found) string {
	return word(lang, "web.verdict."+string(c.Status), "since", locale.Date(lang, c.Since))
}

func finding(lang locale.Lang, about string, f registry.Finding, line string, kv ...string) findingView {
	return findingView{
		Mark: markOf(f), Question: word(lang, "web."+about+".question"), Word: word(lang, "web."+about+"."+string(f)), Line: word(lang, line, kv...),
	}
}

// scopeView tells who issued a certificate, and leads to what the register says of
// them on that day.
func scopeView(f frame, c registry.Found) findingView {
	lang := f.Lang
	v := finding(lang, "scope", c.InScope, "web.scope.line."+string(c.InScope), "body", c.Body, "date", locale.Date(lang, c.Issued))
	if c.BodyCode != "" {
		q := url.Values{"on": {c.Issued.String()}, "occupation": {string(c.Occupation)}, "level": {c.Level.String()}}
		v.Way = way{f.To(pathWith("/bodies/"+c.BodyCode, q)), word(lang, "web.scope.more")}
	}
	return v
}

func forceView(lang locale.Lang, f registry.Finding, c registry.Found) findingView {
	line := "web.force.line." + string(f)
	if f == registry.Yes || f == registry.No {
		line = "web.force.line." + string(c.Status)
	}
	return finding(lang, "force", f, line, "since", locale.Date(lang, c.Since))
}

func facts(lang locale.Lang, c registry.Found) []factView {
	number := factView{Label: word(lang, "web.fact.number"), Groups: groups(c.Number)}
	if c.Masked {
		number = factView{Label: word(lang, "web.fact.last_four"), Groups: []string{c.Number}}
	}
	all := []factView{
		number,
		{Label: word(lang, "web.fact.occupation"), Text: c.OccupationName, Chinese: true},
		{Label: word(lang, "web.fact.code"), Text: string(c.Occupation)},
		{Label: word(lang, "web.fact.specialty"), Text: c.Specialty, Chinese: true},
		{Label: word(lang, "web.fact.level"), Text: locale.Level(lang, c.Level)},
		{Label: word(lang, "web.fact.body"), Text: c.Body, Chinese: true},
		{Label: word(lang, "web.fact.issued"), Text: locale.Date(lang, c.Issued)},
	}
	out := all[:0]
	for _, f := range all {
		if f.Text != "" || len(f.Groups) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// groups parts a certificate number as its coding rule does: class, body,
// province, site, year, level, serial.
// Source: 人社鉴发〔2019〕2号.
func groups(number string) []string {
	if len(number) != 22 {
		return []string{number}
	}
	var out []string
	for _, n := range []int{1, 4, 2, 6, 2, 1, 6} {
		out, number = append(out, number[:n]), number[n:]
	}
	return out
}

// word is a text that is known to be there; a key without one shows itself, and
// the test of the pages finds it.
func word(lang locale.Lang, key string, kv ...string) string {
	out, err := text(lang, key, kv...)
	if err != nil {
		return key
	}
	return out
}

// instant is a time of day in China.
func instant(lang locale.Lang, t time.Time) string {
	if lang == locale.En {
		return t.In(day.Shanghai).Format("2 Jan 2006, 15:04") + " (UTC+8)"
	}
	return t.In(day.Shanghai).Format("2006年1月2日 15:04")
}

func fieldsOf(err error) []skill.FieldError {
	if e, ok := errors.AsType[*skill.Error](err); ok {
		return e.Fields
	}
	return nil
}
