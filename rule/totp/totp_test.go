package totp

import (
	"testing"
	"time"
)

// The vectors of the RFCs, cut to the six digits that are used here.
// Source: RFC 6238, appendix B (SHA-1); RFC 4226, appendix D.
func TestVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := Code(secret, Step(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	for step, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := Code(secret, int64(step)); got != want {
			t.Errorf("count %d: %s, want %s", step, got, want)
		}
	}
}

// A code holds one period before and after its own, and once.
// Source: RFC 6238, 5.2.
func TestCheck(t *testing.T) {
	secret, now := []byte("12345678901234567890"), time.Unix(1_111_111_111, 0)
	at := Step(now)
	for _, c := range []struct {
		name string
		step int64 // of the code, counted from now
		last int64 // accepted before, counted from now
		ok   bool
	}{
		{"the code of now", 0, -10, true},
		{"one period ago", -1, -10, true},
		{"one period ahead", 1, -10, true},
		{"two periods ago", -2, -10, false},
		{"two periods ahead", 2, -10, false},
		{"used before", 0, 0, false},
		{"older than one that was used", -1, 0, false},
		{"newer than one that was used", 1, 0, true},
	} {
		step, ok := Check(secret, Code(secret, at+c.step), now, at+c.last)
		if ok != c.ok || ok && step != at+c.step {
			t.Errorf("%s: %v at %d", c.name, ok, step-at)
		}
	}
	for _, code := range []string{"", "0", "05047", "0504711", "０５０４７１", "abcdef"} {
		if _, ok := Check(secret, code, now, 0); ok {
			t.Errorf("%q is accepted", code)
		}
	}
	if _, ok := Check(secret, "050 471", now, 0); !ok {
		t.Error("a code as apps show it, with a space, is refused")
	}
}

// A secret is read back as it was written, and nothing else is taken for one.
func TestSecrets(t *testing.T) {
	secret := []byte("12345678901234567890")
	if back, ok := Decode(Encode(secret)); !ok || string(back) != string(secret) || Encode(secret) != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Errorf("%s", Encode(secret))
	}
	for _, bad := range []string{"", "1", "é", "JBSWY3DPEHPK3PX1"} {
		if _, ok := Decode(bad); ok {
			t.Errorf("%q is taken for a secret", bad)
		}
	}
}
