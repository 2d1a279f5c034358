package store

import (
	"context"
	"strconv"
	"strings"

	"assay/attest"
	"assay/skill"
)

// What fsck reads is text as it lies there: a row that somebody spoilt must be
// named, and not stop the reading of the rest.

// AuditHead is the newest head of the log audit that is a leaf of the log
// certificates; zero before there is one.
func (s *Store) AuditHead(ctx context.Context) (h attest.AuditHead, err error) {
	heads, err := s.auditHeads(ctx, " ORDER BY seq DESC LIMIT 1")
	if err == nil && len(heads) == 1 {
		h = heads[0].AuditHead
	}
	return h, err
}

// A LoggedHead is a head of the log audit with the leaf that holds it.
type LoggedHead struct {
	attest.AuditHead
	Seq int64
}

// AuditHeads reads all of them, the oldest first: one an hour.
func (s *Store) AuditHeads(ctx context.Context) ([]LoggedHead, error) {
	return s.auditHeads(ctx, " ORDER BY seq")
}

// HeadOver is the oldest head of the log audit among the leaves of the log
// certificates that covers a position; false where no head does so far.
func (s *Store) HeadOver(ctx context.Context, pos int64) (h LoggedHead, ok bool, err error) {
	heads, err := s.auditHeads(ctx, " AND CAST(reference AS BIGINT) > $1 ORDER BY seq LIMIT 1", pos)
	if err == nil && len(heads) == 1 {
		h, ok = heads[0], true
	}
	return h, ok, err
}

func (s *Store) auditHeads(ctx context.Context, tail string, args ...any) ([]LoggedHead, error) {
	rows, err := s.readers.query(ctx, "SELECT seq, at, statement, reference FROM leaf WHERE subject = '' AND kind = '"+kindHead+"'"+tail, args...)
	if err != nil {
		return nil, err
	}
	var out []LoggedHead
	err = each(rows, func() error {
		var h LoggedHead
		var root []byte
		var size string
		if err := rows.Scan(&h.Seq, &h.At, &root, &size); err != nil {
			return err
		}
		copy(h.Root[:], root)
		var bad error
		if h.Size, bad = strconv.ParseInt(size, 10, 64); bad != nil {
			h.Size = -1 // of no tree
		}
		out = append(out, h)
		return nil
	})
	return out, err
}

// EntriesAfter reads up to n audit entries in the order of seq.
func (s *Store) EntriesAfter(ctx context.Context, seq int64, n int) ([]Entry, error) {
	rows, err := s.readers.query(ctx, "SELECT "+auditSelect+" FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2", seq, n)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, 0, n)
	err = each(rows, func() error {
		e, err := scanEntry(rows)
		out = append(out, e)
		return err
	})
	return out, err
}

// LeavesAfter reads up to n leaves in the order of seq; their Pos is not read.
func (s *Store) LeavesAfter(ctx context.Context, seq int64, n int) ([]Leaf, error) {
	return s.leaves(ctx, " WHERE seq > $1 ORDER BY seq LIMIT $2", seq, n)
}

// CertificateLeaves reads the leaves of certificates whose numbers lie after one
// and not after another, by number and seq; their Pos is not read.
func (s *Store) CertificateLeaves(ctx context.Context, after, upTo string) ([]Leaf, error) {
	return s.leaves(ctx, " WHERE subject > $1 AND subject <= $2 AND kind <> '"+string(attest.Confirmation)+"' AND kind <> '"+kindHead+"' ORDER BY subject, seq", after, upTo)
}

// ConfirmationLeaves reads the leaves of reports whose ids lie after one and not
// after another, by id and seq; their Pos is not read.
func (s *Store) ConfirmationLeaves(ctx context.Context, after, upTo string) ([]Leaf, error) {
	return s.leaves(ctx, " WHERE subject > $1 AND subject <= $2 AND kind = '"+string(attest.Confirmation)+"' ORDER BY subject, seq", after, upTo)
}

func (s *Store) leaves(ctx context.Context, tail string, args ...any) ([]Leaf, error) {
	rows, err := s.readers.query(ctx, leafSelect+tail, args...)
	if err != nil {
		return nil, err
	}
	var out []Leaf
	err = each(rows, func() error {
		l, err := scanLeaf(rows)
		out = append(out, l)
		return err
	})
	return out, err
}

