package admission

import (
	"context"

	"assay/skill"
	"assay/store"
)

// Decided counts what became of a plan's applications.
type Decided struct {
	Accepted, Refused int // now, by rule
	Review            int // still with the reviewer
}

// Decide settles by rule what needs no judgement: who meets a clause is accepted
// (审查通过), who meets none is refused with the verdict (审查不通过). What is under
// review stays for the reviewer, and nothing is decided on whose data are stopped.
// It goes in chunks and may be repeated.
func (d *Desk) Decide(ctx context.Context, by store.By, plan skill.PlanID) (n Decided, err error) {
	defer skill.Wrap(&err, "decide on plan %s", plan)
	by.Key = "" // it is many transactions, and to repeat it does no harm
	if n.Accepted, err = d.byRule(ctx, by, plan, skill.Met, skill.Application.Accept); err != nil {
		return n, err
	}
	if n.Refused, err = d.byRule(ctx, by, plan, skill.NotMet, skill.Application.Refuse); err != nil {
		return n, err
	}
	n.Review, err = store.Count(ctx, d.Store.Unscoped(), undecided(plan, skill.ToReview))
	return n, err
}

func undecided(plan skill.PlanID, o skill.Outcome) store.Applications {
	return store.Applications{Plan: plan, Outcome: o, Status: []skill.ApplicationStatus{skill.ApplicationEntered}, MayProcess: true}
}

// byRule moves every undecided application of an outcome.
func (d *Desk) byRule(ctx context.Context, by store.By, plan skill.PlanID, o skill.Outcome, verb func(skill.Application) (skill.Move, error)) (n int, err error) {
	for {
		found := 0
		err := d.onPlan(ctx, by, "decide-plan", plan, func(tx *store.Tx, p skill.Plan) error {
			if err := open(p, "decide"); err != nil {
				return err
			}
			all, err := store.List(ctx, tx.Locked(), undecided(plan, o), store.Page{Limit: chunkRows})
			if err != nil {
				return err
			}
			found = len(all)
			moves := make([]store.Moved[skill.Application], len(all))
			for i, a := range all {
				moves[i].Row = a
				if moves[i].Move, err = verb(a); err != nil {
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
