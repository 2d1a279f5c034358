package bench

import (
	"crypto/rand"
	"fmt"
	"runtime"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"assay/internal/testdb"
	"assay/office/identity"
	"assay/reference"
	"assay/skill"
)

// BenchmarkSignIn enters by password at the desk: the account found, the limits
// read twice, the password compared, the sign-in written with its audit entry and
// synced. Beside it, turn by turn, stands the bare computation that the password
// costs, as many at once: by processor time, which others on the machine change
// less than rates.
func BenchmarkSignIn(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				enter := signingIn(b, engine)
				const turn, turns = 2 * time.Second, 5
				var ours, bare, share []float64
				for range turns {
					a, z := measure(b, turn, enter), measure(b, turn, bareArgon2)
					ours, bare, share = append(ours, a.perSecond), append(bare, z.perSecond), append(share, z.cpu/a.cpu)
				}
				state(b, figure{work: "sign-in, " + engine + ", of its processor time Argon2id", got: median(share), unit: "share", want: 0.85,
					note: fmt.Sprintf("%.1f/s beside %.1f/s bare, %d at once", median(ours), median(bare), runtime.GOMAXPROCS(0))})
			}
		})
	}
}

const benchPassword = "correct horse battery staple"

// signingIn opens an account and gives what enters by it, from a known device.
func signingIn(b *testing.B, engine string) func(int) error {
	s, _ := freshStore(b, engine)
	desk := &identity.Desk{Store: s, Rand: rand.Reader, Lives: time.Hour, Policies: reference.Policies(), Slow: make(chan struct{}, runtime.GOMAXPROCS(0))}
	ctx, v := b.Context(), identity.Visit{Network: "203.0.113.0/24", Label: "bench"}
	phone := testdb.Born(1).Phone.Reveal()
	id, err := desk.AskCode(ctx, v, identity.Here{}, identity.CodeRequest{Purpose: skill.ToRegister, To: phone})
	if err != nil {
		b.Fatal(err)
	}
	letter, _, ok, err := s.ClaimLetter(ctx, time.Minute, skill.BySMS)
	if err != nil || !ok {
		b.Fatal(ok, err)
	}
	e, err := desk.Register(ctx, v, identity.Registration{Answer: identity.Answer{Challenge: id, Code: letter.Code.Reveal()}, Password: benchPassword})
	if err != nil {
		b.Fatal(err)
	}
	v.Device = e.Device
	return func(int) error {
		_, err := desk.SignIn(ctx, v, e.Account.Login, benchPassword)
		return err
	}
}

// bareArgon2 is one computation by the parameters that the desk uses.
// Source: decision 24.
func bareArgon2(int) error {
	argon2.IDKey([]byte(benchPassword), make([]byte, 16), 2, 19<<10, 1, 32)
	return nil
}
