package identity

import (
	"context"
	"crypto/subtle"
	"strings"

	"assay/skill"
	"assay/store"
)

// A CodeRequest asks that a one-time code be sent.
type CodeRequest struct {
	Purpose skill.Purpose
	To      string // telephone or mail address; to confirm, the channel "sms" or "mail" of one's own
	Lang    string // of the letter: zh or en
}

// AskCode has a one-time code sent and returns what to answer it under. For an
// address that the purpose does not fit, registered or not, the answer is the
// same and no code will do. To reach and to confirm are asked by somebody who is
// signed in; the others by anybody.
// Reasons: contact.phone, contact.mail, code.purpose, code.question, code.limit.
func (d *Desk) AskCode(ctx context.Context, v Visit, h Here, q CodeRequest) (id skill.ChallengeID, err error) {
	defer skill.Wrap(&err, "ask for a code to %s", q.Purpose)
	to, err := addressee(h, q)
	if err != nil {
		return "", err
	}
	owner, err := store.One(ctx, d.Store.Unscoped(), store.Accounts{Contact: to})
	if err != nil && skill.CodeOf(err) != skill.NotFound {
		return "", err
	}
	c, err := d.caller(ctx, v, "code "+string(to.Channel)+" "+to.Address.Reveal(), owner)
	if err != nil {
		return "", err
	}
	subjects, err := d.allotted(ctx, c)
	if err != nil {
		return "", err
	}
	digits, err := d.drawDigits()
	if err != nil {
		return "", err
	}
	err = d.Store.Update(ctx, store.By{Actor: h.Actor}, func(tx *store.Tx) error {
		if err := tx.Failed(ctx, c.today(), subjects...); err != nil {
			return err
		}
		id, err = d.challenge(ctx, tx, c, errand{CodeRequest: q, to: to, asker: h.Account.ID, digits: digits})
		return err
	})
	return id, err
}

// addressee is where the code goes.
func addressee(h Here, q CodeRequest) (skill.Contact, error) {
	switch q.Purpose {
	case skill.ToRegister, skill.ToSignIn, skill.ToRecover:
		return skill.ParseContact(q.To)
	case skill.ToReach:
		if h.Account.ID == "" {
			return skill.Contact{}, skill.Fail(skill.Unauthenticated, "actor.unknown")
		}
		return skill.ParseContact(q.To)
	case skill.ToConfirm:
		if h.Account.ID == "" {
			return skill.Contact{}, skill.Fail(skill.Unauthenticated, "actor.unknown")
		}
		to := h.Account.Contact(skill.Channel(q.To))
		if to.IsZero() {
			return to, skill.FailField("to", "contact.none")
		}
		return to, nil
	}
	return skill.Contact{}, skill.FailField("purpose", "code.purpose")
}

// allotted refuses more codes than one address or network gets in a day, and
// gives the counts that this one raises. A device that the account knows has an
// allotment of its own.
func (d *Desk) allotted(ctx context.Context, c caller) ([][]byte, error) {
	if c.device != "" {
		own := d.keyed("code device", string(c.account.ID), c.device)
		n, err := d.counted(ctx, c, own)
		if err == nil && n >= c.rules.codeLimit {
			err = skill.Fail(skill.TooMany, "code.limit")
		}
		return [][]byte{own}, err
	}
	network := d.keyed("code network", c.Network)
	address, err := d.counted(ctx, c, d.byName(c))
	if err != nil {
		return nil, err
	}
	all, err := d.counted(ctx, c, network)
	switch {
	case err != nil:
		return nil, err
	case address >= c.rules.codeLimit || all >= c.rules.codeNetwork:
		return nil, skill.Fail(skill.TooMany, "code.limit")
	case address >= c.rules.codeQuestion && !c.Answered:
		return nil, skill.Fail(skill.TooMany, "code.question")
	}
	return [][]byte{d.byName(c), network}, nil
}

// An errand is a code on its way to be made.
type errand struct {
	CodeRequest
	to     skill.Contact
	asker  skill.AccountID
	digits string
}

// challenge keeps the code and posts it, if the purpose fits the address.
func (d *Desk) challenge(ctx context.Context, tx *store.Tx, c caller, e errand) (skill.ChallengeID, error) {
	ch := skill.Challenge{
		ID: skill.ChallengeID(tx.NewID()), Purpose: e.Purpose, To: e.to, Expires: tx.Now.Add(c.rules.codeLife),
	}
	letter := store.Letter{Channel: e.to.Channel, Lang: language(e.Lang), About: string(ch.ID), Expires: ch.Expires}
	taken := c.account.ID != ""
	switch {
	case e.Purpose == skill.ToConfirm:
		ch.Account, letter.Kind = e.asker, skill.LetterCode
	case e.Purpose == skill.ToReach && !taken:
		ch.Account, letter.Kind = e.asker, skill.LetterConfirm
	case e.Purpose == skill.ToRegister && !taken:
		letter.Kind = skill.LetterConfirm
	case e.Purpose == skill.ToSignIn && taken:
		ch.Account, letter.Kind = c.account.ID, skill.LetterCode
	case e.Purpose == skill.ToRecover && taken:
		ch.Account, letter.Kind = c.account.ID, skill.LetterRecover
	case taken: // somebody registers, or claims as theirs, what is another's already
		letter.Kind, letter.Account = skill.LetterTaken, c.account.ID
	}
	if letter.Kind.Coded() {
		ch.Hash, letter.Code = d.keyed("code", string(ch.ID), e.digits), skill.Keep(e.digits)
		letter.Challenge, letter.Of = ch.ID, ch.Account
	}
	if _, err := tx.Challenge(ctx, ch); err != nil || letter.Kind == "" {
		return ch.ID, err
	}
	_, err := tx.Post(ctx, letter)
	return ch.ID, err
}

func language(lang string) string {
	if lang == "en" {
		return lang
	}
	return "zh"
}

// An Answer is a code as it was typed.
type Answer struct {
	Challenge skill.ChallengeID
	Code      string
}

// answered checks a code within a transaction: fault is what is wrong with it.
// A wrong one has been counted and the transaction must commit; a right one is
// still there until spend takes it away.
func (d *Desk) answered(ctx context.Context, tx *store.Tx, r rules, purpose skill.Purpose, a Answer) (ch skill.Challenge, fault *skill.Error, err error) {
	ch, err = tx.Challenged(ctx, a.Challenge)
	if skill.CodeOf(err) == skill.NotFound {
		return ch, skill.FailField("code", "code.wrong"), nil
	}
	switch {
	case err != nil:
		return ch, nil, err
	case !tx.Now.Before(ch.Expires):
		return ch, skill.FailField("code", "code.expired"), nil
	case ch.Tries >= r.codeTries:
		return ch, skill.FailField("code", "code.spent"), nil
	}
	given := d.keyed("code", string(ch.ID), strings.ReplaceAll(skill.Halve(a.Code), " ", ""))
	if ch.Purpose == purpose && subtle.ConstantTimeCompare(given, ch.Hash) == 1 {
		return ch, nil, nil
	}
	return ch, skill.FailField("code", "code.wrong"), tx.Tried(ctx, ch.ID)
}
