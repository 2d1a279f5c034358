// Package identity is the desk of those who act here: staff persons whose
// document was seen, their roles on an organisation, and the tokens by which a
// program acts for one of them. Who saw a person's original document enrols them;
// the system administrator proposes who holds a role, the security administrator
// approves it. Candidates are persons too, but they come in through admission.
package identity

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Desk is the staff desk.
type Desk struct {
	Store *store.Store
	Rand  io.Reader     // draws the secrets of tokens
	Lives time.Duration // the longest life of a token

	// What signing in needs besides.
	Policies skill.Policies
	Slow     chan struct{}          // as many passwords are computed at once as it holds
	Common   func(word string) bool // tells common passwords, asked in small letters; nil knows none
	Issuer   string                 // the name that an authenticator app shows
	Passkeys *Passkeys              // what passkeys are made for; nil: there are none
}

// Enrol enters a person whose original document the enroller saw; of somebody
// already known by that document the audit says that it was seen.
func (d *Desk) Enrol(ctx context.Context, by store.By, p skill.Person, at skill.OrgPath) (_ skill.Person, err error) {
	defer skill.Wrap(&err, "enrol a person")
	if err := access.Need(by.Actor, "enrol-person", at); err != nil {
		return p, err
	}
	var out skill.Person
	err = d.Store.Update(ctx, by, func(tx *store.Tx) (err error) {
		out, err = d.enrol(ctx, tx, p)
		return err
	})
	return out, err
}

func (d *Desk) enrol(ctx context.Context, tx *store.Tx, p skill.Person) (skill.Person, error) {
	if born, ok := p.Document.Born(); ok {
		p.Born, p.Sex = born, p.Document.Sex()
	}
	p.Name = skill.Clean(p.Name)
	switch {
	case p.Document.Number.IsZero():
		return p, skill.FailField("document", "document.empty")
	case p.Name == "":
		return p, skill.FailField("name", "person.no_name")
	case p.Born.IsZero():
		return p, skill.FailField("born", "person.no_birth")
	}
	known, err := tx.PersonByDocument(ctx, p.Document)
	switch {
	case skill.CodeOf(err) == skill.NotFound:
	case err != nil:
		return p, err
	case skill.Fold(known.Name) != skill.Fold(p.Name):
		return p, skill.FailField("name", "person.other_name")
	case known.Born != p.Born:
		return p, skill.FailField("born", "person.other_birth")
	default: // a candidate, say: now somebody has seen the original
		known.Seen = true
		return known, store.Change(ctx, tx, "see", &known)
	}
	p.ID, p.Seen = skill.PersonID(tx.NewID()), true
	return p, store.Add(ctx, tx, &p)
}

// tokenPrefix lets a leaked secret be recognised by scanners.
const tokenPrefix = "assay_"

// IssueToken makes a secret that acts for the person until it expires, and
// returns it: it is shown this once and kept only as a hash. A person makes
// tokens for themselves; the first one is made on the machine that runs the
// installation. A token made by way of another ends with it at the latest, so
// that a leaked one cannot renew itself.
func (d *Desk) IssueToken(ctx context.Context, by store.By, t skill.Token, life time.Duration) (secret string, _ skill.Token, err error) {
	defer skill.Wrap(&err, "issue a token")
	// An approver who could make tokens for others could act as all three of the
	// persons that a report needs.
	if err := access.Need(by.Actor, "make-token", "/", t.Person); err != nil {
		return "", t, err
	}
	if life <= 0 || life > d.Lives {
		return "", t, skill.FailField("days", "token.life", "days", fmt.Sprint(int(d.Lives.Hours()/24)))
	}
	var raw [32]byte
	if _, err := io.ReadFull(d.Rand, raw[:]); err != nil {
		return "", t, err
	}
	secret = tokenPrefix + base64.RawURLEncoding.EncodeToString(raw[:])
	var out skill.Token
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, t.Person)
		if err != nil {
			return err
		}
		if err := seen(p); err != nil {
			return err
		}
		out = skill.Token{
			ID: skill.TokenID(tx.NewID()), Person: t.Person, Hash: hash(secret), Label: skill.Clean(t.Label), Expires: tx.Now.Add(life).UnixMicro(),
		}
		if by.Actor.Until > 0 {
			out.Expires = min(out.Expires, by.Actor.Until)
		}
		return store.Add(ctx, tx, &out)
	})
	if err != nil {
		return "", out, err // a secret that opens nothing is not shown
	}
	return secret, out, nil
}

// RevokeToken ends a token at once; its person may, or the installation.
func (d *Desk) RevokeToken(ctx context.Context, by store.By, id skill.TokenID) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		t, err := tx.Locked().Token(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "revoke-token", "/", t.Person); err != nil {
			return err
		}
		if t.Revoked {
			return nil
		}
		t.Revoked = true
		return store.Change(ctx, tx, "revoke", &t)
	})
}

// Actor is the person for whom a secret acts now, with their grants. Unknown,
// expired and revoked secrets get one answer, Unauthenticated token.unknown:
// only a hash is looked up, so the time says nothing about the secret.
func (d *Desk) Actor(ctx context.Context, secret string) (skill.Actor, error) {
	if isOrg(secret) {
		return d.client(ctx, secret)
	}
	a, t, err := d.Store.ActorByToken(ctx, hash(secret))
	if err != nil {
		return a, err
	}
	a.Until, a.Strong = t.Expires, true // who makes a token shows a second factor
	return a, d.unfrozen(ctx, a.Person)
}

// unfrozen refuses whoever acts for a person whom two accounts claim.
func (d *Desk) unfrozen(ctx context.Context, person skill.PersonID) error {
	n, err := store.Count(ctx, d.Store.Unscoped(), store.Accounts{Person: person, Status: []skill.AccountStatus{skill.AccountFrozen}})
	if err == nil && n > 0 {
		err = skill.Fail(skill.Denied, "account.frozen")
	}
	return err
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
