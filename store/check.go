package store

import (
	"context"
	"slices"
	"strconv"

	"assay/attest"
	"assay/skill"
)

// A Fault is one thing that is not as the store would have left it. It holds no
// personal value.
type Fault struct {
	Kind   string // see CheckRows
	Table  string
	ID     string
	Field  string // the column, where one can be named
	Detail string
}

// The kinds of faults that CheckRows finds.
const (
	FaultDigest      = "digest"        // the row is not what its newest entry was made of
	FaultUnaudited   = "unaudited"     // a row without the entry of its version
	FaultRowMissing  = "row-missing"   // entries, but no row
	FaultRowVersion  = "row-version"   // the row's version is not that of its newest entry
	FaultEntryAbsent = "entry-missing" // an entry of an earlier version is gone
	FaultMove        = "move"          // a verb that was not permitted in that status
	FaultStatus      = "status"        // the row's status is not where its moves led
)

// CheckRows compares every protected row with its audit entries: the digest of
// the row as it lies there, which only who has the keys could have made, one entry for every version, a Move
// for every status. It streams, calls found for each fault and returns how many
// rows of each table and how many entries it has seen.
func (s *Store) CheckRows(ctx context.Context, found func(Fault) error) (rows map[string]int, entries int, err error) {
	rows = map[string]int{}
	for _, t := range shapes() {
		if rows[t.name], err = s.checkDigests(ctx, t, found); err != nil {
			return nil, 0, err
		}
		n, err := s.checkTrails(ctx, t, found)
		if err != nil {
			return nil, 0, err
		}
		entries += n
	}
	return rows, entries, nil
}

func (t tableShape) shape() tableShape { return t }

// shapes lists the protected tables without their types.
func shapes() []tableShape {
	var out []tableShape
	for _, t := range tables {
		out = append(out, t.(interface{ shape() tableShape }).shape())
	}
	return out
}

func (s *Store) checkDigests(ctx context.Context, t tableShape, found func(Fault) error) (n int, err error) {
	rows, err := s.readers.query(ctx, "SELECT "+names(t.columns, "t.")+", coalesce(a.seq, 0), a.salt, a.digest FROM "+t.name+
		" t LEFT JOIN audit a ON a.row_id = t.id AND a.row_version = t.version AND a.tbl = '"+t.name+"' ORDER BY t.id")
	if err != nil {
		return 0, err
	}
	cells := make([]cell, len(t.columns))
	var seq int64
	var salt, digest []byte
	var form attest.Row
	into := append(targets(t.columns, cells), &seq, &salt, &digest)
	err = each(rows, func() error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		n++
		key := attest.RowKey{Table: t.name, ID: cells[0].text, Version: cells[len(cells)-1].n}
		if seq == 0 {
			return found(Fault{Kind: FaultUnaudited, Table: t.name, ID: key.ID, Field: "version", Detail: strconv.FormatInt(key.Version, 10)})
		}
		var made attest.Bits128
		copy(made[:], salt)
		form = canonical(form[:0], t.columns, cells)
		if sum := s.keys.Witness(made, key, form); !slices.Equal(sum[:], digest) {
			return found(Fault{Kind: FaultDigest, Table: t.name, ID: key.ID})
		}
		return nil
	})
	return n, err
}

// A trail is what the entries of one row say happened to it.
type trail struct {
	table   tableShape
	life    *skill.Life
	id      string
	version int64  // of the last entry
	status  string // where the moves led
	faults  []Fault
}

func (w *trail) fault(kind, field, detail string) {
	w.faults = append(w.faults, Fault{Kind: kind, Table: w.table.name, ID: w.id, Field: field, Detail: detail})
}

func (w *trail) step(version int64, verb string) {
	if version != w.version+1 {
		w.fault(FaultEntryAbsent, "version", strconv.FormatInt(w.version+1, 10))
	}
	w.version = version
	if w.life == nil || !lifeVerb(w.life, verb) {
		return
	}
	for _, r := range w.life.Rows {
		if r.Verb == verb && slices.Contains(r.From, w.status) {
			w.status = r.To
			return
		}
	}
	w.fault(FaultMove, "status", w.status+" "+verb)
	for _, r := range w.life.Rows { // go on as if it had been permitted
		if r.Verb == verb {
			w.status = r.To
		}
	}
}

// end compares the trail with its row: version 0 is no row.
func (w *trail) end(version int64, status string) {
	switch {
	case w.id == "":
	case version == 0:
		w.fault(FaultRowMissing, "", "")
	case version != w.version:
		w.fault(FaultRowVersion, "version", strconv.FormatInt(version, 10)+" "+strconv.FormatInt(w.version, 10))
	case w.life != nil && status != w.status:
		w.fault(FaultStatus, "status", status+" "+w.status)
	}
}

func (s *Store) checkTrails(ctx context.Context, t tableShape, found func(Fault) error) (n int, err error) {
	status := "''"
	if t.moves {
		status = "coalesce(t.status, '')"
	}
	rows, err := s.readers.query(ctx, "SELECT a.row_id, a.row_version, a.verb, coalesce(t.version, 0), "+status+
		" FROM audit a LEFT JOIN "+t.name+" t ON t.id = a.row_id WHERE a.tbl = '"+t.name+"' ORDER BY a.row_id, a.row_version")
	if err != nil {
		return 0, err
	}
	life := lifeOf(t.name)
	w := trail{table: t, life: life}
	var id, verb, is, was string
	var version, row, before int64
	report := func() error {
		w.end(before, was)
		for _, f := range w.faults {
			if err := found(f); err != nil {
				return err
			}
		}
		return nil
	}
	err = each(rows, func() error {
		if err := rows.Scan(&id, &version, &verb, &row, &is); err != nil {
			return err
		}
		n++
		if id != w.id {
			if err := report(); err != nil {
				return err
			}
			w = trail{table: t, life: life, id: id}
		}
		before, was = row, is
		w.step(version, verb)
		return nil
	})
	if err != nil {
		return n, err
	}
	return n, report()
}

func lifeOf(table string) *skill.Life {
	for _, l := range skill.Lives() {
		if l.Table == table {
			return &l
		}
	}
	return nil
}

func lifeVerb(l *skill.Life, verb string) bool {
	return slices.ContainsFunc(l.Rows, func(r skill.LifeRow) bool { return r.Verb == verb })
}

// Trail reads the audit entries of one row, the oldest first.
func (s *Store) Trail(ctx context.Context, table, id string) ([]Entry, error) {
	rows, err := s.readers.query(ctx, "SELECT "+auditSelect+" FROM audit WHERE row_id = $1 AND tbl = $2 ORDER BY row_version", id, table)
	if err != nil {
		return nil, err
	}
	var out []Entry
	err = each(rows, func() error {
		e, err := scanEntry(rows)
		out = append(out, e)
		return err
	})
	return out, err
}
