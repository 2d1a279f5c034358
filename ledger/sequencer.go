package ledger

import (
	"context"
	"errors"
	"strings"
	"time"

	"assay/attest"
	"assay/skill"
	"assay/store"
)

const (
	leaseName   = "sequencer"
	leaseLength = 15 * time.Second
	// batchSize bounds what one transaction sequences, and so its memory.
	batchSize = 4096
	// headEvery is how often the head of the log audit becomes a leaf of the
	// log certificates.
	headEvery = time.Hour
)

// Config is what a Sequencer works with. Everything is required.
type Config struct {
	Store *store.Store
	Keys  *attest.Ring
	// Registry names an installation that has no log yet, as in
	// registry.example.org: its logs are called registry.example.org/log/…
	// and keep that name.
	Registry string
	// Holder is the name under which this process holds the lease; no two
	// processes have the same.
	Holder string
	// Report is told of errors that a later step may mend.
	Report func(error)
}

// A Sequencer gives committed entries of both logs their places, in batches,
// with their tiles and a signed checkpoint. Any number of them may run; the one
// that holds the lease works. Its methods but Wake are for one goroutine.
type Sequencer struct {
	Config
	wake  chan struct{}
	lease store.Lease
	trees map[store.Log]*tree
	head  attest.AuditHead // the newest that is a leaf
}

// A tree is what the sequencer knows of one log while it holds the lease.
type tree struct {
	edge
	origin string
	signed bool // there is a checkpoint
}

// New makes a Sequencer that holds no lease yet.
func New(c Config) *Sequencer { return &Sequencer{Config: c, wake: make(chan struct{}, 1)} }

// Wake lets Run look for new entries now rather than at the next tick. It never
// blocks.
func (s *Sequencer) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run steps at every tick and every Wake, and at once while batches are full.
// It ends with nil when ctx does, giving the lease back, and with an error that
// is Broken when the stored logs contradict themselves.
func (s *Sequencer) Run(ctx context.Context, ticks <-chan time.Time) error {
	defer s.release(context.WithoutCancel(ctx))
	for {
		n, err := s.Step(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case Broken(err):
			return err
		case err != nil && !elsewhere(err):
			s.Report(err)
		case n >= batchSize:
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
		case <-s.wake:
		}
	}
}

// elsewhere tells whether another sequencer does the work.
func elsewhere(err error) bool {
	switch skill.ReasonOf(err) {
	case "lease.held", "lease.lost", "log.moved":
		return true
	}
	return false
}

// release gives the lease back, so that the next holder need not wait for its
// end; where that fails it has to.
func (s *Sequencer) release(ctx context.Context) {
	if s.lease.Fence == 0 {
		return
	}
	if err := s.Store.Release(ctx, s.lease); err != nil {
		s.Report(err)
	}
	s.lease = store.Lease{}
}

// Step sequences at most one batch of each log and returns how many entries it
// placed. Reasons: lease.held, lease.lost, log.moved (another sequencer works),
// those for which Broken is true, and whatever the store says.
func (s *Sequencer) Step(ctx context.Context) (placed int, err error) {
	defer skill.Wrap(&err, "sequence")
	defer func() {
		if err != nil {
			s.trees = nil // read anew what is there
		}
	}()
	if err := s.hold(ctx); err != nil {
		return 0, err
	}
	for _, log := range logs {
		n, err := s.sequence(ctx, log)
		if err != nil {
			return placed, err
		}
		placed += n
		if log == store.AuditLog {
			if err := s.logHead(ctx); err != nil {
				return placed, err
			}
		}
	}
	return placed, nil
}

// hold makes sure of the lease for at least half its length, and of the trees,
// which somebody else may have grown meanwhile.
func (s *Sequencer) hold(ctx context.Context) error {
	if s.lease.Until.Sub(s.Store.Now()) < leaseLength/2 {
		lease, err := s.Store.Acquire(ctx, leaseName, s.Holder, leaseLength)
		if err != nil {
			return err
		}
		if lease.Fence != s.lease.Fence {
			s.trees = nil
		}
		s.lease = lease
	}
	if s.trees != nil {
		return nil
	}
	trees := map[store.Log]*tree{}
	for _, log := range logs {
		t, err := s.open(ctx, log)
		if err != nil {
			return err
		}
		trees[log] = t
	}
	var err error
	if s.head, err = s.Store.AuditHead(ctx); err == nil {
		s.trees = trees
	}
	return err
}

