package admission_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// An applicant is somebody who applies for himself.
type applicant struct {
	*list
	skill.Person
}

// applicant has consented to what applying needs, as the page asks for it first.
func (l *list) applicant(n int) applicant {
	l.t.Helper()
	a := l.newcomer(n)
	for _, purpose := range []string{"document", "portrait"} {
		a.agrees(purpose)
	}
	return a
}

// newcomer is somebody who consented to nothing yet.
func (l *list) newcomer(n int) applicant {
	l.t.Helper()
	p := testdb.Born(n)
	testdb.Update(l.t, l.s, func(ctx context.Context, tx *store.Tx) error {
		p.ID = skill.PersonID(tx.NewID())
		return store.Add(ctx, tx, &p)
	})
	return applicant{l, p}
}

// agrees is one's own consent to one purpose of the notice in use.
func (a applicant) agrees(purpose string) (c skill.Consent) {
	a.t.Helper()
	testdb.Update(a.t, a.s, func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = tx.GiveConsent(ctx, skill.Consent{Person: a.ID, Purpose: purpose, Edition: a.desk.Edition, Separate: true})
		return err
	})
	return c
}

func (a applicant) me() store.By { return store.By{Actor: skill.Actor{Person: a.ID}} }

// keeps states what a dossier holds.
func (a applicant) keeps(facts skill.Dossier) {
	a.t.Helper()
	k, err := a.desk.MyDossier(a.t.Context(), a.me().Actor)
	a.must(k, err)
	a.must(a.desk.KeepDossier(a.t.Context(), a.me(), k.Version, facts))
}

// elevenYears is eleven years in the occupation: clause 4.1, once somebody saw the proof.
func elevenYears() skill.Dossier {
	return skill.Dossier{Employment: []skill.Employment{{Period: day.Period{From: day.Must("2015-01-01")}, Occupation: "6-31-01-03", Employer: "样例公司"}}}
}

func (a applicant) drafts() skill.Application {
	a.t.Helper()
	app, err := a.desk.Draft(a.t.Context(), a.me(), a.Plan.ID)
	a.must(app, err)
	return app
}

func (a applicant) attaches(id skill.ApplicationID, kinds ...skill.Material) {
	a.t.Helper()
	for _, kind := range kinds {
		a.must(a.desk.Attach(a.t.Context(), a.me(), id, kind, []byte(string(kind)+string(a.ID[30:]))))
	}
}

func (a applicant) submits(id skill.ApplicationID) skill.Application {
	a.t.Helper()
	app, err := a.desk.Submit(a.t.Context(), a.me(), id)
	a.must(app, err)
	return app
}

// base is what every application needs, and one that rests on years of work.
var base = []skill.Material{"registration-form", "id-copy", "photo", "work-proof"}

// applies is an application handed in with everything.
func (a applicant) applies() skill.Application {
	a.t.Helper()
	a.keeps(elevenYears())
	app := a.drafts()
	a.attaches(app.ID, base...)
	return a.submits(app.ID)
}

// named lists the places of an error's fields with what is wrong there.
func named(err error) (out []string) {
	if fault, ok := errors.AsType[*skill.Error](err); ok {
		for _, f := range fault.Fields {
			out = append(out, f.Path+" "+f.Reason)
		}
	}
	return out
}

func (l *list) same(want, got any) {
	l.t.Helper()
	if fmt.Sprint(want) != fmt.Sprint(got) {
		l.t.Errorf("got %v, want %v", got, want)
	}
}

