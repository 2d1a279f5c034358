package examination

import (
	"context"
	"slices"

	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Assign gives somebody a duty at an exam (考务安排): of a session, or the
// supervision of the whole batch. They hold the role or the registration for it
// on that day, are nowhere else at that time, and have nothing to do with a
// candidate. They are told.
func (d *Desk) Assign(ctx context.Context, by store.By, a skill.Assignment) (out skill.Assignment, err error) {
	defer skill.Wrap(&err, "assign a duty")
	err = d.change(ctx, by, "assign-duty", a.Plan, func(tx *store.Tx, p skill.Plan) error {
		out, err = d.assign(ctx, tx, p, a)
		return err
	})
	return out, err
}

// A post is somebody who is to do a duty.
type post struct {
	skill.Assignment
	plan    skill.Plan
	session skill.Session // none: of the whole batch
	on      day.Date
}

func (d *Desk) assign(ctx context.Context, tx *store.Tx, p skill.Plan, a skill.Assignment) (out skill.Assignment, err error) {
	x := post{plan: p, Assignment: skill.Assignment{
		ID: skill.AssignmentID(tx.NewID()), Plan: p.ID, Session: a.Session, Room: a.Room, Path: p.Path, Person: a.Person, Duty: a.Duty,
		Leader: a.Leader && a.Duty == skill.Assesses, Replaces: a.Replaces, By: tx.By.Actor.Person,
	}}
	if p.Status != skill.PlanFiled && p.Status != skill.PlanRunning {
		return out, skill.Fail(skill.WrongState, "plan.wrong_state", "verb", "assign", "status", string(p.Status))
	}
	for _, step := range []func(context.Context, *store.Tx, *post) error{d.placed, d.entitled, free, d.recused} {
		if err := step(ctx, tx, &x); err != nil {
			return out, err
		}
	}
	move, err := x.Assign()
	if err != nil {
		return out, err
	}
	if out, err = store.MoveOne(ctx, tx, x.Assignment, move); err != nil {
		return out, err
	}
	return out, tell(ctx, tx, skill.LetterDuty, string(out.ID), []skill.PersonID{out.Person})
}

// placed finds the session and the room of a duty.
func (d *Desk) placed(ctx context.Context, tx *store.Tx, x *post) (err error) {
	if x.Duty == skill.Supervises {
		x.Session, x.Room = "", ""
		x.on, err = firstDay(ctx, tx.Reader, x.plan)
		return err
	}
	x.session, err = tx.Locked().Session(ctx, x.Session)
	switch {
	case skill.CodeOf(err) == skill.NotFound, err == nil && x.session.Plan != x.plan.ID:
		return skill.FailField("session", "assignment.no_session")
	case err != nil:
		return err
	case x.session.Cancelled:
		return skill.Fail(skill.WrongState, "session.cancelled")
	case !x.session.Ends.After(tx.Now):
		return skill.Fail(skill.WrongState, "assignment.over")
	}
	x.on = day.Of(x.session.Starts)
	if x.Duty == skill.Assesses {
		x.Room = ""
		return nil
	}
	taken, err := store.List(ctx, tx, store.SessionRooms{Session: x.Session}, store.Everything)
	if err != nil {
		return err
	}
	there := slices.ContainsFunc(taken, func(t skill.SessionRoom) bool { return t.Room == x.Room })
	if len(taken) > 0 && !there || len(taken) == 0 && x.Room != "" {
		return skill.FailField("room", "assignment.no_room")
	}
	return nil
}

// entitled refuses somebody without the role, or without a registration that is
// in force on the day of the exam for its occupation and level.
func (d *Desk) entitled(ctx context.Context, tx *store.Tx, x *post) error {
	person, err := tx.Locked().Person(ctx, x.Person)
	switch {
	case skill.CodeOf(err) == skill.NotFound:
		return skill.FailField("person", "assignment.no_person")
	case err != nil:
		return err
	case !person.Seen:
		return skill.Fail(skill.Unmet, "person.not_seen")
	}
	if x.Duty == skill.Invigilates {
		return invigilator(ctx, tx, x)
	}
	known, err := store.List(ctx, tx, store.Assessors{Person: x.Person}, store.Everything)
	if err != nil {
		return err
	}
	find := skill.ExaminingBy
	if x.Duty == skill.Supervises {
		find = skill.SupervisingBy
	}
	by, err := find(known, skill.Examining{At: x.plan.Path, Occupation: x.plan.Occupation, Level: x.plan.Level, On: x.on})
	x.Registration = by.ID
	return err
}

func invigilator(ctx context.Context, tx *store.Tx, x *post) error {
	held, err := store.List(ctx, tx, store.Grants{Person: x.Person, Roles: []skill.Role{skill.RoleInvigilator}}, store.Everything)
	if err == nil && !slices.ContainsFunc(held, func(g skill.Grant) bool { return g.Path.Holds(x.plan.Path) }) {
		err = skill.Fail(skill.Unmet, "assignment.no_role")
	}
	return err
}

// free refuses somebody, who is locked, that is on duty elsewhere at that time, or
// does in this batch what does not go together.
func free(ctx context.Context, tx *store.Tx, x *post) error {
	here, err := store.List(ctx, tx, store.Assignments{Plan: x.Plan, Person: x.Person, Status: skill.InDuty()}, store.Everything)
	if err != nil {
		return err
	}
	for _, h := range here {
		if h.ID != x.Replaces && (h.Duty == skill.Supervises) != (x.Duty == skill.Supervises) {
			return skill.Fail(skill.Unmet, "assignment.both")
		}
	}
	if x.Session == "" {
		return nil
	}
	return elsewhere(ctx, tx, x.Person, x.session)
}

// elsewhere refuses somebody who is on duty in a session at that time, and says
// which and when.
func elsewhere(ctx context.Context, tx *store.Tx, person skill.PersonID, s skill.Session) error {
	other, err := store.One(ctx, tx, store.Assignments{Person: person, Status: skill.InDuty(), During: &s})
	if err != nil {
		if skill.CodeOf(err) == skill.NotFound {
			return nil
		}
		return err
	}
	there, err := tx.Session(ctx, other.Session)
	if err != nil {
		return err
	}
	return skill.Fail(skill.Conflict, "assignment.taken", "person", string(person), "session", string(there.ID), "when", span(there))
}

// recused refuses somebody who is a candidate of the batch, or has to do with
// one: declared, or working for the same employer.
func (d *Desk) recused(ctx context.Context, tx *store.Tx, x *post) error {
	listed, err := store.List(ctx, tx, store.Applications{
		Plan: x.Plan, Status: []skill.ApplicationStatus{skill.ApplicationEntered, skill.ApplicationAccepted},
	}, store.Everything)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(listed, func(a skill.Application) bool { return a.Person == x.Person }) {
		return skill.Fail(skill.Unmet, "assignment.candidate")
	}
	ask, err := caseOf(ctx, tx.Reader, x.plan, tx.Today())
	if err != nil {
		return err
	}
	if word, err := d.Policies.Word(skill.PolicyRecuseDeclared, ask); err != nil || word == yes {
		if err == nil {
			err = declared(ctx, tx, x)
		}
		if err != nil {
			return err
		}
	}
	if word, err := d.Policies.Word(skill.PolicyRecuseEmployer, ask); err != nil || word != yes || x.Registration == "" {
		return err
	}
	return colleague(ctx, tx, x, listed)
}

func declared(ctx context.Context, tx *store.Tx, x *post) error {
	all, err := store.List(ctx, tx, store.Recusals{Person: x.Person, Plan: x.Plan}, store.Everything)
	if err == nil && len(all) > 0 {
		err = skill.Fail(skill.Unmet, "assignment.recused", "kind", string(all[0].Kind), "count", itoa(len(all)))
	}
	return err
}

// colleague compares where the officer works, by what their registration was
// judged on, with where the candidates do. What nobody stated is no reason.
func colleague(ctx context.Context, tx *store.Tx, x *post, listed []skill.Application) error {
	by, err := tx.Assessor(ctx, x.Registration)
	if err != nil {
		return err
	}
	own, err := employers(by.Facts, x.on)
	if err != nil || len(own) == 0 {
		return err
	}
	count := 0
	for _, a := range listed {
		theirs, err := employers(a.Facts, x.on)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(theirs, func(name string) bool { return slices.Contains(own, name) }) {
			count++
		}
	}
	if count > 0 {
		return skill.Fail(skill.Unmet, "assignment.recused", "kind", string(skill.RecusalColleague), "count", itoa(count))
	}
	return nil
}

// employers are where the facts of a dossier say that somebody works.
func employers(facts skill.Private, on day.Date) ([]string, error) {
	if facts.IsZero() {
		return nil, nil
	}
	d, err := condition.ReadDossier([]byte(facts.Reveal()))
	if err != nil {
		return nil, skill.Fail(skill.Internal, "store.unreadable", "table", "application", "column", "facts")
	}
	return skill.CurrentEmployers(d, on), nil
}

// Confirm says that somebody will do their duty.
func (d *Desk) Confirm(ctx context.Context, by store.By, id skill.AssignmentID) (out skill.Assignment, err error) {
	defer skill.Wrap(&err, "confirm assignment %s", id)
	return out, d.onAssignment(ctx, by, dutyChange{"confirm-duty", id, ""}, &out, skill.Assignment.Confirm)
}

// Decline says that they will not, with a ground.
func (d *Desk) Decline(ctx context.Context, by store.By, id skill.AssignmentID, ground string) (out skill.Assignment, err error) {
	defer skill.Wrap(&err, "decline assignment %s", id)
	return out, d.onAssignment(ctx, by, dutyChange{"decline-duty", id, ground}, &out, skill.Assignment.Decline)
}

// Release ends an assignment that nobody is needed for any more.
func (d *Desk) Release(ctx context.Context, by store.By, id skill.AssignmentID, ground string) (out skill.Assignment, err error) {
	defer skill.Wrap(&err, "release assignment %s", id)
	return out, d.onAssignment(ctx, by, dutyChange{"release-duty", id, ground}, &out, skill.Assignment.Release)
}

// Miss writes down that somebody did not come to their duty (缺岗).
func (d *Desk) Miss(ctx context.Context, by store.By, id skill.AssignmentID, ground string) (out skill.Assignment, err error) {
	defer skill.Wrap(&err, "miss assignment %s", id)
	return out, d.onAssignment(ctx, by, dutyChange{"miss-duty", id, ground}, &out, skill.Assignment.Miss)
}

// Replace has somebody else take a duty over (更换).
func (d *Desk) Replace(ctx context.Context, by store.By, id skill.AssignmentID, person skill.PersonID) (out skill.Assignment, err error) {
	defer skill.Wrap(&err, "replace assignment %s", id)
	first, err := d.Store.Unscoped().Assignment(ctx, id)
	if err != nil {
		return out, err
	}
	err = d.change(ctx, by, "replace-duty", first.Plan, func(tx *store.Tx, p skill.Plan) error {
		now, err := tx.Locked().Assignment(ctx, id)
		if err != nil {
			return err
		}
		move, err := now.Replace()
		if err != nil {
			return err
		}
		if now, err = store.MoveOne(ctx, tx, now, move); err != nil {
			return err
		}
		if err := tell(ctx, tx, skill.LetterDuty, string(now.ID), []skill.PersonID{now.Person}); err != nil {
			return err
		}
		now.Person, now.Replaces = person, now.ID
		out, err = d.assign(ctx, tx, p, now)
		return err
	})
	return out, err
}
