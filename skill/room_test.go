package skill

import (
	"testing"

	"assay/skill/day"
)

// Hours of a room are read as HH:MM, the end of the day included.
func TestParseMinute(t *testing.T) {
	for text, want := range map[string]Minute{"00:00": 0, "08:30": 510, "24:00": 1440} {
		if m, err := ParseMinute(text); err != nil || m != want || m.String() != text {
			t.Errorf("%s: %d %s, %v", text, m, m, err)
		}
	}
	for _, text := range []string{"", "8:30", "24:01", "12:60", "12.30", "-1:00"} {
		if m, err := ParseMinute(text); ReasonOf(err) != "room.clock" {
			t.Errorf("%s: %d, %v", text, m, err)
		}
	}
}

// A row of a year's plan names its level.
func TestAnnualPlanNamesTheLevel(t *testing.T) {
	a := AnnualPlan{Year: 2026, Rows: []AnnualRow{{Occupation: "6-31-01-03", Month: 3, Candidates: 30}}}
	if _, err := a.Submit(day.Must("2026-01-05")); ReasonOf(err) != "annual_plan.level" {
		t.Error(err)
	}
}
