package store

import (
	"context"
	"encoding/base32"
	"strings"

	"assay/skill"
)

var (
	seatings = define("seating", seatingFields, onPath)
	seats    = define("seat", seatFields, onPath)
	tickets  = define("ticket", ticketFields, onPath)
	checkIns = define("check_in", checkInFields, onPath)
)

func seatingFields(f *fields, s *skill.Seating) {
	key(f, &s.ID)
	text(f, "=plan_id", &s.Plan)
	text(f, "=path", &s.Path)
	text(f, "=seed", &s.Seed)
	text(f, "=instance", &s.Instance)
	integer(f, "=rooms", &s.Rooms)
	integer(f, "=soft", &s.Soft)
	state(f, &s.Status, &s.StatusAt)
	version(f, &s.Version)
}

func seatFields(f *fields, s *skill.Seat) {
	key(f, &s.ID)
	text(f, "=seating_id", &s.Seating)
	text(f, "=plan_id", &s.Plan)
	text(f, "=path", &s.Path)
	text(f, "=sitting_id", &s.Sitting)
	text(f, "=application_id", &s.Application)
	text(f, "=session_id", &s.Session)
	text(f, "=room_id", &s.Room)
	integer(f, "=seat_row", &s.Row)
	integer(f, "=seat_col", &s.Col)
	integer(f, "=number", &s.Number)
	text(f, "=paper", &s.Paper)
	boolean(f, "=access", &s.Access)
	boolean(f, "gone", &s.Gone)
	version(f, &s.Version)
}

func ticketFields(f *fields, t *skill.Ticket) {
	key(f, &t.ID)
	text(f, "=plan_id", &t.Plan)
	text(f, "=path", &t.Path)
	text(f, "=application_id", &t.Application)
	text(f, "=number", &t.Number)
	if f.next() == nil {
		var hash []byte
		if f.mode == writing {
			hash = f.words.ticketHash(f.words.ticketCode(t.ID))
		}
		f.put("=code_hash", bytesColumn, cell{raw: hash})
	}
	version(f, &t.Version)
}

func checkInFields(f *fields, c *skill.CheckIn) {
	key(f, &c.ID)
	text(f, "=plan_id", &c.Plan)
	text(f, "=path", &c.Path)
	text(f, "=session_id", &c.Session)
	text(f, "=sitting_id", &c.Sitting)
	text(f, "=seat_id", &c.Seat)
	text(f, "=way", &c.Way)
	readable(f, "=device", &c.Device)
	instant(f, "=at", &c.At)
	boolean(f, "=offline", &c.Offline)
	text(f, "=first_id", &c.First)
	text(f, "=by_person", &c.By)
	version(f, &c.Version)
}

// codeLetters are those of a ticket's code: no two are taken for one another.
var codeLetters = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// ticketCode is a ticket's code: 80 bits that only the installation's key makes
// from the id.
func (k *words) ticketCode(id skill.TicketID) string {
	sum := k.keys.BlindIndex("ticket.code", string(id))
	return codeLetters.EncodeToString(sum[:10])
}

func (k *words) ticketHash(code string) []byte {
	plain := strings.ToUpper(strings.Join(strings.Fields(code), ""))
	sum := k.keys.BlindIndex("ticket.hash", plain)
	return sum[:]
}

// TicketCode is the code to print on a ticket.
func (s *Store) TicketCode(id skill.TicketID) string { return s.words.ticketCode(id) }

// Seating reads one seating.
func (r Reader) Seating(ctx context.Context, id skill.SeatingID) (skill.Seating, error) {
	return get[skill.Seating](ctx, r, id)
}

// Seat reads one seat.
func (r Reader) Seat(ctx context.Context, id skill.SeatID) (skill.Seat, error) {
	return get[skill.Seat](ctx, r, id)
}

// Ticket reads one ticket.
func (r Reader) Ticket(ctx context.Context, id skill.TicketID) (skill.Ticket, error) {
	return get[skill.Ticket](ctx, r, id)
}

// CheckIn reads one check-in.
func (r Reader) CheckIn(ctx context.Context, id skill.CheckInID) (skill.CheckIn, error) {
	return get[skill.CheckIn](ctx, r, id)
}

// Seatings narrows a list of seatings.
type Seatings struct {
	Plan   skill.PlanID
	Status []skill.SeatingStatus
}

func (s Seatings) narrow(w *where, _ *words, _ skill.Seating) {
	is(w, "plan_id", s.Plan)
	in(w, "status", s.Status)
}

// Seats narrows a list of seats; those that were given up are never among them.
type Seats struct {
	Plan        skill.PlanID
	Seating     skill.SeatingID
	Session     skill.SessionID
	Room        skill.RoomID
	Sitting     skill.SittingID
	Application skill.ApplicationID
	Issued      bool // of a seating by which tickets were given out
	Absent      bool // for whom nobody checked in
}

func (s Seats) narrow(w *where, _ *words, _ skill.Seat) {
	w.and("gone = 0")
	is(w, "plan_id", s.Plan)
	is(w, "seating_id", s.Seating)
	is(w, "session_id", s.Session)
	is(w, "room_id", s.Room)
	is(w, "sitting_id", s.Sitting)
	is(w, "application_id", s.Application)
	if s.Issued {
		w.and("EXISTS (SELECT 1 FROM seating g WHERE g.id = seat.seating_id AND g.status = 'issued')")
	}
	if s.Absent {
		w.and("NOT EXISTS (SELECT 1 FROM check_in c WHERE c.sitting_id = seat.sitting_id)")
	}
}

// Tickets narrows a list of tickets.
type Tickets struct {
	Plan        skill.PlanID
	Application skill.ApplicationID
	Code        string // as it stands on the ticket, spaces and small letters let through
}

func (t Tickets) narrow(w *where, k *words, _ skill.Ticket) {
	is(w, "plan_id", t.Plan)
	is(w, "application_id", t.Application)
	if t.Code != "" {
		w.and("code_hash = ?", k.ticketHash(t.Code))
	}
}

// CheckIns narrows a list of check-ins.
type CheckIns struct {
	Session skill.SessionID
	Sitting skill.SittingID
	Device  string
	Firsts  bool // those alone that were first
	Again   bool // those alone that came after another
}

func (c CheckIns) narrow(w *where, _ *words, _ skill.CheckIn) {
	is(w, "session_id", c.Session)
	is(w, "sitting_id", c.Sitting)
	is(w, "device", c.Device)
	if c.Firsts {
		w.and("first_id = ''")
	}
	if c.Again {
		w.and("first_id <> ''")
	}
}