// IsHead tells whether the leaf holds a head of the log audit.
func (l Leaf) IsHead() bool { return l.Kind == kindHead }

// A Span is the places of the entries of a log from one seq to another.
type Span struct {
	Pos, Entries, From, To int64
}

// SpansFrom reads up to n spans of a log, from a position on.
func (s *Store) SpansFrom(ctx context.Context, log Log, pos int64, n int) ([]Span, error) {
	rows, err := s.readers.query(ctx, "SELECT pos, entries, seq_from, seq_to FROM span WHERE log = $1 AND pos >= $2 ORDER BY pos LIMIT $3", string(log), pos, n)
	if err != nil {
		return nil, err
	}
	var out []Span
	err = each(rows, func() error {
		var p Span
		err := rows.Scan(&p.Pos, &p.Entries, &p.From, &p.To)
		out = append(out, p)
		return err
	})
	return out, err
}

// CheckpointsAfter reads up to n signed heads of a log by size.
func (s *Store) CheckpointsAfter(ctx context.Context, log Log, size int64, n int) ([]StoredCheckpoint, error) {
	rows, err := s.readers.query(ctx, "SELECT size, at, signed FROM checkpoint WHERE log = $1 AND size > $2 ORDER BY size LIMIT $3", string(log), size, n)
	if err != nil {
		return nil, err
	}
	var out []StoredCheckpoint
	err = each(rows, func() error {
		var c StoredCheckpoint
		err := rows.Scan(&c.Size, &c.At, &c.Signed)
		out = append(out, c)
		return err
	})
	return out, err
}

// TileNames calls found with level and number of every stored tile of a log.
func (s *Store) TileNames(ctx context.Context, log Log, found func(level int, n int64) error) error {
	rows, err := s.readers.query(ctx, "SELECT level, n FROM tile WHERE log = $1 ORDER BY level, n", string(log))
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var level int
		var n int64
		if err := rows.Scan(&level, &n); err != nil {
			return err
		}
		return found(level, n)
	})
}

// A SeriesRow is a series as it lies there.
type SeriesRow struct {
	Prefix, Level string
	Year, Next    int64
}

// SeriesRows lists every series.
func (s *Store) SeriesRows(ctx context.Context) ([]SeriesRow, error) {
	rows, err := s.readers.query(ctx, "SELECT prefix, year, level, next FROM series ORDER BY prefix, year, level")
	if err != nil {
		return nil, err
	}
	var out []SeriesRow
	err = each(rows, func() error {
		var r SeriesRow
		err := rows.Scan(&r.Prefix, &r.Year, &r.Level, &r.Next)
		out = append(out, r)
		return err
	})
	return out, err
}

// A Footing is a numbered certificate as it lies there, with what it rests on:
// the report, the result, the application, the body and its scope. What is not
// there is empty.
type Footing struct {
	ID, Number, Status, Level, Issued, KeyID               string
	Kind, Occupation, OccupationName, Specialty, BodyName  string
	Name                                                   string
	Person, Application, Result, Report, Scope, Body, Site string
	NameSalt, NameCommitment, DocSalt, DocCommitment       []byte
	QR, QRSig, Statement, StateSig                         []byte
	StatusAt, Specimen                                     int64
	ReplacedNumber, ReportStatus, ReportBody               string
	ResultStatus, ResultApplication, ResultReport          string
	ResultPerson, ApplicationPerson, ApplicationStatus     string
	FiledTo                                                string
	ScopeBody, ScopeSite, ScopeOccupation, ScopeLevel      string
	ScopeFrom, ScopeTo                                     string
	Passed, Suspended                                      int64  // Suspended: since a day before that of issue
	Successor, SuccessorWhy                                string // of one that was replaced: the number that took its place, and why
	Erased                                                 string // the decision by which what tells its holder was destroyed
}

