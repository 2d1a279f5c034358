package accreditation_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/accreditation"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A tenant is a filed body with its head, on some day of its term.
type tenant struct {
	*filer
	body skill.Body
	site skill.Site
	head store.By
}

// tenant is the body of the batch, whose term is 2027-01-01 to 2029-12-31.
func (f *filer) tenant() *tenant {
	return &tenant{filer: f, body: f.Body, site: f.Site, head: f.by(head)}
}

// in files another body, whose term ends on the same day, with a province.
func (f *filer) in(province string, path skill.OrgPath, n int) *tenant {
	f.t.Helper()
	ctx := f.t.Context()
	_, approver := f.joined(n, "样例省审", skill.RoleCentreApprover, path[:4])
	b := body()
	b.Path, b.Province, b.FiledTo = path, province, day.Must("2029-12-31")
	b, err := f.desk.File(ctx, approver, b)
	f.must(b, err)
	site, err := f.desk.AddSite(ctx, approver, skill.Site{Body: b.ID, Name: "一号考点", Serial: "000001"})
	f.must(site, err)
	_, by := f.joined(n+1, "样例省负责", skill.RoleHead, path)
	return &tenant{filer: f, body: b, site: site, head: by}
}

// on is the morning of a day in Shanghai.
func (f *tenant) on(date string) {
	d := day.Must(date)
	f.clock.Set(time.Date(d.Year(), time.Month(d.Month()), d.Day(), 9, 0, 0, 0, day.Shanghai))
}

