package httpx

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Limiter gives every network its own token bucket, in bounded memory. It is
// made by NewLimiter and safe for concurrent use.
type Limiter struct {
	every  rate.Limit
	burst  int
	seed   maphash.Seed
	shards [limiterShards]limiterShard
}

const (
	limiterShards = 32
	// limiterRoom is how many networks a generation of a shard holds: 32 shards
	// of two generations of 2,048 buckets of about 150 bytes are 20 MB at most.
	limiterRoom = 2048
)

// A limiterShard keeps two generations. When the younger is full it becomes the
// elder and the elder is forgotten: whoever has not asked for the longest time
// gets a full bucket again, and no list has to be kept in order.
type limiterShard struct {
	mu             sync.Mutex
	younger, elder map[netip.Prefix]*rate.Limiter
}

// NewLimiter lets each network ask burst times at once and then perMinute times
// a minute.
func NewLimiter(perMinute, burst int) *Limiter {
	return &Limiter{every: rate.Limit(float64(perMinute) / time.Minute.Seconds()), burst: burst, seed: maphash.MakeSeed()}
}

// Allow takes one token from the network's bucket; false where there is none.
func (l *Limiter) Allow(from netip.Prefix, now time.Time) bool {
	s := &l.shards[maphash.Comparable(l.seed, from)%limiterShards]
	return s.bucket(from, l.every, l.burst).AllowN(now, 1)
}

func (s *limiterShard) bucket(from netip.Prefix, every rate.Limit, burst int) *rate.Limiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, ok := s.younger[from]; ok {
		return b
	}
	b, ok := s.elder[from]
	if !ok {
		b = rate.NewLimiter(every, burst)
	}
	if s.younger == nil || len(s.younger) >= limiterRoom {
		s.elder, s.younger = s.younger, make(map[netip.Prefix]*rate.Limiter)
	}
	s.younger[from] = b
	return b
}
