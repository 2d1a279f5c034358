package examination_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/accreditation"
	"assay/office/examination"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A centre is a batch with the planning desk.
type centre struct {
	testdb.Batch
	t     *testing.T
	s     *store.Store
	clock *testdb.Clock
	desk  *examination.Desk
}

const (
	clerk = iota
	reviewer
	head
	centreReviewer
)

func each(t *testing.T, fn func(c *centre)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		c := &centre{t: t, s: s, clock: clock, Batch: testdb.File(t, s)}
		c.desk = &examination.Desk{
			Store: s, Policies: reference.Policies(), Calendar: reference.WorkingDays(),
			Sets: func(edition string) bool { _, err := reference.ConditionSet(edition); return err == nil },
			Works: func(code skill.OccupationCode, on day.Date) bool {
				_, ok := reference.Occupations().ByCode(code, on)
				return ok
			},
		}
		fn(c)
	})
}

func (c *centre) by(n int) store.By { return store.By{Actor: c.Actor(n)} }

func (c *centre) must(_ any, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *centre) refused(want string, err error) {
	c.t.Helper()
	if err == nil || skill.ReasonOf(err) != want {
		c.t.Errorf("got %v, want %s", err, want)
	}
}

// draft is a plan as a clerk asks for it.
func (c *centre) draft() skill.Plan {
	return skill.Plan{Body: c.Body.ID, Site: c.Site.ID, Title: "十二月批次", Occupation: "6-31-01-03", Level: skill.Level4, Set: "national-2023"}
}

func (c *centre) suspend(from string) {
	c.t.Helper()
	testdb.Update(c.t, c.s, func(ctx context.Context, tx *store.Tx) error {
		s := skill.Suspension{ID: skill.SuspensionID(tx.NewID()), Body: c.Body.ID, Path: c.Body.Path, Ground: "抽查", Period: day.Period{From: day.Must(from)}}
		return store.Add(ctx, tx, &s)
	})
}

// A plan is refused when it is out of scope.
// Source: docs/rules.md, One evaluation.
func TestFile(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		for want, spoil := range map[string]func(*skill.Plan){
			"plan.no_title":      func(p *skill.Plan) { p.Title = "\u200b " },
			"plan.no_occupation": func(p *skill.Plan) { p.Occupation = "6-31-01-99" },
			"plan.no_set":        func(p *skill.Plan) { p.Set = "national-1999" },
			"body.out_of_scope":  func(p *skill.Plan) { p.Level = skill.Level3 },
			"body.not_found":     func(p *skill.Plan) { p.Body = "x" },
		} {
			p := c.draft()
			spoil(&p)
			_, err := c.desk.File(ctx, c.by(clerk), p)
			c.refused(want, err)
		}
		elsewhere := c.draft()
		elsewhere.Site = "x"
		_, err := c.desk.File(ctx, c.by(clerk), elsewhere)
		c.refused("body.out_of_scope", err)
		_, err = c.desk.File(ctx, c.by(reviewer), c.draft())
		c.refused("actor.denied", err)
		_, err = c.desk.File(ctx, c.by(centreReviewer), c.draft())
		c.refused("actor.denied", err)

		p, err := c.desk.File(ctx, c.by(clerk), c.draft())
		c.must(p, err)
		if p.Status != skill.PlanFiled || p.Path != c.Body.Path || !slices.Equal(p.Parts, []skill.Part{skill.Theory, skill.Operation}) {
			t.Errorf("filed %+v", p)
		}
		c.suspend("2026-11-20")
		_, err = c.desk.File(ctx, c.by(clerk), c.draft())
		c.refused("body.suspended", err)
	})
}

func TestFileOutsideTheFiling(t *testing.T) {
	each(t, func(c *centre) {
		c.clock.Set(time.Date(2028, 12, 31, 15, 59, 0, 0, time.UTC)) // a minute before midnight in UTC+8
		c.must(c.desk.File(t.Context(), c.by(clerk), c.draft()))
		c.clock.Step(time.Minute)
		_, err := c.desk.File(t.Context(), c.by(clerk), c.draft())
		c.refused("body.out_of_scope", err)
		c.clock.Set(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
		_, err = c.desk.File(t.Context(), c.by(clerk), c.draft())
		c.refused("body.filing_over", err)
	})
}

// Levels 2 and 1 need the review (综合评审) besides theory and operation.
// Source: policy part.review.
func TestParts(t *testing.T) {
	each(t, func(c *centre) {
		for _, level := range []skill.Level{skill.Level5, skill.Level3, skill.Level2, skill.Level1} {
			testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error {
				s := c.Scope
				s.ID, s.Level, s.Version = skill.ScopeID(tx.NewID()), level, 0
				return store.Add(ctx, tx, &s)
			})
			p := c.draft()
			p.Level, p.Parts = level, []skill.Part{skill.Theory} // what the clerk would like does not count
			p, err := c.desk.File(t.Context(), c.by(head), p)
			c.must(p, err)
			want := []skill.Part{skill.Theory, skill.Operation}
			if level == skill.Level2 || level == skill.Level1 {
				want = append(want, skill.Review)
			}
			if !slices.Equal(p.Parts, want) {
				t.Errorf("level %s: %v, want %v", level, p.Parts, want)
			}
		}
	})
}

