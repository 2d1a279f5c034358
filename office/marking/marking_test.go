package marking_test

import (
	"context"
	"errors"
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

// A room is one batch whose exam can be held and marked.
type room struct {
	testdb.Batch
	t     *testing.T
	s     *store.Store
	clock *testdb.Clock
	marks *marking.Desk
	exam  *examination.Desk
	apps  []skill.Application
}

// each holds an exam of n candidates on both engines; it is over when fn runs.
func each(t *testing.T, n int, fn func(r *room)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		r := &room{t: t, s: s, clock: clock, Batch: testdb.File(t, s)}
		r.marks = &marking.Desk{Store: s, Policies: reference.Policies(), Calendar: reference.WorkingDays()}
		yes := func(string) bool { return true }
		r.exam = &examination.Desk{Store: s, Policies: reference.Policies(), Calendar: reference.WorkingDays(), Sets: yes, Works: func(skill.OccupationCode, day.Date) bool { return true }}
		r.hold(skill.Theory, 1)
		r.hold(skill.Operation, 1)
		r.apps = r.Enter(t, s, 0, n)
		r.must(r.exam.Start(t.Context(), r.by(clerk), r.Plan.ID))
		clock.Step(30 * time.Hour)
		fn(r)
	})
}

// Seats of the batch's staff.
const (
	clerk = iota
	reviewer
	head
	centreReviewer
	centreApprover
)

func (r *room) by(n int) store.By { return store.By{Actor: r.Actor(n)} }

func (r *room) must(_ any, err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) refused(want string, err error) {
	r.t.Helper()
	if err == nil || skill.ReasonOf(err) != want {
		r.t.Errorf("got %v, want %s", err, want)
	}
}

func (r *room) hold(part skill.Part, attempt int) {
	r.t.Helper()
	starts := r.clock.Now().Add(24 * time.Hour)
	if part != skill.Theory {
		starts = starts.Add(time.Hour)
	}
	r.must(r.exam.Hold(r.t.Context(), r.by(clerk), skill.Session{Plan: r.Plan.ID, Part: part, Attempt: attempt, Starts: starts, Ends: starts.Add(time.Hour), Place: "一号楼"}))
}

func (r *room) row(i int, part skill.Part, mark string) skill.MarkRow {
	row := skill.MarkRow{Application: r.apps[i].ID, Part: part}
	switch mark {
	case "absent":
		row.Kind = skill.SittingAbsent
	case "void":
		row.Kind, row.Ground = skill.SittingVoid, "携带手机"
	case "waived":
		row.Kind, row.Ground = skill.SittingWaived, "互认"
	default:
		m, err := skill.ParseMark(mark)
		r.must(nil, err)
		row.Kind, row.Mark = skill.SittingMarked, m
	}
	return row
}

// mark gives candidate i both marks.
func (r *room) mark(i int, theory, operation string) {
	r.t.Helper()
	r.must(r.marks.Record(r.t.Context(), r.by(clerk), r.Plan.ID, []skill.MarkRow{r.row(i, skill.Theory, theory), r.row(i, skill.Operation, operation)}))
}

func (r *room) result(i int) skill.Result {
	r.t.Helper()
	one, err := store.One(r.t.Context(), r.s.Unscoped(), store.Results{Applications: []skill.ApplicationID{r.apps[i].ID}})
	r.must(one, err)
	return one
}

func (r *room) settle() marking.Settled {
	r.t.Helper()
	n, err := r.marks.Settle(r.t.Context(), r.by(reviewer), r.Plan.ID)
	r.must(n, err)
	return n
}

func (r *room) publicise() int {
	r.t.Helper()
	n, _, err := r.marks.Publicise(r.t.Context(), r.by(reviewer), r.Plan.ID)
	r.must(n, err)
	return n
}

