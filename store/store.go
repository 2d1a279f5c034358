package store

import (
	"context"
	"database/sql"
	"io"
	"time"

	"assay/attest"
	"assay/rule/likeness"
	"assay/skill"
)

// Config is what a Store is opened with. Everything is required but Migrate.
type Config struct {
	// DB is the path of an SQLite file, made where it is missing, or a
	// postgres:// URL of an existing database.
	DB string
	// Keys seal personal columns and make blind indexes.
	Keys *attest.Ring
	// Now tells the time of a change.
	Now func() time.Time
	// Rand gives salts, nonces and ids; it is used from many goroutines.
	Rand io.Reader
	// SortKey gives the key by which a name sorts, such as its pinyin.
	SortKey func(name string) string
	// Names tell by which keys the name of a body is found.
	Names *likeness.Names
	// Migrate brings an older schema up to date. Without it an older schema
	// is refused with reason store.schema_old.
	Migrate bool
}

// A Store is one database of either engine. It is safe for concurrent use.
type Store struct {
	engine
	words
	now func() time.Time
}

// words is what values need on their way in and out of their columns.
type words struct {
	keys    *attest.Ring
	rand    io.Reader
	sortKey func(string) string
	names   *likeness.Names
	branch  branches
	along   string
}

// Open opens the database and checks, or with Migrate updates, its schema.
// Reasons: store.schema_old, store.schema_new (made by a newer program),
// store.collation (names would not compare byte by byte).
func Open(ctx context.Context, c Config) (*Store, error) {
	e, err := openEngine(ctx, c.DB)
	if err != nil {
		return nil, err
	}
	s := &Store{engine: e, words: words{c.Keys, c.Rand, c.SortKey, c.Names, e.branch, e.along}, now: c.Now}
	if err := s.prepare(ctx, c.Migrate); err != nil {
		return nil, joinClose(err, s)
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context, migrate bool) error {
	if err := s.checkCollation(ctx); err != nil {
		return err
	}
	if err := s.schema(ctx, migrate); err != nil {
		return err
	}
	return s.openWriter(ctx)
}

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return s.name }

// Now is the time by the store's clock, in UTC to the microsecond, as stored
// times are.
func (s *Store) Now() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// Keys are the keys the store was opened with.
func (s *Store) Keys() *attest.Ring { return s.keys }

// Names tell by which keys names are found, and whether they look alike.
func (s *Store) Names() *likeness.Names { return s.names }

// Analyze lets the engine learn the sizes of its tables; to be called after
// bulk loads, which it otherwise plans for as if the tables were empty.
func (s *Store) Analyze(ctx context.Context) error {
	return s.withWriter(ctx, func(c *session) error {
		_, err := c.exec(ctx, "ANALYZE")
		return err
	})
}

// Unscoped is the reader that sees everything: for office, ledger and cmd.
func (s *Store) Unscoped() Reader { return Reader{q: s.readers, words: &s.words} }

// As is the reader that sees what the viewer may see; anything else is
// skill.NotFound.
func (s *Store) As(viewer skill.Actor) View {
	r := s.Unscoped()
	r.viewer = &viewer
	return View{r}
}

// A Source is anything that reads: a View, a Tx or the unscoped Reader.
type Source interface{ reader() Reader }

// A Reader reads nouns. Its methods answer skill.NotFound, with the table's
// name before .not_found as reason, for a row that is not there or not for the
// viewer's eyes.
type Reader struct {
	q      querier
	words  *words
	viewer *skill.Actor // nil sees everything
	lock   string       // what follows every select, such as FOR UPDATE
}

func (r Reader) reader() Reader { return r }

// A View is a Reader that carries its viewer's organisations in every query.
type View struct{ Reader }

// querier runs one statement: on a pool, or inside a transaction.
type querier interface {
	query(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}
