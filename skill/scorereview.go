package skill

import "assay/skill/day"

// ObjectionKind is what is asked for with an objection.
type ObjectionKind string

// The kinds. A review is asked for by the person concerned alone, of a result that
// was not passed as well; what follows from it is what follows from an objection.
const (
	ObjectionPublic ObjectionKind = ""       // 公示异议: somebody objects during the publicity
	ObjectionReview ObjectionKind = "review" // 成绩复核: the person concerned asks to have the marking looked at again
)

// Known is the day on which a person could know a result: that of its settlement,
// or of its publicity.
func (r Result) Known() day.Date {
	if r.Status == ResultSettled {
		return day.Of(r.StatusAt)
	}
	return r.PublicFrom
}

// Reviewable refuses a review (成绩复核) of a result that cannot be held back any
// more, or is held already, or after the last day for it.
func (r Result) Reviewable(today, last day.Date) error {
	switch {
	case r.Status == ResultDisputed:
		return Fail(Conflict, "score_review.held")
	case r.Status == ResultSettled && r.Passed:
		return Fail(WrongState, "score_review.not_public")
	case r.Status != ResultSettled && r.Status != ResultPublicised:
		return Fail(WrongState, "score_review.reported")
	case today.After(last):
		return Fail(Unmet, "score_review.late", "until", last.String())
	}
	return nil
}
