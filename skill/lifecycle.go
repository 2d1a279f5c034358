package skill

import "slices"

// None is the status before creation: every noun with a lifecycle begins with a
// Move from it.
const None = ""

// A Transition is one row of a lifecycle: the verb, the statuses it may be done
// in, and the status it leads to.
type Transition[S ~string] struct {
	Verb string
	From []S
	To   S
}

// A Lifecycle is the table of everything that may happen to a noun's status.
// Table is the name of its rows in the store.
type Lifecycle[S ~string] struct {
	Table string
	Rows  []Transition[S]
}

func from[S ~string](s ...S) []S { return s }

// A Move is one permitted change of status. It can be made only in this
// package, by a noun's own method, and it is the only thing by which the store
// changes a status: it compares From and sets To.
type Move struct {
	table, id, verb, from, to, reason string
}

// Table is the noun's table.
func (m Move) Table() string { return m.table }

// ID is the id of the row.
func (m Move) ID() string { return m.id }

// Verb says what was done, e.g. "accept".
func (m Move) Verb() string { return m.verb }

// From is the status that must still hold.
func (m Move) From() string { return m.from }

// To is the status afterwards.
func (m Move) To() string { return m.to }

// Reason is why, where the law asks for one; it holds no personal value.
func (m Move) Reason() string { return m.reason }

// IsZero tells a Move that nobody made.
func (m Move) IsZero() bool { return m.verb == "" }

// move makes the Move of verb on the row id that stands at status at.
func (l Lifecycle[S]) move(id string, at S, verb, reason string) (Move, error) {
	for _, t := range l.Rows {
		if t.Verb == verb && slices.Contains(t.From, at) {
			return Move{l.Table, id, verb, string(at), string(t.To), reason}, nil
		}
	}
	return Move{}, Fail(WrongState, l.Table+".wrong_state", "verb", verb, "status", string(at))
}

// Verbs lists what may be done at a status, in the table's order.
func (l Lifecycle[S]) Verbs(at S) []string {
	var out []string
	for _, t := range l.Rows {
		if slices.Contains(t.From, at) && !slices.Contains(out, t.Verb) {
			out = append(out, t.Verb)
		}
	}
	return out
}

// A LifeRow is a Transition with its types erased, for the documents, the
// store's check of statuses and the random-walk test.
type LifeRow struct {
	Verb string
	From []string
	To   string
}

// Life is a Lifecycle with its types erased.
type Life struct {
	Table string
	Rows  []LifeRow
}

func (l Lifecycle[S]) erase() Life {
	out := Life{Table: l.Table}
	for _, t := range l.Rows {
		r := LifeRow{Verb: t.Verb, To: string(t.To)}
		for _, f := range t.From {
			r.From = append(r.From, string(f))
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}
