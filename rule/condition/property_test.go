package condition_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

const electrician = skill.OccupationCode("6-31-01-03")

// awkward are the days on which calendars go wrong.
var awkward = []string{"01-01", "01-15", "01-30", "01-31", "02-01", "02-28", "03-01", "03-02", "03-30", "03-31", "04-30", "05-31", "08-31", "12-31", "12-01", "11-21"}

func anyDate(t *rapid.T, label string) day.Date {
	year := rapid.IntRange(2014, 2029).Draw(t, label)
	d := day.Must(fmt.Sprintf("%d-%s", year, rapid.SampledFrom(awkward).Draw(t, label)))
	return d.AddDays(rapid.SampledFrom([]int{0, 0, 0, 1, -1, 17, -40}).Draw(t, label))
}

func occupation(t *rapid.T) (skill.OccupationCode, bool) {
	return rapid.SampledFrom([]skill.OccupationCode{electrician, electrician, "6-18-02-04"}).Draw(t, "occupation"),
		rapid.IntRange(0, 2).Draw(t, "related") == 0
}

func level(t *rapid.T) skill.Level {
	return rapid.SampledFrom([]skill.Level{skill.Level5, skill.Level4, skill.Level3, skill.Level2, skill.Level1}).Draw(t, "level")
}

// chance is true once in n times.
func chance(t *rapid.T, n int, label string) bool { return rapid.IntRange(1, n).Draw(t, label) == n }

// anyJob often begins where another one ends, or nearly.
func anyJob(t *rapid.T, others []skill.Employment) skill.Employment {
	e := skill.Employment{Claimed: chance(t, 4, "claimed")}
	e.Occupation, e.Related = occupation(t)
	e.From = anyDate(t, "from")
	if len(others) > 0 && chance(t, 2, "near") {
		o := rapid.SampledFrom(others).Draw(t, "other")
		if !o.To.IsZero() {
			e.From = o.To.AddDays(rapid.IntRange(-40, 3).Draw(t, "gap"))
		}
	}
	if !chance(t, 4, "present") {
		e.To = e.From.AddDays(rapid.SampledFrom([]int{0, 1, 13, 27, 28, 29, 30, 31, 58, 89, 300, 363, 364, 365, 366, 700, 1200}).Draw(t, "length"))
	}
	return e
}

func anyFact(t *rapid.T, d *skill.Dossier) {
	switch rapid.IntRange(0, 9).Draw(t, "fact") {
	case 0, 1, 2, 3:
		d.Employment = append(d.Employment, anyJob(t, d.Employment))
	case 4, 5:
		h := skill.HeldCertificate{Level: level(t), Issued: anyDate(t, "issued"), Claimed: chance(t, 4, "claimed")}
		h.Kind = rapid.SampledFrom([]skill.CertificateKind{skill.KindSkillLevel, skill.KindQualification, skill.KindSpecialOperation}).Draw(t, "kind")
		h.Occupation, h.Related = occupation(t)
		d.Certificates = append(d.Certificates, h)
	case 6:
		r := skill.Training{Level: level(t), Months: rapid.IntRange(4, 7).Draw(t, "months"), StandardHours: chance(t, 2, "standard"),
			Completed: anyDate(t, "completed"), Claimed: chance(t, 4, "claimed")}
		r.Occupation, r.Related = occupation(t)
		d.Training = append(d.Training, r)
	case 7:
		e := skill.Education{FinalYear: chance(t, 4, "final"), Claimed: chance(t, 4, "claimed")}
		e.School = rapid.SampledFrom([]skill.School{"junior-high", "secondary-vocational", "technical-school", "senior-technical-school", "technician-college", "higher-vocational", "bachelor"}).Draw(t, "school")
		e.Major = rapid.SampledFrom([]skill.Major{"same", "related", "other", ""}).Draw(t, "major")
		e.Programme = rapid.SampledFrom([]skill.Programme{"", "intermediate", "senior", "reserve-technician", "technician"}).Draw(t, "programme")
		if !chance(t, 3, "studying") {
			e.Graduated = anyDate(t, "graduated")
		}
		d.Education = append(d.Education, e)
	case 8:
		d.Titles = append(d.Titles, skill.Title{
			Grade:       rapid.SampledFrom([]skill.Grade{skill.TitleJunior, skill.TitleIntermediate, skill.TitleSenior}).Draw(t, "grade"),
			Awarded:     anyDate(t, "awarded"),
			Corresponds: chance(t, 2, "corresponds"), Claimed: chance(t, 4, "claimed"),
		})
	default:
		j := rapid.SampledFrom([]skill.Judgement{"rich-experience", "key-technology", "teaching", "superb-skill", "achievement", "assessed-programme"}).Draw(t, "judgement")
		if !slices.Contains(d.Attested, j) {
			d.Attested = append(d.Attested, j)
		}
	}
}

func anyDossier(t *rapid.T) *skill.Dossier {
	d := &skill.Dossier{Born: anyDate(t, "born").AddYears(-rapid.IntRange(8, 30).Draw(t, "age"))}
	if chance(t, 2, "employed") {
		d.Status = skill.StatusEmployed
	}
	if chance(t, 3, "apprenticed") {
		d.Apprenticeship = anyDate(t, "apprenticeship")
	}
	for range rapid.IntRange(0, 7).Draw(t, "facts") {
		anyFact(t, d)
	}
	return d
}

