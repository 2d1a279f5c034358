package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
)

// benchCertificates is a small table; the measurement with a million is in bench/.
const benchCertificates = 2000

// BenchmarkVerify measures POST /verify by number and name over loopback, limiter,
// access log and log of questions on, beside a bare handler that decodes the same
// body and answers the same bytes. The ratio of the two is the figure.
func BenchmarkVerify(b *testing.B) {
	w := &world{clock: testdb.NewClock(), log: new(bytes.Buffer)}
	w.store = testdb.Open(b, filepath.Join(b.TempDir(), "assay.db"), w.clock)
	batch := testdb.File(b, w.store)
	for from := 0; from < benchCertificates; from += 500 {
		w.certs = append(w.certs, batch.Issue(b, w.store, batch.Enter(b, w.store, from, 500), from+1)...)
	}
	if err := w.store.Analyze(b.Context()); err != nil {
		b.Fatal(err)
	}
	w.logTo = io.Discard
	w.Handler = w.serve(b, 1<<30)
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.journal.Run(ctx) }()
	b.Cleanup(func() { stop(); <-done })
	answer := w.json(question(w.certs[0])).Body.Bytes()
	b.Run("assay", func(b *testing.B) { load(b, w.Handler, w.certs) })
	if lost := w.journal.Lost(); lost > 0 {
		b.Logf("%d lines of the log of questions were lost", lost)
	}
	b.Run("bare", func(b *testing.B) { load(b, bare(answer), w.certs) })
}

func question(c skill.Certificate) string {
	return `{"number":"` + c.Number + `","name":"` + c.Name + `"}`
}

// bare is what net/http itself costs.
func bare(answer []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var ask verifyRequest
		if err := json.NewDecoder(r.Body).Decode(&ask); err != nil || ask.Name == "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer)
	})
}

// load asks over kept connections, as a proxy does.
func load(b *testing.B, h http.Handler, certs []skill.Certificate) {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.Start()
	defer s.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	bodies := make([]string, len(certs))
	for i, c := range certs {
		bodies[i] = question(c)
	}
	var next atomic.Int64
	b.SetParallelism(8)
	before := cpu(b)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			body := bodies[int(next.Add(1))%len(bodies)]
			resp, err := client.Post(s.URL+"/verify", "application/json", bytes.NewReader([]byte(body)))
			if err != nil {
				b.Error(err)
				return
			}
			got, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if err != nil || resp.StatusCode != 200 || !bytes.Contains(got, []byte(`"match"`)) {
				b.Errorf("%d %s %v", resp.StatusCode, got, err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-us/op")
}

// cpu is the processor time that the process has used, client and server, which
// neighbours on the machine disturb less than the clock.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
