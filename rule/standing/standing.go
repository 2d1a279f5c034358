// Package standing decides how a body (评价机构) stood in the register on a day,
// as the public is told: in scope, suspended, withdrawn, over, not yet filed, each
// with since when. It answers for past days and for days to come, as things are
// known now; a later suspension or withdrawal does not reach back.
package standing

import (
	"assay/skill"
	"assay/skill/day"
)

// A State is how a body stood.
type State string

// The states. Filed is the answer where no work was asked for.
const (
	Filed      State = "filed"        // in the register, with some scope that day
	InScope    State = "in-scope"     // in the register, and what was asked is in its scope
	OutOfScope State = "out-of-scope" // in the register, and what was asked is not
	Suspended  State = "suspended"    // 暂停
	Withdrawn  State = "withdrawn"    // 已注销备案
	Over       State = "over"         // its filing had run out
	NotYet     State = "not-yet"      // it was filed later
)

// Stands tells whether the body might assess what was asked.
func (s State) Stands() bool { return s == Filed || s == InScope }

// A Question asks about a day, and about an occupation and a level where they
// are set.
type Question struct {
	On         day.Date
	Occupation skill.OccupationCode // empty is any
	Level      skill.Level          // the zero level is any
}

// Asks tells whether a scope is about what was asked.
func (q Question) Asks(s skill.Scope) bool {
	return (q.Occupation == "" || s.Occupation == q.Occupation) && (q.Level.IsZero() || s.Level == q.Level)
}

// An Answer is a state with what it rests on.
type Answer struct {
	State State
	// Since is the first day of the state: that of the order of a suspension or
	// withdrawal, the day after a filing's last, the day of filing of one that was
	// to come. Zero where the body stands or is out of scope.
	Since day.Date
	// Period is when the scopes that were asked for begin and end that cover the
	// day; where none does, that of the next one to come, else of the last one gone.
	Period day.Period
}

// On is how a body stood that was filed on a day; filed is zero where that is not
// known.
func On(s skill.Standing, filed day.Date, q Question) Answer {
	a, ended := ending(s, q.On)
	covered := period(s.Scopes, q, &a.Period)
	switch {
	case ended:
	case !covered && q.On.Before(filed):
		a.State, a.Since = NotYet, filed
	case !covered:
		a.State = OutOfScope
	case q.Occupation == "" && q.Level.IsZero():
		a.State = Filed
	default:
		a.State = InScope
	}
	return a
}

// ending is what kept the body from acting at all. On the day of an order its
// status decides, on whole days the suspension that was recorded.
func ending(s skill.Standing, on day.Date) (a Answer, ended bool) {
	since := day.Of(s.Body.StatusAt)
	switch b := s.Body; {
	case b.Status == skill.FilingWithdrawn && !on.Before(since):
		return Answer{State: Withdrawn, Since: since}, true
	case !b.FiledTo.IsZero() && on.After(b.FiledTo):
		return Answer{State: Over, Since: b.FiledTo.AddDays(1)}, true
	case b.Status == skill.FilingSuspended && !on.Before(since):
		return Answer{State: Suspended, Since: since}, true
	}
	for _, p := range s.Suspensions {
		if p.Period.Covers(on) {
			return Answer{State: Suspended, Since: p.Period.From.AddDays(-1)}, true
		}
	}
	return Answer{}, false
}

// period is that of the scopes asked for, and whether one covers the day.
func period(scopes []skill.Scope, q Question, out *day.Period) (covered bool) {
	var next, last day.Period
	for _, s := range scopes {
		switch p := s.Period; {
		case !q.Asks(s):
		case p.Covers(q.On):
			*out, covered = widest(*out, p, covered), true
		case p.From.After(q.On) && (next.From.IsZero() || p.From.Before(next.From)):
			next = p
		case p.From.Before(q.On) && p.To.After(last.To):
			last = p
		}
	}
	if !covered {
		if *out = last; !next.From.IsZero() {
			*out = next
		}
	}
	return covered
}

// widest joins two periods that cover one day.
func widest(a, b day.Period, both bool) day.Period {
	if !both {
		return b
	}
	if b.From.Before(a.From) {
		a.From = b.From
	}
	if b.To.IsZero() || !a.To.IsZero() && b.To.After(a.To) {
		a.To = b.To
	}
	return a
}
