package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// BenchmarkQueue reads pages of 50 out of a queue of a million applications, with
// three filters each, from a random place on and from the beginning, as somebody
// of one body, a city, a province and the nation. Occupations, levels, outcomes
// and statuses lie among each other, some of them rare. What the API adds, the
// reading of fifty applications by their ids, is not in it.
func BenchmarkQueue(b *testing.B) {
	for engine, load := range map[string]func(*testing.B) string{
		"sqlite":   func(b *testing.B) string { return keptSQLite(b, "queue.db", crowdOfQueue) },
		"postgres": func(b *testing.B) string { return loadPostgres(b, crowdOfQueue) },
	} {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				s, err := openAt(b.Context(), load(b), testdb.Start)
				if err != nil {
					b.Fatal(err)
				}
				for _, path := range []skill.OrgPath{"/40/4000/b-0/", "/40/4000/", "/40/", "/"} {
					p99, median := askQueue(b, s, path)
					state(b, figure{
						work: fmt.Sprintf("queue of a million, %s, three filters, as somebody of %s", engine, path), got: p99, unit: " ms", want: 50, most: true,
						note: fmt.Sprintf("p99 of pages of 50; median %.2f ms", median),
					})
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// askQueue is how long a page takes at the 99th of a hundred and in the median, in
// milliseconds.
func askQueue(b *testing.B, s *store.Store, path skill.OrgPath) (p99, median float64) {
	const asks = 400
	view := s.As(skill.Actor{Person: "nobody", Grants: []skill.Grant{{Role: skill.RoleReviewer, Path: path}}})
	dice := rand.New(rand.NewPCG(1, 1))
	took := make([]float64, asks)
	for i := range took {
		n := dice.IntN(million)
		q := queueAsk(dice, n)
		if n%2 == 0 {
			q.After = fmt.Sprintf("%d.%s", queueSince(n), rowID(n))
		}
		begin := time.Now()
		if _, err := view.Queue(b.Context(), q); err != nil {
			b.Fatal(err)
		}
		took[i] = time.Since(begin).Seconds() * 1000
	}
	slices.Sort(took)
	return took[asks*99/100], took[asks/2]
}

// queueAsk asks by three filters of five: two of occupation, level, outcome and
// since, beside the status.
func queueAsk(dice *rand.Rand, n int) store.QueueAsk {
	q := store.QueueAsk{Limit: 50, Status: []skill.ApplicationStatus{skill.ApplicationStatus(queueStatus(n))}}
	switch dice.IntN(4) {
	case 0:
		q.Occupation, q.Level = skill.OccupationCode(queueOccupation(n)), skill.Level4
	case 1:
		q.Occupation, q.Outcome = skill.OccupationCode(queueOccupation(n)), skill.Outcome(queueOutcome(n))
	case 2:
		q.Level, q.Outcome = skill.Level1, skill.Outcome(queueOutcome(n))
	case 3:
		q.Outcome, q.Before = skill.Outcome(queueOutcome(n)), time.UnixMicro(queueSince(n))
	}
	return q
}

// crowdOfQueue are rows of the queue alone: what a page of it looks up.
func crowdOfQueue(b *testing.B, s *store.Store) crowd {
	batch := testdb.File(b, s)
	app := batch.Enter(b, s, 0, 1)[0]
	return crowd{
		table: "queue", key: "application_id", id: string(app.ID),
		own: []string{"application_id", "path", "occupation", "level", "outcome", "status", "since"},
		values: func(n int) []any {
			return []any{rowID(n), string(bodyOf(n)), queueOccupation(n), queueLevel(n), queueOutcome(n), queueStatus(n), queueSince(n)}
		},
	}
}

// queueOccupation: half are of ten occupations, the rest of a thousand.
func queueOccupation(n int) string {
	h := mixed(n)
	if h%2 == 0 {
		return fmt.Sprintf("6-31-01-%02d", h/2%10)
	}
	return fmt.Sprintf("6-%02d-%02d-01", h/2%40, h/80%25)
}

func queueLevel(n int) string { return fmt.Sprint(5 - mixed(n+1)%1000/(200+mixed(n)%20)) }

// queueOutcome: one in a thousand is unmet.
func queueOutcome(n int) string {
	switch h := mixed(n+2) % 1000; {
	case h == 0:
		return "unmet"
	case h < 300:
		return "review"
	}
	return "met"
}

// queueStatus: a tenth waits, most are accepted, one in a thousand was passed on.
func queueStatus(n int) string {
	switch h := mixed(n+3) % 1000; {
	case h == 0:
		return "passed"
	case h < 100:
		return "entered"
	case h < 150:
		return "refused"
	}
	return "accepted"
}

func queueSince(n int) int64 { return testdb.Start.UnixMicro() + int64(n)*1_000_000 }

// mixed scatters the numbers, so that columns do not go together.
func mixed(n int) int {
	x := uint64(n) * 0x9e3779b97f4a7c15
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return int(x >> 33)
}
