package admission_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

func (l *list) queue(by int, f admission.QueueFilter) (out []skill.ApplicationID) {
	l.t.Helper()
	for {
		rows, err := l.desk.Queue(l.t.Context(), l.Actor(by), f)
		l.must(rows, err)
		for _, r := range rows {
			out = append(out, r.Application.ID)
		}
		if f.Limit == 0 || len(rows) < f.Limit {
			return out
		}
		f.After = rows[len(rows)-1].Place
	}
}

// The queue holds what waits, the longest first, page by page, each once, for
// those whose organisation it is; what was decided leaves it, a draft never enters.
func TestTheQueue(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		var all []skill.ApplicationID
		for n := range 5 {
			all = append(all, l.applicant(n+1).applies().ID)
			l.clock.Step(time.Hour)
		}
		l.applicant(10).drafts()
		l.same(all, l.queue(reviewer, admission.QueueFilter{}))
		l.same(all, l.queue(centreReviewer, admission.QueueFilter{Limit: 2}))
		l.same(all, l.queue(reviewer, admission.QueueFilter{Occupation: "6-31-01-03", Level: skill.Level4, Outcome: skill.Met, Limit: 2}))
		l.same(all, l.queue(reviewer, admission.QueueFilter{Plan: l.Plan.ID, Level: skill.Level4, Limit: 3}))
		for name, f := range map[string]admission.QueueFilter{
			"another occupation": {Occupation: "6-18-02-04"}, "another level": {Level: skill.Level1}, "another outcome": {Outcome: skill.NotMet},
			"another plan": {Plan: "none"}, "accepted": {Status: []skill.ApplicationStatus{skill.ApplicationAccepted}}, "late": {Late: true},
		} {
			if got := l.queue(reviewer, f); len(got) != 0 {
				t.Errorf("%s: %v", name, got)
			}
		}
		other := testdb.File(t, l.s)
		if rows, err := l.desk.Queue(ctx, other.Actor(reviewer), admission.QueueFilter{}); err != nil || len(rows) != 0 {
			t.Errorf("another body sees %d, %v", len(rows), err)
		}
		n, more, err := l.desk.CountQueue(ctx, l.Actor(reviewer), admission.QueueFilter{Occupation: "6-31-01-03"})
		l.must(n, err)
		if n != 5 || more {
			t.Errorf("counted %d, more %v", n, more)
		}
		_, err = l.desk.Queue(ctx, l.Actor(reviewer), admission.QueueFilter{After: "nowhere"})
		l.refused("queue.after", err)
		_, err = l.desk.Queue(ctx, skill.Actor{Person: "somebody"}, admission.QueueFilter{})
		l.refused("actor.denied", err)
		// From Friday on five working days: late on the day after the fifth.
		l.clock.Step(7 * 24 * time.Hour)
		l.same(0, len(l.queue(reviewer, admission.QueueFilter{Late: true})))
		l.clock.Step(24 * time.Hour)
		l.same(all, l.queue(reviewer, admission.QueueFilter{Late: true}))
	})
}

// Many decisions at once: each by itself, with its own outcome; none is taken
// twice.
func TestManyDecisions(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		var rows []admission.Ruling
		for n := range 4 {
			a := l.applicant(n + 1).applies()
			rows = append(rows, admission.Ruling{Application: a.ID, Verb: "accept", Finding: admission.Finding{Version: a.Version, Ground: "属实"}})
		}
		rows[1].Verb = "dance"
		rows[2].Finding.Version = 99
		rows[3].Verb, rows[3].Asks = "return", []skill.Ask{{At: "materials.photo", Words: "背景不均匀"}}
		rows = append(rows, admission.Ruling{Application: "none", Verb: "refuse"})
		out, err := l.desk.Rule(ctx, l.by(reviewer), rows)
		l.must(out, err)
		var got []string
		for _, r := range out {
			if r.Err != nil {
				got = append(got, skill.ReasonOf(r.Err))
			} else {
				got = append(got, string(r.Application.Status))
			}
		}
		l.same([]string{"accepted", "application.verb_unknown", "row.changed", "returned", "application.not_found"}, got)
		out, err = l.desk.Rule(ctx, l.by(reviewer), rows[:1])
		l.must(out, err)
		l.refused("row.changed", out[0].Err)
		_, err = l.desk.Rule(ctx, l.by(clerk), rows)
		l.refused("actor.denied", err)
		_, err = l.desk.Rule(ctx, l.by(reviewer), make([]admission.Ruling, 201))
		l.refused("list.too_long", err)
	})
}

