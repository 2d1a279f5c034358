package store

import (
	"context"
	"database/sql"
	"strconv"

	"assay/attest"
	"assay/skill"
)

// A Log is one of the two append-only logs.
type Log string

// The logs.
const (
	CertificateLog Log = "certificates" // public: what happened to certificates and reports
	AuditLog       Log = "audit"        // private: the audit entries
)

// logLock is the advisory lock of PostgreSQL that writers of entries and leaves
// share while they write and commit, and the sequencer takes alone for a
// moment.
const logLock = 0x6173736179 // "assay"

// kindHead is the kind of a leaf that holds the head of the log audit.
const kindHead = "audit-head"

// A leaf is one leaf of the log certificates before it is written.
type leaf struct {
	event  attest.Event
	record []byte
}

// Log adds the leaves of events to the log certificates. An event without a salt
// is given one.
func (tx *Tx) Log(events ...attest.Event) {
	for _, e := range events {
		if e.Salt == (attest.Bits128{}) {
			var err error
			if e.Salt, err = attest.NewSalt(tx.words.rand); err != nil {
				tx.broken = err
			}
		}
		tx.leaves = append(tx.leaves, leaf{e, e.AppendLeaf(nil)})
	}
}

// LogHead adds the head of the log audit to the log certificates.
func (tx *Tx) LogHead(h attest.AuditHead) {
	e := attest.Event{Kind: kindHead, At: h.At, Statement: h.Root, Reference: strconv.FormatInt(h.Size, 10)}
	tx.leaves = append(tx.leaves, leaf{e, h.AppendLeaf(nil)})
}

var leafColumns = []column{
	{name: "kind"}, {name: "subject"}, {name: "at", kind: intColumn}, {name: "salt", kind: bytesColumn},
	{name: "statement", kind: bytesColumn}, {name: "reference"}, {name: "record", kind: bytesColumn},
}

func (tx *Tx) flushLeaves(ctx context.Context) error {
	b := batch{shape: leafColumns}
	for i := range tx.leaves {
		e := &tx.leaves[i].event
		b.rows = append(b.rows, []cell{
			{text: string(e.Kind)}, {text: e.Subject}, {n: e.At}, {raw: e.Salt[:]},
			{raw: e.Statement[:]}, {text: e.Reference}, {raw: tx.leaves[i].record},
		})
	}
	return b.insert(ctx, tx, "leaf")
}

// A Record is one entry of a log. Seq orders the entries of a log; it has gaps.
type Record struct {
	Seq   int64
	Bytes []byte // what the tree hashes
}

// Pending reads, in the log's order, up to limit entries that have no position
// yet and that no entry still to come will precede.
func (s *Store) Pending(ctx context.Context, log Log, limit int) ([]Record, error) {
	_, after, err := s.end(ctx, s.readers, log)
	if err != nil {
		return nil, err
	}
	upTo, err := s.settled(ctx, log)
	if err != nil || upTo <= after {
		return nil, err
	}
	return s.records(ctx, log, " WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3", after, upTo, limit)
}

// settled is a seq such that every entry up to it is committed or will never
// be. SQLite's single writer commits in the order of seq. On PostgreSQL writers
// draw seq and commit under a shared lock, so that whoever holds it alone sees
// everything drawn so far.
func (s *Store) settled(ctx context.Context, log Log) (seq int64, err error) {
	newest := "SELECT coalesce(max(seq), 0) FROM " + log.table()
	if s.single {
		rows, err := s.readers.query(ctx, newest)
		if err != nil {
			return 0, err
		}
		return oneInt(rows)
	}
	err = s.withWriter(ctx, func(c *session) error {
		return c.transaction(ctx, s.begin, func() error {
			if _, err := c.exec(ctx, "SELECT pg_advisory_xact_lock($1)", logLock); err != nil {
				return err
			}
			rows, err := c.query(ctx, newest) // a snapshot of after the lock was had
			if err != nil {
				return err
			}
			seq, err = oneInt(rows)
			return err
		})
	})
	return seq, err
}

func (l Log) table() string {
	if l == AuditLog {
		return "audit"
	}
	return "leaf"
}

// end is the size of a log and the seq of its last entry that has a position.
func (s *Store) end(ctx context.Context, q querier, log Log) (size, seq int64, err error) {
	rows, err := q.query(ctx, "SELECT pos + entries, seq_to FROM span WHERE log = $1 ORDER BY pos DESC LIMIT 1", string(log))
	if err != nil {
		return 0, 0, err
	}
	err = each(rows, func() error { return rows.Scan(&size, &seq) })
	return size, seq, err
}

// LogSize is the number of entries that have a position.
func (s *Store) LogSize(ctx context.Context, log Log) (int64, error) {
	size, _, err := s.end(ctx, s.readers, log)
	return size, err
}

