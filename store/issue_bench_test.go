package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"assay/attest"
	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// BenchmarkIssueWrites is the store's part of issuing: each certificate is
// numbered in one transaction and issued in a second, with their audit entries
// and its leaf, in batches of 200 by four workers. It signs nothing.
func BenchmarkIssueWrites(b *testing.B) {
	const n, workers, size = 16000, 4, 200
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				dir, err := os.MkdirTemp(os.Getenv("ASSAY_BENCH_DIR"), "issue")
				if err != nil {
					b.Fatal(err)
				}
				address := filepath.Join(dir, "assay.db")
				if engine == "postgres" {
					address = testdb.Postgres(b)
				}
				s := testdb.Open(b, address, testdb.NewClock())
				batch := testdb.File(b, s)
				var certs []skill.Certificate
				for i := 0; i < n; i += 2000 {
					certs = append(certs, batch.Prepare(b, s, batch.Enter(b, s, i, 2000))...)
				}
				if err := s.Analyze(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				begin := time.Now()
				issueAll(b, s, batch, certs, workers, size)
				b.ReportMetric(float64(n)/time.Since(begin).Seconds(), "certificates/s")
				b.StopTimer()
				_ = os.RemoveAll(dir)
				b.StartTimer()
			}
		})
	}
}

func issueAll(t testing.TB, s *store.Store, b testdb.Batch, certs []skill.Certificate, workers, size int) {
	chunks := make(chan []skill.Certificate)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for c := range chunks {
				if err := issue(t.Context(), s, b, c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for len(certs) > 0 {
		k := min(size, len(certs))
		chunks <- certs[:k]
		certs = certs[k:]
	}
	close(chunks)
	wg.Wait()
}

// issue carries one batch from prepared to issued, as the office will.
func issue(ctx context.Context, s *store.Store, b testdb.Batch, certs []skill.Certificate) error {
	rows := make([]store.Moved[skill.Certificate], len(certs))
	err := s.Update(ctx, testdb.System(), func(tx *store.Tx) error {
		series := store.Series{Prefix: b.Site.Prefix(b.Body), Year: 26, Level: b.Plan.Level}
		first, err := tx.TakeNumbers(ctx, series, len(certs))
		if err != nil {
			return err
		}
		for i, c := range certs {
			c.Number = fmt.Sprintf("%s264%06d", series.Prefix, first+i)
			c.Issued, c.KeyID = day.Of(tx.Now), "aaaa"
			c.QR, c.Statement = make([]byte, 110), make([]byte, 900)
			m, err := c.TakeNumber()
			if err != nil {
				return err
			}
			rows[i] = store.Moved[skill.Certificate]{Row: c, Move: m}
		}
		return wonAll(store.Move(ctx, tx, rows))
	})
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Row.QRSig, rows[i].Row.StateSig = make([]byte, 64), make([]byte, 64)
		if rows[i].Move, err = rows[i].Row.Issue(); err != nil {
			return err
		}
	}
	return s.Update(ctx, testdb.System(), func(tx *store.Tx) error {
		for _, r := range rows {
			tx.Log(attest.Event{Salt: attest.Bits128(r.Row.NameSalt), Kind: attest.Issued, Subject: r.Row.Number, At: tx.Now.UnixMicro()})
		}
		return wonAll(store.Move(ctx, tx, rows))
	})
}

func wonAll(lost []string, err error) error {
	if err == nil && len(lost) > 0 {
		err = fmt.Errorf("lost: %v", lost)
	}
	return err
}
