package accreditation

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// DeclareExit puts before the centre that a body will assess no more from a day
// on (申请自愿退出). One that is open already is Conflict body_exit.exists.
func (d *Desk) DeclareExit(ctx context.Context, by store.By, e skill.Exit) (out skill.Exit, err error) {
	defer skill.Wrap(&err, "declare an exit")
	err = d.approve(ctx, by, "declare-exit", e.Body, func(tx *store.Tx, b skill.Body) error {
		if err := registered(b, "exit"); err != nil {
			return err
		}
		next := skill.Exit{
			ID: skill.ExitID(tx.NewID()), Body: b.ID, Path: b.Path, On: e.On, Why: skill.Clean(e.Why), Applicant: by.Actor.Person,
		}
		move, err := next.Declare(tx.Today())
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// ConfirmExit lets the body leave (确认退出). The filing now ends on the day before;
// when the day has come Depart takes the body off the register. A day that has
// come already cannot be confirmed: what was examined on it would lie out of
// scope.
func (d *Desk) ConfirmExit(ctx context.Context, by store.By, id skill.ExitID, ground string) (e skill.Exit, err error) {
	defer skill.Wrap(&err, "confirm exit %s", id)
	return d.onExit(ctx, by, "confirm-exit", id, func(tx *store.Tx, b skill.Body, now *skill.Exit) (skill.Move, error) {
		if err := registered(b, "exit"); err != nil {
			return skill.Move{}, err
		}
		if !now.On.After(tx.Today()) {
			return skill.Move{}, skill.Fail(skill.Unmet, "body_exit.come", "on", now.On.String())
		}
		now.Ground = skill.Clean(ground)
		two, err := persons(ctx, tx, now.Applicant, now.Decider)
		if err != nil {
			return skill.Move{}, err
		}
		move, err := now.Confirm(two[0], two[1])
		if err != nil {
			return move, err
		}
		b.FiledTo = day.Earlier(b.FiledTo, now.On.AddDays(-1))
		return move, store.Change(ctx, tx, "exit", &b)
	})
}

// RefuseExit holds the body to its filing (不同意退出).
func (d *Desk) RefuseExit(ctx context.Context, by store.By, id skill.ExitID, ground string) (e skill.Exit, err error) {
	defer skill.Wrap(&err, "refuse exit %s", id)
	return d.onExit(ctx, by, "refuse-exit", id, func(_ *store.Tx, _ skill.Body, now *skill.Exit) (skill.Move, error) {
		now.Ground = skill.Clean(ground)
		return now.Refuse()
	})
}

// TakeBackExit leaves everything as it was, while the centre has not decided (撤回).
func (d *Desk) TakeBackExit(ctx context.Context, by store.By, id skill.ExitID) (e skill.Exit, err error) {
	defer skill.Wrap(&err, "take back exit %s", id)
	return d.onExit(ctx, by, "take-back-exit", id, func(_ *store.Tx, _ skill.Body, now *skill.Exit) (skill.Move, error) {
		return now.TakeBack()
	})
}

// onExit moves an exit that is locked, and its body before it.
func (d *Desk) onExit(ctx context.Context, by store.By, op access.Op, id skill.ExitID, do func(*store.Tx, skill.Body, *skill.Exit) (skill.Move, error)) (out skill.Exit, err error) {
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		first, err := tx.Exit(ctx, id)
		if err != nil {
			return err
		}
		return onBody(ctx, tx, op, first.Body, func(tx *store.Tx, b skill.Body) error {
			now, err := tx.Locked().Exit(ctx, id)
			if err != nil {
				return err
			}
			now.Decider = by.Actor.Person
			move, err := do(tx, b, &now)
			if err != nil {
				return err
			}
			out, err = store.MoveOne(ctx, tx, now, move)
			return err
		})
	})
	return out, err
}

// Depart takes the bodies off the register whose day of leaving has come, with
// their plans under way handed to the centre, and returns how many they were. It
// is for the program, and may run at any time: from the day itself the body can
// do nothing, whether this has run or not.
func (d *Desk) Depart(ctx context.Context, by store.By) (n int, err error) {
	defer skill.Wrap(&err, "let bodies depart")
	due, err := store.List(ctx, d.Store.Unscoped(), store.Exits{
		By: day.Of(d.Store.Now()), Status: []skill.ExitStatus{skill.ExitConfirmed},
	}, store.Everything)
	for _, e := range due {
		if err == nil {
			err = d.depart(ctx, by, e)
		}
		if err == nil {
			n++
		}
	}
	return n, err
}

func (d *Desk) depart(ctx context.Context, by store.By, e skill.Exit) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		if err := lockPlans(ctx, tx, e.Body); err != nil {
			return err
		}
		return onBody(ctx, tx, "complete-exit", e.Body, func(tx *store.Tx, b skill.Body) error {
			now, err := tx.Locked().Exit(ctx, e.ID)
			if err != nil {
				return err
			}
			move, err := now.Leave(tx.Today())
			if err != nil {
				return err
			}
			if _, err := store.MoveOne(ctx, tx, now, move); err != nil || b.Status == skill.FilingWithdrawn {
				return err
			}
			b.Ground = now.Why
			_, err = withdraw(ctx, tx, b, skill.CauseExited)
			return err
		})
	})
}
