package ledger_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// eachEngine runs a benchmark on a database of either engine.
func eachEngine(b *testing.B, run func(b *testing.B, s *store.Store, clock *testdb.Clock)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			dir, err := os.MkdirTemp(os.Getenv("ASSAY_BENCH_DIR"), "ledger")
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = os.RemoveAll(dir) })
			address := filepath.Join(dir, "assay.db")
			if engine == "postgres" {
				address = testdb.Postgres(b)
			}
			clock := testdb.NewClock()
			run(b, testdb.Open(b, address, clock), clock)
		})
	}
}

// BenchmarkSequence places leaves that wait, in full batches.
func BenchmarkSequence(b *testing.B) {
	const n = 40960
	eachEngine(b, func(b *testing.B, s *store.Store, clock *testdb.Clock) {
		q := sequencer(b, s, "here")
		step(b, q)
		for b.Loop() {
			b.StopTimer()
			for i := 0; i < n; i += 1024 {
				logLeaves(b, s, i, 1024)
			}
			clock.Step(time.Second)
			b.StartTimer()
			begin, placed := time.Now(), 0
			for placed < n {
				placed += step(b, q)
			}
			b.ReportMetric(n/time.Since(begin).Seconds(), "leaves/s")
		}
	})
}

// BenchmarkFsck checks a clean database of 5,000 certificates with everything
// that they rest on.
func BenchmarkFsck(b *testing.B) {
	const n, chunk = 5000, 500
	eachEngine(b, func(b *testing.B, s *store.Store, clock *testdb.Clock) {
		c := &scene{Batch: testdb.File(b, s), s: s, clock: clock, seq: sequencer(b, s, "here")}
		var results []skill.Result
		var apps []skill.Application
		for from := 0; from < n; from += chunk {
			some := c.Enter(b, s, from+10, chunk)
			c.examine(b, some)
			apps, results = append(apps, some...), append(results, c.settle(b, some)...)
		}
		clock.Step(15 * 24 * time.Hour)
		c.confirm(b, results)
		drafts := c.drafts(b, apps, results)
		for some := range slices.Chunk(drafts, chunk) {
			c.issue(b, some)
		}
		c.sequence(b)
		if err := s.Analyze(b.Context()); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			begin := time.Now()
			r := c.check(b, nil)
			took := time.Since(begin).Seconds()
			rows := r.Audit + r.Leaves
			for _, n := range r.Rows {
				rows += n
			}
			if r.Total > 0 {
				b.Fatal(found(r))
			}
			b.ReportMetric(float64(rows)/took, "rows/s")
			b.ReportMetric(float64(r.Rows["certificate"])/took, "certificates/s")
		}
	})
}
