package standing

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"assay/skill"
	"assay/skill/day"
)

func on(text string) day.Date {
	if text == "" {
		return day.Date{}
	}
	return day.Must(text)
}

func span(from, to string) day.Period { return day.Period{From: on(from), To: on(to)} }

func noon(d string) time.Time { return day.Must(d).Time().Add(4 * time.Hour) }

// A body filed on 2 March 2026 to the end of 2028, for level-4 electricians from
// 2026, and for level 3 from 2027.
func body(status skill.FilingStatus, at string, suspended ...day.Period) skill.Standing {
	s := skill.Standing{
		Body: skill.Body{Status: status, StatusAt: noon(at), FiledTo: on("2028-12-31")},
		Scopes: []skill.Scope{
			{Occupation: "6-31-01-03", Level: skill.Level4, Site: "a", Period: span("2026-03-02", "2028-12-31")},
			{Occupation: "6-31-01-03", Level: skill.Level4, Site: "b", Period: span("2026-06-01", "2027-05-31")},
			{Occupation: "6-31-01-03", Level: skill.Level3, Site: "a", Period: span("2027-01-01", "2027-12-31")},
		},
	}
	for _, p := range suspended {
		s.Suspensions = append(s.Suspensions, skill.Suspension{Period: p})
	}
	return s
}

// How a body stood, as the public is told.
// Source: docs/rules.md, Public register; 谁备案、谁负责.
func TestOn(t *testing.T) {
	filed := body(skill.FilingFiled, "2026-03-02")
	restored := body(skill.FilingFiled, "2026-05-10", span("2026-05-02", "2026-05-09"))
	suspended := body(skill.FilingSuspended, "2026-05-01", span("2026-05-02", ""))
	withdrawn := body(skill.FilingWithdrawn, "2026-05-01")
	withdrawn.Body.FiledTo = on("2026-05-01")
	late := body(skill.FilingWithdrawn, "2029-02-01") // after its filing had run out
	for _, c := range []struct {
		name       string
		s          skill.Standing
		on         string
		occupation skill.OccupationCode
		level      skill.Level
		want       State
		since      string
		period     day.Period
	}{
		{"in the register", filed, "2026-04-01", "", skill.Level{}, Filed, "", span("2026-03-02", "2028-12-31")},
		{"in scope", filed, "2026-04-01", "6-31-01-03", skill.Level4, InScope, "", span("2026-03-02", "2028-12-31")},
		{"at any level", filed, "2027-02-01", "6-31-01-03", skill.Level{}, InScope, "", span("2026-03-02", "2028-12-31")},
		{"any occupation at a level", filed, "2027-02-01", "", skill.Level3, InScope, "", span("2027-01-01", "2027-12-31")},
		{"its scope is to come", filed, "2026-04-01", "6-31-01-03", skill.Level3, OutOfScope, "", span("2027-01-01", "2027-12-31")},
		{"its scope is gone", filed, "2028-01-01", "6-31-01-03", skill.Level3, OutOfScope, "", span("2027-01-01", "2027-12-31")},
		{"another occupation", filed, "2026-04-01", "6-18-02-04", skill.Level4, OutOfScope, "", day.Period{}},
		{"before it was filed", filed, "2026-03-01", "", skill.Level{}, NotYet, "2026-03-02", span("2026-03-02", "2028-12-31")},
		{"on the last day of its filing", filed, "2028-12-31", "6-31-01-03", skill.Level4, InScope, "", span("2026-03-02", "2028-12-31")},
		{"on the day after", filed, "2029-01-01", "6-31-01-03", skill.Level4, Over, "2029-01-01", span("2026-03-02", "2028-12-31")},
		{"the day before the order", suspended, "2026-04-30", "6-31-01-03", skill.Level4, InScope, "", span("2026-03-02", "2028-12-31")},
		{"the day of the order", suspended, "2026-05-01", "6-31-01-03", skill.Level4, Suspended, "2026-05-01", span("2026-03-02", "2028-12-31")},
		{"while suspended", suspended, "2026-09-01", "", skill.Level{}, Suspended, "2026-05-01", span("2026-03-02", "2028-12-31")},
		{"what was suspended then", restored, "2026-05-05", "", skill.Level{}, Suspended, "2026-05-01", span("2026-03-02", "2028-12-31")},
		{"the day of restoring", restored, "2026-05-10", "", skill.Level{}, Filed, "", span("2026-03-02", "2028-12-31")},
		{"before it was withdrawn", withdrawn, "2026-04-30", "6-31-01-03", skill.Level4, InScope, "", span("2026-03-02", "2028-12-31")},
		{"the day it was withdrawn", withdrawn, "2026-05-01", "6-31-01-03", skill.Level4, Withdrawn, "2026-05-01", span("2026-03-02", "2028-12-31")},
		{"ever after", withdrawn, "2030-01-01", "", skill.Level{}, Withdrawn, "2026-05-01", span("2026-03-02", "2028-12-31")},
		{"between the end and the withdrawal", late, "2029-01-15", "", skill.Level{}, Over, "2029-01-01", span("2026-03-02", "2028-12-31")},
	} {
		got := On(c.s, on("2026-03-02"), Question{on(c.on), c.occupation, c.level})
		if got != (Answer{c.want, on(c.since), c.period}) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if got.State.Stands() != (c.want == Filed || c.want == InScope) {
			t.Errorf("%s: stands", c.name)
		}
	}
}

