package testdb

import (
	"context"
	"fmt"
	"testing"

	"assay/attest"
	"assay/skill"
	"assay/store"
)

// Issue carries accepted applications on to issued certificates whose codes are
// signed and open with their holders' names. Serials begin with first.
func (b Batch) Issue(t testing.TB, s *store.Store, all []skill.Application, first int) (out []skill.Certificate) {
	t.Helper()
	Update(t, s, func(ctx context.Context, tx *store.Tx) error {
		certs, err := b.prepare(ctx, tx, all)
		if err != nil {
			return err
		}
		for i := range certs {
			certs[i].Row.Issued = tx.Today()
			if err := b.number(&certs[i].Row, s.Keys(), first+i); err != nil {
				return err
			}
		}
		for _, verb := range []func(skill.Certificate) (skill.Move, error){skill.Certificate.TakeNumber, skill.Certificate.Issue} {
			if err := moveAll(ctx, tx, certs, verb); err != nil {
				return err
			}
		}
		out = nil
		for _, c := range certs {
			out = append(out, c.Row)
		}
		return nil
	})
	return out
}

func (b Batch) prepare(ctx context.Context, tx *store.Tx, all []skill.Application) ([]store.Moved[skill.Certificate], error) {
	report := skill.Report{ID: skill.ReportID(tx.NewID()), Plan: b.Plan.ID, Body: b.Body.ID, Path: b.Plan.Path, Count: len(all), On: tx.Today(), Reporter: b.Staff[2].ID}
	m, err := report.Hand()
	if err != nil {
		return nil, err
	}
	if report, err = store.MoveOne(ctx, tx, report, m); err != nil {
		return nil, err
	}
	results := make([]store.Moved[skill.Result], len(all))
	certs := make([]store.Moved[skill.Certificate], len(all))
	for i, a := range all {
		p, err := tx.Person(ctx, a.Person)
		if err != nil {
			return nil, err
		}
		results[i].Row = skill.Result{
			ID: skill.ResultID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Person: a.Person, Passed: true, Band: skill.BandGood, Report: report.ID,
		}
		c := b.Draft(a, p, results[i].Row, skill.CertificateID(tx.NewID()))
		c.NameCommitment = attest.CommitName(c.NameSalt, c.Name).Value
		certs[i].Row = c
	}
	if err := moveAll(ctx, tx, results, skill.Result.Settle); err != nil {
		return nil, err
	}
	return certs, moveAll(ctx, tx, certs, skill.Certificate.Prepare)
}

// number gives a prepared certificate its number and signs both its forms.
func (b Batch) number(c *skill.Certificate, keys *attest.Ring, serial int) error {
	c.Number = fmt.Sprintf("%s%02d%s%06d", b.Site.Prefix(b.Body), c.Issued.Year()%100, c.Level.String(), serial)
	issue, err := attest.IssueBytes(attest.Statement{
		Version: attest.StatementVersion, Kind: c.Kind, Key: keys.Signer().ID(), Number: c.Number, Issued: c.Issued,
		Occupation: attest.Occupation{Code: string(c.Occupation), Name: c.OccupationName}, Level: c.Level.String(),
		Body: attest.Body{Name: c.BodyName, USCC: b.Body.USCC}, Site: b.Site.Prefix(b.Body), Confirmation: string(c.Report),
		Name:     attest.Commitment{Salt: c.NameSalt, Value: c.NameCommitment},
		Document: attest.Commitment{Salt: c.DocSalt, Value: c.DocCommitment},
	})
	if err != nil {
		return err
	}
	qr, file, err := issue.Sign(keys.Signer())
	c.KeyID, c.QR, c.QRSig, c.Statement, c.StateSig = string(issue.Key), issue.QR, qr[:], issue.File, file[:]
	return err
}

// QRText is what the code of an issued certificate says.
func QRText(t testing.TB, host string, c skill.Certificate) string {
	t.Helper()
	text, err := attest.QRText(host, c.QR, attest.Signature(c.QRSig))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// End moves an issued certificate on, by a verb that needs a ground.
func End(t testing.TB, s *store.Store, c skill.Certificate, verb func(skill.Certificate) (skill.Move, error)) {
	t.Helper()
	c.Ground = "样例"
	Update(t, s, func(ctx context.Context, tx *store.Tx) error {
		m, err := verb(c)
		if err == nil {
			_, err = store.MoveOne(ctx, tx, c, m)
		}
		return err
	})
}
