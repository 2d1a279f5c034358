package provider

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/web/provider/providertest"
)

const (
	client = "assay"
	back   = "http://127.0.0.1:1/sign-in/provider/back" // where nobody listens
)

var number = testdb.Born(0).Document.Number

// people are those whom the provider knows, with their claims.
var people = map[string]map[string]string{
	"li":     {"document": number.Reveal(), "name": "样例李", "assurance": "high"},
	"wang":   {"document": number.Reveal(), "name": "样例王", "assurance": "low"},
	"nobody": {},
}

// start starts the provider for these tests.
func start(t *testing.T, p providertest.Plan) (issuer string, stop func()) {
	t.Helper()
	p.Client, p.Back, p.People = client, back, people
	return providertest.Start(t, p)
}

// form is how the installation knows the provider.
func form(issuer string) Form {
	return Form{
		Name: Name{"样例身份认证平台", "Sample identity service"}, Issuer: issuer, ClientID: client, Scopes: []string{"document"},
		Claims: Claims{Number: "/document", Name: "/name", Kind: skill.ResidentID, Where: map[string]string{"/assurance": "high"}},
	}
}

func known(f Form, secret string) *Provider {
	return &Provider{Form: f, Secret: secret, Back: back, Now: time.Now, Rand: rand.Reader, Client: NewClient(10 * time.Second)}
}

// told is the reason and the cause of an error.
func told(err error) string {
	if e, ok := errors.AsType[*skill.Error](err); ok && e.Err != nil {
		return e.Reason + ": " + e.Err.Error()
	}
	return skill.ReasonOf(err)
}

// Whoever signs in at the provider comes back as its subject, with the document
// that it has verified, whether it is said in the token or beside it, and whether
// or not the installation has a secret.
func TestSomebodySignsIn(t *testing.T) {
	for name, p := range map[string]providertest.Plan{
		"said in the token": {Key: "k", Secret: "only a test"},
		"said beside it":    {Key: "k", Secret: "only a test", Userinfo: true},
		"without a secret":  {Key: "k"},
	} {
		t.Run(name, func(t *testing.T) {
			issuer, _ := start(t, p)
			f := form(issuer)
			f.Userinfo = p.Userinfo
			for login, want := range map[string]string{"li": "样例李", "wang": "", "nobody": ""} {
				who := signsIn(t, known(f, p.Secret), providertest.NewBrowser(t, back), login)
				if who.Subject != login || who.Issuer != issuer {
					t.Errorf("%s came back as %s of %s", login, who.Subject, who.Issuer)
				}
				switch {
				case (who.Claim != nil) != (want != ""):
					t.Errorf("%s: claim %v", login, who.Claim)
				case want != "" && (who.Claim.Name != want || who.Claim.Document.Kind != skill.ResidentID || !who.Claim.Document.Number.Equal(number)):
					t.Errorf("%s: %+v", login, who.Claim)
				}
			}
		})
	}
}

func signsIn(t *testing.T, p *Provider, b *providertest.Browser, login string) Identity {
	t.Helper()
	a, to, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(told(err))
	}
	who, err := p.Finish(t.Context(), a, b.Goes(to, login))
	if err != nil {
		t.Fatal(told(err))
	}
	return who
}

