package testdb

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// EachRaw runs a test on SQLite and on PostgreSQL with the address of a database
// and a plain connection to it, such as an intruder or a careless administrator
// has. The store is opened by the test; nothing is checked when it has ended.
func EachRaw(t *testing.T, test func(t *testing.T, address string, do func(statement string))) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		address := filepath.Join(t.TempDir(), "assay.db")
		test(t, address, raw(t, "sqlite", "file:"+address+"?_pragma=busy_timeout(5000)"))
	})
	t.Run("postgres", func(t *testing.T) {
		address := Postgres(t)
		test(t, address, raw(t, "pgx", address))
	})
}

// raw runs statements, several where a semicolon ends a line.
func raw(t *testing.T, driver, address string) func(string) {
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return func(statements string) {
		t.Helper()
		for one := range strings.SplitSeq(statements, ";\n") {
			if _, err := db.ExecContext(t.Context(), one); err != nil {
				t.Fatalf("%v: %s", err, one)
			}
		}
	}
}
