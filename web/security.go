package web

import (
	"html/template"
	"net/http"
	"net/url"

	"assay/document"
	"assay/locale"
	"assay/office/identity"
	"assay/skill"
	"assay/skill/day"
)

func (s *Site) passwordSheet(r *http.Request, h identity.Here) sheet {
	return s.proven(r, h, s.inside(r, "/account/password", "password", "password"))
}

func (s *Site) changePassword(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	if err := s.Identity.ChangePassword(r.Context(), by(r, h), v, h, s.proof(r, h, form), form.Get("password")); err != nil {
		return err
	}
	// Whoever else holds the secret of this very sign-in is out with it.
	if err := s.Identity.EndSignIn(r.Context(), by(r, h), h, h.SignIn.ID); err != nil {
		return err
	}
	for _, c := range []string{entryCookie, proofCookie} {
		s.setCookie(w, r, c, "", 0)
	}
	return s.goTo(w, r, "/sign-in?done=password")
}

func (s *Site) secondFactorSheet(r *http.Request, h identity.Here) sheet {
	key := "second"
	if h.Account.TwoFactor() {
		key = "second_again"
	}
	sh := s.proven(r, h, s.inside(r, "/account/second", key))
	if h.Account.TwoFactor() {
		sh.way("/account/recovery-codes", "own.way.recovery_codes")
		sh.way("/account/second/drop", "own.way.drop_second")
	}
	return sh
}

// A settingView shows a second factor to be scanned, and asks for a code of it.
type settingView struct {
	sheet
	QR     document.QRPath
	Groups []string
	URI    template.URL
}

// use binds what is sealed on the page of a second factor to the sign-in.
func use(h identity.Here) string { return "setting " + string(h.SignIn.ID) }

func (s *Site) beginSecond(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	setting, err := s.Identity.BeginSecond(r.Context(), by(r, h), v, h, s.proof(r, h, form))
	if err != nil {
		return err
	}
	s.setCookie(w, r, proofCookie, "", 0)
	return s.showSetting(w, r, h, setting, nil)
}

// showSetting shows the second factor, again where its code was refused.
func (s *Site) showSetting(w http.ResponseWriter, r *http.Request, h identity.Here, setting identity.Setting, fault error) error {
	code, err := document.DrawQR(setting.URI)
	if err != nil {
		return err
	}
	sealed, err := s.seal(setting, use(h))
	if err != nil {
		return err
	}
	v := settingView{sheet: s.inside(r, "/account/second", "setting", "second"), QR: code, URI: template.URL(setting.URI)}
	v.Action = v.To("/account/second/confirm")
	v.with("second", func(in *input) {
		in.Label, in.Hint, in.Mode, in.Width = word(v.Lang, "own.setting.second"), word(v.Lang, "own.setting.second.hint"), "numeric", "short"
	})
	v.Hidden = append(v.Hidden, [2]string{"setting", sealed})
	for rest := setting.Secret; rest != ""; rest = rest[min(4, len(rest)):] {
		v.Groups = append(v.Groups, rest[:min(4, len(rest))])
	}
	status := http.StatusOK
	if fault != nil {
		v.Wrong, status = true, http.StatusBadRequest
		v.wrong(fieldError{"second", locale.Error(v.Lang, fault)})
	}
	return s.show(w, status, "setting.html", v.frame, v)
}

func (s *Site) finishSecond(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	var setting identity.Setting
	if !s.unseal(form.Get("setting"), use(h), &setting) {
		return skill.Fail(skill.WrongState, "second.not_begun")
	}
	e, codes, err := s.Identity.FinishSecond(r.Context(), by(r, h), v, h, form.Get("second"))
	switch {
	case skill.ReasonOf(err) == "second.wrong":
		return s.showSetting(w, r, h, setting, err)
	case err != nil:
		return err
	}
	s.keepEntry(w, r, e)
	return s.showCodes(w, r, codes)
}

// A codesView shows recovery codes, this once.
type codesView struct {
	frame
	Login string
	Codes []string
}

func (s *Site) showCodes(w http.ResponseWriter, r *http.Request, codes []string) error {
	f := s.frame(r, "/account").titled("own.codes.title")
	f.own, f.Inside = true, true
	return s.show(w, http.StatusOK, "codes.html", f, codesView{frame: f, Codes: codes})
}

func (s *Site) recoverySheet(r *http.Request, h identity.Here) sheet {
	return s.proven(r, h, s.inside(r, "/account/recovery-codes", "recovery_codes"))
}

func (s *Site) renewRecovery(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	codes, err := s.Identity.RenewRecovery(r.Context(), by(r, h), v, h, s.proof(r, h, form))
	if err != nil {
		return err
	}
	s.setCookie(w, r, proofCookie, "", 0)
	return s.showCodes(w, r, codes)
}

func (s *Site) dropSheet(r *http.Request, h identity.Here) sheet {
	sh := s.proven(r, h, s.inside(r, "/account/second/drop", "drop_second"))
	sh.Grave = true
	return sh
}

func (s *Site) dropSecond(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	if err := s.Identity.DropSecond(r.Context(), by(r, h), v, h, s.proof(r, h, form)); err != nil {
		return err
	}
	return s.done(w, r, "second-dropped")
}

func (s *Site) closeSheet(r *http.Request, h identity.Here) sheet {
	sh := s.proven(r, h, s.inside(r, "/account/close", "close"))
	sh.Grave = true
	return sh
}

func (s *Site) closeAccount(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	if err := s.Identity.CloseAccount(r.Context(), by(r, h), v, h, s.proof(r, h, form)); err != nil {
		return err
	}
	for _, c := range []string{entryCookie, proofCookie, deviceCookie} {
		s.setCookie(w, r, c, "", 0)
	}
	return s.goTo(w, r, "/sign-in?done=closed")
}

func (s *Site) joinSheet(r *http.Request, _ identity.Here) sheet {
	sh := s.inside(r, "/account/join", "join", "ticket", "kind", "document")
	sh.with("kind", func(in *input) { in.Value, in.Choices = string(skill.ResidentID), documentKinds(sh.Lang) })
	sh.note("own.join.clerk")
	return sh
}

// joinByCode joins the account to the person of a ticket. Where another account
// is joined to them already both are frozen, and this one is told so.
func (s *Site) joinByCode(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	document, _, err := skill.ParseDocument(skill.DocumentKind(form.Get("kind")), form.Get("document"), day.Of(s.Now()))
	if err != nil {
		return skill.FailField("document", skill.ReasonOf(err)).Because(err)
	}
	a, err := s.Identity.JoinByCode(r.Context(), by(r, h), v, h, form.Get("ticket"), document)
	if err != nil {
		return err
	}
	return s.joined(w, r, a)
}

func (s *Site) joined(w http.ResponseWriter, r *http.Request, a skill.Account) error {
	if a.Status != skill.AccountFrozen {
		return s.goTo(w, r, "/account?done=joined")
	}
	s.setCookie(w, r, entryCookie, "", 0)
	return skill.Fail(skill.Conflict, "account.frozen")
}
