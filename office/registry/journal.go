package registry

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"assay/attest"
	"assay/skill/day"
	"assay/store"
)

// A Journal writes the log of questions and the count of wrong pairs in batches,
// behind the answers. No answer waits for it: where its queue is full or its
// batch cannot be written, the lines are lost, and counted. The wrong pairs not
// yet written count from the moment they were asked. Make one with NewJournal,
// start Run once.
type Journal struct {
	store *store.Store
	keys  *attest.Ring
	log   *slog.Logger
	queue chan line
	lost  atomic.Int64

	mu      sync.Mutex
	pending map[failure]int
	waiting atomic.Int64 // len(pending), read without the lock
}

// A line is one question as it is queued: nothing in it was yet keyed that the
// answer did not need keyed.
type line struct {
	at        time.Time
	form      string // number, document or code
	subject   [32]byte
	network   netip.Prefix
	outcome   string
	reference string
	wrong     bool
}

const (
	queueRoom  = 8192
	batchRoom  = 8192
	pendMost   = 1 << 16 // distinct wrong subjects between two batches
	flushEvery = time.Second
	lastFlush  = 10 * time.Second // how long the end may take
)

// NewJournal makes a journal with an empty queue.
func NewJournal(s *store.Store, keys *attest.Ring, log *slog.Logger) *Journal {
	return &Journal{store: s, keys: keys, log: log, queue: make(chan line, queueRoom), pending: map[failure]int{}}
}

// Lost is how many lines could not be written since the start.
func (j *Journal) Lost() int64 { return j.lost.Load() }

// add queues a line, or loses it.
func (j *Journal) add(l line) {
	if l.wrong {
		j.pend(failureOf(l), 1)
	}
	select {
	case j.queue <- l:
	default:
		j.lost.Add(1)
		if l.wrong {
			j.pend(failureOf(l), -1)
		}
	}
}

// A failure is what wrong pairs are counted under: one subject on one day.
type failure struct {
	subject [32]byte
	on      day.Date
}

func failureOf(l line) failure { return failure{l.subject, day.Of(l.at)} }

func (j *Journal) pend(f failure, n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if n > 0 && len(j.pending) >= pendMost {
		return
	}
	if j.pending[f] += n; j.pending[f] <= 0 {
		delete(j.pending, f)
	}
	j.waiting.Store(int64(len(j.pending)))
}

// unwritten is how many wrong pairs of a subject are not in the store yet.
func (j *Journal) unwritten(f failure) int {
	if j.waiting.Load() == 0 {
		return 0
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.pending[f]
}

// Run writes until ctx ends, and then once more what is queued.
func (j *Journal) Run(ctx context.Context) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	batch := make([]line, 0, batchRoom)
	for {
		select {
		case l := <-j.queue:
			if batch = append(batch, l); len(batch) < batchRoom {
				continue
			}
		case <-tick.C:
		case <-ctx.Done():
			j.end(context.WithoutCancel(ctx), batch)
			return
		}
		j.write(ctx, batch)
		batch = batch[:0]
	}
}

// end writes what is left, for a bounded time.
func (j *Journal) end(ctx context.Context, batch []line) {
	ctx, stop := context.WithTimeout(ctx, lastFlush)
	defer stop()
	for {
		select {
		case l := <-j.queue:
			if batch = append(batch, l); len(batch) == batchRoom {
				j.write(ctx, batch)
				batch = batch[:0]
			}
		default:
			j.write(ctx, batch)
			return
		}
	}
}

// write puts a batch into the store.
func (j *Journal) write(ctx context.Context, batch []line) {
	if len(batch) == 0 {
		return
	}
	lines, wrong := make([]store.Asked, len(batch)), map[day.Date][]failure{}
	networks := map[netip.Prefix][]byte{}
	for i, l := range batch {
		if networks[l.network] == nil {
			sum := j.keys.BlindIndex("query/network", l.network.String())
			networks[l.network] = sum[:]
		}
		lines[i] = store.Asked{
			At: l.at, Form: l.form, Subject: l.subject[:], Network: networks[l.network], Outcome: l.outcome, Reference: l.reference,
		}
		if l.wrong {
			wrong[day.Of(l.at)] = append(wrong[day.Of(l.at)], failureOf(l))
		}
	}
	err := j.store.Remember(ctx, lines)
	for on, failures := range wrong {
		err = errors.Join(err, j.count(ctx, on, failures))
	}
	if err != nil {
		j.lost.Add(int64(len(batch)))
		j.log.ErrorContext(ctx, "the log of questions was not written", "lines", len(batch), "error", err.Error())
	}
}

// count writes the wrong pairs of a day, in an order that all writers share, and
// only then forgets them here: for a moment they count twice, never not at all.
func (j *Journal) count(ctx context.Context, on day.Date, failures []failure) error {
	subjects := make([][]byte, len(failures))
	for i := range failures {
		subjects[i] = failures[i].subject[:]
	}
	slices.SortFunc(subjects, bytes.Compare)
	err := j.store.Failed(ctx, on, subjects...)
	for _, f := range failures {
		j.pend(f, -1)
	}
	return err
}
