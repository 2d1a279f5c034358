package marking

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Mine is one result as the person concerned sees it: with the batch it is of,
// who held it, and what they said against it.
type Mine struct {
	skill.Result
	Batch      skill.Plan
	Held       skill.Body
	Objections []skill.Objection // the newest last
	Until      day.Date          // the last day on which a review may be asked for; none: it may not
}

// Mine lists the viewer's own results, the newest first.
func (d *Desk) Mine(ctx context.Context, viewer skill.Actor) (out []Mine, err error) {
	defer skill.Wrap(&err, "list one's own results")
	if viewer.Person == "" {
		return nil, nil // nobody is joined to the account yet
	}
	if err := access.Need(viewer, "get-result", "", viewer.Person); err != nil {
		return nil, err
	}
	own := d.Store.As(skill.Actor{Person: viewer.Person, Account: viewer.Account})
	all, err := store.List(ctx, own, store.Results{Person: viewer.Person}, store.Everything)
	for i := len(all) - 1; i >= 0 && err == nil; i-- {
		var m Mine
		m, err = d.mine(ctx, all[i])
		out = append(out, m)
	}
	return out, err
}

func (d *Desk) mine(ctx context.Context, r skill.Result) (m Mine, err error) {
	m.Result = r
	from := d.Store.Unscoped()
	if m.Batch, err = from.Plan(ctx, r.Plan); err != nil {
		return m, err
	}
	if m.Held, err = from.Body(ctx, m.Batch.Body); err != nil {
		return m, err
	}
	if m.Objections, err = store.List(ctx, from, store.Objections{Result: r.ID, By: r.Person}, store.Everything); err != nil {
		return m, err
	}
	today := day.Of(d.Store.Now())
	last, err := d.reviewUntil(skill.PolicyCase{Region: m.Held.Province, Class: m.Held.Class, On: today}, r)
	if err != nil || r.Reviewable(today, last) != nil {
		return m, err
	}
	err = d.asksAnew(ctx, r, m.Objections)
	switch {
	case err == nil:
		m.Until = last
	case skill.CodeOf(err) == skill.Conflict:
		err = nil
	}
	return m, err
}
