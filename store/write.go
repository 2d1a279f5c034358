package store

import (
	"context"
	"slices"
	"strings"

	"assay/skill"
)

// Moved is a row as it is to be stored together with the Move that its own
// method made.
type Moved[T Noun] struct {
	Row  T
	Move skill.Move
}

// Move carries out Moves: those from none insert their rows, the others change
// them, each only if the stored row still has the Move's status and the row's
// version. Rows that were written have their new status, time and version
// afterwards. It returns the ids of those that lost: somebody changed them
// meanwhile. Columns that are written once keep their values whatever the row
// says now.
func Move[T Noun](ctx context.Context, tx *Tx, rows []Moved[T]) (lost []string, err error) {
	var births, changes []*write[T]
	for i := range rows {
		m := rows[i].Move
		w := &write[T]{row: &rows[i].Row, verb: m.Verb(), from: m.From(), to: m.To()}
		if m.IsZero() || m.Table() != tableOf[T]().name {
			return nil, skill.Fail(skill.Internal, "store.foreign_move")
		}
		if m.From() == skill.None {
			births = append(births, w)
		} else {
			changes = append(changes, w)
		}
		w.id = m.ID()
	}
	if err := insert(ctx, tx, births); err != nil {
		return nil, err
	}
	return change(ctx, tx, changes, origin(changes))
}

// MoveOne carries out one Move and returns the row as it is now. Losing is
// Conflict row.changed.
func MoveOne[T Noun](ctx context.Context, tx *Tx, row T, move skill.Move) (T, error) {
	rows := []Moved[T]{{row, move}}
	lost, err := Move(ctx, tx, rows)
	if err == nil && len(lost) > 0 {
		err = skill.Fail(skill.Conflict, "row.changed", "table", move.Table())
	}
	return rows[0].Row, err
}

// Add inserts rows of nouns without a lifecycle; their versions become 1.
func Add[T Noun](ctx context.Context, tx *Tx, rows ...*T) error {
	ws := make([]*write[T], len(rows))
	for i, row := range rows {
		ws[i] = &write[T]{row: row, verb: "add"}
	}
	if tableOf[T]().moves {
		return skill.Fail(skill.Internal, "store.foreign_move")
	}
	return insert(ctx, tx, ws)
}

// Change stores rows whose status stays as it is; verb says in the audit what
// was done and is none of the lifecycle's. All rows or none: one that was changed
// meanwhile is Conflict row.changed.
func Change[T Noun](ctx context.Context, tx *Tx, verb string, rows ...*T) error {
	if l := lifeOf(tableOf[T]().name); l != nil && lifeVerb(l, verb) {
		return skill.Fail(skill.Internal, "store.foreign_move")
	}
	ws := make([]*write[T], len(rows))
	for i, row := range rows {
		ws[i] = &write[T]{row: row, verb: verb}
	}
	return allOf[T](change(ctx, tx, ws, ""))
}

// allOf refuses a change of which some rows were lost.
func allOf[T Noun](lost []string, err error) error {
	if err == nil && len(lost) > 0 {
		err = skill.Fail(skill.Conflict, "row.changed", "table", tableOf[T]().name)
	}
	return err
}

// A write is one row on its way into its table.
type write[T Noun] struct {
	row      *T
	verb     string
	from, to string // statuses of a Move

	id     string
	after  T // the row as it will be
	before int64
	cells  []cell
}

// fill walks the row's fields into cells.
func (w *write[T]) fill(t *table[T], tx *Tx) error {
	w.after = *w.row
	f := fields{mode: writing, words: tx.words, table: t.name, cells: make([]cell, 0, len(t.columns)+2), to: w.to, now: tx.Now}
	t.fields(&f, &w.after)
	if f.err == nil && (f.id == "" || (w.id != "" && w.id != f.id)) {
		f.err = skill.Fail(skill.Internal, "store.foreign_move")
	}
	w.id, w.before, w.cells = f.id, f.before, f.cells
	return f.err
}

