package store_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// Page by page a list shows somebody who holds roles at several places, and has
// applied too, every row of theirs once and in the order of ids, and no other.
func TestAListIsWholeAndInOrder(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		var all []skill.Application
		for n := range 4 {
			all = append(all, testdb.File(t, s).Enter(t, s, 10*n+1, 3+n)...)
		}
		slices.SortFunc(all, func(a, b skill.Application) int { return compare(a.ID, b.ID) })
		paths := []skill.OrgPath{"/", "/4/", "/44/", "/45/", "/44", all[0].Path, all[len(all)-1].Path, all[0].Path + "site/", all[0].Path + "site/room/"}
		dice := rand.New(rand.NewPCG(1, 1))
		for range 60 {
			who := skill.Actor{Person: all[dice.IntN(len(all))].Person}
			for range dice.IntN(3) {
				who.Grants = append(who.Grants, skill.Grant{Role: skill.RoleClerk, Path: paths[dice.IntN(len(paths))]})
			}
			var want []skill.ApplicationID
			for _, a := range all {
				if a.Person == who.Person || slices.ContainsFunc(who.Grants, func(g skill.Grant) bool { return g.Path.Valid() && g.Path.Holds(a.Path) }) {
					want = append(want, a.ID)
				}
			}
			if got := paged(t, s.As(who), 1+dice.IntN(5)); !slices.Equal(got, want) {
				t.Errorf("%v sees %d applications, want %d:\n%v\n%v", who.Paths(), len(got), len(want), got, want)
			}
		}
	})
}

func compare[S ~string](a, b S) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func paged(t *testing.T, v store.View, limit int) (ids []skill.ApplicationID) {
	t.Helper()
	page := store.Page{Limit: limit}
	for {
		rows, err := store.List(t.Context(), v, store.Applications{}, page)
		if err != nil || len(rows) > limit {
			t.Fatal(len(rows), err)
		}
		for _, a := range rows {
			ids = append(ids, a.ID)
		}
		if len(rows) < limit {
			return ids
		}
		page.After = string(ids[len(ids)-1])
	}
}

// An index finds the rows of a branch in their order: neither engine sorts them,
// nor reads those of other branches.
func TestABranchIsReadByItsIndex(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		b := testdb.File(t, s)
		for step, path := range []skill.OrgPath{"/44/", b.Body.Path} {
			plan := explained(t, s, db, fmt.Sprintf("plan_branch%d", step+1), path)
			if !strings.Contains(plan, fmt.Sprintf("plan_branch%d", step+1)) || strings.Contains(strings.ToUpper(plan), "SORT") || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("plans under %s are read by\n%s", path, plan)
			}
		}
	})
}

// explained is how the engine would read a page of plans under a path, by the
// expression of that index.
func explained(t *testing.T, s *store.Store, db *sql.DB, index string, path skill.OrgPath) string {
	t.Helper()
	var expression, prefix string
	if s.Engine() == "sqlite" {
		_, text, _ := strings.Cut(strs(t, db, "SELECT sql FROM sqlite_master WHERE name = '"+index+"'")[0], "((")
		expression, prefix = strings.TrimSuffix(text, "), id)"), "EXPLAIN QUERY PLAN "
	} else {
		expression, prefix = strs(t, db, "SELECT pg_get_indexdef('"+index+"'::regclass, 1, true)")[0], "EXPLAIN "
		db.SetMaxOpenConns(1) // so that what is set holds
		if _, err := db.Exec("SET enable_seqscan = off"); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := db.Query(prefix+"SELECT * FROM plan WHERE "+expression+" = $1 AND id > $2 ORDER BY id LIMIT 50", string(path), "0")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		cells := make([]any, 1)
		if s.Engine() == "sqlite" {
			cells = make([]any, 4)
		}
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(*cells[len(cells)-1].(*any)))
	}
	return strings.Join(out, "\n")
}

// Who closed a store has let go of its file, whatever it had prepared.
func TestAClosedStoreHoldsNothing(t *testing.T) {
	address := t.TempDir() + "/assay.db"
	t.Run("while it is open", func(t *testing.T) { // and closed at its end
		testdb.File(t, testdb.Open(t, address, testdb.NewClock()))
	})
	db := rawDB(t, "sqlite", "file:"+address)
	if mode := strs(t, db, "PRAGMA journal_mode=DELETE"); !slices.Equal(mode, []string{"delete"}) {
		t.Errorf("the file is still held: journal mode %v", mode)
	}
}
