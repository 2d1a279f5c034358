package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"assay/attest"
	"assay/skill"
)

// A Letter (通知) is one message to one reader, as it waits in the outbox. It
// holds ids: words and address are looked up when it leaves, so that neither lies
// there and both are those of that moment.
type Letter struct {
	ID        string           // given by Post
	Kind      skill.LetterKind // which words: message.KIND.subject, message.KIND.text
	Channel   skill.Channel
	Lang      string            // of the words: zh or en
	Account   skill.AccountID   // whose address is looked up
	Person    skill.PersonID    // the same, for one without an account
	Challenge skill.ChallengeID // the same, for an address that is nobody's yet, or not any more
	Of        skill.AccountID   // whose letter it is where a challenge names the address, if anybody's
	About     string            // id of what it speaks of, or empty
	Code      skill.Private     // the one-time code of a kind that is Coded; sealed, and gone once it was sent
	Expires   time.Time         // from when on it is not sent any more, or zero; a code needs one
	Posted    time.Time         // given by Post
}

// letterIDs is a letter as it lies in the Args of its job.
type letterIDs struct{ Kind, Lang, Account, Person, Challenge, About string }

// letterJob begins the kinds of job that are letters; the channel follows.
const letterJob = "letter."

// letterGone is the reason kept of a letter that nobody sent in time.
const letterGone = "letter.expired"

// Post puts a letter into the outbox. It leaves some time after this transaction
// has committed, and not at all if it does not commit; whoever posts need not
// know whether mail or SMS is set up. A letter leaves at least once: where the
// program dies between sending and noting that it did, it leaves again.
//
//	_, err := tx.Post(ctx, store.Letter{
//		Kind: skill.LetterCode, Channel: skill.BySMS, Lang: "zh", Account: a.ID,
//		Code: skill.Keep(code), Expires: tx.Now.Add(5 * time.Minute),
//	})
//
// It returns the letter's id, which Withdraw takes while nobody has begun to send
// it. Internal letter.incomplete: the letter says not what, how, to whom, or until
// when its code holds.
func (tx *Tx) Post(ctx context.Context, l Letter) (string, error) {
	if !l.complete() {
		return "", skill.Fail(skill.Internal, "letter.incomplete")
	}
	args, err := json.Marshal(letterIDs{string(l.Kind), l.Lang, string(l.Account), string(l.Person), string(l.Challenge), l.About})
	if err != nil {
		return "", err
	}
	j := Job{ID: tx.NewID(), Kind: letterJob + string(l.Channel), Args: args, Expires: l.Expires, reader: l.reader()}
	if !l.Code.IsZero() {
		if j.secret, err = tx.words.keys.Seal(tx.words.rand, secretPlace(j.ID), []byte(l.Code.Reveal())); err != nil {
			return "", err
		}
	}
	return tx.Enqueue(ctx, j)
}

func (l Letter) complete() bool {
	return slices.Contains(skill.LetterKinds(), l.Kind) && slices.Contains(skill.Channels(), l.Channel) && l.Lang != "" &&
		l.addressees() == 1 && l.Kind.Coded() != l.Code.IsZero() && (l.Code.IsZero() || !l.Expires.IsZero())
}

// reader is who may list the letter: the account, or the person of one that is
// written to the person's record. A letter to an address that is nobody's yet has
// none.
func (l Letter) reader() string { return cmp.Or(string(l.Account), string(l.Person), string(l.Of)) }

// addressees counts whose address is named.
func (l Letter) addressees() (n int) {
	for _, named := range []bool{l.Account != "", l.Person != "", l.Challenge != ""} {
		if named {
			n++
		}
	}
	return n
}

// AddressOf is where a letter goes, as it is known now; no address where it is
// not known, or not any more.
func (s *Store) AddressOf(ctx context.Context, l Letter) (to skill.Contact, err error) {
	r := s.Unscoped()
	switch {
	case l.Account != "":
		var a skill.Account
		a, err = r.Account(ctx, l.Account)
		to = a.Contact(l.Channel)
	case l.Challenge != "":
		to, err = s.challengedAt(ctx, l.Challenge)
	case l.Channel == skill.BySMS:
		var p skill.Person
		p, err = r.Person(ctx, l.Person)
		to = skill.Contact{Channel: l.Channel, Address: p.Phone}
	}
	if to.Channel != l.Channel {
		to = skill.Contact{}
	}
	return to, err
}

func secretPlace(job string) attest.Place {
	return attest.Place{Table: "job", Column: "secret", Row: job}
}

// ClaimLetter takes the oldest letter of a channel that is due and holds it for
// a time; the job is what Finish or Fail ends. ok is false when there is none. A
// letter that cannot be read comes with its job and the error.
func (s *Store) ClaimLetter(ctx context.Context, length time.Duration, on skill.Channel) (l Letter, j Job, ok bool, err error) {
	j, ok, err = s.ClaimJob(ctx, length, letterJob+string(on))
	if err != nil || !ok {
		return l, j, false, err
	}
	var ids letterIDs
	if err := json.Unmarshal(j.Args, &ids); err != nil {
		return l, j, true, err
	}
	l = Letter{
		ID: j.ID, Kind: skill.LetterKind(ids.Kind), Channel: on, Lang: ids.Lang, Account: skill.AccountID(ids.Account),
		Person: skill.PersonID(ids.Person), Challenge: skill.ChallengeID(ids.Challenge), About: ids.About, Expires: j.Expires, Posted: j.Made,
	}
	if len(j.secret) == 0 {
		return l, j, true, nil
	}
	code, err := s.words.keys.Open(secretPlace(j.ID), j.secret)
	l.Code = skill.Keep(string(code))
	return l, j, true, err
}

// ExpireLetters gives up what was not sent in time, and its codes with it.
func (s *Store) ExpireLetters(ctx context.Context) error {
	return s.Update(ctx, By{}, func(tx *Tx) error {
		_, err := tx.on.exec(ctx, `UPDATE job SET state = 'failed', fault = $1, secret = $2, leased_until = 0, ended_at = $3
			WHERE state IN ('waiting', 'running') AND expires_at > 0 AND expires_at <= $3 AND leased_until <= $3`,
			letterGone, []byte{}, micros(tx.Now))
		return err
	})
}

// Letters counts the letters that wait or are on their way, and those that were
// given up since a time.
func (s *Store) Letters(ctx context.Context, since time.Time) (pending, failed int64, err error) {
	for states, n := range map[string]*int64{"state IN ('waiting', 'running')": &pending, "state = 'failed'": &failed} {
		var w where
		w.and(states)
		in(&w, "kind", letterJobs())
		w.and("(ended_at = 0 OR ended_at >= ?)", micros(since))
		rows, err := s.readers.query(ctx, numbered("SELECT count(*) FROM job"+w.text()), w.args...)
		if err != nil {
			return 0, 0, err
		}
		if *n, err = oneInt(rows); err != nil {
			return 0, 0, err
		}
	}
	return pending, failed, nil
}

func letterJobs() (out []string) {
	for _, c := range skill.Channels() {
		out = append(out, letterJob+string(c))
	}
	return out
}
