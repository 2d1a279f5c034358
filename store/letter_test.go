package store_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

func codeLetter(until time.Time) store.Letter {
	return store.Letter{Kind: skill.LetterCode, Channel: skill.BySMS, Lang: "zh", Account: "a-1", About: "session-1", Code: skill.Keep("837465"), Expires: until}
}

func post(t *testing.T, s *store.Store, l store.Letter) (id string) {
	t.Helper()
	update(t, s, func(tx *store.Tx) (err error) { id, err = tx.Post(t.Context(), l); return err })
	return id
}

func claimLetter(t *testing.T, s *store.Store, on skill.Channel) (store.Letter, store.Job, bool) {
	t.Helper()
	l, j, ok, err := s.ClaimLetter(t.Context(), time.Minute, on)
	if err != nil {
		t.Fatal(err)
	}
	return l, j, ok
}

func letters(t *testing.T, s *store.Store, pending, failed int64) {
	t.Helper()
	p, f, err := s.Letters(t.Context(), time.Time{})
	if err != nil || p != pending || f != failed {
		t.Errorf("%d pending and %d failed, want %d and %d: %v", p, f, pending, failed, err)
	}
}

func TestALetterComesOutAsItWasPosted(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		want := codeLetter(clock.Now().Add(5 * time.Minute))
		want.ID, want.Posted = post(t, s, want), clock.Now()
		if _, _, ok := claimLetter(t, s, skill.ByMail); ok {
			t.Error("a letter left by another channel than its own")
		}
		got, j, ok := claimLetter(t, s, skill.BySMS)
		if !ok || got != want || got.Code.Reveal() != "837465" {
			t.Errorf("%v: got %+v, want %+v", ok, got, want)
		}
		if _, _, ok := claimLetter(t, s, skill.BySMS); ok {
			t.Error("the letter is in two hands")
		}
		letters(t, s, 1, 0)
		update(t, s, func(tx *store.Tx) error { return tx.Finish(t.Context(), &j) })
		letters(t, s, 0, 0)
	})
}

// A change that does not come about tells nobody.
func TestALetterOfARefusedChangeIsNotPosted(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		err := s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error {
			if _, err := tx.Post(t.Context(), codeLetter(clock.Now().Add(time.Minute))); err != nil {
				return err
			}
			return skill.Fail(skill.Denied, "actor.denied")
		})
		wantReason(t, err, "actor.denied")
		letters(t, s, 0, 0)
	})
}

func TestALetterThatSaysTooLittleIsRefused(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s, until := open(), clock.Now().Add(time.Minute)
		for name, spoil := range map[string]func(*store.Letter){
			"of no kind":                  func(l *store.Letter) { l.Kind = "" },
			"by no channel":               func(l *store.Letter) { l.Channel = "post" },
			"in no language":              func(l *store.Letter) { l.Lang = "" },
			"to nobody":                   func(l *store.Letter) { l.Account = "" },
			"to two":                      func(l *store.Letter) { l.Person = "p-1" },
			"of a code without one":       func(l *store.Letter) { l.Code = skill.Private{} },
			"of a code that holds always": func(l *store.Letter) { l.Expires = time.Time{} },
			"of a notice with a code":     func(l *store.Letter) { l.Kind = skill.LetterFrozen },
		} {
			l := codeLetter(until)
			spoil(&l)
			err := s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error { _, err := tx.Post(t.Context(), l); return err })
			if skill.ReasonOf(err) != "letter.incomplete" {
				t.Errorf("a letter %s: %v", name, err)
			}
		}
		post(t, s, store.Letter{Kind: skill.LetterFrozen, Channel: skill.ByMail, Lang: "en", Person: "p-1"})
		letters(t, s, 1, 0)
	})
}

