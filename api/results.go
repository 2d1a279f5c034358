package api

import (
	"context"
	"time"

	"assay/office/marking"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// results registers results and what may be said against them.
func (a *API) results() {
	register(a, get("list-results", "/plans/{id}/results", "Results of a plan"), a.listResults)
	register(a, get("get-result", "/results/{id}", "One result"), a.result)
	register(a, get("list-sittings", "/plans/{id}/sittings", "Who is called to which part, and what came of it"), a.listSittings)
	register(a, post("object", "/results/{id}/objections", "Raise an objection (异议) during the publicity").creates(), a.object)
	register(a, post("ask-score-review", "/results/{id}/score-reviews", "Ask to have the marking of your own result looked at again (成绩复核)").creates(), a.askReview)
	register(a, get("get-objection", "/objections/{id}", "One objection with its words, for the reviewer who decides"), a.objection)
	register(a, get("list-objections", "/plans/{id}/objections", "Objections against results of a plan"), a.listObjections)
	register(a, post("uphold-objection", "/objections/{id}/uphold", "Find an objection right"), a.decideObjection((*marking.Desk).Uphold))
	register(a, post("dismiss-objection", "/objections/{id}/dismiss", "Find an objection wrong"), a.decideObjection((*marking.Desk).Dismiss))
	register(a, post("propose-correction", "/results/{id}/corrections", "Propose that an outcome be corrected (成绩更正)").creates(), a.propose)
	register(a, post("approve-correction", "/corrections/{id}/approve", "Apply a correction that another person proposed"), a.decideCorrection((*marking.Desk).Approve))
	register(a, post("decline-correction", "/corrections/{id}/decline", "Leave the outcome as it is"), a.decideCorrection((*marking.Desk).Decline))
	register(a, post("call-retake", "/applications/{id}/retake", "Call a candidate again to the parts that failed (补考)"), a.retake)
}

// A ScoreView is what counts of one part.
type ScoreView struct {
	Part    skill.Part          `json:"part"`
	Attempt int                 `json:"attempt"`
	Kind    skill.SittingStatus `json:"kind"`
	Mark    string              `json:"mark" doc:"Empty unless marked."`
}

// A ResultView is the outcome of one application.
type ResultView struct {
	ID          skill.ResultID      `json:"id"`
	Application skill.ApplicationID `json:"application"`
	Plan        skill.PlanID        `json:"plan"`
	Passed      bool                `json:"passed"`
	Band        skill.Band          `json:"band"`
	Scores      []ScoreView         `json:"scores" nullable:"false"`
	PublicFrom  day.Date            `json:"public_from"`
	PublicTo    day.Date            `json:"public_to"`
	Provisional bool                `json:"provisional"`
	Report      skill.ReportID      `json:"report"`
	Status      skill.ResultStatus  `json:"status"`
	StatusAt    time.Time           `json:"status_at"`
	Actions     []string            `json:"actions" nullable:"false"`
	Version     int64               `json:"version"`
}

func resultView(r skill.Result) ResultView {
	scores := make([]ScoreView, len(r.Scores))
	for i, s := range r.Scores {
		scores[i] = ScoreView{s.Part, s.Attempt, s.Kind, markOf(s.Kind, s.Mark)}
	}
	return ResultView{
		r.ID, r.Application, r.Plan, r.Passed, r.Band, scores, r.PublicFrom, r.PublicTo, r.Provisional, r.Report,
		r.Status, r.StatusAt, actions(r.Actions()), r.Version,
	}
}

func markOf(kind skill.SittingStatus, m skill.Mark) string {
	if kind != skill.SittingMarked {
		return ""
	}
	return m.String()
}

// ListResults asks for results.
type ListResults struct {
	ByID
	Paged
	Status string `query:"status" enum:"settled,publicised,disputed,reported,confirmed"`
}

func (a *API) listResults(ctx context.Context, in *ListResults) (*Answer[Rows[ResultView]], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	f := store.Results{Plan: skill.PlanID(in.ID), Status: only[skill.ResultStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, resultView, func(v ResultView) string { return string(v.ID) })
}

func (a *API) result(ctx context.Context, in *ByID) (*Answer[ResultView], error) {
	r, err := in.view().Result(ctx, skill.ResultID(in.ID))
	return answer(&in.Call, resultView(r), err)
}

// A SittingView is one candidate's go at one part.
type SittingView struct {
	ID          skill.SittingID     `json:"id"`
	Application skill.ApplicationID `json:"application"`
	Part        skill.Part          `json:"part"`
	Attempt     int                 `json:"attempt"`
	Session     skill.SessionID     `json:"session"`
	Mark        string              `json:"mark"`
	Ground      string              `json:"ground"`
	Status      skill.SittingStatus `json:"status"`
	StatusAt    time.Time           `json:"status_at"`
}

func sittingView(s skill.Sitting) SittingView {
	return SittingView{s.ID, s.Application, s.Part, s.Attempt, s.Session, markOf(s.Status, s.Mark), s.Ground, s.Status, s.StatusAt}
}

// ListSittings asks for sittings.
type ListSittings struct {
	ByID
	Paged
	Status string `query:"status" enum:"due,marked,absent,void,waived,dropped"`
}

func (a *API) listSittings(ctx context.Context, in *ListSittings) (*Answer[Rows[SittingView]], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	f := store.Sittings{Plan: skill.PlanID(in.ID), Status: only[skill.SittingStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, sittingView, func(v SittingView) string { return string(v.ID) })
}

// An ObjectionView is what is said against a result; its words are personal and
// not shown here.
type ObjectionView struct {
	ID       skill.ObjectionID     `json:"id"`
	Result   skill.ResultID        `json:"result"`
	Kind     string                `json:"kind" enum:"objection,review"`
	Due      day.Date              `json:"due" doc:"The last day for the answer to a review."`
	By       skill.PersonID        `json:"by"`
	Decider  skill.PersonID        `json:"decider"`
	Ground   string                `json:"ground"`
	Status   skill.ObjectionStatus `json:"status"`
	StatusAt time.Time             `json:"status_at"`
}

func objectionView(o skill.Objection) ObjectionView {
	kind := string(o.Kind)
	if kind == "" {
		kind = "objection"
	}
	return ObjectionView{o.ID, o.Result, kind, o.Due, o.By, o.Decider, o.Ground, o.Status, o.StatusAt}
}

// An ObjectionDraft is what is objected.
type ObjectionDraft struct {
	Text string `json:"text"`
}

// Object raises an objection.
type Object struct {
	ByID
	Sent[ObjectionDraft]
}

func (a *API) object(ctx context.Context, in *Object) (*Answer[ObjectionView], error) {
	if _, err := in.view().Result(ctx, skill.ResultID(in.ID)); err != nil {
		return nil, err
	}
	o, err := a.Marking.Object(ctx, in.by(ctx), skill.ResultID(in.ID), skill.Keep(in.Value.Text))
	id, err := in.made("objection", string(o.ID), err)
	if err != nil {
		return nil, err
	}
	return a.objectionOf(ctx, &in.Call, id)
}

func (a *API) objectionOf(ctx context.Context, c *Call, id string) (*Answer[ObjectionView], error) {
	o, err := c.view().Objection(ctx, skill.ObjectionID(id))
	return answer(c, objectionView(o), err)
}

func (a *API) listObjections(ctx context.Context, in *ListOf) (*Answer[Rows[ObjectionView]], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	f := store.Objections{Plan: skill.PlanID(in.ID)}
	return list(ctx, &in.Call, f, in.Paged, objectionView, func(v ObjectionView) string { return string(v.ID) })
}

func (a *API) decideObjection(verb func(*marking.Desk, context.Context, store.By, skill.ObjectionID, string) (skill.Objection, error)) func(context.Context, *Grounded) (*Answer[ObjectionView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[ObjectionView], error) {
		if _, err := in.view().Objection(ctx, skill.ObjectionID(in.ID)); err != nil {
			return nil, err
		}
		_, err := verb(a.Marking, ctx, in.by(ctx), skill.ObjectionID(in.ID), in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.objectionOf(ctx, &in.Call, in.ID)
	}
}

// A CorrectionView is a correction on its way.
type CorrectionView struct {
	ID       skill.CorrectionID     `json:"id"`
	Sitting  skill.SittingID        `json:"sitting"`
	Result   skill.ResultID         `json:"result"`
	Kind     skill.SittingStatus    `json:"kind"`
	Mark     string                 `json:"mark"`
	Basis    string                 `json:"basis"`
	Ground   string                 `json:"ground"`
	Proposer skill.PersonID         `json:"proposer"`
	Approver skill.PersonID         `json:"approver"`
	Status   skill.CorrectionStatus `json:"status"`
	StatusAt time.Time              `json:"status_at"`
}

func correctionView(c skill.Correction) CorrectionView {
	return CorrectionView{
		c.ID, c.Sitting, c.Result, c.Kind, markOf(c.Kind, c.Mark), c.Basis, c.Ground, c.Proposer, c.Approver, c.Status, c.StatusAt,
	}
}

// A CorrectionDraft is what an outcome should have been.
type CorrectionDraft struct {
	Sitting skill.SittingID     `json:"sitting"`
	Kind    skill.SittingStatus `json:"kind" enum:"marked,absent,void,waived"`
	Mark    string              `json:"mark,omitempty" doc:"0 to 100 in half points, where marked."`
	Basis   string              `json:"basis,omitempty" doc:"The violation of void, the ground of waived."`
	Ground  string              `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// ProposeCorrection proposes a correction.
type ProposeCorrection struct {
	ByID
	Sent[CorrectionDraft]
}

// fits refuses a sitting that the asker may not see, or that is another
// result's.
func (in *ProposeCorrection) fits(ctx context.Context) error {
	r, err := in.view().Result(ctx, skill.ResultID(in.ID))
	if err != nil {
		return err
	}
	s, err := in.view().Sitting(ctx, in.Value.Sitting)
	if err == nil && s.Application != r.Application {
		err = skill.FailField("sitting", "correction.other_sitting")
	}
	return err
}

func (a *API) propose(ctx context.Context, in *ProposeCorrection) (*Answer[CorrectionView], error) {
	if err := in.fits(ctx); err != nil {
		return nil, err
	}
	d := in.Value
	draft := skill.Correction{Sitting: d.Sitting, Result: skill.ResultID(in.ID), Kind: d.Kind, Basis: d.Basis, Ground: d.Ground}
	if d.Kind == skill.SittingMarked {
		var err error
		if draft.Mark, err = skill.ParseMark(d.Mark); err != nil {
			return nil, within("mark", err)
		}
	}
	x, err := a.Marking.Propose(ctx, in.by(ctx), draft)
	id, err := in.made("correction", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	return a.correctionOf(ctx, &in.Call, id)
}

func (a *API) correctionOf(ctx context.Context, c *Call, id string) (*Answer[CorrectionView], error) {
	x, err := c.view().Correction(ctx, skill.CorrectionID(id))
	return answer(c, correctionView(x), err)
}

func (a *API) decideCorrection(verb func(*marking.Desk, context.Context, store.By, skill.CorrectionID) (skill.Correction, error)) func(context.Context, *ByID) (*Answer[CorrectionView], error) {
	return func(ctx context.Context, in *ByID) (*Answer[CorrectionView], error) {
		if _, err := in.view().Correction(ctx, skill.CorrectionID(in.ID)); err != nil {
			return nil, err
		}
		_, err := verb(a.Marking, ctx, in.by(ctx), skill.CorrectionID(in.ID))
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.correctionOf(ctx, &in.Call, in.ID)
	}
}

func (a *API) retake(ctx context.Context, in *ByID) (*Answer[Rows[SittingView]], error) {
	id := skill.ApplicationID(in.ID)
	if _, err := in.view().Application(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Marking.CallRetake(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	rows, err := store.List(ctx, in.view(), store.Sittings{Applications: []skill.ApplicationID{id}, Status: []skill.SittingStatus{skill.SittingDue}}, store.Everything)
	out := Rows[SittingView]{Items: make([]SittingView, len(rows))}
	for i, s := range rows {
		out.Items[i] = sittingView(s)
	}
	return answer(&in.Call, out, err)
}
