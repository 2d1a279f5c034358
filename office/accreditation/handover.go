package accreditation

import (
	"context"
	"slices"
	"strconv"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// stop is decide for what takes a body's plans out of its hands. Those under way
// are locked before the body, in the order in which whoever acts on one locks
// them; so nobody is acting on one while it is handed over.
func (d *Desk) stop(ctx context.Context, by store.By, op access.Op, id skill.BodyID, ground string, fn func(*store.Tx, skill.Body) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		if err := lockPlans(ctx, tx, id); err != nil {
			return err
		}
		return onBody(ctx, tx, op, id, grounded(ground, fn))
	})
}

func lockPlans(ctx context.Context, tx *store.Tx, id skill.BodyID) error {
	_, err := store.List(ctx, tx.Locked(), store.UnderWay{Body: id}, store.Everything)
	return err
}

// withdraw takes a body off the register, for the ground that it carries, and
// its plans out of its hands.
func withdraw(ctx context.Context, tx *store.Tx, b skill.Body, cause skill.HandoverCause) (skill.Body, error) {
	move, err := b.Withdraw(b.Ground)
	if err != nil {
		return b, err
	}
	if b, err = store.MoveOne(ctx, tx, b, move); err != nil {
		return b, err
	}
	return b, handOver(ctx, tx, b, cause)
}

// handOver puts every plan of a body that is under way into the centre's hands
// (移交), unless it is there already.
func handOver(ctx context.Context, tx *store.Tx, b skill.Body, cause skill.HandoverCause) error {
	plans, err := store.List(ctx, tx, store.UnderWay{Body: b.ID}, store.Everything)
	if err != nil {
		return err
	}
	held, err := inHand(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	var moves []store.Moved[skill.Handover]
	for _, p := range plans {
		if slices.ContainsFunc(held, func(h skill.Handover) bool { return h.Plan == p.ID }) {
			continue
		}
		h := skill.Handover{
			ID: skill.HandoverID(tx.NewID()), Body: b.ID, Plan: p.ID, Path: p.Path, Cause: cause, From: tx.Today(),
		}
		move, err := h.HandOver()
		if err != nil {
			return err
		}
		moves = append(moves, store.Moved[skill.Handover]{Row: h, Move: move})
	}
	return all(store.Move(ctx, tx, moves))
}

func inHand(ctx context.Context, tx *store.Tx, id skill.BodyID) ([]skill.Handover, error) {
	return store.List(ctx, tx.Locked(), store.Handovers{Body: id, Status: store.InHand()}, store.Everything)
}

// Expire hands the plans under way of bodies whose filing is over to the centre,
// and returns how many bodies they were. It is for the program, and may run at
// any time: from the day itself the body can do nothing, whether this has run or
// not. A renewal gives the plans back.
func (d *Desk) Expire(ctx context.Context, by store.By) (n int, err error) {
	defer skill.Wrap(&err, "hand over the plans of filings that are over")
	over, err := store.List(ctx, d.Store.Unscoped(), store.Lapsed{On: day.Of(d.Store.Now())}, store.Everything)
	for _, b := range over {
		if err == nil {
			err = d.expire(ctx, by, b.ID)
			n++
		}
	}
	return n, err
}

func (d *Desk) expire(ctx context.Context, by store.By, id skill.BodyID) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		if err := lockPlans(ctx, tx, id); err != nil {
			return err
		}
		return onBody(ctx, tx, "expire-filing", id, func(tx *store.Tx, b skill.Body) error {
			if b.Status != skill.FilingFiled || !b.Over(tx.Today()) {
				return nil // renewed or ended meanwhile
			}
			return handOver(ctx, tx, b, skill.CauseExpired)
		})
	})
}

// giveBack returns to a body what it may go on with again, whatever it was
// permitted: everything when it is restored, what was taken for one cause when
// only that has gone.
func giveBack(ctx context.Context, tx *store.Tx, id skill.BodyID, causes ...skill.HandoverCause) error {
	held, err := inHand(ctx, tx, id)
	if err != nil {
		return err
	}
	held = slices.DeleteFunc(held, func(h skill.Handover) bool { return len(causes) > 0 && !slices.Contains(causes, h.Cause) })
	moves := make([]store.Moved[skill.Handover], len(held))
	for i, h := range held {
		h.Decider = tx.By.Actor.Person
		moves[i].Row = h
		if moves[i].Move, err = h.Return(); err != nil {
			return err
		}
	}
	return all(store.Move(ctx, tx, moves))
}

// all refuses a batch of Moves of which any was lost.
func all(lost []string, err error) error {
	if err == nil && len(lost) > 0 {
		err = skill.Fail(skill.Conflict, "row.changed")
	}
	return err
}

