package api

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"assay/locale"
	"assay/skill"
	"assay/skill/day"
)

// A JSONText is JSON that is handed on as it was kept.
type JSONText string

// MarshalJSON is the text itself.
func (t JSONText) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return []byte(t), nil
}

// Schema says that it may hold anything.
func (t JSONText) Schema(huma.Registry) *huma.Schema { return &huma.Schema{} }

// A TextView is one text in both languages.
type TextView struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// A PersonView is a person to those who work with them; the document's number is
// masked.
type PersonView struct {
	ID        skill.PersonID `json:"id"`
	Name      string         `json:"name"`
	Romanised string         `json:"romanised"`
	Document  DocumentView   `json:"document"`
	Born      day.Date       `json:"born"`
	Sex       skill.Sex      `json:"sex"`
	Version   int64          `json:"version"`
}

// A DocumentView is a document with its number masked.
type DocumentView struct {
	Kind   skill.DocumentKind `json:"kind"`
	Number skill.IDNumber     `json:"number"`
}

func personView(p skill.Person) PersonView {
	return PersonView{p.ID, p.Name, p.Romanised, documentView(p.Document), p.Born, p.Sex, p.Version}
}

func documentView(d skill.Document) DocumentView { return DocumentView{d.Kind, d.Number} }

// A GrantView is one role of one person.
type GrantView struct {
	ID      skill.GrantID  `json:"id"`
	Person  skill.PersonID `json:"person"`
	Role    skill.Role     `json:"role"`
	Path    skill.OrgPath  `json:"path"`
	Revoked bool           `json:"revoked"`
}

func grantView(g skill.Grant) GrantView {
	return GrantView{g.ID, g.Person, g.Role, g.Path, g.Revoked}
}

// A TokenView is a token without its secret.
type TokenView struct {
	ID      skill.TokenID  `json:"id"`
	Person  skill.PersonID `json:"person"`
	Label   string         `json:"label"`
	Expires time.Time      `json:"expires"`
	Revoked bool           `json:"revoked"`
}

func tokenView(t skill.Token) TokenView {
	return TokenView{t.ID, t.Person, t.Label, time.UnixMicro(t.Expires).UTC(), t.Revoked}
}

// A BodyView is a filed body.
type BodyView struct {
	ID       skill.BodyID       `json:"id"`
	Path     skill.OrgPath      `json:"path"`
	Name     string             `json:"name"`
	English  string             `json:"english"`
	USCC     string             `json:"uscc"`
	Type     skill.BodyKind     `json:"type" doc:"Empty where nobody has said."`
	Class    string             `json:"class"`
	Code     string             `json:"code"`
	Province string             `json:"province"`
	Seal     skill.FileHash     `json:"seal"`
	FiledTo  day.Date           `json:"filed_to"`
	Status   skill.FilingStatus `json:"status"`
	StatusAt time.Time          `json:"status_at"`
	Actions  []string           `json:"actions" nullable:"false"`
	Version  int64              `json:"version"`
}

func bodyView(b skill.Body) BodyView {
	return BodyView{
		b.ID, b.Path, b.Name, b.English, b.USCC, b.Type, b.Class, b.Code, b.Province, b.Seal, b.FiledTo,
		b.Status, b.StatusAt, actions(b.Actions()), b.Version,
	}
}

// actions is never null.
func actions(verbs []string) []string {
	if verbs == nil {
		return []string{}
	}
	return verbs
}

// A SiteView is one place of a body.
type SiteView struct {
	ID     skill.SiteID `json:"id"`
	Body   skill.BodyID `json:"body"`
	Name   string       `json:"name"`
	Serial string       `json:"serial"`
}

func siteView(s skill.Site) SiteView { return SiteView{s.ID, s.Body, s.Name, s.Serial} }

// A ScopeView is what a body may assess.
type ScopeView struct {
	ID         skill.ScopeID        `json:"id"`
	Body       skill.BodyID         `json:"body"`
	Site       skill.SiteID         `json:"site"`
	Occupation skill.OccupationCode `json:"occupation"`
	Level      skill.Level          `json:"level"`
	From       day.Date             `json:"from"`
	To         day.Date             `json:"to"`
}

func scopeView(s skill.Scope) ScopeView {
	return ScopeView{s.ID, s.Body, s.Site, s.Occupation, s.Level, s.Period.From, s.Period.To}
}

