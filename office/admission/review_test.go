package admission_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// By rule: who meets a clause is accepted, who meets none is refused, the rest
// waits for a reviewer.
// Source: docs/rules.md, One evaluation; docs/architecture.md, Decisions explain themselves.
func TestDecide(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		var all []candidate
		for n := range 1100 { // more than one chunk
			all = append(all, met(n))
		}
		l.load(l.file(append(all, bare(1100), claims(1101), unmet(1102), unmet(1103))...))
		_, err := l.desk.Decide(ctx, l.by(centreReviewer), l.Plan.ID)
		l.refused("actor.denied", err)
		n, err := l.desk.Decide(ctx, store.By{Actor: l.Actor(clerk), Key: "k", KeyHash: "h"}, l.Plan.ID)
		l.must(n, err)
		if n != (admission.Decided{Accepted: 1100, Refused: 2, Review: 2}) {
			t.Errorf("decided %+v", n)
		}
		l.is(0, skill.ApplicationAccepted)
		l.is(1101, skill.ApplicationEntered)
		l.is(1102, skill.ApplicationRefused)
		if a := l.of(1103); a.Reviewer != "" || !strings.Contains(a.Verdict, `"missing"`) {
			t.Errorf("refused by rule: reviewer %q, verdict %s", a.Reviewer, a.Verdict)
		}
		n, err = l.desk.Decide(ctx, l.by(reviewer), l.Plan.ID)
		l.must(n, err)
		if n != (admission.Decided{Review: 2}) {
			t.Errorf("decided again %+v", n)
		}
		testdb.Update(t, l.s, l.cancel)
		_, err = l.desk.Decide(ctx, l.by(clerk), l.Plan.ID)
		l.refused("plan.wrong_state", err)
	})
}

// verdict is what was frozen in an application.
func (l *list) verdict(a skill.Application) (v struct {
	Outcome skill.Outcome
	On      string
	Clause  *string
}) {
	l.t.Helper()
	l.must(nil, json.Unmarshal([]byte(a.Verdict), &v))
	return v
}

// A claim counts once a reviewer has accepted its proof; the verdict is made anew
// on the day it was first made and stored with the decision.
// Source: docs/commands.md, Dossier; decision 11, rules 9 and 12.
func TestAcceptClaim(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(claims(1), claims(2)))
		l.clock.Step(30 * 24 * 3600e9)
		a := l.of(1)
		f := admission.Finding{Version: a.Version, Ground: "工作年限证明属实", Proof: proof, Claims: []skill.Fact{{Subject: "employment", Index: 0}}}
		got, err := l.desk.Accept(ctx, l.by(reviewer), a.ID, f)
		l.must(got, err)
		v := l.verdict(got)
		if got.Status != skill.ApplicationAccepted || got.Outcome != skill.Met || v.Outcome != skill.Met || *v.Clause != "4.1" || v.On != "2026-11-20" {
			t.Errorf("%s, outcome %s, verdict %+v", got.Status, got.Outcome, v)
		}
		if got.Reviewer != l.Staff[reviewer].ID || got.Ground != f.Ground || got.Proof != proof {
			t.Errorf("decision: %+v", got)
		}
		b := l.of(2)
		f.Version, f.Claims = b.Version, nil
		got, err = l.desk.Accept(ctx, l.by(reviewer), b.ID, f)
		l.must(got, err)
		if got.Outcome != skill.ToReview || got.Clause != "4.1" {
			t.Errorf("a claim that nobody accepted counts: %s by %s", got.Outcome, got.Clause)
		}
	})
}

