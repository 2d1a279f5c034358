// Package examination is the desk where batches are planned and held (考务): the
// year's plan and the announcement; the plan within the body's scope, its sessions,
// rooms and duties; the report to the centre; the start that closes the list and
// calls every accepted candidate to every required part; seats, tickets, the papers
// of the day, and check-in. The body's clerk and head act here, invigilators at the
// door, officers about their own duties, the centre on what is reported to it. Who
// may sit is decided by admission, what a mark is worth by marking.
package examination

import (
	"context"
	"slices"
	"time"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Desk is the planning desk.
type Desk struct {
	Store    *store.Store
	Policies skill.Policies // in a demonstration, read in calendar days
	Calendar *day.Calendar
	Sets     func(edition string) bool                         // is there such a condition set
	Works    func(code skill.OccupationCode, on day.Date) bool // is there such an occupation on that day
}

// File hands in a plan (报备) and returns it with its id and the parts that its
// level requires. A body that is out of scope today is refused.
func (d *Desk) File(ctx context.Context, by store.By, p skill.Plan) (out skill.Plan, err error) {
	defer skill.Wrap(&err, "file a plan")
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		standing, err := tx.Locked().Standing(ctx, p.Body)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "file-plan", standing.Body.Path); err != nil {
			return err
		}
		draft, err := d.draft(p, standing.Body, tx)
		if err != nil {
			return err
		}
		move, err := draft.File(standing, tx.Today())
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, draft, move)
		return err
	})
	return out, err
}

func (d *Desk) draft(p skill.Plan, b skill.Body, tx *store.Tx) (_ skill.Plan, err error) {
	p.ID, p.Path = skill.PlanID(tx.NewID()), b.Path
	p.Title, p.Specialty = skill.Clean(p.Title), skill.Clean(p.Specialty)
	switch {
	case p.Title == "":
		return p, skill.FailField("title", "plan.no_title")
	case !d.Works(p.Occupation, tx.Today()):
		return p, skill.FailField("occupation", "plan.no_occupation", "occupation", string(p.Occupation))
	case !d.Sets(p.Set):
		return p, skill.FailField("set", "plan.no_set", "set", p.Set)
	}
	p.Parts, err = d.parts(p, b, tx)
	return p, err
}

// parts are theory and operation, with the review where the level needs it.
// Source: 厦门 2025-02-28 (综合评审 for levels 2 and 1), as policy part.review.
func (d *Desk) parts(p skill.Plan, b skill.Body, tx *store.Tx) ([]skill.Part, error) {
	parts := []skill.Part{skill.Theory, skill.Operation}
	reviewed, err := d.Policies.Levels(skill.PolicyReviewLevels, skill.PolicyCase{Region: b.Province, Class: b.Class, On: tx.Today()})
	if err != nil {
		return nil, err
	}
	if slices.Contains(reviewed, p.Level) {
		parts = append(parts, skill.Review)
	}
	return parts, nil
}

// change runs a change of a plan that is locked and belongs to the actor's body,
// which may still go on with it.
func (d *Desk) change(ctx context.Context, by store.By, op access.Op, id skill.PlanID, fn func(*store.Tx, skill.Plan) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		p, err := tx.Locked().Plan(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, p.Path); err != nil {
			return err
		}
		charge, err := tx.Charge(ctx, p)
		if err != nil {
			return err
		}
		if err := charge.GoOn(tx.Today()); err != nil {
			return err
		}
		return fn(tx, p)
	})
}

// Hold adds a session (场次): when and where one part is examined. The first
// attempt is planned before the exam starts, a retake while it runs. It takes the
// rooms that are named, all of them or none.
func (d *Desk) Hold(ctx context.Context, by store.By, s skill.Session, rooms ...skill.RoomID) (out skill.Session, err error) {
	defer skill.Wrap(&err, "add a session")
	err = d.change(ctx, by, "hold-session", s.Plan, func(tx *store.Tx, p skill.Plan) error {
		if err := checkSession(s, p, tx.Now); err != nil {
			return err
		}
		out = s
		out.ID, out.Path, out.Place = skill.SessionID(tx.NewID()), p.Path, skill.Clean(s.Place)
		out.Cancelled, out.Ground = false, ""
		if err := store.Add(ctx, tx, &out); err != nil {
			return err
		}
		return takeAll(ctx, tx, claim{plan: p, session: out}, rooms)
	})
	return out, err
}

func checkSession(s skill.Session, p skill.Plan, now time.Time) error {
	first := s.Attempt == 1
	switch {
	case !p.Requires(s.Part):
		return skill.FailField("part", "session.part", "part", string(s.Part))
	case s.Attempt < 1:
		return skill.FailField("attempt", "session.attempt")
	case first && p.Status != skill.PlanFiled, !first && p.Status != skill.PlanRunning:
		return skill.Fail(skill.WrongState, "plan.wrong_state", "verb", "session", "status", string(p.Status))
	case !s.Starts.After(now):
		return skill.FailField("starts", "session.past")
	case !s.Ends.After(s.Starts):
		return skill.FailField("ends", "session.ends")
	case s.Access < 0:
		return skill.FailField("access", "session.access")
	}
	return nil
}

// Cancel gives the plan up before the exam began. Candidates are told, and who was
// to be on duty is released.
func (d *Desk) Cancel(ctx context.Context, by store.By, id skill.PlanID, ground string) (p skill.Plan, err error) {
	defer skill.Wrap(&err, "cancel plan %s", id)
	err = d.change(ctx, by, "cancel-plan", id, func(tx *store.Tx, now skill.Plan) error {
		if ground = skill.Clean(ground); ground == "" {
			return skill.FailField("ground", "plan.no_ground")
		}
		now.Ground = ground
		move, err := now.Cancel(ground)
		if err != nil {
			return err
		}
		if p, err = store.MoveOne(ctx, tx, now, move); err != nil {
			return err
		}
		return calledOff(ctx, tx, p)
	})
	return p, err
}

// calledOff tells those on the list of a plan that was given up, and releases who
// was on duty.
func calledOff(ctx context.Context, tx *store.Tx, p skill.Plan) error {
	listed, err := store.List(ctx, tx, store.Applications{
		Plan: p.ID, Status: []skill.ApplicationStatus{skill.ApplicationEntered, skill.ApplicationAccepted},
	}, store.Everything)
	if err != nil {
		return err
	}
	if err := tell(ctx, tx, skill.LetterCancelled, string(p.ID), people(listed)); err != nil {
		return err
	}
	return releaseAll(ctx, tx, store.Assignments{Plan: p.ID, Status: skill.InDuty()}, p.Ground)
}

// Finish ends the batch when every sitting has its outcome.
func (d *Desk) Finish(ctx context.Context, by store.By, id skill.PlanID) (p skill.Plan, err error) {
	defer skill.Wrap(&err, "finish plan %s", id)
	err = d.change(ctx, by, "finish-plan", id, func(tx *store.Tx, now skill.Plan) error {
		move, err := now.Finish()
		if err != nil {
			return err
		}
		due, err := store.Count(ctx, tx, store.Sittings{Plan: id, Status: []skill.SittingStatus{skill.SittingDue}})
		if err != nil {
			return err
		}
		if due > 0 {
			return skill.Fail(skill.WrongState, "plan.sittings_due", "count", itoa(due))
		}
		p, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return p, err
}
