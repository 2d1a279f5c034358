package admission_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// BenchmarkImport reads, judges and writes a roster of 10,000 candidates with
// their persons, audit entries and remarks. The database syncs.
func BenchmarkImport(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkImport(b, filepath.Join(b.TempDir(), "assay.db")) })
	b.Run("postgres", func(b *testing.B) { benchmarkImport(b, testdb.Postgres(b)) })
}

func benchmarkImport(b *testing.B, address string) {
	s := testdb.Open(b, address, testdb.NewClock())
	const rows = 10_000
	from := 0
	desk := &admission.Desk{
		Edition: "2026-11",
		Store:   s, Set: reference.ConditionSet, Occupation: reference.Occupations().Resolve, Romanise: reference.Romanise,
		Open: func(context.Context, skill.FileHash) (admission.Roster, error) {
			f := &sheet{}
			for i, c := range many(rows) {
				c.n += from
				f.rows = append(f.rows, c.row(i+2))
			}
			return f, nil
		},
	}
	for b.Loop() {
		b.StopTimer()
		batch := testdb.File(b, s)
		i, err := desk.StartImport(b.Context(), store.By{Actor: batch.Actor(clerk)}, admission.Sending{Plan: batch.Plan.ID, File: proof, Consents: desk.Edition})
		if err != nil {
			b.Fatal(err)
		}
		job, ok, err := s.ClaimJob(b.Context(), time.Minute, admission.ImportJob)
		if err != nil || !ok {
			b.Fatal(err)
		}
		b.StartTimer()
		if i, err = desk.Import(b.Context(), &job); err != nil || i.Entered != rows {
			b.Fatal(fmt.Errorf("%d entered: %w", i.Entered, err))
		}
		from += rows
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
