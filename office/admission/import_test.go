package admission_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// What comes in is judged, kept with its verdict, and never entered twice: row
// identity is plan, kind of document and number.
// Source: docs/commands.md, assay roster.
func TestImport(t *testing.T) {
	each(t, func(l *list) {
		first := l.load(l.file(met(1), bare(2), unmet(3), met(4).but(skill.RosterPhone, "x")))
		l.counted(first, [5]int{4, 3, 0, 0, 3})
		l.says(first, "5 phone.unreadable")
		for n, want := range map[int]skill.Outcome{1: skill.Met, 2: skill.ToReview, 3: skill.NotMet} {
			a := l.of(n)
			if a.Outcome != want || a.Status != skill.ApplicationEntered || a.Claimed != "4.1" || a.Judged != "2026-11-20" || a.Verdict == "" || a.Import != first.ID {
				t.Errorf("person %d: %s %s, claimed %q, judged %s", n, a.Outcome, a.Status, a.Claimed, a.Judged)
			}
		}
		p, err := l.s.Unscoped().Person(t.Context(), l.of(1).Person)
		l.must(p, err)
		if p.Romanised == "" || p.Sex == "" {
			t.Errorf("a new person lacks romanised name %q or sex %q", p.Romanised, p.Sex)
		}
		again := l.load(l.file(unmet(3), met(1), bare(2), met(4)))
		l.counted(again, [5]int{4, 1, 0, 3, 2}) // another order is the same list; the remarks of rows 2 and 3 stand
		if l.total() != 4 {
			t.Errorf("%d applications, want 4", l.total())
		}
	})
}

// A changed row before review is an audited amendment; after it a remark.
func TestChangedRow(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(met(1), bare(2), unmet(3), bare(4), bare(5)))
		before := l.of(2)
		second := l.load(l.file(met(1), met(2), unmet(3), bare(4), bare(5)))
		l.counted(second, [5]int{5, 0, 1, 4, 3})
		if a := l.of(2); a.ID != before.ID || a.Outcome != skill.Met || a.Version != before.Version+1 || a.Clause != "4.1" {
			t.Errorf("amended: %s, clause %s, version %d", a.Outcome, a.Clause, a.Version)
		}
		l.must(l.desk.Decide(ctx, l.by(clerk), l.Plan.ID))
		l.must(l.desk.Accept(ctx, l.by(reviewer), l.of(4).ID, admission.Finding{Version: l.of(4).Version, Ground: "社保记录属实", Proof: proof}))
		l.must(l.desk.Refuse(ctx, l.by(reviewer), l.of(5).ID, admission.Finding{Version: l.of(5).Version, Ground: "没有证明"}))
		third := l.load(l.file(met(1).but(skill.RosterMail, "a@example.com"), met(2), met(3), met(4), met(5)))
		l.says(third, "2 row.decided", "5 row.decided", "6 row.decided")
		l.is(1, skill.ApplicationAccepted)
		l.is(3, skill.ApplicationEntered) // what the rule refused is judged anew when the facts are mended
		l.is(4, skill.ApplicationAccepted)
		l.is(5, skill.ApplicationRefused)
		l.counted(third, [5]int{5, 0, 1, 1, 3})
	})
}

// What does not belong on this plan's list does not get there.
func TestRowsThatDoNotEnter(t *testing.T) {
	each(t, func(l *list) {
		l.load(l.file(met(1)))
		testdb.Update(t, l.s, addPassports)
		i := l.load(l.file(
			met(2).but(skill.RosterOccupation, "焊工"),
			met(3).but(skill.RosterLevel, "五级"),
			met(1).but(skill.RosterName, "样例 壹"),
			met(4).but(skill.RosterDocumentKind, "护照").but(skill.RosterNumber, "Z9000001").but(skill.RosterName, "样例护照").but(skill.RosterBorn, "1991-01-01"),
			met(6), met(6),
		))
		l.says(i, "2 row.other_occupation", "3 clause.unreadable", "3 row.other_level", "4 row.other_name", "5 row.other_birth", "7 row.twice")
		l.counted(i, [5]int{6, 1, 0, 0, 5})
		if l.total() != 2 {
			t.Errorf("%d applications, want 2", l.total())
		}
	})
}

func TestStrays(t *testing.T) {
	each(t, func(l *list) {
		file := l.file(met(1))
		l.files[file].strays = []skill.SheetRow{{Sheet: skill.SheetTitles, Row: 9, Cells: make([]string, 5)}}
		i := l.load(file)
		l.says(i, "9 row.nobody")
		l.counted(i, [5]int{1, 1, 0, 0, 1})
		for _, err := range admission.Remarks(t.Context(), l.s.As(skill.Actor{Person: "x"}), i.ID) {
			l.refused("import.not_found", err)
		}
	})
}

