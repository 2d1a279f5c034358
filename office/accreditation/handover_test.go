package accreditation_test

import (
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/examination"
	"assay/office/marking"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

const clerk, reviewer = 0, 1

// An exam is a register whose body holds a batch of n candidates.
type exam struct {
	*register
	plans *examination.Desk
	marks *marking.Desk
	apps  []skill.Application
}

// sitting starts an exam of n candidates, whose sessions are over.
func (r *register) sitting(n int) *exam {
	e := &exam{register: r}
	yes := func(string) bool { return true }
	e.plans = &examination.Desk{Store: r.s, Policies: reference.Policies(), Calendar: reference.WorkingDays(), Sets: yes, Works: func(skill.OccupationCode, day.Date) bool { return true }}
	e.marks = &marking.Desk{Store: r.s, Policies: reference.Policies(), Calendar: reference.WorkingDays()}
	for i, part := range r.Plan.Parts {
		starts := r.clock.Now().Add(time.Hour + time.Duration(i)*30*time.Minute)
		r.must(e.plans.Hold(r.t.Context(), r.by(clerk), skill.Session{Plan: r.Plan.ID, Part: part, Attempt: 1, Starts: starts, Ends: starts.Add(30 * time.Minute), Place: "一号楼"}))
	}
	e.apps = r.Enter(r.t, r.s, 0, n)
	r.must(e.plans.Start(r.t.Context(), r.by(clerk), r.Plan.ID))
	r.clock.Step(3 * time.Hour)
	return e
}

// mark gives every candidate the mark in both parts.
func (e *exam) mark(mark skill.Mark) error {
	var rows []skill.MarkRow
	for _, a := range e.apps {
		for _, part := range e.Plan.Parts {
			rows = append(rows, skill.MarkRow{Application: a.ID, Part: part, Kind: skill.SittingMarked, Mark: mark})
		}
	}
	_, err := e.marks.Record(e.t.Context(), e.by(clerk), e.Plan.ID, rows)
	return err
}

// acts tries everything that a body does with a running plan; only what it may
// not is expected to be refused, each with the reason.
func (e *exam) acts(want string) {
	e.t.Helper()
	ctx := e.t.Context()
	_, err := e.plans.Hold(ctx, e.by(clerk), skill.Session{Plan: e.Plan.ID, Part: skill.Theory, Attempt: 2, Starts: e.clock.Now().Add(time.Hour), Ends: e.clock.Now().Add(2 * time.Hour)})
	e.refused(want, err)
	_, err = e.plans.Finish(ctx, e.by(clerk), e.Plan.ID)
	e.refused(want, err)
	_, err = e.plans.Cancel(ctx, e.by(clerk), e.Plan.ID, "人数不足")
	e.refused(want, err)
	e.refused(want, e.mark(160))
	_, err = e.marks.Settle(ctx, e.by(reviewer), e.Plan.ID)
	e.refused(want, err)
	_, _, err = e.marks.Publicise(ctx, e.by(reviewer), e.Plan.ID)
	e.refused(want, err)
	_, err = e.marks.Report(ctx, e.by(head), e.Plan.ID)
	e.refused(want, err)
	_, err = e.marks.CallRetake(ctx, e.by(clerk), e.apps[0].ID)
	e.refused(want, err)
	sitting, err := store.One(ctx, e.s.Unscoped(), store.Sittings{Plan: e.Plan.ID})
	e.must(sitting, err)
	_, err = e.marks.Propose(ctx, e.by(reviewer), skill.Correction{Sitting: sitting.ID, Kind: skill.SittingAbsent, Ground: "复核"})
	e.refused(want, err)
}

// handover is the last one of the plan.
func (e *exam) handover() skill.Handover {
	e.t.Helper()
	all, err := store.List(e.t.Context(), e.s.Unscoped(), store.Handovers{Plan: e.Plan.ID}, store.Everything)
	e.must(all, err)
	if len(all) == 0 {
		e.t.Fatal("the plan was not handed over")
	}
	return all[len(all)-1]
}

// A batch under way when its body is suspended lies in the centre's hands: nobody
// does anything with it until the centre's approver has decided, and then only
// what was decided, until the day that was given.
// Source: docs/decisions/0028-plans-in-the-centres-hands.md.
func TestSuspendedInMidBatch(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		e := r.sitting(2)
		r.must(r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, "抽查不合格"))
		h := e.handover()
		if h.Status != skill.HandoverOpen || h.Cause != skill.CauseSuspended || h.From != day.Must("2026-11-20") {
			t.Errorf("handed over %+v", h)
		}
		e.acts("handover.open")

		until := permit("2026-11-25", "完成已开考的批次")
		_, err := r.desk.Permit(ctx, r.by(head), h.ID, until)
		r.refused("actor.denied", err)
		_, err = r.desk.Permit(ctx, r.by(centreReviewer), h.ID, until)
		r.refused("actor.denied", err)
		_, err = r.desk.Permit(ctx, r.by(centreApprover), h.ID, permit("2026-11-19", "g"))
		r.refused("handover.until_past", err)
		_, err = r.desk.Permit(ctx, r.by(centreApprover), h.ID, permit("2026-11-25", " "))
		r.refused("handover.no_ground", err)
		h, err = r.desk.Permit(ctx, r.by(centreApprover), h.ID, until)
		r.must(h, err)
		if h.Status != skill.HandoverPermitted || h.Until != day.Must("2026-11-25") || h.Decider != r.Staff[centreApprover].ID {
			t.Errorf("permitted %+v", h)
		}

		r.must(nil, e.mark(160))
		r.must(e.marks.Settle(ctx, r.by(reviewer), r.Plan.ID))
		_, n, err := e.marks.Publicise(ctx, r.by(reviewer), r.Plan.ID)
		r.must(n, err)
		r.clock.Step(12 * 24 * time.Hour)
		_, err = e.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.refused("handover.permit_over", err)
		r.must(r.desk.Permit(ctx, r.by(centreApprover), h.ID, permit("2026-12-31", "公示期满后上报")))
		r.must(e.marks.Report(ctx, r.by(head), r.Plan.ID))
		_, err = r.desk.CallOff(ctx, r.by(centreApprover), h.ID, "不再承认")
		r.refused("handover.has_results", err)
	})
}

