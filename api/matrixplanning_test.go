package api

import (
	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// planning is what the exam of the plan was prepared with.
func (m *matrix) planning(site, plan string) {
	m.ids["sites"] = site
	m.ids["rooms"] = m.do("clerk", "POST", "/sites/"+site+"/rooms", doc{"name": "第一考场", "kind": "theory", "rows": 5, "cols": 6})["id"].(string)
	m.ids["sessions"] = m.items("clerk", "/plans/"+plan+"/sessions")[0]["id"].(string)
	m.must(m.api.Store.Update(m.t.Context(), testdb.System(), func(tx *store.Tx) error {
		taken := skill.SessionRoom{
			ID: skill.SessionRoomID(tx.NewID()), Session: skill.SessionID(m.ids["sessions"]), Room: skill.RoomID(m.ids["rooms"]),
			Plan: skill.PlanID(plan), Path: "/44/b-017/",
		}
		m.ids["session-rooms"] = string(taken.ID)
		if err := m.seated(tx, plan); err != nil {
			return err
		}
		return store.Add(m.t.Context(), tx, &taken)
	}))
	a := m.do("clerk", "POST", "/bodies/"+m.ids["bodies"]+"/announcements", doc{
		"site": site, "title": "样例公告", "occupation": "6-31-01-03", "level": "4", "place": "第一考点", "capacity": 30, "fee_due": 30000,
		"exam_from": "2027-06-01", "exam_to": "2027-06-02", "apply_from": "2026-11-01", "apply_to": "2027-05-01",
	})
	m.ids["announcements"] = a["id"].(string)
	m.do("head", "POST", "/announcements/"+m.ids["announcements"]+"/publish", nil)
	yearly := m.do("clerk", "POST", "/bodies/"+m.ids["bodies"]+"/annual-plans", doc{
		"year": 2026, "rows": []doc{{"occupation": "6-31-01-03", "level": "4", "month": 12, "candidates": 30}},
	})
	m.ids["annual-plans"] = yearly["id"].(string)
	m.ids["duties"] = m.duty("clerk", "assign-duty")
	m.ids["recusals"] = m.duty("head", "list-recusals")
	app := m.items("clerk", "/plans/"+plan+"/applications")[0]["id"].(string)
	m.must(m.api.Store.Update(m.t.Context(), testdb.System(), func(tx *store.Tx) error {
		added := skill.Addition{ID: skill.AdditionID(tx.NewID()), Plan: skill.PlanID(plan), Application: skill.ApplicationID(app), Path: "/44/b-017/", Reason: "漏报", On: tx.Today()}
		if err := store.Add(m.t.Context(), tx, &added); err != nil {
			return err
		}
		l := skill.Lodgement{ID: skill.LodgementID(tx.NewID()), Plan: skill.PlanID(plan), Body: skill.BodyID(m.ids["bodies"]), Path: "/44/b-017/", Reporter: skill.PersonID(m.people["clerk"]), At: tx.Now}
		move, err := l.Lodge()
		if err != nil {
			return err
		}
		m.ids["lodgements"] = string(l.ID)
		_, err = store.MoveOne(m.t.Context(), tx, l, move)
		return err
	}))
}

// duty gives somebody a duty of the plan, or a declaration of theirs.
func (m *matrix) duty(who, op string) (id string) {
	m.must(m.api.Store.Update(m.t.Context(), testdb.System(), func(tx *store.Tx) error {
		person := skill.PersonID(m.people[who])
		if op == "list-recusals" {
			r := skill.Recusal{ID: skill.RecusalID(tx.NewID()), Person: person, Candidate: skill.PersonID(m.people["stranger"]), Path: "/44/b-017/", Kind: skill.RecusalRelative}
			id = string(r.ID)
			return store.Add(m.t.Context(), tx, &r)
		}
		a := skill.Assignment{ID: skill.AssignmentID(tx.NewID()), Plan: skill.PlanID(m.ids["plans"]), Session: skill.SessionID(tx.NewID()), Path: "/44/b-017/", Person: person, Duty: skill.Invigilates}
		if op == "assign-duty" {
			a.Session = skill.SessionID(m.ids["sessions"])
		}
		move, err := a.Assign()
		if err != nil {
			return err
		}
		id = string(a.ID)
		_, err = store.MoveOne(m.t.Context(), tx, a, move)
		return err
	}))
	return id
}

// plannings are bodies that are let through to the question of rights.
func (m *matrix) plannings() map[string]any {
	ground := doc{"ground": "核对后决定"}
	return map[string]any{
		"declare-recusal":       doc{"person": m.people["candidate"], "candidate": m.people["stranger"], "path": "/44/b-017/", "kind": "relative"},
		"send-back-annual-plan": ground, "object-lodgement": ground, "cancel-session": ground, "decline-duty": ground, "release-duty": ground, "miss-duty": ground,
		"close-room": doc{"ground": "检修", "despite": true}, "withdraw-announcement": ground,
	}
}

// seated gives two candidates seats and checks one of them in.
func (m *matrix) seated(tx *store.Tx, plan string) error {
	ctx := m.t.Context()
	g := skill.Seating{ID: skill.SeatingID(tx.NewID()), Plan: skill.PlanID(plan), Path: "/44/b-017/", Seed: "1", Instance: seatedInstance}
	m.ids["seatings"] = string(g.ID)
	for _, verb := range []func(skill.Seating) (skill.Move, error){skill.Seating.Draw, skill.Seating.Issue} {
		move, err := verb(g)
		if err != nil {
			return err
		}
		if g, err = store.MoveOne(ctx, tx, g, move); err != nil {
			return err
		}
	}
	sittings, err := store.List(ctx, tx, store.Sittings{Session: skill.SessionID(m.ids["sessions"])}, store.Page{Limit: 2})
	if err != nil {
		return err
	}
	ticket := skill.Ticket{ID: skill.TicketID(tx.NewID()), Plan: g.Plan, Path: g.Path, Application: skill.ApplicationID(m.ids["applications"]), Number: "20261120-0001"}
	if err := store.Add(ctx, tx, &ticket); err != nil {
		return err
	}
	for i, s := range sittings {
		seat := skill.Seat{ID: skill.SeatID(tx.NewID()), Seating: g.ID, Plan: g.Plan, Path: g.Path, Sitting: s.ID, Application: s.Application, Session: s.Session,
			Room: skill.RoomID(m.ids["rooms"]), Place: skill.Place{Row: 1, Col: i + 1}, Number: i + 1}
		if err := store.Add(ctx, tx, &seat); err != nil || i > 0 {
			return err
		}
		c := skill.CheckIn{ID: skill.CheckInID(tx.NewID()), Plan: g.Plan, Path: g.Path, Session: s.Session, Sitting: s.ID, Seat: seat.ID, Way: skill.ByList, Device: "一号", At: tx.Now}
		if err := store.Add(ctx, tx, &c); err != nil {
			return err
		}
	}
	return nil
}

// seatedInstance is what a seating keeps.
const seatedInstance = `{"sessions":[{"id":"s","starts":"2026-12-05T09:00","ends":"2026-12-05T10:30"}],"rooms":[{"id":"r","rows":1,"cols":2,"accessible":true}],
 "candidates":[],"rules":{"neighbourhood":"row","apart":[],"invigilators":{"per":15,"least":2}}}`