// batches carries out so many plans on the day it is.
func (f *tenant) batches(n int) {
	f.t.Helper()
	testdb.Update(f.t, f.s, func(ctx context.Context, tx *store.Tx) error {
		for range n {
			p := f.Plan
			p.ID, p.Body, p.Path, p.Site, p.Status, p.Version = skill.PlanID(tx.NewID()), f.body.ID, f.body.Path, f.site.ID, skill.None, 0
			standing := skill.Standing{Body: f.body, Scopes: []skill.Scope{{Occupation: p.Occupation, Level: p.Level, Site: p.Site, Period: day.Period{From: day.Must("2020-01-01")}}}}
			for _, verb := range []func(skill.Plan) (skill.Move, error){
				func(p skill.Plan) (skill.Move, error) { return p.File(standing, tx.Today()) }, skill.Plan.Start, skill.Plan.Finish,
			} {
				move, err := verb(p)
				if err != nil {
					return err
				}
				if p, err = store.MoveOne(ctx, tx, p, move); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// renewal drafts and submits one.
func (f *tenant) renewal() skill.Filing {
	f.t.Helper()
	return f.submitted(f.head, f.draftedBy(f.head, skill.Filing{Kind: skill.FilingRenewal, Body: f.body.ID, Type: skill.BodySocial}, "").ID)
}

// decided has the centre take the filing up without experts and accept it.
func (f *tenant) decided(by store.By, filing skill.Filing) (skill.Filing, error) {
	f.t.Helper()
	filing, err := f.desk.ReceiveFiling(f.t.Context(), f.reviewer(), filing.ID, filing.Version, nil)
	f.must(filing, err)
	return f.desk.AcceptFiling(f.t.Context(), by, decision(filing))
}

func (f *tenant) reviewer() store.By {
	by := f.by(centreReviewer)
	by.Actor.Grants = []skill.Grant{{Person: by.Actor.Person, Role: skill.RoleCentreReviewer, Path: f.body.Path[:4]}}
	return by
}

func (f *tenant) approver() store.By {
	by := f.by(centreApprover)
	by.Actor.Grants = []skill.Grant{{Person: by.Actor.Person, Role: skill.RoleCentreApprover, Path: f.body.Path[:4]}}
	return by
}

// Guangdong renews within the last three months, with six batches in the term;
// who renews keeps body, sites and scopes.
// Source: 粤技服〔2022〕184号.
func TestRenewalInGuangdong(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx, r := t.Context(), f.tenant()
		r.on("2026-12-31")
		r.batches(9) // of the term before
		r.on("2029-08-01")
		long, err := f.desk.AddScope(ctx, f.by(centreApprover), skill.Scope{
			Body: r.body.ID, Site: r.site.ID, Occupation: "6-18-02-04", Level: skill.Level4, Period: day.Period{From: day.Must("2029-01-01"), To: day.Must("2029-12-31")},
		})
		f.must(long, err)
		r.batches(6)

		// Too early; the day from which it may be said is 2029-10-01.
		r.on("2029-09-30")
		early := r.renewal()
		if early.Outcome != skill.NotMet || early.Set != "renewal-guangdong-2022" {
			t.Errorf("early: %s by %s", early.Outcome, early.Set)
		}
		_, err = r.decided(r.approver(), early)
		f.refused("filing.unmet", err)
		f.must(f.desk.WithdrawFiling(ctx, r.head, early.ID))

		r.on("2029-10-01")
		late := r.renewal()
		r.on("2030-01-20") // the centre takes its time, and the body loses nothing by it
		out, err := r.decided(r.approver(), late)
		f.must(out, err)
		b, err := f.s.Unscoped().Body(ctx, r.body.ID)
		f.must(b, err)
		if out.Status != skill.FilingAccepted || out.Receipt != "BA-44-2030-000001" || b.FiledTo != day.Must("2032-12-31") || b.Type != skill.BodySocial || b.Path != r.body.Path {
			t.Errorf("renewed %+v: %+v", out, b)
		}
		scopes, err := store.List(ctx, f.s.Unscoped(), store.Scopes{Body: b.ID}, store.Everything)
		f.must(scopes, err)
		ends := map[skill.ScopeID]day.Date{}
		for _, s := range scopes {
			ends[s.ID] = s.Period.To
		}
		// The scope that ended before the term did is left alone.
		if len(scopes) != 2 || ends[long.ID] != day.Must("2032-12-31") || ends[f.Scope.ID] != day.Must("2028-12-31") {
			t.Errorf("scopes end %v", ends)
		}
		sites, err := store.Count(ctx, f.s.Unscoped(), store.Sites{Body: b.ID})
		f.must(sites, err)
		standing, err := f.s.Unscoped().Standing(ctx, b.ID)
		f.must(standing, err)
		if sites != 1 || standing.MayAct(long.Occupation, long.Level, r.site.ID, day.Must("2030-01-20")) != nil {
			t.Errorf("%d sites, %v", sites, standing.MayAct(long.Occupation, long.Level, r.site.ID, day.Must("2030-01-20")))
		}
	})
}

func TestRenewalIsRefusedForEachReason(t *testing.T) {
	for name, c := range map[string]struct {
		province, on string
		batches      int
		unsigned     bool
		rectify      string // the day by which something is to be put right
		clause       string
	}{
		"Fujian, in time":                  {"35", "2029-10-02", 6, false, "", ""},
		"Fujian, 89 days before":           {"35", "2029-10-03", 6, false, "", "1"},
		"Fujian, five batches":             {"35", "2029-10-02", 5, false, "", "2"},
		"Fujian, rectification overdue":    {"35", "2029-10-02", 6, false, "2029-10-01", "4"},
		"Fujian, rectification due":        {"35", "2029-10-02", 6, false, "2029-10-02", ""},
		"Guangdong, on the last day":       {"44", "2029-12-31", 6, false, "", ""},
		"Guangdong, after it":              {"44", "2030-01-01", 6, false, "", "1"},
		"Guangdong, three months and more": {"44", "2029-09-30", 6, false, "", "1"},
		"Guangdong, five batches":          {"44", "2029-12-31", 5, false, "", "2"},
		"Guangdong, one not found":         {"44", "2029-12-31", 6, true, "", "3"},
		"elsewhere, in time":               {"45", "2029-12-31", 0, false, "", ""},
		"elsewhere, too late":              {"45", "2030-01-01", 0, false, "", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			eachFiler(t, func(f *filer) {
				r := f.tenant()
				if c.province != "44" {
					r = f.in(c.province, skill.OrgPath("/"+c.province+"/ji/"), 30)
				}
				r.on("2028-05-05")
				r.batches(c.batches)
				if c.unsigned {
					r.unsigned()
				}
				if c.rectify != "" {
					r.must(r.desk.OrderRectification(t.Context(), r.reviewer(), skill.Rectification{Body: r.body.ID, Demand: "补齐视频监控", Due: day.Must(c.rectify)}))
				}
				r.on(c.on)
				filing := r.renewal()
				v, err := f.s.Unscoped().Filing(t.Context(), filing.ID)
				f.must(v, err)
				_, err = r.decided(r.approver(), filing)
				if c.clause == "" {
					f.must(nil, err)
					return
				}
				f.refused("filing.unmet", err)
				if e, _ := errors.AsType[*skill.Error](err); e.Args["clauses"] != c.clause {
					t.Errorf("clauses %s, want %s", e.Args["clauses"], c.clause)
				}
			})
		})
	}
}

// unsigned gives a certificate a number without making it findable, as a crash
// between two transactions does.
func (f *tenant) unsigned() {
	f.t.Helper()
	cert := f.Prepare(f.t, f.s, f.Enter(f.t, f.s, 1, 1))[0]
	cert.Number, cert.Issued, cert.QR, cert.Statement, cert.KeyID = "S000044012345284000001", day.Must("2028-05-05"), []byte{1}, []byte{2}, "k"
	testdb.Update(f.t, f.s, func(ctx context.Context, tx *store.Tx) error {
		move, err := cert.TakeNumber()
		if err != nil {
			return err
		}
		_, err = store.MoveOne(ctx, tx, cert, move)
		return err
	})
}

// Added scope is judged by the requirements of the body's type for what is added,
// and does not prolong the term.
// Source: 闽劳鉴〔2022〕26号.
func TestAddedScope(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx, r := t.Context(), f.tenant()
		draft := skill.Filing{
			Kind: skill.FilingScope, Body: r.body.ID, Type: skill.BodyStation, Sites: []skill.FiledSite{{Name: "二号考点"}},
			Scopes: []skill.FiledScope{
				{Site: "二号考点", Occupation: "6-18-02-04", Levels: []skill.Level{skill.Level5, skill.Level4}},
				{Site: string(r.site.ID), Occupation: "6-18-02-04", Levels: []skill.Level{skill.Level4}},
			},
		}
		// What is filed already is not applied for again; another's site is not there.
		for want, spoil := range map[string]func(*skill.FiledScope){
			"filing.scope_there": func(s *skill.FiledScope) { s.Occupation = f.Plan.Occupation },
			"filing.no_site":     func(s *skill.FiledScope) { s.Site = "00000000-0000-7000-8000-000000000000" },
		} {
			bad := draft
			bad.Scopes = []skill.FiledScope{draft.Scopes[1]}
			spoil(&bad.Scopes[0])
			filing := f.draftedBy(r.head, bad, stationFacts)
			_, err := f.desk.SubmitFiling(ctx, r.head, filing.ID)
			f.refused(want, err)
			f.must(f.desk.WithdrawFiling(ctx, r.head, filing.ID))
		}
		filing := f.reviewed(f.submitted(r.head, f.draftedBy(r.head, draft, stationFacts).ID))
		if filing.Set != "station-2000s" {
			t.Errorf("judged by %s", filing.Set)
		}
		out, err := f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing))
		f.must(out, err)
		standing, err := f.s.Unscoped().Standing(ctx, r.body.ID)
		f.must(standing, err)
		if standing.Body.FiledTo != day.Must("2029-12-31") || out.Term.To != day.Must("2029-12-31") || len(standing.Scopes) != 4 || out.Sites[0].Serial != "000001" {
			t.Errorf("filed to %s, %d scopes, %+v", standing.Body.FiledTo, len(standing.Scopes), out.Sites)
		}
		f.must(nil, standing.MayAct("6-18-02-04", skill.Level4, r.site.ID, day.Must("2026-11-20")))
		_, err = standing.InScope("6-18-02-04", skill.Level4, r.site.ID, day.Must("2030-01-01"))
		f.refused("body.filing_over", err)
	})
}

