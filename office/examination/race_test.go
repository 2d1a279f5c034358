package examination_test

import (
	"sync"
	"testing"

	"assay/skill"
	"assay/store"
)

// Two plans that have a candidate in common are started at once, with sessions that
// overlap: one starts, the other is told whose session is in the way, and the
// candidate is called to one place.
// Source: docs/decisions/0043-one-place-at-a-time.md.
func TestTwoPlansOfOneCandidateAtOnce(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		for round := range 4 {
			app := c.Enter(t, c.s, 10*round, 1)[0]
			plans := make([]skill.Plan, 2)
			for i := range plans {
				p, err := c.desk.File(ctx, c.by(clerk), c.draft())
				c.must(p, err)
				plans[i] = p
				c.accepted(p, app.Person)
				for _, part := range []skill.Part{skill.Theory, skill.Operation} {
					s := c.session(part, 1)
					s.Plan = p.ID
					c.must(c.desk.Hold(ctx, c.by(clerk), s))
				}
			}
			errs := make([]error, 2)
			var both sync.WaitGroup
			for i := range plans {
				both.Go(func() { _, errs[i] = c.desk.Start(ctx, c.by(clerk), plans[i].ID) })
			}
			both.Wait()
			won := 0
			for i, err := range errs {
				called, failed := store.Count(ctx, c.s.Unscoped(), store.Sittings{Plan: plans[i].ID})
				c.must(called, failed)
				switch {
				case err == nil && called == 2:
					won++
				case err != nil && called == 0:
					c.refused("session.candidates_elsewhere", err)
				default:
					t.Errorf("round %d: %v, and %d sittings", round, err, called)
				}
			}
			if won != 1 {
				t.Errorf("round %d: %d plans started", round, won)
			}
		}
	})
}
