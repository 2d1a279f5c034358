package issuance

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"assay/attest"
	"assay/skill"
	"assay/store"
)

// An Order says which drafts are to be issued: those of a report, or these.
type Order struct {
	Report skill.ReportID
	IDs    []skill.CertificateID
}

// Issued says what became of an order.
type Issued struct {
	Issued      int
	First, Last string // the lowest and highest number now in force
	Elsewhere   int    // drafts that somebody else issued meanwhile
	Void        []Stopped
	Stopped     []Stopped // drafts that stay drafts
}

const (
	batchSize = 200
	// promise is how long after the first transaction signing is over, or was
	// broken off.
	promise = 30 * time.Second
	// signing is the kind of the job that stands for numbers not yet signed.
	signing = "issuance.sign"
)

// Issue numbers, signs and puts in force (核发) the drafts of an order, by the
// body's head, in batches. A body that may not issue today ends the order with
// its reason; a draft that no longer agrees with the records is stopped alone.
// What was issued before is passed over, so that an order may be given again.
// Progress, which may be nil, is told after every batch, never twice at once.
func (d *Desk) Issue(ctx context.Context, by store.By, o Order, progress func(Issued)) (sum Issued, err error) {
	defer skill.Wrap(&err, "issue certificates")
	w := work{desk: d, by: unkeyed(by), progress: progress}
	err = w.run(ctx, o)
	sum = w.sum
	slices.SortFunc(sum.Stopped, func(a, b Stopped) int { return cmp.Compare(a.Certificate, b.Certificate) })
	return sum, err
}

// A batch is drafts of one series and one occupation, which are numbered
// together. A replacement is a batch of its own, since another certificate
// moves with it.
type batch struct {
	batchKey
	certs []skill.Certificate
}

type batchKey struct {
	body       skill.BodyID
	site       skill.SiteID
	occupation skill.OccupationCode
	level      skill.Level
	replaces   skill.CertificateID
}

func keyOf(c skill.Certificate) batchKey {
	return batchKey{c.Body, c.Site, c.Occupation, c.Level, c.Replaces}
}

// batches splits drafts, in their order. Most often they are all of one.
func batches(certs []skill.Certificate) []batch {
	var out []batch
	for len(certs) > 0 {
		k := keyOf(certs[0])
		n := slices.IndexFunc(certs, func(c skill.Certificate) bool { return keyOf(c) != k })
		if n < 0 {
			n = len(certs)
		}
		out = append(out, batch{k, certs[:n:n]})
		certs = certs[n:]
	}
	return out
}

// issue carries one batch from prepared to issued.
func (d *Desk) issue(ctx context.Context, by store.By, b batch) (n Issued, err error) {
	if err := d.fresh(ctx, &b, &n); err != nil {
		return n, err
	}
	whole := len(b.certs)
	var rows []store.Moved[skill.Certificate]
	var job string
	for len(b.certs) > 0 {
		rows, job, err = d.number(ctx, by, b)
		if !errors.Is(err, errOvertaken) {
			break
		}
		if b.certs, err = d.waiting(ctx, b.certs); err != nil {
			return n, err
		}
	}
	n.Elsewhere = whole - len(b.certs)
	if skill.ReasonOf(err) == endedReason {
		f := faults{}
		f.because("replaces", err)
		n.Stopped, err = append(n.Stopped, Stopped{b.certs[0].ID, b.certs[0].Application, f}), nil
	}
	if err != nil || len(rows) == 0 {
		return n, err
	}
	d.signAll(rows)
	return n, d.enforce(ctx, by, rows, &n, func(tx *store.Tx) error { return tx.Withdraw(ctx, job) })
}

// fresh stops the drafts whose words the records have left behind since they
// were prepared.
func (d *Desk) fresh(ctx context.Context, b *batch, n *Issued) error {
	from := d.Store.Unscoped()
	body, err := from.Body(ctx, b.body)
	if err != nil {
		return err
	}
	people := make([]skill.PersonID, len(b.certs))
	for i, c := range b.certs {
		people[i] = c.Person
	}
	names, err := from.Names(ctx, people)
	if err != nil {
		return err
	}
	stopped, err := from.Stopped(ctx, people)
	b.certs = slices.DeleteFunc(b.certs, func(c skill.Certificate) bool {
		var f faults
		if names[c.Person] != c.Name {
			f.add(skill.FailField("name", "issuance.name_changed"))
		}
		if stopped[c.Person] {
			f.add(skill.FailField("person", "person.stopped"))
		}
		if body.Name != c.BodyName {
			f.add(skill.FailField("body", "issuance.body_renamed"))
		}
		if len(f) > 0 {
			n.Stopped = append(n.Stopped, Stopped{c.ID, c.Application, f})
		}
		return len(f) > 0
	})
	return err
}

// waiting reads those of the drafts anew that are drafts still.
func (d *Desk) waiting(ctx context.Context, certs []skill.Certificate) ([]skill.Certificate, error) {
	ids := make([]skill.CertificateID, len(certs))
	for i, c := range certs {
		ids[i] = c.ID
	}
	return store.List(ctx, d.Store.Unscoped(), store.Certificates{IDs: ids, Status: prepared}, store.Everything)
}

