package httpx

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"

	"assay/skill"
)

// A Func is a handler that returns its error instead of answering it.
type Func func(w http.ResponseWriter, r *http.Request) error

// Fail answers an error in the form of its place: a page, or problem+json.
type Fail func(w http.ResponseWriter, r *http.Request, err error)

// Handle makes an http.Handler of f. An error goes to fail if nothing was sent;
// a fault of ours is logged with the request's id either way.
func Handle(log *slog.Logger, f Func, fail Fail) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := f(w, r)
		if err == nil {
			return
		}
		if skill.CodeOf(err) == skill.Internal {
			log.ErrorContext(r.Context(), "fault", "request", RequestID(r.Context()), "route", r.Pattern, "error", err.Error())
		}
		if !answered(w) {
			fail(w, r, err)
		}
	})
}

func answered(w http.ResponseWriter) bool {
	rec, ok := w.(*recorder)
	return ok && rec.status != 0
}

// statuses is the one table from codes to HTTP.
// Source: RFC 9110, 15.5 and 15.6; RFC 6585, 4.
var statuses = map[skill.Code]int{
	skill.Invalid:         http.StatusBadRequest,
	skill.Unauthenticated: http.StatusUnauthorized,
	skill.Denied:          http.StatusForbidden,
	skill.NotFound:        http.StatusNotFound,
	skill.Conflict:        http.StatusConflict,
	skill.WrongState:      http.StatusConflict,
	skill.Unmet:           http.StatusUnprocessableEntity,
	skill.TooMany:         http.StatusTooManyRequests,
	skill.Internal:        http.StatusInternalServerError,
}

// Status is the HTTP status of an error: 500 for one that nobody coded. A body
// that was too large, a form of content that is not read and a method that an
// operation does not have are told by their own.
func Status(err error) int {
	switch skill.ReasonOf(err) {
	case "request.too_large":
		return http.StatusRequestEntityTooLarge
	case "request.media_type":
		return http.StatusUnsupportedMediaType
	case "request.method":
		return http.StatusMethodNotAllowed
	}
	return statuses[skill.CodeOf(err)]
}

// Body reads the whole body into buf, which may be reused, and refuses more than
// limit bytes with request.too_large.
func Body(r *http.Request, buf []byte, limit int) ([]byte, error) {
	if r.ContentLength > int64(limit) {
		return nil, tooLarge(limit)
	}
	buf = buf[:0]
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Body.Read(buf[len(buf):min(cap(buf), limit+1)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > limit:
			return nil, tooLarge(limit)
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return nil, skill.Fail(skill.Invalid, "request.broken_off").Because(err)
		}
	}
}

func tooLarge(limit int) error {
	return skill.Fail(skill.Invalid, "request.too_large", "limit", strconv.Itoa(limit))
}

// Secure sets the headers that every answer to a browser carries: it may not be
// framed, guessed at, or followed back to. policy is the Content-Security-Policy.
// Strict-Transport-Security belongs to whoever ends TLS.
func Secure(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// Strict refuses every form that a browser sends from elsewhere, and those from
// nowhere (Origin: null), for operations that act for somebody.
func Strict(next http.Handler, fail Fail) http.Handler {
	var guard http.CrossOriginProtection
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := guard.Check(r); err != nil {
			fail(w, r, skill.Fail(skill.Denied, "request.cross_origin").Because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// SameOrigin refuses a browser's cross-origin POST. A page with Referrer-Policy
// no-referrer sends its own forms with "Origin: null"; browsers of before 2023
// send no Sec-Fetch-Site beside it, and are let through, because where nobody is
// signed in a forged question gains its forger nothing. Operations that act for
// somebody use Strict.
func SameOrigin(next http.Handler, fail Fail) http.Handler {
	var guard http.CrossOriginProtection
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		old := r.Header.Get("Origin") == "null" && r.Header.Get("Sec-Fetch-Site") == ""
		if err := guard.Check(r); err != nil && !old {
			fail(w, r, skill.Fail(skill.Denied, "request.cross_origin").Because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}
