package privacy

import (
	"context"
	"strings"
	"testing"
	"time"

	"assay/files"
	"assay/internal/testdb"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// A world is the desk with a batch of which two candidates are accepted and one of
// them holds a certificate.
type world struct {
	*Desk
	t     *testing.T
	clock *testdb.Clock
	batch testdb.Batch
	apps  []skill.Application
	cert  skill.Certificate
}

func eachWorld(t *testing.T, test func(*world)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		folder, err := files.Open(t.TempDir(), s.Keys(), testdb.NewRand(3))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = folder.Close() })
		w := &world{Desk: &Desk{Store: s, Files: folder, Notice: reference.Notice()}, t: t, clock: clock, batch: testdb.File(t, s)}
		w.apps = w.batch.Enter(t, s, 1, 2)
		w.cert = w.batch.Issue(t, s, w.apps[:1], 1)[0]
		test(w)
	})
}

// self is a candidate who acts for themselves.
func (w *world) self(i int) store.By {
	return store.By{Actor: skill.Actor{Person: w.apps[i].Person, Strong: true}}
}

// staff is an officer of the batch: 0 clerk, 1 reviewer, 2 head, 3 centre's
// reviewer, 4 centre's approver.
func (w *world) staff(i int) store.By {
	a := w.batch.Actor(i)
	a.Strong = true
	return store.By{Actor: a}
}

func (w *world) want(what string, err error, reason string) {
	w.t.Helper()
	got := ""
	if err != nil {
		got = skill.ReasonOf(err)
	}
	if got != reason {
		w.t.Errorf("%s: %v, want %q", what, err, reason)
	}
}

func (w *world) proof(text string) skill.FileHash {
	w.t.Helper()
	hash, err := w.Files.Put(w.t.Context(), strings.NewReader(text), 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	return hash
}

// A consent is to one purpose as one edition has it; a newer one replaces it, and
// an account that is nobody's yet consents for itself.
// Source: 个人信息保护法 art. 14.
func TestConsents(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		first, err := w.Consent(ctx, w.self(0), "portrait", w.Notice.Edition)
		w.want("the edition shown", err, "")
		_, err = w.Consent(ctx, w.self(0), "portrait", "2020-01")
		w.want("another edition", err, "consent.edition")
		_, err = w.Consent(ctx, w.self(0), "assessment", w.Notice.Edition)
		w.want("a purpose that needs none", err, "consent.purpose")
		_, err = w.Consent(ctx, store.By{}, "portrait", w.Notice.Edition)
		w.want("nobody", err, "actor.unknown")
		w.Notice.Edition = "2027-01"
		newer, err := w.Consent(ctx, w.self(0), "portrait", "2027-01")
		w.want("the newer edition", err, "")
		old, err := w.Store.Unscoped().Consent(ctx, first.ID)
		if w.want("the older one", err, ""); old.Status != skill.ConsentReplaced || newer.ID == first.ID || !newer.Separate {
			t.Errorf("%+v, %+v", old, newer)
		}
		account := store.By{Actor: skill.Actor{Account: "a-1"}}
		own, err := w.Consent(ctx, account, "document", "2027-01")
		if w.want("an account", err, ""); own.Account != "a-1" || own.Person != "" {
			t.Errorf("%+v", own)
		}
		w.want("another's", w.Withdraw(ctx, w.self(1), newer.ID), "consent.not_found")
		w.want("an officer", w.Withdraw(ctx, w.staff(4), newer.ID), "consent.not_found")
		w.want("one's own", w.Withdraw(ctx, account, own.ID), "")
		w.want("twice", w.Withdraw(ctx, account, own.ID), "")
	})
}

// Taking back a consent without which nothing can be done stops the processing, and
// it is not resumed before it was given again.
// Source: 个人信息保护法 art. 15, 47(1)(3).
func TestAWithdrawnConsentStops(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx, edition := t.Context(), w.Notice.Edition
		needed, err := w.Consent(ctx, w.self(0), "document", edition)
		w.want("consent", err, "")
		wish, err := w.Consent(ctx, w.self(0), "reminder", edition)
		w.want("a wish", err, "")
		w.want("a wish is withdrawn", w.Withdraw(ctx, w.self(0), wish.ID), "")
		p, err := w.Store.Unscoped().Person(ctx, w.apps[0].Person)
		if w.want("person", err, ""); p.Stopped {
			t.Error("a wish stopped the processing")
		}
		w.want("what is needed", w.Withdraw(ctx, w.self(0), needed.ID), "")
		if p, err = w.Store.Unscoped().Person(ctx, p.ID); err != nil || !p.Stopped || skill.ReasonOf(p.MayProcess()) != "person.stopped" {
			t.Errorf("%+v %v", p, err)
		}
		_, err = w.Resume(ctx, w.self(0), p.ID)
		w.want("resumed too early", err, "person.consent_withdrawn")
		_, err = w.Consent(ctx, w.self(0), "document", edition)
		w.want("given again", err, "")
		p, err = w.Resume(ctx, w.self(0), p.ID)
		if w.want("resumed", err, ""); p.MayProcess() != nil {
			t.Errorf("%+v", p)
		}
	})
}

