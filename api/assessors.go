package api

import (
	"context"
	"time"

	"assay/office/accreditation"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// assessors registers who may examine and supervise.
func (a *API) assessors() {
	register(a, get("list-assessor-sets", "/assessor-sets", "What assessors and supervisors must fulfil (考评人员条件)"), a.assessorSets)
	register(a, post("propose-assessor", "/assessors", "Propose that somebody examine or supervise (考评人员申报)").creates(), a.proposeAssessor)
	register(a, get("list-assessors", "/assessors", "Registrations within the asker's organisations, and the asker's own"), a.listAssessors)
	register(a, get("get-assessor", "/assessors/{id}", "One registration with its verdicts"), a.assessor)
	register(a, post("register-assessor", "/assessors/{id}/register", "Enter somebody in the register for a term (登记)"), a.registerAssessor)
	register(a, post("refuse-assessor", "/assessors/{id}/refuse", "Leave somebody unregistered (不予登记)"), a.endAssessor((*accreditation.Desk).RefuseAssessor))
	register(a, post("suspend-assessor", "/assessors/{id}/suspend", "Stop a registration (暂停)"), a.endAssessor((*accreditation.Desk).SuspendAssessor))
	register(a, post("restore-assessor", "/assessors/{id}/restore", "End the suspension (恢复)"), a.endAssessor((*accreditation.Desk).RestoreAssessor))
	register(a, post("withdraw-assessor", "/assessors/{id}/withdraw", "End a registration, or take a proposal back (注销)"), a.endAssessor((*accreditation.Desk).WithdrawAssessor))
}

// An AssessorView is one registration for one term.
type AssessorView struct {
	ID          skill.AssessorID       `json:"id"`
	Person      skill.PersonID         `json:"person"`
	Path        skill.OrgPath          `json:"path"`
	Class       skill.AssessorClass    `json:"class"`
	Occupations []skill.OccupationCode `json:"occupations" nullable:"false"`
	Levels      []skill.Level          `json:"levels" nullable:"false"`
	Card        string                 `json:"card"`
	From        *day.Date              `json:"from"`
	To          *day.Date              `json:"to"`
	InForce     bool                   `json:"in_force" doc:"Registered, and its term holds today."`
	Expired     bool                   `json:"expired" doc:"Its term is over."`
	Renews      skill.AssessorID       `json:"renews"`
	Set         string                 `json:"set"`
	Outcome     skill.Outcome          `json:"outcome" doc:"Of all occupations together."`
	Verdicts    JSONText               `json:"verdicts" doc:"One for each occupation, as ask-eligibility answers."`
	Judged      day.Date               `json:"judged"`
	Proposer    skill.PersonID         `json:"proposer"`
	Decider     skill.PersonID         `json:"decider"`
	Ground      string                 `json:"ground"`
	Proof       skill.FileHash         `json:"proof"`
	Status      skill.AssessorStatus   `json:"status"`
	StatusAt    time.Time              `json:"status_at"`
	Actions     []string               `json:"actions" nullable:"false"`
	Version     int64                  `json:"version"`
}

func (a *API) assessorView(x skill.Assessor) AssessorView {
	v := AssessorView{
		ID: x.ID, Person: x.Person, Path: x.Path, Class: x.Class, Occupations: []skill.OccupationCode{}, Levels: []skill.Level{},
		Card: x.Card, From: orNull(x.Period.From), To: orNull(x.Period.To), InForce: x.InForce(a.today()), Expired: x.Expired(a.today()),
		Renews: x.Renews, Set: x.Set, Outcome: x.Outcome, Verdicts: JSONText(x.Verdict), Judged: x.Judged,
		Proposer: x.Proposer, Decider: x.Decider, Ground: x.Ground, Proof: x.Proof,
		Status: x.Status, StatusAt: x.StatusAt, Actions: actions(x.Actions()), Version: x.Version,
	}
	v.Occupations, v.Levels = append(v.Occupations, x.Occupations...), append(v.Levels, x.Levels...)
	return v
}

// An AssessorDraft is somebody to be registered.
type AssessorDraft struct {
	Person      skill.PersonID         `json:"person"`
	Path        skill.OrgPath          `json:"path" doc:"Of the body, or of the centre."`
	Class       skill.AssessorClass    `json:"class" enum:"assessor,senior,internal-supervisor,external-supervisor"`
	Occupations []skill.OccupationCode `json:"occupations,omitempty" doc:"Of a supervisor: none is every one."`
	Levels      []skill.Level          `json:"levels,omitempty"`
	Card        string                 `json:"card" doc:"证卡编号; of an external supervisor R, province, year and serial."`
	Renews      skill.AssessorID       `json:"renews,omitempty" doc:"The registration whose term this continues, after retraining."`
	Dossier     *condition.DossierJSON `json:"dossier,omitempty" doc:"What conditions are judged on. The birth date is that of the person's record."`
}

// statedOf reads the dossier; the birth date that its form needs is not looked at.
func statedOf(d *condition.DossierJSON, today day.Date) (skill.Dossier, error) {
	if d == nil {
		return skill.Dossier{}, nil
	}
	w := *d
	w.Born = today
	return w.Dossier("dossier.")
}

// ProposeAssessor proposes somebody.
type ProposeAssessor struct {
	Call
	Sent[AssessorDraft]
}

func (a *API) proposeAssessor(ctx context.Context, in *ProposeAssessor) (*Answer[AssessorView], error) {
	d := in.Value
	stated, err := statedOf(d.Dossier, a.today())
	if err != nil {
		return nil, err
	}
	x, err := a.Accreditation.ProposeAssessor(ctx, in.by(ctx), skill.Assessor{
		Person: d.Person, Path: d.Path, Class: d.Class, Occupations: d.Occupations, Levels: d.Levels, Card: d.Card, Renews: d.Renews,
	}, stated)
	id, err := in.made("assessor", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.assessorOf(ctx, &in.Call, id)
	return out.at("/assessors/" + id), err
}

func (a *API) assessorOf(ctx context.Context, c *Call, id string) (*Answer[AssessorView], error) {
	x, err := c.view().Assessor(ctx, skill.AssessorID(id))
	return answer(c, a.assessorView(x), err)
}

func (a *API) assessor(ctx context.Context, in *ByID) (*Answer[AssessorView], error) {
	return a.assessorOf(ctx, &in.Call, in.ID)
}

// ListAssessors asks for registrations.
type ListAssessors struct {
	Call
	Paged
	Person  string `query:"person"`
	Class   string `query:"class" enum:"assessor,senior,internal-supervisor,external-supervisor"`
	Status  string `query:"status" enum:"proposed,registered,suspended,refused,withdrawn"`
	InForce string `query:"in_force" enum:"true" doc:"Only those that hold today."`
}

func (a *API) listAssessors(ctx context.Context, in *ListAssessors) (*Answer[Rows[AssessorView]], error) {
	f := store.Assessors{Person: skill.PersonID(in.Person), Class: skill.AssessorClass(in.Class), Status: only[skill.AssessorStatus](in.Status)}
	if in.InForce != "" {
		f.In = a.today()
	}
	return list(ctx, &in.Call, f, in.Paged, a.assessorView, func(v AssessorView) string { return string(v.ID) })
}

// An AssessorFindingDraft is what the centre says of a proposed registration.
type AssessorFindingDraft struct {
	Version int64             `json:"version" doc:"Of the registration as it was seen."`
	Ground  string            `json:"ground,omitempty" doc:"Why, where the verdict is for a reviewer to say. No name, number or address belongs here."`
	Proof   skill.FileHash    `json:"proof,omitempty" doc:"What keep-body-file answered."`
	Claims  []ClaimDraft      `json:"claims,omitempty" doc:"The facts whose claims the proof bears out."`
	Attests []skill.Judgement `json:"attests,omitempty" doc:"The judgements that are made: supervisor-training, retrained."`
}

// RegisterAssessor registers somebody.
type RegisterAssessor struct {
	ByID
	Sent[AssessorFindingDraft]
}

func (a *API) registerAssessor(ctx context.Context, in *RegisterAssessor) (*Answer[AssessorView], error) {
	id, d := skill.AssessorID(in.ID), in.Value
	if _, err := in.view().Assessor(ctx, id); err != nil {
		return nil, err
	}
	f := accreditation.AssessorFinding{Version: d.Version, Ground: d.Ground, Proof: d.Proof, Attests: d.Attests}
	for _, c := range d.Claims {
		f.Claims = append(f.Claims, skill.Fact(c))
	}
	_, err := a.Accreditation.RegisterAssessor(ctx, in.by(ctx), id, f)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.assessorOf(ctx, &in.Call, in.ID)
}

type assessorVerb func(*accreditation.Desk, context.Context, store.By, skill.AssessorID, string) (skill.Assessor, error)

func (a *API) endAssessor(verb assessorVerb) func(context.Context, *Grounded) (*Answer[AssessorView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[AssessorView], error) {
		id := skill.AssessorID(in.ID)
		if _, err := in.view().Assessor(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Accreditation, ctx, in.by(ctx), id, in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.assessorOf(ctx, &in.Call, in.ID)
	}
}

// An AssessorSetView is one edition of what a class must fulfil.
type AssessorSetView struct {
	Set        string                `json:"set"`
	Title      TextView              `json:"title"`
	Edition    string                `json:"edition"`
	Source     string                `json:"source"`
	Confidence string                `json:"confidence"`
	Standing   skill.SetStanding     `json:"standing"`
	Note       TextView              `json:"note"`
	Classes    []skill.AssessorClass `json:"classes" nullable:"false"`
	Renewal    bool                  `json:"renewal" doc:"For another term."`
	Region     string                `json:"region"`
	Levels     []skill.Level         `json:"levels" nullable:"false" doc:"That the class may examine."`
	Clauses    []AssessorClauseView  `json:"clauses" nullable:"false" doc:"One of them is enough."`
}

// An AssessorClauseView is one way to fulfil it.
type AssessorClauseView struct {
	Clause string   `json:"clause"`
	Text   TextView `json:"text"`
	Source string   `json:"source"`
}

func (a *API) assessorSets(_ context.Context, in *Only) (*Answer[Rows[AssessorSetView]], error) {
	out := Rows[AssessorSetView]{Items: []AssessorSetView{}}
	for _, s := range a.Accreditation.Assessors {
		v := AssessorSetView{
			s.ID, TextView(s.Title), s.Edition, s.Source, s.Confidence, s.Standing, TextView(s.Note), s.Classes, s.Renewal, s.Region, s.Levels, []AssessorClauseView{},
		}
		for _, c := range s.Clauses {
			v.Clauses = append(v.Clauses, AssessorClauseView{c.ID, TextView(c.Text), c.Source})
		}
		out.Items = append(out.Items, v)
	}
	return answer(&in.Call, out, nil)
}