// Whatever kind of fact is claimed, its acceptance counts, and only its own.
func TestEveryKindOfClaim(t *testing.T) {
	each(t, func(l *list) {
		extra := func(sheet skill.RosterSheet, cells map[int]string) func(*skill.RosterRow) {
			return func(r *skill.RosterRow) {
				row := skill.SheetRow{Sheet: sheet, Row: r.Row, Cells: make([]string, len(sheet.Columns()))}
				row.Cells[skill.ExtraNumber] = r.Cells[skill.RosterNumber]
				for i, text := range cells {
					row.Cells[i] = text
				}
				r.Extra[sheet] = append(r.Extra[sheet], row)
			}
		}
		school := extra(skill.SheetSchools, map[int]string{skill.SchoolKind: "technical-school", skill.SchoolMajor: "related", skill.SchoolGraduated: "2018-07-01"})
		held := extra(skill.SheetCertificates, map[int]string{skill.HeldKind: "skill-level", skill.HeldOccupation: "6-31-01-01", skill.HeldLevel: "5", skill.HeldIssued: "2022-01-01", skill.HeldRelated: "是"})
		job := worked("2022-01-01", "6-31-01-03", "")
		yes := func(fn ...func(*skill.RosterRow)) func(*skill.RosterRow) {
			return func(r *skill.RosterRow) {
				r.Cells[skill.RosterHasCertificate], r.Cells[skill.RosterSchooling] = "是", "技校"
				for _, f := range fn {
					f(r)
				}
			}
		}
		title := extra(skill.SheetTitles, map[int]string{skill.TitleRank: "junior", skill.TitleAwarded: "2020-01-01", skill.TitleCorresponds: "是"})
		course := extra(skill.SheetTraining, map[int]string{skill.TrainingOccupation: "6-31-01-01", skill.TrainingLevel: "4", skill.TrainingCompleted: "2020-01-01", skill.TrainingRelated: "是"})
		l.load(l.file(candidate{1, yes(school, title, course)}, candidate{2, yes(held, job)}))
		for n, want := range map[int]struct {
			fact   string
			clause string
		}{1: {"education", "4.3"}, 2: {"certificates", "4.2"}} {
			a := l.of(n)
			f := admission.Finding{Version: a.Version, Ground: "证书属实", Proof: proof, Clause: want.clause, Claims: []skill.Fact{{Subject: want.fact, Index: 0}}}
			got, err := l.desk.Accept(t.Context(), l.by(reviewer), a.ID, f)
			l.must(got, err)
			if a.Outcome != skill.ToReview || got.Outcome != skill.Met || got.Clause != want.clause {
				t.Errorf("%s: %s before, %s by %s after", want.fact, a.Outcome, got.Outcome, got.Clause)
			}
		}
	})
}

// What nobody stated stays open in the verdict; the reviewer's ground and proof
// stand for it. A clause that something speaks against cannot be relied on.
func TestAcceptUnstated(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(bare(1), bare(2), unmet(3)))
		accept := func(n int, clause string) (skill.Application, error) {
			a := l.of(n)
			return l.desk.Accept(ctx, l.by(reviewer), a.ID, admission.Finding{Version: a.Version, Ground: "社保记录五年", Proof: proof, Clause: clause})
		}
		a, err := accept(1, "")
		l.must(a, err)
		if a.Outcome != skill.ToReview || a.Clause != "4.1" || a.Status != skill.ApplicationAccepted {
			t.Errorf("%s by %s, %s", a.Outcome, a.Clause, a.Status)
		}
		_, err = accept(2, "4.3") // junior high school
		l.refused("application.clause_unmet", err)
		_, err = accept(2, "9.9")
		l.refused("review.clause_unknown", err)
		_, err = accept(3, "")
		l.refused("application.clause_unmet", err)
		l.is(2, skill.ApplicationEntered)
		l.is(3, skill.ApplicationEntered)
	})
}

// A judgement is made only here, by a reviewer.
// Source: decision 11, rule 12.
func TestAttest(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(claims(1)))
		a := l.of(1)
		f := admission.Finding{Version: a.Version, Ground: "评审认定", Proof: proof, Attests: []skill.Judgement{"brave"}}
		_, err := l.desk.Accept(ctx, l.by(reviewer), a.ID, f)
		l.refused("review.judgement_unknown", err)
		f.Attests = []skill.Judgement{skill.RichExperience, skill.RichExperience}
		a, err = l.desk.Accept(ctx, l.by(reviewer), a.ID, f)
		l.must(a, err)
		if strings.Count(a.Facts.Reveal(), string(skill.RichExperience)) != 1 {
			t.Error("the judgement is not kept once with the facts")
		}
	})
}

