package skill

import (
	"slices"
	"strings"

	"assay/skill/day"
)

// A RequirementSet (备案条件) is one edition of what a body must fulfil to be
// filed or renewed. Unlike the conditions of a candidate all of its clauses are
// needed. A set is data and names its source.
type RequirementSet struct {
	ID         string // e.g. station-2000s
	Title      Text
	Edition    string
	Source     string
	Confidence string // S1 … S3 or G-hi … G-lo
	Valid      day.Period
	Standing   SetStanding
	Note       Text // what a reader of the list should know; may be empty

	Renewal bool       // for renewing (续期); else for filing and for added scope
	Kinds   []BodyKind // of bodies that it is for
	Tier    Tier       // of those bodies; empty: both
	Region  string     // first digits of GB/T 2260; empty for the whole country

	Clauses []Clause
}

// A Tier is with whom a body is filed.
type Tier string

// The tiers.
const (
	TierNation   Tier = "nation"   // the national centre
	TierProvince Tier = "province" // a province's
)

// A RequirementCase is what a set is looked for.
type RequirementCase struct {
	Renewal bool
	Kind    BodyKind
	Tier    Tier
	Region  string // of the body, as exact as it is known
	On      day.Date
}

// RequirementSets are all sets that an installation follows.
type RequirementSets []*RequirementSet

// Find is the set that rules the case: of those that fit, the one for the
// smallest region, then the first as they are listed.
func (all RequirementSets) Find(c RequirementCase) (*RequirementSet, error) {
	var best *RequirementSet
	for _, s := range all {
		if s.fits(c) && (best == nil || len(s.Region) > len(best.Region)) {
			best = s
		}
	}
	if best == nil {
		return nil, Fail(Unmet, "requirement.none", "kind", string(c.Kind), "on", c.On.String())
	}
	return best, nil
}

// ByID is the set of an id.
func (all RequirementSets) ByID(id string) (*RequirementSet, error) {
	var known []string
	for _, s := range all {
		if s.ID == id {
			return s, nil
		}
		known = append(known, s.ID)
	}
	return nil, Fail(NotFound, "requirement.set_unknown", "set", id, "known", strings.Join(known, ", "))
}

func (s *RequirementSet) fits(c RequirementCase) bool {
	return slices.Contains(s.Kinds, c.Kind) && s.Renewal == c.Renewal && (s.Tier == "" || s.Tier == c.Tier) &&
		strings.HasPrefix(c.Region, s.Region) && s.Valid.Covers(c.On)
}
