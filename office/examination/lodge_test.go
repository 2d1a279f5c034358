package examination_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// sets lets a policy say something else, as a province's data would.
func (c *centre) sets(key skill.PolicyKey, word string) {
	c.desk.Policies = slices.Clone(c.desk.Policies)
	for i := range c.desk.Policies {
		if c.desk.Policies[i].Key == key {
			c.desk.Policies[i].Word = word
		}
	}
}

// heldOn plans both parts on a day, at nine and at two.
func (c *centre) heldOn(on string) (sessions []skill.Session) {
	c.t.Helper()
	for i, part := range []skill.Part{skill.Theory, skill.Operation} {
		starts := day.Must(on).Time().Add(time.Duration(9+5*i) * time.Hour)
		s, err := c.desk.Hold(c.t.Context(), c.by(clerk), skill.Session{Plan: c.Plan.ID, Part: part, Attempt: 1, Starts: starts, Ends: starts.Add(90 * time.Minute)})
		c.must(s, err)
		sessions = append(sessions, s)
	}
	return sessions
}

// A batch and its list are reported five working days before the exam at the
// latest: for Monday 30 November that is Monday 23 November.
// Source: docs/rules.md, Planning an exam; policy lodgement.due.
func TestLodge(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		lodge := func() (skill.Lodgement, error) { return c.desk.Lodge(ctx, c.by(clerk), c.Plan.ID) }
		_, err := lodge()
		c.refused("plan.no_session", err)
		c.heldOn("2026-11-30")
		_, err = lodge()
		c.refused("plan.nobody_accepted", err)
		c.Enter(t, c.s, 0, 2)
		testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error { return c.undecided(ctx, tx) })
		_, err = lodge()
		c.refused("plan.undecided", err)
		testdb.Update(t, c.s, c.withdraw)
		_, err = c.desk.Lodge(ctx, c.by(reviewer), c.Plan.ID)
		c.refused("actor.denied", err)

		c.clock.Set(time.Date(2026, 11, 23, 23, 59, 0, 0, day.Shanghai))
		l, err := lodge()
		c.must(l, err)
		if l.Due != day.Must("2026-11-23") || l.Exam != day.Must("2026-11-30") || l.Late() || l.Candidates != 2 {
			t.Errorf("lodged %+v", l)
		}
		_, err = lodge()
		c.refused("lodgement.wrong_state", err)
		_, err = c.desk.ObjectLodgement(ctx, c.by(clerk), l.ID, "无权")
		c.refused("actor.denied", err)
		_, err = c.desk.ObjectLodgement(ctx, c.by(centreReviewer), l.ID, " ")
		c.refused("lodgement.no_ground", err)
		c.must(c.desk.ObjectLodgement(ctx, c.by(centreReviewer), l.ID, "考评人员不足"))
		_, err = c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.objected", err)

		c.clock.Step(time.Minute) // Tuesday: late, which the centre sees
		l, err = lodge()
		c.must(l, err)
		if !l.Late() || l.Ground != "" {
			t.Errorf("lodged again %+v", l)
		}
		c.must(c.desk.NoteLodgement(ctx, c.by(centreReviewer), l.ID))
		_, err = c.desk.NoteLodgement(ctx, c.by(centreReviewer), l.ID)
		c.refused("lodgement.wrong_state", err)
		c.must(c.desk.Start(ctx, c.by(clerk), c.Plan.ID))
		_, err = lodge()
		c.refused("plan.wrong_state", err)
	})
}

// Where the policy says so, a late report is refused and an exam that nobody
// reported does not start.
// Source: policies lodgement.required and lodgement.late.
func TestLodgingRequired(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		c.sets(skill.PolicyLodgement, "refuse")
		c.sets(skill.PolicyLodgementLate, "refuse")
		c.heldOn("2026-11-30")
		c.Enter(t, c.s, 0, 1)
		_, err := c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.not_lodged", err)
		c.clock.Set(time.Date(2026, 11, 24, 0, 0, 0, 0, day.Shanghai))
		_, err = c.desk.Lodge(ctx, c.by(clerk), c.Plan.ID)
		c.refused("lodgement.late", err)
		if args := argsOf(err); args["due"] != "2026-11-23" || args["exam"] != "2026-11-30" {
			t.Errorf("it does not say until when: %v", args)
		}
	})
}

// Who was accepted after the list was reported is added with a reason, until one
// working day before the exam, and the centre sees it.
// Source: policy addition.cutoff.
func TestAddLate(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		c.heldOn("2026-11-30")
		on := c.Enter(t, c.s, 0, 1)[0]
		_, err := c.desk.AddLate(ctx, c.by(clerk), on.ID, "漏报")
		c.refused("addition.not_lodged", err)
		c.must(c.desk.Lodge(ctx, c.by(clerk), c.Plan.ID))
		c.clock.Step(time.Hour)
		late := c.Enter(t, c.s, 1, 2)
		_, err = c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.unlisted", err)
		_, err = c.desk.AddLate(ctx, c.by(clerk), on.ID, "漏报")
		c.refused("addition.listed", err)
		_, err = c.desk.AddLate(ctx, c.by(clerk), late[0].ID, " ")
		c.refused("addition.no_reason", err)
		_, err = c.desk.AddLate(ctx, c.by(reviewer), late[0].ID, "单位漏报")
		c.refused("actor.denied", err)
		c.clock.Set(time.Date(2026, 11, 27, 23, 59, 0, 0, day.Shanghai)) // Friday, the last working day before
		added, err := c.desk.AddLate(ctx, c.by(clerk), late[0].ID, "单位漏报")
		c.must(added, err)
		_, err = c.desk.AddLate(ctx, c.by(clerk), late[0].ID, "单位漏报")
		c.refused("addition.exists", err)
		c.clock.Step(time.Minute)
		_, err = c.desk.AddLate(ctx, c.by(clerk), late[1].ID, "单位漏报")
		c.refused("addition.too_late", err)
		if n, _ := store.Count(ctx, c.s.As(c.Actor(centreReviewer)), store.Additions{Plan: c.Plan.ID}); n != 1 {
			t.Errorf("the centre sees %d additions", n)
		}
		items, err := c.desk.Checklist(ctx, c.Plan)
		c.must(items, err)
		for _, x := range items {
			if x.Key == "lodgement" && !slices.Equal(x.Remarks, []string{"plan.unlisted", "addition.flagged"}) {
				t.Errorf("the checklist remarks %v", x.Remarks)
			}
		}
		c.leftTheList(late[1])
		c.must(c.desk.Start(ctx, c.by(clerk), c.Plan.ID))
	})
}

