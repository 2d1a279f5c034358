package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/internal/testdb"
	"assay/ledger"
)

func TestACleanDatabaseHasNoFaults(t *testing.T) {
	testdb.EachRaw(t, func(t *testing.T, address string, _ func(string)) {
		clock := testdb.NewClock()
		c := enact(t, testdb.Open(t, address, clock), clock)
		r := c.check(t, nil)
		if d := cmp.Diff("", found(r)); d != "" {
			t.Error(d)
		}
		if r.Rows["certificate"] != 6 || r.Leaves != 10 || r.Audit < 60 || r.Asked || len(r.Pending) != 0 {
			t.Errorf("%+v", r)
		}
		c.Enter(t, c.s, 100, 2)
		r = c.check(t, nil)
		if d := cmp.Diff([]ledger.Pending{{Table: "audit", Count: 6}}, r.Pending); d != "" || r.Total != 0 {
			t.Error(d, found(r))
		}
	})
}
