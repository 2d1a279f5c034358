package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/skill"
)

// The queue (待办队列) is what applications are found by that wait for somebody. Its
// rows are made from those of application and plan in the transaction that writes
// the first, and hold nothing that is shown: whoever changed them could hide an
// application from the queue, and from no list of its plan.

const queueEnter = `INSERT INTO queue (application_id, path, plan_id, occupation, level, outcome, status, since)
SELECT a.id, a.path, a.plan_id, p.occupation, p.level, a.outcome, a.status, a.status_at FROM application a JOIN plan p ON p.id = a.plan_id
WHERE a.id `

const queueAgain = ` AND a.status <> 'draft' ON CONFLICT (application_id) DO UPDATE SET outcome = excluded.outcome, status = excluded.status, since = excluded.since
WHERE queue.status <> excluded.status OR queue.since <> excluded.since OR queue.outcome <> excluded.outcome`

// queued brings the queue up to date with applications that were just written.
func queued(ctx context.Context, tx *Tx, all []*skill.Application) error {
	ids := make([]string, 0, len(all))
	for _, a := range all {
		if a.Status != skill.ApplicationDraft {
			ids = append(ids, string(a.ID))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if !tx.store.single {
		_, err := tx.on.exec(ctx, queueEnter+"= ANY($1)"+queueAgain, ids)
		return err
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	_, err = tx.on.exec(ctx, queueEnter+"IN (SELECT value FROM json_each($1))"+queueAgain, string(text))
	return err
}

// A QueueAsk is a question to the queue. Fields that are left empty ask nothing.
type QueueAsk struct {
	Status     []skill.ApplicationStatus // at least one
	Plan       skill.PlanID
	Occupation skill.OccupationCode
	Level      skill.Level
	Outcome    skill.Outcome
	Before     time.Time // came where it stands before that

	After string // the place of the last one already seen
	Limit int
}

// A Waiting is one application in a queue.
type Waiting struct {
	Application skill.ApplicationID
	Since       time.Time
	since       int64
}

// Place is where the queue goes on after it, for QueueAsk.After.
func (w Waiting) Place() string {
	return strconv.FormatInt(w.since, 10) + "." + string(w.Application)
}

// Queue lists what waits within the viewer's organisations, the longest first.
func (v View) Queue(ctx context.Context, q QueueAsk) ([]Waiting, error) {
	after, err := q.place()
	if err != nil {
		return nil, err
	}
	var out []Waiting
	err = v.parts(q, func(ways []*way) error {
		won, err := v.race(ctx, ways, after, q.Limit, v.found)
		out = merge(out, won.found, q.Limit)
		return err
	})
	return out, err
}

// CountQueue counts what waits, up to a number; more tells that there is more.
func (v View) CountQueue(ctx context.Context, q QueueAsk, most int) (n int, more bool, err error) {
	err = v.parts(q, func(ways []*way) error {
		won, err := v.race(ctx, ways, Waiting{}, most+1-n, v.counted)
		n += won.n
		return err
	})
	return min(n, most), n > most, err
}

// place is the one after which the page begins; the first begins after none.
func (q QueueAsk) place() (after Waiting, err error) {
	if q.After == "" {
		return after, nil
	}
	since, id, _ := strings.Cut(q.After, ".")
	n, err := strconv.ParseInt(since, 10, 64)
	if err != nil || id == "" {
		return after, skill.FailField("after", "queue.after")
	}
	return Waiting{Application: skill.ApplicationID(id), since: n}, nil
}

// merge puts two lists into one in their order, each application once.
func merge(a, b []Waiting, limit int) []Waiting {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y Waiting) int {
		return cmp.Or(cmp.Compare(x.since, y.since), cmp.Compare(x.Application, y.Application))
	})
	all = slices.CompactFunc(all, func(x, y Waiting) bool { return x.Application == y.Application })
	return all[:min(len(all), limit)]
}

// parts calls fn for every part of the queue that the viewer sees and the question
// asks for: of one status, below one path.
func (v View) parts(q QueueAsk, fn func([]*way) error) error {
	for _, status := range q.Status {
		for _, path := range v.viewer.Paths() {
			if err := fn(v.ways(q, status, path)); err != nil {
				return err
			}
		}
	}
	return nil
}

// A way goes through some rows of the queue in their order, as an index has them,
// and stops at those that meet the whole question.
type way struct {
	table string // the queue, and by which index
	along where  // what the index is entered by
	shown string // the path, where it is asked for: not every index holds it
	rest  where  // what is asked of each row

	at    Waiting // gone so far
	until int64   // rows from then on are not asked for
	over  bool    // there are no more rows
	found []Waiting
	n     int // how many were found
}

// ways are those that lead to one part of the queue: by its plan, or else by the
// organisation, the occupation and the outcome.
func (v View) ways(q QueueAsk, status skill.ApplicationStatus, path skill.OrgPath) (all []*way) {
	for _, by := range []struct{ index, column, value string }{
		{"queue_plan", "plan_id", string(q.Plan)}, {"queue_work", "occupation", string(q.Occupation)}, {"queue_outcome", "outcome", string(q.Outcome)},
	} {
		if by.value == "" {
			continue
		}
		w := v.way(q, status, by.index)
		w.along.and(by.column+" = ?", by.value)
		if path != "/" {
			w.shown = ", path"
			w.rest.within("path", []skill.OrgPath{path})
		}
		if all = append(all, w); q.Plan != "" {
			return all
		}
	}
	w := v.way(q, status, branchIndex(path))
	w.along.under(v.words.branch, path)
	return append(all, w)
}

func (v View) way(q QueueAsk, status skill.ApplicationStatus, index string) *way {
	w := &way{table: "queue" + fmt.Sprintf(v.words.along, index), until: math.MaxInt64}
	w.along.and("status = ?", string(status))
	is(&w.rest, "occupation", q.Occupation)
	is(&w.rest, "outcome", q.Outcome)
	is(&w.rest, "level", q.Level.String())
	if !q.Before.IsZero() {
		w.until = micros(q.Before)
		w.rest.and("since < ?", w.until)
	}
	return w
}

// branchIndex is the index that has the rows of a branch in their order.
func branchIndex(path skill.OrgPath) string {
	steps := strings.Count(string(path), "/") - 1
	if steps < 1 {
		return "queue_whole"
	}
	return "queue_branch" + strconv.Itoa(min(steps, len(branches{})))
}

// The first stretch of a way that is gone at once, in rows, and the longest: an
// engine goes through no more of them in order than it is told to.
const (
	stretchFirst = 256
	stretchMost  = 4096
)

// race goes all ways in turns, a stretch at a time, until one of them has found
// enough or has come to its end, and returns that one. Which way is the shortest
// depends on how the conditions go together, and no engine knows that; in turns it
// costs no more than the shortest as often as there are ways.
func (v View) race(ctx context.Context, ways []*way, after Waiting, enough int, look func(context.Context, *way, int, int) error) (*way, error) {
	for _, w := range ways {
		w.at = after
	}
	for stretch := stretchFirst; ; stretch = min(4*stretch, stretchMost) {
		for _, w := range ways {
			if err := look(ctx, w, stretch, enough-w.n); err != nil {
				return w, err
			}
			if w.n >= enough {
				return w, nil
			}
			if err := v.forward(ctx, w, stretch); err != nil || w.over {
				return w, err
			}
		}
	}
}

// from is the next stretch of the way as a table, and what to give for its ?.
func (w *way) from(stretch int) (string, []any) {
	along := w.ahead()
	return "(SELECT application_id, since, occupation, level, outcome" + w.shown + " FROM " + w.table + along.text() + " ORDER BY since, application_id LIMIT ?) x" + w.rest.text(),
		slices.Concat(along.args, []any{stretch}, w.rest.args)
}

// ahead are the rows of the way not gone yet.
func (w *way) ahead() where {
	along := where{slices.Clone(w.along.conds), slices.Clone(w.along.args)}
	along.and("(since, application_id) > (?, ?)", w.at.since, string(w.at.Application))
	return along
}

// forward goes past a stretch.
func (v View) forward(ctx context.Context, w *way, stretch int) error {
	along := w.ahead()
	rows, err := v.q.query(ctx, numbered("SELECT application_id, since FROM "+w.table+along.text()+" ORDER BY since, application_id LIMIT 1 OFFSET ?"), append(along.args, stretch-1)...)
	if err != nil {
		return err
	}
	w.over = true
	return each(rows, func() error {
		err := rows.Scan((*string)(&w.at.Application), &w.at.since)
		w.over = w.at.since >= w.until
		return err
	})
}

// found reads what a stretch has of what is looked for, in order.
func (v View) found(ctx context.Context, w *way, stretch, most int) error {
	from, args := w.from(stretch)
	rows, err := v.q.query(ctx, numbered("SELECT application_id, since FROM "+from+" ORDER BY since, application_id LIMIT ?"), append(args, most)...)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var found Waiting
		err := rows.Scan((*string)(&found.Application), &found.since)
		found.Since = moment(found.since)
		w.found, w.n = append(w.found, found), w.n+1
		return err
	})
}

// counted counts what a stretch has of it.
func (v View) counted(ctx context.Context, w *way, stretch, _ int) error {
	from, args := w.from(stretch)
	rows, err := v.q.query(ctx, numbered("SELECT count(*) FROM "+from), args...)
	if err != nil {
		return err
	}
	n, err := oneInt(rows)
	w.n += int(n)
	return err
}
