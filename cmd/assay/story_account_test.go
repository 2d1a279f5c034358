package main

import (
	"encoding/json"
	"errors"
	"strings"

	"assay/internal/scenario"
	"assay/rule/totp"
)

// accountVerbs are those of people who sign in, each by a browser of their own.
func (b *bench) accountVerbs() map[string]scenario.Verb {
	return map[string]scenario.Verb{
		"browser": b.browser, "code": b.code, "register": b.answering("/accounts"), "sign-in": b.signIn, "sign-in-by-code": b.answering("/sign-ins"),
		"recover": b.answering("/accounts/recover"), "confirmed": b.confirmed, "add-contact": b.addContact,
		"set-up-second": b.setUpSecond, "second": b.second, "join": b.join, "keep-shown": b.keepShown, "join-by-code": b.joinByCode,
	}
}

// browser NAME: from here on asks the browser of that name, with the cookies that
// it has; a new one has none.
func (b *bench) browser(_ *scenario.Story, words []string) (int, error) {
	name := "browser " + words[0]
	if b.people[name] == nil {
		b.people[name] = &member{cookies: map[string]string{}}
	}
	b.acting = b.people[name]
	return 0, nil
}

// code PURPOSE TO: asks for a one-time code and reads the letter, if one came. To
// register, sign-in and recover is asked by anybody, to confirm and reach by whoever
// is signed in.
func (b *bench) code(s *scenario.Story, words []string) (int, error) {
	path := "/codes"
	if words[0] == "confirm" || words[0] == "reach" {
		path = "/account/codes"
	}
	code, err := b.send(s, posting(path, map[string]any{"purpose": words[0], "to": words[1]}))
	if code != 0 || err != nil {
		return code, err
	}
	if s.Kept["challenge"], err = s.Value("challenge"); err != nil {
		return 0, err
	}
	s.Kept["code"] = "none"
	mail := s.Begin()
	if _, err := b.letters(mail, nil); err != nil {
		return 0, err
	}
	var box struct {
		Letters []struct{ Words struct{ Code string } }
	}
	if err := json.Unmarshal([]byte(mail.Said()), &box); err != nil {
		return 0, err
	}
	for _, l := range box.Letters {
		if l.Words.Code != "" {
			s.Kept["code"] = l.Words.Code
		}
	}
	return 0, nil
}

// answering is a request that answers the newest code, with fields as name=value.
func (b *bench) answering(path string) scenario.Verb {
	return func(s *scenario.Story, words []string) (int, error) {
		fields, err := pairs(words)
		if err != nil {
			return 0, err
		}
		for _, name := range []string{"challenge", "code"} {
			if _, given := fields[name]; !given {
				fields[name] = s.Kept[name]
			}
		}
		code, err := b.send(s, posting(path, fields))
		if code == 0 && err == nil && path == "/accounts" {
			s.Kept["login"], err = s.Value("login")
		}
		return code, err
	}
}

// sign-in NAME PASSWORD: by the browser that acts.
func (b *bench) signIn(s *scenario.Story, words []string) (int, error) {
	return b.send(s, posting("/sign-ins", map[string]any{"name": words[0], "password": strings.Join(words[1:], " ")}))
}

// confirmed PATH [NAME=VALUE …]: a change to the account that the newest code
// confirms.
func (b *bench) confirmed(s *scenario.Story, words []string) (int, error) {
	fields, err := pairs(words[1:])
	if err != nil {
		return 0, err
	}
	fields["confirm"] = map[string]string{"challenge": s.Kept["challenge"], "code": s.Kept["code"]}
	return b.send(s, posting(words[0], fields))
}

// add-contact PASSWORD: the address that the newest code went to.
func (b *bench) addContact(s *scenario.Story, words []string) (int, error) {
	return b.send(s, posting("/account/contacts", map[string]any{
		"current_password": words[0], "reach": map[string]string{"challenge": s.Kept["challenge"], "code": s.Kept["code"]},
	}))
}

