package web

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/skill"
)

// The cookies of a sign-in can be neither read by a script, nor sent in the
// clear, nor set by another host, nor by a form of another site.
// Source: RFC 6265bis, 4.1.2 and 4.1.3; OWASP Session Management Cheat Sheet.
func TestCookies(t *testing.T) {
	for _, c := range []struct {
		name, host, by string
		plain          bool
	}{
		{"an installation on the net", "assay.example.org", "assay.example.org", false},
		{"asked as if it were the machine itself", "assay.example.org", "127.0.0.1:8080", false},
		{"a trial on this machine", "127.0.0.1:8080", "127.0.0.1:8080", true},
		{"a trial under its other name", "localhost:8080", "[::1]:8080", true},
		{"a trial that is asked from elsewhere", "127.0.0.1:8080", "assay.example.org", false},
	} {
		h := newHallAt(t, c.host, 1000)
		b := h.browser()
		b.host = c.by
		phone := h.newPhone()
		b.post("/register", "to", phone).leads("/register/enter")
		all := b.post("/register/enter", "code", h.code(), "password", goodPassword).Result().Cookies()
		seen := map[string]bool{}
		for _, got := range all {
			name, safe := strings.CutPrefix(got.Name, host)
			seen[name] = true
			if safe == c.plain || got.Secure == c.plain || !got.HttpOnly || got.SameSite != http.SameSiteLaxMode || got.Path != "/" || got.Domain != "" {
				t.Errorf("%s: %s", c.name, got)
			}
			if name == entryCookie && (got.MaxAge != 0 || !got.Expires.IsZero() || len(got.Value) < 43) {
				t.Errorf("%s: the sign-in outlives the browser: %s", c.name, got)
			}
		}
		if !seen[entryCookie] || !seen[deviceCookie] {
			t.Errorf("%s: %v", c.name, all)
		}
	}
}

// A secret that somebody planted in a browser, or saw before, opens nothing once
// its owner has come in.
func TestFixation(t *testing.T) {
	h := newHall(t)
	attacker, _, _ := h.registers(goodPassword)
	_, login, _ := h.registers(goodPassword)
	planted := attacker.cookies[host+entryCookie]
	victim := h.browser()
	victim.cookies[host+entryCookie] = planted
	victim.signs(login, goodPassword).leads("/account")
	if victim.cookies[host+entryCookie] == planted {
		t.Fatal("the planted secret was kept")
	}
	attacker.get("/account").leads("/sign-in?next=account&done=over")
	victim.get("/account").says(http.StatusOK, login)

	for _, made := range []string{"x", strings.Repeat("A", 43), hashOf(victim.cookies[host+entryCookie])} {
		attacker.cookies[host+entryCookie] = made
		attacker.get("/account").leads("/sign-in?next=account&done=over")
	}
}

// A stolen secret lasts no longer than its owner lets it: signing out, changing
// the password and setting up a second factor end it.
func TestTheft(t *testing.T) {
	for name, end := range map[string]func(b *browser){
		"signing out":     func(b *browser) { b.post("/sign-out").leads("/sign-in?done=signed-out") },
		"a new password":  func(b *browser) { b.post("/account/password", "proof", goodPassword, "password", "another good one") },
		"a second factor": func(b *browser) { b.secures() },
		"closing":         func(b *browser) { b.post("/account/close", "proof", goodPassword) },
		"signing in anew": func(b *browser) { b.signs(b.login(), goodPassword).leads("/account") },
		"another device": func(b *browser) {
			o := b.browser()
			o.signs(b.login(), goodPassword)
			o.post("/account/sign-ins/end-others")
		},
		"twelve hours": func(b *browser) { b.clock.Step(wholeDay) },
		"a wrong proof too": func(b *browser) {
			for range 10 {
				b.post("/account/password", "proof", "wrong", "password", "another good one")
			}
		},
	} {
		h := newHall(t)
		b, _, _ := h.registers(goodPassword)
		thief := b.twin()
		thief.get("/account").says(http.StatusOK)
		end(b)
		if got := thief.get("/account"); got.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", name, got.Code)
		}
	}
}

// login is the name of whoever is signed in.
func (b *browser) login() string {
	b.t.Helper()
	return regexp.MustCompile(`yang-\d{4}`).FindString(b.get("/account").says(http.StatusOK).Body.String())
}

