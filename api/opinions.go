package api

import (
	"context"
	"time"

	"assay/skill"
	"assay/store"
)

// opinions registers what experts are asked and say.
func (a *API) opinions() {
	register(a, post("ask-expert", "/filings/{id}/opinions", "Have another expert look at a filing (委托评审)").creates(), a.askExpert)
	register(a, get("list-opinions", "/opinions", "Opinions that the asker is asked for, or within the centre's organisations"), a.listOpinions)
	register(a, get("get-opinion", "/opinions/{id}", "One opinion with the filing that it is on"), a.opinion)
	register(a, get("get-opinion-document", "/opinions/{id}/documents/{paper}", "A document of the filing that an opinion is on").gives("application/octet-stream"), a.opinionDocument)
	register(a, post("give-opinion", "/opinions/{id}/give", "Say what one holds of every point (提出意见)"), a.giveOpinion)
	register(a, post("release-expert", "/opinions/{id}/release", "Take a question back, such as for a conflict of interest (解除委托)"), a.releaseExpert)
}

// An OpinionView is one expert's opinion.
type OpinionView struct {
	ID       skill.OpinionID     `json:"id"`
	Filing   skill.FilingID      `json:"filing"`
	Path     skill.OrgPath       `json:"path"`
	Expert   skill.PersonID      `json:"expert"`
	Round    int                 `json:"round"`
	Points   []PointView         `json:"points" nullable:"false"`
	Ground   string              `json:"ground"`
	Status   skill.OpinionStatus `json:"status"`
	StatusAt time.Time           `json:"status_at"`
	Actions  []string            `json:"actions" nullable:"false"`
	Version  int64               `json:"version"`
}

// A PointView is a stance on one clause.
type PointView struct {
	Clause string       `json:"clause"`
	Stance skill.Stance `json:"stance" enum:"for,against,neither"`
	Ground string       `json:"ground,omitempty" doc:"Needed against. No name, number or address belongs here."`
}

func opinionView(o skill.Opinion) OpinionView {
	v := OpinionView{
		o.ID, o.Filing, o.Path, o.Expert, o.Round, []PointView{}, o.Ground, o.Status, o.StatusAt, actions(o.Actions()), o.Version,
	}
	for _, p := range o.Points {
		v.Points = append(v.Points, PointView(p))
	}
	return v
}

// An OpinionWhole is one opinion with the filing that it is on, which somebody
// who was released does not see any more.
type OpinionWhole struct {
	OpinionView
	On *FilingWhole `json:"on"`
}

// An ExpertDraft names an expert.
type ExpertDraft struct {
	Expert skill.PersonID `json:"expert"`
}

// AskExpert asks another expert.
type AskExpert struct {
	ByID
	Sent[ExpertDraft]
}

func (a *API) askExpert(ctx context.Context, in *AskExpert) (*Answer[OpinionView], error) {
	if _, err := in.view().Filing(ctx, skill.FilingID(in.ID)); err != nil {
		return nil, err
	}
	o, err := a.Accreditation.AskExpert(ctx, in.by(ctx), skill.FilingID(in.ID), in.Value.Expert)
	id, err := in.made("opinion", string(o.ID), err)
	if err != nil {
		return nil, err
	}
	o, err = in.view().Opinion(ctx, skill.OpinionID(id))
	out, err := answer(&in.Call, opinionView(o), err)
	return out.at("/opinions/" + id), err
}

// ListOpinions asks for opinions.
type ListOpinions struct {
	Call
	Paged
	Filing string `query:"filing"`
	Status string `query:"status" enum:"asked,given,released"`
}

func (a *API) listOpinions(ctx context.Context, in *ListOpinions) (*Answer[Rows[OpinionView]], error) {
	f := store.Opinions{Filing: skill.FilingID(in.Filing), Status: only[skill.OpinionStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, opinionView, func(v OpinionView) string { return string(v.ID) })
}

func (a *API) opinion(ctx context.Context, in *ByID) (*Answer[OpinionWhole], error) {
	return a.opinionOf(ctx, &in.Call, in.ID)
}

func (a *API) opinionOf(ctx context.Context, c *Call, id string) (*Answer[OpinionWhole], error) {
	o, err := c.view().Opinion(ctx, skill.OpinionID(id))
	if err != nil {
		return nil, err
	}
	out := OpinionWhole{OpinionView: opinionView(o)}
	if c.released(o) {
		return answer(c, out, nil)
	}
	f, err := a.Store.Unscoped().Filing(ctx, o.Filing)
	if err != nil {
		return nil, err
	}
	on, err := a.wholeFiling(ctx, f)
	out.On = &on
	return answer(c, out, err)
}

// released tells whether whoever asks is the expert and is asked no longer: the
// filing and its documents are theirs no more. The centre sees them as before.
func (c *Call) released(o skill.Opinion) bool {
	return o.Status == skill.OpinionReleased && o.Expert == c.actor.Person
}

func (a *API) opinionDocument(ctx context.Context, in *ByPaper) (*File, error) {
	o, err := in.view().Opinion(ctx, skill.OpinionID(in.ID))
	if err != nil {
		return nil, err
	}
	if in.released(o) {
		return nil, skill.Fail(skill.NotFound, "file.not_found")
	}
	f, err := a.Store.Unscoped().Filing(ctx, o.Filing)
	if err != nil {
		return nil, err
	}
	return a.paperOf(ctx, f, in.Paper)
}

// An OpinionDraft is a stance on every point, and what is to be said in sum.
type OpinionDraft struct {
	Points []PointView `json:"points"`
	Ground string      `json:"ground,omitempty"`
}

// GiveOpinion gives an opinion.
type GiveOpinion struct {
	ByID
	Sent[OpinionDraft]
}

func (a *API) giveOpinion(ctx context.Context, in *GiveOpinion) (*Answer[OpinionWhole], error) {
	o, err := in.view().Opinion(ctx, skill.OpinionID(in.ID))
	if err != nil {
		return nil, err
	}
	o.Ground, o.Points = in.Value.Ground, nil
	for _, p := range in.Value.Points {
		o.Points = append(o.Points, skill.Point(p))
	}
	_, err = a.Accreditation.GiveOpinion(ctx, in.by(ctx), o)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.opinionOf(ctx, &in.Call, in.ID)
}

func (a *API) releaseExpert(ctx context.Context, in *Grounded) (*Answer[OpinionWhole], error) {
	if _, err := in.view().Opinion(ctx, skill.OpinionID(in.ID)); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.ReleaseExpert(ctx, in.by(ctx), skill.OpinionID(in.ID), in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.opinionOf(ctx, &in.Call, in.ID)
}