// Who may have an entry changed, and who decides.
// Source: 个人信息保护法 art. 46; docs/architecture.md, Roles and four eyes.
func TestAmendments(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx, proof := t.Context(), w.proof("户籍证明")
		a := skill.Amendment{Person: w.apps[0].Person, Field: skill.FieldName, Value: skill.Keep("样例新名"), Proof: proof, Ground: "户籍更名"}
		for _, c := range []struct {
			name   string
			by     store.By
			change func(*skill.Amendment)
			reason string
		}{
			{"another person", w.self(1), func(*skill.Amendment) {}, "actor.denied"},
			{"an assessor's body elsewhere", store.By{Actor: skill.Actor{Person: "x", Strong: true, Grants: []skill.Grant{{Role: skill.RoleClerk, Path: "/51/"}}}}, func(*skill.Amendment) {}, "actor.denied"},
			{"a reviewer", w.staff(1), func(*skill.Amendment) {}, "actor.denied"},
			{"a proof that nobody sent", w.self(0), func(a *skill.Amendment) { a.Proof = "x" }, "amendment.proof_unknown"},
			{"nothing", w.self(0), func(a *skill.Amendment) { a.Value = skill.Private{} }, "amendment.no_value"},
			{"a person's number in the ground", w.self(0), func(a *skill.Amendment) { a.Ground = "号码" + testdb.Born(1).Document.Number.Reveal() }, "text.number"},
		} {
			next := a
			c.change(&next)
			_, err := w.Propose(ctx, c.by, next)
			w.want(c.name, err, c.reason)
		}
		m, err := w.Propose(ctx, w.staff(0), a)
		w.want("the clerk proposes", err, "")
		_, err = w.Approve(ctx, w.self(0), m.ID)
		w.want("the person approves", err, "actor.denied")
		m, err = w.Approve(ctx, w.staff(4), m.ID)
		if w.want("the centre approves", err, ""); m.Status != skill.AmendmentApplied || m.Approver != w.batch.Staff[4].ID {
			t.Errorf("%+v", m)
		}
		p, err := w.Store.Unscoped().Person(ctx, w.apps[0].Person)
		if err != nil || p.Name != "样例新名" {
			t.Errorf("%v %v", p.Name, err)
		}
		old, err := w.Outdated(ctx, p.ID)
		if err != nil || len(old) != 1 || old[0].Name == p.Name {
			t.Errorf("outdated: %v %v", old, err)
		}
		// Two records that would become one human's document stay apart.
		taken := skill.Amendment{Person: w.apps[1].Person, Field: skill.FieldDocument, Value: skill.Keep("resident-id " + p.Document.Number.Reveal()), Proof: proof, Ground: "登记有误"}
		m, err = w.Propose(ctx, w.self(1), taken)
		w.want("another's document", err, "")
		_, err = w.Approve(ctx, w.staff(3), m.ID)
		w.want("is not taken", err, "person.exists")
	})
}

// An officer does not decide on his own record, whoever proposed it, nor on what he
// proposed himself.
func TestNobodyAmendsHimself(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		own := skill.Amendment{Person: w.batch.Staff[4].ID, Field: skill.FieldRomanised, Value: skill.Keep("LI SI"), Ground: "护照拼写"}
		m, err := w.Propose(ctx, w.staff(4), own)
		w.want("his own record", err, "")
		_, err = w.Approve(ctx, w.staff(4), m.ID)
		w.want("by himself", err, "person.same_human")
		_, err = w.WithdrawAmendment(ctx, w.staff(3), m.ID)
		w.want("withdrawn by another", err, "actor.not_own")
		_, err = w.WithdrawAmendment(ctx, w.staff(4), m.ID)
		w.want("withdrawn", err, "")
		m, err = w.Propose(ctx, w.staff(3), own)
		w.want("by a colleague", err, "")
		_, err = w.Refuse(ctx, w.staff(4), m.ID, "无误")
		w.want("refused by the person concerned", err, "person.same_human")
	})
}

