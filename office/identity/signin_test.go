package identity_test

import (
	"testing"
	"time"

	"assay/rule/totp"
	"assay/skill"
	"assay/store"
)

// Every sign-in has a secret of its own, whatever the browser brought along, and
// one more once the second factor was shown: what somebody planted or saw before
// opens nothing.
// Source: OWASP Session Management Cheat Sheet, renewal after any change of privilege.
func TestSecretsRotate(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		first, phone := h.register(good)
		strong, setting, _ := h.second(first, good)
		_, err := h.desk.Here(ctx, first.Secret)
		h.refused("sign_in.unknown", err)
		if a := h.here(strong.Secret).Actor; !a.Strong {
			t.Errorf("after the second factor: %+v", a)
		}
		half, err := h.desk.SignIn(ctx, home, phone, good)
		h.must(nil, err)
		if !half.SecondDue() || half.Device != "" || half.Secret == strong.Secret {
			t.Errorf("%+v", half)
		}
		_, err = h.desk.Here(ctx, half.Secret)
		h.refused("sign_in.second_due", err)
		whole, err := h.desk.ShowSecond(ctx, home, half.Secret, h.code(setting))
		h.must(nil, err)
		for _, old := range []string{half.Secret, "", "x", whole.SignIn.Hash} {
			_, err = h.desk.Here(ctx, old)
			h.refused("sign_in.unknown", err)
			_, err = h.desk.ShowSecond(ctx, home, old, "000000")
			h.refused("sign_in.unknown", err)
		}
		if !h.here(whole.Secret).Actor.Strong || whole.SecondDue() || whole.Device == "" {
			t.Errorf("%+v", whole)
		}
		_, err = h.desk.ShowSecond(ctx, home, whole.Secret, h.code(setting))
		h.refused("second.not_due", err)
	})
}

// A planted device is a stranger's: it gets a secret of its own at the first
// whole sign-in, and the accounts that knew it know the new one.
func TestDevicesCannotBePlanted(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		attacker, _ := h.register(good)
		victim, phone := h.register(good)
		v := known(attacker)
		e, err := h.desk.SignIn(ctx, v, phone, good)
		h.must(nil, err)
		if e.Device == "" || e.Device == attacker.Device {
			t.Error("a planted secret was kept")
		}
		for _, c := range []struct {
			account skill.AccountID
			device  string
			want    bool
		}{
			{victim.Account.ID, attacker.Device, false}, {victim.Account.ID, e.Device, true},
			{attacker.Account.ID, e.Device, true}, {attacker.Account.ID, attacker.Device, false},
		} {
			got, err := h.s.Knows(ctx, c.account, hashOf(c.device), h.clock.Now().Add(-time.Hour))
			if err != nil || got != c.want {
				t.Errorf("%v knows: %v, %v", c, got, err)
			}
		}
		again, err := h.desk.SignIn(ctx, known(e), phone, good)
		h.must(nil, err)
		if again.Device != "" {
			t.Error("a known device gets another secret")
		}
	})
}

// A code of the second factor counts once, though the sign-in is another, and
// two at once are not better.
// Source: RFC 6238, 5.2.
func TestSecondFactorCountsOnce(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		_, setting, codes := h.second(e, good)
		enter := func() string {
			in, err := h.desk.SignIn(ctx, home, phone, good)
			h.must(nil, err)
			return in.Secret
		}
		secrets, code := []string{enter(), enter(), enter()}, h.code(setting)
		won := make(chan error, len(secrets))
		for _, s := range secrets {
			go func() { _, err := h.desk.ShowSecond(ctx, home, s, code); won <- err }()
		}
		entered := 0
		for range secrets {
			if err := <-won; err == nil {
				entered++
			} else if skill.ReasonOf(err) != "second.wrong" {
				t.Error(err)
			}
		}
		if entered != 1 {
			t.Errorf("one code opened %d sign-ins", entered)
		}
		_, err := h.desk.ShowSecond(ctx, home, enter(), code)
		h.refused("second.wrong", err)
		h.clock.Step(totp.Period)
		for _, again := range []string{"", "second.wrong"} {
			_, err := h.desk.ShowSecond(ctx, home, enter(), codes[3])
			if skill.ReasonOf(err) != again && !(err == nil && again == "") {
				t.Errorf("a recovery code: %v, want %q", err, again)
			}
		}
		a, err := h.s.Unscoped().Account(ctx, e.Account.ID)
		h.must(nil, err)
		if len(a.Recovery) != 9 || len(codes) != 10 {
			t.Errorf("%d of %d recovery codes are left", len(a.Recovery), len(codes))
		}
	})
}