// A code lies sealed while its letter waits, and not at all once it was sent,
// given up or has expired.
func TestACodeIsNeverReadInTheOutbox(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		for name, end := range map[string]func(*store.Tx, *store.Job) error{
			"sent":     func(tx *store.Tx, j *store.Job) error { return tx.Finish(t.Context(), j) },
			"given up": func(tx *store.Tx, j *store.Job) error { return tx.Fail(t.Context(), j, "post.refused", 0) },
		} {
			id := post(t, s, codeLetter(testdb.Start.Add(time.Minute)))
			kept(t, db, id, name+": waiting", true)
			_, j, _ := claimLetter(t, s, skill.BySMS)
			kept(t, db, id, name+": on its way", true)
			update(t, s, func(tx *store.Tx) error { return end(tx, &j) })
			kept(t, db, id, name, false)
		}
	})
}

// kept tells whether the job of a letter holds its code, which lies nowhere in
// clear.
func kept(t *testing.T, db *sql.DB, id, when string, want bool) {
	t.Helper()
	for _, row := range dump(t, db, "job") {
		if row["id"] != id {
			continue
		}
		for column, value := range row {
			if strings.Contains(value, "837465") {
				t.Errorf("%s: the code lies readable in %s", when, column)
			}
		}
		if got := row["secret"] != ""; got != want {
			t.Errorf("%s: a secret is kept: %v, want %v", when, got, want)
		}
		return
	}
	t.Errorf("%s: no job %s", when, id)
}

func TestALetterExpires(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		id := post(t, s, codeLetter(clock.Now().Add(5*time.Minute)))
		post(t, s, store.Letter{Kind: skill.LetterFrozen, Channel: skill.ByMail, Lang: "en", Person: "p-1"})
		clock.Step(5*time.Minute - 1000)
		wantReason(t, s.ExpireLetters(t.Context()), "")
		letters(t, s, 2, 0)
		clock.Step(1000)
		if _, _, ok := claimLetter(t, s, skill.BySMS); ok {
			t.Error("an expired letter was begun")
		}
		wantReason(t, s.ExpireLetters(t.Context()), "")
		letters(t, s, 1, 1)
		j, err := s.Unscoped().Job(t.Context(), id)
		if err != nil || j.State != store.JobFailed || j.Fault != "letter.expired" {
			t.Errorf("%+v, %v", j, err)
		}
		if _, err := s.As(skill.Program("/")).Job(t.Context(), id); skill.CodeOf(err) != skill.NotFound {
			t.Errorf("a letter was shown to somebody: %v", err)
		}
		wantReason(t, s.Forget(t.Context(), clock.Now().Add(1000), clock.Now().Add(1000)), "")
		letters(t, s, 1, 0)
	})
}

// While a worker is sending it, a letter stays with that worker even when it
// expires under way; when he died it is given up.
func TestALetterThatExpiresUnderWay(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		post(t, s, codeLetter(clock.Now().Add(30*time.Second)))
		_, j, _ := claimLetter(t, s, skill.BySMS)
		clock.Step(40 * time.Second)
		wantReason(t, s.ExpireLetters(t.Context()), "")
		letters(t, s, 1, 0)
		clock.Step(40 * time.Second)
		wantReason(t, s.ExpireLetters(t.Context()), "")
		letters(t, s, 0, 1)
		wantReason(t, s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error { return tx.Finish(t.Context(), &j) }), "job.lost")
	})
}

// What was sealed by keys that are gone does not stop the others.
func TestALetterThatCannotBeReadIsGivenUp(t *testing.T) {
	testdb.EachRaw(t, func(t *testing.T, address string, _ func(string)) {
		clock := testdb.NewClock()
		post(t, testdb.OpenWith(t, address, clock, otherKeys(t)), codeLetter(clock.Now().Add(time.Minute)))
		s := testdb.Open(t, address, clock)
		_, j, ok, err := s.ClaimLetter(t.Context(), time.Minute, skill.BySMS)
		if !ok || skill.ReasonOf(err) != "attest.seal.key" {
			t.Fatalf("%v, %v", ok, err)
		}
		update(t, s, func(tx *store.Tx) error { return tx.Fail(t.Context(), &j, skill.ReasonOf(err), 0) })
		letters(t, s, 0, 1)
	})
}
