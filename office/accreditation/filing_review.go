package accreditation

import (
	"context"
	"encoding/json"

	"assay/rule/access"
	"assay/rule/condition"
	"assay/skill"
	"assay/store"
)

// officer runs a move of a filing by an officer of the centre, who says which
// version of it they looked at. Who comes second is told of the first.
func (d *Desk) officer(ctx context.Context, by store.By, op access.Op, id skill.FilingID, version int64, fn func(*store.Tx, skill.Filing) error) error {
	return d.onFiling(ctx, by, op, id, func(tx *store.Tx, f skill.Filing) error {
		if f.Version != version || !f.Open() {
			return told(f)
		}
		f.MovedAs = as(by.Actor, f.Path)
		return fn(tx, f)
	})
}

// ReceiveFiling takes a filing up for review (受理) and asks experts for their
// opinions.
func (d *Desk) ReceiveFiling(ctx context.Context, by store.By, id skill.FilingID, version int64, experts []skill.PersonID) (out skill.Filing, err error) {
	defer skill.Wrap(&err, "receive filing %s", id)
	err = d.officer(ctx, by, "receive-filing", id, version, func(tx *store.Tx, f skill.Filing) error {
		move, err := f.Receive()
		if err != nil {
			return err
		}
		f.Receiver = by.Actor.Person
		for i, e := range experts {
			if _, err := d.ask(ctx, tx, f, e); err != nil {
				return atField(nth("experts", i), err)
			}
		}
		out, err = store.MoveOne(ctx, tx, f, move)
		return err
	})
	return out, err
}

// AskExpert has another expert look at a filing that is under review (委托评审).
func (d *Desk) AskExpert(ctx context.Context, by store.By, id skill.FilingID, expert skill.PersonID) (out skill.Opinion, err error) {
	defer skill.Wrap(&err, "ask an expert about filing %s", id)
	err = d.onFiling(ctx, by, "ask-expert", id, func(tx *store.Tx, f skill.Filing) error {
		if f.Status != skill.FilingReviewing {
			return skill.Fail(skill.WrongState, "filing.wrong_state", "verb", "ask", "status", string(f.Status))
		}
		if out, err = d.ask(ctx, tx, f, expert); err != nil {
			return atField("expert", err)
		}
		return nil
	})
	return out, err
}

// ask asks somebody who is an expert for the place, belongs to nobody there and
// was not asked yet in this round.
func (d *Desk) ask(ctx context.Context, tx *store.Tx, f skill.Filing, expert skill.PersonID) (skill.Opinion, error) {
	o := skill.Opinion{ID: skill.OpinionID(tx.NewID()), Filing: f.ID, Path: f.Path, Expert: expert, Round: f.Round}
	if err := d.suits(ctx, tx, f, expert); err != nil {
		return o, err
	}
	asked, err := d.askedOf(ctx, tx, f)
	if err != nil {
		return o, err
	}
	for _, other := range asked {
		if other.Expert == expert {
			return o, skill.Fail(skill.Conflict, "opinion.asked_already")
		}
	}
	move, err := o.Ask()
	if err != nil {
		return o, err
	}
	return store.MoveOne(ctx, tx, o, move)
}

// askedOf are the opinions of this round that were not released.
func (d *Desk) askedOf(ctx context.Context, tx *store.Tx, f skill.Filing) ([]skill.Opinion, error) {
	return store.List(ctx, tx, store.Opinions{
		Filing: f.ID, Round: f.Round, Status: []skill.OpinionStatus{skill.OpinionAsked, skill.OpinionGiven},
	}, store.Everything)
}

// suits refuses whoever is no expert for the place, or belongs to the body.
func (d *Desk) suits(ctx context.Context, tx *store.Tx, f skill.Filing, expert skill.PersonID) error {
	grants, err := store.List(ctx, tx, store.Grants{Person: expert, Roles: []skill.Role{skill.RoleExpert}}, store.Everything)
	if err != nil {
		return err
	}
	holds := false
	for _, g := range grants {
		holds = holds || g.Path.Holds(f.Path)
	}
	if !holds {
		return skill.Fail(skill.Unmet, "opinion.no_expert")
	}
	p, err := tx.Person(ctx, expert)
	if err != nil {
		return err
	}
	h, err := d.household(ctx, tx, f)
	if err != nil {
		return err
	}
	if h.has(p) {
		return skill.Fail(skill.Denied, "opinion.own_body")
	}
	return nil
}

// ReleaseExpert takes the question back from an expert who did not answer it
// (解除委托), such as for a conflict of interest.
func (d *Desk) ReleaseExpert(ctx context.Context, by store.By, id skill.OpinionID, ground string) (out skill.Opinion, err error) {
	defer skill.Wrap(&err, "release from opinion %s", id)
	err = d.onOpinion(ctx, by, "release-expert", id, func(tx *store.Tx, o skill.Opinion, _ skill.Filing) error {
		o.Ground = skill.Clean(ground)
		move, err := o.Release()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, o, move)
		return err
	})
	return out, err
}

// GiveOpinion is an expert's own opinion on every point (提出意见), while the
// filing is under review. It cannot be changed afterwards.
func (d *Desk) GiveOpinion(ctx context.Context, by store.By, said skill.Opinion) (out skill.Opinion, err error) {
	defer skill.Wrap(&err, "give opinion %s", said.ID)
	err = d.onOpinion(ctx, by, "give-opinion", said.ID, func(tx *store.Tx, o skill.Opinion, f skill.Filing) error {
		if f.Status != skill.FilingReviewing || f.Round != o.Round {
			return told(f)
		}
		if err := d.suits(ctx, tx, f, o.Expert); err != nil {
			return err
		}
		o.Points, o.Ground = said.Points, skill.Clean(said.Ground)
		for i := range o.Points {
			o.Points[i].Ground = skill.Clean(o.Points[i].Ground)
		}
		clauses, err := clausesOf(f)
		if err != nil {
			return err
		}
		move, err := o.Give(clauses)
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, o, move)
		return err
	})
	return out, err
}

// clausesOf are the ids of the clauses of a filing's verdict.
func clausesOf(f skill.Filing) (ids []string, err error) {
	var v condition.BodyVerdictJSON
	err = json.Unmarshal([]byte(f.Verdict), &v)
	for _, c := range v.Clauses {
		ids = append(ids, c.Clause)
	}
	return ids, err
}

// onOpinion runs a change of an opinion; its filing is locked first. The expert
// is whom it is about.
func (d *Desk) onOpinion(ctx context.Context, by store.By, op access.Op, id skill.OpinionID, fn func(*store.Tx, skill.Opinion, skill.Filing) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		o, err := tx.Opinion(ctx, id)
		if err != nil {
			return err
		}
		f, err := tx.Locked().Filing(ctx, o.Filing)
		if err != nil {
			return err
		}
		if o, err = tx.Locked().Opinion(ctx, id); err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, o.Path, o.Expert); err != nil {
			return err
		}
		return fn(tx, o, f)
	})
}
