package bench

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
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
	"assay/store"
)

const (
	million = 1_000_000
	// loader changes when what is loaded does, so that a kept file is not used.
	loader = "1"
)

// The n-th of a million certificates stands in the rows of a real one, with its
// own id, number, name, commitment to the name and index of the document. Rows
// are as wide as they would be.
type crowd struct {
	columns []string
	row     []any // of the certificate that all others are like
	id      string
	prefix  string
}

// own are the columns in which the rows differ.
var own = []string{"id", "number", "name", "name_salt", "name_commitment", "document_index"}

func number(prefix string, n int) string {
	return fmt.Sprintf("%s%d4%06d", prefix, 24+n/500_000, n%500_000+1)
}

// name is of three characters, and no person's: the first two say sample.
func name(n int) string { return "样例" + string(rune('一'+n%20_000)) }

func (c crowd) values(n int) []any {
	var seed [8]byte
	binary.BigEndian.PutUint64(seed[:], uint64(n))
	index := sha256.Sum256(seed[:])
	commitment := attest.CommitName(attest.Bits128(index[:16]), name(n))
	id := fmt.Sprintf("018f0000-%04x-7%03x-8000-%012x", n>>12, n&0xfff, n)
	return []any{id, number(c.prefix, n), name(n), commitment.Salt[:], commitment.Value[:], index[:]}
}

// crowdOf issues one certificate in an empty database and reads its row.
func crowdOf(b *testing.B, address, driver string) crowd {
	b.Helper()
	s, err := openAt(b.Context(), address, testdb.Start)
	if err != nil {
		b.Fatal(err)
	}
	batch := testdb.File(b, s)
	first := batch.Issue(b, s, batch.Enter(b, s, 0, 1), 999_999)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(b.Context(), "SELECT * FROM certificate")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	c := crowd{prefix: batch.Site.Prefix(batch.Body), id: string(first[0].ID)}
	if c.columns, err = rows.Columns(); err != nil || !rows.Next() {
		b.Fatal("no certificate to copy", err)
	}
	c.row = make([]any, len(c.columns))
	into := make([]any, len(c.columns))
	for i := range into {
		into[i] = &c.row[i]
	}
	if err := rows.Scan(into...); err != nil {
		b.Fatal(err)
	}
	return c
}

// millionSQLite is the path of a database with a million certificates, which is
// kept between runs beside other temporary files.
func millionSQLite(b *testing.B) string {
	dir := filepath.Join(os.TempDir(), "assay-bench-"+schemaHash(b))
	path := filepath.Join(dir, "million.db")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	begin := time.Now()
	if err := os.RemoveAll(dir); err != nil {
		b.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	fresh := filepath.Join(dir, "new.db")
	loadSQLite(b, fresh)
	if err := os.Rename(fresh, path); err != nil {
		b.Fatal(err)
	}
	b.Logf("loaded a million certificates into %s in %.0f s", path, time.Since(begin).Seconds())
	return path
}

func loadSQLite(b *testing.B, path string) {
	c := crowdOf(b, path, "sqlite")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(OFF)&_pragma=synchronous(0)&_pragma=cache_size(-500000)&_pragma=foreign_keys(0)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
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
	if _, err := db.ExecContext(b.Context(), "ANALYZE"); err != nil {
		b.Fatal(err)
	}
}

// copying inserts the first row once more, with own values.
func (c crowd) copying() string {
	columns := slices.Clone(c.columns)
	for i, column := range columns {
		if at := slices.Index(own, column); at >= 0 {
			columns[i] = fmt.Sprintf("?%d", at+1)
		}
	}
	return "INSERT INTO certificate SELECT " + strings.Join(columns, ", ") + " FROM certificate WHERE id = '" + c.id + "'"
}

// millionPostgres loads a database of the throwaway server, by COPY.
func millionPostgres(b *testing.B) string {
	address := testdb.Postgres(b)
	begin := time.Now()
	c := crowdOf(b, address, "pgx")
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
	n := -1
	rows := pgx.CopyFromFunc(func() ([]any, error) {
		if n++; n == million {
			return nil, nil
		}
		return c.whole(n), nil
	})
	if _, err := conn.CopyFrom(b.Context(), pgx.Identifier{"certificate"}, c.columns, rows); err != nil {
		b.Fatal(err)
	}
	do("VACUUM ANALYZE certificate")
	do("CHECKPOINT")
	b.Logf("loaded a million certificates into PostgreSQL in %.0f s", time.Since(begin).Seconds())
	return address
}

// whole is the n-th row with all its columns.
func (c crowd) whole(n int) []any {
	row := slices.Clone(c.row)
	for i, v := range c.values(n) {
		row[slices.Index(c.columns, own[i])] = v
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
