package api

import (
	"context"
	"time"

	"assay/locale"
	"assay/office/admission"
	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// applying registers how somebody applies for himself.
func (a *API) applying() {
	register(a, get("get-dossier", "/dossier", "Your own dossier (个人档案), with the certificates of this register"), a.dossier)
	register(a, put("keep-dossier", "/dossier", "Keep what you state of yourself: employment, schooling, training, titles"), a.keepDossier)
	register(a, get("get-path", "/path", "Which levels of an occupation are open to you, when the next one opens, and what is missing"), a.path)
	register(a, get("list-material-kinds", "/material-kinds", "The kinds of material (申报材料) that applications need"), a.materialKinds)
	register(a, post("draft-application", "/applications", "Begin an application of your own, or find the one you began").creates(), a.draft)
	register(a, get("list-own-applications", "/my-applications", "Your own applications, drafts among them"), a.ownApplications)
	register(a, put("claim-clause", "/applications/{id}/clause", "Name the clause that you mean to rely on"), a.claimClause)
	register(a, put("attach-material", "/applications/{id}/materials/{material}", "Attach a file to an application; photo is its photo").takes(proofs...), a.attachMaterial)
	register(a, post("drop-material", "/materials/{id}/drop", "Take back a file that you attached"), a.dropMaterial)
	register(a, get("list-materials", "/applications/{id}/materials", "What an application needs, what there is of it, and the verdict of today"), a.materials)
	register(a, get("get-material", "/materials/{id}", "One file of an application").gives("application/octet-stream"), a.material)
	register(a, post("submit-application", "/applications/{id}/submit", "Hand in a draft, or what was returned once it is corrected"), a.submitApplication)
	register(a, get("explain-application", "/applications/{id}/answer", "Why an application stands as it does, by which office, and what can be done"), a.explain)
}

// A DossierView is what somebody keeps of himself.
type DossierView struct {
	Version int64                       `json:"version" doc:"0 while nothing was kept."`
	Dossier condition.DossierJSON       `json:"dossier" doc:"As of assay eligibility; every fact is a claim."`
	Known   []condition.CertificateJSON `json:"known" nullable:"false" doc:"Certificates of this register, which need no proof."`
}

func dossierView(k admission.Kept) DossierView {
	whole := condition.NewDossierJSON(skill.Dossier{Certificates: k.Known}).Certificates
	if whole == nil {
		whole = []condition.CertificateJSON{}
	}
	return DossierView{k.Version, condition.NewDossierJSON(k.Facts), whole}
}

func (a *API) dossier(ctx context.Context, in *Only) (*Answer[DossierView], error) {
	k, err := a.Admission.MyDossier(ctx, in.actor)
	if err != nil {
		return nil, err
	}
	return answer(&in.Call, dossierView(k), nil)
}

// A DossierDraft is what somebody states of himself.
type DossierDraft struct {
	Version int64                 `json:"version" doc:"Of the dossier as it was seen; 0 for the first."`
	Dossier condition.DossierJSON `json:"dossier" doc:"Name and birth are those of the record, whatever is sent."`
}

// KeepDossier keeps a dossier.
type KeepDossier struct {
	Call
	Sent[DossierDraft]
}

func (a *API) keepDossier(ctx context.Context, in *KeepDossier) (*Answer[DossierView], error) {
	me, err := a.Admission.MyDossier(ctx, in.actor)
	if err != nil {
		return nil, err
	}
	in.Value.Dossier.Name, in.Value.Dossier.Born = "", me.Person.Born
	facts, err := in.Value.Dossier.Dossier("dossier.")
	if err != nil {
		return nil, err
	}
	_, err = a.Admission.KeepDossier(ctx, in.by(ctx), in.Value.Version, facts)
	if err := in.done(err); err != nil {
		return nil, err
	}
	k, err := a.Admission.MyDossier(ctx, in.actor)
	return answer(&in.Call, dossierView(k), err)
}

// AskPath asks how one stands to an occupation.
type AskPath struct {
	Call
	Occupation string `query:"occupation" doc:"Its code or exact name."`
	Set        string `query:"set" doc:"The condition set; national-2023 by default."`
}

// A PathView is how somebody stands to every level of an occupation.
type PathView struct {
	Occupation skill.OccupationCode    `json:"occupation"`
	Name       string                  `json:"name"`
	Set        string                  `json:"set"`
	On         day.Date                `json:"on"`
	Open       []skill.Level           `json:"open" nullable:"false" doc:"Met, or for a reviewer to decide once the proof was seen."`
	Next       *NextLevelView          `json:"next" doc:"The level that opens next by time alone; null: none does."`
	Levels     []condition.VerdictJSON `json:"levels" nullable:"false" doc:"The whole verdict on each level, from 5 up."`
}

// A NextLevelView is a level with the first day on which it is open.
type NextLevelView struct {
	Level skill.Level `json:"level"`
	From  day.Date    `json:"from"`
}

func (a *API) path(ctx context.Context, in *AskPath) (*Answer[PathView], error) {
	if in.Set == "" {
		in.Set = reference.UsualSet()
	}
	p, err := a.Admission.MyPath(ctx, in.actor, in.Occupation, in.Set)
	if err != nil {
		return nil, err
	}
	out := PathView{Occupation: p.Occupation.Code, Name: p.Occupation.Name, Set: p.Set.ID, On: p.On, Open: p.Open(), Levels: []condition.VerdictJSON{}}
	if out.Open == nil {
		out.Open = []skill.Level{}
	}
	if v, ok := p.Next(); ok {
		out.Next = &NextLevelView{v.Level, v.Earliest}
	}
	for _, v := range p.Levels {
		out.Levels = append(out.Levels, condition.NewVerdictJSON(v))
	}
	return answer(&in.Call, out, nil)
}

// A MaterialKindView is one kind of material with who needs it.
type MaterialKindView struct {
	Material   skill.Material     `json:"material"`
	Name       TextView           `json:"name"`
	Hint       TextView           `json:"hint"`
	Side       skill.MaterialSide `json:"side"`
	Optional   bool               `json:"optional"`
	Levels     []skill.Level      `json:"levels" nullable:"false" doc:"None: all."`
	Region     string             `json:"region" doc:"First digits of GB/T 2260; empty: the whole country."`
	Terms      []skill.TermKind   `json:"terms" nullable:"false" doc:"Needed where the condition relied on has one of them; none: always."`
	Source     string             `json:"source"`
	Confidence string             `json:"confidence"`
}

func materialKind(m skill.MaterialRow) MaterialKindView {
	v := MaterialKindView{
		m.Material, TextView(m.Name), TextView(m.Hint), m.Side, m.Optional, m.Levels, m.Region, m.Terms, m.Source, m.Confidence,
	}
	if v.Levels == nil {
		v.Levels = []skill.Level{}
	}
	if v.Terms == nil {
		v.Terms = []skill.TermKind{}
	}
	return v
}

func (a *API) materialKinds(_ context.Context, in *Only) (*Answer[Rows[MaterialKindView]], error) {
	out := Rows[MaterialKindView]{Items: []MaterialKindView{}}
	for _, m := range a.Admission.Materials {
		out.Items = append(out.Items, materialKind(m))
	}
	return answer(&in.Call, out, nil)
}

// An ApplicationDraft begins an application.
type ApplicationDraft struct {
	Plan skill.PlanID `json:"plan"`
}

// DraftApplication begins an application.
type DraftApplication struct {
	Call
	Sent[ApplicationDraft]
}

func (a *API) draft(ctx context.Context, in *DraftApplication) (*Answer[CandidateView], error) {
	x, err := a.Admission.Draft(ctx, in.by(ctx), in.Value.Plan)
	id, err := in.made("application", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.applicationOf(ctx, &in.Call, id)
	return out.at("/applications/" + id), err
}

// An OwnApplicationView is one of one's own applications, with its plan.
type OwnApplicationView struct {
	ID         skill.ApplicationID     `json:"id"`
	Plan       skill.PlanID            `json:"plan"`
	Title      string                  `json:"title"`
	Occupation skill.OccupationCode    `json:"occupation"`
	Level      skill.Level             `json:"level"`
	Body       string                  `json:"body"`
	Status     skill.ApplicationStatus `json:"status"`
	StatusAt   time.Time               `json:"status_at"`
	Outcome    skill.Outcome           `json:"outcome"`
	Due        day.Date                `json:"due"`
}

func (a *API) ownApplications(ctx context.Context, in *Only) (*Answer[Rows[OwnApplicationView]], error) {
	mine, err := a.Admission.Mine(ctx, in.actor)
	if err != nil {
		return nil, err
	}
	out := Rows[OwnApplicationView]{Items: make([]OwnApplicationView, len(mine))}
	for i, m := range mine {
		x, p := m.Application, m.Plan
		out.Items[i] = OwnApplicationView{x.ID, x.Plan, p.Title, p.Occupation, p.Level, m.Body.Name, x.Status, x.StatusAt, x.Outcome, x.Due}
	}
	return answer(&in.Call, out, nil)
}

// A ClaimedClause is the clause that somebody means to rely on.
type ClaimedClause struct {
	Clause string `json:"clause" doc:"E.g. 4.2; empty: the one that the verdict finds."`
}

// ClaimClause names a clause.
type ClaimClause struct {
	ByID
	Sent[ClaimedClause]
}

func (a *API) claimClause(ctx context.Context, in *ClaimClause) (*Answer[CandidateView], error) {
	return a.decided(ctx, &in.Call, in.ID, func(by store.By, id skill.ApplicationID) error {
		_, err := a.Admission.Claim(ctx, by, id, in.Value.Clause)
		return err
	})
}

// AttachMaterial attaches a file.
type AttachMaterial struct {
	ByID
	Material string `path:"material" doc:"A kind of list-material-kinds."`
}

// An EvidenceView is one file of an application.
type EvidenceView struct {
	ID       skill.EvidenceID `json:"id"`
	Material skill.Material   `json:"material"`
	File     skill.FileHash   `json:"file"`
	Seen     bool             `json:"seen" doc:"An officer saw the original."`
	SeenOn   day.Date         `json:"seen_on"`
}

func evidenceViews(all []skill.Evidence) []EvidenceView {
	out := make([]EvidenceView, len(all))
	for i, e := range all {
		out[i] = EvidenceView{e.ID, e.Material, e.File, e.SeenBy != "", e.SeenOn}
	}
	return out
}

func (a *API) attachMaterial(ctx context.Context, in *AttachMaterial) (*Answer[ChecklistView], error) {
	x, err := in.view().Application(ctx, skill.ApplicationID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := in.need(x.Path, x.Person); err != nil {
		return nil, err
	}
	file, err := bytesOf(&in.Call, proofLimit)
	if err != nil {
		return nil, err
	}
	_, err = a.Admission.Attach(ctx, in.by(ctx), x.ID, skill.Material(in.Material), file)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.checklistOf(ctx, &in.Call, x.ID)
}

func (a *API) dropMaterial(ctx context.Context, in *ByID) (*Answer[ChecklistView], error) {
	e, err := in.view().Evidence(ctx, skill.EvidenceID(in.ID))
	if err != nil {
		return nil, err
	}
	_, err = a.Admission.Drop(ctx, in.by(ctx), e.ID)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.checklistOf(ctx, &in.Call, e.Application)
}

// A ChecklistView is what an application needs and what there is of it.
type ChecklistView struct {
	Application skill.ApplicationID     `json:"application"`
	Status      skill.ApplicationStatus `json:"status"`
	Outcome     skill.Outcome           `json:"outcome" doc:"Of today while it is in its person's hands."`
	Clause      string                  `json:"clause"`
	Verdict     *condition.VerdictJSON  `json:"verdict"`
	Materials   []ChecklistItemView     `json:"materials" nullable:"false"`
}

// A ChecklistItemView is one kind of material of an application.
type ChecklistItemView struct {
	MaterialKindView
	Asked  bool           `json:"asked"`
	There  bool           `json:"there"`
	Words  string         `json:"words" doc:"What is wrong with it, where the application was returned."`
	Files  []EvidenceView `json:"files" nullable:"false"`
	Looked *LookedView    `json:"photo_look" doc:"Of the photo alone."`
}

func (a *API) materials(ctx context.Context, in *ByID) (*Answer[ChecklistView], error) {
	if _, err := in.view().Application(ctx, skill.ApplicationID(in.ID)); err != nil {
		return nil, err
	}
	return a.checklistOf(ctx, &in.Call, skill.ApplicationID(in.ID))
}

func (a *API) checklistOf(ctx context.Context, c *Call, id skill.ApplicationID) (*Answer[ChecklistView], error) {
	list, err := a.Admission.Checklist(ctx, c.actor, id)
	if err != nil {
		return nil, err
	}
	out := ChecklistView{
		Application: id, Status: list.Application.Status, Outcome: list.Verdict.Outcome, Clause: list.Verdict.Clause, Materials: []ChecklistItemView{},
	}
	if list.Verdict.Set != "" {
		v := condition.NewVerdictJSON(list.Verdict)
		out.Verdict = &v
	}
	for _, m := range list.Items {
		out.Materials = append(out.Materials, ChecklistItemView{materialKind(m.MaterialRow), m.Asked, m.There, m.Words, evidenceViews(m.Evidence), lookedView(c.lang(), m.Looked)})
	}
	return answer(c, out, nil)
}

func (a *API) material(ctx context.Context, in *ByID) (*File, error) {
	e, err := in.view().Evidence(ctx, skill.EvidenceID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := in.need(e.Path, e.Person); err != nil {
		return nil, err
	}
	file, err := a.Files.Get(ctx, e.File)
	return fileOf("application/octet-stream", string(e.Material), file, err)
}

func (a *API) submitApplication(ctx context.Context, in *ByID) (*Answer[CandidateView], error) {
	return a.decided(ctx, &in.Call, in.ID, func(by store.By, id skill.ApplicationID) error {
		_, err := a.Admission.Submit(ctx, by, id)
		return err
	})
}

// An ExplainedView says why, by whom, and what now.
type ExplainedView struct {
	Application skill.ApplicationID     `json:"application"`
	Status      skill.ApplicationStatus `json:"status"`
	StatusAt    time.Time               `json:"status_at"`
	Office      OfficeView              `json:"office"`
	Outcome     skill.Outcome           `json:"outcome"`
	Ground      string                  `json:"ground"`
	Asks        []AskView               `json:"asks" nullable:"false"`
	Due         day.Date                `json:"due"`
	Verdict     *condition.VerdictJSON  `json:"verdict" doc:"With every route and what is missing on it; null where nothing was judged."`
	Remedies    []RemedyView            `json:"remedies" nullable:"false"`
	Looked      *LookedView             `json:"photo_look" doc:"What the photo is remarked on, with the remedy; it stops nothing, a person decides. Null: no photo."`
}

// An OfficeView is which office decided; officers are not named.
type OfficeView struct {
	Kind skill.Office `json:"kind" doc:"rule, body or centre; empty: nobody yet."`
	Text string       `json:"text"`
	Body string       `json:"body" doc:"The body that was applied to."`
}

// A RemedyView is something that can be done.
type RemedyView struct {
	Kind  admission.RemedyKind `json:"kind"`
	Until day.Date             `json:"until"`
	Text  string               `json:"text"`
}

// officeText is the office in words; none while nobody decided.
func officeText(lang locale.Lang, o skill.Office) string {
	if o == "" {
		return ""
	}
	return locale.Text(lang, "word.office."+string(o), nil)
}

func remedyText(lang locale.Lang, r admission.Remedy) string {
	return locale.Text(lang, "remedy."+string(r.Kind), skill.Args{"until": r.Until.String()})
}

func (a *API) explain(ctx context.Context, in *ByID) (*Answer[ExplainedView], error) {
	got, err := a.Admission.Explain(ctx, in.actor, skill.ApplicationID(in.ID))
	if err != nil {
		return nil, err
	}
	x := got.Application
	out := ExplainedView{
		Application: x.ID, Status: x.Status, StatusAt: x.StatusAt, Office: OfficeView{x.Office, officeText(in.lang(), x.Office), got.Body.Name},
		Outcome: x.Outcome, Ground: x.Ground, Asks: asks(x.Asks), Due: x.Due, Remedies: []RemedyView{}, Looked: lookedView(in.lang(), got.Looked),
	}
	if got.Verdict.Set != "" {
		v := condition.NewVerdictJSON(got.Verdict)
		out.Verdict = &v
	}
	for _, r := range got.Remedies {
		out.Remedies = append(out.Remedies, RemedyView{r.Kind, r.Until, remedyText(in.lang(), r)})
	}
	return answer(&in.Call, out, nil)
}
