package store

import (
	"context"

	"assay/skill"
)

var (
	annualPlans = define("annual_plan", annualPlanFields, onPath)
	lodgements  = define("lodgement", lodgementFields, onPath)
	additions   = define("addition", additionFields, onPath)
	assignments = define("assignment", assignmentFields, ownOrOnPath)
	recusals    = define("recusal", recusalFields, ownOrOnPath)
)

func annualPlanFields(f *fields, a *skill.AnnualPlan) {
	key(f, &a.ID)
	text(f, "=body_id", &a.Body)
	text(f, "=path", &a.Path)
	integer(f, "=year", &a.Year)
	inside(f, "year_rows", &a.Rows)
	readable(f, "words", &a.Words)
	text(f, "reporter", &a.Reporter)
	text(f, "decider", &a.Decider)
	readable(f, "ground", &a.Ground)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

func lodgementFields(f *fields, l *skill.Lodgement) {
	key(f, &l.ID)
	text(f, "=plan_id", &l.Plan)
	text(f, "=body_id", &l.Body)
	text(f, "=path", &l.Path)
	date(f, "exam", &l.Exam)
	date(f, "due", &l.Due)
	boolean(f, "provisional", &l.Provisional)
	instant(f, "lodged_at", &l.At)
	integer(f, "candidates", &l.Candidates)
	text(f, "reporter", &l.Reporter)
	text(f, "decider", &l.Decider)
	readable(f, "ground", &l.Ground)
	state(f, &l.Status, &l.StatusAt)
	version(f, &l.Version)
}

func additionFields(f *fields, a *skill.Addition) {
	key(f, &a.ID)
	text(f, "=plan_id", &a.Plan)
	text(f, "=application_id", &a.Application)
	text(f, "=path", &a.Path)
	readable(f, "reason", &a.Reason)
	text(f, "=by_person", &a.By)
	date(f, "=added_on", &a.On)
	version(f, &a.Version)
}

func assignmentFields(f *fields, a *skill.Assignment) {
	key(f, &a.ID)
	text(f, "=plan_id", &a.Plan)
	text(f, "=session_id", &a.Session)
	text(f, "=room_id", &a.Room)
	text(f, "=path", &a.Path)
	text(f, "=person_id", &a.Person)
	text(f, "=duty", &a.Duty)
	boolean(f, "leader", &a.Leader)
	text(f, "=registration_id", &a.Registration)
	text(f, "=replaces", &a.Replaces)
	text(f, "=by_person", &a.By)
	readable(f, "ground", &a.Ground)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

func recusalFields(f *fields, r *skill.Recusal) {
	key(f, &r.ID)
	text(f, "=person_id", &r.Person)
	text(f, "=candidate_id", &r.Candidate)
	text(f, "=path", &r.Path)
	text(f, "=kind", &r.Kind)
	text(f, "=by_person", &r.By)
	boolean(f, "withdrawn", &r.Withdrawn)
	version(f, &r.Version)
}

// AnnualPlan reads one annual plan.
func (r Reader) AnnualPlan(ctx context.Context, id skill.AnnualPlanID) (skill.AnnualPlan, error) {
	return get[skill.AnnualPlan](ctx, r, id)
}

// Lodgement reads one lodgement.
func (r Reader) Lodgement(ctx context.Context, id skill.LodgementID) (skill.Lodgement, error) {
	return get[skill.Lodgement](ctx, r, id)
}

// Addition reads one addition.
func (r Reader) Addition(ctx context.Context, id skill.AdditionID) (skill.Addition, error) {
	return get[skill.Addition](ctx, r, id)
}

// Assignment reads one assignment.
func (r Reader) Assignment(ctx context.Context, id skill.AssignmentID) (skill.Assignment, error) {
	return get[skill.Assignment](ctx, r, id)
}

// Recusal reads one recusal.
func (r Reader) Recusal(ctx context.Context, id skill.RecusalID) (skill.Recusal, error) {
	return get[skill.Recusal](ctx, r, id)
}

// AnnualPlans narrows a list of annual plans.
type AnnualPlans struct {
	Body   skill.BodyID
	Year   int
	Status []skill.AnnualPlanStatus
}

func (a AnnualPlans) narrow(w *where, _ *words, _ skill.AnnualPlan) {
	is(w, "body_id", a.Body)
	if a.Year != 0 {
		w.and("year = ?", a.Year)
	}
	in(w, "status", a.Status)
}

// Lodgements narrows a list of lodgements.
type Lodgements struct {
	Plan   skill.PlanID
	Body   skill.BodyID
	Status []skill.LodgementStatus
}

func (l Lodgements) narrow(w *where, _ *words, _ skill.Lodgement) {
	is(w, "plan_id", l.Plan)
	is(w, "body_id", l.Body)
	in(w, "status", l.Status)
}

// LodgementOf reads the lodgement of a plan; the zero Lodgement is none.
func (r Reader) LodgementOf(ctx context.Context, p skill.Plan) (skill.Lodgement, error) {
	return maybe(One(ctx, r, Lodgements{Plan: p.ID}))
}

// Additions narrows a list of additions.
type Additions struct {
	Plan        skill.PlanID
	Application skill.ApplicationID
}

func (a Additions) narrow(w *where, _ *words, _ skill.Addition) {
	is(w, "plan_id", a.Plan)
	is(w, "application_id", a.Application)
}

// Assignments narrows a list of assignments.
type Assignments struct {
	Plan    skill.PlanID
	Session skill.SessionID
	Person  skill.PersonID
	Duty    skill.Duty
	Status  []skill.AssignmentStatus
	Body    skill.BodyID // of its plans
	// During lets those through alone whose sessions, of plans that are not
	// cancelled, are at one time with it, itself excepted.
	During *skill.Session
}

func (a Assignments) narrow(w *where, _ *words, _ skill.Assignment) {
	is(w, "plan_id", a.Plan)
	is(w, "session_id", a.Session)
	is(w, "person_id", a.Person)
	is(w, "duty", a.Duty)
	in(w, "status", a.Status)
	if a.Body != "" {
		w.and("plan_id IN (SELECT p.id FROM plan p WHERE p.body_id = ?)", string(a.Body))
	}
	if a.During != nil {
		meanwhile(w, "assignment.session_id", *a.During)
	}
}

// Recusals narrows a list of recusals that were not withdrawn.
type Recusals struct {
	Person skill.PersonID
	Plan   skill.PlanID // about candidates on its list
}

func (r Recusals) narrow(w *where, _ *words, _ skill.Recusal) {
	w.and("withdrawn = 0")
	is(w, "person_id", r.Person)
	if r.Plan != "" {
		w.and("EXISTS (SELECT 1 FROM application a WHERE a.person_id = recusal.candidate_id AND a.plan_id = ? AND (a.status = 'entered' OR a.status = 'accepted'))", string(r.Plan))
	}
}

// A Clash narrows a list of sittings to those that are due, in sessions at one
// time with another session, of people who are to sit in that one: with
// applications accepted in its plan, or called to the session itself.
type Clash struct {
	With   skill.Session
	Called bool // those called to the session alone
}

func (c Clash) narrow(w *where, _ *words, _ skill.Sitting) {
	mine := "m.plan_id = ? AND m.status = 'accepted'"
	of := string(c.With.Plan)
	if c.Called {
		mine = "EXISTS (SELECT 1 FROM sitting t WHERE t.application_id = m.id AND t.session_id = ? AND t.status = 'due')"
		of = string(c.With.ID)
	}
	w.and("status = 'due'")
	w.and("EXISTS (SELECT 1 FROM application a JOIN application m ON m.person_id = a.person_id WHERE a.id = sitting.application_id AND "+mine+")", of)
	meanwhile(w, "sitting.session_id", c.With)
}

// Everywhere narrows a list of applications to those, in whatever plan, of the
// people who are accepted in one: who locks them calls nobody to two places.
type Everywhere struct{ Plan skill.PlanID }

func (e Everywhere) narrow(w *where, _ *words, _ skill.Application) {
	w.and("person_id IN (SELECT m.person_id FROM application m WHERE m.plan_id = ? AND m.status = 'accepted')", string(e.Plan))
}
