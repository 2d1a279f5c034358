package store

import (
	"context"

	"assay/skill"
)

var certificates = define("certificate", certificateFields, ownOrOnPath).spreads("person_id")

// certificateFields: the words are frozen when it is prepared, so they are
// fixed; numbering writes once more, then signing, and what ends it.
func certificateFields(f *fields, c *skill.Certificate) {
	key(f, &c.ID)
	text(f, "=application_id", &c.Application)
	text(f, "=result_id", &c.Result)
	text(f, "=report_id", &c.Report)
	text(f, "=body_id", &c.Body)
	text(f, "=site_id", &c.Site)
	text(f, "=scope_id", &c.Scope)
	text(f, "=path", &c.Path)
	text(f, "=person_id", &c.Person)
	text(f, "=kind", &c.Kind)
	text(f, "=body_name", &c.BodyName)
	text(f, "=name", &c.Name)
	text(f, "=romanised", &c.Romanised)
	text(f, "=occupation", &c.Occupation)
	text(f, "=occupation_name", &c.OccupationName)
	text(f, "=specialty", &c.Specialty)
	level(f, "=level", &c.Level)
	text(f, "=photo", &c.Photo)
	boolean(f, "=specimen", &c.Specimen)
	bits(f, "=name_salt", &c.NameSalt)
	bits(f, "=name_commitment", &c.NameCommitment)
	bits(f, "=doc_salt", &c.DocSalt)
	bits(f, "=doc_commitment", &c.DocCommitment)
	text(f, "=replaces", &c.Replaces)
	text(f, "=why", &c.Why)
	document(f, "=", &c.Document)
	text(f, "prepared=number", &c.Number)
	date(f, "prepared=issued", &c.Issued)
	text(f, "prepared=key_id", &c.KeyID)
	raw(f, "prepared=qr", &c.QR)
	raw(f, "numbered=qr_sig", &c.QRSig)
	raw(f, "prepared=statement", &c.Statement)
	raw(f, "numbered=state_sig", &c.StateSig)
	readable(f, "ground", &c.Ground)
	text(f, "erased", &c.Erased)
	state(f, &c.Status, &c.StatusAt)
	version(f, &c.Version)
}

// Certificate reads one certificate.
func (r Reader) Certificate(ctx context.Context, id skill.CertificateID) (skill.Certificate, error) {
	return get[skill.Certificate](ctx, r, id)
}

// CertificateByNumber reads the one certificate of that number.
func (r Reader) CertificateByNumber(ctx context.Context, number string) (skill.Certificate, error) {
	if number == "" {
		return skill.Certificate{}, notFound(certificates.name)
	}
	var w where
	// The second condition is the partial index's own. Beside a bare parameter
	// SQLite would plan anew for every value, to see whether it implies that.
	w.and("number = CAST(? AS TEXT) AND number <> ''", number)
	rows, _, err := selectRows[skill.Certificate](ctx, r, certificates.scope, &w, "")
	if err == nil && len(rows) == 0 {
		err = notFound(certificates.name)
	}
	if err != nil {
		return skill.Certificate{}, err
	}
	return rows[0], nil
}

// Certificates narrows a list of certificates.
type Certificates struct {
	IDs          []skill.CertificateID
	Applications []skill.ApplicationID
	Reports      []skill.ReportID
	Body         skill.BodyID
	Site         skill.SiteID
	Person       skill.PersonID
	Documents    []skill.Document // of one holder, in every kind that may be meant
	Replaces     skill.CertificateID
	Status       []skill.CertificateStatus
}

func (c Certificates) narrow(w *where, k *words, _ skill.Certificate) {
	in(w, "id", c.IDs)
	in(w, "application_id", c.Applications)
	in(w, "report_id", c.Reports)
	is(w, "body_id", c.Body)
	is(w, "site_id", c.Site)
	is(w, "person_id", c.Person)
	heldBy(w, k, c.Documents)
	is(w, "replaces", c.Replaces)
	in(w, "status", c.Status)
}
