package registry

import (
	"context"
	"sync"
	"time"

	"assay/skill"
	"assay/store"
)

// Standings remembers for a moment what decides whether a body was in scope on a
// day of the past, since a body has many certificates and its past hardly ever
// changes. Whether a certificate is in force is never remembered. The zero value
// is ready and safe for concurrent use.
type Standings struct {
	mu   sync.RWMutex
	read map[skill.BodyID]remembered
}

// remembered is a standing with when it was read.
type remembered struct {
	skill.Standing
	at time.Time
}

const (
	standingFor  = time.Second
	standingMost = 4096 // bodies; beyond it all are forgotten at once
)

// of is the standing of a body, at most standingFor old.
func (s *Standings) of(ctx context.Context, from *store.Store, body skill.BodyID, now time.Time) (skill.Standing, error) {
	s.mu.RLock()
	kept, ok := s.read[body]
	s.mu.RUnlock()
	if ok && now.Sub(kept.at) < standingFor && !now.Before(kept.at) {
		return kept.Standing, nil
	}
	fresh, err := from.Unscoped().Standing(ctx, body)
	if err != nil {
		return fresh, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read == nil || len(s.read) >= standingMost {
		s.read = map[skill.BodyID]remembered{}
	}
	s.read[body] = remembered{fresh, now}
	return fresh, nil
}
