package examination

import (
	"context"
	"slices"
	"strings"

	"assay/rule/access"
	"assay/rule/seating"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A RoomAsked is a room in one session, or every room of it that is used.
type RoomAsked struct {
	Session skill.SessionID
	Room    skill.RoomID // empty: all of them
}

// A SeatedRoom is a room (考场) in one session with everybody who sits there: what
// its papers say.
type SeatedRoom struct {
	Venue
	Session  skill.Session
	Room     skill.Room
	Watchers int // 监考: how many it needs
	Sits     []Sitter
}

// A Sitter is who sits on a seat.
type Sitter struct {
	Seat   skill.Seat
	Ticket string // its number; empty: none was given out
	Person skill.Person
}

// DoorList is what the list for the door (门贴) of rooms says.
func (d *Desk) DoorList(ctx context.Context, viewer skill.Actor, q RoomAsked) ([]SeatedRoom, error) {
	return d.seatedRooms(ctx, viewer, "get-door-list", q)
}

// SeatMap is what the map of rooms (座位图) says.
func (d *Desk) SeatMap(ctx context.Context, viewer skill.Actor, q RoomAsked) ([]SeatedRoom, error) {
	return d.seatedRooms(ctx, viewer, "get-seat-map", q)
}

// SeatLabels is what the labels on the desks (桌贴) of rooms say.
func (d *Desk) SeatLabels(ctx context.Context, viewer skill.Actor, q RoomAsked) ([]SeatedRoom, error) {
	return d.seatedRooms(ctx, viewer, "get-seat-labels", q)
}

// seatedRooms reads who sits in the rooms of a session by a seating whose tickets
// are out; before, WrongState seating.not_issued. A room that the session does not
// take is NotFound.
func (d *Desk) seatedRooms(ctx context.Context, viewer skill.Actor, op access.Op, q RoomAsked) (out []SeatedRoom, err error) {
	defer skill.Wrap(&err, "papers of session %s", q.Session)
	seer, err := access.Viewer(viewer, op)
	if err != nil {
		return nil, err
	}
	s, err := d.Store.As(seer).Session(ctx, q.Session)
	if err != nil {
		return nil, err
	}
	from := d.Store.Unscoped()
	seats, err := store.List(ctx, from, store.Seats{Session: s.ID, Issued: true}, store.Everything)
	if err != nil {
		return nil, err
	}
	if len(seats) == 0 {
		return nil, skill.Fail(skill.WrongState, "seating.not_issued")
	}
	v, err := venue(ctx, from, s.Plan)
	if err != nil {
		return nil, err
	}
	rooms, err := roomsAsked(ctx, from, q, seats)
	if err != nil {
		return nil, err
	}
	per, err := d.watchers(day.Of(d.Store.Now()))
	if err != nil {
		return nil, err
	}
	sitters, err := d.sitters(ctx, seats)
	if err != nil {
		return nil, err
	}
	for _, id := range rooms {
		out = append(out, inRoom(SeatedRoom{Venue: v, Session: s, Room: v.rooms[id]}, sitters, per))
	}
	slices.SortFunc(out, func(a, b SeatedRoom) int { return strings.Compare(a.Room.Name, b.Room.Name) })
	return out, nil
}

// inRoom takes those of a session who sit in the room.
func inRoom(r SeatedRoom, all []Sitter, per seating.Invigilators) SeatedRoom {
	for _, s := range all {
		if s.Seat.Room == r.Room.ID {
			r.Sits = append(r.Sits, s)
		}
	}
	if len(r.Sits) > 0 {
		r.Watchers = per.For(len(r.Sits))
	}
	return r
}

// roomsAsked are the rooms of seats, or the one that is asked for when the session
// takes it or somebody sits there.
func roomsAsked(ctx context.Context, from store.Reader, q RoomAsked, seats []skill.Seat) (out []skill.RoomID, err error) {
	for _, s := range seats {
		if !slices.Contains(out, s.Room) {
			out = append(out, s.Room)
		}
	}
	if q.Room == "" || slices.Contains(out, q.Room) {
		if q.Room != "" {
			out = []skill.RoomID{q.Room}
		}
		return out, nil
	}
	taken, err := store.Count(ctx, from, store.SessionRooms{Session: q.Session, Room: q.Room})
	if err == nil && taken == 0 {
		err = skill.Fail(skill.NotFound, "room.not_found")
	}
	return []skill.RoomID{q.Room}, err
}

// sitters are who has the seats, with the number of their ticket.
func (d *Desk) sitters(ctx context.Context, seats []skill.Seat) ([]Sitter, error) {
	from := d.Store.Unscoped()
	ids := make([]skill.ApplicationID, len(seats))
	for i, s := range seats {
		ids[i] = s.Application
	}
	applications, err := store.List(ctx, from, store.Applications{IDs: ids}, store.Everything)
	if err != nil {
		return nil, err
	}
	people, err := byID(ctx, from, applications)
	if err != nil {
		return nil, err
	}
	tickets, err := store.List(ctx, from, store.Tickets{Plan: seats[0].Plan}, store.Everything)
	if err != nil {
		return nil, err
	}
	holder, number := map[skill.ApplicationID]skill.Person{}, map[skill.ApplicationID]string{}
	for _, a := range applications {
		holder[a.ID] = people[a.Person]
	}
	for _, t := range tickets {
		number[t.Application] = t.Number
	}
	out := make([]Sitter, len(seats))
	for i, s := range seats {
		out[i] = Sitter{s, number[s.Application], holder[s.Application]}
	}
	return out, nil
}
