package identity_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/identity"
	"assay/reference"
	"assay/rule/totp"
	"assay/skill"
	"assay/store"
)

// A hall is where people come in from outside: the desk with all that signing in
// needs, and the letters that leave it.
type hall struct {
	*staff
	slow  chan struct{} // the slots for passwords
	phone int           // the last telephone that was given to somebody
}

// eachHall is a test on both engines.
func eachHall(t *testing.T, fn func(h *hall)) {
	each(t, func(f *staff) {
		h := &hall{staff: f, slow: make(chan struct{}, 2)}
		f.desk.Policies, f.desk.Slow, f.desk.Issuer = reference.Policies(), h.slow, "匠衡"
		f.desk.Common = func(word string) bool { return word == "password12345" }
		fn(h)
	})
}

// home is where everybody lives who is not said to be elsewhere.
var home = identity.Visit{Network: "203.0.113.0/24", Label: "Firefox, Linux"}

// away is another network, and no device that anybody knows.
func away(n int) identity.Visit {
	return identity.Visit{Network: "198.51." + string(rune('0'+n%10)) + ".0/24", Answered: true}
}

const good = "correct horse battery"

// letter takes the next letter out of the outbox.
func (h *hall) letter(on skill.Channel) store.Letter {
	h.t.Helper()
	l, job, ok, err := h.s.ClaimLetter(h.t.Context(), time.Minute, on)
	h.must(nil, err)
	if !ok {
		h.t.Fatalf("no letter waits for %s", on)
	}
	h.must(nil, h.s.Update(h.t.Context(), testdb.System(), func(tx *store.Tx) error { return tx.Finish(h.t.Context(), &job) }))
	return l
}

// quiet fails where a letter waits that nobody should have posted.
func (h *hall) quiet() {
	h.t.Helper()
	for _, on := range skill.Channels() {
		if l, _, ok, err := h.s.ClaimLetter(h.t.Context(), time.Minute, on); ok || err != nil {
			h.t.Errorf("a letter %s waits for %s, %v", l.Kind, on, err)
		}
	}
}

// kinds takes all letters out of the outbox and says what they are about.
func (h *hall) kinds() (out []skill.LetterKind) {
	h.t.Helper()
	for _, on := range skill.Channels() {
		for {
			l, job, ok, err := h.s.ClaimLetter(h.t.Context(), time.Minute, on)
			h.must(nil, err)
			if !ok {
				break
			}
			h.must(nil, h.s.Update(h.t.Context(), testdb.System(), func(tx *store.Tx) error { return tx.Finish(h.t.Context(), &job) }))
			out = append(out, l.Kind)
		}
	}
	return out
}

// ask asks for a code and reads it where it went.
func (h *hall) ask(v identity.Visit, here identity.Here, purpose skill.Purpose, to string) identity.Answer {
	h.t.Helper()
	id, err := h.desk.AskCode(h.t.Context(), v, here, identity.CodeRequest{Purpose: purpose, To: to})
	h.must(nil, err)
	on := skill.BySMS
	if strings.Contains(to, "@") || to == string(skill.ByMail) {
		on = skill.ByMail
	}
	return identity.Answer{Challenge: id, Code: h.letter(on).Code.Reveal()}
}

// newPhone is a telephone that nobody has yet.
func (h *hall) newPhone() string {
	h.phone++
	return testdb.Born(h.phone).Phone.Reveal()
}

// register opens an account with a password, from home.
func (h *hall) register(password string) (identity.Entry, string) {
	h.t.Helper()
	phone := h.newPhone()
	e, err := h.desk.Register(h.t.Context(), home, identity.Registration{
		Answer: h.ask(away(0), identity.Here{}, skill.ToRegister, phone), Wish: "yang", Password: password,
	})
	h.must(nil, err)
	return e, phone
}

// here is who a secret stands for.
func (h *hall) here(secret string) identity.Here {
	h.t.Helper()
	here, err := h.desk.Here(h.t.Context(), secret)
	h.must(nil, err)
	return here
}

func (h *hall) self(here identity.Here) store.By { return store.By{Actor: here.Actor} }

// known is home on the device that an entry made known.
func known(e identity.Entry) identity.Visit {
	v := home
	v.Device = e.Device
	return v
}

func proof(password string) identity.Proof { return identity.Proof{Password: password} }

// code is what the authenticator shows now.
func (h *hall) code(s identity.Setting) string {
	h.t.Helper()
	secret, ok := totp.Decode(s.Secret)
	if !ok {
		h.t.Fatalf("%q is no secret", s.Secret)
	}
	return totp.Code(secret, totp.Step(h.clock.Now()))
}

// second sets up a second factor for an entry.
func (h *hall) second(e identity.Entry, password string) (identity.Entry, identity.Setting, []string) {
	h.t.Helper()
	ctx, here := h.t.Context(), h.here(e.Secret)
	s, err := h.desk.BeginSecond(ctx, h.self(here), home, here, proof(password))
	h.must(nil, err)
	strong, codes, err := h.desk.FinishSecond(ctx, h.self(here), home, here, h.code(s))
	h.must(nil, err)
	h.kinds()
	h.clock.Step(totp.Period)
	return strong, s, codes
}

// Whoever proves a telephone has an account that is nobody's yet: it does nothing
// but its own affairs.
func TestRegister(t *testing.T) {
	eachHall(t, func(h *hall) {
		e, phone := h.register(good)
		if e.Account.Status != skill.AccountOpen || !strings.HasPrefix(e.Account.Login, "yang-") || e.Secret == "" || e.Device == "" {
			t.Errorf("%+v", e)
		}
		here := h.here(e.Secret)
		if here.Actor.Person != "" || here.Actor.Account != e.Account.ID || here.Actor.Strong || len(here.Actor.Grants) != 0 {
			t.Errorf("acts as %+v", here.Actor)
		}
		h.quiet()
		ctx := t.Context()
		for _, name := range []string{e.Account.Login, strings.ToUpper(e.Account.Login), phone, "+86 " + phone} {
			_, err := h.desk.SignIn(ctx, home, name, good)
			h.must(nil, err)
		}
		for _, c := range []struct{ wish, password, want string }{
			{"Y", good, "login.shape"}, {"19900000001", good, "login.shape"}, {"a@b.example", good, "login.shape"},
			{"", "short", "password.short"}, {"", "password12345", "password.common"}, {"zhou", "zhou zhou zhou", "password.holds_name"},
		} {
			phone := h.newPhone()
			_, err := h.desk.Register(ctx, home, identity.Registration{Answer: h.ask(away(0), identity.Here{}, skill.ToRegister, phone), Wish: c.wish, Password: c.password})
			h.refused(c.want, err)
		}
		mail := h.ask(away(1), identity.Here{}, skill.ToRegister, "Yang.Li@Example.org")
		second, err := h.desk.Register(ctx, home, identity.Registration{Answer: mail, Lang: "en"})
		h.must(nil, err)
		if !strings.HasPrefix(second.Account.Login, "user-") || second.Account.Lang != "en" {
			t.Errorf("%+v", second.Account)
		}
		_, err = h.desk.SignIn(ctx, home, "yang.li@example.org", "")
		h.refused("sign_in.wrong", err)
		by, err := h.desk.SignInByCode(ctx, home, h.ask(away(1), identity.Here{}, skill.ToSignIn, "yang.li@example.org"))
		h.must(nil, err)
		if by.Account.ID != second.Account.ID {
			t.Error("the code of one opened another's account")
		}
	})
}

// hashOf is what the store keeps of a secret.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