// A form of another site does nothing, whatever way the browser tells where it
// comes from; a form of ours that comes from a browser of before 2023 does.
// Source: Fetch Metadata; RFC 6454, 7.3 (Origin: null).
func TestForeignForms(t *testing.T) {
	h := newHall(t)
	b, login, _ := h.registers(goodPassword)
	for _, d := range append(h.site.entryDoors(), h.site.ownDoors()...) {
		if d.method != http.MethodPost {
			continue
		}
		page := strings.ReplaceAll(d.path, "{id}", "x")
		for name, mark := range map[string]http.Header{
			"another site":                   {"Sec-Fetch-Site": {"cross-site"}},
			"a neighbour":                    {"Sec-Fetch-Site": {"same-site"}},
			"an old browser, another origin": {"Origin": {"https://evil.example.org"}},
			"an old browser, a sandbox":      {"Origin": {"null"}},
			"a sandbox":                      {"Origin": {"null"}, "Sec-Fetch-Site": {"cross-site"}},
		} {
			r := form(page, "proof", goodPassword, "password", "another good one", "name", login, "secret", goodPassword, "to", "13900000001")
			r.Header.Del("Sec-Fetch-Site")
			for k, v := range mark {
				r.Header[k] = v
			}
			got := b.send(r)
			if got.Code != http.StatusForbidden || got.Header().Get("Set-Cookie") != "" || got.Header().Get("Location") != "" {
				t.Errorf("%s, %s: %d %v", page, name, got.Code, got.Header())
			}
		}
	}
	b.get("/account").says(http.StatusOK, login)
	if _, _, ok, _ := h.store.ClaimLetter(t.Context(), wholeDay, skill.BySMS); ok {
		t.Error("a letter was posted")
	}
	r := form("/sign-in", "name", login, "secret", goodPassword)
	r.Header.Del("Sec-Fetch-Site")
	r.Header.Set("Origin", "https://assay.example.org")
	h.browser().send(r).leads("/account")
}

// Nobody can lay one of these pages under a page of their own, and none stays in
// a browser's store or tells another site where it was.
// Source: CSP Level 3, frame-ancestors; RFC 9111, no-store.
func TestPagesKeepToThemselves(t *testing.T) {
	h := newHall(t)
	b, _, phone := h.registers(goodPassword)
	stranger := h.browser()
	stranger.post("/sign-in/code", "to", phone)
	answers := map[string]answer{"wrong form": b.post("/account/password", "proof", "wrong", "password", "x"), "foreign form": b.send(httptest.NewRequest("POST", "/account/close", nil))}
	for _, d := range append(h.site.entryDoors(), h.site.ownDoors()...) {
		if d.method == http.MethodGet {
			answers[d.path] = b.get(d.path)
			answers["a stranger's "+d.path] = stranger.get(d.path)
		}
	}
	for name, got := range answers {
		head := got.Header()
		if head.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: may be kept: %s", name, head.Get("Cache-Control"))
		}
		if got.Code == http.StatusSeeOther {
			continue
		}
		for key, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if head.Get(key) != want {
				t.Errorf("%s: %s: %q", name, key, head.Get(key))
			}
		}
		if p := head.Get("Referrer-Policy"); p != "same-origin" && p != "no-referrer" {
			t.Errorf("%s: Referrer-Policy: %q", name, p)
		}
	}
}

// Wherever an address says to go, it is to a page of ours.
// Source: OWASP Unvalidated Redirects and Forwards Cheat Sheet.
func TestRedirects(t *testing.T) {
	h := newHall(t)
	_, login, _ := h.registers(goodPassword)
	for _, to := range []string{
		"https://evil.example.org", "//evil.example.org", `/\evil.example.org`, "/account/password", "javascript:alert(1)", "evil", "account\r\nX: y", "../evil", "",
	} {
		b := h.browser()
		page := b.send(queried("/sign-in", "next", to)).says(http.StatusOK).Body.String()
		if strings.Contains(page, "evil") || strings.Contains(page, `name="next"`) {
			t.Errorf("%q is on the page", to)
		}
		b.post("/sign-in", "name", login, "secret", goodPassword, "next", to).leads("/account")
		b.post("/account/code", "page", to, "by", "sms").leads("/account")
		if page := b.send(queried("/account", "done", to)).says(http.StatusOK).Body.String(); strings.Contains(page, "evil") {
			t.Errorf("%q is said on the page", to)
		}
	}
}

