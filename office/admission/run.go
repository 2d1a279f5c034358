package admission

import (
	"context"
	"slices"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

const (
	chunkRows = 1000            // rows of one transaction
	chunkTime = 2 * time.Minute // within which one is done by whoever holds the job
	chunkRuns = 3               // how often one is begun when another plan enters the same people
)

// An importing is one import under way, held by the job.
type importing struct {
	*Desk
	skill.Import
	job   *store.Job
	by    store.By
	judge Assessor
}

// Import carries on the import of a job that the worker has claimed, from the
// row where it stood, on behalf of whoever began it. Each chunk of rows is one
// transaction that also moves the import and the job on. What no retry mends,
// such as a file that cannot be read or a list that was closed, ends both and is
// in the import's Fault; any other error leaves them to be taken up again.
func (d *Desk) Import(ctx context.Context, job *store.Job) (_ skill.Import, err error) {
	defer skill.Wrap(&err, "import of job %s", job.ID)
	run := importing{Desk: d, job: job}
	if err := run.load(ctx); err != nil {
		return run.Import, err
	}
	if run.Status != skill.ImportRunning {
		return run.Import, d.Store.Update(ctx, run.by, func(tx *store.Tx) error { return tx.Finish(ctx, job) })
	}
	err = run.through(ctx)
	if lasting(err) {
		err = run.fail(ctx, skill.ReasonOf(err))
	}
	return run.Import, err
}

// lasting tells whether to try again would end alike.
func lasting(err error) bool {
	return slices.Contains([]skill.Code{skill.Invalid, skill.Denied, skill.NotFound, skill.WrongState, skill.Unmet}, skill.CodeOf(err))
}

func (r *importing) load(ctx context.Context) (err error) {
	from := r.Store.Unscoped()
	if r.Import, err = from.Import(ctx, skill.ImportID(r.job.Args)); err != nil {
		return err
	}
	actor, err := from.ActorOf(ctx, r.By)
	r.by = store.By{Actor: actor, Request: r.job.ID}
	return err
}

// through reads the roster from its beginning, since a person who stands on it
// twice is found only so, and enters the rows that are not yet done. All are
// judged on the day on which the import began.
func (r *importing) through(ctx context.Context) error {
	plan, err := r.Store.Unscoped().Plan(ctx, r.Plan)
	if err != nil {
		return err
	}
	set, err := r.Set(plan.Set)
	if err != nil {
		return err
	}
	r.judge = Assessor{Set: set, On: day.Of(r.StatusAt), Occupation: r.Occupation, Notes: r.Notes}
	roster, err := r.Open(ctx, r.File)
	if err != nil {
		return err
	}
	defer roster.Close()
	done, seen := r.Rows, 0
	rows := make([]*Assessed, 0, chunkRows)
	for a, err := range r.judge.Each(roster.Rows()) {
		if err != nil {
			return err
		}
		if seen++; seen <= done {
			continue
		}
		if rows = append(rows, a); len(rows) == chunkRows {
			if err := r.step(ctx, rows, nil); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	return r.step(ctx, rows, func(c *chunk) error { return r.finish(ctx, c, roster.Strays()) })
}

// step enters one chunk. Another plan may be entering the same people: the
// second time they are known.
func (r *importing) step(ctx context.Context, rows []*Assessed, last func(*chunk) error) (err error) {
	for range chunkRuns {
		if err = r.enter(ctx, rows, last); skill.ReasonOf(err) != "person.exists" {
			return err
		}
	}
	return err
}

func (r *importing) enter(ctx context.Context, rows []*Assessed, last func(*chunk) error) error {
	var next skill.Import
	var job store.Job
	err := r.onPlan(ctx, r.by, "import-roster", r.Plan, func(tx *store.Tx, p skill.Plan) (err error) {
		if err := open(p, "import"); err != nil {
			return err
		}
		c := chunk{Desk: r.Desk, tx: tx, plan: p, on: r.judge.On, imp: r.Import, job: *r.job}
		if err := c.enter(ctx, rows); err != nil {
			return err
		}
		c.imp.Rows += len(rows)
		c.job.Done = c.imp.Rows
		if last == nil {
			last = func(c *chunk) error { return r.advance(ctx, c) }
		}
		err = last(&c)
		next, job = c.imp, c.job
		return err
	})
	if err == nil {
		r.Import, *r.job = next, job
	}
	return err
}

// advance records how far the import has come. If another worker has taken it up
// nothing of the chunk is kept: row.changed or job.lost.
func (r *importing) advance(ctx context.Context, c *chunk) error {
	if err := store.Change(ctx, c.tx, "progress", &c.imp); err != nil {
		return err
	}
	return c.tx.Advance(ctx, &c.job, chunkTime)
}

// finish ends the import, and says which rows belong to nobody.
func (r *importing) finish(ctx context.Context, c *chunk, strays []skill.SheetRow) error {
	var said []RowRemarks
	for _, row := range strays {
		remark := Remark{Sheet: row.Sheet, Row: row.Row, Column: skill.ExtraNumber, Reason: "row.nobody"}
		said = append(said, RowRemarks{row.Sheet, row.Row, RowMalformed, []Remark{remark}})
	}
	if err := remember(ctx, c.tx, c.imp, said); err != nil {
		return err
	}
	c.imp.Remarked += len(strays)
	move, err := c.imp.Finish()
	if err != nil {
		return err
	}
	if c.imp, err = store.MoveOne(ctx, c.tx, c.imp, move); err != nil {
		return err
	}
	return c.tx.Finish(ctx, &c.job)
}

// fail ends the import at a fault; the rows already in stay.
func (r *importing) fail(ctx context.Context, reason string) error {
	return r.Store.Update(ctx, r.by, func(tx *store.Tx) error {
		now, err := tx.Locked().Import(ctx, r.ID)
		if err != nil {
			return err
		}
		now.Fault = reason
		move, err := now.Fail(reason)
		if err != nil {
			return err
		}
		if r.Import, err = store.MoveOne(ctx, tx, now, move); err != nil {
			return err
		}
		return tx.Fail(ctx, r.job, reason, 0)
	})
}
