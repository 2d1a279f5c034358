package examination

import (
	"context"
	"slices"
	"strconv"

	"assay/skill"
	"assay/store"
)

// Start closes the list and calls every accepted candidate to every required
// part. The body must still be in scope on that day, every part must have a
// session, and nobody may be left undecided.
func (d *Desk) Start(ctx context.Context, by store.By, id skill.PlanID) (p skill.Plan, err error) {
	defer skill.Wrap(&err, "start plan %s", id)
	err = d.change(ctx, by, "start-plan", id, func(tx *store.Tx, now skill.Plan) error {
		move, err := now.Start()
		if err != nil {
			return err
		}
		standing, err := tx.Locked().Standing(ctx, now.Body)
		if err != nil {
			return err
		}
		if err := standing.MayAct(now.Occupation, now.Level, now.Site, tx.Today()); err != nil {
			return err
		}
		if err := d.decided(ctx, tx, now); err != nil {
			return err
		}
		if err := d.lodged(ctx, tx, now); err != nil {
			return err
		}
		if err := d.staffed(ctx, tx, now); err != nil {
			return err
		}
		if err := d.call(ctx, tx, now); err != nil {
			return err
		}
		p, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return p, err
}

func (d *Desk) decided(ctx context.Context, tx *store.Tx, p skill.Plan) error {
	open, err := store.Count(ctx, tx, store.Applications{Plan: p.ID, Status: []skill.ApplicationStatus{skill.ApplicationEntered, skill.ApplicationPassed}, MayProcess: true})
	if err == nil && open > 0 {
		err = skill.Fail(skill.WrongState, "plan.undecided", "count", itoa(open))
	}
	return err
}

// call makes one due sitting a candidate and part; whose data are stopped is not
// called.
func (d *Desk) call(ctx context.Context, tx *store.Tx, p skill.Plan) error {
	sessions, err := store.List(ctx, tx, store.Sessions{Plan: p.ID}, store.Everything)
	if err != nil {
		return err
	}
	accepted, err := store.List(ctx, tx, store.Applications{Plan: p.ID, Status: []skill.ApplicationStatus{skill.ApplicationAccepted}, MayProcess: true}, store.Everything)
	if err != nil {
		return err
	}
	if len(accepted) == 0 {
		return skill.Fail(skill.WrongState, "plan.nobody_accepted")
	}
	if _, err := store.List(ctx, tx.Locked(), store.Everywhere{Plan: p.ID}, store.Everything); err != nil {
		return err
	}
	var births []store.Moved[skill.Sitting]
	used := map[skill.SessionID]bool{}
	for _, part := range p.Parts {
		spots, err := spotsOf(ctx, tx, first(sessions, part))
		if err != nil {
			return err
		}
		if err := enough(spots, part, len(accepted)); err != nil {
			return err
		}
		for _, a := range accepted {
			s := skill.Sitting{ID: skill.SittingID(tx.NewID()), Application: a.ID, Plan: p.ID, Path: p.Path, Part: part, Attempt: 1, Session: next(spots)}
			move, err := s.Call()
			if err != nil {
				return err
			}
			births = append(births, store.Moved[skill.Sitting]{Row: s, Move: move})
			used[s.Session] = true
		}
	}
	if err := oneAtATime(ctx, tx, sessions, births, used); err != nil {
		return err
	}
	_, err = store.Move(ctx, tx, births)
	return err
}

// oneAtATime refuses to call somebody to two places at one time, in this plan or,
// whose applications are locked, in another.
func oneAtATime(ctx context.Context, tx *store.Tx, all []skill.Session, births []store.Moved[skill.Sitting], used map[skill.SessionID]bool) error {
	by := map[skill.SessionID]skill.Session{}
	for _, s := range all {
		if by[s.ID] = s; !used[s.ID] {
			continue
		}
		if err := clash(ctx, tx, store.Clash{With: s}); err != nil {
			return err
		}
	}
	called := map[skill.ApplicationID][]skill.Session{}
	for _, b := range births {
		now := by[b.Row.Session]
		for _, s := range called[b.Row.Application] {
			if s.Overlaps(now) {
				return skill.Fail(skill.Conflict, "plan.parts_overlap", "one", span(s), "other", span(now))
			}
		}
		called[b.Row.Application] = append(called[b.Row.Application], now)
	}
	return nil
}

// first are the sessions of a part's first attempt, in their order.
func first(all []skill.Session, part skill.Part) []skill.Session {
	return inOrder(slices.DeleteFunc(slices.Clone(all), func(s skill.Session) bool { return s.Part != part || s.Attempt != 1 || s.Cancelled }))
}

// inOrder sorts sessions by when they begin.
func inOrder(all []skill.Session) []skill.Session {
	slices.SortStableFunc(all, func(a, b skill.Session) int { return a.Starts.Compare(b.Starts) })
	return all
}

// A spot is a session with the places that are left in its rooms.
type spot struct {
	session skill.SessionID
	free    int
	open    bool // it takes no rooms: nobody has said how many it holds
}

// spotsOf reads how many each session holds; a session whose rooms do not take it
// any more is refused.
func spotsOf(ctx context.Context, tx *store.Tx, sessions []skill.Session) ([]spot, error) {
	out := make([]spot, len(sessions))
	for i, s := range sessions {
		rooms, err := fitAll(ctx, tx, s)
		if err != nil {
			return nil, err
		}
		out[i] = spot{session: s.ID, open: len(rooms) == 0}
		for _, r := range rooms {
			out[i].free += r.Capacity()
		}
	}
	return out, nil
}

// enough refuses sessions that do not hold everybody.
func enough(spots []spot, part skill.Part, need int) error {
	if len(spots) == 0 {
		return skill.Fail(skill.WrongState, "plan.no_session", "part", string(part))
	}
	have := 0
	for _, s := range spots {
		if have += s.free; s.open {
			return nil
		}
	}
	if have < need {
		return skill.Fail(skill.Unmet, "plan.too_few_places", "part", string(part), "need", itoa(need), "have", itoa(have))
	}
	return nil
}

// next is the first session that has a place left, and takes it.
func next(spots []spot) skill.SessionID {
	for i := range spots {
		if spots[i].open {
			return spots[i].session
		}
		if spots[i].free > 0 {
			spots[i].free--
			return spots[i].session
		}
	}
	return "" // enough was asked
}

func itoa(n int) string { return strconv.Itoa(n) }
