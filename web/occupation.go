package web

import (
	"net/http"
	"net/url"
	"strconv"

	"assay/locale"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
)

// An occupationsView is the catalogue's search, with what came of it.
type occupationsView struct {
	frame
	Word  string
	Found []occupationCard
	Count string
	None  bool
}

// An occupationCard is an occupation in a list.
type occupationCard struct{ Name, Code, To, Tags string }

// occupationsShown is how many occupations a page lists.
const occupationsShown = 50

// occupations finds occupations by code, name or pinyin.
func (s *Site) occupations(w http.ResponseWriter, r *http.Request) error {
	asked := clipped(r.URL.Query().Get("word"))
	page := "/occupations"
	if asked != "" {
		page = pathWith(page, url.Values{"word": {asked}})
	}
	v := occupationsView{frame: s.frame(r, page).titled("web.occupations.title"), Word: asked}
	if asked == "" {
		return s.show(w, http.StatusOK, "occupations.html", v.frame, v)
	}
	if err := s.unhurried(w, r); err != nil {
		return err
	}
	found := s.Works.Find(asked, day.Date{})
	for _, o := range found[:min(len(found), occupationsShown)] {
		v.Found = append(v.Found, occupationCard{o.Name, string(o.Code), v.To("/occupations/" + string(o.Code)), tagsOf(v.Lang, o)})
	}
	v.None = len(found) == 0
	if !v.None {
		v.Count = word(v.Lang, "web.occupations.count", "shown", strconv.Itoa(len(v.Found)), "count", strconv.Itoa(len(found)))
	}
	return s.show(w, http.StatusOK, "occupations.html", v.frame, v)
}

// tagsOf is the edition with the marks, and whether another code took its place.
func tagsOf(lang locale.Lang, o skill.Occupation) string {
	out := word(lang, "web.occupation.edition", "edition", o.Edition)
	for _, tag := range []struct {
		key string
		is  bool
	}{{"digital", o.Digital}, {"green", o.Green}, {"succeeded", !o.Valid.To.IsZero()}} {
		if tag.is {
			out += " · " + word(lang, "web.occupation."+tag.key)
		}
	}
	return out
}

// An occupationView is one occupation.
type occupationView struct {
	frame
	Name      string
	Facts     []factView
	Successor way
	Set       string
	Source    string
	Levels    []gradeView
	Precheck  string
	Bodies    string
}

// A gradeView is a level with each of its clauses, and who may assess it.
type gradeView struct {
	Name    string
	Clauses []clauseView
	Bodies  string
}

// occupationPage shows one occupation: what it is, and what each of its levels asks for.
func (s *Site) occupationPage(w http.ResponseWriter, r *http.Request) error {
	code, err := skill.ParseOccupationCode(r.PathValue("code"))
	if err != nil {
		return skill.Fail(skill.NotFound, "page.missing")
	}
	o, ok := s.Works.ByCode(code, day.Date{})
	if !ok {
		return skill.Fail(skill.NotFound, "page.missing")
	}
	set, err := reference.ConditionSet(reference.UsualSet())
	if err != nil {
		return err
	}
	f := s.frame(r, "/occupations/"+string(code))
	f.Title = o.Name
	v := occupationView{
		frame: f, Name: o.Name, Facts: occupationFacts(f.Lang, o), Set: locale.Said(f.Lang, set.Title), Source: set.Source,
		Precheck: f.To(pathWith("/eligibility", url.Values{"occupation": {string(code)}})), Bodies: f.To(pathWith("/bodies", url.Values{"occupation": {string(code)}})),
	}
	if o.SucceededBy != "" {
		v.Successor = way{f.To("/occupations/" + string(o.SucceededBy)), s.occupation(o.SucceededBy) + "（" + string(o.SucceededBy) + "）"}
	}
	for _, l := range set.Levels {
		level := gradeView{Name: locale.Level(f.Lang, l.Level), Bodies: f.To(pathWith("/bodies", url.Values{"occupation": {string(code)}, "level": {l.Level.String()}}))}
		for _, c := range l.Clauses {
			level.Clauses = append(level.Clauses, clauseView{ID: c.ID, Text: locale.Said(f.Lang, c.Text), Source: c.Source})
		}
		v.Levels = append(v.Levels, level)
	}
	return s.show(w, http.StatusOK, "occupation.html", f, v)
}

func occupationFacts(lang locale.Lang, o skill.Occupation) []factView {
	return []factView{
		{Label: word(lang, "web.fact.code"), Text: string(o.Code)},
		{Label: word(lang, "web.occupation.kept"), Text: tagsOf(lang, o)},
		{Label: word(lang, "web.occupation.valid"), Text: period(lang, o.Valid)},
		{Label: word(lang, "web.occupation.source"), Text: o.Source, Chinese: true},
	}
}
