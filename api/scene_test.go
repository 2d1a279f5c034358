package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/document"
	"assay/document/fonts"
	"assay/files"
	"assay/internal/httpx"
	"assay/internal/testdb"
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
	"assay/skill/day"
	"assay/store"
)

// A scene is a whole installation behind its API, with a log in memory and a
// clock that is moved by hand.
type scene struct {
	http.Handler
	t      testing.TB
	api    *API
	clock  *testdb.Clock
	log    *bytes.Buffer
	tokens map[string]string // by who is meant
	people map[string]string // ids, likewise
	said   []said
}

// A said is one answer.
type said struct {
	asked  string
	status int
	header http.Header
	body   []byte
}

// eachScene is a test on both engines.
func eachScene(t *testing.T, test func(*scene)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) { test(sceneOn(t, open(), clock)) })
}

func newScene(t testing.TB) *scene {
	t.Helper()
	clock := testdb.NewClock()
	return sceneOn(t, testdb.Open(t, filepath.Join(t.TempDir(), "assay.db"), clock), clock)
}

func sceneOn(t testing.TB, db *store.Store, clock *testdb.Clock) *scene {
	t.Helper()
	s := &scene{t: t, clock: clock, log: new(bytes.Buffer), tokens: map[string]string{}, people: map[string]string{}}
	folder, err := files.Open(filepath.Join(t.TempDir(), "files"), db.Keys(), testdb.NewRand(9))
	s.must(err)
	t.Cleanup(func() { s.must(folder.Close()) })
	log := slog.New(slog.NewJSONHandler(s.log, nil))
	s.api, err = New(s.desks(db, folder, log))
	s.must(err)
	mux := http.NewServeMux()
	s.api.Routes(mux)
	var n atomic.Int64
	s.Handler = httpx.Front{
		Log: log, Now: s.clock.Now, NewID: func() string { return fmt.Sprintf("r-%04d", n.Add(1)) },
		Fail: func(w http.ResponseWriter, r *http.Request, err error) { httpx.Problem(w, r, locale.Zh, err) },
	}.Wrap(mux)
	return s
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) accreditation(db *store.Store, policies skill.Policies, works *reference.Catalogue) *accreditation.Desk {
	requirements, err := reference.Requirements()
	s.must(err)
	assessors, err := reference.Assessors()
	s.must(err)
	return &accreditation.Desk{
		Store: db, Schemes: reference.NumberSchemes(), Policies: policies, Calendar: reference.WorkingDays(), Requirements: requirements, Papers: reference.FilingPapers(), Assessors: assessors,
		Works: func(c skill.OccupationCode, on day.Date) bool { _, ok := works.ByCode(c, on); return ok },
	}
}

func (s *scene) desks(db *store.Store, folder *files.Folder, log *slog.Logger) Desks {
	works, random, policies, schemes := reference.Occupations(), testdb.NewRand(7), reference.Policies(), reference.NumberSchemes()
	letters := s.fonts()
	public, err := registry.New(db, s.clock.Now, random, log)
	s.must(err)
	return Desks{
		Store: db, Files: folder, Catalogue: works, Schemes: schemes, Fonts: letters,
		Identity:      &identity.Desk{Store: db, Rand: random, Lives: 90 * 24 * time.Hour, Policies: policies, Slow: make(chan struct{}, 2), Issuer: "匠衡"},
		Accreditation: s.accreditation(db, policies, works),
		Examination: &examination.Desk{
			Store: db, Policies: policies, Calendar: reference.WorkingDays(), Sets: func(id string) bool { _, err := reference.ConditionSet(id); return err == nil },
			Works: func(c skill.OccupationCode, on day.Date) bool { _, ok := works.ByCode(c, on); return ok },
		},
		Admission: &admission.Desk{
			Edition: reference.Notice().Edition,
			Store:   db, Set: reference.ConditionSet, Occupation: works.Resolve, Romanise: reference.Romanise,
			Materials: reference.Materials(), Policies: policies, Calendar: reference.WorkingDays(),
			KeepFile: func(ctx context.Context, file []byte) (skill.FileHash, error) {
				hash, _, err := folder.Intake(ctx, files.Proof, bytes.NewReader(file))
				return hash, err
			},
			Open: func(ctx context.Context, hash skill.FileHash) (admission.Roster, error) {
				b, err := folder.Get(ctx, hash)
				if err != nil {
					return nil, err
				}
				return document.OpenRoster(bytes.NewReader(b), int64(len(b)))
			},
			KeepPhoto: func(ctx context.Context, picture []byte) (skill.FileHash, error) {
				hash, _, err := folder.Intake(ctx, files.Portrait, bytes.NewReader(picture))
				return hash, err
			},
			OpenPhoto: folder.Get, PhotoLimits: reference.PhotoLimits(),
		},
		Marking: &marking.Desk{Store: db, Policies: policies, Calendar: reference.WorkingDays()},
		Issuance: &issuance.Desk{
			Store: db, Keys: db.Keys(), Files: folder, Policies: policies, Calendar: reference.WorkingDays(), Schemes: schemes, Rand: random, Occupation: works.ByCode,
			Missing: func(string) []rune { return nil }, Slow: make(chan struct{}, 2), Workers: 2,
			Paper: issuance.Paper{Host: "assay.example.org", CertificateURL: "assay.example.org/verify", BodyURL: "assay.example.org"},
		},
		Oversight: &oversight.Desk{Store: db, Tree: ledger.Log{Store: db, Keys: db.Keys().Public()}},
		Privacy:   &privacy.Desk{Store: db, Files: folder, Notice: reference.Notice()},
		Tree:      ledger.Log{Store: db, Keys: db.Keys().Public()}, Log: log, Now: s.clock.Now, Machine: s.clock.Now, Wake: s.work,
		Page: s.page, Version: "test", Questions: registry.NewQuestions([32]byte{7}, time.Hour), Host: "assay.example.org",
		Registry: public, Places: reference.Places(), Lookups: httpx.NewLimiter(10_000, 10_000), Forms: httpx.NewLimiter(10_000, 10_000),
	}
}

