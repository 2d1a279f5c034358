package ledger

import (
	"context"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"assay/attest"
	"assay/store"
)

const (
	// tileHeight is how many levels of the tree a tile holds.
	// Source: C2SP tlog-tiles, "Merkle Tree".
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// An edge is the right edge of a tree cut into tiles: of each tile level the
// hashes of the one tile that is not full. It is all that is needed to append,
// to tell the root and to write the tiles that change. The zero edge is the
// empty tree.
type edge struct {
	size int64
	open [][]attest.Hash
}

// A tile is one tile as it is stored: level 0 holds the hashes of leaves, every
// next level the roots of the full tiles below.
type tile struct {
	level  int
	n      int64
	hashes []attest.Hash
}

// open tile of a level, or the place for it.
func (e *edge) level(l int) *[]attest.Hash {
	if l == len(e.open) {
		e.open = append(e.open, nil)
	}
	return &e.open[l]
}

// append adds a leaf's hash and hands every tile that became full to full.
func (e *edge) append(h attest.Hash, full func(tile)) {
	e.size++
	for l := 0; ; l++ {
		at := e.level(l)
		*at = append(*at, h)
		if len(*at) < tileWidth {
			return
		}
		whole := tile{l, e.size>>(tileHeight*(l+1)) - 1, slices.Clone(*at)}
		if full != nil {
			full(whole)
		}
		h = subtree(whole.hashes)
		*at = (*at)[:0]
	}
}

// rest are the tiles that are not full, the lowest first.
func (e *edge) rest() []tile {
	var out []tile
	for l, hashes := range e.open {
		if len(hashes) > 0 {
			out = append(out, tile{l, e.size >> (tileHeight * (l + 1)), hashes})
		}
	}
	return out
}

// clone is an edge that grows on its own.
func (e *edge) clone() edge {
	c := edge{e.size, slices.Clone(e.open)}
	for i := range c.open {
		c.open[i] = slices.Clone(c.open[i])
	}
	return c
}

// root is the tree's hash.
func (e *edge) root() (attest.Hash, error) {
	var peaks []attest.Hash
	for _, hashes := range slices.Backward(e.open) {
		for len(hashes) > 0 {
			n := 1 << (bits.Len(uint(len(hashes))) - 1)
			peaks = append(peaks, subtree(hashes[:n]))
			hashes = hashes[n:]
		}
	}
	f, err := attest.ResumeFrontier(e.size, peaks)
	return f.Root(), err
}

// subtree is the root over 2^n hashes.
func subtree(hashes []attest.Hash) attest.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	half := len(hashes) / 2
	return tlog.NodeHash(subtree(hashes[:half]), subtree(hashes[half:]))
}

// resume reads the edge of a tree of that size from its tiles.
func resume(ctx context.Context, from store.Reader, log store.Log, size int64) (edge, error) {
	e := edge{size: size}
	for l := 0; size>>(tileHeight*l) > 0; l++ {
		at := e.level(l)
		width := int(size >> (tileHeight * l) & (tileWidth - 1))
		if width == 0 {
			continue
		}
		stored, err := from.Tile(ctx, log, l, size>>(tileHeight*(l+1)))
		if err != nil || len(stored) != width*tlog.HashSize {
			return e, tileFault(log, err)
		}
		*at = unpack(stored)
	}
	return e, nil
}

func tileFault(log store.Log, err error) error {
	if err != nil && !isNotFound(err) {
		return err
	}
	return inconsistent(log, "ledger.broken.tile")
}

// pack joins hashes as a tile stores and serves them.
func pack(hashes []attest.Hash) []byte {
	out := make([]byte, 0, len(hashes)*tlog.HashSize)
	for i := range hashes {
		out = append(out, hashes[i][:]...)
	}
	return out
}

// unpack takes a stored tile apart; a last piece that is no whole hash is left
// out.
func unpack(stored []byte) []attest.Hash {
	out := make([]attest.Hash, 0, tileWidth)
	for ; len(stored) >= tlog.HashSize; stored = stored[tlog.HashSize:] {
		out = append(out, attest.Hash(stored[:tlog.HashSize]))
	}
	return out
}
