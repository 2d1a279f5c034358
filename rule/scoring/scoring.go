// Package scoring turns the outcomes of a candidate's parts into a result:
// every required part passed on its own or waived, nothing averaged, and a band
// that every marked part reaches. It decides who may retake what, and until
// when. The numbers are policy, handed in; the way of reading them is here.
package scoring

import (
	"assay/skill"
	"assay/skill/day"
)

// A Policy holds the numbers of the field that a ministry can change.
// Source: docs/rules.md, Marks and bands (pass 60 in each part; bands 60, 80, 95; one retake within
// a year if one part is passed), kept as reference data.
type Policy struct {
	Pass, Good, Excellent skill.Mark
	Retakes               int // further attempts at a failed part
	RetakeMonths          int // counted from the day of the last exam; the anniversary itself still serves
	RetakeNeeds           int // parts that must have been passed
}

// A Decision is what the parts come to.
type Decision struct {
	Complete bool // every required part has an outcome
	Passed   bool
	Band     skill.Band        // empty unless passed
	Scores   []skill.PartScore // what counts of each required part, in the plan's order
	Open     []skill.Part      // required parts without an outcome
	Failed   []skill.Part      // required parts with an outcome that is not enough
}

// Decide reads the sittings of one application against the required parts. Of
// several attempts at a part the last one counts; a waiver counts for good.
func (p Policy) Decide(required []skill.Part, sittings []skill.Sitting) Decision {
	d := Decision{Complete: true}
	for _, part := range required {
		s, ok := counting(part, sittings)
		if !ok {
			d.Complete, d.Open = false, append(d.Open, part)
			continue
		}
		d.Scores = append(d.Scores, skill.PartScore{Part: part, Attempt: s.Attempt, Kind: s.Status, Mark: s.Mark})
		if !p.passes(s) {
			d.Failed = append(d.Failed, part)
		}
	}
	d.Passed = d.Complete && len(d.Failed) == 0 && len(required) > 0
	if d.Passed {
		d.Band = p.band(d.Scores)
	}
	return d
}

// counting is the sitting that counts for a part.
func counting(part skill.Part, sittings []skill.Sitting) (best skill.Sitting, ok bool) {
	for _, s := range sittings {
		if s.Part != part || s.Status == skill.SittingDropped {
			continue
		}
		if s.Status == skill.SittingWaived {
			return s, true
		}
		if best.Status == skill.None || s.Attempt > best.Attempt {
			best = s
		}
	}
	return best, best.Done()
}

func (p Policy) passes(s skill.Sitting) bool {
	return s.Status == skill.SittingWaived || s.Status == skill.SittingMarked && s.Mark >= p.Pass
}

// band is the highest band that every marked part reaches; with no part marked
// it is a plain pass.
// Source: docs/rules.md, Marks and bands: both parts have to reach a band.
func (p Policy) band(scores []skill.PartScore) skill.Band {
	lowest, marked := skill.FullMark, false
	for _, s := range scores {
		if s.Kind == skill.SittingMarked {
			lowest, marked = min(lowest, s.Mark), true
		}
	}
	switch {
	case marked && lowest >= p.Excellent:
		return skill.BandExcellent
	case marked && lowest >= p.Good:
		return skill.BandGood
	}
	return skill.BandPass
}

// Retake lists the failed parts that may be sat again on a day, given the day of
// the last exam, or says why none may: result.retake_passed, retake_too_few,
// retake_used, retake_over, or incomplete.
func (p Policy) Retake(required []skill.Part, sittings []skill.Sitting, exam, on day.Date) ([]skill.Part, error) {
	d := p.Decide(required, sittings)
	switch {
	case !d.Complete:
		return nil, skill.Fail(skill.WrongState, "result.incomplete")
	case d.Passed:
		return nil, skill.Fail(skill.Unmet, "result.retake_passed")
	case len(required)-len(d.Failed) < p.RetakeNeeds:
		return nil, skill.Fail(skill.Unmet, "result.retake_too_few")
	case on.After(exam.AddMonths(p.RetakeMonths)):
		return nil, skill.Fail(skill.Unmet, "result.retake_over", "last", exam.AddMonths(p.RetakeMonths).String())
	}
	for _, s := range d.Scores {
		if s.Attempt > p.Retakes && !p.enough(s) {
			return nil, skill.Fail(skill.Unmet, "result.retake_used")
		}
	}
	return d.Failed, nil
}

func (p Policy) enough(s skill.PartScore) bool {
	return p.passes(skill.Sitting{Status: s.Kind, Mark: s.Mark})
}
