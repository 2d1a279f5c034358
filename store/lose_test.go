package store

import (
	"context"
	"errors"
)

// LoseTransaction begins a change whose transaction ends behind its back.
func (s *Store) LoseTransaction(ctx context.Context) error {
	return s.withWriter(ctx, func(c *session) error {
		return c.transaction(ctx, s.begin, func() error {
			_, err := c.exec(ctx, "ROLLBACK")
			return errors.Join(err, errors.New("lost"))
		})
	})
}
