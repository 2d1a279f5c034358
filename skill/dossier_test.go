package skill

import (
	"errors"
	"strings"
	"testing"

	"assay/skill/day"
)

func TestWordsOfADossierAreReadFromTheirListsOnly(t *testing.T) {
	var (
		status    WorkStatus
		kind      CertificateKind
		school    School
		major     Major
		programme Programme
		grade     Grade
		judgement Judgement
	)
	for _, c := range []struct {
		read func([]byte) error
		good string
	}{
		{status.UnmarshalText, "unemployed"}, {kind.UnmarshalText, "special-equipment"}, {school.UnmarshalText, "higher-vocational"},
		{major.UnmarshalText, "related"}, {programme.UnmarshalText, "reserve-technician"}, {grade.UnmarshalText, "junior"},
		{judgement.UnmarshalText, "assessed-programme"},
	} {
		if err := c.read([]byte(c.good)); err != nil {
			t.Errorf("%s: %v", c.good, err)
		}
		for _, bad := range []string{"", strings.ToUpper(c.good), c.good + " "} {
			err := c.read([]byte(bad))
			if !errors.Is(err, Invalid) || strings.Contains(err.Error(), `"`+strings.ToUpper(c.good)) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	}
	if status != StatusUnemployed || school != SchoolHigherVocational || judgement != AssessedProgramme {
		t.Error("a word was read and not kept")
	}
}

func TestProgrammesAndGradesAreOrdered(t *testing.T) {
	for _, c := range []struct {
		have, goal Programme
		want       bool
	}{
		{ProgrammeTechnician, ProgrammeIntermediate, true}, {ProgrammeReserve, ProgrammeReserve, true},
		{ProgrammeReserve, ProgrammeTechnician, false}, {ProgrammeIntermediate, ProgrammeSenior, false}, {"", ProgrammeIntermediate, false},
	} {
		if got := c.have.Reaches(c.goal); got != c.want {
			t.Errorf("%q reaches %q: %v", c.have, c.goal, got)
		}
	}
	if !TitleSenior.AtLeast(TitleJunior) || TitleJunior.AtLeast(TitleIntermediate) || Grade("").AtLeast(TitleJunior) {
		t.Error("grades are out of order")
	}
}

func TestSubjects(t *testing.T) {
	var all Subjects
	for _, w := range AllSubjects.Words() {
		s, err := ParseSubject(w)
		if err != nil || all.Has(s) || len(s.Words()) != 1 || s.Words()[0] != w {
			t.Errorf("%s: %v %v", w, s, err)
		}
		all |= s
	}
	if all != AllSubjects || len(all.Words()) != 8 {
		t.Errorf("%b", all)
	}
	if _, err := ParseSubject("salary"); !errors.Is(err, Invalid) {
		t.Error(err)
	}
}

func TestShortfallsSayWhatThereIsAndWhatIsNeeded(t *testing.T) {
	years := Measure{Span: day.Span{Years: 4, Months: 11, Days: 30}}
	for _, c := range []struct {
		s         Shortfall
		has, need string
	}{
		{Shortfall{Term: AgeTerm{16}, Have: Measure{Span: day.Span{Years: 15}}}, "15y", "16y"},
		{Shortfall{Term: WorkedTerm{For: day.Span{Years: 5}}, Have: years}, "4y11m30d", "5y"},
		{Shortfall{Term: WorkedTerm{For: day.Span{Months: 6}}}, "0d", "6m"},
		{Shortfall{Term: HeldTerm{For: day.Span{Years: 3}}, Have: years}, "4y11m30d", "3y"},
		{Shortfall{Term: HoldsTerm{Level: Level4}, Have: Measure{Word: "5"}}, "5", "4"},
		{Shortfall{Term: HoldsTerm{Level: Level4}}, "none", "4"},
		{Shortfall{Term: TrainedTerm{Level: Level3}}, "none", "3"},
		{Shortfall{Term: SchooledTerm{Schools: []School{SchoolTechnical, SchoolBachelor}}}, "none", "technical-school|bachelor"},
		{Shortfall{Term: TitledTerm{TitleJunior}}, "none", "junior"},
		{Shortfall{Term: StatusTerm{StatusEmployed}, Have: Measure{Word: "student"}}, "student", "employed"},
		{Shortfall{Term: AttestedTerm{Teaching}}, "none", "teaching"},
		{Shortfall{Term: WorkingTerm{}}, "none", "present"},
		{Shortfall{Term: ApprenticedTerm{}}, "none", "completed"},
	} {
		if c.s.Has() != c.has || c.s.Need() != c.need {
			t.Errorf("%s: %s of %s, want %s of %s", c.s.Term.Kind(), c.s.Has(), c.s.Need(), c.has, c.need)
		}
	}
}

func TestFactsArePlaces(t *testing.T) {
	if got := (Fact{"employment", 2}).String() + " " + (Fact{"born", -1}).String(); got != "employment[2] born" {
		t.Error(got)
	}
}