// A dossier survives whoever lost their session; it is its person's alone; two
// windows do not overwrite each other; and every fault is named with its place.
// Source: docs/commands.md, Dossier; docs/rules.md, Applications.
func TestADossierIsKept(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a, b := l.applicant(1), l.applicant(2)
		k, err := l.desk.MyDossier(ctx, a.me().Actor)
		l.must(k, err)
		l.same(skill.AllSubjects.Words(), k.Facts.Unknown.Words())
		a.keeps(elevenYears())
		k, err = l.desk.MyDossier(ctx, a.me().Actor)
		l.must(k, err)
		if k.Version != 1 || len(k.Facts.Employment) != 1 || !k.Facts.Employment[0].Claimed || k.Facts.Born != a.Born {
			t.Errorf("kept %+v", k)
		}
		_, err = l.desk.KeepDossier(ctx, a.me(), 0, skill.Dossier{})
		l.refused("row.changed", err)
		other, err := l.desk.MyDossier(ctx, b.me().Actor)
		l.must(other, err)
		if other.Version != 0 || len(other.Facts.Employment) != 0 {
			t.Errorf("another's dossier: %+v", other)
		}
		_, err = l.desk.MyDossier(ctx, skill.Actor{Account: "somebody"})
		l.refused("actor.unjoined", err)
		_, err = l.desk.KeepDossier(ctx, a.me(), 1, skill.Dossier{
			Attested: []skill.Judgement{skill.Teaching}, Titles: []skill.Title{{Grade: skill.TitleJunior}}, Apprenticeship: day.Must("1980-01-01"),
			Employment: []skill.Employment{
				{Period: day.Period{From: day.Must("2031-01-01")}, Occupation: "9-99-99-99"},
				{Employer: strings.Repeat("长", 201)},
			},
			Certificates: []skill.HeldCertificate{{Kind: skill.KindSkillLevel, Issued: day.Must("1970-01-01")}},
		})
		l.refused("dossier.faulty", err)
		l.same([]string{
			"dossier.attested dossier.attested.denied", "dossier.employment[0].from date.future", "dossier.employment[0].occupation occupation.not_found",
			"dossier.employment[1].from field.required", "dossier.employment[1].employer text.too_long", "dossier.certificates[0].issued date.before_birth",
			"dossier.titles[0].awarded field.required", "dossier.apprenticeship.completed date.before_birth",
		}, named(err))
		large := skill.Dossier{}
		for range 200 {
			large.Employment = append(large.Employment, skill.Employment{Period: day.Period{From: day.Must("2015-01-01")}, Employer: strings.Repeat("长", 200)})
		}
		_, err = l.desk.KeepDossier(ctx, a.me(), 1, large)
		l.refused("dossier.too_large", err)
	})
}

// My path: which levels are open, when the next one opens, and what is missing on
// each route. A certificate of this register is known; what somebody says of
// himself is at best for a reviewer.
// Source: national-2023, levels 5 to 3.
func TestMyPath(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a := l.applicant(1)
		a.keeps(skill.Dossier{Employment: []skill.Employment{{Period: day.Period{From: day.Must("2023-01-01")}, Occupation: "6-31-01-03"}}})
		p, err := l.desk.MyPath(ctx, a.me().Actor, "电工", "national-2023")
		l.must(p, err)
		l.same([]skill.Level{skill.Level5}, p.Open())
		next, ok := p.Next()
		if !ok || next.Level != skill.Level4 || next.Earliest.String() != "2028-01-01" || next.Clauses[0].Clause.Source == "" {
			t.Errorf("next %v %s by %s", ok, next.Level, next.Earliest)
		}
		apps := l.Enter(t, l.s, 7, 1)
		cert := l.Issue(t, l.s, apps, 1)[0]
		holder := skill.Actor{Person: apps[0].Person}
		p, err = l.desk.MyPath(ctx, holder, "6-31-01-03", "national-2023")
		l.must(p, err)
		if len(p.Kept.Known) != 1 || p.Kept.Known[0].Number != cert.Number || p.Kept.Known[0].Claimed {
			t.Errorf("known %+v", p.Kept.Known)
		}
		_, err = l.desk.MyPath(ctx, holder, "9-99", "national-2023")
		l.refused("occupation.not_found", err)
	})
}

