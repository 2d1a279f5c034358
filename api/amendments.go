package api

import (
	"context"
	"time"

	"assay/locale"
	"assay/office/privacy"
	"assay/skill"
	"assay/store"
)

// An AmendmentRow is one amendment in a list.
type AmendmentRow struct {
	ID       skill.AmendmentID     `json:"id"`
	Person   skill.PersonID        `json:"person"`
	Path     skill.OrgPath         `json:"path"`
	Field    skill.PersonField     `json:"field"`
	Proof    skill.FileHash        `json:"proof"`
	Ground   string                `json:"ground"`
	Proposer skill.PersonID        `json:"proposer"`
	Approver skill.PersonID        `json:"approver" doc:"Who approved or refused it."`
	Answer   string                `json:"answer" doc:"Why it was refused."`
	Status   skill.AmendmentStatus `json:"status"`
	StatusAt time.Time             `json:"status_at"`
	Actions  []string              `json:"actions" nullable:"false"`
}

func amendmentRow(m skill.Amendment) AmendmentRow {
	return AmendmentRow{
		m.ID, m.Person, m.Path, m.Field, m.Proof, m.Ground, m.Proposer, m.Approver, m.Answer, m.Status, m.StatusAt, actions(m.Actions()),
	}
}

// An AmendmentView is one amendment to whoever decides on it and whom it is
// about.
type AmendmentView struct {
	AmendmentRow
	Value    string         `json:"value" doc:"The new value; of a document the kind, and the number masked."`
	Outdated []OutdatedView `json:"outdated" nullable:"false" doc:"Certificates in force that say otherwise than the record does now."`
	Text     string         `json:"text" doc:"How to have them corrected."`
}

// An OutdatedView is a certificate that can be replaced by a corrected one.
type OutdatedView struct {
	Certificate skill.CertificateID `json:"certificate"`
	Number      string              `json:"number"`
}

// An AmendmentDraft is a change that somebody asks for.
type AmendmentDraft struct {
	Field  skill.PersonField `json:"field" enum:"name,document,born,sex,romanised,phone,address"`
	Value  string            `json:"value" doc:"As it should be; of a document its kind and number with a space between."`
	Proof  skill.FileHash    `json:"proof,omitempty" doc:"What keep-person-proof answered."`
	Ground string            `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// ProposeAmendment proposes one.
type ProposeAmendment struct {
	ByID
	Sent[AmendmentDraft]
}

func (a *API) proposeAmendment(ctx context.Context, in *ProposeAmendment) (*Answer[AmendmentView], error) {
	person, d := skill.PersonID(in.ID), in.Value
	if _, err := in.view().Person(ctx, person); err != nil {
		return nil, err
	}
	m, err := a.Privacy.Propose(ctx, in.by(ctx), skill.Amendment{Person: person, Field: d.Field, Value: skill.Keep(d.Value), Proof: d.Proof, Ground: d.Ground})
	id, err := in.made("amendment", string(m.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.amendmentOf(ctx, &in.Call, skill.AmendmentID(id))
	return out.at("/amendments/" + id), err
}

// amendmentOf shows the value to those who may see the person.
func (a *API) amendmentOf(ctx context.Context, c *Call, id skill.AmendmentID) (*Answer[AmendmentView], error) {
	m, err := c.view().Amendment(ctx, id)
	if err != nil {
		return nil, err
	}
	v := AmendmentView{AmendmentRow: amendmentRow(m), Value: shownValue(m), Outdated: []OutdatedView{}}
	if m.Status == skill.AmendmentApplied {
		old, err := a.Privacy.Outdated(ctx, m.Person)
		if err != nil {
			return nil, err
		}
		for _, x := range old {
			v.Outdated = append(v.Outdated, OutdatedView{x.ID, x.Number})
		}
	}
	if len(v.Outdated) > 0 {
		v.Text = locale.Text(c.lang(), "amendment.outdated", nil)
	}
	return answer(c, v, nil)
}

func (a *API) amendment(ctx context.Context, in *ByID) (*Answer[AmendmentView], error) {
	return a.amendmentOf(ctx, &in.Call, skill.AmendmentID(in.ID))
}

// ListAmendments asks for amendments.
type ListAmendments struct {
	Call
	Paged
	Person string `query:"person"`
	Status string `query:"status" enum:"proposed,applied,refused,withdrawn"`
}

func (a *API) listAmendments(ctx context.Context, in *ListAmendments) (*Answer[Rows[AmendmentRow]], error) {
	f := store.Amendments{Person: skill.PersonID(in.Person), Status: only[skill.AmendmentStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, amendmentRow, func(v AmendmentRow) string { return string(v.ID) })
}

// decideAmendment is an operation that needs no words.
func (a *API) decideAmendment(verb string) func(context.Context, *ByID) (*Answer[AmendmentView], error) {
	do := map[string]func(*privacy.Desk, context.Context, store.By, skill.AmendmentID) (skill.Amendment, error){
		"approve": (*privacy.Desk).Approve, "withdraw": (*privacy.Desk).WithdrawAmendment,
	}[verb]
	return func(ctx context.Context, in *ByID) (*Answer[AmendmentView], error) {
		id := skill.AmendmentID(in.ID)
		if _, err := in.view().Amendment(ctx, id); err != nil {
			return nil, err
		}
		_, err := do(a.Privacy, ctx, in.by(ctx), id)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.amendmentOf(ctx, &in.Call, id)
	}
}

func (a *API) refuseAmendment(ctx context.Context, in *Grounded) (*Answer[AmendmentView], error) {
	id := skill.AmendmentID(in.ID)
	if _, err := in.view().Amendment(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Privacy.Refuse(ctx, in.by(ctx), id, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.amendmentOf(ctx, &in.Call, id)
}
