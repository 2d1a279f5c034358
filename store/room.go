package store

import (
	"context"
	"encoding/json"
	"time"

	"assay/skill"
)

var (
	rooms        = define("room", roomFields, onPath)
	sessionRooms = define("session_room", sessionRoomFields, onPath)
)

func roomFields(f *fields, r *skill.Room) {
	key(f, &r.ID)
	text(f, "=site_id", &r.Site)
	text(f, "=body_id", &r.Body)
	text(f, "=path", &r.Path)
	readable(f, "name", &r.Name)
	text(f, "kind", &r.Kind)
	integer(f, "seat_rows", &r.Rows)
	integer(f, "seat_cols", &r.Cols)
	inside(f, "broken", &r.Broken)
	inside(f, "machines", &r.Machines)
	boolean(f, "accessible", &r.Accessible)
	inside(f, "hours", &r.Hours)
	inside(f, "closures", &r.Closures)
	readable(f, "ground", &r.Ground)
	state(f, &r.Status, &r.StatusAt)
	version(f, &r.Version)
}

func sessionRoomFields(f *fields, r *skill.SessionRoom) {
	key(f, &r.ID)
	text(f, "=session_id", &r.Session)
	text(f, "=room_id", &r.Room)
	text(f, "=plan_id", &r.Plan)
	text(f, "=path", &r.Path)
	boolean(f, "released", &r.Released)
	version(f, &r.Version)
}

// inside is a list of values that belong to the row alone, kept as JSON; none is
// stored as nothing. A person's number in it is refused, as readable does.
func inside[T any](f *fields, name string, v *[]T) {
	all := ""
	if f.mode == writing && len(*v) > 0 {
		b, err := json.Marshal(*v)
		if err != nil {
			f.fail(err)
		}
		all = string(b)
	}
	readable(f, name, &all)
	if f.mode != reading {
		return
	}
	*v = nil
	if all != "" && json.Unmarshal([]byte(all), v) != nil {
		f.fail(skill.Fail(skill.Internal, "store.unreadable", "table", f.table, "column", name))
	}
}

// Room reads one room.
func (r Reader) Room(ctx context.Context, id skill.RoomID) (skill.Room, error) {
	return get[skill.Room](ctx, r, id)
}

// SessionRoom reads a room that a session takes.
func (r Reader) SessionRoom(ctx context.Context, id skill.SessionRoomID) (skill.SessionRoom, error) {
	return get[skill.SessionRoom](ctx, r, id)
}

// Rooms narrows a list of rooms.
type Rooms struct {
	IDs    []skill.RoomID
	Site   skill.SiteID
	Body   skill.BodyID
	Plan   skill.PlanID // that its sessions take
	Kind   skill.RoomKind
	Status []skill.RoomStatus
}

func (r Rooms) narrow(w *where, _ *words, _ skill.Room) {
	in(w, "id", r.IDs)
	is(w, "site_id", r.Site)
	is(w, "body_id", r.Body)
	if r.Plan != "" {
		w.and("EXISTS (SELECT 1 FROM session_room x WHERE x.room_id = room.id AND x.released = 0 AND x.plan_id = ?)", string(r.Plan))
	}
	is(w, "kind", r.Kind)
	in(w, "status", r.Status)
}

// SessionRooms narrows a list of rooms that are taken; those that were given back
// are never among them.
type SessionRooms struct {
	Session skill.SessionID
	Plan    skill.PlanID
	Room    skill.RoomID
	// During lets those through alone whose sessions, of plans that are not
	// cancelled, are at one time with it, itself excepted.
	During *skill.Session
}

func (s SessionRooms) narrow(w *where, _ *words, _ skill.SessionRoom) {
	w.and("released = 0")
	is(w, "session_id", s.Session)
	is(w, "plan_id", s.Plan)
	is(w, "room_id", s.Room)
	if s.During != nil {
		meanwhile(w, "session_room.session_id", *s.During)
	}
}

// meanwhile asks that the session of a row be at one time with another.
func meanwhile(w *where, column string, s skill.Session) {
	w.and("EXISTS (SELECT 1 FROM session o JOIN plan p ON p.id = o.plan_id WHERE o.id = "+column+
		" AND o.cancelled = 0 AND p.status <> 'cancelled' AND o.id <> ? AND o.starts < ? AND o.ends > ?)",
		string(s.ID), micros(s.Ends), micros(s.Starts))
}

// RoomsOf reads the rooms that a session takes.
func (r Reader) RoomsOf(ctx context.Context, s skill.Session) ([]skill.Room, error) {
	taken, err := List(ctx, r, SessionRooms{Session: s.ID}, Everything)
	if err != nil {
		return nil, err
	}
	ids := make([]skill.RoomID, len(taken))
	for i, t := range taken {
		ids[i] = t.Room
	}
	return List(ctx, r, Rooms{IDs: ids}, Everything)
}

// Coming reads the sessions that have not ended and take the room.
func (r Reader) Coming(ctx context.Context, id skill.RoomID, now time.Time) ([]skill.Session, error) {
	return List(ctx, r, Sessions{Room: id, Live: true, EndFrom: now}, Everything)
}
