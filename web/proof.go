package web

import (
	"net/http"
	"net/url"

	"assay/office/identity"
	"assay/skill"
)

// confirming is the kind of step under which a code confirms who is signed in.
const confirming = "confirm"

// inside is a sheet of somebody who is signed in.
func (s *Site) inside(r *http.Request, path, key string, fields ...string) sheet {
	sh := s.sheet(r, path, key, fields...)
	sh.Inside, sh.Back = true, sh.To("/account")
	return sh
}

// proven asks on a sheet once more who is signed in: by the password or, where
// there is none or it was forgotten, by a code that is sent on request. Until that
// was sent an account without a password is asked for nothing else.
func (s *Site) proven(r *http.Request, h identity.Here, sh sheet) sheet {
	name, send := "proof", "own.proof.instead."
	switch st, ok := s.under(r, proofCookie, confirming); {
	case ok && st.Account == h.Account.ID:
		name, send = "proof_code", "own.proof.send."
	case h.Account.Verifier.IsZero():
		sh.Inputs, sh.Do, name, send = nil, "", "", "own.proof.send."
		sh.Lead = word(sh.Lang, "own.proof.first")
	}
	if name != "" {
		sh.Inputs = append([]input{field(sh.Lang, name)}, sh.Inputs...)
	}
	for _, on := range skill.Channels() {
		if to := h.Account.Contact(on); !to.IsZero() {
			text := word(sh.Lang, send+string(on), "to", to.Address.Masked())
			sh.Others = append(sh.Others, deed{sh.To("/account/code"), "by", string(on), text})
		}
	}
	sh.Hidden = append(sh.Hidden, [2]string{"page", returnName(sh.Path)})
	return sh
}

// proof is what a form shows of who is signed in.
func (s *Site) proof(r *http.Request, h identity.Here, form url.Values) identity.Proof {
	st, ok := s.under(r, proofCookie, confirming)
	if code := form.Get("proof_code"); ok && st.Account == h.Account.ID && code != "" {
		return identity.Proof{Answer: identity.Answer{Challenge: st.Challenge, Code: code}}
	}
	return identity.Proof{Password: form.Get("proof")}
}

// sendProof has a code sent that confirms who is signed in, and leads back to the
// page that asks for it.
func (s *Site) sendProof(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	form, v, err := s.asked(r)
	if err != nil {
		return err
	}
	page := returnTo(form.Get("page"))
	q := identity.CodeRequest{Purpose: skill.ToConfirm, To: form.Get("by"), Lang: string(s.frame(r, page).Lang)}
	st := step{Kind: confirming, Account: h.Account.ID}
	if st.Challenge, err = s.Identity.AskCode(r.Context(), v, h, q); err != nil {
		sh := s.inside(r, "/account/code", "proof")
		sh.Hidden = append(sh.Hidden, [2]string{"page", form.Get("page")}, [2]string{"by", form.Get("by")})
		return s.refuse(w, sh, err)
	}
	if err := s.begin(w, r, proofCookie, st); err != nil {
		return err
	}
	return s.goTo(w, r, page)
}

// done takes the proof away that was used, and leads to the account.
func (s *Site) done(w http.ResponseWriter, r *http.Request, notice string) error {
	s.setCookie(w, r, proofCookie, "", 0)
	return s.goTo(w, r, "/account?done="+notice)
}

// A sheetFunc makes a sheet for somebody who is signed in.
type sheetFunc func(r *http.Request, h identity.Here) sheet

// A changeFunc changes something of somebody's own, as a form says.
type changeFunc func(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error

// showOwn shows a sheet.
func (s *Site) showOwn(make sheetFunc) ownFunc {
	return func(w http.ResponseWriter, r *http.Request, h identity.Here) error {
		return s.showSheet(w, http.StatusOK, make(r, h))
	}
}

// change does what a sheet was sent for, and shows the sheet again where that is
// refused. Whoever failed so often that the sign-in was ended signs in again.
func (s *Site) change(make sheetFunc, do changeFunc) ownFunc {
	return func(w http.ResponseWriter, r *http.Request, h identity.Here) error {
		form, v, err := s.asked(r)
		if err == nil {
			err = do(w, r, h, form, v)
		}
		switch {
		case err == nil:
			return nil
		case skill.CodeOf(err) == skill.Unauthenticated:
			s.setCookie(w, r, entryCookie, "", 0)
			return s.refuse(w, s.signInSheet(r, returnName(r.URL.Path)), err)
		}
		sh := make(r, h)
		sh.typed(form, "to", "ticket", "kind")
		return s.refuse(w, sh, err)
	}
}
