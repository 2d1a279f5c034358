package examination_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// officer is somebody whose document was seen, with a telephone.
func (c *centre) officer(n int) skill.PersonID {
	c.t.Helper()
	p := testdb.Born(n)
	testdb.Update(c.t, c.s, func(ctx context.Context, tx *store.Tx) error {
		p.ID, p.Seen = skill.PersonID(tx.NewID()), true
		return store.Add(ctx, tx, &p)
	})
	return p.ID
}

// granted is an invigilator of the body.
func (c *centre) granted(n int) skill.PersonID {
	c.t.Helper()
	id := c.officer(n)
	testdb.Update(c.t, c.s, func(ctx context.Context, tx *store.Tx) error {
		g := skill.Grant{ID: skill.GrantID(tx.NewID()), Person: id, Role: skill.RoleInvigilator, Path: c.Body.Path}
		return store.Add(ctx, tx, &g)
	})
	return id
}

// registered is somebody with a registration for a term, who works somewhere.
func (c *centre) registered(n int, class skill.AssessorClass, term day.Period, employer string) skill.PersonID {
	c.t.Helper()
	id := c.officer(n)
	testdb.Update(c.t, c.s, func(ctx context.Context, tx *store.Tx) error {
		a := skill.Assessor{
			ID: skill.AssessorID(tx.NewID()), Person: id, Path: c.Body.Path, Class: class, Card: "K", Outcome: skill.Met, Verdict: "[]", Period: term,
			Facts: skill.Keep(working(employer)), Proposer: c.Staff[clerk].ID,
		}
		if class.Examines() {
			a.Occupations, a.Levels = []skill.OccupationCode{"6-31-01-03"}, []skill.Level{skill.Level4}
		}
		m, err := a.Propose()
		if err != nil {
			return err
		}
		if a, err = store.MoveOne(ctx, tx, a, m); err != nil {
			return err
		}
		m, err = a.Register(skill.Person{ID: "a", Name: "甲"}, skill.Person{ID: "b", Name: "乙"}, skill.Person{ID: "c", Name: "丙"})
		if err == nil {
			_, err = store.MoveOne(ctx, tx, a, m)
		}
		return err
	})
	return id
}

func working(at string) string {
	return fmt.Sprintf(`{"born":"1980-01-01","employment":[{"from":"2010-01-01","to":null,"occupation":"6-31-01-03","employer":%q}]}`, at)
}

var term = day.Period{From: day.Must("2026-01-01"), To: day.Must("2026-12-31")}

func (c *centre) assigned(a skill.Assignment) (skill.Assignment, error) {
	a.Plan = c.Plan.ID
	return c.desk.Assign(c.t.Context(), c.by(clerk), a)
}

