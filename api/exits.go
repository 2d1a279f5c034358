package api

import (
	"context"
	"time"

	"assay/office/accreditation"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// exits registers how a body leaves of its own will.
func (a *API) exits() {
	register(a, post("declare-exit", "/bodies/{id}/exits", "Say that a body assesses no more from a day on (申请自愿退出)").creates(), a.declareExit)
	register(a, get("list-exits", "/exits", "Exits within the asker's organisations"), a.listExits)
	register(a, get("get-exit", "/exits/{id}", "One exit"), a.exit)
	register(a, post("confirm-exit", "/exits/{id}/confirm", "Let the body leave on its day (确认退出)"), a.endExit((*accreditation.Desk).ConfirmExit))
	register(a, post("refuse-exit", "/exits/{id}/refuse", "Hold the body to its filing (不同意退出)"), a.endExit((*accreditation.Desk).RefuseExit))
	register(a, post("take-back-exit", "/exits/{id}/take-back", "Take it back while nobody has decided (撤回)"), a.takeBackExit)
}

// An ExitView is a body's leaving.
type ExitView struct {
	ID        skill.ExitID     `json:"id"`
	Body      skill.BodyID     `json:"body"`
	On        day.Date         `json:"on" doc:"The first day on which it assesses no more."`
	Why       string           `json:"why"`
	Applicant skill.PersonID   `json:"applicant"`
	Decider   skill.PersonID   `json:"decider"`
	Ground    string           `json:"ground"`
	Status    skill.ExitStatus `json:"status"`
	StatusAt  time.Time        `json:"status_at"`
	Actions   []string         `json:"actions" nullable:"false"`
	Version   int64            `json:"version"`
}

func exitView(e skill.Exit) ExitView {
	return ExitView{e.ID, e.Body, e.On, e.Why, e.Applicant, e.Decider, e.Ground, e.Status, e.StatusAt, actions(e.Actions()), e.Version}
}

// An ExitDraft is a leaving to be declared.
type ExitDraft struct {
	On  day.Date `json:"on" doc:"The first day on which it assesses no more; after today."`
	Why string   `json:"why" doc:"No name, number or address belongs here."`
}

// DeclareExit declares it.
type DeclareExit struct {
	ByID
	Sent[ExitDraft]
}

func (a *API) declareExit(ctx context.Context, in *DeclareExit) (*Answer[ExitView], error) {
	body := skill.BodyID(in.ID)
	if _, err := in.view().Body(ctx, body); err != nil {
		return nil, err
	}
	e, err := a.Accreditation.DeclareExit(ctx, in.by(ctx), skill.Exit{Body: body, On: in.Value.On, Why: in.Value.Why})
	id, err := in.made("body_exit", string(e.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.exitOf(ctx, &in.Call, id)
	return out.at("/exits/" + id), err
}

func (a *API) exitOf(ctx context.Context, c *Call, id string) (*Answer[ExitView], error) {
	e, err := c.view().Exit(ctx, skill.ExitID(id))
	return answer(c, exitView(e), err)
}

func (a *API) exit(ctx context.Context, in *ByID) (*Answer[ExitView], error) {
	return a.exitOf(ctx, &in.Call, in.ID)
}

// ListExits asks for exits.
type ListExits struct {
	Call
	Paged
	Of     string `query:"body"`
	Status string `query:"status" enum:"declared,confirmed,left,refused,taken"`
}

func (a *API) listExits(ctx context.Context, in *ListExits) (*Answer[Rows[ExitView]], error) {
	f := store.Exits{Body: skill.BodyID(in.Of), Status: only[skill.ExitStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, exitView, func(v ExitView) string { return string(v.ID) })
}

type exitVerb func(*accreditation.Desk, context.Context, store.By, skill.ExitID, string) (skill.Exit, error)

func (a *API) endExit(verb exitVerb) func(context.Context, *Grounded) (*Answer[ExitView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[ExitView], error) {
		id := skill.ExitID(in.ID)
		if _, err := in.view().Exit(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Accreditation, ctx, in.by(ctx), id, in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.exitOf(ctx, &in.Call, in.ID)
	}
}

func (a *API) takeBackExit(ctx context.Context, in *ByID) (*Answer[ExitView], error) {
	id := skill.ExitID(in.ID)
	if _, err := in.view().Exit(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.TakeBackExit(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.exitOf(ctx, &in.Call, in.ID)
}
