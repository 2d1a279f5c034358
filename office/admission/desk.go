package admission

import (
	"context"
	"iter"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Desk is the admission desk.
type Desk struct {
	Store *store.Store
	// Set is the condition set of an edition.
	Set func(edition string) (*skill.ConditionSet, error)
	// Occupation finds an occupation, as Assessor.Occupation does.
	Occupation func(text string, on day.Date) (o skill.Occupation, specialty string, err error)
	// Notes remarks on a document, as Assessor.Notes does.
	Notes func(skill.Document) []skill.Note
	// Edition is that of the privacy notice in use.
	Edition string
	// Romanise proposes a name in Latin letters.
	Romanise func(name string) (text string, complete bool)
	// Open opens a stored roster.
	Open func(ctx context.Context, file skill.FileHash) (Roster, error)
	// KeepPhoto makes a picture into a photo and stores it; an Invalid error says
	// what is wrong with it.
	KeepPhoto func(ctx context.Context, picture []byte) (skill.FileHash, error)
	// OpenPhoto reads a photo that was kept.
	OpenPhoto func(ctx context.Context, photo skill.FileHash) ([]byte, error)
	// PhotoLimits are what a photo is remarked on by.
	PhotoLimits skill.PhotoLimits
	// KeepFile stores a proof; an Invalid error says what is wrong with it.
	KeepFile func(ctx context.Context, file []byte) (skill.FileHash, error)
	// Materials is what is to be brought with an application.
	Materials skill.Materials
	Policies  skill.Policies
	Calendar  *day.Calendar
}

// A Roster (报名表) is an opened file of candidates.
type Roster interface {
	// Rows are the candidates in the order of the file.
	Rows() iter.Seq2[*skill.RosterRow, error]
	// Strays are, after the last row, those of the optional sheets that belong to
	// nobody on the list.
	Strays() []skill.SheetRow
	Close() error
}

// onPlan runs a change of a plan's list. The plan is locked, so that the list is
// changed by one at a time and never while the exam is being started; the actor
// may do the operation for the body, and the body may still go on with the plan.
func (d *Desk) onPlan(ctx context.Context, by store.By, op access.Op, id skill.PlanID, fn func(*store.Tx, skill.Plan) error) error {
	return d.onPlanOf(ctx, by, op, place{plan: id}, fn)
}

// A place is a plan, and whom what is done there is about.
type place struct {
	plan  skill.PlanID
	owner skill.PersonID
}

// onPlanOf is onPlan for a change that is about one person, who may do it too
// where the row of rights says so.
func (d *Desk) onPlanOf(ctx context.Context, by store.By, op access.Op, at place, fn func(*store.Tx, skill.Plan) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		p, err := tx.Locked().Plan(ctx, at.plan)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, p.Path, at.owner); err != nil {
			return err
		}
		charge, err := tx.Charge(ctx, p)
		if err != nil {
			return err
		}
		if err := charge.GoOn(tx.Today()); err != nil {
			return err
		}
		return fn(tx, p)
	})
}

// onApplication is onPlan for one application of the plan, locked too.
func (d *Desk) onApplication(ctx context.Context, by store.By, op access.Op, id skill.ApplicationID, fn func(*store.Tx, skill.Plan, skill.Application) error) error {
	a, err := d.Store.Unscoped().Application(ctx, id)
	if err != nil {
		return err
	}
	return d.onPlanOf(ctx, by, op, place{a.Plan, a.Person}, func(tx *store.Tx, p skill.Plan) error {
		a, err := tx.Locked().Application(ctx, id)
		if err != nil {
			return err
		}
		if a.Status == skill.ApplicationDraft && a.Person != by.Actor.Person {
			return skill.Fail(skill.NotFound, "application.not_found")
		}
		return fn(tx, p, a)
	})
}

// open refuses what is done only while the list is open.
func open(p skill.Plan, verb string) error {
	if p.Status != skill.PlanFiled {
		return skill.Fail(skill.WrongState, "plan.wrong_state", "verb", verb, "status", string(p.Status))
	}
	return nil
}
