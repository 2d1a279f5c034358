package admission_test

import (
	"context"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/skill"
	"assay/store"
)

// hold adds a first session for each part, beginning at a time.
func (l *list) hold(starts time.Time) {
	l.t.Helper()
	testdb.Update(l.t, l.s, func(ctx context.Context, tx *store.Tx) error {
		for _, part := range l.Plan.Parts {
			s := skill.Session{ID: skill.SessionID(tx.NewID()), Plan: l.Plan.ID, Path: l.Plan.Path, Part: part, Attempt: 1, Starts: starts, Ends: starts.Add(time.Hour)}
			if err := store.Add(ctx, tx, &s); err != nil {
				return err
			}
		}
		return nil
	})
}

// start closes the list.
func (l *list) start() {
	l.t.Helper()
	testdb.Update(l.t, l.s, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Locked().Plan(ctx, l.Plan.ID)
		if err != nil {
			return err
		}
		m, err := p.Start()
		if err == nil {
			_, err = store.MoveOne(ctx, tx, p, m)
		}
		return err
	})
}

// call puts the theory part before a candidate.
func (l *list) call(a skill.Application) {
	l.t.Helper()
	testdb.Update(l.t, l.s, func(ctx context.Context, tx *store.Tx) error {
		s := skill.Sitting{ID: skill.SittingID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Part: skill.Theory, Attempt: 1}
		m, err := s.Call()
		if err == nil {
			_, err = store.MoveOne(ctx, tx, s, m)
		}
		return err
	})
}

func (l *list) sittings(a skill.Application, status skill.SittingStatus) int {
	l.t.Helper()
	n, err := store.Count(l.t.Context(), l.s.Unscoped(), store.Sittings{Applications: []skill.ApplicationID{a.ID}, Status: []skill.SittingStatus{status}})
	l.must(n, err)
	return n
}

// Before the first session a candidate may leave; afterwards nobody does.
func TestWithdraw(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		file := l.file(met(1), met(2), bare(3))
		l.load(file)
		l.must(l.desk.Decide(ctx, l.by(clerk), l.Plan.ID))
		withdraw := func(n int, by store.By, why string) error {
			_, err := l.desk.Withdraw(ctx, by, l.of(n).ID, why)
			return err
		}
		l.refused("application.no_reason", withdraw(1, l.by(clerk), " "))
		l.refused("actor.denied", withdraw(1, l.by(reviewer), "本人放弃"))
		l.must(nil, withdraw(3, l.by(clerk), "本人放弃"))
		l.is(3, skill.ApplicationWithdrawn)
		l.refused("application.wrong_state", withdraw(3, l.by(clerk), "本人放弃"))

		again := l.load(file) // who left stays away until the row says something new
		l.says(again, "4 row.left")
		l.counted(again, [5]int{3, 0, 0, 2, 1})
		l.counted(l.load(l.file(met(1), met(2), met(3))), [5]int{3, 1, 0, 2, 0})
		l.is(3, skill.ApplicationEntered)
		l.must(nil, withdraw(3, l.by(clerk), "本人放弃"))

		l.hold(l.clock.Now().Add(time.Hour))
		l.start()
		l.call(l.of(1))
		l.must(nil, withdraw(1, l.by(head), "生病"))
		if a := l.of(1); l.sittings(a, skill.SittingDropped) != 1 || a.Ground != "生病" {
			t.Errorf("%d parts dropped, ground %q", l.sittings(a, skill.SittingDropped), a.Ground)
		}
		l.clock.Step(time.Hour)
		l.refused("application.exam_begun", withdraw(2, l.by(clerk), "生病"))
		l.is(2, skill.ApplicationAccepted)
	})
}

// Another candidate takes the place, judged as everybody is.
func TestSubstitute(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(met(1), met(2), bare(3), met(4), met(5)))
		l.must(l.desk.Decide(ctx, l.by(clerk), l.Plan.ID))
		sub := func(n int, c candidate) (skill.Application, error) {
			return l.desk.Substitute(ctx, l.by(clerk), l.of(n).ID, admission.Substitution{Row: c.row(2), Reason: "本人无法参加", Consents: edition})
		}
		_, err := sub(3, met(11))
		l.refused("application.wrong_state", err) // nobody has accepted them yet
		_, err = sub(1, met(2))
		l.refused("application.exists", err)
		_, err = sub(1, met(11).but(skill.RosterPhone, "x"))
		l.refused("row.malformed", err)
		_, err = sub(1, met(1).but(skill.RosterMail, "a@example.com"))
		l.refused("substitute.same_person", err)
		_, err = l.desk.Substitute(ctx, l.by(reviewer), l.of(1).ID, admission.Substitution{Row: met(11).row(2), Reason: "本人无法参加", Consents: edition})
		l.refused("actor.denied", err)
		l.is(1, skill.ApplicationAccepted)

		a, err := sub(1, bare(11))
		l.must(a, err)
		l.is(1, skill.ApplicationSubstituted)
		if a.Status != skill.ApplicationEntered || a.Outcome != skill.ToReview {
			t.Errorf("while the list is open: %s, %s", a.Status, a.Outcome)
		}

		l.hold(l.clock.Now().Add(time.Hour))
		l.start()
		l.call(l.of(2))
		_, err = sub(2, bare(12))
		l.refused("substitute.needs_review", err)
		a, err = sub(2, met(12))
		l.must(a, err)
		if a.Status != skill.ApplicationAccepted || l.sittings(a, skill.SittingDue) != 2 || l.sittings(l.of(2), skill.SittingDropped) != 1 {
			t.Errorf("once it is closed: %s, called %d times, other dropped %d", a.Status, l.sittings(a, skill.SittingDue), l.sittings(l.of(2), skill.SittingDropped))
		}
		l.clock.Step(time.Hour)
		_, err = sub(4, met(13))
		l.refused("application.exam_begun", err)
	})
}

// A reviewer's words stay when the candidate leaves.
func TestGroundsAddUp(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(bare(1)))
		a := l.of(1)
		l.must(l.desk.Accept(ctx, l.by(reviewer), a.ID, admission.Finding{Version: a.Version, Ground: "社保属实", Proof: proof}))
		a, err := l.desk.Withdraw(ctx, l.by(clerk), a.ID, "本人放弃")
		l.must(a, err)
		if a.Ground != "社保属实；本人放弃" {
			t.Errorf("ground %q", a.Ground)
		}
	})
}
