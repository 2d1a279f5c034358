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
		return store.Add(m.t.Context(), tx, &taken)
	}))
	a := m.do("clerk", "POST", "/bodies/"+m.ids["bodies"]+"/announcements", doc{
		"site": site, "title": "样例公告", "occupation": "6-31-01-03", "level": "4", "place": "第一考点", "capacity": 30, "fee_due": 30000,
		"exam_from": "2027-06-01", "exam_to": "2027-06-02", "apply_from": "2026-11-01", "apply_to": "2027-05-01",
	})
	m.ids["announcements"] = a["id"].(string)
	m.do("head", "POST", "/announcements/"+m.ids["announcements"]+"/publish", nil)
}
