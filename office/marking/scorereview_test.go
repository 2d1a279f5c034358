package marking_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// self is candidate i, who acts for himself.
func (r *room) self(i int) store.By {
	return store.By{Actor: skill.Actor{Person: r.apps[i].Person}}
}

func (r *room) asks(i int) (skill.Objection, error) {
	return r.marks.AskReview(r.t.Context(), r.self(i), r.result(i).ID, skill.Keep("操作技能第三项似有漏评"))
}

// seen is what candidate i sees of his own result.
func (r *room) seen(i int) (until string, kinds []skill.ObjectionKind) {
	r.t.Helper()
	all, err := r.marks.Mine(r.t.Context(), r.self(i).Actor)
	r.must(all, err)
	for _, o := range all[0].Objections {
		kinds = append(kinds, o.Kind)
	}
	return all[0].Until.String(), kinds
}

// Whoever did not pass may have the marks looked at again within the days of the
// policy, and so may whoever passed, whose result is then held back; nobody asks for
// another, and what was answered is final until it is asked again in time.
// Source: policy score_review.period (湖北: 15 working days), score_review.due.
func TestScoreReview(t *testing.T) {
	each(t, 3, func(r *room) {
		ctx := t.Context()
		r.mark(0, "70", "59.5")
		r.mark(1, "70", "70")
		r.mark(2, "80", "80")
		r.settle()
		_, err := r.asks(1)
		r.refused("score_review.not_public", err)
		r.publicise()
		until, _ := r.seen(0)
		if until != "2026-12-11" { // from Saturday, 21 November
			t.Errorf("until %s", until)
		}
		_, err = r.marks.AskReview(ctx, r.self(1), r.result(0).ID, skill.Keep("别人的"))
		r.refused("actor.not_own", err)
		_, err = r.marks.AskReview(ctx, r.by(clerk), r.result(0).ID, skill.Keep("替他问"))
		r.refused("actor.not_own", err)
		_, err = r.marks.AskReview(ctx, r.self(0), r.result(0).ID, skill.Private{})
		r.refused("score_review.no_text", err)

		o, err := r.asks(0)
		r.must(o, err)
		if o.Kind != skill.ObjectionReview || o.Due != day.Must("2026-12-04") || o.Status != skill.ObjectionOpen {
			t.Errorf("asked: %+v", o)
		}
		r.is(0, skill.ResultSettled)
		_, err = r.asks(0)
		r.refused("score_review.held", err)
		if until, kinds := r.seen(0); until != (day.Date{}).String() || len(kinds) != 1 {
			t.Errorf("it is offered again until %s beside %v", until, kinds)
		}
		held, err := r.asks(1)
		r.must(held, err)
		r.is(1, skill.ResultDisputed)
		r.clock.Step(days(10)) // the publicity is over
		report, err := r.marks.Report(ctx, r.by(head), r.Plan.ID)
		r.must(report, err)
		if report.Count != 1 {
			t.Errorf("reported %d, want only the one that is not under review", report.Count)
		}
		_, err = r.asks(2)
		r.refused("score_review.reported", err)

		_, err = r.marks.Dismiss(ctx, r.by(reviewer), o.ID, "")
		r.refused("objection.no_ground", err)
		r.must(r.marks.Dismiss(ctx, r.by(reviewer), o.ID, "逐项复核，评分无误"))
		r.must(r.marks.Dismiss(ctx, r.by(reviewer), held.ID, "逐项复核，评分无误"))
		r.is(0, skill.ResultSettled)
		r.is(1, skill.ResultPublicised)
		_, err = r.asks(0)
		r.refused("score_review.answered", err)
		if until, _ := r.seen(0); until != (day.Date{}).String() {
			t.Errorf("what was answered is offered again until %s", until)
		}
		r.clock.Step(days(30))
		_, err = r.asks(0)
		r.refused("score_review.late", err)
	})
}

// What is found right leads to the correction that two persons make, after which the
// result is settled anew and made public like any other.
func TestAScoreReviewIsUpheld(t *testing.T) {
	each(t, 1, func(r *room) {
		ctx := t.Context()
		r.mark(0, "70", "59.5")
		r.settle()
		o, err := r.asks(0)
		r.must(o, err)
		o, err = r.marks.Uphold(ctx, r.by(reviewer), o.ID, "第三项漏记两分")
		if r.must(o, err); o.Status != skill.ObjectionUpheld || o.Decider != r.Staff[reviewer].ID {
			t.Errorf("%+v", o)
		}
		var operation skill.SittingID
		all, err := store.List(ctx, r.s.Unscoped(), store.Sittings{Plan: r.Plan.ID}, store.Everything)
		r.must(all, err)
		for _, s := range all {
			if s.Part == skill.Operation {
				operation = s.ID
			}
		}
		mark, err := skill.ParseMark("61.5")
		r.must(mark, err)
		c, err := r.marks.Propose(ctx, r.by(reviewer), skill.Correction{Sitting: operation, Kind: skill.SittingMarked, Mark: mark, Ground: "成绩复核"})
		r.must(c, err)
		_, err = r.marks.Approve(ctx, r.by(reviewer), c.ID)
		r.refused("person.same_human", err)
		r.must(r.marks.Approve(ctx, r.by(head), c.ID))
		if got := r.result(0); !got.Passed || got.Status != skill.ResultSettled {
			t.Errorf("settled anew: %+v", got)
		}
		r.publicise()
		r.is(0, skill.ResultPublicised)
	})
}

