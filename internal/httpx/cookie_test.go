package httpx

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// On this very machine, and nowhere else, cookies have plain names.
// Source: RFC 6265bis, 4.1.3.2.
func TestCookies(t *testing.T) {
	for _, c := range []struct {
		known, asked string
		tls          bool
		want         string
	}{
		{"127.0.0.1:8080", "127.0.0.1:8080", false, "assay"},
		{"localhost", "localhost:8080", false, "assay"},
		{"[::1]:8080", "[::1]:8080", false, "assay"},
		{"assay.example", "assay.example", false, "__Host-assay"},
		{"assay.example", "127.0.0.1:8080", false, "__Host-assay"}, // behind a proxy
		{"127.0.0.1:8080", "assay.example", false, "__Host-assay"},
		{"127.0.0.1:8080", "127.0.0.1:8080", true, "__Host-assay"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = c.asked
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		cookies := Cookies{Host: c.known}
		made := cookies.Make(r, EntryCookie, "secret", time.Hour)
		if made.Name != c.want || made.Secure != (c.want != "assay") || !made.HttpOnly || made.MaxAge != 3600 || made.SameSite != http.SameSiteLaxMode {
			t.Errorf("%+v: %+v", c, made)
		}
		r.AddCookie(&http.Cookie{Name: c.want, Value: "secret"})
		if cookies.Value(r, EntryCookie) != "secret" || cookies.Value(r, DeviceCookie) != "" {
			t.Errorf("%+v: the cookie is not read back", c)
		}
		if gone := cookies.Make(r, EntryCookie, "", 0); gone.MaxAge >= 0 {
			t.Errorf("%+v: it is not taken away", c)
		}
	}
}
