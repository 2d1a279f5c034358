package condition_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// TestCounting: each row names a clause, the facts, and the first day on which
// it is met ("" for never), asked on the day 2020-01-01 unless a row says more.
func TestCounting(t *testing.T) {
	for _, c := range []struct{ why, set, clause, facts, first string }{
		// Time.
		{"a year is full on its anniversary", "national-2023", "4.1", "job=2021-03-01..", "2026-03-01"},
		{"work up to the day before counts", "national-2023", "4.1", "job=2021-11-21..", "2026-11-21"},
		{"the last day is worked", "national-2023", "4.1", "job=2021-11-21..2026-11-20", "2026-11-21"},
		{"a day short for ever", "national-2023", "4.1", "job=2021-11-21..2026-11-19", ""},
		{"several periods: a year is left", "national-2023", "4.1",
			"job=2015-01-01..2017-06-30 job=2018-01-01..2019-06-30 job=2025-12-11..", "2026-12-11"},
		{"1y6m20d and 1y5m10d are 3y0m0d", "national-2023", "4.1",
			"job=2015-01-01..2016-07-20 job=2018-01-01..2019-06-10 job=2024-11-21..", "2026-11-21"},
		{"periods that touch are one", "seed-a", "4.1", "cert=5@2021-11-21 job=2021-11-21..2022-02-28 job=2022-03-01..", "2026-11-21"},
		{"a free day breaks continuity", "seed-a", "4.1", "cert=5@2021-11-21 job=2021-11-21..2022-02-27 job=2022-03-01..", "2027-03-01"},
		{"no day counts twice", "national-2023", "4.1", "job=2021-11-21.. job=2021-11-21..2026-01-01:related", "2026-11-21"},
		{"a lone period is never full by carrying", "national-2018", "5.1", "job=2021-01-01..2021-12-30", ""},
		{"born on 29 February", "national-2023", "5.1", "born=2012-02-29", "2028-02-29"},
		{"a title of 29 February", "national-2023", "3.3", "title=junior@2024-02-29 job=2010-01-01..", "2025-03-01"},
		{"a month that lacks the day", "national-2018", "5.1", "job=2020-02-29..", "2021-03-01"},
		{"1 month and 29 days after 1 January: a day is left out, 1 March comes before 2 March", "national-2018", "5.1",
			"job=2020-03-01..2021-01-01 job=2022-01-01..", "2022-03-01"},
		{"nothing is left to fill: full on the first day of the next", "national-2018", "5.1",
			"job=2020-01-01..2020-06-30 job=2026-05-21..2026-11-19 job=2027-03-01..", "2027-03-01"},
		{"a job that bridges two does not make the day later", "national-2018", "5.1",
			"job=2023-01-01..2023-11-14 job=2026-01-15..2026-01-30 job=2026-02-01.. job=2026-01-31..2026-01-31", "2026-03-01"},
		// Since a document.
		{"the document's own day counts", "national-2023", "4.2", "cert=5@2023-11-21 job=2010-01-01..", "2026-11-21"},
		{"the earliest of several", "national-2023", "4.2", "cert=5@2024-01-01 cert=5@2023-11-21 job=2010-01-01..", "2026-11-21"},
		{"a higher grade serves", "national-2023", "3.3", "title=intermediate@2025-11-21 job=2010-01-01..", "2026-11-21"},
		{"merged first, then cut: the tail is continuous", "seed-b", "3.2", "cert=4@2021-11-21 job=2015-01-01..2021-11-20 job=2021-11-21..", "2026-11-21"},
		{"a course on the document's day", "seed-b", "4.1", "cert=5@2026-11-21 course=4@2026-11-21:standard", "2026-11-21"},
		{"a course before the document", "seed-b", "4.1", "cert=5@2026-11-21 course=4@2026-11-20:standard", ""},
		{"cumulative since: earlier pieces add up", "national-2023", "4.2", "cert=5@2020-01-01 job=2019-01-01..2020-12-31 job=2022-01-01..", "2024-01-01"},
		{"without 'after' work before the certificate counts", "national-2023", "2.4",
			"cert=3@2022-06-01 school=technician-college@2015-07-01:same job=2016-01-01..2017-12-31", "2022-06-01"},
		{"ten years before the certificate count for the strict reading", "seed-a-strict", "3.1",
			"cert=4@2021-11-21 job=2005-01-01..2015-01-01 job=2020-06-01..", "2026-11-21"},
		// Dated in the future.
		{"a job that begins later", "national-2018", "5.1", "job=2030-01-01..", "2031-01-01"},
		{"a certificate to come", "seed-a", "2.1", "cert=3@2031-05-05" + judged2, "2031-05-05"},
		{"a present job that ends before the time is held", "seed-a", "3.1", "cert=4@2021-11-21 job=2015-01-01..2026-11-20", ""},
		{"and a later one", "seed-a", "3.1", "cert=4@2021-11-21 job=2015-01-01..2026-11-20 job=2028-02-01..", "2028-02-01"},
		{"a present job on its last day", "seed-a", "3.1", "cert=4@2021-11-21 job=2015-01-01..2026-11-21", "2026-11-21"},
		// Schools.
		{"a final year", "national-2023", "4.3", "school=technical-school:final:same", "2020-01-01"},
		{"not where the source says graduated", "seed-a", "5.2", "school=technical-school:final", ""},
		{"still studying", "national-2023", "4.3", "school=technical-school:same", ""},
		{"another major", "national-2023", "4.3", "school=technical-school@2026-11-21", ""},
		{"any major in A", "seed-a", "5.2", "school=technical-school@2026-11-21", "2026-11-21"},
		{"a related major is not the same", "seed-b", "3.3", "school=higher-vocational@2026-11-21:related:senior attested=assessed-programme", ""},
		{"a senior high school is no vocational school", "national-2023", "4.3", "school=senior-high@2026-11-21:same", ""},
		{"nor of A 4.2", "seed-a", "4.2", "school=senior-high@2026-11-21:same:intermediate attested=assessed-programme", ""},
		{"a college is no vocational school of A 5.2", "seed-a", "5.2", "school=junior-college@2026-11-21", ""},
		{"a technical school's unstated programme is no senior class", "national-2023", "3.4", "school=technical-school@2026-11-21:same", ""},
		{"nor its intermediate one", "national-2023", "3.4", "school=senior-technical-school@2026-11-21:same:intermediate", ""},
		{"an unstated programme is no technician class", "national-2023", "2.5", "cert=3@2024-11-21 school=technician-college", ""},
		{"nor a goal in B", "seed-b", "3.3", "school=senior-technical-school@2026-11-21:same attested=assessed-programme", ""},
		{"a reserve-technician class is no technician class of B", "seed-b", "2.3",
			"school=technician-college@2026-11-21:same:reserve-technician attested=assessed-programme", ""},
		// Certificates and training.
		{"a related certificate does not serve in B", "seed-b", "4.2", "cert=5@2010-01-01:related job=2010-01-01..", ""},
		{"nor related work in A to D", "seed-b", "4.3", "job=2010-01-01..:related", ""},
		{"training of another level", "seed-b", "5.1", "course=4@2026-11-21:standard", ""},
		{"training without standard hours", "seed-b", "5.1", "course=5@2026-11-21", ""},
		{"training of too few months", "seed-c", "5.2", "course=5@2026-11-21:standard", ""},
		{"any course for A 3.2", "seed-a", "3.2", "course=3@2026-11-21", "2026-11-21"},
		{"employed and apprenticed", "seed-a", "5.1", "status=student apprentice=@2016-01-01", ""},
		{"all judgements", "seed-a", "2.1", "cert=3@2026-11-21 attested=rich-experience attested=key-technology", "2026-11-21"},
	} {
		asked := day.Must("2020-01-01")
		got := ask(t, c.set, c.clause, dossier(t, strings.Fields(c.facts)...), asked)
		if got.Earliest.String() != c.first {
			t.Errorf("%s (%s %s by %s): %q, want %q", c.why, c.set, c.clause, c.facts, got.Earliest, c.first)
		}
	}
}

