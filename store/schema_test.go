package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assay/attest"
	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// unprotected lists every table whose rows are written without audit entries,
// and why that is right.
var unprotected = map[string]string{
	"audit":            "the entries themselves; the log audit proves them",
	"leaf":             "the log certificates proves them",
	"span":             "derived: positions, proved by the trees",
	"tile":             "derived from audit and leaf",
	"checkpoint":       "derived and signed",
	"series":           "derived: one more than the highest serial among the certificates",
	"counter":          "derived: one more than the highest receipt of a filing, or serial of a site, that was given",
	"request":          "ephemeral: idempotency keys",
	"lease":            "ephemeral: who works",
	"job":              "ephemeral: what is to be done; what it did is in protected rows",
	"query_log":        "ephemeral: keyed hashes of public queries",
	"failure":          "ephemeral: keyed counts",
	"sign_in_seen":     "ephemeral: when somebody last did something",
	"known_device":     "ephemeral: hashes of devices, which spare their owners the limits for strangers",
	"challenge":        "ephemeral: keyed hashes of one-time codes",
	"ceremony":         "ephemeral: what devices were asked to sign",
	"import_remark":    "derived: what reading the stored roster again would say",
	"queue":            "derived from application and plan, whose rows alone are shown",
	"register":         "derived from body, whose rows alone are shown",
	"register_word":    "derived from body",
	"goose_db_version": "the migrations' own",
	"sqlite_sequence":  "the engine's own",
}

// protected tables are those that the store writes with audit entries.
var protected = []string{
	"person", "body", "site", "scope", "suspension", "filing", "opinion", "role_grant", "appointment", "token", "plan", "session", "import", "application",
	"sitting", "result", "objection", "correction", "report", "certificate",
	"account", "sign_in", "join_code", "dispute", "distinction", "org_token",
	"rectification", "annual_report", "body_exit", "handover", "assessor",
	"consent", "amendment", "erasure",
	"provider_link", "passkey",
	"dossier", "evidence", "fee", "suspicion",
	"room", "session_room", "announcement", "annual_plan", "lodgement", "addition", "assignment", "recusal",
	"seating", "seat", "ticket", "check_in",
}

func rawDB(t *testing.T, driver, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// eachRaw runs a test with the store and a plain connection beside it, such as
// an intruder or a careless administrator has.
func eachRaw(t *testing.T, test func(t *testing.T, s *store.Store, db *sql.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		address := t.TempDir() + "/assay.db"
		s := testdb.Open(t, address, testdb.NewClock())
		test(t, s, rawDB(t, "sqlite", "file:"+address+"?_pragma=busy_timeout(5000)"))
	})
	t.Run("postgres", func(t *testing.T) {
		address := testdb.Postgres(t)
		s := testdb.Open(t, address, testdb.NewClock())
		test(t, s, rawDB(t, "pgx", address))
	})
}