// Two who decide at once: one wins, the other is told.
func TestOfTwoDecisionsOneWins(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		m, err := w.Propose(ctx, w.self(0), skill.Amendment{Person: w.apps[0].Person, Field: skill.FieldRomanised, Value: skill.Keep("LI SI"), Ground: "护照拼写"})
		w.want("proposed", err, "")
		done := make(chan error, 2)
		for _, i := range []int{3, 4} {
			go func() {
				_, err := w.Approve(ctx, w.staff(i), m.ID)
				done <- err
			}()
		}
		first, second := <-done, <-done
		if (first == nil) == (second == nil) {
			t.Errorf("%v, %v", first, second)
		}
		for _, err := range []error{first, second} {
			if err != nil && skill.ReasonOf(err) != "amendment.wrong_state" {
				t.Errorf("the one who lost is told %v", err)
			}
		}
	})
}

// What has to be kept is kept: a certificate for good, an archive for its years,
// unless the ground is one that overrides it.
// Source: 个人信息保护法 art. 47(2); docs/rules.md, Personal information.
func TestWhatHasToBeKeptIsKept(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		propose := func(i int, basis string) error {
			_, err := w.ProposeErasure(ctx, w.staff(3), skill.Erasure{Person: w.apps[i].Person, Basis: basis, Ground: "样例"})
			return err
		}
		w.want("no such ground", propose(0, "tidiness"), "erasure.no_basis")
		w.want("registered", propose(0, "consent-withdrawn"), "erasure.registered")
		w.want("the batch runs", propose(1, "consent-withdrawn"), "erasure.runs")
		w.end()
		w.want("the archive", propose(1, "purpose-over"), "erasure.retained")
		w.clock.Step(5 * 366 * 24 * time.Hour)
		w.want("after five years", propose(1, "purpose-over"), "")
		w.want("by order of a court", propose(0, "order"), "")
		_, err := w.ProposeErasure(ctx, w.staff(3), skill.Erasure{Person: w.batch.Staff[0].ID, Basis: "order", Ground: "样例"})
		w.want("who holds a role", err, "erasure.holds_role")
	})
}

// A consent on paper is recorded by an officer who saw it, where the person is
// known, for a purpose that rests on consent and for the notice in use; it is the
// person's to take back like any other.
// Source: 个人信息保护法 art. 14, 15.
func TestAConsentOnPaper(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx, person := t.Context(), w.apps[0].Person
		record := func(by store.By, purpose, edition string) error {
			_, err := w.Record(ctx, by, person, purpose, edition)
			return err
		}
		w.want("of no consent", record(w.staff(0), "certificate", w.Notice.Edition), "consent.purpose")
		w.want("of an older notice", record(w.staff(0), "portrait", "2020-01"), "consent.edition")
		w.want("by the candidate", record(w.self(0), "portrait", w.Notice.Edition), "actor.denied")
		w.want("by somebody of another body", record(store.By{Actor: skill.Actor{Person: "x", Grants: []skill.Grant{{Role: skill.RoleClerk, Path: "/51/b-9/"}}}}, "portrait", w.Notice.Edition), "actor.denied")
		c, err := w.Record(ctx, w.staff(0), person, "portrait", w.Notice.Edition)
		w.want("by the clerk", err, "")
		if c.Evidence != skill.ConsentPaper || c.Witness != w.batch.Staff[0].ID || c.Path == "" || !c.Separate || c.Status != skill.ConsentGiven {
			t.Errorf("%+v", c)
		}
		again, err := w.Record(ctx, w.staff(2), person, "portrait", w.Notice.Edition)
		if w.want("twice", err, ""); again.ID != c.ID {
			t.Errorf("a second one: %+v", again)
		}
		w.want("taken back by another", w.Withdraw(ctx, w.self(1), c.ID), "consent.not_found")
		w.want("taken back", w.Withdraw(ctx, w.self(0), c.ID), "")
		w.want("recorded for somebody who stopped it", record(w.staff(0), "portrait", w.Notice.Edition), "person.stopped")
	})
}

