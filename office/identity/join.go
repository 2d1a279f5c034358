package identity

import (
	"context"
	"strings"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A Joining is what an officer saw: somebody with the original document, who
// named their account.
type Joining struct {
	Login  string
	Person skill.Person // as the document says
	At     skill.OrgPath
}

// Join joins an account to a person whose original document the officer saw
// (核验关联). Nobody joins his own account, and who holds a role is joined only by
// somebody who may do so wherever the role holds. An account that was joined by a
// code is confirmed. A second claim freezes both accounts (see Dispute).
// Reasons: account.not_found, account.own, account.staff, account.disputed,
// account.wrong_state, those of enrolling.
func (d *Desk) Join(ctx context.Context, by store.By, j Joining) (out skill.Account, err error) {
	defer skill.Wrap(&err, "join an account")
	if err := access.Need(by.Actor, "join-account", j.At); err != nil {
		return out, err
	}
	login, err := skill.ParseLogin(j.Login)
	if err != nil {
		return out, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		p, err := d.enrol(ctx, tx, j.Person)
		if err != nil {
			return err
		}
		if err := joinable(ctx, tx, by.Actor, p.ID); err != nil {
			return err
		}
		a, err := store.One(ctx, tx, store.Accounts{Login: login})
		if err != nil {
			return err
		}
		out, err = d.join(ctx, tx, a.ID, bond{p.ID, skill.JoinedByClerk, by.Actor.Person, j.At})
		return err
	})
	return out, err
}

// joinable refuses an officer who joins an account to himself, or to somebody
// whose roles reach further than his own word.
func joinable(ctx context.Context, tx *store.Tx, officer skill.Actor, person skill.PersonID) error {
	a, err := tx.Person(ctx, officer.Person)
	if err != nil {
		return err
	}
	b, err := tx.Person(ctx, person)
	if err != nil {
		return err
	}
	if skill.SameHuman(a, b) {
		return skill.Fail(skill.Denied, "account.own")
	}
	held, err := store.List(ctx, tx, store.Grants{Person: person}, store.Everything)
	if err != nil {
		return err
	}
	for _, g := range held {
		if access.Need(officer, "join-account", g.Path) != nil {
			return skill.Fail(skill.Denied, "account.staff")
		}
	}
	return nil
}

// A bond is what is claimed to hold between an account and a person, and by whose
// word.
type bond struct {
	person  skill.PersonID
	way     skill.JoinWay
	witness skill.PersonID
	at      skill.OrgPath
}

// join joins an account. The person is locked first, so that of two claims at
// once one is second.
func (d *Desk) join(ctx context.Context, tx *store.Tx, id skill.AccountID, b bond) (a skill.Account, err error) {
	if _, err := tx.Locked().Person(ctx, b.person); err != nil {
		return a, err
	}
	if a, err = tx.Locked().Account(ctx, id); err != nil {
		return a, err
	}
	if a.Person == b.person && a.Status == skill.AccountJoined {
		return a, confirm(ctx, tx, &a, b)
	}
	if a.Person != "" || a.Status != skill.AccountOpen {
		return a, skill.Fail(skill.WrongState, "account.wrong_state", "verb", "join", "status", string(a.Status))
	}
	holder, err := store.One(ctx, tx.Locked(), store.Accounts{Person: b.person, Status: []skill.AccountStatus{skill.AccountJoined, skill.AccountFrozen}})
	switch {
	case err == nil:
		return d.contest(ctx, tx, holder, a, b)
	case skill.CodeOf(err) != skill.NotFound:
		return a, err
	}
	a.Person, a.Way, a.Witness, a.At = b.person, b.way, b.witness, b.at
	m, err := a.Join()
	if err != nil {
		return a, err
	}
	return store.MoveOne(ctx, tx, a, m)
}

