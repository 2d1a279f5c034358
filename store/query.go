package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"assay/skill"
)

// A Page asks for part of a list in the order of ids, which is the order of
// making. The zero Page is the first 200 rows.
type Page struct {
	After string // the id of the last row already seen
	Limit int    // at most so many rows; 0 means 200
}

// Everything is the Page of a list that is known to be bounded.
var Everything = Page{Limit: 1 << 30}

// A where collects conditions. Arguments stand as ? in them and are numbered
// when the statement is put together.
type where struct {
	conds []string
	args  []any
}

func (w *where) and(cond string, args ...any) {
	w.conds = append(w.conds, cond)
	for _, a := range args {
		if text, ok := a.(string); ok {
			a = askable(text)
		}
		w.args = append(w.args, a)
	}
}

// askable is text as both engines take it in a question. What is no UTF-8 or
// holds U+0000, which PostgreSQL refuses, is stored nowhere, and with a mark in
// its place it is found nowhere.
func askable(text string) string {
	const nowhere = "\uFFFD"
	return strings.ReplaceAll(strings.ToValidUTF8(text, nowhere), "\x00", nowhere)
}

// is asks for equality where the value is stated; an empty one asks nothing.
func is[S ~string](w *where, column string, value S) {
	if value != "" {
		w.and(column+" = ?", string(value))
	}
}

