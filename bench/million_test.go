package bench

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"assay/attest"
	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

const (
	million = 1_000_000
	// loader changes when what is loaded does, so that a kept file is not used.
	loader = "3"
)

// A crowd is a million rows like a real one, but for some columns of their own, so
// that they are as wide as they would be.
type crowd struct {
	table   string
	own     []string          // the columns in which the rows differ
	values  func(n int) []any // of those columns, in the n-th row
	columns []string          // all of the table
	row     []any             // the one that all others are like
	id      string            // of that
	key     string            // the column of ids; empty: id
}

// crowdOfCertificates have their own id, number, name, commitment to the name and
// index of the document.
func crowdOfCertificates(b *testing.B, s *store.Store) crowd {
	batch := testdb.File(b, s)
	first := batch.Issue(b, s, batch.Enter(b, s, 0, 1), 999_999)
	prefix := batch.Site.Prefix(batch.Body)
	return crowd{
		table: "certificate", id: string(first[0].ID), values: func(n int) []any { return certificate(prefix, n) },
		own: []string{"id", "number", "name", "name_salt", "name_commitment", "document_index"},
	}
}

// crowdOfPlans are of a thousand bodies, which lie among each other.
func crowdOfPlans(b *testing.B, s *store.Store) crowd {
	batch := testdb.File(b, s)
	return crowd{table: "plan", id: string(batch.Plan.ID), own: []string{"id", "path", "body_id"}, values: func(n int) []any {
		return []any{rowID(n), string(bodyOf(n)), "body " + string(bodyOf(n))}
	}}
}

// bodyOf is the place of the body of the n-th plan: ten provinces of ten cities of
// ten bodies.
func bodyOf(n int) skill.OrgPath {
	return skill.OrgPath(fmt.Sprintf("/%d/%d%02d/b-%d/", 40+n%10, 40+n%10, n/10%10, n/100%10))
}

func rowID(n int) string { return fmt.Sprintf("018f0000-%04x-7%03x-8000-%012x", n>>12, n&0xfff, n) }

func number(prefix string, n int) string {
	return fmt.Sprintf("%s%d4%06d", prefix, 24+n/500_000, n%500_000+1)
}

// name is of three characters, and no person's: the first two say sample.
func name(n int) string { return "样例" + string(rune('一'+n%20_000)) }

func certificate(prefix string, n int) []any {
	var seed [8]byte
	binary.BigEndian.PutUint64(seed[:], uint64(n))
	index := sha256.Sum256(seed[:])
	commitment := attest.CommitName(attest.Bits128(index[:16]), name(n))
	return []any{rowID(n), number(prefix, n), name(n), commitment.Salt[:], commitment.Value[:], index[:]}
}

// like reads the row that a crowd is like, from a database that was empty.
func like(b *testing.B, address, driver string, of func(*testing.B, *store.Store) crowd) crowd {
	b.Helper()
	s, err := openAt(b.Context(), address, testdb.Start)
	if err != nil {
		b.Fatal(err)
	}
	c := of(b, s)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	c.read(b, address, driver)
	return c
}

// read reads the row that the crowd is like.
func (c *crowd) read(b *testing.B, address, driver string) {
	db, err := sql.Open(driver, address)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(b.Context(), "SELECT * FROM "+c.table+" WHERE "+cmp.Or(c.key, "id")+" = '"+c.id+"'")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	if c.columns, err = rows.Columns(); err != nil || !rows.Next() {
		b.Fatal("no row to copy", err)
	}
	c.row = make([]any, len(c.columns))
	into := make([]any, len(c.columns))
	for i := range into {
		into[i] = &c.row[i]
	}
	if err := rows.Scan(into...); err != nil {
		b.Fatal(err)
	}
}

// millionSQLite is the path of a database with a million certificates, which is
// kept between runs beside other temporary files.
func millionSQLite(b *testing.B) string {
	return keptSQLite(b, "million.db", crowdOfCertificates)
}

func keptSQLite(b *testing.B, name string, of func(*testing.B, *store.Store) crowd) string {
	dir := keptFolder(b, name, func(dir string) { loadSQLite(b, filepath.Join(dir, name), of) })
	return filepath.Join(dir, name)
}

