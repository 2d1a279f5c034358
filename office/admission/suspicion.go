package admission

import (
	"cmp"
	"context"
	"slices"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A Pair is two applications of one plan that look like one human's, with what a
// person decided on them, if one did.
type Pair struct {
	A, B     skill.Application
	Names    [2]string
	Signs    []skill.Sign
	Decision skill.Suspicion // the zero one: nobody decided yet
}

// pairsMost is how many pairs of each sign are found at once: a telephone that a
// whole company shares makes more than anybody looks through.
const pairsMost = 200

// Suspicions finds those on a plan's list who look like one human under two
// documents: by name and birth, photo or telephone. More tells that a sign has
// more pairs than are shown. Nothing follows of itself: a person decides.
func (d *Desk) Suspicions(ctx context.Context, viewer skill.Actor, plan skill.PlanID) (out []Pair, more bool, err error) {
	defer skill.Wrap(&err, "look for double applications in plan %s", plan)
	seer, err := access.Viewer(viewer, "list-suspicions")
	if err != nil {
		return nil, false, err
	}
	view := d.Store.As(seer)
	if _, err := view.Plan(ctx, plan); err != nil {
		return nil, false, err
	}
	found, err := d.Store.Likenesses(ctx, plan, pairsMost)
	if err != nil {
		return nil, false, err
	}
	signs, count := map[[2]skill.ApplicationID][]skill.Sign{}, map[skill.Sign]int{}
	var ids []skill.ApplicationID
	for _, l := range found {
		at := [2]skill.ApplicationID{l.A, l.B}
		signs[at] = append(signs[at], l.Sign)
		ids = append(ids, l.A, l.B)
		count[l.Sign]++
		more = more || count[l.Sign] == pairsMost
	}
	out, err = pairsOf(ctx, view, plan, ids, signs)
	return out, more, err
}

func pairsOf(ctx context.Context, view store.View, plan skill.PlanID, ids []skill.ApplicationID, signs map[[2]skill.ApplicationID][]skill.Sign) ([]Pair, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	all, err := store.List(ctx, view, store.Applications{IDs: slices.Compact(ids)}, store.Everything)
	if err != nil {
		return nil, err
	}
	decided, err := store.List(ctx, view, store.Suspicions{Plan: plan}, store.Everything)
	if err != nil {
		return nil, err
	}
	apps, people := map[skill.ApplicationID]skill.Application{}, []skill.PersonID{}
	for _, a := range all {
		apps[a.ID] = a
		people = append(people, a.Person)
	}
	names, err := view.Names(ctx, people)
	var out []Pair
	for at, s := range signs {
		p := Pair{A: apps[at[0]], B: apps[at[1]], Signs: s}
		p.Names = [2]string{names[p.A.Person], names[p.B.Person]}
		for _, x := range decided {
			if x.A == at[0] && x.B == at[1] {
				p.Decision = x
			}
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.A.ID, y.A.ID), cmp.Compare(x.B.ID, y.B.ID)) })
	return out, err
}

// A Doubt is a person's decision on a pair.
type Doubt struct {
	A, B   skill.ApplicationID
	Upheld bool
	Ground string
}

// DecideSuspicion records whether a pair is one human who applied twice (认定重复)
// or two people (排除). What becomes of the applications is decided on each.
func (d *Desk) DecideSuspicion(ctx context.Context, by store.By, plan skill.PlanID, x Doubt) (out skill.Suspicion, err error) {
	defer skill.Wrap(&err, "decide on a suspicion in plan %s", plan)
	p, err := d.Store.Unscoped().Plan(ctx, plan)
	if err != nil {
		return out, err
	}
	if err := access.Need(by.Actor, "decide-suspicion", p.Path); err != nil {
		return out, err
	}
	if x.A > x.B {
		x.A, x.B = x.B, x.A
	}
	found, err := d.Store.Likenesses(ctx, plan, pairsMost, x.A, x.B)
	if err != nil {
		return out, err
	}
	s := skill.Suspicion{Plan: plan, Path: p.Path, A: x.A, B: x.B, Decider: by.Actor.Person, Ground: skill.Clean(x.Ground)}
	for _, l := range found {
		s.Signs = append(s.Signs, l.Sign)
	}
	if len(s.Signs) == 0 {
		return out, skill.Fail(skill.Unmet, "suspicion.none")
	}
	err = d.onPlan(ctx, by, "decide-suspicion", plan, func(tx *store.Tx, _ skill.Plan) error {
		out, err = doubted(ctx, tx, s, x.Upheld)
		return err
	})
	return out, err
}

func doubted(ctx context.Context, tx *store.Tx, s skill.Suspicion, upheld bool) (skill.Suspicion, error) {
	for _, id := range []skill.ApplicationID{s.A, s.B} {
		a, err := tx.Application(ctx, id)
		if err != nil {
			return s, err
		}
		if err := notOwn(ctx, tx, tx.By.Actor.Person, a.Person); err != nil {
			return s, err
		}
	}
	before, err := store.One(ctx, tx.Locked(), store.Suspicions{Plan: s.Plan, A: s.A, B: s.B})
	switch {
	case err == nil:
		before.Signs, before.Decider, before.Ground = s.Signs, s.Decider, s.Ground
		s = before
	case skill.CodeOf(err) == skill.NotFound:
		s.ID = skill.SuspicionID(tx.NewID())
	default:
		return s, err
	}
	verb := s.Dismiss
	if upheld {
		verb = s.Uphold
	}
	move, err := verb()
	if err != nil {
		return s, err
	}
	return store.MoveOne(ctx, tx, s, move)
}
