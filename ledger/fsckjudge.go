package ledger

import (
	"context"
	"slices"
	"strconv"

	"assay/attest"
	"assay/store"
)

// settle compares the tree with everything that is claimed of its present size,
// and where there is a claim judges what waits. Of entries and tiles the copy is
// right that a signed root stands for.
func (c *logCheck) settle(ctx context.Context) error {
	size := c.tree.size + int64(len(c.entries))
	claims, err := c.claims(ctx, size)
	if err != nil {
		return err
	}
	if len(claims) == 0 && len(c.entries) < stretchLimit {
		return nil
	}
	byEntries, err := c.grown(c.entries)
	if err != nil {
		return err
	}
	byTiles := byEntries
	if len(c.differ) > 0 {
		if byTiles, err = c.grown(c.tiled); err != nil {
			return err
		}
	}
	blameTiles, blameEntries := false, false
	for _, cl := range claims {
		switch cl.root {
		case byEntries:
			blameTiles = true
		case byTiles:
			blameEntries = true
		default:
			cl.deny()
		}
	}
	return c.judge(ctx, blameTiles && !blameEntries)
}

// judge names what differed and goes on with the copy that is right: the tiles,
// unless it is they that are to blame.
func (c *logCheck) judge(ctx context.Context, blameTiles bool) error {
	right := c.tiled
	if blameTiles {
		right = c.entries
	}
	first := c.tree.size
	for _, it := range c.differ {
		if blameTiles {
			at := first + int64(slices.Index(c.entries, it.hash))
			c.blame(0, at/tileWidth, strconv.FormatInt(at, 10))
			continue
		}
		c.fault(FaultLogChanged, c.table(), strconv.FormatInt(it.seq, 10), "", it.what)
	}
	var full []tile
	for _, h := range right {
		c.tree.append(h, func(t tile) { full = append(full, t) })
	}
	c.entries, c.tiled, c.differ = c.entries[:0], c.tiled[:0], c.differ[:0]
	return c.upper(ctx, full)
}

// grown is the root of the tree with more leaves.
func (c *logCheck) grown(more []attest.Hash) (attest.Hash, error) {
	t := c.tree.clone()
	for _, h := range more {
		t.append(h, nil)
	}
	return t.root()
}

// upper compares tiles above level 0 with the tree; level 0 was compared with
// the entries.
func (c *logCheck) upper(ctx context.Context, tiles []tile) error {
	for _, t := range tiles {
		if t.level == 0 {
			continue
		}
		stored, err := c.stored(ctx, t.level, t.n)
		if err != nil {
			return err
		}
		if !slices.Equal(stored, t.hashes) {
			c.blame(t.level, t.n, "")
		}
	}
	return nil
}

// claims are what is said of the tree at a size: by a checkpoint, by a head
// published in certificates, by the checkpoint kept elsewhere.
func (c *logCheck) claims(ctx context.Context, size int64) ([]claim, error) {
	out := c.heads[size]
	delete(c.heads, size)
	for {
		if len(c.points) == 0 {
			if more, err := c.readPoints(ctx); err != nil || !more {
				return out, err
			}
		}
		p := c.points[0]
		if p.Size > size {
			return out, nil
		}
		c.points = c.points[1:]
		head, good := c.open(p)
		if good {
			out = append(out, claim{size, head.Root, func() { c.fault(FaultCheckpoint, "checkpoint", c.name(p.Size), "root", "") }})
		}
	}
}

// readPoints reads a page of checkpoints and tells whether there was any.
func (c *logCheck) readPoints(ctx context.Context) (more bool, err error) {
	if c.over {
		return false, nil
	}
	c.points, err = c.db.CheckpointsAfter(ctx, c.log, c.newest, pageSize)
	if len(c.points) > 0 {
		c.newest = c.points[len(c.points)-1].Size
	}
	c.over = len(c.points) == 0
	return !c.over, err
}

// open reads a stored checkpoint and names what is wrong with it by itself.
func (c *logCheck) open(p store.StoredCheckpoint) (attest.Checkpoint, bool) {
	head, err := attest.OpenCheckpoint(p.Signed, c.origin, c.Keys)
	switch {
	case err != nil || !isOf(c.log, head.Origin):
		c.fault(FaultSignature, "checkpoint", c.name(p.Size), "signed", "")
	case head.Size != p.Size:
		c.fault(FaultCheckpoint, "checkpoint", c.name(p.Size), "size", strconv.FormatInt(head.Size, 10))
	default:
		return head, true
	}
	return head, false
}

// finish looks at the end of the log: its newest checkpoint, claims about sizes
// that it has not, the tiles that are not full and those that are none of its.
func (c *logCheck) finish(ctx context.Context) error {
	if len(c.entries) > 0 {
		c.fault(FaultCheckpoint, "checkpoint", c.name(c.tree.size+int64(len(c.entries))), "", "missing")
		if err := c.judge(ctx, false); err != nil {
			return err
		}
	}
	if err := c.ahead(ctx); err != nil {
		return err
	}
	if err := c.upper(ctx, c.tree.rest()); err != nil {
		return err
	}
	if err := c.strange(ctx); err != nil {
		return err
	}
	waiting, err := c.waiting(ctx)
	c.pending(c.table(), waiting)
	if c.log == store.AuditLog {
		c.report.Audit = c.seen
	} else {
		c.report.Leaves = c.seen
	}
	c.Progress(string(c.log), c.seen)
	return err
}

// waiting reads the entries that have no place yet, and counts them.
func (c *logCheck) waiting(ctx context.Context) (n int, err error) {
	for {
		_, more, err := c.peek(ctx)
		if err != nil || !more {
			return n, err
		}
		n, c.page = n+len(c.page), nil
	}
}

// ahead names claims and checkpoints of trees larger than there is.
func (c *logCheck) ahead(ctx context.Context) error {
	for _, claims := range c.heads {
		for _, cl := range claims {
			cl.deny()
		}
	}
	for {
		for _, p := range c.points {
			c.fault(FaultCheckpoint, "checkpoint", c.name(p.Size), "size", strconv.FormatInt(c.tree.size, 10))
		}
		if more, err := c.readPoints(ctx); err != nil || !more {
			return err
		}
	}
}

// strange names stored tiles that the tree does not have, and partial ones that
// are longer than it.
func (c *logCheck) strange(ctx context.Context) error {
	var long []tile
	err := c.db.TileNames(ctx, c.log, func(level int, n int64) error {
		in := int64(0)
		if level >= 0 && level < 8 {
			in = c.tree.size >> (tileHeight * level)
		}
		if n < 0 || n*tileWidth >= in {
			c.blame(level, n, "extra")
		} else if level == 0 && in-n*tileWidth < tileWidth {
			long = append(long, tile{level: level, n: n})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range long {
		stored, err := c.stored(ctx, 0, t.n)
		if err != nil {
			return err
		}
		if int64(len(stored)) > c.tree.size-t.n*tileWidth {
			c.blame(0, t.n, "extra")
		}
	}
	return nil
}
