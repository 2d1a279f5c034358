package issuance_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/attest"
	"assay/files"
	"assay/internal/testdb"
	"assay/office/examination"
	"assay/office/issuance"
	"assay/office/marking"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Seats of the batch's staff.
const (
	clerk = iota
	reviewer
	head
	centreReviewer
	centreApprover
)

// An office is an issuing desk with a batch whose certificates are due.
type office struct {
	testdb.Batch
	t     *testing.T
	s     *store.Store
	clock *testdb.Clock
	desk  *issuance.Desk
	photo skill.FileHash
	marks *marking.Desk
	exam  *examination.Desk
	apps  []skill.Application
}

// each runs fn on both engines.
func each(t *testing.T, fn func(o *office)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		o := &office{t: t, s: s, clock: clock, Batch: testdb.File(t, s)}
		o.desk = desk(t, s)
		hash, err := o.desk.Files.Put(t.Context(), strings.NewReader("a picture"), 100)
		o.must(err)
		o.photo = hash
		o.marks = &marking.Desk{Store: s, Policies: reference.Policies(), Calendar: reference.WorkingDays()}
		yes := func(string) bool { return true }
		o.exam = &examination.Desk{Store: s, Policies: reference.Policies(), Calendar: reference.WorkingDays(), Sets: yes, Works: func(skill.OccupationCode, day.Date) bool { return true }}
		fn(o)
	})
}

func desk(t testing.TB, s *store.Store) *issuance.Desk {
	t.Helper()
	folder, err := files.Open(t.TempDir(), s.Keys(), testdb.NewRand(7))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	return &issuance.Desk{
		Store: s, Keys: s.Keys(), Files: folder, Policies: reference.Policies(), Calendar: reference.WorkingDays(), Schemes: reference.NumberSchemes(),
		Rand: testdb.NewRand(8), Occupation: reference.Occupations().ByCode, Slow: make(chan struct{}, 2), Workers: 4,
		Missing: func(text string) (out []rune) {
			if strings.ContainsRune(text, '𠮷') {
				out = append(out, '𠮷')
			}
			return out
		},
		Paper: issuance.Paper{Host: "assay.example", CertificateURL: "https://assay.example/verify", BodyURL: "https://assay.example/bodies"},
	}
}

