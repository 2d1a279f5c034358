package store

import (
	"context"

	"assay/skill"
)

// A Series numbers the certificates of one site, year and level.
type Series struct {
	Prefix string // the thirteen places before the year
	Year   int
	Level  skill.Level
}

// TakeNumbers takes n serials of the series and returns the first; the first of
// all is 1. The series stays locked until the transaction ends, so numbers are
// gapless but for certificates that are void.
func (tx *Tx) TakeNumbers(ctx context.Context, s Series, n int) (first int, err error) {
	if n < 1 {
		return 0, skill.Fail(skill.Internal, "store.no_numbers")
	}
	rows, err := tx.on.query(ctx, `INSERT INTO series (prefix, year, level, next) VALUES ($1, $2, $3, $4 + 1)
		ON CONFLICT (prefix, year, level) DO UPDATE SET next = series.next + $4 RETURNING next`, s.Prefix, s.Year, s.Level.String(), n)
	if err != nil {
		return 0, err
	}
	next, err := oneInt(rows)
	return int(next) - n, err
}

// AllSeries lists every series with the serial that comes next.
func (s *Store) AllSeries(ctx context.Context) (map[Series]int, error) {
	rows, err := s.readers.query(ctx, "SELECT prefix, year, level, next FROM series")
	if err != nil {
		return nil, err
	}
	out := map[Series]int{}
	err = each(rows, func() error {
		var one Series
		var level string
		var next int
		if err := rows.Scan(&one.Prefix, &one.Year, &level, &next); err != nil {
			return err
		}
		err := one.Level.UnmarshalText([]byte(level))
		out[one] = next
		return err
	})
	return out, err
}
