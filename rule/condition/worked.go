package condition

import (
	"slices"

	"assay/skill"
	"assay/skill/day"
)

// A span is a period of work; end is the day after its last.
type span struct{ from, end day.Date }

// forever is the end of work that goes on.
var forever = day.Must("9999-12-31").AddDays(1)

// Units measure time by thirty days to a month and twelve months to a year.
// Source: counting rule 4.
const (
	unitsMonth = 30
	unitsYear  = 12 * unitsMonth
)

func units(s day.Span) int { return s.Years*unitsYear + s.Months*unitsMonth + s.Days }

// worked is the first day on which a term of work is full.
func (c *dossierCase) worked(t *skill.WorkedTerm, r reading) (day.Date, bool) {
	since, ok := c.since(t.Since, r)
	if !ok {
		return day.Date{}, false
	}
	if c.unknown(r, skill.SubjectEmployment) {
		return after(t.For)(since, true)
	}
	f, ok := fill(c.work(t.Related, r).spans, t, since)
	return f.full, ok
}

// work merges the jobs that serve. Employment that touches or overlaps is one
// period: no day counts twice, and a change of employer without a free day does
// not break it.
// Source: counting rule 3.
func (c *dossierCase) work(related bool, r reading) *runs {
	m := &c.merged[index(related)][index(r != sure)]
	if m.done {
		return m
	}
	m.done, m.spans = true, m.array[:0]
	for i := range c.Dossier.Employment {
		if e := &c.Dossier.Employment[i]; c.job(e, related, r) {
			m.spans = append(m.spans, spanOf(e))
		}
	}
	slices.SortFunc(m.spans, func(a, b span) int { return a.from.Compare(b.from) })
	kept := m.spans[:0]
	for _, s := range m.spans {
		if n := len(kept); n > 0 && !s.from.After(kept[n-1].end) {
			kept[n-1].end = day.Later(kept[n-1].end, s.end)
		} else {
			kept = append(kept, s)
		}
	}
	m.spans = kept
	return m
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func spanOf(e *skill.Employment) span {
	if e.To.IsZero() {
		return span{e.From, forever}
	}
	return span{e.From, e.To.AddDays(1)}
}

// cut leaves of a period what lies on or after the day since; not ok where
// nothing is left.
// Source: counting rule 6.
func (s span) cut(since day.Date) (span, bool) {
	s.from = day.Later(s.from, since)
	return s, s.from.Before(s.end)
}

// A filling is when a term of work is full, and the first day that it counts.
type filling struct{ start, full day.Date }

// fill finds the first period in which the term fills. The first period of a
// stretch is full on its anniversary; a later one when its own time and the
// earlier periods' make up the term. A continuous term starts afresh after too
// long a gap.
// Source: counting rules 3, 4 and 6.
func fill(work []span, t *skill.WorkedTerm, since day.Date) (f filling, ok bool) {
	need, earlier := units(t.For), 0
	var last span
	for _, s := range work {
		s, ok := s.cut(since)
		if !ok {
			continue
		}
		if last.end.IsZero() || t.Continuous && last.end.AddDays(t.Gap).Before(s.from) {
			f.start, earlier = s.from, 0
		}
		if f.full = fullDay(s.from, need-earlier); !f.full.After(s.end) {
			return f, true
		}
		earlier += units(day.Between(s.from, s.end))
		last = s
	}
	return filling{}, false
}

// fullDay is when the units that remain are full in a period begun on from:
// after their months, then their days. Where rounding them up to a whole month
// comes sooner, because the days run through a short month, so much of the
// earlier time is left uncounted; leaving out more never helps.
// Source: counting rule 4.
func fullDay(from day.Date, remaining int) day.Date {
	months, days := remaining/unitsMonth, remaining%unitsMonth
	if days == 0 {
		return from.AddMonths(months)
	}
	return day.Earlier(from.AddMonths(months).AddDays(days), from.AddMonths(months+1))
}

// tally is the time that counts towards a term on the day x: all of it, or the
// longest stretch of a continuous term. It stays short of a term that is not
// full, which a sum by months of thirty days might otherwise seem to reach.
func tally(work []span, t *skill.WorkedTerm, since, x day.Date) (best day.Span) {
	earlier := 0
	var last span
	for _, s := range work {
		s, ok := s.cut(since)
		if s.end = day.Earlier(s.end, x); !ok || !s.from.Before(s.end) {
			continue
		}
		if t.Continuous && !last.end.IsZero() && last.end.AddDays(t.Gap).Before(s.from) {
			earlier = 0
		}
		own := day.Between(s.from, s.end)
		sum := own
		if earlier > 0 {
			sum = shortOf(earlier+units(own), units(t.For))
		}
		if units(sum) >= units(best) {
			best = sum
		}
		earlier += units(own)
		last = s
	}
	return best
}

// shortOf writes n units as a span. Where they would make up the whole term, the
// last month is left in days.
func shortOf(n, term int) day.Span {
	if n < term {
		return day.Span{Years: n / unitsYear, Months: n % unitsYear / unitsMonth, Days: n % unitsMonth}
	}
	n = term - unitsMonth
	return day.Span{Years: n / unitsYear, Months: n % unitsYear / unitsMonth, Days: unitsMonth}
}
