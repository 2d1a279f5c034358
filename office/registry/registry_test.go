package registry

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A world is a desk over a store with four certificates of synthetic persons:
// one of person 0, three of person 1, and a prepared one of person 2.
type world struct {
	*Desk
	store *store.Store
	clock *testdb.Clock
	log   *bytes.Buffer
	batch testdb.Batch
	certs []skill.Certificate // 0 in force; 1 replaced, 2 revoked, 3 cancelled, of one person
	draft skill.Certificate

	work map[string]int
}

func newWorld(t *testing.T, s *store.Store, clock *testdb.Clock) *world {
	t.Helper()
	w := &world{store: s, clock: clock, log: new(bytes.Buffer), work: map[string]int{}}
	var err error
	if w.Desk, err = New(s, clock.Now, testdb.NewRand(5), slog.New(slog.NewTextHandler(w.log, nil))); err != nil {
		t.Fatal(err)
	}
	w.Desk.work = func(step string) { w.work[step]++ }
	w.batch = testdb.File(t, s)
	one := w.batch.Enter(t, s, 0, 3)
	w.certs = w.batch.Issue(t, s, one[:2], 1)
	w.draft = w.batch.Prepare(t, s, one[2:])[0]
	for i := range 2 {
		w.certs = append(w.certs, w.again(t, one[1], i+3))
	}
	testdb.End(t, s, w.certs[1], skill.Certificate.Replace)
	testdb.End(t, s, w.certs[2], skill.Certificate.Revoke)
	testdb.End(t, s, w.certs[3], skill.Certificate.Cancel)
	return w
}

// again issues another certificate to the person of an application.
func (w *world) again(t *testing.T, a skill.Application, serial int) skill.Certificate {
	t.Helper()
	other := testdb.File(t, w.store)
	a.Plan, a.Path = other.Plan.ID, other.Plan.Path
	testdb.Update(t, w.store, func(ctx context.Context, tx *store.Tx) error {
		a.ID, a.Status, a.Version = skill.ApplicationID(tx.NewID()), "", 0
		m, err := a.Enter()
		if err == nil {
			a, err = store.MoveOne(ctx, tx, a, m)
		}
		return err
	})
	return other.Issue(t, w.store, []skill.Application{a}, serial)[0]
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		test(t, newWorld(t, open(), clock))
	})
}

func (w *world) ask(t *testing.T, q Query) Answer {
	t.Helper()
	a, err := w.Verify(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestVerify holds what is told to whom.
// Source: the ministry's national query asks for number or document, and name.
func TestVerify(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c, p, other := w.certs[0], testdb.Born(0), testdb.Born(1)
		id := func(p skill.Person) string { return p.Document.Number.Reveal() }
		for _, x := range []struct {
			name    string
			ask     Query
			outcome Outcome
			numbers []string
		}{
			{"number and name", Query{Number: c.Number, Name: p.Name}, Match, []string{c.Number}},
			{"with spaces, small letters and a full-width name", Query{Number: " s 0000 44 " + c.Number[7:], Name: " 样例　零"}, Match, []string{c.Number}},
			{"a wrong name", Query{Number: c.Number, Name: other.Name}, NoMatch, nil},
			{"part of the name", Query{Number: c.Number, Name: "样例"}, NoMatch, nil},
			{"an unknown number", Query{Number: c.Number[:21] + "9", Name: p.Name}, NoMatch, nil},
			{"an unknown number of the old scheme", Query{Number: "1234567890123456", Name: p.Name}, NoMatch, nil},
			{"a draft has no number, and its name leads nowhere", Query{Document: id(testdb.Born(2)), Name: testdb.Born(2).Name}, NoMatch, nil},
			{"document and name", Query{Document: id(p), Name: p.Name}, Match, []string{c.Number[18:]}},
			{"document and name of somebody with several", Query{Document: id(other), Name: other.Name}, Match, []string{"0004", "0003", "0002"}},
			{"document and a wrong name", Query{Document: id(p), Name: other.Name}, NoMatch, nil},
			{"a document without certificates", Query{Document: id(testdb.Born(3)), Name: testdb.Born(3).Name}, NoMatch, nil},
			{"the same digits under another kind", Query{Kind: skill.Passport, Document: id(p), Name: p.Name}, NoMatch, nil},
		} {
			t.Run(x.name, func(t *testing.T) {
				a := w.ask(t, x.ask)
				var numbers []string
				for _, f := range a.Found {
					numbers = append(numbers, f.Number)
				}
				if a.Outcome != x.outcome || !cmp.Equal(numbers, x.numbers) {
					t.Errorf("got %s %v, want %s %v", a.Outcome, numbers, x.outcome, x.numbers)
				}
				if !a.Asked.Equal(w.clock.Now()) || len(a.Reference) != 10 {
					t.Errorf("asked %v, reference %q", a.Asked, a.Reference)
				}
			})
		}
	})
}

