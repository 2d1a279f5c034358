package api

import (
	"context"
	"errors"

	"assay/internal/httpx"
	"assay/office/registry"
	"assay/rule/standing"
	"assay/skill"
	"assay/skill/day"
)

// publicRegister is what anybody may ask of bodies, before a course is paid for. It
// tells nothing that is not on a body's certificates or in its filing's notice.
func (a *API) publicRegister() {
	register(a, get("find-bodies", "/register", "Bodies in the public register (机构名录): by name, place, occupation, level and day, with names that look alike"), a.findBodies)
	register(a, get("register-entry", "/register/{code}", "What the public register says of one body"), a.registerEntry)
}

// FindBodies asks the register.
type FindBodies struct {
	Call
	Name       string `query:"name" doc:"A name or part of one, two characters at least."`
	Region     string `query:"region" doc:"A province or city: its Chinese name, or two or four digits of its area code."`
	Occupation string `query:"occupation" doc:"A code or an exact name."`
	Level      string `query:"level" enum:"apprentice,5,4,3,2,1,special,chief"`
	On         string `query:"on" doc:"The day that is asked about; today in UTC+8 by default."`
	InScope    string `query:"in_scope" enum:"true,false" doc:"true: only bodies that might assess it on that day."`
	After      string `query:"after" doc:"Next of the page before."`
	Limit      string `query:"limit" doc:"At most so many: 1 to 500, 100 by default."`
}

// A ListedView is a body as the public sees it.
type ListedView struct {
	Name     string         `json:"name"`
	English  string         `json:"english,omitempty"`
	Code     string         `json:"code" doc:"统一社会信用代码"`
	Class    string         `json:"class" doc:"Y employer, S social organisation."`
	Province string         `json:"province"`
	City     string         `json:"city,omitempty"`
	Filed    day.Date       `json:"filed" doc:"When it was entered in the register."`
	FiledTo  day.Date       `json:"filed_to"`
	State    standing.State `json:"state" enum:"filed,in-scope,out-of-scope,suspended,withdrawn,over,not-yet" doc:"On the day that was asked about."`
	Since    *day.Date      `json:"since,omitempty" doc:"The first day of a state in which it may not act."`
	From     *day.Date      `json:"scope_from,omitempty" doc:"When the scope that was asked for begins: of the one that covers the day, else of the next."`
	To       *day.Date      `json:"scope_to,omitempty"`
	Wording  []string       `json:"wording,omitempty" doc:"Words of the State in the name, such as 中国; they do not make a body the State's."`
	Likeness string         `json:"likeness,omitempty" enum:"same,words,shape,order,sound,edits" doc:"In what way the name looks like the one that was asked for."`
}

// A ListingView is what the register answers.
type ListingView struct {
	On        day.Date     `json:"on"`
	Exact     []ListedView `json:"exact" nullable:"false" doc:"Of exactly the name that was asked for, whatever else was."`
	Items     []ListedView `json:"items" nullable:"false"`
	Count     int          `json:"count" doc:"How many items there are from here on, as far as they were counted."`
	More      bool         `json:"more" doc:"There are more than were counted."`
	Next      string       `json:"next"`
	Alike     []ListedView `json:"alike" nullable:"false" doc:"Others whose names look alike, the nearest first."`
	AlikeMore int          `json:"alike_more"`
}

func (a *API) findBodies(ctx context.Context, in *FindBodies) (*Answer[ListingView], error) {
	if err := a.unhurried(ctx, &in.Call); err != nil {
		return nil, err
	}
	q, err := a.searchOf(in)
	if err != nil {
		return nil, err
	}
	l, err := a.Registry.Search(ctx, q)
	if err != nil {
		return nil, asked(err)
	}
	return answer(&in.Call, ListingView{
		On: l.On, Exact: listedViews(l.Exact), Items: listedViews(l.Found), Count: l.Count, More: l.More, Next: l.Next,
		Alike: listedViews(l.Alike), AlikeMore: l.AlikeMore,
	}, nil)
}

// unhurried refuses a network that asks the register too often.
func (a *API) unhurried(ctx context.Context, c *Call) error {
	if a.Lookups.Allow(httpx.Network(ctx), a.Now()) {
		return nil
	}
	c.ctx.SetHeader("Retry-After", "60")
	return skill.Fail(skill.TooMany, "register.too_many")
}

func (a *API) searchOf(in *FindBodies) (q registry.Search, err error) {
	page, err := Paged{Limit: in.Limit}.page()
	if err != nil {
		return q, err
	}
	q = registry.Search{Words: in.Name, InScope: in.InScope == "true", After: in.After, Limit: page.Limit}
	if in.Region != "" {
		var ok bool
		if q.Region, ok = a.Places.Find(in.Region); !ok {
			return q, skill.FailField("query.region", "register.region")
		}
	}
	work, err := a.workOf(in.Occupation, in.Level, in.On)
	q.Occupation, q.Level, q.On = work.Occupation, work.Level, work.On
	return q, err
}

