package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"assay/attest"
	"assay/skill"
	"assay/store"
)

// ProveEntry makes the file by which an audit entry can be checked without a
// network: that the log audit holds it, by that log's newest checkpoint, and,
// once a later hour's head is a leaf of the public log, that not even the holder
// of the keys can take it back. WrongState log.pending: it has no place yet.
func (l Log) ProveEntry(ctx context.Context, e store.Entry) (p attest.EntryProof, err error) {
	defer skill.Wrap(&err, "prove audit entry %d", e.Seq)
	pos, err := l.Store.Position(ctx, store.AuditLog, e.Seq)
	if err != nil {
		return p, err
	}
	in, err := l.inclusion(ctx, store.AuditLog, pos)
	if isNotFound(err) { // there is no checkpoint at all
		err = skill.Fail(skill.WrongState, "log.pending")
	}
	if err != nil {
		return p, err
	}
	p = attest.EntryProof{
		Actor: e.Actor, At: e.At, Checkpoint: string(in.Checkpoint), Digest: e.Digest, Hashes: in.Hashes, Index: in.Index,
		Row: e.Row.ID, RowVersion: e.Row.Version, Table: e.Row.Table, Verb: e.Verb,
	}
	p.Anchor, err = l.anchor(ctx, pos)
	return p, err
}

// anchor leads from a position of the log audit by the first head that covers it
// to the public log; nil while there is none that has its place.
func (l Log) anchor(ctx context.Context, pos int64) (*attest.Anchor, error) {
	head, ok, err := l.Store.HeadOver(ctx, pos)
	if err != nil || !ok {
		return nil, err
	}
	place, err := l.Store.Position(ctx, store.CertificateLog, head.Seq)
	if err != nil {
		return nil, err
	}
	public, err := l.inclusion(ctx, store.CertificateLog, place)
	if skill.ReasonOf(err) == "log.pending" || isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	tiles := l.tiles(ctx, store.AuditLog, attest.Checkpoint{Size: head.Size, Root: head.Root})
	entry, err := tlog.ProveRecord(head.Size, pos, tiles)
	return &attest.Anchor{
		At: head.At, Checkpoint: string(public.Checkpoint), Entry: entry, Hashes: public.Hashes, Index: public.Index,
		Root: head.Root, Size: head.Size,
	}, err
}
