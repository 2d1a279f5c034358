package identity_test

import (
	"slices"
	"testing"

	"assay/office/identity"
	"assay/skill"
)

// Changing what opens the account takes a fresh proof, ends every other sign-in,
// and is told to the owner.
func TestChangePassword(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		thief, err := h.desk.SignIn(ctx, away(1), phone, good)
		h.must(nil, err)
		here, next := h.here(e.Secret), "another "+good
		change := func(p identity.Proof, next string) error {
			return h.desk.ChangePassword(ctx, h.self(here), home, here, p, next)
		}
		h.refused("proof.missing", change(identity.Proof{}, next))
		h.refused("proof.wrong", change(proof("something else"), next))
		h.refused("password.short", change(proof(good), "short"))
		h.refused("actor.unknown", h.desk.ChangePassword(ctx, h.self(here), home, identity.Here{}, proof(good), next))
		h.must(nil, change(proof(good), next))
		if got := h.kinds(); !slices.Equal(got, []skill.LetterKind{skill.LetterPassword}) {
			t.Error(got)
		}
		_, err = h.desk.Here(ctx, thief.Secret)
		h.refused("sign_in.unknown", err)
		h.here(e.Secret)
		_, err = h.desk.SignIn(ctx, home, phone, good)
		h.refused("sign_in.wrong", err)
		h.must(h.desk.SignIn(ctx, home, phone, next))

		a := h.ask(away(1), here, skill.ToConfirm, "sms")
		h.must(nil, change(identity.Proof{Answer: a}, good))
		h.refused("code.wrong", change(identity.Proof{Answer: a}, next))
	})
}

// A sign-in in a thief's hand does not guess the password either.
func TestProofsAreNotGuessed(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, _ := h.register(good)
		other, _ := h.register(good)
		here, theirs := h.here(e.Secret), h.here(other.Secret)
		foreign := h.ask(away(1), theirs, skill.ToConfirm, "sms")
		h.refused("code.wrong", h.desk.CloseAccount(ctx, h.self(here), home, here, identity.Proof{Answer: foreign}))
		for range 3 {
			h.refused("proof.wrong", h.desk.CloseAccount(ctx, h.self(here), home, here, proof("something else")))
		}
		h.refused("second.spent", h.desk.CloseAccount(ctx, h.self(here), home, here, proof("something else")))
		_, err := h.desk.Here(ctx, e.Secret)
		h.refused("sign_in.unknown", err)
	})
}

// The second factor: prepared, confirmed by a code of it, and only then due; the
// others of the account's sign-ins end. Dropped, it is due no more.
func TestSecondFactor(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		thief, err := h.desk.SignIn(ctx, away(1), phone, good)
		h.must(nil, err)
		here := h.here(e.Secret)
		_, _, err = h.desk.FinishSecond(ctx, h.self(here), home, here, "000000")
		h.refused("second.not_begun", err)
		_, err = h.desk.RenewRecovery(ctx, h.self(here), home, here, proof(good))
		h.refused("second.none", err)
		_, err = h.desk.BeginSecond(ctx, h.self(here), home, here, proof("something else"))
		h.refused("proof.wrong", err)
		s, err := h.desk.BeginSecond(ctx, h.self(here), home, here, proof(good))
		h.must(nil, err)
		if want := "otpauth://totp/%E5%8C%A0%E8%A1%A1:" + e.Account.Login + "?secret=" + s.Secret + "&issuer=%E5%8C%A0%E8%A1%A1&algorithm=SHA1&digits=6&period=30"; s.URI != want {
			t.Errorf("%s, want %s", s.URI, want)
		}
		h.must(h.desk.SignIn(ctx, home, phone, good)) // not due yet
		_, _, err = h.desk.FinishSecond(ctx, h.self(here), home, here, "000000")
		h.refused("second.wrong", err)
		strong, codes, err := h.desk.FinishSecond(ctx, h.self(here), home, here, h.code(s))
		h.must(nil, err)
		if got := h.kinds(); !slices.Equal(got, []skill.LetterKind{skill.LetterFactor}) {
			t.Error(got)
		}
		for _, old := range []string{thief.Secret, e.Secret} {
			_, err = h.desk.Here(ctx, old)
			h.refused("sign_in.unknown", err)
		}
		here = h.here(strong.Secret)
		if len(codes) != 10 || len(codes[0]) != 19 || !here.Account.TwoFactor() || !here.Actor.Strong {
			t.Errorf("%d codes such as %q, %+v", len(codes), codes[0], here.Actor)
		}
		fresh, err := h.desk.RenewRecovery(ctx, h.self(here), home, here, proof(good))
		h.must(nil, err)
		in, err := h.desk.SignIn(ctx, home, phone, good)
		h.must(nil, err)
		_, err = h.desk.ShowSecond(ctx, home, in.Secret, codes[0])
		h.refused("second.wrong", err)
		h.must(h.desk.ShowSecond(ctx, home, in.Secret, " "+fresh[0][:9]+fresh[0][10:]))

		h.must(nil, h.desk.DropSecond(ctx, h.self(here), home, here, proof(good)))
		if h.here(strong.Secret).Actor.Strong {
			t.Error("without a second factor a sign-in stays strong")
		}
		plain, err := h.desk.SignIn(ctx, home, phone, good)
		h.must(nil, err)
		if plain.SecondDue() {
			t.Error("a second factor that was dropped is due")
		}
	})
}

