package registry

import (
	"cmp"
	"context"
	"slices"

	"assay/rule/likeness"
	"assay/rule/standing"
	"assay/store"
)

// A resembling body is one whose name looks like the one asked for.
type resembling struct {
	store.Sought
	likeness likeness.Likeness
}

// alike finds bodies whose names look like a name, the nearest first, but for
// those that are shown already; others is how many more there are.
func (d *Desk) alike(ctx context.Context, name string, shown []store.Sought, asked standing.Question) (out []Listed, others int, err error) {
	candidates, _, err := d.Store.Alike(ctx, name)
	if err != nil {
		return nil, 0, err
	}
	all := d.resembling(name, candidates, shown)
	if others = len(all) - alikeShown; others > 0 {
		all = all[:alikeShown]
	}
	sought := make([]store.Sought, len(all))
	for i, r := range all {
		sought[i] = r.Sought
	}
	if out, err = d.listed(ctx, sought, asked); err != nil {
		return nil, 0, err
	}
	for i, r := range all {
		out[i].Likeness = r.likeness.Kind
		out[i].Asked, out[i].Other = likeness.Differ(name, out[i].Name)
	}
	return out, max(others, 0), nil
}

func (d *Desk) resembling(name string, candidates, shown []store.Sought) (all []resembling) {
	names := d.Store.Names()
	asked := names.Read(name)
	for _, c := range candidates {
		if slices.ContainsFunc(shown, func(s store.Sought) bool { return s.Body == c.Body }) {
			continue
		}
		if l := asked.Compare(names.Read(c.Name)); l.Kind != likeness.None {
			all = append(all, resembling{c, l})
		}
	}
	slices.SortFunc(all, func(a, b resembling) int {
		switch {
		case a.likeness.Before(b.likeness):
			return -1
		case b.likeness.Before(a.likeness):
			return 1
		}
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Entry, b.Entry))
	})
	return all
}
