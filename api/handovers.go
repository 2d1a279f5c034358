package api

import (
	"context"
	"time"

	"assay/office/accreditation"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// handovers registers what becomes of plans that were handed to the centre.
func (a *API) handovers() {
	register(a, get("list-handovers", "/handovers", "Plans that were handed to the centre (移交)"), a.listHandovers)
	register(a, get("get-handover", "/handovers/{id}", "One handover"), a.handover)
	register(a, post("permit-handover", "/handovers/{id}/permit", "Let the body finish a plan under the centre's supervision until a day (监督完成)"), a.permitHandover)
	register(a, post("call-off-handover", "/handovers/{id}/call-off", "Call a plan off; its candidates are told (取消该批次)"), a.callOffHandover)
}

// A HandoverView is a plan in the centre's hands.
type HandoverView struct {
	ID       skill.HandoverID     `json:"id"`
	Body     skill.BodyID         `json:"body"`
	Plan     skill.PlanID         `json:"plan"`
	Cause    skill.HandoverCause  `json:"cause" enum:"suspended,withdrawn,exited"`
	From     day.Date             `json:"from"`
	Until    *day.Date            `json:"until" doc:"Of a permit: the last day on which the body may go on."`
	Decider  skill.PersonID       `json:"decider"`
	Ground   string               `json:"ground"`
	Status   skill.HandoverStatus `json:"status"`
	StatusAt time.Time            `json:"status_at"`
	Actions  []string             `json:"actions" nullable:"false"`
	Version  int64                `json:"version"`
}

func handoverView(h skill.Handover) HandoverView {
	return HandoverView{
		h.ID, h.Body, h.Plan, h.Cause, h.From, orNull(h.Until), h.Decider, h.Ground, h.Status, h.StatusAt, actions(h.Actions()), h.Version,
	}
}

// ListHandovers asks for handovers.
type ListHandovers struct {
	Call
	Paged
	Of     string `query:"body"`
	Plan   string `query:"plan"`
	Status string `query:"status" enum:"open,permitted,cancelled,returned"`
}

func (a *API) listHandovers(ctx context.Context, in *ListHandovers) (*Answer[Rows[HandoverView]], error) {
	f := store.Handovers{Body: skill.BodyID(in.Of), Plan: skill.PlanID(in.Plan), Status: only[skill.HandoverStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, handoverView, func(v HandoverView) string { return string(v.ID) })
}

func (a *API) handoverOf(ctx context.Context, c *Call, id string) (*Answer[HandoverView], error) {
	h, err := c.view().Handover(ctx, skill.HandoverID(id))
	return answer(c, handoverView(h), err)
}

func (a *API) handover(ctx context.Context, in *ByID) (*Answer[HandoverView], error) {
	return a.handoverOf(ctx, &in.Call, in.ID)
}

// A PermitDraft says until when a body may finish a plan.
type PermitDraft struct {
	Until  day.Date `json:"until" doc:"The last day, itself included."`
	Ground string   `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// PermitHandover permits it.
type PermitHandover struct {
	ByID
	Sent[PermitDraft]
}

func (a *API) permitHandover(ctx context.Context, in *PermitHandover) (*Answer[HandoverView], error) {
	id := skill.HandoverID(in.ID)
	if _, err := in.view().Handover(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.Permit(ctx, in.by(ctx), id, accreditation.Permit{Until: in.Value.Until, Ground: in.Value.Ground})
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.handoverOf(ctx, &in.Call, in.ID)
}

func (a *API) callOffHandover(ctx context.Context, in *Grounded) (*Answer[HandoverView], error) {
	id := skill.HandoverID(in.ID)
	if _, err := in.view().Handover(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.CallOff(ctx, in.by(ctx), id, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.handoverOf(ctx, &in.Call, in.ID)
}
