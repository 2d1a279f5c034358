package marking

import (
	"context"
	"slices"

	"assay/rule/scoring"
	"assay/skill"
	"assay/store"
)

// Settled counts what became of a plan's candidates.
type Settled struct {
	Passed, Failed int // settled now
	Open           int // candidates whose parts are not all in
	Before         int // settled earlier and unchanged
}

// Settle fixes the result (核定成绩) of every candidate whose parts are all in,
// and settles anew who has sat a retake. Results that were settled before with
// the same scores stay as they are.
func (d *Desk) Settle(ctx context.Context, by store.By, id skill.PlanID) (n Settled, err error) {
	defer skill.Wrap(&err, "settle plan %s", id)
	err = d.onPlan(ctx, by, "settle-results", id, func(tx *store.Tx, b batch) error {
		n = Settled{}
		rule, err := d.scoring(b.ask)
		if err != nil {
			return err
		}
		candidates, err := d.candidates(ctx, tx, b)
		if err != nil {
			return err
		}
		var moves []store.Moved[skill.Result]
		for _, c := range candidates {
			m, err := c.settle(tx, b, rule, &n)
			if err != nil {
				return err
			}
			if !m.Move.IsZero() {
				moves = append(moves, m)
			}
		}
		return all(store.Move(ctx, tx, moves))
	})
	return n, err
}

// A candidate is an application under a plan with its sittings and its result,
// which is empty until settled.
type candidate struct {
	skill.Application
	sittings []skill.Sitting
	result   skill.Result
}

func (d *Desk) candidates(ctx context.Context, tx *store.Tx, b batch) ([]candidate, error) {
	apps, err := store.List(ctx, tx, store.Applications{Plan: b.ID, Status: []skill.ApplicationStatus{skill.ApplicationAccepted}, MayProcess: true}, store.Everything)
	if err != nil {
		return nil, err
	}
	sittings, err := store.List(ctx, tx, store.Sittings{Plan: b.ID}, store.Everything)
	if err != nil {
		return nil, err
	}
	results, err := store.List(ctx, tx.Locked(), store.Results{Plan: b.ID}, store.Everything)
	if err != nil {
		return nil, err
	}
	at := make(map[skill.ApplicationID]int, len(apps))
	out := make([]candidate, len(apps))
	for i, a := range apps {
		at[a.ID], out[i].Application = i, a
	}
	for _, s := range sittings {
		if i, ok := at[s.Application]; ok {
			out[i].sittings = append(out[i].sittings, s)
		}
	}
	for _, r := range results {
		if i, ok := at[r.Application]; ok {
			out[i].result = r
		}
	}
	return out, nil
}

func (c candidate) settle(tx *store.Tx, b batch, rule scoring.Policy, n *Settled) (m store.Moved[skill.Result], err error) {
	d := rule.Decide(b.Parts, c.sittings)
	switch {
	case !d.Complete:
		n.Open++
		return m, nil
	case c.result.Status != skill.None && same(c.result.Scores, d.Scores):
		n.Before++
		return m, nil
	}
	count(d.Passed, n)
	return settled(tx, b, c, d)
}

func count(passed bool, n *Settled) {
	if passed {
		n.Passed++
	} else {
		n.Failed++
	}
}

// settled makes the result of a decision, new or anew; a publicity that had
// begun is over and must begin again.
func settled(tx *store.Tx, b batch, c candidate, d scoring.Decision) (m store.Moved[skill.Result], err error) {
	r := c.result
	r.Passed, r.Band, r.Scores = d.Passed, d.Band, d.Scores
	if r.Status == skill.None {
		r.ID, r.Application, r.Plan = skill.ResultID(tx.NewID()), c.Application.ID, b.ID
		r.Path, r.Person = b.Path, c.Application.Person
		m.Move, err = r.Settle()
	} else {
		m.Move, err = r.Resettle("scores changed")
		r = unpublished(r)
	}
	m.Row = r
	return m, err
}

func unpublished(r skill.Result) skill.Result {
	var none skill.Result
	r.PublicFrom, r.PublicTo, r.Provisional = none.PublicFrom, none.PublicTo, false
	return r
}

func same(a, b []skill.PartScore) bool { return slices.Equal(a, b) }

// Publicise begins the publicity (公示) of every passed result that is settled
// and has none yet. The day of posting does not count; the last day by policy
// and calendar belongs to the period. It returns how many, and until when.
func (d *Desk) Publicise(ctx context.Context, by store.By, id skill.PlanID) (n int, until skill.Deadline, err error) {
	defer skill.Wrap(&err, "publicise plan %s", id)
	err = d.onPlan(ctx, by, "publicise-results", id, func(tx *store.Tx, b batch) error {
		if until, err = d.Policies.Deadline(skill.PolicyPublicity, b.ask, tx.Today(), d.Calendar); err != nil {
			return err
		}
		results, err := store.List(ctx, tx.Locked(), store.Results{Plan: id, PassedOnly: true, Status: []skill.ResultStatus{skill.ResultSettled}, MayProcess: true}, store.Everything)
		if err != nil {
			return err
		}
		moves := make([]store.Moved[skill.Result], len(results))
		for i, r := range results {
			r.PublicFrom, r.PublicTo, r.Provisional = tx.Today(), until.Last, until.Provisional
			move, err := r.Publicise()
			if err != nil {
				return err
			}
			moves[i] = store.Moved[skill.Result]{Row: r, Move: move}
		}
		n = len(moves)
		return all(store.Move(ctx, tx, moves))
	})
	return n, until, err
}
