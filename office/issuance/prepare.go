package issuance

import (
	"context"
	"slices"
	"sync"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Prepared says how far preparing a report came.
type Prepared struct {
	Total    int // confirmed results of the report
	Before   int // of them, those that had a certificate already
	Made     int // drafts made now
	Stopped  []Stopped
	finished int
}

// Done is how many results were looked at so far.
func (p Prepared) Done() int { return p.finished }

// chunk is how many drafts are made in one transaction.
const chunk = 100

// Prepare composes, lints and commits to the certificate of every result of a
// confirmed report that has none, or whose draft is out of date. What keeps one
// certificate back stops only that one. It may be run again and again, and goes
// on where it ended; progress, which may be nil, is told after every chunk.
func (d *Desk) Prepare(ctx context.Context, by store.By, id skill.ReportID, progress func(Prepared)) (p Prepared, err error) {
	defer skill.Wrap(&err, "prepare report %s", id)
	by = unkeyed(by)
	s, err := d.scene(ctx, id)
	if err != nil {
		return p, err
	}
	if err := access.Need(by.Actor, "prepare-certificates", s.report.Path); err != nil {
		return p, err
	}
	results, err := store.List(ctx, d.Store.Unscoped(), store.Results{Report: id, Status: []skill.ResultStatus{skill.ResultConfirmed}}, store.Everything)
	p.Total = len(results)
	for some := range slices.Chunk(results, chunk) {
		if err == nil {
			err = d.prepareSome(ctx, by, s, some, &p)
		}
		if err == nil && progress != nil {
			progress(p)
		}
	}
	return p, err
}

// prepareSome carries one chunk of results to drafts.
func (d *Desk) prepareSome(ctx context.Context, by store.By, s *scene, results []skill.Result, p *Prepared) error {
	candidates, err := d.candidates(ctx, results)
	if err != nil {
		return err
	}
	var ready []candidate
	for _, c := range candidates {
		if c.has {
			p.Before++
			continue
		}
		draft := s.compose(c)
		found, err := d.lint(ctx, s, c, draft)
		switch {
		case err != nil:
			return err
		case len(found) == 0 && sameWords(c.draft, draft):
			p.Before++
			continue
		case len(found) > 0:
			p.Stopped = append(p.Stopped, Stopped{Certificate: c.draft.ID, Application: c.application.ID, Faults: found})
			draft = skill.Certificate{}
		}
		if c.next = draft; c.next.Kind != "" || c.draft.ID != "" {
			ready = append(ready, c)
		}
	}
	if err := d.commitAll(ctx, ready); err != nil {
		return err
	}
	made, before, err := d.keep(ctx, by, s, ready)
	p.Made, p.Before, p.finished = p.Made+made, p.Before+before, p.finished+len(results)
	return err
}

// commitAll computes the commitments of all drafts, as many at once as Slow has
// room for.
func (d *Desk) commitAll(ctx context.Context, all []candidate) error {
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for i := range all {
		if all[i].next.Kind != "" {
			wg.Go(func() { errs[i] = d.commit(ctx, &all[i].next) })
		}
	}
	wg.Wait()
	return firstOf(errs)
}

func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// keep writes the drafts and drops those that they take the place of. The
// report is locked, so that two who prepare it at once make one draft a result.
func (d *Desk) keep(ctx context.Context, by store.By, s *scene, all []candidate) (made, before int, err error) {
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		made, before = 0, 0
		if _, err := tx.Locked().Report(ctx, s.report.ID); err != nil {
			return err
		}
		held, err := held(ctx, tx, all)
		if err != nil {
			return err
		}
		var moves []store.Moved[skill.Certificate]
		for _, c := range all {
			if now := held[c.result.ID]; now.ID != c.draft.ID || now.Version != c.draft.Version {
				before++ // somebody prepared or issued it meanwhile
				continue
			}
			more, err := c.keep(tx)
			if err != nil {
				return err
			}
			if c.next.Kind != "" {
				made++
			}
			moves = append(moves, more...)
		}
		return wonAll(store.Move(ctx, tx, moves))
	})
	return made, before, err
}

// keep makes the Moves that drop the old draft and enter the new one.
func (c candidate) keep(tx *store.Tx) (moves []store.Moved[skill.Certificate], err error) {
	var m store.Moved[skill.Certificate]
	if c.draft.ID != "" {
		m.Row = c.draft
		if m.Move, err = c.draft.Discard("draft out of date"); err != nil {
			return nil, err
		}
		moves = append(moves, m)
	}
	if c.next.Kind == "" {
		return moves, nil
	}
	m.Row = c.next
	m.Row.ID = skill.CertificateID(tx.NewID())
	if m.Move, err = m.Row.Prepare(); err != nil {
		return nil, err
	}
	return append(moves, m), nil
}

// held finds the certificate that counts of each result; see counting.
func held(ctx context.Context, from store.Source, all []candidate) (map[skill.ResultID]skill.Certificate, error) {
	out := map[skill.ResultID]skill.Certificate{}
	if len(all) == 0 {
		return out, nil
	}
	ids := make([]skill.ApplicationID, len(all))
	for i, c := range all {
		ids[i] = c.result.Application
	}
	certs, err := store.List(ctx, from, store.Certificates{Applications: ids}, store.Everything)
	for _, c := range certs {
		if counting(c) {
			out[c.Result] = c
		}
	}
	return out, err
}

// counting tells whether a certificate stands for its result. A draft that was
// dropped and a number that was never signed leave the result without one; a
// revoked certificate does not: its holder is to have none. The draft of a
// replacement is not the result's but the old certificate's affair.
func counting(c skill.Certificate) bool {
	switch c.Status {
	case skill.CertificateDiscarded, skill.CertificateVoid:
		return false
	case skill.CertificatePrepared:
		return c.Replaces == ""
	}
	return true
}

// Discard drops drafts that are not to be issued as they are. They never had a
// number; Prepare makes new ones.
func (d *Desk) Discard(ctx context.Context, by store.By, ids []skill.CertificateID, ground string) (err error) {
	defer skill.Wrap(&err, "discard %d drafts", len(ids))
	if ground = skill.Clean(ground); ground == "" {
		return skill.FailField("ground", "issuance.no_ground")
	}
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		drafts, err := store.List(ctx, tx.Locked(), store.Certificates{IDs: ids}, store.Everything)
		if err != nil {
			return err
		}
		if len(ids) == 0 || len(drafts) != len(ids) {
			return skill.Fail(skill.NotFound, "certificate.not_found")
		}
		moves := make([]store.Moved[skill.Certificate], len(drafts))
		for i, c := range drafts {
			if err := access.Need(by.Actor, "discard-certificates", c.Path); err != nil {
				return err
			}
			move, err := c.Discard(ground)
			if err != nil {
				return err
			}
			moves[i] = store.Moved[skill.Certificate]{Row: c, Move: move}
		}
		return wonAll(store.Move(ctx, tx, moves))
	})
}
