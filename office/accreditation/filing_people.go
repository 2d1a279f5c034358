package accreditation

import (
	"context"
	"slices"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// as is the role in which somebody acts on a filing of the organisation: the
// first of these that they hold over it.
func as(a skill.Actor, at skill.OrgPath) skill.Role {
	for _, role := range []skill.Role{skill.RoleCentreApprover, skill.RoleCentreReviewer, skill.RoleHead, skill.RoleClerk, skill.RoleClient} {
		if slices.ContainsFunc(a.Grants, func(g skill.Grant) bool { return g.Role == role && g.Path.Holds(at) }) {
			return role
		}
	}
	return ""
}

// told is what an officer hears who comes second: in which role somebody else
// moved the filing, and when. Names stay out of it.
func told(f skill.Filing) error {
	return skill.Fail(skill.Conflict, "filing.decided", "status", string(f.Status), "role", string(f.MovedAs), "at", f.StatusAt.In(day.Shanghai).Format("2006-01-02 15:04"))
}

// Those of a body, as its filings and its grants know them.
type household struct {
	people []skill.Person // who hold a role there
	staff  []skill.Staff  // of the dossiers
}

// household gathers who belongs to the body: whoever holds a role at its place or
// below, and the staff that it stated in this filing or an earlier one.
func (d *Desk) household(ctx context.Context, tx *store.Tx, f skill.Filing) (h household, err error) {
	grants, err := store.List(ctx, tx, store.Grants{Under: f.Path}, store.Everything)
	if err != nil {
		return h, err
	}
	ids := []skill.PersonID{f.Drafter, f.Submitter}
	for _, g := range grants {
		ids = append(ids, g.Person)
	}
	if h.people, err = people(ctx, tx, ids...); err != nil {
		return h, err
	}
	all, err := store.List(ctx, tx, store.Filings{Path: f.Path}, store.Everything)
	if err != nil {
		return h, err
	}
	for _, one := range all {
		dossier, err := d.Dossier(one)
		if err != nil {
			return h, err
		}
		h.staff = append(h.staff, dossier.Staff...)
	}
	return h, nil
}

// has tells whether a person must be taken for one of them.
func (h household) has(p skill.Person) bool {
	return slices.ContainsFunc(h.people, func(o skill.Person) bool { return skill.SameHuman(o, p) }) ||
		slices.ContainsFunc(h.staff, func(s skill.Staff) bool {
			return s.Same(skill.Staff{Document: p.Document, Name: p.Name, Born: p.Born})
		})
}

// people reads persons, each once; those whom nobody names are left out.
func people(ctx context.Context, tx *store.Tx, ids ...skill.PersonID) (out []skill.Person, err error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id skill.PersonID) bool { return id == "" })
	slices.Sort(ids)
	return store.List(ctx, tx, store.Persons{IDs: slices.Compact(ids)}, store.Everything)
}
