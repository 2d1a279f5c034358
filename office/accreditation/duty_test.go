package accreditation_test

import (
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/accreditation"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

func permit(until, ground string) accreditation.Permit {
	return accreditation.Permit{Until: day.Must(until), Ground: ground}
}

// Rectification: ordered by the centre with a day, handed in by the body's head,
// accepted or sent back; what is overdue is found, and keeps a renewal away.
// Source: docs/rules.md, Duties of a body.
func TestRectification(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		draft := skill.Rectification{Body: r.Body.ID, Demand: "实操场地视频监控缺失", Due: day.Must("2026-12-20")}
		_, err := r.desk.OrderRectification(ctx, r.by(head), draft)
		r.refused("actor.denied", err)
		late := draft
		late.Due = day.Must("2026-11-20")
		_, err = r.desk.OrderRectification(ctx, r.by(centreReviewer), late)
		r.refused("rectification.due_past", err)
		named := draft
		named.Demand = "考评员" + testdb.Born(1).Document.Number.Reveal() + "无证上岗"
		_, err = r.desk.OrderRectification(ctx, r.by(centreReviewer), named)
		r.refused("text.number", err)
		x, err := r.desk.OrderRectification(ctx, r.by(centreReviewer), draft)
		r.must(x, err)

		overdue := func(on string) int {
			n, err := store.Count(ctx, r.s.Unscoped(), store.Rectifications{Body: r.Body.ID, Overdue: day.Must(on)})
			r.must(n, err)
			return n
		}
		if overdue("2026-12-20") != 0 || overdue("2026-12-21") != 1 {
			t.Error("overdue from the day after its last day on")
		}
		answer := accreditation.Answer{Words: "已补装监控"}
		_, err = r.desk.HandInRectification(ctx, r.by(clerk), x.ID, answer)
		r.refused("actor.denied", err)
		_, err = r.desk.HandInRectification(ctx, r.by(head), x.ID, accreditation.Answer{Words: "已补装监控", Proof: "scan.pdf"})
		r.refused("duty.no_proof", err)
		r.clock.Step(31 * 24 * time.Hour) // one day late
		x, err = r.desk.HandInRectification(ctx, r.by(head), x.ID, answer)
		r.must(x, err)
		if x.Handed != day.Must("2026-12-21") || overdue("2026-12-21") != 1 {
			t.Errorf("late is taken in and stays overdue: %+v", x)
		}
		_, err = r.desk.SendBackRectification(ctx, r.by(centreReviewer), x.ID, day.Must("2027-01-31"), "")
		r.refused("rectification.no_ground", err)
		r.must(r.desk.SendBackRectification(ctx, r.by(centreReviewer), x.ID, day.Must("2027-01-31"), "录像不能调取"))
		if overdue("2027-01-31") != 0 || overdue("2027-02-01") != 1 {
			t.Error("a new day was given")
		}
		r.must(r.desk.HandInRectification(ctx, r.by(head), x.ID, answer))
		_, err = r.desk.AcceptRectification(ctx, r.by(head), x.ID, "")
		r.refused("actor.denied", err)
		x, err = r.desk.AcceptRectification(ctx, r.by(centreApprover), x.ID, "现场核验合格")
		r.must(x, err)
		if x.Status != skill.RectificationAccepted || overdue("2027-12-31") != 0 {
			t.Errorf("%+v", x)
		}
		_, err = r.desk.LiftRectification(ctx, r.by(centreReviewer), x.ID, "误发")
		r.refused("rectification.wrong_state", err)
	})
}