var prepared = []skill.CertificateStatus{skill.CertificatePrepared}

// number is the first transaction. The body's standing is read again and stays
// as it is until the end, so a suspension committed before is seen and one
// committed later comes after. The series is locked once for the batch. When
// anybody else moved one of the drafts the whole is given up with its numbers,
// so that numbers have no gaps.
func (d *Desk) number(ctx context.Context, by store.By, b batch) (rows []store.Moved[skill.Certificate], job string, err error) {
	site, err := d.Store.Unscoped().Site(ctx, b.site)
	if err != nil {
		return nil, "", err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		standing, err := tx.Locked().Standing(ctx, b.body)
		if err != nil {
			return err
		}
		if err := standing.MayAct(b.occupation, b.level, b.site, tx.Today()); err != nil {
			return err
		}
		a := about{body: standing.Body, site: site}
		if a.replaced, err = d.inForce(ctx, tx, b.replaces); err != nil {
			return err
		}
		if rows, err = d.fix(ctx, tx, a, b); err != nil {
			return err
		}
		if err := wonAll(store.Move(ctx, tx, rows)); err != nil {
			return err
		}
		job, err = promised(ctx, tx, rows)
		return err
	})
	if err != nil {
		return nil, "", err // nothing of it was done
	}
	return rows, job, nil
}

// inForce is the number of the certificate that another is to take the place
// of, which must still be in force; "" for none.
func (d *Desk) inForce(ctx context.Context, tx *store.Tx, id skill.CertificateID) (string, error) {
	if id == "" {
		return "", nil
	}
	old, err := tx.Locked().Certificate(ctx, id)
	if err == nil && !old.InForce() {
		err = skill.Fail(skill.WrongState, endedReason, "status", string(old.Status))
	}
	return old.Number, err
}

// fix gives every draft its number, the date, and the exact bytes to be signed.
func (d *Desk) fix(ctx context.Context, tx *store.Tx, a about, b batch) ([]store.Moved[skill.Certificate], error) {
	today, key := tx.Today(), d.Keys.Signer().ID()
	n, err := d.numbering(a.body, a.site, b.level, today)
	if err != nil {
		return nil, err
	}
	series := store.Series{Prefix: a.site.Prefix(a.body), Year: today.Year(), Level: b.level}
	first, err := tx.TakeNumbers(ctx, series, len(b.certs))
	if err != nil {
		return nil, err
	}
	rows := make([]store.Moved[skill.Certificate], len(b.certs))
	for i, c := range b.certs {
		if c.Number, err = n.compose(first + i); err != nil {
			return nil, err
		}
		c.Issued, c.KeyID = today, string(key)
		bytes, err := attest.IssueBytes(statement(c, a))
		if err != nil {
			return nil, err
		}
		c.QR, c.Statement = bytes.QR, bytes.File
		rows[i].Row = c
		if rows[i].Move, err = c.TakeNumber(); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// promised leaves behind which numbers are about to be signed.
func promised(ctx context.Context, tx *store.Tx, rows []store.Moved[skill.Certificate]) (job string, err error) {
	ids := make([]skill.CertificateID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Row.ID
	}
	args, err := json.Marshal(ids)
	if err != nil {
		return "", err
	}
	return tx.Enqueue(ctx, store.Job{
		Kind: signing, Args: args, Path: rows[0].Row.Path, Person: tx.By.Actor.Person, RunAt: tx.Now.Add(promise), Total: len(ids),
	})
}

// about is what a statement says beside the certificate's own words.
type about struct {
	body     skill.Body
	site     skill.Site
	replaced string // number of the certificate whose place it takes
}

// statement is what the registry says of a numbered certificate.
func statement(c skill.Certificate, a about) attest.Statement {
	return attest.Statement{
		Version: attest.StatementVersion, Kind: c.Kind, Key: attest.KeyID(c.KeyID), Number: c.Number, Issued: c.Issued,
		Occupation: attest.Occupation{Code: string(c.Occupation), Name: c.OccupationName}, Specialty: c.Specialty, Level: c.Level.String(),
		Body: attest.Body{Name: c.BodyName, USCC: a.body.USCC}, Site: a.site.Prefix(a.body),
		Confirmation: string(c.Report), Replaces: a.replaced, Specimen: c.Specimen,
		Name:     attest.Commitment{Salt: c.NameSalt, Value: c.NameCommitment},
		Document: attest.Commitment{Salt: c.DocSalt, Value: c.DocCommitment},
	}
}

// add joins what became of another batch.
func (n *Issued) add(o Issued) {
	n.Issued, n.Elsewhere = n.Issued+o.Issued, n.Elsewhere+o.Elsewhere
	n.Void, n.Stopped = append(n.Void, o.Void...), append(n.Stopped, o.Stopped...)
	n.between(o.First)
	n.between(o.Last)
}

// between widens the range of numbers.
func (n *Issued) between(number string) {
	if number == "" {
		return
	}
	if n.First == "" || number < n.First {
		n.First = number
	}
	n.Last = max(n.Last, number)
}
