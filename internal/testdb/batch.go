package testdb

import (
	"cmp"
	"context"
	"fmt"
	"testing"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Batch is a filed body with its site, scope and staff, and a plan.
type Batch struct {
	Body  skill.Body
	Site  skill.Site
	Scope skill.Scope
	Plan  skill.Plan
	Staff []skill.Person // in the order of seats

	OccupationName string // on certificates; that of an electrician where it is empty
}

// System is who fixtures act as.
func System() store.By { return store.By{Actor: skill.Program("/")} }

// Update runs one change as the system and ends the test where it fails.
func Update(t testing.TB, s *store.Store, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), System(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// Born makes the n-th synthetic person: an area that is nobody's, and a number
// whose check character is right.
func Born(n int) skill.Person {
	born, _ := day.New(1990-n/336000, n/28000%12+1, n/1000%28+1)
	digits := fmt.Sprintf("659012%04d%02d%02d%03d", born.Year(), born.Month(), born.Day(), n%1000)
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	doc := skill.Document{Kind: skill.ResidentID, Number: skill.StoredIDNumber(digits + string("10X98765432"[sum%11]))}
	return skill.Person{
		Name: fmt.Sprintf("样例%s", chinese(n)), Romanised: "YANG LI", Document: doc, Born: born, Sex: doc.Sex(),
		Phone: skill.Keep(fmt.Sprintf("1990000%04d", n%10000)), Address: skill.Keep("示例省示例市样例路" + chinese(n) + "号"),
	}
}

func chinese(n int) string {
	out := ""
	for _, c := range fmt.Sprint(n) {
		out += string([]rune("零一二三四五六七八九")[c-'0'])
	}
	return out
}

// File makes a Batch: body, site, scope, staff with their grants, plan.
func File(t testing.TB, s *store.Store) (b Batch) {
	t.Helper()
	Update(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
		b, err = file(ctx, tx)
		return err
	})
	return b
}

func file(ctx context.Context, tx *store.Tx) (b Batch, err error) {
	id := tx.NewID()
	path := skill.OrgPath("/44/" + id[24:] + "/")
	body := skill.Body{
		ID: skill.BodyID(id), Path: path, Name: "样例省示范评价机构", USCC: "91440000MA0000007P", Class: "S", Code: "0000",
		Province: "44", FiledTo: day.Must("2029-12-31"),
	}
	m, err := body.File()
	if err != nil {
		return b, err
	}
	if b.Body, err = store.MoveOne(ctx, tx, body, m); err != nil {
		return b, err
	}
	b.Site = skill.Site{ID: skill.SiteID(tx.NewID()), Body: body.ID, Path: path, Name: "第一考点", Serial: "012345"}
	b.Scope = skill.Scope{
		ID: skill.ScopeID(tx.NewID()), Body: body.ID, Path: path, Site: b.Site.ID, Occupation: "6-31-01-03",
		Level: skill.Level4, Period: day.Period{From: day.Must("2025-01-01"), To: day.Must("2028-12-31")},
	}
	if err := store.Add(ctx, tx, &b.Site); err != nil {
		return b, err
	}
	if err := store.Add(ctx, tx, &b.Scope); err != nil {
		return b, err
	}
	if b.Staff, err = staff(ctx, tx, path); err != nil {
		return b, err
	}
	plan := skill.Plan{
		ID: skill.PlanID(tx.NewID()), Body: body.ID, Site: b.Site.ID, Path: path, Title: "样例批次", Occupation: "6-31-01-03",
		Level: skill.Level4, Set: "national-2023", Parts: []skill.Part{skill.Theory, skill.Operation},
	}
	m, err = plan.File(skill.Standing{Body: b.Body, Scopes: []skill.Scope{b.Scope}}, tx.Today())
	if err != nil {
		return b, err
	}
	b.Plan, err = store.MoveOne(ctx, tx, plan, m)
	return b, err
}

// seats are the roles of a body's and its centre's people, and where they hold.
func seats(body skill.OrgPath) []skill.Grant {
	return []skill.Grant{
		{Role: skill.RoleClerk, Path: body}, {Role: skill.RoleReviewer, Path: body}, {Role: skill.RoleHead, Path: body},
		{Role: skill.RoleCentreReviewer, Path: "/44/"}, {Role: skill.RoleCentreApprover, Path: "/44/"},
		{Role: skill.RoleSystem, Path: "/44/"}, {Role: skill.RoleSecurity, Path: "/44/"},
	}
}

func staff(ctx context.Context, tx *store.Tx, path skill.OrgPath) ([]skill.Person, error) {
	var out []skill.Person
	tail := tx.NewID()
	for i, at := range seats(path) {
		p := skill.Person{
			ID: skill.PersonID(tx.NewID()), Seen: true, Name: "样例员" + chinese(i), Born: day.Must(fmt.Sprintf("198%d-01-01", i)),
			Document: skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber(fmt.Sprintf("Z%d%s", i, tail[24:]))},
		}
		g := skill.Grant{ID: skill.GrantID(tx.NewID()), Person: p.ID, Role: at.Role, Path: at.Path}
		if err := store.Add(ctx, tx, &p); err != nil {
			return nil, err
		}
		if err := store.Add(ctx, tx, &g); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Actor is the n-th of the staff with their grant, their second factor shown:
// clerk, reviewer, head, centre's reviewer, centre's approver, and the system and
// the security administrator.
func (b Batch) Actor(n int) skill.Actor {
	g := seats(b.Body.Path)[n]
	g.Person = b.Staff[n].ID
	return skill.Actor{Person: g.Person, Strong: true, Grants: []skill.Grant{g}}
}

// Enter enters n candidates, the first being synthetic person number from, each
// with an accepted application.
func (b Batch) Enter(t testing.TB, s *store.Store, from, n int) (out []skill.Application) {
	t.Helper()
	Update(t, s, func(ctx context.Context, tx *store.Tx) error {
		out = nil
		people := make([]*skill.Person, n)
		moves := make([]store.Moved[skill.Application], n)
		for i := range n {
			p := Born(from + i)
			p.ID = skill.PersonID(tx.NewID())
			people[i] = &p
			moves[i].Row = skill.Application{
				ID: skill.ApplicationID(tx.NewID()), Plan: b.Plan.ID, Path: b.Plan.Path, Person: p.ID, Row: i + 2, Set: b.Plan.Set,
				Facts: skill.Keep(`{"name":"` + p.Name + `","born":"` + p.Born.String() + `"}`), Outcome: skill.Met, Clause: "4.2",
				Verdict: `{"outcome":"met"}`, Judged: tx.Today().String(),
			}
		}
		if err := store.Add(ctx, tx, people...); err != nil {
			return err
		}
		for _, verb := range []func(skill.Application) (skill.Move, error){skill.Application.Enter, skill.Application.Accept} {
			if err := moveAll(ctx, tx, moves, verb); err != nil {
				return err
			}
		}
		for _, m := range moves {
			out = append(out, m.Row)
		}
		return nil
	})
	return out
}

func moveAll[T store.Noun](ctx context.Context, tx *store.Tx, rows []store.Moved[T], verb func(T) (skill.Move, error)) error {
	for i := range rows {
		m, err := verb(rows[i].Row)
		if err != nil {
			return err
		}
		rows[i].Move = m
	}
	lost, err := store.Move(ctx, tx, rows)
	if err == nil && len(lost) > 0 {
		err = fmt.Errorf("%d moves lost", len(lost))
	}
	return err
}

// Prepare carries accepted applications on to prepared certificates, with
// settled results in one report.
func (b Batch) Prepare(t testing.TB, s *store.Store, all []skill.Application) (out []skill.Certificate) {
	t.Helper()
	Update(t, s, func(ctx context.Context, tx *store.Tx) error {
		report := skill.Report{ID: skill.ReportID(tx.NewID()), Plan: b.Plan.ID, Body: b.Body.ID, Path: b.Plan.Path, Count: len(all), On: tx.Today(), Reporter: b.Staff[2].ID}
		m, err := report.Hand()
		if err != nil {
			return err
		}
		if report, err = store.MoveOne(ctx, tx, report, m); err != nil {
			return err
		}
		results := make([]store.Moved[skill.Result], len(all))
		certs := make([]store.Moved[skill.Certificate], len(all))
		for i, a := range all {
			p, err := tx.Person(ctx, a.Person)
			if err != nil {
				return err
			}
			results[i].Row = skill.Result{
				ID: skill.ResultID(tx.NewID()), Application: a.ID, Plan: a.Plan, Path: a.Path, Person: a.Person, Passed: true, Band: skill.BandGood, Report: report.ID,
				Scores: []skill.PartScore{{Part: skill.Theory, Attempt: 1, Kind: skill.SittingMarked, Mark: 165}},
			}
			certs[i].Row = b.Draft(a, p, results[i].Row, skill.CertificateID(tx.NewID()))
		}
		if err := moveAll(ctx, tx, results, skill.Result.Settle); err != nil {
			return err
		}
		if err := moveAll(ctx, tx, certs, skill.Certificate.Prepare); err != nil {
			return err
		}
		out = nil
		for _, c := range certs {
			out = append(out, c.Row)
		}
		return nil
	})
	return out
}

// Draft is a certificate as Prepare would compose it.
func (b Batch) Draft(a skill.Application, p skill.Person, r skill.Result, id skill.CertificateID) skill.Certificate {
	return skill.Certificate{
		ID: id, Application: a.ID, Result: r.ID, Report: r.Report, Body: b.Body.ID, Site: b.Site.ID, Scope: b.Scope.ID,
		Path: a.Path, Person: p.ID, Kind: "skill-level", BodyName: b.Body.Name, Name: p.Name, Romanised: p.Romanised, Document: p.Document,
		Occupation: b.Plan.Occupation, OccupationName: cmp.Or(b.OccupationName, "电工"), Level: b.Plan.Level, Photo: "00",
		NameSalt: [16]byte{1}, NameCommitment: [16]byte{2}, DocSalt: [16]byte{3}, DocCommitment: [16]byte{4},
	}
}