// fonts are those that are there; without them no page is printed.
func (s *scene) fonts() (f document.Fonts) {
	content, err := fonts.Read(fonts.Regular)
	if errors.Is(err, fonts.ErrMissing) {
		return f
	}
	s.must(err)
	f.Text, err = document.LoadFont(content)
	s.must(err)
	return f
}

// work does the jobs that are due.
func (s *scene) work() {
	for {
		job, ok, err := s.api.Store.ClaimJob(s.t.Context(), time.Minute, admission.ImportJob, privacy.ShredJob)
		s.must(err)
		switch {
		case !ok:
			return
		case job.Kind == privacy.ShredJob:
			err = s.api.Privacy.Shred(s.t.Context(), &job)
		default:
			_, err = s.api.Admission.Import(s.t.Context(), &job)
		}
		s.must(err)
	}
}

func (s *scene) page(ctx context.Context, viewer skill.Actor, id skill.CertificateID) (*document.CertificateView, error) {
	v, err := s.api.Issuance.View(ctx, viewer, id)
	if err != nil {
		return nil, err
	}
	photo, err := s.api.Files.Get(ctx, v.Photo)
	return &document.CertificateView{
		Number: v.Number, Name: v.Name, NameEN: v.Romanised, DocKind: v.Document.Kind.Chinese(), DocKindEN: v.Document.Kind.English(),
		DocNumber: v.Document.Number.Reveal(), Occupation: v.Occupation, Level: v.Level, Body: v.Body, Issued: v.Issued, Photo: photo,
		QR: v.QR, CertificateURL: v.CertificateURL, BodyURL: v.BodyURL, Printed: s.clock.Now(),
	}, err
}

// An extra changes a request before it is sent.
type extra func(*http.Request)

func key(k string) extra { return func(r *http.Request) { r.Header.Set("Idempotency-Key", k) } }

func media(m string) extra { return func(r *http.Request) { r.Header.Set("Content-Type", m) } }

// ask sends one request as somebody: a value as JSON, bytes as a file.
func (s *scene) ask(who, method, path string, body any, extras ...extra) said {
	s.t.Helper()
	var in io.Reader = http.NoBody
	form := "application/json"
	switch b := body.(type) {
	case nil:
	case []byte:
		in, form = bytes.NewReader(b), "application/octet-stream"
	case string:
		in = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		s.must(err)
		in = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, path, in)
	r.Header.Set("Content-Type", form)
	r.Header.Set("Accept-Language", "en")
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+s.tokens[who])
	}
	for _, e := range extras {
		e(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	got := said{method + " " + path, w.Code, w.Header(), w.Body.Bytes()}
	s.said = append(s.said, got)
	return got
}

// doc is a JSON object.
type doc map[string]any

// do asks and expects success.
func (s *scene) do(who, method, path string, body any, extras ...extra) doc {
	s.t.Helper()
	got := s.ask(who, method, Prefix+path, body, extras...)
	if got.status >= 300 {
		s.t.Fatalf("%s as %s: %d %s", got.asked, who, got.status, got.body)
	}
	var out doc
	if err := json.Unmarshal(got.body, &out); err != nil {
		s.t.Fatalf("%s: %v in %s", got.asked, err, got.body)
	}
	return out
}

// refused asks and expects a problem of that status and reason.
func (s *scene) refused(status int, reason, who, method, path string, body any, extras ...extra) {
	s.t.Helper()
	got := s.ask(who, method, Prefix+path, body, extras...)
	if got.status != status || problemIn(s.t, got).Reason != reason {
		s.t.Errorf("%s as %s: got %d %s, want %d %s", got.asked, who, got.status, got.body, status, reason)
	}
}

// A problem as a program reads it.
type problem struct {
	Status              int
	Title, Detail, Code string
	Reason, Request     string
	Errors              []struct{ Path, Reason, Detail string }
}

func problemIn(t testing.TB, got said) (p problem) {
	t.Helper()
	if form := got.header.Get("Content-Type"); form != "application/problem+json" {
		t.Errorf("%s: %d in form %s: %s", got.asked, got.status, form, got.body)
	}
	if err := json.Unmarshal(got.body, &p); err != nil || p.Status != got.status || p.Reason == "" || p.Detail == "" || p.Request == "" {
		t.Errorf("%s: %d is no whole problem (%v): %s", got.asked, got.status, err, got.body)
	}
	return p
}

// founded makes the two administrators, and everybody else by their hands.
func (s *scene) founded() {
	ctx := s.t.Context()
	for i, role := range identity.Founders() {
		p, err := s.api.Identity.Found(ctx, skill.Person{
			Name: "样例" + string(role), Born: day.Must("1970-01-01"),
			Document: skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber(fmt.Sprintf("Z000000%d", i+1))},
		}, role)
		s.must(err)
		s.token(string(role), string(p.ID))
	}
	for i, who := range []string{"approver", "checker", "clerk", "reviewer", "head", "stranger", "centre"} {
		made := s.do("security", "POST", "/persons", doc{
			"at": "/", "name": "样例员" + string(rune('甲'+i)), "born": fmt.Sprintf("198%d-02-03", i),
			"document": doc{"kind": "passport", "number": fmt.Sprintf("Z000001%d", i)},
		})
		s.token(who, made["id"].(string))
	}
	s.grant("centre", "centre-approver", "/")
}