func TestStartImportRefuses(t *testing.T) {
	each(t, func(l *list) {
		ctx, file := t.Context(), l.file(met(1))
		start := func(by store.By, file skill.FileHash) error {
			_, err := l.desk.StartImport(ctx, by, admission.Sending{Plan: l.Plan.ID, File: file, Consents: edition})
			return err
		}
		l.refused("import.no_file", start(l.by(clerk), "x"))
		l.refused("actor.denied", start(l.by(reviewer), file))
		l.refused("actor.denied", start(l.by(centreReviewer), file))
		l.refused("actor.unknown", start(store.By{}, file))
		one, err := l.desk.StartImport(ctx, l.by(clerk), admission.Sending{Plan: l.Plan.ID, File: file, Consents: edition})
		l.must(one, err)
		two, err := l.desk.StartImport(ctx, l.by(head), admission.Sending{Plan: l.Plan.ID, File: file, Consents: edition})
		l.must(two, err)
		if one.ID != two.ID {
			t.Error("the same file is on its way twice")
		}
		testdb.Update(t, l.s, l.cancel)
		l.refused("plan.wrong_state", start(l.by(clerk), file))
		i, err := l.desk.Import(ctx, l.claim())
		l.must(i, err)
		if i.Status != skill.ImportFailed || i.Fault != "plan.wrong_state" || l.total() != 0 {
			t.Errorf("an import into a cancelled plan: %s %s, %d entered", i.Status, i.Fault, l.total())
		}
	})
}

// Whose role was taken back meanwhile imports nothing more.
func TestImportOfSomebodyWhoLeft(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.must(l.desk.StartImport(ctx, l.by(clerk), admission.Sending{Plan: l.Plan.ID, File: l.file(met(1)), Consents: edition}))
		grant, err := store.One(ctx, l.s.Unscoped(), store.Grants{Person: l.Staff[clerk].ID})
		l.must(grant, err)
		grant.Revoked = true
		testdb.Update(t, l.s, change("revoke", &grant))
		i, err := l.desk.Import(ctx, l.claim())
		l.must(i, err)
		if i.Status != skill.ImportFailed || i.Fault != "actor.denied" || l.total() != 0 {
			t.Errorf("%s %s, %d entered", i.Status, i.Fault, l.total())
		}
	})
}

// many is a list of n candidates of every sort.
func many(n int) []candidate {
	sorts := []func(int) candidate{met, bare, claims, unmet}
	out := make([]candidate, n)
	for i := range out {
		out[i] = sorts[i%len(sorts)](i)
	}
	return out
}

// Three thousand rows, and the same again: everybody is already there.
func TestImportTwice(t *testing.T) {
	each(t, func(l *list) {
		file := l.file(many(3000)...)
		l.counted(l.load(file), [5]int{3000, 3000, 0, 0, 2250})
		l.clock.Step(48 * time.Hour)
		l.counted(l.load(file), [5]int{3000, 0, 0, 3000, 2250})
		if l.total() != 3000 || l.files[file].closed != 2 {
			t.Errorf("%d applications, file closed %d times", l.total(), l.files[file].closed)
		}
	})
}

// After a fault in the middle the import goes on exactly where it stood: whole
// chunks are in, nothing of the broken one, and everybody is judged on the day on
// which it began.
func TestImportResumes(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		all := many(2500)
		all[2400] = all[5] // found only by whoever has read the whole file
		file := l.file(all...)
		f := l.files[file]
		f.broken, f.fault = 1700, errPower
		l.must(l.desk.StartImport(ctx, l.by(clerk), admission.Sending{Plan: l.Plan.ID, File: file, Consents: edition}))
		job := l.claim()
		i, err := l.desk.Import(ctx, job)
		if err == nil || i.Rows != 1000 || i.Status != skill.ImportRunning || l.total() != 1000 || job.Done != 1000 {
			t.Fatalf("after the fault: %v, %d rows of %s, %d applications", err, i.Rows, i.Status, l.total())
		}
		f.fault = nil
		l.clock.Step(30 * time.Hour) // the worker's time runs out
		next := l.claim()
		i, err = l.desk.Import(ctx, next)
		l.must(i, err)
		l.counted(i, [5]int{2500, 2499, 0, 0, 1876})
		l.says(i, "2402 row.twice")
		if got := l.of(2499).Judged; got != "2026-11-20" {
			t.Errorf("judged on %s, not on the day the import began", got)
		}
		if _, err := l.desk.Import(ctx, job); skill.ReasonOf(err) != "job.lost" {
			t.Errorf("the first worker came back: %v", err)
		}
		done, err := l.s.Unscoped().Job(ctx, next.ID)
		l.must(done, err)
		if done.State != store.JobDone || done.Done != 2500 {
			t.Errorf("the job is %s at %d", done.State, done.Done)
		}
	})
}

