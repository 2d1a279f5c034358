package web

import (
	"net/http"

	"assay/internal/httpx"
	"assay/office/identity"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// returns are the pages that somebody may be led to after signing in, by name: an
// address that somebody else wrote is never followed.
var returns = map[string]string{
	"account": "/account", "join": "/account/join", "password": "/account/password", "second": "/account/second",
	"recovery-codes": "/account/recovery-codes", "drop-second": "/account/second/drop", "contact": "/account/contact",
	"contact-enter": "/account/contact/enter", "drop-contact": "/account/contact/drop", "close": "/account/close",
	"provider": "/account/provider", "drop-provider": "/account/provider/drop", "passkeys": "/account/passkeys",
	"drop-passkey": "/account/passkeys/drop", "my": "/my", "my-applications": "/my/applications", "my-dossier": "/my/dossier", "my-path": "/my/path", "my-results": "/my/results", "my-certificates": "/my/certificates",
}

// returnTo is the page of a name, that of the account for a name that there is
// not.
func returnTo(name string) string {
	if page, ok := returns[name]; ok {
		return page
	}
	return "/account"
}

// returnName is the name of a page, if it has one.
func returnName(page string) string {
	for name, p := range returns {
		if p == page {
			return name
		}
	}
	return ""
}

// notices are what a page may be asked to say first, as own.done.NAME.
var notices = []string{
	"over", "signed-out", "recovered", "registered", "joined", "password", "second", "second-dropped", "contact", "contact-dropped",
	"sign-in-ended", "others-ended", "closed", "linked", "unlinked", "passkey", "passkey-dropped", "objected", "attached", "submitted", "withdrawn", "kept", "consented", "reviewing",
}

// An ownFunc is a page of somebody who is signed in.
type ownFunc func(w http.ResponseWriter, r *http.Request, h identity.Here) error

// own opens a page to whoever is signed in and may do its operation; others are
// led to where they sign in.
func (s *Site) own(op access.Op, do ownFunc) httpx.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		h, err := s.Identity.Here(r.Context(), s.cookie(r, entryCookie))
		if skill.CodeOf(err) == skill.Unauthenticated {
			return s.sendToSignIn(w, r, skill.ReasonOf(err))
		}
		if err == nil {
			err = access.Need(h.Actor, op, "/")
		}
		if err != nil {
			return err
		}
		return do(w, r, h)
	}
}

// sendToSignIn leads to where the next thing is asked. What a form held is lost,
// and nothing was done.
func (s *Site) sendToSignIn(w http.ResponseWriter, r *http.Request, why string) error {
	name := returnName(r.URL.Path)
	if why == "sign_in.second_due" {
		return s.goTo(w, r, onTo("/sign-in/second", name))
	}
	if s.cookie(r, entryCookie) == "" {
		return s.goTo(w, r, onTo("/sign-in", name))
	}
	s.setCookie(w, r, entryCookie, "", 0)
	return s.goTo(w, r, withQuery(onTo("/sign-in", name), "done=over"))
}

// goTo leads to a page of ours, in the language that was chosen.
func (s *Site) goTo(w http.ResponseWriter, r *http.Request, page string) error {
	http.Redirect(w, r, s.frame(r, page).To(page), http.StatusSeeOther)
	return nil
}

// by is who changes something of their own.
func by(r *http.Request, h identity.Here) store.By {
	return store.By{Actor: h.Actor, Request: httpx.RequestID(r.Context())}
}

// enter has the browser keep what an entry gave, ends what it was signed in by
// before, and leads on to the page of that name.
func (s *Site) enter(w http.ResponseWriter, r *http.Request, e identity.Entry, to string) error {
	if before := s.cookie(r, entryCookie); before != "" && before != e.Secret {
		if err := s.Identity.SignOut(r.Context(), store.By{Request: httpx.RequestID(r.Context())}, before); err != nil {
			return err
		}
	}
	s.keepEntry(w, r, e)
	s.setCookie(w, r, stepCookie, "", 0)
	if e.SecondDue() {
		return s.goTo(w, r, onTo("/sign-in/second", to))
	}
	return s.goTo(w, r, returnTo(to))
}

func (s *Site) keepEntry(w http.ResponseWriter, r *http.Request, e identity.Entry) {
	s.setCookie(w, r, entryCookie, e.Secret, 0)
	if e.Device != "" {
		s.setCookie(w, r, deviceCookie, e.Device, deviceKept)
	}
}