// From a draft to the list: begun once, seen by nobody else, what is missing is
// named, and what was handed in twice is handed in once.
// Source: docs/rules.md, Applications.
func TestApply(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a, b := l.applicant(1), l.applicant(2)
		a.keeps(elevenYears())
		app := a.drafts()
		if again := a.drafts(); again.ID != app.ID || again.Version != app.Version {
			t.Errorf("a second draft %s beside %s", again.ID, app.ID)
		}
		_, err := l.s.As(l.Actor(reviewer)).Application(ctx, app.ID)
		l.refused("application.not_found", err)
		_, err = l.s.As(l.Actor(reviewer)).Person(ctx, a.ID)
		l.refused("person.not_found", err)
		_, err = l.desk.Attach(ctx, b.me(), app.ID, "diploma", []byte("x"))
		l.refused("actor.denied", err)
		_, err = l.desk.Submit(ctx, b.me(), app.ID)
		l.refused("actor.not_own", err)
		_, err = l.desk.Withdraw(ctx, l.by(clerk), app.ID, "看错")
		l.refused("application.not_found", err)
		_, err = l.desk.Submit(ctx, a.me(), app.ID)
		l.refused("application.materials_missing", err)
		l.same([]string{"materials.registration-form material.missing", "materials.id-copy material.missing", "materials.photo material.missing", "materials.work-proof material.missing"}, named(err))
		a.attaches(app.ID, "registration-form", "id-copy", "photo")
		a.attaches(app.ID, "id-copy") // the same file is there already
		_, err = l.desk.Attach(ctx, a.me(), app.ID, "passport-of-a-dog", []byte("x"))
		l.refused("material.unknown", err)
		_, err = l.desk.Attach(ctx, a.me(), app.ID, "diploma", []byte("program"))
		l.refused("file.empty", err)
		_, err = l.desk.Submit(ctx, a.me(), app.ID)
		l.same([]string{"materials.work-proof material.missing"}, named(err))
		a.attaches(app.ID, "work-proof")
		list, err := l.desk.Checklist(ctx, a.me().Actor, app.ID)
		l.must(list, err)
		if list.Verdict.Outcome != skill.Met || list.Verdict.Clause != "4.1" || len(list.Items) != 6 || len(list.Items[1].Evidence) != 1 {
			t.Errorf("checklist %s %s, %d items", list.Verdict.Outcome, list.Verdict.Clause, len(list.Items))
		}
		done := a.submits(app.ID)
		if done.Status != skill.ApplicationEntered || done.Outcome != skill.Met || done.Photo == "" {
			t.Errorf("handed in: %+v", done)
		}
		if again := a.submits(app.ID); again.Version != done.Version {
			t.Errorf("handed in twice: version %d, %d", done.Version, again.Version)
		}
		_, err = l.desk.Draft(ctx, a.me(), l.Plan.ID)
		l.refused("application.listed", err)
		_, err = l.desk.Attach(ctx, a.me(), app.ID, "diploma", []byte("late"))
		l.refused("application.not_in_hand", err)
		l.must(l.s.As(l.Actor(reviewer)).Application(ctx, app.ID))
		// He meets a clause by what he says himself: a person looks at the proof.
		n, err := l.desk.Decide(ctx, l.by(clerk), l.Plan.ID)
		l.must(n, err)
		l.same(admission.Decided{Review: 1}, n)
		got, err := l.desk.Accept(ctx, l.by(reviewer), app.ID, admission.Finding{Version: done.Version, Ground: "社保记录属实", Claims: []skill.Fact{{Subject: "employment", Index: 0}}})
		l.must(got, err)
		if got.Status != skill.ApplicationAccepted || got.Outcome != skill.Met || got.Office != skill.OfficeBody || !got.Proof.Valid() {
			t.Errorf("accepted: %+v", got)
		}
	})
}