// What does not answer the attempt signs nobody in.
// Source: OpenID Connect Core 1.0, 3.1.3.7; RFC 7636, 4.6; RFC 9207, 2.4.
func TestAnswersThatAreRefused(t *testing.T) {
	issuer, _ := start(t, providertest.Plan{Key: "k", Secret: "only a test"})
	ours := known(form(issuer), "only a test")
	late := known(form(issuer), "only a test")
	late.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	wrongSecret := known(form(issuer), "another")
	otherClient := known(form(issuer), "only a test")
	for _, c := range []struct {
		name   string
		by     *Provider
		change func(a *Attempt, back url.Values)
		want   string
	}{
		{"another state", ours, func(a *Attempt, _ url.Values) { a.State = "another" }, "provider.answer: another state"},
		{"no state at all", ours, func(a *Attempt, back url.Values) { a.State = ""; back.Del("state") }, "provider.answer: another state"},
		{"another nonce", ours, func(a *Attempt, _ url.Values) { a.Nonce = "another" }, "provider.answer: another nonce"},
		{"another verifier", ours, func(a *Attempt, _ url.Values) { a.Verifier = strings.Repeat("x", 43) }, "provider.answer: the code was refused"},
		{"another issuer", ours, func(_ *Attempt, back url.Values) { back.Set("iss", "https://other.example.org") }, "provider.answer: another issuer"},
		{"no issuer where the provider names itself", ours, func(_ *Attempt, back url.Values) { back.Del("iss") }, "provider.answer: another issuer"},
		{"another code", ours, func(_ *Attempt, back url.Values) { back.Set("code", "another") }, "provider.answer: the code was refused"},
		{"no code", ours, func(_ *Attempt, back url.Values) { back.Del("code") }, "provider.answer: no code"},
		{"an error of the provider", ours, func(_ *Attempt, back url.Values) { back.Set("error", "server_error") }, "provider.answer: an error"},
		{"a token that has expired", late, nil, "provider.answer: an expired token"},
		{"a wrong secret of ours", wrongSecret, nil, "provider.answer: the code was refused"},
		{"a token for another client", otherClient, func(*Attempt, url.Values) { otherClient.ClientID = "other" }, "provider.answer: the code was refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, to, err := c.by.Begin(t.Context())
			if err != nil {
				t.Fatal(told(err))
			}
			brought := providertest.NewBrowser(t, back).Goes(to, "li")
			if c.change != nil {
				c.change(&a, brought)
			}
			if who, err := c.by.Finish(t.Context(), a, brought); told(err) != c.want || who != (Identity{}) {
				t.Errorf("%q, want %q", told(err), c.want)
			}
		})
	}
}

// A code counts once, whoever brings it again.
// Source: RFC 6749, 4.1.2.
func TestACodeCountsOnce(t *testing.T) {
	issuer, _ := start(t, providertest.Plan{Key: "k"})
	p := known(form(issuer), "")
	a, to, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(told(err))
	}
	brought := providertest.NewBrowser(t, back).Goes(to, "li")
	if _, err := p.Finish(t.Context(), a, brought); err != nil {
		t.Fatal(told(err))
	}
	if _, err := p.Finish(t.Context(), a, brought); told(err) != "provider.answer: the code was refused" {
		t.Error(told(err))
	}
}

// Whoever does not go on at the provider is told so, and nothing else happened.
func TestSomebodyGivesUp(t *testing.T) {
	issuer, _ := start(t, providertest.Plan{Key: "k"})
	p := known(form(issuer), "")
	a, to, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(told(err))
	}
	if _, err := p.Finish(t.Context(), a, providertest.NewBrowser(t, back).Goes(to, "")); skill.ReasonOf(err) != "provider.cancelled" {
		t.Error(told(err))
	}
}

// A provider that signs by another key since yesterday is believed by its new
// one; a provider that is down says so, at the beginning and at the end.
func TestKeysTurnAndProvidersGoDown(t *testing.T) {
	issuer, stop := start(t, providertest.Plan{Key: "old"})
	p := known(form(issuer), "")
	signsIn(t, p, providertest.NewBrowser(t, back), "li")
	stop()
	a, _, err := p.Begin(t.Context()) // it is still known where to go
	if err != nil {
		t.Fatal(told(err))
	}
	if _, err := p.Finish(t.Context(), a, url.Values{"state": {a.State}, "code": {"some"}, "iss": {issuer}}); skill.ReasonOf(err) != "provider.down" {
		t.Error(told(err))
	}
	if _, _, err := known(form(issuer), "").Begin(t.Context()); skill.ReasonOf(err) != "provider.down" {
		t.Error(told(err))
	}
	at, err := url.Parse(issuer)
	if err != nil {
		t.Fatal(err)
	}
	var port int
	if err := json.Unmarshal([]byte(at.Port()), &port); err != nil {
		t.Fatal(err)
	}
	start(t, providertest.Plan{Key: "new", Port: port})
	if who := signsIn(t, p, providertest.NewBrowser(t, back), "li"); who.Subject != "li" {
		t.Errorf("%+v", who)
	}
}

