package api

import (
	"context"
	"time"

	"assay/skill"
	"assay/store"
)

// fees registers what applications cost.
func (a *API) fees() {
	register(a, get("list-fees", "/fees", "Fees of applications"), a.listFees)
	register(a, get("get-fee", "/fees/{id}", "One fee"), a.fee)
	register(a, post("charge-fee", "/applications/{id}/fees", "Say what an application costs").creates(), a.charge)
	register(a, post("pay-fee", "/fees/{id}/pay", "Record a payment by its receipt"), a.pay)
	register(a, post("waive-fee", "/fees/{id}/waive", "Let somebody off"), a.waive)
	register(a, post("refund-fee", "/fees/{id}/refund", "Give a payment back"), a.refund)
	register(a, post("reconcile-fee", "/fees/{id}/reconcile", "Find a fee right, as the accountant"), a.reconcile)
}

// A FeeView is one fee. Amounts are in fen.
type FeeView struct {
	ID          skill.FeeID         `json:"id"`
	Application skill.ApplicationID `json:"application"`
	Plan        skill.PlanID        `json:"plan"`
	Path        skill.OrgPath       `json:"path"`
	Person      skill.PersonID      `json:"person"`
	Name        string              `json:"name"`
	Amount      skill.Fen           `json:"amount" doc:"In fen."`
	Receipt     string              `json:"receipt"`
	Taker       skill.PersonID      `json:"taker"`
	Reconciler  skill.PersonID      `json:"reconciler"`
	Ground      string              `json:"ground"`
	Status      skill.FeeStatus     `json:"status"`
	StatusAt    time.Time           `json:"status_at"`
	Actions     []string            `json:"actions" nullable:"false"`
	Version     int64               `json:"version"`
}

func feeView(f skill.Fee, name string) FeeView {
	return FeeView{
		f.ID, f.Application, f.Plan, f.Path, f.Person, name, f.Amount, f.Receipt, f.Taker, f.Reconciler, f.Ground, f.Status, f.StatusAt, actions(f.Actions()), f.Version,
	}
}

// ListFees asks for fees.
type ListFees struct {
	Call
	Paged
	Plan        string `query:"plan"`
	Application string `query:"application"`
	Status      string `query:"status" enum:"due,paid,waived,refunded"`
	Open        string `query:"open" enum:"yes" doc:"Only those that nobody reconciled."`
}

func (a *API) listFees(ctx context.Context, in *ListFees) (*Answer[Rows[FeeView]], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	f := store.Fees{
		Plan: skill.PlanID(in.Plan), Application: skill.ApplicationID(in.Application), Status: only[skill.FeeStatus](in.Status), Open: in.Open != "",
	}
	rows, err := store.List(ctx, in.view(), f, page)
	if err != nil {
		return nil, err
	}
	ids := make([]skill.PersonID, len(rows))
	for i, x := range rows {
		ids[i] = x.Person
	}
	names, err := in.view().Names(ctx, ids)
	out := Rows[FeeView]{Items: make([]FeeView, len(rows))}
	for i, x := range rows {
		out.Items[i] = feeView(x, names[x.Person])
	}
	if len(rows) == page.Limit {
		out.Next = string(rows[len(rows)-1].ID)
	}
	return answer(&in.Call, out, err)
}

func (a *API) fee(ctx context.Context, in *ByID) (*Answer[FeeView], error) {
	return a.feeOf(ctx, &in.Call, in.ID)
}

func (a *API) feeOf(ctx context.Context, c *Call, id string) (*Answer[FeeView], error) {
	f, err := c.view().Fee(ctx, skill.FeeID(id))
	if err != nil {
		return nil, err
	}
	names, err := c.view().Names(ctx, []skill.PersonID{f.Person})
	return answer(c, feeView(f, names[f.Person]), err)
}

// An AmountDraft is what an application costs.
type AmountDraft struct {
	Amount skill.Fen `json:"amount" doc:"In fen."`
}

// ChargeFee charges an application.
type ChargeFee struct {
	ByID
	Sent[AmountDraft]
}

func (a *API) charge(ctx context.Context, in *ChargeFee) (*Answer[FeeView], error) {
	x, err := in.view().Application(ctx, skill.ApplicationID(in.ID))
	if err != nil {
		return nil, err
	}
	f, err := a.Admission.Charge(ctx, in.by(ctx), x.ID, in.Value.Amount)
	id, err := in.made("fee", string(f.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.feeOf(ctx, &in.Call, id)
	return out.at("/fees/" + id), err
}

// onFee moves a fee that the asker may see, and answers with what it is then.
func (a *API) onFee(ctx context.Context, c *Call, id string, do func(store.By, skill.FeeID) error) (*Answer[FeeView], error) {
	if _, err := c.view().Fee(ctx, skill.FeeID(id)); err != nil {
		return nil, err
	}
	if err := c.done(do(c.by(ctx), skill.FeeID(id))); err != nil {
		return nil, err
	}
	return a.feeOf(ctx, c, id)
}

// A ReceiptDraft is a payment.
type ReceiptDraft struct {
	Receipt string `json:"receipt" doc:"The number of the receipt; no two fees of a body share one."`
}

// PayFee records a payment.
type PayFee struct {
	ByID
	Sent[ReceiptDraft]
}

func (a *API) pay(ctx context.Context, in *PayFee) (*Answer[FeeView], error) {
	return a.onFee(ctx, &in.Call, in.ID, func(by store.By, id skill.FeeID) error {
		_, err := a.Admission.Pay(ctx, by, id, in.Value.Receipt)
		return err
	})
}

// A FeeGround is why a fee is let off or given back.
type FeeGround struct {
	Ground string `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// MoveFee moves a fee with a ground.
type MoveFee struct {
	ByID
	Sent[FeeGround]
}

func (a *API) waive(ctx context.Context, in *MoveFee) (*Answer[FeeView], error) {
	return a.onFee(ctx, &in.Call, in.ID, func(by store.By, id skill.FeeID) error {
		_, err := a.Admission.Waive(ctx, by, id, in.Value.Ground)
		return err
	})
}

func (a *API) refund(ctx context.Context, in *MoveFee) (*Answer[FeeView], error) {
	return a.onFee(ctx, &in.Call, in.ID, func(by store.By, id skill.FeeID) error {
		_, err := a.Admission.Refund(ctx, by, id, in.Value.Ground)
		return err
	})
}

func (a *API) reconcile(ctx context.Context, in *ByID) (*Answer[FeeView], error) {
	return a.onFee(ctx, &in.Call, in.ID, func(by store.By, id skill.FeeID) error {
		_, err := a.Admission.Reconcile(ctx, by, id)
		return err
	})
}