// A body that left the register files nothing, and is granted nothing that it
// filed before.
func TestABodyThatLeft(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx, r := t.Context(), f.tenant()
		r.on("2029-12-01")
		r.batches(6)
		filing := r.renewal()
		f.must(f.desk.Withdraw(ctx, f.by(centreApprover), r.body.ID, "自愿注销"))
		_, err := r.decided(r.approver(), filing)
		f.refused("body.wrong_state", err)
		_, err = f.desk.DraftFiling(ctx, r.head, skill.Filing{Kind: skill.FilingScope, Body: r.body.ID}, nil)
		f.refused("body.wrong_state", err)
	})
}

// Nothing is taken back once it is decided, and nothing decided by who did not
// look.
func TestAFilingThatEnded(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		filing := f.submitted(f.head, f.drafted(station(), stationFacts).ID)
		_, err := f.desk.RefuseFiling(ctx, f.by(centreApprover), accreditation.FilingDecision{Filing: filing.ID, Version: 1, Ground: "材料不实"})
		f.refused("filing.decided", err)
		no, err := f.desk.RefuseFiling(ctx, f.by(centreApprover), decision(filing))
		f.must(no, err)
		for _, try := range []func() error{
			func() error { _, err := f.desk.SubmitFiling(ctx, f.head, filing.ID); return err },
			func() error { _, err := f.desk.AmendFiling(ctx, f.clerk, filing, nil); return err },
			func() error {
				_, err := f.desk.AskExpert(ctx, f.by(centreReviewer), filing.ID, f.experts[0].ID)
				return err
			},
		} {
			f.refused("filing.wrong_state", try())
		}
		_, err = f.desk.ReceiveFiling(ctx, f.by(centreReviewer), filing.ID, no.Version, nil)
		f.refused("filing.decided", err)
		// The place is free for another try.
		again, err := f.desk.DraftFiling(ctx, f.clerk, station(), nil)
		f.must(again, err)
		gone, err := f.desk.WithdrawFiling(ctx, f.head, again.ID)
		f.must(gone, err)
		if gone.Status != skill.FilingGivenUp {
			t.Error(gone.Status)
		}
	})
}

