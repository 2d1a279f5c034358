package examination

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"strconv"

	"assay/rule/seating"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A SeatingWish is how a body wants its candidates seated.
type SeatingWish struct {
	Plan          skill.PlanID
	Neighbourhood seating.Neighbourhood // who counts as a neighbour; row when empty
	Apart         []seating.Apart       // what neighbours should not share
	Papers        int                   // 试卷: dealt out evenly, A, B …; 0 and 1 are one for all
	Access        []skill.ApplicationID // who needs a seat in an accessible room
	Seed          string                // drawn when empty
}

// mostPapers is how many versions of a paper are told apart by a letter.
const mostPapers = 26

// DrawSeats seats everybody who is called to a session of the plan that is to come
// and has no ticket (编排座位). A seating that was drawn before is replaced. When
// somebody cannot be seated nothing is written, and the refusal says what is
// short by how much.
func (d *Desk) DrawSeats(ctx context.Context, by store.By, w SeatingWish) (out skill.Seating, err error) {
	defer skill.Wrap(&err, "draw the seats of plan %s", w.Plan)
	err = d.change(ctx, by, "draw-seats", w.Plan, func(tx *store.Tx, p skill.Plan) error {
		if p.Status != skill.PlanRunning {
			return skill.Fail(skill.WrongState, "seating.not_started")
		}
		seed, err := seedOf(w.Seed, tx)
		if err != nil {
			return err
		}
		if err := putAside(ctx, tx, p.ID); err != nil {
			return err
		}
		h, err := d.house(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := h.wish(w); err != nil {
			return err
		}
		if len(h.waiting()) == 0 {
			return skill.Fail(skill.WrongState, "seating.nobody")
		}
		out, err = h.draw(ctx, tx, seed)
		return err
	})
	return out, err
}

// seedOf is the seed that was asked for, or one that is drawn.
func seedOf(asked string, tx *store.Tx) (uint64, error) {
	if asked == "" {
		sum := sha256.Sum256([]byte(tx.NewID()))
		return binary.BigEndian.Uint64(sum[:8]), nil
	}
	seed, err := strconv.ParseUint(asked, 10, 64)
	if err != nil {
		return 0, skill.FailField("seed", "seating.seed")
	}
	return seed, nil
}

// putAside gives up a seating that was drawn and by which no ticket was given out.
func putAside(ctx context.Context, tx *store.Tx, plan skill.PlanID) error {
	old, err := store.One(ctx, tx.Locked(), store.Seatings{Plan: plan, Status: []skill.SeatingStatus{skill.SeatingDrawn}})
	if skill.CodeOf(err) == skill.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	seats, err := store.List(ctx, tx, store.Seats{Seating: old.ID}, store.Everything)
	if err != nil {
		return err
	}
	if err := giveUp(ctx, tx, seats); err != nil {
		return err
	}
	move, err := old.Replace()
	if err != nil {
		return err
	}
	_, err = store.MoveOne(ctx, tx, old, move)
	return err
}

// giveUp frees seats; their places can be given again.
func giveUp(ctx context.Context, tx *store.Tx, seats []skill.Seat) error {
	if len(seats) == 0 {
		return nil
	}
	rows := make([]*skill.Seat, len(seats))
	for i := range seats {
		seats[i].Gone = true
		rows[i] = &seats[i]
	}
	return store.Change(ctx, tx, "give-up", rows...)
}

// IssueTickets gives tickets out (发放准考证) by a seating: one for each candidate
// who has none yet and owes nothing; asked again, for those who have settled their
// fee since. From the first time on nobody is moved but who loses a seat.
func (d *Desk) IssueTickets(ctx context.Context, by store.By, id skill.SeatingID) (out skill.Seating, err error) {
	defer skill.Wrap(&err, "issue the tickets of seating %s", id)
	first, err := d.Store.Unscoped().Seating(ctx, id)
	if err != nil {
		return out, err
	}
	err = d.change(ctx, by, "issue-tickets", first.Plan, func(tx *store.Tx, p skill.Plan) error {
		now, err := tx.Locked().Seating(ctx, id)
		if err != nil {
			return err
		}
		made, err := number(ctx, tx, p, id)
		if err != nil {
			return err
		}
		if out = now; now.Status == skill.SeatingIssued && made > 0 {
			return nil // for those who have settled their fee since
		}
		move, err := now.Issue()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// number makes the tickets: the day of issue and a serial within the plan. It says
// how many it made.
func number(ctx context.Context, tx *store.Tx, p skill.Plan, id skill.SeatingID) (int, error) {
	seats, err := store.List(ctx, tx, store.Seats{Seating: id}, store.Everything)
	if err != nil {
		return 0, err
	}
	out, err := store.List(ctx, tx, store.Tickets{Plan: p.ID}, store.Everything)
	if err != nil {
		return 0, err
	}
	has := map[skill.ApplicationID]bool{}
	for _, t := range out {
		has[t.Application] = true
	}
	fees, err := store.List(ctx, tx, store.Fees{Plan: p.ID}, store.Everything)
	if err != nil {
		return 0, err
	}
	owed := map[skill.ApplicationID][]skill.Fee{}
	for _, f := range fees {
		owed[f.Application] = append(owed[f.Application], f)
	}
	var rows []*skill.Ticket
	for _, s := range seats {
		if has[s.Application] || skill.Settled(owed[s.Application]) != nil {
			continue
		}
		has[s.Application] = true
		serial := strconv.Itoa(10000 + len(out) + len(rows) + 1)[1:]
		rows = append(rows, &skill.Ticket{ID: skill.TicketID(tx.NewID()), Plan: p.ID, Path: p.Path, Application: s.Application,
			Number: day.Of(tx.Now).Time().Format("060102") + serial})
	}
	if len(rows) == 0 {
		return 0, nil
	}
	return len(rows), store.Add(ctx, tx, rows...)
}
