package identity

import (
	"context"
	"strconv"
	"strings"
	"time"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// orgPrefix tells the secrets of organisations from those of persons.
const orgPrefix = tokenPrefix + "org_"

// IssueOrgToken makes a secret by which an organisation's own program reads and
// hands in, never decides, until it expires. It is shown this once and kept only
// as a hash. A token made by way of another ends with it at the latest.
// Reasons: token.life, body.path.
func (d *Desk) IssueOrgToken(ctx context.Context, by store.By, t skill.OrgToken, life time.Duration) (secret string, out skill.OrgToken, err error) {
	defer skill.Wrap(&err, "issue a token of an organisation")
	if err := access.Need(by.Actor, "make-org-token", t.Path); err != nil {
		return "", out, err
	}
	switch {
	case !t.Path.Valid():
		return "", out, skill.FailField("path", "body.path")
	case life <= 0 || life > d.Lives:
		return "", out, skill.FailField("days", "token.life", "days", strconv.Itoa(int(d.Lives/oneDay)))
	}
	drawn, err := d.draw()
	if err != nil {
		return "", out, err
	}
	secret = orgPrefix + drawn
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		out = skill.OrgToken{
			ID: skill.OrgTokenID(tx.NewID()), Path: t.Path, Hash: hash(secret), Label: skill.Clean(t.Label), By: by.Actor.Person, Expires: tx.Now.Add(life).UnixMicro(),
		}
		if by.Actor.Until > 0 {
			out.Expires = min(out.Expires, by.Actor.Until)
		}
		return store.Add(ctx, tx, &out)
	})
	if err != nil {
		return "", out, err
	}
	return secret, out, nil
}

// RevokeOrgToken ends an organisation's token at once.
func (d *Desk) RevokeOrgToken(ctx context.Context, by store.By, id skill.OrgTokenID) (out skill.OrgToken, err error) {
	defer skill.Wrap(&err, "revoke a token of an organisation")
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		if out, err = tx.Locked().OrgToken(ctx, id); err != nil {
			return err
		}
		if err := access.Need(by.Actor, "revoke-org-token", out.Path); err != nil {
			return err
		}
		if out.Revoked {
			return nil
		}
		out.Revoked = true
		return store.Change(ctx, tx, "revoke", &out)
	})
	return out, err
}

// client is the organisation's program for which a secret acts now.
func (d *Desk) client(ctx context.Context, secret string) (skill.Actor, error) {
	t, err := store.One(ctx, d.Store.Unscoped(), store.OrgTokens{Hash: hash(secret)})
	if skill.CodeOf(err) == skill.NotFound || err == nil && (t.Revoked || t.Expires <= d.Store.Now().UnixMicro()) {
		err = skill.Fail(skill.Unauthenticated, "token.unknown")
	}
	if err != nil {
		return skill.Actor{}, err
	}
	return t.Actor(), nil
}

// isOrg tells an organisation's secret from a person's.
func isOrg(secret string) bool { return strings.HasPrefix(secret, orgPrefix) }
