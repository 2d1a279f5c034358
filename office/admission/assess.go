package admission

import (
	"iter"
	"strconv"

	"assay/skill"
	"assay/skill/day"
)

// An Assessor judges rows of a roster. It is pure: what it needs to know of the
// world it is given, and it keeps nothing between rows.
type Assessor struct {
	Set *skill.ConditionSet
	On  day.Date // the day judged on; nothing may be dated after it
	// Occupation finds an occupation by its code or exact name on a day; zero is
	// any day. A specialty (工种), which it names, only where it belongs to one
	// occupation.
	Occupation func(text string, on day.Date) (o skill.Occupation, specialty string, err error)
	// Notes remarks on a document that was read; it refuses nobody. Nil: no remarks.
	Notes func(skill.Document) []skill.Note
}

// RowOutcome is what becomes of a row.
type RowOutcome string

// The outcomes of a row.
const (
	RowEligible  RowOutcome = "eligible"  // 符合条件: a clause is met
	RowReview    RowOutcome = "review"    // 待审核: a reviewer decides
	RowRefused   RowOutcome = "refused"   // 不符合条件: every clause is unmet
	RowMalformed RowOutcome = "malformed" // 填写有误: a required cell is missing or unreadable
)

// RowOutcomes lists the outcomes in the order in which they are shown.
func RowOutcomes() []RowOutcome {
	return []RowOutcome{RowEligible, RowReview, RowRefused, RowMalformed}
}

// Assessed is a row of a roster, read and judged. Of a malformed row only the
// remarks are to be used.
type Assessed struct {
	Row        *skill.RosterRow
	Outcome    RowOutcome
	Person     skill.Person // without an id
	Occupation skill.OccupationCode
	Specialty  string // 工种, where the row names one
	Level      skill.Level
	Claimed    string // the clause in 申报条件, empty when unreadable
	Clause     string // the clause to rely on: the claimed one where it serves as well as any
	Dossier    skill.Dossier
	Verdict    skill.Verdict
	Remarks    []Remark
}

// A Remark is what is to be said of one cell. Its text is in locale under the
// reason; it holds no personal value.
type Remark struct {
	Sheet  skill.RosterSheet
	Row    int // as the spreadsheet counts
	Column int // of the sheet, from 0
	Reason string
	Args   skill.Args
}

// Heading is the heading of the cell's column.
func (r Remark) Heading() string { return r.Sheet.Columns()[r.Column].Heading }

// Place is the cell as a person looks for it: 报名!F5.
func (r Remark) Place() string {
	return r.Sheet.Name() + "!" + skill.Letter(r.Column) + strconv.Itoa(r.Row)
}

// Assess reads and judges one row.
// Source: docs/commands.md, assay roster; registration template (报名模板).
func (a *Assessor) Assess(row *skill.RosterRow) Assessed {
	r := reader{Assessor: a, out: Assessed{Row: row, Outcome: RowMalformed}}
	r.at = &row.SheetRow
	r.faults()
	r.post()
	r.person()
	r.dossier()
	if r.unreadable {
		return r.out
	}
	verdict, err := r.decide()
	if err != nil {
		r.refuse(skill.RosterLevel, skill.ReasonOf(err))
		return r.out
	}
	r.judge(verdict)
	return r.out
}

// Twice finds people who stand on one list more than once: a row is known by its
// document, kind and number together.
type Twice struct{ rows map[skill.Document]int }

// Check makes a row malformed, and names the earlier one, when its document was
// seen before.
func (t *Twice) Check(a *Assessed) {
	document := a.Person.Document
	if document.IsZero() {
		return
	}
	if t.rows == nil {
		t.rows = map[skill.Document]int{}
	}
	if first, seen := t.rows[document]; seen {
		a.Outcome = RowMalformed
		a.Remarks = append(a.Remarks, Remark{
			skill.SheetRoster, a.Row.Row, skill.RosterNumber, "row.twice",
			skill.Args{"row": strconv.Itoa(first)},
		})
		return
	}
	t.rows[document] = a.Row.Row
}

// Each judges rows as they are read, in their order, and finds people who stand
// on the list twice. Reading goes on beside judging, a few rows ahead.
func (a *Assessor) Each(rows iter.Seq2[*skill.RosterRow, error]) iter.Seq2[*Assessed, error] {
	return func(yield func(*Assessed, error) bool) {
		ahead := make(chan []read, batchesAhead)
		done := make(chan struct{})
		defer func() { // the reader has stopped before the file is closed
			close(done)
			for range ahead {
			}
		}()
		go readAhead(rows, ahead, done)
		var twice Twice
		for batch := range ahead {
			for _, r := range batch {
				if r.err != nil {
					yield(nil, r.err)
					return
				}
				out := a.Assess(r.row)
				twice.Check(&out)
				if !yield(&out, nil) {
					return
				}
			}
		}
	}
}

type read struct {
	row *skill.RosterRow
	err error
}

// A batch spares the two sides a hand-over for every row.
const (
	batchRows    = 64
	batchesAhead = 4
)

// readAhead sends rows in batches until they end or done is closed.
func readAhead(rows iter.Seq2[*skill.RosterRow, error], to chan<- []read, done <-chan struct{}) {
	defer close(to)
	batch := make([]read, 0, batchRows)
	send := func() bool {
		select {
		case to <- batch:
			batch = make([]read, 0, batchRows)
			return true
		case <-done:
			return false
		}
	}
	for row, err := range rows {
		if batch = append(batch, read{row, err}); len(batch) == batchRows && !send() {
			return
		}
	}
	send()
}
