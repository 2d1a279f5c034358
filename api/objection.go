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
