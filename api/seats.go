package api

import (
	"context"
	"time"

	"assay/document"
	"assay/office/examination"
	"assay/rule/seating"
	"assay/skill"
	"assay/store"
)

// seats registers who sits where, tickets and check-in.
func (a *API) seats() {
	register(a, post("draw-seats", "/plans/{id}/seatings", "Seat everybody who is called and has no ticket (编排座位)").creates(), a.drawSeats)
	register(a, get("list-seatings", "/plans/{id}/seatings", "Seatings of a plan, the replaced ones too"), a.listSeatings)
	register(a, post("reseat", "/plans/{id}/reseat", "New seats for those alone whose place can no longer be used"), a.reseat)
	register(a, get("get-seating", "/seatings/{id}", "One seating with its seed"), a.seating)
	register(a, get("get-seating-instance", "/seatings/{id}/instance", "What was seated, as assay seat takes it").gives("application/json"), a.seatingInstance)
	register(a, post("issue-tickets", "/seatings/{id}/tickets", "Give tickets out (发放准考证)"), a.issueTickets)
	register(a, get("get-ticket", "/applications/{id}/ticket.pdf", "The ticket (准考证), to be printed or shown").gives("application/pdf"), a.ticket)
	register(a, get("get-tickets", "/plans/{id}/tickets.pdf", "The tickets of everybody on the list who has one, by their numbers").gives("application/pdf"), a.tickets)
	register(a, get("get-door-list", "/sessions/{id}/door-list.pdf", "The lists for the doors (门贴), by seat and by ticket number").gives("application/pdf"),
		a.roomPapers(paperOf{"door-list.pdf", (*examination.Desk).DoorList, document.DoorList}))
	register(a, get("get-seat-map", "/sessions/{id}/seat-map.pdf", "The maps of the rooms (座位图)").gives("application/pdf"),
		a.roomPapers(paperOf{"seat-map.pdf", (*examination.Desk).SeatMap, document.SeatMap}))
	register(a, get("get-seat-labels", "/sessions/{id}/seat-labels.pdf", "Labels for the desks (桌贴), 24 on a sheet").gives("application/pdf"),
		a.roomPapers(paperOf{"seat-labels.pdf", (*examination.Desk).SeatLabels, document.SeatLabels}))
	register(a, get("list-seats", "/sessions/{id}/seats", "Who sits where in a session"), a.listSeats)
	register(a, post("check-in", "/sessions/{id}/check-ins", "Somebody has come (签到)").creates(), a.checkIn)
	register(a, post("hand-in-scans", "/sessions/{id}/check-ins/later", "What a device noted without network"), a.handInScans)
	register(a, get("list-check-ins", "/sessions/{id}/check-ins", "Check-ins of a session; those that came again name the first"), a.listCheckIns)
	register(a, get("list-absentees", "/sessions/{id}/absentees", "Seats for whom nobody checked in, once the session is over (未签到)"), a.listAbsentees)
}

// An ApartWish is an attribute that neighbours should not share.
type ApartWish struct {
	Attribute seating.Attribute `json:"attribute" enum:"paper,employer"`
	Hard      bool              `json:"hard,omitempty" doc:"Never; else it is avoided and counted."`
}

// A SeatingWish is how candidates are to be seated.
type SeatingWish struct {
	Neighbourhood seating.Neighbourhood `json:"neighbourhood,omitempty" enum:"row,cross,eight" doc:"Who counts as a neighbour; row when nothing is said."`
	Apart         []ApartWish           `json:"apart,omitempty"`
	Papers        int                   `json:"papers,omitempty" doc:"Versions of the paper, dealt out evenly as A, B …"`
	Access        []skill.ApplicationID `json:"access,omitempty" doc:"Applications that need a seat in an accessible room."`
	Seed          string                `json:"seed,omitempty" doc:"A number; drawn when nothing is said."`
}

// A SeatingView is one seating.
type SeatingView struct {
	ID       skill.SeatingID     `json:"id"`
	Plan     skill.PlanID        `json:"plan"`
	Seed     string              `json:"seed" doc:"With it and the instance anybody can recompute the seats."`
	Rooms    int                 `json:"rooms" doc:"That are used, once for each session."`
	Soft     int                 `json:"soft_violations"`
	Status   skill.SeatingStatus `json:"status"`
	StatusAt time.Time           `json:"status_at"`
	Actions  []string            `json:"actions" nullable:"false"`
}

func seatingView(s skill.Seating) SeatingView {
	return SeatingView{s.ID, s.Plan, s.Seed, s.Rooms, s.Soft, s.Status, s.StatusAt, actions(s.Actions())}
}

