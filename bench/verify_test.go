package bench

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"assay/internal/httpx"
	"assay/internal/testdb"
	"assay/office/registry"
	"assay/skill"
	"assay/store"
	"assay/web"
)

// BenchmarkVerify answers POST /verify in JSON by number and name over a million
// certificates, with limiter, access log and log of questions on and nothing
// remembered of earlier answers. Beside it, turn by turn, stands on SQLite a bare
// net/http handler that decodes the same body and answers the same bytes, and on
// PostgreSQL one that reads the certificate of the number by pgx alone.
func BenchmarkVerify(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		for b.Loop() {
			path := millionSQLite(b)
			address, prefix, journal := serveMillion(b, path)
			answer := once(b, address, prefix)
			bare := listen(b, bareHandler(answer))
			r := beside(b, clients(address, prefix), clients(bare, prefix))
			r.state(b, "verify, sqlite, beside bare net/http", 0.45, "aim 60 %; ", journal)
			r = beside(b, askers(address, prefix), askers(bare, prefix))
			r.state(b, "the same, asked by hand-written askers", 0, "", journal)
			forget(b, path)
		}
	})
	b.Run("postgres", func(b *testing.B) {
		for b.Loop() {
			url := millionPostgres(b)
			address, prefix, journal := serveMillion(b, url)
			answer := once(b, address, prefix)
			bare := listen(b, barePostgres(b, url, answer))
			r := beside(b, clients(address, prefix), clients(bare, prefix))
			r.state(b, "verify, postgres, beside bare pgx", 0.50, "", journal)
			r = beside(b, askers(address, prefix), askers(bare, prefix))
			r.state(b, "the same, asked by hand-written askers", 0, "", journal)
		}
	})
}

// A comparison is the medians of several turns of both sides.
type comparison struct {
	ours, bare       float64 // answers a second
	ratio            float64
	oursP99, bareP99 float64 // ms
	oursCPU, bareCPU float64 // µs of this process for each answer, with the asking
}

func beside(b *testing.B, ours, bare func() (speaker, error)) (c comparison) {
	const turn, turns = 2 * time.Second, 5
	ask(b, ours, 4*turn) // until most pages are where they will be
	ask(b, bare, turn)
	var a, z []loadResult
	for range turns {
		a, z = append(a, ask(b, ours, turn)), append(z, ask(b, bare, turn))
	}
	of := func(all []loadResult, one func(loadResult) float64) float64 {
		out := make([]float64, len(all))
		for i := range all {
			out[i] = one(all[i])
		}
		return median(out)
	}
	speed := func(r loadResult) float64 { return r.perSecond }
	slow := func(r loadResult) float64 { return r.p99.Seconds() * 1000 }
	work := func(r loadResult) float64 { return r.cpu }
	return comparison{
		ours: of(a, speed), bare: of(z, speed), ratio: of(a, speed) / of(z, speed), oursP99: of(a, slow), bareP99: of(z, slow),
		oursCPU: of(a, work), bareCPU: of(z, work),
	}
}

func (c comparison) state(b *testing.B, work string, want float64, more string, j *registry.Journal) {
	state(b, figure{work: work, got: c.ratio, unit: "share", want: want, note: fmt.Sprintf(
		"%s%s/s beside %s/s; p99 %.1f ms beside %.1f ms; with its asking each took %.0f µs of this process's processor beside %.0f; %d lines of the log lost",
		more, grouped(int64(c.ours)), grouped(int64(c.bare)), c.oursP99, c.bareP99, c.oursCPU, c.bareCPU, j.Lost())})
}

// serveMillion puts the public pages, as the program wires them, over a loaded
// database.
func serveMillion(b *testing.B, database string) (address, prefix string, journal *registry.Journal) {
	s := testdb.Open(b, database, testdb.NewClock())
	address, journal = servePages(b, s)
	return address, prefixOf(b, s), journal
}

// servePages puts the public pages, as the program wires them, over a store.
func servePages(b *testing.B, s *store.Store) (address string, journal *registry.Journal) {
	access, err := os.Create(filepath.Join(b.TempDir(), "access.log"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = access.Close() })
	log := slog.New(slog.NewJSONHandler(access, nil))
	desk, err := registry.New(s, time.Now, rand.Reader, log)
	if err != nil {
		b.Fatal(err)
	}
	secret, err := s.Keys().Session("web/kept")
	if err != nil {
		b.Fatal(err)
	}
	const plenty = 1 << 30 // it counts, and never refuses the one network that asks
	site, err := web.New(web.Config{Desk: desk, Limiter: httpx.NewLimiter(plenty, plenty), Log: log, Now: time.Now, Secret: secret})
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	site.Routes(mux)
	var n atomic.Int64
	front := httpx.Front{Log: log, Now: time.Now, Fail: site.Fail, NewID: func() string { return fmt.Sprintf("r%08x", n.Add(1)) }}
	ctx, stop := context.WithCancel(context.WithoutCancel(b.Context()))
	done := make(chan struct{})
	go func() { defer close(done); desk.Journal.Run(ctx) }()
	b.Cleanup(func() { stop(); <-done })
	return listen(b, front.Wrap(mux)), desk.Journal
}

// prefixOf is what the numbers of the loaded certificates begin with.
func prefixOf(b *testing.B, s *store.Store) string {
	bodies, err := store.List(b.Context(), s.Unscoped(), store.Bodies{}, store.Everything)
	if err != nil || len(bodies) != 1 {
		b.Fatal(len(bodies), err)
	}
	sites, err := store.List(b.Context(), s.Unscoped(), store.Sites{Body: bodies[0].ID}, store.Everything)
	if err != nil || len(sites) != 1 {
		b.Fatal(len(sites), err)
	}
	return sites[0].Prefix(bodies[0])
}

// question is the body that is asked.
type question struct {
	Number string `json:"number"`
	Name   string `json:"name"`
}

func decode(w http.ResponseWriter, r *http.Request) (q question, ok bool) {
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || q.Number == "" || q.Name == "" {
		w.WriteHeader(http.StatusBadRequest)
		return q, false
	}
	return q, true
}

func give(w http.ResponseWriter, answer []byte) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(answer)
}

// bareHandler is what net/http itself costs.
func bareHandler(answer []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := decode(w, r); ok {
			give(w, answer)
		}
	})
}

// barePostgres reads the row of the number, as the simplest program would.
func barePostgres(b *testing.B, url string, answer []byte) http.Handler {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		b.Fatal(err)
	}
	config.MaxConns = 24
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	const read = "SELECT body_name, occupation, occupation_name, level, issued, status, name_salt, name_commitment FROM certificate WHERE number = $1"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, ok := decode(w, r)
		if !ok {
			return
		}
		var c skill.Certificate
		var level, issued string
		var salt, commitment []byte
		err := pool.QueryRow(r.Context(), read, q.Number).Scan(&c.BodyName, &c.Occupation, &c.OccupationName, &level, &issued, &c.Status, &salt, &commitment)
		if err != nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		give(w, answer)
	})
}

// forget empties the log of questions, so that the kept file does not grow.
func forget(b *testing.B, path string) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(b.Context(), "DELETE FROM query_log"); err != nil {
		b.Fatal(err)
	}
}
