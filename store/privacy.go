package store

import (
	"context"
	"slices"

	"assay/skill"
)

var (
	consents   = define("consent", consentFields, ownConsent)
	amendments = define("amendment", amendmentFields, ownOrOnPath)
	erasures   = define("erasure", erasureFields, ownOrOnPath)
)

func consentFields(f *fields, c *skill.Consent) {
	key(f, &c.ID)
	text(f, "=account_id", &c.Account)
	text(f, "=person_id", &c.Person)
	text(f, "=purpose", &c.Purpose)
	text(f, "=edition", &c.Edition)
	boolean(f, "=separate", &c.Separate)
	instant(f, "=given", &c.Given)
	text(f, "=evidence", &c.Evidence)
	text(f, "=witness", &c.Witness)
	text(f, "=path", &c.Path)
	state(f, &c.Status, &c.StatusAt)
	version(f, &c.Version)
}

// ownConsent: a consent is nobody's business but its owner's.
func ownConsent(w *where, viewer skill.Actor) {
	w.and("(person_id <> '' AND person_id = ? OR account_id <> '' AND account_id = ?)", string(viewer.Person), string(viewer.Account))
}

func amendmentFields(f *fields, a *skill.Amendment) {
	key(f, &a.ID)
	text(f, "=person_id", &a.Person)
	text(f, "=path", &a.Path)
	text(f, "=field", &a.Field)
	private(f, "value", &a.Value)
	text(f, "proof", &a.Proof)
	readable(f, "ground", &a.Ground)
	text(f, "=proposer", &a.Proposer)
	text(f, "approver", &a.Approver)
	readable(f, "answer", &a.Answer)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

func erasureFields(f *fields, e *skill.Erasure) {
	key(f, &e.ID)
	text(f, "=person_id", &e.Person)
	text(f, "path", &e.Path)
	text(f, "basis", &e.Basis)
	readable(f, "ground", &e.Ground)
	text(f, "proposer", &e.Proposer)
	text(f, "approver", &e.Approver)
	readable(f, "answer", &e.Answer)
	state(f, &e.Status, &e.StatusAt)
	version(f, &e.Version)
}

// Consent reads one consent.
func (r Reader) Consent(ctx context.Context, id skill.ConsentID) (skill.Consent, error) {
	return get[skill.Consent](ctx, r, id)
}

// Amendment reads one amendment.
func (r Reader) Amendment(ctx context.Context, id skill.AmendmentID) (skill.Amendment, error) {
	return get[skill.Amendment](ctx, r, id)
}

// Erasure reads one erasure.
func (r Reader) Erasure(ctx context.Context, id skill.ErasureID) (skill.Erasure, error) {
	return get[skill.Erasure](ctx, r, id)
}

// Places lists the organisations in which a person is known, by an application or
// a role they hold, the newest application's last.
func (tx *Tx) Places(ctx context.Context, person skill.PersonID) (out []skill.OrgPath, err error) {
	rows, err := tx.on.query(ctx, `SELECT path FROM (
		SELECT path, '' AS newest FROM role_grant WHERE person_id = $1 AND revoked = 0
		UNION ALL SELECT path, max(id) AS newest FROM application WHERE person_id = $1 GROUP BY path) AS known ORDER BY newest`, string(person))
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var p skill.OrgPath
		err := rows.Scan(&p)
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
		return err
	})
	return out, err
}

// Consents narrows a list of consents.
type Consents struct {
	Person  skill.PersonID
	Persons []skill.PersonID
	Account skill.AccountID
	Purpose string
	Status  []skill.ConsentStatus
}

func (c Consents) narrow(w *where, _ *words, _ skill.Consent) {
	is(w, "person_id", c.Person)
	in(w, "person_id", c.Persons)
	is(w, "account_id", c.Account)
	is(w, "purpose", c.Purpose)
	in(w, "status", c.Status)
}

// Amendments narrows a list of amendments.
type Amendments struct {
	Person skill.PersonID
	Status []skill.AmendmentStatus
}

func (a Amendments) narrow(w *where, _ *words, _ skill.Amendment) {
	is(w, "person_id", a.Person)
	in(w, "status", a.Status)
}

// Erasures narrows a list of erasures.
type Erasures struct {
	Person skill.PersonID
	Status []skill.ErasureStatus
}

func (e Erasures) narrow(w *where, _ *words, _ skill.Erasure) {
	is(w, "person_id", e.Person)
	in(w, "status", e.Status)
}

// GiveConsent writes a consent down: it replaces one to an older edition, and is
// that which stands where there is one to the same.
func (tx *Tx) GiveConsent(ctx context.Context, c skill.Consent) (skill.Consent, error) {
	old, err := One(ctx, tx.Locked(), Consents{Person: c.Person, Account: c.Account, Purpose: c.Purpose, Status: []skill.ConsentStatus{skill.ConsentGiven}})
	switch {
	case err == nil && old.Edition == c.Edition:
		return old, nil
	case err == nil:
		move, err := old.Replace()
		if err == nil {
			_, err = MoveOne(ctx, tx, old, move)
		}
		if err != nil {
			return c, err
		}
	case skill.CodeOf(err) != skill.NotFound:
		return c, err
	}
	c.ID, c.Given = skill.ConsentID(tx.NewID()), tx.Now
	move, err := c.Give()
	if err != nil {
		return c, err
	}
	return MoveOne(ctx, tx, c, move)
}
