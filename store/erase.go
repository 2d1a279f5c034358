package store

import (
	"context"
	"errors"

	"assay/skill"
)

// Erase destroys under a decision what the rows of a person say of them: every
// sealed value, the name, the index by which they were found, the salts without
// which nothing opens a commitment, and what holds such a salt. The rows stay,
// say under which decision, and have their audit entry like any other change. It
// returns the files that held something of the person; whoever removes them asks
// FileUsed first. The person is locked before.
func (tx *Tx) Erase(ctx context.Context, person skill.PersonID, under skill.ErasureID) (files []skill.FileHash, err error) {
	back, err := tx.overwriting(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, back()) }()
	e := eraser{tx: tx, person: person, under: under}
	for _, part := range []func(context.Context) error{e.applications, e.dossier, e.evidence, e.objections, e.amendments, e.assessors, e.certificates, e.tokens, e.accounts, e.record} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	return e.files, nil
}

// overwriting has SQLite fill with zeros what it gives up, until back is called:
// otherwise old values would lie in the file until their place is needed.
// PostgreSQL gives old versions of a row up when it vacuums.
func (tx *Tx) overwriting(ctx context.Context) (back func() error, err error) {
	if !tx.store.single {
		return func() error { return nil }, nil
	}
	set := func(ctx context.Context, value string) error {
		rows, err := tx.on.query(ctx, "PRAGMA secure_delete = "+value)
		if err != nil {
			return err
		}
		_, err = oneInt(rows) // it answers with the new value
		return err
	}
	return func() error { return set(context.WithoutCancel(ctx), "OFF") }, set(ctx, "ON")
}

// An eraser goes through the rows of one person, table by table in the order in
// which they are locked.
type eraser struct {
	tx     *Tx
	person skill.PersonID
	under  skill.ErasureID
	files  []skill.FileHash
}

// keep notes files that are to go.
func (e *eraser) keep(files ...skill.FileHash) {
	for _, f := range files {
		if f != "" {
			e.files = append(e.files, f)
		}
	}
}

// emptied writes rows whole, after empty took out of each what is to go.
func emptied[T Noun](ctx context.Context, tx *Tx, rows []T, empty func(*T)) error {
	ws := make([]*write[T], len(rows))
	for i := range rows {
		empty(&rows[i])
		ws[i] = &write[T]{row: &rows[i], verb: "erase"}
	}
	return allOf[T](change(ctx, tx, ws, erased))
}

func (e *eraser) applications(ctx context.Context) error {
	all, err := List(ctx, e.tx.Locked(), Applications{Persons: []skill.PersonID{e.person}}, Everything)
	if err != nil {
		return err
	}
	imports := map[skill.ImportID]bool{}
	for _, a := range all {
		e.keep(a.Proof, a.Photo)
		imports[a.Import] = a.Import != ""
	}
	for id, any := range imports {
		if !any {
			continue
		}
		i, err := e.tx.Import(ctx, id)
		if err != nil {
			return err
		}
		if i.Status == skill.ImportRunning {
			return skill.Fail(skill.WrongState, "erasure.import_runs")
		}
		e.keep(i.File) // the roster as it came
	}
	return emptied(ctx, e.tx, all, func(a *skill.Application) {
		a.Facts, a.Cells, a.RowHash, a.Verdict, a.Proof, a.Photo = skill.Private{}, skill.Private{}, "", "", "", ""
		a.Asks = nil
		a.Erased = e.under
	})
}

// dossier is what the person kept of himself.
func (e *eraser) dossier(ctx context.Context) error {
	all, err := List(ctx, e.tx.Locked(), Dossiers{Person: e.person}, Everything)
	if err != nil {
		return err
	}
	return emptied(ctx, e.tx, all, func(d *skill.OwnDossier) { d.Facts = skill.Private{} })
}

// evidence is what went with the person's applications: that there was something,
// and that its original was seen, stands.
func (e *eraser) evidence(ctx context.Context) error {
	all, err := List(ctx, e.tx.Locked(), EvidenceOf{Person: e.person, Ever: true}, Everything)
	if err != nil {
		return err
	}
	for _, x := range all {
		e.keep(x.File)
	}
	return emptied(ctx, e.tx, all, func(x *skill.Evidence) { x.File = "" })
}

// objections are those that the person raised and those against the person's
// results.
func (e *eraser) objections(ctx context.Context) error {
	results, err := List(ctx, e.tx, Results{Person: e.person}, Everything)
	if err != nil {
		return err
	}
	all, err := List(ctx, e.tx.Locked(), Objections{By: e.person}, Everything)
	if err != nil {
		return err
	}
	for _, r := range results {
		against, err := List(ctx, e.tx.Locked(), Objections{Result: r.ID}, Everything)
		if err != nil {
			return err
		}
		for _, o := range against {
			if o.By != e.person {
				all = append(all, o)
			}
		}
	}
	return emptied(ctx, e.tx, all, func(o *skill.Objection) { o.Text = skill.Private{} })
}

// assessors are the registrations of the person: their days and classes stand.
func (e *eraser) assessors(ctx context.Context) error {
	all, err := List(ctx, e.tx.Locked(), Assessors{Person: e.person}, Everything)
	if err != nil {
		return err
	}
	for _, a := range all {
		e.keep(a.Proof)
	}
	return emptied(ctx, e.tx, all, func(a *skill.Assessor) { a.Facts, a.Verdict, a.Proof = skill.Private{}, "", "" })
}

