package oversight_test

import (
	"testing"

	"assay/internal/testdb"
	"assay/ledger"
	"assay/office/oversight"
	"assay/skill"
	"assay/store"
)

// Who audits the whole installation reads its entries and takes proofs away;
// nobody else does either, whatever they may see of the rows themselves.
// Source: GB/T 22239-2019, 8.1.5.2 (the audit administrator).
func TestTheAuditAdministratorReadsAndProves(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, _ *testdb.Clock) {
		s := open()
		b := testdb.File(t, s)
		d := oversight.Desk{Store: s, Tree: ledger.Log{Store: s, Keys: s.Keys().Public()}}
		q := ledger.New(ledger.Config{Store: s, Keys: s.Keys(), Registry: "registry.example.org", Holder: "here", Report: func(err error) { t.Error(err) }})
		if _, err := q.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		whole := skill.Grant{Role: skill.RoleAudit, Path: "/"}
		for _, c := range []struct {
			name   string
			viewer skill.Actor
			reason string
		}{
			{"the audit administrator", skill.Actor{Person: "a", Strong: true, Grants: []skill.Grant{whole}}, ""},
			{"of one province", skill.Actor{Person: "a", Strong: true, Grants: []skill.Grant{{Role: skill.RoleAudit, Path: "/44/"}}}, "actor.denied"},
			{"the centre's approver over all", skill.Actor{Person: "c", Strong: true, Grants: []skill.Grant{{Role: skill.RoleCentreApprover, Path: "/"}}}, "actor.denied"},
			{"a body's head", b.Actor(2), "actor.denied"},
			{"nobody", skill.Actor{}, "actor.unknown"},
		} {
			page, _, err := d.Entries(t.Context(), c.viewer, store.Entries{Table: "body"}, store.EntryPage{Limit: 10})
			want(t, c.name, err, c.reason)
			seq, err := d.At(t.Context(), c.viewer, 0)
			want(t, c.name, err, c.reason)
			proof, err := d.Prove(t.Context(), c.viewer, 1)
			want(t, c.name, err, c.reason)
			if c.reason == "" && (len(page) != 1 || page[0].Row.ID != string(b.Body.ID) || seq != 1 || proof.Check(d.Tree.Keys) != nil) {
				t.Errorf("%s: %v, %d, %+v", c.name, page, seq, proof)
			}
		}
	})
}

// What is asked for beyond the log is named at its place.
func TestBeyondTheLog(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, _ *testdb.Clock) {
		d := oversight.Desk{Store: open()}
		a := skill.Actor{Person: "a", Strong: true, Grants: []skill.Grant{{Role: skill.RoleAudit, Path: "/"}}}
		_, _, err := d.Entries(t.Context(), a, store.Entries{}, store.EntryPage{After: 9, Limit: 1})
		want(t, "after", err, "audit.after")
		_, err = d.At(t.Context(), a, 9)
		want(t, "position", err, "audit.position")
		_, err = d.Prove(t.Context(), a, 9)
		want(t, "proof", err, "audit.not_found")
	})
}

func want(t *testing.T, what string, err error, reason string) {
	t.Helper()
	got := ""
	if err != nil {
		got = skill.ReasonOf(err)
	}
	if got != reason {
		t.Errorf("%s: %q, want %q", what, got, reason)
	}
}