// in asks for one of the values: nil asks nothing, and a list without values
// lets nothing through.
func in[S ~string](w *where, column string, values []S) {
	if values == nil {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	w.oneOf(column, args)
}

// oneOf asks for one of the values; without any it lets nothing through.
func (w *where) oneOf(column string, values []any) {
	if len(values) == 0 {
		w.and("1 = 0")
		return
	}
	w.and(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
}

// within asks that the column lie on or below one of the paths. '0' is the
// character after '/', so the range holds exactly the texts that begin so.
func (w *where) within(column string, paths []skill.OrgPath) {
	var conds []string
	for _, p := range paths {
		if !p.Valid() {
			continue
		}
		conds = append(conds, "("+column+" >= ? AND "+column+" < ?)")
		w.args = append(w.args, string(p), string(p[:len(p)-1])+"0")
	}
	if len(conds) == 0 {
		conds = []string{"1 = 0"}
	}
	w.conds = append(w.conds, "("+strings.Join(conds, " OR ")+")")
}

// text is the WHERE clause, "" for no condition.
func (w *where) text() string {
	if len(w.conds) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conds, " AND ")
}

// numbered makes $1, $2, … of the ? in a statement.
func numbered(text string) string {
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(text, "?") {
		if n > 0 {
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}

// each calls scan for every row and closes the rows.
func each(rows *sql.Rows, scan func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// oneInt is the first column of the first row, 0 when there is none.
func oneInt(rows *sql.Rows) (n int64, err error) {
	err = each(rows, func() error { return rows.Scan(&n) })
	return n, err
}

// A Filter narrows a list of nouns. Fields that are left empty ask nothing; a
// list that is not nil but has no values lets nothing through.
type Filter[T Noun] interface {
	narrow(w *where, k *words, none T)
}

// List reads one page of the rows that the filter lets through, by id.
func List[T Noun](ctx context.Context, from Source, f Filter[T], p Page) ([]T, error) {
	var w where
	r := from.reader()
	f.narrow(&w, r.words, *new(T))
	if p.After != "" {
		w.and("id > ?", p.After)
	}
	if p.Limit <= 0 {
		p.Limit = 200
	}
	tail := " ORDER BY id"
	if p.Limit < Everything.Limit {
		tail += " LIMIT ?"
		w.args = append(w.args, p.Limit)
	}
	t := tableOf[T]()
	if r.viewer == nil || !t.spread {
		rows, _, err := selectRows[T](ctx, r, t.scope, &w, tail)
		return rows, err
	}
	return merged[T](ctx, r, t.ways(r), &w, tail, p.Limit)
}

// ways are the scopes of a spread table by each of which an index finds the
// viewer's rows in their order: together they are the table's scope.
func (t *table[T]) ways(r Reader) (out []scope) {
	for _, p := range r.viewer.Paths() {
		out = append(out, func(w *where, _ skill.Actor) {
			w.under(r.words.branch, p)
			if t.hidden != "" {
				w.and(t.hidden)
			}
		})
	}
	if t.owner != "" || len(out) == 0 {
		out = append(out, func(w *where, viewer skill.Actor) { w.about(t.owner, viewer.Person) })
	}
	return out
}

// under asks that the row lie on or below the path.
func (w *where) under(b branches, p skill.OrgPath) {
	steps := strings.Split(strings.Trim(string(p), "/"), "/")
	switch n := len(steps); {
	case p == "/":
	case p.Valid() && n <= len(b):
		w.and(b[n-1]+" = ?", string(p))
	case p.Valid():
		w.and(b[len(b)-1]+" = ?", "/"+strings.Join(steps[:len(b)], "/")+"/")
		w.within("path", []skill.OrgPath{p})
	default:
		w.and("1 = 0")
	}
}

// about asks that the row be about the person; without a column it is about
// nobody.
func (w *where) about(column string, p skill.PersonID) {
	if column == "" {
		w.and("1 = 0")
		return
	}
	w.and(column+" = ?", string(p))
}

// merged reads the first rows by id of several ways, each row once.
func merged[T Noun](ctx context.Context, r Reader, ways []scope, w *where, tail string, limit int) (rows []T, err error) {
	var ids []string
	for _, way := range ways {
		one := *w
		found, named, err := selectRows[T](ctx, r, way, &one, tail)
		if err != nil {
			return nil, err
		}
		if rows, ids = both(rows, found, ids, named); len(rows) > limit {
			rows, ids = rows[:limit], ids[:limit]
		}
	}
	return rows, nil
}

// both merges two lists that are in the order of their ids.
func both[T Noun](a, b []T, aID, bID []string) (rows []T, ids []string) {
	if len(a) == 0 {
		return b, bID
	}
	for len(a)+len(b) > 0 {
		from, by := &a, &aID
		if len(a) == 0 || len(b) > 0 && bID[0] < aID[0] {
			from, by = &b, &bID
		}
		if len(ids) == 0 || ids[len(ids)-1] != (*by)[0] {
			rows, ids = append(rows, (*from)[0]), append(ids, (*by)[0])
		}
		*from, *by = (*from)[1:], (*by)[1:]
	}
	return rows, ids
}

// One reads the single row that the filter lets through; the first by id where
// there are several.
func One[T Noun](ctx context.Context, from Source, f Filter[T]) (row T, err error) {
	rows, err := List(ctx, from, f, Page{Limit: 1})
	if err == nil && len(rows) == 0 {
		err = notFound(tableOf[T]().name)
	}
	if err != nil {
		return row, err
	}
	return rows[0], nil
}

// Count counts the rows that the filter lets through.
func Count[T Noun](ctx context.Context, from Source, f Filter[T]) (int, error) {
	var w where
	r, t := from.reader(), tableOf[T]()
	f.narrow(&w, r.words, *new(T))
	r.bound(t.scope, &w)
	rows, err := r.q.query(ctx, numbered("SELECT count(*) FROM "+t.name+w.text()), w.args...)
	if err != nil {
		return 0, err
	}
	n, err := oneInt(rows)
	return int(n), err
}

// get reads one row by id.
func get[T Noun, I ~string](ctx context.Context, r Reader, id I) (row T, err error) {
	var w where
	w.and("id = ?", string(id))
	rows, _, err := selectRows[T](ctx, r, tableOf[T]().scope, &w, "")
	if err == nil && len(rows) == 0 {
		err = notFound(tableOf[T]().name)
	}
	if err != nil {
		return row, err
	}
	return rows[0], nil
}

// selectRows reads whole rows with their ids, bounded by what the reader may see.
func selectRows[T Noun](ctx context.Context, r Reader, see scope, w *where, tail string) (out []T, ids []string, err error) {
	t := tableOf[T]()
	args := w.args
	if r.viewer != nil {
		// The tail's arguments come last, so the bound goes before the conditions.
		bound := where{}
		r.bound(see, &bound)
		w.conds = slices.Concat(bound.conds, w.conds)
		args = slices.Concat(bound.args, args)
	}
	rows, err := r.q.query(ctx, numbered(t.selects+w.text()+tail+r.lock), args...)
	if err != nil {
		return nil, nil, err
	}
	in := newScan(t, r.words)
	err = each(rows, func() error {
		row, err := in.next(rows)
		out, ids = append(out, row), append(ids, in.walk.id)
		return err
	})
	return out, ids, err
}

// bound narrows a table to what the reader's viewer may see.
func (r Reader) bound(scope scope, w *where) {
	if r.viewer != nil {
		scope(w, *r.viewer)
	}
}