// An address that pretends to be the provider gets nobody in: neither by another
// issuer's name, nor by passing on another issuer's token.
func TestAnotherIssuer(t *testing.T) {
	issuer, _ := start(t, providertest.Plan{Key: "k"})
	if _, _, err := known(form(strings.Replace(issuer, "127.0.0.1", "localhost", 1)), "").Begin(t.Context()); told(err) != "provider.down: another issuer" {
		t.Error(told(err))
	}
	pretender := httptest.NewUnstartedServer(nil)
	name := "http://" + pretender.Listener.Addr().String()
	pretender.Config.Handler = passing(t, issuer, map[string]any{"issuer": name, "authorization_response_iss_parameter_supported": false})
	pretender.Start()
	defer pretender.Close()
	p := known(form(name), "")
	a, to, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(told(err))
	}
	brought := providertest.NewBrowser(t, back).Goes(to, "li")
	if _, err := p.Finish(t.Context(), a, brought); told(err) != "provider.answer: another issuer" {
		t.Error(told(err))
	}
	a, to, err = p.Begin(t.Context())
	if err != nil {
		t.Fatal(told(err))
	}
	brought = providertest.NewBrowser(t, back).Goes(to, "li")
	brought.Del("iss")
	if _, err := p.Finish(t.Context(), a, brought); told(err) != "provider.answer: the token" {
		t.Error(told(err))
	}
}

// passing gives out the provider's own description with some of it changed.
func passing(t *testing.T, issuer string, changed map[string]any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get(issuer + r.URL.Path)
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		all := map[string]any{}
		if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
			t.Error(err)
		}
		maps.Copy(all, changed)
		_ = json.NewEncoder(w).Encode(all)
	})
}

// A provider whose endpoints others could read is not used.
func TestEndpointsWithoutTLS(t *testing.T) {
	for _, place := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"} {
		s := httptest.NewUnstartedServer(nil)
		name := "http://" + s.Listener.Addr().String()
		all := map[string]any{"issuer": name, "authorization_endpoint": name, "token_endpoint": name, "jwks_uri": name, "userinfo_endpoint": name}
		all[place] = "http://provider.example.org/"
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(all) })
		s.Start()
		if _, _, err := known(form(name), "").Begin(t.Context()); told(err) != "provider.down: an endpoint without TLS" {
			t.Errorf("%s: %s", place, told(err))
		}
		s.Close()
	}
}