// A filing that is over puts what is under way into the centre's hands as an order
// would; a renewal that comes after the day gives it back.
// Source: docs/decisions/0028-plans-in-the-centres-hands.md.
func TestOverInMidBatch(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx, r := t.Context(), f.tenant()
		other := testdb.File(t, f.s) // of a body whose term ends on the same day, without a batch of its own
		e := f.sitting(1)
		r.on("2029-10-01")
		r.batches(6)
		renewal := r.renewal()
		r.on("2029-12-31")
		program := store.By{Actor: skill.Program("/")}
		expire := func(want int) {
			t.Helper()
			n, err := f.desk.Expire(ctx, program)
			f.must(n, err)
			if n != want {
				t.Errorf("the plans of %d bodies were handed over, want %d", n, want)
			}
		}
		expire(0)

		r.on("2030-01-01")
		e.acts("body.filing_over")
		_, err := f.desk.Expire(ctx, r.approver())
		f.refused("actor.denied", err)
		expire(2)
		expire(0)
		e.acts("handover.open")
		if h := e.handover(); h.Cause != skill.CauseExpired || h.From != day.Must("2030-01-01") {
			t.Errorf("%+v", h)
		}
		f.must(r.decided(r.approver(), renewal))
		if h := e.handover(); h.Status != skill.HandoverReturned {
			t.Errorf("%s after the renewal", h.Status)
		}
		h, err := store.One(ctx, f.s.Unscoped(), store.Handovers{Plan: other.Plan.ID})
		f.must(h, err)
		if h.Status != skill.HandoverOpen {
			t.Errorf("another body's: %s", h.Status)
		}
		f.must(nil, e.mark(160))
	})
}
