package store

import (
	"context"
	"time"

	"assay/skill/day"
)

// An Asked is one public query as it is remembered: keyed hashes, no value.
type Asked struct {
	At        time.Time
	Form      string // how it was asked, e.g. number or document
	Subject   []byte // keyed hash of the number or document asked for
	Network   []byte // keyed hash of the asker's network
	Outcome   string
	Reference string // what the asker was given to quote
}

var askedColumns = []column{
	{name: "at", kind: intColumn}, {name: "form"}, {name: "subject", kind: bytesColumn},
	{name: "network", kind: bytesColumn}, {name: "outcome"}, {name: "reference"},
}

// Remember appends queries to the query log, many in one transaction.
func (s *Store) Remember(ctx context.Context, queries []Asked) error {
	b := batch{shape: askedColumns}
	for _, q := range queries {
		b.rows = append(b.rows, []cell{{n: micros(q.At)}, {text: q.Form}, {raw: q.Subject}, {raw: q.Network}, {text: q.Outcome}, {text: q.Reference}})
	}
	return s.Update(ctx, By{}, func(tx *Tx) error { return b.insert(ctx, tx, "query_log") })
}

// Failed counts one failure for each of the keyed hashes on a day.
func (s *Store) Failed(ctx context.Context, on day.Date, subjects ...[]byte) error {
	return s.Update(ctx, By{}, func(tx *Tx) error { return tx.Failed(ctx, on, subjects...) })
}

// Failed is Store.Failed within the transaction.
func (tx *Tx) Failed(ctx context.Context, on day.Date, subjects ...[]byte) error {
	for _, subject := range subjects {
		if _, err := tx.on.exec(ctx, `INSERT INTO failure (subject, day, times) VALUES ($1, $2, 1)
			ON CONFLICT (subject, day) DO UPDATE SET times = failure.times + 1`, subject, on.String()); err != nil {
			return err
		}
	}
	return nil
}

// Failures is the highest count of failures that any of the keyed hashes has
// on a day.
func (s *Store) Failures(ctx context.Context, on day.Date, subjects ...[]byte) (int64, error) {
	var most int64
	for _, subject := range subjects {
		rows, err := s.readers.query(ctx, "SELECT times FROM failure WHERE subject = $1 AND day = $2", subject, on.String())
		if err != nil {
			return 0, err
		}
		n, err := oneInt(rows)
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	return most, nil
}

// Forget deletes what is ephemeral and older than a time: queries, failures,
// idempotency keys, letters of no known reader that were sent or given up, codes
// that have expired, and when sign-ins were last in use, which none outlives so
// long. Letters that their reader can list go when they are older than another.
func (s *Store) Forget(ctx context.Context, before, letters time.Time) error {
	return s.Update(ctx, By{}, func(tx *Tx) error {
		for _, d := range []struct {
			text string
			arg  any
		}{
			{"DELETE FROM query_log WHERE at < $1", micros(before)},
			{"DELETE FROM failure WHERE day < $1", day.Of(before).String()},
			{"DELETE FROM request WHERE at < $1", micros(before)},
			{"DELETE FROM challenge WHERE expires < $1", micros(before)},
			{"DELETE FROM sign_in_seen WHERE at < $1", micros(before)},
			{"DELETE FROM ceremony WHERE expires < $1", micros(before)},
			{"DELETE FROM job WHERE kind LIKE 'letter.%' AND ended_at > 0 AND ended_at < $1 AND reader = ''", micros(before)},
			{"DELETE FROM job WHERE kind LIKE 'letter.%' AND ended_at > 0 AND ended_at < $1", micros(letters)},
		} {
			if _, err := tx.on.exec(ctx, d.text, d.arg); err != nil {
				return err
			}
		}
		return nil
	})
}
