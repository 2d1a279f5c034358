package api

import (
	"context"

	"assay/skill"
)

// A HeardView is an objection with its words.
type HeardView struct {
	ObjectionView
	Text string `json:"text"`
}

// askReview has a result looked at again.
func (a *API) askReview(ctx context.Context, in *Object) (*Answer[ObjectionView], error) {
	if _, err := in.view().Result(ctx, skill.ResultID(in.ID)); err != nil {
		return nil, err
	}
	o, err := a.Marking.AskReview(ctx, in.by(ctx), skill.ResultID(in.ID), skill.Keep(skill.Clean(in.Value.Text)))
	id, err := in.made("objection", string(o.ID), err)
	if err != nil {
		return nil, err
	}
	return a.objectionOf(ctx, &in.Call, id)
}

// objection shows what is objected to the reviewer who decides on it, and to
// whoever objected.
func (a *API) objection(ctx context.Context, in *ByID) (*Answer[HeardView], error) {
	o, err := in.view().Objection(ctx, skill.ObjectionID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := in.need(o.Path, o.By); err != nil {
		return nil, err
	}
	return answer(&in.Call, HeardView{objectionView(o), o.Text.Reveal()}, nil)
}
