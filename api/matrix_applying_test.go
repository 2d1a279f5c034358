package api

import (
	"strings"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// applied adds to the application that everything is about a file and a fee.
func (m *matrix) applied() {
	file, err := m.api.Files.Put(m.t.Context(), strings.NewReader("%PDF-1.4 diploma"), 100)
	m.must(err)
	m.must(m.api.Store.Update(m.t.Context(), testdb.System(), func(tx *store.Tx) error {
		a, err := tx.Application(m.t.Context(), skill.ApplicationID(m.ids["applications"]))
		if err != nil {
			return err
		}
		e := skill.Evidence{ID: skill.EvidenceID(tx.NewID()), Application: a.ID, Path: a.Path, Person: a.Person, By: a.Person, Material: "diploma", File: file}
		if err := store.Add(m.t.Context(), tx, &e); err != nil {
			return err
		}
		f := skill.Fee{ID: skill.FeeID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Person: a.Person, Amount: 100, Taker: skill.PersonID(m.people["clerk"])}
		move, err := f.Charge()
		if err != nil {
			return err
		}
		m.ids["materials"], m.ids["fees"] = string(e.ID), string(f.ID)
		_, err = store.MoveOne(m.t.Context(), tx, f, move)
		return err
	}))
}

// sentApplying is what the calls about applying send.
func (m *matrix) sentApplying() map[string]any {
	return map[string]any{
		"draft-application": doc{"plan": m.ids["plans"]}, "attach-material": testdb.PDF("diploma"),
		"rule-applications": doc{"rows": []doc{{"application": m.ids["applications"], "verb": "accept", "version": 1}}},
	}
}
