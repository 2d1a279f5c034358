package api

import (
	"bytes"
	"context"

	"assay/files"
	"assay/office/accreditation"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// filings registers what bodies ask of the centre (备案申请), and what experts say
// of it.
func (a *API) filings() {
	register(a, post("ask-filing", "/filing-check", "Does this body fulfil what it needs to be filed or renewed? Judges a dossier by a set of requirements"), a.askFiling)
	register(a, get("list-requirement-sets", "/requirement-sets", "What bodies need to be filed or renewed (备案条件), by type and province"), a.requirementSets)
	register(a, get("list-filing-papers", "/filing-papers", "The documents that go with a filing (备案材料), and who needs them"), a.filingPapers)
	register(a, post("draft-filing", "/filings", "Begin a filing: of a new body, of added scope, or for another term").creates(), a.draftFiling)
	register(a, get("list-filings", "/filings", "Filings within the asker's organisations"), a.listFilings)
	register(a, get("get-filing", "/filings/{id}", "One filing with its verdict and dossier"), a.filing)
	register(a, put("amend-filing", "/filings/{id}", "Put other statements in the place of a draft's, or of a returned filing's"), a.amendFiling)
	register(a, put("attach-document", "/filings/{id}/documents/{paper}", "Keep a document of a filing (上传材料)").takes(proofs...), a.attachDocument)
	register(a, get("get-filing-document", "/filings/{id}/documents/{paper}", "A document of a filing").gives("application/octet-stream"), a.filingDocument)
	register(a, post("submit-filing", "/filings/{id}/submit", "Hand a filing in (提交)"), a.submitFiling)
	register(a, post("withdraw-filing", "/filings/{id}/withdraw", "End a filing on the body's own wish (撤回)"), a.withdrawFiling)
	register(a, post("receive-filing", "/filings/{id}/receive", "Take a filing up for review and ask experts (受理)"), a.receiveFiling)
	register(a, post("return-filing", "/filings/{id}/return", "Give a filing back to be mended (退回补正)"), a.decideFiling((*accreditation.Desk).ReturnFiling))
	register(a, post("refuse-filing", "/filings/{id}/refuse", "Turn a filing down (不予备案)"), a.decideFiling((*accreditation.Desk).RefuseFiling))
	register(a, post("accept-filing", "/filings/{id}/accept", "Grant what a filing asks for (予以备案)"), a.decideFiling((*accreditation.Desk).AcceptFiling))
	a.opinions()
}

// A BodyQuestionDraft asks whether a body fulfils a set of requirements.
type BodyQuestionDraft struct {
	Set     string                    `json:"set,omitempty" doc:"By default that of the body's type where it is registered."`
	On      day.Date                  `json:"on,omitempty" doc:"Today in UTC+8 by default."`
	Dossier condition.BodyDossierJSON `json:"dossier"`
}

// AskFiling asks whether a body fulfils a set of requirements.
type AskFiling struct {
	Call
	Sent[BodyQuestionDraft]
}

func (a *API) askFiling(_ context.Context, in *AskFiling) (*Answer[JSONText], error) {
	q := condition.BodyQuestion{On: in.Value.On}
	if q.On.IsZero() {
		q.On = day.Of(a.Now())
	}
	if len(in.Value.Dossier.Attested) > 0 {
		return nil, within("dossier", skill.FailField("attested", "filing.attested_denied"))
	}
	d, err := in.Value.Dossier.Dossier("dossier.", q.On)
	if err != nil {
		return nil, err
	}
	q.Dossier = &d
	if in.Value.Set != "" {
		q.Set, err = a.Accreditation.Requirements.ByID(in.Value.Set)
	} else {
		q.Set, err = a.Accreditation.Requirements.Find(skill.RequirementCase{Kind: d.Kind, Tier: skill.TierProvince, Region: d.Province, On: q.On})
	}
	if err != nil {
		return nil, within("set", err)
	}
	v, err := condition.DecideBody(q)
	if err != nil {
		return nil, within("dossier", within("applies", err))
	}
	text, err := textOf(condition.NewBodyVerdictJSON(v))
	return answer(&in.Call, text, err)
}

// A FilingDraft is what a filing says. Of a body that is in the register already
// only type, sites, scopes and dossier are read; of a renewal, none.
type FilingDraft struct {
	Kind     skill.FilingKind           `json:"kind,omitempty" enum:"new,scope,renewal" doc:"Of a new filing only."`
	Body     skill.BodyID               `json:"body,omitempty" doc:"Of added scope and renewal."`
	Path     skill.OrgPath              `json:"path,omitempty" doc:"Of a new body: its own place in the tree, e.g. /44/b-017/."`
	Type     skill.BodyKind             `json:"type,omitempty" enum:"employer,social,school,station"`
	Tier     skill.Tier                 `json:"tier,omitempty" enum:"province,nation" doc:"With whom it files; a province by default."`
	Name     string                     `json:"name,omitempty"`
	English  string                     `json:"english,omitempty" doc:"Only where a source gives it."`
	USCC     string                     `json:"uscc,omitempty" doc:"统一社会信用代码"`
	Class    string                     `json:"class,omitempty" doc:"Y employer, S social organisation."`
	Code     string                     `json:"code,omitempty" doc:"评价机构代码; 0000 with a province."`
	Province string                     `json:"province,omitempty" doc:"省级代码: two digits."`
	Sites    []SiteName                 `json:"sites,omitempty" doc:"Places to be added; their serials are given on acceptance."`
	Scopes   []FiledScopeView           `json:"scopes,omitempty"`
	Dossier  *condition.BodyDossierJSON `json:"dossier,omitempty" doc:"What the body states of itself: docs/commands.md, Body's dossier. Staff with their documents."`
}

// A SiteName is a place by its name.
type SiteName struct {
	Name string `json:"name"`
}

// A FiledScopeView is an occupation at levels at a site.
type FiledScopeView struct {
	Site       string               `json:"site" doc:"The name of a new site of this filing, or the id of one that the body has."`
	Occupation skill.OccupationCode `json:"occupation"`
	Levels     []skill.Level        `json:"levels" nullable:"false"`
}

// filing is the draft as the desk takes it.
func (d FilingDraft) filing(today day.Date) (f skill.Filing, dossier *skill.BodyDossier, err error) {
	f = skill.Filing{
		Kind: d.Kind, Body: d.Body, Path: d.Path, Type: d.Type, Tier: d.Tier, Name: d.Name, English: d.English,
		USCC: d.USCC, Class: d.Class, Code: d.Code, Province: d.Province,
	}
	for _, s := range d.Sites {
		f.Sites = append(f.Sites, skill.FiledSite{Name: s.Name})
	}
	for _, s := range d.Scopes {
		f.Scopes = append(f.Scopes, skill.FiledScope(s))
	}
	if d.Dossier == nil {
		return f, nil, nil
	}
	w := *d.Dossier
	if w.Type == "" {
		w.Type = d.Type
	}
	read, err := w.Dossier("dossier.", today)
	return f, &read, err
}

// DraftFiling begins a filing.
type DraftFiling struct {
	Call
	Sent[FilingDraft]
}

func (a *API) draftFiling(ctx context.Context, in *DraftFiling) (*Answer[FilingWhole], error) {
	draft, dossier, err := in.Value.filing(day.Of(a.Now()))
	if err != nil {
		return nil, err
	}
	if draft.Kind != skill.FilingNew {
		if _, err := in.view().Body(ctx, draft.Body); err != nil {
			return nil, skill.FailField("body", "filing.no_body")
		}
	}
	f, err := a.Accreditation.DraftFiling(ctx, in.by(ctx), draft, dossier)
	id, err := in.made("filing", string(f.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.filingOf(ctx, &in.Call, id)
	return out.at("/filings/" + id), err
}

// ListFilings asks for filings.
type ListFilings struct {
	Call
	Paged
	Of     string `query:"body"`
	Kind   string `query:"kind" enum:"new,scope,renewal"`
	Status string `query:"status" enum:"draft,submitted,reviewing,returned,accepted,refused,withdrawn"`
}

func (a *API) listFilings(ctx context.Context, in *ListFilings) (*Answer[Rows[FilingView]], error) {
	f := store.Filings{Body: skill.BodyID(in.Of), Kind: only[skill.FilingKind](in.Kind), Status: only[skill.FilingStage](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, filingView, func(v FilingView) string { return string(v.ID) })
}

func (a *API) filing(ctx context.Context, in *ByID) (*Answer[FilingWhole], error) {
	return a.filingOf(ctx, &in.Call, in.ID)
}

func (a *API) filingOf(ctx context.Context, c *Call, id string) (*Answer[FilingWhole], error) {
	f, err := c.view().Filing(ctx, skill.FilingID(id))
	if err != nil {
		return nil, err
	}
	out, err := a.wholeFiling(ctx, f)
	return answer(c, out, err)
}

// AmendFiling puts other statements in the place of a filing's.
type AmendFiling struct {
	ByID
	Sent[FilingDraft]
}

func (a *API) amendFiling(ctx context.Context, in *AmendFiling) (*Answer[FilingWhole], error) {
	if _, err := in.view().Filing(ctx, skill.FilingID(in.ID)); err != nil {
		return nil, err
	}
	said, dossier, err := in.Value.filing(day.Of(a.Now()))
	if err != nil {
		return nil, err
	}
	said.ID = skill.FilingID(in.ID)
	_, err = a.Accreditation.AmendFiling(ctx, in.by(ctx), said, dossier)
	return a.filingAfter(ctx, &in.Call, in.ID, err)
}

// filingAfter is the filing as it is after a change, or the error.
func (a *API) filingAfter(ctx context.Context, c *Call, id string, err error) (*Answer[FilingWhole], error) {
	if err := c.done(err); err != nil {
		return nil, err
	}
	return a.filingOf(ctx, c, id)
}

// ByPaper names a document of one thing.
type ByPaper struct {
	ByID
	Paper string `path:"paper" doc:"A kind of document, as list-filing-papers has it."`
}

func (a *API) attachDocument(ctx context.Context, in *ByPaper) (*Answer[FilingWhole], error) {
	f, err := in.view().Filing(ctx, skill.FilingID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := in.need(f.Path); err != nil {
		return nil, err
	}
	file, err := bytesOf(&in.Call, proofLimit)
	if err != nil {
		return nil, err
	}
	hash, _, err := a.Files.Intake(ctx, files.Proof, bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	_, err = a.Accreditation.Attach(ctx, in.by(ctx), f.ID, skill.FiledDocument{Kind: skill.FilingPaper(in.Paper), Hash: hash})
	return a.filingAfter(ctx, &in.Call, in.ID, err)
}

func (a *API) filingDocument(ctx context.Context, in *ByPaper) (*File, error) {
	f, err := in.view().Filing(ctx, skill.FilingID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.paperOf(ctx, f, in.Paper)
}

// paperOf is a document of a filing that the asker may see.
func (a *API) paperOf(ctx context.Context, f skill.Filing, paper string) (*File, error) {
	for _, d := range f.Documents {
		if string(d.Kind) == paper {
			b, err := a.Files.Get(ctx, d.Hash)
			return fileOf("application/octet-stream", paper, b, err)
		}
	}
	return nil, skill.Fail(skill.NotFound, "file.not_found")
}

func (a *API) submitFiling(ctx context.Context, in *ByID) (*Answer[FilingWhole], error) {
	if _, err := in.view().Filing(ctx, skill.FilingID(in.ID)); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.SubmitFiling(ctx, in.by(ctx), skill.FilingID(in.ID))
	return a.filingAfter(ctx, &in.Call, in.ID, err)
}

func (a *API) withdrawFiling(ctx context.Context, in *ByID) (*Answer[FilingWhole], error) {
	if _, err := in.view().Filing(ctx, skill.FilingID(in.ID)); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.WithdrawFiling(ctx, in.by(ctx), skill.FilingID(in.ID))
	return a.filingAfter(ctx, &in.Call, in.ID, err)
}

// A Receipt says whom to ask about a filing.
type Receipt struct {
	Version int64            `json:"version" doc:"That was looked at."`
	Experts []skill.PersonID `json:"experts,omitempty"`
}

// ReceiveFiling takes a filing up.
type ReceiveFiling struct {
	ByID
	Sent[Receipt]
}

func (a *API) receiveFiling(ctx context.Context, in *ReceiveFiling) (*Answer[FilingWhole], error) {
	if _, err := in.view().Filing(ctx, skill.FilingID(in.ID)); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.ReceiveFiling(ctx, in.by(ctx), skill.FilingID(in.ID), in.Value.Version, in.Value.Experts)
	return a.filingAfter(ctx, &in.Call, in.ID, err)
}

// A FilingDecisionDraft is what an officer decides, and why.
type FilingDecisionDraft struct {
	Version int64  `json:"version" doc:"That was looked at: who comes second is told of the first."`
	Ground  string `json:"ground" doc:"Why. No name, number or address belongs here."`
	Code    string `json:"code,omitempty" doc:"评价机构代码, of a body that files with the nation."`
}

// DecideFiling decides on a filing.
type DecideFiling struct {
	ByID
	Sent[FilingDecisionDraft]
}

// decideFiling is an operation by which an officer decides.
func (a *API) decideFiling(verb func(*accreditation.Desk, context.Context, store.By, accreditation.FilingDecision) (skill.Filing, error)) func(context.Context, *DecideFiling) (*Answer[FilingWhole], error) {
	return func(ctx context.Context, in *DecideFiling) (*Answer[FilingWhole], error) {
		if _, err := in.view().Filing(ctx, skill.FilingID(in.ID)); err != nil {
			return nil, err
		}
		_, err := verb(a.Accreditation, ctx, in.by(ctx), accreditation.FilingDecision{
			Filing: skill.FilingID(in.ID), Version: in.Value.Version, Ground: in.Value.Ground, Code: in.Value.Code,
		})
		return a.filingAfter(ctx, &in.Call, in.ID, err)
	}
}