// short are clauses that the shipped sets lack: short terms, allowed gaps.
var short = &skill.ConditionSet{ID: "short", Levels: []skill.LevelConditions{
	{Level: skill.Level5, Clauses: []skill.Clause{{ID: "5.1", Terms: []skill.Term{skill.WorkedTerm{For: day.Span{Years: 1}, Related: true}}}}},
	{Level: skill.Level4, Clauses: []skill.Clause{{ID: "4.1", Terms: []skill.Term{skill.WorkedTerm{For: day.Span{Years: 2}}}}}},
	{Level: skill.Level3, Clauses: []skill.Clause{
		{ID: "3.1", Terms: []skill.Term{skill.WorkedTerm{For: day.Span{Months: 6}, Continuous: true}, skill.WorkingTerm{}}},
		{ID: "3.2", Terms: []skill.Term{skill.WorkedTerm{For: day.Span{Years: 3, Months: 1}}}},
		{ID: "3.3", Terms: []skill.Term{skill.WorkedTerm{For: day.Span{Years: 1}, Continuous: true, Gap: 30}, skill.AttestedTerm{Judgement: "teaching"}}},
	}},
}}

func anyQuestion(t *rapid.T) condition.Question {
	sets, err := reference.Conditions()
	if err != nil {
		t.Fatal(err)
	}
	set := rapid.SampledFrom(append(slices.Clone(sets), short, short, short)).Draw(t, "set")
	return condition.Question{
		Set: set, Level: rapid.SampledFrom(set.Levels).Draw(t, "conditions").Level, Occupation: electrician,
		Dossier: anyDossier(t), On: anyDate(t, "on"),
	}
}

func decide(t interface{ Fatal(...any) }, q condition.Question) skill.Verdict {
	v, err := condition.Decide(q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var ladder = []skill.Outcome{skill.NotMet, skill.ToReview, skill.Met}

func TestAddingAFactNeverWorsensAVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		before := decide(t, q)
		anyFact(t, q.Dossier)
		after := decide(t, q)
		if slices.Index(ladder, after.Outcome) < slices.Index(ladder, before.Outcome) {
			t.Fatalf("%s became %s", before.Outcome, after.Outcome)
		}
		if !before.Earliest.IsZero() && (after.Earliest.IsZero() || after.Earliest.After(before.Earliest)) {
			t.Fatalf("earliest %s became %s", before.Earliest, after.Earliest)
		}
	})
}

func TestTheEarliestDayIsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		q.Dossier.Unknown = skill.Subjects(rapid.SampledFrom([]int{0, 0, 1, 2, 4, 8, 64, 128, 3, 255}).Draw(t, "unknown"))
		v := decide(t, q)
		if v.Outcome != skill.NotMet {
			if v.Earliest != q.On {
				t.Fatalf("%s but earliest %s", v.Outcome, v.Earliest)
			}
			return
		}
		if v.Earliest.IsZero() {
			return
		}
		q.On = v.Earliest
		if on := decide(t, q); on.Outcome == skill.NotMet {
			t.Fatalf("unmet on its earliest day %s", q.On)
		}
		q.On = v.Earliest.AddDays(-1)
		if eve := decide(t, q); eve.Outcome != skill.NotMet {
			t.Fatalf("%s on the eve of its earliest day", eve.Outcome)
		}
	})
}

func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		before := decide(t, q)
		d := *q.Dossier
		d.Employment = rapid.Permutation(d.Employment).Draw(t, "employment")
		d.Certificates = rapid.Permutation(d.Certificates).Draw(t, "certificates")
		d.Training = rapid.Permutation(d.Training).Draw(t, "training")
		d.Education = rapid.Permutation(d.Education).Draw(t, "education")
		d.Titles = rapid.Permutation(d.Titles).Draw(t, "titles")
		d.Attested = rapid.Permutation(d.Attested).Draw(t, "attested")
		q.Dossier = &d
		after := decide(t, q)
		before.ReliesOn, after.ReliesOn = nil, nil // the places of the facts do change
		if diff := cmp.Diff(before, after, cmp.Comparer(func(a, b day.Date) bool { return a == b }),
			cmp.Comparer(func(a, b skill.Level) bool { return a == b })); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestTheOracleAgrees asks day by day what Decide computes at once.
func TestTheOracleAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		q.Dossier.Unknown = skill.Subjects(rapid.SampledFrom([]int{0, 0, 0, 1, 2, 4, 8, 16, 64, 128, 3, 255}).Draw(t, "unknown"))
		o := newOracle(q.Dossier, q.Occupation, false)
		var clauses []skill.Clause
		for _, l := range q.Set.Levels {
			if l.Level == q.Level {
				clauses = l.Clauses
			}
		}
		v := decide(t, q)
		if want := o.outcome(clauses, q.On); v.Outcome != want {
			t.Fatalf("%s, the oracle says %s", v.Outcome, want)
		}
		end := v.Earliest
		if end.IsZero() {
			end = day.Must("2044-01-01")
		}
		step := rapid.IntRange(20, 40).Draw(t, "step")
		for x := q.On; x.Before(end); {
			if got := o.outcome(clauses, x); got != skill.NotMet {
				t.Fatalf("earliest %s, but the oracle says %s on %s", v.Earliest, got, x)
			}
			if x.AddDays(step + 45).After(end) {
				x = x.AddDays(1)
			} else {
				x = x.AddDays(step)
			}
		}
		if !v.Earliest.IsZero() && o.outcome(clauses, v.Earliest) == skill.NotMet {
			t.Fatalf("earliest %s, on which the oracle says unmet", v.Earliest)
		}
	})
}
