package api

import (
	"context"
	"time"

	"assay/office/privacy"
	"assay/skill"
	"assay/store"
)

// An ErasureView is one erasure.
type ErasureView struct {
	ID       skill.ErasureID     `json:"id"`
	Person   skill.PersonID      `json:"person"`
	Path     skill.OrgPath       `json:"path" doc:"All that is held of the person lies below it."`
	Basis    string              `json:"basis" doc:"A key of the notice's grounds."`
	Ground   string              `json:"ground"`
	Proposer skill.PersonID      `json:"proposer"`
	Approver skill.PersonID      `json:"approver" doc:"Who approved or refused it."`
	Answer   string              `json:"answer" doc:"Why it was refused."`
	Status   skill.ErasureStatus `json:"status"`
	StatusAt time.Time           `json:"status_at"`
	Actions  []string            `json:"actions" nullable:"false"`
}

func erasureView(e skill.Erasure) ErasureView {
	return ErasureView{e.ID, e.Person, e.Path, e.Basis, e.Ground, e.Proposer, e.Approver, e.Answer, e.Status, e.StatusAt, actions(e.Actions())}
}

func (a *API) erasureOf(ctx context.Context, c *Call, id skill.ErasureID) (*Answer[ErasureView], error) {
	e, err := c.view().Erasure(ctx, id)
	return answer(c, erasureView(e), err)
}

func (a *API) erasure(ctx context.Context, in *ByID) (*Answer[ErasureView], error) {
	return a.erasureOf(ctx, &in.Call, skill.ErasureID(in.ID))
}

// ListErasures asks for erasures.
type ListErasures struct {
	Call
	Paged
	Person string `query:"person"`
	Status string `query:"status" enum:"asked,proposed,done,refused,withdrawn"`
}

func (a *API) listErasures(ctx context.Context, in *ListErasures) (*Answer[Rows[ErasureView]], error) {
	f := store.Erasures{Person: skill.PersonID(in.Person), Status: only[skill.ErasureStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, erasureView, func(v ErasureView) string { return string(v.ID) })
}

func (a *API) askErasure(ctx context.Context, in *Grounded) (*Answer[ErasureView], error) {
	return a.begun(ctx, &in.Call, skill.PersonID(in.ID), func(by store.By) (skill.Erasure, error) {
		return a.Privacy.AskErasure(ctx, by, skill.PersonID(in.ID), in.Value.Ground)
	})
}

// begun begins an erasure of a person whom the asker sees.
func (a *API) begun(ctx context.Context, c *Call, person skill.PersonID, do func(store.By) (skill.Erasure, error)) (*Answer[ErasureView], error) {
	if _, err := c.view().Person(ctx, person); err != nil {
		return nil, err
	}
	e, err := do(c.by(ctx))
	id, err := c.made("erasure", string(e.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.erasureOf(ctx, c, skill.ErasureID(id))
	return out.at("/erasures/" + id), err
}

// An ErasureDraft is a decision to be made.
type ErasureDraft struct {
	Basis  string `json:"basis" doc:"A key of the notice's grounds."`
	Ground string `json:"ground" doc:"What makes it apply. No name, number or address belongs here."`
}

// ProposeErasure proposes one.
type ProposeErasure struct {
	ByID
	Sent[ErasureDraft]
}

func (a *API) proposeErasure(ctx context.Context, in *ProposeErasure) (*Answer[ErasureView], error) {
	person, d := skill.PersonID(in.ID), in.Value
	return a.begun(ctx, &in.Call, person, func(by store.By) (skill.Erasure, error) {
		return a.Privacy.ProposeErasure(ctx, by, skill.Erasure{Person: person, Basis: d.Basis, Ground: d.Ground})
	})
}

type decideErasure func(*privacy.Desk, context.Context, store.By, skill.ErasureID) (skill.Erasure, error)

func (a *API) decideErasure(verb decideErasure) func(context.Context, *ByID) (*Answer[ErasureView], error) {
	return func(ctx context.Context, in *ByID) (*Answer[ErasureView], error) {
		id := skill.ErasureID(in.ID)
		if _, err := in.view().Erasure(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Privacy, ctx, in.by(ctx), id)
		if err := in.done(err); err != nil {
			return nil, err
		}
		a.Wake() // the files go now
		return a.erasureOf(ctx, &in.Call, id)
	}
}

func (a *API) refuseErasure(ctx context.Context, in *Grounded) (*Answer[ErasureView], error) {
	id := skill.ErasureID(in.ID)
	if _, err := in.view().Erasure(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Privacy.RefuseErasure(ctx, in.by(ctx), id, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.erasureOf(ctx, &in.Call, id)
}
