package issuance

import (
	"context"

	"assay/skill"
	"assay/store"
)

// Begin does the first half of issuing drafts of one series, and gives the
// second to be done later, or never.
func (d *Desk) Begin(ctx context.Context, by store.By, drafts []skill.Certificate) (end func() (Issued, error), err error) {
	rows, job, err := d.number(ctx, by, batches(drafts)[0])
	return func() (n Issued, err error) {
		d.signAll(rows)
		return n, d.enforce(ctx, by, rows, &n, func(tx *store.Tx) error { return tx.Withdraw(ctx, job) })
	}, err
}
