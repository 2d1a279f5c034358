package admission_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// announced tells the public of the list's plan: that one may apply from one day to
// another, for a fee in fen.
func (l *list) announced(from, to string, fee int64) {
	l.t.Helper()
	testdb.Update(l.t, l.s, func(ctx context.Context, tx *store.Tx) error {
		a := skill.Announcement{
			ID: skill.AnnouncementID(tx.NewID()), Body: l.Body.ID, Site: l.Site.ID, Plan: l.Plan.ID, Path: l.Body.Path, Region: "44", Title: "样例公告", Occupation: l.Plan.Occupation,
			Level: l.Plan.Level, Set: l.Plan.Set, Place: "样例市一号路 1 号", Exam: day.Period{From: day.Must("2026-12-19"), To: day.Must("2026-12-20")},
			Apply: day.Period{From: day.Must(from), To: day.Must(to)}, FeeDue: fee, Capacity: 60,
		}
		for _, verb := range []func() (skill.Move, error){a.Draft, func() (skill.Move, error) { return a.Publish(tx.Today()) }} {
			move, err := verb()
			if err == nil {
				a, err = store.MoveOne(ctx, tx, a, move)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// One applies from the first moment of the first announced day to the last moment of
// the last one, as the clocks of China have it, and neither before nor afterwards.
// What was begun in time and not handed in stays, and can be handed in no more; what
// was returned may be corrected within its own days.
// Source: docs/rules.md, Applications.
func TestTheAnnouncedDays(t *testing.T) {
	china := time.FixedZone("UTC+8", 8*60*60)
	each(t, func(l *list) {
		ctx := t.Context()
		l.announced("2026-11-23", "2026-11-25", 0)
		for _, c := range []struct {
			at   time.Time
			want string
		}{
			{time.Date(2026, 11, 20, 9, 0, 0, 0, china), "application.early"},
			{time.Date(2026, 11, 22, 23, 59, 59, 999_000_000, china), "application.early"},
			{time.Date(2026, 11, 23, 0, 0, 0, 0, china), ""},
			{time.Date(2026, 11, 25, 23, 59, 59, 999_000_000, china), ""},
			{time.Date(2026, 11, 26, 0, 0, 0, 0, china), "application.late"},
			{time.Date(2026, 12, 18, 12, 0, 0, 0, china), "application.late"},
		} {
			l.clock.Set(c.at)
			a := l.applicant(int(c.at.Unix() % 9973))
			_, err := l.desk.Draft(ctx, a.me(), l.Plan.ID)
			if got := skill.ReasonOf(err); err != nil && got != c.want || err == nil && c.want != "" {
				t.Errorf("%s: %v, want %q", c.at, err, c.want)
			}
		}
	})
}

// The last moment counts for what was begun before it too.
func TestBegunInTime(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.announced("2026-11-16", "2026-11-25", 0)
		a, b := l.applicant(1), l.applicant(2)
		a.keeps(elevenYears())
		begun := a.drafts()
		a.attaches(begun.ID, base...)
		returned := b.applies()
		l.must(l.desk.Return(ctx, l.by(reviewer), returned.ID, admission.Returning{
			Version: returned.Version, Asks: []skill.Ask{{At: "materials.work-proof", Words: "缺少单位盖章"}}, Due: day.Must("2026-11-27"),
		}))
		l.clock.Set(day.Must("2026-11-26").Time())
		_, err := l.desk.Submit(ctx, a.me(), begun.ID)
		l.refused("application.late", err)
		_, err = l.desk.Attach(ctx, a.me(), begun.ID, "other", []byte("late"))
		l.refused("application.late", err)
		still, err := l.desk.MyApplication(ctx, a.me().Actor, begun.ID)
		if l.must(still, err); still.Application.Status != skill.ApplicationDraft || still.Application.Photo == "" {
			t.Errorf("what was begun is gone: %+v", still.Application)
		}
		b.attaches(returned.ID, "other")
		l.same(skill.ApplicationEntered, b.submits(returned.ID).Status)
	})
}

// Who applied himself owes what was announced from the moment he is accepted, once;
// a roster owes nothing, since the body settles it with whoever sent it; what costs
// nothing is not charged.
// Source: docs/rules.md, Applications.
func TestTheAnnouncedFee(t *testing.T) {
	for _, fee := range []int64{0, 30050} {
		each(t, func(l *list) {
			ctx := t.Context()
			l.announced("2026-11-16", "2026-11-25", fee)
			l.load(l.file(met(7)))
			app := l.applicant(1).applies()
			l.must(l.desk.Decide(ctx, l.by(clerk), l.Plan.ID))
			if n, err := store.Count(ctx, l.s.Unscoped(), store.Fees{}); err != nil || n != 0 {
				t.Errorf("%d fees before anybody owes one: %v", n, err)
			}
			finding := admission.Finding{Version: app.Version, Ground: "社保记录属实", Claims: []skill.Fact{{Subject: "employment", Index: 0}}}
			app, err := l.desk.Accept(ctx, l.by(reviewer), app.ID, finding)
			l.must(app, err)
			due, err := store.List(ctx, l.s.Unscoped(), store.Fees{}, store.Everything)
			l.must(due, err)
			if fee == 0 {
				l.same(0, len(due))
				return
			}
			if len(due) != 1 || due[0].Application != app.ID || due[0].Amount != skill.Fen(fee) || due[0].Status != skill.FeeDue {
				t.Errorf("charged %+v", due)
			}
			why, err := l.desk.Explain(ctx, skill.Actor{Person: app.Person}, app.ID)
			l.must(why, err)
			l.same([]admission.Remedy{{Kind: admission.RemedyPay}}, why.Remedies)
			l.same(skill.ApplicationAccepted, l.of(7).Status)
		})
	}
}

// An application that is handed in by many requests at once is handed in once, and
// none of them is told that something went wrong.
func TestHandedInAtOnce(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a := l.applicant(1)
		a.keeps(elevenYears())
		app := a.drafts()
		a.attaches(app.ID, base...)
		errs, versions := make([]error, 4), make([]int64, 4)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				done, err := l.desk.Submit(ctx, a.me(), app.ID)
				errs[i], versions[i] = err, done.Version
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		now, err := l.s.Unscoped().Application(ctx, app.ID)
		l.must(now, err)
		for _, v := range versions {
			l.same(now.Version, v)
		}
		trail, err := l.s.Trail(ctx, "application", string(app.ID))
		l.must(trail, err)
		n := 0
		for _, e := range trail {
			if e.Verb == "submit" {
				n++
			}
		}
		l.same(1, n)
	})
}

// So is one that is begun by many at once: there is one draft.
func TestBegunAtOnce(t *testing.T) {
	each(t, func(l *list) {
		a := l.applicant(1)
		ids, errs := make([]skill.ApplicationID, 4), make([]error, 4)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				app, err := l.desk.Draft(t.Context(), a.me(), l.Plan.ID)
				ids[i], errs[i] = app.ID, err
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		if n, err := store.Count(t.Context(), l.s.Unscoped(), store.Applications{Persons: []skill.PersonID{a.ID}}); err != nil || n != 1 {
			t.Errorf("%d drafts, %v", n, err)
		}
		for _, id := range ids {
			l.same(ids[0], id)
		}
	})
}
