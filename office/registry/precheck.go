package registry

import (
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// Precheck (申报条件自查) answers whether the person of a dossier may apply: for the
// level that is asked for, or for every level of the set. What was stated is believed,
// nothing is stored and nothing is logged; a body's reviewer sees the proofs later and
// decides.
func (d *Desk) Precheck(q condition.Question) ([]skill.Verdict, error) {
	if q.On.IsZero() {
		q.On = day.Of(d.Now())
	}
	if q.Level.IsZero() {
		return condition.DecideAll(q), nil
	}
	v, err := condition.Decide(q)
	if err != nil {
		return nil, err
	}
	return []skill.Verdict{v}, nil
}
