package api

import (
	"context"
	"time"

	"assay/reference"
	"assay/skill"
	"assay/store"
)

// plans registers batches and their sessions.
func (a *API) plans() {
	register(a, post("file-plan", "/plans", "Hand in a plan (报备)").creates(), a.filePlan)
	register(a, get("list-plans", "/plans", "Plans within the asker's organisations"), a.listPlans)
	register(a, get("get-plan", "/plans/{id}", "One plan"), a.plan)
	register(a, post("hold-session", "/plans/{id}/sessions", "Add a session (场次)").creates(), a.holdSession)
	register(a, get("list-sessions", "/plans/{id}/sessions", "Sessions of a plan"), a.listSessions)
	register(a, post("start-plan", "/plans/{id}/start", "Close the list and call the accepted candidates"), a.startPlan)
	register(a, post("finish-plan", "/plans/{id}/finish", "End the batch"), a.finishPlan)
	register(a, post("cancel-plan", "/plans/{id}/cancel", "Give a plan up before the exam"), a.cancelPlan)
}

// A PlanDraft is a plan to be filed.
type PlanDraft struct {
	Body       skill.BodyID         `json:"body"`
	Site       skill.SiteID         `json:"site"`
	Title      string               `json:"title"`
	Occupation skill.OccupationCode `json:"occupation"`
	Specialty  string               `json:"specialty,omitempty" doc:"工种, where there is one."`
	Level      skill.Level          `json:"level"`
	Set        string               `json:"set,omitempty" doc:"The condition set that decides who may apply; national-2023 by default."`
}

// FilePlan files a plan.
type FilePlan struct {
	Call
	Sent[PlanDraft]
}

func (a *API) filePlan(ctx context.Context, in *FilePlan) (*Answer[PlanView], error) {
	d := in.Value
	if d.Set == "" {
		d.Set = reference.UsualSet()
	}
	if _, err := in.view().Body(ctx, d.Body); err != nil {
		return nil, skill.FailField("body", "plan.no_body")
	}
	p, err := a.Examination.File(ctx, in.by(ctx), skill.Plan{
		Body: d.Body, Site: d.Site, Title: d.Title, Occupation: d.Occupation, Specialty: d.Specialty, Level: d.Level, Set: d.Set,
	})
	id, err := in.made("plan", string(p.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.planOf(ctx, &in.Call, id)
	return out.at("/plans/" + id), err
}

func (a *API) planOf(ctx context.Context, c *Call, id string) (*Answer[PlanView], error) {
	p, err := c.view().Plan(ctx, skill.PlanID(id))
	return answer(c, planView(p), err)
}

// ListPlans asks for plans.
type ListPlans struct {
	Call
	Paged
	Of         string `query:"body"`
	Occupation string `query:"occupation"`
	Status     string `query:"status" enum:"filed,running,finished,cancelled"`
}

func (a *API) listPlans(ctx context.Context, in *ListPlans) (*Answer[Rows[PlanView]], error) {
	f := store.Plans{Body: skill.BodyID(in.Of), Occupation: skill.OccupationCode(in.Occupation), Status: only[skill.PlanStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, planView, func(v PlanView) string { return string(v.ID) })
}

func (a *API) plan(ctx context.Context, in *ByID) (*Answer[PlanView], error) {
	return a.planOf(ctx, &in.Call, in.ID)
}

// sees refuses a plan that is not for the asker's eyes.
func (c *Call) sees(ctx context.Context, plan string) (skill.Plan, error) {
	return c.view().Plan(ctx, skill.PlanID(plan))
}

// A SessionDraft is a session to be held.
type SessionDraft struct {
	Part    skill.Part `json:"part" enum:"theory,operation,review"`
	Attempt int        `json:"attempt,omitempty" doc:"1 is the first exam, 2 the retake; 1 by default."`
	Starts  time.Time  `json:"starts"`
	Ends    time.Time  `json:"ends"`
	Place   string     `json:"place"`

	Rooms  []skill.RoomID `json:"rooms,omitempty" doc:"That it takes, all or none."`
	Access int            `json:"access,omitempty" doc:"Candidates who need an accessible place."`
}

// HoldSession adds a session.
type HoldSession struct {
	ByID
	Sent[SessionDraft]
}

func (a *API) holdSession(ctx context.Context, in *HoldSession) (*Answer[SessionView], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	d := in.Value
	if d.Attempt == 0 {
		d.Attempt = 1
	}
	s, err := a.Examination.Hold(ctx, in.by(ctx), skill.Session{
		Plan: skill.PlanID(in.ID), Part: d.Part, Attempt: d.Attempt, Starts: d.Starts, Ends: d.Ends, Place: d.Place, Access: d.Access,
	}, d.Rooms...)
	id, err := in.made("session", string(s.ID), err)
	if err != nil {
		return nil, err
	}
	s, err = in.view().Session(ctx, skill.SessionID(id))
	return answer(&in.Call, sessionView(s), err)
}

func (a *API) listSessions(ctx context.Context, in *ListOf) (*Answer[Rows[SessionView]], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	f := store.Sessions{Plan: skill.PlanID(in.ID)}
	return list(ctx, &in.Call, f, in.Paged, sessionView, func(v SessionView) string { return string(v.ID) })
}

func (a *API) startPlan(ctx context.Context, in *ByID) (*Answer[PlanView], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	_, err := a.Examination.Start(ctx, in.by(ctx), skill.PlanID(in.ID))
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.planOf(ctx, &in.Call, in.ID)
}

func (a *API) finishPlan(ctx context.Context, in *ByID) (*Answer[PlanView], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	_, err := a.Examination.Finish(ctx, in.by(ctx), skill.PlanID(in.ID))
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.planOf(ctx, &in.Call, in.ID)
}

func (a *API) cancelPlan(ctx context.Context, in *Grounded) (*Answer[PlanView], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	_, err := a.Examination.Cancel(ctx, in.by(ctx), skill.PlanID(in.ID), in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.planOf(ctx, &in.Call, in.ID)
}
