package store_test

import (
	"testing"

	"assay/internal/testdb"
	"assay/store"
)

// What is committed while a snapshot is read belongs to the next one.
func TestASnapshotStandsStill(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		testdb.File(t, s)
		bodies := func(s *store.Store) int {
			t.Helper()
			n, err := store.Count(t.Context(), s.Unscoped(), store.Bodies{})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := s.Snapshot(t.Context(), func(frozen *store.Store) error {
			before := bodies(frozen)
			testdb.File(t, s)
			if after := bodies(frozen); before != 1 || after != 1 {
				t.Errorf("%d bodies, then %d", before, after)
			}
			return nil
		})
		if err != nil || bodies(s) != 2 {
			t.Error(err)
		}
	})
}
