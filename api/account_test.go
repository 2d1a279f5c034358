package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/httpx"
	"assay/internal/testdb"
	"assay/rule/access"
	"assay/rule/totp"
	"assay/skill"
	"assay/store"
)

const goodPassword = "correct horse battery"

// A browser keeps the cookies it is given.
type browser struct {
	*scene
	jar map[string]string
}

func (s *scene) browser() *browser { return &browser{s, map[string]string{}} }

// ask sends as nobody, with the cookies.
func (b *browser) ask(method, path string, body any, extras ...extra) said {
	b.t.Helper()
	with := func(r *http.Request) {
		for name, value := range b.jar {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
	}
	got := b.scene.ask("", method, Prefix+path, body, append(extras, with)...)
	for _, line := range got.header["Set-Cookie"] {
		c, err := http.ParseSetCookie(line)
		b.must(err)
		if b.jar[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return got
}

func (b *browser) do(method, path string, body any, extras ...extra) doc {
	b.t.Helper()
	got := b.ask(method, path, body, extras...)
	if got.status >= 300 {
		b.t.Fatalf("%s: %d %s", got.asked, got.status, got.body)
	}
	return read(b.t, got)
}

func (b *browser) refused(status int, reason, method, path string, body any) {
	b.t.Helper()
	got := b.ask(method, path, body)
	if got.status != status || problemIn(b.t, got).Reason != reason {
		b.t.Errorf("%s: got %d %s, want %d %s", got.asked, got.status, got.body, status, reason)
	}
}

// disputed sets a scene for the matrix: at the body an account that waits to be
// joined, a dispute, two namesakes with a decision on them, and a token.
func (m *matrix) disputed() map[string]any {
	at := places[access.Here]
	person := func(name, number string) doc {
		return doc{"at": at, "name": name, "born": "1985-05-05", "document": doc{"kind": "passport", "number": number}}
	}
	login := m.browser().register(1)
	for n := range 2 {
		d := person("样例两人", "Z9100001")
		d["login"] = m.browser().register(2 + n)
		m.do([]string{"clerk", "head"}[n], "POST", "/accounts/join", d)
	}
	d := m.items("centre", "/disputes")[0]
	m.ids["disputes"] = d["id"].(string)
	var twins [4]any
	for n := range twins {
		twins[n] = m.do("security", "POST", "/persons", person("样例同名", "Z920000"+fmt.Sprint(n)))["id"]
	}
	m.ids["distinctions"] = m.do("centre", "POST", "/distinctions", doc{"path": at, "a": twins[0], "b": twins[1], "ground": "两人同时到场"})["id"].(string)
	m.ids["org-tokens"] = m.do("head", "POST", "/org-tokens", doc{"path": at, "label": "样例", "days": 30})["id"].(string)
	join := person("样例待办", "Z9300001")
	join["login"] = login
	return map[string]any{
		"join-account": join, "print-join-code": doc{"at": at}, "decide-dispute": doc{"keep": d["holder"], "ground": "原件与本人相符"},
		"distinguish-persons": doc{"path": at, "a": twins[2], "b": twins[3], "ground": "两人同时到场"},
		"make-org-token":      doc{"path": at, "label": "样例", "days": 1},
	}
}

// code reads the newest code that was posted.
func (s *scene) code() (code string) {
	s.t.Helper()
	for _, on := range skill.Channels() {
		for {
			l, job, ok, err := s.api.Store.ClaimLetter(s.t.Context(), time.Minute, on)
			s.must(err)
			if !ok {
				break
			}
			s.must(s.api.Store.Update(s.t.Context(), testdb.System(), func(tx *store.Tx) error { return tx.Finish(s.t.Context(), &job) }))
			if l.Kind.Coded() {
				code = l.Code.Reveal()
			}
		}
	}
	if code == "" {
		s.t.Fatal("no code was posted")
	}
	return code
}

// coded asks for a code and answers it.
func (b *browser) coded(path, purpose, to string) doc {
	b.t.Helper()
	sent := b.do("POST", path, doc{"purpose": purpose, "to": to})
	return doc{"challenge": sent["challenge"], "code": b.code()}
}

// register opens an account by the n-th telephone, and gives its login name.
func (b *browser) register(n int) string {
	b.t.Helper()
	d := b.coded("/codes", "register", testdb.Born(n).Phone.Reveal())
	d["wish"], d["password"], d["device"] = "yang", goodPassword, "Firefox, Linux"
	return b.do("POST", "/accounts", d)["login"].(string)
}

const entry, device = "__Host-" + httpx.EntryCookie, "__Host-" + httpx.DeviceCookie

// From registering to a second factor to signing out, by cookies alone.
func TestAccountByCookies(t *testing.T) {
	eachScene(t, func(s *scene) {
		b := s.browser()
		login := b.register(1)
		secret := b.jar[entry]
		if secret == "" || b.jar[device] == "" {
			t.Fatalf("cookies %v", b.jar)
		}
		me := b.do("GET", "/me", nil)
		if me["person"] != nil || me["account"] == "" || me["second_factor"] != false {
			t.Errorf("who is asking: %v", me)
		}
		b.refused(403, "actor.unjoined", "GET", "/plans", nil)
		a := b.do("GET", "/account", nil)
		if a["login"] != login || a["phone"] != "199****0001" || a["mail"] != "" || a["status"] != "open" || a["password"] != true || a["second_factor"] != false {
			t.Errorf("%v", a)
		}
		b.refused(400, "proof.missing", "POST", "/account/second-factor", doc{})
		setting := b.do("POST", "/account/second-factor", doc{"current_password": goodPassword})
		codes := b.do("POST", "/account/second-factor/finish", doc{"code": s.shown(setting)})["recovery_codes"].([]any)
		if len(codes) != 10 || b.jar[entry] == secret {
			t.Errorf("%d codes, or the secret did not change", len(codes))
		}
		old := s.browser()
		old.jar[entry] = secret
		old.refused(401, "sign_in.unknown", "GET", "/me", nil)
		if b.do("GET", "/me", nil)["second_factor"] != true {
			t.Error("a second factor was shown and does not count")
		}
		list := b.do("GET", "/sign-ins", nil)["items"].([]any)
		if len(list) != 1 || list[0].(map[string]any)["current"] != true || list[0].(map[string]any)["device"] != "Firefox, Linux" {
			t.Errorf("%v", list)
		}
		b.do("POST", "/sign-ins/out", nil)
		if b.jar[entry] != "" {
			t.Error("the cookie stays")
		}
		b.refused(401, "token.missing", "GET", "/me", nil)

		s.clock.Step(time.Minute)
		in := b.do("POST", "/sign-ins", doc{"name": login, "password": goodPassword})
		if in["second_factor_due"] != true {
			t.Errorf("%v", in)
		}
		b.refused(401, "sign_in.second_due", "GET", "/me", nil)
		b.refused(400, "second.wrong", "POST", "/sign-ins/second-factor", doc{"code": "000000"})
		b.do("POST", "/sign-ins/second-factor", doc{"code": s.shown(setting)})
		b.do("GET", "/me", nil)
		b.do("POST", "/account/recovery-codes", doc{"current_password": goodPassword})
		b.do("POST", "/account/second-factor/drop", doc{"current_password": goodPassword})

		s.clock.Step(24 * time.Hour)
		b.refused(401, "sign_in.over", "GET", "/me", nil)
		b.do("POST", "/sign-ins", b.coded("/codes", "sign-in", testdb.Born(1).Phone.Reveal()))
		confirm := b.coded("/account/codes", "confirm", "sms")
		b.do("POST", "/account/password", doc{"confirm": confirm, "password": "another " + goodPassword})
		b.do("POST", "/account/contacts", doc{"current_password": "another " + goodPassword, "reach": b.coded("/account/codes", "reach", "yang@example.org")})
		if a := b.do("POST", "/account/contacts/drop", doc{"current_password": "another " + goodPassword, "channel": "sms"}); a["phone"] != "" || a["mail"] != "y***@example.org" {
			t.Errorf("%v", a)
		}
		r := b.coded("/codes", "recover", "yang@example.org")
		r["password"] = goodPassword
		b.do("POST", "/accounts/recover", r)
		b.refused(401, "sign_in.unknown", "GET", "/me", nil)
		b.do("POST", "/sign-ins", doc{"name": "yang@example.org", "password": goodPassword})
		other := s.browser()
		other.do("POST", "/sign-ins", doc{"name": login, "password": goodPassword})
		b.do("POST", "/sign-ins/end-others", nil)
		other.refused(401, "sign_in.unknown", "GET", "/me", nil)
		other.do("POST", "/sign-ins", doc{"name": login, "password": goodPassword})
		for _, x := range b.do("GET", "/sign-ins", nil)["items"].([]any) {
			if x := x.(map[string]any); x["current"] != true {
				b.do("POST", "/sign-ins/"+x["id"].(string)+"/end", nil)
			}
		}
		other.refused(401, "sign_in.unknown", "GET", "/me", nil)
		b.do("POST", "/account/close", doc{"current_password": goodPassword})
		b.refused(401, "sign_in.wrong", "POST", "/sign-ins", doc{"name": login, "password": goodPassword})
	})
}

// shown is what the authenticator shows now.
func (s *scene) shown(setting doc) string {
	secret, _ := totp.Decode(setting["secret"].(string))
	return totp.Code(secret, totp.Step(s.clock.Now()))
}

// A page of another site makes no browser act for whoever is signed in, nor sign
// somebody in; a cookie that another host could have set is none.
// Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet; RFC 6265bis, 4.1.3.2.
func TestOtherSites(t *testing.T) {
	s := newScene(t)
	b := s.browser()
	login := b.register(1)
	from := func(name, value string) extra { return func(r *http.Request) { r.Header.Set(name, value) } }
	for _, c := range []struct {
		name  string
		extra extra
		want  string
	}{
		{"another site", from("Sec-Fetch-Site", "cross-site"), "request.cross_origin"},
		{"a neighbour", from("Sec-Fetch-Site", "same-site"), "request.cross_origin"},
		{"another origin, by an old browser", from("Origin", "https://evil.example"), "request.cross_origin"},
		{"nowhere", from("Origin", "null"), "request.cross_origin"},
		{"our own page", from("Sec-Fetch-Site", "same-origin"), ""},
		{"our own page, by an old browser", from("Origin", "http://example.com"), ""},
		{"no browser", func(*http.Request) {}, ""},
	} {
		for path, body := range map[string]any{"/sign-ins/end-others": nil, "/sign-ins": doc{"name": login, "password": goodPassword}} {
			got := b.ask("POST", path, body, c.extra)
			if c.want == "" && got.status >= 300 || c.want != "" && (got.status != 403 || problemIn(t, got).Reason != c.want) {
				t.Errorf("%s, %s: %d %s", c.name, path, got.status, got.body)
			}
		}
		if got := b.ask("GET", "/me", nil, c.extra); got.status != 200 {
			t.Errorf("%s reads: %d", c.name, got.status) // what it reads it is not shown
		}
	}
	planted := s.browser()
	planted.jar[httpx.EntryCookie] = b.jar[entry]
	planted.refused(401, "token.missing", "GET", "/me", nil)
	got := b.ask("POST", "/sign-ins", doc{"name": login, "password": goodPassword})
	for _, line := range got.header["Set-Cookie"] {
		for _, want := range []string{"__Host-assay", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
			if !strings.Contains(line, want) || strings.Contains(line, "Domain") {
				t.Errorf("%s has no %s", line, want)
			}
		}
	}
	// A token beside a cookie counts, and comes from no browser.
	s.filed()
	if me := b.do("GET", "/me", nil, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+s.tokens["clerk"]) }); me["account"] != "" {
		t.Errorf("%v", me)
	}
	s.refused(401, "account.by_token", "clerk", "GET", "/account", nil)
}

// Strangers answer a question where somebody failed before; a wrong answer, an
// old one and none are no answer.
func TestQuestions(t *testing.T) {
	s := newScene(t)
	login := s.browser().register(1)
	b := s.browser()
	wrong := doc{"name": login, "password": "something else"}
	for range 5 {
		b.refused(401, "sign_in.wrong", "POST", "/sign-ins", wrong)
	}
	b.refused(429, "sign_in.question", "POST", "/sign-ins", wrong)
	q := b.do("GET", "/question", nil)
	right := func(reply string) doc {
		return doc{"name": login, "password": goodPassword, "question": q["question"], "answer": reply}
	}
	b.refused(429, "sign_in.question", "POST", "/sign-ins", right("no number"))
	q = b.do("GET", "/question", nil)
	b.do("POST", "/sign-ins", right(sum(t, q["text"].(string))))
	again := s.browser()
	again.refused(429, "sign_in.question", "POST", "/sign-ins", right(sum(t, q["text"].(string))))
}

// A network signs in and changes accounts so often a minute, whoever is meant and
// whatever comes of it; who comes from elsewhere does not notice.
// Source: OWASP ASVS 4.0.3, 2.2.1.
func TestNetworksMaySignInSoOften(t *testing.T) {
	s := newScene(t)
	login := s.browser().register(1)
	s.api.Forms = httpx.NewLimiter(1, 2)
	from := func(addr string) extra { return func(r *http.Request) { r.RemoteAddr = addr + ":1" } }
	b := s.browser()
	right := doc{"name": login, "password": goodPassword}
	for i, want := range []int{401, 201, 429} {
		body := right
		if i == 0 {
			body = doc{"name": "nobody", "password": goodPassword}
		}
		if got := b.ask("POST", "/sign-ins", body, from("192.0.2.7")); got.status != want {
			t.Errorf("attempt %d: %d %s", i+1, got.status, got.body)
		}
	}
	for _, path := range []string{"/codes", "/accounts", "/accounts/recover", "/sign-ins/second-factor", "/account/password", "/account/join"} {
		got := b.ask("POST", path, doc{}, from("192.0.2.200"))
		if got.status != 429 || problemIn(t, got).Reason != "request.hurried" || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	if got := b.ask("GET", "/me", nil, from("192.0.2.7")); got.status != 200 {
		t.Errorf("reading was counted: %d", got.status)
	}
	if got := s.browser().ask("POST", "/sign-ins", right, from("198.51.100.7")); got.status != 201 {
		t.Errorf("from elsewhere: %d %s", got.status, got.body)
	}
	s.clock.Step(time.Minute)
	if got := b.ask("POST", "/sign-ins/end-others", nil, from("192.0.2.7")); got.status != 200 {
		t.Errorf("a minute later: %d %s", got.status, got.body)
	}
}

// Who has an account lists what was sent to it, and not what was sent to others;
// no answer holds a code.
func TestMessagesToOneself(t *testing.T) {
	eachScene(t, func(s *scene) {
		b := s.browser()
		login := b.register(1)
		b.do("POST", "/account/second-factor", doc{"current_password": goodPassword})
		other := s.browser()
		other.register(2)
		b.do("POST", "/codes", doc{"purpose": "sign-in", "to": testdb.Born(1).Phone.Reveal()})
		if items := other.do("GET", "/account/messages", nil)["items"].([]any); len(items) != 0 {
			t.Errorf("another's: %v", items)
		}
		got := b.ask("GET", "/account/messages", nil)
		items := read(t, got)["items"].([]any)
		if len(items) != 1 || items[0].(map[string]any)["kind"] != "code" || items[0].(map[string]any)["subject"] != "Code for signing in" || items[0].(map[string]any)["to"] != "" {
			t.Errorf("%s of %s", got.body, login)
		}
		s.filed()
		s.refused(401, "account.by_token", "clerk", "GET", "/account/messages", nil)
	})
}

// sum answers a question as a person would.
func sum(t *testing.T, text string) string {
	t.Helper()
	names := strings.Fields("zero one two three four five six seven eight nine ten")
	var found []int
	for word := range strings.FieldsSeq(strings.NewReplacer("?", " ", ".", " ", ",", " ").Replace(strings.ToLower(text))) {
		if n := slices.Index(names, word); n >= 0 {
			found = append(found, n)
		}
	}
	if len(found) != 2 {
		t.Fatalf("%q", text)
	}
	if strings.Contains(text, "plus") || strings.Contains(text, "add") || strings.Contains(text, "together") {
		return fmt.Sprint(found[0] + found[1])
	}
	return fmt.Sprint(found[0] - found[1])
}

// An officer joins an account; a second claim goes to the centre. An
// organisation's program reads and hands in, and decides nothing.
func TestJoiningByCalls(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.filed()
		join := func(who, login string, n int) said {
			p := testdb.Born(n)
			return s.ask(who, "POST", Prefix+"/accounts/join", doc{
				"at": "/44/b-017/", "login": login, "name": p.Name, "document": doc{"kind": "resident-id", "number": p.Document.Number.Reveal()},
			}, key("join-"+login))
		}
		first, second := s.browser(), s.browser()
		one, two := first.register(1), second.register(2)
		for range 2 { // once more under its key changes nothing
			if got := join("clerk", one, 40); got.status != 200 || read(t, got)["status"] != "joined" {
				t.Fatalf("%d %s", got.status, got.body)
			}
		}
		person := first.do("GET", "/me", nil)["person"].(map[string]any)["id"]
		if got := join("head", two, 40); got.status != 200 || read(t, got)["status"] != "frozen" || read(t, got)["person"] != "" {
			t.Fatalf("%d %s", got.status, got.body)
		}
		first.refused(401, "sign_in.unknown", "GET", "/me", nil)
		second.refused(403, "account.frozen", "POST", "/sign-ins", doc{"name": two, "password": goodPassword})
		d := s.items("centre", "/disputes?status=open")[0]
		id := d["id"].(string)
		if d["person"] != person || s.do("centre", "GET", "/disputes/"+id, nil)["status"] != "open" {
			t.Errorf("%v", d)
		}
		s.refused(403, "actor.denied", "stranger", "GET", "/disputes/"+id, nil)
		s.refused(403, "actor.denied", "clerk", "GET", "/disputes", nil)
		decided := s.do("approver", "POST", "/disputes/"+id+"/decide", doc{"keep": d["claimant"], "ground": "原件与本人相符"})
		if decided["status"] != "decided" || decided["kept"] != d["claimant"] {
			t.Errorf("%v", decided)
		}
		second.do("POST", "/sign-ins", doc{"name": two, "password": goodPassword})
		if second.do("GET", "/me", nil)["person"].(map[string]any)["id"] != person {
			t.Error("the account that was kept is not the person's")
		}
		code := s.do("clerk", "POST", "/persons/"+s.people["clerk"]+"/join-code", doc{"at": "/44/b-017/"}, key("code-1"))["code"].(string)
		s.refused(409, "request.shown_once", "clerk", "POST", "/persons/"+s.people["clerk"]+"/join-code", doc{"at": "/44/b-017/"}, key("code-1"))
		third := s.browser()
		third.register(3)
		third.refused(400, "join_code.wrong", "POST", "/account/join", doc{"code": code, "document": doc{"kind": "passport", "number": "Z0000999"}})

		token := s.do("head", "POST", "/org-tokens", doc{"path": "/44/b-017/", "label": "教务系统", "days": 30}, key("org-1"))
		s.refused(409, "request.shown_once", "head", "POST", "/org-tokens", doc{"path": "/44/b-017/", "label": "教务系统", "days": 30}, key("org-1"))
		s.tokens["program"] = token["secret"].(string)
		if me := s.do("program", "GET", "/me", nil); me["person"] != nil || me["grants"].([]any)[0].(map[string]any)["role"] != "client" {
			t.Errorf("%v", me)
		}
		s.do("program", "GET", "/plans", nil)
		s.refused(403, "actor.denied", "program", "POST", "/org-tokens", doc{"path": "/44/b-017/", "label": "x", "days": 1})
		if got := s.items("head", "/org-tokens"); len(got) != 1 || got[0]["secret"] != nil {
			t.Errorf("%v", got)
		}
		s.do("head", "POST", "/org-tokens/"+token["id"].(string)+"/revoke", nil)
		s.refused(401, "token.unknown", "program", "GET", "/plans", nil)
	})
}

func read(t testing.TB, got said) doc {
	t.Helper()
	var out doc
	if err := json.Unmarshal(got.body, &out); err != nil {
		t.Fatalf("%s: %v in %s", got.asked, err, got.body)
	}
	return out
}
