package marking

import (
	"context"
	"slices"
	"time"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// AskReview has the marking of one's own result looked at again (成绩复核), within
// the days of the policy. A result that is public is held back until it is decided,
// as by an objection; one that was not passed is held back by nothing.
func (d *Desk) AskReview(ctx context.Context, by store.By, id skill.ResultID, text skill.Private) (o skill.Objection, err error) {
	defer skill.Wrap(&err, "ask for a review of result %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		known, err := tx.Result(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "ask-score-review", known.Path, known.Person); err != nil {
			return err
		}
		if text.IsZero() {
			return skill.FailField("text", "score_review.no_text")
		}
		b, err := d.batch(ctx, tx, known.Plan)
		if err != nil {
			return err
		}
		r, err := tx.Locked().Result(ctx, id)
		if err != nil {
			return err
		}
		o, err = d.askReview(ctx, tx, b, asked{r, text})
		return err
	})
	return o, err
}

// asked is a result, locked, with what is said of it.
type asked struct {
	skill.Result
	text skill.Private
}

func (d *Desk) askReview(ctx context.Context, tx *store.Tx, b batch, a asked) (o skill.Objection, err error) {
	last, err := d.reviewUntil(b.ask, a.Result)
	if err != nil {
		return o, err
	}
	if err := a.Reviewable(tx.Today(), last); err != nil {
		return o, err
	}
	before, err := store.List(ctx, tx, store.Objections{Result: a.ID}, store.Everything)
	if err == nil {
		err = d.asksAnew(ctx, a.Result, before)
	}
	if err != nil {
		return o, err
	}
	due, err := d.Policies.Deadline(skill.PolicyScoreReviewDue, b.ask, tx.Today(), d.Calendar)
	if err != nil {
		return o, err
	}
	next := skill.Objection{
		ID: skill.ObjectionID(tx.NewID()), Result: a.ID, Plan: a.Plan, Path: a.Path, Kind: skill.ObjectionReview, Due: due.Last, Text: a.text, By: tx.By.Actor.Person,
	}
	move, err := next.Raise()
	if err != nil {
		return o, err
	}
	if o, err = store.MoveOne(ctx, tx, next, move); err != nil || a.Status != skill.ResultPublicised {
		return o, err
	}
	hold, err := a.Dispute()
	if err == nil {
		_, err = store.MoveOne(ctx, tx, a.Result, hold)
	}
	return o, err
}

// asksAnew refuses while something is still to be decided against a result, and
// where a review of it found nothing since it was settled: after a correction or a
// retake it is another result.
func (d *Desk) asksAnew(ctx context.Context, r skill.Result, before []skill.Objection) error {
	var answered time.Time
	for _, o := range before {
		switch {
		case o.Status == skill.ObjectionOpen:
			return skill.Fail(skill.Conflict, "score_review.held")
		case o.Kind == skill.ObjectionReview && o.Status == skill.ObjectionDismissed && o.StatusAt.After(answered):
			answered = o.StatusAt
		}
	}
	if answered.IsZero() {
		return nil
	}
	trail, err := d.Store.Trail(ctx, "result", string(r.ID))
	if err != nil {
		return err
	}
	for _, e := range trail {
		if e.Verb == "resettle" && time.UnixMicro(e.At).After(answered) {
			return nil
		}
	}
	return skill.Fail(skill.Conflict, "score_review.answered")
}

// reviewUntil is the last day on which a review of a result may be asked for.
func (d *Desk) reviewUntil(ask skill.PolicyCase, r skill.Result) (day.Date, error) {
	last, err := d.Policies.Deadline(skill.PolicyScoreReview, ask, r.Known(), d.Calendar)
	return last.Last, err
}

// openAgainst counts what is still to be decided against a result.
func openAgainst(ctx context.Context, tx *store.Tx, id skill.ResultID) (int, error) {
	return store.Count(ctx, tx, store.Objections{Result: id, Status: []skill.ObjectionStatus{skill.ObjectionOpen}})
}

// otherEyes refuses a review by whoever marked: those who entered an outcome of the
// candidate, by the audit entries, and those who were on the panel.
func (d *Desk) otherEyes(ctx context.Context, tx *store.Tx, r skill.Result) error {
	marked, err := d.markers(ctx, tx, r)
	if err != nil {
		return err
	}
	officer, err := tx.Person(ctx, tx.By.Actor.Person)
	if err != nil {
		return err
	}
	for _, id := range marked {
		p, err := tx.Person(ctx, id)
		if skill.CodeOf(err) == skill.NotFound {
			continue // a program entered it
		}
		if err != nil {
			return err
		}
		if skill.SameHuman(officer, p) {
			return skill.Fail(skill.Denied, "score_review.own_marks")
		}
	}
	return nil
}

// markers are who entered the outcomes of a result's sittings, and who assessed in
// their sessions.
func (d *Desk) markers(ctx context.Context, tx *store.Tx, r skill.Result) (out []skill.PersonID, err error) {
	sittings, err := store.List(ctx, tx, store.Sittings{Applications: []skill.ApplicationID{r.Application}}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, s := range sittings {
		trail, err := d.Store.Trail(ctx, "sitting", string(s.ID))
		if err != nil {
			return nil, err
		}
		for _, e := range trail {
			if e.Verb == "mark" && e.Actor != "" {
				out = append(out, skill.PersonID(e.Actor))
			}
		}
		panel, err := store.List(ctx, tx, store.Assignments{Session: s.Session, Duty: skill.Assesses, Status: skill.InDuty()}, store.Everything)
		if err != nil {
			return nil, err
		}
		for _, a := range panel {
			out = append(out, a.Person)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