// Who is wrong too often has to begin anew; whoever knows the password and goes
// on so is a stranger to be stopped, while the owner's device goes on.
// Source: GB/T 22239-2019, 8.1.4.1 b).
func TestSecondFactorIsNotGuessed(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		strong, setting, _ := h.second(e, good)
		owner := known(strong)
		if owner.Device = strong.Device; owner.Device == "" {
			owner.Device = e.Device
		}
		wrong, stopped := 0, 0
		for range 30 {
			in, err := h.desk.SignIn(ctx, away(3), phone, good)
			h.must(nil, err)
			for range 6 {
				_, err := h.desk.ShowSecond(ctx, away(3), in.Secret, "000000")
				switch skill.ReasonOf(err) {
				case "second.wrong", "second.spent":
					wrong++
				case "sign_in.limit":
					stopped++
				case "sign_in.unknown":
				default:
					t.Fatal(err)
				}
			}
		}
		if wrong != 20 || stopped == 0 {
			t.Errorf("strangers tried %d codes, were stopped %d times", wrong, stopped)
		}
		in, err := h.desk.SignIn(ctx, owner, phone, good)
		h.must(nil, err)
		h.must(h.desk.ShowSecond(ctx, owner, in.Secret, h.code(setting)))
	})
}

// A sign-in ends when nothing is done for a while, and after a day's work anyway.
// Source: GB/T 22239-2019, 8.1.4.1 b); the figures are the shipped policies'.
func TestSignInsEnd(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		alive := func(want bool, secret string) {
			t.Helper()
			_, err := h.desk.Here(ctx, secret)
			if want && err != nil || !want && skill.ReasonOf(err) != "sign_in.over" {
				t.Errorf("at %s: %v", h.clock.Now(), err)
			}
		}
		for range 12 * 60 / 29 { // always something within thirty minutes
			h.clock.Step(29 * time.Minute)
			alive(true, e.Secret)
		}
		h.clock.Step(29 * time.Minute)
		alive(false, e.Secret)
		next, err := h.desk.SignIn(ctx, home, phone, good)
		h.must(nil, err)
		h.clock.Step(29 * time.Minute)
		alive(true, next.Secret)
		h.clock.Step(30 * time.Minute)
		alive(false, next.Secret)
	})
}

// When somebody was last seen is written down every few minutes, not with every
// request.
func TestSeenIsWrittenSeldom(t *testing.T) {
	eachHall(t, func(h *hall) {
		e, _ := h.register(good)
		seen := map[time.Time]bool{}
		for range 30 {
			h.clock.Step(time.Minute)
			h.here(e.Secret)
			last, err := h.s.LastSeen(t.Context(), e.SignIn.ID)
			h.must(nil, err)
			seen[last] = true
		}
		if len(seen) != 11 { // not yet, and every third minute
			t.Errorf("written at %d times", len(seen))
		}
	})
}

// Sign-ins are listed and ended by their owner, and by nobody else.
func TestSignInsAreTheirOwners(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		other, _ := h.register(good)
		h.clock.Step(time.Second)
		second, err := h.desk.SignIn(ctx, home, phone, good)
		h.must(nil, err)
		h.clock.Step(time.Second)
		third, err := h.desk.SignIn(ctx, home, phone, good)
		h.must(nil, err)
		_, err = h.desk.SignIn(ctx, home, phone, "something else")
		h.refused("sign_in.wrong", err)
		here, stranger := h.here(e.Secret), h.here(other.Secret)
		list, err := h.desk.SignIns(ctx, here)
		h.must(nil, err)
		if len(list) != 3 || list[1].ID != second.SignIn.ID || list[1].Label != home.Label {
			t.Errorf("%+v", list)
		}
		h.refused("sign_in.not_found", h.desk.EndSignIn(ctx, h.self(stranger), stranger, second.SignIn.ID))
		h.must(nil, h.desk.EndSignIn(ctx, h.self(here), here, second.SignIn.ID))
		h.must(nil, h.desk.EndSignIn(ctx, h.self(here), here, second.SignIn.ID))
		_, err = h.desk.Here(ctx, second.Secret)
		h.refused("sign_in.unknown", err)
		h.must(nil, h.desk.EndOthers(ctx, h.self(here), here))
		_, err = h.desk.Here(ctx, third.Secret)
		h.refused("sign_in.unknown", err)
		h.must(nil, h.desk.SignOut(ctx, store.By{}, e.Secret))
		h.must(nil, h.desk.SignOut(ctx, store.By{}, e.Secret))
		h.must(nil, h.desk.SignOut(ctx, store.By{}, ""))
		h.must(nil, h.desk.SignOut(ctx, store.By{}, "nobody's"))
		_, err = h.desk.Here(ctx, e.Secret)
		h.refused("sign_in.unknown", err)
		h.here(other.Secret)
		trail, err := h.s.Trail(ctx, "sign_in", string(e.SignIn.ID))
		h.must(nil, err)
		if len(trail) != 2 || trail[1].Verb != "end" || trail[1].Actor != "account:"+string(e.Account.ID) {
			t.Errorf("the audit says %+v", trail)
		}
	})
}

