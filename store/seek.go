package store

import (
	"context"
	"database/sql"
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
	from, err := s.first(ctx, q)
	if err != nil {
		return nil, err
	}
	w := from.where
	q.narrow(&w)
	if err := s.following(ctx, &w, q.After); err != nil {
		return nil, err
	}
	w.args = append(w.args, q.Limit)
	return s.sought(ctx, "SELECT "+soughtColumns+from.tables+w.text()+" ORDER BY r.name_key, r.entry LIMIT ?", w.args)
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

// following asks for what comes after an entry.
func (s *Store) following(ctx context.Context, w *where, after int64) error {
	if after == 0 {
		return nil
	}
	rows, err := s.readers.query(ctx, "SELECT name_key FROM register WHERE entry = $1", after)
	if err != nil {
		return err
	}
	var key string
	found := false
	if err := each(rows, func() error { found = true; return rows.Scan(&key) }); err != nil {
		return err
	}
	if !found {
		return skill.FailField("after", "register.after")
	}
	w.and("(r.name_key, r.entry) > (?, ?)", key, after)
	return nil
}

// A lookup is what a search begins with: the tables, and the condition between
// them.
type lookup struct {
	tables string
	where  where
}

// first chooses what to look up first: of the conditions that an index answers
// the one with the fewest rows, if they are few. Else the names are gone through
// in their order until there are enough. An engine that has to choose by itself
// knows neither how often a pair of characters comes, nor that names are asked
// for by the page.
func (s *Store) first(ctx context.Context, q Seek) (lookup, error) {
	through := lookup{tables: " FROM register r"}
	if q.Name != "" {
		return through, nil
	}
	best, least := through, selective
	for _, l := range q.lookups() {
		rows, err := s.readers.query(ctx, numbered("SELECT count(*) FROM (SELECT 1 FROM "+l.tables+l.where.text()+" LIMIT ?) x"), append(l.where.args, least)...)
		if err != nil {
			return through, err
		}
		n, err := oneInt(rows)
		if err != nil {
			return through, err
		}
		if n < int64(least) {
			least = int(n)
			best = l.before()
		}
	}
	return best, nil
}

// pairsMost is how many pairs of characters of a part are counted.
const pairsMost = 12

// lookups are what could be looked up first.
func (q Seek) lookups() (all []lookup) {
	for i, pair := range pairs(skill.Fold(q.Part)) {
		if i == pairsMost {
			break
		}
		l := lookup{tables: "register_word"}
		l.where.and("word = ?", hashed(pair))
		all = append(all, l)
	}
	if q.Occupation != "" {
		l := lookup{tables: "scope"}
		is(&l.where, "occupation", q.Occupation)
		is(&l.where, "level", q.Level.String())
		all = append(all, l)
	}
	if q.Path != "" {
		l := lookup{tables: "register"}
		l.where.within("path", []skill.OrgPath{q.Path})
		all = append(all, l)
	}
	return all
}

// before puts the rows looked up before the register: CROSS JOIN is what SQLite
// keeps the order of.
func (l lookup) before() lookup {
	column := map[string]string{"register_word": "entry", "scope": "body_id", "register": "entry"}[l.tables]
	out := lookup{tables: " FROM (SELECT DISTINCT " + column + " AS found FROM " + l.tables + l.where.text() + ") f CROSS JOIN register r"}
	out.where.args = l.where.args
	out.where.conds = []string{"r." + column + " = f.found"}
	return out
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
	args := make([]any, len(keys), len(keys)+1)
	for i, key := range keys {
		args[i] = hashed(key)
	}
	text := "SELECT " + soughtColumns + " FROM (SELECT DISTINCT entry AS found FROM register_word WHERE word IN (?" +
		strings.Repeat(", ?", len(keys)-1) + ") LIMIT ?) f CROSS JOIN register r WHERE r.entry = f.found"
	found, err = s.sought(ctx, text, append(args, alikeMost+1))
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
