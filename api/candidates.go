package api

import (
	"context"
	"time"

	"assay/office/admission"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// candidates registers who comes in: rosters, decisions, photos.
func (a *API) candidates() {
	register(a, post("import-roster", "/plans/{id}/roster", "Send a roster (报名表, .xlsx); a job enters its rows").begins().takes(workbooks...), a.importRoster)
	register(a, get("get-import", "/imports/{id}", "How far a roster has come"), a.importOf)
	register(a, get("get-remarks", "/imports/{id}/remarks.xlsx", "The roster with outcome and remarks behind every row (审查意见表)").gives(workbook), a.remarks)
	register(a, get("list-applications", "/plans/{id}/applications", "Candidates of a plan"), a.listApplications)
	register(a, get("get-application", "/applications/{id}", "One application with its whole verdict"), a.application)
	register(a, post("decide-plan", "/plans/{id}/decide", "Accept and refuse by rule whom no judgement is needed for"), a.decide)
	register(a, post("keep-proof", "/applications/{id}/proofs", "Keep a proof (证明材料) that a decision can rest on").creates().takes(proofs...), a.keepProof)
	register(a, post("accept-application", "/applications/{id}/accept", "Let a candidate sit the exam, on a reviewer's word"), a.review((*admission.Desk).Accept))
	register(a, post("refuse-application", "/applications/{id}/refuse", "Turn a candidate away, on a reviewer's word"), a.review((*admission.Desk).Refuse))
	register(a, post("withdraw-application", "/applications/{id}/withdraw", "Take a candidate off the list before the exam"), a.withdraw)
	register(a, post("substitute-application", "/applications/{id}/substitute", "Give a place to another candidate: a roster (.xlsx) of one row").takes(workbooks...), a.substitute)
	register(a, put("set-photo", "/applications/{id}/photo", "Give an application its photo").takes(pictures...), a.setPhoto)
	register(a, post("add-photos", "/plans/{id}/photos", "Send photos: a zip of 证件号码.jpg").takes("application/zip", "application/octet-stream"), a.addPhotos)
}

// An ApplicationView is one candidate of a plan.
type ApplicationView struct {
	ID       skill.ApplicationID     `json:"id"`
	Plan     skill.PlanID            `json:"plan"`
	Person   skill.PersonID          `json:"person"`
	Name     string                  `json:"name"`
	Import   skill.ImportID          `json:"import"`
	Row      int                     `json:"row" doc:"In its roster, as the spreadsheet counts."`
	Claimed  string                  `json:"claimed" doc:"The clause that the body claimed."`
	Set      string                  `json:"set"`
	Outcome  skill.Outcome           `json:"outcome"`
	Clause   string                  `json:"clause" doc:"The clause relied on."`
	Judged   string                  `json:"judged"`
	Own      bool                    `json:"own" doc:"The person applied, and no roster."`
	Reviewer skill.PersonID          `json:"reviewer"`
	Office   skill.Office            `json:"office" doc:"Which office decided last: rule, body or centre; empty: none yet."`
	Ground   string                  `json:"ground"`
	Asks     []AskView               `json:"asks" nullable:"false" doc:"What is to be corrected, where it was returned."`
	Due      day.Date                `json:"due" doc:"The last day for that."`
	Proof    skill.FileHash          `json:"proof"`
	Photo    skill.FileHash          `json:"photo"`
	Status   skill.ApplicationStatus `json:"status"`
	StatusAt time.Time               `json:"status_at"`
	Actions  []string                `json:"actions" nullable:"false"`
	Version  int64                   `json:"version"`
}

// An AskView is one thing that is to be corrected.
type AskView struct {
	At    string `json:"at" doc:"materials.KIND, or a place in the dossier such as employment[0]."`
	Words string `json:"words" doc:"What is wrong with it. No name, number or address belongs here."`
}

func asks(all []skill.Ask) []AskView {
	out := make([]AskView, len(all))
	for i, k := range all {
		out[i] = AskView(k)
	}
	return out
}

func applicationView(x skill.Application, name string) ApplicationView {
	return ApplicationView{
		x.ID, x.Plan, x.Person, name, x.Import, x.Row, x.Claimed, x.Set, x.Outcome, x.Clause, x.Judged, x.Own, x.Reviewer, x.Office, x.Ground,
		asks(x.Asks), x.Due, x.Proof, x.Photo, x.Status, x.StatusAt, actions(x.Actions()), x.Version,
	}
}

// A CandidateView is one application with what a reviewer needs.
type CandidateView struct {
	ApplicationView
	Document DocumentView `json:"document"`
	Verdict  JSONText     `json:"verdict" doc:"As of assay eligibility --json."`
	Looked   *LookedView  `json:"photo_look" doc:"What the photo is remarked on; a person decides. Null: no photo."`
}

// ListApplications asks for candidates.
type ListApplications struct {
	ByID
	Paged
	Status  string `query:"status" enum:"entered,returned,passed,accepted,refused,withdrawn,substituted"`
	Outcome string `query:"outcome" enum:"met,unmet,review"`
}

func (a *API) listApplications(ctx context.Context, in *ListApplications) (*Answer[Rows[ApplicationView]], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	f := store.Applications{Plan: skill.PlanID(in.ID), Outcome: skill.Outcome(in.Outcome), Status: only[skill.ApplicationStatus](in.Status)}
	rows, err := store.List(ctx, in.view(), f, page)
	if err != nil {
		return nil, err
	}
	ids := make([]skill.PersonID, len(rows))
	for i, x := range rows {
		ids[i] = x.Person
	}
	names, err := in.view().Names(ctx, ids)
	out := Rows[ApplicationView]{Items: make([]ApplicationView, len(rows))}
	for i, x := range rows {
		out.Items[i] = applicationView(x, names[x.Person])
	}
	if len(rows) == page.Limit {
		out.Next = string(rows[len(rows)-1].ID)
	}
	return answer(&in.Call, out, err)
}

func (a *API) application(ctx context.Context, in *ByID) (*Answer[CandidateView], error) {
	return a.applicationOf(ctx, &in.Call, in.ID)
}

func (a *API) applicationOf(ctx context.Context, c *Call, id string) (*Answer[CandidateView], error) {
	x, err := c.view().Application(ctx, skill.ApplicationID(id))
	if err != nil {
		return nil, err
	}
	p, err := c.view().Person(ctx, x.Person)
	if err != nil {
		return nil, err
	}
	l, err := a.Admission.Look(ctx, c.actor, x.ID)
	return answer(c, CandidateView{applicationView(x, p.Name), documentView(p.Document), JSONText(x.Verdict), lookedView(c.lang(), l)}, err)
}

// A Decided says what became of a plan's applications.
type Decided struct {
	Accepted int `json:"accepted"`
	Refused  int `json:"refused"`
	Review   int `json:"review" doc:"Still with the reviewer."`
}

func (a *API) decide(ctx context.Context, in *ByID) (*Answer[Decided], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	return once(ctx, &in.Call, func(by store.By) (Decided, error) {
		n, err := a.Admission.Decide(ctx, by, skill.PlanID(in.ID))
		return Decided(n), err
	})
}

// A FindingDraft is what a reviewer says of an application.
type FindingDraft struct {
	Version int64             `json:"version" doc:"Of the application as the reviewer saw it."`
	Ground  string            `json:"ground" doc:"Why. No name, number or address belongs here."`
	Proof   skill.FileHash    `json:"proof,omitempty" doc:"What keep-proof answered."`
	Clause  string            `json:"clause,omitempty" doc:"The clause to rely on; empty: the one the verdict finds."`
	Claims  []ClaimDraft      `json:"claims,omitempty" doc:"The facts whose claims the proof bears out."`
	Attests []skill.Judgement `json:"attests,omitempty" doc:"The judgements that the reviewer makes."`
}

// A ClaimDraft names a fact of the dossier, e.g. employment 0.
type ClaimDraft struct {
	Subject string `json:"subject"`
	Index   int    `json:"index"`
}

func (d FindingDraft) finding() admission.Finding {
	f := admission.Finding{Version: d.Version, Ground: d.Ground, Proof: d.Proof, Clause: d.Clause, Attests: d.Attests}
	for _, c := range d.Claims {
		f.Claims = append(f.Claims, skill.Fact(c))
	}
	return f
}

// Review is a reviewer's decision.
type Review struct {
	ByID
	Sent[FindingDraft]
}

func (a *API) review(verb func(*admission.Desk, context.Context, store.By, skill.ApplicationID, admission.Finding) (skill.Application, error)) func(context.Context, *Review) (*Answer[CandidateView], error) {
	return func(ctx context.Context, in *Review) (*Answer[CandidateView], error) {
		id, d := skill.ApplicationID(in.ID), in.Value
		if _, err := in.view().Application(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Admission, ctx, in.by(ctx), id, d.finding())
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.applicationOf(ctx, &in.Call, in.ID)
	}
}

// A Reason is why a candidate leaves the list, without a personal value.
type Reason struct {
	Reason string `json:"reason" doc:"Why. No name, number or address belongs here."`
}

// WithdrawApplication takes a candidate off the list.
type WithdrawApplication struct {
	ByID
	Sent[Reason]
}

func (a *API) withdraw(ctx context.Context, in *WithdrawApplication) (*Answer[CandidateView], error) {
	id := skill.ApplicationID(in.ID)
	if _, err := in.view().Application(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Admission.Withdraw(ctx, in.by(ctx), id, in.Value.Reason)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.applicationOf(ctx, &in.Call, in.ID)
}
