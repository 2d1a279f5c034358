// Package testdb gives tests a real store of either engine, fresh and empty,
// with a clock that steps and randomness that repeats.
package testdb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the server that ASSAY_TEST_PG names

	"assay/attest"
	"assay/reference"
	"assay/rule/likeness"
	"assay/store"
)

// Variable names the environment variable with the postgres:// URL of a server
// whose superuser may create databases. make test starts one and sets it.
const Variable = "ASSAY_TEST_PG"

// Each runs a test on SQLite and on PostgreSQL. Without a server the second is
// skipped, and says so.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachWith(t, func(t *testing.T, open func() *store.Store, _ *Clock) { test(t, open()) })
}

// EachWith is Each for tests that open the same database more than once, as
// several processes would, or that move the clock. When the test has ended every
// row must agree with its audit entries: a test that tampers opens its database
// with Open.
func EachWith(t *testing.T, test func(t *testing.T, open func() *store.Store, clock *Clock)) {
	t.Helper()
	run := func(t *testing.T, address string) {
		clock := NewClock()
		test(t, func() *store.Store { return Open(t, address, clock) }, clock)
		sound(t, Open(t, address, clock))
	}
	t.Run("sqlite", func(t *testing.T) { run(t, filepath.Join(t.TempDir(), "assay.db")) })
	t.Run("postgres", func(t *testing.T) { run(t, Postgres(t)) })
}

// sound fails where a row is not what its audit entries say.
func sound(t testing.TB, s *store.Store) {
	t.Helper()
	_, _, err := s.CheckRows(t.Context(), func(f store.Fault) error {
		t.Errorf("the test leaves a row that fsck would name: %+v", f)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// Open opens a store on an address and closes it when the test ends.
func Open(t testing.TB, address string, clock *Clock) *store.Store {
	t.Helper()
	return OpenWith(t, address, clock, Keys(t))
}

// OpenWith is Open with other keys than every test's.
func OpenWith(t testing.TB, address string, clock *Clock, keys *attest.Ring) *store.Store {
	t.Helper()
	c := config(t, address, clock)
	c.Keys = keys
	if err := begin(t, address); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func config(t testing.TB, address string, clock *Clock) store.Config {
	return store.Config{
		DB: address, Keys: Keys(t), Now: clock.Now, Rand: NewRand(uint64(1000 + made.Add(1))),
		SortKey: strings.ToLower, Names: names(), Migrate: true,
	}
}

// begin puts a migrated database where an SQLite file is to be: a copy takes a
// tenth of the time of all migrations.
func begin(t testing.TB, address string) error {
	if strings.Contains(address, "://") {
		return nil
	}
	if _, err := os.Stat(address); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	empty.Do(func() { empty.file, empty.err = migrated(t) })
	if empty.err != nil {
		return empty.err
	}
	return os.WriteFile(address, empty.file, 0o600)
}

// empty is a migrated SQLite database without a row, made once in each process.
var empty struct {
	sync.Once
	file []byte
	err  error
}

func migrated(t testing.TB) ([]byte, error) {
	address := filepath.Join(t.TempDir(), "assay.db")
	s, err := store.Open(t.Context(), config(t, address, NewClock()))
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(address)
}

// names are read once for all tests of a process.
var names = sync.OnceValue(func() *likeness.Names { return likeness.New(reference.NameWords()) })

// Keys is a ring that is the same in every test.
func Keys(t testing.TB) *attest.Ring {
	t.Helper()
	keys, err := attest.NewKeys(NewRand(1), Start.AddDate(0, -1, 0), false)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := attest.NewRing(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// Start is when every test's clock begins: in a year whose calendar is shipped.
var Start = time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)

// A Clock stands still until it is moved, so that a test says itself how much
// time goes by.
type Clock struct{ now atomic.Pointer[time.Time] }

// NewClock is a clock at Start.
func NewClock() *Clock {
	c := &Clock{}
	c.Set(Start)
	return c
}

// Now is the clock's time.
func (c *Clock) Now() time.Time { return *c.now.Load() }

// Set moves the clock to a time.
func (c *Clock) Set(t time.Time) { c.now.Store(&t) }

// Step moves the clock on.
func (c *Clock) Step(by time.Duration) { c.Set(c.Now().Add(by)) }

// Rand is a repeatable source of random bytes for many goroutines.
type Rand struct {
	mu  sync.Mutex
	src *rand.ChaCha8
}

// NewRand is the source of a seed.
func NewRand(seed uint64) *Rand {
	return &Rand{src: rand.NewChaCha8(sha256.Sum256(fmt.Append(nil, seed)))}
}

// Read fills b.
func (r *Rand) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.src.Read(b)
}

// made counts databases and stores, so that no two draw the same ids.
var made atomic.Int64

// Postgres makes a database of a test's own, a copy of a migrated template,
// and drops it when the test ends. It skips the test where no server is named.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		t.Skip("no PostgreSQL: " + Variable + " is not set (make test starts a server and sets it)")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	template, err := template(t, admin, server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("assay_t_%d_%d", os.Getpid(), made.Add(1))
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template+""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
		if err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	return named(t, server, name)
}

// template makes the migrated template, once a server and schema: other test
// processes that need it wait.
func template(t testing.TB, admin *sql.DB, server string) (string, error) {
	ctx := t.Context()
	name := "assay_template_" + schemaHash(t)
	conn, err := admin.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(7)"); err != nil {
		return "", err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(7)") }() // closing ends it too
	var there bool
	if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return name, err
	}
	if _, err := conn.ExecContext(ctx, "CREATE DATABASE "+name+"_new TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"); err != nil {
		return "", err
	}
	s, err := store.Open(ctx, config(t, named(t, server, name+"_new"), NewClock()))
	if err != nil {
		return "", err
	}
	if err := s.Close(); err != nil {
		return "", err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+name+"_new RENAME TO "+name)
	return name, err
}

// schemaHash names the template after the migrations, so that a server that
// outlives a change of them serves both.
func schemaHash(t testing.TB) string {
	h := sha256.New()
	files, err := fs.Glob(store.Migrations(), "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := fs.ReadFile(store.Migrations(), f)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

func named(t testing.TB, server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}
