package bench

import (
	"context"
	"testing"
	"time"

	"assay/ledger"
	"assay/skill"
	"assay/store"
)

// tick is how often the log is sequenced.
const tick = 250 * time.Millisecond

func sequencer(s *store.Store, holder string, report func(error)) *ledger.Sequencer {
	return ledger.New(ledger.Config{Store: s, Keys: s.Keys(), Registry: "assay.example", Holder: holder, Report: report})
}

// sequencing runs the sequencer until stop is called.
func sequencing(b *testing.B, s *store.Store) (stop func()) {
	ctx, cancel := context.WithCancel(b.Context())
	ticker := time.NewTicker(tick)
	done := make(chan error)
	go func() { done <- sequencer(s, "bench", func(err error) { b.Error(err) }).Run(ctx, ticker.C) }()
	return func() {
		cancel()
		ticker.Stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
	}
}

// A watch sees how far the log's checkpoint has come, at which time.
type watch struct {
	b    *testing.B
	s    *store.Store
	seen []mark
	end  chan struct{}
	over chan struct{}
}

// A mark is that there were so many entries at a time.
type mark struct {
	at time.Time
	n  int64
}

func startWatch(b *testing.B, s *store.Store) *watch {
	w := &watch{b: b, s: s, end: make(chan struct{}), over: make(chan struct{})}
	go w.run()
	return w
}

func (w *watch) run() {
	defer close(w.over)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-look.C:
			w.look()
		case <-w.end:
			return
		}
	}
}

func (w *watch) look() {
	head, err := w.s.Unscoped().Checkpoint(w.b.Context(), store.CertificateLog)
	if err != nil && skill.CodeOf(err) != skill.NotFound {
		w.b.Error(err)
	}
	w.seen = append(w.seen, mark{time.Now(), head.Size})
}

// latest waits until the checkpoint covers everything that was logged and
// returns how long the slowest of the marks had to wait for it.
func (w *watch) latest(marks []mark) (late time.Duration) {
	ctx, stop := context.WithTimeout(w.b.Context(), 30*time.Second)
	defer stop()
	for pending := true; pending; {
		records, err := w.s.Pending(ctx, store.CertificateLog, 1)
		if err != nil {
			w.b.Fatal(err)
		}
		pending = len(records) > 0
	}
	close(w.end)
	<-w.over
	w.look()
	at := 0
	for _, m := range marks {
		for at < len(w.seen)-1 && w.seen[at].n < m.n {
			at++
		}
		late = max(late, w.seen[at].at.Sub(m.at))
	}
	return late
}
