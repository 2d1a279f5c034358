package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
	"sync"

	"assay/internal/httpx"
	"assay/locale"
	"assay/skill"
)

// policy lets a page load our style and picture, send our forms, and nothing
// else: no script, no frame, no other host.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// A frame is what every page has.
type frame struct {
	Lang   locale.Lang
	Title  string
	Path   string // of this page, or of the page to go back to where it answers a form
	Chosen bool   // the language was chosen by hand: links keep it
	Style  string
	Icon   string
	Demo   bool
	Wrong  bool // the title says that something must be mended
	own    bool // forms of this page act for somebody: see show
	script bool // the page may run the script of passkeys
	Inside bool // somebody is signed in here
}

// titled gives the frame the title of a key.
func (f frame) titled(key string) frame {
	f.Title = word(f.Lang, key)
	return f
}

// HTMLLang is the language as HTML names it.
func (f frame) HTMLLang() string {
	if f.Lang == locale.En {
		return "en"
	}
	return "zh-CN"
}

// To is the address of a page of ours in the language that was chosen.
func (f frame) To(page string) string {
	if !f.Chosen {
		return page
	}
	return withLang(page, f.Lang)
}

// Switch is the address of this page in the other language.
func (f frame) Switch() string {
	if f.Lang == locale.En {
		return withLang(f.Path, locale.Zh)
	}
	return withLang(f.Path, locale.En)
}

func withLang(page string, lang locale.Lang) string { return withQuery(page, "lang="+string(lang)) }

// withQuery is the address of a page with one more thing in its query.
func withQuery(page, query string) string {
	sep := "?"
	if strings.Contains(page, "?") {
		sep = "&"
	}
	return page + sep + query
}

// frame reads the language of a request: the one chosen in the address, else the
// one the browser prefers.
func (s *Site) frame(r *http.Request, page string) frame {
	f := frame{Path: page, Style: s.style.path, Icon: s.icon.path, Demo: s.Demo}
	switch chosen := locale.Lang(r.URL.Query().Get("lang")); chosen {
	case locale.Zh, locale.En:
		f.Lang, f.Chosen = chosen, true
	default:
		f.Lang = locale.Negotiate(r.Header.Get("Accept-Language"))
	}
	return f
}

// parsePages reads the templates once for each language, so that a template
// names a text by its key alone.
func parsePages() (map[locale.Lang]*template.Template, error) {
	out := map[locale.Lang]*template.Template{}
	for _, lang := range locale.Langs() {
		t := template.New("").Option("missingkey=error").Funcs(template.FuncMap{
			"t":     func(key string, kv ...string) (string, error) { return text(lang, key, kv...) },
			"texts": func(prefix string) ([]string, error) { return texts(lang, prefix) },
		})
		var err error
		if out[lang], err = t.ParseFS(shipped, "templates/*.html"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// text is the text of a key, with arguments as key, value, key, value.
func text(lang locale.Lang, key string, kv ...string) (string, error) {
	if !locale.Has(lang, key) {
		return "", fmt.Errorf("no text in %s for %s", lang, key)
	}
	args := map[string]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i]] = kv[i+1]
	}
	return locale.Text(lang, key, args), nil
}

// texts are the texts of prefix.1, prefix.2 and so on, for a list.
func texts(lang locale.Lang, prefix string) ([]string, error) {
	var out []string
	for i := 1; ; i++ {
		key := fmt.Sprintf("%s.%d", prefix, i)
		if !locale.Has(lang, key) {
			break
		}
		out = append(out, locale.Text(lang, key, nil))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no texts in %s for %s.1", lang, prefix)
	}
	return out, nil
}

var pageBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// show makes the whole page before anything is sent, so that a fault in it is
// still answered as one.
func (s *Site) show(w http.ResponseWriter, status int, name string, f frame, view any) error {
	buf := pageBuffers.Get().(*bytes.Buffer)
	defer pageBuffers.Put(buf)
	buf.Reset()
	if err := s.pages[f.Lang].ExecuteTemplate(buf, name, view); err != nil {
		return err
	}
	h := w.Header()
	httpx.Secure(h, policy)
	if f.script {
		h.Set("Content-Security-Policy", s.passkeys.policy)
	}
	if f.own {
		// Browsers that do not say where a form comes from by Sec-Fetch-Site say it by
		// Origin, but not where no referrer may be sent at all.
		// Source: Fetch, "append a request Origin header".
		h.Set("Referrer-Policy", "same-origin")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", f.HTMLLang())
	h.Add("Vary", "Accept-Language")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // who went away cannot be told
	return nil
}

// A simpleView is a page without anything of its own.
type simpleView struct {
	frame
	Contact   string
	Elsewhere string
}

func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "/").titled("web.home.title")
	return s.show(w, http.StatusOK, "home.html", f, simpleView{f, s.Contact, s.Elsewhere})
}

func (s *Site) compare(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "/compare").titled("web.compare.title")
	return s.show(w, http.StatusOK, "compare.html", f, simpleView{f, s.Contact, s.Elsewhere})
}

func (s *Site) missing(http.ResponseWriter, *http.Request) error {
	return skill.Fail(skill.NotFound, "page.missing")
}

// An errorView says what happened, and what to quote.
type errorView struct {
	frame
	Text    string
	Request string
}

// Fail answers an error as a page, or as problem+json to a program: to whoever
// sends JSON, and wherever programs ask. It tells the reason's text and the
// request's id, and nothing that was typed.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	f := s.frame(r, "/")
	if isJSON(r) || strings.HasPrefix(r.URL.Path, "/api/") {
		httpx.Problem(w, r, f.Lang, err)
		return
	}
	view := errorView{frame: f.titled("web.error.theirs"), Text: locale.Error(f.Lang, err), Request: httpx.RequestID(r.Context())}
	switch skill.CodeOf(err) {
	case skill.Internal:
		view.frame, view.Text = f.titled("web.error.ours"), word(f.Lang, "web.error.ours.lead")
	case skill.NotFound:
		view.frame = f.titled("web.error.missing")
	}
	if s.show(w, httpx.Status(err), "error.html", f, view) != nil {
		http.Error(w, httpx.RequestID(r.Context()), http.StatusInternalServerError)
	}
}

// An asset is a file whose name changes with its content, so that it may be kept
// for ever.
type asset struct {
	path, kind string
	content    []byte
}

func readAsset(name, kind string) (asset, error) {
	b, err := shipped.ReadFile("assets/" + name)
	sum := sha256.Sum256(b)
	ext := path.Ext(name)
	return asset{"/assets/" + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:4]) + ext, kind, b}, err
}

// ServeHTTP implements http.Handler.
func (a asset) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	httpx.Secure(h, policy)
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.content)
}
