package skill

import (
	"strconv"

	"assay/skill/day"
)

// Outcome is the answer of a verdict or of one of its clauses.
type Outcome string

// The outcomes.
const (
	Met      Outcome = "met"
	NotMet   Outcome = "unmet"
	ToReview Outcome = "review" // turns only on judgements or on what nobody stated
)

// A Verdict (审查结论) says whether one person may apply for one level on one
// day, by which clause and on what evidence, or what is missing for every clause
// and from which day it would be there.
type Verdict struct {
	Set        string
	Occupation OccupationCode
	Level      Level
	On         day.Date
	Outcome    Outcome
	Clause     string          // the first met, or under review the first such; else empty
	ReliesOn   []Reliance      // of Clause
	Clauses    []ClauseVerdict // in the source's order
	Earliest   day.Date        // the first day of met or review; no date: never by time alone
}

// A BodyVerdict (备案审查结论) says whether a body may be filed for what it
// applies for, or renewed, on one day: every clause of the set is needed.
type BodyVerdict struct {
	Set      string
	Kind     BodyKind
	Applies  []Applied
	On       day.Date
	Outcome  Outcome
	ReliesOn []Reliance      // of all terms that hold
	Clauses  []ClauseVerdict // in the source's order
	Earliest day.Date        // as in Verdict
}

// Clause is what is said of the clause of an id.
func (v BodyVerdict) Clause(id string) (ClauseVerdict, bool) {
	for _, c := range v.Clauses {
		if c.Clause.ID == id {
			return c, true
		}
	}
	return ClauseVerdict{}, false
}

// A ClauseVerdict is what is said of one clause.
type ClauseVerdict struct {
	Clause   *Clause // of the set; not to be changed
	Outcome  Outcome
	Earliest day.Date // as in Verdict
	Missing  []Shortfall
}

// A Reliance is one fact that a term rests on.
type Reliance struct {
	Term  TermKind
	Fact  Fact
	Value Measure
}

// A Shortfall (差距) is one term that is not met.
type Shortfall struct {
	Term     Term
	Have     Measure  // as far as it goes; the zero Measure is nothing
	Earliest day.Date // when it is met or can be reviewed; no date: never by time alone
	Open     Opening  // why it can be reviewed now; empty: it lacks something
}

// Has is how far the term goes, e.g. 4y11m30d or a level; none where it asks for
// something else than time and there is nothing.
func (s Shortfall) Has() string {
	switch s.Term.(type) {
	case AgeTerm, HeldTerm, WorkedTerm, ServedTerm, StaffYearsTerm, ServiceTerm, ApplyTerm:
		return s.Have.String()
	}
	if s.Have.Word == "" {
		return "none"
	}
	return s.Have.Word
}

// Need is what the term asks for, in the form of Has; schools that serve alike
// are joined by |.
func (s Shortfall) Need() string {
	switch t := s.Term.(type) {
	case AgeTerm:
		return day.Span{Years: t.Years}.String()
	case HoldsTerm:
		return t.Level.String()
	case HeldTerm:
		return t.For.String()
	case WorkedTerm:
		return t.For.String()
	case ServedTerm:
		return t.For.String()
	case TrainedTerm:
		return t.Level.String()
	case SchooledTerm:
		return joined(t.Schools)
	case TitledTerm:
		return string(t.Grade)
	case StatusTerm:
		return string(t.Status)
	case AttestedTerm:
		return string(t.Judgement)
	case WorkingTerm:
		return "present"
	case interface{ Need() string }: // a term about a body
		return t.Need()
	}
	return "completed"
}

// About is which of the occupations applied for the term is asked for; empty:
// for what is judged as a whole.
func (s Shortfall) About() OccupationCode {
	if t, ok := s.Term.(interface{ About() OccupationCode }); ok {
		return t.About()
	}
	return ""
}

// An Opening is why a term that is not met can be reviewed.
type Opening string

// The openings.
const (
	OpenJudgement Opening = "judgement" // nobody has attested it
	OpenUnknown   Opening = "unknown"   // nobody has stated the facts
	OpenClaim     Opening = "claim"     // the facts rest on a claim that nobody has accepted
)

// A Measure is an amount that a term counts: a time, or a word such as a level.
type Measure struct {
	Span day.Span
	Word string // where there is one, the measure is the word
}

// String is the word, or the span as in 5y2m3d.
func (m Measure) String() string {
	if m.Word != "" {
		return m.Word
	}
	return m.Span.String()
}

// A Fact is a place in a dossier: one entry of a list, or a single value.
type Fact struct {
	Subject string // e.g. employment, born
	Index   int    // of the entry; -1 for a single value
}

// String is the place as a JSON path, e.g. employment[0] or born.
func (f Fact) String() string {
	if f.Index < 0 {
		return f.Subject
	}
	return f.Subject + "[" + strconv.Itoa(f.Index) + "]"
}