func TestVerifyTellsHowItStands(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		today := day.Of(w.clock.Now())
		for i, status := range []skill.CertificateStatus{skill.CertificateIssued, skill.CertificateReplaced, skill.CertificateRevoked, skill.CertificateCancelled} {
			c := w.certs[i]
			a := w.ask(t, Query{Number: c.Number, Name: c.Name})
			want := []Found{{
				Number: c.Number, Occupation: "6-31-01-03", OccupationName: "电工", Level: skill.Level4, Body: "样例省示范评价机构", BodyCode: "91440000MA0000007P",
				InScope: Yes, Issued: today, Status: status, Since: today,
			}}
			if diff := cmp.Diff(want, a.Found, cmp.Comparer(func(a, b skill.Level) bool { return a == b }), cmp.Comparer(func(a, b day.Date) bool { return a == b })); diff != "" {
				t.Errorf("%s (-want +got):\n%s", status, diff)
			}
		}
	})
}

// TestVerifyLooksAtTheDayOfIssue: a suspension of later does not reach back, one
// that covered the day does.
func TestVerifyLooksAtTheDayOfIssue(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.certs[0]
		suspend := func(from, to day.Date) {
			testdb.Update(t, w.store, func(ctx context.Context, tx *store.Tx) error {
				return store.Add(ctx, tx, &skill.Suspension{
					ID: skill.SuspensionID(tx.NewID()), Body: c.Body, Path: c.Path, Period: day.Period{From: from, To: to},
				})
			})
		}
		inScope := func() Finding {
			w.clock.Step(standingFor) // what was remembered is too old
			return w.ask(t, Query{Number: c.Number, Name: c.Name}).Found[0].InScope
		}
		suspend(c.Issued.AddDays(1), day.Date{})
		suspend(c.Issued.AddDays(-9), c.Issued.AddDays(-1))
		if got := inScope(); got != Yes {
			t.Errorf("suspended before and after: %s", got)
		}
		suspend(c.Issued, day.Date{})
		if got := inScope(); got != No {
			t.Errorf("suspended from that day: %s", got)
		}
	})
}

func TestVerifyNamesTheFieldThatCannotBe(t *testing.T) {
	clock := testdb.NewClock()
	w := newWorld(t, testdb.Open(t, t.TempDir()+"/assay.db", clock), clock)
	for _, x := range []struct {
		ask           Query
		field, reason string
	}{
		{Query{Name: "样例零"}, "number", "verify.number.empty"},
		{Query{Number: "S0000", Name: "样例零"}, "number", "verify.number.length"},
		{Query{Number: testdb.Born(0).Document.Number.Reveal(), Name: "样例零"}, "number", "verify.number.document"},
		{Query{Number: "S0000440123452440001证", Name: "样例零"}, "number", "verify.number.character"},
		{Query{Number: w.certs[0].Number, Name: " \u200b"}, "name", "verify.name.empty"},
		{Query{Number: w.certs[0].Number, Name: strings.Repeat("长", 100)}, "name", "verify.name.long"},
		{Query{Document: "659012199001010001", Name: "样例零"}, "document", "document.check_wrong"},
		{Query{Document: "12", Name: "样例零"}, "document", "document.length"},
		{Query{Document: "12", Kind: "library-card", Name: "样例零"}, "document", "document.kind_unknown"},
	} {
		_, err := w.Verify(t.Context(), x.ask)
		e, ok := errors.AsType[*skill.Error](err)
		if !ok || e.Code != skill.Invalid || len(e.Fields) != 1 || e.Fields[0].Path != x.field || e.Reason != x.reason {
			t.Errorf("got %v, want %s at %s", err, x.reason, x.field)
		}
	}
}

