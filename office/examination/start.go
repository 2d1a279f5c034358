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
		if err := d.call(ctx, tx, now); err != nil {
			return err
		}
		p, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return p, err
}

func (d *Desk) decided(ctx context.Context, tx *store.Tx, p skill.Plan) error {
	open, err := store.Count(ctx, tx, store.Applications{Plan: p.ID, Status: []skill.ApplicationStatus{skill.ApplicationEntered}, MayProcess: true})
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
	var births []store.Moved[skill.Sitting]
	for _, part := range p.Parts {
		i := slices.IndexFunc(sessions, func(s skill.Session) bool { return s.Part == part && s.Attempt == 1 })
		if i < 0 {
			return skill.Fail(skill.WrongState, "plan.no_session", "part", string(part))
		}
		for _, a := range accepted {
			s := skill.Sitting{ID: skill.SittingID(tx.NewID()), Application: a.ID, Plan: p.ID, Path: p.Path, Part: part, Attempt: 1, Session: sessions[i].ID}
			move, err := s.Call()
			if err != nil {
				return err
			}
			births = append(births, store.Moved[skill.Sitting]{Row: s, Move: move})
		}
	}
	_, err = store.Move(ctx, tx, births)
	return err
}

func itoa(n int) string { return strconv.Itoa(n) }
