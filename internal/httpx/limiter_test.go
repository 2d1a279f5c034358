package httpx

import (
	"net/netip"
	"testing"
	"time"
)

func TestLimiterIsPerNetworkAndRefills(t *testing.T) {
	l := NewLimiter(6, 3)
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	one, other := netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/64")
	for i := range 3 {
		if !l.Allow(one, now) {
			t.Fatalf("question %d of a burst of 3 was refused", i+1)
		}
	}
	if l.Allow(one, now) {
		t.Error("a fourth question at once was let through")
	}
	if !l.Allow(other, now) {
		t.Error("another network paid for the first")
	}
	if l.Allow(one, now.Add(9*time.Second)) || !l.Allow(one, now.Add(10*time.Second)) {
		t.Error("six a minute is one every ten seconds")
	}
}

// TestLimiterMemoryIsBounded: a flood of networks does not grow the memory, and
// a network that goes on asking keeps its empty bucket through it.
func TestLimiterMemoryIsBounded(t *testing.T) {
	l := NewLimiter(1, 1)
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	steady := netip.MustParsePrefix("203.0.113.0/24")
	l.Allow(steady, now)
	for i := range 3 * limiterShards * limiterRoom {
		a := netip.AddrFrom4([4]byte{byte(10 + i>>16), byte(i >> 8), byte(i), 0})
		l.Allow(netip.PrefixFrom(a, 24), now)
		if i%limiterRoom == 0 && l.Allow(steady, now) {
			t.Fatalf("after %d networks the steady one had a full bucket again", i)
		}
	}
	held := 0
	for i := range l.shards {
		held += len(l.shards[i].younger) + len(l.shards[i].elder)
	}
	if held > 2*limiterShards*limiterRoom {
		t.Errorf("%d buckets are held", held)
	}
}

func BenchmarkLimiter(b *testing.B) {
	l := NewLimiter(1<<30, 1<<30)
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	b.RunParallel(func(pb *testing.PB) {
		from := netip.MustParsePrefix("203.0.113.0/24")
		for pb.Next() {
			l.Allow(from, now)
		}
	})
}
