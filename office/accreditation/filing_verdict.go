package accreditation

import (
	"context"
	"encoding/json"
	"slices"

	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// verdict judges the filing on the day it was submitted, by what it states and by
// what the register knows now.
func (d *Desk) verdict(ctx context.Context, tx *store.Tx, f skill.Filing) (v skill.BodyVerdict, err error) {
	set, err := d.requirements(f)
	if err != nil {
		return v, err
	}
	dossier, err := d.dossier(f)
	if err != nil {
		return v, err
	}
	if f.Body != "" {
		if dossier.Record, err = d.record(ctx, tx, f.Body); err != nil {
			return v, err
		}
	}
	return condition.DecideBody(condition.BodyQuestion{Set: set, Dossier: &dossier, On: f.Judged})
}

// requirements is the set that judges a filing: that of the day it was submitted.
func (d *Desk) requirements(f skill.Filing) (*skill.RequirementSet, error) {
	region := f.Province
	if f.Tier == skill.TierNation {
		region = "" // no province's rules
	}
	return d.Requirements.Find(skill.RequirementCase{
		Renewal: f.Kind == skill.FilingRenewal, Kind: f.Type, Tier: f.Tier, Region: region, On: f.Judged,
	})
}

// dossier is what the filing states, as it is judged.
func (d *Desk) dossier(f skill.Filing) (skill.BodyDossier, error) {
	dossier, err := d.Dossier(f)
	if err != nil {
		return dossier, err
	}
	if dossier.Province == "" {
		dossier.Province = f.Province
	}
	dossier.Kind, dossier.Applies = f.Type, f.Applies()
	return dossier, checkStaff(dossier)
}

// checkStaff refuses staff that cannot be told from others: without a document
// nobody can say whether somebody reviews his own body.
func checkStaff(d skill.BodyDossier) error {
	for i, s := range d.Staff {
		switch {
		case s.Document.Number.IsZero():
			return skill.FailField("dossier."+nth("staff", i)+".document", "filing.staff_document")
		case s.Name == "":
			return skill.FailField("dossier."+nth("staff", i)+".name", "person.no_name")
		}
	}
	return nil
}

// Dossier is what the filing states of the body, for those who may see it.
func (d *Desk) Dossier(f skill.Filing) (skill.BodyDossier, error) {
	if f.Facts.IsZero() {
		return skill.BodyDossier{Kind: f.Type}, nil
	}
	return condition.ReadBodyDossier([]byte(f.Facts.Reveal()), day.Of(d.Store.Now()))
}

// withVerdict is the filing with a verdict and the set that gave it.
func withVerdict(f skill.Filing, v skill.BodyVerdict) (skill.Filing, error) {
	text, err := json.Marshal(condition.NewBodyVerdictJSON(v))
	f.Set, f.Outcome, f.Verdict = v.Set, v.Outcome, string(text)
	return f, err
}

// numbered are the certificates that have a number, and those of them that the
// public query finds.
var (
	numbered = append(slices.Clone(findable), skill.CertificateNumbered)
	findable = []skill.CertificateStatus{skill.CertificateIssued, skill.CertificateReplaced, skill.CertificateRevoked, skill.CertificateCancelled}
)

// record is what the register knows of a body: its term, the plans that it
// carried out in it, its certificates, and what it did not put right in time.
// Source: 闽劳鉴〔2022〕26号 and 粤技服〔2022〕184号, which count batches by plans.
func (d *Desk) record(ctx context.Context, tx *store.Tx, id skill.BodyID) (r skill.Record, err error) {
	b, err := tx.Body(ctx, id)
	if err != nil {
		return r, err
	}
	began, err := d.began(b, tx.Today())
	if err != nil {
		return r, err
	}
	r.FiledTo = b.FiledTo
	plans, err := store.List(ctx, tx, store.Plans{Body: id, Status: []skill.PlanStatus{skill.PlanFinished}}, store.Everything)
	if err != nil {
		return r, err
	}
	for _, p := range plans {
		if !day.Of(p.StatusAt).Before(began) {
			r.Batches++
		}
	}
	if r.Certificates, err = store.Count(ctx, tx, store.Certificates{Body: id, Status: numbered}); err != nil {
		return r, err
	}
	if r.Findable, err = store.Count(ctx, tx, store.Certificates{Body: id, Status: findable}); err != nil {
		return r, err
	}
	r.Overdue, err = store.Count(ctx, tx, store.Rectifications{Body: id, Overdue: tx.Today()})
	return r, err
}

// began is the first day of the body's term.
func (d *Desk) began(b skill.Body, today day.Date) (day.Date, error) {
	years, err := d.Policies.Number(skill.PolicyFilingTerm, policyCase(b, today), skill.InYears)
	return b.FiledTo.AddYears(-years).AddDays(1), err
}

func policyCase(b skill.Body, on day.Date) skill.PolicyCase {
	return skill.PolicyCase{Region: b.Province, Class: b.Class, On: on}
}
