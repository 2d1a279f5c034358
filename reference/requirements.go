package reference

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"assay/skill"
	"assay/skill/day"
)

//go:embed requirements/*.json
var requirementFiles embed.FS

// requirementOrder is the order in which the sets are listed: by kind of body,
// the nation's before the general ones, then those for renewal.
var requirementOrder = []string{
	"employer-national-2019", "employer-general", "social-national-2020", "social-general", "school-general", "station-2000s",
	"renewal-fujian-2022", "renewal-guangdong-2022", "renewal-general",
}

var requirements = sync.OnceValues(func() (skill.RequirementSets, error) {
	var out skill.RequirementSets
	for _, id := range requirementOrder {
		b, err := requirementFiles.ReadFile("requirements/" + id + ".json")
		if err != nil {
			return nil, err
		}
		set, err := parseRequirements(b)
		if err != nil {
			return nil, fmt.Errorf("requirements/%s.json: %w", id, err)
		}
		out = append(out, set)
	}
	return out, nil
})

// Requirements are the sets of what a body must fulfil (备案条件) that are
// shipped. They are shared and not to be changed.
func Requirements() (skill.RequirementSets, error) { return requirements() }

// The shape of a file. A term is told by which of its first names it has.
type (
	requirementFile struct {
		ID         string
		Title      textFile
		Edition    string
		Source     string
		Confidence string
		Standing   skill.SetStanding
		Valid      struct{ From, To day.Date }
		Note       textFile
		Renewal    bool
		Kinds      []skill.BodyKind
		Tier       skill.Tier
		Region     string
		Clauses    []struct {
			ID     string
			Text   textFile
			Source string
			Proof  textFile
			Terms  []requirementTermFile
		}
	}
	requirementTermFile struct {
		Staff      []skill.Position
		Degree     skill.Position
		Title      skill.Position
		Years      skill.Position
		FullTime   []skill.Position `json:"full_time"`
		Card       skill.Position
		Apart      []skill.Position
		Room       skill.FacilityKind
		Video      []skill.FacilityKind
		Equipment  skill.EquipmentUse
		Systems    []skill.DocumentSystem
		Turnover   int
		Service    spanFile
		Registered bool
		Insured    bool
		Commitment skill.Commitment
		Finding    skill.Finding
		Apply      bool
		Batches    int
		Findable   bool
		Rectified  bool

		Least, Most, Seats int
		Degrees            []skill.School
		Grade              skill.Grade
		For                spanFile
		Days, Months       int
		Each               bool
		Levels             []skill.Level
	}
)

func parseRequirements(b []byte) (*skill.RequirementSet, error) {
	var f requirementFile
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, err
	}
	set := &skill.RequirementSet{
		ID: f.ID, Title: skill.Text(f.Title), Edition: f.Edition, Source: f.Source, Confidence: f.Confidence,
		Valid: day.Period(f.Valid), Standing: f.Standing, Note: skill.Text(f.Note),
		Renewal: f.Renewal, Kinds: f.Kinds, Tier: f.Tier, Region: f.Region,
	}
	if !slices.Contains([]skill.Tier{"", skill.TierNation, skill.TierProvince}, f.Tier) {
		return nil, fmt.Errorf("there is no tier %q", f.Tier)
	}
	for _, c := range f.Clauses {
		clause := skill.Clause{ID: c.ID, Text: skill.Text(c.Text), Source: c.Source, Proof: skill.Text(c.Proof)}
		for _, t := range c.Terms {
			terms := t.terms()
			if terms == nil {
				return nil, fmt.Errorf("clause %s: a term asks for nothing", c.ID)
			}
			clause.Terms = append(clause.Terms, terms...)
		}
		set.Clauses = append(set.Clauses, clause)
	}
	return set, nil
}

