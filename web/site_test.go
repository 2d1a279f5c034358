package web

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/internal/httpx"
	"assay/internal/testdb"
	"assay/locale"
	"assay/office/registry"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

var update = flag.Bool("update", false, "write the golden pages anew")

// A world is a site as the public reaches it, with two certificates of one
// synthetic person, one of them revoked, and one of another.
type world struct {
	http.Handler
	store   *store.Store
	clock   *testdb.Clock
	log     *bytes.Buffer
	logTo   io.Writer // instead of log, for measurements
	journal *registry.Journal
	certs   []skill.Certificate // 0 in force, 1 revoked, 2 replaced
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{clock: testdb.NewClock(), log: new(bytes.Buffer)}
	w.store = testdb.Open(t, filepath.Join(t.TempDir(), "assay.db"), w.clock)
	b := testdb.File(t, w.store)
	w.certs = b.Issue(t, w.store, b.Enter(t, w.store, 0, 3), 1)
	testdb.End(t, w.store, w.certs[1], skill.Certificate.Revoke)
	testdb.End(t, w.store, w.certs[2], skill.Certificate.Replace)
	w.Handler = w.serve(t, 1000)
	return w
}

// serve puts a site over the world's store, for networks that ask so often a
// minute.
func (w *world) serve(t testing.TB, perMinute int) http.Handler {
	t.Helper()
	var sink io.Writer = w.log
	if w.logTo != nil {
		sink = w.logTo
	}
	log := slog.New(slog.NewJSONHandler(sink, nil))
	secret, err := w.store.Keys().Session("web/kept")
	if err != nil {
		t.Fatal(err)
	}
	desk, err := registry.New(w.store, w.clock.Now, testdb.NewRand(5), log)
	if err != nil {
		t.Fatal(err)
	}
	w.journal = desk.Journal
	site, err := New(Config{
		Desk:    desk,
		Limiter: httpx.NewLimiter(perMinute, perMinute), Log: log, Now: w.clock.Now, Secret: secret,
		Contact: "样例省职业技能鉴定指导中心，电话 000-00000000", Elsewhere: "zscx.osta.org.cn", Demo: true,
		Notice: reference.Notice(), Bodies: "pjjg.osta.org.cn", Works: reference.Occupations(), Places: reference.Places(),
		Lookups: httpx.NewLimiter(perMinute, perMinute), Fonts: shippedFonts(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	site.Routes(mux)
	var n atomic.Int64
	front := httpx.Front{Log: log, Now: w.clock.Now, Fail: site.Fail, NewID: func() string { return fmt.Sprintf("r-%04d", n.Add(1)) }}
	return front.Wrap(mux)
}

func (w *world) get(target string, lang locale.Lang) *httptest.ResponseRecorder {
	return w.send(httptest.NewRequest("GET", target, nil), lang)
}

func (w *world) post(target string, lang locale.Lang, kv ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		form.Set(kv[i], kv[i+1])
	}
	r := httptest.NewRequest("POST", target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.send(r, lang)
}

func (w *world) send(r *http.Request, lang locale.Lang) *httptest.ResponseRecorder {
	r.Header.Set("Accept-Language", string(lang))
	out := httptest.NewRecorder()
	w.ServeHTTP(out, r)
	return out
}

func (w *world) tail(t testing.TB, n int) string {
	t.Helper()
	_, tail, _ := strings.Cut(testdb.QRText(t, "example.org", w.certs[n]), "/Q/")
	return tail
}

// A visit is one page as somebody comes to it.
type visit struct {
	name   string
	status int
	visit  func(w *world, lang locale.Lang) *httptest.ResponseRecorder
}

func visits(t *testing.T) []visit {
	name := testdb.Born(0).Name
	land := func(n int) func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
		return func(w *world, lang locale.Lang) *httptest.ResponseRecorder { return w.get("/Q/"+w.tail(t, n), lang) }
	}
	page := func(target string) func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
		return func(w *world, lang locale.Lang) *httptest.ResponseRecorder { return w.get(target, lang) }
	}
	ask := func(n int, kv ...string) func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
		return func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.post("/verify", lang, append([]string{"number", w.certs[n].Number}, kv...)...)
		}
	}
	return []visit{
		{"home", 200, page("/")},
		{"form-number", 200, page("/verify")},
		{"form-document", 200, page("/verify?by=document")},
		{"form-errors", 400, ask(0, "number", "S0000", "name", name)},
		{"answer-in-force", 200, ask(0, "name", name)},
		{"answer-revoked", 200, ask(1, "name", testdb.Born(1).Name)},
		{"answer-none", 200, ask(0, "name", "某人")},
		{"answer-document", 200, func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.post("/verify", lang, "by", "document", "document", testdb.Born(0).Document.Number.Reveal(), "name", name)
		}},
		{"answer-unchecked", 503, func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.unreachable(t).post("/verify", lang, "number", w.certs[0].Number, "name", name)
		}},
		{"question", 429, func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			for range 5 {
				w.post("/verify", lang, "number", w.certs[0].Number, "name", "某人")
			}
			return w.post("/verify", lang, "number", w.certs[0].Number, "name", name)
		}},
		{"landing-in-force", 200, land(0)},
		{"landing-revoked", 200, land(1)},
		{"landing-same-person", 200, func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.post("/Q/"+w.tail(t, 0), lang, "name", name)
		}},
		{"landing-other-person", 200, func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.post("/Q/"+w.tail(t, 0), lang, "name", "某人")
		}},
		{"landing-forged", 200, func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			tail := w.tail(t, 0)
			return w.get("/q/"+tail[:len(tail)-9]+"A"+tail[len(tail)-8:], lang)
		}},
		{"landing-unreadable", 404, page("/Q/ABC")},
		{"landing-unchecked", 503, func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.unreachable(t).get("/Q/"+w.tail(t, 0), lang)
		}},
		{"compare", 200, page("/compare")},
		{"privacy", 200, page("/privacy")},
		{"missing", 404, page("/nowhere")},
	}
}

