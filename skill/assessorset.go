package skill

import (
	"slices"
	"strings"

	"assay/skill/day"
)

// An AssessorSet (考评人员条件) is one edition of what a person must fulfil to be
// registered in a class; one clause that is met is enough. A set is data and
// names its source.
type AssessorSet struct {
	ID         string // e.g. assessor-hunan
	Title      Text
	Edition    string
	Source     string
	Confidence string // S1 … S3 or G-hi … G-lo
	Valid      day.Period
	Standing   SetStanding
	Note       Text

	Classes []AssessorClass
	Renewal bool    // for another term; else for the first one
	Region  string  // first digits of GB/T 2260; empty for the whole country
	Levels  []Level // that the class may examine; none: it examines nobody
	Clauses []Clause
}

// Conditions is the set as the engine of conditions takes it: with clauses of no
// level.
func (s *AssessorSet) Conditions() *ConditionSet {
	return &ConditionSet{
		ID: s.ID, Title: s.Title, Edition: s.Edition, Source: s.Source, Valid: s.Valid, Standing: s.Standing, Note: s.Note,
		Levels: []LevelConditions{{Clauses: s.Clauses}},
	}
}

// AssessorSets are all sets that an installation follows.
type AssessorSets []*AssessorSet

// An AssessorCase is what a set is looked for.
type AssessorCase struct {
	Class   AssessorClass
	Renewal bool
	Region  string // of the body, as exact as it is known
	On      day.Date
}

// Find is the set that rules the case: of those that fit and are not obsolete,
// the one for the smallest region, then the first as they are listed.
func (all AssessorSets) Find(c AssessorCase) (*AssessorSet, error) {
	var best *AssessorSet
	for _, s := range all {
		if s.fits(c) && (best == nil || len(s.Region) > len(best.Region)) {
			best = s
		}
	}
	if best == nil {
		return nil, Fail(Unmet, "assessor.no_set", "class", string(c.Class), "on", c.On.String())
	}
	return best, nil
}

// ByID is the set of an id.
func (all AssessorSets) ByID(id string) (*AssessorSet, error) {
	for _, s := range all {
		if s.ID == id {
			return s, nil
		}
	}
	return nil, Fail(NotFound, "assessor.set_unknown", "set", id)
}

func (s *AssessorSet) fits(c AssessorCase) bool {
	return s.Standing != SetObsolete && slices.Contains(s.Classes, c.Class) && s.Renewal == c.Renewal &&
		strings.HasPrefix(c.Region, s.Region) && s.Valid.Covers(c.On)
}
