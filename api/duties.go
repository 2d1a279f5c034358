package api

import (
	"bytes"
	"context"
	"time"

	"assay/files"
	"assay/office/accreditation"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// duties registers what a body owes the centre.
func (a *API) duties() {
	register(a, post("keep-body-file", "/bodies/{id}/files", "Keep a file of a body that shows something (证明材料)").creates().takes(proofs...), a.keepBodyFile)
	register(a, post("order-rectification", "/bodies/{id}/rectifications", "Order a body to put something right until a day (责令整改)").creates(), a.orderRectification)
	register(a, get("list-rectifications", "/rectifications", "Rectifications within the asker's organisations"), a.listRectifications)
	register(a, get("get-rectification", "/rectifications/{id}", "One rectification"), a.rectification)
	register(a, post("hand-in-rectification", "/rectifications/{id}/hand-in", "Say what was put right (报送整改)"), a.handInRectification)
	register(a, post("accept-rectification", "/rectifications/{id}/accept", "Find it put right (整改通过)"), a.endRectification((*accreditation.Desk).AcceptRectification))
	register(a, post("send-back-rectification", "/rectifications/{id}/send-back", "Find that more has to be done, until another day (退回)"), a.sendBackRectification)
	register(a, post("lift-rectification", "/rectifications/{id}/lift", "Take the order back (撤销整改)"), a.endRectification((*accreditation.Desk).LiftRectification))
	a.years()
	a.exits()
	a.handovers()
	a.assessors()
}

func (a *API) keepBodyFile(ctx context.Context, in *ByID) (*Answer[Kept], error) {
	b, err := in.view().Body(ctx, skill.BodyID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := in.need(b.Path); err != nil {
		return nil, err
	}
	file, err := bytesOf(&in.Call, proofLimit)
	if err != nil {
		return nil, err
	}
	hash, _, err := a.Files.Intake(ctx, files.Proof, bytes.NewReader(file))
	return answer(&in.Call, Kept{hash}, err)
}

// A RectificationView is what a body was ordered to put right.
type RectificationView struct {
	ID       skill.RectificationID     `json:"id"`
	Body     skill.BodyID              `json:"body"`
	Demand   string                    `json:"demand" doc:"What is to be put right, and why."`
	Due      day.Date                  `json:"due" doc:"The last day for handing in."`
	Overdue  bool                      `json:"overdue" doc:"Not handed in by then; late and not yet accepted counts too."`
	Orderer  skill.PersonID            `json:"orderer"`
	Answer   string                    `json:"answer" doc:"What the body did, in its words."`
	Proof    skill.FileHash            `json:"proof"`
	Handed   *day.Date                 `json:"handed"`
	Reporter skill.PersonID            `json:"reporter"`
	Decider  skill.PersonID            `json:"decider"`
	Ground   string                    `json:"ground"`
	Status   skill.RectificationStatus `json:"status"`
	StatusAt time.Time                 `json:"status_at"`
	Actions  []string                  `json:"actions" nullable:"false"`
	Version  int64                     `json:"version"`
}

func (a *API) rectificationView(r skill.Rectification) RectificationView {
	return RectificationView{
		r.ID, r.Body, r.Demand, r.Due, r.Overdue(a.today()), r.Orderer, r.Answer, r.Proof, orNull(r.Handed), r.Reporter, r.Decider, r.Ground,
		r.Status, r.StatusAt, actions(r.Actions()), r.Version,
	}
}

// today is the civil date at the desks.
func (a *API) today() day.Date { return day.Of(a.Now()) }

// orNull is null for no date.
func orNull(d day.Date) *day.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

// A RectificationDraft is what is to be put right.
type RectificationDraft struct {
	Demand string   `json:"demand" doc:"What, and why. No name, number or address belongs here."`
	Due    day.Date `json:"due" doc:"The last day for handing in; after today."`
}

// OrderRectification orders it.
type OrderRectification struct {
	ByID
	Sent[RectificationDraft]
}

func (a *API) orderRectification(ctx context.Context, in *OrderRectification) (*Answer[RectificationView], error) {
	body := skill.BodyID(in.ID)
	if _, err := in.view().Body(ctx, body); err != nil {
		return nil, err
	}
	r, err := a.Accreditation.OrderRectification(ctx, in.by(ctx), skill.Rectification{Body: body, Demand: in.Value.Demand, Due: in.Value.Due})
	id, err := in.made("rectification", string(r.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.rectificationOf(ctx, &in.Call, id)
	return out.at("/rectifications/" + id), err
}

func (a *API) rectificationOf(ctx context.Context, c *Call, id string) (*Answer[RectificationView], error) {
	r, err := c.view().Rectification(ctx, skill.RectificationID(id))
	return answer(c, a.rectificationView(r), err)
}

func (a *API) rectification(ctx context.Context, in *ByID) (*Answer[RectificationView], error) {
	return a.rectificationOf(ctx, &in.Call, in.ID)
}

// ListRectifications asks for rectifications.
type ListRectifications struct {
	Call
	Paged
	Of      string `query:"body"`
	Status  string `query:"status" enum:"ordered,handed,returned,accepted,lifted"`
	Overdue string `query:"overdue" enum:"true" doc:"Only those that are overdue today."`
}

func (a *API) listRectifications(ctx context.Context, in *ListRectifications) (*Answer[Rows[RectificationView]], error) {
	f := store.Rectifications{Body: skill.BodyID(in.Of), Status: only[skill.RectificationStatus](in.Status)}
	if in.Overdue != "" {
		f.Overdue = a.today()
	}
	return list(ctx, &in.Call, f, in.Paged, a.rectificationView, func(v RectificationView) string { return string(v.ID) })
}

// A RectificationAnswer is what was done.
type RectificationAnswer struct {
	Answer string         `json:"answer" doc:"What was done. No name, number or address belongs here."`
	Proof  skill.FileHash `json:"proof,omitempty" doc:"What keep-body-file answered."`
}

// HandInRectification hands in what was done.
type HandInRectification struct {
	ByID
	Sent[RectificationAnswer]
}

func (a *API) handInRectification(ctx context.Context, in *HandInRectification) (*Answer[RectificationView], error) {
	id := skill.RectificationID(in.ID)
	if _, err := in.view().Rectification(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.HandInRectification(ctx, in.by(ctx), id, accreditation.Answer{Words: in.Value.Answer, Proof: in.Value.Proof})
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.rectificationOf(ctx, &in.Call, in.ID)
}

type rectificationVerb func(*accreditation.Desk, context.Context, store.By, skill.RectificationID, string) (skill.Rectification, error)

func (a *API) endRectification(verb rectificationVerb) func(context.Context, *Grounded) (*Answer[RectificationView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[RectificationView], error) {
		id := skill.RectificationID(in.ID)
		if _, err := in.view().Rectification(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Accreditation, ctx, in.by(ctx), id, in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.rectificationOf(ctx, &in.Call, in.ID)
	}
}

// A GroundUntil is why something is done, and a day.
type GroundUntil struct {
	Ground string   `json:"ground" doc:"Why. No name, number or address belongs here."`
	Due    day.Date `json:"due" doc:"The last day; after today."`
}

// SendBackRectification sends back what was handed in.
type SendBackRectification struct {
	ByID
	Sent[GroundUntil]
}

func (a *API) sendBackRectification(ctx context.Context, in *SendBackRectification) (*Answer[RectificationView], error) {
	id := skill.RectificationID(in.ID)
	if _, err := in.view().Rectification(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Accreditation.SendBackRectification(ctx, in.by(ctx), id, in.Value.Due, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.rectificationOf(ctx, &in.Call, in.ID)
}
