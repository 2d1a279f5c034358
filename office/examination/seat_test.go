package examination_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/examination"
	"assay/rule/condition"
	"assay/rule/seating"
	"assay/rule/seating/check"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// started is a plan of n candidates under way: theory in the rooms, operation the
// day after without any.
func (c *centre) started(n int, rooms ...skill.Room) (theory skill.Session, taken []skill.Room, all []skill.Application) {
	c.t.Helper()
	ctx := c.t.Context()
	all = c.Enter(c.t, c.s, 0, n)
	var ids []skill.RoomID
	for _, r := range rooms {
		r = c.added(r)
		taken, ids = append(taken, r), append(ids, r.ID)
	}
	theory, err := c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1), ids...)
	c.must(theory, err)
	operation := c.session(skill.Operation, 1)
	operation.Starts, operation.Ends = theory.Starts.Add(24*time.Hour), theory.Ends.Add(24*time.Hour)
	last := c.room("实训室")
	last.Kind, last.Accessible = skill.RoomPractical, true
	c.must(c.desk.Hold(ctx, c.by(clerk), operation, c.added(last).ID))
	return theory, taken, all
}

func (c *centre) start() { c.must(c.desk.Start(c.t.Context(), c.by(clerk), c.Plan.ID)) }

func (c *centre) seats(f store.Seats) []skill.Seat {
	c.t.Helper()
	out, err := store.List(c.t.Context(), c.s.Unscoped(), f, store.Everything)
	c.must(out, err)
	return out
}

// recomputed are the seats that anybody gets from what a seating keeps.
func (c *centre) recomputed(s skill.Seating) []seating.Seat {
	c.t.Helper()
	in, err := seating.ReadInstance([]byte(s.Instance))
	c.must(in, err)
	seed, err := strconv.ParseUint(s.Seed, 10, 64)
	c.must(seed, err)
	a := seating.Arrange(in, seed)
	if faults := check.Faults(in, a); len(faults) > 0 {
		c.t.Error(faults)
	}
	return a.Seats
}

// Everybody who is called gets a seat in each session, by a seed with which
// anybody can recompute it; until tickets are out it can be drawn anew.
func TestDrawSeats(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		w := examination.SeatingWish{Plan: c.Plan.ID, Papers: 2, Apart: []seating.Apart{{Attribute: seating.Paper, Hard: true}}}
		first := c.room("第一考场")
		first.Broken = []skill.Place{{Row: 1, Col: 2}}
		second := c.room("第二考场")
		second.Accessible = true
		theory, rooms, all := c.started(30, first, second)
		_, err := c.desk.DrawSeats(ctx, c.by(clerk), w)
		c.refused("seating.not_started", err)
		c.start()
		_, err = c.desk.DrawSeats(ctx, c.by(reviewer), w)
		c.refused("actor.denied", err)
		for reason, spoil := range map[string]func(*examination.SeatingWish){
			"seating.seed":                  func(w *examination.SeatingWish) { w.Seed = "-1" },
			"seating.papers":                func(w *examination.SeatingWish) { w.Papers = 27 },
			"seating.not_called":            func(w *examination.SeatingWish) { w.Access = []skill.ApplicationID{"x"} },
			"seating.neighbourhood_unknown": func(w *examination.SeatingWish) { w.Neighbourhood = "far" },
			"seating.paper_missing":         func(w *examination.SeatingWish) { w.Papers = 0 },
		} {
			bad := w
			spoil(&bad)
			_, err := c.desk.DrawSeats(ctx, c.by(clerk), bad)
			c.refused(reason, err)
		}
		w.Access, w.Seed = []skill.ApplicationID{all[3].ID}, "7"
		s, err := c.desk.DrawSeats(ctx, c.by(clerk), w)
		c.must(s, err)
		seats := c.seats(store.Seats{Session: theory.ID})
		if len(seats) != 30 || s.Rooms != 2 {
			t.Errorf("%d seats in %d rooms", len(seats), s.Rooms) // all in the second room, and operation
		}
		again := c.recomputed(s)
		for _, seat := range c.seats(store.Seats{Seating: s.ID}) {
			if !slices.Contains(again, seating.Seat{Candidate: string(seat.Sitting), Session: string(seat.Session), Room: string(seat.Room), Row: seat.Row, Col: seat.Col}) {
				t.Errorf("%+v is not where recomputing puts it", seat)
			}
			if seat.Application == all[3].ID && (!seat.Access || seat.Room == rooms[0].ID) {
				t.Errorf("who needs access sits at %+v", seat)
			}
			if seat.Paper != "A" && seat.Paper != "B" {
				t.Errorf("paper %q", seat.Paper)
			}
		}
		w.Seed = "8"
		next, err := c.desk.DrawSeats(ctx, c.by(clerk), w)
		c.must(next, err)
		old, err := c.s.Unscoped().Seating(ctx, s.ID)
		c.must(old, err)
		if old.Status != skill.SeatingReplaced || len(c.seats(store.Seats{Seating: s.ID})) != 0 || len(c.seats(store.Seats{Session: theory.ID})) != 30 {
			t.Errorf("the first seating is %s", old.Status)
		}
		_, err = c.desk.IssueTickets(ctx, c.by(reviewer), next.ID)
		c.refused("actor.denied", err)
		_, err = c.desk.IssueTickets(ctx, c.by(clerk), s.ID)
		c.refused("seating.wrong_state", err)
		c.must(c.desk.IssueTickets(ctx, c.by(clerk), next.ID))
		_, err = c.desk.DrawSeats(ctx, c.by(clerk), w)
		c.refused("seating.nobody", err)
	})
}

