package store

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"assay/attest"
	"assay/skill"
)

// A SentLetter is a letter as its reader can list it: what about, when and where
// to. The code that it carried is nowhere any more.
type SentLetter struct {
	ID      string
	Kind    skill.LetterKind
	Channel skill.Channel
	Posted  time.Time
	State   JobState
	Ended   time.Time // when it was sent or given up
	To      string    // where it went, masked; empty while it waits
	Fault   string    // reason key of why it was given up
}

// Came is what became of it: waiting, sent, given-up.
func (l SentLetter) Came() string {
	switch l.State {
	case JobDone:
		return "sent"
	case JobFailed:
		return "given-up"
	default:
		return "waiting"
	}
}

// lettersMost is how many letters a list holds.
const lettersMost = 50

// LettersTo lists the latest letters to somebody, at most 50, the newest first:
// those of an account and those to the person that it is joined to.
func (s *Store) LettersTo(ctx context.Context, account skill.AccountID, person skill.PersonID) (out []SentLetter, err error) {
	defer skill.Wrap(&err, "list letters")
	readers := []string{string(account)}
	if person != "" {
		readers = append(readers, string(person))
	}
	var w where
	in(&w, "reader", readers)
	in(&w, "kind", letterJobs())
	rows, err := s.readers.query(ctx, numbered(jobSelect+w.text()+" ORDER BY made_at DESC, id DESC LIMIT ?"), append(w.args, lettersMost)...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		j, err := scanJob(rows)
		if err != nil {
			return err
		}
		l, err := s.sentLetter(j)
		out = append(out, l)
		return err
	})
	return out, err
}

func (s *Store) sentLetter(j Job) (l SentLetter, err error) {
	var ids letterIDs
	if err := json.Unmarshal(j.Args, &ids); err != nil {
		return l, err
	}
	l = SentLetter{
		ID: j.ID, Kind: skill.LetterKind(ids.Kind), Channel: skill.Channel(strings.TrimPrefix(j.Kind, letterJob)),
		Posted: j.Made, State: j.State, Ended: j.Ended,
	}
	if j.State == JobFailed {
		l.Fault = j.Fault
	}
	if len(j.sentTo) > 0 {
		to, err := s.words.keys.Open(sentPlace(j.ID), j.sentTo)
		if err != nil {
			return l, err
		}
		l.To = string(to)
	}
	return l, nil
}

func sentPlace(job string) attest.Place {
	return attest.Place{Table: "job", Column: "sent_to", Row: job}
}

// Sent ends a letter well, and keeps where it went for its reader, masked.
func (tx *Tx) Sent(ctx context.Context, j *Job, to skill.Private) (err error) {
	if j.reader != "" {
		if j.sentTo, err = tx.words.keys.Seal(tx.words.rand, sentPlace(j.ID), []byte(to.Masked())); err != nil {
			return err
		}
	}
	return tx.Finish(ctx, j)
}

// Tell posts a letter about something to a person: to their account, on every way
// on which it is reached and in its language, or to the telephone of their record
// where they have none.
func (tx *Tx) Tell(ctx context.Context, person skill.PersonID, kind skill.LetterKind, about string) error {
	a, err := One(ctx, tx, Accounts{Person: person, Status: []skill.AccountStatus{skill.AccountJoined}})
	if skill.CodeOf(err) == skill.NotFound {
		return tx.tellRecord(ctx, person, kind, about)
	}
	if err != nil {
		return err
	}
	for _, on := range skill.Channels() {
		if a.Contact(on).IsZero() {
			continue
		}
		if _, err := tx.Post(ctx, Letter{Kind: kind, Channel: on, Lang: letterLang(a.Lang), Account: a.ID, About: about}); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) tellRecord(ctx context.Context, person skill.PersonID, kind skill.LetterKind, about string) error {
	p, err := tx.Person(ctx, person)
	if err != nil || p.Phone.IsZero() {
		return err
	}
	_, err = tx.Post(ctx, Letter{Kind: kind, Channel: skill.BySMS, Lang: letterLang(""), Person: person, About: about})
	return err
}

// letterLang is the language of letters to somebody, Chinese where none is known.
func letterLang(lang string) string { return cmp.Or(lang, "zh") }
