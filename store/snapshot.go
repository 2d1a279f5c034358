package store

import (
	"context"
	"database/sql/driver"
	"errors"
)

// Snapshot runs fn with a Store that reads everything as it was at one moment,
// however long it takes. That Store only reads, on one connection: rows that
// are being read must be closed before the next question.
func (s *Store) Snapshot(ctx context.Context, fn func(frozen *Store) error) (err error) {
	conn, err := s.readers.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if _, bad := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); bad != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
		err = errors.Join(err, ignoreDone(conn.Close()))
	}()
	if _, err := conn.ExecContext(ctx, s.freeze); err != nil {
		return err
	}
	frozen := *s
	frozen.readers = &pool{db: s.readers.db, frozen: conn}
	return fn(&frozen)
}
