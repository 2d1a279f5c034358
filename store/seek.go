package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// A Seek is a question to the register. Fields that are left empty ask nothing.
type Seek struct {
	Name       string        // whose folded name is that of this
	Part       string        // whose folded name holds the folded form of this, and is not it
	Province   string        // 省级代码
	Path       skill.OrgPath // there or below
	Occupation skill.OccupationCode
	Level      skill.Level // of the occupation, or of any
	// InScope lets through only bodies that might assess on the day On what is
	// asked, or anything where no occupation and level are. Without it occupation
	// and level ask for a scope of whatever day.
	InScope bool
	On      day.Date

	After int64 // the last entry already seen
	Limit int
}

// A Sought is a body that the register found.
type Sought struct {
	Entry int64 // its place, for Seek.After
	Body  skill.BodyID
	Name  string   // folded
	Filed day.Date // when it was entered
}

// selective is how many rows a condition may have to be looked up first; what
// has more is met often enough on the way through the names.
const selective = 2000

const soughtColumns = "r.entry, r.body_id, r.name_folded, r.filed_on"

// SeekBodies finds bodies in the order of their names' sort keys.
func (s *Store) SeekBodies(ctx context.Context, q Seek) ([]Sought, error) {
	at, err := s.entryAt(ctx, q.After)
	if err != nil {
		return nil, err
	}
	few, err := s.few(ctx, q)
	if err != nil {
		return nil, err
	}
	if few == nil {
		return s.throughNames(ctx, q, at)
	}
	q.narrow(few)
	at.follow(few)
	return s.sought(ctx, "SELECT "+soughtColumns+" FROM register r"+few.text()+" ORDER BY r.name_key, r.entry LIMIT ?", append(few.args, q.Limit))
}

// throughNames goes through the names in their order, those of the province where
// one is asked for, a stretch at a time, until there are enough. An engine that
// was given all of it at once would rather gather every body of an occupation,
// and sort.
func (s *Store) throughNames(ctx context.Context, q Seek, at nameAt) (out []Sought, err error) {
	for stretch := stretchFirst; ; stretch = min(4*stretch, stretchMost) {
		var next, rest where
		is(&next, "province", q.Province)
		at.follow(&next)
		q.narrow(&rest)
		text := "SELECT " + soughtColumns + " FROM (SELECT * FROM register" + next.text() + " ORDER BY name_key, entry LIMIT ?) r" + rest.text() + " ORDER BY r.name_key, r.entry LIMIT ?"
		found, err := s.sought(ctx, text, slices.Concat(next.args, []any{stretch}, rest.args, []any{q.Limit - len(out)}))
		if out = append(out, found...); err != nil || len(out) >= q.Limit {
			return out, err
		}
		last, err := s.nameAt(ctx, "SELECT name_key, entry FROM register"+next.text()+" ORDER BY name_key, entry LIMIT 1 OFFSET ?", append(next.args, stretch-1)...)
		if err != nil || last.entry == 0 {
			return out, err
		}
		at = last
	}
}

// narrow asks for everything but what is looked up first.
func (q Seek) narrow(w *where) {
	is(w, "r.province", q.Province)
	if q.Path != "" {
		w.within("r.path", []skill.OrgPath{q.Path})
	}
	is(w, "r.name_folded", skill.Fold(q.Name))
	if part := skill.Fold(q.Part); part != "" {
		w.and(`r.name_folded LIKE ? ESCAPE '\'`, "%"+literal(part)+"%")
		w.and("r.name_folded <> ?", part)
	}
	if q.InScope || q.Occupation != "" || !q.Level.IsZero() {
		q.work(w) // before what most bodies meet
	}
	if q.InScope {
		q.standing(w)
	}
}

