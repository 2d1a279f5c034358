package httpx

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"assay/skill"
)

// TestNetworkOf holds how near a limit looks at whoever asks.
func TestNetworkOf(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.1.0.0/16")}
	for _, c := range []struct{ name, remote, forwarded, want string }{
		{"an IPv4 address is its /24", "203.0.113.77:4711", "", "203.0.113.0/24"},
		{"an IPv6 address is its /64", "[2001:db8:1:2:3:4:5:6]:4711", "", "2001:db8:1:2::/64"},
		{"an IPv4 address in IPv6 form is IPv4", "[::ffff:203.0.113.9]:80", "", "203.0.113.0/24"},
		{"a zone says nothing", "[fe80::1%eth0]:80", "", "fe80::/64"},
		{"a stranger's header is not believed", "203.0.113.77:4711", "198.51.100.1", "203.0.113.0/24"},
		{"a proxy's header is", "127.0.0.1:4711", "198.51.100.1", "198.51.100.0/24"},
		{"what the client wrote before it is not", "127.0.0.1:4711", "192.0.2.1, 198.51.100.1", "198.51.100.0/24"},
		{"a chain of our own proxies is passed", "127.0.0.1:4711", "198.51.100.1, 10.1.2.3", "198.51.100.0/24"},
		{"nonsense stops the walk", "127.0.0.1:4711", "198.51.100.1, unknown", "127.0.0.0/24"},
		{"a socket has no network", "@", "", "invalid Prefix"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := NetworkOf(r, proxies).String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// world is a front with a log in memory and a mux of odd handlers.
func world(t *testing.T) (http.Handler, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	fail := func(w http.ResponseWriter, r *http.Request, err error) {
		http.Error(w, skill.ReasonOf(err)+" "+RequestID(r.Context()), Status(err))
	}
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	front := Front{
		Log: log, Fail: fail, NewID: func() string { return "r-1" },
		Now: func() time.Time { now = now.Add(time.Millisecond); return now },
	}
	mux := http.NewServeMux()
	for pattern, f := range map[string]Func{
		"GET /Q/{tail}": func(w http.ResponseWriter, _ *http.Request) error { _, err := w.Write([]byte("page")); return err },
		"GET /missing":  func(http.ResponseWriter, *http.Request) error { return skill.Fail(skill.NotFound, "page.missing") },
		"GET /broken":   func(http.ResponseWriter, *http.Request) error { return errors.New("disk is full") },
		"GET /late": func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusAccepted)
			return errors.New("too late to say so")
		},
		"GET /panic": func(_ http.ResponseWriter, r *http.Request) error { panic("the name is " + r.FormValue("name")) },
		"GET /index": func(_ http.ResponseWriter, r *http.Request) error { _ = r.Header["X"][len(r.Host)]; return nil },
		"POST /body": func(w http.ResponseWriter, r *http.Request) error {
			b, err := Body(r, make([]byte, 0, 2), 8)
			if err == nil {
				_, err = w.Write(b)
			}
			return err
		},
	} {
		mux.Handle(pattern, Handle(log, f, fail))
	}
	return front.Wrap(mux), &out
}

func ask(h http.Handler, method, target, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader(body)))
	return w
}

func TestAnswers(t *testing.T) {
	h, _ := world(t)
	for _, c := range []struct {
		name, method, target, body string
		status                     int
		want                       string
	}{
		{"an answer passes", "GET", "/Q/ABC", "", 200, "page"},
		{"a coded error has its status", "GET", "/missing", "", 404, "page.missing r-1"},
		{"one that nobody coded is ours, and says no more than the id", "GET", "/broken", "", 500, "internal r-1"},
		{"an answer already begun stays", "GET", "/late", "", 202, ""},
		{"a panic is answered", "GET", "/panic?name=x", "", 500, "internal r-1"},
		{"a body is read whole", "POST", "/body", "12345678", 200, "12345678"},
		{"a body is not read past its limit", "POST", "/body", "123456789", 413, "request.too_large r-1"},
	} {
		w := ask(h, c.method, c.target, c.body)
		if got := strings.TrimSpace(w.Body.String()); w.Code != c.status || got != c.want {
			t.Errorf("%s: got %d %q, want %d %q", c.name, w.Code, got, c.status, c.want)
		}
		if w.Header().Get("X-Request-Id") != "r-1" {
			t.Errorf("%s: no request id", c.name)
		}
	}
}

