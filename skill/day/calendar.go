package day

import "time"

// A Calendar knows the days off and the make-up working days of the years whose
// State Council notice was seen. Other years are computed from weekends, and
// every answer that reaches one is marked provisional.
type Calendar struct {
	years  map[int]string // year → the notice it was taken from
	except map[Date]bool  // true: a working day at a weekend; false: a day off
}

// NewCalendar makes a calendar. Sources maps each year to its notice; except
// holds the days that differ from a plain week, true for a working day.
func NewCalendar(sources map[int]string, except map[Date]bool) *Calendar {
	return &Calendar{sources, except}
}

// Knows tells whether the notice for a year was seen, and names it.
func (c *Calendar) Knows(year int) (source string, ok bool) {
	source, ok = c.years[year]
	return source, ok
}

// IsWorking tells whether d is a working day.
func (c *Calendar) IsWorking(d Date) bool {
	if work, ok := c.except[d]; ok {
		return work
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// AddWorking is the nth working day after d, which does not count itself.
// Provisional is true where a year on the way has no notice.
func (c *Calendar) AddWorking(d Date, n int) (last Date, provisional bool) { return c.walk(d, n, 1) }

// SubWorking is the nth working day before d, which does not count itself;
// provisional as of AddWorking.
func (c *Calendar) SubWorking(d Date, n int) (first Date, provisional bool) { return c.walk(d, n, -1) }

func (c *Calendar) walk(d Date, n, step int) (last Date, provisional bool) {
	last = d
	for n > 0 {
		last = last.AddDays(step)
		if c.IsWorking(last) {
			n--
		}
		if _, ok := c.years[last.Year()]; !ok {
			provisional = true
		}
	}
	return last, provisional
}