// standing asks that the body might act on the day. It is rule/standing in SQL.
func (q Seek) standing(w *where) {
	on := q.On.String()
	w.and("NOT ((r.status = 'withdrawn' OR r.status = 'suspended') AND r.status_on <= ?)", on)
	w.and("(r.filed_to = '' OR r.filed_to >= ?)", on)
	w.and("NOT EXISTS (SELECT 1 FROM suspension x WHERE x.body_id = r.body_id AND x.valid_from <= ? AND (x.valid_to = '' OR x.valid_to >= ?))", on, on)
}

// work asks for a scope.
func (q Seek) work(w *where) {
	var s where
	is(&s, "x.occupation", q.Occupation)
	is(&s, "x.level", q.Level.String())
	s.and("x.body_id = r.body_id")
	if q.InScope {
		s.and("x.valid_from <= ? AND (x.valid_to = '' OR x.valid_to >= ?)", q.On.String(), q.On.String())
	}
	w.conds = append(w.conds, "EXISTS (SELECT 1 FROM scope x"+s.text()+")")
	w.args = append(w.args, s.args...)
}

// literal takes their meaning from the signs of LIKE.
func literal(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// A nameAt is a place in the order of names; the zero one is before the first.
type nameAt struct {
	key   string
	entry int64
}

// follow asks for what comes after the place.
func (a nameAt) follow(w *where) {
	if a.entry != 0 {
		w.and("(name_key, entry) > (?, ?)", a.key, a.entry)
	}
}

// entryAt is the place of an entry, 0 that before the first.
func (s *Store) entryAt(ctx context.Context, entry int64) (at nameAt, err error) {
	if entry == 0 {
		return at, nil
	}
	at, err = s.nameAt(ctx, "SELECT name_key, entry FROM register WHERE entry = ?", entry)
	if err == nil && at.entry == 0 {
		err = skill.FailField("after", "register.after")
	}
	return at, err
}

func (s *Store) nameAt(ctx context.Context, text string, args ...any) (at nameAt, err error) {
	rows, err := s.readers.query(ctx, numbered(text), args...)
	if err != nil {
		return at, err
	}
	return at, each(rows, func() error { return rows.Scan(&at.key, &at.entry) })
}

// A lookup is what a search can begin with: a table, the column that names bodies
// in it, and the condition.
type lookup struct {
	table, column string
	where         where
}

// few are the bodies that one condition leaves, by their keys, where one leaves
// few: that with the fewest. Nil says that none does. An engine that has to choose
// by itself knows neither how often a pair of characters comes, nor that names
// are asked for by the page; given the keys it has nothing to choose.
func (s *Store) few(ctx context.Context, q Seek) (*where, error) {
	if q.Name != "" {
		return &where{}, nil
	}
	var best lookup
	least := selective
	for _, l := range q.lookups() {
		rows, err := s.readers.query(ctx, numbered("SELECT count(*) FROM (SELECT 1 FROM "+l.table+l.where.text()+" LIMIT ?) x"), append(l.where.args, least)...)
		if err != nil {
			return nil, err
		}
		n, err := oneInt(rows)
		if err != nil {
			return nil, err
		}
		if n < int64(least) {
			least, best = int(n), l
		}
	}
	if best.table == "" {
		return nil, nil
	}
	keys, err := s.keysOf(ctx, best, selective)
	w := new(where)
	w.oneOf("r."+best.column, keys)
	return w, err
}

// keysOf reads what a lookup finds, up to a number.
func (s *Store) keysOf(ctx context.Context, l lookup, most int) (keys []any, err error) {
	rows, err := s.readers.query(ctx, numbered("SELECT DISTINCT "+l.column+" FROM "+l.table+l.where.text()+" LIMIT ?"), append(slices.Clone(l.where.args), most)...)
	if err != nil {
		return nil, err
	}
	return keys, each(rows, func() error {
		var key any
		err := rows.Scan(&key)
		keys = append(keys, key)
		return err
	})
}

// pairsMost is how many pairs of characters of a part are counted.
const pairsMost = 12

// lookups are what could be looked up first.
func (q Seek) lookups() (all []lookup) {
	for i, pair := range pairs(skill.Fold(q.Part)) {
		if i == pairsMost {
			break
		}
		l := lookup{table: "register_word", column: "entry"}
		l.where.and("word = ?", hashed(pair))
		all = append(all, l)
	}
	if q.Occupation != "" {
		l := lookup{table: "scope", column: "body_id"}
		is(&l.where, "occupation", q.Occupation)
		is(&l.where, "level", q.Level.String())
		all = append(all, l)
	}
	if q.Path != "" {
		l := lookup{table: "register", column: "entry"}
		l.where.within("path", []skill.OrgPath{q.Path})
		all = append(all, l)
	}
	return all
}

// alikeMost is how many names that share a key are compared.
const alikeMost = 2000

// Alike finds bodies whose names share a key with a name, for the caller to
// compare; the very name is among them. More tells that there are others.
func (s *Store) Alike(ctx context.Context, name string) (found []Sought, more bool, err error) {
	keys := s.names.Keys(name)
	if len(keys) == 0 {
		return nil, false, nil
	}
	words := make([]any, len(keys))
	for i, key := range keys {
		words[i] = hashed(key)
	}
	l := lookup{table: "register_word", column: "entry"}
	l.where.oneOf("word", words)
	entries, err := s.keysOf(ctx, l, alikeMost+1)
	if err != nil {
		return nil, false, err
	}
	var w where
	w.oneOf("r.entry", entries)
	found, err = s.sought(ctx, "SELECT "+soughtColumns+" FROM register r"+w.text(), w.args)
	if more = len(found) > alikeMost; more {
		found = found[:alikeMost]
	}
	return found, more, err
}

func (s *Store) sought(ctx context.Context, text string, args []any) (out []Sought, err error) {
	rows, err := s.readers.query(ctx, numbered(text), args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		row, err := scanSought(rows)
		out = append(out, row)
		return err
	})
	return out, err
}

