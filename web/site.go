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
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"assay/internal/httpx"
	"assay/locale"
	"assay/office/registry"
	"assay/rule/access"
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

// New makes the site. An error is a fault in the templates, or a page whose
// operation rule/access has no row for.
func New(c Config) (*Site, error) {
	s := &Site{Config: c}
	if err := listed(s.doors()); err != nil {
		return nil, err
	}
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

// A door is a page, or what a form of it is sent to, under the name of its
// operation in rule/access.
type door struct {
	op           access.Op
	method, path string
	do           httpx.Func
}

// doors lists them.
func (s *Site) doors() []door {
	return []door{
		{"show-home", http.MethodGet, "/{$}", s.home},
		{"show-comparing", http.MethodGet, "/compare", s.compare},
		{"show-query", http.MethodGet, "/verify", s.form},
		{"verify-certificate", http.MethodPost, "/verify", s.verify},
		{"scan-code", http.MethodGet, "/Q/{tail}", s.landing},
		{"scan-code", http.MethodGet, "/q/{tail}", s.landing},
		{"compare-name", http.MethodPost, "/Q/{tail}", s.landing},
		{"compare-name", http.MethodPost, "/q/{tail}", s.landing},
	}
}

// listed refuses a page that rule/access does not know.
func listed(doors []door) error {
	var unlisted []string
	for _, d := range doors {
		if _, ok := access.Of(d.op); !ok {
			unlisted = append(unlisted, string(d.op))
		}
	}
	if len(unlisted) > 0 {
		return fmt.Errorf("rule/access has no row for %s", strings.Join(unlisted, ", "))
	}
	return nil
}

// Operations lists the pages, each once, as operation, method and path.
func (s *Site) Operations() (all [][3]string) {
	seen := map[access.Op]bool{}
	for _, d := range s.doors() {
		if !seen[d.op] {
			all = append(all, [3]string{string(d.op), d.method, strings.TrimSuffix(d.path, "{$}")})
		}
		seen[d.op] = true
	}
	return all
}

// Routes registers the site's routes, among them / for every page that is not
// there.
func (s *Site) Routes(mux *http.ServeMux) {
	for _, d := range s.doors() {
		mux.Handle(d.method+" "+d.path, s.route(d.do))
	}
	mux.Handle("/", s.route(s.missing))
	for _, a := range []asset{s.style, s.icon} {
		mux.Handle("GET "+a.path, a)
	}
}

// route puts a handler behind the guard of forms and before the page of errors.
func (s *Site) route(f httpx.Func) http.Handler {
	return httpx.SameOrigin(httpx.Handle(s.Log, f, s.Fail), s.Fail)
}
