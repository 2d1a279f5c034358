package skill

import "testing"

// Of the rows that fit, the smallest region rules, then the body's class, then
// the newest; a row neither reaches back before its first day nor on after its
// last.
func TestPoliciesFind(t *testing.T) {
	ps := Policies{
		{Key: "k", Number: 1},
		{Key: "k", Number: 2, Class: "S"},
		{Key: "k", Number: 3, Region: "44", Valid: period("2020-01-01", "2025-12-31")},
		{Key: "k", Number: 4, Region: "44", Valid: period("2024-01-01", "2025-12-31")},
		{Key: "k", Number: 5, Region: "4403"},
		{Key: "other", Number: 6, Region: "4403"},
	}
	for _, c := range []struct {
		region, class, on string
		want              int
	}{
		{"", "", "2026-01-01", 1},
		{"", "Y", "2026-01-01", 1},
		{"31", "S", "2026-01-01", 2},
		{"44", "S", "2019-12-31", 2},
		{"44", "S", "2020-01-01", 3},
		{"4401", "Y", "2025-12-31", 4},
		{"44", "Y", "2026-01-01", 1},
		{"440305", "S", "2026-01-01", 5},
	} {
		got, err := ps.Find("k", PolicyCase{c.region, c.class, date(c.on)})
		if err != nil || got.Number != c.want {
			t.Errorf("%+v: %d, %v", c, got.Number, err)
		}
	}
	if _, err := ps.Find("third", PolicyCase{On: date("2026-01-01")}); reason(err) != "policy.none" {
		t.Errorf("got %v", err)
	}
}

// In a demonstration working days are read as calendar days, and nothing else
// changes.
func TestPoliciesInCalendarDays(t *testing.T) {
	ps := Policies{{Key: "a", Number: 5, Unit: InWorkingDays}, {Key: "b", Number: 12, Unit: InMonths, Source: "s"}}
	got := ps.InCalendarDays()
	if got[0].Unit != InDays || got[0].Number != 5 || got[1].Unit != InMonths || got[1].Source != "s" || ps[0].Unit != InWorkingDays {
		t.Errorf("%+v from %+v", got, ps)
	}
}
