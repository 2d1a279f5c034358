package admission_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A list is one plan with its candidates' lists, as files would bring them.
type list struct {
	testdb.Batch
	t      *testing.T
	s      *store.Store
	clock  *testdb.Clock
	desk   *admission.Desk
	files  map[skill.FileHash]*sheet
	photos map[skill.FileHash][]byte
	kept   int // pictures
}

// edition is that of the privacy notice in use.
const edition = "2026-11"

// Seats of the batch's staff.
const (
	clerk = iota
	reviewer
	head
	centreReviewer
)

// each runs a test on both engines.
func each(t *testing.T, fn func(l *list)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		l := &list{t: t, s: s, clock: clock, Batch: testdb.File(t, s), files: map[skill.FileHash]*sheet{}, photos: map[skill.FileHash][]byte{}}
		l.desk = l.newDesk(s)
		fn(l)
	})
}

func (l *list) newDesk(s *store.Store) *admission.Desk {
	return &admission.Desk{
		Edition:   edition,
		Materials: reference.Materials(), Policies: reference.Policies(), Calendar: reference.WorkingDays(),
		KeepFile: func(_ context.Context, file []byte) (skill.FileHash, error) {
			if string(file) == "program" {
				return "", skill.FailField("file", "file.empty")
			}
			return skill.FileHash(fmt.Sprintf("%064x", file)), nil
		},
		Store: s, Set: reference.ConditionSet, Occupation: reference.Occupations().Resolve, Romanise: reference.Romanise,
		Open: func(_ context.Context, file skill.FileHash) (admission.Roster, error) {
			f := l.files[file]
			if f == nil {
				return nil, skill.Fail(skill.Invalid, "file.truncated")
			}
			return f, nil
		},
		KeepPhoto: func(_ context.Context, picture []byte) (skill.FileHash, error) {
			if string(picture) == "text" {
				return "", skill.FailField("photo", "picture.unreadable")
			}
			l.kept++
			hash := skill.FileHash(fmt.Sprintf("%x", sha256.Sum256(picture)))
			l.photos[hash] = picture
			return hash, nil
		},
		OpenPhoto: func(_ context.Context, photo skill.FileHash) ([]byte, error) {
			picture, ok := l.photos[photo]
			if !ok {
				return nil, skill.Fail(skill.NotFound, "file.not_found")
			}
			return picture, nil
		},
		PhotoLimits: reference.PhotoLimits(),
	}
}

// A sheet is a roster in memory. With broken it cannot be read beyond that row.
type sheet struct {
	rows   []*skill.RosterRow
	strays []skill.SheetRow
	broken int
	fault  error
	closed int
}

