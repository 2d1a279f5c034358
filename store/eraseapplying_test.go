package store_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// applied is somebody who applied himself, paid, had a seat, a ticket and came.
type applied struct {
	skill.Application
	dossier skill.OwnDossier
	proof   skill.Evidence
	fee     skill.Fee
	ticket  skill.Ticket
	seat    skill.Seat
	sitting skill.Sitting
	checkIn skill.CheckIn
}

// applies writes down all that becomes of somebody's own application.
func applies(t *testing.T, s *store.Store, b testdb.Batch, drawn skill.SeatingID, n int) (a applied) {
	t.Helper()
	a.Application = b.Enter(t, s, n, 1)[0]
	testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
		a.Own, a.Photo, a.Claimed = true, skill.FileHash("photo of "+string(a.Person)), "4.1"
		a.Facts, a.Verdict = skill.Keep(`{"employer":"样例秘密公司"}`), `{"relies_on":["样例秘密公司"]}`
		a.Asks = []skill.Ask{{At: "employment[0]", Words: "样例秘密公司的章看不清"}}
		a.dossier = skill.OwnDossier{ID: skill.DossierID(tx.NewID()), Person: a.Person, Facts: skill.Keep(`{"employer":"样例秘密公司"}`)}
		a.proof = skill.Evidence{
			ID: skill.EvidenceID(tx.NewID()), Application: a.ID, Path: a.Path, Person: a.Person, By: a.Person, Material: "work-proof",
			File: skill.FileHash("proof of " + string(a.Person)), SeenBy: b.Staff[0].ID, SeenOn: day.Must("2026-11-20"),
		}
		a.fee = skill.Fee{ID: skill.FeeID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Person: a.Person, Amount: 30050, Receipt: "票-" + string(a.ID[30:]), Taker: b.Staff[0].ID}
		room := skill.Room{ID: skill.RoomID(tx.NewID()), Site: b.Site.ID, Body: b.Body.ID, Path: b.Body.Path, Name: "考场" + string(a.ID[30:]), Kind: skill.RoomTheory, Rows: 2, Cols: 3}
		session := skill.Session{ID: skill.SessionID(tx.NewID()), Plan: a.Plan, Path: a.Path, Part: skill.Theory, Attempt: 1, Starts: testdb.Start, Ends: testdb.Start.Add(time.Hour)}
		a.sitting = skill.Sitting{ID: skill.SittingID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Part: skill.Theory, Attempt: 1, Session: session.ID}
		a.seat = skill.Seat{
			ID: skill.SeatID(tx.NewID()), Seating: drawn, Plan: a.Plan, Path: a.Path, Sitting: a.sitting.ID, Application: a.ID, Session: session.ID,
			Room: room.ID, Place: skill.Place{Row: 1, Col: 2}, Number: 2, Paper: "B",
		}
		a.ticket = skill.Ticket{ID: skill.TicketID(tx.NewID()), Plan: a.Plan, Path: a.Path, Application: a.ID, Number: "26112" + string(a.ID[30:])}
		a.checkIn = skill.CheckIn{
			ID: skill.CheckInID(tx.NewID()), Plan: a.Plan, Path: a.Path, Session: session.ID, Sitting: a.sitting.ID, Seat: a.seat.ID,
			Way: skill.ByDocument, Device: "device", At: testdb.Start, By: b.Staff[0].ID,
		}
		for _, do := range []func() error{
			func() error { return store.Change(ctx, tx, "note", &a.Application) },
			func() error { return store.Add(ctx, tx, &a.dossier) },
			func() error { return store.Add(ctx, tx, &a.proof) },
			func() error { return born(t, tx, &a.fee, skill.Fee.Charge) },
			func() error { return born(t, tx, &a.fee, skill.Fee.Pay) },
			func() error { return born(t, tx, &room, skill.Room.Open) },
			func() error { return store.Add(ctx, tx, &session) },
			func() error { return born(t, tx, &a.sitting, skill.Sitting.Call) },
			func() error { return store.Add(ctx, tx, &a.seat) },
			func() error { return store.Add(ctx, tx, &a.ticket) },
			func() error { return store.Add(ctx, tx, &a.checkIn) },
		} {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	})
	return a
}