func (s *scene) token(who, person string) {
	by := store.By{Actor: skill.Program("/")}
	secret, _, err := s.api.Identity.IssueToken(s.t.Context(), by, skill.Token{Person: skill.PersonID(person)}, 60*24*time.Hour)
	s.must(err)
	s.tokens[who], s.people[who] = secret, person
}

func (s *scene) grant(who, role, path string) {
	a := s.do("system", "POST", "/appointments", doc{"person": s.people[who], "role": role, "path": path})
	s.do("security", "POST", "/appointments/"+a["id"].(string)+"/approve", nil)
}

// filed files a body with a site and a scope, and gives the staff their roles.
func (s *scene) filed() (body, site string) {
	s.founded()
	b := s.do("centre", "POST", "/bodies", doc{
		"path": "/44/b-017/", "name": "样例省示范评价机构", "uscc": "91440000MA0000007P", "class": "S", "code": "0000",
		"province": "44", "filed_to": "2029-12-31",
	})
	body = b["id"].(string)
	site = s.do("centre", "POST", "/bodies/"+body+"/sites", doc{"name": "第一考点", "serial": "012345"})["id"].(string)
	s.do("centre", "POST", "/bodies/"+body+"/scopes", doc{
		"site": site, "occupation": "6-31-01-03", "level": "4", "from": "2025-01-01", "to": "2028-12-31",
	})
	s.grant("approver", "centre-approver", "/44/")
	s.grant("checker", "centre-reviewer", "/44/")
	s.grant("clerk", "clerk", "/44/b-017/")
	s.grant("reviewer", "reviewer", "/44/b-017/")
	s.grant("head", "head", "/44/b-017/")
	s.grant("stranger", "head", "/44/b-018/")
	return body, site
}

// Sheets are a spreadsheet of candidates on its way.
type sheets map[skill.RosterSheet][][]string

// roster has those who worked long enough, then those of whom nothing is stated.
func (s *scene) roster(met, bare int) []byte {
	rows := sheets{}
	for n := range met + bare {
		rows.add(n, n < met)
	}
	return rows.file(s)
}

func (l sheets) add(n int, met bool) {
	p := testdb.Born(n)
	cells := make([]string, skill.RosterColumns)
	for column, text := range map[int]string{
		skill.RosterOccupation: "电工", skill.RosterLevel: "四级/中级工", skill.RosterClause: "4.1", skill.RosterDocumentKind: "居民身份证",
		skill.RosterNumber: p.Document.Number.Reveal(), skill.RosterName: p.Name, skill.RosterPhone: phone(n),
		skill.RosterHasCertificate: "否", skill.RosterSchooling: "初中", skill.RosterProvince: "广东省", skill.RosterOrigin: "农民工",
		skill.RosterBody: "样例单位", skill.RosterKind: "初次认定", skill.RosterAttempt: "正考", skill.RosterNation: "汉族",
		skill.RosterAddress: address(n),
	} {
		cells[column] = text
	}
	l[skill.SheetRoster] = append(l[skill.SheetRoster], cells)
	if !met {
		return
	}
	work := make([]string, len(skill.SheetWork.Columns()))
	work[skill.ExtraNumber], work[skill.WorkFrom], work[skill.WorkOccupation] = p.Document.Number.Reveal(), "2015-01-01", "6-31-01-03"
	l[skill.SheetWork] = append(l[skill.SheetWork], work)
}

func (l sheets) file(s *scene) []byte {
	var out bytes.Buffer
	s.must(document.WriteRoster(&out, l))
	return out.Bytes()
}

func phone(n int) string { return fmt.Sprintf("1990001%04d", n) }

func address(n int) string { return fmt.Sprintf("示例省示例市样例路%d号院", 7000+n) }

// photo is a picture of nobody.
func photo(t testing.TB) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 295, 413))
	for i := range img.Pix {
		img.Pix[i] = color.Gray{Y: uint8(i / 500)}.Y
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
