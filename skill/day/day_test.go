package day

import (
	"testing"
	"time"
)

func TestAnniversaries(t *testing.T) {
	// Source: decision 11, rules 1 and 5.
	for _, c := range []struct {
		from  string
		years int
		want  string
	}{
		{"2021-03-01", 5, "2026-03-01"},
		{"2012-02-29", 16, "2028-02-29"},
		{"2024-02-29", 1, "2025-03-01"},
		{"2025-12-11", 1, "2026-12-11"},
	} {
		if got := Must(c.from).AddYears(c.years).String(); got != c.want {
			t.Errorf("%s plus %d years = %s, want %s", c.from, c.years, got, c.want)
		}
	}
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-03-01"}, {"2026-12-31", 2, "2027-03-01"}, {"2026-08-31", 1, "2026-10-01"},
		{"2026-03-15", -3, "2025-12-15"}, {"2026-12-31", 12, "2027-12-31"},
	} {
		if got := Must(c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s plus %d months = %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestOrdinalAgreesWithTheStandardLibrary(t *testing.T) {
	d := Must("1899-12-28")
	for at := time.Date(1899, 12, 28, 0, 0, 0, 0, time.UTC); at.Year() < 2101; at = at.AddDate(0, 0, 1) {
		if got := d.String(); got != at.Format(time.DateOnly) {
			t.Fatalf("%s, want %s", got, at.Format(time.DateOnly))
		}
		if d.Weekday() != at.Weekday() || d.Ordinal() != int(at.Unix()/86400) {
			t.Fatalf("%s: %s, %d", d, d.Weekday(), d.Ordinal())
		}
		d = d.AddDays(1)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-2-1", "2026-02-30", "2026-13-01", "20260201", "2026-02-01T", "0000-01-01", "二〇二六", "2026/02/01"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %s", s, d)
		}
	}
}

func TestBetween(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"2021-11-21", "2026-11-21", "5y"}, {"2021-11-22", "2026-11-21", "4y11m30d"},
		{"2024-02-29", "2025-03-01", "1y"}, {"2026-01-31", "2026-02-28", "28d"}, {"2026-01-01", "2026-01-01", "0d"},
	} {
		if got := Between(Must(c.a), Must(c.b)).String(); got != c.want {
			t.Errorf("%s to %s = %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	c := NewCalendar(map[int]string{2026: "notice"}, map[Date]bool{
		Must("2026-10-01"): false, Must("2026-10-02"): false, Must("2026-10-10"): true,
	})
	for _, w := range []struct {
		from string
		n    int
		want string
		prov bool
	}{
		{"2026-09-30", 1, "2026-10-05", false},
		{"2026-10-08", 3, "2026-10-12", false}, // Friday, the make-up Saturday, Monday
		{"2026-12-30", 2, "2027-01-01", true},  // 2027 has no notice here
	} {
		if got, prov := c.AddWorking(Must(w.from), w.n); got.String() != w.want || prov != w.prov {
			t.Errorf("%d working days after %s = %s %v, want %s %v", w.n, w.from, got, prov, w.want, w.prov)
		}
	}
	// Counted back, the make-up Saturday is a working day and the holiday none.
	for _, w := range []struct {
		until string
		n     int
		want  string
		prov  bool
	}{
		{"2026-10-12", 3, "2026-10-08", false}, {"2026-10-05", 1, "2026-09-30", false}, {"2026-10-05", 0, "2026-10-05", false}, {"2026-01-02", 2, "2025-12-31", true},
	} {
		if got, prov := c.SubWorking(Must(w.until), w.n); got.String() != w.want || prov != w.prov {
			t.Errorf("%d working days before %s = %s %v, want %s %v", w.n, w.until, got, prov, w.want, w.prov)
		}
	}
}
