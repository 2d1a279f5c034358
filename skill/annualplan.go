package skill

import (
	"slices"
	"strconv"
	"time"

	"assay/skill/day"
)

// An AnnualPlan (年度计划) is what a body means to examine in one year.
type AnnualPlan struct {
	ID       AnnualPlanID
	Body     BodyID
	Path     OrgPath
	Year     int
	Rows     []AnnualRow
	Words    string   // what else is said; no personal value
	Reporter PersonID // who submitted it last
	Decider  PersonID // of the centre
	Ground   string   // why it was sent back; no personal value
	Status   AnnualPlanStatus
	StatusAt time.Time
	Version  int64
}

// An AnnualRow is how many are expected in one month.
type AnnualRow struct {
	Occupation OccupationCode
	Level      Level
	Month      int
	Candidates int
}

// AnnualPlanStatus is where an annual plan stands.
//
//	none, returned ──submit──▶ submitted ──note──▶ noted
//	                           submitted ──send-back──▶ returned
type AnnualPlanStatus string

// The statuses of an annual plan.
const (
	AnnualPlanSubmitted AnnualPlanStatus = "submitted" // 已报送
	AnnualPlanNoted     AnnualPlanStatus = "noted"     // 已备查
	AnnualPlanReturned  AnnualPlanStatus = "returned"  // 已退回
)

var annualPlanLife = Lifecycle[AnnualPlanStatus]{"annual_plan", []Transition[AnnualPlanStatus]{
	{"submit", from(None, AnnualPlanReturned), AnnualPlanSubmitted},
	{"note", from(AnnualPlanSubmitted), AnnualPlanNoted},
	{"send-back", from(AnnualPlanSubmitted), AnnualPlanReturned},
}}

func (a AnnualPlan) move(verb, reason string) (Move, error) {
	return annualPlanLife.move(string(a.ID), a.Status, verb, reason)
}

// mostRows is more rows than a body examines in a year.
const mostRows = 2000

// Submit hands it to the centre (报送), for a year that is not over.
func (a AnnualPlan) Submit(today day.Date) (Move, error) {
	switch {
	case a.Year < today.Year() || a.Year > today.Year()+1:
		return Move{}, FailField("year", "annual_plan.year", "from", strconv.Itoa(today.Year()), "to", strconv.Itoa(today.Year()+1))
	case len(a.Rows) == 0 || len(a.Rows) > mostRows:
		return Move{}, FailField("rows", "annual_plan.rows", "most", strconv.Itoa(mostRows))
	}
	for i, r := range a.Rows {
		path := "rows[" + strconv.Itoa(i) + "]"
		same := func(o AnnualRow) bool {
			return o.Occupation == r.Occupation && o.Level == r.Level && o.Month == r.Month
		}
		switch {
		case r.Month < 1 || r.Month > 12:
			return Move{}, FailField(path, "annual_plan.month")
		case r.Level.IsZero():
			return Move{}, FailField(path, "annual_plan.level")
		case r.Candidates < 1:
			return Move{}, FailField(path, "annual_plan.candidates")
		case slices.ContainsFunc(a.Rows[:i], same):
			return Move{}, FailField(path, "annual_plan.twice")
		}
	}
	return a.move("submit", "")
}

// Note takes note of it (备查); who notes is not who submitted.
func (a AnnualPlan) Note(reporter, decider Person) (Move, error) {
	if err := Apart(reporter, decider); err != nil {
		return Move{}, err
	}
	return a.move("note", "")
}

// SendBack asks for another (退回), with a ground.
func (a AnnualPlan) SendBack() (Move, error) {
	if a.Ground == "" {
		return Move{}, FailField("ground", "annual_plan.no_ground")
	}
	return a.move("send-back", a.Ground)
}

// Actions lists what may be done with it now.
func (a AnnualPlan) Actions() []string { return annualPlanLife.Verbs(a.Status) }

// Deviations says where a batch, held in a month with so many candidates, departs
// from the year's plan: the reasons of remarks, none of which refuses anything.
func (a AnnualPlan) Deviations(p Plan, month, candidates int) (out []string) {
	work := func(r AnnualRow) bool { return r.Occupation == p.Occupation && r.Level == p.Level }
	i := slices.IndexFunc(a.Rows, func(r AnnualRow) bool { return work(r) && r.Month == month })
	switch {
	case !slices.ContainsFunc(a.Rows, work):
		return []string{"annual_plan.not_planned"}
	case i < 0:
		return []string{"annual_plan.other_month"}
	case candidates > a.Rows[i].Candidates:
		return []string{"annual_plan.more_candidates"}
	}
	return nil
}
