package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"assay/attest"
	"assay/skill"
	"assay/skill/day"
)

// By says on whose behalf a change is made.
type By struct {
	Actor   skill.Actor
	Request string // request id, for the log
	Key     string // idempotency key of the actor, or empty
	KeyHash string // of the request that came with the key
}

// Repeated is the error of a change that was already made under the same key
// with the same request. It carries what Tx.Outcome had kept of it, or the table
// and id of the first row that was written, e.g. plan/0198….
type Repeated struct{ Outcome []byte }

// Error implements error.
func (*Repeated) Error() string { return "request was carried out before" }

// A Tx is one transaction. It reads everything; what it read under Locked stays
// as it is until the end.
type Tx struct {
	Reader
	Now time.Time // UTC, to the microsecond
	By  By

	store   *Store
	on      *session
	outcome []byte
	audit   []entry
	form    attest.Row // room for the canonical form of one row after another
	leaves  []leaf
	drawn   uint32 // ids drawn so far
	broken  error
}

// attempts is how often a change that lost a race is begun anew.
const attempts = 8

// Update runs fn in a transaction and commits what it did together with its
// audit entries and leaves, or nothing of it. It runs fn again when the engine
// had to give way to another transaction, so fn has no effect but through tx.
//
// Errors: what fn returned; *Repeated; Conflict key.reused (the same key with
// another request), Conflict TABLE.exists (a unique index), Conflict store.busy.
func (s *Store) Update(ctx context.Context, by By, fn func(*Tx) error) error {
	var err error
	for range attempts {
		err = s.withWriter(ctx, func(c *session) error { return s.attempt(ctx, c, by, fn) })
		if !again(err) || ctx.Err() != nil {
			break
		}
	}
	if err != nil && ctx.Err() != nil {
		err = errors.Join(ctx.Err(), err) // what a driver says of it differs
	}
	return coded(err)
}

func (s *Store) attempt(ctx context.Context, c *session, by By, fn func(*Tx) error) error {
	return c.transaction(ctx, s.begin, func() error {
		tx := &Tx{Reader: Reader{q: c, words: &s.words}, Now: s.Now(), By: by, store: s, on: c}
		if err := tx.claimKey(ctx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if err := errors.Join(tx.broken, tx.keepOutcome(ctx)); err != nil {
			return err
		}
		return tx.flush(ctx)
	})
}

// Today is the civil date in UTC+8.
func (tx *Tx) Today() day.Date { return day.Of(tx.Now) }

// Locked is a Reader whose rows stay as they are until the transaction ends.
// Lock in one order everywhere: plan, session, room, person, application, sitting,
// result, objection, correction, report, certificate; and by id within a table, as List does.
func (tx *Tx) Locked() Reader {
	r := tx.Reader
	r.lock = tx.store.update
	return r
}

// Unclaimed is Locked, passing over rows that another transaction holds: for
// workers that share a queue.
func (tx *Tx) Unclaimed() Reader {
	r := tx.Reader
	r.lock = tx.store.skip
	return r
}

// Outcome keeps what is to be answered when the request is repeated under its
// key. Without it the first row that was written is kept (see Repeated).
func (tx *Tx) Outcome(answer []byte) { tx.outcome = bytes.Clone(answer) }

// NewID draws a UUID of version 7. Those of one transaction are ascending.
// Source: RFC 9562, 5.7, with its method 1 for rand_a.
func (tx *Tx) NewID() string {
	var b [16]byte
	if _, err := io.ReadFull(tx.words.rand, b[8:]); err != nil {
		tx.broken = err // ends the transaction when fn has returned
	}
	// Beyond 4096 ids the count runs on into the milliseconds.
	binary.BigEndian.PutUint64(b[:8], uint64(tx.Now.UnixMilli()+int64(tx.drawn>>12))<<16|0x7000|uint64(tx.drawn&0xfff))
	tx.drawn++
	b[8] = b[8]&0x3f | 0x80
	var out [36]byte
	hex.Encode(out[:8], b[:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:], b[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// claimKey makes the key the transaction's own, or finds what was done under
// it. A competitor with the same key waits here until the first has ended.
func (tx *Tx) claimKey(ctx context.Context) error {
	if tx.By.Key == "" {
		return nil
	}
	actor := tx.By.Actor.Name()
	res, err := tx.on.exec(ctx, "INSERT INTO request (actor, key, hash, request, at, outcome) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
		actor, tx.By.Key, tx.By.KeyHash, tx.By.Request, micros(tx.Now), []byte{})
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	rows, err := tx.on.query(ctx, "SELECT hash, outcome FROM request WHERE actor = $1 AND key = $2", actor, tx.By.Key)
	if err != nil {
		return err
	}
	var hash string
	var done Repeated
	if err := each(rows, func() error { return rows.Scan(&hash, &done.Outcome) }); err != nil {
		return err
	}
	if hash != tx.By.KeyHash {
		return skill.Fail(skill.Conflict, "key.reused")
	}
	return &done
}

func (tx *Tx) keepOutcome(ctx context.Context) error {
	if tx.By.Key == "" {
		return nil
	}
	if len(tx.outcome) == 0 && len(tx.audit) > 0 {
		tx.outcome = []byte(tx.audit[0].row.Table + "/" + tx.audit[0].row.ID)
	}
	if len(tx.outcome) == 0 {
		return nil
	}
	_, err := tx.on.exec(ctx, "UPDATE request SET outcome = $1 WHERE actor = $2 AND key = $3", tx.outcome, tx.By.Actor.Name(), tx.By.Key)
	return err
}
