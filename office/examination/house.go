package examination

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"assay/rule/seating"
	"assay/rule/seating/check"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A house is all that seating a plan rests on: its sessions to come with their
// rooms, who is called to them, and who has a seat already.
type house struct {
	plan     skill.Plan
	sessions map[skill.SessionID]skill.Session
	rooms    map[skill.RoomID]skill.Room
	sittings map[skill.SittingID]skill.Sitting
	kept     []skill.Seat
	in       seating.Instance
}

// house reads them.
func (d *Desk) house(ctx context.Context, tx *store.Tx, p skill.Plan) (*house, error) {
	h := &house{plan: p, sessions: map[skill.SessionID]skill.Session{}, rooms: map[skill.RoomID]skill.Room{}, sittings: map[skill.SittingID]skill.Sitting{}}
	per, err := d.watchers(tx.Today())
	if err != nil {
		return nil, err
	}
	h.in.Rules.Neighbourhood, h.in.Rules.Invigilators = seating.Row, per
	if err := h.readRooms(ctx, tx); err != nil {
		return nil, err
	}
	if err := h.readPeople(ctx, tx); err != nil {
		return nil, err
	}
	h.kept, err = store.List(ctx, tx, store.Seats{Plan: p.ID}, store.Everything)
	h.kept = slices.DeleteFunc(h.kept, func(s skill.Seat) bool { _, ok := h.sittings[s.Sitting]; return !ok })
	return h, err
}

// watchers is how many invigilators watch a room.
// Source: docs/rules.md, Planning an exam.
func (d *Desk) watchers(on day.Date) (out seating.Invigilators, err error) {
	c := skill.PolicyCase{On: on}
	if out.Per, err = d.Policies.Number(skill.PolicyInvigilatorPer, c, skill.InPersons); err == nil {
		out.Least, err = d.Policies.Number(skill.PolicyInvigilatorLeast, c, skill.InPersons)
	}
	return out, err
}

// readRooms reads the sessions that are to come, and the rooms that still take
// them.
func (h *house) readRooms(ctx context.Context, tx *store.Tx) error {
	all, err := store.List(ctx, tx, store.Sessions{Plan: h.plan.ID, Live: true, EndFrom: tx.Now}, store.Everything)
	if err != nil {
		return err
	}
	at := map[skill.RoomID]int{}
	for _, s := range all {
		if !s.Starts.After(tx.Now) {
			continue
		}
		h.sessions[s.ID] = s
		h.in.Sessions = append(h.in.Sessions, seating.Session{ID: string(s.ID), Starts: s.Starts, Ends: s.Ends})
		rooms, err := tx.Locked().RoomsOf(ctx, s)
		if err != nil {
			return err
		}
		for _, r := range rooms {
			if r.Takes(s) != nil {
				continue
			}
			i, known := at[r.ID]
			if !known {
				i = len(h.in.Rooms)
				at[r.ID] = i
				h.rooms[r.ID] = r
				h.in.Rooms = append(h.in.Rooms, grid(r))
			}
			h.in.Rooms[i].Sessions = append(h.in.Rooms[i].Sessions, string(s.ID))
		}
	}
	return nil
}

// grid is a room as the rule has it.
func grid(r skill.Room) seating.Room {
	out := seating.Room{ID: string(r.ID), Rows: r.Rows, Cols: r.Cols, Accessible: r.Accessible}
	for _, p := range r.Unusable() {
		out.OutOfService = append(out.OutOfService, seating.Place(p))
	}
	return out
}