// A SeatView is one seat.
type SeatView struct {
	ID          skill.SeatID        `json:"id"`
	Application skill.ApplicationID `json:"application"`
	Sitting     skill.SittingID     `json:"sitting"`
	Session     skill.SessionID     `json:"session"`
	Room        skill.RoomID        `json:"room"`
	Row         int                 `json:"row"`
	Col         int                 `json:"col"`
	Number      int                 `json:"number" doc:"座位号: places counted row by row, those out of service too."`
	Paper       string              `json:"paper,omitempty"`
}

func seatView(s skill.Seat) SeatView {
	return SeatView{s.ID, s.Application, s.Sitting, s.Session, s.Room, s.Row, s.Col, s.Number, s.Paper}
}

// DrawSeats draws a seating.
type DrawSeats struct {
	ByID
	Sent[SeatingWish]
}

func (a *API) drawSeats(ctx context.Context, in *DrawSeats) (*Answer[SeatingView], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	w := examination.SeatingWish{Plan: skill.PlanID(in.ID), Neighbourhood: in.Value.Neighbourhood, Papers: in.Value.Papers, Access: in.Value.Access, Seed: in.Value.Seed}
	for _, x := range in.Value.Apart {
		w.Apart = append(w.Apart, seating.Apart(x))
	}
	s, err := a.Examination.DrawSeats(ctx, in.by(ctx), w)
	id, err := in.made("seating", string(s.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.seatingOf(ctx, &in.Call, id)
	return out.at("/seatings/" + id), err
}

func (a *API) seatingOf(ctx context.Context, c *Call, id string) (*Answer[SeatingView], error) {
	s, err := c.view().Seating(ctx, skill.SeatingID(id))
	return answer(c, seatingView(s), err)
}

func (a *API) seating(ctx context.Context, in *ByID) (*Answer[SeatingView], error) {
	return a.seatingOf(ctx, &in.Call, in.ID)
}

func (a *API) listSeatings(ctx context.Context, in *ListOf) (*Answer[Rows[SeatingView]], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	f := store.Seatings{Plan: skill.PlanID(in.ID)}
	return list(ctx, &in.Call, f, in.Paged, seatingView, func(v SeatingView) string { return string(v.ID) })
}

func (a *API) seatingInstance(ctx context.Context, in *ByID) (*File, error) {
	s, err := in.view().Seating(ctx, skill.SeatingID(in.ID))
	return fileOf("application/json", "seating.json", []byte(s.Instance), err)
}

func (a *API) issueTickets(ctx context.Context, in *ByID) (*Answer[SeatingView], error) {
	id := skill.SeatingID(in.ID)
	if _, err := in.view().Seating(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.IssueTickets(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.seatingOf(ctx, &in.Call, in.ID)
}

// A MovedView is somebody who lost a seat, and the new one.
type MovedView struct {
	From SeatView `json:"from"`
	To   SeatView `json:"to"`
}

func (a *API) reseat(ctx context.Context, in *ByID) (*Answer[Rows[MovedView]], error) {
	if _, err := in.sees(ctx, in.ID); err != nil {
		return nil, err
	}
	moved, err := a.Examination.Reseat(ctx, in.by(ctx), skill.PlanID(in.ID))
	out := Rows[MovedView]{Items: []MovedView{}}
	for _, m := range moved {
		out.Items = append(out.Items, MovedView{seatView(m.From), seatView(m.To)})
	}
	return answer(&in.Call, out, in.done(err))
}

// ListSeats asks for the seats of a session.
type ListSeats struct {
	ListOf
	Room string `query:"room" doc:"Of one room."`
}

func (a *API) listSeats(ctx context.Context, in *ListSeats) (*Answer[Rows[SeatView]], error) {
	if _, err := in.view().Session(ctx, skill.SessionID(in.ID)); err != nil {
		return nil, err
	}
	f := store.Seats{Session: skill.SessionID(in.ID), Room: skill.RoomID(in.Room)}
	return list(ctx, &in.Call, f, in.Paged, seatView, func(v SeatView) string { return string(v.ID) })
}

// A ScanDraft is one check-in.
type ScanDraft struct {
	Way      skill.CheckInWay `json:"way" enum:"code,list,document"`
	Code     string           `json:"code,omitempty" doc:"Of the ticket."`
	Seat     skill.SeatID     `json:"seat,omitempty" doc:"From the door's list."`
	Document *DocumentDraft   `json:"document,omitempty"`
	Device   string           `json:"device" doc:"Which device, the same at every scan."`
}

// A LaterScan is one that a device noted without network.
type LaterScan struct {
	ScanDraft
	At time.Time `json:"at" doc:"By the device's clock."`
}

func (a *API) scan(d ScanDraft) (s examination.Scan, err error) {
	s = examination.Scan{Way: d.Way, Code: d.Code, Seat: d.Seat, Device: d.Device}
	if d.Document != nil {
		s.Document, err = a.documentOf(*d.Document)
	}
	return s, err
}

// A CheckInView is one check-in.
type CheckInView struct {
	ID      skill.CheckInID  `json:"id"`
	Sitting skill.SittingID  `json:"sitting"`
	Seat    skill.SeatID     `json:"seat"`
	Way     skill.CheckInWay `json:"way"`
	Device  string           `json:"device"`
	At      time.Time        `json:"at"`
	Offline bool             `json:"offline" doc:"By the device's clock, handed in later."`
	First   skill.CheckInID  `json:"first,omitempty" doc:"重复签到: somebody was checked in for this seat before; look into it."`
}

func checkInView(c skill.CheckIn) CheckInView {
	return CheckInView{c.ID, c.Sitting, c.Seat, c.Way, c.Device, c.At, c.Offline, c.First}
}

// CheckIn checks somebody in.
type CheckIn struct {
	ByID
	Sent[ScanDraft]
}

func (a *API) checkIn(ctx context.Context, in *CheckIn) (*Answer[CheckInView], error) {
	session, err := in.view().Session(ctx, skill.SessionID(in.ID))
	if err != nil {
		return nil, err
	}
	scan, err := a.scan(in.Value)
	if err != nil {
		return nil, err
	}
	c, err := a.Examination.CheckIn(ctx, in.by(ctx), session.ID, scan)
	id, err := in.made("check_in", string(c.ID), err)
	if err != nil {
		return nil, err
	}
	c, err = in.view().CheckIn(ctx, skill.CheckInID(id))
	return answer(&in.Call, checkInView(c), err)
}

// LaterScans are handed in together.
type LaterScans struct {
	Scans []LaterScan `json:"scans"`
}

// HandInScans takes in what was noted without network.
type HandInScans struct {
	ByID
	Sent[LaterScans]
}

// A ScanOutcome says what became of one scan.
type ScanOutcome struct {
	CheckIn *CheckInView `json:"check_in,omitempty"`
	Reason  string       `json:"reason,omitempty" doc:"Why it was not taken in."`
}

// mostScans is how many scans are handed in at once.
const mostScans = 1000

func (a *API) handInScans(ctx context.Context, in *HandInScans) (*Answer[Rows[ScanOutcome]], error) {
	session, err := in.view().Session(ctx, skill.SessionID(in.ID))
	if err != nil {
		return nil, err
	}
	if len(in.Value.Scans) > mostScans {
		return nil, skill.FailField("scans", "check_in.many", "most", "1000")
	}
	scans := make([]examination.Scan, len(in.Value.Scans))
	for i, d := range in.Value.Scans {
		if scans[i], err = a.scan(d.ScanDraft); err != nil {
			return nil, err
		}
		scans[i].At = d.At
	}
	all, err := a.Examination.HandInScans(ctx, in.by(ctx), session.ID, scans)
	out := Rows[ScanOutcome]{Items: []ScanOutcome{}}
	for _, o := range all {
		if o.Reason != "" {
			out.Items = append(out.Items, ScanOutcome{Reason: o.Reason})
			continue
		}
		v := checkInView(o.CheckIn)
		out.Items = append(out.Items, ScanOutcome{CheckIn: &v})
	}
	return answer(&in.Call, out, in.done(err))
}

// ListCheckIns asks for the check-ins of a session.
type ListCheckIns struct {
	ListOf
	Again bool `query:"again" doc:"Those alone that came after another."`
}

func (a *API) listCheckIns(ctx context.Context, in *ListCheckIns) (*Answer[Rows[CheckInView]], error) {
	if _, err := in.view().Session(ctx, skill.SessionID(in.ID)); err != nil {
		return nil, err
	}
	f := store.CheckIns{Session: skill.SessionID(in.ID), Again: in.Again}
	return list(ctx, &in.Call, f, in.Paged, checkInView, func(v CheckInView) string { return string(v.ID) })
}

func (a *API) listAbsentees(ctx context.Context, in *ByID) (*Answer[Rows[SeatView]], error) {
	seats, err := a.Examination.Absentees(ctx, in.actor, skill.SessionID(in.ID), a.Now())
	out := Rows[SeatView]{Items: []SeatView{}}
	for _, s := range seats {
		out.Items = append(out.Items, seatView(s))
	}
	return answer(&in.Call, out, err)
}