// Who cannot be seated is counted, by constraint, and nothing is written.
func TestSeatsThatAreShort(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		room := c.room("第一考场")
		room.Rows, room.Cols, room.Accessible = 1, 6, true
		_, _, all := c.started(6, room)
		c.start()
		w := examination.SeatingWish{Plan: c.Plan.ID}
		for _, a := range all {
			w.Access = append(w.Access, a.ID)
		}
		c.must(c.desk.DrawSeats(ctx, c.by(clerk), w))
		before := len(c.seats(store.Seats{Plan: c.Plan.ID}))
		r, err := store.One(ctx, c.s.Unscoped(), store.Rooms{Plan: c.Plan.ID, Kind: skill.RoomTheory})
		c.must(r, err)
		r.Accessible = false
		c.must2(c.desk.ChangeRoom(ctx, c.by(clerk), r, true))
		_, err = c.desk.DrawSeats(ctx, c.by(clerk), w)
		c.refused("seating.accessible", err)
		if args := argsOf(err); args["need"] != "6" || args["have"] != "0" || args["session"] != "2026-11-21 09:00–10:30" {
			t.Errorf("missing: %v", args)
		}
		if n := len(c.seats(store.Seats{Plan: c.Plan.ID})); n != before {
			t.Errorf("%d seats after a refusal, %d before", n, before)
		}
	})
}

func (c *centre) must2(_, _ any, err error) { c.t.Helper(); c.must(nil, err) }

// A ticket has a number of its plan and a code that is stored nowhere; a room that
// shrinks after tickets are out moves those alone who lost their place.
func TestReseatMovesNobodyElse(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		theory, rooms, _ := c.started(20, c.room("第一考场"), c.room("第二考场"))
		c.start()
		s, err := c.desk.DrawSeats(ctx, c.by(clerk), examination.SeatingWish{Plan: c.Plan.ID, Papers: 2, Apart: []seating.Apart{{Attribute: seating.Paper, Hard: true}}})
		c.must(s, err)
		c.must(c.desk.IssueTickets(ctx, c.by(clerk), s.ID))
		tickets, err := store.List(ctx, c.s.Unscoped(), store.Tickets{Plan: c.Plan.ID}, store.Everything)
		c.must(tickets, err)
		if len(tickets) != 20 || tickets[0].Number != "2611200001" || tickets[19].Number != "2611200020" {
			t.Errorf("%d tickets, %s to %s", len(tickets), tickets[0].Number, tickets[len(tickets)-1].Number)
		}
		code := c.s.TicketCode(tickets[4].ID)
		found, err := store.One(ctx, c.s.Unscoped(), store.Tickets{Code: " " + code[:4] + " " + code[4:]})
		if c.must(found, err); len(code) != 16 || found.ID != tickets[4].ID {
			t.Errorf("code %q finds %s", code, found.ID)
		}
		_, err = c.desk.Reseat(ctx, c.by(clerk), c.Plan.ID)
		c.refused("seating.nobody_lost", err)
		before := c.seats(store.Seats{Session: theory.ID})
		used := before[0].Room
		smaller := rooms[0]
		if used == rooms[1].ID {
			smaller = rooms[1]
		}
		lost := before[0].Place
		smaller.Broken = []skill.Place{lost}
		c.must2(c.desk.ChangeRoom(ctx, c.by(clerk), smaller, true))
		_, err = c.desk.Reseat(ctx, c.by(reviewer), c.Plan.ID)
		c.refused("actor.denied", err)
		moved, err := c.desk.Reseat(ctx, c.by(clerk), c.Plan.ID)
		c.must(moved, err)
		if len(moved) != 1 || moved[0].From.ID != before[0].ID || moved[0].To.Sitting != before[0].Sitting || moved[0].To.Paper != before[0].Paper || moved[0].To.Place == lost {
			t.Fatalf("moved: %+v", moved)
		}
		for _, seat := range before[1:] {
			now, err := c.s.Unscoped().Seat(ctx, seat.ID)
			if c.must(now, err); now != seat {
				t.Errorf("%+v became %+v", seat, now)
			}
		}
		// The room is closed altogether: all of them go to the other one.
		c.must2(c.desk.CloseRoom(ctx, c.by(clerk), used, "漏水", true))
		moved, err = c.desk.Reseat(ctx, c.by(clerk), c.Plan.ID)
		c.must(moved, err)
		after := c.seats(store.Seats{Session: theory.ID})
		if len(after) != 20 || slices.ContainsFunc(after, func(s skill.Seat) bool { return s.Room == used }) || len(moved) == 0 {
			t.Errorf("%d seats, %d moved", len(after), len(moved))
		}
	})
}