// readPeople reads who is called to the sessions and has still to sit. Employers
// are told apart by number alone.
func (h *house) readPeople(ctx context.Context, tx *store.Tx) error {
	sittings, err := store.List(ctx, tx, store.Sittings{Plan: h.plan.ID, Status: []skill.SittingStatus{skill.SittingDue}}, store.Everything)
	if err != nil {
		return err
	}
	applications, err := store.List(ctx, tx, store.Applications{Plan: h.plan.ID, MayProcess: true}, store.Everything)
	if err != nil {
		return err
	}
	employers, numbers := map[skill.ApplicationID]string{}, map[string]string{}
	for _, a := range applications {
		name, err := employerOf(a, day.Of(tx.Now))
		if err != nil {
			return err
		}
		if name != "" && numbers[name] == "" {
			numbers[name] = "e" + itoa(len(numbers)+1)
		}
		employers[a.ID] = numbers[name]
	}
	for _, s := range sittings {
		employer, may := employers[s.Application]
		if _, comes := h.sessions[s.Session]; !comes || !may {
			continue
		}
		h.sittings[s.ID] = s
		h.in.Candidates = append(h.in.Candidates, seating.Candidate{
			ID: string(s.ID), Session: string(s.Session), Person: string(s.Application), Employer: employer,
		})
	}
	return nil
}

