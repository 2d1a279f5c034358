// Package condition decides whether a person may apply for a level (申报条件):
// a condition set over a dossier on a day gives a verdict with the clause relied
// on and its evidence, or what is missing for every clause and the first day on
// which it would be there. It decides likewise whether a body may be filed or
// renewed (备案条件), for which every clause is needed.
//
// Each term of a clause is asked for the first day, from a given one on, on which
// it holds, under one of three readings of the dossier: what is sure, what is
// stated, and what is open. A clause is met on the days on which all its terms
// surely hold, and reviewable on those on which all hold in the open reading. The
// earliest day is computed from these, not searched for.
package condition

import (
	"assay/skill"
	"assay/skill/day"
)

// A Question is what a verdict answers: may the person of the dossier apply for
// this level of the occupation on that day?
type Question struct {
	Set        *skill.ConditionSet
	Level      skill.Level
	Occupation skill.OccupationCode
	Dossier    *skill.Dossier
	On         day.Date
}

// A reading is how generously a dossier is read. The three are ordered: what
// holds in one holds in the next.
type reading uint8

const (
	sure   reading = iota // claims that nobody accepted do not count
	stated                // claims count
	open                  // and what nobody stated or attested may be as is needed
)

// Decide answers the question. It fails where the set does not have the level.
// Source: decision 11, rules 9 and 10.
func Decide(q Question) (skill.Verdict, error) {
	clauses := clausesOf(q.Set, q.Level)
	if clauses == nil {
		return skill.Verdict{}, skill.Fail(skill.NotFound, "condition.level_absent", "set", q.Set.ID, "level", q.Level.String())
	}
	c := dossierCase{Question: q, plain: plain(q.Dossier)}
	return c.decide(clauses), nil
}

// DecideAll answers for every level that the set has, from the lowest up; the
// question's own level is not read.
func DecideAll(q Question) []skill.Verdict {
	out := make([]skill.Verdict, 0, len(q.Set.Levels))
	c := dossierCase{Question: q, plain: plain(q.Dossier)}
	for i := range q.Set.Levels {
		c.Level = q.Set.Levels[i].Level
		out = append(out, c.decide(q.Set.Levels[i].Clauses))
	}
	return out
}

func clausesOf(set *skill.ConditionSet, level skill.Level) []skill.Clause {
	for i := range set.Levels {
		if set.Levels[i].Level == level {
			return set.Levels[i].Clauses
		}
	}
	return nil
}

func (c *dossierCase) decide(clauses []skill.Clause) skill.Verdict {
	v := skill.Verdict{
		Set: c.Set.ID, Occupation: c.Occupation, Level: c.Level, On: c.On,
		Outcome: skill.NotMet, Clauses: make([]skill.ClauseVerdict, len(clauses)),
	}
	j := judge{facts: c, on: c.On, plain: c.plain}
	missing := make([]skill.Shortfall, 0, terms(clauses)) // one slab, cut up among the clauses
	chosen := -1
	for i := range clauses {
		cv := &v.Clauses[i]
		cv.Clause = &clauses[i]
		missing = j.clause(clauses[i].Terms, cv, missing)
		if better(cv.Outcome, v.Outcome) {
			v.Outcome, chosen = cv.Outcome, i
		}
		if !cv.Earliest.IsZero() && (v.Earliest.IsZero() || cv.Earliest.Before(v.Earliest)) {
			v.Earliest = cv.Earliest
		}
	}
	if chosen >= 0 {
		v.Clause = clauses[chosen].ID
		relied := clauses[chosen].Terms
		v.ReliesOn = j.evidence(make([]skill.Reliance, 0, len(relied)+len(c.Dossier.Employment)), relied)
	}
	return v
}

// better tells whether a clause's outcome a leads over the best one so far.
func better(a, best skill.Outcome) bool {
	return a == skill.Met && best != skill.Met || a == skill.ToReview && best == skill.NotMet
}

func terms(clauses []skill.Clause) (n int) {
	for i := range clauses {
		n += len(clauses[i].Terms)
	}
	return n
}
