package reference

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"assay/skill"
	"assay/skill/day"
)

//go:embed conditions/*.json
var conditionFiles embed.FS

// conditionOrder is the order in which the sets are listed: the default first,
// then older ones back in time.
var conditionOrder = []string{
	"national-2023", "national-2018", "seed-d", "seed-c", "seed-b", "seed-a-strict", "seed-a",
}

var conditions = sync.OnceValues(func() ([]*skill.ConditionSet, error) {
	var out []*skill.ConditionSet
	for _, id := range conditionOrder {
		b, err := conditionFiles.ReadFile("conditions/" + id + ".json")
		if err != nil {
			return nil, err
		}
		set, err := parseConditions(b)
		if err != nil {
			return nil, fmt.Errorf("conditions/%s.json: %w", id, err)
		}
		out = append(out, set)
	}
	return out, nil
})

// Conditions are the condition sets (申报条件) that are shipped, the default
// first. They are shared and not to be changed.
func Conditions() ([]*skill.ConditionSet, error) { return conditions() }

// ConditionSet is the shipped set of an id, e.g. national-2023.
func ConditionSet(id string) (*skill.ConditionSet, error) {
	sets, err := conditions()
	if err != nil {
		return nil, err
	}
	for _, s := range sets {
		if s.ID == id {
			return s, nil
		}
	}
	return nil, skill.Fail(skill.NotFound, "condition.set_unknown", "set", id, "known", strings.Join(conditionOrder, ", "))
}

// UsualSet is the id of the condition set that decides where nothing else is said:
// the one that its own file calls the default; empty where none does.
func UsualSet() string {
	sets, _ := conditions() // who asks for the set is told of a fault in it
	for _, s := range sets {
		if s.Standing == skill.SetDefault {
			return s.ID
		}
	}
	return ""
}

// The shape of a file. A term is told by which of its first names it has.
type (
	setFile struct {
		ID       string
		Title    textFile
		Edition  string
		Source   string
		Standing skill.SetStanding
		Valid    struct{ From, To day.Date }
		Note     textFile
		Levels   []struct {
			Level   skill.Level
			Clauses []clauseFile
		}
	}
	textFile   struct{ ZH, EN string }
	clauseFile struct {
		ID     string
		Text   textFile
		Source string
		Terms  []termFile
	}
	termFile struct {
		Age         int
		Holds       skill.Level
		Held        skill.Level
		Worked      spanFile
		Working     bool
		Trained     skill.Level
		Schooled    []skill.School
		Titled      skill.Grade
		Apprenticed bool
		Status      skill.WorkStatus
		Attested    skill.Judgement

		Examined     spanFile
		Administered spanFile

		For           spanFile
		Continuous    bool
		Gap           int
		Related       bool
		Since         sinceFile
		StandardHours bool `json:"standard_hours"`
		Months        int
		Majors        []skill.Major
		Programme     skill.Programme
		Implied       []skill.School
		FinalYear     bool `json:"final_year"`
		Enrolled      bool
	}
	sinceFile struct {
		Certificate skill.Level
		Title       skill.Grade
	}
	spanFile struct{ day.Span }
)

// UnmarshalText reads whole years or months: 5y, 6m. Days are not used: a term
// of years is full on its anniversary.
func (s *spanFile) UnmarshalText(b []byte) error {
	text := string(b)
	n, err := strconv.Atoi(strings.TrimRight(text, "ym"))
	switch {
	case err != nil || n < 1:
	case text == strconv.Itoa(n)+"y":
		s.Span = day.Span{Years: n}
		return nil
	case text == strconv.Itoa(n)+"m":
		s.Span = day.Span{Years: n / 12, Months: n % 12}
		return nil
	}
	return fmt.Errorf("%q is not a number of years or months such as 5y or 6m", text)
}

func parseConditions(b []byte) (*skill.ConditionSet, error) {
	var f setFile
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, err
	}
	set := &skill.ConditionSet{
		ID: f.ID, Title: skill.Text(f.Title), Edition: f.Edition, Source: f.Source,
		Standing: f.Standing, Note: skill.Text(f.Note), Valid: day.Period(f.Valid),
	}
	for _, l := range f.Levels {
		clauses, err := clausesOf(l.Clauses)
		if err != nil {
			return nil, err
		}
		set.Levels = append(set.Levels, skill.LevelConditions{Level: l.Level, Clauses: clauses})
	}
	return set, nil
}

func clausesOf(rows []clauseFile) (out []skill.Clause, err error) {
	for _, c := range rows {
		clause := skill.Clause{ID: c.ID, Text: skill.Text(c.Text), Source: c.Source}
		for _, t := range c.Terms {
			term, err := t.term()
			if err != nil {
				return nil, fmt.Errorf("clause %s: %w", c.ID, err)
			}
			clause.Terms = append(clause.Terms, term)
		}
		out = append(out, clause)
	}
	return out, nil
}

func (t *termFile) term() (skill.Term, error) {
	since := skill.Since{Certificate: t.Since.Certificate, Title: t.Since.Title, Related: t.Related}
	if t.Since == (sinceFile{}) {
		since = skill.Since{}
	}
	switch {
	case t.Age > 0:
		return skill.AgeTerm{Years: t.Age}, nil
	case !t.Holds.IsZero():
		return skill.HoldsTerm{Level: t.Holds, Related: t.Related}, nil
	case !t.Held.IsZero():
		return skill.HeldTerm{HoldsTerm: skill.HoldsTerm{Level: t.Held, Related: t.Related}, For: t.For.Span}, nil
	case t.Worked != (spanFile{}):
		return skill.WorkedTerm{For: t.Worked.Span, Continuous: t.Continuous, Gap: t.Gap, Related: t.Related, Since: since}, nil
	case t.Working:
		return skill.WorkingTerm{Related: t.Related}, nil
	case !t.Trained.IsZero():
		return skill.TrainedTerm{Level: t.Trained, StandardHours: t.StandardHours, Months: t.Months, Since: since}, nil
	case len(t.Schooled) > 0:
		return skill.SchooledTerm{
			Schools: t.Schooled, Majors: t.Majors, Programme: t.Programme, Implied: t.Implied,
			FinalYear: t.FinalYear, Enrolled: t.Enrolled,
		}, nil
	case t.Titled != "":
		return skill.TitledTerm{Grade: t.Titled}, nil
	case t.Apprenticed:
		return skill.ApprenticedTerm{}, nil
	case t.Status != "":
		return skill.StatusTerm{Status: t.Status}, nil
	case t.Examined != (spanFile{}):
		return skill.ServedTerm{As: skill.PostExaminer, For: t.Examined.Span}, nil
	case t.Administered != (spanFile{}):
		return skill.ServedTerm{As: skill.PostAdministrator, For: t.Administered.Span}, nil
	case t.Attested != "":
		return skill.AttestedTerm{Judgement: t.Attested}, nil
	}
	return nil, fmt.Errorf("a term asks for nothing")
}
