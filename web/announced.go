package web

import (
	"net/http"
	"net/url"
	"strings"

	"assay/internal/httpx"
	"assay/locale"
	"assay/office/examination"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// An announcedView is the list of announcements (公告), and the form that narrows
// it.
type announcedView struct {
	frame
	Ask    searchView
	Month  string
	Errors []fieldError
	Items  []announcementView
	Next   string
	Works  []way // occupations that may be meant
}

// On is the text of the error of a field, "" for none.
func (v announcedView) On(field string) string { return formView{Errors: v.Errors}.On(field) }

// An announcementView is one announcement: what, where, when, for how much, and
// whether one may apply today.
type announcementView struct {
	frame
	Heading     string
	Occupation  string
	Level       string
	Mark        mark
	Verdict     string
	Line        string
	Facts       []factView
	Words       string
	Page, Apply string
	Body        string // page of the body in the register
	Conditions  []clauseView
	By          string // by which conditions
	Precheck    string // page that judges by them
	MyPath      string // and one that does by what is kept of somebody
}

// announcedPage is how many announcements one page lists.
const announcedPage = 20

// announcements lists the exams to come.
func (s *Site) announcements(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := announcedView{Ask: searchOf(r), Month: clipped(q.Get("month"))}
	asked := v.Ask.query()
	if v.Month != "" {
		asked.Set("month", v.Month)
	}
	v.frame = s.frame(r, pathWith("/announcements", asked)).titled("announced.title")
	v.Ask.Levels = levelsOf(v.Lang)
	if err := s.unhurried(w, r); err != nil {
		return err
	}
	f, err := s.announcedBy(&v)
	if err != nil {
		v.Errors, v.Wrong = fieldErrors(v.Lang, err), true
		for i := range v.Errors {
			v.Errors[i].Field = strings.TrimPrefix(v.Errors[i].Field, "query.")
		}
		return s.show(w, httpx.Status(err), "announcements.html", v.frame, v)
	}
	if v.Works == nil {
		if err := s.listAnnounced(r, &v, f); err != nil {
			return err
		}
	}
	return s.show(w, http.StatusOK, "announcements.html", v.frame, v)
}

// announcedBy reads the form.
func (s *Site) announcedBy(v *announcedView) (f store.Announcements, err error) {
	if v.Ask.Region != "" {
		var ok bool
		if f.Region, ok = s.Places.Find(v.Ask.Region); !ok {
			return f, skill.FailField("region", "register.region")
		}
	}
	if v.Month != "" {
		if f.During, err = examination.Month(v.Month); err != nil {
			return f, err
		}
	}
	work, meant, err := s.workOf(v.Ask)
	f.Occupation, f.Level = work.Occupation, work.Level
	for _, o := range meant {
		ask := v.Ask
		ask.Occupation = string(o.Code)
		v.Works = append(v.Works, way{v.To(pathWith("/announcements", ask.query())), o.Name + "（" + string(o.Code) + "）"})
	}
	return f, err
}

func (s *Site) listAnnounced(r *http.Request, v *announcedView, f store.Announcements) error {
	all, err := s.Examination.FindAnnouncements(r.Context(), f, store.Page{After: clipped(r.URL.Query().Get("after")), Limit: announcedPage + 1})
	if err != nil {
		return err
	}
	if len(all) > announcedPage {
		all = all[:announcedPage]
		v.Next = v.To(withQuery(v.Path, "after="+url.QueryEscape(string(all[announcedPage-1].ID))))
	}
	for _, a := range all {
		v.Items = append(v.Items, s.announcementView(v.frame, a))
	}
	return nil
}

// announcement shows one, with the conditions for applying.
func (s *Site) announcement(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Examination.Announcement(r.Context(), skill.AnnouncementID(r.PathValue("id")))
	if err != nil {
		return err
	}
	f := s.frame(r, "/announcements/"+url.PathEscape(string(a.ID)))
	v := s.announcementView(f, a)
	v.Title, v.frame.Title = a.Title, a.Title
	set, err := s.Sets(a.Set)
	if err != nil {
		return err
	}
	v.Conditions, v.By = clausesOf(f.Lang, set, a.Level), madeBy(f.Lang, set)
	asked := url.Values{"occupation": {string(a.Occupation)}}
	if set := unusual(a.Set); set != "" {
		asked.Set("set", set)
	}
	v.MyPath = f.To(pathWith("/my/path", asked))
	asked.Set("level", a.Level.String())
	v.Precheck = f.To(pathWith("/eligibility", asked))
	return s.show(w, http.StatusOK, "announcement.html", v.frame, v)
}

// clausesOf are the conditions of a level, of which one is enough.
func clausesOf(lang locale.Lang, set *skill.ConditionSet, level skill.Level) (out []clauseView) {
	for _, l := range set.Levels {
		for _, c := range l.Clauses {
			if l.Level == level {
				out = append(out, clauseView{ID: c.ID, Text: locale.Said(lang, c.Text), Source: c.Source, Mark: neutral})
			}
		}
	}
	return out
}

func (s *Site) announcementView(f frame, a examination.Announced) announcementView {
	lang, today := f.Lang, day.Of(s.Now())
	v := announcementView{
		frame: f, Heading: a.Title, Occupation: s.occupation(a.Occupation), Level: locale.Level(lang, a.Level), Words: a.Words,
		Page: f.To("/announcements/" + url.PathEscape(string(a.ID))), Mark: good, Verdict: word(lang, "announced.open"),
		Line: word(lang, "announced.open.line", "to", deadline(lang, a.Apply.To)),
	}
	if a.Specialty != "" {
		v.Occupation += "（" + a.Specialty + "）"
	}
	if a.Body.USCC != "" {
		v.Body = f.To("/bodies/" + a.Body.USCC)
	}
	if err := a.MayApply(today); err != nil {
		v.Mark, v.Verdict, v.Line = unsure, word(lang, "announced.shut"), locale.Error(lang, err)
	} else if a.Plan != "" {
		v.Apply = f.To("/my/applications/new?plan=" + url.QueryEscape(string(a.Plan)))
	}
	v.Facts = announcedFacts(lang, a)
	return v
}

func announcedFacts(lang locale.Lang, a examination.Announced) (out []factView) {
	fee := word(lang, "announced.free")
	if a.FeeDue > 0 {
		fee = word(lang, "announced.fee", "amount", skill.Fen(a.FeeDue).String())
	}
	for _, f := range []factView{
		{Label: word(lang, "web.fact.body"), Text: a.Body.Name, Chinese: true},
		{Label: word(lang, "announced.place"), Text: a.Place, Chinese: true},
		{Label: word(lang, "announced.exam"), Text: span(lang, a.Exam)},
		{Label: word(lang, "announced.times"), Text: a.Times, Chinese: true},
		{Label: word(lang, "announced.apply"), Text: span(lang, a.Apply)},
		{Label: word(lang, "announced.fee.label"), Text: fee},
		{Label: word(lang, "announced.ground"), Text: a.Ground, Chinese: true},
	} {
		if f.Text != "" {
			out = append(out, f)
		}
	}
	return out
}

// span is a time of days, both included.
func span(lang locale.Lang, p day.Period) string {
	if p.From == p.To {
		return locale.Date(lang, p.From)
	}
	return locale.Date(lang, p.From) + " – " + locale.Date(lang, p.To)
}