// TestCertificatesThatServe: kind skill-level or qualification, which never
// expire; no other kind.
// Source: decision 11, rules 6 and 7.
func TestCertificatesThatServe(t *testing.T) {
	for kind, want := range map[skill.CertificateKind]skill.Outcome{
		skill.KindSkillLevel: skill.Met, skill.KindQualification: skill.Met,
		skill.KindSpecialOperation: skill.NotMet, skill.KindSpecialEquipment: skill.NotMet, "": skill.NotMet,
	} {
		d := dossier(t, "cert=5@2015-01-01", "job=2010-01-01..")
		d.Certificates[0].Kind, d.Certificates[0].ValidTo = kind, day.Must("2018-01-01")
		if got := ask(t, "national-2023", "4.2", d, theDay).Outcome; got != want {
			t.Errorf("%q: %s", kind, got)
		}
	}
}

// TestReview: what nobody attested or stated, and what is only claimed.
// Source: decision 11, rule 9.
func TestReview(t *testing.T) {
	for _, c := range []struct {
		why, set, clause, facts string
		unknown                 skill.Subjects
		claimed                 bool
		want                    skill.Outcome
		open                    []skill.Opening
	}{
		{why: "nobody attested", set: "seed-c", clause: "2.1", facts: "cert=3@2020-01-01 job=2010-01-01.. attested=teaching",
			want: skill.ToReview, open: []skill.Opening{"judgement", "judgement"}},
		{why: "unattested and short of years", set: "seed-c", clause: "2.1", facts: "cert=3@2025-01-01 job=2010-01-01..",
			want: skill.NotMet, open: []skill.Opening{"", "judgement", "judgement", "judgement"}},
		{why: "unknown work", set: "national-2023", clause: "4.1", facts: "", unknown: skill.SubjectEmployment,
			want: skill.ToReview, open: []skill.Opening{"unknown"}},
		{why: "unknown work, enough of it known", set: "national-2023", clause: "4.1", facts: "job=2010-01-01..", unknown: skill.SubjectEmployment,
			want: skill.Met},
		{why: "unknown certificates, enough work for any", set: "national-2023", clause: "4.2", facts: "job=2010-01-01..", unknown: skill.SubjectCertificates,
			want: skill.ToReview, open: []skill.Opening{"unknown", "unknown"}},
		{why: "unknown certificates, too little work for any", set: "national-2023", clause: "4.2", facts: "job=2025-01-01..", unknown: skill.SubjectCertificates,
			want: skill.NotMet, open: []skill.Opening{"unknown", ""}},
		{why: "unknown work, too young a certificate for any", set: "national-2023", clause: "1.1", facts: "cert=2@2025-01-01", unknown: skill.SubjectEmployment,
			want: skill.NotMet, open: []skill.Opening{""}},
		{why: "unknown major", set: "national-2023", clause: "4.3", facts: "school=bachelor@2015-07-01", unknown: skill.SubjectMajor,
			want: skill.ToReview, open: []skill.Opening{"unknown"}},
		{why: "unknown major of no school", set: "national-2023", clause: "4.3", facts: "", unknown: skill.SubjectMajor,
			want: skill.NotMet, open: []skill.Opening{""}},
		{why: "everything unknown", set: "national-2023", clause: "2.2", facts: "", unknown: skill.AllSubjects,
			want: skill.ToReview, open: []skill.Opening{"unknown", "unknown", "unknown", "unknown"}},
		{why: "age is never unknown", set: "national-2023", clause: "5.1", facts: "born=2010-11-22", unknown: skill.AllSubjects,
			want: skill.NotMet, open: []skill.Opening{""}},
		{why: "claimed related work", set: "national-2023", clause: "4.1", facts: "job=2010-01-01..:related", claimed: true,
			want: skill.ToReview, open: []skill.Opening{"claim"}},
		{why: "claims that nothing rests on", set: "national-2023", clause: "4.1", facts: "job=2010-01-01..", claimed: true, want: skill.Met},
		{why: "claimed major", set: "national-2023", clause: "4.3", facts: "school=bachelor@2015-07-01:same", claimed: true,
			want: skill.ToReview, open: []skill.Opening{"claim"}},
		{why: "claimed title", set: "national-2023", clause: "1.3", facts: "title=senior@2015-07-01 job=2010-01-01..", claimed: true,
			want: skill.ToReview, open: []skill.Opening{"claim", "claim"}},
		{why: "claimed standard hours", set: "seed-b", clause: "5.1", facts: "course=5@2015-07-01:standard", claimed: true,
			want: skill.ToReview, open: []skill.Opening{"claim"}},
		{why: "claimed programme", set: "national-2023", clause: "2.5", facts: "cert=3@2015-07-01 school=technician-college:technician", claimed: true,
			want: skill.ToReview, open: []skill.Opening{"claim"}},
		{why: "claimed, and still short", set: "national-2023", clause: "4.1", facts: "job=2024-01-01..:related", claimed: true,
			want: skill.NotMet, open: []skill.Opening{""}},
	} {
		d := dossier(t, strings.Fields(c.facts)...)
		d.Unknown = c.unknown
		claim(d, c.claimed)
		got := ask(t, c.set, c.clause, d, theDay)
		var open []skill.Opening
		for _, m := range got.Missing {
			open = append(open, m.Open)
		}
		if got.Outcome != c.want || !slices.Equal(open, c.open) {
			t.Errorf("%s: %s %q, want %s %q", c.why, got.Outcome, open, c.want, c.open)
		}
	}
}

