package examination

import (
	"context"
	"slices"

	"assay/rule/planning"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Turns are the assessors of a plan who examine at its body more often in a row
// than the policy has it (轮换): shown to whoever plans, and never refused.
func (d *Desk) Turns(ctx context.Context, p skill.Plan) ([]planning.Turn, error) {
	from := d.Store.Unscoped()
	ask, err := caseOf(ctx, from, p, day.Of(d.Store.Now()))
	if err != nil {
		return nil, err
	}
	most, err := d.Policies.Number(skill.PolicyRotation, ask, skill.InTimes)
	if err != nil {
		return nil, err
	}
	panels, err := panelsOf(ctx, from, p.Body)
	if err != nil {
		return nil, err
	}
	return planning.Turns(panels, p.ID, most), nil
}

// panelsOf are who assessed, or is to, at each exam of a body.
func panelsOf(ctx context.Context, from store.Reader, body skill.BodyID) (out []planning.Panel, err error) {
	posts, err := store.List(ctx, from, store.Assignments{Body: body, Duty: skill.Assesses, Status: skill.InDuty()}, store.Everything)
	if err != nil {
		return nil, err
	}
	ids := make([]skill.SessionID, len(posts))
	for i, a := range posts {
		ids[i] = a.Session
	}
	slices.Sort(ids)
	sessions, err := store.List(ctx, from, store.Sessions{IDs: slices.Compact(ids), Live: true}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, s := range sessions {
		i := slices.IndexFunc(out, func(p planning.Panel) bool { return p.Plan == s.Plan })
		if i < 0 {
			i, out = len(out), append(out, planning.Panel{Plan: s.Plan, Starts: s.Starts})
		}
		if s.Starts.Before(out[i].Starts) {
			out[i].Starts = s.Starts
		}
		for _, a := range posts {
			if a.Session == s.ID && !slices.Contains(out[i].People, a.Person) {
				out[i].People = append(out[i].People, a.Person)
			}
		}
	}
	return out, nil
}
