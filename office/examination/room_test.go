package examination_test

import (
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// room is one as a clerk enters it: thirty places at desks.
func (c *centre) room(name string) skill.Room {
	return skill.Room{Site: c.Site.ID, Name: name, Kind: skill.RoomTheory, Rows: 5, Cols: 6}
}

func (c *centre) added(r skill.Room) skill.Room {
	c.t.Helper()
	out, err := c.desk.AddRoom(c.t.Context(), c.by(clerk), r)
	c.must(out, err)
	return out
}

// What is no room is refused, by its path.
// Source: docs/rules.md, Planning an exam.
func TestAddRoom(t *testing.T) {
	each(t, func(c *centre) {
		lathe := skill.Machine{Place: skill.Place{Row: 1, Col: 1}, Number: "C-01", What: "CA6140 普通车床"}
		for _, x := range []struct {
			want  string
			spoil func(*skill.Room)
		}{
			{"room.no_name", func(r *skill.Room) { r.Name = "\u200b" }},
			{"room.no_kind", func(r *skill.Room) { r.Kind = "" }},
			{"room.size", func(r *skill.Room) { r.Rows = 0 }},
			{"room.size", func(r *skill.Room) { r.Cols = 201 }},
			{"room.place", func(r *skill.Room) { r.Broken = []skill.Place{{Row: 6, Col: 1}} }},
			{"room.place", func(r *skill.Room) { r.Machines = []skill.Machine{{Number: "1", What: "机"}} }},
			{"room.machine_unnamed", func(r *skill.Room) { r.Machines = []skill.Machine{{Place: lathe.Place}} }},
			{"room.two_machines", func(r *skill.Room) { r.Machines = []skill.Machine{lathe, lathe} }},
			{"room.machine_twice", func(r *skill.Room) {
				other := lathe
				other.Place.Col = 2
				r.Machines = []skill.Machine{lathe, other}
			}},
			{"room.hours_order", func(r *skill.Room) { r.Hours = []skill.OpenHours{{Day: time.Monday, From: 600, To: 600}} }},
			{"room.hours_order", func(r *skill.Room) { r.Hours = []skill.OpenHours{{Day: time.Monday, From: 600, To: 1441}} }},
			{"room.closure_order", func(r *skill.Room) {
				r.Closures = []skill.Closure{{Period: day.Period{From: day.Must("2026-12-02"), To: day.Must("2026-12-01")}}}
			}},
			{"text.number", func(r *skill.Room) { r.Name = "13800000000 室" }},
			{"site.not_found", func(r *skill.Room) { r.Site = "x" }},
		} {
			r := c.room("第一考场")
			x.spoil(&r)
			_, err := c.desk.AddRoom(t.Context(), c.by(clerk), r)
			c.refused(x.want, err)
		}
		_, err := c.desk.AddRoom(t.Context(), c.by(reviewer), c.room("第一考场"))
		c.refused("actor.denied", err)
		full := c.room("第一考场")
		full.Kind, full.Broken, full.Accessible = skill.RoomComputer, []skill.Place{{Row: 1, Col: 2}}, true
		second := skill.Machine{Place: skill.Place{Row: 1, Col: 2}, Number: "C-02", What: "计算机"}
		third := skill.Machine{Place: skill.Place{Row: 1, Col: 3}, Number: "C-03", What: "计算机", Out: true}
		full.Machines = []skill.Machine{lathe, second, third}
		full.Hours = []skill.OpenHours{{Day: time.Sunday, From: 480, To: 1440}}
		full.Closures = []skill.Closure{{Period: day.Period{From: day.Must("2026-12-01"), To: day.Must("2026-12-02")}, Why: "设备检修"}}
		r := c.added(full)
		again, err := c.s.Unscoped().Room(t.Context(), r.ID)
		c.must(again, err)
		// Of three machines one stands on a broken place and one is out of service.
		if got := again.Places(); len(got) != 1 || got[0] != lathe.Place || again.Closures[0].Why != "设备检修" || again.Hours[0] != full.Hours[0] {
			t.Errorf("%+v holds %v", again, got)
		}
		_, err = c.desk.AddRoom(t.Context(), c.by(clerk), c.room(" 第一考场"))
		c.refused("room.exists", err)
	})
}

// A session takes a room that is fit for it and free at that time; a refusal says
// whose it is, and when.
// Source: docs/rules.md, Planning an exam.
func TestTakeRoom(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		free := c.added(c.room("第一考场"))
		s, err := c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1), free.ID)
		c.must(s, err)
		if taken, err := c.s.Unscoped().RoomsOf(ctx, s); err != nil || len(taken) != 1 || taken[0].ID != free.ID {
			t.Errorf("the session takes %v: %v", taken, err)
		}
		_, err = c.desk.TakeRoom(ctx, c.by(clerk), s.ID, free.ID)
		c.refused("session_room.exists", err)

		// A minute of overlap is one; the next session may begin as this one ends.
		late := c.session(skill.Theory, 1)
		late.Starts, late.Ends = s.Ends.Add(-time.Minute), s.Ends.Add(time.Hour)
		_, err = c.desk.Hold(ctx, c.by(clerk), late, free.ID)
		c.refused("room.taken", err)
		if args := argsOf(err); args["session"] != string(s.ID) || args["when"] != "2026-11-21 09:00–10:30" || args["room"] != "第一考场" {
			t.Errorf("it does not say whose and when: %v", args)
		}
		late.Starts = s.Ends
		c.must(c.desk.Hold(ctx, c.by(clerk), late, free.ID))

		n := 1
		for _, x := range []struct {
			want  string
			spoil func(*skill.Room, *skill.Session)
		}{
			{"room.unsuited", func(r *skill.Room, _ *skill.Session) { r.Kind = skill.RoomPractical }},
			{"room.unsuited", func(_ *skill.Room, s *skill.Session) { s.Part = skill.Operation }},
			{"room.no_places", func(r *skill.Room, _ *skill.Session) {
				r.Rows, r.Cols, r.Broken = 1, 1, []skill.Place{{Row: 1, Col: 1}}
			}},
			// The session is on Saturday from 09:00 to 10:30 in UTC+8.
			{"room.outside_hours", func(r *skill.Room, _ *skill.Session) {
				r.Hours = []skill.OpenHours{{Day: time.Saturday, From: 8 * 60, To: 10*60 + 29}, {Day: time.Sunday, From: 0, To: 1440}}
			}},
			{"room.closed_then", func(r *skill.Room, _ *skill.Session) {
				r.Closures = []skill.Closure{{Period: day.Period{From: day.Must("2026-11-20"), To: day.Must("2026-11-21")}}}
			}},
			{"session.not_accessible", func(_ *skill.Room, s *skill.Session) { s.Access = 1 }},
			{"session.access", func(_ *skill.Room, s *skill.Session) { s.Access = -1 }},
		} {
			r, s := c.room("考场"+strconv.Itoa(n)), c.session(skill.Theory, 1)
			n++
			x.spoil(&r, &s)
			_, err := c.desk.Hold(ctx, c.by(clerk), s, c.added(r).ID)
			c.refused(x.want, err)
		}
		open := c.room("周六考场")
		open.Hours = []skill.OpenHours{{Day: time.Saturday, From: 8 * 60, To: 10*60 + 30}}
		open.Accessible = true
		wheels := c.session(skill.Theory, 1)
		wheels.Access = 30
		c.must(c.desk.Hold(ctx, c.by(clerk), wheels, c.added(open).ID))
		_, err = c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1), "x")
		c.refused("room.elsewhere", err)
		if all, _ := store.Count(ctx, c.s.Unscoped(), store.Sessions{Plan: c.Plan.ID}); all != 3 {
			t.Errorf("%d sessions: a refused one was kept", all)
		}
	})
}

