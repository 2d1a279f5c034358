package web

import (
	"net/http"
	"net/url"
	"slices"

	"assay/internal/httpx"
	"assay/office/identity"
	"assay/skill"
	"assay/store"
)

// asked is a form with where it comes from.
func (s *Site) asked(r *http.Request) (form url.Values, v identity.Visit, err error) {
	if form, err = readForm(r); err != nil {
		return nil, v, err
	}
	return form, s.visit(r, form.Get("question"), form.Get("answer")), nil
}

// next is the name of the page that somebody wanted, as the address of a page or
// the form on it says.
func next(r *http.Request, form url.Values) string {
	name := form.Get("next")
	if form == nil {
		name = r.URL.Query().Get("next")
	}
	if _, ok := returns[name]; !ok {
		return ""
	}
	return name
}

// led is a sheet that leads on to the page of that name once somebody is signed
// in, and says first what was just done.
func (s *Site) led(r *http.Request, sh sheet, name string) sheet {
	if name != "" {
		sh.Hidden = append(sh.Hidden, [2]string{"next", name})
	}
	if done := r.URL.Query().Get("done"); slices.Contains(notices, done) {
		sh.Notice = word(sh.Lang, "own.done."+done)
	}
	return sh
}

func (s *Site) signInSheet(r *http.Request, name string) sheet {
	sh := s.sheet(r, "/sign-in", "sign_in", "name", "secret")
	sh.way(onTo("/sign-in/code", name), "own.way.code")
	if s.Provider != nil {
		sh.Ways = append(sh.Ways, way{sh.To(onTo("/sign-in/provider", name)), word(sh.Lang, "own.way.provider", "provider", s.providerName(sh.Lang))})
	}
	if s.hasPasskeys() {
		sh.Others = append(sh.Others, deed{sh.To("/sign-in/passkey"), "by", "passkey", word(sh.Lang, "own.keys.use")})
	}
	sh.way("/recover", "own.way.recover")
	sh.way("/register", "own.way.register")
	return s.led(r, sh, name)
}

// onTo is a page that leads on to the page of that name.
func onTo(page, name string) string {
	if name == "" {
		return page
	}
	return page + "?next=" + name
}

func (s *Site) showSignIn(w http.ResponseWriter, r *http.Request) error {
	return s.showSheet(w, http.StatusOK, s.signInSheet(r, next(r, nil)))
}

func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	form, v, err := s.asked(r)
	if err != nil {
		return err
	}
	e, err := s.Identity.SignIn(r.Context(), v, form.Get("name"), form.Get("secret"))
	if err != nil {
		sh := s.signInSheet(r, next(r, form))
		sh.typed(form, "name")
		return s.refuse(w, sh, err)
	}
	return s.enter(w, r, e, next(r, form))
}

// A codeWay is one of the things that begin by a code sent to a telephone or mail
// address: a page for the address and one for the code.
type codeWay struct {
	purpose     skill.Purpose
	page, enter string   // addresses
	key         string   // of the words
	fields      []string // asked beside the code
	optional    string   // one of them that may be left empty
}

var (
	toSignIn   = codeWay{skill.ToSignIn, "/sign-in/code", "/sign-in/code/enter", "code_sign_in", nil, ""}
	toRegister = codeWay{skill.ToRegister, "/register", "/register/enter", "register", []string{"login", "password"}, "password"}
	toRecover  = codeWay{skill.ToRecover, "/recover", "/recover/enter", "recover", []string{"password", "second"}, "second"}
)

func (s *Site) addressSheet(r *http.Request, c codeWay, name string) sheet {
	sh := s.sheet(r, c.page, c.key, "to")
	sh.Back = sh.To(onTo("/sign-in", name))
	return s.led(r, sh, name)
}

// showAddress asks where a code is to be sent.
func (s *Site) showAddress(c codeWay) httpx.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.showSheet(w, http.StatusOK, s.addressSheet(r, c, next(r, nil)))
	}
}

// sendCode has a code sent and leads to where it is entered, whoever the address
// belongs to. It is sent again to the address of the step that is under way.
func (s *Site) sendCode(c codeWay) httpx.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, v, err := s.asked(r)
		if err != nil {
			return err
		}
		st := step{Kind: c.page, To: form.Get("to")}
		if before, ok := s.under(r, stepCookie, c.page); ok && st.To == "" {
			st.To = before.To
		}
		q := identity.CodeRequest{Purpose: c.purpose, To: st.To, Lang: string(s.frame(r, c.page).Lang)}
		if st.Challenge, err = s.Identity.AskCode(r.Context(), v, identity.Here{}, q); err != nil {
			sh := s.addressSheet(r, c, next(r, form))
			sh.with("to", func(in *input) { in.Value = st.To })
			return s.refuse(w, sh, err)
		}
		if err := s.begin(w, r, stepCookie, st); err != nil {
			return err
		}
		return s.goTo(w, r, onTo(c.enter, next(r, form)))
	}
}

