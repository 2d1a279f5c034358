package admission

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A QueueFilter narrows the queue; what is left empty asks nothing. Without a
// status what waits for an officer is listed.
type QueueFilter struct {
	Status     []skill.ApplicationStatus
	Plan       skill.PlanID
	Occupation skill.OccupationCode
	Level      skill.Level
	Outcome    skill.Outcome
	Since      day.Date // came where it stands on that day or before
	Late       bool     // longer than the policy lets it wait
	After      string
	Limit      int
}

// A QueueRow is one application of the queue.
type QueueRow struct {
	Application skill.Application
	Plan        skill.Plan
	Name        string
	Late        bool
	Place       string // for QueueFilter.After
}

const (
	queueUsual = 50
	queueMost  = 200
	// countedMost is how far a queue is counted: beyond it is said that there are
	// more.
	countedMost = 10_000
)

// Queue lists what waits within the viewer's organisations, the longest first.
func (d *Desk) Queue(ctx context.Context, viewer skill.Actor, f QueueFilter) (out []QueueRow, err error) {
	defer skill.Wrap(&err, "list the queue")
	seer, err := access.Viewer(viewer, "list-queue")
	if err != nil {
		return nil, err
	}
	late, err := d.lateBefore(seer)
	if err != nil {
		return nil, err
	}
	view := d.Store.As(seer)
	waiting, err := view.Queue(ctx, f.ask(late))
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	return rowsOf(ctx, view, waiting, late)
}

// CountQueue counts the same; more tells that there are more than it counts.
func (d *Desk) CountQueue(ctx context.Context, viewer skill.Actor, f QueueFilter) (n int, more bool, err error) {
	defer skill.Wrap(&err, "count the queue")
	seer, err := access.Viewer(viewer, "list-queue")
	if err != nil {
		return 0, false, err
	}
	late, err := d.lateBefore(seer)
	if err != nil {
		return 0, false, err
	}
	return d.Store.As(seer).CountQueue(ctx, f.ask(late), countedMost)
}

func (f QueueFilter) ask(late time.Time) store.QueueAsk {
	status := f.Status
	if len(status) == 0 {
		status = []skill.ApplicationStatus{skill.ApplicationEntered, skill.ApplicationPassed}
	}
	q := store.QueueAsk{
		Status: status, Plan: f.Plan, Occupation: f.Occupation, Level: f.Level, Outcome: f.Outcome, After: f.After, Limit: min(f.Limit, queueMost),
	}
	if q.Limit <= 0 {
		q.Limit = queueUsual
	}
	if !f.Since.IsZero() {
		q.Before = f.Since.AddDays(1).Time()
	}
	if f.Late && (q.Before.IsZero() || late.Before(q.Before)) {
		q.Before = late
	}
	return q
}

// lookBack is how many days the day is searched for before which what still waits
// is late: more than any policy gives, with the longest holidays.
const lookBack = 400

// lateBefore is the time before which what came is late today: the policy of the
// viewer's province says how long an application waits.
func (d *Desk) lateBefore(seer skill.Actor) (time.Time, error) {
	today := day.Of(d.Store.Now())
	ask := skill.PolicyCase{On: today, Region: provinceOf(seer.Paths())}
	for n := range lookBack {
		due, err := d.Policies.Deadline(skill.PolicyReviewDue, ask, today.AddDays(-n), d.Calendar)
		if err != nil {
			return time.Time{}, err
		}
		if due.Last.Before(today) {
			return today.AddDays(1 - n).Time(), nil
		}
	}
	return today.AddDays(-lookBack).Time(), nil
}

// provinceOf is the province of organisations that lie in one.
func provinceOf(paths []skill.OrgPath) string {
	found := ""
	for _, p := range paths {
		step, _, _ := strings.Cut(strings.TrimPrefix(string(p), "/"), "/")
		if len(step) != 2 || found != "" && found != step {
			return ""
		}
		found = step
	}
	return found
}

func rowsOf(ctx context.Context, view store.View, waiting []store.Waiting, late time.Time) ([]QueueRow, error) {
	ids := make([]skill.ApplicationID, len(waiting))
	for i, w := range waiting {
		ids[i] = w.Application
	}
	all, err := store.List(ctx, view, store.Applications{IDs: ids}, store.Everything)
	if err != nil {
		return nil, err
	}
	apps := map[skill.ApplicationID]skill.Application{}
	var people []skill.PersonID
	var plans []skill.PlanID
	for _, a := range all {
		apps[a.ID] = a
		people, plans = append(people, a.Person), append(plans, a.Plan)
	}
	names, err := view.Names(ctx, people)
	if err != nil {
		return nil, err
	}
	slices.Sort(plans)
	listed, err := store.List(ctx, view, store.Plans{IDs: slices.Compact(plans)}, store.Everything)
	of := map[skill.PlanID]skill.Plan{}
	for _, p := range listed {
		of[p.ID] = p
	}
	var out []QueueRow
	for _, w := range waiting {
		if a, ok := apps[w.Application]; ok {
			open := a.Status == skill.ApplicationEntered || a.Status == skill.ApplicationPassed
			out = append(out, QueueRow{a, of[a.Plan], names[a.Person], open && w.Since.Before(late), w.Place()})
		}
	}
	return out, err
}

// A Ruling is one decision of many: accept, refuse, return, confirm or decline.
type Ruling struct {
	Application skill.ApplicationID
	Verb        string
	Finding     Finding // accept, refuse; of the others its Version and Ground
	Asks        []skill.Ask
	Due         day.Date
}

// A Ruled is what became of one of them: the application as it is now, or why not.
type Ruled struct {
	Application skill.Application
	Err         error
}

// rulingsMost is how many decisions are taken at once.
const rulingsMost = 200

// Rule takes many decisions (批量办理), each by itself: one that fails stops none of
// the rest, and is told with its reason.
func (d *Desk) Rule(ctx context.Context, by store.By, all []Ruling) (out []Ruled, err error) {
	defer skill.Wrap(&err, "take %d decisions", len(all))
	if _, err := access.Viewer(by.Actor, "rule-applications"); err != nil {
		return nil, err
	}
	if len(all) > rulingsMost {
		return nil, skill.FailField("rows", "list.too_long", "limit", strconv.Itoa(rulingsMost))
	}
	by.Key = "" // it is many transactions; a decision that was taken is not taken again
	out = make([]Ruled, len(all))
	for i, r := range all {
		out[i].Application.ID = r.Application
		a, err := d.rule(ctx, by, r)
		switch {
		case skill.CodeOf(err) == skill.Internal || ctx.Err() != nil:
			return nil, err
		case err != nil:
			out[i].Err = err
		default:
			out[i].Application = a
		}
	}
	return out, nil
}

func (d *Desk) rule(ctx context.Context, by store.By, r Ruling) (skill.Application, error) {
	switch r.Verb {
	case "accept":
		return d.Accept(ctx, by, r.Application, r.Finding)
	case "refuse":
		return d.Refuse(ctx, by, r.Application, r.Finding)
	case "return":
		return d.Return(ctx, by, r.Application, Returning{r.Finding.Version, r.Asks, r.Due})
	case "confirm":
		return d.Confirm(ctx, by, r.Application, r.Finding.Version)
	case "decline":
		return d.Decline(ctx, by, r.Application, r.Finding.Version, r.Finding.Ground)
	}
	return skill.Application{}, skill.FailField("verb", "application.verb_unknown")
}