func scanSought(rows *sql.Rows) (row Sought, err error) {
	var filed string
	if err := rows.Scan(&row.Entry, (*string)(&row.Body), &row.Name, &filed); err != nil {
		return row, err
	}
	return row, row.Filed.UnmarshalText([]byte(filed))
}

// Filed reads when bodies were entered in the register.
func (s *Store) Filed(ctx context.Context, ids []skill.BodyID) (map[skill.BodyID]day.Date, error) {
	var w where
	in(&w, "r.body_id", ids)
	found, err := s.sought(ctx, "SELECT "+soughtColumns+" FROM register r"+w.text(), w.args)
	out := make(map[skill.BodyID]day.Date, len(found))
	for _, f := range found {
		out[f.Body] = f.Filed
	}
	return out, err
}

// Standings reads bodies with their suspensions and those of their scopes that
// are of the occupation and the level, where they are set.
func (r Reader) Standings(ctx context.Context, ids []skill.BodyID, o skill.OccupationCode, l skill.Level) (map[skill.BodyID]skill.Standing, error) {
	out := make(map[skill.BodyID]skill.Standing, len(ids))
	bodies, err := List(ctx, r, Bodies{IDs: ids}, Everything)
	if err != nil {
		return nil, err
	}
	for _, b := range bodies {
		out[b.ID] = skill.Standing{Body: b}
	}
	scopes, err := List(ctx, r, Scopes{Bodies: ids, Occupation: o, Level: l}, Everything)
	if err != nil {
		return nil, err
	}
	for _, c := range scopes {
		s := out[c.Body]
		s.Scopes = append(s.Scopes, c)
		out[c.Body] = s
	}
	suspensions, err := List(ctx, r, Suspensions{Bodies: ids}, Everything)
	for _, p := range suspensions {
		s := out[p.Body]
		s.Suspensions = append(s.Suspensions, p)
		out[p.Body] = s
	}
	return out, err
}
