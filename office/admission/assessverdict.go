package admission

import (
	"slices"
	"strings"

	"assay/rule/condition"
	"assay/skill"
)

// judge turns the verdict into the row's outcome and says why.
func (r *reader) judge(v skill.Verdict) {
	r.out.Verdict, r.out.Clause = v, v.Clause
	r.claim(v)
	switch v.Outcome {
	case skill.Met:
		r.out.Outcome = RowEligible
	case skill.ToReview:
		r.out.Outcome = RowReview
		r.openings(v)
	default:
		r.out.Outcome = RowRefused
		if v.Earliest.IsZero() {
			r.note(skill.RosterClause, "verdict.refused")
		} else {
			r.note(skill.RosterClause, "verdict.refused_until", "earliest", v.Earliest.String())
		}
	}
}

// claim compares the clause that the body claimed with the verdict. Where the
// claimed one serves as well as the one found, it is the one to rely on.
func (r *reader) claim(v skill.Verdict) {
	text := strings.ToLower(skill.Halve(r.out.Row.Cells[skill.RosterClause]))
	i := slices.IndexFunc(v.Clauses, func(c skill.ClauseVerdict) bool { return c.Clause.ID == text })
	if i < 0 {
		r.note(skill.RosterClause, "clause.unreadable")
		return
	}
	r.out.Claimed = text
	switch {
	case v.Clauses[i].Outcome == v.Outcome && v.Clause != "":
		r.out.Clause = text
	case v.Clause != "":
		r.note(skill.RosterClause, "clause.differs", "claimed", text, "found", v.Clause)
	}
}

// openings says what a reviewer has to see before the clause is met.
func (r *reader) openings(v skill.Verdict) {
	i := slices.IndexFunc(v.Clauses, func(c skill.ClauseVerdict) bool { return c.Clause.ID == r.out.Clause })
	if i < 0 {
		return
	}
	said := map[string]bool{}
	for _, s := range v.Clauses[i].Missing {
		reason := proofOf(s)
		if s.Open == "" || said[reason] {
			continue
		}
		said[reason] = true
		r.note(skill.RosterClause, reason, "clause", r.out.Clause)
	}
}

// proofOf is the remark that says what to bring for a term: the proof of what
// the row claims, or the fact itself where nobody has stated it.
func proofOf(s skill.Shortfall) string {
	if s.Open == skill.OpenClaim {
		return claimOf(s.Term.Kind())
	}
	switch s.Term.Kind() {
	case skill.TermHolds, skill.TermHeld:
		return "verdict.review.certificate"
	case skill.TermWorked, skill.TermWorking, skill.TermExamined, skill.TermAdministered:
		return "verdict.review.work"
	case skill.TermTrained:
		return "verdict.review.training"
	case skill.TermSchooled:
		return "verdict.review.school"
	case skill.TermTitled:
		return "verdict.review.title"
	case skill.TermApprenticed:
		return "verdict.review.apprenticeship"
	case skill.TermStatus:
		return "verdict.review.status"
	case skill.TermAttested:
		return "verdict.review.judgement"
	}
	return "verdict.review.age"
}

// claimOf is the remark on a term that rests on a claim; age, status and
// apprenticeship never do.
func claimOf(t skill.TermKind) string {
	switch t {
	case skill.TermWorked, skill.TermWorking, skill.TermExamined, skill.TermAdministered:
		return "verdict.claim.work"
	case skill.TermTrained:
		return "verdict.claim.training"
	case skill.TermSchooled:
		return "verdict.claim.school"
	case skill.TermTitled:
		return "verdict.claim.title"
	}
	return "verdict.claim.certificate"
}

// decide asks the conditions. Where nobody listed the schools, the clauses that
// ask for more schooling than 文化程度 states are judged as if education were
// stated empty, the others as if nobody had said.
// Source: docs/commands.md, assay roster.
func (r *reader) decide() (skill.Verdict, error) {
	q := condition.Question{
		Set: r.Set, Level: r.out.Level, Occupation: r.out.Occupation, Dossier: &r.out.Dossier, On: r.On,
	}
	rank := schoolRank[r.choice(skill.RosterSchooling)]
	clauses := conditionsOf(r.Set, r.out.Level)
	beyond := func(c skill.Clause) bool { return asksMore(c, rank) }
	if rank == 0 || !r.out.Dossier.Unknown.Has(skill.SubjectEducation) || !slices.ContainsFunc(clauses, beyond) {
		return condition.Decide(q)
	}
	within := q
	within.Set = only(r.Set, r.out.Level, func(c skill.Clause) bool { return !beyond(c) })
	unschooled := r.out.Dossier
	unschooled.Unknown &^= skill.SubjectEducation | skill.SubjectMajor
	q.Set, q.Dossier = only(r.Set, r.out.Level, beyond), &unschooled
	return together(clauses, within, q)
}

// only is the set with some of a level's clauses.
func only(set *skill.ConditionSet, level skill.Level, keep func(skill.Clause) bool) *skill.ConditionSet {
	some := *set
	clauses := slices.DeleteFunc(slices.Clone(conditionsOf(set, level)), func(c skill.Clause) bool { return !keep(c) })
	some.Levels = []skill.LevelConditions{{Level: level, Clauses: clauses}}
	return &some
}

// together is one verdict of two questions that share out the clauses of a level.
func together(clauses []skill.Clause, questions ...condition.Question) (out skill.Verdict, err error) {
	judged := map[string]skill.ClauseVerdict{}
	for _, q := range questions {
		v, err := condition.Decide(q)
		if err != nil {
			return v, err
		}
		for _, c := range v.Clauses {
			judged[c.Clause.ID] = c
		}
		out = leading(clauses, out, v)
	}
	out.Clauses = make([]skill.ClauseVerdict, len(clauses))
	for i := range clauses {
		out.Clauses[i] = judged[clauses[i].ID]
	}
	return out, nil
}

// leading is the better of two verdicts with the earlier of their days; of
// equals, the one whose clause stands first.
func leading(clauses []skill.Clause, a, b skill.Verdict) skill.Verdict {
	place := func(id string) int { return slices.IndexFunc(clauses, func(c skill.Clause) bool { return c.ID == id }) }
	order := []skill.Outcome{skill.Met, skill.ToReview, skill.NotMet}
	rank := func(v skill.Verdict) int { return slices.Index(order, v.Outcome) }
	switch {
	case a.Outcome == "":
		return b
	case rank(b) < rank(a), rank(b) == rank(a) && place(b.Clause) < place(a.Clause):
		a, b = b, a
	}
	if a.Earliest.IsZero() || !b.Earliest.IsZero() && b.Earliest.Before(a.Earliest) {
		a.Earliest = b.Earliest
	}
	return a
}

// schoolRank orders schooling (文化程度) only as far as it is certain: who has
// less than a school asks for cannot have finished it.
var schoolRank = map[string]int{
	"primary": 1, "junior-high": 2, "senior-high": 3, "vocational-high": 3, "secondary-vocational": 3,
	"technical-school": 3, "senior-technical-school": 4, "technician-college": 4,
	"higher-vocational": 4, "junior-college": 4, "bachelor": 5, "master": 6, "doctor": 7,
}

// asksMore tells whether a clause asks for a school above the rank.
func asksMore(c skill.Clause, rank int) bool {
	for _, term := range c.Terms {
		schooled, ok := term.(skill.SchooledTerm)
		if ok && !slices.ContainsFunc(schooled.Schools, func(s skill.School) bool { return schoolRank[string(s)] <= rank }) {
			return true
		}
	}
	return false
}
