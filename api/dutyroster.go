package api

import (
	"context"
	"time"

	"assay/office/examination"
	"assay/rule/planning"
	"assay/skill"
	"assay/store"
)

// dutyRoster registers who does what at an exam, and who keeps away from whom.
func (a *API) dutyRoster() {
	register(a, post("assign-duty", "/plans/{id}/duties", "Give somebody a duty at an exam (考务安排)").creates(), a.assignDuty)
	register(a, get("list-duties", "/duties", "Duties within the asker's organisations, and the asker's own"), a.listDuties)
	register(a, get("get-duty", "/duties/{id}", "One duty"), a.duty)
	register(a, post("confirm-duty", "/duties/{id}/confirm", "Say that one will do it (确认)"), a.confirmDuty)
	register(a, post("decline-duty", "/duties/{id}/decline", "Say that one will not (辞谢)"), a.endDuty((*examination.Desk).Decline))
	register(a, post("release-duty", "/duties/{id}/release", "End a duty that nobody is needed for (解除)"), a.endDuty((*examination.Desk).Release))
	register(a, post("miss-duty", "/duties/{id}/miss", "Write down that somebody did not come (缺岗)"), a.endDuty((*examination.Desk).Miss))
	register(a, post("replace-duty", "/duties/{id}/replace", "Have somebody else take a duty over (更换)"), a.replaceDuty)
	register(a, get("check-duties", "/plans/{id}/duties/check", "What the roster of an exam misses, and by how many"), a.checkDuties)
	register(a, post("declare-recusal", "/recusals", "Declare that an officer has to do with a candidate (回避声明)").creates(), a.declareRecusal)
	register(a, get("list-recusals", "/recusals", "Declarations within the asker's organisations, and the asker's own"), a.listRecusals)
	register(a, post("withdraw-recusal", "/recusals/{id}/withdraw", "Take back a declaration that was wrong"), a.withdrawRecusal)
}

// A DutyDraft is somebody who is to do a duty.
type DutyDraft struct {
	Session skill.SessionID `json:"session,omitempty" doc:"None for a supervisor, who is there for the whole batch."`
	Room    skill.RoomID    `json:"room,omitempty" doc:"Of an invigilator, where the session takes rooms."`
	Person  skill.PersonID  `json:"person"`
	Duty    skill.Duty      `json:"duty" enum:"invigilator,assessor,supervisor"`
	Leader  bool            `json:"leader,omitempty" doc:"Of a group of assessors."`
}

// A DutyView is one duty.
type DutyView struct {
	ID   skill.AssignmentID `json:"id"`
	Plan skill.PlanID       `json:"plan"`
	Path skill.OrgPath      `json:"path"`
	DutyDraft
	Registration skill.AssessorID       `json:"registration" doc:"By which an assessor or a supervisor acts."`
	Replaces     skill.AssignmentID     `json:"replaces"`
	By           skill.PersonID         `json:"by"`
	Ground       string                 `json:"ground"`
	Status       skill.AssignmentStatus `json:"status"`
	StatusAt     time.Time              `json:"status_at"`
	Actions      []string               `json:"actions" nullable:"false"`
	Version      int64                  `json:"version"`
}

func dutyView(x skill.Assignment) DutyView {
	return DutyView{
		ID: x.ID, Plan: x.Plan, Path: x.Path, DutyDraft: DutyDraft{x.Session, x.Room, x.Person, x.Duty, x.Leader}, Registration: x.Registration,
		Replaces: x.Replaces, By: x.By, Ground: x.Ground, Status: x.Status, StatusAt: x.StatusAt, Actions: actions(x.Actions()), Version: x.Version,
	}
}

// AssignDuty assigns one.
type AssignDuty struct {
	ByID
	Sent[DutyDraft]
}

