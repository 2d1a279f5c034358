package identity

import (
	"context"
	"slices"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Propose puts before the security administrator that an enrolled person hold a
// role on an organisation (提名). Who holds it already is Conflict role.held.
func (d *Desk) Propose(ctx context.Context, by store.By, a skill.Appointment) (out skill.Appointment, err error) {
	defer skill.Wrap(&err, "propose an appointment")
	if err := access.Need(by.Actor, "propose-appointment", a.Path); err != nil {
		return a, err
	}
	if err := checkRole(a.Role, a.Path); err != nil {
		return a, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		person, err := candidate(ctx, tx, a)
		if err != nil {
			return err
		}
		proposer, err := tx.Person(ctx, by.Actor.Person)
		if err != nil {
			return err
		}
		next := skill.Appointment{
			ID: skill.AppointmentID(tx.NewID()), Person: a.Person, Role: a.Role, Path: a.Path, Proposer: proposer.ID,
		}
		move, err := next.Propose(proposer, person)
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// candidate reads whom an appointment names, locked so that nobody gets two
// roles at once that exclude each other, and refuses who may not hold it.
func candidate(ctx context.Context, tx *store.Tx, a skill.Appointment) (skill.Person, error) {
	p, err := tx.Locked().Person(ctx, a.Person)
	if err != nil {
		return p, err
	}
	if err := seen(p); err != nil {
		return p, err
	}
	held, err := heldByHuman(ctx, tx, p)
	if err != nil {
		return p, err
	}
	for _, g := range held {
		if g.Person == a.Person && g.Role == a.Role && g.Path == a.Path {
			return p, skill.Fail(skill.Conflict, "role.held", "role", string(a.Role))
		}
	}
	return p, access.Together(held, a.Role, a.Path)
}

// heldByHuman lists what a human holds, under whatever document.
func heldByHuman(ctx context.Context, tx *store.Tx, p skill.Person) (held []skill.Grant, err error) {
	same, err := store.List(ctx, tx, store.Persons{Name: p.Name, Born: p.Born}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, one := range same {
		if !skill.SameHuman(one, p) {
			continue
		}
		grants, err := store.List(ctx, tx, store.Grants{Person: one.ID}, store.Everything)
		if err != nil {
			return nil, err
		}
		held = append(held, grants...)
	}
	return held, nil
}

// seen refuses whoever came in without showing an original document.
// Source: docs/architecture.md, Roles and four eyes.
func seen(p skill.Person) error {
	if !p.Seen {
		return skill.Fail(skill.Unmet, "person.not_seen")
	}
	return nil
}

func checkRole(role skill.Role, at skill.OrgPath) error {
	switch {
	case !at.Valid():
		return skill.FailField("path", "body.path")
	case !slices.Contains(skill.Roles(), role):
		return skill.FailField("role", "role.unknown", "role", string(role))
	}
	return nil
}

// Approve lets the person hold the role (批准): the security administrator, who is
// neither the proposer nor the one appointed.
func (d *Desk) Approve(ctx context.Context, by store.By, id skill.AppointmentID) (a skill.Appointment, err error) {
	defer skill.Wrap(&err, "approve appointment %s", id)
	return d.onAppointment(ctx, by, "approve-appointment", id, func(tx *store.Tx, now skill.Appointment) (skill.Appointment, skill.Move, error) {
		person, err := candidate(ctx, tx, now)
		if err != nil {
			return now, skill.Move{}, err
		}
		var two [2]skill.Person
		for i, one := range []skill.PersonID{now.Proposer, by.Actor.Person} {
			if two[i], err = tx.Person(ctx, one); err != nil {
				return now, skill.Move{}, err
			}
		}
		move, err := now.Approve(two[0], person, two[1])
		if err != nil {
			return now, move, err
		}
		g, err := give(ctx, tx, skill.Grant{Person: now.Person, Role: now.Role, Path: now.Path})
		now.Grant = g.ID
		return now, move, err
	})
}

// Refuse leaves things as they are, with the ground (不批准).
func (d *Desk) Refuse(ctx context.Context, by store.By, id skill.AppointmentID, ground string) (a skill.Appointment, err error) {
	defer skill.Wrap(&err, "refuse appointment %s", id)
	return d.onAppointment(ctx, by, "refuse-appointment", id, closing(ground, skill.Appointment.Refuse))
}

// WithdrawAppointment takes a proposal back, with the ground (撤回).
func (d *Desk) WithdrawAppointment(ctx context.Context, by store.By, id skill.AppointmentID, ground string) (a skill.Appointment, err error) {
	defer skill.Wrap(&err, "withdraw appointment %s", id)
	return d.onAppointment(ctx, by, "withdraw-appointment", id, closing(ground, skill.Appointment.Withdraw))
}

type appointing func(*store.Tx, skill.Appointment) (skill.Appointment, skill.Move, error)

func closing(ground string, verb func(skill.Appointment, string) (skill.Move, error)) appointing {
	return func(_ *store.Tx, now skill.Appointment) (skill.Appointment, skill.Move, error) {
		if now.Ground = skill.Clean(ground); now.Ground == "" {
			return now, skill.Move{}, skill.FailField("ground", "appointment.no_ground")
		}
		move, err := verb(now, now.Ground)
		return now, move, err
	}
}

// onAppointment runs a decision on an appointment that is locked.
func (d *Desk) onAppointment(ctx context.Context, by store.By, op access.Op, id skill.AppointmentID, decide appointing) (out skill.Appointment, err error) {
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Locked().Appointment(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, now.Path); err != nil {
			return err
		}
		now, move, err := decide(tx, now)
		if err != nil {
			return err
		}
		now.Decider = by.Actor.Person
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// give adds a grant unless it is there: of two, one would outlive the other's
// withdrawal.
func give(ctx context.Context, tx *store.Tx, g skill.Grant) (skill.Grant, error) {
	there, err := store.One(ctx, tx, store.Grants{Person: g.Person, Roles: []skill.Role{g.Role}, Path: g.Path})
	if skill.CodeOf(err) != skill.NotFound {
		return there, err
	}
	g.ID = skill.GrantID(tx.NewID())
	return g, store.Add(ctx, tx, &g)
}

// Withdraw takes a role back: either of the two administrators alone may, never
// his own.
func (d *Desk) Withdraw(ctx context.Context, by store.By, id skill.GrantID) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		g, err := tx.Locked().Grant(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "revoke-grant", g.Path); err != nil {
			return err
		}
		switch {
		case g.Revoked:
			return nil
		case g.Person == by.Actor.Person:
			return skill.Fail(skill.Denied, "role.own")
		}
		g.Revoked = true
		if err := store.Change(ctx, tx, "revoke", &g); err != nil {
			return err
		}
		return withdrawn(ctx, tx, g.Person)
	})
}

// withdrawn ends at once the tokens and sign-ins of a person who holds no role
// any more: what was opened for work is not left open after it.
func withdrawn(ctx context.Context, tx *store.Tx, person skill.PersonID) error {
	n, err := store.Count(ctx, tx, store.Grants{Person: person})
	if err != nil || n > 0 {
		return err
	}
	all, err := store.List(ctx, tx.Locked(), store.Tokens{Person: person}, store.Everything)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Revoked {
			continue
		}
		t.Revoked = true
		if err := store.Change(ctx, tx, "revoke", &t); err != nil {
			return err
		}
	}
	a, err := store.One(ctx, tx, store.Accounts{Person: person, Status: []skill.AccountStatus{skill.AccountJoined}})
	if skill.CodeOf(err) == skill.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return endSignIns(ctx, tx, a.ID, "")
}
