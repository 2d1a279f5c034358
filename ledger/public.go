package ledger

import (
	"context"
	"encoding/binary"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"assay/attest"
	"assay/skill"
	"assay/store"
)

// A Log is the public log certificates as the world reads it, and what proves
// entries of the private log audit to whoever may see them.
type Log struct {
	Store *store.Store
	Keys  attest.PublicKeys
}

// A Resource is what lies under one path of the log.
type Resource struct {
	Bytes     []byte
	Text      bool // plain text in UTF-8; else application/octet-stream
	Immutable bool // it never changes and may be kept for good
}

// Get reads what lies under a path below /log/: checkpoint, tile/L/N, tile/L/N.p/W
// or tile/entries/N with or without .p/W. What is not there, or not yet, is
// NotFound log.not_found. A partial tile stays readable when the tile is full.
// Source: C2SP tlog-tiles, "Parameters", "Merkle Tree", "Log Entries".
func (l Log) Get(ctx context.Context, path string) (r Resource, err error) {
	defer skill.Wrap(&err, "read log")
	if path == "checkpoint" {
		c, err := l.Store.Unscoped().Checkpoint(ctx, store.CertificateLog)
		if isNotFound(err) {
			err = errNoResource
		}
		return Resource{Bytes: c.Signed, Text: true}, err
	}
	t, err := parsePath(path)
	if err != nil {
		return r, err
	}
	r.Immutable = true
	if t.L < 0 {
		r.Bytes, err = l.bundle(ctx, t)
		return r, err
	}
	r.Bytes, err = l.tile(ctx, t)
	return r, err
}

var errNoResource = skill.Fail(skill.NotFound, "log.not_found")

// parsePath reads the name of a tile; level -1 is a bundle of entries. tlog
// writes tile/8/0/000 and tile/8/data/000 for what C2SP calls tile/0/000 and
// tile/entries/000.
func parsePath(path string) (tlog.Tile, error) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok {
		return tlog.Tile{}, errNoResource
	}
	if number, ok := strings.CutPrefix(rest, "entries/"); ok {
		rest = "data/" + number
	}
	t, err := tlog.ParseTilePath("tile/8/" + rest)
	if err != nil || strings.HasPrefix(path, "tile/data/") {
		return t, errNoResource
	}
	return t, nil
}

func (l Log) tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	return l.tileOf(ctx, store.CertificateLog, t)
}

func (l Log) tileOf(ctx context.Context, log store.Log, t tlog.Tile) ([]byte, error) {
	hashes, err := l.Store.Unscoped().Tile(ctx, log, t.L, t.N)
	if isNotFound(err) || err == nil && len(hashes) < t.W*tlog.HashSize {
		return nil, errNoResource
	}
	if err != nil {
		return nil, err
	}
	return hashes[:t.W*tlog.HashSize], nil
}

// bundle is the entries of a tile, each behind its length in two bytes.
func (l Log) bundle(ctx context.Context, t tlog.Tile) ([]byte, error) {
	records, err := l.Store.Records(ctx, store.CertificateLog, t.N*tileWidth, t.W)
	if err != nil {
		return nil, err
	}
	if len(records) < t.W {
		return nil, errNoResource
	}
	var out []byte
	for _, r := range records {
		out = binary.BigEndian.AppendUint16(out, uint16(len(r.Bytes)))
		out = append(out, r.Bytes...)
	}
	return out, nil
}

// A Proof shows that the public log holds a leaf.
type Proof struct {
	Checkpoint []byte // signed
	Index      int64  // of the leaf, from 0
	Hashes     []attest.Hash
}

// Inclusion proves by the newest checkpoint that the log holds a leaf. WrongState
// log.pending: it has no place yet.
func (l Log) Inclusion(ctx context.Context, leaf store.Leaf) (p Proof, err error) {
	defer skill.Wrap(&err, "prove a leaf")
	return l.inclusion(ctx, store.CertificateLog, leaf.Pos)
}

// inclusion proves by the newest checkpoint of a log what stands at a position.
func (l Log) inclusion(ctx context.Context, log store.Log, pos int64) (p Proof, err error) {
	head, tiles, err := l.head(ctx, log)
	if err != nil {
		return p, err
	}
	if pos < 0 || pos >= head.Size {
		return p, skill.Fail(skill.WrongState, "log.pending")
	}
	p.Checkpoint, p.Index = tiles.signed, pos
	p.Hashes, err = tlog.ProveRecord(head.Size, pos, tiles)
	return p, err
}

// Prove makes the file by which anybody can check without a network that the
// log holds the issue of a certificate. NotFound log.not_found: it was never
// issued; WrongState log.pending: its leaf has no place yet.
func (l Log) Prove(ctx context.Context, number string) (p attest.LogProof, err error) {
	leaves, err := l.Store.Leaves(ctx, number)
	if err != nil {
		return p, err
	}
	for _, leaf := range leaves {
		if leaf.Kind != attest.Issued {
			continue
		}
		in, err := l.Inclusion(ctx, leaf)
		return attest.LogProof{
			At: leaf.At, Checkpoint: string(in.Checkpoint), Hashes: in.Hashes, Index: in.Index, Number: number, Report: leaf.Reference,
			Salt: leaf.Salt, Statement: leaf.Statement,
		}, err
	}
	return p, errNoResource
}

// Consistency proves by the newest checkpoint that the log extends the tree it
// had at an older size. Invalid log.size: it never had that size.
func (l Log) Consistency(ctx context.Context, older int64) (p Proof, err error) {
	defer skill.Wrap(&err, "prove the log's growth")
	head, tiles, err := l.head(ctx, store.CertificateLog)
	if err != nil {
		return p, err
	}
	if older < 0 || older > head.Size {
		return p, skill.Fail(skill.Invalid, "log.size")
	}
	p.Checkpoint = tiles.signed
	if older > 0 {
		p.Hashes, err = tlog.ProveTree(head.Size, older, tiles)
	}
	return p, err
}

// head opens the newest checkpoint of a log; what is read through the tiles
// beside it is checked against its root.
func (l Log) head(ctx context.Context, log store.Log) (attest.Checkpoint, storedTiles, error) {
	c, err := l.Store.Unscoped().Checkpoint(ctx, log)
	if err != nil {
		return attest.Checkpoint{}, storedTiles{}, err
	}
	head, err := attest.OpenCheckpoint(c.Signed, originOf(c.Signed), l.Keys)
	tiles := l.tiles(ctx, log, head)
	tiles.signed = c.Signed
	return head, tiles, err
}

// tiles reads the stored tiles of a log as those of the tree it had at a size.
func (l Log) tiles(ctx context.Context, log store.Log, head attest.Checkpoint) storedTiles {
	tiles := storedTiles{log: l, of: log, ctx: ctx}
	tiles.HashReader = tlog.TileHashReader(tlog.Tree{N: head.Size, Hash: head.Root}, tiles)
	return tiles
}

// storedTiles reads tiles for tlog, which knows no context, within one call.
type storedTiles struct {
	tlog.HashReader
	log    Log
	of     store.Log
	ctx    context.Context
	signed []byte
}

// Height implements tlog.TileReader.
func (storedTiles) Height() int { return tileHeight }

// ReadTiles implements tlog.TileReader.
func (s storedTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		var err error
		if out[i], err = s.log.tileOf(s.ctx, s.of, t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SaveTiles implements tlog.TileReader; the tiles were stored before.
func (storedTiles) SaveTiles([]tlog.Tile, [][]byte) {}
