package store

import (
	"context"

	"assay/attest"
)

// An entry is one audit entry before it is written.
type entry struct {
	verb   string
	row    attest.RowKey
	salt   attest.Bits128
	digest [32]byte
}

// note makes the entry of a row that was written, for the end.
func (tx *Tx) note(t tableShape, verb, id string, version int64, cells []cell) {
	salt, err := attest.NewSalt(tx.words.rand)
	if err != nil {
		tx.broken = err
	}
	key := attest.RowKey{Table: t.name, ID: id, Version: version}
	tx.form = canonical(tx.form[:0], t.columns, cells)
	tx.audit = append(tx.audit, entry{verb, key, salt, tx.words.keys.Witness(salt, key, tx.form)})
}

// canonical is the form of a row over which its digest is made: of every column
// that is not empty its name and its stored value, in the table's order. A
// sealed column counts as it lies there, so no field key is needed to check it;
// a column that is added later is empty in old rows and changes no digest. It is
// appended to row.
func canonical(row attest.Row, columns []column, cells []cell) attest.Row {
	for i, c := range columns {
		switch v := cells[i]; c.kind {
		case textColumn:
			if v.text != "" {
				row = row.Text(c.name).Text(v.text)
			}
		case intColumn:
			if v.n != 0 {
				row = row.Text(c.name).Int(v.n)
			}
		case bytesColumn:
			if len(v.raw) != 0 {
				row = row.Text(c.name).Bytes(v.raw)
			}
		}
	}
	return row
}

var auditColumns = []column{
	{name: "at", kind: intColumn}, {name: "actor"}, {name: "verb"}, {name: "tbl"}, {name: "row_id"},
	{name: "row_version", kind: intColumn}, {name: "salt", kind: bytesColumn}, {name: "digest", kind: bytesColumn},
}

// flush writes the entries and leaves of the transaction as its last act. They
// come last because an entry's place in the log follows from the order in
// which these rows are drawn (see the package comment).
func (tx *Tx) flush(ctx context.Context) error {
	if len(tx.audit)+len(tx.leaves) == 0 {
		return nil
	}
	if !tx.store.single {
		if _, err := tx.on.exec(ctx, "SELECT pg_advisory_xact_lock_shared($1)", logLock); err != nil {
			return err
		}
	}
	if err := tx.flushAudit(ctx); err != nil {
		return err
	}
	return tx.flushLeaves(ctx)
}

func (tx *Tx) flushAudit(ctx context.Context) error {
	b := batch{shape: auditColumns}
	for i := range tx.audit {
		e := &tx.audit[i]
		b.rows = append(b.rows, []cell{
			{n: micros(tx.Now)}, {text: tx.By.Actor.Name()}, {text: e.verb}, {text: e.row.Table}, {text: e.row.ID},
			{n: e.row.Version}, {raw: e.salt[:]}, {raw: e.digest[:]},
		})
	}
	return b.insert(ctx, tx, "audit")
}