func (o *office) by(n int) store.By { return store.By{Actor: o.Actor(n)} }

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) refused(want string, err error) {
	o.t.Helper()
	if err == nil || skill.ReasonOf(err) != want {
		o.t.Errorf("got %v, want %s", err, want)
	}
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// update changes records as nobody of the office would.
func (o *office) update(fn func(ctx context.Context, tx *store.Tx) error) {
	o.t.Helper()
	testdb.Update(o.t, o.s, fn)
}

// change loads a row, changes it and stores it.
func change[T store.Noun](o *office, load func(store.Reader) (T, error), fn func(*T)) {
	o.t.Helper()
	o.update(func(ctx context.Context, tx *store.Tx) error {
		row, err := load(tx.Reader)
		if err != nil {
			return err
		}
		fn(&row)
		return store.Change(ctx, tx, "set", &row)
	})
}

// examine carries n candidates with photos from the list to a confirmed report:
// 80 in theory and 85 in operation.
func (o *office) examine(n int) skill.Report {
	o.t.Helper()
	ctx := o.t.Context()
	for i, part := range []skill.Part{skill.Theory, skill.Operation} {
		starts := o.clock.Now().Add(days(1 + i))
		_, err := o.exam.Hold(ctx, o.by(clerk), skill.Session{Plan: o.Plan.ID, Part: part, Attempt: 1, Starts: starts, Ends: starts.Add(2 * time.Hour), Place: "一号楼"})
		o.must(err)
	}
	o.apps = o.Enter(o.t, o.s, 0, n)
	for i := range o.apps {
		id := o.apps[i].ID
		change(o, func(r store.Reader) (skill.Application, error) { return r.Application(ctx, id) }, func(a *skill.Application) { a.Photo = o.photo })
	}
	_, err := o.exam.Start(ctx, o.by(clerk), o.Plan.ID)
	o.must(err)
	o.clock.Step(days(3))
	var rows []skill.MarkRow
	for _, a := range o.apps {
		rows = append(rows, skill.MarkRow{Application: a.ID, Part: skill.Theory, Kind: skill.SittingMarked, Mark: skill.Points(80)},
			skill.MarkRow{Application: a.ID, Part: skill.Operation, Kind: skill.SittingMarked, Mark: skill.Points(85)})
	}
	_, err = o.marks.Record(ctx, o.by(clerk), o.Plan.ID, rows)
	o.must(err)
	_, err = o.marks.Settle(ctx, o.by(reviewer), o.Plan.ID)
	o.must(err)
	_, until, err := o.marks.Publicise(ctx, o.by(reviewer), o.Plan.ID)
	o.must(err)
	o.clock.Set(until.Last.Time().Add(days(1)))
	return o.confirm()
}

func (o *office) confirm() skill.Report {
	o.t.Helper()
	ctx := o.t.Context()
	report, err := o.marks.Report(ctx, o.by(head), o.Plan.ID)
	o.must(err)
	_, err = o.desk.Prepare(ctx, o.by(head), report.ID, nil)
	o.refused("issuance.report_not_confirmed", err)
	_, err = o.marks.Check(ctx, o.by(centreReviewer), report.ID)
	o.must(err)
	report, err = o.marks.Confirm(ctx, o.by(centreApprover), report.ID)
	o.must(err)
	return report
}

func (o *office) prepare(report skill.ReportID) issuance.Prepared {
	o.t.Helper()
	p, err := o.desk.Prepare(o.t.Context(), o.by(clerk), report, nil)
	o.must(err)
	return p
}

func (o *office) issue(report skill.ReportID) issuance.Issued {
	o.t.Helper()
	n, err := o.desk.Issue(o.t.Context(), o.by(head), issuance.Order{Report: report}, nil)
	o.must(err)
	return n
}

func (o *office) certificates(f store.Certificates) []skill.Certificate {
	o.t.Helper()
	all, err := store.List(o.t.Context(), o.s.Unscoped(), f, store.Everything)
	o.must(err)
	return all
}

// of lists every certificate of one application.
func (o *office) of(a skill.Application) []skill.Certificate {
	o.t.Helper()
	return o.certificates(store.Certificates{Applications: []skill.ApplicationID{a.ID}})
}

// inForce is the one certificate of an application that is in force.
func (o *office) inForce(a skill.Application) skill.Certificate {
	o.t.Helper()
	var out []skill.Certificate
	for _, c := range o.of(a) {
		if c.InForce() {
			out = append(out, c)
		}
	}
	if len(out) != 1 {
		o.t.Fatalf("%d certificates in force, want one", len(out))
	}
	return out[0]
}

func (o *office) leaves(number string) (kinds []attest.EventKind) {
	o.t.Helper()
	all, err := o.s.Leaves(o.t.Context(), number)
	o.must(err)
	for _, l := range all {
		kinds = append(kinds, l.Kind)
	}
	return kinds
}

// stopped maps who was stopped to the reasons.
func stopped(all []issuance.Stopped) map[skill.ApplicationID]string {
	out := map[skill.ApplicationID]string{}
	for _, s := range all {
		var said []string
		for _, f := range s.Faults {
			said = append(said, f.Path+": "+f.Reason)
		}
		slices.Sort(said)
		out[s.Application] = strings.Join(said, ", ")
	}
	return out
}

// gapless fails unless the serials of all numbers are 1 … n, each once, and
// later ones were taken later.
func (o *office) gapless(n int) {
	o.t.Helper()
	prefix := o.Site.Prefix(o.Body) + "264"
	seen := map[string]bool{}
	for _, c := range o.certificates(store.Certificates{Site: o.Site.ID}) {
		if c.Number == "" {
			continue
		}
		if seen[c.Number] || !strings.HasPrefix(c.Number, prefix) {
			o.t.Errorf("number %s", c.Number)
		}
		seen[c.Number] = true
	}
	for i := range n {
		if want := fmt.Sprintf("%s%06d", prefix, i+1); !seen[want] {
			o.t.Errorf("no number %s", want)
		}
	}
	series, err := o.s.AllSeries(o.t.Context())
	o.must(err)
	if got := series[store.Series{Prefix: o.Site.Prefix(o.Body), Year: 2026, Level: skill.Level4}]; len(seen) != n || got != n+1 {
		o.t.Errorf("%d numbers, next %d, want %d", len(seen), got, n)
	}
}

// From a confirmed report to a certificate that a stranger can check.
// Source: docs/architecture.md, Issuing; decision 10.
func TestPrepareAndIssue(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		report := o.examine(3)
		_, err := o.desk.Prepare(ctx, o.by(centreReviewer), report.ID, nil)
		o.refused("actor.denied", err)
		said := 0
		p, err := o.desk.Prepare(ctx, o.by(clerk), report.ID, func(p issuance.Prepared) { said = p.Done() })
		o.must(err)
		if p.Total != 3 || p.Made != 3 || p.Before != 0 || len(p.Stopped) != 0 || said != 3 {
			t.Errorf("prepared %+v, said %d", p, said)
		}
		if p = o.prepare(report.ID); p.Made != 0 || p.Before != 3 {
			t.Errorf("prepared again %+v", p)
		}
		_, err = o.desk.Issue(ctx, o.by(clerk), issuance.Order{Report: report.ID}, nil)
		o.refused("actor.denied", err)
		n := o.issue(report.ID)
		if n.Issued != 3 || n.First != "S000044012345264000001" || n.Last != "S000044012345264000003" {
			t.Errorf("issued %+v", n)
		}
		if n = o.issue(report.ID); n.Issued != 0 || len(n.Stopped) != 0 {
			t.Errorf("issued again %+v", n)
		}
		if p = o.prepare(report.ID); p.Made != 0 || p.Before != 3 {
			t.Errorf("prepared after issue %+v", p)
		}
		o.gapless(3)
		o.verifies(o.of(o.apps[0])[0])
	})
}