// Who examines, watches or supervises may do it on that day, is free then, and
// has nothing to do with a candidate.
// Source: docs/rules.md, Planning an exam; 职业技能鉴定考评人员管理工作规程(试行), art. 3.
func TestAssign(t *testing.T) {
	each(t, func(c *centre) {
		sessions := c.heldOn("2026-11-30")
		theory, operation := sessions[0].ID, sessions[1].ID
		apps := c.Enter(t, c.s, 0, 1)
		watch := c.granted(50)
		good := c.registered(51, skill.ClassAssessor, term, "样例甲厂")
		over := c.registered(52, skill.ClassAssessor, day.Period{From: day.Must("2025-01-01"), To: day.Must("2026-11-29")}, "")
		overseer := c.registered(53, skill.ClassInternal, term, "")
		nobody := c.officer(54)
		for _, x := range []struct {
			want string
			post skill.Assignment
		}{
			{"assignment.no_session", skill.Assignment{Session: "x", Person: watch, Duty: skill.Invigilates}},
			{"assignment.no_room", skill.Assignment{Session: theory, Room: "x", Person: watch, Duty: skill.Invigilates}},
			{"assignment.no_person", skill.Assignment{Session: theory, Person: "x", Duty: skill.Invigilates}},
			{"assignment.no_role", skill.Assignment{Session: theory, Person: nobody, Duty: skill.Invigilates}},
			{"assessor.none", skill.Assignment{Session: operation, Person: nobody, Duty: skill.Assesses}},
			{"assessor.expired", skill.Assignment{Session: operation, Person: over, Duty: skill.Assesses}},
			{"assignment.no_supervisor", skill.Assignment{Person: good, Duty: skill.Supervises}},
			{"person.not_seen", skill.Assignment{Session: theory, Person: apps[0].Person, Duty: skill.Invigilates}},
		} {
			_, err := c.assigned(x.post)
			c.refused(x.want, err)
		}
		_, err := c.desk.Assign(t.Context(), c.by(reviewer), skill.Assignment{Plan: c.Plan.ID, Session: theory, Person: watch, Duty: skill.Invigilates})
		c.refused("actor.denied", err)
		a, err := c.assigned(skill.Assignment{Session: theory, Person: watch, Duty: skill.Invigilates, Leader: true})
		c.must(a, err)
		if a.Leader || a.Registration != "" || a.By != c.Staff[clerk].ID {
			t.Errorf("assigned %+v", a)
		}
		_, err = c.assigned(skill.Assignment{Session: theory, Person: watch, Duty: skill.Invigilates})
		c.refused("assignment.exists", err)
		e, err := c.assigned(skill.Assignment{Session: operation, Person: good, Duty: skill.Assesses, Leader: true})
		c.must(e, err)
		if !e.Leader || e.Registration == "" {
			t.Errorf("assigned %+v", e)
		}
		s, err := c.assigned(skill.Assignment{Session: operation, Person: overseer, Duty: skill.Supervises})
		c.must(s, err)
		if s.Session != "" {
			t.Error("a supervisor is there for the whole batch")
		}
		c.clock.Set(time.Date(2026, 12, 1, 0, 0, 0, 0, day.Shanghai))
		_, err = c.assigned(skill.Assignment{Session: theory, Person: c.granted(55), Duty: skill.Invigilates})
		c.refused("assignment.over", err)
	})
}

// One person is in one place; who supervises a batch does nothing else at it. A
// minute of overlap is one.
func TestAssignedElsewhere(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		sessions := c.heldOn("2026-11-30")
		watch := c.granted(50)
		c.must(c.assigned(skill.Assignment{Session: sessions[0].ID, Person: watch, Duty: skill.Invigilates}))
		other, err := c.desk.File(ctx, c.by(clerk), c.draft())
		c.must(other, err)
		starts := sessions[0].Ends.Add(-time.Minute)
		there, err := c.desk.Hold(ctx, c.by(clerk), skill.Session{Plan: other.ID, Part: skill.Theory, Attempt: 1, Starts: starts, Ends: starts.Add(time.Hour)})
		c.must(there, err)
		_, err = c.desk.Assign(ctx, c.by(clerk), skill.Assignment{Plan: other.ID, Session: there.ID, Person: watch, Duty: skill.Invigilates})
		c.refused("assignment.taken", err)
		if args := argsOf(err); args["session"] != string(sessions[0].ID) || args["when"] != "2026-11-30 09:00–10:30" {
			t.Errorf("it does not say where and when: %v", args)
		}
		overseer := c.registered(53, skill.ClassInternal, term, "")
		testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error {
			return store.Add(ctx, tx, &skill.Grant{ID: skill.GrantID(tx.NewID()), Person: overseer, Role: skill.RoleInvigilator, Path: c.Body.Path})
		})
		c.must(c.assigned(skill.Assignment{Person: overseer, Duty: skill.Supervises}))
		_, err = c.assigned(skill.Assignment{Session: sessions[1].ID, Person: overseer, Duty: skill.Invigilates})
		c.refused("assignment.both", err)
	})
}

