package admission

import (
	"context"
	"slices"
	"strings"

	"assay/skill"
	"assay/store"
)

// beforeExam refuses what can be done only before the first session begins. The
// list may already be closed, since that is when the candidates were called.
func beforeExam(ctx context.Context, tx *store.Tx, p skill.Plan, verb string) ([]skill.Session, error) {
	if p.Status != skill.PlanFiled && p.Status != skill.PlanRunning {
		return nil, skill.Fail(skill.WrongState, "plan.wrong_state", "verb", verb, "status", string(p.Status))
	}
	sessions, err := store.List(ctx, tx, store.Sessions{Plan: p.ID, Live: true}, store.Everything)
	for _, s := range sessions {
		if err == nil && !s.Starts.After(tx.Now) {
			err = skill.Fail(skill.WrongState, "application.exam_begun")
		}
	}
	return sessions, err
}

// Withdraw takes a candidate off the list before the exam (撤回); parts to which
// they were called are dropped, and their seats are free for others.
func (d *Desk) Withdraw(ctx context.Context, by store.By, id skill.ApplicationID, reason string) (a skill.Application, err error) {
	defer skill.Wrap(&err, "withdraw application %s", id)
	err = d.onApplication(ctx, by, "withdraw-application", id, func(tx *store.Tx, p skill.Plan, now skill.Application) error {
		a, err = leave(ctx, tx, p, leaving{now, reason, skill.Application.Withdraw, "withdraw"})
		return err
	})
	return a, err
}

// A leaving is one candidate who leaves the list.
type leaving struct {
	skill.Application
	reason string
	move   func(skill.Application, string) (skill.Move, error)
	verb   string
}

func leave(ctx context.Context, tx *store.Tx, p skill.Plan, l leaving) (a skill.Application, err error) {
	l.reason = skill.Clean(l.reason)
	if l.reason == "" && tx.By.Actor.Person != l.Person { // who leaves of himself owes nobody a reason
		return a, skill.FailField("reason", "application.no_reason")
	}
	if _, err := beforeExam(ctx, tx, p, l.verb); err != nil {
		return a, err
	}
	l.Ground = strings.Trim(l.Ground+"；"+l.reason, "；") // a reviewer's words stay
	move, err := l.move(l.Application, l.reason)
	if err != nil {
		return a, err
	}
	if err := dropAll(ctx, tx, l); err != nil {
		return a, err
	}
	return store.MoveOne(ctx, tx, l.Application, move)
}

// dropAll drops the parts of somebody who leaves, and gives their seats up.
func dropAll(ctx context.Context, tx *store.Tx, l leaving) error {
	due, err := store.List(ctx, tx.Locked(), store.Sittings{
		Applications: []skill.ApplicationID{l.ID}, Status: []skill.SittingStatus{skill.SittingDue},
	}, store.Everything)
	if err != nil {
		return err
	}
	drops := make([]store.Moved[skill.Sitting], len(due))
	for i, s := range due {
		drops[i].Row = s
		if drops[i].Move, err = s.Drop(l.reason); err != nil {
			return err
		}
	}
	if _, err := store.Move(ctx, tx, drops); err != nil { // locked
		return err
	}
	seats, err := store.List(ctx, tx.Locked(), store.Seats{Application: l.ID}, store.Everything)
	if err != nil || len(seats) == 0 {
		return err
	}
	rows := make([]*skill.Seat, len(seats))
	for i := range seats {
		seats[i].Gone = true
		rows[i] = &seats[i]
	}
	return store.Change(ctx, tx, "give-up", rows...)
}

// A Substitution is who comes in for somebody, and why.
type Substitution struct {
	Row      *skill.RosterRow
	Reason   string
	Consents string // edition of the notice to which the newcomer consented on paper
}