func insert[T Noun](ctx context.Context, tx *Tx, ws []*write[T]) error {
	t := tableOf[T]()
	b := batch{shape: t.columns}
	for _, w := range ws {
		if err := w.fill(t, tx); err != nil {
			return err
		}
		if w.before != 0 {
			return skill.Fail(skill.Conflict, t.name+".exists")
		}
		b.rows = append(b.rows, w.cells)
	}
	if err := b.insert(ctx, tx, t.name); err != nil {
		return err
	}
	return noted(ctx, tx, t, ws)
}

// noted gives written rows their new values and audit entries, and writes what
// else goes with them.
func noted[T Noun](ctx context.Context, tx *Tx, t *table[T], ws []*write[T]) error {
	for _, w := range ws {
		*w.row = w.after
		tx.note(t.tableShape, w.verb, w.id, w.before+1, w.cells)
	}
	if t.also == nil {
		return nil
	}
	rows := make([]*T, len(ws))
	for i, w := range ws {
		rows[i] = w.row
	}
	return t.also(ctx, tx, rows)
}

// change writes rows that are already there, in the order of their ids, so
// that two batches never wait for each other; of their columns those that a
// change from a status writes.
func change[T Noun](ctx context.Context, tx *Tx, ws []*write[T], from string) (lost []string, err error) {
	t := tableOf[T]()
	b := batch{shape: append(written(t.columns, from), whereColumns(t.moves)...), pick: picks(t.columns, from, t.moves), rows: make([][]cell, len(ws))}
	for _, w := range ws {
		if err := w.fill(t, tx); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(ws, func(a, b *write[T]) int { return strings.Compare(a.id, b.id) })
	for i, w := range ws {
		b.rows[i] = w.comparing(t)
	}
	won, err := b.update(ctx, tx, t.tableShape)
	if err != nil {
		return nil, err
	}
	var kept []*write[T]
	for i, w := range ws {
		if !won[i] {
			lost = append(lost, w.id)
			continue
		}
		kept = append(kept, w)
	}
	return lost, noted(ctx, tx, t, kept)
}

// origin is the status that all the Moves leave; "" where they leave several, or
// are none.
func origin[T Noun](ws []*write[T]) string {
	for _, w := range ws {
		if w.from != ws[0].from {
			return ""
		}
	}
	if len(ws) == 0 {
		return ""
	}
	return ws[0].from
}

// comparing is the row's cells with the version and status to compare after
// them, where picks finds them.
func (w *write[T]) comparing(t *table[T]) []cell {
	status := w.from
	for i, c := range t.columns {
		if c.name == "status" && w.to == "" {
			status = w.cells[i].text
		}
	}
	return append(w.cells, cell{n: w.before}, cell{text: status})
}

// picks says which of the cells that comparing gives are the arguments of a
// change: the written ones, then id, version and status to compare.
func picks(columns []column, from string, moves bool) []int {
	var out []int
	for i, c := range columns {
		if c.writtenFrom(from) {
			out = append(out, i)
		}
	}
	out = append(out, 0, len(columns)) // the id is the first column of every noun
	if moves {
		out = append(out, len(columns)+1)
	}
	return out
}

// written are the columns that a change from a status writes; all that ever
// change where the status is "".
func written(columns []column, from string) []column {
	return slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return !c.writtenFrom(from) })
}

// erased stands for a status from which every column is written, those too that
// are otherwise written once.
const erased = "*"

func (c column) writtenFrom(from string) bool {
	if from == erased {
		return c.name != "id"
	}
	return !c.fixed && (c.from == "" || from == "" || c.from == from)
}

// whereColumns are what a change compares.
func whereColumns(moves bool) []column {
	out := []column{{name: "id"}, {name: "version", kind: intColumn}}
	if moves {
		out = append(out, column{name: "status"})
	}
	return out
}