// codeSheet asks for the code of the step that is under way.
func (s *Site) codeSheet(r *http.Request, c codeWay, st step, name string) sheet {
	sh := s.sheet(r, c.enter, c.key+"_enter", append([]string{"code"}, c.fields...)...)
	sh.Lead = word(sh.Lang, "own.sent", "to", skill.Keep(st.To).Masked()) + sh.Lead
	sh.Back = sh.To(onTo(c.page, name))
	sh.Others = append(sh.Others, deed{sh.To(c.page), "again", "1", word(sh.Lang, "own.again")})
	sh.with(c.optional, func(in *input) { in.Optional, in.Hint = true, word(sh.Lang, "own.field."+in.Name+".optional") })
	sh.note("own.sent.none")
	return s.led(r, sh, name)
}

// showCode asks for a code, if one was asked for from this browser.
func (s *Site) showCode(c codeWay) httpx.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		st, ok := s.under(r, stepCookie, c.page)
		if !ok {
			return s.goTo(w, r, c.page)
		}
		return s.showSheet(w, http.StatusOK, s.codeSheet(r, c, st, next(r, nil)))
	}
}

// An answerFunc does what a code was asked for.
type answerFunc func(w http.ResponseWriter, r *http.Request, v identity.Visit, form url.Values, a identity.Answer) error

// takeCode reads a code for the step that is under way in this browser, and shows
// the form again where it is refused.
func (s *Site) takeCode(c codeWay, do answerFunc) httpx.Func {
	return func(w http.ResponseWriter, r *http.Request) error {
		st, ok := s.under(r, stepCookie, c.page)
		if !ok {
			return s.goTo(w, r, c.page)
		}
		form, v, err := s.asked(r)
		if err != nil {
			return err
		}
		err = do(w, r, v, form, identity.Answer{Challenge: st.Challenge, Code: form.Get("code")})
		if err == nil {
			return nil
		}
		sh := s.codeSheet(r, c, st, next(r, form))
		sh.typed(form, "login", "code")
		return s.refuse(w, sh, err)
	}
}

func (s *Site) signInByCode(w http.ResponseWriter, r *http.Request, v identity.Visit, form url.Values, a identity.Answer) error {
	e, err := s.Identity.SignInByCode(r.Context(), v, a)
	if err != nil {
		return err
	}
	return s.enter(w, r, e, next(r, form))
}

func (s *Site) register(w http.ResponseWriter, r *http.Request, v identity.Visit, form url.Values, a identity.Answer) error {
	e, err := s.Identity.Register(r.Context(), v, identity.Registration{
		Answer: a, Wish: form.Get("login"), Password: form.Get("password"), Lang: string(s.frame(r, "/register").Lang),
	})
	if err != nil {
		return err
	}
	s.keepEntry(w, r, e)
	s.setCookie(w, r, stepCookie, "", 0)
	return s.goTo(w, r, "/account?done=registered")
}

func (s *Site) recover(w http.ResponseWriter, r *http.Request, v identity.Visit, form url.Values, a identity.Answer) error {
	err := s.Identity.Recover(r.Context(), v, identity.Recovery{Answer: a, Second: form.Get("second"), Password: form.Get("password")})
	if err != nil {
		return err
	}
	s.setCookie(w, r, stepCookie, "", 0)
	s.setCookie(w, r, entryCookie, "", 0)
	return s.goTo(w, r, "/sign-in?done=recovered")
}

func (s *Site) secondSheet(r *http.Request, name string) sheet {
	return s.led(r, s.sheet(r, "/sign-in/second", "second_due", "second"), name)
}

func (s *Site) showSecond(w http.ResponseWriter, r *http.Request) error {
	return s.showSheet(w, http.StatusOK, s.secondSheet(r, next(r, nil)))
}

// takeSecond goes on under a new secret once the second factor was shown. Who
// fails too often begins anew.
func (s *Site) takeSecond(w http.ResponseWriter, r *http.Request) error {
	form, v, err := s.asked(r)
	if err != nil {
		return err
	}
	e, err := s.Identity.ShowSecond(r.Context(), v, s.cookie(r, entryCookie), form.Get("second"))
	switch skill.ReasonOf(err) {
	case "":
		return s.enter(w, r, e, next(r, form))
	case "sign_in.unknown", "sign_in.over", "second.spent":
		s.setCookie(w, r, entryCookie, "", 0)
		return s.refuse(w, s.signInSheet(r, next(r, form)), err)
	case "second.not_due":
		return s.goTo(w, r, returnTo(next(r, form)))
	}
	return s.refuse(w, s.secondSheet(r, next(r, form)), err)
}

// signOut ends the sign-in of this browser. It does not matter whether it was
// over already.
func (s *Site) signOut(w http.ResponseWriter, r *http.Request) error {
	if _, err := readForm(r); err != nil {
		return err
	}
	by := store.By{Request: httpx.RequestID(r.Context())}
	if err := s.Identity.SignOut(r.Context(), by, s.cookie(r, entryCookie)); err != nil {
		return err
	}
	for _, c := range []string{entryCookie, stepCookie, proofCookie} {
		s.setCookie(w, r, c, "", 0)
	}
	return s.goTo(w, r, "/sign-in?done=signed-out")
}
