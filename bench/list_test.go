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

// BenchmarkList reads pages of 50 out of a million plans of a thousand bodies,
// which lie among each other, from a random place on, as somebody of one body, of
// all, of a city and of a province. Beside the first two the unscoped reader is
// asked for the same rows, beside the others for as many that lie next to each
// other, turn by turn.
func BenchmarkList(b *testing.B) {
	for engine, load := range map[string]func(*testing.B) string{
		"sqlite":   func(b *testing.B) string { return keptSQLite(b, "plans.db", crowdOfPlans) },
		"postgres": func(b *testing.B) string { return loadPostgres(b, crowdOfPlans) },
	} {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				s, err := openAt(b.Context(), load(b), testdb.Start)
				if err != nil {
					b.Fatal(err)
				}
				for _, c := range []struct {
					path skill.OrgPath
					same store.Plans // what the unscoped reader is asked for
					most float64
				}{
					{"/44/4403/b-4/", store.Plans{Body: "body /44/4403/b-4/"}, 1.2},
					{"/", store.Plans{}, 1.2},
					{"/44/4403/", store.Plans{}, 0},
					{"/44/", store.Plans{}, 0},
				} {
					ours, bare := pages(b, s, c.path, c.same)
					beside := "the same rows unscoped"
					if c.most == 0 {
						beside = "as many neighbours unscoped"
					}
					state(b, figure{
						work: fmt.Sprintf("list, %s, as somebody of %s, beside %s", engine, c.path, beside), got: ours / bare, unit: "×", want: c.most, most: true,
						note: fmt.Sprintf("%.2f ms a page of 50 of a million beside %.2f ms", ours, bare),
					})
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// pages is how long a page takes in the median, for one who sees what lies under
// the path and for the unscoped reader, in milliseconds.
func pages(b *testing.B, s *store.Store, path skill.OrgPath, same store.Plans) (ours, bare float64) {
	const turns = 41
	who := skill.Actor{Person: "nobody", Grants: []skill.Grant{{Role: skill.RoleHead, Path: path}}}
	dice := rand.New(rand.NewPCG(1, 1))
	var a, z []float64
	for range turns {
		from := fmt.Sprintf("018f0000-%04x-7%03x", dice.IntN(million*9/10)>>12, dice.IntN(1<<12))
		// Whoever asks first fetches the pages of the rows into memory, so each is
		// asked once before it is timed.
		page(b, s.As(who), store.Plans{}, from)
		page(b, s.Unscoped(), same, from)
		a, z = append(a, page(b, s.As(who), store.Plans{}, from)), append(z, page(b, s.Unscoped(), same, from))
	}
	slices.Sort(a)
	slices.Sort(z)
	return a[turns/2], z[turns/2]
}

func page(b *testing.B, r store.Source, f store.Plans, from string) float64 {
	begin := time.Now()
	rows, err := store.List(b.Context(), r, f, store.Page{After: from, Limit: 50})
	if err != nil || len(rows) != 50 {
		b.Fatal(len(rows), err)
	}
	return time.Since(begin).Seconds() * 1000
}
