package web

import (
	"crypto/rand"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
	"assay/web/provider"
	"assay/web/provider/providertest"
)

// A hallElsewhere is a site with a real identity provider, which knows somebody
// by their verified document, and somebody of whom it knows nothing.
type hallElsewhere struct {
	*hall
	stop func()
}

const providerBack = "https://assay.example.org" + ProviderBack

func newHallElsewhere(t *testing.T) hallElsewhere {
	t.Helper()
	h := newHall(t)
	issuer, stop := providertest.Start(t, providertest.Plan{
		Client: "assay", Back: providerBack, Key: "k",
		People: map[string]map[string]string{
			"zhang": {"document": testdb.Born(0).Document.Number.Reveal(), "name": testdb.Born(0).Name, "assurance": "high"},
			"wrong": {"document": testdb.Born(0).Document.Number.Reveal(), "name": "样例别名", "assurance": "high"},
			"li":    {},
		},
	})
	h.site.Provider = &provider.Provider{
		Form: provider.Form{
			Name: provider.Name{Zh: "样例身份认证平台", En: "the sample identity service"}, Issuer: issuer, ClientID: "assay", Scopes: []string{"document"},
			Claims: provider.Claims{Number: "/document", Name: "/name", Kind: skill.ResidentID, Where: map[string]string{"/assurance": "high"}},
		},
		Back: providerBack, Now: time.Now, Rand: rand.Reader, Client: provider.NewClient(10 * time.Second),
	}
	return hallElsewhere{h, stop}
}

// elsewhere goes where a page of ours leads, signs in there and comes back.
func (b *browser) elsewhere(to, login string) answer {
	b.t.Helper()
	return b.comesBack(providertest.NewBrowser(b.t, providerBack).Goes(to, login))
}

func (b *browser) comesBack(brought url.Values) answer {
	return b.get(ProviderBack + "?" + brought.Encode())
}

// signsElsewhere signs in by the provider.
func (b *browser) signsElsewhere(login string) answer {
	b.t.Helper()
	to := b.get("/sign-in/provider?next=password").Header().Get("Location")
	if !strings.HasPrefix(to, b.site.Provider.Issuer+"/") {
		b.t.Fatalf("the browser is sent to %q", to)
	}
	return b.elsewhere(to, login)
}

// links links the account to whoever signs in by the provider.
func (b *browser) links(login string) answer {
	b.t.Helper()
	page := b.post("/account/provider", "proof", goodPassword).says(http.StatusOK, "Sign in at the sample identity service next").Body.String()
	return b.elsewhere(wayFrom(page), login)
}

// wayFrom is where the button of a page leads.
func wayFrom(page string) string {
	_, rest, _ := strings.Cut(page, `<a class="button" href="`)
	to, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(to)
}

// Whoever is linked signs in by the provider, with the second factor where there
// is one; a link is made by somebody who is signed in to the account and shows
// once more who they are; its verified claim joins the account to the person.
func TestSignInByProvider(t *testing.T) {
	h := newHallElsewhere(t)
	b, login, _ := h.registers(goodPassword)
	b.get("/account").says(http.StatusOK, "the sample identity service", "Not linked")
	h.browser().get("/sign-in").says(http.StatusOK, "Sign in by the sample identity service")
	h.browser().signsElsewhere("zhang").refuses(http.StatusUnauthorized, "", "link.none")
	b.post("/account/provider", "proof", "wrong").refuses(http.StatusBadRequest, "proof", "proof.wrong")
	b.links("zhang").leads("/account?done=linked")
	b.get("/account").says(http.StatusOK, "Linked: you can sign in by it", "The account is joined to you", "The identity provider has verified you", testdb.Born(0).Name)
	if l := h.letter(skill.BySMS); l.Kind != skill.LetterWay {
		t.Errorf("a letter %s tells the owner", l.Kind)
	}
	other := h.browser()
	other.signsElsewhere("zhang").leads("/account/password")
	other.get("/account").says(http.StatusOK, login, "by the identity provider")

	b.secures()
	third := h.browser()
	third.signsElsewhere("zhang").leads("/sign-in/second?next=password")

	b.post("/account/provider/drop", "proof", goodPassword).leads("/account?done=unlinked")
	h.browser().signsElsewhere("zhang").refuses(http.StatusUnauthorized, "", "link.none")
	b.get("/account").says(http.StatusOK, "The account is joined to you")
}

