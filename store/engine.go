package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"sync"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	_ "modernc.org/sqlite"             // registers "sqlite"

	"assay/skill"
)

// An engine is an open database: connections that read and connections that
// write, and what its dialect says differently.
type engine struct {
	dialect
	db      *sql.DB // writes; on PostgreSQL reads too
	readers *pool
	turns   chan *session // SQLite's one writer; nil on PostgreSQL
}

func openEngine(ctx context.Context, address string) (engine, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return openPostgres(ctx, address)
	}
	return openSQLite(ctx, address)
}

func openPostgres(ctx context.Context, url string) (engine, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return engine{}, err
	}
	db.SetMaxOpenConns(24)
	db.SetMaxIdleConns(24)
	return engine{dialect: postgres, db: db, readers: &pool{db: db}}, db.PingContext(ctx)
}

// openSQLite opens one writer, so that writers queue here instead of failing
// there, and four readers that cannot write.
func openSQLite(ctx context.Context, path string) (engine, error) {
	db, err := sql.Open("sqlite", sqliteName(path, "_txlock=immediate"))
	if err != nil {
		return engine{}, err
	}
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		return engine{}, err
	}
	ro, err := sql.Open("sqlite", sqliteName(path, "_pragma=query_only(1)"))
	if err != nil {
		return engine{}, errors.Join(err, db.Close())
	}
	ro.SetMaxOpenConns(4)
	ro.SetMaxIdleConns(4)
	return engine{dialect: sqlite, db: db, readers: &pool{db: ro, kept: map[string]*sql.Stmt{}}}, nil
}

func sqliteName(path, more string) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + escaped + "?" + strings.Join([]string{
		"_pragma=busy_timeout(5000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=foreign_keys(1)", "_pragma=mmap_size(8589934592)", "_pragma=cache_size(-65536)",
		"_pragma=wal_autocheckpoint(10000)", more}, "&")
}

// openWriter takes SQLite's one write connection for good, so that its
// statements stay prepared.
func (e *engine) openWriter(ctx context.Context) error {
	if !e.single {
		return nil
	}
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	e.turns = make(chan *session, 1)
	e.turns <- &session{conn: conn, kept: map[string]*sql.Stmt{}}
	return nil
}

// withWriter runs fn on a connection that may write, when its turn comes.
func (e *engine) withWriter(ctx context.Context, fn func(*session) error) error {
	if e.turns == nil {
		conn, err := e.db.Conn(ctx)
		if err != nil {
			return err
		}
		return errors.Join(fn(&session{conn: conn}), ignoreDone(conn.Close()))
	}
	select {
	case c := <-e.turns:
		defer func() { e.turns <- c }()
		if err := e.revive(ctx, c); err != nil {
			return err
		}
		return fn(c)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// revive gives the single writer a new connection where the last change left it
// a broken one: SQLite ends a transaction by itself when a statement of it is
// cancelled, and what was to be rolled back is then not there.
func (e *engine) revive(ctx context.Context, c *session) error {
	if !c.dead {
		return nil
	}
	conn, err := e.db.Conn(ctx)
	if err == nil {
		*c = session{conn: conn, kept: map[string]*sql.Stmt{}}
	}
	return err
}

// ignoreDone forgets that a broken connection was closed before.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) {
		return nil
	}
	return err
}

// Close waits for the writer and closes the database.
func (e *engine) Close() error {
	var errs []error
	if e.turns != nil {
		c := <-e.turns
		errs = append(errs, c.forget(), ignoreDone(c.conn.Close()))
	}
	if e.readers.db != e.db {
		errs = append(errs, e.readers.db.Close())
	}
	return errors.Join(append(errs, e.db.Close())...)
}

func joinClose(err error, s *Store) error { return errors.Join(err, s.Close()) }

// maxKept is how many statements stay prepared; filters make few shapes.
const maxKept = 500

// A pool reads on any of its connections. With kept it prepares every text
// once; PostgreSQL's driver does so by itself.
type pool struct {
	db     *sql.DB
	mu     sync.RWMutex
	kept   map[string]*sql.Stmt
	frozen *sql.Conn // the one connection of a Snapshot
}

func (p *pool) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if p.frozen != nil {
		return p.frozen.QueryContext(ctx, text, args...)
	}
	stmt, err := p.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return p.db.QueryContext(ctx, text, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

func (p *pool) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if p.kept == nil {
		return nil, nil
	}
	p.mu.RLock()
	stmt, full := p.kept[text], len(p.kept) >= maxKept
	p.mu.RUnlock()
	if stmt != nil || full {
		return stmt, nil
	}
	stmt, err := p.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.kept[text]; old != nil {
		return old, stmt.Close()
	}
	p.kept[text] = stmt
	return stmt, nil
}

// A session is one connection that writes.
type session struct {
	conn *sql.Conn
	kept map[string]*sql.Stmt // nil on PostgreSQL
	dead bool                 // the connection is broken and closed
}

func (c *session) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := c.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return c.conn.QueryContext(ctx, text, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

func (c *session) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	stmt, err := c.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return c.conn.ExecContext(ctx, text, args...)
	}
	return stmt.ExecContext(ctx, args...)
}

func (c *session) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if c.kept == nil {
		return nil, nil
	}
	if stmt := c.kept[text]; stmt != nil || len(c.kept) >= maxKept {
		return stmt, nil
	}
	stmt, err := c.conn.PrepareContext(ctx, text)
	if err == nil {
		c.kept[text] = stmt
	}
	return stmt, err
}

// forget closes what is prepared. database/sql does not do it for a connection
// that somebody took for good, and SQLite keeps one alive, with its memory and
// its lock on the file, while a statement of it is open.
func (c *session) forget() error {
	var errs []error
	for _, stmt := range c.kept {
		errs = append(errs, ignoreDone(stmt.Close()))
	}
	clear(c.kept)
	return errors.Join(errs...)
}

// transaction runs fn between BEGIN and COMMIT. A connection that cannot even
// roll back is thrown away.
func (c *session) transaction(ctx context.Context, begin string, fn func() error) (err error) {
	if _, err := c.exec(ctx, begin); err != nil {
		return err
	}
	over := false
	defer func() {
		if over {
			return
		}
		// Not under ctx: the reason to roll back may be that it was cancelled.
		if _, bad := c.exec(context.WithoutCancel(ctx), "ROLLBACK"); bad != nil {
			_ = c.forget()
			_ = c.conn.Raw(func(any) error { return driver.ErrBadConn })
			c.dead = true
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// A COMMIT that is cancelled under way may or may not have happened.
	if _, err := c.exec(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return err
	}
	over = true
	return nil
}

var _ querier = (*session)(nil)

// notFound is the answer for a row that is not there or not for the viewer.
func notFound(table string) error { return skill.Fail(skill.NotFound, table+".not_found") }
