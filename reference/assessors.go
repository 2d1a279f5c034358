package reference

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"sync"

	"assay/skill"
	"assay/skill/day"
)

//go:embed assessors/*.json
var assessorFiles embed.FS

// assessorOrder is the order in which the sets are listed: by class, present ones
// before older ones, then those for another term.
var assessorOrder = []string{"assessor-hunan", "assessor-2000s", "senior-current", "senior-older", "supervisor-2020", "renewal"}

var assessorSets = sync.OnceValues(func() (skill.AssessorSets, error) {
	var out skill.AssessorSets
	for _, id := range assessorOrder {
		b, err := assessorFiles.ReadFile("assessors/" + id + ".json")
		if err != nil {
			return nil, err
		}
		set, err := parseAssessors(b)
		if err != nil {
			return nil, fmt.Errorf("assessors/%s.json: %w", id, err)
		}
		out = append(out, set)
	}
	return out, nil
})

// Assessors are the sets of what a person must fulfil to be registered as an
// assessor or supervisor (考评员、质量督导员条件) that are shipped. They are shared
// and not to be changed.
func Assessors() (skill.AssessorSets, error) { return assessorSets() }

// The shape of a file.
type assessorFile struct {
	ID         string
	Title      textFile
	Edition    string
	Source     string
	Confidence string
	Valid      struct{ From, To day.Date }
	Standing   skill.SetStanding
	Note       textFile
	Classes    []skill.AssessorClass
	Renewal    bool
	Region     string
	Levels     []skill.Level
	Clauses    []clauseFile
}

func parseAssessors(b []byte) (*skill.AssessorSet, error) {
	var f assessorFile
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, err
	}
	clauses, err := clausesOf(f.Clauses)
	return &skill.AssessorSet{
		ID: f.ID, Title: skill.Text(f.Title), Edition: f.Edition, Source: f.Source, Confidence: f.Confidence, Valid: day.Period(f.Valid),
		Standing: f.Standing, Note: skill.Text(f.Note), Classes: f.Classes, Renewal: f.Renewal, Region: f.Region,
		Levels: f.Levels, Clauses: clauses,
	}, err
}
