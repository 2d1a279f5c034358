package skill

import (
	"slices"

	"assay/skill/day"
)

// An Evidence (证明材料) is one file that goes with an application.
type Evidence struct {
	ID          EvidenceID
	Application ApplicationID
	Path        OrgPath
	Person      PersonID // whose application it is
	By          PersonID // who attached it
	Material    Material
	File        FileHash
	SeenBy      PersonID // 已验原件: who saw the original; empty: nobody
	SeenOn      day.Date
	Dropped     bool // taken back by whoever attached it
	Version     int64
}

// See marks that somebody saw the original (核验原件): nobody sees his own.
func (e Evidence) See(by Person, owner Person, on day.Date) (Evidence, error) {
	switch {
	case SameHuman(by, owner):
		return e, Fail(Denied, "application.own")
	case e.Dropped:
		return e, Fail(WrongState, "evidence.dropped")
	}
	e.SeenBy, e.SeenOn = by.ID, on
	return e, nil
}

// Material (材料种类) names a kind of material; which there are, and who needs
// them, is data.
type Material string

// MaterialPhoto is the candidate's photo, which goes into the application itself.
const MaterialPhoto Material = "photo"

// MaterialSide says who brings a material.
type MaterialSide string

// The sides.
const (
	MaterialOfCandidate MaterialSide = "candidate" // 本人提交, with the application
	MaterialOfBody      MaterialSide = "body"      // 机构提交, before it is accepted
)

// A MaterialRow (申报材料目录) is a kind of material with who needs it: always, or
// only where the clause relied on has one of the terms.
type MaterialRow struct {
	Material   Material
	Name       Text
	Hint       Text // what serves
	Levels     []Level
	Region     string // first digits of GB/T 2260; empty: the whole country
	Terms      []TermKind
	Side       MaterialSide
	Optional   bool // may be brought, and nobody is turned away without it
	Valid      day.Period
	Source     string
	Confidence string
}

// A MaterialCase is what materials are asked for.
type MaterialCase struct {
	Region string // of the body
	Level  Level
	Terms  []TermKind // of the clause relied on that rest on what the person states
	On     day.Date
}

// Materials are all rows that an installation follows.
type Materials []MaterialRow

// Of are the rows that fit the case, in their order.
func (ms Materials) Of(c MaterialCase) Materials {
	var out Materials
	for _, m := range ms {
		if m.fits(c) {
			out = append(out, m)
		}
	}
	return out
}

func (m MaterialRow) fits(c MaterialCase) bool {
	return len(m.Region) <= len(c.Region) && c.Region[:len(m.Region)] == m.Region && m.Valid.Covers(c.On) &&
		(len(m.Levels) == 0 || slices.Contains(m.Levels, c.Level)) &&
		(len(m.Terms) == 0 || slices.ContainsFunc(m.Terms, func(t TermKind) bool { return slices.Contains(c.Terms, t) }))
}

// Find is the row of a kind of material, if there is one.
func (ms Materials) Find(m Material) (MaterialRow, bool) {
	i := slices.IndexFunc(ms, func(r MaterialRow) bool { return r.Material == m })
	if i < 0 {
		return MaterialRow{}, false
	}
	return ms[i], true
}

// Lacking are the rows of a side without which nothing goes on, and of which
// there is nothing among the evidence; photo tells whether there is one.
func (ms Materials) Lacking(side MaterialSide, all []Evidence, photo bool) (out Materials) {
	for _, m := range ms {
		there := slices.ContainsFunc(all, func(e Evidence) bool { return e.Material == m.Material && !e.Dropped })
		if m.Side == side && !m.Optional && !there && !(m.Material == MaterialPhoto && photo) {
			out = append(out, m)
		}
	}
	return out
}
