package skill

import (
	"errors"
	"testing"
)

// An external supervisor's card, character by character.
// Source: 技能人才评价质量督导工作规程(试行), 江西 edition (R3621…).
func TestParseSupervisorCard(t *testing.T) {
	got, err := ParseSupervisorCard(" Ｒ36210017 ")
	if want := (SupervisorCard{Province: "36", Year: 2021, Serial: "0017"}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for text, want := range map[string][2]string{
		"":           {"card.length", "1"},
		"R":          {"card.length", "2"},
		"R3621001":   {"card.length", "9"},
		"R36210017X": {"card.length", "10"},
		"r36210017":  {"card.letter", "1"},
		"336210017":  {"card.letter", "1"},
		"R3X210017":  {"card.digit", "3"},
		"R3621001六":  {"card.digit", "9"},
		"R362100六7":  {"card.digit", "8"},
		"R36210000":  {"card.serial", "6"},
	} {
		_, err := ParseSupervisorCard(text)
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Reason != want[0] || e.Args["position"] != want[1] {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

// Whatever is read is nine places long and reads the same again.
func FuzzParseSupervisorCard(f *testing.F) {
	for _, s := range []string{"R36210017", "R3621", "", "Ｒ３６２１００１７", "R3621001\u0660"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseSupervisorCard(text)
		if err != nil {
			if e, ok := errors.AsType[*Error](err); !ok || e.Code != Invalid || e.Args["position"] == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := ParseSupervisorCard("R" + c.Province + Halve(text)[3:5] + c.Serial)
		if err != nil || again != c || len(c.Province) != 2 || len(c.Serial) != 4 || c.Year < 2000 || c.Year > 2099 {
			t.Fatalf("%q: %+v, again %+v, %v", text, c, again, err)
		}
	})
}

// Who may give marks: registered in a class that examines, there, for that
// occupation and level, on a day of the term.
func TestMayExamine(t *testing.T) {
	good := Assessor{
		Path: "/44/b-1/", Class: ClassAssessor, Occupations: []OccupationCode{"6-31-01-03"}, Levels: []Level{Level5, Level4},
		Period: period("2025-01-01", "2027-12-31"), Status: AssessorRegistered,
	}
	ask := Examining{At: "/44/b-1/", Occupation: "6-31-01-03", Level: Level4, On: date("2026-06-01")}
	for name, c := range map[string]struct {
		spoil func(*Assessor)
		on    string
		want  string
	}{
		"registered":              {func(*Assessor) {}, "2026-06-01", ""},
		"on the last day":         {func(*Assessor) {}, "2027-12-31", ""},
		"on the next":             {func(*Assessor) {}, "2028-01-01", "assessor.expired"},
		"before the term":         {func(*Assessor) {}, "2024-12-31", "assessor.not_begun"},
		"suspended":               {func(a *Assessor) { a.Status = AssessorSuspended }, "2026-06-01", "assessor.suspended"},
		"only proposed":           {func(a *Assessor) { a.Status = AssessorProposed }, "2026-06-01", "assessor.none"},
		"withdrawn":               {func(a *Assessor) { a.Status = AssessorWithdrawn }, "2026-06-01", "assessor.none"},
		"for another body":        {func(a *Assessor) { a.Path = "/44/b-2/" }, "2026-06-01", "assessor.none"},
		"for the centre above":    {func(a *Assessor) { a.Path = "/44/" }, "2026-06-01", ""},
		"for another occupation":  {func(a *Assessor) { a.Occupations = []OccupationCode{"6-18-02-04"} }, "2026-06-01", "assessor.none"},
		"for another level":       {func(a *Assessor) { a.Levels = []Level{Level5} }, "2026-06-01", "assessor.none"},
		"a supervisor of it":      {func(a *Assessor) { a.Class = ClassInternal }, "2026-06-01", "assessor.none"},
		"a senior assessor of it": {func(a *Assessor) { a.Class = ClassSenior }, "2026-06-01", ""},
	} {
		a := good
		c.spoil(&a)
		e := ask
		e.On = date(c.on)
		if got := reason(MayExamine([]Assessor{a}, e)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if c.want != "" && MayExamine([]Assessor{a, {}, good}, ask) != nil {
			t.Errorf("%s: another registration does not help", name)
		}
	}
	if got := reason(MayExamine(nil, ask)); got != "assessor.none" {
		t.Errorf("without any: %q", got)
	}
}

// Only terms of examining that were registered count as served.
func TestTermsServed(t *testing.T) {
	term := period("2020-01-01", "2022-12-31")
	all := []Assessor{
		{Class: ClassAssessor, Period: term, Status: AssessorRegistered},
		{Class: ClassSenior, Period: term, Status: AssessorWithdrawn},
		{Class: ClassExternal, Period: term, Status: AssessorRegistered},
		{Class: ClassAssessor, Status: AssessorProposed},
		{Class: ClassAssessor, Status: AssessorRefused},
		{Class: ClassAssessor, Period: period("2023-01-01", "2022-06-01"), Status: AssessorWithdrawn}, // ended before it began
	}
	if got := TermsServed(all); len(got) != 2 || got[0].Period != term || got[0].Kind != PostExaminer || got[0].Claimed {
		t.Errorf("%+v", got)
	}
}

// Nobody registers themselves or whom they proposed; what is unmet is not
// registered, what is for a reviewer needs a ground and a proof.
func TestRegisterAssessor(t *testing.T) {
	person, proposer, decider := Person{ID: "p", Name: "甲"}, Person{ID: "q", Name: "乙"}, Person{ID: "r", Name: "丙"}
	proof := FileHash("0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a")
	met := Assessor{Status: AssessorProposed, Outcome: Met, Period: period("2026-01-01", "2028-12-31")}
	review, unmet, termless := met, met, met
	review.Outcome, unmet.Outcome = ToReview, NotMet
	termless.Period.To = date("2025-12-31")
	grounded, proven := review, review
	grounded.Ground = "g"
	proven.Ground, proven.Proof = "g", proof
	for name, c := range map[string]struct {
		a      Assessor
		people [3]Person
		want   string
	}{
		"met":                        {met, [3]Person{person, proposer, decider}, ""},
		"by themselves":              {met, [3]Person{person, proposer, person}, "assessor.own"},
		"by who proposed":            {met, [3]Person{person, proposer, proposer}, "person.same_human"},
		"proposed by themselves":     {met, [3]Person{person, person, decider}, ""},
		"review":                     {review, [3]Person{person, proposer, decider}, "assessor.needs_ground"},
		"review, a ground":           {grounded, [3]Person{person, proposer, decider}, "assessor.needs_ground"},
		"review, a ground and proof": {proven, [3]Person{person, proposer, decider}, ""},
		"unmet":                      {unmet, [3]Person{person, proposer, decider}, "assessor.unmet"},
		"without a term":             {termless, [3]Person{person, proposer, decider}, "assessor.no_term"},
	} {
		if _, err := c.a.Register(c.people[0], c.people[1], c.people[2]); reason(err) != c.want {
			t.Errorf("%s: %q, want %q", name, reason(err), c.want)
		}
	}
}