func (r *room) is(i int, want skill.ResultStatus) {
	r.t.Helper()
	if got := r.result(i).Status; got != want {
		r.t.Errorf("candidate %d: %s, want %s", i, got, want)
	}
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// From marks to confirmation: each part on its own, publicity of five working
// days, three different persons.
// Source: docs/rules.md, One evaluation, Marks and bands; docs/architecture.md, Issuing.
func TestChain(t *testing.T) {
	each(t, 4, func(r *room) {
		ctx := t.Context()
		r.mark(0, "60", "60")
		r.mark(1, "59.5", "100")
		r.mark(2, "absent", "90")
		r.must(r.marks.Record(ctx, r.by(clerk), r.Plan.ID, []skill.MarkRow{r.row(3, skill.Theory, "88")}))
		if n := r.settle(); n != (marking.Settled{Passed: 1, Failed: 2, Open: 1}) {
			t.Errorf("settled %+v", n)
		}
		r.mark(3, "88", "95")
		if n := r.settle(); n != (marking.Settled{Passed: 1, Before: 3}) {
			t.Errorf("settled again %+v", n)
		}
		if got := r.result(3); got.Band != skill.BandGood || !got.Passed {
			t.Errorf("88 and 95: %+v", got)
		}
		if n := r.publicise(); n != 2 {
			t.Errorf("%d publicised, want the two that passed", n)
		}
		_, err := r.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.refused("report.empty", err) // the publicity runs
		r.clock.Set(r.result(0).PublicTo.Time().Add(23 * time.Hour))
		_, err = r.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.refused("report.empty", err) // its last day belongs to it
		r.clock.Step(2 * time.Hour)
		_, err = r.marks.Report(ctx, r.by(clerk), r.Plan.ID)
		r.refused("actor.denied", err)
		report, err := r.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.must(report, err)
		if report.Count != 2 || report.Late() || report.Due.IsZero() {
			t.Errorf("report %+v", report)
		}
		r.confirm(report)
		r.is(0, skill.ResultConfirmed)
		r.is(1, skill.ResultSettled)
		r.is(3, skill.ResultConfirmed)
		_, err = r.marks.Return(ctx, r.by(centreApprover), report.ID, "太晚了")
		r.refused("report.wrong_state", err)
	})
}

// confirm carries a report through the centre, trying every shortcut.
func (r *room) confirm(report skill.Report) {
	r.t.Helper()
	ctx := r.t.Context()
	_, err := r.marks.Confirm(ctx, r.by(centreApprover), report.ID)
	r.refused("report.wrong_state", err) // nobody has checked
	_, err = r.marks.Check(ctx, r.by(head), report.ID)
	r.refused("actor.denied", err)
	both := r.Actor(head)
	both.Grants = append(both.Grants, skill.Grant{Role: skill.RoleCentreReviewer, Path: "/44/"}, skill.Grant{Role: skill.RoleCentreApprover, Path: "/44/"})
	_, err = r.marks.Check(ctx, store.By{Actor: both}, report.ID)
	r.refused("person.same_human", err)
	r.must(r.marks.Check(ctx, r.by(centreReviewer), report.ID))
	_, err = r.marks.Confirm(ctx, store.By{Actor: both}, report.ID)
	r.refused("person.same_human", err)
	checker := r.Actor(centreReviewer)
	checker.Grants = append(checker.Grants, skill.Grant{Role: skill.RoleCentreApprover, Path: "/44/"})
	_, err = r.marks.Confirm(ctx, store.By{Actor: checker}, report.ID)
	r.refused("person.same_human", err)
	r.must(r.marks.Confirm(ctx, r.by(centreApprover), report.ID))
}

func TestRecordRefuses(t *testing.T) {
	each(t, 2, func(r *room) {
		ctx := t.Context()
		rec := func(rows ...skill.MarkRow) (marking.Recorded, error) {
			return r.marks.Record(ctx, r.by(clerk), r.Plan.ID, rows)
		}
		bad := r.row(0, skill.Theory, "void")
		bad.Ground = ""
		stranger := r.row(0, skill.Theory, "70")
		stranger.Application = "nobody"
		for _, c := range []struct {
			row  skill.MarkRow
			want string
		}{
			{bad, "sitting.void_without_violation"},
			{stranger, "marks.not_called"},
			{r.row(0, skill.Review, "70"), "marks.not_called"}, // level 4 has no review part
			{skill.MarkRow{Application: r.apps[0].ID, Part: skill.Theory, Kind: "due"}, "marks.kind"},
		} {
			_, err := rec(r.row(1, skill.Theory, "70"), c.row)
			var e *skill.Error
			r.refused("marks.rows", err)
			if e = fault(err); e != nil && c.want == "marks.kind" && e.Fields[0].Args["kind"] != "due" {
				t.Errorf("%s does not say which: %v", c.want, e.Fields[0].Args)
			}
			if e = fault(err); e == nil || e.Fields[0].Reason != c.want || e.Fields[0].Path != "rows[1]" {
				t.Errorf("got %v, want %s at rows[1]", err, c.want)
			}
		}
		n, err := rec(r.row(0, skill.Theory, "70"))
		r.must(n, err) // nothing of the refused sheets had stayed
		if n != (marking.Recorded{New: 1}) {
			t.Errorf("%+v", n)
		}
		n, err = rec(r.row(0, skill.Theory, "70"), r.row(1, skill.Theory, "61"))
		r.must(n, err)
		if n != (marking.Recorded{New: 1, Same: 1}) {
			t.Errorf("%+v", n)
		}
		n, err = rec(r.row(0, skill.Theory, "71"))
		r.must(n, err)
		if n != (marking.Recorded{Changed: 1}) {
			t.Errorf("%+v", n)
		}
		r.mark(0, "71", "80")
		r.settle()
		_, err = rec(r.row(0, skill.Theory, "99"))
		if e := fault(err); e == nil || e.Fields[0].Reason != "marks.settled" {
			t.Errorf("a settled mark was changed: %v", err)
		}
		_, err = r.marks.Record(ctx, r.by(centreApprover), r.Plan.ID, nil)
		r.refused("actor.denied", err)
	})
}

func fault(err error) *skill.Error {
	e, _ := errors.AsType[*skill.Error](err)
	return e
}

// Marks come after the exam; a waiver may come before it.
func TestMarksBeforeTheExam(t *testing.T) {
	each(t, 1, func(r *room) {
		r.clock.Step(-10 * time.Hour)
		_, err := r.marks.Record(t.Context(), r.by(clerk), r.Plan.ID, []skill.MarkRow{r.row(0, skill.Theory, "70")})
		if e := fault(err); e == nil || e.Fields[0].Reason != "marks.too_early" {
			t.Errorf("got %v", err)
		}
		r.must(r.marks.Record(t.Context(), r.by(clerk), r.Plan.ID, []skill.MarkRow{r.row(0, skill.Theory, "waived")}))
	})
}

// An objection holds back only its own result.
// Source: docs/architecture.md, Issuing.
func TestObjection(t *testing.T) {
	each(t, 3, func(r *room) {
		ctx := t.Context()
		for i := range 3 {
			r.mark(i, "70", "70")
		}
		r.settle()
		r.publicise()
		o, err := r.marks.Object(ctx, r.by(clerk), r.result(0).ID, skill.Keep("名单中有人没有参加考试"))
		r.must(o, err)
		held, err := r.marks.Object(ctx, r.by(clerk), r.result(1).ID, skill.Keep("同上"))
		r.must(held, err)
		self := r.Actor(clerk)
		self.Grants = append(self.Grants, skill.Grant{Role: skill.RoleReviewer, Path: r.Body.Path})
		_, err = r.marks.Dismiss(ctx, store.By{Actor: self}, o.ID, "不属实")
		r.refused("person.same_human", err)
		_, err = r.marks.Dismiss(ctx, r.by(reviewer), o.ID, "")
		r.refused("objection.no_ground", err)
		r.clock.Step(days(20))
		report, err := r.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.must(report, err)
		if report.Count != 1 {
			t.Errorf("reported %d, want only the undisputed one", report.Count)
		}
		r.must(r.marks.Dismiss(ctx, r.by(reviewer), o.ID, "监控录像可见本人"))
		r.must(r.marks.Uphold(ctx, r.by(reviewer), held.ID, "成绩抄错"))
		r.is(0, skill.ResultPublicised)
		r.is(1, skill.ResultDisputed)
		_, err = r.marks.Object(ctx, r.by(clerk), r.result(0).ID, skill.Keep("又想起来了"))
		r.refused("objection.too_late", err)
		second, err := r.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.must(second, err)
		if second.Count != 1 {
			t.Errorf("second report of %d", second.Count)
		}
		r.is(1, skill.ResultDisputed)
	})
}

// A mark changes after settlement only by two persons, and that person's
// publicity starts again.
// Source: docs/architecture.md, Issuing.
func TestCorrection(t *testing.T) {
	each(t, 2, func(r *room) {
		ctx := t.Context()
		r.mark(0, "70", "70")
		r.mark(1, "70", "70")
		r.settle()
		r.publicise()
		s, err := store.One(ctx, r.s.Unscoped(), store.Sittings{Applications: []skill.ApplicationID{r.apps[0].ID}, Part: skill.Theory})
		r.must(s, err)
		c := skill.Correction{Sitting: s.ID, Kind: skill.SittingMarked, Mark: skill.Points(81), Ground: "登分时抄错"}
		_, err = r.marks.Propose(ctx, r.by(clerk), skill.Correction{Sitting: s.ID, Kind: skill.SittingMarked})
		r.refused("correction.no_ground", err)
		_, err = r.marks.Propose(ctx, r.by(clerk), skill.Correction{Sitting: s.ID, Kind: skill.SittingVoid, Ground: "作弊"})
		r.refused("sitting.void_without_violation", err)
		c, err = r.marks.Propose(ctx, r.by(head), c)
		r.must(c, err)
		_, err = r.marks.Approve(ctx, r.by(head), c.ID)
		r.refused("person.same_human", err)
		r.is(0, skill.ResultPublicised)
		r.clock.Step(days(3))
		r.must(r.marks.Approve(ctx, r.by(reviewer), c.ID))
		r.is(0, skill.ResultSettled)
		r.is(1, skill.ResultPublicised)
		if got := r.result(0); got.Scores[0].Mark != skill.Points(81) || !got.PublicTo.IsZero() {
			t.Errorf("after the correction: %+v", got)
		}
		r.publicise()
		if !r.result(0).PublicTo.After(r.result(1).PublicTo) {
			t.Errorf("publicity did not start again: %s and %s", r.result(0).PublicTo, r.result(1).PublicTo)
		}
		r.clock.Step(days(20))
		report, err := r.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.must(report, err)
		_, err = r.marks.Propose(ctx, r.by(clerk), skill.Correction{Sitting: s.ID, Kind: skill.SittingMarked, Mark: skill.Points(90), Ground: "再改"})
		r.refused("result.wrong_state", err)
		_, err = r.marks.Return(ctx, r.by(centreReviewer), report.ID, "")
		r.refused("report.no_ground", err)
		r.must(r.marks.Return(ctx, r.by(centreReviewer), report.ID, "照片不清"))
		r.is(0, skill.ResultPublicised)
		again, err := r.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.must(again, err)
		if again.Count != 2 || again.ID == report.ID {
			t.Errorf("reported again: %+v", again)
		}
	})
}

// One retake of the failed parts within a year, if one part was passed.
// Source: docs/rules.md, Retake; policies retake.times, retake.window, retake.needs.
func TestRetake(t *testing.T) {
	each(t, 2, func(r *room) {
		ctx := t.Context()
		r.mark(0, "70", "40")
		r.mark(1, "10", "40")
		r.settle()
		_, err := r.marks.CallRetake(ctx, r.by(clerk), r.apps[0].ID)
		r.refused("retake.no_session", err)
		r.hold(skill.Operation, 2)
		_, err = r.marks.CallRetake(ctx, r.by(clerk), r.apps[1].ID)
		r.refused("result.retake_too_few", err)
		called, err := r.marks.CallRetake(ctx, r.by(clerk), r.apps[0].ID)
		r.must(called, err)
		if len(called) != 1 || called[0].Part != skill.Operation || called[0].Attempt != 2 {
			t.Fatalf("called %+v", called)
		}
		_, err = r.marks.CallRetake(ctx, r.by(clerk), r.apps[0].ID)
		r.refused("result.incomplete", err) // the retake is still to be sat
		r.clock.Step(30 * time.Hour)
		r.must(r.marks.Record(ctx, r.by(clerk), r.Plan.ID, []skill.MarkRow{r.row(0, skill.Operation, "65")}))
		if n := r.settle(); n.Passed != 1 {
			t.Errorf("settled %+v", n)
		}
		if got := r.result(0); !got.Passed || got.Band != skill.BandPass {
			t.Errorf("after the retake: %+v", got)
		}
	})
}

// A publicity that reaches a year without a published calendar is provisional.
func TestProvisionalPublicity(t *testing.T) {
	each(t, 1, func(r *room) {
		r.clock.Set(day.Must("2026-12-28").Time().Add(9 * time.Hour))
		r.mark(0, "70", "70")
		r.settle()
		r.publicise()
		if !r.result(0).Provisional {
			t.Error("the publicity ends in 2027, whose calendar was not seen, and is not provisional")
		}
	})
}

// Two officers settle the same batch at once: every candidate has one result.
func TestSettleAtOnce(t *testing.T) {
	each(t, 20, func(r *room) {
		for i := range 20 {
			r.mark(i, "70", "70")
		}
		errs := make(chan error, 4)
		for range 4 {
			go func() {
				_, err := r.marks.Settle(context.WithoutCancel(t.Context()), r.by(reviewer), r.Plan.ID)
				errs <- err
			}()
		}
		for range 4 {
			r.must(nil, <-errs)
		}
		n, err := store.Count(t.Context(), r.s.Unscoped(), store.Results{Plan: r.Plan.ID})
		if r.must(n, err); n != 20 {
			t.Errorf("%d results of 20 candidates", n)
		}
	})
}