// Why, by which office, and what can be done: in every state of an application.
// Source: docs/rules.md, Applications.
func TestWhyAndWhatNow(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a := l.applicant(1)
		tells := func(id skill.ApplicationID, office skill.Office, want ...admission.RemedyKind) admission.Answer {
			t.Helper()
			out, err := l.desk.Explain(ctx, a.me().Actor, id)
			l.must(out, err)
			var kinds []admission.RemedyKind
			for _, r := range out.Remedies {
				kinds = append(kinds, r.Kind)
			}
			if !slices.Equal(kinds, want) || out.Application.Office != office || out.Body.Name == "" {
				t.Errorf("%s by %q: %v, want %v by %q", out.Application.Status, out.Application.Office, kinds, want, office)
			}
			return out
		}
		app := a.drafts()
		tells(app.ID, "", admission.RemedySubmit)
		a.keeps(skill.Dossier{Employment: []skill.Employment{{Period: day2023, Occupation: "6-31-01-03"}}})
		a.attaches(app.ID, base...)
		app = a.submits(app.ID)
		tells(app.ID, "", admission.RemedyWithdraw)
		l.must(l.desk.Decide(ctx, l.by(clerk), l.Plan.ID))
		out := tells(app.ID, skill.OfficeRule, admission.RemedyWait, admission.RemedyCentre)
		if out.Remedies[0].Until.String() != "2028-01-01" || out.Verdict.Clauses[0].Missing[0].Have.String() != "3y10m19d" {
			t.Errorf("%+v", out.Remedies)
		}
		app = l.of(1)
		app, err := l.desk.Reopen(ctx, l.by(centreReviewer), app.ID, app.Version, "另有工作经历未计入")
		l.must(app, err)
		app, err = l.desk.Return(ctx, l.by(reviewer), app.ID, admission.Returning{Version: app.Version, Asks: []skill.Ask{{At: "employment", Words: "补充此前经历"}}})
		l.must(app, err)
		if out = tells(app.ID, skill.OfficeBody, admission.RemedyCorrect); out.Remedies[0].Until != app.Due || out.Application.Asks[0].Words != "补充此前经历" {
			t.Errorf("%+v", out)
		}
		a.keeps(elevenYears())
		app = a.submits(app.ID)
		app, err = l.desk.Accept(ctx, l.by(reviewer), app.ID, admission.Finding{Version: app.Version, Ground: "属实"})
		l.must(app, err)
		tells(app.ID, skill.OfficeBody)
		l.must(l.desk.Charge(ctx, l.cashier(), app.ID, 12_000))
		tells(app.ID, skill.OfficeBody, admission.RemedyPay)
		app, err = l.desk.Withdraw(ctx, a.me(), app.ID, "")
		l.must(app, err)
		tells(app.ID, skill.OfficeBody, admission.RemedyReapply)
		if again := a.drafts(); again.ID == app.ID {
			t.Error("what was withdrawn was taken up again")
		}
		_, err = l.desk.Explain(ctx, l.applicant(2).me().Actor, app.ID)
		l.refused("application.not_found", err)
	})
}

// Who looks like one human under two documents is shown to a person, who decides;
// nothing happens to the applications.
// Source: docs/rules.md, Applications.
func TestDoubleApplications(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a := l.applicant(1)
		twin := testdb.Born(1)
		testdb.Update(t, l.s, func(ctx context.Context, tx *store.Tx) error {
			twin.ID, twin.Document = skill.PersonID(tx.NewID()), skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber("E0000123")}
			return store.Add(ctx, tx, &twin)
		})
		b, c := applicant{l, twin}, l.applicant(3)
		b.agrees("portrait")
		first, second := a.applies(), b.applies()
		c.keeps(elevenYears())
		third := c.drafts()
		c.attaches(third.ID, "registration-form", "id-copy", "work-proof")
		c.must(l.desk.Attach(ctx, c.me(), third.ID, "photo", []byte("photo"+string(a.ID[30:])))) // that of the first
		if pairs, _, err := l.desk.Suspicions(ctx, l.Actor(reviewer), l.Plan.ID); err != nil || len(pairs) != 1 {
			t.Errorf("%d pairs, %v", len(pairs), err)
		}
		c.submits(third.ID)
		pairs, more, err := l.desk.Suspicions(ctx, l.Actor(reviewer), l.Plan.ID)
		l.must(pairs, err)
		if len(pairs) != 2 || more {
			t.Fatalf("%d pairs, more %v", len(pairs), more)
		}
		for _, p := range pairs {
			want := []skill.Sign{skill.SignPhoto}
			if p.A.ID != third.ID && p.B.ID != third.ID {
				want = []skill.Sign{skill.SignHuman, skill.SignPhone}
			}
			l.same(want, p.Signs)
		}
		_, err = l.desk.DecideSuspicion(ctx, l.by(clerk), l.Plan.ID, admission.Doubt{A: first.ID, B: second.ID, Ground: "x"})
		l.refused("actor.denied", err)
		_, err = l.desk.DecideSuspicion(ctx, l.by(reviewer), l.Plan.ID, admission.Doubt{A: second.ID, B: third.ID, Ground: "x"})
		l.refused("suspicion.none", err)
		_, err = l.desk.DecideSuspicion(ctx, l.by(reviewer), l.Plan.ID, admission.Doubt{A: second.ID, B: first.ID})
		l.refused("review.no_ground", err)
		got, err := l.desk.DecideSuspicion(ctx, l.by(reviewer), l.Plan.ID, admission.Doubt{A: second.ID, B: first.ID, Ground: "同名同生日的两人，已核对"})
		l.must(got, err)
		got, err = l.desk.DecideSuspicion(ctx, l.by(reviewer), l.Plan.ID, admission.Doubt{A: first.ID, B: second.ID, Upheld: true, Ground: "本人承认"})
		l.must(got, err)
		if got.Status != skill.SuspicionUpheld || !slices.Equal(got.Signs, []skill.Sign{skill.SignHuman, skill.SignPhone}) {
			t.Errorf("%+v", got)
		}
		for _, id := range []skill.ApplicationID{first.ID, second.ID} {
			if x, err := l.s.Unscoped().Application(ctx, id); err != nil || x.Status != skill.ApplicationEntered {
				t.Errorf("decided by rule: %s, %v", x.Status, err)
			}
		}
	})
}

