package store_test

import (
	"fmt"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Every field of what an exam is planned with comes back as it was written.
func TestEveryFieldOfPlanning(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, b, r := t.Context(), testdb.File(t, s), s.Unscoped()
		id := func(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }
		now := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
		closed := day.Period{From: day.Must("2026-12-01"), To: day.Must("2026-12-02")}
		room := skill.Room{
			ID: skill.RoomID(id(700)), Site: b.Site.ID, Body: b.Body.ID, Path: b.Body.Path, Name: "room", Kind: skill.RoomComputer, Rows: 2, Cols: 3,
			Broken: []skill.Place{{Row: 1, Col: 2}}, Machines: []skill.Machine{{Place: skill.Place{Row: 2, Col: 1}, Number: "M", What: "what", Out: true}},
			Accessible: true, Hours: []skill.OpenHours{{Day: time.Friday, From: 1, To: 1440}}, Closures: []skill.Closure{{Period: closed, Why: "why"}}, Ground: "ground",
		}
		session := skill.Session{ID: skill.SessionID(id(701)), Plan: b.Plan.ID, Path: b.Plan.Path, Part: skill.Theory, Attempt: 1, Starts: now, Ends: now.Add(time.Hour)}
		taken := skill.SessionRoom{ID: skill.SessionRoomID(id(702)), Session: session.ID, Room: room.ID, Plan: b.Plan.ID, Path: b.Plan.Path, Released: true}
		announced := skill.Announcement{
			ID: skill.AnnouncementID(id(703)), Body: b.Body.ID, Site: b.Site.ID, Plan: b.Plan.ID, Path: b.Body.Path, Region: "4401", Title: "title",
			Occupation: "6-31-01-03", Specialty: "specialty", Level: skill.Level4, Set: "set", Place: "place", Exam: closed, Times: "times", Apply: closed,
			FeeDue: 30000, Capacity: 7, Words: "words", Ground: "ground",
		}
		app := b.Enter(t, s, 5, 1)[0]
		yearly := skill.AnnualPlan{
			ID: skill.AnnualPlanID(id(704)), Body: b.Body.ID, Path: b.Body.Path, Year: 2026,
			Rows: []skill.AnnualRow{{Occupation: "6-31-01-03", Level: skill.Level4, Month: 12, Candidates: 30}}, Words: "words", Reporter: "a", Decider: "b", Ground: "ground",
		}
		lodged := skill.Lodgement{
			ID: skill.LodgementID(id(705)), Plan: b.Plan.ID, Body: b.Body.ID, Path: b.Body.Path, Exam: closed.From, Due: closed.To, Provisional: true, At: now,
			Candidates: 3, Reporter: "a", Decider: "b", Ground: "ground",
		}
		added := skill.Addition{ID: skill.AdditionID(id(706)), Plan: b.Plan.ID, Application: app.ID, Path: b.Body.Path, Reason: "reason", By: "a", On: closed.From}
		assigned := skill.Assignment{
			ID: skill.AssignmentID(id(707)), Plan: b.Plan.ID, Session: session.ID, Room: room.ID, Path: b.Body.Path, Person: b.Staff[0].ID, Duty: skill.Assesses,
			Leader: true, Registration: "r", Replaces: "x", By: "a", Ground: "ground",
		}
		kept := skill.Recusal{ID: skill.RecusalID(id(708)), Person: b.Staff[0].ID, Candidate: app.Person, Path: b.Body.Path, Kind: skill.RecusalTrainer, By: "a", Withdrawn: true}
		update(t, s, func(tx *store.Tx) error {
			for _, do := range []func() error{
				func() error { return born(t, tx, &room, skill.Room.Open) },
				func() error { return store.Add(ctx, tx, &session) },
				func() error { return store.Add(ctx, tx, &taken) },
				func() error { return born(t, tx, &announced, skill.Announcement.Draft) },
				func() error {
					return born(t, tx, &yearly, func(a skill.AnnualPlan) (skill.Move, error) { return a.Submit(tx.Today()) })
				},
				func() error { return born(t, tx, &lodged, skill.Lodgement.Lodge) },
				func() error { return store.Add(ctx, tx, &added) },
				func() error { return born(t, tx, &assigned, skill.Assignment.Assign) },
				func() error { return store.Add(ctx, tx, &kept) },
			} {
				if err := do(); err != nil {
					return err
				}
			}
			return nil
		})
		back(t, room, room.ID, r.Room)
		back(t, taken, taken.ID, r.SessionRoom)
		back(t, announced, announced.ID, r.Announcement)
		back(t, yearly, yearly.ID, r.AnnualPlan)
		back(t, lodged, lodged.ID, r.Lodgement)
		back(t, added, added.ID, r.Addition)
		back(t, assigned, assigned.ID, r.Assignment)
		back(t, kept, kept.ID, r.Recusal)
		diff(t, "", faults(t, s))
	})
}

