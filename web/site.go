// Package web serves the public's pages (公众查验): home, verifying by number and
// name, the landing of a scanned code, how to compare a certificate with what is
// shown, and the register of bodies (机构名录) with a page for each. Pages are made
// on the server, need neither script nor style sheet to be understood, and exist in
// Chinese and English. Those of the public set no cookie.
//
// It serves too the pages by which people come in and look after their account
// (登录与账户). Their forms are taken from nowhere but these pages; what is under way
// between two of them lies sealed in the browser; an address to go to afterwards
// is the name of a page of ours, never an address.
//
// POST /verify answers programs too, in JSON, with the same words.
package web

import (
	"context"
	"crypto/cipher"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"assay/document"
	"assay/internal/httpx"
	"assay/locale"
	"assay/office/admission"
	"assay/office/examination"
	"assay/office/identity"
	"assay/office/issuance"
	"assay/office/marking"
	"assay/office/privacy"
	"assay/office/registry"
	"assay/reference"
	"assay/rule/access"
	"assay/skill"
	"assay/web/provider"
)

//go:embed templates/*.html assets/*
var shipped embed.FS

// A Config is what a Site is made of. Everything is needed but Provider, Contact,
// Elsewhere, Bodies, Notice and Demo.
type Config struct {
	Desk        *registry.Desk
	Identity    *identity.Desk
	Admission   *admission.Desk
	Examination *examination.Desk
	Ticket      func(context.Context, examination.Called) ([]byte, error) // prints one as PDF
	Sets        func(edition string) (*skill.ConditionSet, error)         // condition sets by their id
	Privacy     *privacy.Desk
	Marking     *marking.Desk
	Issuance    *issuance.Desk
	// Host is under what name browsers reach the site, with the port where it is
	// none of the usual ones. Where it is this very machine cookies do without TLS.
	Host    string
	Limiter *httpx.Limiter // of questions about certificates
	Lookups *httpx.Limiter // of questions to the register of bodies
	Forms   *httpx.Limiter // of forms that sign in or change an account
	// Provider is the identity provider by which people may sign in, if there is one.
	Provider *provider.Provider
	Log      *slog.Logger
	Now      func() time.Time
	Secret   [32]byte // a session secret: keeps what was typed while a question is answered
	// Contact says whom to tell of a doubt, as people write it: an office with its
	// telephone or address on the web. Empty names the body and its authority in
	// general words.
	Contact string
	// Elsewhere is the host of the national query, for certificates that this
	// registry does not hold, e.g. zscx.osta.org.cn.
	Elsewhere string
	// Bodies is the host of the national list of bodies, for those that this
	// register does not hold, e.g. pjjg.osta.org.cn.
	Bodies string
	Works  *reference.Catalogue
	Fonts  document.Fonts
	Places reference.Gazetteer
	Notice skill.Notice // what is done with personal data
	Demo   bool         // every page says that nothing here is a certificate
}