// confirm notes a word that reaches further than the one the account was joined
// by.
func confirm(ctx context.Context, tx *store.Tx, a *skill.Account, b bond) error {
	if b.way == skill.JoinedByCode || a.Acts(b.at) {
		return nil
	}
	a.Way, a.Witness, a.At = b.way, b.witness, b.at
	return store.Change(ctx, tx, "confirm", a)
}

// contest freezes both accounts and brings the matter before the centre. Neither
// acts until it has decided: one of the two is an impostor's.
func (d *Desk) contest(ctx context.Context, tx *store.Tx, holder, claimant skill.Account, b bond) (skill.Account, error) {
	if holder.Status == skill.AccountFrozen {
		return claimant, skill.Fail(skill.Conflict, "account.disputed")
	}
	for _, a := range []*skill.Account{&holder, &claimant} {
		m, err := a.Freeze("")
		if err != nil {
			return claimant, err
		}
		if *a, err = store.MoveOne(ctx, tx, *a, m); err != nil {
			return claimant, err
		}
		if err := endSignIns(ctx, tx, a.ID, ""); err != nil {
			return claimant, err
		}
		if err := notify(ctx, tx, *a, skill.LetterFrozen); err != nil {
			return claimant, err
		}
	}
	next := skill.Dispute{
		ID: skill.DisputeID(tx.NewID()), Path: b.at, Person: b.person, Holder: holder.ID, Claimant: claimant.ID, Way: b.way, Witness: b.witness,
	}
	m, err := next.Raise()
	if err != nil {
		return claimant, err
	}
	_, err = store.MoveOne(ctx, tx, next, m)
	return claimant, err
}

// JoinByCode joins somebody's account by a code that was printed on a ticket or
// receipt and the number of the document (关联码). It serves candidates: who holds
// a role is joined by an officer. A wrong code and a wrong number are one answer.
// Reasons: join_code.wrong, join_code.limit, account.staff, those of joining.
func (d *Desk) JoinByCode(ctx context.Context, by store.By, v Visit, h Here, code string, document skill.Document) (out skill.Account, err error) {
	defer skill.Wrap(&err, "join by a code")
	if h.Account.ID == "" {
		return out, skill.Fail(skill.Unauthenticated, "actor.unknown")
	}
	c, err := d.caller(ctx, v, "join "+string(h.Account.ID), h.Account)
	if err != nil {
		return out, err
	}
	if n, err := d.counted(ctx, c, d.byName(c)); err != nil || n >= c.rules.joinTries {
		return out, orElse(err, skill.Fail(skill.TooMany, "join_code.limit"))
	}
	var fault *skill.Error
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		var ticket skill.JoinCode
		if ticket, fault, err = d.ticket(ctx, tx, code, document); err != nil {
			return err
		}
		if fault != nil {
			return tx.Failed(ctx, c.today(), d.byName(c))
		}
		n, err := store.Count(ctx, tx, store.Grants{Person: ticket.Person})
		if err != nil || n > 0 {
			return orElse(err, skill.Fail(skill.Denied, "account.staff"))
		}
		if out, err = d.join(ctx, tx, h.Account.ID, bond{ticket.Person, skill.JoinedByCode, "", ticket.Path}); err != nil {
			return err
		}
		ticket.Used = h.Account.ID
		return store.Change(ctx, tx, "use", &ticket)
	})
	return out, orElse(err, fault)
}

// ticket finds the join code that is printed, unused and the document holder's.
func (d *Desk) ticket(ctx context.Context, tx *store.Tx, code string, document skill.Document) (skill.JoinCode, *skill.Error, error) {
	wrong := skill.FailField("code", "join_code.wrong")
	c, err := store.One(ctx, tx.Locked(), store.JoinCodes{Hash: d.keyedHex("join code", plainLetters(code))})
	if skill.CodeOf(err) == skill.NotFound {
		return c, wrong, nil
	}
	if err != nil {
		return c, nil, err
	}
	p, err := tx.Person(ctx, c.Person)
	if err != nil {
		return c, nil, err
	}
	if p.Document.Kind != document.Kind || !p.Document.Number.Equal(document.Number) || c.Used != "" || !tx.Now.Before(c.Expires) {
		return c, wrong, nil
	}
	return c, nil, nil
}

