package issuance_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/internal/testdb"
	"assay/office/issuance"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

func (o *office) result(i int) skill.Result {
	o.t.Helper()
	r, err := store.One(o.t.Context(), o.s.Unscoped(), store.Results{Applications: []skill.ApplicationID{o.apps[i].ID}})
	o.must(err)
	return r
}

func (o *office) setResult(i int, fn func(*skill.Result)) {
	o.t.Helper()
	id := o.result(i).ID
	change(o, func(r store.Reader) (skill.Result, error) { return r.Result(o.t.Context(), id) }, fn)
}

func (o *office) setPerson(i int, fn func(*skill.Person)) {
	o.t.Helper()
	change(o, func(r store.Reader) (skill.Person, error) { return r.Person(o.t.Context(), o.apps[i].Person) }, fn)
}

func (o *office) setApplication(i int, fn func(*skill.Application)) {
	o.t.Helper()
	change(o, func(r store.Reader) (skill.Application, error) {
		return r.Application(o.t.Context(), o.apps[i].ID)
	}, fn)
}

func (o *office) setSitting(i int, fn func(*skill.Sitting)) {
	o.t.Helper()
	change(o, func(r store.Reader) (skill.Sitting, error) {
		return store.One(o.t.Context(), r, store.Sittings{Applications: []skill.ApplicationID{o.apps[i].ID}, Part: skill.Theory})
	}, fn)
}

func (o *office) object(i int) {
	o.t.Helper()
	r := o.result(i)
	o.update(func(ctx context.Context, tx *store.Tx) error {
		one := skill.Objection{ID: skill.ObjectionID(tx.NewID()), Result: r.ID, Plan: r.Plan, Path: r.Path, Text: skill.Keep("异议"), By: r.Person}
		m, err := one.Raise()
		if err == nil {
			_, err = store.MoveOne(ctx, tx, one, m)
		}
		return err
	})
}

// What keeps one certificate keeps that one alone, and says why.
// Source: docs/architecture.md, Issuing; 人社鉴发〔2021〕1号, reference layout.
func TestLint(t *testing.T) {
	cases := []struct {
		want string
		harm func(o *office, i int)
	}{
		{"", func(*office, int) {}},
		{"parts: issuance.not_passed", func(o *office, i int) { o.setResult(i, func(r *skill.Result) { r.Passed = false }) }},
		{"parts: issuance.not_passed", func(o *office, i int) { o.setSitting(i, func(s *skill.Sitting) { s.Mark = 119 }) }}, // 59.5
		{"parts: issuance.scores_differ", func(o *office, i int) { o.setSitting(i, func(s *skill.Sitting) { s.Mark = 190 }) }},
		{"exam: issuance.no_exam_day", func(o *office, i int) { o.setSitting(i, func(s *skill.Sitting) { s.Session = "none" }) }},
		{"publicity: result.no_publicity", func(o *office, i int) { o.setResult(i, func(r *skill.Result) { r.PublicTo = day.Date{} }) }},
		{"publicity: result.publicity_runs", func(o *office, i int) {
			o.setResult(i, func(r *skill.Result) { r.PublicTo = day.Of(o.clock.Now()) }) // its last day belongs to it
		}},
		{"publicity: issuance.publicity_provisional", func(o *office, i int) { // no calendar of 2024 is shipped
			o.setResult(i, func(r *skill.Result) {
				r.Provisional, r.PublicFrom, r.PublicTo = true, day.Must("2024-12-27"), day.Must("2025-01-03")
			})
		}},
		{"", func(o *office, i int) { // the notice for its year was published since
			o.setResult(i, func(r *skill.Result) { r.Provisional = true })
		}},
		{"objection: issuance.objection_open", func(o *office, i int) { o.object(i) }},
		{"photo: issuance.photo_missing", func(o *office, i int) { o.setApplication(i, func(a *skill.Application) { a.Photo = "" }) }},
		{"photo: issuance.photo_lost", func(o *office, i int) { o.setApplication(i, func(a *skill.Application) { a.Photo = "0000" }) }},
		{"name: print.item_missing", func(o *office, i int) { o.setPerson(i, func(p *skill.Person) { p.Name = "" }) }},
		{"name: print.character_missing", func(o *office, i int) { o.setPerson(i, func(p *skill.Person) { p.Name = "样例𠮷" }) }},
		{"document.kind: print.item_missing", func(o *office, i int) { o.setPerson(i, func(p *skill.Person) { p.Document.Kind = "unknown" }) }},
		{"document.number: print.item_missing", func(o *office, i int) {
			o.setPerson(i, func(p *skill.Person) { p.Document.Number = skill.StoredIDNumber("") })
		}},
		{"name: print.item_missing, photo: issuance.photo_missing", func(o *office, i int) { // everything at once
			o.setPerson(i, func(p *skill.Person) { p.Name = "" })
			o.setApplication(i, func(a *skill.Application) { a.Photo = "" })
		}},
	}
	each(t, func(o *office) {
		report := o.examine(len(cases))
		want := map[skill.ApplicationID]string{}
		for i, c := range cases {
			c.harm(o, i)
			if c.want != "" {
				want[o.apps[i].ID] = c.want
			}
		}
		p := o.prepare(report.ID)
		if diff := cmp.Diff(want, stopped(p.Stopped)); diff != "" {
			t.Error(diff)
		}
		if p.Made != 2 || len(o.of(o.apps[0])) != 1 || len(o.of(o.apps[1])) != 0 {
			t.Errorf("prepared %+v", p)
		}
		o.setApplication(10, func(a *skill.Application) { a.Photo = o.photo }) // mended, and run again
		if p = o.prepare(report.ID); p.Made != 1 || p.Before != 2 || len(p.Stopped) != len(want)-1 {
			t.Errorf("prepared after mending: %d made, %d before, %d stopped", p.Made, p.Before, len(p.Stopped))
		}
	})
}