// open reads a log's edge and refuses one that its newest checkpoint does not
// stand for: a tree that was cut, or one that was grown or changed by somebody
// without the key.
func (s *Sequencer) open(ctx context.Context, log store.Log) (*tree, error) {
	size, err := s.Store.LogSize(ctx, log)
	if err != nil {
		return nil, err
	}
	stored, err := s.Store.Unscoped().Checkpoint(ctx, log)
	if isNotFound(err) {
		if size > 0 {
			return nil, inconsistent(log, "ledger.broken.no_checkpoint")
		}
		return &tree{origin: s.Registry + tail(log)}, nil
	}
	if err != nil {
		return nil, err
	}
	t := &tree{origin: originOf(stored.Signed), signed: true}
	head, err := attest.OpenCheckpoint(stored.Signed, t.origin, s.Keys.Public())
	switch {
	case err != nil || !isOf(log, t.origin):
		return nil, errors.Join(inconsistent(log, "ledger.broken.signature"), err)
	case head.Size > size:
		return nil, inconsistent(log, "ledger.broken.checkpoint_ahead")
	case head.Size < size:
		return nil, inconsistent(log, "ledger.broken.checkpoint_behind")
	}
	if t.edge, err = resume(ctx, s.Store.Unscoped(), log, size); err != nil {
		return nil, err
	}
	root, err := t.root()
	if err == nil && root != head.Root {
		err = inconsistent(log, "ledger.broken.root")
	}
	return t, err
}

// sequence places one batch of a log. An empty log gets its checkpoint too: it
// is the proof that everything came later.
func (s *Sequencer) sequence(ctx context.Context, log store.Log) (int, error) {
	records, err := s.Store.Pending(ctx, log, batchSize)
	was := s.trees[log]
	if err != nil || len(records) == 0 && was.signed {
		return 0, err
	}
	now := &tree{was.clone(), was.origin, true}
	var tiles []tile
	for _, r := range records {
		now.append(attest.RecordHash(r.Bytes), func(t tile) { tiles = append(tiles, t) })
	}
	tiles = append(tiles, now.rest()...)
	signed, err := s.sign(now)
	if err != nil {
		return 0, err
	}
	err = s.Store.Update(ctx, s.by(), func(tx *store.Tx) error {
		if err := tx.Hold(ctx, s.lease); err != nil {
			return err
		}
		first, err := tx.Place(ctx, log, records)
		if err != nil {
			return err
		}
		if first != was.size {
			return skill.Fail(skill.Conflict, "log.moved")
		}
		for _, t := range tiles {
			if err := tx.SaveTile(ctx, log, t.level, t.n, pack(t.hashes)); err != nil {
				return err
			}
		}
		return tx.SaveCheckpoint(ctx, log, store.StoredCheckpoint{Size: now.size, At: tx.Now.UnixMicro(), Signed: signed})
	})
	if err != nil {
		return 0, err
	}
	s.trees[log] = now
	return len(records), nil
}

func (s *Sequencer) sign(t *tree) ([]byte, error) {
	root, err := t.root()
	if err != nil {
		return nil, err
	}
	signer, err := s.Keys.LogSigner(t.origin)
	if err != nil {
		return nil, err
	}
	return attest.Checkpoint{Origin: t.origin, Size: t.size, Root: root}.Sign(signer)
}

// logHead makes the head of the log audit a leaf of the log certificates, when
// the last one is an hour old and audit has grown since.
func (s *Sequencer) logHead(ctx context.Context) error {
	audit := s.trees[store.AuditLog]
	now := s.Store.Now()
	if audit.size == s.head.Size || now.Sub(time.UnixMicro(s.head.At)) < headEvery {
		return nil
	}
	root, err := audit.root()
	if err != nil {
		return err
	}
	head := attest.AuditHead{Size: audit.size, Root: root, At: now.UnixMicro()}
	err = s.Store.Update(ctx, s.by(), func(tx *store.Tx) error {
		if err := tx.Hold(ctx, s.lease); err != nil {
			return err
		}
		tx.LogHead(head)
		return nil
	})
	if err == nil {
		s.head = head
	}
	return err
}

func (s *Sequencer) by() store.By { return store.By{Actor: skill.Program("/")} }

// tail is what the name of a log ends with, so that a checkpoint of one log does
// not pass for one of the other.
func tail(log store.Log) string { return "/log/" + string(log) }

func isOf(log store.Log, origin string) bool { return strings.HasSuffix(origin, tail(log)) }

// originOf is the log that a signed checkpoint says it is of.
func originOf(signed []byte) string {
	line, _, _ := strings.Cut(string(signed), "\n")
	return line
}

func isNotFound(err error) bool { return skill.CodeOf(err) == skill.NotFound }
