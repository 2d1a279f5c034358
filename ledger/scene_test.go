package ledger_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/attest"
	"assay/internal/testdb"
	"assay/ledger"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// A scene is a batch that was carried the whole way by the rules: examined,
// settled, publicised, reported, confirmed and issued; of five certificates the
// first stays, the second is revoked, the third replaced by the sixth, the
// fourth is cancelled and the fifth is void.
type scene struct {
	testdb.Batch
	s      *store.Store
	clock  *testdb.Clock
	seq    *ledger.Sequencer
	report skill.Report
	certs  []skill.Certificate
}

func enact(t testing.TB, s *store.Store, clock *testdb.Clock) *scene {
	t.Helper()
	c := &scene{Batch: testdb.File(t, s), s: s, clock: clock}
	c.seq = sequencer(t, s, "here")
	apps := c.Enter(t, s, 1, 5)
	c.examine(t, apps)
	results := c.settle(t, apps)
	clock.Step(15 * 24 * time.Hour)
	c.confirm(t, results)
	c.certs = c.issue(t, c.drafts(t, apps, results))
	clock.Step(time.Hour)
	c.ends(t)
	c.sequence(t)
	return c
}

func sequencer(t testing.TB, s *store.Store, holder string) *ledger.Sequencer {
	return ledger.New(ledger.Config{Store: s, Keys: s.Keys(), Registry: "registry.example.org", Holder: holder, Report: func(err error) { t.Error(err) }})
}

