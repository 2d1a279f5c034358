package store

import (
	"database/sql"
	"strings"
	"time"

	"assay/attest"
	"assay/skill"
	"assay/skill/day"
)

// kind is how a column is stored.
type kind uint8

const (
	textColumn kind = iota
	intColumn
	bytesColumn
)

// A column of a noun's table. A fixed one is written at creation and never
// again, one with a status besides only by a Move from that status, which spares
// its index the rewriting.
type column struct {
	name  string
	kind  kind
	fixed bool
	from  string

	sealed bool // a personal text, encrypted
}

// A cell is one stored value; its column's kind says which field holds it.
type cell struct {
	text string
	n    int64
	raw  []byte
}

// fields walks over the columns of one noun. Each noun has one function that
// names its columns in order with a pointer to each value; the walk describes
// the table, writes the cells of a row or reads them back. So columns, values
// and scan cannot disagree.
//
// A name that begins with = is that of a fixed column, one that begins with
// STATUS= that of a column which Moves from that status write and no others.
type fields struct {
	mode  mode
	words *words
	table string

	columns []column // describing: found so far
	cells   []cell   // writing: appended to; reading: read from
	at      int      // reading: the next cell
	id      string   // of the row, once it was met
	before  int64    // the row's version before a write
	to      string   // writing: the status after it, "" leaves it
	now     time.Time
	err     error
}

type mode uint8

const (
	describing mode = iota
	writing
	reading
)

// next is the cell of the next column while reading, nil otherwise.
func (f *fields) next() *cell {
	if f.mode != reading {
		return nil
	}
	f.at++
	return &f.cells[f.at-1]
}

// put describes a column or writes its cell.
func (f *fields) put(name string, k kind, c cell) {
	if f.mode == writing {
		f.cells = append(f.cells, c)
		return
	}
	from, bare, bound := strings.Cut(name, "=")
	if !bound {
		from, bare = "", name
	}
	f.columns = append(f.columns, column{name: bare, kind: k, fixed: bound && from == "", from: from})
}

func (f *fields) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// key is the first column of every noun.
func key[S ~string](f *fields, v *S) {
	text(f, "=id", v)
	f.id = string(*v)
}

func text[S ~string](f *fields, name string, v *S) {
	if c := f.next(); c != nil {
		*v = S(c.text)
		return
	}
	f.put(name, textColumn, cell{text: string(*v)})
}

// readable is a text that officers write and that is stored as it is, such as a
// ground or a title. A person's number in it is refused with text.number: it
// would lie there unsealed.
func readable[S ~string](f *fields, name string, v *S) {
	if f.mode == writing && skill.HoldsNumber(string(*v)) {
		f.fail(skill.FailField(name, "text.number"))
	}
	text(f, name, v)
}

func integer[N ~int | ~int64 | ~uint8](f *fields, name string, v *N) {
	if c := f.next(); c != nil {
		*v = N(c.n)
		return
	}
	f.put(name, intColumn, cell{n: int64(*v)})
}

func boolean(f *fields, name string, v *bool) {
	n := 0
	if *v {
		n = 1
	}
	integer(f, name, &n)
	*v = n == 1
}

// raw is bytes as they are; nil and empty are the same.
func raw(f *fields, name string, v *[]byte) {
	if c := f.next(); c != nil {
		*v = nil
		if len(c.raw) > 0 {
			*v = c.raw
		}
		return
	}
	f.put(name, bytesColumn, cell{raw: *v})
}

// bits is a value of 16 bytes.
func bits(f *fields, name string, v *[16]byte) {
	if c := f.next(); c != nil {
		if copy(v[:], c.raw) != len(v) {
			f.fail(skill.Fail(skill.Internal, "store.unreadable", "table", f.table, "column", name))
		}
		return
	}
	f.put(name, bytesColumn, cell{raw: v[:]})
}

// several is a list of texts, kept with commas between them, which none of them
// holds.
func several[S ~string](f *fields, name string, v *[]S) {
	var all []string
	for _, one := range *v {
		all = append(all, string(one))
	}
	joined := strings.Join(all, ",")
	text(f, name, &joined)
	if f.mode != reading {
		return
	}
	*v = nil
	for one := range strings.SplitSeq(joined, ",") {
		if one != "" {
			*v = append(*v, S(one))
		}
	}
}

// marshaler is a value with a text form, such as a date or a level.
type marshaler[T any] interface {
	*T
	String() string
	UnmarshalText([]byte) error
}

func value[T any, P marshaler[T]](f *fields, name string, v P) {
	if c := f.next(); c != nil {
		if err := v.UnmarshalText([]byte(c.text)); err != nil {
			f.fail(skill.Fail(skill.Internal, "store.unreadable", "table", f.table, "column", name))
		}
		return
	}
	f.put(name, textColumn, cell{text: v.String()})
}

func date(f *fields, name string, v *day.Date) { value(f, name, v) }

func level(f *fields, name string, v *skill.Level) { value(f, name, v) }

func period(f *fields, v *day.Period) {
	date(f, "valid_from", &v.From)
	date(f, "valid_to", &v.To)
}

