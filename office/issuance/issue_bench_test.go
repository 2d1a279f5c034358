package issuance_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/issuance"
	"assay/skill"
	"assay/store"
)

// BenchmarkIssue is the figure of issuing: from drafts, whose commitments are
// computed, to certificates in force: names compared, standing read again, both
// transactions with their audit entries and leaves, two signatures each, in
// batches of 200 by four workers, durable. ASSAY_BENCH_DIR names the folder of
// SQLite's file, which must lie on a disk.
func BenchmarkIssue(b *testing.B) {
	const n = 16000
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			b.ReportAllocs()
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
				reports := map[skill.ReportID]bool{}
				for i := 0; i < n; i += 2000 {
					reports[batch.Prepare(b, s, batch.Enter(b, s, i, 2000))[0].Report] = true
				}
				if err := s.Analyze(b.Context()); err != nil {
					b.Fatal(err)
				}
				d := desk(b, s)
				by := store.By{Actor: batch.Actor(head)}
				b.StartTimer()
				begin, busy, done := time.Now(), cpu(), 0
				for report := range reports {
					issued, err := d.Issue(b.Context(), by, issuance.Order{Report: report}, nil)
					if err != nil {
						b.Fatal(err)
					}
					done += issued.Issued
				}
				b.ReportMetric(float64(done)/time.Since(begin).Seconds(), "certificates/s")
				b.ReportMetric(float64((cpu()-busy).Microseconds())/float64(done), "cpu-µs/certificate")
				b.StopTimer()
				if done != n {
					b.Fatalf("%d issued", done)
				}
				_ = os.RemoveAll(dir)
				b.StartTimer()
			}
		})
	}
}

// cpu is the time that this process was computing; PostgreSQL's server is
// another.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