// session is one of the plan, beginning in a day, an operation in the afternoon.
func (c *centre) session(part skill.Part, attempt int) skill.Session {
	starts := c.clock.Now().Add(24 * time.Hour)
	if part == skill.Operation {
		starts = starts.Add(5 * time.Hour)
	}
	return skill.Session{Plan: c.Plan.ID, Part: part, Attempt: attempt, Starts: starts, Ends: starts.Add(90 * time.Minute), Place: " 一号楼\u200b "}
}

func TestHold(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		for want, spoil := range map[string]func(*skill.Session){
			"session.part":     func(s *skill.Session) { s.Part = skill.Review },
			"session.attempt":  func(s *skill.Session) { s.Attempt = 0 },
			"session.past":     func(s *skill.Session) { s.Starts = c.clock.Now() },
			"session.ends":     func(s *skill.Session) { s.Ends = s.Starts },
			"plan.wrong_state": func(s *skill.Session) { s.Attempt = 2 }, // nobody has failed yet
			"plan.not_found":   func(s *skill.Session) { s.Plan = "x" },
		} {
			s := c.session(skill.Theory, 1)
			spoil(&s)
			_, err := c.desk.Hold(ctx, c.by(clerk), s)
			c.refused(want, err)
		}
		_, err := c.desk.Hold(ctx, c.by(reviewer), c.session(skill.Theory, 1))
		c.refused("actor.denied", err)
		s, err := c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1))
		c.must(s, err)
		if s.ID == "" || s.Path != c.Plan.Path || s.Place != "一号楼" {
			t.Errorf("session %+v", s)
		}
	})
}

// The start calls every accepted candidate to every part, when all is ready.
func TestStart(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		start := func() error {
			_, err := c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
			return err
		}
		_, err := c.desk.Start(ctx, c.by(reviewer), c.Plan.ID)
		c.refused("actor.denied", err)
		c.refused("plan.nobody_accepted", start())
		apps := c.Enter(t, c.s, 0, 3)
		c.refused("plan.no_session", start())
		c.must(c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1)))
		c.refused("plan.no_session", start())
		operation, err := c.desk.Hold(ctx, c.by(clerk), c.session(skill.Operation, 1))
		c.must(operation, err)
		testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error { return c.undecided(ctx, tx) })
		c.refused("plan.undecided", start())
		testdb.Update(t, c.s, c.withdraw)

		p, err := c.desk.Start(ctx, c.by(head), c.Plan.ID)
		c.must(p, err)
		all, err := store.List(ctx, c.s.Unscoped(), store.Sittings{Plan: c.Plan.ID}, store.Everything)
		c.must(all, err)
		if p.Status != skill.PlanRunning || len(all) != 6 {
			t.Errorf("%s with %d sittings", p.Status, len(all))
		}
		for _, a := range apps {
			own, err := store.List(ctx, c.s.Unscoped(), store.Sittings{Applications: []skill.ApplicationID{a.ID}, Part: skill.Operation}, store.Everything)
			c.must(own, err)
			if len(own) != 1 || own[0].Attempt != 1 || own[0].Session != operation.ID || own[0].Status != skill.SittingDue {
				t.Errorf("called to operation: %+v", own)
			}
		}
		c.refused("plan.wrong_state", start())
		_, err = c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1))
		c.refused("plan.wrong_state", err) // the first exam is under way
		c.must(c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 2)))
		_, err = c.desk.Cancel(ctx, c.by(clerk), c.Plan.ID, "人数不足")
		c.refused("plan.wrong_state", err)
	})
}

// undecided enters somebody whom nobody has decided on.
func (c *centre) undecided(ctx context.Context, tx *store.Tx) error {
	p := testdb.Born(99)
	p.ID = skill.PersonID(tx.NewID())
	if err := store.Add(ctx, tx, &p); err != nil {
		return err
	}
	a := skill.Application{ID: skill.ApplicationID(tx.NewID()), Plan: c.Plan.ID, Path: c.Plan.Path, Person: p.ID, Outcome: skill.ToReview, Verdict: "{}"}
	m, err := a.Enter()
	if err == nil {
		_, err = store.MoveOne(ctx, tx, a, m)
	}
	return err
}

// withdraw takes the undecided off the list.
func (c *centre) withdraw(ctx context.Context, tx *store.Tx) error {
	a, err := store.One(ctx, tx, store.Applications{Plan: c.Plan.ID, Status: []skill.ApplicationStatus{skill.ApplicationEntered}})
	if err != nil {
		return err
	}
	m, err := a.Withdraw("本人放弃")
	if err == nil {
		_, err = store.MoveOne(ctx, tx, a, m)
	}
	return err
}