// What was entered with a scope of before its own day is in scope as certificates
// of that day are.
func TestAScopeOfBeforeCounts(t *testing.T) {
	s := body(skill.FilingFiled, "2026-03-02")
	if got := On(s, on("2026-04-01"), Question{On: on("2026-03-10")}); got.State != Filed {
		t.Errorf("%+v", got)
	}
}

// Where the register says that a body was in scope, a certificate of that day is
// in scope too, and the other way round but for what was done earlier on the day
// of an order.
func TestTheRegisterAgreesWithTheCertificates(t *testing.T) {
	dates := rapid.Custom(func(t *rapid.T) day.Date { return on("2026-01-01").AddDays(rapid.IntRange(0, 40).Draw(t, "day")) })
	rapid.Check(t, func(t *rapid.T) {
		s := skill.Standing{Body: skill.Body{
			Status:   rapid.SampledFrom([]skill.FilingStatus{skill.FilingFiled, skill.FilingSuspended, skill.FilingWithdrawn}).Draw(t, "status"),
			StatusAt: dates.Draw(t, "at").Time(), FiledTo: dates.Draw(t, "filed to"),
		}}
		for range rapid.IntRange(0, 3).Draw(t, "scopes") {
			s.Scopes = append(s.Scopes, skill.Scope{
				Occupation: rapid.SampledFrom([]skill.OccupationCode{"6-31-01-03", "6-18-02-04"}).Draw(t, "occupation"), Level: skill.Level4,
				Site: rapid.SampledFrom([]skill.SiteID{"a", "b"}).Draw(t, "site"), Period: day.Period{From: dates.Draw(t, "from"), To: dates.Draw(t, "to")},
			})
		}
		for range rapid.IntRange(0, 2).Draw(t, "suspensions") {
			s.Suspensions = append(s.Suspensions, skill.Suspension{Period: day.Period{From: dates.Draw(t, "from"), To: dates.Draw(t, "to")}})
		}
		q := Question{dates.Draw(t, "on"), "6-31-01-03", skill.Level4}
		got := On(s, dates.Draw(t, "filed"), q)
		certified := false
		for _, site := range []skill.SiteID{"a", "b"} {
			_, err := s.InScope(q.Occupation, q.Level, site, q.On)
			certified = certified || err == nil
		}
		ordered := s.Body.Status != skill.FilingFiled && !q.On.Before(day.Of(s.Body.StatusAt))
		if got.State == InScope && !certified || certified && got.State != InScope && !ordered {
			t.Errorf("%+v, certificates in scope: %v, %+v", got, certified, s)
		}
	})
}
