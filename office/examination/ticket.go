package examination

import (
	"context"
	"slices"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A Called is everything that a ticket (准考证) says: who is called, to which
// batch, and where they sit in each session.
type Called struct {
	Ticket skill.Ticket
	Code   string // for check-in
	Person skill.Person
	Photo  skill.FileHash // empty: there is none
	Plan   skill.Plan
	Body   skill.Body
	Site   skill.Site
	Places []Placed
}

// A Placed is one seat with its session and room.
type Placed struct {
	Seat    skill.Seat
	Session skill.Session
	Room    skill.Room
}

// Ticket is the ticket of an application, for its candidate and for the body that
// gives it out. Before it was given out there is none: WrongState ticket.not_yet.
func (d *Desk) Ticket(ctx context.Context, viewer skill.Actor, id skill.ApplicationID) (c Called, err error) {
	defer skill.Wrap(&err, "ticket of application %s", id)
	seer, err := access.Viewer(viewer, "get-ticket")
	if err != nil {
		return c, err
	}
	a, err := d.Store.As(seer).Application(ctx, id)
	if err != nil {
		return c, err
	}
	from := d.Store.Unscoped()
	c.Ticket, err = store.One(ctx, from, store.Tickets{Application: id})
	if skill.CodeOf(err) == skill.NotFound {
		err = skill.Fail(skill.WrongState, "ticket.not_yet")
	}
	if err != nil {
		return c, err
	}
	c.Code, c.Photo = d.Store.TicketCode(c.Ticket.ID), a.Photo
	if c.Person, err = from.Person(ctx, a.Person); err != nil {
		return c, err
	}
	if c.Plan, err = from.Plan(ctx, a.Plan); err != nil {
		return c, err
	}
	if c.Body, err = from.Body(ctx, c.Plan.Body); err != nil {
		return c, err
	}
	if c.Site, err = from.Site(ctx, c.Plan.Site); err != nil {
		return c, err
	}
	c.Places, err = placesOf(ctx, from, id)
	return c, err
}

// placesOf are the seats of an application that stand, by the time of their
// sessions.
func placesOf(ctx context.Context, from store.Reader, id skill.ApplicationID) (out []Placed, err error) {
	seats, err := store.List(ctx, from, store.Seats{Application: id, Issued: true}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, s := range seats {
		if s.Gone {
			continue
		}
		p := Placed{Seat: s}
		if p.Session, err = from.Session(ctx, s.Session); err != nil {
			return nil, err
		}
		if p.Room, err = from.Room(ctx, s.Room); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Placed) int { return a.Session.Starts.Compare(b.Session.Starts) })
	return out, nil
}
