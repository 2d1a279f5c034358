// Package web serves the public's pages (公众查验): home, verifying by number and
// name, the landing of a scanned code, and how to compare a certificate with what
// is shown. Pages are made on the server, need neither script nor cookie nor
// style sheet to be understood, and exist in Chinese and English.
//
// POST /verify answers programs too, in JSON, with the same words.
package web

import (
	"crypto/cipher"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"assay/internal/httpx"
	"assay/locale"
	"assay/office/registry"
)

//go:embed templates/*.html assets/*
var shipped embed.FS

// A Config is what a Site is made of. Everything is needed but Contact,
// Elsewhere and Demo.
type Config struct {
	Desk    *registry.Desk
	Limiter *httpx.Limiter
	Log     *slog.Logger
	Now     func() time.Time
	Secret  [32]byte // a session secret: keeps what was typed while a question is answered
	// Contact says whom to tell of a doubt, as people write it: an office with its
	// telephone or address on the web. Empty names the body and its authority in
	// general words.
	Contact string
	// Elsewhere is the host of the national query, for certificates that this
	// registry does not hold, e.g. zscx.osta.org.cn.
	Elsewhere string
	Demo      bool // every page says that nothing here is a certificate
}

// A Site is the public's pages.
type Site struct {
	Config
	pages map[locale.Lang]*template.Template
	style asset
	icon  asset
	kept  cipher.AEAD
}

// New makes the site. An error is a fault in the templates.
func New(c Config) (*Site, error) {
	s := &Site{Config: c}
	var err error
	if s.style, err = readAsset("style.css", "text/css; charset=utf-8"); err != nil {
		return nil, err
	}
	if s.icon, err = readAsset("icon.svg", "image/svg+xml"); err != nil {
		return nil, err
	}
	if s.kept, err = newKeeper(c.Secret); err != nil {
		return nil, err
	}
	s.pages, err = parsePages()
	return s, err
}

// Routes registers the site's routes, among them / for every page that is not
// there.
func (s *Site) Routes(mux *http.ServeMux) {
	for pattern, f := range map[string]httpx.Func{
		"GET /{$}":     s.home,
		"GET /compare": s.compare,
		"GET /verify":  s.form,
		"POST /verify": s.verify,
		"/":            s.missing,
	} {
		mux.Handle(pattern, s.route(f))
	}
	for _, q := range []string{"/Q/{tail}", "/q/{tail}"} {
		mux.Handle("GET "+q, s.route(s.landing))
		mux.Handle("POST "+q, s.route(s.landing))
	}
	for _, a := range []asset{s.style, s.icon} {
		mux.Handle("GET "+a.path, a)
	}
}

// route puts a handler behind the guard of forms and before the page of errors.
func (s *Site) route(f httpx.Func) http.Handler {
	return httpx.SameOrigin(httpx.Handle(s.Log, f, s.Fail), s.Fail)
}
