package identity_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"assay/office/identity"
	"assay/skill"
	"assay/store"
)

// stranger is the n-th network of somebody who has many.
func stranger(n int, answered bool) identity.Visit {
	return identity.Visit{Network: fmt.Sprintf("192.0.%d.0/24", n), Answered: answered}
}

// Somebody fails in another's name, from network after network, until strangers
// are refused for the day: the owner enters all the same, from the device that
// has entered before, and by a code from a new one; the next day it is over.
// Source: docs/decisions/0026-limits-for-strangers.md.
func TestNobodyLocksAnOwnerOut(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		fail := func(v identity.Visit, want string) {
			t.Helper()
			_, err := h.desk.SignIn(ctx, v, phone, "something else")
			h.refused(want, err)
		}
		for n := range 5 {
			fail(stranger(n, false), "sign_in.wrong")
		}
		fail(stranger(6, false), "sign_in.question")
		for n := range 45 {
			fail(stranger(10+n, true), "sign_in.wrong")
		}
		fail(stranger(99, true), "sign_in.limit")
		_, err := h.desk.SignIn(ctx, stranger(99, true), phone, good)
		h.refused("sign_in.limit", err)

		h.must(h.desk.SignIn(ctx, known(e), phone, good))
		by, err := h.desk.SignInByCode(ctx, stranger(98, true), h.ask(stranger(98, true), identity.Here{}, skill.ToSignIn, phone))
		h.must(nil, err)
		h.must(h.desk.SignIn(ctx, known(by), phone, good))
		// The name as it is typed is what is counted, so another name of the account
		// does not tell that the two belong together.
		h.must(h.desk.SignIn(ctx, stranger(97, false), e.Account.Login, good))
		h.clock.Step(24 * time.Hour)
		h.must(h.desk.SignIn(ctx, stranger(99, false), phone, good))
	})
}

// A known device in a thief's hand has its own small allotment, and is a stranger's
// after that.
func TestKnownDevicesAreLimitedToo(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		v := known(e)
		wrong := 0
		for range 40 {
			_, err := h.desk.SignIn(ctx, v, phone, "something else")
			if skill.ReasonOf(err) == "sign_in.wrong" {
				wrong++
			}
		}
		if wrong != 10+5 { // its own ten, then a stranger's five without a question
			t.Errorf("a device tried %d times", wrong)
		}
		other := home
		other.Device = "made up"
		_, err := h.desk.SignIn(ctx, other, phone, good)
		h.refused("sign_in.question", err)
	})
}

// One network that fails in many names is stopped, whether or not the names are
// anybody's; who is known there enters.
func TestNetworksAreLimited(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		v := stranger(1, false)
		for n := range 30 {
			_, err := h.desk.SignIn(ctx, v, fmt.Sprintf("nobody-%04d", n), good)
			h.refused("sign_in.wrong", err)
		}
		_, err := h.desk.SignIn(ctx, v, phone, good)
		h.refused("sign_in.question", err)
		_, err = h.desk.SignInByCode(ctx, v, identity.Answer{Challenge: "x", Code: "1"})
		h.refused("sign_in.question", err)
		v.Answered = true
		h.must(h.desk.SignIn(ctx, v, phone, good))
		v = known(e)
		v.Network = stranger(1, false).Network
		h.must(h.desk.SignIn(ctx, v, phone, good))
	})
}

// Many guesses at once get past the limit by no more than the slots.
func TestLimitsHoldForManyAtOnce(t *testing.T) {
	eachHall(t, func(h *hall) {
		_, phone := h.register(good)
		const many = 40
		got := make(chan string, many)
		for n := range many {
			go func() {
				_, err := h.desk.SignIn(t.Context(), stranger(n, false), phone, "something else")
				got <- skill.ReasonOf(err)
			}()
		}
		tried := 0
		for range many {
			switch reason := <-got; reason {
			case "sign_in.wrong":
				tried++
			case "sign_in.question":
			default:
				t.Error(reason)
			}
		}
		if tried > 5+cap(h.slow) {
			t.Errorf("%d guesses were looked at", tried)
		}
	})
}

// counting is a semaphore that counts how often it was entered, one at a time.
func counting(t *testing.T) (slow chan struct{}, runs func() int) {
	t.Helper()
	slow, asked, n, done := make(chan struct{}), make(chan int), 0, make(chan struct{})
	go func() {
		for {
			select {
			case slow2 := <-slow:
				n++
				slow <- slow2
			case asked <- n:
			case <-done:
				return
			}
		}
	}()
	t.Cleanup(func() { close(done) })
	return slow, func() int { return <-asked }
}