// verifies checks what is printed and what is given as a file without records.
func (o *office) verifies(c skill.Certificate) {
	o.t.Helper()
	ctx := o.t.Context()
	person, err := o.s.Unscoped().Person(ctx, c.Person)
	o.must(err)
	v, err := o.desk.View(ctx, o.Actor(clerk), c.ID)
	o.must(err)
	file, err := o.desk.StatementFile(ctx, o.Actor(clerk), c.ID)
	o.must(err)
	for _, form := range []string{v.QR, string(file)} {
		out, err := attest.Verify([]byte(form), attest.Question{
			Keys: o.s.Keys().Public(), Name: person.Name, Number: person.Document.Number.Reveal(), Kinds: []skill.DocumentKind{person.Document.Kind},
		})
		o.must(err)
		if out.Signature != attest.Good || out.Holder != attest.Same || out.Certificate.Number != c.Number {
			o.t.Errorf("%+v", out)
		}
	}
	if v.Number != c.Number || v.Name != person.Name || !v.Document.Equal(person.Document) || v.Occupation != "电工" || v.Photo != o.photo ||
		v.Body != o.Body.Name || v.Level != skill.Level4 || v.Issued != day.Of(o.clock.Now()) || v.CertificateURL == "" || v.BodyURL == "" || v.Specimen {
		o.t.Errorf("view %+v", v)
	}
	if got := o.leaves(c.Number); !slices.Equal(got, []attest.EventKind{attest.Issued}) {
		o.t.Errorf("leaves %v", got)
	}
	stranger := skill.Actor{Person: "x", Grants: []skill.Grant{{Role: skill.RoleHead, Path: "/45/"}}}
	_, err = o.desk.View(ctx, stranger, c.ID)
	o.refused("certificate.not_found", err)
	for _, role := range []skill.Role{skill.RoleAssessor, skill.RoleAudit} { // neither page nor statement is for them
		other := skill.Actor{Person: "x", Strong: true, Grants: []skill.Grant{{Role: role, Path: o.Body.Path}}}
		_, err = o.desk.View(ctx, other, c.ID)
		o.refused("certificate.not_found", err)
		_, err = o.desk.StatementFile(ctx, other, c.ID)
		o.refused("certificate.not_found", err)
	}
	holder := skill.Actor{Person: c.Person}
	_, err = o.desk.View(ctx, holder, c.ID)
	o.must(err)
}
