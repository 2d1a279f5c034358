package store

import (
	"context"

	"assay/skill"
)

var (
	imports      = define("import", importFields, onPath)
	applications = define("application", applicationFields, ownOrListed).spreads("person_id").hides(noDraft).with(queued)
)

// noDraft leaves out applications that their persons have not handed in.
const noDraft = "status <> 'draft'"

// ownOrListed lets a viewer see what is theirs, and what was handed in to their
// organisations.
func ownOrListed(w *where, viewer skill.Actor) {
	var in where
	in.within("path", viewer.Paths())
	w.and("(person_id = ? OR ("+in.conds[0]+" AND "+noDraft+"))", append([]any{string(viewer.Person)}, in.args...)...)
}

// ownOrOnPath lets a viewer see what is theirs and what lies in their
// organisations.
func ownOrOnPath(w *where, viewer skill.Actor) { byOrOnPath(w, "person_id", viewer) }

// raisedOrOnPath lets a viewer see what they raised, too.
func raisedOrOnPath(w *where, viewer skill.Actor) { byOrOnPath(w, "by_person", viewer) }

func byOrOnPath(w *where, column string, viewer skill.Actor) {
	var in where
	in.within("path", viewer.Paths())
	w.and("("+column+" = ? OR "+in.conds[0]+")", append([]any{string(viewer.Person)}, in.args...)...)
}

func importFields(f *fields, i *skill.Import) {
	key(f, &i.ID)
	text(f, "=plan_id", &i.Plan)
	text(f, "=path", &i.Path)
	text(f, "=file", &i.File)
	text(f, "=by_person", &i.By)
	text(f, "consents", &i.Consents)
	text(f, "stated_by", &i.StatedBy)
	integer(f, "done", &i.Rows)
	integer(f, "entered", &i.Entered)
	integer(f, "amended", &i.Amended)
	integer(f, "same", &i.Same)
	integer(f, "remarked", &i.Remarked)
	text(f, "fault", &i.Fault)
	state(f, &i.Status, &i.StatusAt)
	version(f, &i.Version)
}

func applicationFields(f *fields, a *skill.Application) {
	key(f, &a.ID)
	text(f, "=plan_id", &a.Plan)
	text(f, "=path", &a.Path)
	text(f, "=person_id", &a.Person)
	boolean(f, "own", &a.Own)
	text(f, "import_id", &a.Import)
	integer(f, "sheet_row", &a.Row)
	text(f, "row_hash", &a.RowHash)
	private(f, "facts", &a.Facts)
	private(f, "cells", &a.Cells)
	text(f, "claimed", &a.Claimed)
	text(f, "condition_set", &a.Set)
	text(f, "outcome", &a.Outcome)
	text(f, "clause", &a.Clause)
	text(f, "verdict", &a.Verdict)
	text(f, "judged", &a.Judged)
	text(f, "reviewer", &a.Reviewer)
	text(f, "passer", &a.Passer)
	text(f, "checker", &a.Checker)
	readable(f, "ground", &a.Ground)
	text(f, "office", &a.Office)
	listed(f, "asks", &a.Asks, func(k skill.Ask) storedAsk { return storedAsk(k) }, func(k storedAsk) skill.Ask { return skill.Ask(k) })
	date(f, "due", &a.Due)
	text(f, "proof", &a.Proof)
	text(f, "photo", &a.Photo)
	text(f, "erased", &a.Erased)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

// storedAsk is an ask as its column holds it.
type storedAsk struct {
	At    string `json:"at"`
	Words string `json:"words"`
}

// Application reads one application.
func (r Reader) Application(ctx context.Context, id skill.ApplicationID) (skill.Application, error) {
	return get[skill.Application](ctx, r, id)
}

// Import reads one import.
func (r Reader) Import(ctx context.Context, id skill.ImportID) (skill.Import, error) {
	return get[skill.Import](ctx, r, id)
}

// Applications narrows a list of applications.
type Applications struct {
	IDs     []skill.ApplicationID
	Plan    skill.PlanID
	Persons []skill.PersonID
	Import  skill.ImportID
	Outcome skill.Outcome
	Status  []skill.ApplicationStatus
	// Untouched leaves out those that a person looked at.
	Untouched bool
	// Rostered leaves out those that people made themselves.
	Rostered bool
	// MayProcess leaves out those whose person's data were stopped or erased.
	MayProcess bool
}

func (a Applications) narrow(w *where, _ *words, _ skill.Application) {
	in(w, "id", a.IDs)
	is(w, "plan_id", a.Plan)
	in(w, "person_id", a.Persons)
	is(w, "import_id", a.Import)
	is(w, "outcome", a.Outcome)
	in(w, "status", a.Status)
	if a.Untouched {
		w.and("reviewer = ''")
	}
	if a.Rostered {
		w.and("own = 0")
	}
	if a.MayProcess {
		mayProcess(w, "application")
	}
}

// mayProcess leaves out rows whose person's data were stopped or erased.
func mayProcess(w *where, table string) {
	w.and("NOT EXISTS (SELECT 1 FROM person WHERE person.id = " + table + ".person_id AND (person.stopped <> 0 OR person.erased <> ''))")
}

// Imports narrows a list of imports.
type Imports struct {
	IDs    []skill.ImportID
	Plan   skill.PlanID
	File   skill.FileHash
	Status []skill.ImportStatus
}

func (i Imports) narrow(w *where, _ *words, _ skill.Import) {
	in(w, "id", i.IDs)
	is(w, "plan_id", i.Plan)
	is(w, "file", i.File)
	in(w, "status", i.Status)
}