// Attempts that fail are on record too, with and without an account, and without
// the name or the address in clear.
// Source: GB/T 22239-2019, 8.1.4.3 (安全审计): every user's acts with their result.
func TestFailuresAreOnRecord(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		_, phone := h.register(good)
		for _, name := range []string{phone, "nobody-0000", "", "\x00", "19900009999"} {
			_, err := h.desk.SignIn(ctx, away(1), name, "something else")
			h.refused("sign_in.wrong", err)
		}
		all, err := store.List(ctx, h.s.Unscoped(), store.SignIns{}, store.Everything)
		h.must(nil, err)
		refused, whose := 0, 0
		for _, s := range all {
			if s.Refused == "sign_in.wrong" && s.Hash == "" && !s.Live(h.clock.Now()) && s.Network.Reveal() == away(1).Network {
				refused++
				if s.Account != "" {
					whose++
				}
			}
		}
		if refused != 5 || whose != 1 {
			t.Errorf("%d are on record, %d of an account", refused, whose)
		}
	})
}

// A label is what a browser says of itself; a number in it is not kept.
func TestLabels(t *testing.T) {
	eachHall(t, func(h *hall) {
		_, phone := h.register(good)
		for said, want := range map[string]string{
			" Safari,\u200b iPhone ": "Safari, iPhone", "call 19900000001": "", string(make([]rune, 100)): "",
		} {
			v := home
			v.Label = said
			e, err := h.desk.SignIn(t.Context(), v, phone, good)
			h.must(nil, err)
			if e.SignIn.Label != want {
				t.Errorf("%q is kept as %q", said, e.SignIn.Label)
			}
		}
	})
}

// A password that is right by older parameters is made anew; a password that no
// longer keeps to the rules lets its owner in, to do nothing that needs a second
// factor before it was changed.
func TestOldPasswords(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register("ten signs!")
		a := e.Account
		a.Verifier = skill.Keep("$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$" + oldHash)
		h.must(nil, h.s.Update(ctx, store.By{}, func(tx *store.Tx) error { return store.Change(ctx, tx, "age", &a) }))
		_, err := h.desk.SignIn(ctx, home, phone, "ten signs!")
		h.must(nil, err)
		now, err := h.s.Unscoped().Account(ctx, a.ID)
		h.must(nil, err)
		if now.Verifier == a.Verifier {
			t.Error("an old verifier stays as it is")
		}
		h.desk.Common = func(word string) bool { return word == "ten signs!" }
		in, err := h.desk.SignIn(ctx, home, phone, "ten signs!")
		h.must(nil, err)
		strong, _, _ := h.second(in, "ten signs!")
		here := h.here(strong.Secret)
		if !strong.SignIn.Weak || here.Actor.Strong {
			t.Errorf("a common password is strong: %+v", strong.SignIn)
		}
		h.must(nil, h.desk.ChangePassword(ctx, h.self(here), home, here, proof("ten signs!"), good))
		if !h.here(strong.Secret).Actor.Strong {
			t.Error("a changed password does not count")
		}
	})
}

// oldHash is that of the password "ten signs!" by the parameters of the test.
const oldHash = "qrsg6tGkppTdK9D5LnlH0BBaGCbjXNz1GqrnQoPI99M"