// workOf reads what is asked about a body: a day, an occupation, a level.
func (a *API) workOf(occupation, level, on string) (q standing.Question, err error) {
	if on != "" {
		if q.On, err = day.Parse(on); err != nil {
			return q, skill.FailField("query.on", "register.day")
		}
	}
	if level != "" {
		if q.Level, err = skill.ParseLevel(level); err != nil {
			return q, within("query.level", err)
		}
	}
	if occupation == "" {
		return q, nil
	}
	today := q.On
	if today.IsZero() {
		today = day.Of(a.Now())
	}
	switch meant := a.Catalogue.Meant(occupation, today); len(meant) {
	case 0:
		return q, skill.FailField("query.occupation", "register.occupation")
	case 1:
		q.Occupation = meant[0].Code
		return q, nil
	}
	return q, skill.FailField("query.occupation", "register.occupations")
}

// asked puts the fields of a question into the query, where they came from.
func asked(err error) error {
	out := within("query", err)
	if e, ok := errors.AsType[*skill.Error](out); ok {
		for i, f := range e.Fields {
			if f.Path == "query.words" {
				e.Fields[i].Path = "query.name"
			}
		}
	}
	return out
}

func listedViews(all []registry.Listed) []ListedView {
	out := make([]ListedView, len(all))
	for i, b := range all {
		out[i] = listedView(b)
	}
	return out
}

func listedView(b registry.Listed) ListedView {
	return ListedView{
		Name: b.Name, English: b.English, Code: b.Code, Class: b.Class, Province: b.Province, City: b.City, Filed: b.Filed, FiledTo: b.FiledTo,
		State: b.Standing.State, Since: dated(b.Standing.Since), From: dated(b.Standing.Period.From), To: dated(b.Standing.Period.To),
		Wording: b.Wording, Likeness: string(b.Likeness),
	}
}

// dated is a day that is there.
func dated(d day.Date) *day.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

// RegisterEntry asks for one body.
type RegisterEntry struct {
	Call
	Code       string `path:"code" doc:"统一社会信用代码"`
	Occupation string `query:"occupation" doc:"A code or an exact name."`
	Level      string `query:"level" enum:"apprentice,5,4,3,2,1,special,chief"`
	On         string `query:"on" doc:"The day that is asked about; today in UTC+8 by default."`
}

// An RegisteredView is one filing of a body.
type RegisteredView struct {
	ListedView
	Sites       []RegisteredSiteView `json:"sites" nullable:"false"`
	Suspensions []PeriodView         `json:"suspensions" nullable:"false" doc:"Whole days through which it was suspended, the latest first."`
	Alike       []ListedView         `json:"alike" nullable:"false" doc:"Others whose names look alike, the nearest first."`
	AlikeMore   int                  `json:"alike_more"`
}

// An RegisteredSiteView is a place with what may be assessed there.
type RegisteredSiteView struct {
	Name   string                `json:"name"`
	Prefix string                `json:"prefix" doc:"What the numbers of its certificates begin with."`
	Scopes []RegisteredScopeView `json:"scopes" nullable:"false"`
}

// An RegisteredScopeView is one scope.
type RegisteredScopeView struct {
	Occupation skill.OccupationCode `json:"occupation"`
	Level      skill.Level          `json:"level"`
	From       day.Date             `json:"from"`
	To         *day.Date            `json:"to,omitempty"`
	Covers     bool                 `json:"covers" doc:"Whether it covers the day that was asked about; it counts only while the body may act at all."`
}

// A PeriodView is a time, both days included; without an end it goes on.
type PeriodView struct {
	From day.Date  `json:"from"`
	To   *day.Date `json:"to,omitempty"`
}

func (a *API) registerEntry(ctx context.Context, in *RegisterEntry) (*Answer[Rows[RegisteredView]], error) {
	if err := a.unhurried(ctx, &in.Call); err != nil {
		return nil, err
	}
	q, err := a.workOf(in.Occupation, in.Level, in.On)
	if err != nil {
		return nil, err
	}
	all, err := a.Registry.Lookup(ctx, in.Code, q)
	if skill.CodeOf(err) == skill.Invalid {
		err = within("path.code", err)
	}
	out := Rows[RegisteredView]{Items: make([]RegisteredView, len(all))}
	for i, e := range all {
		out.Items[i] = registeredView(e)
	}
	return answer(&in.Call, out, err)
}

func registeredView(e registry.Entry) RegisteredView {
	v := RegisteredView{
		ListedView: listedView(e.Listed), Sites: make([]RegisteredSiteView, len(e.Sites)), Suspensions: make([]PeriodView, len(e.Suspensions)),
		Alike: listedViews(e.Alike), AlikeMore: e.AlikeMore,
	}
	for i, s := range e.Sites {
		v.Sites[i] = RegisteredSiteView{s.Name, s.Prefix, make([]RegisteredScopeView, len(s.Scopes))}
		for j, c := range s.Scopes {
			v.Sites[i].Scopes[j] = RegisteredScopeView{c.Occupation, c.Level, c.Period.From, dated(c.Period.To), c.Covers}
		}
	}
	for i, p := range e.Suspensions {
		v.Suspensions[i] = PeriodView{p.From, dated(p.To)}
	}
	return v
}
