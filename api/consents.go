package api

import (
	"context"

	"assay/skill"
)

// A ConsentsDraft is the body's word for a roster.
type ConsentsDraft struct {
	Edition string `json:"edition" doc:"Of the privacy notice (get-privacy-notice) to which everybody on the roster consented on paper."`
}

// StateConsents gives it.
type StateConsents struct {
	ByID
	Sent[ConsentsDraft]
}

func (a *API) stateConsents(ctx context.Context, in *StateConsents) (*Answer[ImportView], error) {
	id := skill.ImportID(in.ID)
	if _, err := in.view().Import(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Admission.StateConsents(ctx, in.by(ctx), id, in.Value.Edition)
	if err := in.done(err); err != nil {
		return nil, err
	}
	i, err := in.view().Import(ctx, id)
	return answer(&in.Call, importView(i, in.lang()), err)
}

// A PaperConsentDraft is a consent on paper that an officer saw.
type PaperConsentDraft struct {
	Purpose string `json:"purpose" doc:"A key of the privacy notice that rests on consent."`
	Edition string `json:"edition" doc:"Of the privacy notice that was signed, which must be the one in use."`
}

// RecordConsent records one.
type RecordConsent struct {
	ByID
	Sent[PaperConsentDraft]
}

func (a *API) recordConsent(ctx context.Context, in *RecordConsent) (*Answer[ConsentView], error) {
	person := skill.PersonID(in.ID)
	if _, err := in.view().Person(ctx, person); err != nil {
		return nil, err
	}
	c, err := a.Privacy.Record(ctx, in.by(ctx), person, in.Value.Purpose, in.Value.Edition)
	id, err := in.made("consent", string(c.ID), err)
	if err != nil {
		return nil, err
	}
	c, err = a.Store.Unscoped().Consent(ctx, skill.ConsentID(id))
	return answer(&in.Call, consentView(c), err)
}