// unreachable is the world with a store that is closed.
func (w *world) unreachable(t *testing.T) *world {
	t.Helper()
	gone := *w
	inner := w.Handler
	gone.Handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithCancel(r.Context())
		stop()
		inner.ServeHTTP(out, r.WithContext(ctx))
	})
	return &gone
}

// TestPages holds every page in both languages, as a person or a browser would
// read its source.
func TestPages(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, v := range visits(t) {
			t.Run(string(lang)+"/"+v.name, func(t *testing.T) {
				got := v.visit(newWorld(t), lang)
				if got.Code != v.status {
					t.Errorf("status %d, want %d", got.Code, v.status)
				}
				checkHeaders(t, got.Header())
				golden(t, filepath.Join("testdata", string(lang), v.name+".html"), got.Body.String())
			})
		}
	}
}

func checkHeaders(t *testing.T, h http.Header) {
	t.Helper()
	for key, want := range map[string]string{
		"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"X-Content-Type-Options": "nosniff", "Content-Type": "text/html; charset=utf-8",
	} {
		if got := h.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if c := h.Get("Set-Cookie"); c != "" {
		t.Errorf("a cookie was set: %q", c)
	}
}

// named is the part of a file's address that changes with its content: a new
// colour is not a new page.
var named = regexp.MustCompile(`(/assets/[a-z]+-)[0-9a-f]{8}(\.)`)

func golden(t *testing.T, file, got string) {
	t.Helper()
	got = named.ReplaceAllString(got, "$1…$2")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; go test ./web -update writes it anew (-want +got):\n%s", file, diff)
	}
}

