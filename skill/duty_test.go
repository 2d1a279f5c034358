package skill

import "testing"

// What was due on a day is overdue from the next on, and what came late stays so
// until it was accepted.
// Source: docs/rules.md, Duties of a body.
func TestRectificationOverdue(t *testing.T) {
	for _, c := range []struct {
		status RectificationStatus
		handed string
		today  string
		want   bool
	}{
		{RectificationOrdered, "", "2026-04-30", false},
		{RectificationOrdered, "", "2026-05-01", true},
		{RectificationReturned, "2026-04-10", "2026-04-30", false},
		{RectificationReturned, "2026-04-10", "2026-05-01", true},
		{RectificationHanded, "2026-04-30", "2026-06-01", false},
		{RectificationHanded, "2026-05-01", "2026-05-01", true},
		{RectificationAccepted, "2026-05-01", "2026-06-01", false},
		{RectificationLifted, "", "2026-06-01", false},
	} {
		r := Rectification{Due: date("2026-04-30"), Status: c.status}
		if c.handed != "" {
			r.Handed = date(c.handed)
		}
		if got := r.Overdue(date(c.today)); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestPassRate(t *testing.T) {
	for _, c := range []struct {
		passed, failed, want int
		ok                   bool
	}{
		{0, 0, 0, false}, {0, 3, 0, true}, {3, 0, 1000, true}, {2, 1, 667, true}, {1, 2, 333, true}, {1, 1, 500, true}, {1, 1999, 1, true},
	} {
		got, ok := YearFigures{Passed: c.passed, Failed: c.failed}.PassRate()
		if got != c.want || ok != c.ok {
			t.Errorf("%d of %d: %d, %v", c.passed, c.passed+c.failed, got, ok)
		}
	}
}

// Who may go on with a plan: a filed body; under a permit until its last day; and
// nobody while the centre has not decided.
// Source: docs/decisions/0028-plans-in-the-centres-hands.md.
func TestGoOn(t *testing.T) {
	today := date("2026-06-01")
	filed, suspended := Body{Status: FilingFiled}, Body{Status: FilingSuspended}
	for name, c := range map[string]struct {
		charge Charge
		want   string
	}{
		"a filed body":                       {Charge{Body: filed}, ""},
		"a suspended one":                    {Charge{Body: suspended}, "body.not_filed"},
		"one that was withdrawn":             {Charge{Body: Body{Status: FilingWithdrawn}}, "body.not_filed"},
		"before the centre has decided":      {Charge{Body: suspended, Handover: Handover{Status: HandoverOpen}}, "handover.open"},
		"on the last day of a permit":        {Charge{Body: suspended, Handover: Handover{Status: HandoverPermitted, Until: today}}, ""},
		"after it":                           {Charge{Body: suspended, Handover: Handover{Status: HandoverPermitted, Until: date("2026-05-31")}}, "handover.permit_over"},
		"before the day of leaving":          {Charge{Body: filed, Exit: Exit{Status: ExitConfirmed, On: date("2026-06-02")}}, ""},
		"on it":                              {Charge{Body: filed, Exit: Exit{Status: ExitConfirmed, On: today}}, "body_exit.begun"},
		"with a leaving that nobody granted": {Charge{Body: filed, Exit: Exit{Status: ExitDeclared, On: today}}, ""},
	} {
		if got := reason(c.charge.GoOn(today)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The centre's words have a ground, and its days lie ahead.
func TestDutiesNeedTheirWords(t *testing.T) {
	today, later := date("2026-06-01"), date("2026-06-02")
	two := [2]Person{{ID: "a", Name: "甲"}, {ID: "b", Name: "乙"}}
	for name, c := range map[string]struct {
		do   func() (Move, error)
		want string
	}{
		"an order without a demand": {func() (Move, error) { return Rectification{Due: later}.Order(today) }, "rectification.no_demand"},
		"an order for today":        {func() (Move, error) { return Rectification{Demand: "d", Due: today}.Order(today) }, "rectification.due_past"},
		"an order":                  {func() (Move, error) { return Rectification{Demand: "d", Due: later}.Order(today) }, ""},
		"an empty answer":           {func() (Move, error) { return Rectification{Status: RectificationOrdered}.HandIn() }, "rectification.no_answer"},
		"accepting one's own":       {func() (Move, error) { return Rectification{Status: RectificationHanded}.Accept(two[0], two[0]) }, "person.same_human"},
		"accepting":                 {func() (Move, error) { return Rectification{Status: RectificationHanded}.Accept(two[0], two[1]) }, ""},
		"sent back for no reason":   {func() (Move, error) { return Rectification{Status: RectificationHanded, Due: later}.SendBack(today) }, "rectification.no_ground"},
		"sent back until today": {func() (Move, error) {
			return Rectification{Status: RectificationHanded, Ground: "g", Due: today}.SendBack(today)
		}, "rectification.due_past"},
		"lifted for no reason": {func() (Move, error) { return Rectification{Status: RectificationOrdered}.Lift() }, "rectification.no_ground"},
		"lifted when accepted": {func() (Move, error) { return Rectification{Status: RectificationAccepted, Ground: "g"}.Lift() }, "rectification.wrong_state"},

		"a year that runs":            {func() (Move, error) { return AnnualReport{Year: 2026, Words: "w"}.HandIn(today) }, "annual_report.year_runs"},
		"a year before all bodies":    {func() (Move, error) { return AnnualReport{Year: 2018, Words: "w"}.HandIn(today) }, "annual_report.year"},
		"a year without words":        {func() (Move, error) { return AnnualReport{Year: 2025}.HandIn(today) }, "annual_report.no_words"},
		"a year sent back, no reason": {func() (Move, error) { return AnnualReport{Status: AnnualReportHanded}.SendBack() }, "annual_report.no_ground"},

		"leaving today":             {func() (Move, error) { return Exit{On: today, Why: "w"}.Declare(today) }, "body_exit.past"},
		"leaving without a word":    {func() (Move, error) { return Exit{On: later}.Declare(today) }, "body_exit.no_why"},
		"refused without a reason":  {func() (Move, error) { return Exit{Status: ExitDeclared}.Refuse() }, "body_exit.no_ground"},
		"gone before the day":       {func() (Move, error) { return Exit{Status: ExitConfirmed, On: later}.Leave(today) }, "body_exit.not_begun"},
		"taken back when confirmed": {func() (Move, error) { return Exit{Status: ExitConfirmed}.TakeBack() }, "body_exit.wrong_state"},

		"a permit for no reason": {func() (Move, error) {
			return Handover{Status: HandoverOpen, Until: today}.Permit(Plan{Status: PlanRunning}, today)
		}, "handover.no_ground"},
		"a permit that is over": {func() (Move, error) {
			return Handover{Status: HandoverOpen, Ground: "g", Until: date("2026-05-31")}.Permit(Plan{Status: PlanRunning}, today)
		}, "handover.until_past"},
		"a permit for what has not begun": {func() (Move, error) {
			return Handover{Status: HandoverOpen, Ground: "g", Until: today}.Permit(Plan{Status: PlanFiled}, today)
		}, "handover.not_begun"},
		"a permit once more": {func() (Move, error) {
			return Handover{Status: HandoverPermitted, Ground: "g", Until: later}.Permit(Plan{Status: PlanFinished}, today)
		}, ""},
		"called off without a reason": {func() (Move, error) { return Handover{Status: HandoverOpen}.CallOff() }, "handover.no_ground"},
		"called off twice":            {func() (Move, error) { return Handover{Status: HandoverCancelled, Ground: "g"}.CallOff() }, "handover.wrong_state"},
	} {
		if _, err := c.do(); reason(err) != c.want {
			t.Errorf("%s: %q, want %q", name, reason(err), c.want)
		}
	}
}
