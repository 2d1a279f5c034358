package reference

import (
	"testing"

	"assay/skill"
	"assay/skill/day"
)

// Every class has conditions for its first term and for another one, and examines
// the levels that the rules of 考评人员 give it.
// Source: 职业技能鉴定考评人员管理工作规程(试行), art. 3.
func TestEveryClassHasItsConditions(t *testing.T) {
	sets, err := Assessors()
	if err != nil {
		t.Fatal(err)
	}
	for class, levels := range map[skill.AssessorClass]int{skill.ClassAssessor: 3, skill.ClassSenior: 5, skill.ClassInternal: 0, skill.ClassExternal: 0} {
		for _, renewal := range []bool{false, true} {
			s, err := sets.Find(skill.AssessorCase{Class: class, Renewal: renewal, Region: "44", On: day.Must("2026-11-20")})
			if err != nil {
				t.Fatalf("%s: %v", class, err)
			}
			if s.Renewal != renewal || s.Standing == skill.SetObsolete || !renewal && len(s.Levels) != levels {
				t.Errorf("%s: %s for levels %v", class, s.ID, s.Levels)
			}
		}
	}
	if _, err := sets.Find(skill.AssessorCase{Class: "judge"}); skill.ReasonOf(err) != "assessor.no_set" {
		t.Error(err)
	}
	if _, err := sets.ByID("nothing"); skill.ReasonOf(err) != "assessor.set_unknown" {
		t.Error(err)
	}
	for _, s := range sets {
		if s.Title.ZH == "" || s.Title.EN == "" || s.Note.EN == "" || s.Source == "" || s.Confidence == "" || len(s.Classes) == 0 {
			t.Errorf("%s is not whole", s.ID)
		}
		for _, c := range s.Clauses {
			if c.Text.ZH == "" || c.Text.EN == "" || c.Source == "" || len(c.Terms) == 0 {
				t.Errorf("%s %s is not whole", s.ID, c.ID)
			}
		}
	}
}
