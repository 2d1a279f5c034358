// Package httpx is what every HTTP request of Assay passes before and after its
// route: a request id, the asker's network, one access-log line, recovery from a
// panic, and handlers that return errors. It knows no page and no operation.
//
// What is logged of a request is its method, the pattern of its route, status,
// size, duration and id. Paths, queries, headers and addresses are not: the path
// of a certificate's QR (/Q/…) is the certificate itself.
package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"runtime/debug"
	"time"

	"assay/skill"
)

// A Front stands before a mux. Log, Now, NewID and Fail are needed.
type Front struct {
	Log     *slog.Logger
	Now     func() time.Time
	NewID   func() string  // ids of requests: short, unguessable enough to quote, safe in a header
	Proxies []netip.Prefix // from these the address in X-Forwarded-For is believed
	Fail    Fail           // answers where a handler panicked
	// Observe, if set, is told of every answer, for metrics. The route is a
	// pattern, "" where none matched.
	Observe func(route string, status int, took time.Duration)
}

// An exchange is what the front knows of one request.
type exchange struct {
	id      string
	network netip.Prefix
}

type exchangeKey struct{}

// RequestID is the id of the request, "" outside a Front.
func RequestID(ctx context.Context) string {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	if x == nil {
		return ""
	}
	return x.id
}

// Network is the network the request comes from (see NetworkOf), the zero
// Prefix outside a Front.
func Network(ctx context.Context) netip.Prefix {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	if x == nil {
		return netip.Prefix{}
	}
	return x.network
}

// Wrap puts the front before next. The mux must be next itself or get the
// request as it is: the route's pattern is read from it afterwards.
func (f Front) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := f.Now()
		x := &exchange{id: f.NewID(), network: NetworkOf(r, f.Proxies)}
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		rec := &recorder{ResponseWriter: w}
		h := rec.Header()
		h.Set("X-Request-Id", x.id)
		// What the mux answers by itself, such as a redirect to a cleaned path, would
		// otherwise say nothing of this. Handlers of what may be kept say so.
		h["Cache-Control"], h["Referrer-Policy"], h["X-Content-Type-Options"] = noStore, noReferrer, noSniff
		defer f.finish(rec, r, began)
		next.ServeHTTP(rec, r)
	})
}

// Header values of every answer; nobody changes them.
var (
	noStore    = []string{"no-store"}
	noReferrer = []string{"no-referrer"}
	noSniff    = []string{"nosniff"}
)

// finish is deferred by Wrap, so that it sees a panic too.
func (f Front) finish(w *recorder, r *http.Request, began time.Time) {
	crash := recover()
	broken := brokenOff(crash)
	if crash != nil && !broken {
		f.recovered(w, r, crash)
	}
	if w.status == 0 {
		w.status = http.StatusOK
	}
	took := f.Now().Sub(began)
	f.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("request", RequestID(r.Context())),
		slog.String("method", methodOf(r)),
		slog.String("route", r.Pattern),
		slog.Int("status", w.status),
		slog.Int64("bytes", w.bytes),
		slog.Int64("us", took.Microseconds()))
	if f.Observe != nil {
		f.Observe(r.Pattern, w.status, took)
	}
	if broken {
		panic(crash)
	}
}

// brokenOff tells net/http's own way of breaking off an answer from a fault.
func brokenOff(crash any) bool {
	err, ok := crash.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

// recovered logs a panic by the type of its value and the place, since the value
// may quote the input, and answers if nothing was sent yet.
func (f Front) recovered(w *recorder, r *http.Request, crash any) {
	what := fmt.Sprintf("%T", crash)
	if fault, ok := crash.(runtime.Error); ok {
		what = fault.Error() // indexes and types, never contents
	}
	f.Log.ErrorContext(r.Context(), "panic", "request", RequestID(r.Context()), "route", r.Pattern,
		"value", what, "stack", string(debug.Stack()))
	if w.status == 0 {
		f.Fail(w, r, skill.Fail(skill.Internal, "internal", "request", RequestID(r.Context())))
	}
}

// methodOf is the method if it is one of HTTP's, since a client may send any word.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		return r.Method
	}
	return "other"
}

// A recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter. Informational answers (1xx) are
// not the answer.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