// A Permit says until when a body may finish a plan that was handed over.
type Permit struct {
	Until  day.Date // the last day, itself included
	Ground string
}

// Permit lets the body finish a plan under the centre's supervision until a day
// (监督完成): enter marks, settle, publicise and report. It may be given again, for
// another day. Nothing is issued by it.
func (d *Desk) Permit(ctx context.Context, by store.By, id skill.HandoverID, p Permit) (h skill.Handover, err error) {
	defer skill.Wrap(&err, "permit handover %s", id)
	err = d.onHandover(ctx, by, "permit-handover", id, func(tx *store.Tx, now skill.Handover, plan skill.Plan) error {
		now.Until, now.Ground = p.Until, skill.Clean(p.Ground)
		move, err := now.Permit(plan, tx.Today())
		if err != nil {
			return err
		}
		h, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return h, err
}

// CallOff ends a plan that was handed over (取消该批次): its sittings that are due
// are dropped and its candidates told. Once a result of it went up the chain it
// can only be finished.
func (d *Desk) CallOff(ctx context.Context, by store.By, id skill.HandoverID, ground string) (h skill.Handover, err error) {
	defer skill.Wrap(&err, "call off handover %s", id)
	err = d.onHandover(ctx, by, "call-off-handover", id, func(tx *store.Tx, now skill.Handover, plan skill.Plan) error {
		now.Ground = skill.Clean(ground)
		move, err := now.CallOff()
		if err != nil {
			return err
		}
		if err := callOff(ctx, tx, plan, now.Ground); err != nil {
			return err
		}
		h, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return h, err
}

// onHandover runs a decision on a handover whose plan is locked too.
func (d *Desk) onHandover(ctx context.Context, by store.By, op access.Op, id skill.HandoverID, fn func(*store.Tx, skill.Handover, skill.Plan) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		first, err := tx.Handover(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, first.Path); err != nil {
			return err
		}
		plan, err := tx.Locked().Plan(ctx, first.Plan)
		if err != nil {
			return err
		}
		now, err := tx.Locked().Handover(ctx, id)
		if err != nil {
			return err
		}
		now.Decider = by.Actor.Person
		return fn(tx, now, plan)
	})
}

func callOff(ctx context.Context, tx *store.Tx, p skill.Plan, ground string) error {
	up, err := store.Count(ctx, tx, store.Results{Plan: p.ID, Status: []skill.ResultStatus{skill.ResultReported, skill.ResultConfirmed}})
	switch {
	case err != nil:
		return err
	case up > 0:
		return skill.Fail(skill.Unmet, "handover.has_results", "count", strconv.Itoa(up))
	}
	p.Ground = ground
	move, err := p.CallOff(ground)
	if err != nil {
		return err
	}
	if _, err := store.MoveOne(ctx, tx, p, move); err != nil {
		return err
	}
	if err := dropSittings(ctx, tx, p.ID, ground); err != nil {
		return err
	}
	return tellCandidates(ctx, tx, p.ID)
}

func dropSittings(ctx context.Context, tx *store.Tx, id skill.PlanID, ground string) error {
	due, err := store.List(ctx, tx.Locked(), store.Sittings{Plan: id, Status: []skill.SittingStatus{skill.SittingDue}}, store.Everything)
	if err != nil {
		return err
	}
	drops := make([]store.Moved[skill.Sitting], len(due))
	for i, s := range due {
		drops[i].Row = s
		if drops[i].Move, err = s.Drop(ground); err != nil {
			return err
		}
	}
	return all(store.Move(ctx, tx, drops))
}

// tellCandidates posts a letter to everybody on the list who left a telephone.
func tellCandidates(ctx context.Context, tx *store.Tx, id skill.PlanID) error {
	listed, err := store.List(ctx, tx, store.Applications{
		Plan: id, Status: []skill.ApplicationStatus{
			skill.ApplicationDraft, skill.ApplicationEntered, skill.ApplicationReturned, skill.ApplicationPassed, skill.ApplicationAccepted,
		},
	}, store.Everything)
	if err != nil {
		return err
	}
	ids := make([]skill.PersonID, len(listed))
	for i, a := range listed {
		ids[i] = a.Person
	}
	people, err := store.List(ctx, tx, store.Persons{IDs: ids}, store.Everything)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Phone.IsZero() {
			continue
		}
		_, err := tx.Post(ctx, store.Letter{Kind: skill.LetterCalledOff, Channel: skill.BySMS, Lang: "zh", Person: p.ID, About: string(id)})
		if err != nil {
			return err
		}
	}
	return nil
}