// What is wrong with the body keeps every certificate of the report.
// Source: docs/architecture.md, Issuing: scope on that day.
func TestLintBody(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		report := o.examine(1)
		body := func(fn func(*skill.Body)) func() {
			return func() {
				change(o, func(r store.Reader) (skill.Body, error) { return r.Body(ctx, o.Body.ID) }, fn)
			}
		}
		scope := func(fn func(*skill.Scope)) func() {
			return func() {
				change(o, func(r store.Reader) (skill.Scope, error) { return r.Scope(ctx, o.Scope.ID) }, fn)
			}
		}
		exam := day.Of(testdb.Start).AddDays(1)
		for _, c := range []struct {
			want       string
			harm, mend func()
		}{
			{"body: body.filing_over", body(func(b *skill.Body) { b.FiledTo = day.Of(o.clock.Now()).AddDays(-1) }), body(func(b *skill.Body) { b.FiledTo = day.Must("2029-12-31") })},
			{"body: body.out_of_scope", scope(func(s *skill.Scope) { s.Period.To = day.Of(o.clock.Now()).AddDays(-1) }), scope(func(s *skill.Scope) { s.Period.To = day.Must("2028-12-31") })},
			{"exam: issuance.exam_out_of_scope", scope(func(s *skill.Scope) { s.Period.From = exam.AddDays(1) }), scope(func(s *skill.Scope) { s.Period.From = exam })},
			{"seal: issuance.seal_lost", body(func(b *skill.Body) { b.Seal = "0000" }), body(func(b *skill.Body) { b.Seal = o.photo })},
			{"number: number.class.unknown", body(func(b *skill.Body) { b.Class = "J" }), body(func(b *skill.Body) { b.Class = "S" })},
			{"body: print.item_missing, number: attest.statement.missing", body(func(b *skill.Body) { b.Name = "" }), body(func(b *skill.Body) { b.Name = o.Body.Name })},
		} {
			c.harm()
			p := o.prepare(report.ID)
			if got := stopped(p.Stopped)[o.apps[0].ID]; got != c.want || p.Made != 0 {
				t.Errorf("got %q, want %q, made %d", got, c.want, p.Made)
			}
			c.mend()
		}
		unknown := *o.desk
		unknown.Occupation = func(skill.OccupationCode, day.Date) (o skill.Occupation, ok bool) { return o, false }
		p, err := unknown.Prepare(ctx, o.by(clerk), report.ID, nil)
		o.must(err)
		if got := stopped(p.Stopped)[o.apps[0].ID]; got != "occupation: issuance.occupation_unknown, occupation: print.item_missing" {
			t.Error(got)
		}
		if p := o.prepare(report.ID); p.Made != 1 {
			t.Errorf("mended: %+v", p)
		}
	})
}

