package ledger

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"assay/attest"
	"assay/store"
)

const (
	// pageSize is how many rows are read at once.
	pageSize = 1000
	// stretchLimit is how many entries may wait for a checkpoint to judge them.
	stretchLimit = 1 << 16
)

// An item is one entry of a log as fsck reads it.
type item struct {
	seq  int64
	hash attest.Hash
	what string // for people: what it is about
}

// A claim is what somebody says the tree's root was at a size.
type claim struct {
	size int64
	root attest.Hash
	deny func() // notes that it was not
}

// A logCheck is the check of one log. Entries and level 0 of the tiles are two
// copies of the same hashes; where they differ, the next checkpoint says which
// of the two was changed.
type logCheck struct {
	*fsck
	log     store.Log
	heads   map[int64][]claim // published heads and the older checkpoint, by size
	tree    edge              // of what has been judged
	entries []attest.Hash     // not yet judged: by the entries,
	tiled   []attest.Hash     // and by the tiles
	differ  []item            // where they do
	page    []item            // read ahead
	last    int64             // seq of the last item read
	seen    int
	ended   bool
	points  []store.StoredCheckpoint // read ahead
	newest  int64                    // size of the last checkpoint read
	over    bool                     // all are read
	at0     tile                     // the tile of level 0 read last
	origin  string                   // of its checkpoints
	blamed  map[string]bool          // tiles that were named
}

// logs checks both logs. The heads of audit in certificates are claims about
// the tree of audit.
func (f *fsck) logs(ctx context.Context, old attest.Checkpoint) error {
	heads, err := f.db.AuditHeads(ctx)
	if err != nil {
		return err
	}
	known := false
	for _, log := range logs {
		c := &logCheck{fsck: f, log: log, heads: map[int64][]claim{}, at0: tile{n: -1}, blamed: map[string]bool{}, newest: -1, last: math.MinInt64}
		if log == store.AuditLog {
			for _, h := range heads {
				c.claim(h.Size, h.Root, func() {
					f.fault(FaultHead, "leaf", strconv.FormatInt(h.Seq, 10), "statement", strconv.FormatInt(h.Size, 10))
				})
			}
		}
		if err := c.run(ctx, old, &known); err != nil {
			return err
		}
	}
	if f.report.Asked && !known {
		f.fault(FaultRollback, "checkpoint", old.Origin, "origin", "")
	}
	return nil
}

func (c *logCheck) claim(size int64, root attest.Hash, deny func()) {
	c.heads[size] = append(c.heads[size], claim{size, root, deny})
}

// run walks over the log from its first batch to its last.
func (c *logCheck) run(ctx context.Context, old attest.Checkpoint, known *bool) error {
	if err := c.older(ctx, old, known); err != nil {
		return err
	}
	if err := c.settle(ctx); err != nil { // the checkpoint of the empty tree
		return err
	}
	pos, seq := int64(0), int64(0)
	for {
		spans, err := c.db.SpansFrom(ctx, c.log, pos, pageSize)
		if err != nil {
			return err
		}
		for _, s := range spans {
			if s.Pos != pos || s.From <= seq || s.To < s.From || s.Entries < 1 {
				c.fault(FaultSpan, "span", c.name(s.Pos), "pos", strconv.FormatInt(pos, 10))
				return c.finish(ctx)
			}
			if ok, err := c.span(ctx, s); err != nil || !ok {
				return err
			}
			pos, seq = s.Pos+s.Entries, s.To
			c.Progress(string(c.log), c.seen)
		}
		if len(spans) < pageSize {
			return c.finish(ctx)
		}
	}
}

// older makes a claim of the checkpoint that was kept elsewhere, when it is of
// this log.
func (c *logCheck) older(ctx context.Context, old attest.Checkpoint, known *bool) error {
	newest, err := c.db.Unscoped().Checkpoint(ctx, c.log)
	if err != nil && !isNotFound(err) {
		return err
	}
	if c.origin = originOf(newest.Signed); c.origin != old.Origin || err != nil {
		return nil
	}
	*known, c.report.Rollback = true, true
	c.claim(old.Size, old.Root, func() {
		c.report.Rollback = false
		c.fault(FaultRollback, "checkpoint", c.name(old.Size), "root", "")
	})
	return nil
}

// blame names a tile, once.
func (c *logCheck) blame(level int, n int64, detail string) {
	id := fmt.Sprintf("%s/%d/%d", c.log, level, n)
	if !c.blamed[id] {
		c.blamed[id] = true
		c.fault(FaultTile, "tile", id, "hashes", detail)
	}
}

func (c *logCheck) name(n int64) string { return fmt.Sprintf("%s/%d", c.log, n) }

// span checks the entries of one batch against the tiles, and reports whether
// the log can be followed further.
func (c *logCheck) span(ctx context.Context, s store.Span) (ok bool, err error) {
	items, err := c.between(ctx, s)
	if err != nil {
		return false, err
	}
	published, whole, err := c.published(ctx, s)
	if err != nil {
		return false, err
	}
	switch {
	case whole:
		items = c.align(items, published, s.Pos)
	case int64(len(items)) != s.Entries:
		c.fault(FaultLogCut, c.table(), c.name(s.Pos), "", fmt.Sprintf("%d of %d", len(items), s.Entries))
		return false, nil
	}
	for i, it := range items {
		b := it.hash
		if whole {
			b = published[i]
		}
		if b != it.hash {
			c.differ = append(c.differ, it)
		}
		c.entries, c.tiled = append(c.entries, it.hash), append(c.tiled, b)
		if err := c.settle(ctx); err != nil {
			return false, err
		}
	}
	return true, nil
}

