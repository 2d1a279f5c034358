package bench

import (
	"context"
	"encoding/binary"
	"fmt"
	"testing"

	"assay/attest"
	"assay/internal/testdb"
	"assay/office/issuance"
	"assay/skill"
	"assay/store"
)

// Seats of a batch's staff beside the head.
const (
	centreReviewer = 3
	centreApprover = 4
)

// draft carries n new people from the list to drafts on records that bear them:
// marked, settled, publicised, reported, confirmed by three persons. Only the
// commitment to the document, which takes 20 ms each, binds nobody.
func (o *ordeal) draft(t *testing.T, s *store.Store, n int) {
	t.Helper()
	apps := o.batch.Enter(t, s, o.people, n)
	o.people += n
	testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
		if err := o.mark(ctx, tx, apps); err != nil {
			return err
		}
		results, err := o.confirm(ctx, tx, apps)
		if err != nil {
			return err
		}
		var drafts []skill.Certificate
		for i, a := range apps {
			p, err := tx.Person(ctx, a.Person)
			if err != nil {
				return err
			}
			c := o.batch.Draft(a, p, results[i], skill.CertificateID(tx.NewID()))
			binary.BigEndian.PutUint64(c.NameSalt[:], uint64(o.people+i))
			c.NameCommitment = attest.CommitName(c.NameSalt, c.Name).Value
			drafts = append(drafts, c)
		}
		renewals, err := o.renew(ctx, tx)
		if err != nil {
			return err
		}
		drafts = append(drafts, renewals...)
		_, err = moved(ctx, tx, drafts, func(c *skill.Certificate) (skill.Move, error) { return c.Prepare() })
		return err
	})
}

// perRoundLost is how many people lose their certificate before each round.
const perRoundLost = 20

// renew makes drafts that are to replace certificates in force: these move
// together with what they replace, or not at all.
func (o *ordeal) renew(ctx context.Context, tx *store.Tx) (drafts []skill.Certificate, err error) {
	inForce, err := store.List(ctx, tx, store.Certificates{Status: []skill.CertificateStatus{skill.CertificateIssued}}, store.Everything)
	if err != nil {
		return nil, err
	}
	o.random.Shuffle(len(inForce), func(i, j int) { inForce[i], inForce[j] = inForce[j], inForce[i] })
	for _, old := range inForce[:min(perRoundLost, len(inForce))] {
		a, err := tx.Application(ctx, old.Application)
		if err != nil {
			return nil, err
		}
		p, err := tx.Person(ctx, old.Person)
		if err != nil {
			return nil, err
		}
		r, err := tx.Result(ctx, old.Result)
		if err != nil {
			return nil, err
		}
		c := o.batch.Draft(a, p, r, skill.CertificateID(tx.NewID()))
		c.Replaces, c.Why, c.Ground = old.ID, issuance.Lost, "样例"
		c.NameCommitment = attest.CommitName(c.NameSalt, c.Name).Value
		drafts = append(drafts, c)
	}
	return drafts, nil
}

// mark enters a sitting of 85 for every part.
func (o *ordeal) mark(ctx context.Context, tx *store.Tx, apps []skill.Application) error {
	var all []skill.Sitting
	for _, a := range apps {
		for _, part := range o.batch.Plan.Parts {
			all = append(all, skill.Sitting{ID: skill.SittingID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Part: part, Attempt: 1})
		}
	}
	all, err := moved(ctx, tx, all, func(s *skill.Sitting) (skill.Move, error) { return s.Call() })
	if err != nil {
		return err
	}
	_, err = moved(ctx, tx, all, func(s *skill.Sitting) (skill.Move, error) {
		s.Mark = skill.Points(85)
		return s.Grade()
	})
	return err
}

// confirm settles the results and carries them up the chain in one report.
func (o *ordeal) confirm(ctx context.Context, tx *store.Tx, apps []skill.Application) ([]skill.Result, error) {
	report, err := o.report(ctx, tx, len(apps))
	if err != nil {
		return nil, err
	}
	var results []skill.Result
	for _, a := range apps {
		r := skill.Result{ID: skill.ResultID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Person: a.Person, Passed: true, Band: skill.BandGood}
		for _, part := range o.batch.Plan.Parts {
			r.Scores = append(r.Scores, skill.PartScore{Part: part, Attempt: 1, Kind: skill.SittingMarked, Mark: skill.Points(85)})
		}
		results = append(results, r)
	}
	for _, verb := range []func(*skill.Result) (skill.Move, error){
		func(r *skill.Result) (skill.Move, error) { return r.Settle() },
		func(r *skill.Result) (skill.Move, error) {
			r.PublicFrom, r.PublicTo = tx.Today().AddDays(-10), tx.Today().AddDays(-1)
			return r.Publicise()
		},
		func(r *skill.Result) (skill.Move, error) {
			r.Report = report
			return r.ReportOn(tx.Today())
		},
		func(r *skill.Result) (skill.Move, error) { return r.Confirm() },
	} {
		if results, err = moved(ctx, tx, results, verb); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// report is handed in, checked and confirmed by three persons.
func (o *ordeal) report(ctx context.Context, tx *store.Tx, count int) (skill.ReportID, error) {
	staff := o.batch.Staff
	rows := []skill.Report{{
		ID: skill.ReportID(tx.NewID()), Plan: o.batch.Plan.ID, Body: o.batch.Body.ID, Path: o.batch.Plan.Path, Count: count,
		On: tx.Today(), Reporter: staff[head].ID,
	}}
	var err error
	for _, verb := range []func(*skill.Report) (skill.Move, error){
		func(r *skill.Report) (skill.Move, error) { return r.Hand() },
		func(r *skill.Report) (skill.Move, error) {
			r.Checker = staff[centreReviewer].ID
			return r.Check(staff[head], staff[centreReviewer])
		},
		func(r *skill.Report) (skill.Move, error) {
			r.Confirmer = staff[centreApprover].ID
			return r.Confirm(staff[head], staff[centreReviewer], staff[centreApprover])
		},
	} {
		if rows, err = moved(ctx, tx, rows, verb); err != nil {
			return "", err
		}
	}
	tx.Log(attest.Event{Kind: attest.Confirmation, Subject: string(rows[0].ID), At: tx.Now.UnixMicro(), Reference: string(rows[0].Plan)})
	return rows[0].ID, nil
}

// moved makes a Move on every row.
func moved[T store.Noun](ctx context.Context, tx *store.Tx, rows []T, verb func(*T) (skill.Move, error)) ([]T, error) {
	moves := make([]store.Moved[T], len(rows))
	for i := range rows {
		moves[i].Row = rows[i]
		m, err := verb(&moves[i].Row)
		if err != nil {
			return nil, err
		}
		moves[i].Move = m
	}
	lost, err := store.Move(ctx, tx, moves)
	if err == nil && len(lost) > 0 {
		err = fmt.Errorf("%d moves lost", len(lost))
	}
	out := make([]T, len(rows))
	for i := range moves {
		out[i] = moves[i].Row
	}
	return out, err
}
