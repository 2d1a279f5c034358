package identity

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"time"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Founders are the roles that an installation begins with: all others come by
// their appointment.
func Founders() []skill.Role { return []skill.Role{skill.RoleSystem, skill.RoleSecurity} }

// Found enrols the first holder of one of the founders' roles over the whole
// tree. It works once for each role, in the life of the installation: whoever
// has the machine cannot become an administrator afterwards.
func (d *Desk) Found(ctx context.Context, p skill.Person, role skill.Role) (out skill.Person, err error) {
	defer skill.Wrap(&err, "enrol the first %s", role)
	if !slices.Contains(Founders(), role) {
		return out, skill.FailField("role", "staff.no_founder", "role", string(role))
	}
	var holder [8]byte
	if _, err := io.ReadFull(d.Rand, holder[:]); err != nil {
		return out, err
	}
	// Where there is no row yet to lock, the lease keeps two from being first.
	lease, err := d.Store.Acquire(ctx, "found", hex.EncodeToString(holder[:]), time.Minute)
	if err != nil {
		return out, err
	}
	err = d.Store.Update(ctx, store.By{Actor: skill.Program("/")}, func(tx *store.Tx) error {
		if err := tx.Hold(ctx, lease); err != nil {
			return err
		}
		out, err = d.found(ctx, tx, p, role)
		return err
	})
	return out, errors.Join(err, d.Store.Release(ctx, lease))
}

func (d *Desk) found(ctx context.Context, tx *store.Tx, p skill.Person, role skill.Role) (skill.Person, error) {
	n, err := store.Count(ctx, tx, store.Grants{Roles: []skill.Role{role}, Ever: true})
	if err != nil {
		return p, err
	}
	if n > 0 {
		return p, skill.Fail(skill.Denied, "staff.already_founded", "role", string(role))
	}
	if p, err = d.enrol(ctx, tx, p); err != nil {
		return p, err
	}
	held, err := heldByHuman(ctx, tx, p)
	if err != nil {
		return p, err
	}
	if err := access.Together(held, role, "/"); err != nil {
		return p, err
	}
	_, err = give(ctx, tx, skill.Grant{Person: p.ID, Role: role, Path: "/"})
	return p, err
}