// set-up-second PASSWORD: an authenticator is set up; the first of the recovery
// codes is kept as ${recovery}.
func (b *bench) setUpSecond(s *scenario.Story, words []string) (int, error) {
	begun := s.Begin()
	code, err := b.send(begun, posting("/account/second-factor", map[string]any{"current_password": words[0]}))
	if code != 0 || err != nil {
		s.Say(begun.Said())
		return code, err
	}
	if b.acting.secret, err = begun.Value("secret"); err != nil {
		return 0, err
	}
	shown, err := b.authenticator()
	if err != nil {
		return 0, err
	}
	code, err = b.send(s, posting("/account/second-factor/finish", map[string]any{"code": shown}))
	if code == 0 && err == nil {
		s.Kept["recovery"], err = s.Value("recovery_codes[0]")
	}
	return code, err
}

// authenticator is what the app of whoever acts shows now.
func (b *bench) authenticator() (string, error) {
	secret, ok := totp.Decode(b.acting.secret)
	if !ok {
		return "", errors.New("nobody has set up an authenticator here")
	}
	return totp.Code(secret, totp.Step(b.clockNow())), nil
}

// second [CODE]: what the authenticator shows now, or that code; it is kept as
// ${shown}.
func (b *bench) second(s *scenario.Story, words []string) (int, error) {
	shown, err := b.authenticator()
	if len(words) > 0 {
		shown, err = words[0], nil
	}
	if err != nil {
		return 0, err
	}
	s.Kept["shown"] = shown
	return b.send(s, posting("/sign-ins/second-factor", map[string]any{"code": shown}))
}

// keep-shown: what the authenticator shows now is kept as ${shown}.
func (b *bench) keepShown(s *scenario.Story, _ []string) (code int, err error) {
	s.Kept["shown"], err = b.authenticator()
	return 0, err
}

// join LOGIN NAME NUMBER PATH: whoever acts has seen the original document; a dash
// for the number is that of the staff's passport.
func (b *bench) join(s *scenario.Story, words []string) (int, error) {
	fields := map[string]any{"login": words[0], "name": words[1], "at": words[3]}
	if words[2] == "-" {
		m := b.people[words[1]]
		words[2], fields["born"] = m.number, m.born
	}
	fields["document"] = documentOf(words[2])
	return b.send(s, posting("/accounts/join", fields))
}

func documentOf(number string) map[string]string {
	if len(number) == 18 {
		return map[string]string{"kind": "resident-id", "number": number}
	}
	return map[string]string{"kind": "passport", "number": number}
}

// join-by-code CODE NUMBER: what stands on a ticket, and the document.
func (b *bench) joinByCode(s *scenario.Story, words []string) (int, error) {
	return b.send(s, posting("/account/join", map[string]any{"code": words[0], "document": documentOf(words[1])}))
}

// accountErrands are requests about accounts.
var accountErrands = map[string]errand{
	"me":              {method: "GET", path: "/me"},
	"account":         {method: "GET", path: "/account"},
	"sign-ins":        {method: "GET", path: "/sign-ins"},
	"end-others":      {method: "POST", path: "/sign-ins/end-others"},
	"sign-out":        {method: "POST", path: "/sign-ins/out"},
	"change-password": {method: "POST", path: "/account/password"},
	"drop-second":     {method: "POST", path: "/account/second-factor/drop"},
	"drop-contact":    {method: "POST", path: "/account/contacts/drop"},
	"close-account":   {method: "POST", path: "/account/close"},
	"print-join-code": {method: "POST", path: "/persons/{person}/join-code"},
	"disputes":        {method: "GET", path: "/disputes"},
	"dispute":         {method: "GET", path: "/disputes/{dispute}"},
	"decide-dispute":  {method: "POST", path: "/disputes/{dispute}/decide"},
	"distinguish":     {method: "POST", path: "/distinctions", keep: "distinction"},
	"reunite":         {method: "POST", path: "/distinctions/{distinction}/revoke"},
	"make-org-token":  {method: "POST", path: "/org-tokens", keep: "token"},
	"org-tokens":      {method: "GET", path: "/org-tokens"},
	"end-org-token":   {method: "POST", path: "/org-tokens/{token}/revoke"},
}
