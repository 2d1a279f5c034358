package examination

import (
	"context"
	"slices"

	"assay/rule/seating"
	"assay/skill"
	"assay/store"
)

// A Moved is somebody who lost a seat, and the one that they have now.
type Moved struct{ From, To skill.Seat }

// Reseat gives new seats to those alone whose place can no longer be used, because
// a room was changed, closed or given back, and says who they are. Nobody else is
// moved, and tickets keep their numbers and codes. When somebody cannot be seated
// nothing is written, and the refusal says what is short.
func (d *Desk) Reseat(ctx context.Context, by store.By, plan skill.PlanID) (out []Moved, err error) {
	defer skill.Wrap(&err, "reseat plan %s", plan)
	err = d.change(ctx, by, "reseat", plan, func(tx *store.Tx, p skill.Plan) error {
		out = nil
		h, err := d.house(ctx, tx, p)
		if err != nil {
			return err
		}
		lost := h.lose()
		if len(lost) == 0 {
			return skill.Fail(skill.WrongState, "seating.nobody_lost")
		}
		if err := h.again(ctx, tx); err != nil {
			return err
		}
		if err := giveUp(ctx, tx, slices.Clone(lost)); err != nil {
			return err
		}
		out, err = h.move(ctx, tx, lost)
		return err
	})
	return out, err
}

// lose takes those out of the kept seats whose place is no longer there.
func (h *house) lose() (lost []skill.Seat) {
	h.kept = slices.DeleteFunc(h.kept, func(s skill.Seat) bool {
		r, open := h.rooms[s.Room]
		takes := open && slices.ContainsFunc(h.in.Rooms, func(g seating.Room) bool {
			return g.ID == string(r.ID) && slices.Contains(g.Sessions, string(s.Session))
		})
		if takes && slices.Contains(r.Places(), s.Place) && (r.Accessible || !s.Access) {
			return false
		}
		lost = append(lost, s)
		return true
	})
	h.asGiven(lost)
	h.onlySeated(lost)
	return lost
}

// onlySeated leaves those out who were never seated: they are for the next
// seating.
func (h *house) onlySeated(lost []skill.Seat) {
	seated := seatsOf(slices.Concat(h.kept, lost))
	h.in.Candidates = slices.DeleteFunc(h.in.Candidates, func(c seating.Candidate) bool { return seated[c.ID] == nil })
}

// again reads by which rules they were seated.
func (h *house) again(ctx context.Context, tx *store.Tx) error {
	all, err := store.List(ctx, tx, store.Seatings{Plan: h.plan.ID, Status: []skill.SeatingStatus{skill.SeatingDrawn, skill.SeatingIssued}}, store.Everything)
	if err != nil || len(all) == 0 {
		return err
	}
	was, err := seating.ReadInstance([]byte(all[len(all)-1].Instance))
	if err != nil {
		return err
	}
	h.in.Rules.Neighbourhood, h.in.Rules.Apart = was.Rules.Neighbourhood, was.Rules.Apart
	if len(h.in.Rooms) == 0 {
		return skill.Fail(skill.WrongState, "seating.no_rooms")
	}
	return nil
}

// move seats those who lost a seat, under the seating that they were seated by.
func (h *house) move(ctx context.Context, tx *store.Tx, lost []skill.Seat) (out []Moved, err error) {
	seed, err := seedOf("", tx)
	if err != nil {
		return nil, err
	}
	a, err := h.seat(seed)
	if err != nil {
		return nil, err
	}
	now, err := h.write(ctx, tx, lost[0].Seating, a)
	if err != nil {
		return nil, err
	}
	to := seatsOf(now)
	for _, from := range lost {
		out = append(out, Moved{from, *to[string(from.Sitting)]})
	}
	return out, nil
}
