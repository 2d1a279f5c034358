package admission

import (
	"context"
	"slices"

	"assay/skill"
	"assay/store"
)

// Decided counts what became of a plan's applications.
type Decided struct {
	Accepted, Refused int // now, by rule; accepted are also those passed on to the centre
	Review            int // still with the reviewer
}

// Decide settles by rule what needs no judgement: who meets a clause is accepted
// (审查通过), who meets none is refused with the verdict (审查不通过). What is under
// review stays for the reviewer, and nothing is decided on whose data are stopped.
// It goes in chunks and may be repeated.
func (d *Desk) Decide(ctx context.Context, by store.By, plan skill.PlanID) (n Decided, err error) {
	defer skill.Wrap(&err, "decide on plan %s", plan)
	by.Key = "" // it is many transactions, and to repeat it does no harm
	if n.Accepted, err = d.byRule(ctx, by, plan, skill.Met); err != nil {
		return n, err
	}
	if n.Refused, err = d.byRule(ctx, by, plan, skill.NotMet); err != nil {
		return n, err
	}
	n.Review, err = store.Count(ctx, d.Store.Unscoped(), store.Applications{
		Plan: plan, Status: []skill.ApplicationStatus{skill.ApplicationEntered}, MayProcess: true,
	})
	return n, err
}

// byRule moves every application of an outcome that nobody looked at yet. Whoever
// applied himself is accepted by a person alone, who saw the proof of what he says:
// a body answers for its roster, nobody for himself.
func (d *Desk) byRule(ctx context.Context, by store.By, plan skill.PlanID, o skill.Outcome) (n int, err error) {
	for {
		found := 0
		err := d.onPlan(ctx, by, "decide-plan", plan, func(tx *store.Tx, p skill.Plan) error {
			if err := open(p, "decide"); err != nil {
				return err
			}
			rule, err := d.ruleOf(ctx, tx, p)
			if err != nil {
				return err
			}
			all, err := store.List(ctx, tx.Locked(), store.Applications{
				Plan: plan, Outcome: o, Status: []skill.ApplicationStatus{skill.ApplicationEntered}, MayProcess: true,
				Untouched: true, Rostered: o == skill.Met,
			}, store.Page{Limit: chunkRows})
			if err != nil {
				return err
			}
			found = len(all)
			moves := make([]store.Moved[skill.Application], len(all))
			for i, a := range all {
				if moves[i], err = rule.decide(a, by.Actor.Person); err != nil {
					return err
				}
			}
			_, err = store.Move(ctx, tx, moves) // every row is locked
			return err
		})
		if err != nil {
			return n, err
		}
		if n += found; found < chunkRows {
			return n, nil
		}
	}
}

// A listRule is what follows for the applications of a plan from the policies.
type listRule struct {
	checked bool // the centre checks after the body
	papers  bool // the body has something to bring with each that came of itself
}

func (d *Desk) ruleOf(ctx context.Context, tx *store.Tx, p skill.Plan) (r listRule, err error) {
	body, err := tx.Body(ctx, p.Body)
	if err != nil {
		return r, err
	}
	ask := skill.PolicyCase{Region: body.Province, Class: body.Class, On: tx.Today()}
	levels, err := d.Policies.Levels(skill.PolicyCentreCheck, ask)
	if err != nil && skill.ReasonOf(err) != "policy.none" {
		return r, err
	}
	of := skill.MaterialCase{Region: body.Province, Level: p.Level, On: tx.Today()}
	r.checked = slices.Contains(levels, p.Level)
	r.papers = len(d.Materials.Of(of).Lacking(skill.MaterialOfBody, nil, false)) > 0
	return r, nil
}

// decide is what the rule does with an application that it is sure of.
func (r listRule) decide(a skill.Application, by skill.PersonID) (m store.Moved[skill.Application], err error) {
	a.Office = skill.OfficeRule
	switch {
	case a.Outcome != skill.Met:
		m.Move, err = a.Refuse()
	case r.checked:
		a.Passer = by
		m.Move, err = a.Pass()
	default:
		m.Move, err = a.Accept()
	}
	m.Row = a
	return m, err
}

// favour is a body's word for an application: it is accepted, or passed on to the
// centre where that checks. What the body has to bring must be there.
func (d *Desk) favour(ctx context.Context, tx *store.Tx, p skill.Plan, a skill.Application) (skill.Application, skill.Move, error) {
	rule, err := d.ruleOf(ctx, tx, p)
	if err != nil {
		return a, skill.Move{}, err
	}
	if rule.papers && a.Own {
		list, err := d.checklist(ctx, tx.Reader, checking{Plan: p, Application: a, on: tx.Today()})
		if err == nil {
			err = list.whole(skill.MaterialOfBody)
		}
		if err != nil {
			return a, skill.Move{}, err
		}
	}
	if !rule.checked {
		move, err := a.Accept()
		return a, move, err
	}
	a.Passer = tx.By.Actor.Person
	move, err := a.Pass()
	return a, move, err
}
