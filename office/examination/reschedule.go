package examination

import (
	"context"
	"slices"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Shift is another time for a session.
type Shift struct {
	Session      skill.SessionID
	Starts, Ends time.Time
	Ground       string
}

// Reschedule moves a session that has not begun (改期): its rooms, its officers and
// its candidates must be free then. Candidates and officers are told.
func (d *Desk) Reschedule(ctx context.Context, by store.By, m Shift) (out skill.Session, err error) {
	defer skill.Wrap(&err, "reschedule session %s", m.Session)
	err = d.onSession(ctx, by, "reschedule-session", m.Session, func(tx *store.Tx, p skill.Plan, s skill.Session) error {
		out = s
		out.Starts, out.Ends, out.Ground = m.Starts, m.Ends, skill.Clean(m.Ground)
		switch {
		case out.Ground == "":
			return skill.FailField("ground", "session.no_ground")
		case p.Status != skill.PlanFiled && p.Status != skill.PlanRunning:
			return skill.Fail(skill.WrongState, "plan.wrong_state", "verb", "reschedule", "status", string(p.Status))
		case !out.Starts.After(tx.Now):
			return skill.FailField("starts", "session.past")
		case !out.Ends.After(out.Starts):
			return skill.FailField("ends", "session.ends")
		}
		if err := toCome(s, tx.Now); err != nil {
			return err
		}
		if _, err := fitAll(ctx, tx, out); err != nil {
			return err
		}
		officers, err := d.stillFree(ctx, tx, p, out)
		if err != nil {
			return err
		}
		if err := nobodyTwice(ctx, tx, out); err != nil {
			return err
		}
		if err := store.Change(ctx, tx, "reschedule", &out); err != nil {
			return err
		}
		return tellMoved(ctx, tx, p, out, officers)
	})
	return out, err
}

// stillFree asks of everybody on duty in the session whether they may and can at
// its new time.
func (d *Desk) stillFree(ctx context.Context, tx *store.Tx, p skill.Plan, s skill.Session) ([]skill.PersonID, error) {
	duties, err := store.List(ctx, tx, store.Assignments{Session: s.ID, Status: skill.InDuty()}, store.Everything)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(duties, func(a, b skill.Assignment) int { return cmpText(a.Person, b.Person) })
	var out []skill.PersonID
	for _, a := range duties {
		x := post{Assignment: a, plan: p, session: s, on: day.Of(s.Starts)}
		if err := d.entitled(ctx, tx, &x); err != nil {
			return nil, err
		}
		if err := elsewhere(ctx, tx, a.Person, s); err != nil {
			return nil, err
		}
		out = append(out, a.Person)
	}
	return out, nil
}

func cmpText[S ~string](a, b S) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// nobodyTwice refuses a new time at which somebody called to the session sits
// elsewhere. Their applications are locked, as by a start.
func nobodyTwice(ctx context.Context, tx *store.Tx, s skill.Session) error {
	if _, err := store.List(ctx, tx.Locked(), store.Everywhere{Plan: s.Plan}, store.Everything); err != nil {
		return err
	}
	return clash(ctx, tx, store.Clash{With: s, Called: true})
}

// clash refuses sittings that are due at one time with a session, and says how
// many, where and when.
func clash(ctx context.Context, tx *store.Tx, c store.Clash) error {
	all, err := store.List(ctx, tx, c, store.Everything)
	if err != nil || len(all) == 0 {
		return err
	}
	there, err := tx.Session(ctx, all[0].Session)
	if err != nil {
		return err
	}
	return skill.Fail(skill.Conflict, "session.candidates_elsewhere", "count", itoa(len(all)), "session", string(there.ID), "when", span(there), "application", string(all[0].Application))
}

// tellMoved tells those called to the session, or, before anybody is called,
// everybody on the list; and who is on duty.
func tellMoved(ctx context.Context, tx *store.Tx, p skill.Plan, s skill.Session, officers []skill.PersonID) error {
	f := store.Applications{
		Plan: p.ID, Status: []skill.ApplicationStatus{skill.ApplicationEntered, skill.ApplicationAccepted}, MayProcess: true,
	}
	listed, err := store.List(ctx, tx, f, store.Everything)
	if err != nil {
		return err
	}
	if p.Status == skill.PlanRunning {
		due, err := store.List(ctx, tx, store.Sittings{Session: s.ID, Status: []skill.SittingStatus{skill.SittingDue}}, store.Everything)
		if err != nil {
			return err
		}
		called := map[skill.ApplicationID]bool{}
		for _, t := range due {
			called[t.Application] = true
		}
		listed = slices.DeleteFunc(listed, func(a skill.Application) bool { return !called[a.ID] })
	}
	if err := tell(ctx, tx, skill.LetterMoved, string(s.ID), people(listed)); err != nil {
		return err
	}
	return tell(ctx, tx, skill.LetterDuty, string(s.ID), officers)
}

func people(all []skill.Application) []skill.PersonID {
	out := make([]skill.PersonID, len(all))
	for i, a := range all {
		out[i] = a.Person
	}
	return out
}

// CancelSession gives one session up (取消场次), to which nobody is called. Its
// rooms are free, and who is on duty is released and told.
func (d *Desk) CancelSession(ctx context.Context, by store.By, id skill.SessionID, ground string) (out skill.Session, err error) {
	defer skill.Wrap(&err, "cancel session %s", id)
	err = d.onSession(ctx, by, "cancel-session", id, func(tx *store.Tx, _ skill.Plan, s skill.Session) error {
		if err := toCome(s, tx.Now); err != nil {
			return err
		}
		if out = s; skill.Clean(ground) == "" {
			return skill.FailField("ground", "session.no_ground")
		}
		due, err := store.Count(ctx, tx, store.Sittings{Session: id, Status: []skill.SittingStatus{skill.SittingDue}})
		if err != nil {
			return err
		}
		if due > 0 {
			return skill.Fail(skill.Unmet, "session.has_candidates", "count", itoa(due))
		}
		out.Cancelled, out.Ground = true, skill.Clean(ground)
		if err := store.Change(ctx, tx, "cancel", &out); err != nil {
			return err
		}
		return releaseAll(ctx, tx, store.Assignments{Session: id, Status: skill.InDuty()}, out.Ground)
	})
	return out, err
}

// releaseAll ends assignments, and tells who had them.
func releaseAll(ctx context.Context, tx *store.Tx, f store.Assignments, ground string) error {
	duties, err := store.List(ctx, tx.Locked(), f, store.Everything)
	if err != nil {
		return err
	}
	var told []skill.PersonID
	moves := make([]store.Moved[skill.Assignment], len(duties))
	for i, a := range duties {
		a.Ground = ground
		moves[i].Row = a
		if moves[i].Move, err = a.Release(); err != nil {
			return err
		}
		told = append(told, a.Person)
	}
	if _, err := store.Move(ctx, tx, moves); err != nil {
		return err
	}
	slices.Sort(told)
	return tell(ctx, tx, skill.LetterDuty, string(f.Plan)+string(f.Session), slices.Compact(told))
}

// NoShow writes down who did not come to a session that has begun (缺考登记): their
// sittings are absent, which marking can reopen.
func (d *Desk) NoShow(ctx context.Context, by store.By, id skill.SessionID, absent []skill.ApplicationID) (n int, err error) {
	defer skill.Wrap(&err, "no-shows of session %s", id)
	err = d.onSession(ctx, by, "record-no-show", id, func(tx *store.Tx, _ skill.Plan, s skill.Session) error {
		switch {
		case s.Cancelled:
			return skill.Fail(skill.WrongState, "session.cancelled")
		case s.Starts.After(tx.Now):
			return skill.Fail(skill.WrongState, "session.not_begun")
		case len(absent) == 0:
			return skill.FailField("applications", "session.nobody_named")
		}
		due, err := store.List(ctx, tx.Locked(), store.Sittings{Session: id, Applications: absent, Status: []skill.SittingStatus{skill.SittingDue}}, store.Everything)
		if err != nil {
			return err
		}
		if len(due) != len(slices.Compact(slices.Sorted(slices.Values(absent)))) {
			return skill.FailField("applications", "session.not_due")
		}
		moves := make([]store.Moved[skill.Sitting], len(due))
		for i, t := range due {
			moves[i].Row = t
			if moves[i].Move, err = t.Absent(); err != nil {
				return err
			}
		}
		lost, err := store.Move(ctx, tx, moves)
		n = len(due) - len(lost)
		return err
	})
	return n, err
}
