package store

import "context"

// SaveTile stores the hashes of tile n of a level of a log's tree, as many as
// there are so far.
func (tx *Tx) SaveTile(ctx context.Context, log Log, level int, n int64, hashes []byte) error {
	_, err := tx.on.exec(ctx, `INSERT INTO tile (log, level, n, hashes) VALUES ($1, $2, $3, $4)
		ON CONFLICT (log, level, n) DO UPDATE SET hashes = excluded.hashes`, string(log), level, n, hashes)
	return err
}

// Tile reads the hashes of a tile, NotFound tile.not_found where there are none.
func (r Reader) Tile(ctx context.Context, log Log, level int, n int64) (hashes []byte, err error) {
	rows, err := r.q.query(ctx, "SELECT hashes FROM tile WHERE log = $1 AND level = $2 AND n = $3", string(log), level, n)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error { return rows.Scan(&hashes) })
	if err == nil && hashes == nil {
		err = notFound("tile")
	}
	return hashes, err
}

// A StoredCheckpoint is a signed head of a log.
type StoredCheckpoint struct {
	Size   int64
	At     int64 // microseconds since 1970, UTC
	Signed []byte
}

// SaveCheckpoint stores a signed head of a log.
func (tx *Tx) SaveCheckpoint(ctx context.Context, log Log, c StoredCheckpoint) error {
	_, err := tx.on.exec(ctx, `INSERT INTO checkpoint (log, size, at, signed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (log, size) DO UPDATE SET at = excluded.at, signed = excluded.signed`, string(log), c.Size, c.At, c.Signed)
	return err
}

// Checkpoint reads the newest signed head of a log, NotFound
// checkpoint.not_found before there is one.
func (r Reader) Checkpoint(ctx context.Context, log Log) (c StoredCheckpoint, err error) {
	rows, err := r.q.query(ctx, "SELECT size, at, signed FROM checkpoint WHERE log = $1 ORDER BY size DESC LIMIT 1", string(log))
	if err != nil {
		return c, err
	}
	err = each(rows, func() error { return rows.Scan(&c.Size, &c.At, &c.Signed) })
	if err == nil && c.Signed == nil {
		err = notFound("checkpoint")
	}
	return c, err
}
