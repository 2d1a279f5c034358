package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"assay/skill"
)

// Entries narrows a list of audit entries. Fields that are left empty ask
// nothing.
type Entries struct {
	Actor skill.PersonID
	Verb  string
	Table string
	Row   string
	From  time.Time // of the change, at the earliest
	To    time.Time // of the change, excluded
}

// An EntryPage asks for part of the audit entries, which are listed by time and,
// where they are of one moment, by their order in the log.
type EntryPage struct {
	After  int64 // Seq of the last entry already seen
	With   int64 // Seq of the entry to begin with, in the place of After
	Limit  int
	Oldest bool // the oldest first; else the newest
	Look   int  // at most so many entries are looked at; 0 means 200,000
}

// entriesLooked is how many entries one question looks at unless it says
// otherwise, so that a filter that hardly any entry passes costs no more than any
// other.
const entriesLooked = 200_000

// wholeAudit is the scope of the audit entries. They have no place in the tree
// of organisations: one row may have had several, and an approver's grant none.
// So whoever audits the whole installation sees them all, and nobody else any.
func wholeAudit(w *where, viewer skill.Actor) {
	audits := func(g skill.Grant) bool { return g.Role == skill.RoleAudit && g.Path == "/" }
	if !slices.ContainsFunc(viewer.Grants, audits) {
		w.and("1 = 0")
	}
}

// Entries reads one page of the audit entries that the filter lets through. next
// is what to ask for after, 0 at the end; where few entries pass, a page may be
// short and still have a next.
func (v View) Entries(ctx context.Context, f Entries, p EntryPage) (out []Entry, next int64, err error) {
	if p.Look == 0 {
		p.Look = entriesLooked
	}
	order := " ORDER BY at DESC, seq DESC"
	if p.Oldest {
		order = " ORDER BY at, seq"
	}
	looked, err := v.looked(ctx, f, p)
	if err != nil {
		return nil, 0, err
	}
	text, args := passing(f, looked, order, p)
	if out, err = v.entries(ctx, text, args...); err != nil {
		return nil, 0, err
	}
	if len(out) == p.Limit {
		return out, out[len(out)-1].Seq, nil
	}
	last := "SELECT seq FROM audit" + looked.text() + order + " LIMIT 1 OFFSET " + strconv.Itoa(p.Look-1)
	rows, err := v.q.query(ctx, numbered(last), looked.args...)
	if err != nil {
		return nil, 0, err
	}
	next, err = oneInt(rows)
	return out, next, err
}

// looked bounds the entries that are looked at: by who asks, row, time and page.
func (v View) looked(ctx context.Context, f Entries, p EntryPage) (w where, err error) {
	wholeAudit(&w, *v.viewer)
	is(&w, "row_id", f.Row)
	if !f.From.IsZero() {
		w.and("at >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		w.and("at < ?", micros(f.To))
	}
	return w, v.goOn(ctx, &w, p)
}

// passing is the statement that reads those of them that pass. The inner select
// is answered from the index of times alone, and its LIMIT keeps the engines from
// pushing the outer conditions inwards.
func passing(f Entries, looked where, order string, p EntryPage) (string, []any) {
	var w where
	is(&w, "actor", f.Actor)
	is(&w, "verb", f.Verb)
	is(&w, "tbl", f.Table)
	inner := "SELECT at, seq, tbl, verb, actor FROM audit" + looked.text() + order + " LIMIT " + strconv.Itoa(p.Look)
	found := "SELECT seq FROM (" + inner + ") AS looked" + w.text() + order + " LIMIT ?"
	return "SELECT " + auditSelect + " FROM audit WHERE seq IN (" + found + ")" + order, append(append(looked.args, w.args...), p.Limit)
}

// goOn begins a page behind the last entry that was seen, or with the one that is
// named.
func (v View) goOn(ctx context.Context, w *where, p EntryPage) error {
	seq, bound := p.After, p.After
	if p.With != 0 {
		seq, bound = p.With, p.With+1
		if p.Oldest {
			bound = p.With - 1
		}
	}
	if seq == 0 {
		return nil
	}
	last, err := v.Entry(ctx, seq)
	if err != nil {
		return err
	}
	if p.Oldest {
		w.and("at >= ? AND (at > ? OR seq > ?)", last.At, last.At, bound)
	} else {
		w.and("at <= ? AND (at < ? OR seq < ?)", last.At, last.At, bound)
	}
	return nil
}

// Entry reads one audit entry by its Seq.
func (v View) Entry(ctx context.Context, seq int64) (e Entry, err error) {
	w := where{}
	wholeAudit(&w, *v.viewer)
	w.and("seq = ?", seq)
	all, err := v.entries(ctx, "SELECT "+auditSelect+" FROM audit"+w.text(), w.args...)
	if err == nil && len(all) == 0 {
		err = notFound("audit")
	}
	if err != nil {
		return e, err
	}
	return all[0], nil
}

func (v View) entries(ctx context.Context, text string, args ...any) ([]Entry, error) {
	rows, err := v.q.query(ctx, numbered(text), args...)
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

// EntryAt is the Seq of the audit entry at a position of the log audit;
// NotFound audit.not_found where the log is not that long.
func (s *Store) EntryAt(ctx context.Context, pos int64) (int64, error) {
	records, err := s.Records(ctx, AuditLog, pos, 1)
	if err == nil && len(records) == 0 {
		err = notFound("audit")
	}
	if err != nil {
		return 0, err
	}
	return records[0].Seq, nil
}