// The client follows nobody and reads no endless answer.
func TestTheClientKeepsToItself(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			_, _ = w.Write(make([]byte, 2*answerMost))
			return
		}
		http.Redirect(w, r, "/long", http.StatusFound)
	}))
	defer s.Close()
	c := NewClient(10 * time.Second)
	if _, err := c.Get(s.URL); !errors.Is(err, errMoved) {
		t.Error(err)
	}
	answer, err := c.Get(s.URL + "/long")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if b, err := io.ReadAll(answer.Body); err != nil || len(b) != answerMost {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

// Which claims count is the form's to say.
func TestClaims(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	nested := `{"verified":{"claims":{"id_number":"` + number.Reveal() + `","full/name":"样例李","id_type":"111"},"by":{"framework":"cn"},"ok":true},"age":36}`
	at := Claims{
		Number: "/verified/claims/id_number", Name: "/verified/claims/full~1name", KindAt: "/verified/claims/id_type",
		Kinds: map[string]skill.DocumentKind{"111": skill.ResidentID, "414": skill.Passport}, Where: map[string]string{"/verified/by/framework": "cn", "/verified/ok": "true"},
	}
	for _, c := range []struct {
		name, said string
		change     func(c *Claims)
		want       bool
	}{
		{"all as the form says", nested, nil, true},
		{"a kind that the form does not know", strings.Replace(nested, "111", "999", 1), nil, false},
		{"verified by somebody else", strings.Replace(nested, `"cn"`, `"other"`, 1), nil, false},
		{"not verified", strings.Replace(nested, "true", "false", 1), nil, false},
		{"no name", strings.Replace(nested, "样例李", " ", 1), nil, false},
		{"no document number", strings.Replace(nested, number.Reveal(), number.Reveal()[1:], 1), nil, false},
		{"a number where a text should stand", nested, func(c *Claims) { c.Name = "/age" }, false},
		{"an object where a text should stand", nested, func(c *Claims) { c.Name = "/verified" }, false},
		{"a place that is not there", nested, func(c *Claims) { c.Name = "/verified/claims/full~1name/first" }, false},
		{"one kind for all", nested, func(c *Claims) { c.KindAt, c.Kind = "", skill.ResidentID }, true},
		{"a provider that vouches for nobody", nested, func(c *Claims) { *c = Claims{} }, false},
	} {
		var all map[string]json.RawMessage
		if err := json.Unmarshal([]byte(c.said), &all); err != nil {
			t.Fatal(err)
		}
		f := at
		if c.change != nil {
			c.change(&f)
		}
		if got := f.claim(all, now); (got != nil) != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// A form by which nobody could be signed in safely is refused at the field.
func TestForms(t *testing.T) {
	good := `{"name":{"zh":"样例","en":"Sample"},"issuer":"https://id.example.org","client_id":"assay","claims":{"number":"/n","name":"/m","kind":"resident-id"}}`
	for _, c := range []struct{ from, to, want string }{
		{"", "", ""},
		{"https://id.example.org", "http://127.0.0.1:4000", ""},
		{`,"claims":{"number":"/n","name":"/m","kind":"resident-id"}`, `,"claims":{}`, ""},
		{"https://id.example.org", "http://id.example.org", "provider.issuer at issuer"},
		{"https://id.example.org", "https://a:b@id.example.org", "provider.issuer at issuer"},
		{"https://id.example.org", "id.example.org", "provider.issuer at issuer"},
		{`"zh":"样例"`, `"zh":""`, "provider.form at name"},
		{`"client_id":"assay"`, `"client_id":""`, "provider.form at client_id"},
		{`"/n"`, `"n"`, "provider.form at claims.number"},
		{`"name":"/m",`, ``, "provider.form at claims.name"},
		{`,"kind":"resident-id"`, ``, "provider.form at claims.kind_at"},
		{`resident-id`, `identity`, "provider.form at claims.kind"},
		{`,"kind":"resident-id"`, `,"kind_at":"/k","kinds":{"1":"card"}`, "provider.form at claims.kinds"},
		{`"kind":"resident-id"`, `"kind":"resident-id","where":{"x":"y"}`, "provider.form at claims.where"},
		{`"client_id"`, `"client"`, "json.unknown_field at "},
	} {
		_, err := ReadForm(strings.NewReader(strings.Replace(good, c.from, c.to, 1)))
		got := ""
		if e, ok := errors.AsType[*skill.Error](err); ok {
			got = e.Reason + " at "
			if len(e.Fields) > 0 && e.Reason == e.Fields[0].Reason && !strings.HasPrefix(e.Reason, "json.") {
				got += e.Fields[0].Path
			}
		}
		if got != c.want {
			t.Errorf("%s for %s: %q, want %q", c.to, c.from, got, c.want)
		}
	}
}
