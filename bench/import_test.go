package bench

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"assay/document"
	"assay/internal/testdb"
	"assay/office/admission"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// clerk is the seat of the body's clerk among a batch's staff.
const clerk = 0

// BenchmarkRosterImport enters 100,000 bare rows into a plan: each is judged and
// written with its person, its verdict and their audit entries, in chunks of a
// thousand, durably. It is stated beside the check, which writes nothing.
func BenchmarkRosterImport(b *testing.B) {
	const rows = 100_000
	file := bareRoster(b, rows)
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				s, batch := freshStore(b, engine)
				begin, busy := time.Now(), used(b)
				done := importRoster(b, s, batch, file)
				took := time.Since(begin)
				if done.Status != skill.ImportFinished || done.Rows != rows || done.Entered == 0 {
					b.Fatalf("%d of %d rows, %d entered: %s %s", done.Rows, rows, done.Entered, done.Status, done.Fault)
				}
				state(b, figure{work: "roster import, " + engine + ", 100,000 bare rows", got: took.Seconds(), unit: " s", note: fmt.Sprintf(
					"%.0f rows/s, %d entered; %.1f s of this process's processor", rows/took.Seconds(), done.Entered, (used(b) - busy).Seconds())})
			}
		})
	}
}

func importRoster(b *testing.B, s *store.Store, batch testdb.Batch, file string) skill.Import {
	desk := &admission.Desk{
		Edition: "2026-11",
		Store:   s, Set: reference.ConditionSet, Occupation: reference.Occupations().Resolve, Romanise: reference.Romanise,
		Open: func(context.Context, skill.FileHash) (admission.Roster, error) {
			in, err := os.Open(file)
			if err != nil {
				return nil, err
			}
			stat, err := in.Stat()
			if err != nil {
				return nil, err
			}
			return document.OpenRoster(in, stat.Size())
		},
	}
	hash := skill.FileHash(fmt.Sprintf("%064x", 1))
	if _, err := desk.StartImport(b.Context(), store.By{Actor: batch.Actor(clerk)}, admission.Sending{Plan: batch.Plan.ID, File: hash, Consents: desk.Edition}); err != nil {
		b.Fatal(err)
	}
	job, ok, err := s.ClaimJob(b.Context(), time.Hour, admission.ImportJob)
	if err != nil || !ok {
		b.Fatal("no job", err)
	}
	done, err := desk.Import(b.Context(), &job)
	if err != nil {
		b.Fatal(err)
	}
	return done
}
