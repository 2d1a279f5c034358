package accreditation_test

import (
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/accreditation"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A register is a store with one filed body and the filing desk.
type register struct {
	testdb.Batch
	t     *testing.T
	s     *store.Store
	clock *testdb.Clock
	desk  *accreditation.Desk
}

const (
	head           = 2
	centreReviewer = 3
	centreApprover = 4
)

func each(t *testing.T, fn func(r *register)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		sets, err := reference.Requirements()
		if err != nil {
			t.Fatal(err)
		}
		assessors, err := reference.Assessors()
		if err != nil {
			t.Fatal(err)
		}
		works := reference.Occupations()
		fn(&register{t: t, s: s, clock: clock, Batch: testdb.File(t, s), desk: &accreditation.Desk{
			Store: s, Schemes: reference.NumberSchemes(), Policies: reference.Policies(), Calendar: reference.WorkingDays(), Assessors: assessors, Requirements: sets, Papers: reference.FilingPapers(),
			Works: func(c skill.OccupationCode, on day.Date) bool { _, ok := works.ByCode(c, on); return ok },
		}})
	})
}

func (r *register) by(n int) store.By { return store.By{Actor: r.Actor(n)} }

func (r *register) must(_ any, err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *register) refused(want string, err error) {
	r.t.Helper()
	if err == nil || skill.ReasonOf(err) != want {
		r.t.Errorf("got %v, want %s", err, want)
	}
}

// body is a body as its application for filing has it.
func body() skill.Body {
	return skill.Body{
		Path: "/44/b-1/", Name: " 样例省第二评价机构 ", USCC: "91350100m000100y43", Class: "S", Code: "0000", Province: "44", FiledTo: day.Must("2029-11-19"),
	}
}

// Only what a certificate number can carry is filed.
// Source: 人社鉴发〔2019〕2号, parts 1–4; GB 32100-2015.
func TestFile(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		for want, spoil := range map[string]func(*skill.Body){
			"body.no_name":            func(b *skill.Body) { b.Name = "\u200b" },
			"body.path":               func(b *skill.Body) { b.Path = "/44/b-1" },
			"body.filed_to_past":      func(b *skill.Body) { b.FiledTo = day.Must("2026-11-19") },
			"uscc.check_wrong":        func(b *skill.Body) { b.USCC = "91350100M000100Y44" },
			"uscc.length":             func(b *skill.Body) { b.USCC = "91350100" },
			"number.class.unknown":    func(b *skill.Body) { b.Class = "X" },
			"number.province.unknown": func(b *skill.Body) { b.Province = "99" },
			"number.body.not_digit":   func(b *skill.Body) { b.Code = "00A0" },
			"body.no_seal":            func(b *skill.Body) { b.Seal = "seal.png" },
			"actor.denied":            func(b *skill.Body) { b.Path = "/45/b-1/" },
			"body.exists":             func(b *skill.Body) { b.Path = r.Body.Path },
		} {
			b := body()
			spoil(&b)
			_, err := r.desk.File(ctx, r.by(centreApprover), b)
			r.refused(want, err)
		}
		_, err := r.desk.File(ctx, r.by(centreReviewer), body())
		r.refused("actor.denied", err)
		_, err = r.desk.File(ctx, store.By{}, body())
		r.refused("actor.unknown", err)

		b, err := r.desk.File(ctx, r.by(centreApprover), body())
		r.must(b, err)
		if b.ID == "" || b.Status != skill.FilingFiled || b.Name != "样例省第二评价机构" || b.USCC != "91350100M000100Y43" {
			t.Errorf("filed %+v", b)
		}
	})
}