// A room that was given back, whose session or plan was cancelled, is free.
func TestRoomsBecomeFree(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		r := c.added(c.room("第一考场"))
		s, err := c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1), r.ID)
		c.must(s, err)
		taken, err := store.One(ctx, c.s.Unscoped(), store.SessionRooms{Session: s.ID})
		c.must(taken, err)
		_, err = c.desk.ReleaseRoom(ctx, c.by(reviewer), taken.ID)
		c.refused("actor.denied", err)
		c.must(c.desk.ReleaseRoom(ctx, c.by(clerk), taken.ID))
		_, err = c.desk.ReleaseRoom(ctx, c.by(clerk), taken.ID)
		c.refused("session_room.released", err)
		other, err := c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1), r.ID)
		c.must(other, err)
		c.must(c.desk.Cancel(ctx, c.by(clerk), c.Plan.ID, "人数不足"))
		p, err := c.desk.File(ctx, c.by(clerk), c.draft())
		c.must(p, err)
		next := c.session(skill.Theory, 1)
		next.Plan = p.ID
		next, err = c.desk.Hold(ctx, c.by(clerk), next, r.ID)
		c.must(next, err)
		c.clock.Step(25 * time.Hour)
		_, err = c.desk.TakeRoom(ctx, c.by(clerk), next.ID, r.ID)
		c.refused("session.begun", err)
	})
}