// One identity elsewhere opens one account; one account is linked to one; a name
// that is not the record's joins nobody and leaves no link.
func TestLinksAreOneToOne(t *testing.T) {
	h := newHallElsewhere(t)
	b, _, _ := h.registers(goodPassword)
	b.links("li").leads("/account?done=linked")
	b.get("/account").says(http.StatusOK, "not joined to you yet")
	b.links("li").leads("/account?done=linked") // again changes nothing
	b.links("zhang").refuses(http.StatusConflict, "", "link.other")
	other, _, _ := h.registers(goodPassword)
	other.links("li").refuses(http.StatusConflict, "", "link.taken")

	testdb.File(t, h.store).Enter(t, h.store, 0, 1)
	other.links("wrong").refuses(http.StatusConflict, "", "claim.other_name")
	other.get("/account").says(http.StatusOK, "Not linked", "not joined to you yet")

	b.post("/account/close", "proof", goodPassword).leads("/sign-in?done=closed")
	other.links("li").leads("/account?done=linked") // who closed an account may come again
}

// A second claim on one person, by the provider too, freezes both accounts.
func TestProviderClaimsFreezeToo(t *testing.T) {
	h := newHallElsewhere(t)
	batch := testdb.File(t, h.store)
	person := batch.Enter(t, h.store, 0, 1)[0].Person
	code, _, err := h.desk.PrintJoinCode(t.Context(), store.By{Actor: batch.Actor(0)}, person, batch.Body.Path)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := h.registers(goodPassword)
	first.post("/account/join", "ticket", code, "kind", "resident-id", "document", testdb.Born(0).Document.Number.Reveal()).leads("/account?done=joined")
	second, _, _ := h.registers(goodPassword)
	second.links("zhang").says(http.StatusConflict, "frozen")
	first.get("/account").leads("/sign-in?next=account&done=over")
	h.browser().signsElsewhere("zhang").refuses(http.StatusForbidden, "", "account.frozen")
}

// What comes back counts once, in the browser that went, for what it went for.
// Source: OpenID Connect Core 1.0, 3.1.2.1 (state); RFC 9700, 4.7.
func TestComingBack(t *testing.T) {
	h := newHallElsewhere(t)
	b, _, _ := h.registers(goodPassword)
	b.links("zhang").leads("/account?done=linked")

	victim := h.browser()
	to := victim.get("/sign-in/provider").Header().Get("Location")
	brought := providertest.NewBrowser(t, providerBack).Goes(to, "zhang")
	kept := victim.twin()
	thief := h.browser()
	thief.comesBack(brought).refuses(http.StatusUnauthorized, "", "provider.answer")
	victim.comesBack(brought).leads("/account")
	victim.comesBack(brought).refuses(http.StatusUnauthorized, "", "provider.answer")
	kept.comesBack(brought).refuses(http.StatusUnauthorized, "", "provider.answer") // the code was used

	// An answer that somebody began for a sign-in is none to another attempt.
	mine := h.browser()
	mine.get("/sign-in/provider")
	mine.comesBack(brought).refuses(http.StatusUnauthorized, "", "provider.answer")

	// Somebody who went to link an account comes back signed in to another.
	owner, _, _ := h.registers(goodPassword)
	page := owner.post("/account/provider", "proof", goodPassword).says(http.StatusOK).Body.String()
	brought = providertest.NewBrowser(t, providerBack).Goes(wayFrom(page), "li")
	_, login, _ := h.registers(goodPassword)
	step := owner.cookies[host+stepCookie]
	owner.signs(login, goodPassword).leads("/account")
	owner.cookies[host+stepCookie] = step
	owner.comesBack(brought).refuses(http.StatusUnauthorized, "", "provider.answer")
	h.browser().signsElsewhere("li").refuses(http.StatusUnauthorized, "", "link.none")
}

// Whoever gives up at the provider, or finds it down, is told so and can sign in
// another way.
func TestProviderGivesNothing(t *testing.T) {
	h := newHallElsewhere(t)
	b := h.browser()
	b.signsElsewhere("").refuses(http.StatusForbidden, "", "provider.cancelled").says(http.StatusForbidden, `name="next" value="password"`)
	to := b.get("/sign-in/provider").Header().Get("Location")
	brought := providertest.NewBrowser(t, providerBack).Goes(to, "li")
	h.stop()
	b.comesBack(brought).refuses(http.StatusUnprocessableEntity, "", "provider.down")
	h.site.Provider = &provider.Provider{Form: h.site.Provider.Form, Back: providerBack, Now: time.Now, Rand: rand.Reader, Client: provider.NewClient(time.Second)}
	b.get("/sign-in/provider").refuses(http.StatusUnprocessableEntity, "", "provider.down")
	h.site.Provider = nil
	b.get("/sign-in/provider").says(http.StatusNotFound)
	b.get(ProviderBack).refuses(http.StatusUnauthorized, "", "provider.answer")
}
