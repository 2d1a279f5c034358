package admission

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// An Applied is one of somebody's own applications, with its plan and body.
type Applied struct {
	Application skill.Application
	Plan        skill.Plan
	Body        skill.Body
}

// mineMost is how many of one's own applications are listed: the newest.
const mineMost = 200

// Mine lists the actor's own applications, drafts among them, the newest first.
func (d *Desk) Mine(ctx context.Context, actor skill.Actor) (out []Applied, err error) {
	defer skill.Wrap(&err, "list one's own applications")
	if err := access.Need(actor, "list-own-applications", "", actor.Person); err != nil {
		return nil, err
	}
	from := d.Store.Unscoped()
	all, err := store.List(ctx, from, store.Applications{Persons: []skill.PersonID{actor.Person}}, store.Everything)
	if err != nil {
		return nil, err
	}
	for i := len(all) - 1; i >= 0 && len(out) < mineMost; i-- {
		one := Applied{Application: all[i]}
		if one.Plan, err = from.Plan(ctx, all[i].Plan); err != nil {
			return nil, err
		}
		if one.Body, err = from.Body(ctx, one.Plan.Body); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}
