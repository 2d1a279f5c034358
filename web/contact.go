package web

import (
	"net/http"
	"net/url"

	"assay/office/identity"
	"assay/skill"
)

// reaching is the kind of step under which a code shows that an address is the
// account's.
const reaching = "reach"

func (s *Site) contactSheet(r *http.Request, _ identity.Here) sheet {
	return s.inside(r, "/account/contact", "contact", "to")
}

// sendReach has a code sent to another address of the account.
func (s *Site) sendReach(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) (err error) {
	st := step{Kind: reaching, To: form.Get("to"), Account: h.Account.ID}
	q := identity.CodeRequest{Purpose: skill.ToReach, To: st.To, Lang: string(s.frame(r, "/account/contact").Lang)}
	if st.Challenge, err = s.Identity.AskCode(r.Context(), v, h, q); err != nil {
		return err
	}
	if err := s.begin(w, r, stepCookie, st); err != nil {
		return err
	}
	return s.goTo(w, r, "/account/contact/enter")
}

func (s *Site) reachSheet(r *http.Request, h identity.Here) sheet {
	st, _ := s.under(r, stepCookie, reaching)
	sh := s.inside(r, "/account/contact/enter", "contact_enter", "code")
	lead := word(sh.Lang, "own.sent", "to", skill.Keep(st.To).Masked()) + sh.Lead
	sh = s.proven(r, h, sh)
	if sh.Do != "" {
		sh.Lead = lead
	}
	sh.note("own.sent.none")
	return sh
}

// showReach asks for the code, if one was asked for from this browser.
func (s *Site) showReach(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	if st, ok := s.under(r, stepCookie, reaching); !ok || st.Account != h.Account.ID {
		return s.goTo(w, r, "/account/contact")
	}
	return s.showSheet(w, http.StatusOK, s.reachSheet(r, h))
}

func (s *Site) addContact(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	st, ok := s.under(r, stepCookie, reaching)
	if !ok || st.Account != h.Account.ID {
		return s.goTo(w, r, "/account/contact")
	}
	answer := identity.Answer{Challenge: st.Challenge, Code: form.Get("code")}
	if err := s.Identity.AddContact(r.Context(), by(r, h), v, h, s.proof(r, h, form), answer); err != nil {
		return err
	}
	s.setCookie(w, r, stepCookie, "", 0)
	return s.done(w, r, "contact")
}

func (s *Site) dropContactSheet(r *http.Request, h identity.Here) sheet {
	sh := s.inside(r, "/account/contact/drop", "drop_contact", "channel")
	var here []kindView
	for _, on := range skill.Channels() {
		if c := h.Account.Contact(on); !c.IsZero() {
			here = append(here, kindView{string(on), c.Address.Masked()})
		}
	}
	sh.with("channel", func(in *input) { in.Choices = here })
	return s.proven(r, h, sh)
}

func (s *Site) dropContact(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	err := s.Identity.DropContact(r.Context(), by(r, h), v, h, s.proof(r, h, form), skill.Channel(form.Get("channel")))
	if err != nil {
		return err
	}
	return s.done(w, r, "contact-dropped")
}
