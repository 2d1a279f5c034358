package identity

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"

	"assay/skill"
)

// A cost is what one Argon2id computation takes.
type cost struct {
	memory uint32 // KiB
	time   uint32
	lanes  uint8
}

// present is the cost of verifiers that are made now; older ones keep theirs until
// their password is next shown.
// Source: OWASP Password Storage Cheat Sheet, Argon2id with 19 MiB.
var present = cost{memory: 19 << 10, time: 2, lanes: 1}

// The most that a stored verifier may ask for, whatever it says.
const (
	memoryMost = 1 << 20 // KiB
	timeMost   = 64
)

const (
	saltBytes = 16
	hashBytes = 32
)

var encoding = base64.RawStdEncoding

// A verifier is a password's salted slow hash with what it cost.
type verifier struct {
	cost
	salt, hash []byte
}

// String is the form in which verifiers are commonly kept.
// Source: PHC string format; the names of its fields are Argon2's.
func (v verifier) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, v.memory, v.time, v.lanes,
		encoding.EncodeToString(v.salt), encoding.EncodeToString(v.hash))
}

// parseVerifier reads one; ok is false where it is none.
func parseVerifier(s string) (v verifier, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return v, false
	}
	var version int
	if n, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &v.memory, &v.time, &v.lanes); n != 4 || err != nil {
		return v, false
	}
	var err error
	if v.salt, err = encoding.DecodeString(parts[4]); err != nil {
		return v, false
	}
	if v.hash, err = encoding.DecodeString(parts[5]); err != nil {
		return v, false
	}
	return v, version == argon2.Version && v.memory >= 8 && v.memory <= memoryMost && v.time >= 1 && v.time <= timeMost && v.lanes >= 1 && len(v.hash) == hashBytes
}

func (v verifier) compute(password string) []byte {
	return argon2.IDKey([]byte(password), v.salt, v.time, v.memory, v.lanes, hashBytes)
}

// slot waits for one of the few places in which a verifier may be computed: each
// takes its memory, so their number is bounded. Release gives it back.
func (d *Desk) slot(ctx context.Context) (release func(), err error) {
	select {
	case d.Slow <- struct{}{}:
		return func() { <-d.Slow }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// verify compares a normal password with an account's verifier. Where there is
// none the same work is done and the answer is no, so that its time says nothing
// about the account. The caller holds a slot.
func verify(a skill.Account, password string) (ok, old bool) {
	v, there := parseVerifier(a.Verifier.Reveal())
	if !there {
		v = verifier{cost: present, salt: make([]byte, saltBytes), hash: make([]byte, hashBytes)}
	}
	same := subtle.ConstantTimeCompare(v.compute(password), v.hash) == 1
	return same && there, v.cost != present
}

// newVerifier makes a normal password's verifier. The caller holds a slot.
func (d *Desk) newVerifier(password string) (skill.Private, error) {
	v := verifier{cost: present, salt: make([]byte, saltBytes)}
	if _, err := io.ReadFull(d.Rand, v.salt); err != nil {
		return skill.Private{}, err
	}
	v.hash = v.compute(password)
	return skill.Keep(v.String()), nil
}