// TestWrongAndUnknownCostTheSame: as many reads, each of one statement, and as
// many comparisons.
func TestWrongAndUnknownCostTheSame(t *testing.T) {
	clock := testdb.NewClock()
	w := newWorld(t, testdb.Open(t, t.TempDir()+"/assay.db", clock), clock)
	cost := func(q Query) map[string]int {
		clear(w.work)
		if a := w.ask(t, q); a.Outcome != NoMatch {
			t.Fatalf("got %s", a.Outcome)
		}
		return maps.Clone(w.work)
	}
	id := func(n int) string { return testdb.Born(n).Document.Number.Reveal() }
	c := w.certs[0]
	for _, x := range []struct {
		name           string
		wrong, unknown Query
		want           map[string]int
	}{
		{"by number", Query{Number: c.Number, Name: "某人"}, Query{Number: c.Number[:21] + "9", Name: "某人"}, map[string]int{"read": 1, "compare": 1}},
		{"by a document of one", Query{Document: id(0), Name: "某人"}, Query{Document: id(9), Name: "某人"}, map[string]int{"read": 1, "compare": w.Policy.PerDocument}},
		{"by a document of three", Query{Document: id(1), Name: "某人"}, Query{Document: id(9), Name: "某人"}, map[string]int{"read": 1, "compare": w.Policy.PerDocument}},
	} {
		if diff := cmp.Diff(x.want, cost(x.wrong)); diff != "" {
			t.Errorf("%s, a wrong name (-want +got):\n%s", x.name, diff)
		}
		if diff := cmp.Diff(x.want, cost(x.unknown)); diff != "" {
			t.Errorf("%s, an unknown one (-want +got):\n%s", x.name, diff)
		}
	}
}

// TestFiveWrongADay holds the limit of a number, on a stepped clock.
func TestFiveWrongADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.certs[0]
		wrong, right := Query{Number: c.Number, Name: "某人"}, Query{Number: c.Number, Name: c.Name}
		for i := range 5 {
			if a := w.ask(t, wrong); a.Outcome != NoMatch {
				t.Fatalf("wrong name %d: %s", i+1, a.Outcome)
			}
			if i == 2 {
				w.flush(t) // some are written, some are not yet
			}
		}
		if a := w.ask(t, right); a.Outcome != Puzzle || a.Found != nil || a.Question == nil {
			t.Fatalf("after five wrong names the right one was told: %s", a.Outcome)
		}
		if a := w.ask(t, Query{Number: w.certs[1].Number, Name: w.certs[1].Name}); a.Outcome != Match {
			t.Errorf("another number pays: %s", a.Outcome)
		}
		w.flush(t)
		a := w.ask(t, right)
		if a.Outcome != Puzzle {
			t.Fatalf("once written, the count is forgotten: %s", a.Outcome)
		}
		right.Asker = Asker{Token: a.Question.Token, Answer: solve(a.Question)}
		if a := w.ask(t, right); a.Outcome != Match {
			t.Errorf("the question was answered: %s", a.Outcome)
		}
		if a := w.ask(t, right); a.Outcome != Puzzle || !a.Question.Again {
			t.Errorf("an answer serves twice: %s", a.Outcome)
		}
		w.clock.Step(24 * time.Hour)
		right.Asker = Asker{}
		if a := w.ask(t, right); a.Outcome != Match {
			t.Errorf("the next day begins anew: %s", a.Outcome)
		}
	})
}

// flush writes what the journal holds, as its worker would.
func (w *world) flush(t *testing.T) {
	t.Helper()
	w.Journal.end(t.Context(), nil)
	if w.Journal.Lost() != 0 || len(w.Journal.pending) != 0 {
		t.Fatalf("%d lines lost, %d pending:\n%s", w.Journal.Lost(), len(w.Journal.pending), w.log)
	}
}

