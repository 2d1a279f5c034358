package condition_test

import (
	"slices"

	"assay/skill"
	"assay/skill/day"
)

// The oracle answers the same questions another way: it marks days in an array,
// looks at nothing dated after the day asked, and knows no earliest day; a test
// asks it day by day.

const oracleDays = 45 * 366

var oracleEpoch = day.Must("2001-01-01").Ordinal()

type oracle struct {
	d          *skill.Dossier
	occupation skill.OccupationCode
	claims     bool               // claims count
	work       map[bool][][]stint // of every choice of jobs, by whether related work counts
	generous   *oracle            // the same with claims; nil when they count
}

// A stint is days worked without a break, first to last, as ordinals.
type stint struct{ first, last int }

func newOracle(d *skill.Dossier, occupation skill.OccupationCode, claims bool) *oracle {
	o := &oracle{d: d, occupation: occupation, claims: claims, work: map[bool][][]stint{}}
	if !claims {
		o.generous = newOracle(d, occupation, true)
	}
	for _, related := range []bool{false, true} {
		var jobs []skill.Employment
		for _, e := range d.Employment {
			if o.counts(e.Occupation, e.Related && related, e.Claimed) {
				jobs = append(jobs, e)
			}
		}
		for choice := range 1 << len(jobs) { // the last choice is all of them
			var marks [oracleDays + 1]bool
			for i, e := range jobs {
				if choice>>i&1 == 1 {
					for n := e.From.Ordinal() - oracleEpoch; n < oracleDays && (e.To.IsZero() || n <= e.To.Ordinal()-oracleEpoch); n++ {
						marks[n] = true
					}
				}
			}
			o.work[related] = append(o.work[related], stints(marks[:]))
		}
	}
	return o
}

func stints(marks []bool) (out []stint) {
	for n := 0; n < len(marks); n++ {
		if marks[n] {
			first := n
			for marks[n] {
				n++
			}
			out = append(out, stint{first + oracleEpoch, n - 1 + oracleEpoch})
		}
	}
	return out
}

func (o *oracle) counts(occupation skill.OccupationCode, related, claimed bool) bool {
	return occupation == o.occupation || related && (o.claims || !claimed)
}

// outcome is the verdict on the day x.
func (o *oracle) outcome(clauses []skill.Clause, x day.Date) skill.Outcome {
	best := skill.NotMet
	for _, c := range clauses {
		all, possible := true, true
		for _, t := range c.Terms {
			all = all && o.term(t, x, false)
			possible = possible && o.term(t, x, true)
		}
		if all {
			return skill.Met
		}
		if possible {
			best = skill.ToReview
		}
	}
	return best
}

// term tells whether a term holds on x; generously, whether it might.
func (o *oracle) term(t skill.Term, x day.Date, generous bool) bool {
	if generous && o.generous != nil {
		return o.generous.term(t, x, true)
	}
	unknown := func(s skill.Subjects) bool { return generous && o.d.Unknown&s != 0 }
	switch t := t.(type) {
	case skill.AgeTerm:
		return !o.d.Born.AddYears(t.Years).After(x)
	case skill.HoldsTerm:
		return unknown(skill.SubjectCertificates) || len(o.certificates(t, x)) > 0
	case skill.HeldTerm:
		return unknown(skill.SubjectCertificates) || slices.ContainsFunc(o.certificates(t.HoldsTerm, x),
			func(d day.Date) bool { return !d.Add(t.For).After(x) })
	case skill.WorkedTerm:
		documents := o.documents(t.Since, x, unknown)
		if unknown(skill.SubjectEmployment) {
			return slices.ContainsFunc(documents, func(d day.Date) bool { return !d.Add(t.For).After(x) })
		}
		return slices.ContainsFunc(documents, func(d day.Date) bool {
			return slices.ContainsFunc(o.work[t.Related], func(work []stint) bool { return worked(t, work, d, x) })
		})
	case skill.WorkingTerm:
		all := o.work[t.Related][len(o.work[t.Related])-1]
		return unknown(skill.SubjectEmployment) || slices.ContainsFunc(all, func(s stint) bool {
			return s.first <= x.Ordinal() && x.Ordinal() <= s.last
		})
	case skill.TrainedTerm:
		documents := o.documents(t.Since, x, unknown)
		if unknown(skill.SubjectTraining) {
			return len(documents) > 0
		}
		return slices.ContainsFunc(documents, func(d day.Date) bool { return o.trained(t, d, x) })
	case skill.SchooledTerm:
		return unknown(skill.SubjectEducation) || slices.ContainsFunc(o.d.Education, func(e skill.Education) bool {
			return o.schooled(t, e, x, unknown(skill.SubjectMajor))
		})
	case skill.TitledTerm:
		return unknown(skill.SubjectTitles) || len(o.titles(t.Grade, x)) > 0
	case skill.ApprenticedTerm:
		return unknown(skill.SubjectApprenticeship) || !o.d.Apprenticeship.IsZero() && !o.d.Apprenticeship.After(x)
	case skill.StatusTerm:
		return unknown(skill.SubjectStatus) || o.d.Status == t.Status
	case skill.AttestedTerm:
		return generous || slices.Contains(o.d.Attested, t.Judgement)
	}
	panic("no such term")
}

