package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"assay/document"
	"assay/files"
	"assay/internal/httpx"
	"assay/ledger"
	"assay/locale"
	"assay/office/accreditation"
	"assay/office/admission"
	"assay/office/examination"
	"assay/office/identity"
	"assay/office/issuance"
	"assay/office/marking"
	"assay/office/oversight"
	"assay/office/privacy"
	"assay/office/registry"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// Desks are what the operations act on. Every field is needed.
type Desks struct {
	Store         *store.Store
	Files         *files.Folder
	Identity      *identity.Desk
	Accreditation *accreditation.Desk
	Examination   *examination.Desk
	Admission     *admission.Desk
	Marking       *marking.Desk
	Issuance      *issuance.Desk
	Oversight     *oversight.Desk
	Privacy       *privacy.Desk

	// Questions are asked of strangers where a limit was reached.
	Questions Asker

	Registry *registry.Desk
	Lookups  *httpx.Limiter // of questions to the public register
	Forms    *httpx.Limiter // of what signs in or changes an account; the pages count with it

	Places    reference.Gazetteer
	Catalogue *reference.Catalogue
	Schemes   []skill.NumberScheme
	Fonts     document.Fonts
	Tree      ledger.Log
	Log       *slog.Logger
	Now       func() time.Time
	// Page is everything that a certificate's PDF shows, to whoever may see it.
	Page func(context.Context, skill.Actor, skill.CertificateID) (*document.CertificateView, error)
	// Machine is the machine's own clock, by which sockets are read, whatever day
	// it is at the desks.
	Machine func() time.Time
	// Wake tells whoever does the jobs that one was left.
	Wake    func()
	Version string
	// Host is under which the installation is known; on this very machine cookies
	// have plain names.
	Host string
}

// An Asker makes questions and judges what is answered to them.
type Asker interface {
	Ask(random io.Reader, now time.Time) (*registry.Question, error)
	Passes(token, answer string, now time.Time) bool
}

// An API is the operations on their way into a mux. Make one with New.
type API struct {
	Desks
	mux    *http.ServeMux
	huma   huma.API
	guard  http.CrossOriginProtection
	cookie httpx.Cookies
	spec   []byte // the OpenAPI document
	// unlisted are operations that rule/access has no row for.
	unlisted []string
}

// Prefix is where the operations live.
const Prefix = "/api/v1"

// New makes the operations and their document. An operation that rule/access has
// no row for does not start.
func New(d Desks) (*API, error) {
	a := &API{Desks: d, mux: http.NewServeMux(), cookie: httpx.Cookies{Host: d.Host}}
	a.huma = humago.New(a.mux, a.config())
	a.describeProblem()
	for _, area := range []func(){
		a.questions, a.staff, a.accounts, a.account, a.joining, a.appointments, a.bodies, a.duties, a.plans, a.rooms, a.seats, a.announcements, a.planning, a.candidates,
		a.applying, a.deciding, a.queue, a.fees,
		a.marks, a.results, a.reports, a.certificates, a.audit, a.privacy, a.publicRegister,
	} {
		area()
	}
	if len(a.unlisted) > 0 {
		return nil, fmt.Errorf("rule/access has no row for %s", strings.Join(a.unlisted, ", "))
	}
	spec := a.huma.OpenAPI()
	delete(spec.Components.Schemas.Map(), "ErrorModel") // huma's own form of error, never sent
	delete(spec.Components.Schemas.Map(), "ErrorDetail")
	var err error
	a.spec, err = json.MarshalIndent(spec, "", " ")
	return a, err
}

// config is huma without what it would serve and say by itself.
func (a *API) config() huma.Config {
	text := huma.Format{Marshal: marshal, Unmarshal: json.Unmarshal}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Assay 匠衡", Version: a.Version,
				Description: "The life of a vocational skill certificate (职业技能等级证书): filing, batches, candidates, marks, reports, certificates.",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"token":   {Type: "http", Scheme: "bearer"},
					"sign-in": {Type: "apiKey", In: "cookie", Name: "__Host-" + httpx.EntryCookie, Description: "Set by signing in."},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": text, "json": text},
		DefaultFormat: "application/json",
	}
}

// marshal writes an answer; a problem is already written. Whoever hung up
// meanwhile is told nothing, and that is no fault.
func marshal(w io.Writer, v any) error {
	if f, ok := v.(*fault); ok {
		_, _ = w.Write(f.body)
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, _ = w.Write(b.Bytes())
	return nil
}

// Spec is the OpenAPI document, in JSON.
func (a *API) Spec() []byte { return a.spec }

// Routes registers the operations and their document.
func (a *API) Routes(mux *http.ServeMux) {
	for _, path := range a.patterns() {
		mux.Handle(path, guarded(a.mux))
	}
	logRoutes(mux, a.Tree)
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(a.spec)
	})
	mux.HandleFunc("/api/", a.missing)
}

// missing answers where no operation is, and names the methods where there is one
// under another.
func (a *API) missing(w http.ResponseWriter, r *http.Request) {
	err := skill.Fail(skill.NotFound, "operation.missing")
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := a.mux.Handler(other); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		err = skill.Fail(skill.Invalid, "request.method", "allowed", strings.Join(allowed, ", "))
	}
	Fail(err)(w, r)
}

// patterns are the operations' patterns, so that the front logs which one it was.
func (a *API) patterns() (all []string) {
	for path, item := range a.huma.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put} {
			if op != nil {
				all = append(all, method+" "+path)
			}
		}
	}
	return all
}

// guarded sets what holds for every answer: it is nobody else's to keep.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		httpx.Secure(h, "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "Accept-Language")
		next.ServeHTTP(w, r)
	})
}

// Failing answers an error with a problem under /api/ and /log/, and as the
// pages do elsewhere.
func Failing(pages httpx.Fail) httpx.Fail {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/log/") {
			Fail(err)(w, r)
			return
		}
		pages(w, r, err)
	}
}

// Fail answers everything with one error.
func Fail(err error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		httpx.Problem(w, r, locale.Negotiate(r.Header.Get("Accept-Language")), err)
	}
}
