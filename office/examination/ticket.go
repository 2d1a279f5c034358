package examination

import (
	"context"
	"slices"
	"strings"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A Venue is which batch of which body is examined, in which sessions and rooms.
type Venue struct {
	Plan     skill.Plan
	Body     skill.Body
	Site     skill.Site
	sessions map[skill.SessionID]skill.Session
	rooms    map[skill.RoomID]skill.Room
}

// venue reads a plan with its sessions, and the rooms of its site.
func venue(ctx context.Context, from store.Reader, id skill.PlanID) (v Venue, err error) {
	if v.Plan, err = from.Plan(ctx, id); err != nil {
		return v, err
	}
	if v.Body, err = from.Body(ctx, v.Plan.Body); err != nil {
		return v, err
	}
	if v.Site, err = from.Site(ctx, v.Plan.Site); err != nil {
		return v, err
	}
	sessions, err := store.List(ctx, from, store.Sessions{Plan: id}, store.Everything)
	if err != nil {
		return v, err
	}
	rooms, err := store.List(ctx, from, store.Rooms{Site: v.Plan.Site}, store.Everything)
	v.sessions, v.rooms = map[skill.SessionID]skill.Session{}, map[skill.RoomID]skill.Room{}
	for _, s := range sessions {
		v.sessions[s.ID] = s
	}
	for _, r := range rooms {
		v.rooms[r.ID] = r
	}
	return v, err
}

// A Called is everything that a ticket (准考证) says: who is called, to which
// batch, and where they sit in each session.
type Called struct {
	Venue
	Ticket skill.Ticket
	Code   string // for check-in
	Person skill.Person
	Photo  skill.FileHash // empty: there is none
	Places []Placed
}

// A Placed is one seat with its session and room.
type Placed struct {
	Seat    skill.Seat
	Session skill.Session
	Room    skill.Room
}

// Ticket is the ticket of an application, for its candidate and for the body that
// gives it out. Before it was given out there is none: WrongState ticket.not_yet;
// whoever has left the list has none any more: ticket.left.
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
	t, err := store.One(ctx, from, store.Tickets{Application: id})
	switch {
	case skill.CodeOf(err) == skill.NotFound:
		return c, skill.Fail(skill.WrongState, "ticket.not_yet")
	case err != nil:
		return c, err
	case a.Status != skill.ApplicationAccepted:
		return c, skill.Fail(skill.WrongState, "ticket.left")
	}
	v, err := venue(ctx, from, a.Plan)
	if err != nil {
		return c, err
	}
	out, err := d.called(ctx, v, []skill.Ticket{t}, []skill.Application{a})
	if err != nil {
		return c, err
	}
	return out[0], nil
}

// Tickets are the tickets of a whole plan in the order of their numbers, for the
// body that gives them out: of everybody who is still on its list. Where none was
// given out it is refused: WrongState ticket.none_yet.
func (d *Desk) Tickets(ctx context.Context, viewer skill.Actor, id skill.PlanID) (out []Called, err error) {
	defer skill.Wrap(&err, "tickets of plan %s", id)
	seer, err := access.Viewer(viewer, "get-tickets")
	if err != nil {
		return nil, err
	}
	if _, err := d.Store.As(seer).Plan(ctx, id); err != nil {
		return nil, err
	}
	from := d.Store.Unscoped()
	v, err := venue(ctx, from, id)
	if err != nil {
		return nil, err
	}
	f := store.Applications{Plan: id, Status: []skill.ApplicationStatus{skill.ApplicationAccepted}, MayProcess: true}
	accepted, err := store.List(ctx, from, f, store.Everything)
	if err != nil {
		return nil, err
	}
	tickets, err := store.List(ctx, from, store.Tickets{Plan: id}, store.Everything)
	if err != nil {
		return nil, err
	}
	if out, err = d.called(ctx, v, tickets, accepted); err == nil && len(out) == 0 {
		err = skill.Fail(skill.WrongState, "ticket.none_yet")
	}
	return out, err
}

// called puts the tickets of applications together with who holds them and where
// they sit, by the number of the ticket.
func (d *Desk) called(ctx context.Context, v Venue, tickets []skill.Ticket, of []skill.Application) (out []Called, err error) {
	from := d.Store.Unscoped()
	people, err := byID(ctx, from, of)
	if err != nil {
		return nil, err
	}
	seats := store.Seats{Plan: v.Plan.ID, Issued: true}
	if len(of) == 1 {
		seats.Application = of[0].ID
	}
	all, err := store.List(ctx, from, seats, store.Everything)
	if err != nil {
		return nil, err
	}
	given := make(map[skill.ApplicationID]skill.Ticket, len(tickets))
	for _, t := range tickets {
		given[t.Application] = t
	}
	places := v.placed(all)
	for _, a := range of {
		t, ok := given[a.ID]
		if !ok || len(places[a.ID]) == 0 { // owes a fee, or is called to nothing that is to come
			continue
		}
		out = append(out, Called{Venue: v, Ticket: t, Code: d.Store.TicketCode(t.ID), Person: people[a.Person], Photo: a.Photo, Places: places[a.ID]})
	}
	slices.SortFunc(out, func(a, b Called) int { return strings.Compare(a.Ticket.Number, b.Ticket.Number) })
	return out, nil
}

// placed are seats by whose they are, in the order of their sessions.
func (v *Venue) placed(all []skill.Seat) map[skill.ApplicationID][]Placed {
	out := map[skill.ApplicationID][]Placed{}
	for _, s := range all {
		out[s.Application] = append(out[s.Application], Placed{s, v.sessions[s.Session], v.rooms[s.Room]})
	}
	for _, places := range out {
		slices.SortFunc(places, func(a, b Placed) int { return a.Session.Starts.Compare(b.Session.Starts) })
	}
	return out
}

// byID are the people of applications.
func byID(ctx context.Context, from store.Reader, of []skill.Application) (map[skill.PersonID]skill.Person, error) {
	all, err := store.List(ctx, from, store.Persons{IDs: people(of)}, store.Everything)
	out := map[skill.PersonID]skill.Person{}
	for _, p := range all {
		out[p.ID] = p
	}
	return out, err
}