// terms is one term, or one for each system that is named.
func (t *requirementTermFile) terms() (out []skill.Term) {
	for _, s := range t.Systems {
		out = append(out, skill.SystemTerm{System: s})
	}
	if out != nil {
		return out
	}
	if one := t.ofStaff(); one != nil {
		return []skill.Term{one}
	}
	if one := t.ofThings(); one != nil {
		return []skill.Term{one}
	}
	if one := t.ofRecord(); one != nil {
		return []skill.Term{one}
	}
	return nil
}

func (t *requirementTermFile) asked() skill.Asked { return skill.Asked{Each: t.Each, Levels: t.Levels} }

func (t *requirementTermFile) ofStaff() skill.Term {
	switch {
	case len(t.Staff) > 0 && t.Least > 0:
		return skill.StaffTerm{Asked: t.asked(), Positions: t.Staff, Least: t.Least, Most: t.Most}
	case t.Degree != "" && len(t.Degrees) > 0:
		return skill.StaffDegreeTerm{Asked: t.asked(), Position: t.Degree, Degrees: t.Degrees}
	case t.Title != "" && t.Grade != "":
		return skill.StaffTitleTerm{Asked: t.asked(), Position: t.Title, Grade: t.Grade}
	case t.Years != "" && t.For != (spanFile{}):
		return skill.StaffYearsTerm{Asked: t.asked(), Position: t.Years, For: t.For.Span}
	case len(t.FullTime) > 0:
		return skill.FullTimeTerm{Asked: t.asked(), Positions: t.FullTime, Least: t.Least}
	case t.Card != "":
		return skill.CardTerm{Asked: t.asked(), Position: t.Card}
	case len(t.Apart) > 1:
		return skill.ApartTerm{Positions: t.Apart}
	}
	return nil
}

func (t *requirementTermFile) ofThings() skill.Term {
	switch {
	case t.Room != "":
		return skill.RoomTerm{Asked: t.asked(), Room: t.Room, Least: max(1, t.Least), Seats: t.Seats}
	case len(t.Video) > 0:
		return skill.VideoTerm{Rooms: t.Video}
	case t.Equipment != "" && t.Least > 0:
		return skill.EquipmentTerm{Asked: t.asked(), Use: t.Equipment, Least: t.Least}
	case t.Turnover > 0:
		return skill.TurnoverTerm{Asked: t.asked(), Least: t.Turnover}
	case t.Service != (spanFile{}):
		return skill.ServiceTerm{For: t.Service.Span}
	}
	return nil
}

func (t *requirementTermFile) ofRecord() skill.Term {
	switch {
	case t.Registered:
		return skill.RegisteredTerm{}
	case t.Insured:
		return skill.InsuredTerm{}
	case t.Commitment != "":
		return skill.CommitmentTerm{Commitment: t.Commitment}
	case t.Finding != "":
		return skill.FindingTerm{Finding: t.Finding}
	case t.Apply:
		return skill.ApplyTerm{Days: t.Days, Months: t.Months}
	case t.Batches > 0:
		return skill.BatchesTerm{Least: t.Batches}
	case t.Findable:
		return skill.FindableTerm{}
	case t.Rectified:
		return skill.RectifiedTerm{}
	}
	return nil
}

// FilingPapers reads the kinds of document that go with a filing (备案材料), and
// who needs them.
func FilingPapers() []skill.FilingPaperRow {
	var file struct {
		Edition, Source, Confidence string
		Papers                      []struct {
			Paper              skill.FilingPaper
			Zh, En             string
			Kinds              []skill.FilingKind
			Types              []skill.BodyKind
			Source, Confidence string
		}
	}
	decode("filing-papers.json", &file)
	out := make([]skill.FilingPaperRow, len(file.Papers))
	for i, p := range file.Papers {
		out[i] = skill.FilingPaperRow{
			Paper: p.Paper, Name: skill.Text{ZH: p.Zh, EN: p.En}, Kinds: p.Kinds, Types: p.Types, Source: p.Source, Confidence: p.Confidence,
		}
	}
	return out
}
