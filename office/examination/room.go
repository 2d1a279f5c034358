package examination

import (
	"context"
	"slices"
	"strings"
	"time"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// AddRoom enters a room (考场) of a site.
func (d *Desk) AddRoom(ctx context.Context, by store.By, r skill.Room) (out skill.Room, err error) {
	defer skill.Wrap(&err, "add a room")
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		site, err := tx.Site(ctx, r.Site)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "add-room", site.Path); err != nil {
			return err
		}
		next := tidy(r)
		next.ID, next.Body, next.Path = skill.RoomID(tx.NewID()), site.Body, site.Path
		move, err := next.Open()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// tidy is what was said of a room, cleaned.
func tidy(r skill.Room) skill.Room {
	out := skill.Room{
		Site: r.Site, Name: skill.Clean(r.Name), Kind: r.Kind, Rows: r.Rows, Cols: r.Cols, Accessible: r.Accessible,
		Broken: slices.Clone(r.Broken), Machines: slices.Clone(r.Machines), Hours: slices.Clone(r.Hours), Closures: slices.Clone(r.Closures),
	}
	for i := range out.Machines {
		out.Machines[i].Number, out.Machines[i].What = skill.Clean(out.Machines[i].Number), skill.Clean(out.Machines[i].What)
	}
	for i := range out.Closures {
		out.Closures[i].Why = skill.Clean(out.Closures[i].Why)
	}
	return out
}

// ChangeRoom writes a room anew, as it was seen at its version. Sessions that are
// to come and take it are named: without despite by a refusal, with it in the
// answer, for whoever has to move them.
func (d *Desk) ChangeRoom(ctx context.Context, by store.By, r skill.Room, despite bool) (out skill.Room, touched []skill.Session, err error) {
	defer skill.Wrap(&err, "change room %s", r.ID)
	version := r.Version
	err = d.onRoom(ctx, by, "change-room", r.ID, func(tx *store.Tx, now skill.Room) (err error) {
		r, next := tidy(r), now
		next.Name, next.Kind, next.Rows, next.Cols, next.Accessible = r.Name, r.Kind, r.Rows, r.Cols, r.Accessible
		next.Broken, next.Machines, next.Hours, next.Closures, next.Version = r.Broken, r.Machines, r.Hours, r.Closures, version
		if err := next.Check(); err != nil {
			return err
		}
		if touched, err = inUse(ctx, tx, now, despite); err != nil {
			return err
		}
		out = next
		return store.Change(ctx, tx, "change", &out)
	})
	return out, touched, err
}

// CloseRoom takes a room out of use (停用); sessions to come are named as by
// ChangeRoom.
func (d *Desk) CloseRoom(ctx context.Context, by store.By, id skill.RoomID, ground string, despite bool) (out skill.Room, touched []skill.Session, err error) {
	defer skill.Wrap(&err, "close room %s", id)
	err = d.onRoom(ctx, by, "close-room", id, func(tx *store.Tx, now skill.Room) (err error) {
		now.Ground = skill.Clean(ground)
		move, err := now.Close()
		if err != nil {
			return err
		}
		if touched, err = inUse(ctx, tx, now, despite); err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, touched, err
}

// ReopenRoom takes a room back into use.
func (d *Desk) ReopenRoom(ctx context.Context, by store.By, id skill.RoomID) (out skill.Room, err error) {
	defer skill.Wrap(&err, "reopen room %s", id)
	err = d.onRoom(ctx, by, "reopen-room", id, func(tx *store.Tx, now skill.Room) error {
		move, err := now.Reopen()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// onRoom runs a change of a room that is locked and belongs to the actor's body.
// Whoever takes it for a session locks it too, so none is added meanwhile.
func (d *Desk) onRoom(ctx context.Context, by store.By, op access.Op, id skill.RoomID, fn func(*store.Tx, skill.Room) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		r, err := tx.Locked().Room(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, r.Path); err != nil {
			return err
		}
		return fn(tx, r)
	})
}

// inUse reads the sessions to come of a room, and refuses where there are any
// that nobody said to know of.
func inUse(ctx context.Context, tx *store.Tx, r skill.Room, despite bool) ([]skill.Session, error) {
	coming, err := tx.Coming(ctx, r.ID, tx.Now)
	if err == nil && len(coming) > 0 && !despite {
		err = skill.Fail(skill.Unmet, "room.in_use", "room", r.Name, "count", itoa(len(coming)), "sessions", spans(coming))
	}
	return coming, err
}

// spans says of sessions when they are, and their ids.
func spans(all []skill.Session) string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = span(s) + " (" + string(s.ID) + ")"
	}
	return strings.Join(out, ", ")
}

func span(s skill.Session) string {
	from, to := s.Starts.In(day.Shanghai), s.Ends.In(day.Shanghai)
	if day.Of(from) == day.Of(to) {
		return from.Format("2006-01-02 15:04") + "–" + to.Format("15:04")
	}
	return from.Format("2006-01-02 15:04") + "–" + to.Format("2006-01-02 15:04")
}

// TakeRoom gives a session another room.
func (d *Desk) TakeRoom(ctx context.Context, by store.By, id skill.SessionID, room skill.RoomID) (out skill.SessionRoom, err error) {
	defer skill.Wrap(&err, "take a room for session %s", id)
	err = d.onSession(ctx, by, "take-room", id, func(tx *store.Tx, p skill.Plan, s skill.Session) error {
		if err := toCome(s, tx.Now); err != nil {
			return err
		}
		out, err = take(ctx, tx, claim{plan: p, session: s, room: room})
		return err
	})
	return out, err
}

// ReleaseRoom gives a session's room back.
func (d *Desk) ReleaseRoom(ctx context.Context, by store.By, id skill.SessionRoomID) (out skill.SessionRoom, err error) {
	defer skill.Wrap(&err, "release room %s", id)
	taken, err := d.Store.Unscoped().SessionRoom(ctx, id)
	if err != nil {
		return out, err
	}
	err = d.onSession(ctx, by, "release-room", taken.Session, func(tx *store.Tx, _ skill.Plan, s skill.Session) error {
		if err := toCome(s, tx.Now); err != nil {
			return err
		}
		if out, err = tx.Locked().SessionRoom(ctx, id); err != nil {
			return err
		}
		if out.Released {
			return skill.Fail(skill.WrongState, "session_room.released")
		}
		out.Released = true
		return store.Change(ctx, tx, "release", &out)
	})
	return out, err
}

// onSession is change for a session of the plan, locked after it.
func (d *Desk) onSession(ctx context.Context, by store.By, op access.Op, id skill.SessionID, fn func(*store.Tx, skill.Plan, skill.Session) error) error {
	first, err := d.Store.Unscoped().Session(ctx, id)
	if err != nil {
		return err
	}
	return d.change(ctx, by, op, first.Plan, func(tx *store.Tx, p skill.Plan) error {
		s, err := tx.Locked().Session(ctx, id)
		if err != nil {
			return err
		}
		return fn(tx, p, s)
	})
}

// toCome refuses a session that is cancelled or has begun.
func toCome(s skill.Session, now time.Time) error {
	switch {
	case s.Cancelled:
		return skill.Fail(skill.WrongState, "session.cancelled")
	case !s.Starts.After(now):
		return skill.Fail(skill.WrongState, "session.begun")
	}
	return nil
}

// A claim is a session that wants a room.
type claim struct {
	plan    skill.Plan
	session skill.Session
	room    skill.RoomID
}

// take locks the room and takes it, when it is free at that time and fit for it.
func take(ctx context.Context, tx *store.Tx, c claim) (out skill.SessionRoom, err error) {
	r, err := tx.Locked().Room(ctx, c.room)
	switch {
	case skill.CodeOf(err) == skill.NotFound, err == nil && r.Site != c.plan.Site:
		return out, skill.FailField("room", "room.elsewhere")
	case err != nil:
		return out, err
	}
	if err := fit(ctx, tx, r, c.session); err != nil {
		return out, err
	}
	out = skill.SessionRoom{
		ID: skill.SessionRoomID(tx.NewID()), Session: c.session.ID, Room: r.ID, Plan: c.plan.ID, Path: c.plan.Path,
	}
	return out, store.Add(ctx, tx, &out)
}

// takeAll takes rooms in the order of their ids, so that two sessions that want
// the same never wait for each other.
func takeAll(ctx context.Context, tx *store.Tx, c claim, rooms []skill.RoomID) error {
	if len(rooms) == 0 {
		return nil
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(rooms))) {
		c.room = id
		if _, err := take(ctx, tx, c); err != nil {
			return err
		}
	}
	taken, err := tx.RoomsOf(ctx, c.session)
	if err != nil {
		return err
	}
	return accessible(taken, c.session)
}

// fit refuses a room, which is locked, that does not take the session or is
// another's at that time, and says whose and when.
func fit(ctx context.Context, tx *store.Tx, r skill.Room, s skill.Session) error {
	if err := r.Takes(s); err != nil {
		return err
	}
	other, err := store.One(ctx, tx, store.SessionRooms{Room: r.ID, During: &s})
	if err != nil {
		if skill.CodeOf(err) == skill.NotFound {
			return nil
		}
		return err
	}
	there, err := tx.Session(ctx, other.Session)
	if err != nil {
		return err
	}
	return skill.Fail(skill.Conflict, "room.taken", "room", r.Name, "session", string(there.ID), "when", span(there))
}

// fitAll locks the rooms of a session and asks of each whether it can be held
// there, and whether those who need an accessible place find one.
func fitAll(ctx context.Context, tx *store.Tx, s skill.Session) ([]skill.Room, error) {
	rooms, err := tx.Locked().RoomsOf(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, r := range rooms {
		if err := fit(ctx, tx, r, s); err != nil {
			return nil, err
		}
	}
	return rooms, accessible(rooms, s)
}

// accessible counts the places without steps, where the session has rooms.
func accessible(rooms []skill.Room, s skill.Session) error {
	have := 0
	for _, r := range rooms {
		if r.Accessible {
			have += r.Capacity()
		}
	}
	if len(rooms) > 0 && have < s.Access {
		return skill.Fail(skill.Unmet, "session.not_accessible", "need", itoa(s.Access), "have", itoa(have))
	}
	return nil
}
