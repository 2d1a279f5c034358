package condition

import (
	"slices"

	"assay/skill"
	"assay/skill/day"
)

// A span is a period of work; end is the day after its last. Units measure it
// from its first day.
type span struct {
	from, end day.Date
	units     int
}

// forever is the end of work that goes on.
var forever = day.Must("9999-12-31").AddDays(1)

// Units measure time by thirty days to a month and twelve months to a year.
// Source: decision 11, rule 4.
const (
	unitsMonth = 30
	unitsYear  = 12 * unitsMonth
)

func unitsBetween(a, b day.Date) int { return units(day.Between(a, b)) }

func units(s day.Span) int { return s.Years*unitsYear + s.Months*unitsMonth + s.Days }

// worked is the first day on which a term of work is full.
func (c *dossierCase) worked(t *skill.WorkedTerm, r reading) (day.Date, bool) {
	since, ok := c.since(t.Since, r)
	if !ok {
		return day.Date{}, false
	}
	if c.unknown(r, skill.SubjectEmployment) {
		return after(since, t.For), true
	}
	f, ok := c.work(t.Related, r).fill(t, since)
	return f.full, ok
}

// work merges the jobs that serve. Employment that touches or overlaps is one
// period: no day counts twice, and a change of employer without a free day does
// not break it.
// Source: decision 11, rule 3.
func (c *dossierCase) work(related bool, r reading) *runs {
	m := &c.merged[index(related)][index(r != sure || c.plain)]
	if m.done {
		return m
	}
	m.done, m.spans = true, m.array[:0]
	for i := range c.Dossier.Employment {
		if e := &c.Dossier.Employment[i]; c.job(e, related, r) {
			m.spans = append(m.spans, spanOf(e.Period))
		}
	}
	m.order()
	return m
}

// served is the posts of a kind, merged as work is. Few terms ask for them, so
// they are not kept.
func (c *dossierCase) served(as skill.PostKind, r reading) *runs {
	m := &runs{}
	for _, p := range c.Dossier.Posts {
		if p.Kind == as && !p.From.IsZero() && (r != sure || !p.Claimed) {
			m.spans = append(m.spans, spanOf(p.Period))
		}
	}
	m.order()
	return m
}

// inPost is a term of posts as one of work, which counts alike.
func inPost(t *skill.ServedTerm) *skill.WorkedTerm { return &skill.WorkedTerm{For: t.For} }

// order sorts the periods, merges and measures them.
func (m *runs) order() {
	slices.SortFunc(m.spans, func(a, b span) int { return a.from.Compare(b.from) })
	if bridged(m.spans) {
		m.jobs = slices.Clone(m.spans)
	}
	m.spans = merge(m.spans)
	for i := range m.spans {
		m.spans[i].units = unitsBetween(m.spans[i].from, m.spans[i].end)
	}
}

// merge makes one period of those that touch or overlap, in place.
func merge(sorted []span) []span {
	kept := sorted[:0]
	for _, s := range sorted {
		if n := len(kept); n > 0 && !s.from.After(kept[n-1].end) {
			kept[n-1].end = day.Later(kept[n-1].end, s.end)
		} else {
			kept = append(kept, s)
		}
	}
	return kept
}

