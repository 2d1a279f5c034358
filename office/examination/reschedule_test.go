package examination_test

import (
	"context"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/examination"
	"assay/skill"
	"assay/store"
)

// letters counts what waits of a kind to be sent.
func (c *centre) letters() int64 {
	c.t.Helper()
	pending, _, err := c.s.Letters(c.t.Context(), c.clock.Now().Add(time.Hour))
	c.must(pending, err)
	return pending
}

// A session that has not begun is moved with a reason, where its rooms, officers
// and candidates are free; all of them are told.
// Source: docs/rules.md, Planning an exam.
func TestReschedule(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		r := c.added(c.room("第一考场"))
		s, err := c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1), r.ID)
		c.must(s, err)
		c.must(c.desk.Hold(ctx, c.by(clerk), c.session(skill.Operation, 1)))
		watch := c.granted(50)
		c.must(c.assigned(skill.Assignment{Session: s.ID, Room: r.ID, Person: watch, Duty: skill.Invigilates}))
		c.Enter(t, c.s, 0, 2)
		other, err := c.desk.File(ctx, c.by(clerk), c.draft())
		c.must(other, err)
		later := c.session(skill.Theory, 1)
		later.Plan, later.Starts, later.Ends = other.ID, s.Starts.Add(48*time.Hour), s.Ends.Add(48*time.Hour)
		later, err = c.desk.Hold(ctx, c.by(clerk), later, r.ID)
		c.must(later, err)

		move := examination.Shift{Session: s.ID, Starts: s.Starts.Add(24 * time.Hour), Ends: s.Ends.Add(24 * time.Hour), Ground: "台风"}
		for want, spoil := range map[string]func(*examination.Shift){
			"session.no_ground": func(m *examination.Shift) { m.Ground = " " },
			"session.past":      func(m *examination.Shift) { m.Starts = c.clock.Now() },
			"session.ends":      func(m *examination.Shift) { m.Ends = m.Starts },
			"session.not_found": func(m *examination.Shift) { m.Session = "x" },
			"room.taken":        func(m *examination.Shift) { m.Starts, m.Ends = later.Starts, later.Ends },
		} {
			m := move
			spoil(&m)
			_, err := c.desk.Reschedule(ctx, c.by(clerk), m)
			c.refused(want, err)
		}
		_, err = c.desk.Reschedule(ctx, c.by(reviewer), move)
		c.refused("actor.denied", err)
		before := c.letters()
		moved, err := c.desk.Reschedule(ctx, c.by(clerk), move)
		c.must(moved, err)
		if !moved.Starts.Equal(move.Starts) || moved.Ground != "台风" {
			t.Errorf("moved to %+v", moved)
		}
		if n := c.letters() - before; n != 3 {
			t.Errorf("%d letters, want one to each of two candidates and an invigilator", n)
		}

		// The invigilator is elsewhere at the next time that is asked for.
		third, err := c.desk.File(ctx, c.by(clerk), c.draft())
		c.must(third, err)
		there := c.session(skill.Theory, 1)
		there.Plan, there.Starts, there.Ends = third.ID, s.Starts.Add(72*time.Hour), s.Ends.Add(72*time.Hour)
		there, err = c.desk.Hold(ctx, c.by(clerk), there)
		c.must(there, err)
		c.must(c.desk.Assign(ctx, c.by(clerk), skill.Assignment{Plan: third.ID, Session: there.ID, Person: watch, Duty: skill.Invigilates}))
		_, err = c.desk.Reschedule(ctx, c.by(clerk), examination.Shift{Session: s.ID, Starts: there.Starts, Ends: there.Ends, Ground: "台风"})
		c.refused("assignment.taken", err)
		c.clock.Set(moved.Starts)
		_, err = c.desk.Reschedule(ctx, c.by(clerk), examination.Shift{Session: s.ID, Starts: s.Starts.Add(99 * time.Hour), Ends: s.Ends.Add(99 * time.Hour), Ground: "台风"})
		c.refused("session.begun", err)
	})
}

// Nobody is called to two places at one time: neither by the parts of one plan nor
// by two plans, whether they start so or are moved so.
func TestOneCandidateInOnePlace(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		theory, operation := c.session(skill.Theory, 1), c.session(skill.Operation, 1)
		theory, err := c.desk.Hold(ctx, c.by(clerk), theory)
		c.must(theory, err)
		over := operation
		over.Starts, over.Ends = theory.Ends.Add(-time.Minute), theory.Ends.Add(time.Hour)
		over, err = c.desk.Hold(ctx, c.by(clerk), over)
		c.must(over, err)
		app := c.Enter(t, c.s, 0, 1)[0]
		_, err = c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.parts_overlap", err)
		c.must(c.desk.Reschedule(ctx, c.by(clerk), examination.Shift{Session: over.ID, Starts: operation.Starts, Ends: operation.Ends, Ground: "科目重叠"}))
		c.must(c.desk.Start(ctx, c.by(clerk), c.Plan.ID))

		other, err := c.desk.File(ctx, c.by(clerk), c.draft())
		c.must(other, err)
		c.accepted(other, app.Person)
		first := c.session(skill.Theory, 1)
		first.Plan = other.ID
		first, err = c.desk.Hold(ctx, c.by(clerk), first)
		c.must(first, err)
		second := operation
		second.Plan, second.Starts, second.Ends = other.ID, operation.Ends, operation.Ends.Add(time.Hour)
		c.must(c.desk.Hold(ctx, c.by(clerk), second))
		_, err = c.desk.Start(ctx, c.by(clerk), other.ID)
		c.refused("session.candidates_elsewhere", err)
		if args := argsOf(err); args["session"] != string(theory.ID) || args["count"] != "1" || args["when"] != "2026-11-21 09:00–10:30" {
			t.Errorf("it does not say who and when: %v", args)
		}
		c.must(c.desk.Reschedule(ctx, c.by(clerk), examination.Shift{Session: first.ID, Starts: theory.Ends, Ends: theory.Ends.Add(time.Hour), Ground: "时间冲突"}))
		c.must(c.desk.Start(ctx, c.by(clerk), other.ID))
		_, err = c.desk.Reschedule(ctx, c.by(clerk), examination.Shift{Session: first.ID, Starts: theory.Starts, Ends: theory.Ends, Ground: "提前"})
		c.refused("session.candidates_elsewhere", err)
		_, err = c.desk.CancelSession(ctx, c.by(clerk), first.ID, "合并")
		c.refused("session.has_candidates", err)
	})
}

