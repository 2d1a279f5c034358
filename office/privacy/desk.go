package privacy

import (
	"context"

	"assay/files"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Desk is the privacy desk.
type Desk struct {
	Store  *store.Store
	Files  *files.Folder
	Notice skill.Notice
}

// place finds where the actor may do an operation on a person's record: one of
// the organisations in which the person is known, or none, "", where it is their
// own. Persons that no organisation knows are the whole installation's.
func (d *Desk) place(ctx context.Context, tx *store.Tx, actor skill.Actor, op access.Op, person skill.PersonID) (skill.OrgPath, error) {
	places, err := tx.Places(ctx, person)
	if err != nil {
		return "", err
	}
	if len(places) == 0 {
		places = []skill.OrgPath{"/"}
	}
	for _, at := range places {
		if err = access.Need(actor, op, at); err == nil {
			return at, nil
		}
	}
	if access.Need(actor, op, "", person) == nil {
		return places[len(places)-1], nil
	}
	return "", err
}

// onPerson runs a change of a person's record, which is locked; the actor may do
// the operation somewhere where the person is known, or it is their own.
func (d *Desk) onPerson(ctx context.Context, by store.By, op access.Op, id skill.PersonID, fn func(*store.Tx, skill.Person, skill.OrgPath) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		p, err := tx.Locked().Person(ctx, id)
		if err != nil {
			return err
		}
		at, err := d.place(ctx, tx, by.Actor, op, id)
		if err != nil {
			return err
		}
		if p.Erased != "" {
			return skill.Fail(skill.WrongState, "person.erased")
		}
		return fn(tx, p, at)
	})
}

// people reads persons in the order in which they are asked for.
func people(ctx context.Context, tx *store.Tx, ids ...skill.PersonID) ([]skill.Person, error) {
	out := make([]skill.Person, len(ids))
	for i, id := range ids {
		var err error
		if out[i], err = tx.Person(ctx, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}
