package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/internal/httpx"
	"assay/internal/testdb"
	"assay/locale"
	"assay/office/identity"
	"assay/office/registry"
	"assay/reference"
	"assay/rule/totp"
	"assay/skill"
	"assay/store"
)

// A hall is a site as people come in by it, with the letters that leave it.
type hall struct {
	t     *testing.T
	store *store.Store
	desk  *identity.Desk
	clock *testdb.Clock
	site  *Site
	http.Handler
	phones int
}

const goodPassword = "correct horse battery"

// newHall is a site under a name that is reached by TLS alone.
func newHall(t *testing.T) *hall { return newHallAt(t, "assay.example.org", 100000) }

// newHallAt is a site under a host, for networks that send so many forms a minute.
func newHallAt(t *testing.T, host string, forms int) *hall {
	t.Helper()
	h := &hall{t: t, clock: testdb.NewClock()}
	h.store = testdb.Open(t, filepath.Join(t.TempDir(), "assay.db"), h.clock)
	log := slog.New(slog.NewJSONHandler(new(bytes.Buffer), nil))
	desk, err := registry.New(h.store, h.clock.Now, testdb.NewRand(5), log)
	if err != nil {
		t.Fatal(err)
	}
	h.desk = &identity.Desk{
		Store: h.store, Rand: testdb.NewRand(7), Lives: time.Hour, Policies: reference.Policies(), Slow: make(chan struct{}, 2), Issuer: "匠衡",
	}
	if h.desk.Passkeys, err = identity.NewPasskeys(host, "匠衡"); err != nil {
		t.Fatal(err)
	}
	h.site, err = New(Config{
		Desk: desk, Identity: h.desk, Host: host, Limiter: httpx.NewLimiter(1000, 1000), Forms: httpx.NewLimiter(forms, forms), Lookups: httpx.NewLimiter(1000, 1000), Log: log,
		Now: h.clock.Now, Secret: [32]byte{1},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	h.site.Routes(mux)
	var n atomic.Int64
	front := httpx.Front{Log: log, Now: h.clock.Now, Fail: h.site.Fail, NewID: func() string { return fmt.Sprintf("r-%04d", n.Add(1)) }}
	h.Handler = front.Wrap(mux)
	return h
}

// A browser keeps the cookies of a site, as browsers do.
type browser struct {
	*hall
	lang    locale.Lang
	host    string
	agent   string // what it says that it is
	cookies map[string]string
}

func (h *hall) browser() *browser {
	return &browser{hall: h, lang: locale.En, host: h.site.Host, cookies: map[string]string{}}
}

// twin is another browser with the same cookies, as somebody has who stole them.
func (b *browser) twin() *browser {
	other := *b
	other.cookies = map[string]string{}
	for k, v := range b.cookies {
		other.cookies[k] = v
	}
	return &other
}

// An answer is a page as it came.
type answer struct {
	*httptest.ResponseRecorder
	t *testing.T
}

func (b *browser) send(r *http.Request) answer {
	b.t.Helper()
	r.Host = b.host
	r.Header.Set("Accept-Language", string(b.lang))
	r.Header.Set("User-Agent", b.agent)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return answer{w, b.t}
}

func (b *browser) get(page string) answer {
	return b.send(httptest.NewRequest(http.MethodGet, page, nil))
}

// form makes the request of a form of ours.
func form(page string, kv ...string) *http.Request {
	all := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		all.Set(kv[i], kv[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, page, strings.NewReader(all.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

func (b *browser) post(page string, kv ...string) answer {
	b.t.Helper()
	return b.send(form(page, kv...))
}

// leads fails where an answer does not lead to a page.
func (a answer) leads(page string) {
	a.t.Helper()
	if to := a.Header().Get("Location"); a.Code != http.StatusSeeOther || to != page {
		a.t.Fatalf("%d %q, want a way to %q\n%s", a.Code, to, page, a.said())
	}
}

// says fails where a page has another status or lacks a text.
func (a answer) says(status int, texts ...string) answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("status %d, want %d, to %q\n%s", a.Code, status, a.Header().Get("Location"), a.said())
	}
	for _, text := range texts {
		if !strings.Contains(a.Body.String(), text) {
			a.t.Errorf("the page lacks %q\n%s", text, a.said())
		}
	}
	return a
}

// refuses fails where a page does not name an error beside its field and in a
// summary that leads there.
func (a answer) refuses(status int, field, reason string) answer {
	a.t.Helper()
	text := strings.SplitN(locale.Text(locale.En, reason, nil), "{", 2)[0]
	if field == "" {
		return a.says(status, text)
	}
	return a.says(status, `role="alert"`, `<a href="#`+field+`">`+text, `id="`+field+`-error">`+text, `aria-invalid="true"`)
}

// said is the text of a page without its marks.
func (a answer) said() string {
	return regexp.MustCompile(`(?s)<[^>]*>|\n+`).ReplaceAllString(a.Body.String(), " ")
}

// letter takes the next letter out of the outbox.
func (h *hall) letter(on skill.Channel) store.Letter {
	h.t.Helper()
	l, job, ok, err := h.store.ClaimLetter(h.t.Context(), time.Minute, on)
	if err != nil || !ok {
		h.t.Fatalf("no letter waits for %s: %v", on, err)
	}
	err = h.store.Update(h.t.Context(), testdb.System(), func(tx *store.Tx) error { return tx.Finish(h.t.Context(), &job) })
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

func (h *hall) code() string { h.t.Helper(); return h.letter(skill.BySMS).Code.Reveal() }

// drain lets all letters leave that wait.
func (h *hall) drain() {
	h.t.Helper()
	for ok := true; ok; {
		var err error
		if _, _, ok, err = h.store.ClaimLetter(h.t.Context(), time.Hour, skill.BySMS); err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *hall) newPhone() string {
	h.phones++
	return fmt.Sprintf("1380000%04d", h.phones)
}

// registers opens an account by the pages and gives the browser in which it is
// open, its login name and telephone.
func (h *hall) registers(password string) (b *browser, login, phone string) {
	h.t.Helper()
	b, phone = h.browser(), h.newPhone()
	h.drain()
	b.post("/register", "to", phone).leads("/register/enter")
	b.post("/register/enter", "code", h.code(), "login", "yang", "password", password).leads("/account?done=registered")
	login = regexp.MustCompile(`yang-\d{4}`).FindString(b.get("/account").says(http.StatusOK).Body.String())
	if login == "" {
		h.t.Fatal("the page does not say the login name")
	}
	return b, login, phone
}

// signs signs in by password in a browser.
func (b *browser) signs(name, password string) answer {
	b.t.Helper()
	return b.post("/sign-in", "name", name, "secret", password)
}

// secures sets up a second factor, and gives its secret and the recovery codes.
func (b *browser) secures() (secret []byte, codes []string) {
	b.t.Helper()
	page := b.post("/account/second", "proof", goodPassword).says(http.StatusOK, "<svg viewBox=").Body.String()
	m := regexp.MustCompile(`secret=([A-Z2-7]+)&amp;`).FindStringSubmatch(page)
	if m == nil {
		b.t.Fatal("the page has no otpauth address")
	}
	secret, ok := totp.Decode(m[1])
	if !ok {
		b.t.Fatal(m[1])
	}
	page = b.post("/account/second/confirm", "setting", sealedIn(b.t, page, "setting"), "second", b.shows(secret)).says(http.StatusOK).Body.String()
	for _, m := range regexp.MustCompile(`<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</li>`).FindAllStringSubmatch(page, -1) {
		codes = append(codes, m[1])
	}
	return secret, codes
}

// shows is what the authenticator shows now.
func (h *hall) shows(secret []byte) string { return totp.Code(secret, totp.Step(h.clock.Now())) }

// sealedIn is the value of a hidden field of a page.
func sealedIn(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`<input type="hidden" name="` + name + `" value="([^"]*)">`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no hidden %s", name)
	}
	return m[1]
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

const host = "__Host-"

// Somebody registers, is told the login name and what comes next, signs out and
// in again by password and by code, and sees the devices in which they are.
func TestSomebodyComesIn(t *testing.T) {
	h := newHall(t)
	b, login, phone := h.registers(goodPassword)
	b.get("/account?done=registered").says(http.StatusOK, "You are registered", login, phone[:3]+"****"+phone[7:], "not joined to you yet", "How to join it", "None. You see")
	b.post("/sign-out").leads("/sign-in?done=signed-out")
	if b.cookies[host+entryCookie] != "" {
		t.Error("the cookie stays")
	}
	b.get("/sign-in?done=signed-out").says(http.StatusOK, "You are signed out")
	b.get("/account").leads("/sign-in?next=account")

	b.signs(login, "another password").refuses(http.StatusUnauthorized, "secret", "sign_in.wrong").says(http.StatusUnauthorized, `value="`+login+`"`)
	b.signs(login, goodPassword).leads("/account")
	other := h.browser()
	other.post("/sign-in/code", "to", phone, "next", "password").leads("/sign-in/code/enter?next=password")
	other.get("/sign-in/code/enter?next=password").says(http.StatusOK, phone[:3]+"****"+phone[7:], `name="next" value="password"`)
	code := h.code()
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	other.post("/sign-in/code/enter", "code", wrong, "next", "password").refuses(http.StatusBadRequest, "code", "code.wrong")
	other.post("/sign-in/code/enter", "code", code, "next", "password").leads("/account/password")
	page := other.get("/account").says(http.StatusOK, "this device", "by password", "by a code").Body.String()
	if n := strings.Count(page, `<li><div><p class="word">`); n != 2 {
		t.Errorf("%d devices are shown, not two", n)
	}
}

// Who has a second factor does nothing before it was shown; a recovery code
// serves once in its place.
func TestSecondFactor(t *testing.T) {
	h := newHall(t)
	b, login, _ := h.registers(goodPassword)
	b.get("/account/second").says(http.StatusOK, "Set up a second factor")
	b.post("/account/second", "proof", "wrong one").refuses(http.StatusBadRequest, "proof", "proof.wrong")
	before := b.cookies[host+entryCookie]
	secret, codes := b.secures()
	if len(codes) != 10 || b.cookies[host+entryCookie] == before {
		t.Errorf("%d codes; another secret: %v", len(codes), b.cookies[host+entryCookie] != before)
	}
	b.get("/account?done=second").says(http.StatusOK, "The second factor counts from now on", "10 recovery codes are left")

	other := h.browser()
	other.signs(login, goodPassword).leads("/sign-in/second")
	half := other.cookies[host+entryCookie]
	other.get("/account/password").leads("/sign-in/second?next=password")
	other.post("/account/password", "proof", goodPassword, "password", "something else long").leads("/sign-in/second?next=password")
	h.clock.Step(totp.Period)
	other.post("/sign-in/second", "second", "123456", "next", "password").refuses(http.StatusBadRequest, "second", "second.wrong")
	other.post("/sign-in/second", "second", h.shows(secret), "next", "password").leads("/account/password")
	if other.cookies[host+entryCookie] == half {
		t.Error("the secret stays after the second factor")
	}
	third := h.browser()
	third.signs(login, goodPassword).leads("/sign-in/second")
	third.post("/sign-in/second", "second", codes[0]).leads("/account")
	third.get("/account").says(http.StatusOK, "9 recovery codes are left")
	h.clock.Step(totp.Period)
	fresh := third.post("/account/recovery-codes", "proof", goodPassword).says(http.StatusOK, "Recovery codes").Body.String()
	if strings.Contains(fresh, codes[1]) {
		t.Error("an earlier code is shown again")
	}
	third.post("/account/second/drop", "proof", goodPassword).leads("/account?done=second-dropped")
	other.get("/account").leads("/sign-in?next=account&done=over")
}

// A wrong code of a new second factor is shown beside its field, with the same
// picture; what lies sealed in the page serves this sign-in alone.
func TestSettingUp(t *testing.T) {
	h := newHall(t)
	b, _, _ := h.registers(goodPassword)
	page := b.post("/account/second", "proof", goodPassword).says(http.StatusOK).Body.String()
	sealed := sealedIn(t, page, "setting")
	again := b.post("/account/second/confirm", "setting", sealed, "second", "000000").refuses(http.StatusBadRequest, "second", "second.wrong").Body.String()
	path := regexp.MustCompile(`<path d="(M[^"]{200,})"/>`)
	if a, b := path.FindString(page), path.FindString(again); a == "" || a != b {
		t.Error("the picture is another")
	}
	for _, bad := range []string{"", sealed[1:], "x"} {
		b.post("/account/second/confirm", "setting", bad, "second", "000000").refuses(http.StatusConflict, "", "second.not_begun")
	}
	other, _, _ := h.registers(goodPassword)
	other.post("/account/second/confirm", "setting", sealed, "second", "000000").refuses(http.StatusConflict, "", "second.not_begun")
}

// A password is changed by who shows the old one or a code; other devices are
// signed out; one without a password is first sent a code.
func TestPasswords(t *testing.T) {
	h := newHall(t)
	b, login, phone := h.registers(goodPassword)
	other := h.browser()
	other.signs(phone, goodPassword).leads("/account")
	for _, c := range []struct{ proof, password, field, reason string }{
		{"wrong", "another good one", "proof", "proof.wrong"},
		{"", "another good one", "proof", "proof.missing"},
		{goodPassword, "short", "password", "password.short"},
		{goodPassword, login + "-long", "password", "password.holds_name"},
	} {
		b.post("/account/password", "proof", c.proof, "password", c.password).refuses(http.StatusBadRequest, c.field, c.reason)
	}
	b.post("/account/password", "proof", goodPassword, "password", "another good one").leads("/sign-in?done=password")
	other.get("/account").leads("/sign-in?next=account&done=over")
	b.get("/sign-in?done=password").says(http.StatusOK, "The password was changed")
	other.signs(login, "another good one").leads("/account")

	h.letter(skill.BySMS) // that the password was changed
	none, login, _ := h.registers("")
	none.get("/account/password").says(http.StatusOK, "The account has no password", "Send a code to")
	none.post("/account/code", "page", "password", "by", "sms").leads("/account/password")
	none.get("/account/password").says(http.StatusOK, `id="proof_code"`)
	none.post("/account/password", "proof_code", "1", "password", goodPassword).refuses(http.StatusBadRequest, "proof_code", "code.wrong")
	none.post("/account/password", "proof_code", h.code(), "password", goodPassword).leads("/sign-in?done=password")
	none.signs(login, goodPassword).leads("/account")
	none.get("/account").says(http.StatusOK, "<dd>set</dd>")
}

// Who cannot sign in any more sets a new password by a code, and with the second
// factor where there is one; everybody else is signed out.
func TestRecovery(t *testing.T) {
	h := newHall(t)
	b, login, phone := h.registers(goodPassword)
	_, codes := b.secures()
	h.letter(skill.BySMS)
	lost := h.browser()
	lost.get("/recover/enter").leads("/recover")
	lost.post("/recover", "to", phone).leads("/recover/enter")
	code := h.code()
	lost.post("/recover/enter", "code", code, "password", "another good one").refuses(http.StatusBadRequest, "second", "second.wrong")
	lost.post("/recover/enter", "code", code, "password", "another good one", "second", codes[2]).leads("/sign-in?done=recovered")
	lost.get("/sign-in?done=recovered").says(http.StatusOK, "The new password is set")
	b.get("/account").leads("/sign-in?next=account&done=over")
	lost.signs(login, goodPassword).refuses(http.StatusUnauthorized, "secret", "sign_in.wrong")
	lost.signs(login, "another good one").leads("/sign-in/second")
}

// A mail address is added by a code that was sent there; the last address stays.
func TestContacts(t *testing.T) {
	h := newHall(t)
	b, _, phone := h.registers(goodPassword)
	b.post("/account/contact/drop", "channel", "sms", "proof", goodPassword).refuses(http.StatusUnprocessableEntity, "", "contact.last")
	b.post("/account/contact", "to", "nobody").refuses(http.StatusBadRequest, "to", "contact.phone")
	b.get("/account/contact/enter").leads("/account/contact")
	b.post("/account/contact", "to", "yang@example.org").leads("/account/contact/enter")
	b.get("/account/contact/enter").says(http.StatusOK, "y***@example.org")
	code := h.letter(skill.ByMail).Code.Reveal()
	b.post("/account/contact/enter", "code", code, "proof", "wrong").refuses(http.StatusBadRequest, "proof", "proof.wrong")
	b.post("/account/contact/enter", "code", "1", "proof", goodPassword).refuses(http.StatusBadRequest, "code", "code.wrong")
	b.post("/account/contact/enter", "code", code, "proof", goodPassword).leads("/account?done=contact")
	b.get("/account").says(http.StatusOK, "y***@example.org", phone[:3]+"****")
	b.post("/account/contact/drop", "channel", "sms", "proof", goodPassword).leads("/account?done=contact-dropped")
	if page := b.get("/account").says(http.StatusOK).Body.String(); strings.Contains(page, phone[:3]+"****") {
		t.Error("the telephone is still there")
	}
}

// An account is joined by the code of a ticket and the number of the document;
// a second claim freezes both accounts, and says so.
func TestJoining(t *testing.T) {
	h := newHall(t)
	batch := testdb.File(t, h.store)
	person := batch.Enter(t, h.store, 0, 1)[0].Person
	ticket := func() string {
		code, _, err := h.desk.PrintJoinCode(t.Context(), store.By{Actor: batch.Actor(0)}, person, batch.Body.Path)
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	b, _, _ := h.registers(goodPassword)
	number, code := testdb.Born(0).Document.Number.Reveal(), ticket()
	b.get("/account/join").says(http.StatusOK, "<option value=\"resident-id\" selected>")
	b.post("/account/join", "ticket", code, "kind", "resident-id", "document", "12").refuses(http.StatusBadRequest, "document", "document.length")
	b.post("/account/join", "ticket", code, "kind", "nothing", "document", number).refuses(http.StatusBadRequest, "document", "document.kind_unknown")
	b.post("/account/join", "ticket", code[1:], "kind", "resident-id", "document", number).refuses(http.StatusBadRequest, "ticket", "join_code.wrong")
	b.post("/account/join", "ticket", strings.ToLower(code), "kind", "resident-id", "document", number).leads("/account?done=joined")
	b.get("/account").says(http.StatusOK, "The account is joined to you", testdb.Born(0).Name, "****")

	other, login, _ := h.registers(goodPassword)
	other.post("/account/join", "ticket", ticket(), "kind", "resident-id", "document", number).refuses(http.StatusConflict, "", "account.frozen")
	b.get("/account").leads("/sign-in?next=account&done=over")
	other.signs(login, goodPassword).refuses(http.StatusForbidden, "", "account.frozen")
}

// One device is signed out, or all others, by their owner.
func TestEndingSignIns(t *testing.T) {
	h := newHall(t)
	b, login, _ := h.registers(goodPassword)
	others := []*browser{h.browser(), h.browser(), h.browser()}
	for _, o := range others {
		h.clock.Step(time.Minute)
		o.signs(login, goodPassword).leads("/account")
	}
	ended := regexp.MustCompile(`/account/sign-ins/([^/]+)/end"`).FindAllStringSubmatch(b.get("/account").Body.String(), -1)
	if len(ended) != 4 {
		t.Fatal(ended)
	}
	b.post("/account/sign-ins/" + ended[0][1] + "/end").leads("/account?done=sign-in-ended")
	others[2].get("/account").leads("/sign-in?next=account&done=over")
	others[1].get("/account").says(http.StatusOK)
	b.post("/account/sign-ins/end-others").leads("/account?done=others-ended")
	others[1].get("/account").leads("/sign-in?next=account&done=over")
	b.post("/account/sign-ins/" + ended[3][1] + "/end").leads("/sign-in?done=signed-out")
	b.get("/account").leads("/sign-in?next=account")
}

// Who closes the account is asked once more who they are, and is then nobody.
func TestClosing(t *testing.T) {
	h := newHall(t)
	b, login, _ := h.registers(goodPassword)
	b.post("/account/close", "proof", "wrong").refuses(http.StatusBadRequest, "proof", "proof.wrong")
	b.post("/account/close", "proof", goodPassword).leads("/sign-in?done=closed")
	b.signs(login, goodPassword).refuses(http.StatusUnauthorized, "secret", "sign_in.wrong")
}

// drawn is what is drawn anew for each page, and is written as … in the golden
// pages.
var drawn = regexp.MustCompile(`(name="(?:setting|question)" value="|/account/sign-ins/|secret=|yang-)[A-Za-z0-9_-]+|<path d="M[^"]{200,}"|(<li>|<span>)[0-9A-Z]{4}(-[0-9A-Z]{4}|</span>)[-0-9A-Z]*`)

// TestOwnPages holds the pages by which people come in and look after their
// account, in both languages.
func TestOwnPages(t *testing.T) {
	for _, lang := range locale.Langs() {
		h := newHall(t)
		show := func(name string, a answer) answer {
			t.Helper()
			golden(t, filepath.Join("testdata", string(lang), "own-"+name+".html"), drawn.ReplaceAllString(a.Body.String(), "$1…"))
			return a
		}
		b := h.browser()
		b.lang = lang
		show("sign-in", b.get("/sign-in?next=join&done=over").says(http.StatusOK))
		show("sign-in-wrong", b.signs("yang", "wrong").says(http.StatusUnauthorized))
		show("register", b.get("/register").says(http.StatusOK))
		b.post("/register", "to", h.newPhone()).leads("/register/enter")
		show("register-enter", b.get("/register/enter").says(http.StatusOK))
		code := h.code()
		show("register-wrong", b.post("/register/enter", "code", code, "login", "yang", "password", "short").says(http.StatusBadRequest))
		b.post("/register/enter", "code", code, "login", "yang", "password", goodPassword).leads("/account?done=registered")
		show("account", b.get("/account?done=registered").says(http.StatusOK))
		show("second", b.get("/account/second").says(http.StatusOK))
		page := show("setting", b.post("/account/second", "proof", goodPassword).says(http.StatusOK)).Body.String()
		m := regexp.MustCompile(`secret=([A-Z2-7]+)`).FindStringSubmatch(page)
		secret, _ := totp.Decode(m[1])
		show("codes", b.post("/account/second/confirm", "setting", sealedIn(t, page, "setting"), "second", h.shows(secret)).says(http.StatusOK))
		show("account-second", b.get("/account").says(http.StatusOK))
		for name, page := range map[string]string{
			"password": "/account/password", "join": "/account/join", "contact": "/account/contact", "drop-contact": "/account/contact/drop",
			"recovery-codes": "/account/recovery-codes", "drop-second": "/account/second/drop", "close": "/account/close", "messages": "/account/messages",
		} {
			show(name, b.get(page).says(http.StatusOK))
		}
		other := h.browser()
		other.lang = lang
		other.signs(b.login(), goodPassword)
		show("second-due", other.get("/sign-in/second?next=account").says(http.StatusOK))
	}
}
