package condition

import (
	"assay/skill"
	"assay/skill/day"
)

// facts are what terms are asked of: those of one person, or of one body.
type facts interface {
	// next is the first day from x on, on which the term holds in the reading; it
	// is not ok where time alone never brings one.
	next(t skill.Term, r reading, x day.Date) (day.Date, bool)
	// have measures how far a term goes that does not surely hold.
	have(t skill.Term) skill.Measure
	// cite adds the facts on which a term rests that holds in the reading.
	cite(out []skill.Reliance, t skill.Term, r reading) []skill.Reliance
	// ends tells whether a term that holds may cease to by time alone.
	ends(t skill.Term) bool
}

// A judge hears clauses on a day.
type judge struct {
	facts
	on    day.Date
	plain bool // all readings are alike, but for what somebody has to judge
}

// judged tells whether a term is for somebody to judge.
func judged(t skill.Term) bool {
	return t.Kind() == skill.TermAttested || t.Kind() == skill.TermFinding
}

// clause fills in the verdict on the terms of one clause; its shortfalls go to
// the end of slab.
func (j *judge) clause(terms []skill.Term, cv *skill.ClauseVerdict, slab []skill.Shortfall) []skill.Shortfall {
	cv.Outcome, cv.Earliest = skill.Met, j.on
	first := len(slab)
	for _, t := range terms {
		next, ok := j.next(t, sure, j.on)
		if ok && next == j.on {
			continue
		}
		if !j.plain || judged(t) {
			next, _ = j.next(t, open, j.on)
		}
		s := j.shortfall(t, next)
		slab = append(slab, s)
		switch {
		case s.Open == "":
			cv.Outcome = skill.NotMet
		case cv.Outcome == skill.Met:
			cv.Outcome = skill.ToReview
		}
		if s.Earliest.IsZero() || cv.Earliest.IsZero() {
			cv.Earliest = day.Date{}
		} else {
			cv.Earliest = day.Later(cv.Earliest, s.Earliest)
		}
	}
	cv.Missing = slab[first:len(slab):len(slab)]
	if cv.Outcome == skill.NotMet && !cv.Earliest.IsZero() {
		cv.Earliest = j.settle(cv.Earliest, terms)
	}
	return slab
}

// settle moves x, on which every term that stays true once it is true holds, on
// to the first day on which those hold too that may end, such as a present job;
// no date where there is none.
func (j *judge) settle(x day.Date, clauses ...[]skill.Term) day.Date {
	for moved := true; moved; {
		moved = false
		for _, terms := range clauses {
			for _, t := range terms {
				if !j.ends(t) {
					continue
				}
				next, ok := j.next(t, open, x)
				if !ok {
					return day.Date{}
				}
				moved = moved || next != x
				x = next
			}
		}
	}
	return x
}

// holds tells whether a term holds on the day asked.
func (j *judge) holds(t skill.Term, r reading) bool {
	next, ok := j.next(t, r, j.on)
	return ok && next == j.on
}

// shortfall says what is missing for a term that does not surely hold, and that
// holds in the open reading from a day on; no date: never.
func (j *judge) shortfall(t skill.Term, from day.Date) skill.Shortfall {
	s := skill.Shortfall{Term: t, Have: j.have(t), Earliest: from}
	switch {
	case from != j.on:
	case judged(t):
		s.Open = skill.OpenJudgement
	case j.holds(t, stated):
		s.Open = skill.OpenClaim
	default:
		s.Open = skill.OpenUnknown
	}
	return s
}

// evidence adds what terms rest on, in their order. A term that is open only
// because a claim is rests on the claim.
func (j *judge) evidence(out []skill.Reliance, terms []skill.Term) []skill.Reliance {
	for _, t := range terms {
		switch {
		case j.holds(t, sure):
			out = j.cite(out, t, sure)
		case j.holds(t, stated):
			out = j.cite(out, t, stated)
		}
	}
	return out
}