// Restored, the body has its plans again, whatever they were permitted; what was
// called off stays so.
func TestRestoredInMidBatch(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		e := r.sitting(1)
		r.must(r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, "抽查不合格"))
		e.acts("handover.open")
		r.must(r.desk.Restore(ctx, r.by(centreApprover), r.Body.ID, "整改完成"))
		if h := e.handover(); h.Status != skill.HandoverReturned || h.Decider != r.Staff[centreApprover].ID {
			t.Errorf("given back %+v", h)
		}
		r.must(nil, e.mark(160))

		r.clock.Step(time.Hour)
		r.must(r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, "再次抽查不合格"))
		h := e.handover()
		r.must(r.desk.CallOff(ctx, r.by(centreApprover), h.ID, "考场失控"))
		r.must(r.desk.Restore(ctx, r.by(centreApprover), r.Body.ID, "整改完成"))
		if h := e.handover(); h.Status != skill.HandoverCancelled {
			t.Errorf("%s", h.Status)
		}
		_, err := e.marks.Settle(ctx, r.by(reviewer), r.Plan.ID)
		r.refused("plan.cancelled", err)
		_, err = r.desk.Permit(ctx, r.by(centreApprover), h.ID, permit("2026-12-31", "反悔"))
		r.refused("handover.not_begun", err)
	})
}