// end ends the batch.
func (w *world) end() {
	testdb.Update(w.t, w.Store, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Plan(ctx, w.batch.Plan.ID)
		if err != nil {
			return err
		}
		for _, verb := range []func(skill.Plan) (skill.Move, error){skill.Plan.Start, skill.Plan.Finish} {
			move, err := verb(p)
			if err != nil {
				return err
			}
			if p, err = store.MoveOne(ctx, tx, p, move); err != nil {
				return err
			}
		}
		return nil
	})
}

// An erasure takes three different persons, and the files of the erased go with it,
// but not those that somebody else needs.
func TestAnErasureIsCarriedOut(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		mine, shared := w.proof("mine"), w.proof("shared")
		testdb.Update(t, w.Store, func(ctx context.Context, tx *store.Tx) error {
			for i, a := range w.apps {
				a.Proof, a.Photo = shared, ""
				if i == 0 {
					a.Photo = mine
				}
				if err := store.Change(ctx, tx, "note", &a); err != nil {
					return err
				}
			}
			return nil
		})
		asked, err := w.AskErasure(ctx, w.self(0), w.apps[0].Person, "不再需要")
		w.want("asked for", err, "")
		_, err = w.AskErasure(ctx, w.self(1), w.apps[0].Person, "不再需要")
		w.want("by another", err, "actor.not_own")
		e, err := w.ProposeErasure(ctx, w.staff(3), skill.Erasure{Person: w.apps[0].Person, Basis: "order", Ground: "人民法院生效裁定"})
		if w.want("proposed", err, ""); e.ID != asked.ID || e.Path != w.batch.Body.Path {
			t.Errorf("%+v of %+v", e, asked)
		}
		_, err = w.ApproveErasure(ctx, w.staff(3), e.ID)
		w.want("by the reviewer", err, "actor.denied")
		_, err = w.ApproveErasure(ctx, w.staff(2), e.ID)
		w.want("by the body", err, "actor.denied")
		e, err = w.ApproveErasure(ctx, w.staff(4), e.ID)
		if w.want("approved", err, ""); e.Status != skill.ErasureDone {
			t.Errorf("%+v", e)
		}
		job, ok, err := w.Store.ClaimJob(ctx, time.Minute, ShredJob)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		w.want("the files go", w.Shred(ctx, &job), "")
		for file, want := range map[skill.FileHash]bool{mine: false, shared: true} {
			if there, err := w.Files.Has(ctx, file); err != nil || there != want {
				t.Errorf("file %s is there: %v, %v", file[:6], there, err)
			}
		}
		_, err = w.Stop(ctx, w.staff(4), w.apps[0].Person, "再次")
		w.want("nothing more is done", err, "person.erased")
		w.want("fsck", w.Store.CheckErased(ctx, func(f store.Fault) error { t.Error(f); return nil }), "")
	})
}

// An officer of one province does not erase whom another knows.
func TestAnErasureReachesNoFurtherThanItsOffice(t *testing.T) {
	eachWorld(t, func(w *world) {
		ctx := t.Context()
		testdb.Update(t, w.Store, func(ctx context.Context, tx *store.Tx) error {
			return store.Add(ctx, tx, &skill.Grant{ID: "g", Person: w.apps[0].Person, Role: skill.RoleAssessor, Path: "/51/b-1/"})
		})
		_, err := w.ProposeErasure(ctx, w.staff(3), skill.Erasure{Person: w.apps[0].Person, Basis: "order", Ground: "样例"})
		w.want("known elsewhere too", err, "actor.denied")
	})
}

// Everything about oneself, and nothing else, with what is sealed opened and no
// credential.
// Source: 个人信息保护法 art. 45.
func TestABundleIsOnesOwn(t *testing.T) {
	eachWorld(t, func(w *world) {
		b, err := w.Bundle(t.Context(), w.self(0).Actor)
		w.want("bundle", err, "")
		tables := map[string]int{}
		for _, row := range b.Rows {
			tables[row.Table]++
			for _, v := range row.Values {
				if v.Column == "hash" || strings.Contains(v.Text, testdb.Born(2).Name) {
					t.Errorf("%s.%s is given out", row.Table, v.Column)
				}
			}
		}
		if tables["person"] != 1 || tables["application"] != 1 || tables["certificate"] != 1 {
			t.Errorf("%v", tables)
		}
		_, err = w.Bundle(t.Context(), skill.Actor{})
		w.want("nobody", err, "actor.unknown")
		_, err = w.Bundle(t.Context(), skill.Actor{Account: "a"})
		w.want("an account of nobody", err, "actor.unjoined")
	})
}