// A site's serial makes the beginning of numbers that no other site has.
func TestAddSite(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		b, err := r.desk.File(ctx, r.by(centreApprover), body())
		r.must(b, err)
		add := func(n int, to skill.Body, name, serial string) error {
			_, err := r.desk.AddSite(ctx, r.by(n), skill.Site{Body: to.ID, Name: name, Serial: serial})
			return err
		}
		r.refused("site.no_name", add(centreApprover, b, " ", "000001"))
		r.refused("number.site.not_digit", add(centreApprover, b, "一号考点", "00000a"))
		r.refused("actor.denied", add(head, r.Body, "一号考点", "000001"))
		r.refused("body.not_found", add(centreApprover, skill.Body{ID: "x"}, "一号考点", "000001"))
		r.refused("site.prefix_taken", add(centreApprover, b, "一号考点", r.Site.Serial)) // both are S 0000 44
		r.refused("site.reserved", add(centreApprover, b, "一号考点", "999901"))
		r.must(nil, add(centreApprover, b, "一号考点", "000001"))
		r.refused("site.prefix_taken", add(centreApprover, b, "二号考点", "000001"))
		r.desk.Demo = true
		r.refused("site.reserved", add(centreApprover, b, "三号考点", "000003"))
		r.must(nil, add(centreApprover, b, "三号考点", "999901"))
		r.desk.Demo = false
		other := body()
		other.Path, other.Class = "/44/b-2/", "Y"
		other, err = r.desk.File(ctx, r.by(centreApprover), other)
		r.must(other, err)
		r.must(nil, add(centreApprover, other, "一号考点", "000001"))
	})
}

func TestAddScope(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		good := skill.Scope{
			Body: r.Body.ID, Site: r.Site.ID, Occupation: "6-18-02-04", Level: skill.Level3,
			Period: day.Period{From: day.Must("2026-12-01"), To: day.Must("2027-11-30")},
		}
		for want, spoil := range map[string]func(*skill.Scope){
			"occupation.code_shape": func(s *skill.Scope) { s.Occupation = "焊工" },
			"level.unknown":         func(s *skill.Scope) { s.Level = skill.Level{} },
			"scope.period":          func(s *skill.Scope) { s.Period.To = day.Must("2026-11-30") },
			"site.not_found":        func(s *skill.Scope) { s.Site = "x" },
			"body.not_found":        func(s *skill.Scope) { s.Body = "x" },
		} {
			s := good
			spoil(&s)
			_, err := r.desk.AddScope(ctx, r.by(centreApprover), s)
			r.refused(want, err)
		}
		open := good
		open.Period.From = day.Date{}
		_, err := r.desk.AddScope(ctx, r.by(centreApprover), open)
		r.refused("scope.period", err)
		b, err := r.desk.File(ctx, r.by(centreApprover), body())
		r.must(b, err)
		foreign := good
		foreign.Body = b.ID
		_, err = r.desk.AddScope(ctx, r.by(centreApprover), foreign)
		r.refused("scope.foreign_site", err)
		_, err = r.desk.AddScope(ctx, r.by(head), good)
		r.refused("actor.denied", err)

		s, err := r.desk.AddScope(ctx, r.by(centreApprover), good)
		r.must(s, err)
		may := func(on string) string {
			standing, err := r.s.Unscoped().Standing(ctx, r.Body.ID)
			r.must(standing, err)
			_, err = standing.InScope(s.Occupation, s.Level, s.Site, day.Must(on))
			return skill.ReasonOf(err)
		}
		for on, want := range map[string]string{"2026-11-30": "body.out_of_scope", "2026-12-01": "", "2027-11-30": "", "2027-12-01": "body.out_of_scope"} {
			if got := may(on); got != want {
				t.Errorf("on %s: %q, want %q", on, got, want)
			}
		}
	})
}