// Only who owes nothing gets a ticket; it is given out once the fee is settled.
func TestNoTicketBeforeTheFee(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		_, _, all := c.started(3, c.room("第一考场"))
		c.start()
		fee := skill.Fee{Application: all[1].ID, Plan: c.Plan.ID, Path: c.Plan.Path, Person: all[1].Person, Amount: 12_000, Receipt: "票00000001"}
		move := func(verb func(skill.Fee) (skill.Move, error)) {
			testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error {
				if fee.ID == "" {
					fee.ID = skill.FeeID(tx.NewID())
				}
				m, err := verb(fee)
				if err != nil {
					return err
				}
				fee, err = store.MoveOne(ctx, tx, fee, m)
				return err
			})
		}
		move(skill.Fee.Charge)
		s, err := c.desk.DrawSeats(ctx, c.by(clerk), examination.SeatingWish{Plan: c.Plan.ID})
		c.must(s, err)
		tickets := func(want int) {
			n, err := store.Count(ctx, c.s.Unscoped(), store.Tickets{Plan: c.Plan.ID})
			if c.must(n, err); n != want {
				t.Errorf("%d tickets, want %d", n, want)
			}
		}
		c.must(c.desk.IssueTickets(ctx, c.by(clerk), s.ID))
		tickets(2)
		_, err = c.desk.IssueTickets(ctx, c.by(clerk), s.ID)
		c.refused("seating.wrong_state", err)
		fee.Taker = all[0].Person
		move(skill.Fee.Pay)
		c.must(c.desk.IssueTickets(ctx, c.by(clerk), s.ID))
		tickets(3)
	})
}

// Check-in by code, by list and by document; twice on one device is refused, from
// another device both are kept and the second names the first.
func TestCheckIn(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		theory, _, all := c.started(4, c.room("第一考场"))
		c.start()
		s, err := c.desk.DrawSeats(ctx, c.by(clerk), examination.SeatingWish{Plan: c.Plan.ID})
		c.must(s, err)
		seats := c.seats(store.Seats{Session: theory.ID})
		list := examination.Scan{Way: skill.ByList, Seat: seats[1].ID, Device: "门口一"}
		c.clock.Set(theory.Starts.Add(-10 * time.Minute))
		_, err = c.desk.CheckIn(ctx, c.by(clerk), theory.ID, list)
		c.refused("check_in.not_here", err) // tickets are not out
		c.clock.Set(theory.Starts.Add(-26 * time.Hour))
		c.must(c.desk.IssueTickets(ctx, c.by(clerk), s.ID))
		_, err = c.desk.CheckIn(ctx, c.by(clerk), theory.ID, list)
		c.refused("check_in.other_day", err)
		c.clock.Set(theory.Starts.Add(-10 * time.Minute))
		ticket, err := store.One(ctx, c.s.Unscoped(), store.Tickets{Application: all[0].ID})
		c.must(ticket, err)
		code := examination.Scan{Way: skill.ByCode, Code: c.s.TicketCode(ticket.ID), Device: "门口一"}
		for reason, bad := range map[string]examination.Scan{
			"check_in.unknown_code":     {Way: skill.ByCode, Code: "AAAABBBBCCCCDDDD", Device: "门口一"},
			"check_in.unknown_seat":     {Way: skill.ByList, Seat: "x", Device: "门口一"},
			"check_in.unknown_document": {Way: skill.ByDocument, Document: testdb.Born(99).Document, Device: "门口一"},
			"check_in.way":              {Way: "face", Device: "门口一"},
			"check_in.device":           {Way: skill.ByCode, Code: code.Code},
		} {
			_, err := c.desk.CheckIn(ctx, c.by(clerk), theory.ID, bad)
			c.refused(reason, err)
		}
		_, err = c.desk.CheckIn(ctx, c.by(reviewer), theory.ID, code)
		c.refused("actor.denied", err)
		one, err := c.desk.CheckIn(ctx, c.by(clerk), theory.ID, code)
		c.must(one, err)
		_, err = c.desk.CheckIn(ctx, c.by(clerk), theory.ID, code)
		c.refused("check_in.twice", err)
		document := examination.Scan{Way: skill.ByDocument, Document: testdb.Born(0).Document, Device: "门口二"}
		two, err := c.desk.CheckIn(ctx, c.by(head), theory.ID, document)
		if c.must(two, err); one.First != "" || two.First != one.ID || two.Sitting != one.Sitting {
			t.Errorf("the second is %+v of %+v", two, one)
		}
		c.handedIn(theory, slices.DeleteFunc(seats, func(s skill.Seat) bool { return s.Sitting == one.Sitting }))
	})
}

