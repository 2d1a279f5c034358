// Package access decides who may do what (权限): one table of operations, each
// with the roles that may do it and on whose records, and the two questions that
// are asked of it. Need asks for one organisation, Viewer for the lists. Roles
// come from grants, which carry the organisation they hold for; what a grant
// allows, it allows there and below. It also knows which roles one person may
// not hold together.
//
// The names of operations are those of the API and the pages: one without a row
// does not start.
package access

import (
	"slices"

	"assay/skill"
)

// An Op names an operation, e.g. file-plan.
type Op string

// A Kind says what an operation does to the records.
type Kind string

// The kinds of operation.
const (
	Read   Kind = "read"   // shows
	Enter  Kind = "enter"  // hands in, which somebody has still to decide on
	Decide Kind = "decide" // binds: reviews, confirms, issues, ends, grants
)

// A Row says who may do one operation.
type Row struct {
	Op     Op
	Kind   Kind
	Public bool         // everybody, signed in or not
	Self   bool         // whoever is signed in, about the account itself
	Own    bool         // the person whom the record is about
	Whole  bool         // only by a role over the whole installation
	Roles  []skill.Role // over the record's organisation
}

// Rows lists the table in its order.
func Rows() []Row { return slices.Clone(table) }

// Of is the row of an operation, if it has one.
func Of(op Op) (Row, bool) {
	r, ok := rows[op]
	return r, ok
}

var rows = byOp(table)

func byOp(table []Row) map[Op]Row {
	out := make(map[Op]Row, len(table))
	for _, r := range table {
		out[r.Op] = r
	}
	return out
}

// strong are the roles that act only with a second factor, whatever they do.
// What decides asks for one of everybody.
// Source: GB/T 22239-2019, 8.1.4.1 d), for administrators.
var strong = []skill.Role{
	skill.RoleSystem, skill.RoleSecurity, skill.RoleAudit,
	skill.RoleReviewer, skill.RoleCentreReviewer, skill.RoleCentreApprover,
}

// Strong tells whether somebody of the role must show a second factor to do an
// operation of the kind.
func Strong(role skill.Role, kind Kind) bool {
	return kind == Decide || slices.Contains(strong, role)
}

// allows tells whether the row lets the grant's holder act, and if not, whether
// a second factor is all that is missing.
func (r *Row) allows(a *skill.Actor, g *skill.Grant) (yes, weak bool) {
	if !slices.Contains(r.Roles, g.Role) || r.Whole && g.Path != "/" {
		return false, false
	}
	weak = !a.Strong && Strong(g.Role, r.Kind)
	return !weak, weak
}

// Need is nil when the actor may do the operation on a record of the
// organisation at; owner is whom the record is about, where the row asks. Reasons:
// actor.unknown (Unauthenticated), actor.unjoined (an account of nobody known),
// actor.second_factor, actor.denied, access.no_row.
func Need(a skill.Actor, op Op, at skill.OrgPath, owner ...skill.PersonID) error {
	r, ok := rows[op]
	if done, err := r.sure(&a, op, ok); done {
		return err
	}
	missing := false
	if r.Own && slices.Contains(owner, a.Person) {
		if a.Strong || r.Kind != Decide {
			return nil
		}
		missing = true
	}
	for i := range a.Grants {
		yes, weak := r.allows(&a, &a.Grants[i])
		if !a.Grants[i].Path.Holds(at) {
			continue
		}
		if yes {
			return nil
		}
		missing = missing || weak
	}
	return r.refuse(missing)
}

// By lists the roles by which the actor may do the operation on a record of the
// organisation at; who may do it as the person concerned alone has none.
func By(a skill.Actor, op Op, at skill.OrgPath) (roles []skill.Role) {
	r := rows[op]
	for i := range a.Grants {
		g := &a.Grants[i]
		if yes, _ := r.allows(&a, g); yes && g.Path.Holds(at) && !slices.Contains(roles, g.Role) {
			roles = append(roles, g.Role)
		}
	}
	return roles
}

// sure answers what needs no look at grants.
func (r *Row) sure(a *skill.Actor, op Op, known bool) (done bool, err error) {
	switch {
	case !known:
		return true, skill.Fail(skill.Internal, "access.no_row", "operation", string(op))
	case r.Public:
		return true, nil
	case a.Person == "" && a.Account == "":
		return true, skill.Fail(skill.Unauthenticated, "actor.unknown")
	case r.Self:
		return true, nil
	case a.Person == "":
		return true, skill.Fail(skill.Denied, "actor.unjoined")
	}
	return false, nil
}

func (r *Row) refuse(weak bool) error {
	if weak {
		return skill.Fail(skill.Denied, "actor.second_factor")
	}
	if r.Own && (len(r.Roles) == 0 || r.Roles[0] == skill.RoleProgram) {
		return skill.Fail(skill.Denied, "actor.not_own")
	}
	return skill.Fail(skill.Denied, "actor.denied", "role", string(r.Roles[0]))
}

// Viewer is the actor with those grants alone by which the operation may be
// done, so that lists show what lies under them and nothing else. Who may do it
// nowhere is refused as Need refuses.
func Viewer(a skill.Actor, op Op) (skill.Actor, error) {
	r, ok := rows[op]
	done, err := r.sure(&a, op, ok)
	if err != nil {
		return skill.Actor{}, err
	}
	missing, all := false, a.Grants
	a.Grants = nil
	for i := range all {
		yes, weak := r.allows(&a, &all[i])
		if yes {
			a.Grants = append(a.Grants, all[i])
		}
		missing = missing || weak
	}
	if done || r.Own || len(a.Grants) > 0 {
		return a, nil
	}
	return skill.Actor{}, r.refuse(missing)
}

// apart are the roles that one person may not hold together where one holds for
// the other's organisation.
// Source: docs/architecture.md, Roles and four eyes.
var apart = [][2]skill.Role{
	{skill.RoleCashier, skill.RoleAccountant},
	{skill.RoleCentreReviewer, skill.RoleCentreApprover},
}

// Together refuses a role for somebody who holds one that excludes it: of the
// three administrators a person is at most one, wherever; cashier and
// accountant, reviewer and approver are two persons.
func Together(held []skill.Grant, role skill.Role, at skill.OrgPath) error {
	for _, g := range held {
		excluded := g.Role != role && g.Role.Administrates() && role.Administrates()
		if g.Path.Holds(at) || at.Holds(g.Path) {
			excluded = excluded || slices.Contains(apart, [2]skill.Role{g.Role, role}) || slices.Contains(apart, [2]skill.Role{role, g.Role})
		}
		if excluded {
			return skill.Fail(skill.Denied, "role.apart", "role", string(role), "held", string(g.Role))
		}
	}
	return nil
}