func claim(d *skill.Dossier, claimed bool) {
	for i := range d.Employment {
		d.Employment[i].Claimed = claimed
	}
	for i := range d.Certificates {
		d.Certificates[i].Claimed = claimed
	}
	for i := range d.Training {
		d.Training[i].Claimed = claimed
	}
	for i := range d.Education {
		d.Education[i].Claimed = claimed
	}
	for i := range d.Titles {
		d.Titles[i].Claimed = claimed
	}
}

// TestAVerdictNamesTheFirstMetClauseBeforeAnyReview: and under review the first
// such clause.
// Source: decision 11, rule 9.
func TestAVerdictNamesTheFirstMetClauseBeforeAnyReview(t *testing.T) {
	set, err := reference.ConditionSet("national-2023")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		facts   string
		unknown skill.Subjects
		outcome skill.Outcome
		clause  string
	}{
		{"job=2010-01-01.. cert=5@2010-01-01 school=master@2010-01-01:same", 0, skill.Met, "4.1"},
		{"school=master@2010-01-01:same", skill.SubjectEmployment, skill.Met, "4.3"},
		{"job=2025-01-01..", skill.SubjectEducation | skill.SubjectCertificates, skill.ToReview, "4.3"},
		{"", skill.AllSubjects, skill.ToReview, "4.1"},
		{"", 0, skill.NotMet, ""},
	} {
		d := dossier(t, strings.Fields(c.facts)...)
		d.Unknown = c.unknown
		v := decide(t, condition.Question{Set: set, Level: skill.Level4, Occupation: electrician, Dossier: d, On: theDay})
		if v.Outcome != c.outcome || v.Clause != c.clause {
			t.Errorf("%s: %s by %q", c.facts, v.Outcome, v.Clause)
		}
	}
}