// Every field of who sits where comes back as it was written.
func TestEveryFieldOfSeating(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, b, r := t.Context(), testdb.File(t, s), s.Unscoped()
		id := func(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }
		now := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
		a := b.Enter(t, s, 1, 1)[0]
		room := skill.Room{ID: skill.RoomID(id(800)), Site: b.Site.ID, Body: b.Body.ID, Path: b.Body.Path, Name: "room", Kind: skill.RoomTheory, Rows: 2, Cols: 3}
		session := skill.Session{ID: skill.SessionID(id(801)), Plan: b.Plan.ID, Path: b.Plan.Path, Part: skill.Theory, Attempt: 1, Starts: now, Ends: now.Add(time.Hour)}
		sitting := skill.Sitting{ID: skill.SittingID(id(802)), Application: a.ID, Plan: b.Plan.ID, Path: b.Plan.Path, Part: skill.Theory, Attempt: 1, Session: session.ID}
		seating := skill.Seating{ID: skill.SeatingID(id(803)), Plan: b.Plan.ID, Path: b.Plan.Path, Seed: "18446744073709551615", Instance: "{}", Rooms: 3, Soft: 4}
		seat := skill.Seat{ID: skill.SeatID(id(804)), Seating: seating.ID, Plan: b.Plan.ID, Path: b.Plan.Path, Sitting: sitting.ID, Application: a.ID, Session: session.ID,
			Room: room.ID, Place: skill.Place{Row: 1, Col: 2}, Number: 2, Paper: "B", Access: true, Gone: true}
		ticket := skill.Ticket{ID: skill.TicketID(id(805)), Plan: b.Plan.ID, Path: b.Plan.Path, Application: a.ID, Number: "2611200001"}
		first := skill.CheckIn{ID: skill.CheckInID(id(806)), Plan: b.Plan.ID, Path: b.Plan.Path, Session: session.ID, Sitting: sitting.ID, Seat: seat.ID,
			Way: skill.ByDocument, Device: "device", At: now, Offline: true, By: a.Person}
		second := first
		second.ID, second.Device, second.First = skill.CheckInID(id(807)), "other", first.ID
		update(t, s, func(tx *store.Tx) error {
			for _, do := range []func() error{
				func() error { return born(t, tx, &room, skill.Room.Open) },
				func() error { return store.Add(ctx, tx, &session) },
				func() error { return born(t, tx, &sitting, skill.Sitting.Call) },
				func() error { return born(t, tx, &seating, skill.Seating.Draw) },
				func() error { return store.Add(ctx, tx, &seat) },
				func() error { return store.Add(ctx, tx, &ticket) },
				func() error { return store.Add(ctx, tx, &first, &second) },
			} {
				if err := do(); err != nil {
					return err
				}
			}
			return nil
		})
		back(t, seating, seating.ID, r.Seating)
		back(t, seat, seat.ID, r.Seat)
		back(t, ticket, ticket.ID, r.Ticket)
		back(t, second, second.ID, r.CheckIn)
		diff(t, "", faults(t, s))
	})
}