// Whether a name, telephone or mail address is anybody's cannot be told: not by
// an answer, not by the work that is done for it, not by what is written down.
// Source: OWASP Authentication Cheat Sheet, authentication and error messages.
func TestNothingTellsWhoHasAnAccount(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		nobody := h.newPhone()
		slow, runs := counting(t)
		h.desk.Slow = slow
		same := func(what string, do func(name string, v identity.Visit) error, names ...string) {
			t.Helper()
			var reasons []string
			var work, rows []int
			for i, name := range names {
				before, kept := runs(), h.rows()
				reasons = append(reasons, skill.ReasonOf(do(name, stranger(100+i, true))))
				work, rows = append(work, runs()-before), append(rows, h.rows()-kept)
			}
			for i := range names {
				if reasons[i] != reasons[0] || work[i] != work[0] || rows[i] != rows[0] {
					t.Errorf("%s: %q, %v computations, %v rows", what, reasons, work, rows)
				}
			}
		}
		signIn := func(name string, v identity.Visit) error {
			_, err := h.desk.SignIn(ctx, v, name, "something else")
			return err
		}
		ask := func(p skill.Purpose) func(string, identity.Visit) error {
			return func(name string, v identity.Visit) error {
				id, err := h.desk.AskCode(ctx, v, identity.Here{}, identity.CodeRequest{Purpose: p, To: name})
				if err == nil && id == "" {
					t.Error("no challenge")
				}
				return err
			}
		}
		names := []string{phone, e.Account.Login, nobody, "nobody-0000", "a@b.example", "", "什么"}
		for range 6 { // before and after the question
			same("signing in", signIn, names...)
		}
		for _, p := range []skill.Purpose{skill.ToRegister, skill.ToSignIn, skill.ToRecover} {
			h.clock.Step(24 * time.Hour)
			for range 12 { // until there are no more
				same("a code to "+string(p), ask(p), phone, nobody)
			}
		}
		h.clock.Step(24 * time.Hour)
		same("answering", func(name string, v identity.Visit) error {
			id, err := h.desk.AskCode(ctx, v, identity.Here{}, identity.CodeRequest{Purpose: skill.ToSignIn, To: name})
			h.must(nil, err)
			_, err = h.desk.SignInByCode(ctx, v, identity.Answer{Challenge: id, Code: "not digits"})
			return err
		}, phone, nobody)
		same("recovering", func(name string, v identity.Visit) error {
			id, err := h.desk.AskCode(ctx, v, identity.Here{}, identity.CodeRequest{Purpose: skill.ToRecover, To: name})
			h.must(nil, err)
			return h.desk.Recover(ctx, v, identity.Recovery{Answer: identity.Answer{Challenge: id, Code: "not digits"}, Password: "another " + good})
		}, phone, nobody)
		same("registering", func(name string, v identity.Visit) error {
			id, err := h.desk.AskCode(ctx, v, identity.Here{}, identity.CodeRequest{Purpose: skill.ToRegister, To: name})
			h.must(nil, err)
			_, err = h.desk.Register(ctx, v, identity.Registration{Answer: identity.Answer{Challenge: id, Code: "not digits"}, Password: good})
			return err
		}, phone, nobody)
	})
}

// rows counts the attempts that are on record.
func (h *hall) rows() int {
	h.t.Helper()
	n, err := store.Count(h.t.Context(), h.s.Unscoped(), store.SignIns{})
	h.must(nil, err)
	return n
}

// To whom an address belongs already is told at that address alone.
func TestTakenAddressesAreToldToTheirOwners(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		e, phone := h.register(good)
		other, _ := h.register(good)
		_, err := h.desk.AskCode(ctx, stranger(1, false), identity.Here{}, identity.CodeRequest{Purpose: skill.ToRegister, To: phone, Lang: "en"})
		h.must(nil, err)
		l := h.letter(skill.BySMS)
		to, err := h.s.AddressOf(ctx, l)
		h.must(nil, err)
		if l.Kind != skill.LetterTaken || l.Account != e.Account.ID || to.Address.Reveal() != phone || !l.Code.IsZero() {
			t.Errorf("%+v", l)
		}
		here := h.here(other.Secret)
		_, err = h.desk.AskCode(ctx, stranger(2, true), here, identity.CodeRequest{Purpose: skill.ToReach, To: phone})
		h.must(nil, err)
		if got := h.kinds(); !slices.Equal(got, []skill.LetterKind{skill.LetterTaken}) {
			t.Error(got)
		}
		_, err = h.desk.AskCode(ctx, home, identity.Here{}, identity.CodeRequest{Purpose: skill.ToSignIn, To: h.newPhone()})
		h.must(nil, err)
		h.quiet()
	})
}