// seat is somebody with a role at the body who is not among its usual staff.
func (l *list) seat(n int, role skill.Role) store.By {
	l.t.Helper()
	p := l.applicant(n)
	return store.By{Actor: skill.Actor{Person: p.ID, Strong: true, Grants: []skill.Grant{{Role: role, Path: l.Body.Path}}}}
}

func (l *list) cashier() store.By { return l.seat(900, skill.RoleCashier) }

// The cashier takes, the accountant reconciles, and they are two persons; only who
// owes nothing gets a ticket.
// Source: docs/architecture.md, Roles and four eyes.
func TestFees(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		cashier, accountant := l.cashier(), l.seat(901, skill.RoleAccountant)
		app := l.applicant(1).applies()
		fees := func() []skill.Fee {
			all, err := store.List(ctx, l.s.Unscoped(), store.Fees{Application: app.ID}, store.Everything)
			l.must(all, err)
			return all
		}
		l.must(nil, skill.Settled(fees()))
		for _, amount := range []skill.Fen{0, -1, skill.MostFen + 1} {
			_, err := l.desk.Charge(ctx, cashier, app.ID, amount)
			l.refused("fee.amount", err)
		}
		_, err := l.desk.Charge(ctx, l.by(clerk), app.ID, 12_050)
		l.refused("actor.denied", err)
		f, err := l.desk.Charge(ctx, cashier, app.ID, 12_050)
		l.must(f, err)
		l.same("120.50", f.Amount)
		l.refused("fee.unpaid", skill.Settled(fees()))
		_, err = l.desk.Charge(ctx, cashier, app.ID, 12_050)
		l.refused("fee.exists", err)
		_, err = l.desk.Pay(ctx, cashier, f.ID, "")
		l.refused("fee.no_receipt", err)
		_, err = l.desk.Reconcile(ctx, accountant, f.ID)
		l.refused("fee.wrong_state", err)
		f, err = l.desk.Pay(ctx, cashier, f.ID, "票00000001")
		l.must(f, err)
		l.must(nil, skill.Settled(fees()))
		_, err = l.desk.Pay(ctx, cashier, f.ID, "票00000002")
		l.refused("fee.wrong_state", err)
		both := cashier
		both.Actor.Grants = []skill.Grant{{Role: skill.RoleAccountant, Path: l.Body.Path}}
		_, err = l.desk.Reconcile(ctx, both, f.ID)
		l.refused("person.same_human", err)
		f, err = l.desk.Reconcile(ctx, accountant, f.ID)
		l.must(f, err)
		_, err = l.desk.Reconcile(ctx, accountant, f.ID)
		l.refused("fee.reconciled", err)
		f, err = l.desk.Refund(ctx, cashier, f.ID, "批次取消")
		l.must(f, err)
		if f.Reconciler != "" {
			t.Error("a refund needs no accountant")
		}
		l.refused("fee.refunded", skill.Settled(fees()))
		again, err := l.desk.Charge(ctx, cashier, app.ID, 12_000)
		l.must(again, err)
		_, err = l.desk.Waive(ctx, cashier, again.ID, "困难人员")
		l.refused("actor.denied", err)
		_, err = l.desk.Waive(ctx, l.by(head), again.ID, "")
		l.refused("fee.no_ground", err)
		l.must(l.desk.Waive(ctx, l.by(head), again.ID, "困难人员"))
		l.must(nil, skill.Settled(fees()))
		other := l.applicant(2).applies()
		g, err := l.desk.Charge(ctx, cashier, other.ID, 100)
		l.must(g, err)
		_, err = l.desk.Pay(ctx, cashier, g.ID, "票00000001") // a receipt is given once
		l.refused("fee.exists", err)
	})
}

var day2023 = day.Period{From: day.Must("2023-01-01")}
