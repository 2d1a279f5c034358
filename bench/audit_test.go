package bench

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// daily is what most audit entries are of; a few others stand among them.
var daily = [][2]string{
	{"person", "add"}, {"application", "enter"}, {"application", "accept"}, {"sitting", "call"}, {"sitting", "grade"},
	{"result", "settle"}, {"result", "publicise"}, {"result", "report"}, {"result", "confirm"},
	{"certificate", "prepare"}, {"certificate", "number"}, {"certificate", "issue"},
}

// auditLoad is a statement for both engines: a million entries of 300 persons, a
// minute after each hundred, with one in 20,000 a revocation, one grant of all,
// and eleven entries of one more person.
func auditLoad(from string) string {
	tables, verbs := "CASE n % 12", "CASE n % 12"
	for i, one := range daily {
		tables += fmt.Sprintf(" WHEN %d THEN '%s'", i, one[0])
		verbs += fmt.Sprintf(" WHEN %d THEN '%s'", i, one[1])
	}
	other := func(rare, grant, usual string) string {
		return "CASE WHEN n = 123456 THEN '" + grant + "' WHEN n % 20000 = 17 THEN '" + rare + "' ELSE " + usual + " END END"
	}
	return "INSERT INTO audit (at, actor, verb, tbl, row_id, row_version, salt, digest) SELECT " + fmt.Sprint(testdb.Start.UnixMicro()) +
		" + (n / 100) * CAST(60000000 AS BIGINT), CASE WHEN n % 90000 = 7 THEN 'rare' ELSE 'person-' || (n * CAST(7919 AS BIGINT) % 300) END, " +
		other("revoke", "grant", verbs) + ", " + other("certificate", "role_grant", tables) + ", 'row-' || n, 1, " +
		from
}

const (
	saltAndDigestLite = "randomblob(16), randomblob(32) FROM (WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < 999999) SELECT n FROM c)"
	saltAndDigestPG   = "sha256(n::text::bytea), sha256(n::text::bytea) FROM generate_series(0, 999999) AS c(n)"
)

// BenchmarkAudit is the audit administrator's list over a million entries: pages
// of 100 by what they ask for.
func BenchmarkAudit(b *testing.B) {
	for engine, load := range map[string]string{"sqlite": saltAndDigestLite, "postgres": saltAndDigestPG} {
		b.Run(engine, func(b *testing.B) {
			address, driver := filepath.Join(b.TempDir(), "audit.db"), "sqlite"
			if engine == "postgres" {
				address, driver = testdb.Postgres(b), "pgx"
			}
			s := testdb.Open(b, address, testdb.NewClock())
			db, err := sql.Open(driver, address)
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			for _, text := range []string{auditLoad(load), "ANALYZE audit"} {
				if _, err := db.ExecContext(b.Context(), text); err != nil {
					b.Fatal(err)
				}
			}
			auditPages(b, s, engine)
		})
	}
}

func auditPages(b *testing.B, s *store.Store, engine string) {
	auditor := s.As(skill.Actor{Person: "a", Grants: []skill.Grant{{Role: skill.RoleAudit, Path: "/"}}})
	late := testdb.Start.Add(100 * time.Hour)
	for _, c := range []struct {
		name   string
		filter store.Entries
	}{
		{"newest", store.Entries{}},
		{"one row", store.Entries{Row: "row-5000"}},
		{"a day", store.Entries{From: late, To: late.AddDate(0, 0, 1)}},
		{"one person", store.Entries{Actor: "person-17"}},
		{"a daily verb", store.Entries{Table: "certificate", Verb: "issue"}},
		{"revocations", store.Entries{Table: "certificate", Verb: "revoke"}},
		{"the only grant", store.Entries{Table: "role_grant"}},
		{"somebody who did nothing", store.Entries{Actor: "nobody"}},
		{"a person of eleven entries, on one day", store.Entries{Actor: "rare", From: late, To: late.AddDate(0, 0, 1)}},
	} {
		slowest, all, pages := askAudit(b, auditor, c.filter)
		state(b, figure{
			work: "audit, " + engine + ", " + c.name, got: slowest, unit: " ms", want: 250, most: true,
			note: fmt.Sprintf("the slowest page of 100; %d pages in %.1f ms", pages, all),
		})
	}
}

// askAudit reads the first pages of a list, to its end where that is near: each
// page in the better of two turns, on a machine that is not alone.
func askAudit(b *testing.B, auditor store.View, f store.Entries) (slowest, all float64, pages int) {
	b.Helper()
	const most = 10
	for p := (store.EntryPage{Limit: 100}); pages < most; pages++ {
		took, next := 0.0, int64(0)
		for turn := range 2 {
			begin := time.Now()
			_, after, err := auditor.Entries(context.Background(), f, p)
			if err != nil {
				b.Fatal(err)
			}
			if t := float64(time.Since(begin).Microseconds()) / 1000; turn == 0 || t < took {
				took = t
			}
			next = after
		}
		slowest, all = max(slowest, took), all+took
		if p.After = next; next == 0 {
			return slowest, all, pages + 1
		}
	}
	return slowest, all, pages
}
