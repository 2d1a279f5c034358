package api

import (
	"context"
	"time"

	"assay/locale"
	"assay/office/examination"
	"assay/rule/planning"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// planning registers what an exam is prepared with: the year's plan, the report to
// the centre, duties, other times, and the checklist of it all.
func (a *API) planning() {
	register(a, post("submit-annual-plan", "/bodies/{id}/annual-plans", "Hand the plan of a year to the centre (年度计划)").creates(), a.submitAnnualPlan)
	register(a, get("list-annual-plans", "/annual-plans", "Annual plans within the asker's organisations"), a.listAnnualPlans)
	register(a, get("get-annual-plan", "/annual-plans/{id}", "One annual plan"), a.annualPlan)
	register(a, post("note-annual-plan", "/annual-plans/{id}/note", "Take note of an annual plan (备查)"), a.noteAnnualPlan)
	register(a, post("send-back-annual-plan", "/annual-plans/{id}/send-back", "Ask for another annual plan (退回)"), a.sendBackAnnualPlan)
	register(a, post("lodge-plan", "/plans/{id}/lodge", "Report a batch and its list to the centre before the exam (考前上报)"), a.lodgePlan)
	register(a, get("list-lodgements", "/lodgements", "Batches reported before their exams, within the asker's organisations"), a.listLodgements)
	register(a, get("get-lodgement", "/lodgements/{id}", "One batch as it was reported"), a.lodgement)
	register(a, post("note-lodgement", "/lodgements/{id}/note", "Take note of a reported batch (备查)"), a.noteLodgement)
	register(a, post("object-lodgement", "/lodgements/{id}/object", "Say what has to be put right before the exam (异议)"), a.objectLodgement)
	register(a, post("add-late", "/applications/{id}/additions", "Say why a candidate came after the list was reported (补报)").creates(), a.addLate)
	register(a, get("list-additions", "/plans/{id}/additions", "Candidates who came after the list was reported"), a.listAdditions)
	register(a, post("reschedule-session", "/sessions/{id}/reschedule", "Move a session to another time (改期)"), a.rescheduleSession)
	register(a, post("cancel-session", "/sessions/{id}/cancel", "Give up a session to which nobody is called"), a.cancelSession)
	register(a, post("record-no-show", "/sessions/{id}/no-shows", "Write down who did not come (缺考)"), a.recordNoShow)
	register(a, get("get-plan-checklist", "/plans/{id}/checklist", "The four steps of a batch: what is done, by whom, and what is late"), a.planChecklist)
	a.dutyRoster()
}

// An AnnualRowView is how many are expected in one month.
type AnnualRowView struct {
	Occupation skill.OccupationCode `json:"occupation"`
	Level      skill.Level          `json:"level"`
	Month      int                  `json:"month"`
	Candidates int                  `json:"candidates"`
}

// An AnnualPlanDraft is what a body means to examine in a year.
type AnnualPlanDraft struct {
	Year  int             `json:"year"`
	Rows  []AnnualRowView `json:"rows" nullable:"false"`
	Words string          `json:"words,omitempty" doc:"No name, number or address belongs here."`
}

// An AnnualPlanView is one annual plan.
type AnnualPlanView struct {
	ID   skill.AnnualPlanID `json:"id"`
	Body skill.BodyID       `json:"body"`
	Path skill.OrgPath      `json:"path"`
	AnnualPlanDraft
	Reporter skill.PersonID         `json:"reporter"`
	Decider  skill.PersonID         `json:"decider"`
	Ground   string                 `json:"ground"`
	Status   skill.AnnualPlanStatus `json:"status"`
	StatusAt time.Time              `json:"status_at"`
	Actions  []string               `json:"actions" nullable:"false"`
	Version  int64                  `json:"version"`
}

func annualPlanView(x skill.AnnualPlan) AnnualPlanView {
	v := AnnualPlanView{
		ID: x.ID, Body: x.Body, Path: x.Path, AnnualPlanDraft: AnnualPlanDraft{Year: x.Year, Rows: []AnnualRowView{}, Words: x.Words}, Reporter: x.Reporter,
		Decider: x.Decider, Ground: x.Ground, Status: x.Status, StatusAt: x.StatusAt, Actions: actions(x.Actions()), Version: x.Version,
	}
	for _, r := range x.Rows {
		v.Rows = append(v.Rows, AnnualRowView(r))
	}
	return v
}

// SubmitAnnualPlan hands one in.
type SubmitAnnualPlan struct {
	ByID
	Sent[AnnualPlanDraft]
}

func (a *API) submitAnnualPlan(ctx context.Context, in *SubmitAnnualPlan) (*Answer[AnnualPlanView], error) {
	b, err := in.view().Body(ctx, skill.BodyID(in.ID))
	if err != nil {
		return nil, err
	}
	draft := skill.AnnualPlan{Body: b.ID, Year: in.Value.Year, Words: in.Value.Words}
	for _, r := range in.Value.Rows {
		draft.Rows = append(draft.Rows, skill.AnnualRow(r))
	}
	x, err := a.Examination.SubmitAnnualPlan(ctx, in.by(ctx), draft)
	id, err := in.made("annual_plan", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.annualPlanOf(ctx, &in.Call, id)
	return out.at("/annual-plans/" + id), err
}

func (a *API) annualPlanOf(ctx context.Context, c *Call, id string) (*Answer[AnnualPlanView], error) {
	x, err := c.view().AnnualPlan(ctx, skill.AnnualPlanID(id))
	return answer(c, annualPlanView(x), err)
}

func (a *API) annualPlan(ctx context.Context, in *ByID) (*Answer[AnnualPlanView], error) {
	return a.annualPlanOf(ctx, &in.Call, in.ID)
}

// ListAnnualPlans asks for annual plans.
type ListAnnualPlans struct {
	Call
	Paged
	Of     string `query:"body"`
	Status string `query:"status" enum:"submitted,noted,returned"`
}

func (a *API) listAnnualPlans(ctx context.Context, in *ListAnnualPlans) (*Answer[Rows[AnnualPlanView]], error) {
	f := store.AnnualPlans{Body: skill.BodyID(in.Of), Status: only[skill.AnnualPlanStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, annualPlanView, func(v AnnualPlanView) string { return string(v.ID) })
}

func (a *API) noteAnnualPlan(ctx context.Context, in *ByID) (*Answer[AnnualPlanView], error) {
	id := skill.AnnualPlanID(in.ID)
	if _, err := in.view().AnnualPlan(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.NoteAnnualPlan(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.annualPlanOf(ctx, &in.Call, in.ID)
}

func (a *API) sendBackAnnualPlan(ctx context.Context, in *Grounded) (*Answer[AnnualPlanView], error) {
	id := skill.AnnualPlanID(in.ID)
	if _, err := in.view().AnnualPlan(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.SendBackAnnualPlan(ctx, in.by(ctx), id, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.annualPlanOf(ctx, &in.Call, in.ID)
}

// A LodgementView is a batch as it was reported before the exam.
type LodgementView struct {
	ID          skill.LodgementID     `json:"id"`
	Plan        skill.PlanID          `json:"plan"`
	Body        skill.BodyID          `json:"body"`
	Path        skill.OrgPath         `json:"path"`
	Exam        day.Date              `json:"exam" doc:"The first day of the exam as it was planned then."`
	Due         day.Date              `json:"due" doc:"The last day for reporting by policy."`
	Provisional bool                  `json:"provisional" doc:"Counted over a year whose calendar was not seen."`
	At          time.Time             `json:"at"`
	Late        bool                  `json:"late"`
	Candidates  int                   `json:"candidates"`
	Reporter    skill.PersonID        `json:"reporter"`
	Decider     skill.PersonID        `json:"decider"`
	Ground      string                `json:"ground"`
	Status      skill.LodgementStatus `json:"status"`
	StatusAt    time.Time             `json:"status_at"`
	Actions     []string              `json:"actions" nullable:"false"`
	Version     int64                 `json:"version"`
}

func lodgementView(x skill.Lodgement) LodgementView {
	return LodgementView{
		x.ID, x.Plan, x.Body, x.Path, x.Exam, x.Due, x.Provisional, x.At, x.Late(), x.Candidates, x.Reporter, x.Decider, x.Ground,
		x.Status, x.StatusAt, actions(x.Actions()), x.Version,
	}
}

func (a *API) lodgePlan(ctx context.Context, in *ByID) (*Answer[LodgementView], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	_, err = a.Examination.Lodge(ctx, in.by(ctx), p.ID)
	if err := in.done(err); err != nil {
		return nil, err
	}
	x, err := in.view().LodgementOf(ctx, p)
	return answer(&in.Call, lodgementView(x), err)
}

func (a *API) lodgementOf(ctx context.Context, c *Call, id string) (*Answer[LodgementView], error) {
	x, err := c.view().Lodgement(ctx, skill.LodgementID(id))
	return answer(c, lodgementView(x), err)
}

func (a *API) lodgement(ctx context.Context, in *ByID) (*Answer[LodgementView], error) {
	return a.lodgementOf(ctx, &in.Call, in.ID)
}

// ListLodgements asks for reported batches.
type ListLodgements struct {
	Call
	Paged
	Of     string `query:"body"`
	Plan   string `query:"plan"`
	Status string `query:"status" enum:"lodged,noted,objected"`
}

func (a *API) listLodgements(ctx context.Context, in *ListLodgements) (*Answer[Rows[LodgementView]], error) {
	f := store.Lodgements{Body: skill.BodyID(in.Of), Plan: skill.PlanID(in.Plan), Status: only[skill.LodgementStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, lodgementView, func(v LodgementView) string { return string(v.ID) })
}

func (a *API) noteLodgement(ctx context.Context, in *ByID) (*Answer[LodgementView], error) {
	id := skill.LodgementID(in.ID)
	if _, err := in.view().Lodgement(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.NoteLodgement(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.lodgementOf(ctx, &in.Call, in.ID)
}

func (a *API) objectLodgement(ctx context.Context, in *Grounded) (*Answer[LodgementView], error) {
	id := skill.LodgementID(in.ID)
	if _, err := in.view().Lodgement(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.ObjectLodgement(ctx, in.by(ctx), id, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.lodgementOf(ctx, &in.Call, in.ID)
}

// An AdditionView is a candidate who came after the list was reported.
type AdditionView struct {
	ID          skill.AdditionID    `json:"id"`
	Plan        skill.PlanID        `json:"plan"`
	Application skill.ApplicationID `json:"application"`
	Path        skill.OrgPath       `json:"path"`
	Reason      string              `json:"reason"`
	By          skill.PersonID      `json:"by"`
	On          day.Date            `json:"on"`
}

func additionView(x skill.Addition) AdditionView {
	return AdditionView{x.ID, x.Plan, x.Application, x.Path, x.Reason, x.By, x.On}
}

// An AdditionDraft says why.
type AdditionDraft struct {
	Reason string `json:"reason" doc:"No name, number or address belongs here."`
}

// AddLate adds somebody.
type AddLate struct {
	ByID
	Sent[AdditionDraft]
}

func (a *API) addLate(ctx context.Context, in *AddLate) (*Answer[AdditionView], error) {
	app, err := in.view().Application(ctx, skill.ApplicationID(in.ID))
	if err != nil {
		return nil, err
	}
	x, err := a.Examination.AddLate(ctx, in.by(ctx), app.ID, in.Value.Reason)
	id, err := in.made("addition", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	x, err = in.view().Addition(ctx, skill.AdditionID(id))
	return answer(&in.Call, additionView(x), err)
}

func (a *API) listAdditions(ctx context.Context, in *ListOf) (*Answer[Rows[AdditionView]], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	f := store.Additions{Plan: skill.PlanID(in.ID)}
	return list(ctx, &in.Call, f, in.Paged, additionView, func(v AdditionView) string { return string(v.ID) })
}

// A ShiftDraft is another time for a session.
type ShiftDraft struct {
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends"`
	Ground string    `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// RescheduleSession moves one.
type RescheduleSession struct {
	ByID
	Sent[ShiftDraft]
}

func (a *API) rescheduleSession(ctx context.Context, in *RescheduleSession) (*Answer[SessionDetail], error) {
	id, d := skill.SessionID(in.ID), in.Value
	if _, err := in.view().Session(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.Reschedule(ctx, in.by(ctx), examination.Shift{Session: id, Starts: d.Starts, Ends: d.Ends, Ground: d.Ground})
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.session(ctx, &in.ByID)
}

func (a *API) cancelSession(ctx context.Context, in *Grounded) (*Answer[SessionDetail], error) {
	id := skill.SessionID(in.ID)
	if _, err := in.view().Session(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.CancelSession(ctx, in.by(ctx), id, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.session(ctx, &in.ByID)
}

// NoShows names who did not come.
type NoShows struct {
	Applications []skill.ApplicationID `json:"applications" nullable:"false"`
}

// RecordNoShow writes it down.
type RecordNoShow struct {
	ByID
	Sent[NoShows]
}

// A NoShowAnswer is how many were written down.
type NoShowAnswer struct {
	Absent int `json:"absent"`
}

func (a *API) recordNoShow(ctx context.Context, in *RecordNoShow) (*Answer[NoShowAnswer], error) {
	id := skill.SessionID(in.ID)
	if _, err := in.view().Session(ctx, id); err != nil {
		return nil, err
	}
	n, err := a.Examination.NoShow(ctx, in.by(ctx), id, in.Value.Applications)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return answer(&in.Call, NoShowAnswer{n}, nil)
}

// A ChecklistItem is one line of the checklist of a batch.
type ChecklistItem struct {
	Step    planning.Step   `json:"step" enum:"organising,equipping,examining,concluding"`
	Key     string          `json:"key"`
	Text    string          `json:"text" doc:"In the asker's language."`
	State   planning.State  `json:"state" enum:"done,open,late,free"`
	Due     *day.Date       `json:"due"`
	On      *day.Date       `json:"on"`
	By      skill.PersonID  `json:"by"`
	Have    int             `json:"have"`
	Need    int             `json:"need"`
	Remarks []ChecklistNote `json:"remarks" nullable:"false"`
}

// A ChecklistNote is a remark, which refuses nothing.
type ChecklistNote struct {
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

func (a *API) planChecklist(ctx context.Context, in *ByID) (*Answer[Rows[ChecklistItem]], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	items, err := a.Examination.Checklist(ctx, p)
	out := Rows[ChecklistItem]{Items: []ChecklistItem{}}
	for _, x := range items {
		v := ChecklistItem{
			Step: x.Step, Key: x.Key, Text: locale.Text(in.lang(), "word.planning.item."+x.Key, nil), State: x.State, Due: orNull(x.Due), On: orNull(x.On),
			By: x.By, Have: x.Have, Need: x.Need, Remarks: []ChecklistNote{},
		}
		for _, reason := range x.Remarks {
			v.Remarks = append(v.Remarks, ChecklistNote{reason, locale.Text(in.lang(), reason, nil)})
		}
		out.Items = append(out.Items, v)
	}
	return answer(&in.Call, out, err)
}
