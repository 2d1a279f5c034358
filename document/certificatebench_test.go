package document

import "testing"

// BenchmarkCertificate prints whole certificates on all cores; photo and seal are
// already in the form in which they are kept.
func BenchmarkCertificate(b *testing.B) {
	f := shippedFonts(b)
	v := sample(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := Certificate(f, v); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