// Two clerks want one invigilator at one time: one gets them.
func TestOneOfficerForTwo(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		watch := c.granted(50)
		at := c.clock.Now().Add(24 * time.Hour)
		var posts []skill.Assignment
		for range 4 {
			p, err := c.desk.File(ctx, c.by(clerk), c.draft())
			c.must(p, err)
			s, err := c.desk.Hold(ctx, c.by(clerk), skill.Session{Plan: p.ID, Part: skill.Theory, Attempt: 1, Starts: at, Ends: at.Add(time.Hour)})
			c.must(s, err)
			posts = append(posts, skill.Assignment{Plan: p.ID, Session: s.ID, Person: watch, Duty: skill.Invigilates})
		}
		var mu sync.Mutex
		won := 0
		var all sync.WaitGroup
		for _, a := range posts {
			all.Go(func() {
				_, err := c.desk.Assign(ctx, c.by(clerk), a)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case skill.ReasonOf(err) != "assignment.taken":
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won != 1 {
			t.Errorf("%d sessions have the invigilator", won)
		}
	})
}

// Nobody examines a candidate to whom they declared a relation, or of their own
// employer, unless the policy lets them.
// Source: policies recusal.declared and recusal.employer.
func TestRecusal(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		operation := c.heldOn("2026-11-30")[1].ID
		app := c.Enter(t, c.s, 0, 1)[0]
		app.Facts = skill.Keep(working(" 样例甲厂"))
		testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error { return store.Change(ctx, tx, "state", &app) })
		same := c.registered(51, skill.ClassAssessor, term, "样例甲厂")
		other := c.registered(52, skill.ClassAssessor, term, "样例乙厂")
		_, err := c.assigned(skill.Assignment{Session: operation, Person: same, Duty: skill.Assesses})
		c.refused("assignment.recused", err)
		if args := argsOf(err); args["kind"] != "colleague" || args["count"] != "1" {
			t.Errorf("it does not say why: %v", args)
		}
		c.sets(skill.PolicyRecuseEmployer, "no")
		a, err := c.assigned(skill.Assignment{Session: operation, Person: same, Duty: skill.Assesses})
		c.must(a, err)
		declare := skill.Recusal{Person: other, Candidate: app.Person, Path: c.Body.Path, Kind: skill.RecusalTrainer}
		for want, spoil := range map[string]func(*skill.Recusal){
			"recusal.oneself":  func(r *skill.Recusal) { r.Candidate = other },
			"recusal.no_kind":  func(r *skill.Recusal) { r.Kind = "" },
			"body.path":        func(r *skill.Recusal) { r.Path = "/44/x" },
			"person.not_found": func(r *skill.Recusal) { r.Candidate = "x" },
		} {
			r := declare
			spoil(&r)
			_, err := c.desk.Declare(ctx, store.By{Actor: skill.Actor{Person: other}}, r)
			c.refused(want, err)
		}
		_, err = c.desk.Declare(ctx, store.By{Actor: skill.Actor{Person: same}}, declare)
		c.refused("actor.denied", err)
		r, err := c.desk.Declare(ctx, store.By{Actor: skill.Actor{Person: other}}, declare)
		c.must(r, err)
		_, err = c.assigned(skill.Assignment{Session: operation, Person: other, Duty: skill.Assesses})
		c.refused("assignment.recused", err)
		_, err = c.desk.WithdrawRecusal(ctx, c.by(clerk), r.ID)
		c.refused("actor.denied", err)
		c.must(c.desk.WithdrawRecusal(ctx, c.by(centreReviewer), r.ID))
		_, err = c.desk.WithdrawRecusal(ctx, c.by(centreReviewer), r.ID)
		c.refused("recusal.withdrawn", err)
		c.must(c.assigned(skill.Assignment{Session: operation, Person: other, Duty: skill.Assesses}))

		candidate := c.registered(53, skill.ClassAssessor, term, "")
		testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error {
			x := skill.Application{ID: skill.ApplicationID(tx.NewID()), Plan: c.Plan.ID, Path: c.Plan.Path, Person: candidate, Outcome: skill.Met, Verdict: "{}"}
			m, err := x.Enter()
			if err == nil {
				_, err = store.MoveOne(ctx, tx, x, m)
			}
			return err
		})
		_, err = c.assigned(skill.Assignment{Session: operation, Person: candidate, Duty: skill.Assesses})
		c.refused("assignment.candidate", err)
	})
}

