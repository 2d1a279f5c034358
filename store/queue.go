package store

import (
	"context"
	"encoding/json"
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
	var after *Waiting
	if q.After != "" {
		since, id, _ := strings.Cut(q.After, ".")
		n, err := strconv.ParseInt(since, 10, 64)
		if err != nil || id == "" {
			return nil, skill.FailField("after", "queue.after")
		}
		after = &Waiting{Application: skill.ApplicationID(id), since: n}
	}
	var out []Waiting
	err := v.lines(ctx, q, func(l line) error {
		rows, err := v.waiting(ctx, l, after, q.Limit)
		out = merge(out, rows, q.Limit)
		return err
	})
	return out, err
}

// merge puts two lists into one in their order, each application once.
func merge(a, b []Waiting, limit int) []Waiting {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y Waiting) int {
		if x.since != y.since {
			return int(min(max(x.since-y.since, -1), 1))
		}
		return strings.Compare(string(x.Application), string(y.Application))
	})
	all = slices.CompactFunc(all, func(x, y Waiting) bool { return x.Application == y.Application })
	return all[:min(len(all), limit)]
}

// CountQueue counts what waits, up to a number; more tells that there is more.
func (v View) CountQueue(ctx context.Context, q QueueAsk, most int) (n int, more bool, err error) {
	err = v.lines(ctx, q, func(l line) error {
		l.where.args = append(l.where.args, most+1-n)
		rows, err := v.q.query(ctx, numbered("SELECT count(*) FROM (SELECT 1 FROM queue"+l.where.text()+" LIMIT ?) x"), l.where.args...)
		if err != nil {
			return err
		}
		found, err := oneInt(rows)
		n += int(found)
		return err
	})
	return min(n, most), n > most, err
}

// A line is a part of the queue that one index finds: of one status, below one
// path. sorted says that the index has it in its order.
type line struct {
	where  where
	sorted bool
}

// lines calls fn for every part of the queue that the viewer sees and the question
// asks for.
func (v View) lines(ctx context.Context, q QueueAsk, fn func(line) error) error {
	for _, status := range q.Status {
		for _, path := range v.viewer.Paths() {
			l, err := v.line(ctx, q, status, path)
			if err != nil {
				return err
			}
			if err := fn(l); err != nil {
				return err
			}
		}
	}
	return nil
}

// line chooses by what a part of the queue is looked up: its plan; the occupation
// or the outcome, where few applications have it; else the organisation, whose
// rows are gone through in their order until there are enough. What an engine is
// not to look up by is asked for behind an expression, since it knows neither how
// the conditions go together nor that they are asked for by the page.
func (v View) line(ctx context.Context, q QueueAsk, status skill.ApplicationStatus, path skill.OrgPath) (line, error) {
	best := line{sorted: true}
	if q.Plan != "" {
		best.where.and("plan_id = ? AND status = ?", string(q.Plan), string(status))
		q.rest(&best.where, true, true)
		below(&best.where, path)
		return best, nil
	}
	best.where.under(v.words.branch, path)
	best.where.and("status = ?", string(status))
	q.rest(&best.where, true, true)
	least := selective
	for _, by := range q.lookups(status) {
		rows, err := v.q.query(ctx, numbered("SELECT count(*) FROM (SELECT 1 FROM queue"+by.where.text()+" LIMIT ?) x"), append(slices.Clone(by.where.args), least)...)
		if err != nil {
			return best, err
		}
		n, err := oneInt(rows)
		if err != nil {
			return best, err
		}
		if n < int64(least) {
			least, best = int(n), line{where: by.where}
			q.rest(&best.where, by.occupation, !by.occupation)
			below(&best.where, path)
		}
	}
	return best, nil
}

// A queueLookup is what else a part of the queue could be looked up by.
type queueLookup struct {
	where      where
	occupation bool // else by outcome
}

func (q QueueAsk) lookups(status skill.ApplicationStatus) (all []queueLookup) {
	for _, by := range []struct {
		column, value string
		occupation    bool
	}{{"occupation", string(q.Occupation), true}, {"outcome", string(q.Outcome), false}} {
		if by.value == "" {
			continue
		}
		l := queueLookup{occupation: by.occupation}
		l.where.and("status = ? AND "+by.column+" = ?", string(status), by.value)
		is(&l.where, "level", q.Level.String())
		all = append(all, l)
	}
	return all
}

// rest asks for what is not looked up by.
func (q QueueAsk) rest(w *where, outcome, occupation bool) {
	if occupation {
		is(w, "(occupation || '')", q.Occupation)
	}
	if outcome {
		is(w, "(outcome || '')", q.Outcome)
	}
	is(w, "(level || '')", q.Level.String())
	if !q.Before.IsZero() {
		w.and("since < ?", micros(q.Before))
	}
}

// below asks that the row lie on or below the path, which nothing is looked up by.
func below(w *where, path skill.OrgPath) {
	if path != "/" {
		w.within("(path || '')", []skill.OrgPath{path})
	}
}

func (v View) waiting(ctx context.Context, l line, after *Waiting, limit int) (out []Waiting, err error) {
	order := " ORDER BY since, application_id LIMIT ?"
	if !l.sorted {
		order = " ORDER BY since + 0, application_id LIMIT ?"
	}
	if after != nil {
		l.where.and("(since, application_id) > (?, ?)", after.since, string(after.Application))
	}
	rows, err := v.q.query(ctx, numbered("SELECT application_id, since FROM queue"+l.where.text()+order), append(l.where.args, limit)...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var w Waiting
		err := rows.Scan((*string)(&w.Application), &w.since)
		w.Since = moment(w.since)
		out = append(out, w)
		return err
	})
	return out, err
}