func (f *Footing) into() []any {
	return []any{
		&f.ID, &f.Number, &f.Status, &f.Level, &f.Issued, &f.KeyID, &f.Kind, &f.Occupation, &f.OccupationName, &f.Specialty, &f.BodyName,
		&f.Name, &f.Person, &f.Application, &f.Result, &f.Report, &f.Scope, &f.Body, &f.Site,
		&f.NameSalt, &f.NameCommitment, &f.DocSalt, &f.DocCommitment, &f.QR, &f.QRSig, &f.Statement, &f.StateSig, &f.StatusAt, &f.Specimen,
		&f.ReplacedNumber, &f.ReportStatus, &f.ReportBody, &f.ResultStatus, &f.ResultApplication, &f.ResultReport, &f.ResultPerson,
		&f.ApplicationPerson, &f.ApplicationStatus, &f.FiledTo,
		&f.ScopeBody, &f.ScopeSite, &f.ScopeOccupation, &f.ScopeLevel, &f.ScopeFrom, &f.ScopeTo, &f.Passed, &f.Suspended, &f.Successor, &f.SuccessorWhy, &f.Erased,
	}
}

var footingSelect = `SELECT c.id, c.number, c.status, c.level, c.issued, c.key_id, c.kind, c.occupation, c.occupation_name, c.specialty, c.body_name,
 c.name, c.person_id, c.application_id, c.result_id, c.report_id, c.scope_id, c.body_id, c.site_id,
 c.name_salt, c.name_commitment, c.doc_salt, c.doc_commitment, c.qr, c.qr_sig, c.statement, c.state_sig, c.status_at, c.specimen,
 coalesce(old.number, ''), coalesce(rep.status, ''), coalesce(rep.body_id, ''),
 coalesce(res.status, ''), coalesce(res.application_id, ''), coalesce(res.report_id, ''), coalesce(res.person_id, ''),
 coalesce(a.person_id, ''), coalesce(a.status, ''), coalesce(b.filed_to, ''),
 coalesce(sc.body_id, ''), coalesce(sc.site_id, ''), coalesce(sc.occupation, ''), coalesce(sc.level, ''), coalesce(sc.valid_from, ''), coalesce(sc.valid_to, ''),
 coalesce(res.passed, 0),
 (SELECT count(*) FROM suspension p WHERE p.body_id = c.body_id AND p.valid_from < c.issued AND (p.valid_to = '' OR p.valid_to >= c.issued)),
 ` + successor("number") + ", " + successor("why") + `, c.erased
FROM certificate c
 LEFT JOIN certificate old ON old.id = c.replaces
 LEFT JOIN report rep ON rep.id = c.report_id
 LEFT JOIN result res ON res.id = c.result_id
 LEFT JOIN application a ON a.id = c.application_id
 LEFT JOIN body b ON b.id = c.body_id
 LEFT JOIN scope sc ON sc.id = c.scope_id
WHERE c.number <> '' AND c.number > CAST($1 AS TEXT) ORDER BY c.number LIMIT $2`

// successor is a column of the certificate that took the place of c.
func successor(column string) string {
	return "CASE WHEN c.status = 'replaced' THEN coalesce((SELECT max(n." + column + ") FROM certificate n WHERE n.application_id = c.application_id AND n.replaces = c.id AND n.number <> '' AND n.status <> 'void'), '') ELSE '' END"
}

// Footings reads up to n certificates that have numbers, by number.
func (s *Store) Footings(ctx context.Context, after string, n int) ([]Footing, error) {
	rows, err := s.readers.query(ctx, footingSelect, after, n)
	if err != nil {
		return nil, err
	}
	out := make([]Footing, 0, n)
	err = each(rows, func() error {
		var f Footing
		err := rows.Scan(f.into()...)
		out = append(out, f)
		return err
	})
	return out, err
}

// A Tally is a result as it lies there, with the sittings it comes from.
type Tally struct {
	ID, Application, Status, Band, Scores, PublicFrom string
	Passed                                            int64
	Parts, Province, Class                            string          // of the plan and its body
	Sittings                                          []skill.Sitting // with part, attempt, status and mark
}