// TestMeasures: what a term has, in the evidence and in the shortfall.
func TestMeasures(t *testing.T) {
	for _, c := range []struct{ set, clause, facts, has string }{
		{"national-2023", "4.1", "job=2021-11-22..", "4y11m30d"},
		{"national-2023", "4.1", "job=2015-01-01..2017-06-30 job=2025-12-11..", "3y5m10d"},
		{"national-2023", "4.2", "cert=5@2026-01-21 job=2010-01-01..", "10m"},
		{"national-2023", "5.1", "born=2010-12-21", "15y11m"},
		{"seed-a", "1.1", "cert=2@2024-11-21" + judged1, "2y"},
		{"seed-a", "4.1", "cert=5@2015-01-01 job=2016-01-01..2018-12-31 job=2025-01-01..", "3y"},
		{"national-2018", "5.1", "job=2020-01-01..2020-06-30 job=2026-01-01..2026-06-29", "11m29d"},
		{"national-2018", "5.1", "job=2020-01-01..2020-06-30 job=2026-05-21..2026-11-19", "11m30d"},
		{"seed-d", "4.2", "cert=5@2010-01-01:related cert=4@2026-01-01 job=2026-01-01..", "10m20d"},
		{"national-2023", "4.1", "", "0d"},
	} {
		got := ask(t, c.set, c.clause, dossier(t, strings.Fields(c.facts)...), theDay)
		if len(got.Missing) != 1 || got.Missing[0].Has() != c.has {
			t.Errorf("%s %s by %s: %+v, want %s", c.set, c.clause, c.facts, got.Missing, c.has)
		}
	}
}

// TestClauseIDs: LEVEL.N in the source's order.
// Source: decision 11, rule 11.
func TestClauseIDs(t *testing.T) {
	for set, want := range map[string]string{
		"national-2023": "5.1 5.2 4.1 4.2 4.3 3.1 3.2 3.3 3.4 3.5 3.6 2.1 2.2 2.3 2.4 2.5 1.1 1.2 1.3",
		"national-2018": "5.1 5.2 4.1 4.2 4.3a 4.3b 3.1 3.2a 3.2b 3.3 2.1 2.2a 2.2b 1.1",
		"seed-a":        "5.1 5.2 4.1 4.2 3.1 3.2 2.1 1.1",
		"seed-a-strict": "5.1 5.2 4.1 4.2 3.1 3.2 2.1 1.1",
		"seed-b":        "5.1 5.2 4.1 4.2 4.3 4.4 3.1 3.2 3.3 3.4 2.1 2.2 2.3 1.1 1.2",
		"seed-c":        "5.1 5.2 4.1 4.2a 4.2b 4.2c 3.1 3.2 3.3 2.1 1.1",
		"seed-d":        "5.1 5.2 4.1 4.2 4.3 3.1 3.2 3.3 3.4 2.1 2.2 2.3 1.1 1.2",
	} {
		s, err := reference.ConditionSet(set)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, l := range s.Levels {
			for _, c := range l.Clauses {
				ids = append(ids, c.ID)
			}
		}
		if diff := cmp.Diff(want, strings.Join(ids, " ")); diff != "" {
			t.Errorf("%s: %s", set, diff)
		}
	}
}