func (e *eraser) amendments(ctx context.Context) error {
	all, err := List(ctx, e.tx.Locked(), Amendments{Person: e.person}, Everything)
	if err != nil {
		return err
	}
	for _, a := range all {
		e.keep(a.Proof)
	}
	return emptied(ctx, e.tx, all, func(a *skill.Amendment) { a.Value, a.Proof = skill.Private{}, "" })
}

// certificates keep their number, status and signatures, and the commitments,
// which nobody can open without the salts: so the code on the paper is still
// known to be theirs.
func (e *eraser) certificates(ctx context.Context) error {
	all, err := List(ctx, e.tx.Locked(), Certificates{Person: e.person}, Everything)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Status == skill.CertificateNumbered { // it is being signed, or will be voided
			return skill.Fail(skill.WrongState, "erasure.issuing")
		}
		e.keep(c.Photo)
	}
	return emptied(ctx, e.tx, all, func(c *skill.Certificate) {
		c.Name, c.Romanised, c.Document, c.Photo = "", "", skill.Document{}, ""
		c.NameSalt, c.DocSalt, c.QR, c.Statement = [16]byte{}, [16]byte{}, nil, nil
		c.Erased = e.under
	})
}

func (e *eraser) tokens(ctx context.Context) error {
	all, err := List(ctx, e.tx.Locked(), Tokens{Person: e.person}, Everything)
	if err != nil {
		return err
	}
	return emptied(ctx, e.tx, all, func(t *skill.Token) { t.Label, t.Revoked = "", true })
}

// accounts are closed, with what opens them and what reaches their owner; codes
// on their way and remembered devices go too.
func (e *eraser) accounts(ctx context.Context) error {
	all, err := List(ctx, e.tx.Locked(), Accounts{Person: e.person}, Everything)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Status != skill.AccountClosed {
			move, err := all[i].Close("erased")
			if err != nil {
				return err
			}
			if all[i], err = MoveOne(ctx, e.tx, all[i], move); err != nil {
				return err
			}
		}
		if err := errors.Join(e.entries(ctx, all[i].ID), e.letters(ctx, string(all[i].ID))); err != nil {
			return err
		}
		for _, table := range []string{"challenge", "known_device"} {
			if _, err := e.tx.on.exec(ctx, "DELETE FROM "+table+" WHERE account_id = $1", string(all[i].ID)); err != nil {
				return err
			}
		}
	}
	return emptied(ctx, e.tx, all, func(a *skill.Account) { *a = a.Emptied() })
}

// letters are what was sent to a reader, or is on its way.
func (e *eraser) letters(ctx context.Context, reader string) error {
	_, err := e.tx.on.exec(ctx, "DELETE FROM job WHERE kind LIKE 'letter.%' AND reader = $1", reader)
	return err
}

// entries are how the owner of an account came in: sign-ins, passkeys and links to
// identity providers. A device's name for a passkey gives way to the row's own.
func (e *eraser) entries(ctx context.Context, account skill.AccountID) error {
	entries, err := List(ctx, e.tx.Locked(), SignIns{Account: account}, Everything)
	if err != nil {
		return err
	}
	err = emptied(ctx, e.tx, entries, func(s *skill.SignIn) { s.Label, s.Network, s.Hash = "", skill.Private{}, "" })
	if err != nil {
		return err
	}
	keys, err := List(ctx, e.tx.Locked(), Passkeys{Account: account}, Everything)
	if err != nil {
		return err
	}
	err = emptied(ctx, e.tx, keys, func(p *skill.Passkey) {
		p.Credential, p.Record, p.Label, p.Revoked = string(p.ID), skill.Private{}, "", true
	})
	if err != nil {
		return err
	}
	links, err := List(ctx, e.tx.Locked(), Links{Account: account}, Everything)
	if err != nil {
		return err
	}
	return emptied(ctx, e.tx, links, func(l *skill.Link) { l.Hash, l.Revoked = "", true })
}

func (e *eraser) record(ctx context.Context) error {
	p, err := e.tx.Locked().Person(ctx, e.person)
	if err == nil {
		err = e.letters(ctx, string(e.person))
	}
	if err != nil {
		return err
	}
	return emptied(ctx, e.tx, []skill.Person{p}, func(p *skill.Person) {
		*p = skill.Person{ID: p.ID, Seen: p.Seen, Apart: p.Apart, Stopped: true, StopGround: p.StopGround, Erased: e.under, Version: p.Version}
	})
}

// fileColumns are the columns that name files.
var fileColumns = [][2]string{
	{"application", "photo"}, {"application", "proof"}, {"certificate", "photo"}, {"amendment", "proof"}, {"assessor", "proof"}, {"body", "seal"},
	{"evidence", "file"},
}

// FileUsed tells whether some row still needs a file. Rosters do not count: what
// they said stands in the applications.
func (s *Store) FileUsed(ctx context.Context, file skill.FileHash) (bool, error) {
	for _, c := range fileColumns {
		rows, err := s.readers.query(ctx, "SELECT count(*) FROM "+c[0]+" WHERE "+c[1]+" = $1", string(file))
		if err != nil {
			return false, err
		}
		if n, err := oneInt(rows); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}