// An assignment is confirmed or declined by whom it is about; somebody else takes
// a place over; who does not come is missing.
func TestAssignmentLife(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		theory := c.heldOn("2026-11-30")[0]
		one, two := c.granted(50), c.granted(51)
		self := func(p skill.PersonID) store.By { return store.By{Actor: skill.Actor{Person: p}} }
		a, err := c.assigned(skill.Assignment{Session: theory.ID, Person: one, Duty: skill.Invigilates})
		c.must(a, err)
		_, err = c.desk.Confirm(ctx, self(two), a.ID)
		c.refused("actor.not_own", err)
		c.must(c.desk.Confirm(ctx, self(one), a.ID))
		_, err = c.desk.Decline(ctx, self(one), a.ID, " ")
		c.refused("assignment.no_ground", err)
		c.must(c.desk.Decline(ctx, self(one), a.ID, "出差"))
		_, err = c.desk.Confirm(ctx, self(one), a.ID)
		c.refused("assignment.wrong_state", err)
		_, err = c.desk.Replace(ctx, c.by(reviewer), a.ID, two)
		c.refused("actor.denied", err)
		b, err := c.desk.Replace(ctx, c.by(clerk), a.ID, two)
		c.must(b, err)
		if b.Replaces != a.ID || b.Person != two || b.Session != theory.ID || b.Duty != skill.Invigilates {
			t.Errorf("the place was taken by %+v", b)
		}
		_, err = c.desk.Replace(ctx, c.by(clerk), a.ID, two)
		c.refused("assignment.wrong_state", err)
		_, err = c.desk.Miss(ctx, c.by(clerk), b.ID, "未到岗")
		c.refused("session.not_begun", err)
		c.clock.Set(theory.Starts)
		b, err = c.desk.Miss(ctx, c.by(clerk), b.ID, "未到岗")
		c.must(b, err)
		three := c.granted(52)
		d, err := c.desk.Replace(ctx, c.by(clerk), b.ID, three)
		c.must(d, err)
		c.must(c.desk.Release(ctx, c.by(clerk), d.ID, "考场合并"))
	})
}

// Where the policy says so, nobody starts with a roster that lacks somebody; the
// refusal says whom, and how many.
// Source: policies duty.required, invigilator.per and invigilator.least.
func TestStartNeedsTheRoster(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		c.sets(skill.PolicyDuties, "refuse")
		sessions := c.heldOn("2026-11-30")
		c.Enter(t, c.s, 0, 31)
		lacks := func() (out []string) {
			all, err := c.desk.Lacking(ctx, c.Plan)
			c.must(all, err)
			for _, l := range all {
				out = append(out, fmt.Sprintf("%s %d", l.Duty, l.Missing()))
			}
			return out
		}
		if got := lacks(); !slices.Equal(got, []string{"invigilator 3", "assessor 3", "supervisor 1"}) {
			t.Errorf("missing: %v", got)
		}
		_, err := c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.duties_missing", err)
		if args := argsOf(err); args["duty"] != "invigilator" || args["have"] != "0" || args["need"] != "3" || args["lacks"] != "3" {
			t.Errorf("it does not say what is missing: %v", args)
		}
		for i := range 3 {
			c.must(c.assigned(skill.Assignment{Session: sessions[0].ID, Person: c.granted(50 + i), Duty: skill.Invigilates}))
			c.must(c.assigned(skill.Assignment{Session: sessions[1].ID, Person: c.registered(60+i, skill.ClassAssessor, term, ""), Duty: skill.Assesses, Leader: i == 0}))
		}
		c.must(c.assigned(skill.Assignment{Person: c.registered(70, skill.ClassExternal, term, ""), Duty: skill.Supervises}))
		if got := lacks(); len(got) != 0 {
			t.Errorf("still missing: %v", got)
		}
		c.must(c.desk.Start(ctx, c.by(clerk), c.Plan.ID))
	})
}