// Substitute gives an accepted candidate's place to another one before the exam
// (换人), whose row is judged as any other on that day. Once the list is closed
// only somebody who surely meets a clause can come in: they are accepted and
// called at once. Invalid row.malformed names every cell that keeps the row out.
func (d *Desk) Substitute(ctx context.Context, by store.By, id skill.ApplicationID, s Substitution) (next skill.Application, err error) {
	defer skill.Wrap(&err, "substitute application %s", id)
	err = d.onApplication(ctx, by, "substitute-application", id, func(tx *store.Tx, p skill.Plan, old skill.Application) error {
		if _, err := leave(ctx, tx, p, leaving{old, s.Reason, skill.Application.Substitute, "substitute"}); err != nil {
			return err
		}
		if err := d.stated(s.Consents); err != nil {
			return err
		}
		if next, err = d.enterOne(ctx, tx, p, s.Row); err != nil {
			return err
		}
		if err := d.sign(ctx, tx, next); err != nil {
			return err
		}
		switch {
		case next.Person == old.Person:
			return skill.Fail(skill.Invalid, "substitute.same_person")
		case p.Status == skill.PlanFiled:
			return nil
		case next.Outcome != skill.Met:
			return skill.Fail(skill.Unmet, "substitute.needs_review", "outcome", string(next.Outcome))
		}
		next, err = d.admit(ctx, tx, p, next)
		return err
	})
	return next, err
}

// enterOne judges and enters a single row.
func (d *Desk) enterOne(ctx context.Context, tx *store.Tx, p skill.Plan, row *skill.RosterRow) (a skill.Application, err error) {
	set, err := d.Set(p.Set)
	if err != nil {
		return a, err
	}
	judge := Assessor{Set: set, On: tx.Today(), Occupation: d.Occupation, Notes: d.Notes}
	one := judge.Assess(row)
	c := chunk{Desk: d, tx: tx, plan: p, on: judge.On}
	if err := c.enter(ctx, []*Assessed{&one}); err != nil {
		return a, err
	}
	switch {
	case len(c.moved) == 1 && c.imp.Entered == 1:
		return c.moved[0].Row, nil
	case c.imp.Same+c.imp.Amended == 1:
		return a, skill.Fail(skill.Conflict, "application.exists")
	}
	fault := skill.Fail(skill.Invalid, "row.malformed")
	for _, r := range c.said[0].Remarks {
		fault.Fields = append(fault.Fields, skill.FieldError{Path: r.Place(), Reason: r.Reason, Args: r.Args})
	}
	return a, fault
}

// admit accepts a newcomer by rule and calls them to every part; where the centre
// checks, it is too late for that.
func (d *Desk) admit(ctx context.Context, tx *store.Tx, p skill.Plan, a skill.Application) (skill.Application, error) {
	rule, err := d.ruleOf(ctx, tx, p)
	if err != nil {
		return a, err
	}
	if rule.checked {
		return a, skill.Fail(skill.Unmet, "substitute.needs_check")
	}
	a.Office = skill.OfficeRule
	move, err := a.Accept()
	if err != nil {
		return a, err
	}
	if a, err = store.MoveOne(ctx, tx, a, move); err != nil {
		return a, err
	}
	sessions, err := beforeExam(ctx, tx, p, "substitute")
	if err != nil {
		return a, err
	}
	var calls []store.Moved[skill.Sitting]
	for _, part := range p.Parts { // each has its session, or the list would be open
		i := slices.IndexFunc(sessions, func(s skill.Session) bool { return s.Part == part && s.Attempt == 1 })
		sitting := skill.Sitting{ID: skill.SittingID(tx.NewID()), Application: a.ID, Plan: p.ID, Path: p.Path, Part: part, Attempt: 1, Session: sessions[i].ID}
		call, err := sitting.Call()
		if err != nil {
			return a, err
		}
		calls = append(calls, store.Moved[skill.Sitting]{Row: sitting, Move: call})
	}
	_, err = store.Move(ctx, tx, calls)
	return a, err
}
