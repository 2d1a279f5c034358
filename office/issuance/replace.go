package issuance

import (
	"context"

	"assay/attest"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Whys of a replacement.
const (
	Lost      = "lost"      // 遗失补发
	Spoiled   = "spoiled"   // 污损换发
	Corrected = "corrected" // 更正
)

// A Renewal asks for another certificate in the place of one in force.
type Renewal struct {
	Certificate skill.CertificateID
	Why         string // Lost, Spoiled or Corrected
	Ground      string // in the officer's words; no personal value
}

// Replace (补发, 更正) prepares the certificate that is to take the place of
// one in force. It states the same exam and has a number of its own. Lost and
// Spoiled repeat the words, which must be those of the records still; Corrected
// takes the words of the records of today, which must have changed, by a change
// that the audit shows. The old one stays in force until Issue puts the new one
// in its place, in the same transaction.
// Source: no national text on 补发 of a 职业技能等级证书 was found; docs/decisions/0012.
func (d *Desk) Replace(ctx context.Context, by store.By, r Renewal) (c skill.Certificate, err error) {
	defer skill.Wrap(&err, "replace certificate %s", r.Certificate)
	old, err := d.Store.Unscoped().Certificate(ctx, r.Certificate)
	if err != nil {
		return c, err
	}
	if err := access.Need(by.Actor, "replace-certificate", old.Path); err != nil {
		return c, err
	}
	if c, err = d.renew(ctx, old, r); err != nil {
		return c, err
	}
	if err := d.commit(ctx, &c); err != nil {
		return c, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Locked().Certificate(ctx, old.ID)
		if err != nil {
			return err
		}
		if !now.InForce() {
			return skill.Fail(skill.WrongState, endedReason, "status", string(now.Status))
		}
		if err := unanswered(ctx, tx, old); err != nil {
			return err
		}
		c.ID = skill.CertificateID(tx.NewID())
		move, err := c.Prepare()
		if err != nil {
			return err
		}
		c, err = store.MoveOne(ctx, tx, c, move)
		return err
	})
	return c, err
}

// unanswered refuses a second replacement while one is under way.
func unanswered(ctx context.Context, tx *store.Tx, old skill.Certificate) error {
	all, err := store.List(ctx, tx, store.Certificates{
		Applications: []skill.ApplicationID{old.Application}, Replaces: old.ID,
		Status: []skill.CertificateStatus{skill.CertificatePrepared, skill.CertificateNumbered},
	}, store.Everything)
	if err == nil && len(all) > 0 {
		err = skill.Fail(skill.Conflict, "issuance.replacement_pending")
	}
	return err
}

// renew composes and lints the new certificate.
func (d *Desk) renew(ctx context.Context, old skill.Certificate, r Renewal) (c skill.Certificate, err error) {
	s, candidate, err := d.origin(ctx, old)
	if err != nil {
		return c, err
	}
	if err := d.checkRenewal(s, old, &r); err != nil {
		return c, err
	}
	if err := candidate.person.MayProcess(); err != nil {
		return c, err
	}
	c = s.compose(candidate)
	c.Report, c.Replaces, c.Why, c.Ground = old.Report, old.ID, r.Why, r.Ground
	switch same := samePrinted(c, old); {
	case r.Why == Corrected && same:
		return c, skill.FailField("why", "issuance.nothing_to_correct")
	case r.Why != Corrected && !same:
		return c, skill.FailField("why", "issuance.words_changed")
	}
	found := append(faults(nil), s.faults...)
	if err := d.lintWords(ctx, c, &found); err != nil {
		return c, err
	}
	if len(found) > 0 {
		return c, &skill.Error{Code: skill.Unmet, Reason: "issuance.renewal_stopped", Fields: found}
	}
	return c, nil
}

// samePrinted tells whether two certificates say the same of their holder. The
// body's name is that of the day of issue, whichever that is.
func samePrinted(a, b skill.Certificate) bool {
	a.BodyName, a.Scope = b.BodyName, b.Scope
	return sameWords(a, b)
}

// checkRenewal looks at what was asked for.
func (d *Desk) checkRenewal(s *scene, old skill.Certificate, r *Renewal) error {
	body := s.standing.Body
	word, err := d.Policies.Word(skill.PolicyReissueNumber, skill.PolicyCase{Region: body.Province, Class: body.Class, On: s.today})
	if err != nil {
		return err
	}
	r.Ground = skill.Clean(r.Ground)
	switch {
	case word != "new": // a number is never used again, whatever a policy says
		return skill.Fail(skill.Unmet, "issuance.number_policy", "word", word)
	case r.Why != Lost && r.Why != Spoiled && r.Why != Corrected:
		return skill.FailField("why", "issuance.why_unknown")
	case r.Ground == "":
		return skill.FailField("ground", "issuance.no_ground")
	case !old.InForce():
		return skill.Fail(skill.WrongState, endedReason, "status", string(old.Status))
	}
	return nil
}

// origin reads what a certificate was made of, as it is today.
func (d *Desk) origin(ctx context.Context, old skill.Certificate) (*scene, candidate, error) {
	var c candidate
	from := d.Store.Unscoped()
	result, err := from.Result(ctx, old.Result)
	if err != nil {
		return nil, c, err
	}
	s, err := d.place(ctx, result.Plan)
	if err != nil {
		return nil, c, err
	}
	c.result = result
	if c.application, err = from.Application(ctx, old.Application); err != nil {
		return nil, c, err
	}
	c.person, err = from.Person(ctx, old.Person)
	return s, c, err
}

// moveBoth puts a signed replacement in force and ends the old certificate. A
// replacement whose old certificate ended meanwhile is void.
func (d *Desk) moveBoth(ctx context.Context, tx *store.Tx, m store.Moved[skill.Certificate]) (*skill.Certificate, error) {
	old, err := tx.Locked().Certificate(ctx, m.Row.Replaces)
	if err != nil {
		return nil, err
	}
	end, kind := skill.Certificate.Replace, attest.Replacement
	if m.Row.Why == Corrected {
		end, kind = skill.Certificate.Correct, attest.Correction
	}
	if !old.InForce() {
		m = void(m.Row, endedReason)
		m.Row, err = store.MoveOne(ctx, tx, m.Row, m.Move)
		return &m.Row, overtaken(err)
	}
	old.Ground = m.Row.Ground
	ending, err := end(old)
	if err != nil {
		return nil, err
	}
	rows := []store.Moved[skill.Certificate]{{Row: old, Move: ending}, m}
	lost, err := store.Move(ctx, tx, rows)
	switch {
	case err != nil:
		return nil, err
	case len(lost) > 0:
		return nil, errOvertaken
	}
	if err := d.logEnd(tx, kind, old, m.Row.Number); err != nil {
		return nil, err
	}
	return &rows[1].Row, nil
}

// overtaken reads a lost Move as errOvertaken.
func overtaken(err error) error {
	if skill.ReasonOf(err) == "row.changed" {
		return errOvertaken
	}
	return err
}

// endedReason is why a replacement does not come into force: what it was to
// replace was itself replaced, revoked or cancelled meanwhile.
const endedReason = "issuance.replaced_ended"
