package web

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"

	"assay/locale"
	"assay/office/identity"
	"assay/skill"
)

// A script is the one program that a page of ours may run, with the policy that
// lets it: by the hash of its text, so that no other runs beside it.
type script struct {
	text   template.JS
	policy string
}

func readScript(name string) (script, error) {
	b, err := shipped.ReadFile("assets/" + name)
	sum := sha256.Sum256(b)
	return script{template.JS(b), policy + "; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"}, err
}

// A passkeyView asks the device for a passkey.
type passkeyView struct {
	sheet
	Kind     string // create or get
	Ceremony skill.CeremonyID
	Options  string
	Script   template.JS
}

// askDevice shows the page that asks the device.
func (s *Site) askDevice(w http.ResponseWriter, kind string, sh sheet, asked identity.Asked) error {
	sh.script = true
	return s.show(w, http.StatusOK, "passkey.html", sh.frame, passkeyView{sh, kind, asked.ID, string(asked.Options), s.passkeys.text})
}

// hasPasskeys tells whether there can be passkeys here.
func (s *Site) hasPasskeys() bool { return s.Identity != nil && s.Identity.Passkeys != nil }

// beginPasskeySignIn asks the device for any passkey of this installation.
func (s *Site) beginPasskeySignIn(w http.ResponseWriter, r *http.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	asked, err := s.Identity.BeginPasskeySignIn(r.Context())
	if err != nil {
		return s.refuse(w, s.signInSheet(r, next(r, form)), err)
	}
	sh := s.sheet(r, "/sign-in", "passkey_sign_in")
	sh.Action, sh.Back = sh.To("/sign-in/passkey/finish"), sh.To(onTo("/sign-in", next(r, form)))
	sh.way(onTo("/sign-in", next(r, form)), "own.way.sign_in")
	return s.askDevice(w, "get", s.led(r, sh, next(r, form)), asked)
}

func (s *Site) signInByPasskey(w http.ResponseWriter, r *http.Request) error {
	form, v, err := s.asked(r)
	if err != nil {
		return err
	}
	e, err := s.Identity.SignInByPasskey(r.Context(), v, skill.CeremonyID(form.Get("ceremony")), []byte(form.Get("answer")))
	if err != nil {
		return s.refuse(w, s.signInSheet(r, next(r, form)), err)
	}
	return s.enter(w, r, e, next(r, form))
}

func (s *Site) passkeySheet(r *http.Request, h identity.Here) sheet {
	return s.proven(r, h, s.inside(r, "/account/passkeys", "passkey"))
}

func (s *Site) beginPasskey(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	asked, err := s.Identity.BeginPasskey(r.Context(), v, h, s.proof(r, h, form))
	if err != nil {
		return err
	}
	s.setCookie(w, r, proofCookie, "", 0)
	sh := s.inside(r, "/account/passkeys", "passkey_make")
	sh.Action = sh.To("/account/passkeys/finish")
	return s.askDevice(w, "create", sh, asked)
}

func (s *Site) finishPasskey(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	_, err := s.Identity.FinishPasskey(r.Context(), by(r, h), v, h, skill.CeremonyID(form.Get("ceremony")), []byte(form.Get("answer")))
	if err != nil {
		return err
	}
	return s.done(w, r, "passkey")
}

// passkeyChoices are the passkeys of the account, as their owner tells them apart.
func (s *Site) passkeyChoices(r *http.Request, lang locale.Lang, h identity.Here) (out []kindView, err error) {
	all, err := s.Identity.ListPasskeys(r.Context(), h)
	for _, k := range all {
		label := k.Label
		if label == "" {
			label = word(lang, "own.device.unknown")
		}
		used := word(lang, "own.keys.unused")
		if !k.Used.IsZero() {
			used = word(lang, "own.keys.used", "time", instant(lang, k.Used))
		}
		out = append(out, kindView{string(k.ID), word(lang, "own.keys.line", "device", label, "time", instant(lang, k.Made)) + used})
	}
	return out, err
}

func (s *Site) dropPasskeySheet(r *http.Request, h identity.Here) sheet {
	sh := s.inside(r, "/account/passkeys/drop", "drop_passkey", "passkey")
	choices, err := s.passkeyChoices(r, sh.Lang, h)
	s.logFault(r, err)
	sh.with("passkey", func(in *input) { in.Choices = choices })
	sh = s.proven(r, h, sh)
	sh.Grave = true
	return sh
}

func (s *Site) dropPasskey(w http.ResponseWriter, r *http.Request, h identity.Here, form url.Values, v identity.Visit) error {
	if err := s.Identity.DropPasskey(r.Context(), by(r, h), v, h, s.proof(r, h, form), skill.PasskeyID(form.Get("passkey"))); err != nil {
		return err
	}
	return s.done(w, r, "passkey-dropped")
}
