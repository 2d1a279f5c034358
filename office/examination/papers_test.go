package examination_test

import (
	"testing"
	"time"

	"assay/office/admission"
	"assay/office/examination"
	"assay/skill"
	"assay/store"
)

// Papers of a room say who sits there once tickets are out: of every room that is
// used, or of one. They are the clerk's; the centre and the reviewer have no part
// in them.
func TestPapersOfRooms(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		first, second := c.room("第一考场"), c.room("第二考场")
		first.Rows, second.Rows = 3, 3
		theory, rooms, all := c.started(30, first, second)
		c.start()
		s, err := c.desk.DrawSeats(ctx, c.by(clerk), examination.SeatingWish{Plan: c.Plan.ID})
		c.must(s, err)
		asked := examination.RoomAsked{Session: theory.ID}
		_, err = c.desk.DoorList(ctx, c.Actor(clerk), asked)
		c.refused("seating.not_issued", err)
		_, err = c.desk.Tickets(ctx, c.Actor(clerk), c.Plan.ID)
		c.refused("ticket.none_yet", err)
		c.must(c.desk.IssueTickets(ctx, c.by(clerk), s.ID))
		for _, other := range []int{reviewer, centreReviewer} {
			_, err = c.desk.DoorList(ctx, c.Actor(other), asked)
			c.refused("actor.denied", err)
			_, err = c.desk.Tickets(ctx, c.Actor(other), c.Plan.ID)
			c.refused("actor.denied", err)
		}
		both, err := c.desk.DoorList(ctx, c.Actor(clerk), asked)
		c.must(both, err)
		if len(both) != 2 || both[0].Room.Name != "第一考场" || len(both[0].Sits)+len(both[1].Sits) != 30 || both[0].Watchers != 2 {
			t.Errorf("%d rooms, %s with %d and %d", len(both), both[0].Room.Name, len(both[0].Sits), both[0].Watchers)
		}
		for _, r := range both {
			for _, x := range r.Sits {
				if x.Seat.Room != r.Room.ID || x.Person.Name == "" || x.Ticket == "" {
					t.Errorf("%+v in %s", x, r.Room.Name)
				}
			}
		}
		asked.Room = rooms[1].ID
		one, err := c.desk.SeatMap(ctx, c.Actor(clerk), asked)
		c.must(one, err)
		if len(one) != 1 || one[0].Room.ID != rooms[1].ID {
			t.Errorf("asked for one: %d", len(one))
		}
		asked.Room = "x"
		_, err = c.desk.SeatLabels(ctx, c.Actor(clerk), asked)
		c.refused("room.not_found", err)
		_, err = c.desk.SeatLabels(ctx, c.Actor(clerk), examination.RoomAsked{Session: "x"})
		c.refused("session.not_found", err)
		tickets, err := c.desk.Tickets(ctx, c.Actor(clerk), c.Plan.ID)
		c.must(tickets, err)
		if len(tickets) != 30 || tickets[0].Ticket.Number != "2611200001" || len(tickets[29].Places) != 2 || tickets[3].Person.Name == "" {
			t.Errorf("%d tickets", len(tickets))
		}
		c.leaves(theory, all)
	})
}

// leaves has somebody leave whose ticket is out: it admits nobody any more, the
// seat is free, and nobody waits for them.
func (c *centre) leaves(theory skill.Session, all []skill.Application) {
	c.t.Helper()
	ctx := c.t.Context()
	ticket, err := store.One(ctx, c.s.Unscoped(), store.Tickets{Application: all[0].ID})
	c.must(ticket, err)
	seat := c.seats(store.Seats{Application: all[0].ID, Session: theory.ID})[0]
	desk := &admission.Desk{Store: c.s}
	c.must(desk.Withdraw(ctx, c.by(clerk), all[0].ID, "本人放弃"))
	if left := c.seats(store.Seats{Application: all[0].ID}); len(left) != 0 {
		c.t.Errorf("%d seats are kept for somebody who left", len(left))
	}
	_, err = c.desk.Ticket(ctx, c.Actor(clerk), all[0].ID)
	c.refused("ticket.left", err)
	tickets, err := c.desk.Tickets(ctx, c.Actor(clerk), c.Plan.ID)
	if c.must(tickets, err); len(tickets) != len(all)-1 {
		c.t.Errorf("%d tickets after somebody left", len(tickets))
	}
	_, err = c.desk.DrawSeats(ctx, c.by(clerk), examination.SeatingWish{Plan: c.Plan.ID})
	c.refused("seating.nobody", err)
	c.clock.Set(theory.Starts.Add(-10 * time.Minute))
	_, err = c.desk.CheckIn(ctx, c.by(clerk), theory.ID, examination.Scan{Way: skill.ByCode, Code: c.s.TicketCode(ticket.ID), Device: "门口一"})
	c.refused("check_in.left", err)
	_, err = c.desk.CheckIn(ctx, c.by(clerk), theory.ID, examination.Scan{Way: skill.ByList, Seat: seat.ID, Device: "门口一"})
	c.refused("check_in.unknown_seat", err)
	absent, err := c.desk.Absentees(ctx, c.Actor(clerk), theory.ID, theory.Ends)
	if c.must(absent, err); len(absent) != len(all)-1 {
		c.t.Errorf("%d absentees, want %d", len(absent), len(all)-1)
	}
}

// Where no session takes a room there is nothing to seat in: said before anything
// is drawn, and of those who lost their room too.
func TestSeatsNeedRooms(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		c.Enter(t, c.s, 0, 2)
		for i, part := range []skill.Part{skill.Theory, skill.Operation} {
			s := c.session(part, 1)
			s.Starts, s.Ends = s.Starts.Add(time.Duration(24*i)*time.Hour), s.Ends.Add(time.Duration(24*i)*time.Hour)
			c.must(c.desk.Hold(ctx, c.by(clerk), s))
		}
		c.start()
		_, err := c.desk.DrawSeats(ctx, c.by(clerk), examination.SeatingWish{Plan: c.Plan.ID})
		c.refused("seating.no_rooms", err)
	})
}
