package accreditation

import (
	"context"
	"fmt"
	"strconv"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A FilingDecision is what an officer of the centre decides on, which version of
// it they looked at, and why.
type FilingDecision struct {
	Filing  skill.FilingID
	Version int64
	Ground  string
	Code    string // 评价机构代码, of a body that files with the nation
}

// decideFiling is officer for a decision: with its ground, by somebody who
// belongs to nobody at the body.
func (d *Desk) decideFiling(ctx context.Context, by store.By, op access.Op, c FilingDecision, fn func(*store.Tx, skill.Filing, skill.Person) (skill.Filing, skill.Move, error)) (out skill.Filing, err error) {
	err = d.officer(ctx, by, op, c.Filing, c.Version, func(tx *store.Tx, f skill.Filing) error {
		decider, err := tx.Person(ctx, by.Actor.Person)
		if err != nil {
			return err
		}
		h, err := d.household(ctx, tx, f)
		if err != nil {
			return err
		}
		if h.has(decider) {
			return skill.Fail(skill.Denied, "filing.own_body")
		}
		f.Decider, f.Ground = by.Actor.Person, skill.Clean(c.Ground)
		f, move, err := fn(tx, f, decider)
		if err != nil {
			return err
		}
		if out, err = store.MoveOne(ctx, tx, f, move); err != nil {
			return err
		}
		return lapseOpinions(ctx, tx, out)
	})
	return out, err
}

// lapseOpinions ends what experts were asked and did not answer while the filing
// was under review.
func lapseOpinions(ctx context.Context, tx *store.Tx, f skill.Filing) error {
	due, err := store.List(ctx, tx.Locked(), store.Opinions{Filing: f.ID, Status: []skill.OpinionStatus{skill.OpinionAsked}}, store.Everything)
	if err != nil {
		return err
	}
	moves := make([]store.Moved[skill.Opinion], len(due))
	for i, o := range due {
		moves[i].Row = o
		if moves[i].Move, err = o.Lapse(); err != nil {
			return err
		}
	}
	return all(store.Move(ctx, tx, moves))
}

// ReturnFiling gives the filing back to be mended (退回补正).
func (d *Desk) ReturnFiling(ctx context.Context, by store.By, c FilingDecision) (_ skill.Filing, err error) {
	defer skill.Wrap(&err, "return filing %s", c.Filing)
	return d.decideFiling(ctx, by, "return-filing", c, func(_ *store.Tx, f skill.Filing, _ skill.Person) (skill.Filing, skill.Move, error) {
		move, err := f.Return()
		return f, move, err
	})
}

// RefuseFiling turns the filing down (不予备案).
func (d *Desk) RefuseFiling(ctx context.Context, by store.By, c FilingDecision) (_ skill.Filing, err error) {
	defer skill.Wrap(&err, "refuse filing %s", c.Filing)
	return d.decideFiling(ctx, by, "refuse-filing", c, func(_ *store.Tx, f skill.Filing, _ skill.Person) (skill.Filing, skill.Move, error) {
		move, err := f.Refuse()
		return f, move, err
	})
}

// AcceptFiling grants what the filing asks for (予以备案): the verdict is made anew
// by what the register knows now, the experts' opinions are counted, and body,
// sites, scopes and receipt are entered in the same transaction.
func (d *Desk) AcceptFiling(ctx context.Context, by store.By, c FilingDecision) (_ skill.Filing, err error) {
	defer skill.Wrap(&err, "accept filing %s", c.Filing)
	return d.decideFiling(ctx, by, "accept-filing", c, func(tx *store.Tx, f skill.Filing, decider skill.Person) (skill.Filing, skill.Move, error) {
		if f.Status != skill.FilingReviewing {
			return f, skill.Move{}, skill.Fail(skill.WrongState, "filing.wrong_state", "verb", "accept", "status", string(f.Status))
		}
		if c.Code != "" && f.Tier == skill.TierNation && f.Kind == skill.FilingNew {
			f.Code = c.Code
		}
		move, f, err := d.granted(ctx, tx, f, decider)
		if err != nil {
			return f, move, err
		}
		f, err = d.enter(ctx, tx, f)
		return f, move, err
	})
}

// granted is the move of acceptance, where verdict and opinions allow it.
func (d *Desk) granted(ctx context.Context, tx *store.Tx, f skill.Filing, decider skill.Person) (move skill.Move, _ skill.Filing, err error) {
	if f.Body != "" { // nobody changes it meanwhile
		if _, err := tx.Locked().Body(ctx, f.Body); err != nil {
			return move, f, err
		}
	}
	v, err := d.verdict(ctx, tx, f)
	if err != nil {
		return move, f, err
	}
	if f, err = withVerdict(f, v); err != nil {
		return move, f, err
	}
	var opinions []skill.Opinion
	if v.Outcome != skill.NotMet { // else no expert can help
		if opinions, err = d.opinions(ctx, tx, f); err != nil {
			return move, f, err
		}
	}
	ids := []skill.PersonID{f.Submitter, f.Drafter}
	for _, o := range opinions {
		ids = append(ids, o.Expert)
	}
	others, err := people(ctx, tx, ids...)
	if err != nil {
		return move, f, err
	}
	move, err = f.Accept(v, opinions, decider, others...)
	return move, f, err
}

// opinions are those of this round, all given and as many as the policy asks for,
// by different humans who are still strangers to the body.
func (d *Desk) opinions(ctx context.Context, tx *store.Tx, f skill.Filing) ([]skill.Opinion, error) {
	key := skill.PolicyFilingExperts
	if f.Kind == skill.FilingRenewal {
		key = skill.PolicyRenewalExperts
	}
	need, err := d.Policies.Number(key, policyCase(f.Entry(), tx.Today()), skill.InPersons)
	if err != nil {
		return nil, err
	}
	all, err := d.askedOf(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if o.Status != skill.OpinionGiven {
			return nil, skill.Fail(skill.Unmet, "filing.opinions_due")
		}
		if err := d.suits(ctx, tx, f, o.Expert); err != nil {
			return nil, err
		}
	}
	if len(all) < need {
		return nil, skill.Fail(skill.Unmet, "filing.experts_missing", "have", strconv.Itoa(len(all)), "need", strconv.Itoa(need))
	}
	return all, apartExperts(ctx, tx, all)
}

// apartExperts refuses two opinions of one human under two documents.
func apartExperts(ctx context.Context, tx *store.Tx, opinions []skill.Opinion) error {
	ids := make([]skill.PersonID, len(opinions))
	for i, o := range opinions {
		ids[i] = o.Expert
	}
	experts, err := people(ctx, tx, ids...)
	if err != nil || len(experts) == 0 {
		return err
	}
	return skill.Apart(experts...)
}

// receipt is the number of an acceptance (备案回执编号): in the order of granting,
// by place and year.
// Source: docs/rules.md, Filing.
func (d *Desk) receipt(ctx context.Context, tx *store.Tx, f skill.Filing) (string, error) {
	place, year := f.Province, tx.Today().Year()
	if f.Tier == skill.TierNation {
		place = "00"
	}
	n, err := tx.Take(ctx, fmt.Sprintf("receipt/%s/%d", place, year), 1)
	return fmt.Sprintf("BA-%s-%d-%06d", place, year, n), err
}