// A draft that the records have left behind is not issued; preparing again
// drops it and makes another.
func TestStaleDraft(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		report := o.examine(2)
		o.prepare(report.ID)
		o.setPerson(0, func(p *skill.Person) { p.Name = "样例改" })
		n := o.issue(report.ID)
		if got := stopped(n.Stopped)[o.apps[0].ID]; got != "name: issuance.name_changed" || n.Issued != 1 {
			t.Errorf("issued %+v", n)
		}
		if p := o.prepare(report.ID); p.Made != 1 || p.Before != 1 {
			t.Errorf("prepared %+v", p)
		}
		change(o, func(r store.Reader) (skill.Body, error) { return r.Body(ctx, o.Body.ID) }, func(b *skill.Body) { b.Name = "样例省新评价机构" })
		n = o.issue(report.ID)
		if got := stopped(n.Stopped)[o.apps[0].ID]; got != "body: issuance.body_renamed" || n.Issued != 0 {
			t.Errorf("issued %+v", n)
		}
		o.prepare(report.ID)
		if n = o.issue(report.ID); n.Issued != 1 {
			t.Errorf("issued %+v", n)
		}
		dropped := o.certificates(store.Certificates{Applications: []skill.ApplicationID{o.apps[0].ID}, Status: []skill.CertificateStatus{skill.CertificateDiscarded}})
		if now := o.inForce(o.apps[0]); len(dropped) != 2 || now.Name != "样例改" || now.BodyName != "样例省新评价机构" {
			t.Errorf("%d dropped, in force of %s", len(dropped), now.BodyName)
		}
		o.gapless(2)
	})
}

func TestDiscard(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		report := o.examine(2)
		o.prepare(report.ID)
		one := o.of(o.apps[0])[0].ID
		o.refused("issuance.no_ground", o.desk.Discard(ctx, o.by(clerk), []skill.CertificateID{one}, " "))
		o.refused("actor.denied", o.desk.Discard(ctx, o.by(centreReviewer), []skill.CertificateID{one}, "照片不清楚"))
		o.refused("certificate.not_found", o.desk.Discard(ctx, o.by(clerk), []skill.CertificateID{one, "other"}, "照片不清楚"))
		o.must(o.desk.Discard(ctx, o.by(clerk), []skill.CertificateID{one}, "照片不清楚"))
		o.refused("certificate.wrong_state", o.desk.Discard(ctx, o.by(clerk), []skill.CertificateID{one}, "照片不清楚"))
		if n := o.issue(report.ID); n.Issued != 1 {
			t.Errorf("issued %+v", n)
		}
		if p := o.prepare(report.ID); p.Made != 1 || p.Before != 1 {
			t.Errorf("prepared %+v", p)
		}
	})
}

// Two who prepare one report at once make one draft a result.
func TestPrepareTwiceAtOnce(t *testing.T) {
	each(t, func(o *office) {
		report := o.examine(6)
		type answer struct {
			p   issuance.Prepared
			err error
		}
		answers := make(chan answer, 2)
		for range 2 {
			go func() {
				p, err := o.desk.Prepare(t.Context(), o.by(clerk), report.ID, nil)
				answers <- answer{p, err}
			}()
		}
		a, b := <-answers, <-answers
		if a.err != nil || b.err != nil || a.p.Made+b.p.Made != 6 || a.p.Before+b.p.Before != 6 {
			t.Errorf("%+v and %+v", a, b)
		}
		if all := o.certificates(store.Certificates{Reports: []skill.ReportID{report.ID}}); len(all) != 6 {
			t.Error(fmt.Sprint(len(all), " drafts"))
		}
	})
}
