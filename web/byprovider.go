package web

import (
	"net/http"
	"net/url"

	"assay/locale"
	"assay/office/identity"
	"assay/skill"
)

// elsewhereKind is the kind of step while somebody is at the identity provider.
const elsewhereKind = "provider"

// ProviderBack is the page to which an identity provider sends browsers back.
const ProviderBack = "/sign-in/provider/back"

// providerName is the identity provider as people know it.
func (s *Site) providerName(lang locale.Lang) string {
	if lang == locale.En {
		return s.Provider.Name.En
	}
	return s.Provider.Name.Zh
}

// goToProvider sends a browser to the identity provider to sign in. It is an
// address that anybody may follow: whatever comes back signs in whom the provider
// means, in the browser that went.
func (s *Site) goToProvider(w http.ResponseWriter, r *http.Request) error {
	to, err := s.attempt(w, r, step{Next: next(r, nil)})
	if err != nil {
		return s.notThere(w, r, next(r, nil), err)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// attempt begins a sign-in at the provider and has the browser keep it.
func (s *Site) attempt(w http.ResponseWriter, r *http.Request, st step) (to string, err error) {
	if s.Provider == nil {
		return "", skill.Fail(skill.NotFound, "page.missing")
	}
	a, to, err := s.Provider.Begin(r.Context())
	if err != nil {
		return "", err
	}
	st.Kind, st.Attempt = elsewhereKind, &a
	return to, s.begin(w, r, stepCookie, st)
}

// notThere shows where else to sign in when that did not work, and logs why.
func (s *Site) notThere(w http.ResponseWriter, r *http.Request, name string, err error) error {
	s.logFault(r, err)
	return s.refuse(w, s.signInSheet(r, name), err)
}

// comeBack takes what the provider says of somebody, once, in the browser that
// went there: it signs in or, where it began from an account, links that account.
func (s *Site) comeBack(w http.ResponseWriter, r *http.Request) error {
	st, ok := s.under(r, stepCookie, elsewhereKind)
	s.setCookie(w, r, stepCookie, "", 0)
	if s.Provider == nil || !ok {
		return s.notThere(w, r, "", skill.Fail(skill.Unauthenticated, "provider.answer"))
	}
	who, err := s.Provider.Finish(r.Context(), *st.Attempt, r.URL.Query())
	if err != nil {
		return s.notThere(w, r, st.Next, err)
	}
	o := identity.Outsider{Issuer: who.Issuer, Subject: who.Subject}
	if who.Claim != nil {
		o.Claim = &identity.Claim{Document: who.Claim.Document, Name: who.Claim.Name}
	}
	if st.Account != "" {
		return s.linkTo(w, r, st, o)
	}
	e, err := s.Identity.SignInByProvider(r.Context(), s.visit(r, "", ""), o)
	if err != nil {
		return s.refuse(w, s.signInSheet(r, st.Next), err)
	}
	return s.enter(w, r, e, st.Next)
}

// linkTo links the account from which somebody went to the provider. They must
// still be signed in to it, by the very sign-in they went from.
func (s *Site) linkTo(w http.ResponseWriter, r *http.Request, st step, o identity.Outsider) error {
	h, err := s.Identity.Here(r.Context(), s.cookie(r, entryCookie))
	if err == nil && (h.Account.ID != st.Account || h.SignIn.ID != st.SignIn) {
		err = skill.Fail(skill.Unauthenticated, "provider.answer")
	}
	if err != nil {
		return s.notThere(w, r, "provider", err)
	}
	a, err := s.Identity.Link(r.Context(), by(r, h), h, o)
	switch {
	case err != nil:
		return s.refuse(w, s.providerSheet(r, h), err)
	case a.Status == skill.AccountFrozen:
		return s.joined(w, r, a)
	}
	return s.goTo(w, r, "/account?done=linked")
}

func (s *Site) providerSheet(r *http.Request, h identity.Here) sheet {
	sh := s.inside(r, "/account/provider", "provider")
	if s.Provider == nil {
		return sh
	}
	sh.Lead = word(sh.Lang, "own.provider.lead", "provider", s.providerName(sh.Lang))
	return s.proven(r, h, sh)
}

// A leaveView says where somebody goes. A redirect would do, but that a form of
// ours leads nowhere else is what its policy promises.
type leaveView struct {
	frame
	Provider, Target string
}

// leave sends somebody who showed once more who they are to the provider.
func (s *Site) leave(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	if s.Provider == nil {
		return skill.Fail(skill.NotFound, "page.missing")
	}
	if err := s.Identity.Confirm(r.Context(), v, h, s.proof(r, h, form)); err != nil {
		return err
	}
	s.setCookie(w, r, proofCookie, "", 0)
	to, err := s.attempt(w, r, step{Account: h.Account.ID, SignIn: h.SignIn.ID})
	if err != nil {
		s.logFault(r, err)
		return err
	}
	f := s.frame(r, "/account/provider").titled("own.leave.title")
	f.own, f.Inside = true, true
	return s.show(w, http.StatusOK, "leave.html", f, leaveView{f, s.providerName(f.Lang), to})
}

func (s *Site) unlinkSheet(r *http.Request, h identity.Here) sheet {
	sh := s.proven(r, h, s.inside(r, "/account/provider/drop", "unlink"))
	sh.Grave = true
	return sh
}

// unlink takes the account's link to the provider away.
func (s *Site) unlink(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	l, err := s.linked(r, h)
	if err != nil {
		return err
	}
	if err := s.Identity.Unlink(r.Context(), by(r, h), v, h, s.proof(r, h, form), l.ID); err != nil {
		return err
	}
	return s.done(w, r, "unlinked")
}

// linked is the account's link to the provider, the zero Link where there is none.
func (s *Site) linked(r *http.Request, h identity.Here) (skill.Link, error) {
	all, err := s.Identity.Links(r.Context(), h)
	for _, l := range all {
		if s.Provider != nil && l.Issuer == s.Provider.Issuer {
			return l, err
		}
	}
	return skill.Link{}, err
}