// A batch that is called off ends: its sittings that are due are dropped and its
// candidates told; marks that were given stay as they are.
func TestCallOff(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		e := r.sitting(3)
		_, err := e.marks.Record(ctx, r.by(clerk), r.Plan.ID, []skill.MarkRow{{Application: e.apps[0].ID, Part: skill.Theory, Kind: skill.SittingMarked, Mark: 120}})
		r.must(nil, err)
		r.must(r.desk.Withdraw(ctx, r.by(centreApprover), r.Body.ID, "严重违规"))
		h := e.handover()
		_, err = r.desk.CallOff(ctx, r.by(head), h.ID, "停办")
		r.refused("actor.denied", err)
		_, err = r.desk.CallOff(ctx, r.by(centreApprover), h.ID, "\u200b")
		r.refused("handover.no_ground", err)
		r.must(r.desk.CallOff(ctx, r.by(centreApprover), h.ID, "机构已注销"))

		p, err := r.s.Unscoped().Plan(ctx, r.Plan.ID)
		r.must(p, err)
		if p.Status != skill.PlanCancelled || p.Ground != "机构已注销" {
			t.Errorf("%s for %q", p.Status, p.Ground)
		}
		for status, want := range map[skill.SittingStatus]int{skill.SittingDropped: 5, skill.SittingMarked: 1, skill.SittingDue: 0} {
			n, err := store.Count(ctx, r.s.Unscoped(), store.Sittings{Plan: p.ID, Status: []skill.SittingStatus{status}})
			r.must(n, err)
			if n != want {
				t.Errorf("%d sittings are %s, want %d", n, status, want)
			}
		}
		for range 3 {
			l, _, ok, err := r.s.ClaimLetter(ctx, time.Minute, skill.BySMS)
			r.must(l, err)
			if !ok || l.Kind != skill.LetterCalledOff || l.About != string(p.ID) {
				t.Errorf("%v %+v", ok, l)
			}
		}
		_, err = r.desk.CallOff(ctx, r.by(centreApprover), h.ID, "再次")
		r.refused("handover.wrong_state", err)
	})
}

// What is over is not handed over; what waits for its results is. What has not
// begun can only be called off.
func TestWhatIsHandedOver(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		other := testdb.File(t, r.s) // of another body
		e := r.sitting(1)
		next, err := e.plans.File(ctx, r.by(clerk), skill.Plan{Body: r.Body.ID, Site: r.Site.ID, Title: "下一批", Occupation: r.Plan.Occupation, Level: r.Plan.Level, Set: "national-2023"})
		r.must(next, err)
		gone, err := e.plans.File(ctx, r.by(clerk), skill.Plan{Body: r.Body.ID, Site: r.Site.ID, Title: "已取消", Occupation: r.Plan.Occupation, Level: r.Plan.Level, Set: "national-2023"})
		r.must(gone, err)
		r.must(e.plans.Cancel(ctx, r.by(clerk), gone.ID, "人数不足"))
		r.must(nil, e.mark(100)) // failed
		r.must(e.plans.Finish(ctx, r.by(clerk), r.Plan.ID))

		handed := func() (ids []skill.PlanID) {
			r.must(r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, "抽查"))
			all, err := store.List(ctx, r.s.Unscoped(), store.Handovers{Status: store.InHand()}, store.Everything)
			r.must(all, err)
			for _, h := range all {
				ids = append(ids, h.Plan)
			}
			r.must(r.desk.Restore(ctx, r.by(centreApprover), r.Body.ID, "恢复"))
			return ids
		}
		if got := handed(); len(got) != 2 {
			t.Errorf("a finished batch without results and the next one: %v, not %s", got, other.Plan.ID)
		}
		r.must(e.marks.Settle(ctx, r.by(reviewer), r.Plan.ID))
		if got := handed(); len(got) != 1 || got[0] != next.ID {
			t.Errorf("only the one that was not held: %v", got)
		}

		r.must(r.desk.Withdraw(ctx, r.by(centreApprover), r.Body.ID, "注销"))
		h, err := store.One(ctx, r.s.Unscoped(), store.Handovers{Plan: next.ID, Status: store.InHand()})
		r.must(h, err)
		_, err = r.desk.Permit(ctx, r.by(centreApprover), h.ID, permit("2026-12-31", "继续"))
		r.refused("handover.not_begun", err)
		_, err = e.plans.Start(ctx, r.by(clerk), next.ID)
		r.refused("handover.open", err)
		r.must(r.desk.CallOff(ctx, r.by(centreApprover), h.ID, "机构已注销"))
	})
}

// Withdrawn while suspended: what lay in the centre's hands stays there.
func TestWithdrawnWhileSuspended(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		e := r.sitting(1)
		r.must(r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, "抽查"))
		r.must(r.desk.Permit(ctx, r.by(centreApprover), e.handover().ID, permit("2026-12-31", "完成")))
		r.must(r.desk.Withdraw(ctx, r.by(centreApprover), r.Body.ID, "注销"))
		all, err := store.List(ctx, r.s.Unscoped(), store.Handovers{Plan: r.Plan.ID}, store.Everything)
		r.must(all, err)
		if len(all) != 1 || all[0].Status != skill.HandoverPermitted {
			t.Errorf("%+v", all)
		}
		r.must(nil, e.mark(160))
	})
}
