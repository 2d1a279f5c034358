package admission

import (
	"context"

	"assay/rule/access"
	"assay/rule/picture"
	"assay/skill"
	"assay/store"
)

// A Looked (照片检查) is what a photo was remarked on, and by which edition of the
// limits. Nothing follows from it by itself: a person decides.
type Looked struct {
	Edition string // of the limits; empty where there is no photo
	Remarks []picture.Remark
}

// Look says what about the photo of an application may not do. It is looked at
// anew whenever it is shown: the kept photo never changes, so that its remarks
// follow from it and from the edition of the limits alone.
func (d *Desk) Look(ctx context.Context, viewer skill.Actor, id skill.ApplicationID) (l Looked, err error) {
	defer skill.Wrap(&err, "look at the photo of application %s", id)
	seer, err := access.Viewer(viewer, "get-application")
	if err != nil {
		return l, err
	}
	a, err := d.Store.As(seer).Application(ctx, id)
	if err != nil {
		return l, err
	}
	return d.look(ctx, a.Photo)
}

// look looks at a kept photo. One that cannot be read is remarked on too, since
// whoever decides has to have it sent again.
func (d *Desk) look(ctx context.Context, photo skill.FileHash) (l Looked, err error) {
	if photo == "" {
		return l, nil
	}
	l.Edition = d.PhotoLimits.Edition
	file, err := d.OpenPhoto(ctx, photo)
	if err == nil {
		l.Remarks, err = picture.Look(file, d.PhotoLimits)
	}
	if code := skill.CodeOf(err); code == skill.NotFound || code == skill.Invalid {
		l.Remarks, err = []picture.Remark{{Reason: "photo.look.unreadable"}}, nil
	}
	return l, err
}

// pose refuses the photo of somebody who did not consent to be shown.
func (d *Desk) pose(ctx context.Context, from store.Source, a skill.Application, by skill.Actor) error {
	ok, err := d.consented(ctx, from, []skill.Application{a}, portrait)
	switch {
	case err != nil || ok[a.ID]:
		return err
	case by.Person == a.Person:
		return skill.Fail(skill.Unmet, "photo.consent_first", "edition", d.Edition)
	}
	return skill.Fail(skill.Unmet, "photo.no_consent", "edition", d.Edition)
}