// Who stands at both desks does not accept what they handed in themselves.
func TestNobodyAcceptsTheirOwn(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		x, err := r.desk.OrderRectification(ctx, r.by(centreReviewer), skill.Rectification{Body: r.Body.ID, Demand: "档案不全", Due: day.Must("2026-12-20")})
		r.must(x, err)
		both := r.Actor(head)
		both.Grants = append(both.Grants, skill.Grant{Role: skill.RoleCentreReviewer, Path: "/44/"}, skill.Grant{Role: skill.RoleCentreApprover, Path: "/44/"})
		by := store.By{Actor: both}
		r.must(r.desk.HandInRectification(ctx, by, x.ID, accreditation.Answer{Words: "已补齐"}))
		_, err = r.desk.AcceptRectification(ctx, by, x.ID, "")
		r.refused("person.same_human", err)
		y, err := r.desk.HandInYear(ctx, by, skill.AnnualReport{Body: r.Body.ID, Year: 2025, Words: "未开展评价"})
		r.must(y, err)
		_, err = r.desk.AcceptYear(ctx, by, y.ID, "")
		r.refused("person.same_human", err)
		e, err := r.desk.DeclareExit(ctx, by, skill.Exit{Body: r.Body.ID, On: day.Must("2027-01-01"), Why: "停办"})
		r.must(e, err)
		_, err = r.desk.ConfirmExit(ctx, by, e.ID, "")
		r.refused("person.same_human", err)
	})
}

// The report of a year stands beside what the register counts; late ones are
// listed, never refused.
// Source: docs/rules.md, Duties of a body; policy annual.due.
func TestAnnualReport(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		e := r.sitting(3)
		rows := []skill.MarkRow{}
		for i, a := range e.apps[:2] { // one passes, one fails, one is not marked yet
			for _, part := range r.Plan.Parts {
				rows = append(rows, skill.MarkRow{Application: a.ID, Part: part, Kind: skill.SittingMarked, Mark: skill.Mark(160 - 60*i)})
			}
		}
		r.must(e.marks.Record(ctx, r.by(clerk), r.Plan.ID, rows))
		r.must(e.marks.Settle(ctx, r.by(reviewer), r.Plan.ID))

		hand := func(year int, words string) (skill.AnnualReport, error) {
			return r.desk.HandInYear(ctx, r.by(head), skill.AnnualReport{Body: r.Body.ID, Year: year, Words: words})
		}
		_, err := hand(2026, "自查情况良好")
		r.refused("annual_report.year_runs", err)
		_, err = hand(20266, "自查情况良好")
		r.refused("annual_report.year_runs", err)
		silent := func(year, want int) {
			t.Helper()
			n, err := store.Count(ctx, r.s.Unscoped(), store.Silent{Year: year})
			r.must(n, err)
			if n != want {
				t.Errorf("%d bodies owe the report on %d, want %d", n, year, want)
			}
		}
		silent(2025, 0) // it was filed in 2026
		silent(2026, 1)
		r.clock.Set(time.Date(2027, 4, 1, 1, 0, 0, 0, time.UTC)) // one day after 31 March
		_, err = r.desk.HandInYear(ctx, r.by(clerk), skill.AnnualReport{Body: r.Body.ID, Year: 2026, Words: "好"})
		r.refused("actor.denied", err)
		y, err := hand(2026, "自查情况良好")
		r.must(y, err)
		want := skill.YearFigures{Plans: 1, Candidates: 3, Examined: 2, Passed: 1, Failed: 1}
		if y.Figures != want || y.Due != day.Must("2027-03-31") || !y.Late() {
			t.Errorf("%+v", y)
		}
		silent(2026, 0)
		late, err := store.Count(ctx, r.s.Unscoped(), store.AnnualReports{Year: 2026, LateOnly: true})
		r.must(late, err)
		if late != 1 {
			t.Errorf("%d late reports", late)
		}
		_, err = hand(2026, "再报一次")
		r.refused("annual_report.wrong_state", err)
		r.must(r.desk.SendBackYear(ctx, r.by(centreReviewer), y.ID, "未说明不合格原因"))
		silent(2026, 1)
		again, err := hand(2026, "补充说明")
		r.must(again, err)
		if again.ID != y.ID || again.On != y.On || again.Words != "补充说明" {
			t.Errorf("the same report again: %+v", again)
		}
		r.must(r.desk.AcceptYear(ctx, r.by(centreReviewer), y.ID, ""))
		r.must(r.desk.Withdraw(ctx, r.by(centreApprover), r.Body.ID, "注销"))
		_, err = hand(2025, "补报")
		r.refused("body.wrong_state", err)
	})
}

