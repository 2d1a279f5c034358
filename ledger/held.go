package ledger

import (
	"context"
	"time"

	"assay/store"
)

// HeldUntil is when the sequencers' lease runs out, whichever process holds it,
// or ran out: the zero time where none ever worked. One that works renews it in
// time.
func HeldUntil(ctx context.Context, s *store.Store) (time.Time, error) {
	return s.LeaseUntil(ctx, leaseName)
}