// instant is microseconds since 1970, 0 for no time.
func instant(f *fields, name string, v *time.Time) {
	if c := f.next(); c != nil {
		*v = moment(c.n)
		return
	}
	f.put(name, intColumn, cell{n: micros(*v)})
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// secret is a personal text, sealed for its place; none is stored as nothing.
// It is never a fixed column: every write seals it anew, so that the digest is
// of the very bytes that lie in the row, and an old key fades out.
func secret(f *fields, name string, reveal func() string, take func(string)) {
	if c := f.next(); c != nil {
		if len(c.raw) == 0 {
			return
		}
		plain, err := f.words.keys.Open(attest.Place{Table: f.table, Column: name, Row: f.id}, c.raw)
		if err != nil {
			f.fail(err)
		}
		take(string(plain))
		return
	}
	var sealed []byte
	if plain := reveal(); f.mode == writing && plain != "" {
		var err error
		sealed, err = f.words.keys.Seal(f.words.rand, attest.Place{Table: f.table, Column: name, Row: f.id}, []byte(plain))
		if err != nil {
			f.fail(err)
		}
	}
	f.put(name, bytesColumn, cell{raw: sealed})
	if f.mode == describing {
		f.columns[len(f.columns)-1].sealed = true
	}
}

func private(f *fields, name string, v *skill.Private) {
	secret(f, name, v.Reveal, func(s string) { *v = skill.Keep(s) })
}

// document is a document's kind and its number's blind index, both fixed where
// fixed is "=", and its number, sealed.
func document(f *fields, fixed string, v *skill.Document) {
	text(f, fixed+"document_kind", &v.Kind)
	if f.next() == nil {
		var index []byte
		if f.mode == writing {
			index = f.words.documentIndex(*v)
			if v.IsZero() { // of an erased row: found by nothing, and like no other
				index = []byte(f.id)
			}
		}
		f.put(fixed+"document_index", bytesColumn, cell{raw: index})
	}
	secret(f, "document", v.Number.Reveal, func(s string) { v.Number = skill.StoredIDNumber(s) })
}

// documentIndex is the keyed hash under which a document is found.
func (k *words) documentIndex(d skill.Document) []byte {
	sum := k.keys.BlindIndex("document", string(d.Kind)+" "+d.Number.Reveal())
	return sum[:]
}

// contact is a telephone or mail address, sealed, and its blind index.
func contact(f *fields, on skill.Channel, v *skill.Private) {
	name := contactColumn(on)
	private(f, name, v)
	if f.next() != nil {
		return
	}
	var index []byte
	if f.mode == writing && !v.IsZero() {
		index = f.words.contactIndex(skill.Contact{Channel: on, Address: *v})
	}
	f.put(name+"_index", bytesColumn, cell{raw: index})
}

func contactColumn(on skill.Channel) string {
	if on == skill.ByMail {
		return "mail"
	}
	return "phone"
}

// contactIndex is the keyed hash under which a telephone or mail address is found.
func (k *words) contactIndex(c skill.Contact) []byte {
	sum := k.keys.BlindIndex(contactColumn(c.Channel), c.Address.Reveal())
	return sum[:]
}

// sealContact seals the address to which a one-time code went.
func (k *words) sealContact(row string, c skill.Contact) ([]byte, error) {
	return k.keys.Seal(k.rand, challengePlace(row), []byte(c.Address.Reveal()))
}

func (k *words) openContact(row string, sealed []byte) (skill.Private, error) {
	plain, err := k.keys.Open(challengePlace(row), sealed)
	return skill.Keep(string(plain)), err
}

// derived is a column that is computed from the noun and never read back.
func derived(f *fields, name string, make func() string) {
	if f.next() != nil {
		return
	}
	c := cell{}
	if f.mode == writing {
		c.text = make()
	}
	f.put(name, textColumn, c)
}

// state is the pair of columns that only a Move changes.
func state[S ~string](f *fields, status *S, at *time.Time) {
	if f.mode == writing && f.to != "" {
		*status, *at = S(f.to), f.now
	}
	text(f, "status", status)
	instant(f, "status_at", at)
}

// version is the last column of every noun; every write counts it up.
func version(f *fields, v *int64) {
	f.before = *v
	if f.mode == writing {
		*v++
	}
	integer(f, "version", v)
}

// A scan reads rows of one table.
type scan[T Noun] struct {
	fields func(*fields, *T)
	walk   fields
	into   []any
}

func newScan[T Noun](t *table[T], k *words) *scan[T] {
	in := &scan[T]{fields: t.fields, walk: fields{mode: reading, words: k, table: t.name}}
	in.walk.cells = make([]cell, len(t.columns))
	in.into = targets(t.columns, in.walk.cells)
	return in
}

// targets are what database/sql fills for the columns.
func targets(columns []column, cells []cell) []any {
	into := make([]any, len(columns))
	for i, c := range columns {
		switch c.kind {
		case textColumn:
			into[i] = &cells[i].text
		case intColumn:
			into[i] = &cells[i].n
		case bytesColumn:
			into[i] = &cells[i].raw
		}
	}
	return into
}

func (in *scan[T]) next(rows *sql.Rows) (row T, err error) {
	if err := rows.Scan(in.into...); err != nil {
		return row, err
	}
	in.walk.at = 0
	in.fields(&in.walk, &row)
	return row, in.walk.err
}