// A body leaves of its own will on the day that it named and the centre
// confirmed; until then it assesses, from then on it does not.
// Source: docs/rules.md, Duties of a body.
func TestExit(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		e := r.sitting(1)
		declare := func(on string) (skill.Exit, error) {
			return r.desk.DeclareExit(ctx, r.by(head), skill.Exit{Body: r.Body.ID, On: day.Must(on), Why: "业务调整"})
		}
		_, err := declare("2026-11-20")
		r.refused("body_exit.past", err)
		_, err = r.desk.DeclareExit(ctx, r.by(clerk), skill.Exit{Body: r.Body.ID, On: day.Must("2026-12-01"), Why: "业务调整"})
		r.refused("actor.denied", err)
		x, err := declare("2026-11-25")
		r.must(x, err)
		_, err = declare("2026-11-26")
		r.refused("body_exit.exists", err)
		r.must(r.desk.TakeBackExit(ctx, r.by(head), x.ID))
		x, err = declare("2026-11-25")
		r.must(x, err)
		r.must(r.desk.RefuseExit(ctx, r.by(centreApprover), x.ID, "尚有整改未完成"))
		x, err = declare("2026-11-21")
		r.must(x, err)
		r.clock.Step(24 * time.Hour)
		_, err = r.desk.ConfirmExit(ctx, r.by(centreApprover), x.ID, "")
		r.refused("body_exit.come", err)
		r.must(r.desk.TakeBackExit(ctx, r.by(head), x.ID))

		x, err = declare("2026-11-25")
		r.must(x, err)
		_, err = r.desk.ConfirmExit(ctx, r.by(centreReviewer), x.ID, "")
		r.refused("actor.denied", err)
		r.must(r.desk.ConfirmExit(ctx, r.by(centreApprover), x.ID, "同意"))
		r.must(nil, e.mark(160)) // it assesses still
		depart := func(want int) {
			t.Helper()
			n, err := r.desk.Depart(ctx, testdb.System())
			r.must(n, err)
			if n != want {
				t.Errorf("%d bodies departed, want %d", n, want)
			}
		}
		depart(0)
		r.clock.Set(time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)) // the 25th begins
		_, err = e.plans.File(ctx, r.by(clerk), skill.Plan{Body: r.Body.ID, Site: r.Site.ID, Title: "下一批", Occupation: r.Plan.Occupation, Level: r.Plan.Level, Set: "national-2023"})
		r.refused("body.filing_over", err)
		e.acts("body_exit.begun")
		_, err = r.desk.Depart(ctx, r.by(centreApprover))
		r.refused("actor.denied", err)
		depart(1)
		depart(0)
		b, err := r.s.Unscoped().Body(ctx, r.Body.ID)
		r.must(b, err)
		if b.Status != skill.FilingWithdrawn || b.FiledTo != day.Must("2026-11-24") || b.Ground != "业务调整" {
			t.Errorf("left: %+v", b)
		}
		if h := e.handover(); h.Status != skill.HandoverOpen || h.Cause != skill.CauseExited {
			t.Errorf("handed over: %+v", h)
		}
		e.acts("handover.open")
		standing, err := r.s.Unscoped().Standing(ctx, r.Body.ID)
		r.must(standing, err)
		if _, err := standing.InScope(r.Plan.Occupation, r.Plan.Level, r.Site.ID, day.Must("2026-11-24")); err != nil {
			t.Errorf("its last day was in scope: %v", err)
		}
	})
}
