package store

import (
	"context"

	"assay/skill"
)

var (
	grants       = define("role_grant", grantFields, onPath)
	appointments = define("appointment", appointmentFields, onPath)
	tokens       = define("token", tokenFields, ownToken)
)

func grantFields(f *fields, g *skill.Grant) {
	key(f, &g.ID)
	text(f, "=person_id", &g.Person)
	text(f, "=role", &g.Role)
	text(f, "=path", &g.Path)
	boolean(f, "revoked", &g.Revoked)
	version(f, &g.Version)
}

func appointmentFields(f *fields, a *skill.Appointment) {
	key(f, &a.ID)
	text(f, "=person_id", &a.Person)
	text(f, "=role", &a.Role)
	text(f, "=path", &a.Path)
	text(f, "=proposer", &a.Proposer)
	text(f, "decider", &a.Decider)
	readable(f, "ground", &a.Ground)
	text(f, "grant_id", &a.Grant)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

func tokenFields(f *fields, t *skill.Token) {
	key(f, &t.ID)
	text(f, "=person_id", &t.Person)
	text(f, "=hash", &t.Hash)
	readable(f, "label", &t.Label)
	integer(f, "expires", &t.Expires)
	boolean(f, "revoked", &t.Revoked)
	version(f, &t.Version)
}

func ownToken(w *where, viewer skill.Actor) { w.and("person_id = ?", string(viewer.Person)) }

// Grant reads one grant.
func (r Reader) Grant(ctx context.Context, id skill.GrantID) (skill.Grant, error) {
	return get[skill.Grant](ctx, r, id)
}

// Appointment reads one appointment.
func (r Reader) Appointment(ctx context.Context, id skill.AppointmentID) (skill.Appointment, error) {
	return get[skill.Appointment](ctx, r, id)
}

// Token reads one token.
func (r Reader) Token(ctx context.Context, id skill.TokenID) (skill.Token, error) {
	return get[skill.Token](ctx, r, id)
}

// Grants narrows a list of grants; revoked ones are listed only where all that
// ever were are asked for.
type Grants struct {
	Person skill.PersonID
	Roles  []skill.Role
	Path   skill.OrgPath // exactly there
	Under  skill.OrgPath // there or below
	Ever   bool          // revoked ones too
}

func (g Grants) narrow(w *where, _ *words, _ skill.Grant) {
	if !g.Ever {
		w.and("revoked = 0")
	}
	is(w, "person_id", g.Person)
	in(w, "role", g.Roles)
	is(w, "path", g.Path)
	if g.Under != "" {
		w.within("path", []skill.OrgPath{g.Under})
	}
}

// Appointments narrows a list of appointments.
type Appointments struct {
	Person skill.PersonID
	Status []skill.AppointmentStatus
}

func (a Appointments) narrow(w *where, _ *words, _ skill.Appointment) {
	is(w, "person_id", a.Person)
	in(w, "status", a.Status)
}

// Tokens narrows a list of tokens.
type Tokens struct {
	Person skill.PersonID
	Hash   string
}

func (t Tokens) narrow(w *where, _ *words, _ skill.Token) {
	is(w, "person_id", t.Person)
	is(w, "hash", t.Hash)
}

// ActorOf is a person with all their grants, or the program of an organisation
// with what its token allows, while it does.
func (r Reader) ActorOf(ctx context.Context, id skill.PersonID) (skill.Actor, error) {
	if token, ok := id.Client(); ok {
		t, err := r.OrgToken(ctx, token)
		if err != nil || t.Revoked {
			return skill.Actor{Person: id}, err
		}
		return t.Actor(), nil
	}
	all, err := List(ctx, r, Grants{Person: id}, Everything)
	return skill.Actor{Person: id, Grants: all}, err
}

// ActorByToken is the person for whom the token with this hash acts now.
// Unknown, revoked and expired ones are all Unauthenticated token.unknown.
func (s *Store) ActorByToken(ctx context.Context, hash string) (skill.Actor, skill.Token, error) {
	r := s.Unscoped()
	t, err := One(ctx, r, Tokens{Hash: hash})
	if skill.CodeOf(err) == skill.NotFound || hash == "" || t.Revoked || (err == nil && t.Expires <= micros(s.Now())) {
		err = skill.Fail(skill.Unauthenticated, "token.unknown")
	}
	if err != nil {
		return skill.Actor{}, skill.Token{}, err
	}
	a, err := r.ActorOf(ctx, t.Person)
	return a, t, err
}
