package registry

import (
	"log/slog"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
)

// BenchmarkVerify is one question at the desk without HTTP and without the
// journal's worker: what the answer itself costs.
func BenchmarkVerify(b *testing.B) {
	clock := testdb.NewClock()
	s := testdb.Open(b, b.TempDir()+"/assay.db", clock)
	batch := testdb.File(b, s)
	certs := batch.Issue(b, s, batch.Enter(b, s, 0, 500), 1)
	d, err := New(s, clock.Now, testdb.NewRand(5), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	d.Policy.WrongADay = 1 << 30
	for _, q := range []struct {
		name string
		ask  func(c skill.Certificate) Query
		want Outcome
	}{
		{"match", func(c skill.Certificate) Query { return Query{Number: c.Number, Name: c.Name} }, Match},
		{"unknown", func(c skill.Certificate) Query {
			return Query{Number: c.Number[:16] + "9" + c.Number[17:], Name: c.Name}
		}, NoMatch},
	} {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				a, err := d.Verify(b.Context(), q.ask(certs[i%len(certs)]))
				if err != nil || a.Outcome != q.want {
					b.Fatal(a.Outcome, err)
				}
				i++
			}
		})
	}
}
