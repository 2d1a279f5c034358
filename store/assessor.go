package store

import (
	"context"

	"assay/skill"
	"assay/skill/day"
)

var assessors = define("assessor", assessorFields, ownOrOnPath)

func assessorFields(f *fields, a *skill.Assessor) {
	key(f, &a.ID)
	text(f, "=person_id", &a.Person)
	text(f, "=path", &a.Path)
	text(f, "=class", &a.Class)
	several(f, "occupations", &a.Occupations)
	levels(f, "levels", &a.Levels)
	readable(f, "card", &a.Card)
	period(f, &a.Period)
	text(f, "=renews", &a.Renews)
	private(f, "facts", &a.Facts)
	text(f, "condition_set", &a.Set)
	text(f, "outcome", &a.Outcome)
	text(f, "verdict", &a.Verdict)
	date(f, "judged", &a.Judged)
	text(f, "=proposer", &a.Proposer)
	text(f, "decider", &a.Decider)
	readable(f, "ground", &a.Ground)
	text(f, "proof", &a.Proof)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

// levels is a list of levels, as several is one of words.
func levels(f *fields, name string, v *[]skill.Level) {
	all := make([]string, len(*v))
	for i, l := range *v {
		all[i] = l.String()
	}
	several(f, name, &all)
	if f.mode != reading {
		return
	}
	*v = nil
	for _, s := range all {
		l, err := skill.ParseLevel(s)
		if err != nil {
			f.fail(skill.Fail(skill.Internal, "store.unreadable", "table", f.table, "column", name))
		}
		*v = append(*v, l)
	}
}

// Assessor reads one registration.
func (r Reader) Assessor(ctx context.Context, id skill.AssessorID) (skill.Assessor, error) {
	return get[skill.Assessor](ctx, r, id)
}

// Assessors narrows a list of registrations.
type Assessors struct {
	Person skill.PersonID
	Path   skill.OrgPath // exactly there
	Class  skill.AssessorClass
	In     day.Date // in force on that day
	Status []skill.AssessorStatus
}

func (a Assessors) narrow(w *where, _ *words, _ skill.Assessor) {
	is(w, "person_id", a.Person)
	is(w, "path", a.Path)
	is(w, "class", a.Class)
	if !a.In.IsZero() {
		w.and("status = 'registered' AND valid_from <= ? AND valid_to >= ?", a.In.String(), a.In.String())
	}
	in(w, "status", a.Status)
}