func (o *oracle) certificates(t skill.HoldsTerm, x day.Date) (issued []day.Date) {
	for _, h := range o.d.Certificates {
		if (h.Kind == "skill-level" || h.Kind == "qualification") && h.Level.Compare(t.Level) >= 0 &&
			!h.Issued.After(x) && o.counts(h.Occupation, h.Related && t.Related, h.Claimed) {
			issued = append(issued, h.Issued)
		}
	}
	return issued
}

func (o *oracle) titles(grade skill.Grade, x day.Date) (awarded []day.Date) {
	order := []skill.Grade{"junior", "intermediate", "senior"}
	for _, t := range o.d.Titles {
		if t.Corresponds && (o.claims || !t.Claimed) && !t.Awarded.After(x) &&
			slices.Index(order, t.Grade) >= slices.Index(order, grade) {
			awarded = append(awarded, t.Awarded)
		}
	}
	return awarded
}

// documents lists every day after which something may count.
func (o *oracle) documents(s skill.Since, x day.Date, unknown func(skill.Subjects) bool) []day.Date {
	always := []day.Date{day.Must("1900-01-01")}
	switch {
	case s == skill.Since{}:
		return always
	case s.Title != "" && unknown(skill.SubjectTitles), s.Title == "" && unknown(skill.SubjectCertificates):
		return always
	case s.Title != "":
		return o.titles(s.Title, x)
	}
	return o.certificates(skill.HoldsTerm{Level: s.Certificate, Related: s.Related}, x)
}

func (o *oracle) trained(t skill.TrainedTerm, document, x day.Date) bool {
	return slices.ContainsFunc(o.d.Training, func(r skill.Training) bool {
		return r.Level == t.Level && r.Months >= t.Months && !r.Completed.IsZero() && !r.Completed.After(x) &&
			!r.Completed.Before(document) && r.Occupation == o.occupation &&
			(!t.StandardHours || r.StandardHours && (o.claims || !r.Claimed))
	})
}

func (o *oracle) schooled(t skill.SchooledTerm, e skill.Education, x day.Date, anyMajor bool) bool {
	order := []skill.Programme{"intermediate", "senior", "reserve-technician", "technician"}
	claimed := e.Claimed && !o.claims
	goal := func(p skill.Programme) bool {
		if p == "" {
			return slices.Contains(t.Implied, e.School)
		}
		return slices.Index(order, p) >= slices.Index(order, t.Programme)
	}
	major := len(t.Majors) == 0 || slices.Contains(t.Majors, e.Major) && !claimed || anyMajor && e.Major == ""
	programme := t.Programme == "" || goal(e.Programme) && (!claimed || goal(""))
	out := !e.Graduated.IsZero() && !e.Graduated.After(x) || t.FinalYear && e.FinalYear || t.Enrolled
	return slices.Contains(t.Schools, e.School) && major && programme && out
}

// worked counts the days of some of the jobs before x, from the document's own
// day on. A stint that begins on x only shows that it has begun.
func worked(t skill.WorkedTerm, work []stint, document, x day.Date) bool {
	need := 360*t.For.Years + 30*t.For.Months
	sum := 0 // of the finished stints, by thirty days to a month
	start, last := 0, 0
	for _, s := range work {
		first, end := max(s.first, document.Ordinal()), min(s.last+1, x.Ordinal())
		if first > s.last || first > x.Ordinal() {
			continue
		}
		if t.Continuous {
			if start == 0 || first-last > t.Gap {
				start = first
			}
			if day.FromOrdinal(start).Add(t.For).Ordinal() <= end {
				return true
			}
			last = end
			continue
		}
		from := day.FromOrdinal(first)
		for left := 0; left <= min(sum, 60); left++ { // days of earlier time left uncounted
			rest := need - sum + left
			if from.AddMonths(rest/30).AddDays(rest%30).Ordinal() <= end {
				return true
			}
		}
		for whole := 1; ; whole++ { // the finished stint's own months and days
			if from.AddMonths(whole).Ordinal() > end {
				sum += 30*(whole-1) + end - from.AddMonths(whole-1).Ordinal()
				break
			}
		}
	}
	return false
}
