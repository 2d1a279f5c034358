package marking

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Recorded counts what became of the rows of one mark sheet.
type Recorded struct {
	New, Changed, Same int
}

// Record enters marks (评分登记), all of the rows or none. Errors name each row
// that is wrong, by Fields with the path rows[i] or row N of a spreadsheet. The
// same row again changes nothing; another outcome before settlement replaces the
// first; after settlement a correction is needed.
func (d *Desk) Record(ctx context.Context, by store.By, id skill.PlanID, rows []skill.MarkRow) (n Recorded, err error) {
	defer skill.Wrap(&err, "record marks of plan %s", id)
	err = d.onPlan(ctx, by, "record-marks", id, func(tx *store.Tx, b batch) error {
		n = Recorded{}
		if err := d.examiner(ctx, tx, b); err != nil {
			return err
		}
		if b.Status != skill.PlanRunning {
			return skill.Fail(skill.WrongState, "plan.wrong_state", "verb", "record", "status", string(b.Status))
		}
		s, err := d.sheet(ctx, tx, b)
		if err != nil {
			return err
		}
		for i, row := range rows {
			s.enter(i, row)
		}
		if len(s.faults) > 0 {
			return &skill.Error{Code: skill.Invalid, Reason: "marks.rows", Args: skill.Args{"count": strconv.Itoa(len(s.faults))}, Fields: s.faults}
		}
		n = s.counts
		return s.write(ctx, tx)
	})
	return n, err
}

// examiner refuses marks from an assessor who is not registered for the
// occupation and the level today, where the policy asks for it. Whoever types in
// at the body what the assessors have marked is not asked.
// Source: policy assessor.required.
func (d *Desk) examiner(ctx context.Context, tx *store.Tx, b batch) error {
	roles := access.By(tx.By.Actor, "record-marks", b.Path)
	if slices.ContainsFunc(roles, func(r skill.Role) bool { return r != skill.RoleAssessor }) {
		return nil
	}
	if needed, err := d.Policies.Word(skill.PolicyExaminerNeeded, b.ask); err != nil || needed != "yes" {
		return err
	}
	all, err := store.List(ctx, tx, store.Assessors{Person: tx.By.Actor.Person}, store.Everything)
	if err != nil {
		return err
	}
	return skill.MayExamine(all, skill.Examining{At: b.Path, Occupation: b.Occupation, Level: b.Level, On: tx.Today()})
}

// A sheet is a plan's sittings in the course of being marked.
type sheet struct {
	open    map[place]skill.Sitting // the last attempt at each part of each candidate
	settled map[skill.ApplicationID]bool
	ended   map[skill.SessionID]bool
	seen    map[place]int

	reopened, done []store.Moved[skill.Sitting]
	counts         Recorded
	faults         []skill.FieldError
}

type place struct {
	application skill.ApplicationID
	part        skill.Part
}

func (d *Desk) sheet(ctx context.Context, tx *store.Tx, b batch) (*sheet, error) {
	s := &sheet{open: map[place]skill.Sitting{}, settled: map[skill.ApplicationID]bool{}, ended: map[skill.SessionID]bool{}, seen: map[place]int{}}
	sittings, err := store.List(ctx, tx.Locked(), store.Sittings{Plan: b.ID}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, t := range sittings {
		if at := (place{t.Application, t.Part}); t.Status != skill.SittingDropped && t.Attempt > s.open[at].Attempt {
			s.open[at] = t
		}
	}
	sessions, err := store.List(ctx, tx, store.Sessions{Plan: b.ID}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, e := range sessions {
		s.ended[e.ID] = !tx.Now.Before(e.Ends)
	}
	results, err := store.List(ctx, tx, store.Results{Plan: b.ID}, store.Everything)
	for _, r := range results {
		s.settled[r.Application] = true
	}
	return s, err
}

// enter puts one row to its sitting, or names what is wrong with it.
func (s *sheet) enter(i int, row skill.MarkRow) {
	at := place{row.Application, row.Part}
	t, called := s.open[at]
	was := t
	t.Mark, t.Ground = row.Mark, skill.Clean(row.Ground)
	switch _, twice := s.seen[at]; {
	case !called:
		s.fault(i, row, "marks.not_called")
	case twice:
		s.fault(i, row, "marks.twice")
	case was.Done() && was.Status == row.Kind && was.Mark == t.Mark && was.Ground == t.Ground:
		s.counts.Same++
	case was.Done() && s.settled[row.Application]:
		s.fault(i, row, "marks.settled")
	case row.Kind != skill.SittingWaived && !s.ended[t.Session]:
		s.fault(i, row, "marks.too_early")
	default:
		s.take(i, row, was, t)
	}
	s.seen[at] = i
}

// take records the outcome, taking back an earlier one first.
func (s *sheet) take(i int, row skill.MarkRow, was, t skill.Sitting) {
	s.counts.New++
	if was.Done() {
		back, err := was.Reopen("marked anew")
		if err != nil {
			s.because(i, row, err)
			return
		}
		s.reopened = append(s.reopened, store.Moved[skill.Sitting]{Row: was, Move: back})
		t = t.Then(back)
		s.counts.New, s.counts.Changed = s.counts.New-1, s.counts.Changed+1
	}
	move, err := outcome(t, row.Kind)
	if err != nil {
		s.because(i, row, err)
		return
	}
	s.done = append(s.done, store.Moved[skill.Sitting]{Row: t, Move: move})
}

// outcome is the Move by which a sitting ends.
func outcome(s skill.Sitting, kind skill.SittingStatus) (skill.Move, error) {
	switch kind {
	case skill.SittingMarked:
		return s.Grade()
	case skill.SittingAbsent:
		return s.Absent()
	case skill.SittingVoid:
		return s.Void()
	case skill.SittingWaived:
		return s.Waive()
	}
	return skill.Move{}, skill.Fail(skill.Invalid, "marks.kind", "kind", string(kind))
}

// because notes the error of a row with what it says.
func (s *sheet) because(i int, row skill.MarkRow, err error) {
	s.fault(i, row, skill.ReasonOf(err))
	if e, ok := errors.AsType[*skill.Error](err); ok {
		maps.Copy(s.faults[len(s.faults)-1].Args, e.Args)
	}
}

func (s *sheet) fault(i int, row skill.MarkRow, reason string) {
	path := "rows[" + strconv.Itoa(i) + "]"
	if row.Row > 0 {
		path = "row " + strconv.Itoa(row.Row)
	}
	s.faults = append(s.faults, skill.FieldError{Path: path, Reason: reason, Args: skill.Args{"part": string(row.Part)}})
}

// write stores the outcomes; a sitting taken back first carries its new version
// into its new outcome.
func (s *sheet) write(ctx context.Context, tx *store.Tx) error {
	if err := all(store.Move(ctx, tx, s.reopened)); err != nil {
		return err
	}
	for _, r := range s.reopened {
		i := slices.IndexFunc(s.done, func(m store.Moved[skill.Sitting]) bool { return m.Row.ID == r.Row.ID })
		s.done[i].Row.Version = r.Row.Version
	}
	return all(store.Move(ctx, tx, s.done))
}

// all refuses a batch of Moves of which any was lost.
func all(lost []string, err error) error {
	if err == nil && len(lost) > 0 {
		err = skill.Fail(skill.Conflict, "row.changed")
	}
	return err
}
