package api

import (
	"context"
	"time"

	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A FilingView is one filing in a list.
type FilingView struct {
	ID        skill.FilingID      `json:"id"`
	Kind      skill.FilingKind    `json:"kind"`
	Path      skill.OrgPath       `json:"path"`
	Body      skill.BodyID        `json:"body" doc:"Empty of a new body before it is accepted."`
	Type      skill.BodyKind      `json:"type"`
	Tier      skill.Tier          `json:"tier"`
	Name      string              `json:"name"`
	English   string              `json:"english"`
	USCC      string              `json:"uscc"`
	Class     string              `json:"class"`
	Code      string              `json:"code"`
	Province  string              `json:"province"`
	Sites     []FiledSiteView     `json:"sites" nullable:"false"`
	Scopes    []FiledScopeView    `json:"scopes" nullable:"false"`
	Documents []FiledDocumentView `json:"documents" nullable:"false"`
	Set       string              `json:"set" doc:"The requirements that judge it; empty before it was submitted."`
	Outcome   skill.Outcome       `json:"outcome"`
	Judged    day.Date            `json:"judged"`
	Round     int                 `json:"round"`
	Submitter skill.PersonID      `json:"submitter"`
	Receiver  skill.PersonID      `json:"receiver"`
	Decider   skill.PersonID      `json:"decider"`
	MovedAs   skill.Role          `json:"moved_as" doc:"What the one was who moved it last."`
	Ground    string              `json:"ground"`
	Receipt   string              `json:"receipt" doc:"备案回执编号, once accepted."`
	From      day.Date            `json:"from"`
	To        day.Date            `json:"to"`
	Status    skill.FilingStage   `json:"status"`
	StatusAt  time.Time           `json:"status_at"`
	Actions   []string            `json:"actions" nullable:"false"`
	Version   int64               `json:"version"`
}

// A FiledSiteView is a place that is to be added.
type FiledSiteView struct {
	Name   string `json:"name"`
	Serial string `json:"serial" doc:"Given on acceptance."`
}

// A FiledDocumentView is a document that goes with a filing.
type FiledDocumentView struct {
	Kind skill.FilingPaper `json:"kind"`
	Hash skill.FileHash    `json:"hash"`
}

func filingView(f skill.Filing) FilingView {
	v := FilingView{
		ID: f.ID, Kind: f.Kind, Path: f.Path, Body: f.Body, Type: f.Type, Tier: f.Tier, Name: f.Name, English: f.English,
		USCC: f.USCC, Class: f.Class, Code: f.Code, Province: f.Province,
		Sites: []FiledSiteView{}, Scopes: []FiledScopeView{}, Documents: []FiledDocumentView{},
		Set: f.Set, Outcome: f.Outcome, Judged: f.Judged, Round: f.Round, Submitter: f.Submitter, Receiver: f.Receiver, Decider: f.Decider,
		MovedAs: f.MovedAs, Ground: f.Ground, Receipt: f.Receipt, From: f.Term.From, To: f.Term.To,
		Status: f.Status, StatusAt: f.StatusAt, Actions: actions(f.Actions()), Version: f.Version,
	}
	for _, s := range f.Sites {
		v.Sites = append(v.Sites, FiledSiteView(s))
	}
	for _, s := range f.Scopes {
		v.Scopes = append(v.Scopes, FiledScopeView(s))
	}
	for _, d := range f.Documents {
		v.Documents = append(v.Documents, FiledDocumentView(d))
	}
	return v
}

// A FilingWhole is one filing with what it states, what is said of it, and, once
// it was decided, what the experts held.
type FilingWhole struct {
	FilingView
	Dossier condition.BodyDossierJSON `json:"dossier" doc:"Numbers of documents are masked."`
	Verdict JSONText                  `json:"verdict" doc:"As ask-filing answers; null before it was submitted."`
	Points  []TallyView               `json:"points" nullable:"false" doc:"What the experts held, once it was decided."`
}

// A TallyView is how many experts hold what of one point.
type TallyView struct {
	Clause  string `json:"clause"`
	For     int    `json:"for"`
	Against int    `json:"against"`
	Neither int    `json:"neither"`
}

func (a *API) wholeFiling(ctx context.Context, f skill.Filing) (FilingWhole, error) {
	d, err := a.Accreditation.Dossier(f)
	if err != nil {
		return FilingWhole{}, err
	}
	out := FilingWhole{FilingView: filingView(f), Dossier: condition.ShowBodyDossier(d), Verdict: JSONText(f.Verdict), Points: []TallyView{}}
	if f.Decider == "" || f.Status == skill.FilingSubmitted || f.Status == skill.FilingReviewing {
		return out, nil // the experts are still to speak by themselves
	}
	out.Points, err = a.tallies(ctx, f)
	return out, err
}

// tallies are what the experts of the last round held.
func (a *API) tallies(ctx context.Context, f skill.Filing) ([]TallyView, error) {
	given, err := store.List(ctx, a.Store.Unscoped(), store.Opinions{Filing: f.ID, Round: f.Round, Status: []skill.OpinionStatus{skill.OpinionGiven}}, store.Everything)
	out := []TallyView{}
	if err != nil || len(given) == 0 {
		return out, err
	}
	for _, p := range given[0].Points {
		out = append(out, TallyView(skill.TallyOf(p.Clause, given)))
	}
	return out, nil
}

// A RequirementSetView is one edition of what bodies need.
type RequirementSetView struct {
	Set        string            `json:"set"`
	Title      TextView          `json:"title"`
	Edition    string            `json:"edition"`
	Source     string            `json:"source"`
	Confidence string            `json:"confidence"`
	Standing   skill.SetStanding `json:"standing"`
	ValidFrom  day.Date          `json:"valid_from"`
	ValidTo    day.Date          `json:"valid_to"`
	Note       TextView          `json:"note"`
	Renewal    bool              `json:"renewal"`
	Types      []skill.BodyKind  `json:"types" nullable:"false"`
	Tier       skill.Tier        `json:"tier"`
	Region     string            `json:"region"`
	Clauses    []RequirementView `json:"clauses" nullable:"false"`
}

// A RequirementView is one thing that a body needs.
type RequirementView struct {
	Clause string   `json:"clause"`
	Text   TextView `json:"text"`
	Source string   `json:"source"`
	Proof  TextView `json:"proof"`
}

func (a *API) requirementSets(_ context.Context, in *Only) (*Answer[Rows[RequirementSetView]], error) {
	out := Rows[RequirementSetView]{Items: []RequirementSetView{}}
	for _, s := range a.Accreditation.Requirements {
		v := RequirementSetView{
			s.ID, TextView(s.Title), s.Edition, s.Source, s.Confidence, s.Standing, s.Valid.From, s.Valid.To, TextView(s.Note),
			s.Renewal, s.Kinds, s.Tier, s.Region, []RequirementView{},
		}
		for _, c := range s.Clauses {
			v.Clauses = append(v.Clauses, RequirementView{c.ID, TextView(c.Text), c.Source, TextView(c.Proof)})
		}
		out.Items = append(out.Items, v)
	}
	return answer(&in.Call, out, nil)
}

// A PaperView is a kind of document, and who needs it.
type PaperView struct {
	Paper      skill.FilingPaper  `json:"paper"`
	Name       TextView           `json:"name"`
	Kinds      []skill.FilingKind `json:"kinds" nullable:"false" doc:"Of filings that need it."`
	Types      []skill.BodyKind   `json:"types" nullable:"false" doc:"Of bodies that need it; none: all."`
	Source     string             `json:"source"`
	Confidence string             `json:"confidence"`
}

func (a *API) filingPapers(_ context.Context, in *Only) (*Answer[Rows[PaperView]], error) {
	out := Rows[PaperView]{Items: []PaperView{}}
	for _, p := range a.Accreditation.Papers {
		out.Items = append(out.Items, PaperView{p.Paper, TextView(p.Name), p.Kinds, p.Types, p.Source, p.Confidence})
	}
	return answer(&in.Call, out, nil)
}
