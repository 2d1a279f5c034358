package admission

import (
	"context"

	"assay/skill"
	"assay/store"
)

// ImportJob is the kind of job that carries an import on.
const ImportJob = "import"

// A Sending is a roster on its way into a plan.
type Sending struct {
	Plan     skill.PlanID
	File     skill.FileHash
	Consents string // edition of the notice to which everybody on it consented on paper
}

// StartImport (名单导入) begins to read a stored roster into a plan whose list is
// open. A worker goes on with it. While the same file is on its way into the
// same plan, that import is returned. With it goes the body's word that it holds
// the consent of everybody on the roster, signed on paper, to the notice in use:
// without it no document number is taken in.
func (d *Desk) StartImport(ctx context.Context, by store.By, sent Sending) (i skill.Import, err error) {
	plan, file := sent.Plan, sent.File
	defer skill.Wrap(&err, "start an import into plan %s", plan)
	if !file.Valid() {
		return i, skill.FailField("file", "import.no_file")
	}
	err = d.onPlan(ctx, by, "import-roster", plan, func(tx *store.Tx, p skill.Plan) error {
		if err := d.stated(sent.Consents); err != nil {
			return err
		}
		if err := open(p, "import"); err != nil {
			return err
		}
		running, err := store.One(ctx, tx, store.Imports{Plan: plan, File: file, Status: []skill.ImportStatus{skill.ImportRunning}})
		if err == nil || skill.CodeOf(err) != skill.NotFound {
			i = running
			return err
		}
		i = skill.Import{ID: skill.ImportID(tx.NewID()), Plan: plan, Path: p.Path, File: file, By: by.Actor.Person, Consents: sent.Consents, StatedBy: by.Actor.Person}
		move, err := i.Start()
		if err != nil {
			return err
		}
		if i, err = store.MoveOne(ctx, tx, i, move); err != nil {
			return err
		}
		_, err = tx.Enqueue(ctx, store.Job{Kind: ImportJob, Unique: string(i.ID), Args: []byte(i.ID), Path: i.Path, Person: i.By})
		return err
	})
	return i, err
}
