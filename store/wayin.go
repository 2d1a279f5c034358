package store

import (
	"context"

	"assay/skill"
)

var (
	links    = define("provider_link", linkFields, ownLink)
	passkeys = define("passkey", passkeyFields, ownPasskey)
)

func linkFields(f *fields, l *skill.Link) {
	key(f, &l.ID)
	text(f, "=account_id", &l.Account)
	text(f, "=issuer", &l.Issuer)
	text(f, "=hash", &l.Hash)
	instant(f, "=made", &l.Made)
	boolean(f, "revoked", &l.Revoked)
	version(f, &l.Version)
}

func ownLink(w *where, viewer skill.Actor) { w.and("account_id = ?", string(viewer.Account)) }

func passkeyFields(f *fields, p *skill.Passkey) {
	key(f, &p.ID)
	text(f, "=account_id", &p.Account)
	text(f, "=credential", &p.Credential)
	private(f, "record", &p.Record)
	readable(f, "label", &p.Label)
	instant(f, "=made", &p.Made)
	instant(f, "used", &p.Used)
	boolean(f, "revoked", &p.Revoked)
	version(f, &p.Version)
}

func ownPasskey(w *where, viewer skill.Actor) { w.and("account_id = ?", string(viewer.Account)) }

// Link reads one link to an identity provider.
func (r Reader) Link(ctx context.Context, id skill.LinkID) (skill.Link, error) {
	return get[skill.Link](ctx, r, id)
}

// Passkey reads one passkey.
func (r Reader) Passkey(ctx context.Context, id skill.PasskeyID) (skill.Passkey, error) {
	return get[skill.Passkey](ctx, r, id)
}

// Links narrows a list of links; revoked ones are not listed.
type Links struct {
	Account skill.AccountID
	Hash    string
}

func (l Links) narrow(w *where, _ *words, _ skill.Link) {
	w.and("revoked = 0")
	is(w, "account_id", l.Account)
	is(w, "hash", l.Hash)
}

// Passkeys narrows a list of passkeys; revoked ones are not listed.
type Passkeys struct {
	Account    skill.AccountID
	Credential string
}

func (p Passkeys) narrow(w *where, _ *words, _ skill.Passkey) {
	w.and("revoked = 0")
	is(w, "account_id", p.Account)
	is(w, "credential", p.Credential)
}

// BeginCeremony keeps what a device was asked to sign.
func (tx *Tx) BeginCeremony(ctx context.Context, c skill.Ceremony) error {
	_, err := tx.on.exec(ctx, "INSERT INTO ceremony (id, account_id, state, expires) VALUES ($1, $2, $3, $4)",
		string(c.ID), string(c.Account), notNil(c.State), micros(c.Expires))
	return err
}

// EndCeremony takes a ceremony away, of several at once from one of them alone.
// NotFound ceremony.not_found: it was answered, is over, or never was.
func (tx *Tx) EndCeremony(ctx context.Context, id skill.CeremonyID) (c skill.Ceremony, err error) {
	rows, err := tx.on.query(ctx, "DELETE FROM ceremony WHERE id = $1 RETURNING id, account_id, state, expires", askable(string(id)))
	if err != nil {
		return c, err
	}
	var expires int64
	if err := each(rows, func() error { return rows.Scan((*string)(&c.ID), (*string)(&c.Account), &c.State, &expires) }); err != nil {
		return c, err
	}
	c.Expires = moment(expires)
	if c.ID == "" || !tx.Now.Before(c.Expires) {
		return c, notFound("ceremony")
	}
	return c, nil
}
