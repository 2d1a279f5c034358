package identity_test

import (
	"fmt"
	"testing"
	"time"

	"assay/office/identity"
	"assay/skill"
	"assay/store"
)

// A code counts once, for its purpose, for a few minutes and a few tries.
// Source: the shipped policies, code.*.
func TestCodes(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		_, phone := h.register(good)
		_, other := h.register(good)
		enter := func(a identity.Answer) error {
			_, err := h.desk.SignInByCode(ctx, away(1), a)
			return err
		}
		fresh := func(p skill.Purpose, to string) identity.Answer {
			h.clock.Step(24 * time.Hour)
			return h.ask(away(1), identity.Here{}, p, to)
		}
		a := fresh(skill.ToSignIn, phone)
		if len(a.Code) != 6 {
			t.Errorf("a code of %d digits", len(a.Code))
		}
		spaced := a
		spaced.Code = " " + a.Code[:3] + " " + a.Code[3:]
		h.must(nil, enter(spaced))
		h.refused("code.wrong", enter(a)) // used

		a = fresh(skill.ToSignIn, phone)
		wrong := a
		wrong.Code = "x"
		for range 5 {
			h.refused("code.wrong", enter(wrong))
		}
		h.refused("code.spent", enter(a))

		a = fresh(skill.ToSignIn, phone)
		h.clock.Step(5 * time.Minute)
		h.refused("code.expired", enter(a))

		h.refused("code.wrong", enter(fresh(skill.ToRecover, phone)))
		swapped := fresh(skill.ToSignIn, phone)
		swapped.Challenge = h.ask(away(1), identity.Here{}, skill.ToSignIn, other).Challenge
		h.refused("code.wrong", enter(swapped))
		h.refused("code.wrong", enter(identity.Answer{Challenge: "no such", Code: "123456"}))
		h.refused("code.wrong", enter(identity.Answer{}))

		for want, q := range map[string]identity.CodeRequest{
			"code.purpose":  {Purpose: "fly", To: phone},
			"contact.phone": {Purpose: skill.ToSignIn, To: "123"},
			"contact.mail":  {Purpose: skill.ToSignIn, To: "a@b"},
			"actor.unknown": {Purpose: skill.ToReach, To: phone},
		} {
			_, err := h.desk.AskCode(ctx, home, identity.Here{}, q)
			h.refused(want, err)
		}
		again, err := h.desk.SignIn(ctx, home, phone, good)
		h.must(nil, err)
		_, err = h.desk.AskCode(ctx, home, h.here(again.Secret), identity.CodeRequest{Purpose: skill.ToConfirm, To: "mail"})
		h.refused("contact.none", err)
		_, err = h.desk.AskCode(ctx, home, identity.Here{}, identity.CodeRequest{Purpose: skill.ToConfirm, To: "sms"})
		h.refused("actor.unknown", err)
	})
}

// Of two who answer one code at once, one enters.
func TestACodeOpensOnce(t *testing.T) {
	eachHall(t, func(h *hall) {
		_, phone := h.register(good)
		h.clock.Step(24 * time.Hour)
		a := h.ask(away(1), identity.Here{}, skill.ToSignIn, phone)
		const many = 4
		got := make(chan error, many)
		for range many {
			go func() { _, err := h.desk.SignInByCode(t.Context(), away(2), a); got <- err }()
		}
		entered := 0
		for range many {
			switch err := <-got; skill.ReasonOf(err) {
			case "":
				entered++
			case "code.wrong":
			default:
				t.Error(err)
			}
		}
		if entered != 1 {
			t.Errorf("one code opened %d sign-ins", entered)
		}
	})
}

// A telephone is not flooded: strangers answer a question after three codes and get
// no more than ten a day, from however many networks; a network gets sixty; the
// owner's device has its own ten.
// Source: the shipped policies, code.*.
func TestCodesAreLimited(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		h.clock.Step(24 * time.Hour)
		ask := func(v identity.Visit, to string) error {
			_, err := h.desk.AskCode(ctx, v, identity.Here{}, identity.CodeRequest{Purpose: skill.ToSignIn, To: to})
			return err
		}
		for n := range 3 {
			h.must(nil, ask(stranger(n, false), phone))
		}
		h.refused("code.question", ask(stranger(3, false), phone))
		for n := range 7 {
			h.must(nil, ask(stranger(10+n, true), phone))
		}
		h.refused("code.limit", ask(stranger(20, true), phone))
		for range 10 {
			h.must(nil, ask(known(e), phone))
		}
		h.refused("code.limit", ask(known(e), phone))
		for n := range 60 {
			h.must(nil, ask(stranger(30, true), fmt.Sprintf("mail%d@example.org", n)))
		}
		h.refused("code.limit", ask(stranger(30, true), "one-more@example.org"))
		if got := h.kinds(); len(got) != 20 {
			t.Errorf("%d letters left", len(got))
		}
	})
}

// Where a letter goes is known while its code is, and not kept with it.
func TestLettersFindTheirWay(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		phone := h.newPhone()
		id, err := h.desk.AskCode(ctx, home, identity.Here{}, identity.CodeRequest{Purpose: skill.ToRegister, To: phone, Lang: "en"})
		h.must(nil, err)
		l := h.letter(skill.BySMS)
		to, err := h.s.AddressOf(ctx, l)
		h.must(nil, err)
		if to.Address.Reveal() != phone || l.Kind != skill.LetterConfirm || l.Lang != "en" || l.Challenge != id || l.About != string(id) {
			t.Errorf("%+v to %v", l, to)
		}
		h.must(h.desk.Register(ctx, home, identity.Registration{Answer: identity.Answer{Challenge: id, Code: l.Code.Reveal()}}))
		l.Channel = skill.ByMail
		for _, nowhere := range []store.Letter{l, {Challenge: id, Channel: skill.BySMS}, {Person: h.Staff[0].ID, Channel: skill.ByMail}, {Person: h.Staff[0].ID, Channel: skill.BySMS}} {
			to, err := h.s.AddressOf(ctx, nowhere)
			h.must(nil, err)
			if !to.IsZero() {
				t.Errorf("%+v goes somewhere", nowhere)
			}
		}
		for want, l := range map[string]store.Letter{
			"person.not_found":  {Person: "x", Channel: skill.BySMS},
			"account.not_found": {Account: "x", Channel: skill.BySMS},
		} {
			_, err := h.s.AddressOf(ctx, l)
			h.refused(want, err)
		}
	})
}
