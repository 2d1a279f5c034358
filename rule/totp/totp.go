// Package totp makes and checks the time-based one-time passwords (动态口令) of a
// second factor: SHA-1, thirty seconds, six digits, as every authenticator app
// has them.
//
// Source: RFC 6238; RFC 4226 for the digits of one step.
package totp

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

const (
	// Period is how long one code is shown.
	Period = 30 * time.Second
	// SecretBytes is the length of a secret: that of the hash.
	// Source: RFC 4226, 4, R6 (160 bits are recommended).
	SecretBytes = 20

	digits = 6
	modulo = 1_000_000
	// window is how many steps before and after the server's are accepted.
	// Source: RFC 6238, 5.2 (at most one step for the delay, and a clock that is off).
	window = 1
)

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// Encode writes a secret as authenticator apps take it.
func Encode(secret []byte) string { return encoding.EncodeToString(secret) }

// Decode reads a secret; ok is false where it is none.
func Decode(text string) (secret []byte, ok bool) {
	secret, err := encoding.DecodeString(text)
	return secret, err == nil && len(secret) > 0
}

// Step is the number of the period that a time lies in.
func Step(at time.Time) int64 { return at.Unix() / int64(Period/time.Second) }

// Code is the code of one step.
func Code(secret []byte, step int64) string {
	var message [8]byte
	binary.BigEndian.PutUint64(message[:], uint64(step))
	h := hmac.New(sha1.New, secret)
	h.Write(message[:])
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf // Source: RFC 4226, 5.3: dynamic truncation
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", digits, n%modulo)
}

// Check finds the step that a code belongs to: one of those around now that lies
// after the last one accepted, so that no code is accepted twice.
func Check(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	code = strings.ReplaceAll(code, " ", "")
	at := Step(now)
	for step := at - window; step <= at+window; step++ {
		if step > last && subtle.ConstantTimeCompare([]byte(Code(secret, step)), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}