// Who changes or closes a room is told which sessions to come take it.
func TestChangeRoomInUse(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		r := c.added(c.room("第一考场"))
		s, err := c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1), r.ID)
		c.must(s, err)
		smaller := r
		smaller.Rows = 2
		_, _, err = c.desk.ChangeRoom(ctx, c.by(reviewer), smaller, true)
		c.refused("actor.denied", err)
		_, _, err = c.desk.ChangeRoom(ctx, c.by(clerk), smaller, false)
		c.refused("room.in_use", err)
		if args := argsOf(err); args["count"] != "1" || args["sessions"] != "2026-11-21 09:00–10:30 ("+string(s.ID)+")" {
			t.Errorf("named are %v", args)
		}
		_, _, err = c.desk.CloseRoom(ctx, c.by(clerk), r.ID, "漏水", false)
		c.refused("room.in_use", err)
		now, touched, err := c.desk.ChangeRoom(ctx, c.by(clerk), smaller, true)
		c.must(now, err)
		if now.Capacity() != 12 || len(touched) != 1 || touched[0].ID != s.ID {
			t.Errorf("%d places, touched %v", now.Capacity(), touched)
		}
		_, _, err = c.desk.ChangeRoom(ctx, c.by(clerk), smaller, true) // as somebody else had seen it
		c.refused("row.changed", err)
		_, _, err = c.desk.CloseRoom(ctx, c.by(clerk), r.ID, " ", true)
		c.refused("room.no_ground", err)
		now, _, err = c.desk.CloseRoom(ctx, c.by(head), r.ID, "漏水", true)
		c.must(now, err)
		_, err = c.desk.Hold(ctx, c.by(clerk), c.session(skill.Theory, 1), r.ID)
		c.refused("room.closed", err)
		// Nobody starts in a room that is closed.
		c.Enter(t, c.s, 0, 1)
		operation := c.session(skill.Operation, 1)
		operation.Starts, operation.Ends = s.Ends, s.Ends.Add(time.Hour)
		c.must(c.desk.Hold(ctx, c.by(clerk), operation))
		_, err = c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("room.closed", err)
		c.must(c.desk.ReopenRoom(ctx, c.by(clerk), r.ID))
		_, err = c.desk.ReopenRoom(ctx, c.by(clerk), r.ID)
		c.refused("room.wrong_state", err)
		c.must(c.desk.Start(ctx, c.by(clerk), c.Plan.ID))
	})
}

// Two clerks want one room at one time: one gets it.
func TestOneRoomForTwo(t *testing.T) {
	each(t, func(c *centre) {
		r := c.added(c.room("第一考场"))
		plans := make([]skill.Plan, 4)
		for i := range plans {
			p, err := c.desk.File(t.Context(), c.by(clerk), c.draft())
			c.must(p, err)
			plans[i] = p
		}
		var mu sync.Mutex
		won := 0
		var all sync.WaitGroup
		for _, p := range plans {
			all.Go(func() {
				s := c.session(skill.Theory, 1)
				s.Plan = p.ID
				_, err := c.desk.Hold(t.Context(), c.by(clerk), s, r.ID)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case skill.ReasonOf(err) != "room.taken":
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won != 1 {
			t.Errorf("%d sessions took the room", won)
		}
	})
}

// A start fills the rooms of a part's sessions in their order, and is refused
// where they do not hold everybody.
func TestStartFillsRooms(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		c.Enter(t, c.s, 0, 5)
		small := c.room("第一考场")
		small.Rows, small.Cols = 1, 3
		r := c.added(small)
		early := c.session(skill.Theory, 1)
		one, err := c.desk.Hold(ctx, c.by(clerk), early, r.ID)
		c.must(one, err)
		operation := c.session(skill.Operation, 1)
		operation.Starts, operation.Ends = one.Ends.Add(24*time.Hour), one.Ends.Add(25*time.Hour)
		c.must(c.desk.Hold(ctx, c.by(clerk), operation))
		_, err = c.desk.Start(ctx, c.by(clerk), c.Plan.ID)
		c.refused("plan.too_few_places", err)
		if args := argsOf(err); args["need"] != "5" || args["have"] != "3" {
			t.Errorf("missing: %v", args)
		}
		early.Starts, early.Ends = one.Ends, one.Ends.Add(time.Hour)
		two, err := c.desk.Hold(ctx, c.by(clerk), early, r.ID)
		c.must(two, err)
		c.must(c.desk.Start(ctx, c.by(clerk), c.Plan.ID))
		for id, want := range map[skill.SessionID]int{one.ID: 3, two.ID: 2} {
			if n, _ := store.Count(ctx, c.s.Unscoped(), store.Sittings{Session: id}); n != want {
				t.Errorf("%d sit in a session, want %d", n, want)
			}
		}
	})
}

// argsOf are the values that a refusal names.
func argsOf(err error) skill.Args {
	if e, ok := errors.AsType[*skill.Error](err); ok {
		return e.Args
	}
	return nil
}
