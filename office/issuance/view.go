package issuance

import (
	"context"
	"slices"

	"assay/attest"
	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A View is everything that a certificate's page shows. English is there only
// where a source gives it. Pictures are hashes; the document's digits come out
// where the page is drawn.
// Source: 人社鉴发〔2021〕1号, items 1–15 of the reference layout.
type View struct {
	Number         string
	Name           string
	Romanised      string
	Document       skill.Document
	Code           skill.OccupationCode
	Occupation     string
	OccupationEN   string
	Specialty      string // prints as -- where empty
	Level          skill.Level
	Body, BodyEN   string
	Issued         day.Date
	Photo          skill.FileHash
	Seal           skill.FileHash // empty: the page says where to seal
	QR             string         // text of the code
	CertificateURL string
	BodyURL        string
	ProvinceURL    string
	Specimen       bool
}

// View gives what is printed of a certificate in force, to its holder and to
// those of its body and centre who print and check. For everybody else it is not
// there.
func (d *Desk) View(ctx context.Context, viewer skill.Actor, id skill.CertificateID) (v View, err error) {
	defer skill.Wrap(&err, "view certificate %s", id)
	c, err := d.signed(ctx, viewer, "get-certificate-pdf", id)
	if err != nil {
		return v, err
	}
	// A whole page shows the holder's document number and face.
	if err := access.Need(viewer, "get-certificate-pdf", c.Path, c.Person); err != nil {
		return v, err
	}
	if !c.InForce() {
		return v, skill.Fail(skill.WrongState, "issuance.not_in_force", "status", string(c.Status))
	}
	body, err := d.Store.Unscoped().Body(ctx, c.Body)
	if err != nil {
		return v, err
	}
	v = View{
		Number: c.Number, Name: c.Name, Romanised: c.Romanised, Document: c.Document,
		Code: c.Occupation, Occupation: c.OccupationName, Specialty: c.Specialty, Level: c.Level,
		Body: c.BodyName, Issued: c.Issued, Photo: c.Photo, Seal: body.Seal, Specimen: c.Specimen,
		CertificateURL: d.Paper.CertificateURL, BodyURL: d.Paper.BodyURL, ProvinceURL: d.Paper.ProvinceURL,
	}
	if body.Name == c.BodyName {
		v.BodyEN = body.English
	}
	if o, ok := d.Occupation(c.Occupation, day.Date{}); ok && o.Name == c.OccupationName {
		v.OccupationEN = o.English
	}
	v.QR, err = attest.QRText(d.Paper.Host, c.QR, attest.Signature(c.QRSig))
	return v, err
}

// Mine lists the certificates that the viewer was ever given, the newest first.
func (d *Desk) Mine(ctx context.Context, viewer skill.Actor) (all []skill.Certificate, err error) {
	defer skill.Wrap(&err, "list one's own certificates")
	if viewer.Person == "" {
		return nil, nil // nobody is joined to the account yet
	}
	if err := access.Need(viewer, "get-certificate", "", viewer.Person); err != nil {
		return nil, err
	}
	own := d.Store.As(skill.Actor{Person: viewer.Person, Account: viewer.Account})
	all, err = store.List(ctx, own, store.Certificates{Person: viewer.Person, Status: given}, store.Everything)
	slices.Reverse(all)
	return all, err
}

// given are the statuses of what somebody holds or held.
var given = []skill.CertificateStatus{skill.CertificateIssued, skill.CertificateReplaced, skill.CertificateRevoked, skill.CertificateCancelled}

// StatementFile is the signed statement of a certificate that was ever in
// force, as a file, for whoever may see it.
func (d *Desk) StatementFile(ctx context.Context, viewer skill.Actor, id skill.CertificateID) (file []byte, err error) {
	defer skill.Wrap(&err, "statement of certificate %s", id)
	c, err := d.signed(ctx, viewer, "get-statement", id)
	if err != nil {
		return nil, err
	}
	return attest.StatementFile(c.Statement, attest.Signature(c.StateSig))
}

// signed reads a certificate that was signed, if the viewer may see it by the
// operation.
func (d *Desk) signed(ctx context.Context, viewer skill.Actor, op access.Op, id skill.CertificateID) (c skill.Certificate, err error) {
	seer, err := access.Viewer(viewer, op)
	if err != nil {
		return c, err
	}
	c, err = d.Store.As(seer).Certificate(ctx, id)
	if err == nil && len(c.StateSig) == 0 {
		err = skill.Fail(skill.WrongState, "issuance.not_issued", "status", string(c.Status))
	}
	if err == nil && c.Erased != "" {
		err = skill.Fail(skill.WrongState, "certificate.erased")
	}
	return c, err
}

// endings are what a status list says of certificates not in force.
var endings = map[skill.CertificateStatus]attest.Status{
	skill.CertificateReplaced: attest.Replaced, skill.CertificateRevoked: attest.Revoked, skill.CertificateCancelled: attest.Cancelled,
}

// StatusFile makes the registry's signed list of all certificates not in force,
// with the newest checkpoint of the public log. It names numbers and days only
// and is for everybody.
func (d *Desk) StatusFile(ctx context.Context) (file []byte, err error) {
	defer skill.Wrap(&err, "make the status list")
	from := d.Store.Unscoped()
	list := attest.StatusList{AsOf: d.Store.Now()}
	switch head, err := from.Checkpoint(ctx, store.CertificateLog); {
	case err == nil:
		list.Checkpoint = string(head.Signed)
	case skill.CodeOf(err) != skill.NotFound:
		return nil, err
	}
	ended := store.Certificates{Status: []skill.CertificateStatus{skill.CertificateReplaced, skill.CertificateRevoked, skill.CertificateCancelled}}
	for page := (store.Page{Limit: 1000}); ; {
		certs, err := store.List(ctx, from, ended, page)
		if err != nil {
			return nil, err
		}
		for _, c := range certs {
			list.NotInForce = append(list.NotInForce, attest.NotInForce{Number: c.Number, Since: day.Of(c.StatusAt), Status: endings[c.Status]})
		}
		if len(certs) < page.Limit {
			return list.Sign(d.Keys.Signer())
		}
		page.After = string(certs[len(certs)-1].ID)
	}
}
