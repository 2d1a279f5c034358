package store

import (
	"context"
	"database/sql"
	"time"

	"assay/skill"
)

// A Job is long work that goes on after the change that asked for it: enqueued
// in the same transaction, done in chunks by a worker that holds it for a time.
type Job struct {
	ID      string
	Kind    string
	Unique  string        // at most one open job of the kind has it; empty for none
	Args    []byte        // holds ids only, no personal value
	Path    skill.OrgPath // whose work it is
	Person  skill.PersonID
	State   JobState
	RunAt   time.Time
	Attempt int // how often it was begun
	Until   time.Time
	Done    int
	Total   int    // 0 while unknown
	Fault   string // reason key of the last failure
	Made    time.Time
	Ended   time.Time
	Expires time.Time // from when on it is not begun any more; zero for never

	secret []byte // of a letter: its code, sealed; gone when the job has ended
	reader string // of a letter: the account or person that may list it
	sentTo []byte // of a letter that was sent: where to, masked and sealed
}

// JobState is where a job stands. A running one whose time is over is taken up
// again by any worker.
type JobState string

// The states of a job.
const (
	JobWaiting JobState = "waiting"
	JobRunning JobState = "running"
	JobDone    JobState = "done"
	JobFailed  JobState = "failed"
)

const jobSelect = "SELECT id, kind, unique_key, args, path, person_id, state, run_at, attempt, leased_until, done, total, fault, made_at, ended_at, expires_at, secret, reader, sent_to FROM job"

// Enqueue adds a job and returns its id: that of the open one with the same
// unique key where there is one. RunAt is now and ID a new one where they are not
// stated.
func (tx *Tx) Enqueue(ctx context.Context, j Job) (string, error) {
	if j.RunAt.IsZero() {
		j.RunAt = tx.Now
	}
	id := j.ID
	if id == "" {
		id = tx.NewID()
	}
	res, err := tx.on.exec(ctx, `INSERT INTO job (id, kind, unique_key, args, path, person_id, state, run_at, attempt, leased_until, done, total, fault, made_at, ended_at, expires_at, secret, reader)
		VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, 0, 0, $8, '', $9, 0, $10, $11, $12) ON CONFLICT DO NOTHING`,
		id, j.Kind, j.Unique, notNil(j.Args), string(j.Path), string(j.Person), micros(j.RunAt), j.Total, micros(tx.Now), micros(j.Expires), notNil(j.secret), j.reader)
	if err != nil {
		return "", err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return id, err
	}
	rows, err := tx.on.query(ctx, "SELECT id FROM job WHERE kind = $1 AND unique_key = $2 AND state IN ('waiting', 'running')", j.Kind, j.Unique)
	if err != nil {
		return "", err
	}
	err = each(rows, func() error { return rows.Scan(&id) })
	return id, err
}

// ClaimJob takes the oldest job of the kinds that is due, or whose worker let
// its time run out, and holds it for a time. One that has expired is left alone.
// ok is false when there is none.
func (s *Store) ClaimJob(ctx context.Context, length time.Duration, kinds ...string) (j Job, ok bool, err error) {
	err = s.Update(ctx, By{}, func(tx *Tx) error {
		var w where
		now := micros(tx.Now)
		w.and("state IN ('waiting', 'running') AND run_at <= ? AND leased_until <= ? AND (expires_at = 0 OR expires_at > ?)", now, now, now)
		in(&w, "kind", kinds)
		rows, err := tx.on.query(ctx, numbered(jobSelect+w.text()+" ORDER BY run_at, id LIMIT 1"+s.skip), w.args...)
		if err != nil {
			return err
		}
		ok = false
		if err := each(rows, func() (err error) { ok = true; j, err = scanJob(rows); return err }); err != nil || !ok {
			return err
		}
		j.State, j.Attempt, j.Until = JobRunning, j.Attempt+1, tx.Now.Add(length)
		_, err = tx.on.exec(ctx, "UPDATE job SET state = $1, attempt = $2, leased_until = $3 WHERE id = $4", string(j.State), j.Attempt, micros(j.Until), j.ID)
		return err
	})
	return j, ok, err
}

// Advance records how far the job has come, together with the chunk that was
// done, and holds it for another time. Conflict job.lost: another worker has
// taken it up; the chunk must not be committed.
func (tx *Tx) Advance(ctx context.Context, j *Job, length time.Duration) error {
	j.Until = tx.Now.Add(length)
	return tx.writeJob(ctx, *j)
}

// Withdraw takes a job away that nobody has begun, because what it stood by for
// was done without it. One that was begun stays with its worker.
func (tx *Tx) Withdraw(ctx context.Context, id string) error {
	_, err := tx.on.exec(ctx, "DELETE FROM job WHERE id = $1 AND state = 'waiting'", id)
	return err
}

// Finish ends the job well.
func (tx *Tx) Finish(ctx context.Context, j *Job) error {
	j.State, j.Until, j.Ended, j.secret = JobDone, time.Time{}, tx.Now, nil
	return tx.writeJob(ctx, *j)
}

// Fail records why the job could not go on: it is run again after a pause, or
// with no pause has failed for good.
func (tx *Tx) Fail(ctx context.Context, j *Job, reason string, again time.Duration) error {
	j.State, j.Fault, j.Until = JobWaiting, reason, time.Time{}
	j.RunAt = tx.Now.Add(again)
	if again <= 0 {
		j.State, j.Ended, j.secret = JobFailed, tx.Now, nil
	}
	return tx.writeJob(ctx, *j)
}

// writeJob writes a job that this attempt still holds.
func (tx *Tx) writeJob(ctx context.Context, j Job) error {
	res, err := tx.on.exec(ctx, `UPDATE job SET state = $1, run_at = $2, leased_until = $3, done = $4, total = $5, fault = $6, ended_at = $7, secret = $8, sent_to = $9
		WHERE id = $10 AND attempt = $11 AND state = 'running'`,
		string(j.State), micros(j.RunAt), micros(j.Until), j.Done, j.Total, j.Fault, micros(j.Ended), notNil(j.secret), notNil(j.sentTo), j.ID, j.Attempt)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = skill.Fail(skill.Conflict, "job.lost")
	}
	return err
}

// Job reads one job.
func (r Reader) Job(ctx context.Context, id string) (j Job, err error) {
	var w where
	w.and("id = ?", id)
	r.bound(onPath, &w)
	rows, err := r.q.query(ctx, numbered(jobSelect+w.text()), w.args...)
	if err != nil {
		return j, err
	}
	err = each(rows, func() (err error) { j, err = scanJob(rows); return err })
	if err == nil && j.ID == "" {
		err = notFound("job")
	}
	return j, err
}

func scanJob(rows *sql.Rows) (j Job, err error) {
	var runAt, until, made, ended, expires int64
	err = rows.Scan(&j.ID, &j.Kind, &j.Unique, &j.Args, &j.Path, &j.Person, &j.State, &runAt, &j.Attempt, &until, &j.Done, &j.Total, &j.Fault, &made, &ended, &expires, &j.secret, &j.reader, &j.sentTo)
	j.RunAt, j.Until, j.Made, j.Ended, j.Expires = moment(runAt), moment(until), moment(made), moment(ended), moment(expires)
	return j, err
}
