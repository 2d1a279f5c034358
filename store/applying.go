package store

import (
	"context"

	"assay/skill"
)

var (
	dossiers   = define("dossier", dossierFields, ownAlone)
	evidence   = define("evidence", evidenceFields, ownOrHandedIn)
	fees       = define("fee", feeFields, ownOrOnPath)
	suspicions = define("suspicion", suspicionFields, onPath)
)

// ownAlone lets nobody but the person see what is theirs.
func ownAlone(w *where, viewer skill.Actor) { w.and("person_id = ?", string(viewer.Person)) }

// ownOrHandedIn lets a viewer see what is theirs, and in their organisations what
// goes with an application that was handed in.
func ownOrHandedIn(w *where, viewer skill.Actor) {
	var in where
	in.within("path", viewer.Paths())
	w.and("(person_id = ? OR ("+in.conds[0]+" AND EXISTS (SELECT 1 FROM application x WHERE x.id = evidence.application_id AND x."+noDraft+")))",
		append([]any{string(viewer.Person)}, in.args...)...)
}

func dossierFields(f *fields, d *skill.OwnDossier) {
	key(f, &d.ID)
	text(f, "=person_id", &d.Person)
	private(f, "facts", &d.Facts)
	version(f, &d.Version)
}

func evidenceFields(f *fields, e *skill.Evidence) {
	key(f, &e.ID)
	text(f, "=application_id", &e.Application)
	text(f, "=path", &e.Path)
	text(f, "=person_id", &e.Person)
	text(f, "=by_person", &e.By)
	text(f, "=material", &e.Material)
	text(f, "file", &e.File)
	text(f, "seen_by", &e.SeenBy)
	date(f, "seen_on", &e.SeenOn)
	boolean(f, "dropped", &e.Dropped)
	version(f, &e.Version)
}

func feeFields(f *fields, v *skill.Fee) {
	key(f, &v.ID)
	text(f, "=application_id", &v.Application)
	text(f, "=plan_id", &v.Plan)
	text(f, "=path", &v.Path)
	text(f, "=person_id", &v.Person)
	integer(f, "=amount", &v.Amount)
	readable(f, "receipt", &v.Receipt)
	text(f, "taker", &v.Taker)
	text(f, "reconciler", &v.Reconciler)
	readable(f, "ground", &v.Ground)
	state(f, &v.Status, &v.StatusAt)
	version(f, &v.Version)
}

func suspicionFields(f *fields, s *skill.Suspicion) {
	key(f, &s.ID)
	text(f, "=plan_id", &s.Plan)
	text(f, "=path", &s.Path)
	text(f, "=a", &s.A)
	text(f, "=b", &s.B)
	several(f, "signs", &s.Signs)
	text(f, "decider", &s.Decider)
	readable(f, "ground", &s.Ground)
	state(f, &s.Status, &s.StatusAt)
	version(f, &s.Version)
}

// Dossier reads what a person keeps of himself.
func (r Reader) Dossier(ctx context.Context, id skill.DossierID) (skill.OwnDossier, error) {
	return get[skill.OwnDossier](ctx, r, id)
}

// Evidence reads one piece of evidence.
func (r Reader) Evidence(ctx context.Context, id skill.EvidenceID) (skill.Evidence, error) {
	return get[skill.Evidence](ctx, r, id)
}

// Fee reads one fee.
func (r Reader) Fee(ctx context.Context, id skill.FeeID) (skill.Fee, error) {
	return get[skill.Fee](ctx, r, id)
}

// Dossiers narrows a list of dossiers.
type Dossiers struct{ Person skill.PersonID }

func (d Dossiers) narrow(w *where, _ *words, _ skill.OwnDossier) { is(w, "person_id", d.Person) }

// EvidenceOf narrows a list of evidence; what was dropped is listed only where all
// that ever was is asked for.
type EvidenceOf struct {
	Application skill.ApplicationID
	Person      skill.PersonID
	Ever        bool
}

