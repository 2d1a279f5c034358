package api

import (
	"context"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// rooms registers rooms of sites, and the sessions that take them.
func (a *API) rooms() {
	register(a, post("add-room", "/sites/{id}/rooms", "Add a room (考场) to a site").creates(), a.addRoom)
	register(a, get("list-rooms", "/sites/{id}/rooms", "Rooms of a site"), a.listRooms)
	register(a, get("get-room", "/rooms/{id}", "One room with its places and machines"), a.room)
	register(a, put("change-room", "/rooms/{id}", "Write a room anew; sessions to come that take it are named"), a.changeRoom)
	register(a, post("close-room", "/rooms/{id}/close", "Take a room out of use (停用)"), a.closeRoom)
	register(a, post("reopen-room", "/rooms/{id}/reopen", "Take a room back into use"), a.reopenRoom)
	register(a, get("get-session", "/sessions/{id}", "One session with the places of its rooms"), a.session)
	register(a, post("take-room", "/sessions/{id}/rooms", "Give a session another room").creates(), a.takeRoom)
	register(a, get("list-session-rooms", "/sessions/{id}/rooms", "Rooms that a session takes"), a.listSessionRooms)
	register(a, post("release-room", "/session-rooms/{id}/release", "Give a session's room back"), a.releaseRoom)
}

// A PlaceView is one place in a room.
type PlaceView struct {
	Row int `json:"row"`
	Col int `json:"col"`
}

// A MachineView stands on a place.
type MachineView struct {
	Row    int    `json:"row"`
	Col    int    `json:"col"`
	Number string `json:"number" doc:"设备编号"`
	What   string `json:"what"`
	Out    bool   `json:"out,omitempty" doc:"Out of service."`
}

// An OpenHoursView is when a room is open on one day of the week.
type OpenHoursView struct {
	Day  int    `json:"day" doc:"1 is Monday, 7 Sunday."`
	From string `json:"from" doc:"HH:MM, UTC+8."`
	To   string `json:"to"`
}

// A ClosureView is some days on which a room cannot be used.
type ClosureView struct {
	From day.Date `json:"from"`
	To   day.Date `json:"to"`
	Why  string   `json:"why,omitempty" doc:"No name, number or address belongs here."`
}

// A RoomDraft is what is said of a room.
type RoomDraft struct {
	Name       string          `json:"name"`
	Kind       skill.RoomKind  `json:"kind" enum:"theory,computer,practical"`
	Rows       int             `json:"rows"`
	Cols       int             `json:"cols"`
	Broken     []PlaceView     `json:"broken,omitempty" doc:"Places out of service."`
	Machines   []MachineView   `json:"machines,omitempty" doc:"Where they are listed, only places with one that works are used."`
	Accessible bool            `json:"accessible,omitempty" doc:"无障碍: without steps."`
	Hours      []OpenHoursView `json:"hours,omitempty" doc:"None: at any time."`
	Closures   []ClosureView   `json:"closures,omitempty"`
}

// A RoomView is one room.
type RoomView struct {
	ID   skill.RoomID `json:"id"`
	Site skill.SiteID `json:"site"`
	Body skill.BodyID `json:"body"`
	RoomDraft
	Capacity int              `json:"capacity" doc:"Places that can be used."`
	Ground   string           `json:"ground"`
	Status   skill.RoomStatus `json:"status"`
	StatusAt time.Time        `json:"status_at"`
	Actions  []string         `json:"actions" nullable:"false"`
	Version  int64            `json:"version"`
}

func roomView(r skill.Room) RoomView {
	v := RoomView{
		ID: r.ID, Site: r.Site, Body: r.Body,
		RoomDraft: RoomDraft{Name: r.Name, Kind: r.Kind, Rows: r.Rows, Cols: r.Cols, Accessible: r.Accessible},
		Capacity:  r.Capacity(), Ground: r.Ground, Status: r.Status, StatusAt: r.StatusAt, Actions: actions(r.Actions()), Version: r.Version,
	}
	for _, p := range r.Broken {
		v.Broken = append(v.Broken, PlaceView(p))
	}
	for _, m := range r.Machines {
		v.Machines = append(v.Machines, MachineView{m.Row, m.Col, m.Number, m.What, m.Out})
	}
	for _, h := range r.Hours {
		v.Hours = append(v.Hours, OpenHoursView{(int(h.Day)+6)%7 + 1, h.From.String(), h.To.String()})
	}
	for _, c := range r.Closures {
		v.Closures = append(v.Closures, ClosureView{c.Period.From, c.Period.To, c.Why})
	}
	return v
}

// room reads the draft.
func (d RoomDraft) room() (r skill.Room, err error) {
	r = skill.Room{Name: d.Name, Kind: d.Kind, Rows: d.Rows, Cols: d.Cols, Accessible: d.Accessible}
	for _, p := range d.Broken {
		r.Broken = append(r.Broken, skill.Place(p))
	}
	for _, m := range d.Machines {
		r.Machines = append(r.Machines, skill.Machine{Place: skill.Place{Row: m.Row, Col: m.Col}, Number: m.Number, What: m.What, Out: m.Out})
	}
	for _, c := range d.Closures {
		r.Closures = append(r.Closures, skill.Closure{Period: day.Period{From: c.From, To: c.To}, Why: c.Why})
	}
	for _, h := range d.Hours {
		open := skill.OpenHours{Day: time.Weekday(h.Day % 7)}
		if h.Day < 1 || h.Day > 7 {
			return r, skill.FailField("hours", "room.weekday")
		}
		if open.From, err = skill.ParseMinute(h.From); err == nil {
			open.To, err = skill.ParseMinute(h.To)
		}
		if err != nil {
			return r, within("hours", err)
		}
		r.Hours = append(r.Hours, open)
	}
	return r, nil
}

// AddRoom adds a room.
type AddRoom struct {
	ByID
	Sent[RoomDraft]
}

func (a *API) addRoom(ctx context.Context, in *AddRoom) (*Answer[RoomView], error) {
	site, err := in.view().Site(ctx, skill.SiteID(in.ID))
	if err != nil {
		return nil, err
	}
	draft, err := in.Value.room()
	if err != nil {
		return nil, err
	}
	draft.Site = site.ID
	r, err := a.Examination.AddRoom(ctx, in.by(ctx), draft)
	id, err := in.made("room", string(r.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.roomOf(ctx, &in.Call, id)
	return out.at("/rooms/" + id), err
}

func (a *API) roomOf(ctx context.Context, c *Call, id string) (*Answer[RoomView], error) {
	r, err := c.view().Room(ctx, skill.RoomID(id))
	return answer(c, roomView(r), err)
}

func (a *API) room(ctx context.Context, in *ByID) (*Answer[RoomView], error) {
	return a.roomOf(ctx, &in.Call, in.ID)
}

// ListRooms asks for the rooms of a site.
type ListRooms struct {
	ListOf
	Kind   string `query:"kind" enum:"theory,computer,practical"`
	Status string `query:"status" enum:"open,closed"`
}

func (a *API) listRooms(ctx context.Context, in *ListRooms) (*Answer[Rows[RoomView]], error) {
	if _, err := in.view().Site(ctx, skill.SiteID(in.ID)); err != nil {
		return nil, err
	}
	f := store.Rooms{Site: skill.SiteID(in.ID), Kind: skill.RoomKind(in.Kind), Status: only[skill.RoomStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, roomView, func(v RoomView) string { return string(v.ID) })
}

// A RoomChange is a room as it is to be.
type RoomChange struct {
	RoomDraft
	Version int64 `json:"version" doc:"Of the room as it was seen."`
	Despite bool  `json:"despite,omitempty" doc:"Even though sessions to come take it, which the answer then names."`
}

// ChangeRoom changes a room.
type ChangeRoom struct {
	ByID
	Sent[RoomChange]
}

// A RoomTouched is a room with the sessions to come that take it.
type RoomTouched struct {
	RoomView
	Sessions []SessionView `json:"sessions" nullable:"false" doc:"To be looked at again."`
}

func (a *API) changeRoom(ctx context.Context, in *ChangeRoom) (*Answer[RoomTouched], error) {
	if _, err := in.view().Room(ctx, skill.RoomID(in.ID)); err != nil {
		return nil, err
	}
	draft, err := in.Value.room()
	if err != nil {
		return nil, err
	}
	draft.ID, draft.Version = skill.RoomID(in.ID), in.Value.Version
	_, touched, err := a.Examination.ChangeRoom(ctx, in.by(ctx), draft, in.Value.Despite)
	return a.touched(ctx, in, touched, err)
}

// touched answers with the room as it is now.
func (a *API) touched(ctx context.Context, in interface {
	caller
	id() string
}, sessions []skill.Session, err error) (*Answer[RoomTouched], error) {
	c := in.self()
	if err := c.done(err); err != nil {
		return nil, err
	}
	r, err := c.view().Room(ctx, skill.RoomID(in.id()))
	v := RoomTouched{RoomView: roomView(r), Sessions: []SessionView{}}
	for _, s := range sessions {
		v.Sessions = append(v.Sessions, sessionView(s))
	}
	return answer(c, v, err)
}

func (b *ByID) id() string { return b.ID }

// A RoomGround is why a room is taken out of use.
type RoomGround struct {
	Ground  string `json:"ground" doc:"Why. No name, number or address belongs here."`
	Despite bool   `json:"despite,omitempty" doc:"Even though sessions to come take it, which the answer then names."`
}

// CloseRoom takes a room out of use.
type CloseRoom struct {
	ByID
	Sent[RoomGround]
}

func (a *API) closeRoom(ctx context.Context, in *CloseRoom) (*Answer[RoomTouched], error) {
	id := skill.RoomID(in.ID)
	if _, err := in.view().Room(ctx, id); err != nil {
		return nil, err
	}
	_, touched, err := a.Examination.CloseRoom(ctx, in.by(ctx), id, in.Value.Ground, in.Value.Despite)
	return a.touched(ctx, in, touched, err)
}

func (a *API) reopenRoom(ctx context.Context, in *ByID) (*Answer[RoomView], error) {
	id := skill.RoomID(in.ID)
	if _, err := in.view().Room(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.ReopenRoom(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.roomOf(ctx, &in.Call, in.ID)
}

// A SessionDetail is a session with what its rooms hold.
type SessionDetail struct {
	SessionView
	Rooms    []SessionRoomView `json:"rooms" nullable:"false"`
	Capacity int               `json:"capacity" doc:"Places in its rooms; 0 where it takes none."`
}

// A SessionRoomView is a room that a session takes.
type SessionRoomView struct {
	ID         skill.SessionRoomID `json:"id" doc:"For giving it back."`
	Session    skill.SessionID     `json:"session"`
	Room       skill.RoomID        `json:"room"`
	Name       string              `json:"name"`
	Capacity   int                 `json:"capacity"`
	Accessible bool                `json:"accessible"`
}

func (a *API) session(ctx context.Context, in *ByID) (*Answer[SessionDetail], error) {
	s, err := in.view().Session(ctx, skill.SessionID(in.ID))
	if err != nil {
		return nil, err
	}
	v := SessionDetail{SessionView: sessionView(s)}
	if v.Rooms, err = in.roomsOf(ctx, s.ID); err != nil {
		return nil, err
	}
	for _, r := range v.Rooms {
		v.Capacity += r.Capacity
	}
	return answer(&in.Call, v, nil)
}

// roomsOf reads the rooms of a session that the asker sees.
func (c *Call) roomsOf(ctx context.Context, id skill.SessionID) ([]SessionRoomView, error) {
	view := c.view()
	taken, err := store.List(ctx, view, store.SessionRooms{Session: id}, store.Everything)
	if err != nil {
		return nil, err
	}
	out := make([]SessionRoomView, len(taken))
	for i, t := range taken {
		r, err := view.Room(ctx, t.Room)
		if err != nil {
			return nil, err
		}
		out[i] = SessionRoomView{t.ID, t.Session, r.ID, r.Name, r.Capacity(), r.Accessible}
	}
	return out, nil
}

func (a *API) listSessionRooms(ctx context.Context, in *ByID) (*Answer[Rows[SessionRoomView]], error) {
	s, err := in.view().Session(ctx, skill.SessionID(in.ID))
	if err != nil {
		return nil, err
	}
	items, err := in.roomsOf(ctx, s.ID)
	return answer(&in.Call, Rows[SessionRoomView]{Items: items}, err)
}

// A RoomWanted names a room.
type RoomWanted struct {
	Room skill.RoomID `json:"room"`
}

// TakeRoom takes a room for a session.
type TakeRoom struct {
	ByID
	Sent[RoomWanted]
}

func (a *API) takeRoom(ctx context.Context, in *TakeRoom) (*Answer[SessionRoomView], error) {
	s, err := in.view().Session(ctx, skill.SessionID(in.ID))
	if err != nil {
		return nil, err
	}
	t, err := a.Examination.TakeRoom(ctx, in.by(ctx), s.ID, in.Value.Room)
	id, err := in.made("session_room", string(t.ID), err)
	if err != nil {
		return nil, err
	}
	return a.sessionRoomOf(ctx, &in.Call, id)
}

func (a *API) sessionRoomOf(ctx context.Context, c *Call, id string) (*Answer[SessionRoomView], error) {
	t, err := c.view().SessionRoom(ctx, skill.SessionRoomID(id))
	if err != nil {
		return nil, err
	}
	r, err := c.view().Room(ctx, t.Room)
	return answer(c, SessionRoomView{t.ID, t.Session, r.ID, r.Name, r.Capacity(), r.Accessible}, err)
}

func (a *API) releaseRoom(ctx context.Context, in *ByID) (*Answer[SessionRoomView], error) {
	id := skill.SessionRoomID(in.ID)
	if _, err := in.view().SessionRoom(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.ReleaseRoom(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.sessionRoomOf(ctx, &in.Call, in.ID)
}