// sequence steps until nothing is left.
func (c *scene) sequence(t testing.TB) {
	t.Helper()
	for {
		n, err := c.seq.Step(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (c *scene) update(t testing.TB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	testdb.Update(t, c.s, fn)
}

// move makes a Move on every row.
func move[T store.Noun](ctx context.Context, tx *store.Tx, rows []T, verb func(*T) (skill.Move, error)) ([]T, error) {
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
		err = fmt.Errorf("lost %v", lost)
	}
	out := make([]T, len(rows))
	for i := range moves {
		out[i] = moves[i].Row
	}
	return out, err
}

func (c *scene) examine(t testing.TB, apps []skill.Application) {
	t.Helper()
	c.update(t, func(ctx context.Context, tx *store.Tx) error {
		var all []skill.Sitting
		for _, a := range apps {
			for _, part := range c.Plan.Parts {
				all = append(all, skill.Sitting{ID: skill.SittingID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Part: part, Attempt: 1})
			}
		}
		all, err := move(ctx, tx, all, func(s *skill.Sitting) (skill.Move, error) { return s.Call() })
		if err != nil {
			return err
		}
		_, err = move(ctx, tx, all, func(s *skill.Sitting) (skill.Move, error) {
			s.Mark = skill.Points(85)
			return s.Grade()
		})
		return err
	})
}

func (c *scene) settle(t testing.TB, apps []skill.Application) (out []skill.Result) {
	t.Helper()
	c.update(t, func(ctx context.Context, tx *store.Tx) (err error) {
		out = nil
		for _, a := range apps {
			r := skill.Result{ID: skill.ResultID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Person: a.Person, Passed: true, Band: skill.BandGood}
			for _, part := range c.Plan.Parts {
				r.Scores = append(r.Scores, skill.PartScore{Part: part, Attempt: 1, Kind: skill.SittingMarked, Mark: skill.Points(85)})
			}
			out = append(out, r)
		}
		if out, err = move(ctx, tx, out, func(r *skill.Result) (skill.Move, error) { return r.Settle() }); err != nil {
			return err
		}
		out, err = move(ctx, tx, out, func(r *skill.Result) (skill.Move, error) {
			r.PublicFrom, r.PublicTo = tx.Today(), tx.Today().AddDays(9)
			return r.Publicise()
		})
		return err
	})
	return out
}

// confirm carries the results up the chain, by three persons.
func (c *scene) confirm(t testing.TB, results []skill.Result) {
	t.Helper()
	c.update(t, func(ctx context.Context, tx *store.Tx) error {
		r := skill.Report{ID: skill.ReportID(tx.NewID()), Plan: c.Plan.ID, Body: c.Body.ID, Path: c.Plan.Path, Count: len(results), On: tx.Today(), Reporter: c.Staff[2].ID}
		for _, verb := range []func(*skill.Report) (skill.Move, error){
			func(r *skill.Report) (skill.Move, error) { return r.Hand() },
			func(r *skill.Report) (skill.Move, error) {
				r.Checker = c.Staff[3].ID
				return r.Check(c.Staff[2], c.Staff[3])
			},
			func(r *skill.Report) (skill.Move, error) {
				r.Confirmer = c.Staff[4].ID
				return r.Confirm(c.Staff[2], c.Staff[3], c.Staff[4])
			},
		} {
			rows, err := move(ctx, tx, []skill.Report{r}, verb)
			if err != nil {
				return err
			}
			r = rows[0]
		}
		c.report = r
		tx.Log(attest.Event{Kind: attest.Confirmation, Subject: string(r.ID), At: tx.Now.UnixMicro(), Reference: string(r.Plan)})
		rows, err := move(ctx, tx, results, func(one *skill.Result) (skill.Move, error) {
			one.Report = r.ID
			return one.ReportOn(tx.Today())
		})
		if err != nil {
			return err
		}
		rows, err = move(ctx, tx, rows, func(one *skill.Result) (skill.Move, error) { return one.Confirm() })
		copy(results, rows)
		return err
	})
}

func (c *scene) drafts(t testing.TB, apps []skill.Application, results []skill.Result) (out []skill.Certificate) {
	t.Helper()
	c.update(t, func(ctx context.Context, tx *store.Tx) error {
		out = nil
		for i, a := range apps {
			p, err := tx.Person(ctx, a.Person)
			if err != nil {
				return err
			}
			d := c.Draft(a, p, results[i], skill.CertificateID(tx.NewID()))
			d.NameSalt = [16]byte{byte(i), 1}
			d.NameCommitment = attest.CommitName(d.NameSalt, d.Name).Value
			out = append(out, d)
		}
		return nil
	})
	return out
}

// issue prepares, numbers, signs and issues drafts.
func (c *scene) issue(t testing.TB, drafts []skill.Certificate) (out []skill.Certificate) {
	t.Helper()
	c.update(t, func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = move(ctx, tx, drafts, func(d *skill.Certificate) (skill.Move, error) { return d.Prepare() })
		if err != nil {
			return err
		}
		if out, err = c.number(ctx, tx, out); err != nil {
			return err
		}
		out, err = move(ctx, tx, out, func(d *skill.Certificate) (skill.Move, error) {
			if d.Name == "样例五" {
				d.Ground, d.QRSig, d.StateSig = "样例", nil, nil
				return d.Void()
			}
			return d.Issue()
		})
		for _, d := range out {
			if d.Status == skill.CertificateIssued {
				tx.Log(attest.Event{Kind: attest.Issued, Subject: d.Number, At: tx.Now.UnixMicro(), Statement: sha256.Sum256(d.Statement), Reference: string(d.Report)})
			}
		}
		return err
	})
	return out
}

func (c *scene) number(ctx context.Context, tx *store.Tx, drafts []skill.Certificate) ([]skill.Certificate, error) {
	first, err := tx.TakeNumbers(ctx, store.Series{Prefix: c.Site.Prefix(c.Body), Year: tx.Today().Year(), Level: c.Plan.Level}, len(drafts))
	if err != nil {
		return nil, err
	}
	return move(ctx, tx, drafts, func(d *skill.Certificate) (skill.Move, error) {
		d.Issued, d.KeyID = tx.Today(), string(c.s.Keys().Signer().ID())
		d.Number = fmt.Sprintf("%s%02d%s%06d", c.Site.Prefix(c.Body), d.Issued.Year()%100, d.Level.String(), first)
		first++
		replaces := ""
		if d.Replaces != "" {
			old, err := tx.Certificate(ctx, d.Replaces)
			if err != nil {
				return skill.Move{}, err
			}
			replaces = old.Number
		}
		is, err := attest.IssueBytes(attest.Statement{
			Version: attest.StatementVersion, Kind: d.Kind, Key: attest.KeyID(d.KeyID), Number: d.Number, Issued: d.Issued,
			Occupation: attest.Occupation{Code: string(d.Occupation), Name: d.OccupationName}, Level: d.Level.String(),
			Body: attest.Body{Name: d.BodyName, USCC: c.Body.USCC}, Site: c.Site.Prefix(c.Body), Confirmation: string(d.Report), Replaces: replaces,
			Name:     attest.Commitment{Salt: d.NameSalt, Value: d.NameCommitment},
			Document: attest.Commitment{Salt: d.DocSalt, Value: d.DocCommitment},
		})
		if err != nil {
			return skill.Move{}, err
		}
		qr, file, err := is.Sign(c.s.Keys().Signer())
		if err != nil {
			return skill.Move{}, err
		}
		d.QR, d.QRSig, d.Statement, d.StateSig = is.QR, qr[:], is.File, file[:]
		return d.TakeNumber()
	})
}

// ends revokes the second certificate, replaces the third and cancels the
// fourth.
func (c *scene) ends(t testing.TB) {
	t.Helper()
	next := c.certs[2]
	next.Status, next.Version, next.Number, next.Replaces, next.Why = "", 0, "", c.certs[2].ID, "lost"
	c.update(t, func(_ context.Context, tx *store.Tx) error {
		next.ID = skill.CertificateID(tx.NewID())
		return nil
	})
	next = c.issue(t, []skill.Certificate{next})[0]
	for i, e := range []struct {
		verb      func(skill.Certificate) (skill.Move, error)
		kind      attest.EventKind
		reference string
	}{{skill.Certificate.Revoke, attest.Revocation, ""}, {skill.Certificate.Replace, attest.Replacement, next.Number}, {skill.Certificate.Cancel, attest.Cancellation, ""}} {
		c.update(t, func(ctx context.Context, tx *store.Tx) error {
			rows, err := move(ctx, tx, c.certs[i+1:i+2], func(d *skill.Certificate) (skill.Move, error) {
				d.Ground = "样例"
				return e.verb(*d)
			})
			if err == nil {
				c.certs[i+1] = rows[0]
				tx.Log(attest.Event{Kind: e.kind, Subject: rows[0].Number, At: tx.Now.UnixMicro(), Reference: e.reference})
			}
			return err
		})
	}
	c.certs = append(c.certs, next)
}

// check runs fsck, with a checkpoint that was kept, if there is one.
func (c *scene) check(t testing.TB, old []byte) ledger.Report {
	t.Helper()
	r, err := ledger.Check{Store: c.s, Keys: c.s.Keys().Public(), Schemes: reference.NumberSchemes(), Policies: reference.Policies(), Old: old}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// found are the faults, one a line: kind, table, id and field.
func found(r ledger.Report) string {
	var out []string
	for _, f := range r.Faults {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Kind, f.Table, f.ID, f.Field)))
	}
	return strings.Join(out, "\n")
}
