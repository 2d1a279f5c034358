package store

import (
	"context"
	"strconv"
	"strings"
)

// A batch is rows of cells of one shape. SQLite takes them a few at a time through
// prepared statements, PostgreSQL all at once as one array a column. SQLite's
// driver starts a goroutine for every statement that could be cancelled, so the
// single rows are not, and cancelling is noticed after the batch.
type batch struct {
	shape []column
	rows  [][]cell
	pick  []int // which cell of a row is that of each column; nil: in order
}

// cell is the cell of a row that stands for the i-th column of the shape.
func (b batch) cell(row []cell, i int) *cell {
	if b.pick != nil {
		i = b.pick[i]
	}
	return &row[i]
}

func (b batch) insert(ctx context.Context, tx *Tx, table string) error {
	if len(b.rows) == 0 {
		return nil
	}
	into := "INTO " + table + " (" + names(b.shape, "") + ") "
	if tx.store.single {
		return b.insertSome(ctx, tx, "INSERT OR FAIL "+into+"VALUES ")
	}
	_, err := tx.on.exec(ctx, "INSERT "+into+"SELECT * FROM "+b.unnest(), b.arrays()...)
	return err
}

// together is how many rows SQLite takes with one statement: beginning and
// ending a statement costs it a third of a row. More rows gain nothing.
const together = 20

// insertSome inserts rows by the twenty and the rest one by one, so that two
// texts serve. The head says OR FAIL, which spares SQLite the journal for taking
// back a statement's rows: whoever meets a refusal gives the transaction up.
func (b batch) insertSome(ctx context.Context, tx *Tx, head string) error {
	one, many := head+b.tuples(1), ""
	if len(b.rows) >= together {
		many = head + b.tuples(together)
	}
	quick := context.WithoutCancel(ctx)
	args := make([]any, together*len(b.shape))
	for rows := b.rows; len(rows) > 0; {
		n, text := 1, one
		if len(rows) >= together {
			n, text = together, many
		}
		for i, row := range rows[:n] {
			b.fill(args[i*len(b.shape):], row)
		}
		if _, err := tx.on.exec(quick, text, args[:n*len(b.shape)]...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return ctx.Err()
}

// tuples is (?, ?, …), (…), … for n rows. A parameter has no number because the
// driver looks each name up among all of them, which is quadratic.
func (b batch) tuples(n int) string {
	var out strings.Builder
	for i := range n {
		for j := range b.shape {
			out.WriteString(comma(j, comma(i, "(?", ", (?"), ", ?"))
		}
		out.WriteString(")")
	}
	return out.String()
}

// update says of each row whether it was as expected and is now changed.
func (b batch) update(ctx context.Context, tx *Tx, t tableShape) ([]bool, error) {
	if len(b.rows) == 0 {
		return nil, nil
	}
	compared := whereColumns(t.moves)
	sets := b.shape[:len(b.shape)-len(compared)]
	if tx.store.single {
		return b.updateEach(ctx, tx, t.name, sets, compared)
	}
	return b.updateAll(ctx, tx, t.name, sets, compared)
}

func (b batch) updateEach(ctx context.Context, tx *Tx, table string, sets, compared []column) ([]bool, error) {
	var text strings.Builder
	text.WriteString("UPDATE " + table)
	for i, c := range sets {
		text.WriteString(comma(i, " SET ", ", ") + c.name + " = ?")
	}
	for i, c := range compared {
		parameter := "?"
		if c.name == "status" {
			// Beside a bare parameter SQLite would plan anew for every row, to
			// see whether a partial index on the status serves.
			parameter = "CAST(? AS TEXT)"
		}
		text.WriteString(comma(i, " WHERE ", " AND ") + c.name + " = " + parameter)
	}
	statement := text.String()
	won := make([]bool, len(b.rows))
	args := make([]any, len(b.shape))
	quick := context.WithoutCancel(ctx)
	for i, row := range b.rows {
		res, err := tx.on.exec(quick, statement, b.fill(args, row)...)
		if err != nil {
			return nil, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return nil, err
		}
		won[i] = n == 1
	}
	return won, ctx.Err()
}

func (b batch) updateAll(ctx context.Context, tx *Tx, table string, sets, compared []column) ([]bool, error) {
	var text strings.Builder
	text.WriteString("UPDATE " + table + " AS t")
	for i, c := range sets {
		text.WriteString(comma(i, " SET ", ", ") + c.name + " = v.c" + strconv.Itoa(i+1))
	}
	text.WriteString(" FROM " + b.unnest())
	for i, c := range compared {
		text.WriteString(comma(i, " WHERE t.", " AND t.") + c.name + " = v.c" + strconv.Itoa(len(sets)+i+1))
	}
	text.WriteString(" RETURNING t.id")
	rows, err := tx.on.query(ctx, text.String(), b.arrays()...)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(b.rows))
	for i, row := range b.rows {
		at[b.cell(row, len(sets)).text] = i
	}
	won := make([]bool, len(b.rows))
	var id string
	err = each(rows, func() error {
		err := rows.Scan(&id)
		won[at[id]] = true
		return err
	})
	return won, err
}

func comma(i int, first, other string) string {
	if i == 0 {
		return first
	}
	return other
}

// unnest makes a table v (c1, c2, …) of one array a column.
func (b batch) unnest() string {
	var arrays, columns strings.Builder
	for i, c := range b.shape {
		arrays.WriteString(comma(i, "$", ", $") + strconv.Itoa(i+1) + [...]string{"::text[]", "::bigint[]", "::bytea[]"}[c.kind])
		columns.WriteString(comma(i, "c", ", c") + strconv.Itoa(i+1))
	}
	return "unnest(" + arrays.String() + ") AS v (" + columns.String() + ")"
}

func (b batch) arrays() []any {
	out := make([]any, len(b.shape))
	for i, c := range b.shape {
		switch c.kind {
		case textColumn:
			out[i] = gather(b.rows, func(row []cell) string { return b.cell(row, i).text })
		case intColumn:
			out[i] = gather(b.rows, func(row []cell) int64 { return b.cell(row, i).n })
		case bytesColumn:
			out[i] = gather(b.rows, func(row []cell) []byte { return notNil(b.cell(row, i).raw) })
		}
	}
	return out
}

func gather[V any](rows [][]cell, pick func([]cell) V) []V {
	out := make([]V, len(rows))
	for i, row := range rows {
		out[i] = pick(row)
	}
	return out
}

// notNil keeps an empty value from becoming NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// fill makes the arguments of one row.
func (b batch) fill(args []any, row []cell) []any {
	for i, c := range b.shape {
		switch c.kind {
		case textColumn:
			args[i] = b.cell(row, i).text
		case intColumn:
			args[i] = b.cell(row, i).n
		case bytesColumn:
			args[i] = notNil(b.cell(row, i).raw)
		}
	}
	return args
}
