package store_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// Whoever reads letters lists those to their account, by whatever address, and
// those to the person that it is joined to, with what became of each; nobody
// lists another's. Where one went is shown shortened and lies sealed, and its
// code is nowhere.
func TestLettersAreListedByTheirReader(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		until := s.Now().Add(time.Minute)
		post(t, s, codeLetter(until))
		post(t, s, store.Letter{Kind: skill.LetterContact, Channel: skill.BySMS, Lang: "zh", Challenge: "old", Of: "a-1", Expires: until})
		post(t, s, store.Letter{Kind: skill.LetterAmended, Channel: skill.BySMS, Lang: "zh", Person: "p-1"})
		post(t, s, store.Letter{Kind: skill.LetterFrozen, Channel: skill.ByMail, Lang: "zh", Account: "a-2"})
		post(t, s, store.Letter{Kind: skill.LetterContact, Channel: skill.BySMS, Lang: "zh", Challenge: "nobody's", Expires: until})
		for range 4 {
			l, j, _ := claimLetter(t, s, skill.BySMS)
			switch l.Kind {
			case skill.LetterCode:
				update(t, s, func(tx *store.Tx) error { return tx.Sent(t.Context(), &j, skill.Keep("19900001234")) })
			case skill.LetterContact:
				update(t, s, func(tx *store.Tx) error { return tx.Fail(t.Context(), &j, "post.refused", 0) })
			}
		}
		listed(t, s, "a-1", "", "code sent 199****1234 ; contact given-up  post.refused")
		listed(t, s, "a-1", "p-1", "amended waiting  ; code sent 199****1234 ; contact given-up  post.refused")
		listed(t, s, "a-2", "", "frozen waiting  ")
		listed(t, s, "a-3", "p-3", "")
		for _, row := range dump(t, db, "job") {
			for column, value := range row {
				if strings.Contains(value, "****") || strings.Contains(value, "837465") {
					t.Errorf("%s lies readable in %s", value, column)
				}
			}
		}
		wantReason(t, s.Forget(t.Context(), until, s.Now()), "")
		listed(t, s, "a-1", "", "code sent 199****1234 ; contact given-up  post.refused")
		wantReason(t, s.Forget(t.Context(), until, until), "")
		listed(t, s, "a-1", "p-1", "amended waiting  ")
	})
}

// listed compares what somebody lists.
func listed(t *testing.T, s *store.Store, account skill.AccountID, person skill.PersonID, want string) {
	t.Helper()
	all, err := s.LettersTo(t.Context(), account, person)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range all {
		got = append(got, strings.Join([]string{string(l.Kind), l.Came(), l.To, l.Fault}, " "))
	}
	slices.Sort(got)
	diff(t, want, strings.Join(got, "; "))
}

// A person is told by their account, on every way and in its language, or by the
// telephone of their record.
func TestAPersonIsTold(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, _ *sql.DB) {
		person := joinedReader(t, s)
		listed(t, s, "account", person, "amended sent  ")
		update(t, s, func(tx *store.Tx) error { return tx.Tell(t.Context(), person, skill.LetterAmended, "m-1") })
		listed(t, s, "account", "", "amended waiting  ; amended waiting  ")
		listed(t, s, "none", person, "amended sent  ")
	})
}

func joinedReader(t *testing.T, s *store.Store) (person skill.PersonID) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		p := testdb.Born(3)
		p.ID = skill.PersonID(tx.NewID())
		if err := store.Add(t.Context(), tx, &p); err != nil {
			return err
		}
		person = p.ID
		return tx.Tell(t.Context(), p.ID, skill.LetterAmended, "m-0")
	})
	l, j, ok := claimLetter(t, s, skill.BySMS)
	if !ok || l.Person != person || l.Lang != "zh" || l.About != "m-0" {
		t.Errorf("to the record: %+v", l)
	}
	update(t, s, func(tx *store.Tx) error { return tx.Finish(t.Context(), &j) })
	update(t, s, func(tx *store.Tx) error {
		a := skill.Account{ID: "account", Login: "u-0001", Phone: skill.Keep("19900002222"), Mail: skill.Keep("yang@example.org"), Lang: "en"}
		if err := born(t, tx, &a, skill.Account.Open); err != nil {
			return err
		}
		a.Person, a.Way = person, skill.JoinedByCode
		move, err := a.Join()
		if err == nil {
			_, err = store.MoveOne(t.Context(), tx, a, move)
		}
		return err
	})
	return person
}
