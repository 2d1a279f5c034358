package store_test

import (
	"context"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// SQLite ends a transaction by itself when one of its statements is cancelled or
// the disk is full; the next change finds a writer all the same.
func TestWriterOutlivesALostTransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		if err := s.LoseTransaction(t.Context()); err == nil {
			t.Fatal("the transaction was not lost")
		}
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			p := testdb.Born(0)
			p.ID = skill.PersonID(tx.NewID())
			return store.Add(ctx, tx, &p)
		})
	})
}
