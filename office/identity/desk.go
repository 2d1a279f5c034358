// Package identity is the desk of those who act here: staff persons whose
// document was seen, their roles on an organisation, and the tokens by which a
// program acts for one of them. The centre's approver enrols and grants within
// the centre's own tree, never to himself. Candidates are persons too, but they
// come in through admission.
package identity

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"assay/skill"
	"assay/store"
)

// Desk is the staff desk.
type Desk struct {
	Store *store.Store
	Rand  io.Reader     // draws the secrets of tokens
	Lives time.Duration // the longest life of a token
}

// Enrol enters a person whose original document the enroller saw; of somebody
// already known by that document the audit says that it was seen.
func (d *Desk) Enrol(ctx context.Context, by store.By, p skill.Person, at skill.OrgPath) (_ skill.Person, err error) {
	defer skill.Wrap(&err, "enrol a person")
	if err := by.Actor.Need(at, skill.RoleCentreApprover); err != nil {
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

// Grant gives an enrolled person a role on an organisation within the granter's
// tree; who has it already keeps it.
func (d *Desk) Grant(ctx context.Context, by store.By, g skill.Grant) (_ skill.Grant, err error) {
	defer skill.Wrap(&err, "grant a role")
	if err := by.Actor.Need(g.Path, skill.RoleCentreApprover); err != nil {
		return g, err
	}
	if err := checkGrant(g); err != nil {
		return g, err
	}
	var out skill.Grant
	err = d.Store.Update(ctx, by, func(tx *store.Tx) (err error) {
		if err := apart(ctx, tx, by.Actor.Person, g.Person); err != nil {
			return err
		}
		out, err = give(ctx, tx, skill.Grant{Person: g.Person, Role: g.Role, Path: g.Path})
		return err
	})
	return out, err
}

// apart refuses a grant of one human to himself, under whatever document. The
// grantee is locked, so that nobody gets the same role twice.
func apart(ctx context.Context, tx *store.Tx, granter, grantee skill.PersonID) error {
	a, err := tx.Person(ctx, granter)
	if err != nil {
		return err
	}
	b, err := tx.Locked().Person(ctx, grantee)
	switch {
	case err != nil:
		return err
	case skill.SameHuman(a, b):
		return skill.Fail(skill.Denied, "role.own")
	}
	return seen(b)
}

// seen refuses whoever came in without showing an original document.
// Source: docs/architecture.md, Roles and four eyes.
func seen(p skill.Person) error {
	if !p.Seen {
		return skill.Fail(skill.Unmet, "person.not_seen")
	}
	return nil
}

// give adds a grant unless it is there: of two, one would outlive the other's
// withdrawal.
func give(ctx context.Context, tx *store.Tx, g skill.Grant) (skill.Grant, error) {
	there, err := store.One(ctx, tx, store.Grants{Person: g.Person, Roles: []skill.Role{g.Role}, Path: g.Path})
	if skill.CodeOf(err) != skill.NotFound {
		return there, err
	}
	g.ID = skill.GrantID(tx.NewID())
	return g, store.Add(ctx, tx, &g)
}

func checkGrant(g skill.Grant) error {
	switch {
	case !g.Path.Valid():
		return skill.FailField("path", "body.path")
	case g.Role == skill.RoleSystem || !slices.Contains(skill.Roles(), g.Role):
		return skill.FailField("role", "role.unknown", "role", string(g.Role))
	}
	return nil
}

// Withdraw takes a role back.
func (d *Desk) Withdraw(ctx context.Context, by store.By, id skill.GrantID) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		g, err := tx.Locked().Grant(ctx, id)
		if err != nil {
			return err
		}
		if err := by.Actor.Need(g.Path, skill.RoleCentreApprover); err != nil {
			return err
		}
		if g.Revoked {
			return nil
		}
		g.Revoked = true
		return store.Change(ctx, tx, "revoke", &g)
	})
}

// Found enrols the first person and makes them the centre's approver over the
// whole tree. It works only while nobody holds any role.
func (d *Desk) Found(ctx context.Context, p skill.Person) (out skill.Person, err error) {
	defer skill.Wrap(&err, "enrol the first person")
	var holder [8]byte
	if _, err := io.ReadFull(d.Rand, holder[:]); err != nil {
		return out, err
	}
	// Where there is no row yet to lock, the lease keeps two from being first.
	lease, err := d.Store.Acquire(ctx, "found", hex.EncodeToString(holder[:]), time.Minute)
	if err != nil {
		return out, err
	}
	err = d.Store.Update(ctx, store.By{Actor: skill.System("/")}, func(tx *store.Tx) error {
		if err := tx.Hold(ctx, lease); err != nil {
			return err
		}
		n, err := store.Count(ctx, tx, store.Grants{})
		if err != nil {
			return err
		}
		if n > 0 {
			return skill.Fail(skill.Denied, "staff.already_founded")
		}
		if out, err = d.enrol(ctx, tx, p); err != nil {
			return err
		}
		_, err = give(ctx, tx, skill.Grant{Person: out.ID, Role: skill.RoleCentreApprover, Path: "/"})
		return err
	})
	return out, errors.Join(err, d.Store.Release(ctx, lease))
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
	if err := owns(by.Actor, t.Person); err != nil {
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

// owns refuses whoever is neither the token's person nor the installation
// itself: an approver who could make tokens for others could act as all three of
// the persons that a report needs.
func owns(a skill.Actor, person skill.PersonID) error {
	if a.Person == person && person != "" {
		return nil
	}
	return a.Need("/", skill.RoleSystem)
}

// RevokeToken ends a token at once; its person may, or the installation.
func (d *Desk) RevokeToken(ctx context.Context, by store.By, id skill.TokenID) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		t, err := tx.Locked().Token(ctx, id)
		if err != nil {
			return err
		}
		if err := owns(by.Actor, t.Person); err != nil {
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
	a, t, err := d.Store.ActorByToken(ctx, hash(secret))
	a.Until = t.Expires
	return a, err
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
