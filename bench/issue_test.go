package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"assay/files"
	"assay/internal/testdb"
	"assay/office/issuance"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// head is the seat of the body's head among a batch's staff.
const head = 2

// BenchmarkIssue carries prepared certificates to issued by the office itself:
// both transactions with their audit entries, signatures and leaves, four workers,
// batches of 200, while both logs are sequenced. Commitments were computed when
// the drafts were prepared.
func BenchmarkIssue(b *testing.B) {
	for engine, want := range map[string]float64{"sqlite": 10_000, "postgres": 8_000} {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				var speed, late, cpu []float64
				for range 3 {
					one := issueOnce(b, engine, 16_000)
					speed, late, cpu = append(speed, one.perSecond), append(late, one.late.Seconds()), append(cpu, one.cpu)
				}
				state(b, figure{work: "issue, " + engine, got: median(speed), unit: "/s", want: want,
					note: fmt.Sprintf("runs %.0f; %.0f µs of this process's processor each", speed, median(cpu))})
				state(b, figure{work: "issue, " + engine + ", slowest leaf under a checkpoint", got: median(late), unit: " s", want: 1, most: true,
					note: "after its batch was committed"})
			}
		})
	}
}

// An issuing is what one run came to.
type issuing struct {
	perSecond float64
	cpu       float64       // µs of this process for each certificate
	late      time.Duration // until the slowest leaf was under a checkpoint
}

// issueOnce issues n certificates on a fresh database.
func issueOnce(b *testing.B, engine string, n int) (r issuing) {
	s, batch := freshStore(b, engine)
	var ids []skill.CertificateID
	for from := 0; from < n; from += 4000 {
		ids = append(ids, prepared(b, s, batch, from, 4000)...)
	}
	if err := s.Analyze(b.Context()); err != nil {
		b.Fatal(err)
	}
	desk := issueDesk(b, s)
	stop := sequencing(b, s)
	defer stop()
	w := startWatch(b, s)
	var marks []mark
	busy, begin := used(b), time.Now()
	done, err := desk.Issue(b.Context(), store.By{Actor: batch.Actor(head)}, issuance.Order{IDs: ids}, func(sum issuance.Issued) {
		marks = append(marks, mark{time.Now(), int64(sum.Issued)})
	})
	took := time.Since(begin)
	r.cpu = float64((used(b) - busy).Microseconds()) / float64(n)
	if err != nil || done.Issued != n {
		b.Fatalf("%d of %d issued: %v", done.Issued, n, err)
	}
	r.perSecond, r.late = float64(n)/took.Seconds(), w.latest(marks)
	return r
}

// freshStore is an empty database of an engine with a batch filed in it.
func freshStore(b *testing.B, engine string) (*store.Store, testdb.Batch) {
	address := filepath.Join(b.TempDir(), "assay.db")
	if engine == "postgres" {
		address = testdb.Postgres(b)
	}
	s := testdb.Open(b, address, testdb.NewClock())
	return s, testdb.File(b, s)
}

// prepared makes n drafts of synthetic people and returns their ids.
func prepared(t testing.TB, s *store.Store, b testdb.Batch, from, n int) (ids []skill.CertificateID) {
	for _, c := range b.Prepare(t, s, b.Enter(t, s, from, n)) {
		ids = append(ids, c.ID)
	}
	return ids
}

// issueDesk is the desk as the program wires it.
func issueDesk(t testing.TB, s *store.Store) *issuance.Desk {
	folder, err := files.Open(filepath.Join(t.TempDir(), "files"), s.Keys(), testdb.NewRand(7))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	return deskOf(s, folder)
}

func deskOf(s *store.Store, folder *files.Folder) *issuance.Desk {
	return &issuance.Desk{
		Store: s, Keys: s.Keys(), Files: folder, Policies: reference.Policies(), Calendar: reference.WorkingDays(), Schemes: reference.NumberSchemes(),
		Rand: testdb.NewRand(uint64(os.Getpid())), Occupation: reference.Occupations().ByCode, Slow: make(chan struct{}, 2), Workers: 4,
		Missing: func(string) []rune { return nil },
		Paper:   issuance.Paper{Host: "assay.example", CertificateURL: "https://assay.example/verify", BodyURL: "https://assay.example/bodies"},
	}
}