// TestNoAnswerIsKeptOrFollowedBack: also those that the mux gives by itself, whose
// Location may be a certificate.
func TestNoAnswerIsKeptOrFollowedBack(t *testing.T) {
	h, _ := world(t)
	for target, status := range map[string]int{"/Q/ABC": 200, "//Q/ABC": 307, "/x/../Q/ABC": 307, "/none": 404, "/panic": 500} {
		w := ask(h, "GET", target, "")
		if w.Code != status {
			t.Errorf("%s: %d", target, w.Code)
		}
		for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s: %s", target, name, got)
			}
		}
		if got := w.Header().Get("Cache-Control"); got != "no-store" && status < 400 {
			t.Errorf("%s: Cache-Control: %s", target, got)
		}
	}
}

// TestLogHoldsNothingPersonal: neither path, query, address nor the words of a
// panic reach the log; the route does.
func TestLogHoldsNothingPersonal(t *testing.T) {
	h, out := world(t)
	for _, target := range []string{"/Q/SECRETTAIL?name=SECRETNAME", "/panic?name=SECRETNAME", "/index?name=SECRETNAME", "/SECRETPATH"} {
		ask(h, "GET", target, "")
	}
	ask(h, "SECRETMETHOD", "/missing", "")
	if strings.Contains(out.String(), "SECRET") || strings.Contains(out.String(), "192.0.2.1") {
		t.Errorf("the log tells too much:\n%s", out)
	}
	for _, want := range []string{`"route":"GET /Q/{tail}"`, `"status":200`, `"us":1000`, `"request":"r-1"`, `"msg":"panic"`, "index out of range", `"method":"other"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, out)
		}
	}
}

// TestAbortPasses: net/http's own panic is not ours to catch.
func TestAbortPasses(t *testing.T) {
	front := Front{Log: slog.New(slog.DiscardHandler), Now: time.Now, NewID: func() string { return "" }}
	defer func() {
		if got := recover(); !brokenOff(got) {
			t.Errorf("got %v, want http.ErrAbortHandler", got)
		}
	}()
	front.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })).
		ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

// TestSameOrigin holds who may post a form.
func TestSameOrigin(t *testing.T) {
	passed := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	h := SameOrigin(passed, func(w http.ResponseWriter, _ *http.Request, err error) { w.WriteHeader(Status(err)) })
	for _, c := range []struct {
		name, origin, site string
		want               int
	}{
		{"a program", "", "", 200},
		{"our own page", "http://example.com", "same-origin", 200},
		{"our own page under no-referrer", "null", "same-origin", 200},
		{"our own page in an old browser under no-referrer", "null", "", 200},
		{"another site", "https://evil.example", "cross-site", 403},
		{"another site that hides itself", "null", "cross-site", 403},
		{"another site in an old browser", "https://evil.example", "", 403},
	} {
		r := httptest.NewRequest("POST", "http://example.com/verify", nil)
		for k, v := range map[string]string{"Origin": c.origin, "Sec-Fetch-Site": c.site} {
			if v != "" {
				r.Header.Set(k, v)
			}
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: got %d, want %d", c.name, w.Code, c.want)
		}
	}
}

// TestStatusOfEveryCode: no code is without a status.
func TestStatusOfEveryCode(t *testing.T) {
	for _, code := range []skill.Code{skill.Invalid, skill.Unauthenticated, skill.Denied, skill.NotFound, skill.Conflict,
		skill.WrongState, skill.Unmet, skill.TooMany, skill.Internal} {
		if s := Status(skill.Fail(code, "x")); s < 400 || s > 599 {
			t.Errorf("%s: status %d", code, s)
		}
	}
}