func queried(page, key, value string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, page, nil)
	q := r.URL.Query()
	q.Set(key, value)
	r.URL.RawQuery = q.Encode()
	return r
}

// Whether somebody has an account cannot be learned from an answer: neither from
// its words, its status nor its cookies.
// Source: OWASP Authentication Cheat Sheet, generic error messages.
func TestAnswersAreAlike(t *testing.T) {
	h := newHall(t)
	_, login, phone := h.registers(goodPassword)
	alike := func(what string, known, unknown string, ask func(b *browser, name string) answer) {
		t.Helper()
		var was [2]string
		for i, name := range []string{known, unknown} {
			got := ask(h.browser(), name)
			var names []string
			for _, c := range got.Result().Cookies() {
				names = append(names, c.Name)
			}
			was[i] = strings.Join(names, " ") + http.StatusText(got.Code) + got.Header().Get("Location") + strings.ReplaceAll(got.Body.String(), name, "NAME")
		}
		if was[0] != was[1] {
			t.Errorf("%s: %s\n\nand\n\n%s", what, was[0], was[1])
		}
	}
	wrong := func(b *browser, name string) answer { return b.signs(name, "a wrong password") }
	alike("a wrong password", login, "nobody-1234", wrong)
	alike("a telephone", phone, "13911111111", wrong)
	for i, c := range []codeWay{toSignIn, toRegister, toRecover} {
		ask := func(b *browser, name string) answer { return b.post(c.page, "to", name) }
		_, _, phone := h.registers(goodPassword)
		alike("a code "+c.page, phone, fmt.Sprintf("1391111111%d", i), ask)
		_, _, phone = h.registers(goodPassword)
		alike("a wrong code "+c.enter, phone, fmt.Sprintf("1392222222%d", i), func(b *browser, name string) answer {
			ask(b, name).leads(c.enter)
			got := b.post(c.enter, "code", "x", "password", "another good one").says(http.StatusBadRequest)
			return answer{shortly(got.ResponseRecorder, name), t}
		})
	}
}

// shortly is an answer without the shortened address on it.
func shortly(w *httptest.ResponseRecorder, name string) *httptest.ResponseRecorder {
	text := strings.ReplaceAll(w.Body.String(), skill.Keep(name).Masked(), "SHORT")
	w.Body.Reset()
	w.Body.WriteString(text)
	return w
}

// What is another's cannot be reached by its id, nor by the sealed things of
// another's browser.
func TestIDsOfOthers(t *testing.T) {
	h := newHall(t)
	owner, login, _ := h.registers(goodPassword)
	thief, _, _ := h.registers(goodPassword)
	ids := regexp.MustCompile(`/account/sign-ins/([^/]+)/end"`).FindStringSubmatch(owner.get("/account").Body.String())
	thief.post("/account/sign-ins/" + ids[1] + "/end").says(http.StatusNotFound)
	thief.post("/account/sign-ins/x/end").says(http.StatusNotFound)
	owner.get("/account").says(http.StatusOK, login)

	owner.post("/account/contact", "to", "yang@example.org").leads("/account/contact/enter")
	code := h.letter(skill.ByMail).Code.Reveal()
	thief.cookies[host+stepCookie] = owner.cookies[host+stepCookie]
	thief.get("/account/contact/enter").leads("/account/contact")
	thief.post("/account/contact/enter", "code", code, "proof", goodPassword).leads("/account/contact")

	owner.post("/account/code", "page", "password", "by", "sms").leads("/account/password")
	confirm := h.code()
	thief.cookies[host+proofCookie] = owner.cookies[host+proofCookie]
	thief.post("/account/password", "proof_code", confirm, "password", "another good one").refuses(http.StatusBadRequest, "proof", "proof.missing")

	// One kind of sealed thing is not another.
	thief.cookies[host+stepCookie], thief.cookies[host+proofCookie] = owner.cookies[host+proofCookie], owner.cookies[host+stepCookie]
	thief.get("/sign-in/code/enter").leads("/sign-in/code")
	thief.get("/account/contact/enter").leads("/account/contact")
}