// align puts the entries of a batch beside what was published of it. Salts make
// all hashes differ, so one that is found further on shows what lies between to
// be missing or too many. An entry that is missing is counted as it was
// published.
func (c *logCheck) align(items []item, published []attest.Hash, pos int64) []item {
	ahead := make(map[attest.Hash]int, len(published))
	for i, h := range published {
		ahead[h] = i
	}
	behind := make(map[attest.Hash]bool, len(items))
	for _, it := range items {
		behind[it.hash] = true
	}
	out := make([]item, 0, len(published))
	for i, h := range published {
		for len(items) > 0 && items[0].hash != h && behind[h] && !later(ahead, items[0].hash, i) {
			c.fault(FaultLogExtra, c.table(), strconv.FormatInt(items[0].seq, 10), "", items[0].what)
			items = items[1:]
		}
		if len(items) == 0 || items[0].hash != h && later(ahead, items[0].hash, i) {
			c.fault(FaultLogMissing, c.table(), c.name(pos+int64(i)), "", "")
			out = append(out, item{hash: h})
			continue
		}
		out, items = append(out, items[0]), items[1:]
	}
	for _, it := range items {
		c.fault(FaultLogExtra, c.table(), strconv.FormatInt(it.seq, 10), "", it.what)
	}
	return out
}

func later(ahead map[attest.Hash]int, h attest.Hash, than int) bool {
	i, ok := ahead[h]
	return ok && i > than
}

// between takes the entries of a batch off the stream; entries before it have
// no place.
func (c *logCheck) between(ctx context.Context, s store.Span) (out []item, err error) {
	for {
		it, ok, err := c.peek(ctx)
		if err != nil || !ok || it.seq > s.To {
			return out, err
		}
		c.page = c.page[1:]
		if it.seq < s.From {
			c.fault(FaultLogUnplaced, c.table(), strconv.FormatInt(it.seq, 10), "", it.what)
			continue
		}
		out = append(out, it)
	}
}

// peek looks at the next entry of the stream.
func (c *logCheck) peek(ctx context.Context) (item, bool, error) {
	if len(c.page) == 0 && !c.ended {
		if err := c.read(ctx); err != nil {
			return item{}, false, err
		}
	}
	if len(c.page) == 0 {
		return item{}, false, nil
	}
	return c.page[0], true, nil
}

// read reads one page of entries, and looks at what each says by itself.
func (c *logCheck) read(ctx context.Context) error {
	read := c.readLeaves
	if c.log == store.AuditLog {
		read = c.readEntries
	}
	if err := read(ctx); err != nil {
		return err
	}
	c.ended = len(c.page) < pageSize
	if c.seen += len(c.page); len(c.page) > 0 {
		c.last = c.page[len(c.page)-1].seq
	}
	return nil
}

func (c *logCheck) readEntries(ctx context.Context) error {
	rows, err := c.db.EntriesAfter(ctx, c.last, pageSize)
	var form []byte
	for i := range rows {
		e := &rows[i]
		if _, ok := c.report.Rows[e.Row.Table]; !ok {
			c.fault(FaultEntryUnknown, "audit", strconv.FormatInt(e.Seq, 10), "tbl", "")
		}
		form = e.AppendLeaf(form[:0])
		c.page = append(c.page, item{e.Seq, attest.RecordHash(form), e.Row.Table + " " + e.Row.ID})
	}
	return err
}

func (c *logCheck) readLeaves(ctx context.Context) error {
	rows, err := c.db.LeavesAfter(ctx, c.last, pageSize)
	var form []byte
	for i := range rows {
		l := &rows[i]
		if form = l.Form(form[:0]); string(form) != string(l.Record) {
			c.fault(FaultLeafContent, "leaf", strconv.FormatInt(l.Seq, 10), "record", l.Subject)
		}
		c.page = append(c.page, item{l.Seq, attest.RecordHash(l.Record), string(l.Kind) + " " + l.Subject})
	}
	return err
}

func (c *logCheck) table() string {
	if c.log == store.AuditLog {
		return "audit"
	}
	return "leaf"
}

// published reads what the tiles of level 0 hold of a batch; whole is false
// where a tile is missing or too short, which is noted.
func (c *logCheck) published(ctx context.Context, s store.Span) (out []attest.Hash, whole bool, err error) {
	for pos := s.Pos; pos < s.Pos+s.Entries; {
		n, from := pos/tileWidth, pos%tileWidth
		if c.at0.n != n {
			c.at0 = tile{0, n, nil}
			if c.at0.hashes, err = c.stored(ctx, 0, n); err != nil {
				return nil, false, err
			}
		}
		to := min(tileWidth, from+s.Pos+s.Entries-pos)
		if int64(len(c.at0.hashes)) < to {
			c.blame(0, n, "missing")
			return nil, false, nil
		}
		out = append(out, c.at0.hashes[from:to]...)
		pos += to - from
	}
	return out, true, nil
}

func (c *logCheck) stored(ctx context.Context, level int, n int64) ([]attest.Hash, error) {
	b, err := c.db.Unscoped().Tile(ctx, c.log, level, n)
	if isNotFound(err) {
		return nil, nil
	}
	return unpack(b), err
}