// A power cut in the middle of a transaction leaves nothing of its chunk.
func TestImportCutOff(t *testing.T) {
	each(t, func(l *list) {
		ctx, cut := context.WithCancel(t.Context())
		file := l.file(many(1500)...)
		l.must(l.desk.StartImport(ctx, l.by(clerk), admission.Sending{Plan: l.Plan.ID, File: file, Consents: edition}))
		done := 0
		l.desk.Romanise = func(name string) (string, bool) {
			if done++; done == 1200 {
				cut()
			}
			return reference.Romanise(name)
		}
		i, err := l.desk.Import(ctx, l.claim())
		people, counting := store.Count(t.Context(), l.s.Unscoped(), store.Persons{})
		l.must(people, counting)
		if err == nil || i.Rows != 1000 || l.total() != 1000 || people != 1007 {
			t.Fatalf("%v at %d: %d applications, %d persons", err, i.Rows, l.total(), people)
		}
		l.clock.Step(time.Hour)
		i, err = l.desk.Import(t.Context(), l.claim())
		l.must(i, err)
		l.counted(i, [5]int{1500, 1500, 0, 0, 1125})
	})
}

// A file that breaks off ends the import; whole chunks stay.
func TestImportOfBrokenFile(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		file := l.file(many(1500)...)
		l.files[file].broken, l.files[file].fault = 1200, skill.Fail(skill.Invalid, "sheet.damaged", "sheet", "报名")
		l.must(l.desk.StartImport(ctx, l.by(clerk), admission.Sending{Plan: l.Plan.ID, File: file, Consents: edition}))
		i, err := l.desk.Import(ctx, l.claim())
		l.must(i, err)
		if i.Status != skill.ImportFailed || i.Fault != "sheet.damaged" || i.Rows != 1000 || l.total() != 1000 {
			t.Errorf("%s %s at %d, %d applications", i.Status, i.Fault, i.Rows, l.total())
		}
		l.counted(l.load(l.file(many(1500)...)), [5]int{1500, 500, 0, 1000, 1125})
	})
}

// Two imports of the same people at once, by two programs on one database, end
// with each candidate once.
func TestImportsAtOnce(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		l := &list{t: t, s: s, clock: clock, Batch: testdb.File(t, s), files: map[skill.FileHash]*sheet{}}
		l.desk = l.newDesk(s)
		other := testdb.File(t, s) // another body has the same people at the same time
		const n = 1200
		work := []struct {
			desk *admission.Desk
			plan skill.PlanID
			by   store.By
		}{
			{l.desk, l.Plan.ID, l.by(clerk)}, {l.newDesk(open()), l.Plan.ID, l.by(head)}, {l.newDesk(open()), other.Plan.ID, store.By{Actor: other.Actor(clerk)}},
		}
		jobs := make([]*store.Job, len(work))
		for i, w := range work {
			l.must(w.desk.StartImport(t.Context(), w.by, admission.Sending{Plan: w.plan, File: l.file(many(n)...), Consents: edition}))
			jobs[i] = l.claim()
		}
		var wg sync.WaitGroup
		results := make([]skill.Import, len(work))
		for i, w := range work {
			wg.Go(func() {
				var err error
				if results[i], err = w.desk.Import(t.Context(), jobs[i]); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if a, b := results[0], results[1]; a.Entered+b.Entered != n || a.Same+b.Same != n {
			t.Errorf("entered %d and %d, already there %d and %d", a.Entered, b.Entered, a.Same, b.Same)
		}
		if l.total() != n || results[2].Entered != n {
			t.Errorf("%d on one list, %d on the other", l.total(), results[2].Entered)
		}
		people, err := store.Count(t.Context(), s.Unscoped(), store.Persons{})
		l.must(people, err)
		if people != n+14 { // and the staff of two bodies
			t.Errorf("%d persons, want %d", people, n+14)
		}
	})
}

func ExampleRemark_Place() {
	fmt.Println(admission.Remark{Sheet: skill.SheetRoster, Row: 5, Column: skill.RosterNumber}.Place())
	// Output: 报名!F5
}