// employerOf is where a candidate works: as the roster names it, else as the facts
// of the application do, the longest held first. It is folded, so that one way of
// writing it is like another.
func employerOf(a skill.Application, on day.Date) (string, error) {
	cells := map[string]string{}
	if !a.Cells.IsZero() {
		if err := json.Unmarshal([]byte(a.Cells.Reveal()), &cells); err != nil {
			return "", skill.Fail(skill.Internal, "store.unreadable", "table", "application", "column", "cells")
		}
	}
	if name := skill.Fold(cells[skill.SheetRoster.Columns()[skill.RosterEmployer].Heading]); name != "" {
		return name, nil
	}
	all, err := employers(a.Facts, on)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// wish adds what the body asks for.
func (h *house) wish(w SeatingWish) error {
	if w.Papers < 0 || w.Papers > mostPapers {
		return skill.FailField("papers", "seating.papers", "most", itoa(mostPapers))
	}
	if w.Neighbourhood != "" {
		h.in.Rules.Neighbourhood = w.Neighbourhood
	}
	h.in.Rules.Apart = w.Apart
	need := map[string]bool{}
	for i, id := range w.Access {
		if !slices.ContainsFunc(h.in.Candidates, func(c seating.Candidate) bool { return c.Person == string(id) }) {
			return skill.FailField("access["+itoa(i)+"]", "seating.not_called")
		}
		need[string(id)] = true
	}
	papers := map[string]int{} // how many were dealt in each session
	for i := range h.in.Candidates {
		c := &h.in.Candidates[i]
		c.Accessible = need[c.Person]
		if w.Papers > 1 {
			c.Paper = string(rune('A' + papers[c.Session]%w.Papers))
			papers[c.Session]++
		}
	}
	return h.sound()
}

// sound refuses wishes that cannot be seated by, as a file with them would be.
func (h *house) sound() error {
	b, err := json.Marshal(seating.NewInstanceJSON(&h.in))
	if err != nil {
		return err
	}
	if len(h.in.Sessions) == 0 || len(h.in.Rooms) == 0 {
		return skill.Fail(skill.WrongState, "seating.no_rooms")
	}
	_, err = seating.ReadInstance(b)
	return err
}

// waiting are the candidates without a seat.
func (h *house) waiting() []seating.Candidate {
	seated := seatsOf(h.kept)
	return slices.DeleteFunc(slices.Clone(h.in.Candidates), func(c seating.Candidate) bool { return seated[c.ID] != nil })
}

// seatsOf finds seats by the ids of their candidates.
func seatsOf(all []skill.Seat) map[string]*skill.Seat {
	out := make(map[string]*skill.Seat, len(all))
	for i := range all {
		out[string(all[i].Sitting)] = &all[i]
	}
	return out
}

// asGiven asks for people what the seats were given by that they have or had.
func (h *house) asGiven(seats []skill.Seat) {
	of := seatsOf(seats)
	for i := range h.in.Candidates {
		if c := &h.in.Candidates[i]; of[c.ID] != nil {
			c.Paper, c.Accessible = of[c.ID].Paper, of[c.ID].Access
		}
	}
}

// seat runs the rule: whoever has a seat keeps it and what it was given by.
func (h *house) seat(seed uint64) (seating.Answer, error) {
	var kept []seating.Seat
	for _, s := range h.kept {
		kept = append(kept, seating.Seat{Candidate: string(s.Sitting), Session: string(s.Session), Room: string(s.Room), Row: s.Row, Col: s.Col})
	}
	h.asGiven(h.kept)
	var a seating.Answer
	if len(kept) == 0 {
		a = seating.Arrange(&h.in, seed)
	} else {
		a = seating.Complete(&h.in, kept, seed)
	}
	if len(a.Unseated) > 0 {
		return a, h.short(a)
	}
	if faults := check.Faults(&h.in, a); len(faults) > 0 {
		return a, skill.Fail(skill.Internal, "internal")
	}
	return a, nil
}

// short says what keeps people from seats.
func (h *house) short(a seating.Answer) error {
	s := a.Shortages[0]
	values := ""
	for i, v := range s.Values {
		if i > 0 {
			values += ", "
		}
		values += v
	}
	when := span(h.sessions[skill.SessionID(s.Session)])
	return skill.Fail(skill.Unmet, s.Reason, "session", when, "attribute", string(s.Attribute), "values", values,
		"need", itoa(s.Need), "have", itoa(s.Have), "over", itoa(s.Need-s.Have), "share", itoa(s.Share), "allows", itoa(s.Allows), "unseated", itoa(s.Unseated))
}

// draw writes a seating with its seats.
func (h *house) draw(ctx context.Context, tx *store.Tx, seed uint64) (out skill.Seating, err error) {
	a, err := h.seat(seed)
	if err != nil {
		return out, err
	}
	instance, err := json.Marshal(seating.NewInstanceJSON(&h.in))
	if err != nil {
		return out, err
	}
	out = skill.Seating{ID: skill.SeatingID(tx.NewID()), Plan: h.plan.ID, Path: h.plan.Path, Seed: strconv.FormatUint(seed, 10),
		Instance: string(instance), Rooms: len(a.Rooms), Soft: a.SoftViolations}
	move, err := out.Draw()
	if err != nil {
		return out, err
	}
	if out, err = store.MoveOne(ctx, tx, out, move); err != nil {
		return out, err
	}
	_, err = h.write(ctx, tx, out.ID, a)
	return out, err
}

// write adds the seats of those who had none.
func (h *house) write(ctx context.Context, tx *store.Tx, id skill.SeatingID, a seating.Answer) ([]skill.Seat, error) {
	had := map[skill.SittingID]bool{}
	for _, s := range h.kept {
		had[s.Sitting] = true
	}
	asked := map[string]seating.Candidate{}
	for _, c := range h.in.Candidates {
		asked[c.ID] = c
	}
	var rows []*skill.Seat
	for _, s := range a.Seats {
		sitting := h.sittings[skill.SittingID(s.Candidate)]
		if had[sitting.ID] {
			continue
		}
		place, room := skill.Place{Row: s.Row, Col: s.Col}, h.rooms[skill.RoomID(s.Room)]
		rows = append(rows, &skill.Seat{
			ID: skill.SeatID(tx.NewID()), Seating: id, Plan: h.plan.ID, Path: h.plan.Path, Sitting: sitting.ID, Application: sitting.Application,
			Session: sitting.Session, Room: room.ID, Place: place, Number: (s.Row-1)*room.Cols + s.Col,
			Paper: asked[s.Candidate].Paper, Access: asked[s.Candidate].Accessible,
		})
	}
	if err := store.Add(ctx, tx, rows...); err != nil {
		return nil, err
	}
	out := make([]skill.Seat, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out, nil
}