func strs(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func tableNames(t *testing.T, s *store.Store, db *sql.DB) []string {
	if s.Engine() == "sqlite" {
		return strs(t, db, "SELECT name FROM sqlite_master WHERE type = 'table'")
	}
	return strs(t, db, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
}

// Source: docs/architecture.md, Store and audit.
func TestEveryTableIsProtectedOrSaysWhyNot(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		there := tableNames(t, s, db)
		for _, name := range there {
			if _, free := unprotected[name]; free == slices.Contains(protected, name) {
				t.Errorf("table %s must be either protected or listed with its reason", name)
			}
		}
		for _, name := range protected {
			if !slices.Contains(there, name) {
				t.Errorf("protected table %s is not there", name)
			}
		}
		rows, _, err := s.CheckRows(t.Context(), func(store.Fault) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range protected {
			if _, checked := rows[name]; !checked {
				t.Errorf("CheckRows does not check %s", name)
			}
		}
		if len(rows) != len(protected) {
			t.Errorf("CheckRows checks %d tables, %d are listed", len(rows), len(protected))
		}
	})
}

// A status that a lifecycle knows and the schema refuses, or the other way
// round, would be found by nobody until it is needed.
func TestStatusChecksAreTheLifecycles(t *testing.T) {
	files, err := fs.Glob(store.Migrations(), "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var text []byte
	for _, file := range files {
		b, err := fs.ReadFile(store.Migrations(), file)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, b...)
	}
	table := regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\) `)
	check := regexp.MustCompile(`\n  status TEXT NOT NULL CHECK \((.*?)\),?\n`)
	value := regexp.MustCompile(`status = '([a-z]+)'`)
	have := map[string][]string{}
	for _, m := range table.FindAllStringSubmatch(string(text), -1) {
		if c := check.FindStringSubmatch(m[2]); c != nil {
			for _, v := range value.FindAllStringSubmatch(c[1], -1) {
				have[m[1]] = append(have[m[1]], v[1])
			}
		}
	}
	// A status whose check was widened lies in a column that took the old one's place.
	widened := regexp.MustCompile(`ALTER TABLE (\w+) ADD COLUMN next_status TEXT NOT NULL DEFAULT '\w*' CHECK \((.*?)\);`)
	for _, m := range widened.FindAllStringSubmatch(string(text), -1) {
		have[m[1]] = nil
		for _, v := range value.FindAllStringSubmatch(m[2], -1) {
			have[m[1]] = append(have[m[1]], v[1])
		}
	}
	for _, l := range skill.Lives() {
		var want []string
		for _, r := range l.Rows {
			if !slices.Contains(want, r.To) {
				want = append(want, r.To)
			}
		}
		slices.Sort(want)
		slices.Sort(have[l.Table])
		diff(t, want, have[l.Table])
		delete(have, l.Table)
	}
	for name := range have {
		t.Errorf("table %s checks a status without a lifecycle", name)
	}
}

// Only the name and what is public on a certificate lie in clear.
func TestNoPersonalValueLiesInClear(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		b := testdb.File(t, s)
		apps := b.Enter(t, s, 7, 1)
		b.Prepare(t, s, apps)
		p := testdb.Born(7)
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			a := apps[0]
			a.Cells = skill.Keep(`{"证件号码":"` + p.Document.Number.Reveal() + `","手机":"` + p.Phone.Reveal() + `"}`)
			return store.Change(ctx, tx, "note", &a)
		})
		secrets := map[string]string{
			"document": p.Document.Number.Reveal(), "phone": p.Phone.Reveal(), "address": p.Address.Reveal(), "name": p.Name,
		}
		allowed := []string{"person.name", "person.name_folded", "person.name_key", "certificate.name"}
		for _, table := range tableNames(t, s, db) {
			for _, row := range dump(t, db, table) {
				for what, secret := range secrets {
					for column, value := range row {
						if strings.Contains(value, secret) && !(what == "name" && slices.Contains(allowed, table+"."+column)) {
							t.Errorf("%s.%s holds the %s in clear", table, column, what)
						}
					}
				}
			}
		}
	})
}

func dump(t *testing.T, db *sql.DB, table string) (out []map[string]string) {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, c := range columns {
			if b, ok := values[i].([]byte); ok {
				row[c] = string(b)
				continue
			}
			row[c] = fmt.Sprint(values[i])
		}
		out = append(out, row)
	}
	return out
}

// Whatever is changed behind the store's back is named.
func TestCheckRowsNamesEveryTampering(t *testing.T) {
	for _, c := range []struct{ name, statement, want string }{
		{"a name", "UPDATE person SET name = 'x' WHERE name = '样例一'", "digest person"},
		{"a folded name", "UPDATE person SET name_folded = 'x' WHERE name = '样例一'", "digest person"},
		{"a sealed number", "UPDATE person SET document = phone WHERE name = '样例一'", "digest person"},
		{"a verdict", "UPDATE application SET outcome = 'unmet' WHERE sheet_row = 2", "digest application"},
		{"a result", "UPDATE result SET band = 'excellent' WHERE band = 'good'", "digest result"},
		{"a scope", "UPDATE scope SET valid_to = '2099-12-31'", "digest scope"},
		{"a status alone", "UPDATE certificate SET status = 'issued'", "digest certificate, status certificate"},
		{"a status and its version", "UPDATE plan SET status = 'running', version = 2", "row-version plan, unaudited plan"},
		{"a deleted row", "DELETE FROM certificate", "row-missing certificate"},
		{"an inserted row", "INSERT INTO suspension (id, body_id, path, valid_from, valid_to, ground, version) SELECT 'x', id, path, '2026-01-01', '', 'x', 1 FROM body", "unaudited suspension"},
		{"a deleted entry", "DELETE FROM audit WHERE tbl = 'application' AND verb = 'enter'", "entry-missing application, move application"},
		{"the newest entry deleted", "DELETE FROM audit WHERE tbl = 'application' AND verb = 'accept'", "row-version application, unaudited application"},
		{"a changed verb", "UPDATE audit SET verb = 'withdraw' WHERE tbl = 'application' AND verb = 'accept'", "status application"},
		{"a changed digest", "UPDATE audit SET digest = salt WHERE tbl = 'body'", "digest body"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
				b := testdb.File(t, s)
				b.Prepare(t, s, b.Enter(t, s, 1, 1))
				diff(t, "", faults(t, s))
				if _, err := db.Exec(c.statement); err != nil {
					t.Fatal(err)
				}
				diff(t, c.want, faults(t, s))
			})
		})
	}
}

// Somebody who may write to the database and has this very program, but not the
// installation's keys, gives himself a role: its entry is well formed, and false.
func TestCheckRowsNamesAnEntryMadeWithoutTheKeys(t *testing.T) {
	testdb.EachRaw(t, func(t *testing.T, address string, _ func(string)) {
		clock := testdb.NewClock()
		s := testdb.Open(t, address, clock)
		b := testdb.File(t, s)
		forger := testdb.OpenWith(t, address, clock, otherKeys(t))
		testdb.Update(t, forger, func(ctx context.Context, tx *store.Tx) error {
			return store.Add(ctx, tx, &skill.Grant{ID: "forged", Person: b.Staff[0].ID, Role: skill.RoleCentreApprover, Path: "/"})
		})
		diff(t, "digest role_grant", faults(t, s))
	})
}

func otherKeys(t *testing.T) *attest.Ring {
	t.Helper()
	keys, err := attest.NewKeys(testdb.NewRand(99), testdb.Start, false)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := attest.NewRing(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func faults(t *testing.T, s *store.Store) string {
	t.Helper()
	var out []string
	_, _, err := s.CheckRows(t.Context(), func(f store.Fault) error {
		out = append(out, f.Kind+" "+f.Table)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}
