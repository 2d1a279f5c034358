package api

import (
	"context"

	"assay/office/admission"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// deciding registers what officers do with an application besides accepting and
// refusing it.
func (a *API) deciding() {
	register(a, post("mark-originals", "/applications/{id}/originals", "Mark that the originals of some files were seen"), a.markOriginals)
	register(a, post("return-application", "/applications/{id}/return", "Give an application back to be corrected (退回补正)"), a.returnApplication)
	register(a, post("confirm-application", "/applications/{id}/confirm", "The centre's word for what the body passed on (复核通过)"), a.confirmApplication)
	register(a, post("decline-application", "/applications/{id}/decline", "The centre's word against what the body passed on"), a.onGround((*admission.Desk).Decline))
	register(a, post("reopen-application", "/applications/{id}/reopen", "Overrule a refusal: the application is looked at anew"), a.onGround((*admission.Desk).Reopen))
	register(a, get("list-suspicions", "/plans/{id}/suspicions", "Who looks like one person under two documents (疑似重复)"), a.suspicions)
	register(a, post("decide-suspicion", "/plans/{id}/suspicions", "Say whether two applications are one person's"), a.decideSuspicion)
}

// OriginalsSeen names the evidence whose originals were seen.
type OriginalsSeen struct {
	Evidence []skill.EvidenceID `json:"evidence"`
}

// MarkOriginals marks them.
type MarkOriginals struct {
	ByID
	Sent[OriginalsSeen]
}

func (a *API) markOriginals(ctx context.Context, in *MarkOriginals) (*Answer[ChecklistView], error) {
	id := skill.ApplicationID(in.ID)
	if _, err := in.view().Application(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Admission.See(ctx, in.by(ctx), id, in.Value.Evidence)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.checklistOf(ctx, &in.Call, id)
}

// A ReturningDraft is what is to be corrected.
type ReturningDraft struct {
	Version int64     `json:"version" doc:"Of the application as the officer saw it."`
	Asks    []AskView `json:"asks"`
	Due     day.Date  `json:"due,omitzero" doc:"The last day; the policy's by default."`
}

func (d ReturningDraft) returning() admission.Returning {
	r := admission.Returning{Version: d.Version, Due: d.Due}
	for _, k := range d.Asks {
		r.Asks = append(r.Asks, skill.Ask(k))
	}
	return r
}

// ReturnApplication gives an application back.
type ReturnApplication struct {
	ByID
	Sent[ReturningDraft]
}

func (a *API) returnApplication(ctx context.Context, in *ReturnApplication) (*Answer[CandidateView], error) {
	return a.decided(ctx, &in.Call, in.ID, func(by store.By, id skill.ApplicationID) error {
		_, err := a.Admission.Return(ctx, by, id, in.Value.returning())
		return err
	})
}

// decided runs a decision on an application that the asker may see, and answers
// with what is known of it then.
func (a *API) decided(ctx context.Context, c *Call, id string, do func(store.By, skill.ApplicationID) error) (*Answer[CandidateView], error) {
	if _, err := c.view().Application(ctx, skill.ApplicationID(id)); err != nil {
		return nil, err
	}
	if err := c.done(do(c.by(ctx), skill.ApplicationID(id))); err != nil {
		return nil, err
	}
	return a.applicationOf(ctx, c, id)
}

// A VersionSeen is the application as the officer saw it.
type VersionSeen struct {
	Version int64 `json:"version"`
}

// ConfirmApplication confirms one.
type ConfirmApplication struct {
	ByID
	Sent[VersionSeen]
}

func (a *API) confirmApplication(ctx context.Context, in *ConfirmApplication) (*Answer[CandidateView], error) {
	return a.decided(ctx, &in.Call, in.ID, func(by store.By, id skill.ApplicationID) error {
		_, err := a.Admission.Confirm(ctx, by, id, in.Value.Version)
		return err
	})
}

// A GroundedDraft is a decision with its ground.
type GroundedDraft struct {
	Version int64  `json:"version" doc:"Of the application as the officer saw it."`
	Ground  string `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// DecideOnGround decides with a ground.
type DecideOnGround struct {
	ByID
	Sent[GroundedDraft]
}

func (a *API) onGround(verb func(*admission.Desk, context.Context, store.By, skill.ApplicationID, int64, string) (skill.Application, error)) func(context.Context, *DecideOnGround) (*Answer[CandidateView], error) {
	return func(ctx context.Context, in *DecideOnGround) (*Answer[CandidateView], error) {
		return a.decided(ctx, &in.Call, in.ID, func(by store.By, id skill.ApplicationID) error {
			_, err := verb(a.Admission, ctx, by, id, in.Value.Version, in.Value.Ground)
			return err
		})
	}
}

// A PairView is two applications that look like one person's.
type PairView struct {
	A      PairedView            `json:"a"`
	B      PairedView            `json:"b"`
	Signs  []skill.Sign          `json:"signs" nullable:"false"`
	Status skill.SuspicionStatus `json:"status" doc:"What somebody decided; empty: nobody yet."`
	Ground string                `json:"ground"`
}

// A PairedView is one of the two.
type PairedView struct {
	Application skill.ApplicationID     `json:"application"`
	Name        string                  `json:"name"`
	Status      skill.ApplicationStatus `json:"status"`
}

// A PairsView is all pairs of a plan.
type PairsView struct {
	Pairs []PairView `json:"pairs" nullable:"false"`
	More  bool       `json:"more" doc:"A sign has more pairs than are shown."`
}

func (a *API) suspicions(ctx context.Context, in *ByID) (*Answer[PairsView], error) {
	pairs, more, err := a.Admission.Suspicions(ctx, in.actor, skill.PlanID(in.ID))
	if err != nil {
		return nil, err
	}
	out := PairsView{Pairs: make([]PairView, len(pairs)), More: more}
	for i, p := range pairs {
		out.Pairs[i] = PairView{
			PairedView{p.A.ID, p.Names[0], p.A.Status}, PairedView{p.B.ID, p.Names[1], p.B.Status}, p.Signs, p.Decision.Status, p.Decision.Ground,
		}
	}
	return answer(&in.Call, out, nil)
}

// A DoubtDraft is a decision on a pair.
type DoubtDraft struct {
	A      skill.ApplicationID `json:"a"`
	B      skill.ApplicationID `json:"b"`
	Upheld bool                `json:"upheld" doc:"One person applied twice."`
	Ground string              `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// DecideSuspicion decides on a pair.
type DecideSuspicion struct {
	ByID
	Sent[DoubtDraft]
}

func (a *API) decideSuspicion(ctx context.Context, in *DecideSuspicion) (*Answer[PairsView], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	_, err = a.Admission.DecideSuspicion(ctx, in.by(ctx), p.ID, admission.Doubt(in.Value))
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.suspicions(ctx, &in.ByID)
}
