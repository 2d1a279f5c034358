package admission

import (
	"context"

	"assay/rule/access"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Path (我的路径) says for one occupation how a person stands to each of its
// levels: which are open, when the next one opens, and what is missing on every
// route to it.
type Path struct {
	Kept       Kept
	Occupation skill.Occupation
	Set        *skill.ConditionSet
	On         day.Date
	Levels     []skill.Verdict // from the lowest up
}

// Open are the levels for which somebody may apply today: those that are met, and
// those that a reviewer decides on once he has seen the proof.
func (p Path) Open() (out []skill.Level) {
	for _, v := range p.Levels {
		if v.Outcome != skill.NotMet {
			out = append(out, v.Level)
		}
	}
	return out
}

// Next is the verdict on the level that opens first of those that are not open,
// by the time that passes alone; false where none does.
func (p Path) Next() (next skill.Verdict, ok bool) {
	for _, v := range p.Levels {
		if v.Outcome == skill.NotMet && !v.Earliest.IsZero() && (!ok || v.Earliest.Before(next.Earliest)) {
			next, ok = v, true
		}
	}
	return next, ok
}

// MyPath judges the actor's own dossier for every level of an occupation, by its
// code or name; edition names the condition set.
func (d *Desk) MyPath(ctx context.Context, actor skill.Actor, occupation, edition string) (p Path, err error) {
	defer skill.Wrap(&err, "judge a dossier")
	if err := access.Need(actor, "get-path", "", actor.Person); err != nil {
		return p, err
	}
	p.On = day.Of(d.Store.Now())
	if p.Occupation, _, err = d.Occupation(occupation, p.On); err != nil {
		return p, skill.FailField("occupation", "occupation.not_found")
	}
	if p.Set, err = d.Set(edition); err != nil {
		return p, err
	}
	if p.Kept, err = keptOf(ctx, d.Store.Unscoped(), actor.Person); err != nil {
		return p, err
	}
	if p.Kept.Person.Born.IsZero() {
		return p, skill.Fail(skill.Unmet, "dossier.no_birth")
	}
	facts := d.whole(p.Kept, p.Occupation.Code)
	p.Levels = condition.DecideAll(condition.Question{Set: p.Set, Occupation: p.Occupation.Code, Dossier: &facts, On: p.On})
	return p, nil
}

// whole is what a person states followed by what is known, with the occupations
// that the asked one has succeeded read as that one.
func (d *Desk) whole(k Kept, asked skill.OccupationCode) skill.Dossier {
	facts := k.Facts
	facts.Employment, facts.Training = nil, nil
	for _, e := range k.Facts.Employment {
		e.Occupation = d.successor(e.Occupation, asked)
		facts.Employment = append(facts.Employment, e)
	}
	for _, t := range k.Facts.Training {
		t.Occupation = d.successor(t.Occupation, asked)
		facts.Training = append(facts.Training, t)
	}
	facts.Certificates = nil
	for _, all := range [][]skill.HeldCertificate{k.Facts.Certificates, k.Known} {
		for _, h := range all {
			h.Occupation = d.successor(h.Occupation, asked)
			facts.Certificates = append(facts.Certificates, h)
		}
	}
	return facts
}

func (d *Desk) successor(code, asked skill.OccupationCode) skill.OccupationCode {
	if code == "" || code == asked {
		return code
	}
	if o, _, err := d.Occupation(string(code), day.Date{}); err == nil && o.SucceededBy == asked {
		return asked
	}
	return code
}

// judgeOwn judges a person's own application under a plan on a day. The facts that
// are kept with it are what he stated: what is known is read anew whenever it is
// judged.
func (d *Desk) judgeOwn(ctx context.Context, from store.Reader, p skill.Plan, a *skill.Application, on day.Date) (v skill.Verdict, err error) {
	k, err := keptOf(ctx, from, a.Person)
	if err != nil {
		return v, err
	}
	if v, err = d.judgeKept(p, k, on); err != nil {
		return v, err
	}
	a.Set, a.Judged = p.Set, on.String()
	return v, judged(a, k.Facts, v, chosen(v, a.Claimed))
}

func (d *Desk) judgeKept(p skill.Plan, k Kept, on day.Date) (v skill.Verdict, err error) {
	set, err := d.Set(p.Set)
	if err != nil {
		return v, err
	}
	facts := d.whole(k, p.Occupation)
	return condition.Decide(condition.Question{Set: set, Level: p.Level, Occupation: p.Occupation, Dossier: &facts, On: on})
}

// chosen is the clause to rely on: the claimed one where it serves as well as the
// one that the verdict found.
func chosen(v skill.Verdict, claimed string) string {
	for _, c := range v.Clauses {
		if c.Clause.ID == claimed && c.Outcome == v.Outcome && v.Clause != "" {
			return claimed
		}
	}
	return v.Clause
}
