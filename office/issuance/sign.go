package issuance

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"

	"assay/attest"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// signAll signs numbered certificates. One that cannot be signed is to be void,
// with the reason's key as its ground; the rest go on.
func (d *Desk) signAll(rows []store.Moved[skill.Certificate]) {
	for i := range rows {
		c := &rows[i].Row
		err := d.sign(c)
		if err == nil {
			rows[i].Move, err = c.Issue()
		}
		if err != nil {
			rows[i] = void(*c, skill.ReasonOf(err))
		}
	}
}

// void makes the Move that gives a number up.
func void(c skill.Certificate, ground string) (m store.Moved[skill.Certificate]) {
	c.QRSig, c.StateSig, c.Ground = nil, nil, ground
	m.Row = c
	m.Move, _ = c.Void() // a numbered certificate with a ground can always be void
	return m
}

func (d *Desk) sign(c *skill.Certificate) error {
	signer, err := d.Keys.SignerOf(attest.KeyID(c.KeyID))
	if err != nil {
		return err
	}
	qr, file, err := attest.Issue{Key: signer.ID(), QR: c.QR, File: c.Statement}.Sign(signer)
	c.QRSig, c.StateSig = qr[:], file[:]
	return err
}

// enforce is the second transaction: signatures, the Moves, the leaves, and
// done, which ends what the first had promised. Certificates that somebody else
// moved meanwhile are passed over: these were signed there, with the same bytes.
func (d *Desk) enforce(ctx context.Context, by store.By, rows []store.Moved[skill.Certificate], n *Issued, done func(*store.Tx) error) error {
	var moved []*skill.Certificate
	err := d.Store.Update(ctx, by, func(tx *store.Tx) (err error) {
		if moved, err = d.move(ctx, tx, rows); err != nil {
			return err
		}
		return done(tx)
	})
	if errors.Is(err, errOvertaken) {
		moved, err = nil, nil
	}
	if err != nil {
		return err
	}
	n.Elsewhere += len(rows) - len(moved)
	for _, c := range moved {
		if c.Status == skill.CertificateIssued {
			n.Issued++
			n.between(c.Number)
			continue
		}
		n.Void = append(n.Void, Stopped{c.ID, c.Application, faults{{Path: "number", Reason: c.Ground}}})
	}
	return nil
}

// move carries out the Moves and logs what they did, and returns the
// certificates that it moved. A replacement and what it replaces move both or
// not at all.
func (d *Desk) move(ctx context.Context, tx *store.Tx, rows []store.Moved[skill.Certificate]) (moved []*skill.Certificate, err error) {
	alone := make([]store.Moved[skill.Certificate], 0, len(rows)) // Move writes into it, and the transaction may run again
	for _, m := range rows {
		if m.Row.Replaces == "" || m.Move.To() != string(skill.CertificateIssued) {
			alone = append(alone, m)
			continue
		}
		both, err := d.moveBoth(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		moved = append(moved, both)
	}
	lost, err := store.Move(ctx, tx, alone)
	if err != nil {
		return nil, err
	}
	gone := make(map[string]bool, len(lost))
	for _, id := range lost {
		gone[id] = true
	}
	for i := range alone {
		if c := &alone[i].Row; !gone[string(c.ID)] {
			moved = append(moved, c)
		}
	}
	return moved, d.logIssued(tx, moved)
}

// logIssued logs the certificates that came into force.
func (d *Desk) logIssued(tx *store.Tx, moved []*skill.Certificate) error {
	salts := make([]byte, 16*len(moved))
	if _, err := io.ReadFull(d.Rand, salts); err != nil {
		return err
	}
	events := make([]attest.Event, 0, len(moved))
	for i, c := range moved {
		if c.Status == skill.CertificateIssued {
			events = append(events, attest.Event{
				Salt: attest.Bits128(salts[16*i:]), Kind: attest.Issued, Subject: c.Number, At: tx.Now.UnixMicro(),
				Statement: sha256.Sum256(c.Statement), Reference: string(c.Report),
			})
		}
	}
	tx.Log(events...)
	return nil
}

// logEnd logs that a certificate ended.
func (d *Desk) logEnd(tx *store.Tx, kind attest.EventKind, old skill.Certificate, reference string) error {
	e := attest.Event{Kind: kind, Subject: old.Number, At: tx.Now.UnixMicro(), Reference: reference}
	if _, err := io.ReadFull(d.Rand, e.Salt[:]); err != nil {
		return err
	}
	tx.Log(e)
	return nil
}

// Resume signs the numbers that a crash left behind, or voids those that cannot
// be signed any more, and says what became of them. It is the program's own
// work and safe at any time, beside those who issue and beside another Resume.
func (d *Desk) Resume(ctx context.Context, by store.By) (n Issued, err error) {
	defer skill.Wrap(&err, "resume issuing")
	if err := access.Need(by.Actor, "resume-issuing", "/"); err != nil {
		return n, err
	}
	for {
		job, ok, err := d.Store.ClaimJob(ctx, promise, signing)
		if err != nil || !ok {
			return n, err
		}
		err = d.resume(ctx, unkeyed(by), job, &n)
		if err != nil && skill.ReasonOf(err) != "job.lost" {
			return n, err
		}
	}
}

func (d *Desk) resume(ctx context.Context, by store.By, job store.Job, n *Issued) error {
	var ids []skill.CertificateID
	if err := json.Unmarshal(job.Args, &ids); err != nil {
		return err
	}
	certs, err := store.List(ctx, d.Store.Unscoped(), store.Certificates{IDs: ids, Status: []skill.CertificateStatus{skill.CertificateNumbered}}, store.Everything)
	if err != nil {
		return err
	}
	rows := make([]store.Moved[skill.Certificate], len(certs))
	for i, c := range certs {
		rows[i].Row = c
	}
	d.signAll(rows)
	for i, c := range certs {
		if err := d.unchanged(ctx, c); err != nil {
			if skill.CodeOf(err) == skill.Internal {
				return err
			}
			rows[i] = void(c, skill.ReasonOf(err))
		}
	}
	return d.enforce(ctx, by, rows, n, func(tx *store.Tx) error { return tx.Finish(ctx, &job) })
}

// unchanged refuses to sign stored bytes that are not what the row says:
// whoever can write into the database must not have the registry sign for him.
func (d *Desk) unchanged(ctx context.Context, c skill.Certificate) error {
	from := d.Store.Unscoped()
	body, err := from.Body(ctx, c.Body)
	if err != nil {
		return err
	}
	a := about{body: body}
	if a.site, err = from.Site(ctx, c.Site); err != nil {
		return err
	}
	if c.Replaces != "" {
		old, err := from.Certificate(ctx, c.Replaces)
		if err != nil {
			return err
		}
		a.replaced = old.Number
	}
	want, err := attest.IssueBytes(statement(c, a))
	if err != nil || !bytes.Equal(want.QR, c.QR) || !bytes.Equal(want.File, c.Statement) {
		return skill.Fail(skill.Conflict, "issuance.bytes_differ").Because(err)
	}
	return nil
}
