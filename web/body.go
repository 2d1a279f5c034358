package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"assay/locale"
	"assay/office/registry"
	"assay/rule/likeness"
	"assay/rule/standing"
	"assay/skill"
	"assay/skill/day"
)

// A workView is what was asked about a body, in words and for addresses.
type workView struct {
	Name  string // occupation and level, "" where neither was asked
	Day   string
	Today bool
	query url.Values
}

func (s *Site) workView(lang locale.Lang, q standing.Question, today day.Date) workView {
	v := workView{Day: locale.Date(lang, q.On), Today: q.On == today, query: url.Values{}}
	var parts []string
	if q.Occupation != "" {
		parts = append(parts, s.occupation(q.Occupation))
		v.query.Set("occupation", string(q.Occupation))
	}
	if !q.Level.IsZero() {
		parts = append(parts, locale.Level(lang, q.Level))
		v.query.Set("level", q.Level.String())
	}
	if !v.Today {
		v.query.Set("on", q.On.String())
	}
	v.Name = strings.Join(parts, " ")
	return v
}

// occupation is the name of a code, or the code where no edition has it.
func (s *Site) occupation(code skill.OccupationCode) string {
	if o, ok := s.Works.ByCode(code, day.Date{}); ok {
		return o.Name
	}
	return string(code)
}

// A bodyCard is a body as it stands in a list.
type bodyCard struct {
	Name, English string
	To            string
	Mark          mark
	Word, Line    string // how it stands: in a word, and why
	Code          []string
	Place         string
	Filed         string
	Wording       string
	Likeness      string // in what way the name looks alike
	Asked, Other  []likeness.Piece
}

func (s *Site) bodyCard(f frame, b registry.Listed, work workView) bodyCard {
	v := bodyCard{
		Name: b.Name, English: b.English, To: f.To(pathWith("/bodies/"+b.Code, work.query)), Code: codeGroups(b.Code),
		Place: s.place(f.Lang, b), Filed: locale.Date(f.Lang, b.Filed), Asked: b.Asked, Other: b.Other,
	}
	v.Mark, v.Word, v.Line = stateOf(f.Lang, b.Standing, work)
	if len(b.Wording) > 0 {
		v.Wording = wording(f.Lang, b.Wording)
	}
	if b.Likeness != "" {
		v.Likeness = word(f.Lang, "web.likeness."+string(b.Likeness))
	}
	return v
}

// place is province and city.
func (s *Site) place(lang locale.Lang, b registry.Listed) string {
	var parts []string
	for _, code := range []string{b.Province, b.City} {
		if name, ok := s.Places.Name(code); ok {
			parts = append(parts, locale.Said(lang, name))
		}
	}
	return strings.Join(parts, " ")
}

// stateOf is how a body stood, as a mark, a word and a sentence.
func stateOf(lang locale.Lang, a standing.Answer, work workView) (mark, string, string) {
	state, m := string(a.State), bad
	switch {
	case a.State.Stands():
		m = good
	case a.State == standing.Suspended:
		m = paused
	case a.State == standing.OutOfScope && work.Name == "":
		state = "no-scope"
	}
	line := "web.state." + state + ".line"
	if a.State == standing.OutOfScope && work.Name != "" && !a.Period.From.IsZero() {
		line = "web.state.out-of-scope.then"
	}
	return m, word(lang, "web.state."+state), word(lang, line,
		"date", work.Day, "work", work.Name, "since", locale.Date(lang, a.Since), "period", period(lang, a.Period))
}

// period is a time in words; one without an end goes on.
func period(lang locale.Lang, p day.Period) string {
	if p.To.IsZero() {
		return word(lang, "web.period.open", "from", locale.Date(lang, p.From))
	}
	return word(lang, "web.period", "from", locale.Date(lang, p.From), "to", locale.Date(lang, p.To))
}

// codeGroups parts a code for comparing it with paper; it is copied as one.
func codeGroups(code string) (out []string) {
	for ; len(code) > 4; code = code[4:] {
		out = append(out, code[:4])
	}
	return append(out, code)
}

// A bodyView is the page of a code.
type bodyView struct {
	frame
	Code    string
	Groups  []string
	Ask     searchView
	Errors  []fieldError
	Entries []entryView
	Action  string
	When    string
	Verify  string
	Contact string
	Bodies  string
}

// On is the text of the error of a field, "" for none.
func (v bodyView) On(field string) string { return formView{Errors: v.Errors}.On(field) }

// An entryView is one filing of the body.
type entryView struct {
	bodyCard
	Facts       []factView
	Covering    string // what the column of the day is headed
	Sites       []siteView
	Rest        string // how many scopes are not listed
	Suspensions []string
	Alike       []bodyCard
	AlikeMore   string
	Pay         payView
}

// A payView is what the answer means for somebody who is about to pay for a course
// (交费前须知); of days that are gone it says nothing.
type payView struct {
	Lead  string
	Check bool // there are things to compare first
}

func payOf(lang locale.Lang, a standing.Answer, q standing.Question, today day.Date) payView {
	switch {
	case q.On.Before(today):
		return payView{}
	case !a.State.Stands():
		return payView{Lead: word(lang, "web.body.pay.no")}
	case q.Occupation == "" || q.Level.IsZero():
		return payView{Lead: word(lang, "web.body.pay.maybe"), Check: true}
	}
	return payView{Lead: word(lang, "web.body.pay.yes"), Check: true}
}

// A siteView is a place with what may be assessed there.
type siteView struct {
	Name   string
	Prefix []string
	Scopes []scopeRow
}

// A scopeRow is one scope: what, when, and whether it counts on the day.
type scopeRow struct {
	Occupation, Code, Level, Period string
	Mark                            mark
	Word                            string
}

