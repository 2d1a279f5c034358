package skill

import "assay/skill/day"

// Text is one text in both languages.
type Text struct{ ZH, EN string }

// A ConditionSet (申报条件) is one edition of what must be fulfilled to apply for
// each level. Editions disagree on purpose; a set is data and names its source.
type ConditionSet struct {
	ID       string // e.g. national-2023
	Title    Text
	Edition  string
	Source   string
	Valid    day.Period // no first day: not known since when
	Standing SetStanding
	Note     Text              // what a reader of the list should know; may be empty
	Levels   []LevelConditions // from the lowest to the highest
}

// SetStanding is how a condition set may be used.
type SetStanding string

// The standings.
const (
	SetDefault  SetStanding = "default"  // where nothing else is said
	SetOlder    SetStanding = "older"    // for standards that were issued under it
	SetObsolete SetStanding = "obsolete" // kept for comparison
)

// LevelConditions are the clauses of one level; one that is met is enough.
type LevelConditions struct {
	Level   Level
	Clauses []Clause
}

// A Clause (条款) is one way to be eligible, or one thing that a body needs: all
// its terms are needed.
type Clause struct {
	ID     string // LEVEL.N in the source's order, e.g. 4.2; of a body's, PART.N
	Text   Text
	Source string
	Proof  Text // what shows it; empty where the text says so itself
	Terms  []Term
}

// A Term (要件) is one requirement of a clause: one of the types below.
type Term interface{ Kind() TermKind }

// TermKind names a type of term.
type TermKind string

// The kinds of term.
const (
	TermAge         TermKind = "age"
	TermHolds       TermKind = "holds"
	TermHeld        TermKind = "held"
	TermWorked      TermKind = "worked"
	TermWorking     TermKind = "working"
	TermTrained     TermKind = "trained"
	TermSchooled    TermKind = "schooled"
	TermTitled      TermKind = "titled"
	TermApprenticed TermKind = "apprenticed"
	TermStatus      TermKind = "status"
	TermAttested    TermKind = "attested"

	TermExamined     TermKind = "examined"
	TermAdministered TermKind = "administered"
)

// An AgeTerm asks for an age of so many full years.
type AgeTerm struct{ Years int }

// A HoldsTerm asks for a certificate of a level or a higher one, of kind
// skill-level or qualification. These never expire for this purpose.
// Source: decision 11, rules 6 and 7.
type HoldsTerm struct {
	Level   Level
	Related bool // one of a related occupation serves too
}

// A HeldTerm asks that such a certificate has been held for a time.
type HeldTerm struct {
	HoldsTerm
	For day.Span
}

// A Since is the document after which (后) something counts: a certificate of a
// level, or a title of a grade. The zero Since is none: everything counts.
// Source: decision 11, rule 6.
type Since struct {
	Certificate Level
	Title       Grade
	Related     bool // as in HoldsTerm
}

// IsZero tells whether nothing is asked for.
func (s Since) IsZero() bool { return s.Certificate.IsZero() && s.Title == "" }

// A WorkedTerm asks for work in the occupation for a time.
// Source: decision 11, rules 1 to 6.
type WorkedTerm struct {
	For        day.Span
	Continuous bool // 连续: without a gap of more than Gap days
	Gap        int  // days; only where Continuous
	Related    bool // work in a related occupation counts too
	Since      Since
}

// A WorkingTerm asks for a job in the occupation on the day asked.
type WorkingTerm struct{ Related bool }

// A TrainedTerm asks for a completed course for a level.
// Source: decision 11, rule 14.
type TrainedTerm struct {
	Level         Level
	StandardHours bool // asks for the standard class hours
	Months        int  // asks for so many months
	Since         Since
}

// A SchooledTerm asks for schooling.
// Source: decision 11, rules 13 to 15.
type SchooledTerm struct {
	Schools   []School
	Majors    []Major   // none: any
	Programme Programme // none: any; else the goal to be equalled or exceeded
	Implied   []School  // schools whose unstated programme serves
	FinalYear bool      // 含在读应届: the final year serves too
	Enrolled  bool      // graduated or not
}

// A TitledTerm asks for a corresponding title of a grade or a higher one.
type TitledTerm struct{ Grade Grade }

// An ApprenticedTerm asks for a completed apprenticeship (学徒期满).
type ApprenticedTerm struct{}

// A StatusTerm asks for a status.
type StatusTerm struct{ Status WorkStatus }

// An AttestedTerm asks for a judgement that a reviewer must make.
// Source: decision 11, rule 12.
type AttestedTerm struct{ Judgement Judgement }

// A ServedTerm asks for a time in a post of skill assessment, added up.
// Source: decision 11, rules 1 to 4.
type ServedTerm struct {
	As  PostKind
	For day.Span
}

// Kind is TermExamined or TermAdministered.
func (t ServedTerm) Kind() TermKind {
	if t.As == PostAdministrator {
		return TermAdministered
	}
	return TermExamined
}

// Kind is TermAge.
func (AgeTerm) Kind() TermKind { return TermAge }

// Kind is TermHolds.
func (HoldsTerm) Kind() TermKind { return TermHolds }

// Kind is TermHeld.
func (HeldTerm) Kind() TermKind { return TermHeld }

// Kind is TermWorked.
func (WorkedTerm) Kind() TermKind { return TermWorked }

// Kind is TermWorking.
func (WorkingTerm) Kind() TermKind { return TermWorking }

// Kind is TermTrained.
func (TrainedTerm) Kind() TermKind { return TermTrained }

// Kind is TermSchooled.
func (SchooledTerm) Kind() TermKind { return TermSchooled }

// Kind is TermTitled.
func (TitledTerm) Kind() TermKind { return TermTitled }

// Kind is TermApprenticed.
func (ApprenticedTerm) Kind() TermKind { return TermApprenticed }

// Kind is TermStatus.
func (StatusTerm) Kind() TermKind { return TermStatus }

// Kind is TermAttested.
func (AttestedTerm) Kind() TermKind { return TermAttested }
