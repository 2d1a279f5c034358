package condition_test

import (
	"slices"
	"strings"
	"testing"

	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// theDay is the day on which each dossier below becomes sufficient.
var theDay = day.Must("2026-11-21")

// fact adds one fact to a dossier, written kind=value[@date][:more]….
func fact(t *testing.T, d *skill.Dossier, text string) {
	kind, rest, _ := strings.Cut(text, "=")
	words := strings.Split(rest, ":")
	value, date, _ := strings.Cut(words[0], "@")
	var on day.Date
	if date != "" {
		on = day.Must(date)
	}
	has := func(w string) bool { return slices.Contains(words[1:], w) }
	related, occupation := has("related"), electrician
	if related {
		occupation = "6-18-02-04"
	}
	level, _ := skill.ParseLevel(value)
	switch kind {
	case "born":
		d.Born = day.Must(value)
	case "job":
		from, to, _ := strings.Cut(value, "..")
		p := day.Period{From: day.Must(from)}
		if to != "" {
			p.To = day.Must(to)
		}
		d.Employment = append(d.Employment, skill.Employment{Period: p, Occupation: occupation, Related: related})
	case "cert":
		d.Certificates = append(d.Certificates, skill.HeldCertificate{
			Kind: skill.KindSkillLevel, Occupation: occupation, Level: level, Issued: on, Related: related})
	case "course":
		r := skill.Training{Occupation: occupation, Level: level, Completed: on, StandardHours: has("standard")}
		if has("6m") {
			r.Months = 6
		}
		d.Training = append(d.Training, r)
	case "school":
		e := skill.Education{School: skill.School(value), Graduated: on, FinalYear: has("final")}
		for _, w := range words[1:] {
			switch w {
			case "same":
				e.Major = skill.MajorSame
			case "related":
				e.Major = skill.MajorRelated
			case "intermediate", "senior", "reserve-technician", "technician":
				e.Programme = skill.Programme(w)
			}
		}
		d.Education = append(d.Education, e)
	case "title":
		d.Titles = append(d.Titles, skill.Title{Grade: skill.Grade(value), Awarded: on, Corresponds: true})
	case "apprentice":
		d.Apprenticeship = on
	case "status":
		d.Status = skill.WorkStatus(value)
	case "attested":
		d.Attested = append(d.Attested, skill.Judgement(value))
	default:
		t.Fatalf("no fact %q", text)
	}
}

func dossier(t *testing.T, facts ...string) *skill.Dossier {
	d := &skill.Dossier{Born: day.Must("1990-05-05")}
	for _, f := range facts {
		fact(t, d, f)
	}
	return d
}

const (
	judged2 = " attested=rich-experience attested=key-technology attested=teaching"
	judged1 = " attested=superb-skill attested=achievement attested=teaching"
)

// clauseCases have for every clause of every set a dossier that becomes
// sufficient on theDay and of which every fact is needed.
var clauseCases = []struct{ set, clause, facts string }{
	// Source: 国家职业标准编制技术规程(2023年版).
	{"national-2023", "5.1", "born=2010-11-21"},
	{"national-2023", "5.2", "born=2010-11-21 job=2026-01-01..:related"},
	{"national-2023", "4.1", "job=2021-11-21..:related"},
	{"national-2023", "4.2", "cert=5@2023-11-21:related job=2020-01-01..2020-03-01:related job=2023-11-21.."},
	{"national-2023", "4.2", "cert=4@2023-11-21 job=2022-01-01.."},
	{"national-2023", "4.3", "school=secondary-vocational@2026-11-21:related"},
	{"national-2023", "4.3", "school=master@2026-11-21:same"},
	{"national-2023", "3.1", "job=2016-11-21.."},
	{"national-2023", "3.2", "cert=4@2022-11-21 job=2015-01-01..:related"},
	{"national-2023", "3.3", "title=junior@2025-11-21 job=2018-01-01.."},
	{"national-2023", "3.3", "title=senior@2025-11-21 job=2018-01-01.."},
	{"national-2023", "3.4", "school=technical-school@2026-11-21:same:senior"},
	{"national-2023", "3.4", "school=senior-technical-school@2026-11-21:related"},
	{"national-2023", "3.4", "school=technician-college@2026-11-21:same:technician"},
	{"national-2023", "3.5", "cert=4@2026-11-21 school=higher-vocational:final:same"},
	{"national-2023", "3.6", "school=bachelor@2026-11-21:same attested=assessed-programme"},
	{"national-2023", "2.1", "cert=3@2021-11-21 job=2010-01-01.."},
	{"national-2023", "2.2", "title=junior@2021-11-21 cert=3@2025-06-01 job=2010-01-01.."},
	{"national-2023", "2.2", "title=junior@2019-11-21 cert=3@2025-11-21 job=2010-01-01.."},
	{"national-2023", "2.3", "title=intermediate@2025-11-21 job=2010-01-01.."},
	{"national-2023", "2.4", "cert=3@2026-11-01 school=technician-college@2020-07-01:same job=2024-11-21..:related"},
	{"national-2023", "2.5", "cert=3@2024-11-21 school=technician-college:reserve-technician"},
	{"national-2023", "1.1", "cert=2@2021-11-21 job=2010-01-01.."},
	{"national-2023", "1.2", "title=intermediate@2021-11-21 cert=2@2025-06-01 job=2010-01-01.."},
	{"national-2023", "1.3", "title=senior@2025-11-21 job=2010-01-01.."},
	// Source: 国家职业技能标准编制技术规程(2018年版).
	{"national-2018", "5.1", "job=2025-11-21..:related"},
	{"national-2018", "5.2", "apprentice=@2026-11-21"},
	{"national-2018", "4.1", "cert=5@2022-11-21:related job=2010-01-01.."},
	{"national-2018", "4.2", "job=2020-11-21.."},
	{"national-2018", "4.3a", "school=technical-school@2026-11-21:related"},
	{"national-2018", "4.3b", "school=secondary-vocational@2026-11-21:same:intermediate attested=assessed-programme"},
	{"national-2018", "3.1", "cert=4@2021-11-21 job=2010-01-01.."},
	{"national-2018", "3.2a", "cert=4@2026-11-21 school=senior-technical-school:final:same"},
	{"national-2018", "3.2b", "cert=4@2026-11-21 school=higher-vocational:final:related:senior attested=assessed-programme"},
	{"national-2018", "3.3", "school=junior-college@2015-07-01:related cert=4@2024-11-21 job=2010-01-01.."},
	{"national-2018", "2.1", "cert=3@2022-11-21 job=2010-01-01.."},
	{"national-2018", "2.2a", "cert=3@2026-01-01 school=senior-technical-school@2015-07-01:same job=2023-11-21.."},
	{"national-2018", "2.2b", "school=technician-college@2015-07-01:same:reserve-technician job=2024-11-21.."},
	{"national-2018", "1.1", "cert=2@2022-11-21 job=2010-01-01.."},
	// The early general text, read with "or".
	{"seed-a", "5.1", "status=employed apprentice=@2026-11-21"},
	{"seed-a", "5.2", "school=higher-vocational@2026-11-21"},
	{"seed-a", "4.1", "cert=5@2021-11-21 job=2019-01-01.."},
	{"seed-a", "4.2", "school=junior-college@2026-11-21:intermediate attested=assessed-programme"},
	{"seed-a", "3.1", "cert=4@2021-11-21 job=2026-11-20.."},
	{"seed-a", "3.2", "course=3@2026-11-21"},
	{"seed-a", "2.1", "cert=3@2026-11-21" + judged2},
	{"seed-a", "1.1", "cert=2@2023-11-21" + judged1},
	// The same, read with "and".
	{"seed-a-strict", "5.1", "status=employed apprentice=@2026-11-21"},
	{"seed-a-strict", "5.2", "school=technical-school@2026-11-21"},
	{"seed-a-strict", "4.1", "school=technician-college@2015-07-01 cert=5@2021-11-21 job=2010-01-01.."},
	{"seed-a-strict", "4.2", "school=secondary-vocational@2026-11-21:technician attested=assessed-programme"},
	{"seed-a-strict", "3.1", "cert=4@2021-11-21 job=2005-01-01..2015-06-01 job=2026-01-01.."},
	{"seed-a-strict", "3.1", "cert=4@2020-11-21 job=2016-11-21.."},
	{"seed-a-strict", "3.2", "course=3@2026-11-21"},
	{"seed-a-strict", "2.1", "cert=3@2026-11-21" + judged2},
	{"seed-a-strict", "1.1", "cert=2@2023-11-21" + judged1},
	// Conditions for the national vocational qualifications.
	{"seed-b", "5.1", "course=5@2026-11-21:standard"},
	{"seed-b", "5.2", "job=2020-01-01..2021-06-30 job=2026-05-21.."},
	{"seed-b", "4.1", "cert=5@2026-11-21 course=4@2026-11-21:standard"},
	{"seed-b", "4.2", "cert=5@2023-11-21 job=2010-01-01.."},
	{"seed-b", "4.3", "job=2021-11-21.."},
	{"seed-b", "4.4", "school=secondary-vocational@2026-11-21:intermediate attested=assessed-programme"},
	{"seed-b", "3.1", "cert=4@2026-01-01 course=3@2026-11-21:standard"},
	{"seed-b", "3.2", "cert=4@2021-11-21 job=2010-01-01.."},
	{"seed-b", "3.3", "school=higher-vocational@2026-11-21:same:senior attested=assessed-programme"},
	{"seed-b", "3.4", "school=bachelor@2010-07-01:related cert=4@2026-01-01 job=2024-11-21.."},
	{"seed-b", "2.1", "cert=3@2024-11-21 course=2@2025-01-01:standard job=2010-01-01.."},
	{"seed-b", "2.2", "school=senior-technical-school@2010-07-01 cert=3@2026-01-01 job=2024-11-21.."},
	{"seed-b", "2.3", "school=technician-college@2026-11-21:same:technician attested=assessed-programme"},
	{"seed-b", "1.1", "cert=2@2023-11-21 course=1@2024-01-01:standard job=2010-01-01.."},
	{"seed-b", "1.2", "cert=2@2021-11-21 job=2010-01-01.."},
	// Occupations without promulgated conditions.
	{"seed-c", "5.1", "job=2024-11-21.."},
	{"seed-c", "5.2", "course=5@2026-11-21:6m"},
	{"seed-c", "4.1", "job=2010-01-01..2010-12-31 job=2021-11-21.."},
	{"seed-c", "4.2a", "cert=5@2021-11-21 job=2020-01-01.."},
	{"seed-c", "4.2b", "cert=5@2023-11-21 course=4@2025-01-01:standard job=2022-01-01.."},
	{"seed-c", "4.2c", "cert=5@2025-11-21 school=technical-school@2010-07-01:related job=2024-01-01.."},
	{"seed-c", "3.1", "cert=4@2019-11-21 job=2010-01-01.."},
	{"seed-c", "3.2", "cert=4@2023-11-21 course=3@2025-01-01:6m job=2010-01-01.."},
	{"seed-c", "3.3", "school=junior-college@2010-07-01 cert=4@2026-01-01 job=2024-11-21.."},
	{"seed-c", "2.1", "cert=3@2023-11-21 job=2010-01-01.." + judged2},
	{"seed-c", "1.1", "cert=2@2023-11-21 job=2010-01-01.." + judged1},
	// Requirements for skill appraisal.
	{"seed-d", "5.1", "course=5@2026-11-21:standard"},
	{"seed-d", "5.2", "job=2024-11-21.."},
	{"seed-d", "4.1", "cert=5@2023-11-21 course=4@2025-01-01:standard job=2022-06-01.."},
	{"seed-d", "4.2", "cert=5@2021-11-21 job=2020-01-01.."},
	{"seed-d", "4.3", "school=bachelor@2026-11-21:intermediate attested=assessed-programme"},
	{"seed-d", "3.1", "cert=4@2022-11-21 course=3@2025-01-01:standard job=2010-01-01.."},
	{"seed-d", "3.2", "cert=4@2019-11-21 job=2010-01-01.."},
	{"seed-d", "3.3", "school=higher-vocational@2010-07-01 cert=4@2026-01-01 job=2024-11-21.."},
	{"seed-d", "3.4", "school=senior-technical-school@2026-11-21:senior attested=assessed-programme"},
	{"seed-d", "2.1", "cert=3@2021-11-21 course=2@2025-01-01:standard job=2010-01-01.."},
	{"seed-d", "2.2", "cert=3@2018-11-21 job=2010-01-01.."},
	{"seed-d", "2.3", "school=technician-college@2010-07-01 cert=3@2026-01-01 job=2024-11-21.."},
	{"seed-d", "1.1", "cert=2@2023-11-21 course=1@2025-01-01:standard job=2010-01-01.."},
	{"seed-d", "1.2", "cert=2@2021-11-21 job=2010-01-01.."},
}

// ask judges one clause alone.
func ask(t *testing.T, set, clause string, d *skill.Dossier, on day.Date) skill.ClauseVerdict {
	t.Helper()
	s, err := reference.ConditionSet(set)
	if err != nil {
		t.Fatal(err)
	}
	level, err := skill.ParseLevel(clause[:1])
	if err != nil {
		t.Fatal(err)
	}
	v, err := condition.Decide(condition.Question{Set: s, Level: level, Occupation: electrician, Dossier: d, On: on})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Clauses {
		if c.Clause.ID == clause {
			return c
		}
	}
	t.Fatalf("%s has no clause %s", set, clause)
	return skill.ClauseVerdict{}
}

func TestEveryClauseIsMetOnItsDayAndNotBefore(t *testing.T) {
	for _, c := range clauseCases {
		d := dossier(t, strings.Fields(c.facts)...)
		if got := ask(t, c.set, c.clause, d, theDay); got.Outcome != skill.Met || got.Earliest != theDay || len(got.Missing) > 0 {
			t.Errorf("%s %s by %s: %+v", c.set, c.clause, c.facts, got)
		}
		if got := ask(t, c.set, c.clause, d, theDay.AddDays(-1)); got.Outcome != skill.NotMet || got.Earliest != theDay || len(got.Missing) == 0 {
			t.Errorf("%s %s by %s one day short: %+v", c.set, c.clause, c.facts, got)
		}
	}
}

// subjectOf is what makes a fact unknown rather than absent.
var subjectOf = map[string]skill.Subjects{
	"job": skill.SubjectEmployment, "cert": skill.SubjectCertificates, "course": skill.SubjectTraining,
	"school": skill.SubjectEducation, "title": skill.SubjectTitles, "apprentice": skill.SubjectApprenticeship,
	"status": skill.SubjectStatus,
}

func TestEveryFactOfAClauseIsNeededOrUnknown(t *testing.T) {
	for _, c := range clauseCases {
		facts := strings.Fields(c.facts)
		for i, f := range facts {
			rest := slices.Delete(slices.Clone(facts), i, i+1)
			kind, _, _ := strings.Cut(f, "=")
			d := dossier(t, rest...)
			want := skill.NotMet
			switch kind {
			case "born":
				continue // without it there is no dossier
			case "attested":
				want = skill.ToReview
			}
			if kind == "job" && strings.Contains(f, "2020-03-01") {
				want = skill.Met // before the certificate it never counted
			}
			if got := ask(t, c.set, c.clause, d, theDay).Outcome; got != want {
				t.Errorf("%s %s without %s: %s, want %s", c.set, c.clause, f, got, want)
			}
			d.Unknown = subjectOf[kind]
			if got := ask(t, c.set, c.clause, d, theDay).Outcome; want == skill.NotMet && got != skill.ToReview {
				t.Errorf("%s %s with unknown %s: %s", c.set, c.clause, kind, got)
			}
		}
	}
}

func TestEveryClauseHasACase(t *testing.T) {
	sets, err := reference.Conditions()
	if err != nil {
		t.Fatal(err)
	}
	tested := map[string]bool{}
	for _, c := range clauseCases {
		tested[c.set+" "+c.clause] = true
	}
	for _, s := range sets {
		for _, l := range s.Levels {
			for _, c := range l.Clauses {
				if !tested[s.ID+" "+c.ID] {
					t.Errorf("no case for %s %s", s.ID, c.ID)
				}
				if c.Text.ZH == "" || c.Text.EN == "" || c.Source == "" || len(c.Terms) == 0 {
					t.Errorf("%s %s is not whole", s.ID, c.ID)
				}
			}
		}
	}
}
