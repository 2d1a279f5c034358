package api

import (
	"context"

	"assay/document"
	"assay/office/examination"
	"assay/skill"
)

// RoomPapers asks for the papers of the rooms of a session.
type RoomPapers struct {
	ByID
	Room string `query:"room" doc:"Of one room; every room that is used when nothing is said."`
}

// A paperOf is one kind of paper of a room: its file's name, what the desk tells
// for it, and how it is printed.
type paperOf struct {
	name  string
	tells func(*examination.Desk, context.Context, skill.Actor, examination.RoomAsked) ([]examination.SeatedRoom, error)
	print RoomPrinter
}

// A RoomPrinter is a function of document that prints one kind of paper of rooms.
type RoomPrinter func(document.Fonts, ...document.RoomView) ([]byte, error)

// roomPapers is an operation that prints them.
func (a *API) roomPapers(p paperOf) func(context.Context, *RoomPapers) (*File, error) {
	return func(ctx context.Context, in *RoomPapers) (*File, error) {
		rooms, err := p.tells(a.Examination, ctx, in.actor, examination.RoomAsked{Session: skill.SessionID(in.ID), Room: skill.RoomID(in.Room)})
		if err != nil {
			return nil, err
		}
		out, err := a.papers().Rooms(p.print, rooms)
		return fileOf("application/pdf", p.name, out, err)
	}
}

// Rooms prints one kind of paper of rooms into one file.
func (p Papers) Rooms(print RoomPrinter, rooms []examination.SeatedRoom) ([]byte, error) {
	views := make([]document.RoomView, len(rooms))
	for i, r := range rooms {
		views[i] = p.roomView(r)
	}
	return print(p.Fonts, views...)
}

// roomView is what the papers of a room say. Document numbers are masked: a list
// hangs at a door.
func (p Papers) roomView(r examination.SeatedRoom) document.RoomView {
	v := document.RoomView{
		ExamView: p.examView(r.Venue), Part: r.Session.Part, Starts: r.Session.Starts, Ends: r.Session.Ends, Site: r.Site.Name, Address: r.Session.Place,
		Room: r.Room.Name, Rows: r.Room.Rows, Cols: r.Room.Cols, Invigilators: r.Watchers,
	}
	for _, out := range r.Room.Unusable() {
		v.OutOfService = append(v.OutOfService, [2]int{out.Row, out.Col})
	}
	for _, s := range r.Sits {
		v.Seats = append(v.Seats, document.SeatView{
			Row: s.Seat.Row, Col: s.Seat.Col, Number: s.Seat.Number, Name: s.Person.Name, DocMasked: s.Person.Document.Number.String(), Ticket: s.Ticket,
		})
	}
	return v
}