// body is the page of one body by its code.
func (s *Site) body(w http.ResponseWriter, r *http.Request) error {
	ask := searchOf(r)
	ask.Name, ask.Region, ask.InScope = "", "", false
	code, _, err := skill.ParseUSCC(r.PathValue("code"))
	if err != nil {
		v := bodiesView{frame: s.frame(r, "/bodies").titled("web.bodies.title"), Bodies: s.Bodies, Contact: s.Contact}
		v.Ask.Name = clipped(r.PathValue("code"))
		return s.mendBodies(w, v, onField("name", err))
	}
	if err := s.unhurried(w, r); err != nil {
		return err
	}
	page := "/bodies/" + string(code)
	v := bodyView{
		frame: s.frame(r, pathWith(page, ask.query())).titled("web.bodies.title"), Code: string(code), Groups: codeGroups(string(code)), Ask: ask,
		Action: page, When: instant(s.frame(r, "/").Lang, s.Now()), Contact: s.Contact, Bodies: s.Bodies,
	}
	v.Verify = v.To("/verify")
	return s.lookUp(w, r, v)
}

// lookUp asks about the code, without what cannot be read of the question.
func (s *Site) lookUp(w http.ResponseWriter, r *http.Request, v bodyView) error {
	q, meant, err := s.workOf(v.Ask)
	if err == nil && len(meant) > 0 {
		err = skill.FailField("occupation", "register.occupations")
	}
	status := http.StatusOK
	if err != nil {
		v.Errors, v.Wrong, status = fieldErrors(v.Lang, err), true, http.StatusBadRequest
	}
	if q.On.IsZero() {
		q.On = day.Of(s.Now())
	}
	all, err := s.Desk.Lookup(r.Context(), v.Code, q)
	switch {
	case skill.CodeOf(err) == skill.NotFound:
		status = http.StatusNotFound
		v.Title = word(v.Lang, "web.body.unknown")
	case err != nil:
		return err
	}
	work := s.workView(v.Lang, q, day.Of(s.Now()))
	for _, e := range all {
		entry := s.entryView(v.frame, e, work)
		entry.Pay = payOf(v.Lang, e.Standing, q, day.Of(s.Now()))
		v.Entries = append(v.Entries, entry)
		v.Title = e.Name
	}
	v.Ask.Levels = levelsOf(v.Lang)
	return s.show(w, status, "body.html", v.frame, v)
}

// scopesMost is how many scopes a page lists.
const scopesMost = 500

func (s *Site) entryView(f frame, e registry.Entry, work workView) entryView {
	v := entryView{bodyCard: s.bodyCard(f, e.Listed, work), Covering: work.Day}
	class := e.Class
	if key := "web.class." + strings.ToLower(class); locale.Has(f.Lang, key) {
		class = word(f.Lang, key)
	}
	v.Facts = bodyFacts(f.Lang, v.bodyCard, class, e)
	left := scopesMost
	for _, site := range e.Sites {
		v.Sites = append(v.Sites, s.siteView(f.Lang, site, e, left))
		left = max(0, left-len(site.Scopes))
	}
	if e.Scopes > scopesMost {
		v.Rest = word(f.Lang, "web.body.rest", "count", strconv.Itoa(e.Scopes-scopesMost))
	}
	for _, p := range e.Suspensions {
		v.Suspensions = append(v.Suspensions, period(f.Lang, p))
	}
	for _, b := range e.Alike {
		v.Alike = append(v.Alike, s.bodyCard(f, b, workView{Day: work.Day, Today: work.Today}))
	}
	if e.AlikeMore > 0 {
		v.AlikeMore = word(f.Lang, "web.bodies.alike.rest", "count", strconv.Itoa(e.AlikeMore))
	}
	return v
}

func bodyFacts(lang locale.Lang, c bodyCard, class string, e registry.Entry) []factView {
	all := []factView{
		{Label: word(lang, "web.body.code"), Groups: c.Code},
		{Label: word(lang, "web.body.english"), Text: e.English},
		{Label: word(lang, "web.body.class"), Text: class},
		{Label: word(lang, "web.body.place"), Text: c.Place, Chinese: true},
		{Label: word(lang, "web.body.filed"), Text: c.Filed},
		{Label: word(lang, "web.body.filed_to"), Text: locale.Date(lang, e.FiledTo)},
	}
	out := all[:0]
	for _, f := range all {
		if f.Text != "" || len(f.Groups) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// siteView lists the scopes of a place, as many as are left of the page's. One that
// covers the day counts only while the body may act at all.
func (s *Site) siteView(lang locale.Lang, site registry.EntrySite, e registry.Entry, left int) siteView {
	v := siteView{Name: site.Name, Prefix: prefixGroups(site.Prefix)}
	acts := e.Standing.State.Stands() || e.Standing.State == standing.OutOfScope
	for _, c := range site.Scopes[:min(left, len(site.Scopes))] {
		row := scopeRow{
			Occupation: s.occupation(c.Occupation), Code: string(c.Occupation), Level: locale.Level(lang, c.Level), Period: period(lang, c.Period),
			Mark: bad, Word: word(lang, "web.body.covers.no"),
		}
		if c.Covers && acts {
			row.Mark, row.Word = good, word(lang, "web.body.covers.yes")
		}
		v.Scopes = append(v.Scopes, row)
	}
	return v
}

// prefixGroups parts the beginning of certificate numbers as groups does.
func prefixGroups(prefix string) []string {
	if len(prefix) != 13 {
		return []string{prefix}
	}
	return []string{prefix[:1], prefix[1:5], prefix[5:7], prefix[7:]}
}