// A PlanView is one batch.
type PlanView struct {
	ID         skill.PlanID         `json:"id"`
	Body       skill.BodyID         `json:"body"`
	Site       skill.SiteID         `json:"site"`
	Title      string               `json:"title"`
	Occupation skill.OccupationCode `json:"occupation"`
	Specialty  string               `json:"specialty"`
	Level      skill.Level          `json:"level"`
	Set        string               `json:"set"`
	Parts      []skill.Part         `json:"parts" nullable:"false"`
	Status     skill.PlanStatus     `json:"status"`
	StatusAt   time.Time            `json:"status_at"`
	Actions    []string             `json:"actions" nullable:"false"`
	Version    int64                `json:"version"`
}

func planView(p skill.Plan) PlanView {
	return PlanView{
		p.ID, p.Body, p.Site, p.Title, p.Occupation, p.Specialty, p.Level, p.Set, p.Parts,
		p.Status, p.StatusAt, actions(p.Actions()), p.Version,
	}
}

// A SessionView is when and where one part is examined.
type SessionView struct {
	ID      skill.SessionID `json:"id"`
	Plan    skill.PlanID    `json:"plan"`
	Part    skill.Part      `json:"part"`
	Attempt int             `json:"attempt"`
	Starts  time.Time       `json:"starts"`
	Ends    time.Time       `json:"ends"`
	Place   string          `json:"place"`
	Access  int             `json:"access" doc:"Candidates who need an accessible place."`

	Cancelled bool   `json:"cancelled"`
	Ground    string `json:"ground" doc:"Why it was moved or cancelled."`
	Version   int64  `json:"version"`
}

func sessionView(s skill.Session) SessionView {
	return SessionView{s.ID, s.Plan, s.Part, s.Attempt, s.Starts, s.Ends, s.Place, s.Access, s.Cancelled, s.Ground, s.Version}
}

// An ImportView is how far a roster has come.
type ImportView struct {
	ID       skill.ImportID     `json:"id"`
	Plan     skill.PlanID       `json:"plan"`
	Rows     int                `json:"rows"`
	Entered  int                `json:"entered"`
	Amended  int                `json:"amended"`
	Same     int                `json:"same"`
	Remarked int                `json:"remarked"`
	Consents string             `json:"consents" doc:"The edition of the privacy notice to which everybody on it consented on paper, as the body says."`
	StatedBy skill.PersonID     `json:"stated_by" doc:"Who said so for the body."`
	Fault    string             `json:"fault" doc:"The reason why it failed."`
	Text     string             `json:"text" doc:"The fault in the asker's language."`
	Status   skill.ImportStatus `json:"status"`
	StatusAt time.Time          `json:"status_at"`
	Actions  []string           `json:"actions" nullable:"false"`
}

func importView(i skill.Import, lang locale.Lang) ImportView {
	v := ImportView{
		ID: i.ID, Plan: i.Plan, Rows: i.Rows, Entered: i.Entered, Amended: i.Amended, Same: i.Same, Remarked: i.Remarked,
		Consents: i.Consents, StatedBy: i.StatedBy,
		Fault: i.Fault, Status: i.Status, StatusAt: i.StatusAt, Actions: []string{},
	}
	if i.Fault != "" {
		v.Text = locale.Text(lang, i.Fault, nil)
	}
	return v
}

// A ReportView is the results of a plan on their way up.
type ReportView struct {
	ID        skill.ReportID     `json:"id"`
	Plan      skill.PlanID       `json:"plan"`
	Body      skill.BodyID       `json:"body"`
	Count     int                `json:"count"`
	Due       day.Date           `json:"due"`
	On        day.Date           `json:"on"`
	Late      bool               `json:"late"`
	Reporter  skill.PersonID     `json:"reporter"`
	Checker   skill.PersonID     `json:"checker"`
	Confirmer skill.PersonID     `json:"confirmer"`
	Ground    string             `json:"ground"`
	Status    skill.ReportStatus `json:"status"`
	StatusAt  time.Time          `json:"status_at"`
	Actions   []string           `json:"actions" nullable:"false"`
	Version   int64              `json:"version"`
}

func reportView(r skill.Report) ReportView {
	return ReportView{
		r.ID, r.Plan, r.Body, r.Count, r.Due, r.On, r.Late(), r.Reporter, r.Checker, r.Confirmer, r.Ground,
		r.Status, r.StatusAt, actions(r.Actions()), r.Version,
	}
}

// textOf is a value's JSON.
func textOf(v any) (JSONText, error) {
	b, err := json.Marshal(v)
	return JSONText(b), err
}
