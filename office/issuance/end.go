package issuance

import (
	"context"

	"assay/attest"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Revoke declares that a certificate should not have been issued (撤销), by the
// centre's approver. The ground is kept and holds no personal value.
// Source: 31号令 第十条: what was obtained by false proof is declared invalid.
func (d *Desk) Revoke(ctx context.Context, by store.By, id skill.CertificateID, ground string) (skill.Certificate, error) {
	return d.end(ctx, by, id, ending{"revoke-certificate", ground, attest.Revocation, skill.Certificate.Revoke})
}

// Cancel ends a certificate without fault (注销), by the centre's approver.
func (d *Desk) Cancel(ctx context.Context, by store.By, id skill.CertificateID, ground string) (skill.Certificate, error) {
	return d.end(ctx, by, id, ending{"cancel-certificate", ground, attest.Cancellation, skill.Certificate.Cancel})
}

// An ending is why and how a certificate ends.
type ending struct {
	op     access.Op
	ground string
	kind   attest.EventKind
	verb   func(skill.Certificate) (skill.Move, error)
}

func (d *Desk) end(ctx context.Context, by store.By, id skill.CertificateID, e ending) (c skill.Certificate, err error) {
	defer skill.Wrap(&err, "end certificate %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Locked().Certificate(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, e.op, now.Path); err != nil {
			return err
		}
		if now.Ground = skill.Clean(e.ground); now.Ground == "" {
			return skill.FailField("ground", "issuance.no_ground")
		}
		move, err := e.verb(now)
		if err != nil {
			return err
		}
		if c, err = store.MoveOne(ctx, tx, now, move); err != nil {
			return err
		}
		return d.logEnd(tx, e.kind, c, "")
	})
	return c, err
}
