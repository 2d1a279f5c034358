package httpx

import (
	"net"
	"net/http"
	"strings"
	"time"
)

// Cookies are those of an installation. On this very machine they have their
// plain names; elsewhere __Host- stands before them: then no other host, not even
// a neighbour in the same domain, can have set them, and they travel by TLS alone.
// Source: RFC 6265bis, 4.1.3.2.
type Cookies struct {
	Host string // under which the installation is known, with or without a port
}

// The cookies, by their plain names.
const (
	EntryCookie  = "assay"        // the secret of a sign-in
	DeviceCookie = "assay-device" // the secret of a device that accounts know
)

// Plain tells whether a request came to this very machine without TLS, where an
// installation is tried out and nowhere else.
func (c Cookies) Plain(r *http.Request) bool { return r.TLS == nil && local(c.Host) && local(r.Host) }

// local tells whether a host is the machine itself.
func local(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Origin is where browsers reach the installation: by TLS, but on this very
// machine.
func (c Cookies) Origin() string {
	if local(c.Host) {
		return "http://" + c.Host
	}
	return "https://" + c.Host
}

// Name is a cookie's name as the browser knows it.
func (c Cookies) Name(r *http.Request, name string) string {
	if c.Plain(r) {
		return name
	}
	return "__Host-" + name
}

// Value is what a cookie holds, or empty.
func (c Cookies) Value(r *http.Request, name string) string {
	cookie, err := r.Cookie(c.Name(r, name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// Make has the browser keep a value, until it is closed where keep is zero. An
// empty value takes it away.
func (c Cookies) Make(r *http.Request, name, value string, keep time.Duration) *http.Cookie {
	out := &http.Cookie{
		Name: c.Name(r, name), Value: value, Path: "/", MaxAge: int(keep.Seconds()),
		HttpOnly: true, Secure: !c.Plain(r), SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		out.MaxAge = -1
	}
	return out
}

// DeviceKept is how long a browser keeps a device's secret; how long an account
// knows the device is for the office to say.
const DeviceKept = 400 * 24 * time.Hour // more is not kept by browsers