// A telephone or mail address is the account's once a code sent there was
// answered, and the owner is told at the old one.
func TestContacts(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, old := h.register(good)
		other, _ := h.register(good)
		here, theirs := h.here(e.Secret), h.here(other.Secret)
		drop := func(on skill.Channel) error {
			here := h.here(e.Secret)
			return h.desk.DropContact(ctx, h.self(here), home, here, proof(good), on)
		}
		h.refused("contact.last", drop(skill.BySMS))
		next := h.newPhone()
		a := h.ask(away(1), theirs, skill.ToReach, next)
		h.refused("code.wrong", h.desk.AddContact(ctx, h.self(here), home, here, proof(good), a))
		h.refused("proof.missing", h.desk.AddContact(ctx, h.self(here), home, here, identity.Proof{}, a))
		a = h.ask(away(1), here, skill.ToReach, next)
		h.must(nil, h.desk.AddContact(ctx, h.self(here), home, here, proof(good), a))
		var told []string
		for range 2 {
			to, err := h.s.AddressOf(ctx, h.letter(skill.BySMS))
			h.must(nil, err)
			told = append(told, to.Address.Reveal())
		}
		if !slices.Contains(told, old) || !slices.Contains(told, next) {
			t.Errorf("told are %v", told)
		}
		_, err := h.desk.SignIn(ctx, home, old, good)
		h.refused("sign_in.wrong", err)
		h.must(h.desk.SignIn(ctx, home, next, good))

		// Two prove one address; the second to come is too late, and learns no more
		// than that the code does not do.
		mine, yours := h.ask(away(2), here, skill.ToReach, "one@example.org"), h.ask(away(2), theirs, skill.ToReach, "one@example.org")
		h.must(nil, h.desk.AddContact(ctx, h.self(here), home, here, proof(good), mine))
		h.refused("code.wrong", h.desk.AddContact(ctx, h.self(theirs), home, theirs, proof(good), yours))
		h.must(nil, drop(skill.BySMS))
		h.refused("contact.last", drop(skill.ByMail))
		h.must(h.desk.SignIn(ctx, home, "one@example.org", good))
	})
}

// Who cannot enter any more sets a new password by a code and, where there is a
// second factor, by it or a recovery code; whoever was in is out, and no device
// is known any more.
func TestRecover(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		next := "another " + good
		recover := func(a identity.Answer, second, password string) error {
			return h.desk.Recover(ctx, away(4), identity.Recovery{Answer: a, Second: second, Password: password})
		}
		a := h.ask(away(4), identity.Here{}, skill.ToRecover, phone)
		h.refused("password.short", recover(a, "", "short"))
		h.must(nil, recover(a, "", next))
		h.refused("code.wrong", recover(a, "", good))
		if got := h.kinds(); !slices.Equal(got, []skill.LetterKind{skill.LetterPassword}) {
			t.Error(got)
		}
		_, err := h.desk.Here(ctx, e.Secret)
		h.refused("sign_in.unknown", err)
		in, err := h.desk.SignIn(ctx, known(e), phone, next)
		h.must(nil, err)
		if in.Device == "" {
			t.Error("a device is known that was forgotten")
		}
		_, setting, codes := h.second(in, next)
		a = h.ask(away(4), identity.Here{}, skill.ToRecover, phone)
		h.refused("second.wrong", recover(a, "", good))
		h.refused("second.wrong", recover(a, "000000", good))
		h.must(nil, recover(a, codes[0], good))
		h.kinds()
		a = h.ask(away(4), identity.Here{}, skill.ToRecover, phone)
		h.refused("second.wrong", recover(a, codes[0], next))
		h.must(nil, recover(a, h.code(setting), next))
		half, err := h.desk.SignIn(ctx, home, phone, next)
		h.must(nil, err)
		if !half.SecondDue() {
			t.Error("recovering took the second factor away")
		}
	})
}

// A closed account opens nothing, reaches nobody and frees its telephone; its
// name stays its own.
// Source: 个人信息保护法 art. 47.
func TestCloseAccount(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		here := h.here(e.Secret)
		h.must(nil, h.desk.CloseAccount(ctx, h.self(here), home, here, proof(good)))
		_, err := h.desk.Here(ctx, e.Secret)
		h.refused("sign_in.unknown", err)
		for _, name := range []string{phone, e.Account.Login} {
			_, err = h.desk.SignIn(ctx, home, name, good)
			h.refused("sign_in.wrong", err)
		}
		a, err := h.s.Unscoped().Account(ctx, e.Account.ID)
		h.must(nil, err)
		if a.Status != skill.AccountClosed || !a.Phone.IsZero() || !a.Verifier.IsZero() || a.Login != e.Account.Login {
			t.Errorf("%+v", a)
		}
		next, err := h.desk.Register(ctx, home, identity.Registration{Answer: h.ask(away(1), identity.Here{}, skill.ToRegister, phone), Password: good})
		h.must(nil, err)
		if next.Account.Login == e.Account.Login {
			t.Error("a login name was given twice")
		}
	})
}
