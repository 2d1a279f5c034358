package store

import (
	"context"
	"time"

	"assay/skill"
)

// A Lease gives one holder the right to some work for a time. Fence grows with
// every change of holder; what is done under the lease checks it in the same
// transaction, so a holder that lost it without noticing does nothing.
type Lease struct {
	Name   string
	Holder string
	Fence  int64
	Until  time.Time
}

// Acquire takes or renews a lease. Conflict lease.held: another holder has it.
func (s *Store) Acquire(ctx context.Context, name, holder string, length time.Duration) (Lease, error) {
	l := Lease{Name: name, Holder: holder}
	err := s.Update(ctx, By{}, func(tx *Tx) error {
		l.Until = tx.Now.Add(length)
		rows, err := tx.on.query(ctx, `INSERT INTO lease (name, holder, fence, until) VALUES ($1, $2, 1, $3)
			ON CONFLICT (name) DO UPDATE SET fence = lease.fence + CASE WHEN lease.holder = excluded.holder THEN 0 ELSE 1 END,
				holder = excluded.holder, until = excluded.until
			WHERE lease.holder = excluded.holder OR lease.until <= $4 RETURNING fence`, name, holder, micros(l.Until), micros(tx.Now))
		if err != nil {
			return err
		}
		l.Fence, err = oneInt(rows)
		if err == nil && l.Fence == 0 {
			err = skill.Fail(skill.Conflict, "lease.held")
		}
		return err
	})
	return l, err
}

// LeaseUntil is when a lease runs out, or ran out: the zero time where nobody
// ever held it.
func (s *Store) LeaseUntil(ctx context.Context, name string) (time.Time, error) {
	rows, err := s.Unscoped().q.query(ctx, "SELECT until FROM lease WHERE name = $1", name)
	if err != nil {
		return time.Time{}, err
	}
	n, err := oneInt(rows)
	if err != nil || n == 0 {
		return time.Time{}, err
	}
	return time.UnixMicro(n).UTC(), nil
}

// Release gives a lease back early.
func (s *Store) Release(ctx context.Context, l Lease) error {
	return s.Update(ctx, By{}, func(tx *Tx) error {
		_, err := tx.on.exec(ctx, "UPDATE lease SET until = 0 WHERE name = $1 AND fence = $2", l.Name, l.Fence)
		return err
	})
}

// Hold makes the transaction depend on a lease: nobody else can take it before
// the transaction ends. Conflict lease.lost: somebody has taken it, or it ran out.
func (tx *Tx) Hold(ctx context.Context, l Lease) error {
	rows, err := tx.on.query(ctx, "SELECT count(*) FROM (SELECT 1 FROM lease WHERE name = $1 AND fence = $2 AND until > $3"+tx.store.update+") held",
		l.Name, l.Fence, micros(tx.Now))
	if err != nil {
		return err
	}
	n, err := oneInt(rows)
	if err == nil && n == 0 {
		err = skill.Fail(skill.Conflict, "lease.lost")
	}
	return err
}