// A body that fell out of scope since it planned does not examine.
func TestStartOutOfScope(t *testing.T) {
	each(t, func(c *centre) {
		c.Enter(t, c.s, 0, 1)
		c.must(c.desk.Hold(t.Context(), c.by(clerk), c.session(skill.Theory, 1)))
		c.must(c.desk.Hold(t.Context(), c.by(clerk), c.session(skill.Operation, 1)))
		c.suspend("2026-11-21")
		c.clock.Step(24 * time.Hour)
		_, err := c.desk.Start(t.Context(), c.by(clerk), c.Plan.ID)
		c.refused("body.suspended", err)
	})
}

// Of two who start at once one does, and nobody is called twice.
func TestStartAtOnce(t *testing.T) {
	each(t, func(c *centre) {
		c.Enter(t, c.s, 0, 20)
		c.must(c.desk.Hold(t.Context(), c.by(clerk), c.session(skill.Theory, 1)))
		c.must(c.desk.Hold(t.Context(), c.by(clerk), c.session(skill.Operation, 1)))
		errs := make([]error, 4)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = c.desk.Start(t.Context(), c.by(clerk), c.Plan.ID) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if skill.ReasonOf(err) != "plan.wrong_state" {
				t.Error(err)
			}
		}
		n, err := store.Count(t.Context(), c.s.Unscoped(), store.Sittings{Plan: c.Plan.ID})
		c.must(n, err)
		if won != 1 || n != 40 {
			t.Errorf("%d started, %d sittings", won, n)
		}
	})
}

// Clerks file while the centre suspends: whatever was filed was filed before, and
// nothing after. The order is that of the audit.
func TestSuspendedWhileOthersFile(t *testing.T) {
	each(t, func(c *centre) {
		register := &accreditation.Desk{Store: c.s}
		const centreApprover = 4
		var mu sync.Mutex
		var filed []skill.PlanID
		busy := make(chan struct{}) // closed when several were filed
		var clerks sync.WaitGroup
		for range 3 {
			clerks.Go(func() {
				for {
					p, err := c.desk.File(t.Context(), c.by(clerk), c.draft())
					if err != nil {
						if skill.ReasonOf(err) != "body.not_filed" {
							t.Error(err)
						}
						return
					}
					mu.Lock()
					if filed = append(filed, p.ID); len(filed) == 6 {
						close(busy)
					}
					mu.Unlock()
				}
			})
		}
		<-busy
		c.must(register.Suspend(t.Context(), c.by(centreApprover), c.Body.ID, "抽查不合格"))
		clerks.Wait()
		ended := c.seq("body", string(c.Body.ID))
		for _, id := range filed {
			if seq := c.seq("plan", string(id)); seq > ended {
				t.Errorf("plan %s was filed at %d, after the suspension at %d", id, seq, ended)
			}
		}
	})
}

// seq is the place of a row's last audit entry.
func (c *centre) seq(table, id string) int64 {
	c.t.Helper()
	trail, err := c.s.Trail(c.t.Context(), table, id)
	c.must(trail, err)
	return trail[len(trail)-1].Seq
}

func TestFinish(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		_, err := c.desk.Finish(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.wrong_state", err)
		c.Enter(t, c.s, 0, 1)
		c.must(c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1)))
		c.must(c.desk.Hold(ctx, c.by(clerk), c.session(skill.Operation, 1)))
		c.must(c.desk.Start(ctx, c.by(clerk), c.Plan.ID))
		_, err = c.desk.Finish(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.sittings_due", err)
		testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error {
			due, err := store.List(ctx, tx, store.Sittings{Plan: c.Plan.ID}, store.Everything)
			if err != nil {
				return err
			}
			for _, s := range due {
				m, err := s.Absent()
				if err != nil {
					return err
				}
				if _, err := store.MoveOne(ctx, tx, s, m); err != nil {
					return err
				}
			}
			return nil
		})
		_, err = c.desk.Finish(ctx, c.by(reviewer), c.Plan.ID)
		c.refused("actor.denied", err)
		p, err := c.desk.Finish(ctx, c.by(clerk), c.Plan.ID)
		c.must(p, err)
		if p.Status != skill.PlanFinished {
			t.Errorf("plan is %s", p.Status)
		}
	})
}

func TestCancel(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		_, err := c.desk.Cancel(ctx, c.by(clerk), c.Plan.ID, " ")
		c.refused("plan.no_ground", err)
		_, err = c.desk.Cancel(ctx, c.by(centreReviewer), c.Plan.ID, "人数不足")
		c.refused("actor.denied", err)
		p, err := c.desk.Cancel(ctx, c.by(head), c.Plan.ID, "人数不足")
		c.must(p, err)
		_, err = c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1))
		c.refused("plan.wrong_state", err)
		_, err = c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.wrong_state", err)
		if p.Status != skill.PlanCancelled || p.Ground != "人数不足" {
			t.Errorf("plan is %s for %q", p.Status, p.Ground)
		}
	})
}
