package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"assay/internal/httpx"
	"assay/locale"
	"assay/office/registry"
	"assay/rule/standing"
	"assay/skill"
	"assay/skill/day"
)

// A searchView is what was asked of the register of bodies, as it was typed.
type searchView struct {
	Name, Region, Occupation, Level, On string
	InScope                             bool
	Levels                              []kindView
}

// Filtered tells whether more than a name was asked for.
func (v searchView) Filtered() bool {
	return v.Region != "" || v.Occupation != "" || v.Level != "" || v.On != "" || v.InScope
}

// query is the address's part that asks the same.
func (v searchView) query() url.Values {
	out := url.Values{}
	for name, value := range map[string]string{"name": v.Name, "region": v.Region, "occupation": v.Occupation, "level": v.Level, "on": v.On} {
		if value != "" {
			out.Set(name, value)
		}
	}
	if v.InScope {
		out.Set("in_scope", "yes")
	}
	return out
}

func (v searchView) path() string { return pathWith("/bodies", v.query()) }

func pathWith(page string, query url.Values) string {
	if len(query) == 0 {
		return page
	}
	return page + "?" + query.Encode()
}

// askedMost is how many characters of one field of an address are taken.
const askedMost = 200

func clipped(text string) string {
	runes := []rune(skill.Clean(text))
	return string(runes[:min(len(runes), askedMost)])
}

func searchOf(r *http.Request) searchView {
	q := r.URL.Query()
	get := func(name string) string { return clipped(q.Get(name)) }
	return searchView{
		Name: get("name"), Region: get("region"), Occupation: get("occupation"), Level: get("level"), On: get("on"), InScope: q.Get("in_scope") != "",
	}
}

// A bodiesView is the form of the register, and above it what came of the last
// question.
type bodiesView struct {
	frame
	Ask       searchView
	Errors    []fieldError
	Asked     bool
	Mark      mark // of the verdict; empty: there is only a heading
	Heading   string
	Lead      string
	Summary   string // what else was asked
	Exact     []bodyCard
	Found     []bodyCard
	FoundHead string
	Count     string
	Next      string
	First     string // address of the first page, on those behind it
	Alike     []bodyCard
	AlikeMore string
	Wording   string
	Choices   []way // occupations that may be meant
	Mend      []string
	When      string // when it was asked
	Bodies    string // host of the national list of bodies
	Contact   string
}

// On is the text of the error of a field, "" for none.
func (v bodiesView) On(field string) string { return formView{Errors: v.Errors}.On(field) }

// bodies is the search form of the register, and its answer.
func (s *Site) bodies(w http.ResponseWriter, r *http.Request) error {
	ask := searchOf(r)
	after := r.URL.Query().Get("after")
	v := bodiesView{frame: s.frame(r, ask.path()).titled("web.bodies.title"), Ask: ask, Bodies: s.Bodies, Contact: s.Contact}
	if len(ask.query()) == 0 {
		return s.showBodies(w, http.StatusOK, v)
	}
	if err := s.unhurried(w, r); err != nil {
		return err
	}
	if code, ok := codeTyped(ask.Name); ok {
		return s.sendToBody(w, r, v, code)
	}
	q, err := s.questionOf(&v)
	if err == nil && v.Choices == nil {
		var l registry.Listing
		q.After = after
		if l, err = s.Desk.Search(r.Context(), q); err == nil {
			s.answerBodies(&v, l, q)
			return s.showBodies(w, http.StatusOK, v)
		}
	}
	return s.mendBodies(w, v, err)
}

// mendBodies shows what has to be mended, or to be chosen, before it is asked.
func (s *Site) mendBodies(w http.ResponseWriter, v bodiesView, err error) error {
	if err == nil {
		return s.showBodies(w, http.StatusOK, v)
	}
	if v.Errors = fieldErrors(v.Lang, err); len(v.Errors) == 0 {
		return err
	}
	for i, f := range v.Errors {
		if f.Field == "words" {
			v.Errors[i].Field = "name"
		}
	}
	v.Wrong = true
	return s.showBodies(w, httpx.Status(err), v)
}

func (s *Site) showBodies(w http.ResponseWriter, status int, v bodiesView) error {
	v.Ask.Levels = levelsOf(v.Lang)
	return s.show(w, status, "bodies.html", v.frame, v)
}