// handedIn goes on with devices that had no network.
func (c *centre) handedIn(theory skill.Session, seats []skill.Seat) {
	ctx := c.t.Context()
	at := theory.Starts.Add(-5 * time.Minute)
	c.clock.Set(theory.Ends.Add(time.Hour))
	scans := []examination.Scan{
		{Way: skill.ByList, Seat: seats[0].ID, Device: "离线一", At: at},
		{Way: skill.ByList, Seat: seats[0].ID, Device: "离线一", At: at.Add(time.Minute)}, // refused there, told again here
		{Way: skill.ByList, Seat: seats[0].ID, Device: "离线二", At: at.Add(time.Minute)},
		{Way: skill.ByList, Seat: seats[1].ID, Device: "离线一", At: theory.Ends.Add(2 * time.Hour)},
		{Way: skill.ByList, Seat: "x", Device: "离线一", At: at},
	}
	for range 2 { // a device may send everything once more
		out, err := c.desk.HandInScans(ctx, c.by(clerk), theory.ID, scans)
		c.must(out, err)
		if out[0].CheckIn.ID != out[1].CheckIn.ID || !out[0].CheckIn.Offline || !out[0].CheckIn.At.Equal(at) {
			c.t.Errorf("handed in: %+v", out)
		}
		if out[2].CheckIn.First != out[0].CheckIn.ID || out[3].Reason != "check_in.clock" || out[4].Reason != "check_in.unknown_seat" {
			c.t.Errorf("handed in: %+v", out)
		}
	}
	_, err := c.desk.CheckIn(ctx, c.by(clerk), theory.ID, scans[0])
	c.refused("check_in.over", err)
	again, err := store.Count(ctx, c.s.Unscoped(), store.CheckIns{Session: theory.ID, Again: true})
	c.must(again, err)
	firsts, err := store.Count(ctx, c.s.Unscoped(), store.CheckIns{Session: theory.ID, Firsts: true})
	if c.must(firsts, err); again != 2 || firsts != 2 {
		c.t.Errorf("%d first, %d again", firsts, again)
	}
	_, err = c.desk.Absentees(ctx, c.Actor(clerk), theory.ID, theory.Starts)
	c.refused("check_in.not_over", err)
	absent, err := c.desk.Absentees(ctx, c.Actor(clerk), theory.ID, theory.Ends)
	if c.must(absent, err); len(absent) != 2 {
		c.t.Errorf("%d did not come, want 2", len(absent))
	}
}

// Employers that rosters or applicants name are parted, and do not stand in what is kept.
func TestEmployersAreParted(t *testing.T) {
	each(t, func(c *centre) {
		theory, _, all := c.started(8, c.room("第一考场"))
		testdb.Update(t, c.s, func(ctx context.Context, tx *store.Tx) error {
			for i := range all {
				a, err := tx.Locked().Application(ctx, all[i].ID)
				if err != nil {
					return err
				}
				works := fmt.Sprintf("示例%d厂", i%2)
				b, _ := json.Marshal(map[string]string{"所在单位": works})
				a.Cells = skill.Keep(string(b))
				if i >= 4 { // who applied himself is on no roster
					facts, err := condition.WriteDossier(skill.Dossier{Born: day.Must("1990-01-01"), Employment: []skill.Employment{{Period: day.Period{From: day.Must("2015-01-01")}, Employer: works}}})
					if err != nil {
						return err
					}
					a.Cells, a.Facts = skill.Keep(""), skill.Keep(string(facts))
				}
				if err := store.Change(ctx, tx, "amend-cells", &a); err != nil {
					return err
				}
			}
			return nil
		})
		c.start()
		s, err := c.desk.DrawSeats(t.Context(), c.by(clerk), examination.SeatingWish{Plan: c.Plan.ID, Apart: []seating.Apart{{Attribute: seating.Employer, Hard: true}}})
		c.must(s, err)
		in, err := seating.ReadInstance([]byte(s.Instance))
		c.must(in, err)
		count := map[string]int{}
		for _, x := range in.Candidates {
			count[x.Employer]++
		}
		if count["e1"] != 8 || count["e2"] != 8 {
			t.Errorf("employers are kept as %v", count)
		}
		if n := len(c.seats(store.Seats{Session: theory.ID})); n != 8 {
			t.Errorf("%d seats", n)
		}
	})
}