// Who comes with a certificate of this register needs no copy of it; a roster
// leaves alone who applied himself; a list that was closed takes nobody.
func TestApplyingBesideARoster(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a := l.applicant(1)
		app := a.drafts()
		i := l.load(l.file(met(1))) // a draft is on no list
		l.counted(i, [5]int{1, 1, 0, 0, 0})
		a.attaches(app.ID, base...)
		_, err := l.desk.Submit(ctx, a.me(), app.ID)
		l.refused("application.exists", err)
		b := l.applicant(2)
		b.applies()
		l.says(l.load(l.file(met(2))), "2 row.own_application")
		c := l.applicant(3)
		late := c.drafts()
		testdb.Update(t, l.s, l.cancel)
		_, err = l.desk.Submit(ctx, c.me(), late.ID)
		l.refused("plan.wrong_state", err)
		_, err = l.desk.Draft(ctx, l.applicant(4).me(), l.Plan.ID)
		l.refused("plan.wrong_state", err)
	})
}

// A body that was suspended takes no application, and hands none in.
func TestNobodyAppliesToASuspendedBody(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a := l.applicant(1)
		app := a.drafts()
		testdb.Update(t, l.s, func(ctx context.Context, tx *store.Tx) error {
			b, err := tx.Locked().Body(ctx, l.Body.ID)
			if err != nil {
				return err
			}
			m, err := b.Suspend("样例")
			if err == nil {
				_, err = store.MoveOne(ctx, tx, b, m)
			}
			return err
		})
		_, err := l.desk.Submit(ctx, a.me(), app.ID)
		l.refused("body.not_filed", err)
		_, err = l.desk.Draft(ctx, l.applicant(2).me(), l.Plan.ID)
		l.refused("body.not_filed", err)
	})
}

// Returned with what is wrong and until when, corrected in time, handed in again;
// after the last day it is too late.
// Source: 行政许可法 art. 32, by analogy; docs/rules.md, Applications.
func TestReturnAndCorrect(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a, b := l.applicant(1), l.applicant(2)
		app := a.applies()
		ask := []skill.Ask{{At: "materials.work-proof", Words: "缺少单位盖章"}, {At: "employment[0]", Words: "起始日期与社保不符"}}
		give := func(by int, r admission.Returning) error {
			_, err := l.desk.Return(ctx, l.by(by), app.ID, r)
			return err
		}
		l.refused("actor.denied", give(clerk, admission.Returning{Version: app.Version, Asks: ask}))
		l.refused("application.other_office", give(centreReviewer, admission.Returning{Version: app.Version, Asks: ask}))
		l.refused("application.no_asks", give(reviewer, admission.Returning{Version: app.Version}))
		l.refused("application.ask_place", give(reviewer, admission.Returning{Version: app.Version, Asks: []skill.Ask{{At: "somewhere", Words: "x"}}}))
		l.refused("application.due_past", give(reviewer, admission.Returning{Version: app.Version, Asks: ask, Due: day.Must("2026-11-19")}))
		l.refused("row.changed", give(reviewer, admission.Returning{Version: 99, Asks: ask}))
		l.must(nil, give(reviewer, admission.Returning{Version: app.Version, Asks: ask}))
		app = l.of(1)
		if app.Status != skill.ApplicationReturned || app.Due.String() != "2026-11-27" || app.Office != skill.OfficeBody {
			t.Errorf("returned until %s by %s: %s", app.Due, app.Office, app.Status)
		}
		l.refused("application.wrong_state", give(reviewer, admission.Returning{Version: app.Version, Asks: ask}))
		list, err := l.desk.Checklist(ctx, a.me().Actor, app.ID)
		l.must(list, err)
		i := slices.IndexFunc(list.Items, func(m admission.ChecklistItem) bool { return m.Material == "work-proof" })
		l.same("缺少单位盖章", list.Items[i].Words)
		l.must(l.desk.Drop(ctx, a.me(), list.Items[i].Evidence[0].ID))
		_, err = l.desk.Submit(ctx, a.me(), app.ID)
		l.same([]string{"materials.work-proof material.missing"}, named(err))
		a.must(l.desk.Attach(ctx, a.me(), app.ID, "work-proof", []byte("stamped")))
		again := a.submits(app.ID)
		if again.Status != skill.ApplicationEntered || len(again.Asks) != 0 || !again.Due.IsZero() {
			t.Errorf("handed in again: %+v", again)
		}
		app = b.applies()
		l.must(nil, give(reviewer, admission.Returning{Version: app.Version, Asks: ask, Due: day.Must("2026-11-21")}))
		l.clock.Step(72 * time.Hour)
		_, err = l.desk.Submit(ctx, b.me(), app.ID)
		l.refused("application.correction_late", err)
	})
}