// levelsOf are the levels to choose from, before them any.
func levelsOf(lang locale.Lang) []kindView {
	all := []kindView{{"", word(lang, "web.bodies.level.any")}}
	for _, l := range skill.Levels() {
		all = append(all, kindView{l.String(), locale.Level(lang, l)})
	}
	return all
}

// unhurried refuses a network that asks the register too often.
func (s *Site) unhurried(w http.ResponseWriter, r *http.Request) error {
	if s.Lookups.Allow(httpx.Network(r.Context()), s.Now()) {
		return nil
	}
	w.Header().Set("Retry-After", "60")
	return skill.Fail(skill.TooMany, "register.too_many")
}

// codeTyped tells whether what was typed is meant as a code and not as a name.
func codeTyped(text string) (string, bool) {
	code := strings.ReplaceAll(skill.Halve(text), " ", "")
	isCode := len(code) >= 15 && len(code) <= 20 && strings.ContainsAny(code, "0123456789") &&
		strings.Trim(strings.ToUpper(code), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	return code, isCode
}

// onField says at which field of a form an error belongs.
func onField(field string, err error) error {
	e, ok := errors.AsType[*skill.Error](err)
	if !ok {
		return err
	}
	named := *e
	named.Fields = []skill.FieldError{{Path: field, Reason: e.Reason, Args: e.Args}}
	return &named
}

// sendToBody leads to the page of a code, with the rest of the question.
func (s *Site) sendToBody(w http.ResponseWriter, r *http.Request, v bodiesView, code string) error {
	uscc, _, err := skill.ParseUSCC(code)
	if err != nil {
		return s.mendBodies(w, v, onField("name", err))
	}
	q := v.Ask.query()
	q.Del("name")
	q.Del("region")
	q.Del("in_scope")
	http.Redirect(w, r, v.To(pathWith("/bodies/"+string(uscc), q)), http.StatusSeeOther)
	return nil
}

// questionOf reads the form. Where an occupation may mean several, they stand in
// the view to be chosen from.
func (s *Site) questionOf(v *bodiesView) (q registry.Search, err error) {
	q = registry.Search{Words: v.Ask.Name, InScope: v.Ask.InScope}
	if v.Ask.Region != "" {
		var ok bool
		if q.Region, ok = s.Places.Find(v.Ask.Region); !ok {
			return q, skill.FailField("region", "register.region")
		}
	}
	work, meant, err := s.workOf(v.Ask)
	q.Occupation, q.Level, q.On = work.Occupation, work.Level, work.On
	for _, o := range meant {
		ask := v.Ask
		ask.Occupation = string(o.Code)
		v.Choices = append(v.Choices, way{v.To(ask.path()), o.Name + "（" + string(o.Code) + "）"})
	}
	return q, err
}

// meantMost is how many occupations are offered.
const meantMost = 20

// workOf reads a day, an occupation and a level; meant are those that the
// occupation may be where it may be several.
func (s *Site) workOf(ask searchView) (q standing.Question, meant []skill.Occupation, err error) {
	if ask.On != "" {
		if q.On, err = day.Parse(ask.On); err != nil {
			return q, nil, skill.FailField("on", "register.day")
		}
	}
	if ask.Level != "" {
		if q.Level, err = skill.ParseLevel(ask.Level); err != nil {
			return q, nil, skill.FailField("level", "level.unknown", "got", "")
		}
	}
	if ask.Occupation == "" {
		return q, nil, nil
	}
	on := q.On
	if on.IsZero() {
		on = day.Of(s.Now())
	}
	switch found := s.Works.Meant(ask.Occupation, on); len(found) {
	case 0:
		return q, nil, skill.FailField("occupation", "register.occupation")
	case 1:
		q.Occupation = found[0].Code
		return q, nil, nil
	default:
		return q, found[:min(len(found), meantMost)], nil
	}
}

// answerBodies says what the register answered.
func (s *Site) answerBodies(v *bodiesView, l registry.Listing, q registry.Search) {
	v.Asked, v.When = true, instant(v.Lang, s.Now())
	work := s.workView(v.Lang, standing.Question{On: l.On, Occupation: q.Occupation, Level: q.Level}, l.Today)
	cards := func(all []registry.Listed) (out []bodyCard) {
		for _, b := range all {
			out = append(out, s.bodyCard(v.frame, b, work))
		}
		return out
	}
	v.Exact, v.Found, v.Alike = cards(l.Exact), cards(l.Found), cards(l.Alike)
	v.Summary = s.summary(*v, q, l, work)
	v.verdict(l, q)
	v.counts(l, q)
	if l.AlikeMore > 0 {
		v.AlikeMore = word(v.Lang, "web.bodies.alike.rest", "count", strconv.Itoa(l.AlikeMore))
	}
	if len(l.Wording) > 0 && len(l.Exact) == 0 {
		v.Wording = wording(v.Lang, l.Wording)
	}
}

// verdict is what a name came to, in one sentence.
func (v *bodiesView) verdict(l registry.Listing, q registry.Search) {
	say := func(key string, kv ...string) { v.Heading = word(v.Lang, "web.bodies."+key, kv...) }
	lead := func(key string) { v.Lead = word(v.Lang, "web.bodies."+key) }
	some := len(l.Found) > 0
	switch {
	case q.After != "":
		say("further")
	case v.Ask.Name == "" && !some:
		v.Mark = neutral
		say("nothing")
	case v.Ask.Name == "":
		v.found(l)
	case len(l.Exact) == 1:
		v.Mark = v.Exact[0].Mark
		say("exact")
		lead("exact.lead")
	case len(l.Exact) > 1:
		v.Mark = unsure
		say("exact_many", "count", strconv.Itoa(len(l.Exact)))
		lead("exact_many.lead")
	default:
		v.Mark = neutral
		say("none", "name", v.Ask.Name)
		switch {
		case some:
			lead("none.holding")
		case len(l.Alike) > 0:
			lead("none.alike")
		default:
			lead("none.nothing")
		}
	}
	v.Title = v.Heading
	if q.After == "" && !some && len(l.Exact) == 0 {
		v.mendings()
	}
}

func (v *bodiesView) found(l registry.Listing) {
	key := "web.bodies.found"
	if l.More {
		key = "web.bodies.found.over"
	}
	v.Heading = word(v.Lang, key, "count", strconv.Itoa(l.Count))
}

// mendings are what may be done about an empty answer.
func (v *bodiesView) mendings() {
	if v.Ask.Name != "" {
		v.Mend = append(v.Mend, word(v.Lang, "web.bodies.mend.name"))
	}
	if v.Ask.Region != "" {
		v.Mend = append(v.Mend, word(v.Lang, "web.bodies.mend.region"))
	}
	if v.Ask.InScope {
		v.Mend = append(v.Mend, word(v.Lang, "web.bodies.mend.in_scope"))
	}
	if v.Ask.Occupation != "" || v.Ask.Level != "" {
		v.Mend = append(v.Mend, word(v.Lang, "web.bodies.mend.work"))
	}
	if v.Bodies != "" {
		v.Mend = append(v.Mend, word(v.Lang, "web.bodies.mend.elsewhere", "host", v.Bodies))
	}
}

// counts says how many are shown of how many, and where it goes on.
func (v *bodiesView) counts(l registry.Listing, q registry.Search) {
	if len(v.Found) == 0 {
		return
	}
	if v.Ask.Name != "" && q.After == "" {
		v.FoundHead = word(v.Lang, "web.bodies.holding")
	}
	shown, count := strconv.Itoa(len(v.Found)), strconv.Itoa(l.Count)
	switch {
	case q.After != "":
		v.First = v.To(v.Ask.path())
		v.Count = word(v.Lang, "web.bodies.count.further")
	case l.More:
		v.Count = word(v.Lang, "web.bodies.count.over", "shown", shown, "count", count)
	default:
		v.Count = word(v.Lang, "web.bodies.count", "shown", shown, "count", count)
	}
	if l.Next != "" {
		further := v.Ask.query()
		further.Set("after", l.Next)
		v.Next = v.To(pathWith("/bodies", further))
	}
}

// summary is what was asked besides the name.
func (s *Site) summary(v bodiesView, q registry.Search, l registry.Listing, work workView) string {
	var parts []string
	if place, ok := s.Places.Name(q.Region); ok {
		parts = append(parts, locale.Said(v.Lang, place))
	}
	if work.Name != "" {
		parts = append(parts, work.Name)
	}
	parts = append(parts, locale.Date(v.Lang, l.On))
	if q.InScope {
		parts = append(parts, word(v.Lang, "web.bodies.in_scope"))
	}
	return strings.Join(parts, " · ")
}

// wording explains the wording of the State in a name.
func wording(lang locale.Lang, words []string) string {
	return word(lang, "web.wording", "words", "“"+strings.Join(words, "”“")+"”")
}