// Place gives the records the next positions of the log and returns the first.
// They must be what Pending gave, all of it or a beginning. Conflict log.moved:
// another sequencer was there first.
func (tx *Tx) Place(ctx context.Context, log Log, records []Record) (first int64, err error) {
	size, after, err := tx.store.end(ctx, tx.on, log)
	if err != nil || len(records) == 0 {
		return size, err
	}
	if records[0].Seq <= after {
		return 0, skill.Fail(skill.Conflict, "log.moved")
	}
	last := records[len(records)-1].Seq
	_, err = tx.on.exec(ctx, "INSERT INTO span (log, pos, entries, seq_from, seq_to) VALUES ($1, $2, $3, $4, $5)",
		string(log), size, len(records), records[0].Seq, last)
	return size, err
}

// Records reads n records of the log from a position on, fewer at its end.
func (s *Store) Records(ctx context.Context, log Log, from int64, n int) ([]Record, error) {
	var out []Record
	for len(out) < n {
		at := from + int64(len(out))
		rows, err := s.readers.query(ctx, "SELECT pos, seq_from, seq_to FROM span WHERE log = $1 AND pos <= $2 AND pos + entries > $2 ORDER BY pos DESC LIMIT 1", string(log), at)
		if err != nil {
			return nil, err
		}
		pos, lo, hi := int64(-1), int64(0), int64(0)
		if err := each(rows, func() error { return rows.Scan(&pos, &lo, &hi) }); err != nil || pos < 0 {
			return out, err
		}
		some, err := s.records(ctx, log, " WHERE seq >= $1 AND seq <= $2 ORDER BY seq LIMIT $3 OFFSET $4", lo, hi, n-len(out), at-pos)
		if err != nil {
			return nil, err
		}
		if len(some) == 0 { // entries were deleted behind our back; fsck names them
			return out, nil
		}
		out = append(out, some...)
	}
	return out, nil
}

func (s *Store) records(ctx context.Context, log Log, tail string, args ...any) ([]Record, error) {
	columns := "seq, record"
	if log == AuditLog {
		columns = auditSelect
	}
	rows, err := s.readers.query(ctx, "SELECT "+columns+" FROM "+log.table()+tail, args...)
	if err != nil {
		return nil, err
	}
	var out []Record
	err = each(rows, func() error {
		var r Record
		if log != AuditLog {
			err := rows.Scan(&r.Seq, &r.Bytes)
			out = append(out, r)
			return err
		}
		e, err := scanEntry(rows)
		out = append(out, Record{e.Seq, e.AppendLeaf(nil)})
		return err
	})
	return out, err
}

// An Entry is one audit entry as it is stored.
type Entry struct {
	attest.AuditEntry
	Seq  int64
	Salt attest.Bits128 // of the digest
}

const auditSelect = "seq, at, actor, verb, tbl, row_id, row_version, salt, digest"

func scanEntry(rows *sql.Rows) (e Entry, err error) {
	var salt, digest []byte
	err = rows.Scan(&e.Seq, &e.At, &e.Actor, &e.Verb, &e.Row.Table, &e.Row.ID, &e.Row.Version, &salt, &digest)
	copy(e.Salt[:], salt)
	copy(e.Digest[:], digest)
	return e, err
}

// A Leaf is one leaf of the log certificates with what opens it.
type Leaf struct {
	attest.Event
	Seq    int64
	Pos    int64 // its position, -1 while it is pending
	Record []byte
}

// Leaves reads the leaves of a certificate number or a report's id, in their
// order.
func (s *Store) Leaves(ctx context.Context, subject string) ([]Leaf, error) {
	rows, err := s.readers.query(ctx, leafSelect+" WHERE subject = $1 ORDER BY seq", subject)
	if err != nil {
		return nil, err
	}
	var out []Leaf
	if err := each(rows, func() error {
		l, err := scanLeaf(rows)
		out = append(out, l)
		return err
	}); err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Pos, err = s.Position(ctx, CertificateLog, out[i].Seq); err != nil {
			return nil, err
		}
	}
	return out, nil
}

const leafSelect = "SELECT seq, kind, subject, at, salt, statement, reference, record FROM leaf"

func scanLeaf(rows *sql.Rows) (l Leaf, err error) {
	var salt, statement []byte
	err = rows.Scan(&l.Seq, &l.Kind, &l.Subject, &l.At, &salt, &statement, &l.Reference, &l.Record)
	copy(l.Salt[:], salt)
	copy(l.Statement[:], statement)
	l.Pos = -1
	return l, err
}

// Position is where the entry of a seq stands in its log, -1 while it is
// pending.
func (s *Store) Position(ctx context.Context, log Log, seq int64) (int64, error) {
	rows, err := s.readers.query(ctx, `SELECT pos + (SELECT count(*) FROM `+log.table()+` x WHERE x.seq >= seq_from AND x.seq < $2)
		FROM span WHERE log = $1 AND seq_to >= $2 AND seq_from <= $2 ORDER BY seq_to LIMIT 1`, string(log), seq)
	if err != nil {
		return 0, err
	}
	pos := int64(-1)
	err = each(rows, func() error { return rows.Scan(&pos) })
	return pos, err
}
