package oversight

import (
	"context"

	"assay/attest"
	"assay/ledger"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Desk is the audit administrator's desk.
type Desk struct {
	Store *store.Store
	Tree  ledger.Log
}

// whole is where the audit administrator's role must be held.
const whole = skill.OrgPath("/")

// Entries reads one page of the audit entries (审计记录), by time. next is what to
// ask for after; it is 0 at the end, and a short page may have one.
func (d *Desk) Entries(ctx context.Context, viewer skill.Actor, f store.Entries, p store.EntryPage) (page []store.Entry, next int64, err error) {
	defer skill.Wrap(&err, "list audit entries")
	if err := access.Need(viewer, "list-audit", whole); err != nil {
		return nil, 0, err
	}
	page, next, err = d.Store.As(viewer).Entries(ctx, f, p)
	if skill.CodeOf(err) == skill.NotFound {
		err = skill.FailField("query.after", "audit.after")
	}
	return page, next, err
}

// At is the entry at a position of the log audit, from 0, to go on from there.
func (d *Desk) At(ctx context.Context, viewer skill.Actor, pos int64) (seq int64, err error) {
	if err := access.Need(viewer, "list-audit", whole); err != nil {
		return 0, err
	}
	seq, err = d.Store.EntryAt(ctx, pos)
	if skill.CodeOf(err) == skill.NotFound {
		err = skill.FailField("query.position", "audit.position")
	}
	return seq, err
}

// Prove makes the proof that the log audit holds an entry. WrongState
// log.pending: it has no place yet, which takes a second.
func (d *Desk) Prove(ctx context.Context, viewer skill.Actor, seq int64) (p attest.EntryProof, err error) {
	defer skill.Wrap(&err, "prove audit entry %d", seq)
	if err := access.Need(viewer, "get-audit-proof", whole); err != nil {
		return p, err
	}
	e, err := d.Store.As(viewer).Entry(ctx, seq)
	if err != nil {
		return p, err
	}
	return d.Tree.ProveEntry(ctx, e)
}
