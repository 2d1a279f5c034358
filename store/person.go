package store

import (
	"context"
	"strings"

	"assay/skill"
	"assay/skill/day"
)

var persons = define("person", personFields, seesPerson)

func personFields(f *fields, p *skill.Person) {
	key(f, &p.ID)
	text(f, "name", &p.Name)
	derived(f, "name_folded", func() string { return skill.Fold(p.Name) })
	derived(f, "name_key", func() string { return f.words.sortKey(p.Name) })
	text(f, "romanised", &p.Romanised)
	document(f, "", &p.Document)
	date(f, "born", &p.Born)
	text(f, "sex", &p.Sex)
	contact(f, skill.BySMS, &p.Phone)
	private(f, "address", &p.Address)
	boolean(f, "seen", &p.Seen)
	several(f, "apart", &p.Apart)
	boolean(f, "stopped", &p.Stopped)
	readable(f, "stop_ground", &p.StopGround)
	text(f, "erased", &p.Erased)
	version(f, &p.Version)
}

// seesPerson lets a viewer see themselves, who applied within their
// organisations and who works there.
func seesPerson(w *where, viewer skill.Actor) {
	var in where
	in.within("x.path", viewer.Paths())
	there := " x WHERE x.person_id = person.id AND " + in.conds[0]
	w.and("(id = ? OR EXISTS (SELECT 1 FROM application"+there+" AND x."+noDraft+") OR EXISTS (SELECT 1 FROM role_grant"+there+"))", string(viewer.Person))
	w.args = append(w.args, in.args...)
	w.args = append(w.args, in.args...)
}

// Person reads one person.
func (r Reader) Person(ctx context.Context, id skill.PersonID) (skill.Person, error) {
	return get[skill.Person](ctx, r, id)
}

// Names reads the names of people, and opens nothing that is sealed.
func (r Reader) Names(ctx context.Context, ids []skill.PersonID) (map[skill.PersonID]string, error) {
	out := make(map[skill.PersonID]string, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var w where
	r.bound(persons.scope, &w)
	in(&w, "id", ids)
	rows, err := r.q.query(ctx, numbered("SELECT id, name FROM person"+w.text()), w.args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var id skill.PersonID
		var name string
		err := rows.Scan(&id, &name)
		out[id] = name
		return err
	})
	return out, err
}

// Stopped tells of which people the data were stopped or erased.
func (r Reader) Stopped(ctx context.Context, ids []skill.PersonID) (map[skill.PersonID]bool, error) {
	out := map[skill.PersonID]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	var w where
	r.bound(persons.scope, &w)
	in(&w, "id", ids)
	w.and("(stopped <> 0 OR erased <> '')")
	rows, err := r.q.query(ctx, numbered("SELECT id FROM person"+w.text()), w.args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var id skill.PersonID
		err := rows.Scan(&id)
		out[id] = true
		return err
	})
	return out, err
}

// Persons narrows a list of persons.
type Persons struct {
	IDs       []skill.PersonID
	Documents []skill.Document // who holds one of them
	Name      string           // whose folded name is that of this
	Born      day.Date
}

func (p Persons) narrow(w *where, k *words, _ skill.Person) {
	in(w, "id", p.IDs)
	heldBy(w, k, p.Documents)
	is(w, "name_folded", skill.Fold(p.Name))
	is(w, "born", p.Born.String())
}

// PersonByDocument reads the one person who holds the document.
func (r Reader) PersonByDocument(ctx context.Context, d skill.Document) (skill.Person, error) {
	return One(ctx, r, Persons{Documents: []skill.Document{d}})
}

// heldBy asks for one of the documents, like in.
func heldBy(w *where, k *words, documents []skill.Document) {
	if documents == nil {
		return
	}
	if len(documents) == 0 {
		w.and("1 = 0")
		return
	}
	args := make([]any, len(documents))
	for i, d := range documents {
		args[i] = k.documentIndex(d)
	}
	w.and("document_index IN (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
}
