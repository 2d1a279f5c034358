package store

import (
	"context"

	"assay/skill"
)

var (
	bodies      = define("body", bodyFields, onPath).with(indexBodies)
	sites       = define("site", siteFields, onPath)
	scopes      = define("scope", scopeFields, onPath)
	suspensions = define("suspension", suspensionFields, onPath)
)

func bodyFields(f *fields, b *skill.Body) {
	key(f, &b.ID)
	text(f, "=path", &b.Path)
	text(f, "name", &b.Name)
	text(f, "english", &b.English)
	text(f, "uscc", &b.USCC)
	text(f, "type", &b.Type)
	text(f, "class", &b.Class)
	text(f, "code", &b.Code)
	text(f, "province", &b.Province)
	text(f, "seal", &b.Seal)
	date(f, "filed_to", &b.FiledTo)
	readable(f, "ground", &b.Ground)
	state(f, &b.Status, &b.StatusAt)
	version(f, &b.Version)
}

func siteFields(f *fields, s *skill.Site) {
	key(f, &s.ID)
	text(f, "=body_id", &s.Body)
	text(f, "=path", &s.Path)
	text(f, "name", &s.Name)
	text(f, "=serial", &s.Serial)
	version(f, &s.Version)
}

func scopeFields(f *fields, s *skill.Scope) {
	key(f, &s.ID)
	text(f, "=body_id", &s.Body)
	text(f, "=path", &s.Path)
	text(f, "=site_id", &s.Site)
	text(f, "=occupation", &s.Occupation)
	level(f, "=level", &s.Level)
	period(f, &s.Period)
	version(f, &s.Version)
}

func suspensionFields(f *fields, s *skill.Suspension) {
	key(f, &s.ID)
	text(f, "=body_id", &s.Body)
	text(f, "=path", &s.Path)
	period(f, &s.Period)
	readable(f, "ground", &s.Ground)
	version(f, &s.Version)
}

// Body reads one body.
func (r Reader) Body(ctx context.Context, id skill.BodyID) (skill.Body, error) {
	return get[skill.Body](ctx, r, id)
}

// Site reads one site.
func (r Reader) Site(ctx context.Context, id skill.SiteID) (skill.Site, error) {
	return get[skill.Site](ctx, r, id)
}

// Scope reads one scope.
func (r Reader) Scope(ctx context.Context, id skill.ScopeID) (skill.Scope, error) {
	return get[skill.Scope](ctx, r, id)
}

// Suspension reads one suspension.
func (r Reader) Suspension(ctx context.Context, id skill.SuspensionID) (skill.Suspension, error) {
	return get[skill.Suspension](ctx, r, id)
}

// Standing reads a body with its scopes and suspensions. Under Locked none of
// the rows changes before the transaction ends, and since whoever adds one locks
// the body first, none is added either.
func (r Reader) Standing(ctx context.Context, id skill.BodyID) (s skill.Standing, err error) {
	if s.Body, err = r.Body(ctx, id); err != nil {
		return s, err
	}
	if s.Scopes, err = List(ctx, r, Scopes{Body: id}, Everything); err != nil {
		return s, err
	}
	s.Suspensions, err = List(ctx, r, Suspensions{Body: id}, Everything)
	return s, err
}

// Bodies narrows a list of bodies.
type Bodies struct {
	IDs    []skill.BodyID
	Path   skill.OrgPath // exactly there
	USCC   string
	Status []skill.FilingStatus
}

func (b Bodies) narrow(w *where, _ *words, _ skill.Body) {
	in(w, "id", b.IDs)
	is(w, "path", b.Path)
	is(w, "uscc", b.USCC)
	in(w, "status", b.Status)
}

// Sites narrows a list of sites.
type Sites struct {
	Body   skill.BodyID
	Serial string
}

func (s Sites) narrow(w *where, _ *words, _ skill.Site) {
	is(w, "body_id", s.Body)
	is(w, "serial", s.Serial)
}

// Scopes narrows a list of scopes.
type Scopes struct {
	Body       skill.BodyID
	Bodies     []skill.BodyID
	Site       skill.SiteID
	Occupation skill.OccupationCode
	Level      skill.Level
}

func (s Scopes) narrow(w *where, _ *words, _ skill.Scope) {
	is(w, "body_id", s.Body)
	in(w, "body_id", s.Bodies)
	is(w, "occupation", s.Occupation)
	is(w, "level", s.Level.String())
	is(w, "site_id", s.Site)
}

// Suspensions narrows a list of suspensions.
type Suspensions struct {
	Body   skill.BodyID
	Bodies []skill.BodyID
}

func (s Suspensions) narrow(w *where, _ *words, _ skill.Suspension) {
	is(w, "body_id", s.Body)
	in(w, "body_id", s.Bodies)
}
