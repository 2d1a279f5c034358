package privacy

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Consent gives the actor's consent (同意) to one purpose of the notice of an
// edition, which must be the one in use: nobody consents to what they were not
// shown. A consent to an older edition is replaced; giving it twice is the same.
func (d *Desk) Consent(ctx context.Context, by store.By, purpose, edition string) (c skill.Consent, err error) {
	defer skill.Wrap(&err, "consent")
	if err := access.Need(by.Actor, "give-consent", ""); err != nil {
		return c, err
	}
	p, err := d.asked(purpose, edition)
	if err != nil {
		return c, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) (err error) {
		next := skill.Consent{Person: by.Actor.Person, Purpose: purpose, Edition: edition, Separate: p.Separate}
		if next.Person == "" {
			next.Account = by.Actor.Account
		}
		c, err = tx.GiveConsent(ctx, next)
		return err
	})
	return c, err
}

// Record writes down that a person consented on paper (书面同意), which the actor
// saw and the actor's organisation holds. The edition must be the one in use.
func (d *Desk) Record(ctx context.Context, by store.By, person skill.PersonID, purpose, edition string) (c skill.Consent, err error) {
	defer skill.Wrap(&err, "record a consent")
	err = d.onPerson(ctx, by, "record-consent", person, func(tx *store.Tx, p skill.Person, at skill.OrgPath) error {
		if err := p.MayProcess(); err != nil {
			return err
		}
		of, err := d.asked(purpose, edition)
		if err != nil {
			return err
		}
		c, err = tx.GiveConsent(ctx, skill.Consent{
			Person: p.ID, Purpose: purpose, Edition: edition, Separate: of.Separate, Evidence: skill.ConsentPaper, Witness: by.Actor.Person, Path: at,
		})
		return err
	})
	return c, err
}

// asked is a purpose that needs a consent, in the edition that is in use.
func (d *Desk) asked(purpose, edition string) (skill.NoticePurpose, error) {
	p, ok := d.Notice.Purpose(purpose)
	switch {
	case !ok || !p.Consent:
		return p, skill.FailField("purpose", "consent.purpose")
	case edition != d.Notice.Edition:
		return p, skill.FailField("edition", "consent.edition", "edition", d.Notice.Edition)
	}
	return p, nil
}

func moved(ctx context.Context, tx *store.Tx, c skill.Consent, verb func(skill.Consent) (skill.Move, error)) error {
	move, err := verb(c)
	if err == nil {
		_, err = store.MoveOne(ctx, tx, c, move)
	}
	return err
}

// Withdraw takes the actor's own consent back (撤回同意), at once and without a
// reason. Where the purpose is one without which nothing can be done, the
// processing of their data is stopped with it.
// Source: 个人信息保护法 art. 15, 16.
func (d *Desk) Withdraw(ctx context.Context, by store.By, id skill.ConsentID) (err error) {
	defer skill.Wrap(&err, "withdraw consent %s", id)
	if err := access.Need(by.Actor, "withdraw-consent", ""); err != nil {
		return err
	}
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		c, err := tx.Locked().Consent(ctx, id)
		if err != nil {
			return err
		}
		if !owns(by.Actor, c) {
			return skill.Fail(skill.NotFound, "consent.not_found")
		}
		if c.Status == skill.ConsentWithdrawn {
			return nil
		}
		if err := moved(ctx, tx, c, skill.Consent.Withdraw); err != nil {
			return err
		}
		if p, _ := d.Notice.Purpose(c.Purpose); !p.Stops || c.Person == "" {
			return nil
		}
		person, err := tx.Locked().Person(ctx, c.Person)
		if err != nil || person.Stopped {
			return err
		}
		person.Stopped, person.StopGround = true, "consent."+c.Purpose
		return store.Change(ctx, tx, "stop", &person)
	})
}

func owns(a skill.Actor, c skill.Consent) bool {
	return c.Person != "" && c.Person == a.Person || c.Account != "" && c.Account == a.Account
}

// missing is the first purpose to which a person's consent was withdrawn and
// without which nothing is done with their data.
func (d *Desk) missing(ctx context.Context, tx *store.Tx, person skill.PersonID) (string, error) {
	all, err := store.List(ctx, tx, store.Consents{Person: person}, store.Everything)
	if err != nil {
		return "", err
	}
	stands := map[string]bool{}
	for _, c := range all {
		stands[c.Purpose] = stands[c.Purpose] || c.Status == skill.ConsentGiven
	}
	for _, p := range d.Notice.Purposes {
		if given, asked := stands[p.Key]; p.Stops && asked && !given {
			return p.Key, nil
		}
	}
	return "", nil
}
