package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"assay/internal/httpx"
	"assay/ledger"
	"assay/locale"
)

// A Check is one thing that must work before requests are sent here.
type Check struct {
	Name string
	Run  func(context.Context) error
}

// A Watch is what those who run the server look at: whether it lives, whether it
// is ready, and its measures. Make one with NewWatch.
type Watch struct {
	checks   []Check
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

// NewWatch makes a watch with the checks of readiness.
func NewWatch(checks ...Check) *Watch {
	w := &Watch{
		checks: checks, registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "assay_http_requests_total", Help: "Answers by route and status."}, []string{"route", "status"}),
		took:     prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "assay_http_seconds", Help: "Time to answer by route.", Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8)}, []string{"route"}),
	}
	w.registry.MustRegister(w.requests, w.took)
	return w
}

// Gauge adds a measure that is read when it is asked for.
func (w *Watch) Gauge(name, help string, read func() float64) {
	w.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// Observe counts an answer; it is a Front's.
func (w *Watch) Observe(route string, status int, took time.Duration) {
	w.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	w.took.WithLabelValues(route).Observe(took.Seconds())
}

// readyTime is how long the checks may take together.
const readyTime = 2 * time.Second

// A Readiness says of each check whether it passed; why not is in the log.
type Readiness struct {
	Ready  bool            `json:"ready"`
	Checks map[string]bool `json:"checks"`
}

func (w *Watch) ready(rw http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), readyTime)
	defer stop()
	out := Readiness{Ready: true, Checks: map[string]bool{}}
	for _, c := range w.checks {
		ok := c.Run(ctx) == nil
		out.Checks[c.Name] = ok
		out.Ready = out.Ready && ok
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.Header().Set("Cache-Control", "no-store")
	if !out.Ready {
		rw.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(rw).Encode(out)
}

// Routes registers /healthz, /readyz and /metrics.
func (w *Watch) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = rw.Write([]byte("ok\n"))
	})
	mux.HandleFunc("GET /readyz", w.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.registry, promhttp.HandlerOpts{}))
}

// logRoutes registers the public log, to be followed and kept by anybody.
// Source: C2SP tlog-tiles.
func logRoutes(mux *http.ServeMux, tree ledger.Log) {
	mux.HandleFunc("GET /log/{path...}", func(w http.ResponseWriter, r *http.Request) {
		res, err := tree.Get(r.Context(), r.PathValue("path"))
		if err != nil {
			httpx.Problem(w, r, locale.Negotiate(r.Header.Get("Accept-Language")), err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/octet-stream")
		if res.Text {
			h.Set("Content-Type", "text/plain; charset=utf-8")
		}
		h.Set("Cache-Control", "no-cache")
		if res.Immutable {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(res.Bytes)
	})
}
