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
}