// Whoever marked does not review the marks: neither who entered one, were it under
// another document, nor who was on the panel; the candidate least of all.
func TestOtherEyesReview(t *testing.T) {
	each(t, 2, func(r *room) {
		ctx := t.Context()
		marker := r.Actor(reviewer)
		marker.Grants = append(marker.Grants, skill.Grant{Person: marker.Person, Role: skill.RoleClerk, Path: r.Body.Path})
		r.must(r.marks.Record(ctx, store.By{Actor: marker}, r.Plan.ID, []skill.MarkRow{r.row(0, skill.Theory, "50"), r.row(0, skill.Operation, "50")}))
		r.mark(1, "50", "50")
		r.panel(head)
		r.settle()
		for i := range 2 {
			o, err := r.asks(i)
			r.must(o, err)
			own := r.self(i).Actor
			own.Strong, own.Grants = true, []skill.Grant{{Person: own.Person, Role: skill.RoleReviewer, Path: r.Body.Path}}
			_, err = r.marks.Dismiss(ctx, store.By{Actor: own}, o.ID, "自己看过")
			r.refused("person.same_human", err)
			onPanel := r.Actor(head)
			onPanel.Grants = []skill.Grant{{Person: onPanel.Person, Role: skill.RoleReviewer, Path: r.Body.Path}}
			_, err = r.marks.Dismiss(ctx, store.By{Actor: onPanel}, o.ID, "无误")
			r.refused("score_review.own_marks", err)
			_, err = r.marks.Dismiss(ctx, r.by(reviewer), o.ID, "无误")
			if i == 0 {
				r.refused("score_review.own_marks", err)
				_, err = r.marks.Dismiss(ctx, r.by(centreReviewer), o.ID, "无误")
			}
			r.must(o, err)
		}
	})
}

// panel puts somebody on the panel of the sessions of operation.
func (r *room) panel(n int) {
	r.t.Helper()
	testdb.Update(r.t, r.s, func(ctx context.Context, tx *store.Tx) error {
		all, err := store.List(ctx, tx, store.Sessions{Plan: r.Plan.ID}, store.Everything)
		for _, s := range all {
			if s.Part != skill.Operation {
				continue
			}
			a := skill.Assignment{ID: skill.AssignmentID(tx.NewID()), Plan: r.Plan.ID, Session: s.ID, Path: r.Body.Path, Person: r.Staff[n].ID, Duty: skill.Assesses, By: r.Staff[clerk].ID}
			move, err := a.Assign()
			if err == nil {
				_, err = store.MoveOne(ctx, tx, a, move)
			}
			if err != nil {
				return err
			}
		}
		return err
	})
}

// Of many requests at once for a review of one result one is made.
func TestScoreReviewAtOnce(t *testing.T) {
	each(t, 1, func(r *room) {
		r.mark(0, "50", "50")
		r.settle()
		errs := make([]error, 4)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { _, errs[i] = r.asks(0) })
		}
		all.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
			} else {
				r.refused("score_review.held", err)
			}
		}
		if n, err := store.Count(t.Context(), r.s.Unscoped(), store.Objections{Plan: r.Plan.ID}); err != nil || made != 1 || n != 1 {
			t.Errorf("%d made, %d kept, %v", made, n, err)
		}
	})
}

// An objection that somebody else raised meanwhile keeps holding what the review let
// go, and a review is none of the objections that a body reports of its year.
func TestAReviewBesideAnObjection(t *testing.T) {
	each(t, 1, func(r *room) {
		ctx := t.Context()
		r.mark(0, "80", "80")
		r.settle()
		r.publicise()
		o, err := r.asks(0)
		r.must(o, err)
		_, err = r.marks.Object(ctx, r.by(clerk), r.result(0).ID, skill.Keep("替考"))
		r.refused("result.wrong_state", err)
		r.must(r.marks.Dismiss(ctx, r.by(reviewer), o.ID, "无误"))
		r.must(r.marks.Object(ctx, r.by(clerk), r.result(0).ID, skill.Keep("替考")))
		_, err = r.asks(0)
		r.refused("score_review.held", err)
		figures, err := r.s.Unscoped().Figures(ctx, r.Body.ID, r.clock.Now().In(time.UTC).Year())
		if r.must(figures, err); figures.Objections != 1 {
			t.Errorf("%d objections", figures.Objections)
		}
	})
}

// After a correction it is another result, of which a review may be asked for anew,
// whatever was answered of the first one.
func TestAReviewAfterACorrection(t *testing.T) {
	each(t, 1, func(r *room) {
		ctx := t.Context()
		r.mark(0, "70", "50")
		r.settle()
		o, err := r.asks(0)
		r.must(o, err)
		r.must(r.marks.Dismiss(ctx, r.by(reviewer), o.ID, "无误"))
		_, err = r.asks(0)
		r.refused("score_review.answered", err)
		r.clock.Step(time.Hour)
		all, err := store.List(ctx, r.s.Unscoped(), store.Sittings{Plan: r.Plan.ID}, store.Everything)
		r.must(all, err)
		i := slices.IndexFunc(all, func(s skill.Sitting) bool { return s.Part == skill.Operation })
		c, err := r.marks.Propose(ctx, r.by(reviewer), skill.Correction{Sitting: all[i].ID, Kind: skill.SittingMarked, Mark: 110, Ground: "登记有误"})
		r.must(c, err)
		r.must(r.marks.Approve(ctx, r.by(head), c.ID))
		r.must(r.asks(0))
	})
}