func TestReviewRefuses(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(bare(1), met(2)))
		a := l.of(1)
		good := admission.Finding{Version: a.Version, Ground: "属实", Proof: proof}
		for want, spoil := range map[string]func(*admission.Finding){
			"review.no_ground":     func(f *admission.Finding) { f.Ground = " \u200b" },
			"review.no_proof":      func(f *admission.Finding) { f.Proof = "" },
			"row.changed":          func(f *admission.Finding) { f.Version++ },
			"review.claim_unknown": func(f *admission.Finding) { f.Claims = []skill.Fact{{Subject: "titles", Index: 3}} },
		} {
			f := good
			spoil(&f)
			_, err := l.desk.Accept(ctx, l.by(reviewer), a.ID, f)
			l.refused(want, err)
		}
		bad := good
		bad.Proof = "x"
		_, err := l.desk.Refuse(ctx, l.by(reviewer), a.ID, bad)
		l.refused("review.no_proof", err)
		_, err = l.desk.Accept(ctx, l.by(clerk), a.ID, good)
		l.refused("actor.denied", err)
		_, err = l.desk.Accept(ctx, l.by(reviewer), "x", good)
		l.refused("application.not_found", err)
		refusal := admission.Finding{Version: a.Version, Ground: "证明不足"}
		a, err = l.desk.Refuse(ctx, l.by(reviewer), a.ID, refusal)
		l.must(a, err)
		if a.Status != skill.ApplicationRefused || a.Outcome != skill.ToReview {
			t.Errorf("%s with %s", a.Status, a.Outcome)
		}
		refusal.Version = a.Version
		_, err = l.desk.Refuse(ctx, l.by(reviewer), a.ID, refusal)
		l.refused("application.wrong_state", err)
		testdb.Update(t, l.s, l.cancel)
		_, err = l.desk.Refuse(ctx, l.by(reviewer), l.of(2).ID, admission.Finding{Version: l.of(2).Version, Ground: "x"})
		l.refused("plan.wrong_state", err)
	})
}

// Nobody decides on himself, under whatever document.
func TestOwnApplication(t *testing.T) {
	each(t, func(l *list) {
		l.load(l.file(bare(1)))
		a := l.of(1)
		own := l.Actor(reviewer)
		own.Person = a.Person
		f := admission.Finding{Version: a.Version, Ground: "属实", Proof: proof}
		_, err := l.desk.Accept(t.Context(), store.By{Actor: own}, a.ID, f)
		l.refused("application.own", err)
		twin := testdb.Born(1)
		twin.Document = skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber("Z7000001")}
		testdb.Update(t, l.s, func(ctx context.Context, tx *store.Tx) error {
			twin.ID, twin.Version = skill.PersonID(tx.NewID()), 0
			return store.Add(ctx, tx, &twin)
		})
		own.Person = twin.ID
		_, err = l.desk.Refuse(t.Context(), store.By{Actor: own}, a.ID, f)
		l.refused("application.own", err)
	})
}

// Of two reviewers at once one wins and the other is told.
func TestTwoReviewersAtOnce(t *testing.T) {
	each(t, func(l *list) {
		l.load(l.file(bare(1), bare(2), bare(3)))
		for n := 1; n <= 3; n++ {
			a := l.of(n)
			f := admission.Finding{Version: a.Version, Ground: "属实", Proof: proof}
			errs := make([]error, 2)
			var wg sync.WaitGroup
			wg.Go(func() { _, errs[0] = l.desk.Accept(t.Context(), l.by(reviewer), a.ID, f) })
			wg.Go(func() { _, errs[1] = l.desk.Refuse(t.Context(), l.by(reviewer), a.ID, f) })
			wg.Wait()
			won, lost := errs[0], errs[1]
			if won != nil {
				won, lost = lost, won
			}
			l.must(nil, won)
			l.refused("row.changed", lost)
		}
	})
}

// The reviewer's verdict counts schooling (文化程度) as the first one did.
func TestSchoolingIsStillReadAtReview(t *testing.T) {
	each(t, func(l *list) {
		l.load(l.file(claims(1).but(skill.RosterSchooling, "大学本科")))
		a := l.of(1)
		got, err := l.desk.Accept(t.Context(), l.by(reviewer), a.ID, admission.Finding{Version: a.Version, Ground: "毕业证书属实", Proof: proof, Clause: "4.3"})
		l.must(got, err)
		if got.Clause != "4.3" || got.Outcome != skill.ToReview {
			t.Errorf("%s by %s", got.Outcome, got.Clause)
		}
		if on := must(day.Parse(got.Judged)); on != day.Of(testdb.Start) {
			t.Errorf("judged on %s", on)
		}
	})
}
