package day

import "strconv"

// A Span is a length of time in calendar years, months and days.
type Span struct{ Years, Months, Days int }

// String is the shape 5y2m3d: parts that are zero are left out, nothing at all
// is 0d, and a whole number of years is 5y.
func (s Span) String() string {
	var b []byte
	for _, p := range [...]struct {
		n    int
		unit byte
	}{{s.Years, 'y'}, {s.Months, 'm'}, {s.Days, 'd'}} {
		if p.n != 0 {
			b = append(strconv.AppendInt(b, int64(p.n), 10), p.unit)
		}
	}
	if len(b) == 0 {
		return "0d"
	}
	return string(b)
}

// Between is the span from a to b: the most whole months that fit by AddMonths,
// then the days left. It is zero where b is not after a.
func Between(a, b Date) Span {
	if !b.After(a) {
		return Span{}
	}
	m := (int(b.year)-int(a.year))*12 + int(b.month) - int(a.month)
	for m > 0 && a.AddMonths(m).After(b) {
		m--
	}
	return Span{m / 12, m % 12, b.Ordinal() - a.AddMonths(m).Ordinal()}
}

// A Period runs from its first to its last day, both included. A zero To means
// that it has not ended.
type Period struct{ From, To Date }

// Covers tells whether d lies within the period.
func (p Period) Covers(d Date) bool {
	return !d.Before(p.From) && (p.To.IsZero() || !d.After(p.To))
}