// leftTheList has somebody leave, who can no longer be added late.
func (c *centre) leftTheList(a skill.Application) {
	c.t.Helper()
	testdb.Update(c.t, c.s, func(ctx context.Context, tx *store.Tx) error {
		m, err := a.Withdraw("改报下一批次")
		if err == nil {
			_, err = store.MoveOne(ctx, tx, a, m)
		}
		return err
	})
	_, err := c.desk.AddLate(c.t.Context(), c.by(clerk), a.ID, "单位漏报")
	c.refused("addition.not_accepted", err)
}

// A body says what it means to examine in a year; the centre notes it or sends it
// back, and a batch that departs from it is remarked.
// Source: docs/rules.md, Planning an exam.
func TestAnnualPlan(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		row := skill.AnnualRow{Occupation: "6-31-01-03", Level: skill.Level4, Month: 11, Candidates: 1}
		plan := func(rows ...skill.AnnualRow) skill.AnnualPlan {
			return skill.AnnualPlan{Body: c.Body.ID, Year: 2026, Rows: rows}
		}
		for _, x := range []struct {
			want string
			plan skill.AnnualPlan
		}{
			{"annual_plan.rows", plan()},
			{"annual_plan.twice", plan(row, row)},
			{"annual_plan.month", plan(skill.AnnualRow{Occupation: row.Occupation, Level: row.Level, Month: 13, Candidates: 1})},
			{"annual_plan.candidates", plan(skill.AnnualRow{Occupation: row.Occupation, Level: row.Level, Month: 12})},
			{"annual_plan.out_of_scope", plan(skill.AnnualRow{Occupation: row.Occupation, Level: skill.Level3, Month: 12, Candidates: 1})},
			{"plan.no_occupation", plan(skill.AnnualRow{Occupation: "6-31-01-99", Level: row.Level, Month: 12, Candidates: 1})},
			{"annual_plan.year", skill.AnnualPlan{Body: c.Body.ID, Year: 2025, Rows: []skill.AnnualRow{row}}},
			{"annual_plan.year", skill.AnnualPlan{Body: c.Body.ID, Year: 2028, Rows: []skill.AnnualRow{row}}},
		} {
			_, err := c.desk.SubmitAnnualPlan(ctx, c.by(clerk), x.plan)
			c.refused(x.want, err)
		}
		_, err := c.desk.SubmitAnnualPlan(ctx, c.by(reviewer), plan(row))
		c.refused("actor.denied", err)
		a, err := c.desk.SubmitAnnualPlan(ctx, c.by(clerk), plan(row))
		c.must(a, err)
		_, err = c.desk.SubmitAnnualPlan(ctx, c.by(clerk), plan(row))
		c.refused("annual_plan.wrong_state", err)
		_, err = c.desk.SendBackAnnualPlan(ctx, c.by(centreReviewer), a.ID, "")
		c.refused("annual_plan.no_ground", err)
		c.must(c.desk.SendBackAnnualPlan(ctx, c.by(centreReviewer), a.ID, "人数不实"))
		c.must(c.desk.SubmitAnnualPlan(ctx, c.by(head), plan(row)))
		_, err = c.desk.NoteAnnualPlan(ctx, c.by(clerk), a.ID)
		c.refused("actor.denied", err)
		a, err = c.desk.NoteAnnualPlan(ctx, c.by(centreReviewer), a.ID)
		c.must(a, err)
		for _, x := range []struct {
			month, candidates int
			level             skill.Level
			want              string
		}{
			{11, 1, skill.Level4, ""}, {11, 2, skill.Level4, "annual_plan.more_candidates"}, {12, 1, skill.Level4, "annual_plan.other_month"}, {11, 1, skill.Level3, "annual_plan.not_planned"},
		} {
			got := a.Deviations(skill.Plan{Occupation: "6-31-01-03", Level: x.level}, x.month, x.candidates)
			if len(got) != min(1, len(x.want)) || len(got) == 1 && got[0] != x.want {
				t.Errorf("%+v: %v", x, got)
			}
		}
		c.Enter(t, c.s, 0, 2)
		c.heldOn("2026-11-30")
		items, err := c.desk.Checklist(ctx, c.Plan)
		c.must(items, err)
		if items[0].Key != "annual-plan" || !slices.Equal(items[0].Remarks, []string{"annual_plan.more_candidates"}) {
			t.Errorf("the checklist says %+v", items[0])
		}
	})
}
