package web

import (
	"context"
	"net/http"
	"slices"

	"assay/locale"
	"assay/office/identity"
	"assay/skill"
	"assay/store"
)

// An accountView is the page of somebody's account.
type accountView struct {
	frame
	Notice  string
	Mark    mark   // whether the account is joined to a person
	Verdict string // in one sentence
	Lead    string
	Joined  bool
	Facts   []factView
	Roles   []roleView
	SignIns []signInView
	Ways    []way // what can be done with the account
	Second  bool  // there is a second factor
	Codes   int   // recovery codes that are left

	Provider   string // the identity provider, if there is one
	Linked     bool   // to it
	PasskeysOK bool   // there can be passkeys here
	Passkeys   []kindView
}

// A roleView is one role of the person.
type roleView struct{ Role, Where string }

// A signInView is one browser in which the account is open.
type signInView struct {
	ID              skill.SignInID
	Device, Way     string
	Network, Since  string
	Current, Second bool
}

// showAccount shows who is here, and what belongs to them.
func (s *Site) showAccount(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	f := s.frame(r, "/account").titled("own.account.title")
	f.own, f.Inside = true, true
	v := accountView{frame: f, Joined: h.Account.Status == skill.AccountJoined, Second: h.Account.TwoFactor(), Codes: len(h.Account.Recovery)}
	if done := r.URL.Query().Get("done"); slices.Contains(notices, done) {
		v.Notice = word(f.Lang, "own.done."+done)
	}
	var err error
	if v.Facts, err = s.facts(r.Context(), f.Lang, h); err != nil {
		return err
	}
	if v.Roles, err = s.roles(r.Context(), f.Lang, h); err != nil {
		return err
	}
	if v.SignIns, err = s.signIns(r.Context(), f.Lang, h); err != nil {
		return err
	}
	if err := s.waysIn(r, h, &v); err != nil {
		return err
	}
	joined := "own.account.open"
	v.Mark = unsure
	if v.Joined {
		joined, v.Mark = "own.account.joined."+string(h.Account.Way), good
	}
	v.Verdict, v.Lead = word(f.Lang, joined), word(f.Lang, joined+".lead")
	return s.show(w, http.StatusOK, "account.html", f, v)
}

// waysIn are the identity provider and the passkeys.
func (s *Site) waysIn(r *http.Request, h identity.Here, v *accountView) (err error) {
	if s.Provider != nil {
		link, err := s.linked(r, h)
		if err != nil {
			return err
		}
		v.Provider, v.Linked = s.providerName(v.Lang), link.ID != ""
	}
	v.PasskeysOK = s.hasPasskeys()
	v.Passkeys, err = s.passkeyChoices(r, v.Lang, h)
	return err
}

// facts are what the account is: its owner sees their own addresses shortened, so
// that somebody who looks over their shoulder does not.
func (s *Site) facts(ctx context.Context, lang locale.Lang, h identity.Here) ([]factView, error) {
	a := h.Account
	out := []factView{{Label: word(lang, "own.fact.login"), Text: a.Login}}
	for _, on := range []skill.Channel{skill.BySMS, skill.ByMail} {
		text := word(lang, "own.fact.none")
		if c := a.Contact(on); !c.IsZero() {
			text = c.Address.Masked()
		}
		out = append(out, factView{Label: word(lang, "own.fact."+string(on)), Text: text})
	}
	key := "own.fact.password.no"
	if !a.Verifier.IsZero() {
		key = "own.fact.password.yes"
	}
	out = append(out, factView{Label: word(lang, "own.fact.password"), Text: word(lang, key)})
	if h.Actor.Person == "" {
		return out, nil
	}
	p, err := s.Identity.Store.As(h.Actor).Person(ctx, h.Actor.Person)
	if err != nil {
		return nil, err
	}
	kind := p.Document.Kind.Chinese()
	if lang == locale.En {
		kind = p.Document.Kind.English()
	}
	return append(out,
		factView{Label: word(lang, "own.fact.name"), Text: p.Name, Chinese: true},
		factView{Label: word(lang, "own.fact.document"), Text: kind + " " + p.Document.Number.String()}), nil
}

// roles are what the person may do, and where.
func (s *Site) roles(ctx context.Context, lang locale.Lang, h identity.Here) (out []roleView, err error) {
	reader := s.Identity.Store.As(h.Actor)
	for _, g := range h.Actor.Grants {
		where := string(g.Path)
		b, err := store.One(ctx, reader, store.Bodies{Path: g.Path})
		switch {
		case err == nil:
			where = b.Name
		case skill.CodeOf(err) != skill.NotFound:
			return nil, err
		case g.Path == "/":
			where = word(lang, "own.role.everywhere")
		}
		out = append(out, roleView{word(lang, "word.role."+string(g.Role)), where})
	}
	return out, nil
}

// signIns are the browsers in which the account is open, the newest first.
func (s *Site) signIns(ctx context.Context, lang locale.Lang, h identity.Here) (out []signInView, err error) {
	all, err := s.Identity.SignIns(ctx, h)
	if err != nil {
		return nil, err
	}
	slices.Reverse(all)
	for _, one := range all {
		v := signInView{
			ID: one.ID, Device: one.Label, Way: word(lang, "own.by."+string(one.Way)), Network: one.Network.Reveal(), Since: instant(lang, one.Made),
			Current: one.ID == h.SignIn.ID, Second: one.Second,
		}
		if v.Device == "" {
			v.Device = word(lang, "own.device.unknown")
		}
		out = append(out, v)
	}
	return out, nil
}

// endSignIn ends one of the browsers in which the account is open.
func (s *Site) endSignIn(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	id := skill.SignInID(r.PathValue("id"))
	if err := s.Identity.EndSignIn(r.Context(), by(r, h), h, id); err != nil {
		return err
	}
	if id == h.SignIn.ID {
		s.setCookie(w, r, entryCookie, "", 0)
		return s.goTo(w, r, "/sign-in?done=signed-out")
	}
	return s.goTo(w, r, "/account?done=sign-in-ended")
}

// endOthers ends all of them but this one.
func (s *Site) endOthers(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	if err := s.Identity.EndOthers(r.Context(), by(r, h), h); err != nil {
		return err
	}
	return s.goTo(w, r, "/account?done=others-ended")
}