func TestAHurriedNetworkIsAsked(t *testing.T) {
	clock := testdb.NewClock()
	w := newWorld(t, testdb.Open(t, t.TempDir()+"/assay.db", clock), clock)
	q := Query{Number: w.certs[0].Number, Name: w.certs[0].Name, Asker: Asker{Hurried: true}}
	a := w.ask(t, q)
	if a.Outcome != Puzzle {
		t.Fatalf("got %s", a.Outcome)
	}
	q.Asker.Token, q.Asker.Answer = a.Question.Token, solve(a.Question)
	if a = w.ask(t, q); a.Outcome != Match {
		t.Errorf("got %s", a.Outcome)
	}
}

// TestOutOfReach: a store that is gone is our fault and looks like it.
func TestOutOfReach(t *testing.T) {
	clock := testdb.NewClock()
	w := newWorld(t, testdb.Open(t, t.TempDir()+"/assay.db", clock), clock)
	gone, stop := context.WithCancel(t.Context())
	stop()
	a, err := w.Verify(gone, Query{Number: w.certs[0].Number, Name: w.certs[0].Name})
	if err == nil || a.Outcome != Unchecked || a.Found != nil || a.Reference == "" {
		t.Errorf("got %+v, %v", a, err)
	}
}

// TestJournalHoldsNoValue: what is kept of questions is keyed, and what was kept
// is enough to count and to quote.
func TestJournalHoldsNoValue(t *testing.T) {
	clock := testdb.NewClock()
	path := t.TempDir() + "/assay.db"
	w := newWorld(t, testdb.Open(t, path, clock), clock)
	c := w.certs[0]
	network := netip.MustParsePrefix("203.0.113.0/24")
	a := w.ask(t, Query{Number: c.Number, Name: c.Name, Asker: Asker{Network: network}})
	w.ask(t, Query{Number: c.Number, Name: "某人", Asker: Asker{Network: network}})
	w.flush(t)
	subject := w.Keys.BlindIndex("query/number", c.Number)
	if n, err := w.store.Failures(t.Context(), day.Of(clock.Now()), subject[:]); err != nil || n != 1 {
		t.Errorf("failures: %d, %v", n, err)
	}
	if a.Reference == "" || strings.Contains(w.log.String(), c.Name) {
		t.Errorf("log: %s", w.log)
	}
}

// TestJournalLosesRatherThanWaits: a full queue costs a line, not an answer.
func TestJournalLosesRatherThanWaits(t *testing.T) {
	clock := testdb.NewClock()
	w := newWorld(t, testdb.Open(t, t.TempDir()+"/assay.db", clock), clock)
	for range queueRoom + 3 {
		w.Journal.add(line{at: clock.Now(), form: "number", outcome: "none", wrong: true})
	}
	if w.Journal.Lost() != 3 {
		t.Errorf("%d lost, want 3", w.Journal.Lost())
	}
	if n := w.Journal.unwritten(failure{on: day.Of(clock.Now())}); n != queueRoom {
		t.Errorf("%d wrong pairs count, want %d", n, queueRoom)
	}
	w.Journal.end(t.Context(), nil)
	if n := w.Journal.unwritten(failure{on: day.Of(clock.Now())}); n != 0 {
		t.Errorf("%d wrong pairs still count here after they were written", n)
	}
}

// TestJournalRunsUntilItIsDone: what was queued before the end is written at it.
func TestJournalRunsUntilItIsDone(t *testing.T) {
	clock := testdb.NewClock()
	w := newWorld(t, testdb.Open(t, t.TempDir()+"/assay.db", clock), clock)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Journal.Run(ctx) }()
	w.ask(t, Query{Number: w.certs[0].Number, Name: "某人"})
	stop()
	<-done
	subject := w.Keys.BlindIndex("query/number", w.certs[0].Number)
	if n, err := w.store.Failures(t.Context(), day.Of(clock.Now()), subject[:]); err != nil || n != 1 {
		t.Errorf("failures: %d, %v", n, err)
	}
}
