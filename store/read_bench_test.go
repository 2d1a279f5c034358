package store_test

import (
	"fmt"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
)

// BenchmarkByNumber is the store's part of the public verification.
func BenchmarkByNumber(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			address := b.TempDir() + "/assay.db"
			if engine == "postgres" {
				address = testdb.Postgres(b)
			}
			s := testdb.Open(b, address, testdb.NewClock())
			batch := testdb.File(b, s)
			const n = 2000
			issueAll(b, s, batch, batch.Prepare(b, s, batch.Enter(b, s, 0, n)), 2, 200)
			if err := s.Analyze(b.Context()); err != nil {
				b.Fatal(err)
			}
			prefix, r := batch.Site.Prefix(batch.Body), s.Unscoped()
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for i := 1; pb.Next(); i = i%n + 1 {
					c, err := r.CertificateByNumber(b.Context(), fmt.Sprintf("%s264%06d", prefix, i))
					if err != nil || c.Status != skill.CertificateIssued {
						b.Error(c.Status, err)
					}
				}
			})
		})
	}
}
