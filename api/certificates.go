package api

import (
	"context"
	"time"

	"assay/document"
	"assay/locale"
	"assay/office/issuance"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// certificates registers what is prepared, issued and ended.
func (a *API) certificates() {
	register(a, post("prepare-certificates", "/reports/{id}/prepare", "Compose and lint the certificates of a confirmed report"), a.prepare)
	register(a, post("issue-certificates", "/certificates/issue", "Number, sign and put in force (核发)"), a.issue)
	register(a, post("discard-certificates", "/certificates/discard", "Drop drafts that are not to be issued as they are"), a.discard)
	register(a, get("list-certificates", "/certificates", "Certificates within the asker's organisations"), a.listCertificates)
	register(a, get("get-certificate", "/certificates/{id}", "One certificate"), a.certificate)
	register(a, get("get-certificate-pdf", "/certificates/{id}/certificate.pdf", "The printed page").gives("application/pdf"), a.certificatePDF)
	register(a, get("get-statement", "/certificates/{id}/statement.json", "The signed statement file").gives("application/json"), a.statement)
	register(a, post("revoke-certificate", "/certificates/{id}/revoke", "Declare that it should not have been issued (撤销)"), a.end((*issuance.Desk).Revoke))
	register(a, post("cancel-certificate", "/certificates/{id}/cancel", "End it without fault (注销)"), a.end((*issuance.Desk).Cancel))
	register(a, post("replace-certificate", "/certificates/{id}/replace", "Prepare the one that takes its place: lost, spoiled or corrected (补发, 更正)").creates(), a.replace)
	register(a, get("get-status-list", "/status-list.json", "The signed list of all certificates not in force").gives("application/json"), a.statusList)
}

// A CertificateView is one certificate to those who work with it.
type CertificateView struct {
	ID             skill.CertificateID     `json:"id"`
	Application    skill.ApplicationID     `json:"application"`
	Report         skill.ReportID          `json:"report"`
	Body           skill.BodyID            `json:"body"`
	Number         string                  `json:"number" doc:"Empty until numbered."`
	Name           string                  `json:"name"`
	Romanised      string                  `json:"romanised"`
	Document       DocumentView            `json:"document"`
	BodyName       string                  `json:"body_name"`
	Occupation     skill.OccupationCode    `json:"occupation"`
	OccupationName string                  `json:"occupation_name"`
	Specialty      string                  `json:"specialty"`
	Level          skill.Level             `json:"level"`
	Issued         day.Date                `json:"issued"`
	Key            string                  `json:"key"`
	Specimen       bool                    `json:"specimen"`
	Replaces       skill.CertificateID     `json:"replaces"`
	Why            string                  `json:"why"`
	Ground         string                  `json:"ground"`
	Status         skill.CertificateStatus `json:"status"`
	StatusAt       time.Time               `json:"status_at"`
	Actions        []string                `json:"actions" nullable:"false"`
	Version        int64                   `json:"version"`
}

func certificateView(c skill.Certificate) CertificateView {
	return CertificateView{
		c.ID, c.Application, c.Report, c.Body, c.Number, c.Name, c.Romanised, documentView(c.Document), c.BodyName,
		c.Occupation, c.OccupationName, c.Specialty, c.Level, c.Issued, c.KeyID, c.Specimen, c.Replaces, c.Why, c.Ground,
		c.Status, c.StatusAt, actions(c.Actions()), c.Version,
	}
}

// A StoppedView is one certificate that does not go on.
type StoppedView struct {
	Certificate skill.CertificateID `json:"certificate"`
	Application skill.ApplicationID `json:"application"`
	Faults      []FaultView         `json:"faults"`
}

// A FaultView is one thing that keeps a certificate.
type FaultView struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

func stoppedViews(all []issuance.Stopped, lang locale.Lang) []StoppedView {
	out := make([]StoppedView, len(all))
	for i, s := range all {
		out[i] = StoppedView{Certificate: s.Certificate, Application: s.Application}
		for _, f := range s.Faults {
			out[i].Faults = append(out[i].Faults, FaultView{f.Path, f.Reason, locale.Text(lang, f.Reason, f.Args)})
		}
	}
	return out
}

// Prepared says what became of a report's results.
type Prepared struct {
	Total   int           `json:"total"`
	Before  int           `json:"before" doc:"Had a certificate already."`
	Made    int           `json:"made"`
	Stopped []StoppedView `json:"stopped" nullable:"false"`
}

func (a *API) prepare(ctx context.Context, in *ByID) (*Answer[Prepared], error) {
	id := skill.ReportID(in.ID)
	if _, err := in.view().Report(ctx, id); err != nil {
		return nil, err
	}
	return once(ctx, &in.Call, func(by store.By) (Prepared, error) {
		p, err := a.Issuance.Prepare(ctx, by, id, nil)
		return Prepared{p.Total, p.Before, p.Made, stoppedViews(p.Stopped, in.lang())}, err
	})
}

// An OrderDraft says which drafts are to be issued: those of a report, or these.
type OrderDraft struct {
	Report       skill.ReportID        `json:"report,omitempty"`
	Certificates []skill.CertificateID `json:"certificates,omitempty"`
}

// IssueCertificates issues.
type IssueCertificates struct {
	Call
	Sent[OrderDraft]
}

// Issued says what became of an order.
type Issued struct {
	Issued    int           `json:"issued"`
	First     string        `json:"first" doc:"The lowest number now in force."`
	Last      string        `json:"last" doc:"The highest."`
	Elsewhere int           `json:"elsewhere" doc:"Somebody else had issued them."`
	Void      []StoppedView `json:"void" nullable:"false"`
	Stopped   []StoppedView `json:"stopped" nullable:"false"`
}

func (a *API) issue(ctx context.Context, in *IssueCertificates) (*Answer[Issued], error) {
	o := issuance.Order{Report: in.Value.Report, IDs: in.Value.Certificates}
	if (o.Report == "") == (len(o.IDs) == 0) {
		return nil, skill.FailField("report", "issue.which")
	}
	if o.Report != "" {
		if _, err := in.view().Report(ctx, o.Report); err != nil {
			return nil, err
		}
	}
	if err := a.seesDrafts(ctx, &in.Call, o.IDs); err != nil {
		return nil, err
	}
	return once(ctx, &in.Call, func(by store.By) (Issued, error) {
		n, err := a.Issuance.Issue(ctx, by, o, nil)
		return Issued{n.Issued, n.First, n.Last, n.Elsewhere, stoppedViews(n.Void, in.lang()), stoppedViews(n.Stopped, in.lang())}, err
	})
}

// seesDrafts refuses ids of which one is not for the asker's eyes.
func (a *API) seesDrafts(ctx context.Context, c *Call, ids []skill.CertificateID) error {
	for _, id := range ids {
		if _, err := c.view().Certificate(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// A DiscardDraft says which drafts are dropped, and why.
type DiscardDraft struct {
	Certificates []skill.CertificateID `json:"certificates"`
	Ground       string                `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// DiscardCertificates drops drafts.
type DiscardCertificates struct {
	Call
	Sent[DiscardDraft]
}

// Discarded says how many drafts are dropped.
type Discarded struct {
	Discarded int `json:"discarded"`
}

func (a *API) discard(ctx context.Context, in *DiscardCertificates) (*Answer[Discarded], error) {
	ids := in.Value.Certificates
	if err := a.seesDrafts(ctx, &in.Call, ids); err != nil {
		return nil, err
	}
	err := in.done(a.Issuance.Discard(ctx, in.by(ctx), ids, in.Value.Ground))
	return answer(&in.Call, Discarded{len(ids)}, err)
}

// ListCertificates asks for certificates.
type ListCertificates struct {
	Call
	Paged
	Report      string `query:"report"`
	Application string `query:"application"`
	Of          string `query:"body"`
	Status      string `query:"status" enum:"prepared,discarded,numbered,issued,void,replaced,revoked,cancelled"`
}

func (a *API) listCertificates(ctx context.Context, in *ListCertificates) (*Answer[Rows[CertificateView]], error) {
	f := store.Certificates{
		Reports: only[skill.ReportID](in.Report), Applications: only[skill.ApplicationID](in.Application),
		Body: skill.BodyID(in.Of), Status: only[skill.CertificateStatus](in.Status),
	}
	return list(ctx, &in.Call, f, in.Paged, certificateView, func(v CertificateView) string { return string(v.ID) })
}

func (a *API) certificate(ctx context.Context, in *ByID) (*Answer[CertificateView], error) {
	return a.certificateOf(ctx, &in.Call, in.ID)
}

func (a *API) certificateOf(ctx context.Context, c *Call, id string) (*Answer[CertificateView], error) {
	x, err := c.view().Certificate(ctx, skill.CertificateID(id))
	return answer(c, certificateView(x), err)
}

func (a *API) certificatePDF(ctx context.Context, in *ByID) (*File, error) {
	page, err := a.Page(ctx, in.actor, skill.CertificateID(in.ID))
	if err != nil {
		return nil, err
	}
	out, err := document.Certificate(a.Fonts, *page)
	return fileOf("application/pdf", "certificate.pdf", out, err)
}

func (a *API) statement(ctx context.Context, in *ByID) (*File, error) {
	out, err := a.Issuance.StatementFile(ctx, in.actor, skill.CertificateID(in.ID))
	return fileOf("application/json", "statement.json", out, err)
}

func (a *API) statusList(ctx context.Context, _ *Only) (*File, error) {
	out, err := a.Issuance.StatusFile(ctx)
	return fileOf("application/json", "status-list.json", out, err)
}

// end is an operation that ends a certificate for a ground.
func (a *API) end(verb func(*issuance.Desk, context.Context, store.By, skill.CertificateID, string) (skill.Certificate, error)) func(context.Context, *Grounded) (*Answer[CertificateView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[CertificateView], error) {
		id := skill.CertificateID(in.ID)
		if _, err := in.view().Certificate(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Issuance, ctx, in.by(ctx), id, in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.certificateOf(ctx, &in.Call, in.ID)
	}
}

// A RenewalDraft asks for another certificate in the place of one in force.
type RenewalDraft struct {
	Why    string `json:"why" enum:"lost,spoiled,corrected"`
	Ground string `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// ReplaceCertificate asks for a replacement.
type ReplaceCertificate struct {
	ByID
	Sent[RenewalDraft]
}

func (a *API) replace(ctx context.Context, in *ReplaceCertificate) (*Answer[CertificateView], error) {
	old := skill.CertificateID(in.ID)
	if _, err := in.view().Certificate(ctx, old); err != nil {
		return nil, err
	}
	c, err := a.Issuance.Replace(ctx, in.by(ctx), issuance.Renewal{Certificate: old, Why: in.Value.Why, Ground: in.Value.Ground})
	id, err := in.made("certificate", string(c.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.certificateOf(ctx, &in.Call, id)
	return out.at("/certificates/" + id), err
}