// checkedByCentre has the centre of the province check every application.
func (l *list) checkedByCentre() {
	l.desk.Policies = append(slices.Clone(l.desk.Policies), skill.Policy{Key: skill.PolicyCentreCheck, Region: "44", Levels: []skill.Level{skill.Level4}})
}

// Where the policy asks for it the centre checks after the body, by another human
// under whatever document.
// Source: 湖南省职业技能鉴定工作流程 (2005): first examination, then check.
func TestTheCentreChecks(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.checkedByCentre()
		finding := func(a skill.Application) admission.Finding {
			return admission.Finding{Version: a.Version, Ground: "属实", Proof: proof, Claims: []skill.Fact{{Subject: "employment", Index: 0}}}
		}
		var apps []skill.Application
		for n := range 3 {
			a := l.applicant(n + 1).applies()
			passed, err := l.desk.Accept(ctx, l.by(reviewer), a.ID, finding(a))
			l.must(passed, err)
			l.same(skill.ApplicationPassed, passed.Status)
			apps = append(apps, passed)
		}
		l.load(l.file(met(20)))
		l.must(l.desk.Decide(ctx, l.by(clerk), l.Plan.ID))
		l.is(20, skill.ApplicationPassed)

		_, err := l.desk.Confirm(ctx, l.by(reviewer), apps[0].ID, apps[0].Version)
		l.refused("actor.denied", err)
		// The body's reviewer works at the centre too, under another document.
		twin := l.Staff[reviewer]
		testdb.Update(t, l.s, func(ctx context.Context, tx *store.Tx) error {
			twin.ID, twin.Version = skill.PersonID(tx.NewID()), 0
			twin.Document = skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber("Z99" + string(twin.ID[24:]))}
			return store.Add(ctx, tx, &twin)
		})
		both := store.By{Actor: skill.Actor{Person: twin.ID, Strong: true, Grants: []skill.Grant{{Role: skill.RoleCentreReviewer, Path: "/44/"}}}}
		_, err = l.desk.Confirm(ctx, both, apps[0].ID, apps[0].Version)
		l.refused("person.same_human", err)
		_, err = l.desk.Decline(ctx, both, apps[0].ID, apps[0].Version, "材料不全")
		l.refused("person.same_human", err)
		got, err := l.desk.Confirm(ctx, l.by(centreReviewer), apps[0].ID, apps[0].Version)
		l.must(got, err)
		if got.Status != skill.ApplicationAccepted || got.Checker != l.Staff[centreReviewer].ID || got.Office != skill.OfficeCentre {
			t.Errorf("checked: %+v", got)
		}
		_, err = l.desk.Decline(ctx, l.by(centreReviewer), apps[1].ID, apps[1].Version, "")
		l.refused("review.no_ground", err)
		got, err = l.desk.Decline(ctx, l.by(centreReviewer), apps[1].ID, apps[1].Version, "证明与社保不符")
		l.must(got, err)
		// Whoever refused does not overrule himself; somebody else does, and then a
		// person looks at it again, no rule.
		_, err = l.desk.Reopen(ctx, l.by(centreReviewer), got.ID, got.Version, "再看")
		l.refused("person.same_human", err)
		got, err = l.desk.Reopen(ctx, l.by(centreReviewer+1), got.ID, got.Version, "申诉成立")
		l.must(got, err)
		l.must(l.desk.Decide(ctx, l.by(clerk), l.Plan.ID))
		l.is(2, skill.ApplicationEntered)
		_, err = l.desk.Return(ctx, l.by(reviewer), apps[2].ID, admission.Returning{Version: apps[2].Version, Asks: []skill.Ask{{At: "materials.id-copy", Words: "看不清"}}})
		l.refused("application.other_office", err)
		got, err = l.desk.Return(ctx, l.by(centreReviewer), apps[2].ID, admission.Returning{Version: apps[2].Version, Asks: []skill.Ask{{At: "materials.id-copy", Words: "看不清"}}})
		l.must(got, err)
		l.same(skill.OfficeCentre, got.Office)
	})
}