func (e EvidenceOf) narrow(w *where, _ *words, _ skill.Evidence) {
	is(w, "application_id", e.Application)
	is(w, "person_id", e.Person)
	if !e.Ever {
		w.and("dropped = 0")
	}
}

// Suspicion reads one decision on a suspicion.
func (r Reader) Suspicion(ctx context.Context, id skill.SuspicionID) (skill.Suspicion, error) {
	return get[skill.Suspicion](ctx, r, id)
}

// Fees narrows a list of fees.
type Fees struct {
	Application skill.ApplicationID
	Plan        skill.PlanID
	Person      skill.PersonID
	Status      []skill.FeeStatus
	// Open asks for those that nobody reconciled.
	Open bool
}

func (v Fees) narrow(w *where, _ *words, _ skill.Fee) {
	is(w, "application_id", v.Application)
	is(w, "plan_id", v.Plan)
	is(w, "person_id", v.Person)
	in(w, "status", v.Status)
	if v.Open {
		w.and("reconciler = '' AND status <> 'due'")
	}
}

// Suspicions narrows a list of suspicions that somebody decided on.
type Suspicions struct {
	Plan skill.PlanID
	A, B skill.ApplicationID
}

func (s Suspicions) narrow(w *where, _ *words, _ skill.Suspicion) {
	is(w, "plan_id", s.Plan)
	is(w, "a", s.A)
	is(w, "b", s.B)
}

// A Likeness is two applications of one plan that share a sign.
type Likeness struct {
	A, B skill.ApplicationID // A < B
	Sign skill.Sign
}

// liveBoth are applications of one plan of two persons that stand on its list.
const liveBoth = ` WHERE a.plan_id = $1 AND b.plan_id = a.plan_id AND a.person_id < b.person_id
 AND a.status <> 'draft' AND a.status <> 'withdrawn' AND a.status <> 'substituted' AND b.status <> 'draft' AND b.status <> 'withdrawn' AND b.status <> 'substituted'`

// likenesses are the questions for the signs.
var likenesses = []struct {
	sign skill.Sign
	text string
}{
	{skill.SignHuman, `SELECT a.id, b.id FROM application a JOIN person p ON p.id = a.person_id
 JOIN person q ON q.name_folded = p.name_folded AND q.born = p.born AND p.born <> '' JOIN application b ON b.person_id = q.id` + liveBoth},
	{skill.SignPhoto, `SELECT a.id, b.id FROM application a JOIN application b ON b.plan_id = a.plan_id AND b.photo = a.photo AND a.photo <> '' AND b.photo <> ''` + liveBoth},
	{skill.SignPhone, `SELECT a.id, b.id FROM application a JOIN person p ON p.id = a.person_id
 JOIN person q ON q.phone_index = p.phone_index AND length(p.phone_index) > 0 AND length(q.phone_index) > 0 JOIN application b ON b.person_id = q.id` + liveBoth},
}

// Likenesses finds at most so many pairs of each sign among those who stand on a
// plan's list; of two applications alone where they are named.
func (s *Store) Likenesses(ctx context.Context, plan skill.PlanID, most int, among ...skill.ApplicationID) (out []Likeness, err error) {
	tail, args := " LIMIT $2", []any{string(plan), most}
	if len(among) == 2 {
		tail = " AND (a.id = $3 AND b.id = $4 OR a.id = $4 AND b.id = $3)" + tail
		args = append(args, string(among[0]), string(among[1]))
	}
	for _, q := range likenesses {
		rows, err := s.readers.query(ctx, q.text+tail, args...)
		if err != nil {
			return nil, err
		}
		err = each(rows, func() error {
			l := Likeness{Sign: q.sign}
			err := rows.Scan((*string)(&l.A), (*string)(&l.B))
			if l.A > l.B {
				l.A, l.B = l.B, l.A
			}
			out = append(out, l)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
