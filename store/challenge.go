package store

import (
	"context"

	"assay/attest"
	"assay/skill"
)

// Challenge keeps a one-time code that is on its way, and returns its id.
func (tx *Tx) Challenge(ctx context.Context, c skill.Challenge) (skill.ChallengeID, error) {
	sealed, err := tx.words.sealContact(string(c.ID), c.To)
	if err != nil {
		return "", err
	}
	_, err = tx.on.exec(ctx, "INSERT INTO challenge (id, purpose, account_id, channel, target, hash, tries, expires) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
		string(c.ID), string(c.Purpose), string(c.Account), string(c.To.Channel), sealed, notNil(c.Hash), micros(c.Expires))
	return c.ID, err
}

// Challenged reads a one-time code that is on its way, locked, so that of several
// answers at once each is counted.
func (tx *Tx) Challenged(ctx context.Context, id skill.ChallengeID) (skill.Challenge, error) {
	return tx.words.challenge(ctx, tx.on, id, tx.store.update)
}

// challengedAt is the address that a one-time code was asked for.
func (s *Store) challengedAt(ctx context.Context, id skill.ChallengeID) (skill.Contact, error) {
	c, err := s.challenge(ctx, s.readers, id, "")
	if skill.CodeOf(err) == skill.NotFound {
		err = nil // it was answered, or forgotten
	}
	return c.To, err
}

func (k *words) challenge(ctx context.Context, q querier, id skill.ChallengeID, lock string) (c skill.Challenge, err error) {
	rows, err := q.query(ctx, "SELECT id, purpose, account_id, channel, target, hash, tries, expires FROM challenge WHERE id = $1"+lock, askable(string(id)))
	if err != nil {
		return c, err
	}
	var sealed []byte
	var expires int64
	err = each(rows, func() error {
		return rows.Scan((*string)(&c.ID), (*string)(&c.Purpose), (*string)(&c.Account), (*string)(&c.To.Channel), &sealed, &c.Hash, &c.Tries, &expires)
	})
	if err == nil && c.ID == "" {
		err = notFound("challenge")
	}
	if err != nil {
		return c, err
	}
	c.Expires = moment(expires)
	c.To.Address, err = k.openContact(string(c.ID), sealed)
	return c, err
}

// ChallengeOf is the account that a one-time code was made for, none where there
// is no such code or it is nobody's.
func (s *Store) ChallengeOf(ctx context.Context, id skill.ChallengeID) (account skill.AccountID, err error) {
	rows, err := s.readers.query(ctx, "SELECT account_id FROM challenge WHERE id = $1", askable(string(id)))
	if err != nil {
		return "", err
	}
	return account, each(rows, func() error { return rows.Scan((*string)(&account)) })
}

// Tried counts an answer to a one-time code.
func (tx *Tx) Tried(ctx context.Context, id skill.ChallengeID) error {
	_, err := tx.on.exec(ctx, "UPDATE challenge SET tries = tries + 1 WHERE id = $1", string(id))
	return err
}

// Answered takes a one-time code away: it was used.
func (tx *Tx) Answered(ctx context.Context, id skill.ChallengeID) error {
	_, err := tx.on.exec(ctx, "DELETE FROM challenge WHERE id = $1", string(id))
	return err
}

func challengePlace(id string) attest.Place {
	return attest.Place{Table: "challenge", Column: "target", Row: id}
}