// A body of a province that asks for it brings its own papers before it finds for
// a technician.
// Source: 湘劳社发〔2002〕99号, annexes, as data.
func TestWhatTheBodyBrings(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		for i := range l.desk.Materials {
			if l.desk.Materials[i].Side == skill.MaterialOfBody {
				l.desk.Materials[i].Region, l.desk.Materials[i].Levels = "44", nil
			}
		}
		a := l.applicant(1).applies()
		f := admission.Finding{Version: a.Version, Ground: "属实", Proof: proof, Claims: []skill.Fact{{Subject: "employment", Index: 0}}}
		_, err := l.desk.Accept(ctx, l.by(reviewer), a.ID, f)
		l.refused("application.materials_missing", err)
		l.same([]string{"materials.training-plan material.missing", "materials.appraisal-scheme material.missing", "materials.approval-form material.missing"}, named(err))
		for _, kind := range []skill.Material{"training-plan", "appraisal-scheme", "approval-form"} {
			l.must(l.desk.Attach(ctx, l.by(clerk), a.ID, kind, []byte(kind)))
		}
		l.must(l.desk.Accept(ctx, l.by(reviewer), a.ID, f))
	})
}

// The original is seen by somebody else, once, and who saw it is kept.
func TestOriginalsAreSeen(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a := l.applicant(1)
		app := a.applies()
		list, err := l.desk.Checklist(ctx, l.Actor(clerk), app.ID)
		l.must(list, err)
		e := list.Items[0].Evidence[0]
		_, err = l.desk.See(ctx, a.me(), app.ID, []skill.EvidenceID{e.ID})
		l.refused("actor.denied", err)
		_, err = l.desk.See(ctx, l.by(clerk), app.ID, []skill.EvidenceID{"none"})
		l.refused("evidence.not_found", err)
		got, err := l.desk.See(ctx, l.by(clerk), app.ID, []skill.EvidenceID{e.ID, e.ID})
		l.must(got, err)
		i := slices.IndexFunc(got, func(x skill.Evidence) bool { return x.ID == e.ID })
		if got[i].SeenBy != l.Staff[clerk].ID || got[i].SeenOn.String() != "2026-11-20" {
			t.Errorf("seen %+v", got[i])
		}
		_, err = l.desk.Drop(ctx, l.by(clerk), e.ID)
		l.refused("evidence.not_own", err)
	})
}

// Two windows hand one draft in, begin one draft, at once: there is one of each.
func TestAtOnce(t *testing.T) {
	each(t, func(l *list) {
		a := l.applicant(1)
		a.keeps(elevenYears())
		const windows = 6
		ids := make([]skill.ApplicationID, windows)
		all := func(do func(n int) error) {
			t.Helper()
			var wg sync.WaitGroup
			faults := make([]error, windows)
			for n := range windows {
				wg.Go(func() { faults[n] = do(n) })
			}
			wg.Wait()
			for _, err := range faults {
				l.must(nil, err)
			}
		}
		all(func(n int) error {
			app, err := l.desk.Draft(t.Context(), a.me(), l.Plan.ID)
			ids[n] = app.ID
			return err
		})
		l.same(1, len(slices.Compact(ids)))
		a.attaches(ids[0], base...)
		all(func(int) error {
			_, err := l.desk.Submit(t.Context(), a.me(), ids[0])
			return err
		})
		trail, err := l.s.Trail(t.Context(), "application", string(ids[0]))
		l.must(trail, err)
		verbs := map[string]int{}
		for _, e := range trail {
			verbs[e.Verb]++
		}
		if verbs["draft"] != 1 || verbs["submit"] != 1 {
			t.Errorf("%v", verbs)
		}
	})
}