// joinLetters is the length of a join code: sixty bits.
const joinLetters = 12

// PrintJoinCode makes a join code for somebody within the officer's organisations,
// to be printed on a ticket or receipt; it is shown this once. Earlier ones of the
// person at that organisation do not count any more.
func (d *Desk) PrintJoinCode(ctx context.Context, by store.By, person skill.PersonID, at skill.OrgPath) (code string, c skill.JoinCode, err error) {
	defer skill.Wrap(&err, "print a join code")
	if err := access.Need(by.Actor, "print-join-code", at); err != nil {
		return "", c, err
	}
	if code, err = d.drawLetters(joinLetters); err != nil {
		return "", c, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		r, err := d.rules(tx.Today())
		if err != nil {
			return err
		}
		if err := replaceCodes(ctx, tx, person, at); err != nil {
			return err
		}
		c = skill.JoinCode{
			ID: skill.JoinCodeID(tx.NewID()), Person: person, Path: at, By: by.Actor.Person, Hash: d.keyedHex("join code", plainLetters(code)), Expires: tx.Now.Add(r.joinLife),
		}
		return store.Add(ctx, tx, &c)
	})
	if err != nil {
		return "", c, err
	}
	return code, c, nil
}

// replaceCodes ends the codes that were printed before.
func replaceCodes(ctx context.Context, tx *store.Tx, person skill.PersonID, at skill.OrgPath) error {
	if _, err := tx.Locked().Person(ctx, person); err != nil {
		return err
	}
	all, err := store.List(ctx, tx.Locked(), store.JoinCodes{Person: person}, store.Everything)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Path != at || c.Used != "" || !tx.Now.Before(c.Expires) {
			continue
		}
		c.Expires = tx.Now
		if err := store.Change(ctx, tx, "replace", &c); err != nil {
			return err
		}
	}
	return nil
}

// A Claim is what an identity provider has verified of somebody.
type Claim struct {
	Document skill.Document
	Name     string
}

// JoinByClaim joins somebody's account to the person of a claim that an identity
// provider has verified (身份认证平台). A person who is not known yet is entered;
// nobody here has seen the original. Reasons: claim.other_name, claim.no_birth,
// those of joining.
func (d *Desk) JoinByClaim(ctx context.Context, by store.By, h Here, c Claim) (out skill.Account, err error) {
	defer skill.Wrap(&err, "join by a claim")
	if h.Account.ID == "" {
		return out, skill.Fail(skill.Unauthenticated, "actor.unknown")
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		p, err := claimed(ctx, tx, c)
		if err != nil {
			return err
		}
		out, err = d.join(ctx, tx, h.Account.ID, bond{p.ID, skill.JoinedByProvider, "", "/"})
		return err
	})
	return out, err
}

// claimed is the person of a claim.
func claimed(ctx context.Context, tx *store.Tx, c Claim) (p skill.Person, err error) {
	name := skill.Clean(c.Name)
	switch {
	case c.Document.Number.IsZero():
		return p, skill.FailField("document", "document.empty")
	case name == "":
		return p, skill.FailField("name", "person.no_name")
	}
	p, err = tx.PersonByDocument(ctx, c.Document)
	if skill.CodeOf(err) != skill.NotFound {
		if err == nil && !strings.EqualFold(skill.Fold(p.Name), skill.Fold(name)) {
			err = skill.Fail(skill.Conflict, "claim.other_name")
		}
		return p, err
	}
	born, ok := c.Document.Born()
	if !ok {
		return p, skill.FailField("document", "claim.no_birth")
	}
	p = skill.Person{ID: skill.PersonID(tx.NewID()), Name: name, Document: c.Document, Born: born, Sex: c.Document.Sex()}
	return p, store.Add(ctx, tx, &p)
}