func (a *API) assignDuty(ctx context.Context, in *AssignDuty) (*Answer[DutyView], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	d := in.Value
	x, err := a.Examination.Assign(ctx, in.by(ctx), skill.Assignment{
		Plan: p.ID, Session: d.Session, Room: d.Room, Person: d.Person, Duty: d.Duty, Leader: d.Leader,
	})
	id, err := in.made("assignment", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.dutyOf(ctx, &in.Call, id)
	return out.at("/duties/" + id), err
}

func (a *API) dutyOf(ctx context.Context, c *Call, id string) (*Answer[DutyView], error) {
	x, err := c.view().Assignment(ctx, skill.AssignmentID(id))
	return answer(c, dutyView(x), err)
}

func (a *API) duty(ctx context.Context, in *ByID) (*Answer[DutyView], error) {
	return a.dutyOf(ctx, &in.Call, in.ID)
}

// ListDuties asks for duties.
type ListDuties struct {
	Call
	Paged
	Plan    string `query:"plan"`
	Session string `query:"session"`
	Person  string `query:"person"`
	Duty    string `query:"duty" enum:"invigilator,assessor,supervisor"`
	Status  string `query:"status" enum:"assigned,confirmed,declined,missing,replaced,released"`
}

func (a *API) listDuties(ctx context.Context, in *ListDuties) (*Answer[Rows[DutyView]], error) {
	f := store.Assignments{
		Plan: skill.PlanID(in.Plan), Session: skill.SessionID(in.Session), Person: skill.PersonID(in.Person), Duty: skill.Duty(in.Duty),
		Status: only[skill.AssignmentStatus](in.Status),
	}
	return list(ctx, &in.Call, f, in.Paged, dutyView, func(v DutyView) string { return string(v.ID) })
}

func (a *API) confirmDuty(ctx context.Context, in *ByID) (*Answer[DutyView], error) {
	id := skill.AssignmentID(in.ID)
	if _, err := in.view().Assignment(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.Confirm(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.dutyOf(ctx, &in.Call, in.ID)
}

type dutyVerb func(*examination.Desk, context.Context, store.By, skill.AssignmentID, string) (skill.Assignment, error)

// endDuty is an operation that ends a duty for a ground.
func (a *API) endDuty(verb dutyVerb) func(context.Context, *Grounded) (*Answer[DutyView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[DutyView], error) {
		id := skill.AssignmentID(in.ID)
		if _, err := in.view().Assignment(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Examination, ctx, in.by(ctx), id, in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.dutyOf(ctx, &in.Call, in.ID)
	}
}

// A Substitute is who takes a duty over.
type Substitute struct {
	Person skill.PersonID `json:"person"`
}

// ReplaceDuty has somebody else do it.
type ReplaceDuty struct {
	ByID
	Sent[Substitute]
}

func (a *API) replaceDuty(ctx context.Context, in *ReplaceDuty) (*Answer[DutyView], error) {
	before, err := in.view().Assignment(ctx, skill.AssignmentID(in.ID))
	if err != nil {
		return nil, err
	}
	x, err := a.Examination.Replace(ctx, in.by(ctx), before.ID, in.Value.Person)
	if err := in.done(err); err != nil {
		return nil, err
	}
	if x.ID == "" { // done before: whoever took it over
		if x, err = in.successor(ctx, before); err != nil {
			return nil, err
		}
	}
	return a.dutyOf(ctx, &in.Call, string(x.ID))
}

// successor is who took a duty over.
func (c *Call) successor(ctx context.Context, before skill.Assignment) (skill.Assignment, error) {
	all, err := store.List(ctx, c.view(), store.Assignments{Plan: before.Plan}, store.Everything)
	for _, x := range all {
		if x.Replaces == before.ID {
			return x, err
		}
	}
	return before, err
}

// A LackView is what the roster of an exam misses.
type LackView struct {
	Why     planning.Why    `json:"why" enum:"too-few,even,no-leader,rotation"`
	Duty    skill.Duty      `json:"duty"`
	Session skill.SessionID `json:"session" doc:"Empty: the whole batch."`
	Room    skill.RoomID    `json:"room" doc:"Empty: the whole session."`
	Name    string          `json:"name" doc:"Of the room."`
	Have    int             `json:"have"`
	Need    int             `json:"need"`
	Missing int             `json:"missing"`
	Person  skill.PersonID  `json:"person,omitempty" doc:"Who assesses at the body more often in a row (have) than the rule has it (need): a reminder, which refuses nothing."`
}

func (a *API) checkDuties(ctx context.Context, in *ByID) (*Answer[Rows[LackView]], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	lacks, err := a.Examination.Lacking(ctx, p)
	out := Rows[LackView]{Items: []LackView{}}
	for _, l := range lacks {
		out.Items = append(out.Items, LackView{l.Why, l.Duty, l.Session, l.Room, l.Name, l.Have, l.Need, l.Missing(), ""})
	}
	if err != nil {
		return nil, err
	}
	turns, err := a.Examination.Turns(ctx, p)
	for _, x := range turns {
		out.Items = append(out.Items, LackView{Why: planning.Rotation, Duty: skill.Assesses, Have: x.Times, Need: x.Most, Person: x.Person})
	}
	return answer(&in.Call, out, err)
}

// A RecusalDraft is a declaration.
type RecusalDraft struct {
	Person    skill.PersonID    `json:"person" doc:"The officer."`
	Candidate skill.PersonID    `json:"candidate"`
	Path      skill.OrgPath     `json:"path" doc:"Of the body where it is declared."`
	Kind      skill.RecusalKind `json:"kind" enum:"relative,trainer,master,colleague"`
}

// A RecusalView is one declaration.
type RecusalView struct {
	ID skill.RecusalID `json:"id"`
	RecusalDraft
	By        skill.PersonID `json:"by"`
	Withdrawn bool           `json:"withdrawn"`
}

func recusalView(x skill.Recusal) RecusalView {
	return RecusalView{x.ID, RecusalDraft{x.Person, x.Candidate, x.Path, x.Kind}, x.By, x.Withdrawn}
}

// DeclareRecusal declares it.
type DeclareRecusal struct {
	Call
	Sent[RecusalDraft]
}

func (a *API) declareRecusal(ctx context.Context, in *DeclareRecusal) (*Answer[RecusalView], error) {
	d := in.Value
	x, err := a.Examination.Declare(ctx, in.by(ctx), skill.Recusal{Person: d.Person, Candidate: d.Candidate, Path: d.Path, Kind: d.Kind})
	id, err := in.made("recusal", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	return a.recusalOf(ctx, &in.Call, id)
}

func (a *API) recusalOf(ctx context.Context, c *Call, id string) (*Answer[RecusalView], error) {
	x, err := c.view().Recusal(ctx, skill.RecusalID(id))
	return answer(c, recusalView(x), err)
}

// ListRecusals asks for declarations.
type ListRecusals struct {
	Call
	Paged
	Person string `query:"person"`
	Plan   string `query:"plan" doc:"About candidates on its list."`
}

func (a *API) listRecusals(ctx context.Context, in *ListRecusals) (*Answer[Rows[RecusalView]], error) {
	f := store.Recusals{Person: skill.PersonID(in.Person), Plan: skill.PlanID(in.Plan)}
	return list(ctx, &in.Call, f, in.Paged, recusalView, func(v RecusalView) string { return string(v.ID) })
}

func (a *API) withdrawRecusal(ctx context.Context, in *ByID) (*Answer[RecusalView], error) {
	id := skill.RecusalID(in.ID)
	if _, err := in.view().Recusal(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.WithdrawRecusal(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.recusalOf(ctx, &in.Call, in.ID)
}
