package condition

import (
	"encoding/json"

	"assay/skill"
	"assay/skill/day"
)

// VerdictJSON is a verdict as commands, the API and stored applications have it.
// A day that never comes is null.
type VerdictJSON struct {
	Set        string               `json:"set"`
	Occupation skill.OccupationCode `json:"occupation"`
	Level      skill.Level          `json:"level"`
	On         day.Date             `json:"on"`
	Outcome    skill.Outcome        `json:"outcome"`
	Clause     *string              `json:"clause"`
	ReliesOn   []RelianceJSON       `json:"relies_on"`
	Clauses    []ClauseJSON         `json:"clauses"`
	Earliest   *day.Date            `json:"earliest"`
}

// RelianceJSON is one fact that the verdict rests on.
type RelianceJSON struct {
	Term  skill.TermKind `json:"term"`
	Fact  string         `json:"fact"`
	Value string         `json:"value"`
}

// ClauseJSON is the verdict on one clause.
type ClauseJSON struct {
	Clause   string          `json:"clause"`
	Text     TextJSON        `json:"text"`
	Source   string          `json:"source"`
	Proof    *TextJSON       `json:"proof,omitempty"`
	Outcome  skill.Outcome   `json:"outcome"`
	Earliest *day.Date       `json:"earliest"`
	Missing  []ShortfallJSON `json:"missing"`
}

// TextJSON is a text in both languages.
type TextJSON struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// ShortfallJSON is one term that is not met; open says why it can be reviewed,
// occupation which of those that a body applies for it is asked for.
type ShortfallJSON struct {
	Term       skill.TermKind       `json:"term"`
	Occupation skill.OccupationCode `json:"occupation,omitempty"`
	Have       string               `json:"have"`
	Need       string               `json:"need"`
	Earliest   *day.Date            `json:"earliest"`
	Open       skill.Opening        `json:"open,omitempty"`
}

// LevelsJSON is the short answer for every level of a set.
type LevelsJSON struct {
	Set        string               `json:"set"`
	Occupation skill.OccupationCode `json:"occupation"`
	On         day.Date             `json:"on"`
	Levels     []LevelJSON          `json:"levels"`
}

// LevelJSON is the short answer for one level.
type LevelJSON struct {
	Level    skill.Level   `json:"level"`
	Outcome  skill.Outcome `json:"outcome"`
	Clause   *string       `json:"clause"`
	Earliest *day.Date     `json:"earliest"`
}

// WriteVerdict writes a verdict as JSON.
func WriteVerdict(v skill.Verdict) ([]byte, error) { return json.Marshal(NewVerdictJSON(v)) }

// NewVerdictJSON is the JSON shape of a verdict.
func NewVerdictJSON(v skill.Verdict) VerdictJSON {
	return VerdictJSON{
		Set: v.Set, Occupation: v.Occupation, Level: v.Level, On: v.On, Outcome: v.Outcome,
		Clause: textOrNull(v.Clause), ReliesOn: reliancesJSON(v.ReliesOn), Clauses: clausesJSON(v.Clauses), Earliest: orNull(v.Earliest),
	}
}

func reliancesJSON(all []skill.Reliance) []RelianceJSON {
	out := []RelianceJSON{}
	for _, r := range all {
		out = append(out, RelianceJSON{r.Term, r.Fact.String(), r.Value.String()})
	}
	return out
}

func clausesJSON(all []skill.ClauseVerdict) []ClauseJSON {
	out := []ClauseJSON{}
	for _, c := range all {
		w := ClauseJSON{
			Clause: c.Clause.ID, Text: TextJSON(c.Clause.Text), Source: c.Clause.Source,
			Outcome: c.Outcome, Earliest: orNull(c.Earliest), Missing: []ShortfallJSON{},
		}
		if c.Clause.Proof != (skill.Text{}) {
			w.Proof = new(TextJSON(c.Clause.Proof))
		}
		for _, s := range c.Missing {
			w.Missing = append(w.Missing, ShortfallJSON{s.Term.Kind(), s.About(), s.Has(), s.Need(), orNull(s.Earliest), s.Open})
		}
		out = append(out, w)
	}
	return out
}

// NewLevelsJSON is the short form of the verdicts that DecideAll gave for q.
func NewLevelsJSON(q Question, verdicts []skill.Verdict) LevelsJSON {
	w := LevelsJSON{Set: q.Set.ID, Occupation: q.Occupation, On: q.On, Levels: []LevelJSON{}}
	for _, v := range verdicts {
		w.Levels = append(w.Levels, LevelJSON{v.Level, v.Outcome, textOrNull(v.Clause), orNull(v.Earliest)})
	}
	return w
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
