package condition_test

import (
	"slices"
	"testing"

	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// post adds a time of examining or administering.
func post(d *skill.Dossier, kind skill.PostKind, from, to string, claimed bool) {
	p := skill.Post{Kind: kind, Period: day.Period{From: day.Must(from)}, Claimed: claimed}
	if to != "" {
		p.To = day.Must(to)
	}
	d.Posts = append(d.Posts, p)
}

func verdictOf(t *testing.T, set string, d *skill.Dossier, on day.Date) skill.Verdict {
	t.Helper()
	sets, err := reference.Assessors()
	if err != nil {
		t.Fatal(err)
	}
	s, err := sets.ByID(set)
	if err != nil {
		t.Fatal(err)
	}
	v, err := condition.Decide(condition.Question{Set: s.Conditions(), Occupation: electrician, Dossier: d, On: on})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every clause for assessors and supervisors is met on its day and not before,
// and every fact of it is needed.
// Source: reference/assessors, each clause with its own.
func TestAssessorsClauses(t *testing.T) {
	for _, c := range []struct {
		set, clause string
		facts       []string
		posts       []skill.Post
	}{
		{"assessor-hunan", "A.1", []string{"cert=3@2023-11-21", "job=2010-01-01.."}, nil},
		{"assessor-hunan", "A.2", []string{"title=intermediate@2023-11-21", "job=2010-01-01.."}, nil},
		{"senior-current", "S.1", []string{"cert=1@2020-01-01"}, []skill.Post{{Kind: skill.PostExaminer, Period: day.Period{From: day.Must("2023-11-21"), To: day.Must("2026-11-20")}}}},
		{"senior-current", "S.2", []string{"title=senior@2020-01-01"}, []skill.Post{{Kind: skill.PostExaminer, Period: day.Period{From: day.Must("2023-11-21")}}}},
		{"senior-older", "S.1", []string{"cert=1@2020-01-01"}, []skill.Post{{Kind: skill.PostExaminer, Period: day.Period{From: day.Must("2025-11-21")}}}},
		{"senior-older", "S.2", []string{"title=senior@2020-01-01"}, []skill.Post{{Kind: skill.PostExaminer, Period: day.Period{From: day.Must("2025-11-21")}}}},
		{"supervisor-2020", "D.1", []string{"attested=supervisor-training"}, []skill.Post{{Kind: skill.PostAdministrator, Period: day.Period{From: day.Must("2024-11-21")}}}},
		{"supervisor-2020", "D.2", []string{"attested=supervisor-training"}, []skill.Post{{Kind: skill.PostExaminer, Period: day.Period{From: day.Must("2023-11-21")}}}},
	} {
		d := dossier(t, c.facts...)
		d.Posts = c.posts
		v := verdictOf(t, c.set, d, theDay)
		if v.Outcome != skill.Met || v.Clause != c.clause {
			t.Errorf("%s: %s by %q, want %s", c.set, v.Outcome, v.Clause, c.clause)
		}
		if eve := verdictOf(t, c.set, d, theDay.AddDays(-1)); eve.Outcome == skill.Met || eve.Earliest != theDay {
			t.Errorf("%s %s one day short: %s, earliest %s", c.set, c.clause, eve.Outcome, eve.Earliest)
		}
		for i := range c.facts {
			less := dossier(t, slices.Delete(slices.Clone(c.facts), i, i+1)...)
			less.Posts = c.posts
			if v := verdictOf(t, c.set, less, theDay); v.Outcome == skill.Met {
				t.Errorf("%s %s without %s is met", c.set, c.clause, c.facts[i])
			}
		}
		if len(c.posts) > 0 {
			if v := verdictOf(t, c.set, dossier(t, c.facts...), theDay); v.Outcome != skill.NotMet {
				t.Errorf("%s %s without the post: %s", c.set, c.clause, v.Outcome)
			}
		}
	}
}

// Posts add up as work does; what was only stated is for a reviewer to accept;
// one kind does not stand for the other.
// Source: decision 11, rules 1 to 4; decision 29.
func TestPosts(t *testing.T) {
	d := dossier(t, "cert=1@2020-01-01")
	post(d, skill.PostExaminer, "2020-01-01", "2021-12-31", false)
	post(d, skill.PostExaminer, "2021-06-01", "2021-12-31", false) // no day counts twice
	if v := verdictOf(t, "senior-current", d, theDay); v.Outcome != skill.NotMet || v.Clauses[0].Missing[0].Has() != "2y" {
		t.Errorf("two years are not three: %+v", v.Clauses[0].Missing)
	}
	post(d, skill.PostAdministrator, "2022-01-01", "", false)
	if v := verdictOf(t, "senior-current", d, theDay); v.Outcome != skill.NotMet {
		t.Errorf("administering is not examining: %s", v.Outcome)
	}
	post(d, skill.PostExaminer, "2023-01-01", "2023-12-31", true)
	v := verdictOf(t, "senior-current", d, theDay)
	if v.Outcome != skill.ToReview || v.Clauses[0].Missing[0].Open != skill.OpenClaim {
		t.Errorf("a claim that nobody accepted: %s %+v", v.Outcome, v.Clauses[0].Missing)
	}
	d.Posts[3].Claimed = false
	v = verdictOf(t, "senior-current", d, theDay)
	if v.Outcome != skill.Met || len(v.ReliesOn) != 4 || v.ReliesOn[1].Fact.String() != "posts[0]" || v.ReliesOn[3].Fact.String() != "posts[3]" {
		t.Errorf("accepted: %s %+v", v.Outcome, v.ReliesOn)
	}
	claims := condition.Claims(d)
	if *claims[skill.Fact{Subject: "posts", Index: 2}] = false; d.Posts[2].Claimed || !d.Posts[0].Claimed {
		t.Error("a post's claim is not its own")
	}
}