// Tallies reads up to n results by id, those of them that were made public.
func (s *Store) Tallies(ctx context.Context, after string, n int) ([]Tally, error) {
	rows, err := s.readers.query(ctx, `SELECT r.id, r.application_id, r.status, r.band, r.scores, r.public_from, r.passed,
		coalesce(p.parts, ''), coalesce(b.province, ''), coalesce(b.class, '')
		FROM result r LEFT JOIN plan p ON p.id = r.plan_id LEFT JOIN body b ON b.id = p.body_id
		WHERE r.id > $1 AND r.status <> 'settled' ORDER BY r.id LIMIT $2`, after, n)
	if err != nil {
		return nil, err
	}
	var out []Tally
	at := map[string]int{}
	err = each(rows, func() error {
		var t Tally
		err := rows.Scan(&t.ID, &t.Application, &t.Status, &t.Band, &t.Scores, &t.PublicFrom, &t.Passed, &t.Parts, &t.Province, &t.Class)
		at[t.Application] = len(out)
		out = append(out, t)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	var w where
	applications := make([]string, 0, len(out))
	for _, t := range out {
		applications = append(applications, t.Application)
	}
	in(&w, "application_id", applications)
	rows, err = s.readers.query(ctx, numbered("SELECT application_id, part, status, attempt, mark FROM sitting"+w.text()), w.args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var one skill.Sitting
		var mark int64
		err := rows.Scan(&one.Application, &one.Part, &one.Status, &one.Attempt, &mark)
		one.Mark = skill.Mark(mark)
		i := at[string(one.Application)]
		out[i].Sittings = append(out[i].Sittings, one)
		return err
	})
	return out, err
}

// A ChainRow is a report as it lies there, with who passed it on.
type ChainRow struct {
	ID, Status    string
	Results, Held int64    // as it says, and as there are
	Unconfirmed   int64    // of those
	StatusAt      int64    // microseconds
	Plan          string   //
	Persons       []string // reporter, checker, confirmer; empty where nobody is named
	Humans        []string // of each what tells humans apart: folded name and birth date
}

// Chains reads up to n reports by id.
func (s *Store) Chains(ctx context.Context, after string, n int) ([]ChainRow, error) {
	human := func(column string) string {
		return "coalesce((SELECT p.name_folded || ' ' || p.born FROM person p WHERE p.id = r." + column + "), '')"
	}
	rows, err := s.readers.query(ctx, `SELECT r.id, r.status, r.status_at, r.plan_id, r.results,
		(SELECT count(*) FROM result x WHERE x.report_id = r.id), (SELECT count(*) FROM result x WHERE x.report_id = r.id AND x.status <> 'confirmed'),
		r.reporter, r.checker, r.confirmer, `+strings.Join([]string{human("reporter"), human("checker"), human("confirmer")}, ", ")+`
		FROM report r WHERE r.id > $1 ORDER BY r.id LIMIT $2`, after, n)
	if err != nil {
		return nil, err
	}
	var out []ChainRow
	err = each(rows, func() error {
		c := ChainRow{Persons: make([]string, 3), Humans: make([]string, 3)}
		err := rows.Scan(&c.ID, &c.Status, &c.StatusAt, &c.Plan, &c.Results, &c.Held, &c.Unconfirmed,
			&c.Persons[0], &c.Persons[1], &c.Persons[2], &c.Humans[0], &c.Humans[1], &c.Humans[2])
		out = append(out, c)
		return err
	})
	return out, err
}

// doubles are questions that have no answer as long as the unique indexes hold
// and the desks did their work: id of a row that there is one too many of.
var doubles = []struct{ table, field, text string }{
	{"person", "document_index", "SELECT max(id) FROM person GROUP BY document_index HAVING count(*) > 1"},
	{"application", "person_id", "SELECT max(id) FROM application WHERE status <> 'draft' AND status <> 'withdrawn' AND status <> 'substituted' GROUP BY plan_id, person_id HAVING count(*) > 1"},
	{"application", "passer", "SELECT id FROM application WHERE checker <> '' AND (checker = passer OR checker = reviewer)"},
	{"fee", "reconciler", "SELECT id FROM fee WHERE reconciler <> '' AND reconciler = taker"},
	{"sitting", "attempt", "SELECT max(id) FROM sitting GROUP BY application_id, part, attempt HAVING count(*) > 1"},
	{"result", "application_id", "SELECT max(id) FROM result GROUP BY application_id HAVING count(*) > 1"},
	{"certificate", "number", "SELECT max(id) FROM certificate WHERE number <> '' GROUP BY number HAVING count(*) > 1"},
	{"certificate", "result_id", "SELECT max(id) FROM certificate WHERE status = 'issued' GROUP BY result_id HAVING count(*) > 1"},
	{"certificate", "number", "SELECT id FROM certificate WHERE number = '' AND status <> 'prepared' AND status <> 'discarded'"},
	{"certificate", "number", "SELECT id FROM certificate WHERE number <> '' AND (status = 'prepared' OR status = 'discarded')"},
}

// FaultUnique is a row that repeats what only one may have, or has a number
// before its time or none after it.
const FaultUnique = "unique"

// CheckUnique finds rows that repeat what only one may have.
func (s *Store) CheckUnique(ctx context.Context, found func(Fault) error) error {
	for _, d := range doubles {
		if err := s.each(ctx, d.text, func(id string) error {
			return found(Fault{Kind: FaultUnique, Table: d.table, ID: id, Field: d.field})
		}); err != nil {
			return err
		}
	}
	return nil
}

// FaultErased is a row that says it was erased and still tells something, or
// says so without a decision, or a decision that was not carried out.
const FaultErased = "erased"

// erasedRows are questions that have no answer as long as whoever erased had a
// decision, and did what it says.
var erasedRows = []struct{ table, field, text string }{
	{"person", "erased", "SELECT p.id FROM person p LEFT JOIN erasure e ON e.id = p.erased WHERE p.erased <> '' AND (e.id IS NULL OR e.status <> 'done' OR e.person_id <> p.id)"},
	{"application", "erased", "SELECT a.id FROM application a LEFT JOIN person p ON p.id = a.person_id WHERE a.erased <> coalesce(p.erased, '') AND a.erased <> ''"},
	{"certificate", "erased", "SELECT c.id FROM certificate c LEFT JOIN person p ON p.id = c.person_id WHERE c.erased <> coalesce(p.erased, '') AND c.erased <> ''"},
	{"erasure", "status", "SELECT e.id FROM erasure e JOIN person p ON p.id = e.person_id WHERE e.status = 'done' AND p.erased <> e.id"},
	{"person", "name", "SELECT id FROM person WHERE erased <> '' AND (name <> '' OR name_folded <> '' OR romanised <> '' OR length(document) > 0 OR length(phone) > 0 OR length(address) > 0 OR born <> '')"},
	{"application", "facts", "SELECT a.id FROM application a JOIN person p ON p.id = a.person_id WHERE p.erased <> '' AND (length(a.facts) > 0 OR length(a.cells) > 0 OR a.verdict <> '' OR a.photo <> '' OR a.proof <> '' OR a.asks <> '')"},
	{"dossier", "facts", "SELECT d.id FROM dossier d JOIN person p ON p.id = d.person_id WHERE p.erased <> '' AND length(d.facts) > 0"},
	{"evidence", "file", "SELECT e.id FROM evidence e JOIN person p ON p.id = e.person_id WHERE p.erased <> '' AND e.file <> ''"},
	{"certificate", "name", "SELECT c.id FROM certificate c JOIN person p ON p.id = c.person_id WHERE p.erased <> '' AND (c.name <> '' OR length(c.document) > 0 OR length(c.qr) > 0 OR length(c.statement) > 0)"},
}

// CheckErased finds rows that were erased by halves or without a decision.
func (s *Store) CheckErased(ctx context.Context, found func(Fault) error) error {
	for _, q := range erasedRows {
		if err := s.each(ctx, q.text, func(id string) error {
			return found(Fault{Kind: FaultErased, Table: q.table, ID: id, Field: q.field})
		}); err != nil {
			return err
		}
	}
	return nil
}

// each calls found with every id that a question answers.
func (s *Store) each(ctx context.Context, text string, found func(id string) error) error {
	rows, err := s.readers.query(ctx, text)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		return found(id)
	})
}

// Form appends the record that the leaf's columns make.
func (l Leaf) Form(dst []byte) []byte {
	if !l.IsHead() {
		return l.AppendLeaf(dst)
	}
	size, err := strconv.ParseInt(l.Reference, 10, 64)
	if err != nil {
		return dst
	}
	return attest.AuditHead{Size: size, Root: l.Statement, At: l.At}.AppendLeaf(dst)
}
