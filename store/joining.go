package store

import (
	"context"

	"assay/skill"
)

var (
	joinCodes    = define("join_code", joinCodeFields, onPath)
	disputes     = define("dispute", disputeFields, onPath)
	distinctions = define("distinction", distinctionFields, onPath)
	orgTokens    = define("org_token", orgTokenFields, onPath)
)

func joinCodeFields(f *fields, c *skill.JoinCode) {
	key(f, &c.ID)
	text(f, "=person_id", &c.Person)
	text(f, "=path", &c.Path)
	text(f, "=by_person", &c.By)
	text(f, "=hash", &c.Hash)
	instant(f, "expires", &c.Expires)
	text(f, "used", &c.Used)
	version(f, &c.Version)
}

func disputeFields(f *fields, d *skill.Dispute) {
	key(f, &d.ID)
	text(f, "=path", &d.Path)
	text(f, "=person_id", &d.Person)
	text(f, "=holder", &d.Holder)
	text(f, "=claimant", &d.Claimant)
	text(f, "=way", &d.Way)
	text(f, "=witness", &d.Witness)
	text(f, "kept", &d.Kept)
	text(f, "decider", &d.Decider)
	readable(f, "ground", &d.Ground)
	state(f, &d.Status, &d.StatusAt)
	version(f, &d.Version)
}

func distinctionFields(f *fields, d *skill.Distinction) {
	key(f, &d.ID)
	text(f, "=path", &d.Path)
	text(f, "=a", &d.A)
	text(f, "=b", &d.B)
	text(f, "=by_person", &d.By)
	readable(f, "ground", &d.Ground)
	boolean(f, "revoked", &d.Revoked)
	version(f, &d.Version)
}

func orgTokenFields(f *fields, t *skill.OrgToken) {
	key(f, &t.ID)
	text(f, "=path", &t.Path)
	text(f, "=hash", &t.Hash)
	readable(f, "label", &t.Label)
	text(f, "=by_person", &t.By)
	integer(f, "expires", &t.Expires)
	boolean(f, "revoked", &t.Revoked)
	version(f, &t.Version)
}

// JoinCode reads one join code.
func (r Reader) JoinCode(ctx context.Context, id skill.JoinCodeID) (skill.JoinCode, error) {
	return get[skill.JoinCode](ctx, r, id)
}

// Dispute reads one dispute.
func (r Reader) Dispute(ctx context.Context, id skill.DisputeID) (skill.Dispute, error) {
	return get[skill.Dispute](ctx, r, id)
}

// Distinction reads one distinction.
func (r Reader) Distinction(ctx context.Context, id skill.DistinctionID) (skill.Distinction, error) {
	return get[skill.Distinction](ctx, r, id)
}

// OrgToken reads one token of an organisation.
func (r Reader) OrgToken(ctx context.Context, id skill.OrgTokenID) (skill.OrgToken, error) {
	return get[skill.OrgToken](ctx, r, id)
}

// JoinCodes narrows a list of join codes.
type JoinCodes struct {
	Person skill.PersonID
	Hash   string
}

func (c JoinCodes) narrow(w *where, _ *words, _ skill.JoinCode) {
	is(w, "person_id", c.Person)
	is(w, "hash", c.Hash)
}

// Disputes narrows a list of disputes.
type Disputes struct {
	Person skill.PersonID
	Status []skill.DisputeStatus
}

func (d Disputes) narrow(w *where, _ *words, _ skill.Dispute) {
	is(w, "person_id", d.Person)
	in(w, "status", d.Status)
}

// Distinctions narrows a list of distinctions.
type Distinctions struct {
	Person skill.PersonID // one of the two
}

func (d Distinctions) narrow(w *where, _ *words, _ skill.Distinction) {
	if d.Person != "" {
		w.and("(a = ? OR b = ?)", string(d.Person), string(d.Person))
	}
}

// OrgTokens narrows a list of organisations' tokens.
type OrgTokens struct {
	Path skill.OrgPath // exactly there
	Hash string
}

func (t OrgTokens) narrow(w *where, _ *words, _ skill.OrgToken) {
	is(w, "path", t.Path)
	is(w, "hash", t.Hash)
}