// TestEveryTemplateIsShown: each page's template was executed with its typed view
// by one of the golden pages, in both languages.
func TestEveryTemplateIsShown(t *testing.T) {
	files, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	views := map[string]any{
		"home.html": simpleView{}, "compare.html": simpleView{}, "privacy.html": noticeView{}, "form.html": formView{}, "answer.html": answerView{},
		"landing.html": landingView{}, "question.html": puzzleView{}, "error.html": errorView{},
		"sheet.html": sheet{}, "account.html": accountView{}, "setting.html": settingView{}, "codes.html": codesView{}, "passkey.html": passkeyView{},
		"leave.html": leaveView{}, "letters.html": lettersView{}, "my.html": mineView{}, "my-results.html": mineView{}, "my-certificates.html": mineView{},
		"applications.html": applicationsView{}, "application.html": applicationView{}, "check.html": applicationView{}, "material.html": materialView{},
		"dossier.html": dossierView{}, "subject.html": dossierView{Sheet: sheet{Hidden: [][2]string{{"version", "0"}}}}, "path.html": pathView{},
		"announcements.html": announcedView{}, "announcement.html": announcementView{},
		"bodies.html": bodiesView{}, "body.html": bodyView{},
		"occupations.html": occupationsView{}, "occupation.html": occupationView{}, "precheck.html": precheckView{},
		"batch.html": batchView{}, "batchanswer.html": batchAnswerView{},
	}
	pages, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		view, ok := views[name]
		if name == "frame.html" {
			continue // parts of the others
		}
		if !ok {
			t.Errorf("%s has no typed view in this test", name)
			continue
		}
		for _, lang := range locale.Langs() {
			if err := pages[lang].ExecuteTemplate(new(bytes.Buffer), name, view); err != nil {
				t.Errorf("%s, empty view, %s: %v", name, lang, err)
			}
		}
	}
}

// TestLanguage: the address decides, then the browser; links keep only what was
// chosen by hand.
func TestLanguage(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		target string
		lang   locale.Lang
		want   []string
	}{
		{"/", locale.Zh, []string{`<html lang="zh-CN">`, `href="/verify"`, `href="/?lang=en"`}},
		{"/", locale.En, []string{`<html lang="en">`, `href="/verify"`, `href="/?lang=zh"`}},
		{"/?lang=en", locale.Zh, []string{`<html lang="en">`, `href="/verify?lang=en"`, `href="/verify?by=document&amp;lang=en"`, `href="/?lang=zh"`}},
		{"/?lang=fr", locale.Zh, []string{`<html lang="zh-CN">`, `href="/verify"`}},
		{"/verify?by=document&lang=en", locale.Zh, []string{`action="/verify?lang=en"`, `href="/verify?by=document&amp;lang=zh"`}},
	} {
		body := w.get(c.target, c.lang).Body.String()
		for _, want := range c.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s for %s lacks %s", c.target, c.lang, want)
			}
		}
	}
}

// TestAssetsMayBeKept: their names change with their content.
func TestAssetsMayBeKept(t *testing.T) {
	w := newWorld(t)
	body := w.get("/", locale.Zh).Body.String()
	_, rest, _ := strings.Cut(body, `rel="stylesheet" href="`)
	path, _, _ := strings.Cut(rest, `"`)
	got := w.get(path, locale.Zh)
	if got.Code != 200 || got.Header().Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d %v", path, got.Code, got.Header())
	}
	if n := got.Body.Len(); n > 20<<10 {
		t.Errorf("the style is %d bytes, more than 20 KiB", n)
	}
	if strings.Contains(body, "<script") || strings.Contains(body, "style=") || strings.Contains(body, " on") && strings.Contains(body, `onclick`) {
		t.Error("the page holds what its policy forbids")
	}
}

// A page without a row in the table of rights does not start.
func TestAPageWithoutARowDoesNotStart(t *testing.T) {
	if err := listed([]door{{op: "show-home"}, {op: "show-nothing"}}); err == nil || !strings.Contains(err.Error(), "show-nothing") {
		t.Errorf("got %v", err)
	}
	site, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	pages, doors := map[string]bool{}, map[[3]string]bool{}
	for _, o := range site.Operations() {
		if doors[o] {
			t.Errorf("%s stands twice", o)
		}
		pages[o[0]], doors[o] = true, true
	}
	for _, op := range []string{"show-home", "verify-certificate", "scan-code"} {
		if !pages[op] {
			t.Errorf("no page does %s", op)
		}
	}
}