// A suspension counts whole days: what was done before the order on its day
// stays in scope, and what is done on the day of restoring is in scope again.
func TestSuspension(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		inScope := func(on string) string {
			standing, err := r.s.Unscoped().Standing(ctx, r.Body.ID)
			r.must(standing, err)
			_, err = standing.InScope(r.Plan.Occupation, r.Plan.Level, r.Site.ID, day.Must(on))
			return skill.ReasonOf(err)
		}
		check := func(when string, want map[string]string) {
			t.Helper()
			for on, reason := range want {
				if got := inScope(on); got != reason {
					t.Errorf("%s: on %s %q, want %q", when, on, got, reason)
				}
			}
		}
		_, err := r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, " ")
		r.refused("body.no_ground", err)
		_, err = r.desk.Suspend(ctx, r.by(head), r.Body.ID, "抽查不合格")
		r.refused("actor.denied", err)
		_, err = r.desk.Restore(ctx, r.by(centreApprover), r.Body.ID, "整改完成")
		r.refused("body.wrong_state", err)

		r.must(r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, "抽查不合格"))
		check("while suspended", map[string]string{"2026-11-20": "", "2026-11-21": "body.suspended", "2027-06-01": "body.suspended"})
		_, err = r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, "再次")
		r.refused("body.wrong_state", err)

		r.clock.Step(10 * 24 * time.Hour)
		_, err = r.desk.Restore(ctx, r.by(centreApprover), r.Body.ID, "\u200b")
		r.refused("body.no_ground", err)
		b, err := r.desk.Restore(ctx, r.by(centreApprover), r.Body.ID, "整改完成")
		r.must(b, err)
		if b.Status != skill.FilingFiled || b.Ground != "整改完成" {
			t.Errorf("%s for %q", b.Status, b.Ground)
		}
		check("once restored", map[string]string{"2026-11-20": "", "2026-11-21": "body.suspended", "2026-11-29": "body.suspended", "2026-11-30": ""})

		r.must(r.desk.Suspend(ctx, r.by(centreApprover), r.Body.ID, "又一次"))
		r.must(r.desk.Restore(ctx, r.by(centreApprover), r.Body.ID, "当日澄清"))
		check("suspended and restored on one day", map[string]string{"2026-11-29": "body.suspended", "2026-11-30": "", "2026-12-01": ""})
	})
}

// Withdrawal ends all from that day on and changes nothing before it.
func TestWithdraw(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		_, err := r.desk.Withdraw(ctx, r.by(head), r.Body.ID, "自愿")
		r.refused("actor.denied", err)
		b, err := r.desk.Withdraw(ctx, r.by(centreApprover), r.Body.ID, "自愿注销")
		r.must(b, err)
		standing, err := r.s.Unscoped().Standing(ctx, r.Body.ID)
		r.must(standing, err)
		if b.Status != skill.FilingWithdrawn || b.FiledTo != day.Must("2026-11-20") {
			t.Errorf("%s to %s", b.Status, b.FiledTo)
		}
		if _, err := standing.InScope(r.Plan.Occupation, r.Plan.Level, r.Site.ID, day.Must("2026-11-19")); err != nil {
			t.Errorf("what was done before is out of scope: %v", err)
		}
		r.refused("body.not_filed", standing.MayAct(r.Plan.Occupation, r.Plan.Level, r.Site.ID, day.Must("2026-11-20")))
		_, err = r.desk.AddSite(ctx, r.by(centreApprover), skill.Site{Body: b.ID, Name: "新考点", Serial: "000009"})
		r.refused("body.wrong_state", err)
		_, err = r.desk.AddScope(ctx, r.by(centreApprover), skill.Scope{Body: b.ID, Site: r.Site.ID, Occupation: "6-18-02-04", Level: skill.Level3, Period: day.Period{From: day.Must("2026-12-01")}})
		r.refused("body.wrong_state", err)
		r.refused("body.wrong_state", r.desk.SetSeal(ctx, r.by(head), b.ID, seal))
		_, err = r.desk.Restore(ctx, r.by(centreApprover), b.ID, "反悔")
		r.refused("body.wrong_state", err)
	})
}

var seal = skill.FileHash(strings.Repeat("0a", 32))

func TestSetSeal(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		r.refused("body.no_seal", r.desk.SetSeal(ctx, r.by(head), r.Body.ID, "seal.png"))
		r.refused("actor.denied", r.desk.SetSeal(ctx, r.by(0), r.Body.ID, seal))
		r.must(nil, r.desk.SetSeal(ctx, r.by(head), r.Body.ID, seal))
		b, err := r.s.Unscoped().Body(ctx, r.Body.ID)
		r.must(b, err)
		if b.Seal != seal {
			t.Errorf("seal %q", b.Seal)
		}
	})
}