// A Site is the public's pages.
type Site struct {
	Config
	pages map[locale.Lang]*template.Template
	style asset
	icon  asset
	kept  cipher.AEAD

	passkeys script
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
	if s.passkeys, err = readScript("passkey.js"); err != nil {
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
	strict       bool // it acts for somebody: only forms of our own pages are taken
}

// doors lists them.
func (s *Site) doors() []door {
	return slices.Concat(s.publicDoors(), s.entryDoors(), s.ownDoors())
}

// publicDoors are open to everybody, who stays unknown.
func (s *Site) publicDoors() []door {
	return []door{
		{"show-home", http.MethodGet, "/{$}", s.home, false},
		{"show-comparing", http.MethodGet, "/compare", s.compare, false},
		{"show-privacy", http.MethodGet, "/privacy", s.privacy, false},
		{"show-query", http.MethodGet, "/verify", s.form, false},
		{"verify-certificate", http.MethodPost, "/verify", s.verify, false},
		{"show-batch-query", http.MethodGet, "/verify/batch", s.batch, false},
		{"check-batch", http.MethodPost, "/verify/batch", s.checkBatch, false},
		{"print-batch", http.MethodPost, "/verify/batch/result", s.batchPaper, false},
		{"scan-code", http.MethodGet, "/Q/{tail}", s.landing, false},
		{"scan-code", http.MethodGet, "/q/{tail}", s.landing, false},
		{"compare-name", http.MethodPost, "/Q/{tail}", s.landing, false},
		{"compare-name", http.MethodPost, "/q/{tail}", s.landing, false},
		{"find-announcements", http.MethodGet, "/announcements", s.announcements, false},
		{"get-announcement", http.MethodGet, "/announcements/{id}", s.announcement, false},
		{"search-occupations", http.MethodGet, "/occupations", s.occupations, false},
		{"show-occupation", http.MethodGet, "/occupations/{code}", s.occupationPage, false},
		{"show-precheck", http.MethodGet, "/eligibility", s.showPrecheck, false},
		{"precheck", http.MethodPost, "/eligibility", s.precheck, false},
		{"search-register", http.MethodGet, "/bodies", s.bodies, false},
		{"show-body", http.MethodGet, "/bodies/{code}", s.body, false},
	}
}

// entryDoors are where people come in.
func (s *Site) entryDoors() []door {
	get, post := http.MethodGet, http.MethodPost
	return []door{
		{"show-sign-in", get, "/sign-in", s.showSignIn, true},
		{"sign-in", post, "/sign-in", s.signIn, true},
		{"show-sign-in", get, toSignIn.page, s.showAddress(toSignIn), true},
		{"ask-code", post, toSignIn.page, s.sendCode(toSignIn), true},
		{"show-sign-in", get, toSignIn.enter, s.showCode(toSignIn), true},
		{"sign-in", post, toSignIn.enter, s.takeCode(toSignIn, s.signInByCode), true},
		{"show-sign-in", get, "/sign-in/second", s.showSecond, true},
		{"show-second-factor", post, "/sign-in/second", s.takeSecond, true},
		{"go-to-provider", get, "/sign-in/provider", s.goToProvider, true},
		{"come-from-provider", get, ProviderBack, s.comeBack, true},
		{"begin-passkey-sign-in", post, "/sign-in/passkey", s.beginPasskeySignIn, true},
		{"sign-in", post, "/sign-in/passkey/finish", s.signInByPasskey, true},
		{"sign-out", post, "/sign-out", s.signOut, true},
		{"show-registering", get, toRegister.page, s.showAddress(toRegister), true},
		{"ask-code", post, toRegister.page, s.sendCode(toRegister), true},
		{"show-registering", get, toRegister.enter, s.showCode(toRegister), true},
		{"register", post, toRegister.enter, s.takeCode(toRegister, s.register), true},
		{"show-recovery", get, toRecover.page, s.showAddress(toRecover), true},
		{"ask-code", post, toRecover.page, s.sendCode(toRecover), true},
		{"show-recovery", get, toRecover.enter, s.showCode(toRecover), true},
		{"recover-account", post, toRecover.enter, s.takeCode(toRecover, s.recover), true},
	}
}

// ownDoors are open to whoever is signed in.
func (s *Site) ownDoors() []door {
	return slices.Concat(s.accountDoors(), s.mineDoors(), s.applyDoors(), s.dossierDoors())
}

// accountDoors are open to whoever is signed in, for what is their own.
func (s *Site) accountDoors() []door {
	show := func(path string, do ownFunc) door {
		return door{"get-account", http.MethodGet, path, s.own("get-account", do), true}
	}
	change := func(op access.Op, path string, do ownFunc) door {
		return door{op, http.MethodPost, path, s.own(op, do), true}
	}
	return []door{
		show("/account", s.showAccount),
		change("end-sign-in", "/account/sign-ins/{id}/end", s.endSignIn),
		change("end-other-sign-ins", "/account/sign-ins/end-others", s.endOthers),
		change("ask-own-code", "/account/code", s.sendProof),
		{"list-own-messages", http.MethodGet, "/account/messages", s.own("list-own-messages", s.showLetters), true},
		show("/account/password", s.showOwn(s.passwordSheet)),
		change("change-password", "/account/password", s.change(s.passwordSheet, s.changePassword)),
		show("/account/second", s.showOwn(s.secondFactorSheet)),
		change("begin-second-factor", "/account/second", s.change(s.secondFactorSheet, s.beginSecond)),
		change("finish-second-factor", "/account/second/confirm", s.change(s.secondFactorSheet, s.finishSecond)),
		show("/account/second/drop", s.showOwn(s.dropSheet)),
		change("drop-second-factor", "/account/second/drop", s.change(s.dropSheet, s.dropSecond)),
		show("/account/recovery-codes", s.showOwn(s.recoverySheet)),
		change("renew-recovery-codes", "/account/recovery-codes", s.change(s.recoverySheet, s.renewRecovery)),
		show("/account/contact", s.showOwn(s.contactSheet)),
		change("ask-own-code", "/account/contact", s.change(s.contactSheet, s.sendReach)),
		show("/account/contact/enter", s.showReach),
		change("add-contact", "/account/contact/enter", s.change(s.reachSheet, s.addContact)),
		show("/account/contact/drop", s.showOwn(s.dropContactSheet)),
		change("drop-contact", "/account/contact/drop", s.change(s.dropContactSheet, s.dropContact)),
		show("/account/provider", s.showOwn(s.providerSheet)),
		change("link-provider", "/account/provider", s.change(s.providerSheet, s.leave)),
		show("/account/provider/drop", s.showOwn(s.unlinkSheet)),
		change("unlink-provider", "/account/provider/drop", s.change(s.unlinkSheet, s.unlink)),
		show("/account/passkeys", s.showOwn(s.passkeySheet)),
		change("begin-passkey", "/account/passkeys", s.change(s.passkeySheet, s.beginPasskey)),
		change("add-passkey", "/account/passkeys/finish", s.change(s.passkeySheet, s.finishPasskey)),
		show("/account/passkeys/drop", s.showOwn(s.dropPasskeySheet)),
		change("drop-passkey", "/account/passkeys/drop", s.change(s.dropPasskeySheet, s.dropPasskey)),
		show("/account/join", s.showOwn(s.joinSheet)),
		change("join-by-code", "/account/join", s.change(s.joinSheet, s.joinByCode)),
		show("/account/close", s.showOwn(s.closeSheet)),
		change("close-account", "/account/close", s.change(s.closeSheet, s.closeAccount)),
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

// Operations lists the pages as operation, method and path; several may be of one
// operation.
func (s *Site) Operations() (all [][3]string) {
	for _, d := range s.doors() {
		all = append(all, [3]string{string(d.op), d.method, strings.TrimSuffix(d.path, "{$}")})
	}
	return all
}

// Routes registers the site's routes, among them / for every page that is not
// there.
func (s *Site) Routes(mux *http.ServeMux) {
	for _, d := range s.doors() {
		mux.Handle(d.method+" "+d.path, s.route(d))
	}
	mux.Handle("/", s.route(door{do: s.missing}))
	for _, a := range []asset{s.style, s.icon} {
		mux.Handle("GET "+a.path, a)
	}
}

// route puts a door behind the guard of forms and before the page of errors.
func (s *Site) route(d door) http.Handler {
	if !d.strict {
		return httpx.SameOrigin(httpx.Handle(s.Log, d.do, s.Fail), s.Fail)
	}
	return httpx.Strict(httpx.Handle(s.Log, s.limited(d.do), s.Fail), s.Fail)
}

// limited refuses forms of a network that sends too many.
func (s *Site) limited(do httpx.Func) httpx.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.Method == http.MethodPost && !s.Forms.Allow(httpx.Network(r.Context()), s.Now()) {
			return skill.Fail(skill.TooMany, "request.hurried")
		}
		return do(w, r)
	}
}