// keptFolder is a folder that is made once and kept beside other temporary files.
func keptFolder(b *testing.B, name string, load func(dir string)) string {
	above := filepath.Join(os.TempDir(), "assay-bench-"+schemaHash(b))
	dir, fresh := filepath.Join(above, name), filepath.Join(above, "new", name)
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	begin := time.Now()
	if err := errors.Join(os.RemoveAll(fresh), os.MkdirAll(fresh, 0o700)); err != nil {
		b.Fatal(err)
	}
	load(fresh)
	if err := os.Rename(fresh, dir); err != nil {
		b.Fatal(err)
	}
	b.Logf("loaded a million rows into %s in %.0f s", dir, time.Since(begin).Seconds())
	return dir
}

func loadSQLite(b *testing.B, path string, of func(*testing.B, *store.Store) crowd) {
	c := like(b, path, "sqlite", of)
	fillSQLite(b, path, c)
}

// fillSQLite puts crowds into their tables.
func fillSQLite(b *testing.B, path string, crowds ...crowd) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(OFF)&_pragma=synchronous(0)&_pragma=cache_size(-500000)&_pragma=foreign_keys(0)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, c := range crowds {
		c.fill(b, db)
	}
	if _, err := db.ExecContext(b.Context(), "ANALYZE"); err != nil {
		b.Fatal(err)
	}
}

func (c crowd) fill(b *testing.B, db *sql.DB) {
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	stmt, err := tx.PrepareContext(b.Context(), c.copying())
	if err != nil {
		b.Fatal(err)
	}
	defer stmt.Close()
	quick := context.WithoutCancel(b.Context()) // a cancellable statement costs a goroutine
	for n := range million {
		if _, err := stmt.ExecContext(quick, c.values(n)...); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// copying inserts the first row once more, with own values.
func (c crowd) copying() string {
	columns := slices.Clone(c.columns)
	for i, column := range columns {
		if at := slices.Index(c.own, column); at >= 0 {
			columns[i] = fmt.Sprintf("?%d", at+1)
		}
	}
	return "INSERT INTO " + c.table + " SELECT " + strings.Join(columns, ", ") + " FROM " + c.table + " WHERE " + cmp.Or(c.key, "id") + " = '" + c.id + "'"
}

// millionPostgres loads a database of the throwaway server, by COPY.
func millionPostgres(b *testing.B) string { return loadPostgres(b, crowdOfCertificates) }

func loadPostgres(b *testing.B, of func(*testing.B, *store.Store) crowd) string {
	address := testdb.Postgres(b)
	begin := time.Now()
	fillPostgres(b, address, like(b, address, "pgx", of))
	b.Logf("loaded a million rows into PostgreSQL in %.0f s", time.Since(begin).Seconds())
	return address
}

// fillPostgres puts crowds into their tables.
func fillPostgres(b *testing.B, address string, crowds ...crowd) {
	conn, err := pgx.Connect(b.Context(), address)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(b.Context())) }()
	do := func(statement string) {
		if _, err := conn.Exec(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	do("SET session_replication_role = replica") // the references are those of the first row
	for _, c := range crowds {
		n := -1
		rows := pgx.CopyFromFunc(func() ([]any, error) {
			if n++; n == million {
				return nil, nil
			}
			return c.whole(n), nil
		})
		if _, err := conn.CopyFrom(b.Context(), pgx.Identifier{c.table}, c.columns, rows); err != nil {
			b.Fatal(err)
		}
		do("VACUUM ANALYZE " + c.table)
	}
	do("CHECKPOINT")
}

// whole is the n-th row with all its columns.
func (c crowd) whole(n int) []any {
	row := slices.Clone(c.row)
	for i, v := range c.values(n) {
		row[slices.Index(c.columns, c.own[i])] = v
	}
	return row
}

// schemaHash names the kept file after the migrations.
func schemaHash(b *testing.B) string {
	h := sha256.New()
	h.Write([]byte(loader))
	files, err := fs.Glob(store.Migrations(), "migrations/*.sql")
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range files {
		text, err := fs.ReadFile(store.Migrations(), f)
		if err != nil {
			b.Fatal(err)
		}
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