// bridged tells whether any three jobs make up one period.
func bridged(sorted []span) bool {
	var end day.Date
	joined := 0
	for _, s := range sorted {
		if s.from.After(end) {
			joined = 0
		}
		end = day.Later(end, s.end)
		if joined++; joined == 3 {
			return true
		}
	}
	return false
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func spanOf(p day.Period) span {
	if p.To.IsZero() {
		return span{from: p.From, end: forever}
	}
	return span{from: p.From, end: p.To.AddDays(1)}
}

// cut leaves of a period what lies on or after the day since; not ok where
// nothing is left.
// Source: decision 11, rule 6.
func (s span) cut(since day.Date) (span, bool) {
	if since.After(s.from) {
		s.from, s.units = since, unitsBetween(since, s.end)
	}
	return s, s.from.Before(s.end)
}

// A filling is when a term of work is full, and the first day that it counts.
type filling struct{ start, full day.Date }

// fill is when the work fills the term; not ok where it never does.
func (m *runs) fill(t *skill.WorkedTerm, since day.Date) (f filling, ok bool) {
	if t.Continuous {
		return fillUnbroken(m.spans, t, since)
	}
	f, ok = fillSum(m.spans, units(t.For), since)
	if m.jobs == nil {
		return f, ok
	}
	// A job that bridges two others can make their time measure less.
	if full, sooner := fillChosen(m.jobs, units(t.For), since); sooner && (!ok || full.Before(f.full)) {
		f, ok = filling{day.Later(m.spans[0].from, since), full}, true
	}
	return f, ok
}

// fillUnbroken finds the first stretch that reaches the term's anniversary. A
// gap that is allowed breaks nothing, but nothing becomes full in it.
// Source: decision 11, rules 3 and 6.
func fillUnbroken(work []span, t *skill.WorkedTerm, since day.Date) (f filling, ok bool) {
	var last day.Date
	for _, s := range work {
		s, ok := s.cut(since)
		if !ok {
			continue
		}
		if last.IsZero() || last.AddDays(t.Gap).Before(s.from) {
			f.start = s.from
		}
		if f.full = day.Later(f.start.Add(t.For), s.from); !f.full.After(s.end) {
			return f, true
		}
		last = s.end
	}
	return filling{}, false
}

// fillSum finds the first period in which the term fills: its own time and the
// earlier periods' make it up. The first period is full on its anniversary.
// Source: decision 11, rules 4 and 6.
func fillSum(work []span, need int, since day.Date) (f filling, ok bool) {
	earlier := 0
	for _, s := range work {
		s, ok := s.cut(since)
		if !ok {
			continue
		}
		if f.start.IsZero() {
			f.start = s.from
		}
		if s.units >= need-earlier { // else it cannot be full: fullDay takes at least as many units
			if f.full = fullDay(s.from, need-earlier); !f.full.After(s.end) {
				return f, true
			}
		}
		earlier += s.units
	}
	return filling{}, false
}

// fillChosen is fillSum for the choice of jobs that fills the term soonest.
// Merging is not always a gain: 21 November to 4 December and 6 December to 5
// March are 14 days and 3 months, with 5 December between them 3 months 13 days.
// Such a day is earlier time, and left uncounted where counting it would make
// the day later. Jobs are sorted by their first days.
// Source: decision 11, rule 4.
func fillChosen(jobs []span, need int, since day.Date) (soonest day.Date, ok bool) {
	byEnd := make([]span, 0, len(jobs))
	for _, s := range jobs {
		if s, ok := s.cut(since); ok {
			byEnd = append(byEnd, s)
		}
	}
	byFrom := slices.Clone(byEnd) // cutting keeps the order
	slices.SortFunc(byEnd, func(a, b span) int { return a.end.Compare(b.end) })
	best := make([]int, len(byEnd)) // the most units chosen whose last day is this job's
	for _, first := range byFrom {
		earlier := 0
		for k, s := range byEnd {
			if s.end.Before(first.from) {
				earlier = max(earlier, best[k])
			}
		}
		reach := first.end // of the period that begins with this job
		for k, s := range byEnd {
			if s.end.Before(first.end) || s.from.Before(first.from) || s.from.After(reach) {
				continue
			}
			reach = s.end
			best[k] = max(best[k], earlier+unitsBetween(first.from, reach))
		}
		if full := fullDay(first.from, max(0, need-earlier)); !full.After(reach) && (!ok || full.Before(soonest)) {
			soonest, ok = full, true
		}
	}
	return soonest, ok
}

// fullDay is when the units that remain are full in a period begun on from:
// after their months, then their days. Where rounding them up to a whole month
// comes sooner, because the days run through a short month, so much of the
// earlier time is left uncounted; leaving out more never helps.
// Source: decision 11, rule 4.
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
	var start, last day.Date
	for _, s := range work {
		s, ok := s.cut(since)
		if s.end.After(x) {
			s.end, s.units = x, unitsBetween(s.from, x)
		}
		if !ok || !s.from.Before(s.end) {
			continue
		}
		if last.IsZero() || t.Continuous && last.AddDays(t.Gap).Before(s.from) {
			start = s.from
		}
		switch {
		case t.Continuous:
			if sum := day.Between(start, s.end); units(sum) >= units(best) {
				best = sum
			}
		case earlier == 0:
			best = day.Between(s.from, s.end)
		default:
			best = shortOf(earlier+s.units, units(t.For))
		}
		earlier += s.units
		last = s.end
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