func (s *sheet) Rows() iter.Seq2[*skill.RosterRow, error] {
	return func(yield func(*skill.RosterRow, error) bool) {
		for i, row := range s.rows {
			if s.fault != nil && i == s.broken {
				yield(nil, s.fault)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func (s *sheet) Strays() []skill.SheetRow { return s.strays }
func (s *sheet) Close() error             { s.closed++; return nil }

// A candidate is a row in the making.
type candidate struct {
	n    int // which synthetic person
	make func(*skill.RosterRow)
}

// met has worked in the occupation for eleven years: clause 4.1.
// Source: national-2023, level 4.
func met(n int) candidate { return candidate{n, worked("2015-01-01", "6-31-01-03", "")} }

// bare has the 33 columns alone: nothing is stated, so everything is open.
func bare(n int) candidate { return candidate{n, func(*skill.RosterRow) {}} }

// claims has eleven years in another occupation, said to be a related one.
func claims(n int) candidate { return candidate{n, worked("2015-01-01", "6-31-01-01", "是")} }

// unmet has one year, no certificate and junior high school.
func unmet(n int) candidate { return candidate{n, worked("2025-11-01", "6-31-01-03", "")} }

func worked(from, occupation, related string) func(*skill.RosterRow) {
	return func(r *skill.RosterRow) {
		cells := make([]string, len(skill.SheetWork.Columns()))
		cells[skill.ExtraNumber], cells[skill.WorkFrom] = r.Cells[skill.RosterNumber], from
		cells[skill.WorkOccupation], cells[skill.WorkRelated] = occupation, related
		r.Extra[skill.SheetWork] = []skill.SheetRow{{Sheet: skill.SheetWork, Row: r.Row, Cells: cells}}
	}
}

// but changes one cell of the list.
func (c candidate) but(column int, text string) candidate {
	return candidate{c.n, func(r *skill.RosterRow) { c.make(r); r.Cells[column] = text }}
}

func (c candidate) row(at int) *skill.RosterRow {
	p := testdb.Born(c.n)
	cells := make([]string, skill.RosterColumns)
	for column, text := range map[int]string{
		skill.RosterSerial: fmt.Sprint(at - 1), skill.RosterOccupation: "电工", skill.RosterLevel: "四级/中级工", skill.RosterClause: "4.1",
		skill.RosterDocumentKind: "居民身份证", skill.RosterNumber: p.Document.Number.Reveal(), skill.RosterName: p.Name,
		skill.RosterPhone: "19900000000", skill.RosterHasCertificate: "否", skill.RosterSchooling: "初中", skill.RosterProvince: "广东省",
		skill.RosterOrigin: "农民工", skill.RosterBody: "样例单位", skill.RosterKind: "初次认定", skill.RosterAttempt: "正考", skill.RosterNation: "汉族",
	} {
		cells[column] = text
	}
	r := &skill.RosterRow{SheetRow: skill.SheetRow{Row: at, Cells: cells}}
	c.make(r)
	return r
}

// file stores a roster of the candidates, from row 2 on.
func (l *list) file(all ...candidate) skill.FileHash {
	s := &sheet{}
	for i, c := range all {
		s.rows = append(s.rows, c.row(i+2))
	}
	hash := skill.FileHash(fmt.Sprintf("%064x", len(l.files)+1))
	l.files[hash] = s
	return hash
}

func (l *list) by(n int) store.By { return store.By{Actor: l.Actor(n)} }

func (l *list) must(_ any, err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *list) refused(want string, err error) {
	l.t.Helper()
	if err == nil || skill.ReasonOf(err) != want {
		l.t.Errorf("got %v, want %s", err, want)
	}
}

// claim takes the next job, as a worker does.
func (l *list) claim() *store.Job {
	l.t.Helper()
	job, ok, err := l.s.ClaimJob(l.t.Context(), time.Minute, admission.ImportJob)
	if err != nil || !ok {
		l.t.Fatalf("no job to claim: %v", err)
	}
	return &job
}

// load imports a file to its end.
func (l *list) load(file skill.FileHash) skill.Import {
	l.t.Helper()
	l.must(l.desk.StartImport(l.t.Context(), l.by(clerk), admission.Sending{Plan: l.Plan.ID, File: file, Consents: edition}))
	i, err := l.desk.Import(l.t.Context(), l.claim())
	l.must(i, err)
	return i
}

// counts is what an import counted: rows, entered, amended, same, remarked.
func counts(i skill.Import) [5]int { return [5]int{i.Rows, i.Entered, i.Amended, i.Same, i.Remarked} }

func (l *list) counted(i skill.Import, want [5]int) {
	l.t.Helper()
	if got := counts(i); got != want || i.Status != skill.ImportFinished {
		l.t.Errorf("%s: rows, entered, amended, same, remarked %v, want %v", i.Status, got, want)
	}
}

// of finds the application of a synthetic person: the one on the list, if any.
func (l *list) of(n int) skill.Application {
	l.t.Helper()
	p, err := l.s.Unscoped().PersonByDocument(l.t.Context(), testdb.Born(n).Document)
	l.must(p, err)
	all, err := store.List(l.t.Context(), l.s.Unscoped(), store.Applications{Plan: l.Plan.ID, Persons: []skill.PersonID{p.ID}}, store.Everything)
	l.must(all, err)
	if len(all) == 0 {
		l.t.Fatalf("person %d is not on the list", n)
	}
	for _, a := range all {
		if a.Status != skill.ApplicationWithdrawn && a.Status != skill.ApplicationSubstituted {
			return a
		}
	}
	return all[0]
}

func (l *list) is(n int, want skill.ApplicationStatus) {
	l.t.Helper()
	if got := l.of(n).Status; got != want {
		l.t.Errorf("person %d: %s, want %s", n, got, want)
	}
}

// reasons lists what an import said: "row reason".
func (l *list) reasons(i skill.Import) (out []string) {
	l.t.Helper()
	view := l.s.As(l.Actor(clerk))
	for r, err := range admission.Remarks(l.t.Context(), view, i.ID) {
		l.must(r, err)
		for _, m := range r.Remarks {
			if !strings.HasPrefix(m.Reason, "verdict.") {
				out = append(out, fmt.Sprint(r.Row, " ", m.Reason))
			}
		}
	}
	return out
}

func (l *list) says(i skill.Import, want ...string) {
	l.t.Helper()
	if got := l.reasons(i); !slices.Equal(got, want) {
		l.t.Errorf("remarks %q, want %q", got, want)
	}
}

func (l *list) total() int {
	l.t.Helper()
	n, err := store.Count(l.t.Context(), l.s.Unscoped(), store.Applications{Plan: l.Plan.ID})
	l.must(n, err)
	return n
}

var errPower = errors.New("the power went out")

var proof = skill.FileHash(strings.Repeat("ab", 32))

// cancel gives the plan up.
func (l *list) cancel(ctx context.Context, tx *store.Tx) error {
	p, err := tx.Locked().Plan(ctx, l.Plan.ID)
	if err != nil {
		return err
	}
	m, err := p.Cancel("样例")
	if err == nil {
		_, err = store.MoveOne(ctx, tx, p, m)
	}
	return err
}

// change stores a row that a test changed.
func change[T store.Noun](verb string, row *T) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error { return store.Change(ctx, tx, verb, row) }
}

// addPassports enters somebody whose document does not say when they were born.
func addPassports(ctx context.Context, tx *store.Tx) error {
	doc := skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber("Z9000001")}
	return store.Add(ctx, tx, &skill.Person{ID: skill.PersonID(tx.NewID()), Name: "样例护照", Document: doc, Born: day.Must("1990-01-01")})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