// A session is given up with a reason while nobody is called to it; its officers
// are released, and with the plan so is everybody.
func TestCancelSession(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		sessions := c.heldOn("2026-11-30")
		a, err := c.assigned(skill.Assignment{Session: sessions[0].ID, Person: c.granted(50), Duty: skill.Invigilates})
		c.must(a, err)
		_, err = c.desk.CancelSession(ctx, c.by(clerk), sessions[0].ID, " ")
		c.refused("session.no_ground", err)
		_, err = c.desk.CancelSession(ctx, c.by(reviewer), sessions[0].ID, "合并")
		c.refused("actor.denied", err)
		c.must(c.desk.CancelSession(ctx, c.by(clerk), sessions[0].ID, "合并"))
		_, err = c.desk.CancelSession(ctx, c.by(clerk), sessions[0].ID, "合并")
		c.refused("session.cancelled", err)
		if now, _ := c.s.Unscoped().Assignment(ctx, a.ID); now.Status != skill.AssignmentReleased || now.Ground != "合并" {
			t.Errorf("the invigilator is %+v", now)
		}
		c.Enter(t, c.s, 0, 2)
		_, err = c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.no_session", err)
		overseer := c.registered(51, skill.ClassInternal, term, "")
		_, err = c.assigned(skill.Assignment{Person: overseer, Duty: skill.Supervises})
		c.refused("plan.no_session", err) // it has no first day
		c.heldOn("2026-12-01")
		c.must(c.assigned(skill.Assignment{Person: overseer, Duty: skill.Supervises}))
		before := c.letters()
		c.must(c.desk.Cancel(ctx, c.by(clerk), c.Plan.ID, "人数不足"))
		if n := c.letters() - before; n != 3 {
			t.Errorf("%d letters, want one to each of two candidates and a supervisor", n)
		}
	})
}

// Who did not come is written down once the session has begun, of those alone who
// are due in it.
func TestNoShow(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		sessions := c.heldOn("2026-11-30")
		apps := c.Enter(t, c.s, 0, 2)
		c.must(c.desk.Start(ctx, c.by(clerk), c.Plan.ID))
		one := []skill.ApplicationID{apps[0].ID}
		_, err := c.desk.NoShow(ctx, c.by(clerk), sessions[0].ID, one)
		c.refused("session.not_begun", err)
		c.clock.Set(sessions[0].Starts)
		_, err = c.desk.NoShow(ctx, c.by(reviewer), sessions[0].ID, one)
		c.refused("actor.denied", err)
		_, err = c.desk.NoShow(ctx, c.by(clerk), sessions[0].ID, nil)
		c.refused("session.nobody_named", err)
		_, err = c.desk.NoShow(ctx, c.by(clerk), sessions[0].ID, []skill.ApplicationID{"x"})
		c.refused("session.not_due", err)
		watch := c.granted(50)
		by := store.By{Actor: skill.Actor{Person: watch, Grants: []skill.Grant{{Person: watch, Role: skill.RoleInvigilator, Path: c.Body.Path}}}}
		if n, err := c.desk.NoShow(ctx, by, sessions[0].ID, one); err != nil || n != 1 {
			t.Errorf("%d written down: %v", n, err)
		}
		_, err = c.desk.NoShow(ctx, c.by(clerk), sessions[0].ID, one)
		c.refused("session.not_due", err)
		absent := store.Sittings{Plan: c.Plan.ID, Status: []skill.SittingStatus{skill.SittingAbsent}}
		if n, _ := store.Count(ctx, c.s.Unscoped(), absent); n != 1 {
			t.Errorf("%d sittings are absent", n)
		}
	})
}

// accepted enters somebody in another plan.
func (c *centre) accepted(p skill.Plan, person skill.PersonID) {
	c.t.Helper()
	testdb.Update(c.t, c.s, func(ctx context.Context, tx *store.Tx) error {
		a := skill.Application{ID: skill.ApplicationID(tx.NewID()), Plan: p.ID, Path: p.Path, Person: person, Outcome: skill.Met, Clause: "4.2", Verdict: "{}"}
		for _, verb := range []func(skill.Application) (skill.Move, error){skill.Application.Enter, skill.Application.Accept} {
			m, err := verb(a)
			if err != nil {
				return err
			}
			if a, err = store.MoveOne(ctx, tx, a, m); err != nil {
				return err
			}
		}
		return nil
	})
}