// Whoever is not signed in is led to where they can be, at every page and form of
// an account; a form does nothing.
func TestNobodyIsLedToTheDoor(t *testing.T) {
	h := newHall(t)
	b := h.browser()
	for _, d := range h.site.ownDoors() {
		r := httptest.NewRequest(d.method, strings.ReplaceAll(d.path, "{id}", "x"), nil)
		got := b.send(r)
		if got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Header().Get("Location"), "/sign-in") {
			t.Errorf("%s %s: %d %s", d.method, d.path, got.Code, got.Header().Get("Location"))
		}
	}
}

// A page that changes something is not reached by an address alone.
func TestAddressesChangeNothing(t *testing.T) {
	h := newHall(t)
	b, login, _ := h.registers(goodPassword)
	shown := map[string]bool{}
	for _, d := range h.site.doors() {
		shown[d.method+d.path] = true
	}
	for _, d := range append(h.site.entryDoors(), h.site.ownDoors()...) {
		if d.method != http.MethodPost || shown[http.MethodGet+d.path] {
			continue
		}
		if got := b.get(strings.ReplaceAll(d.path, "{id}", "x")); got.Code != http.StatusNotFound && got.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", d.path, got.Code)
		}
	}
	b.get("/account").says(http.StatusOK, login)
}

// A network that sends too many forms is told to wait; pages are still shown.
func TestTooManyForms(t *testing.T) {
	h := newHallAt(t, "assay.example.org", 3)
	b := h.browser()
	for range 3 {
		b.signs("nobody", "a wrong password").says(http.StatusUnauthorized)
	}
	b.signs("nobody", "a wrong password").says(http.StatusTooManyRequests, "Too much was sent")
	b.get("/sign-in").says(http.StatusOK)
}

// Where much has failed a question comes first, on the same page; once it is
// answered the form goes on, and an answer counts once.
func TestQuestionsComeFirst(t *testing.T) {
	h := newHall(t)
	_, login, _ := h.registers(goodPassword)
	b := h.browser()
	var got answer
	for range 50 {
		if got = b.signs(login, "a wrong password"); got.Code != http.StatusUnauthorized {
			break
		}
	}
	got.refuses(http.StatusTooManyRequests, "answer", "sign_in.question")
	token := sealedIn(t, got.Body.String(), "question")
	b.post("/sign-in", "name", login, "secret", goodPassword, "question", token, "answer", "99").refuses(http.StatusTooManyRequests, "answer", "sign_in.question")
	b.lang = "zh"
	page := b.signs(login, goodPassword).says(http.StatusTooManyRequests).Body.String()
	token, reply := sealedIn(t, page, "question"), solve(t, page)
	b.post("/sign-in", "name", login, "secret", goodPassword, "question", token, "answer", reply).leads("/account")
	b.cookies = map[string]string{}
	b.post("/sign-in", "name", login, "secret", goodPassword, "question", token, "answer", reply).says(http.StatusTooManyRequests)
}

// What somebody typed is shown as what it is.
func TestWhatIsTypedIsText(t *testing.T) {
	h := newHall(t)
	b := h.browser()
	page := b.signs(`"><script>alert(1)</script>`, "x").says(http.StatusUnauthorized).Body.String()
	if strings.Contains(page, "<script") {
		t.Error(page)
	}
}

const wholeDay = 24 * time.Hour

// The one script of these pages is let run by the hash of its text, and nothing
// else is.
// Source: CSP Level 3, 6.7.3.3.
func TestTheOneScript(t *testing.T) {
	b := newHall(t).browser()
	got := b.post("/sign-in/passkey", "next", "password").says(http.StatusOK, `name="next" value="password"`)
	_, rest, _ := strings.Cut(got.Body.String(), "<script>")
	text, rest, _ := strings.Cut(rest, "</script>")
	sum := sha256.Sum256([]byte(text))
	want := policy + "; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	if got.Header().Get("Content-Security-Policy") != want || strings.Contains(rest, "<script") {
		t.Errorf("%s, want %s", got.Header().Get("Content-Security-Policy"), want)
	}
	if strings.Contains(b.get("/sign-in").Body.String(), "<script") {
		t.Error("a page without need of it holds a script")
	}
}