// An erasure empties what somebody stated and sent: the file of facts, the facts and
// the verdict of the application, what was asked to be corrected, photo and proofs.
// What the exam and the money have to be answered for by stays, and names nobody any
// more: that an original was seen and by whom, the fee with its receipt, the number
// of the ticket, seat, sitting and check-in. Nothing of anybody else is touched.
// Source: 个人信息保护法 art. 47; 会计档案管理办法 art. 14, annex, for receipts.
func TestErasingAnApplicant(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		ctx, b, r := t.Context(), testdb.File(t, s), s.Unscoped()
		drawn := skill.Seating{ID: "drawn", Plan: b.Plan.ID, Path: b.Plan.Path, Seed: "1", Instance: "{}", Rooms: 1}
		update(t, s, func(tx *store.Tx) error { return born(t, tx, &drawn, skill.Seating.Draw) })
		a, other := applies(t, s, b, drawn.ID, 7), applies(t, s, b, drawn.ID, 8)
		files := decide(t, s, b, a.Person)
		diff(t, []skill.FileHash{a.Photo, a.proof.File}, files)

		app, err := r.Application(ctx, a.ID)
		if err != nil || !app.Facts.IsZero() || app.Verdict != "" || app.Photo != "" || len(app.Asks) > 0 || app.Erased == "" {
			t.Errorf("the application: %+v %v", app, err)
		}
		if app.Status != a.Status || app.Outcome != a.Outcome || app.Clause != a.Clause || app.Judged != a.Judged || !app.Own {
			t.Errorf("that and how it was decided is gone: %+v", app)
		}
		kept, err := store.One(ctx, r, store.Dossiers{Person: a.Person})
		if err != nil || !kept.Facts.IsZero() {
			t.Errorf("the dossier: %+v %v", kept, err)
		}
		proof, err := r.Evidence(ctx, a.proof.ID)
		if err != nil || proof.File != "" || proof.SeenBy != a.proof.SeenBy || proof.SeenOn != a.proof.SeenOn || proof.Material != a.proof.Material {
			t.Errorf("the evidence: %+v %v", proof, err)
		}
		stay(t, a.fee, a.fee.ID, r.Fee)
		stay(t, a.sitting, a.sitting.ID, r.Sitting)
		for what, n := range map[string]int{
			"tickets": count(t, r, store.Tickets{Application: a.ID}), "seats": count(t, r, store.Seats{Plan: a.Plan}), "check-ins": count(t, r, store.CheckIns{Session: a.sitting.Session}),
		} {
			if want := map[string]int{"seats": 2}[what]; n != max(want, 1) {
				t.Errorf("%d %s", n, what)
			}
		}
		stay(t, other.Application, other.ID, r.Application)
		stay(t, other.proof, other.proof.ID, r.Evidence)
		if kept, err := store.One(ctx, r, store.Dossiers{Person: other.Person}); err != nil || kept.Facts.IsZero() {
			t.Errorf("the other's dossier: %+v %v", kept, err)
		}
		for _, table := range tableNames(t, s, db) {
			for _, row := range dump(t, db, table) {
				for column, value := range row {
					own := strings.Contains(value, "样例秘密公司") && row["person_id"] != string(other.Person)
					if own || strings.Contains(value, testdb.Born(7).Name) || strings.Contains(value, string(a.Photo)) || strings.Contains(value, string(a.proof.File)) {
						t.Errorf("%s.%s still tells of the person: %q", table, column, value)
					}
				}
			}
		}
		diff(t, "", faults(t, s))
		erasedFaults(t, s, "")
	})
}

// stay fails where a row is not what it was.
func stay[T any, ID ~string](t *testing.T, was T, id ID, read func(context.Context, ID) (T, error)) {
	t.Helper()
	is, err := read(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, was, is)
}
