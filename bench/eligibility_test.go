package bench

import (
	"fmt"
	"testing"
	"time"

	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

const electrician = "6-31-01-03"

// BenchmarkEligibility decides one level of national-2023 for a person with a
// certificate and eight jobs, with the whole explanation, on every core.
func BenchmarkEligibility(b *testing.B) {
	for b.Loop() {
		level4 := asked(b, skill.Level4, 8)
		got := paces(b, 5, time.Second, func(int) error {
			_, err := condition.Decide(level4)
			return err
		})
		first, each := allocations(b, skill.Level4)
		state(b, figure{work: "eligibility, level 4, 8 jobs", got: got.perSecond, unit: "/s", want: 200_000,
			note: fmt.Sprintf("aim 1,000,000; %.1f µs of processor each; %.0f + %.2f·facts allocations", got.cpu, first, each)})
		slowest(b)
	}
}

// slowest states the level that takes longest.
func slowest(b *testing.B) {
	var least pace
	at := skill.Level5
	for _, level := range []skill.Level{skill.Level5, skill.Level3, skill.Level2, skill.Level1} {
		q := asked(b, level, 8)
		got := paces(b, 3, 300*time.Millisecond, func(int) error {
			_, err := condition.Decide(q)
			return err
		})
		if at == skill.Level5 || got.cpu > least.cpu {
			least, at = got, level
		}
	}
	first, each := allocations(b, at)
	state(b, figure{work: "eligibility, slowest level (" + at.String() + ")", got: least.perSecond, unit: "/s", want: 200_000,
		note: fmt.Sprintf("%.1f µs of processor each; %.0f + %.2f·facts allocations", least.cpu, first, each)})
}

// allocations fits a + b·facts through dossiers of 9 and 65 facts.
func allocations(b *testing.B, level skill.Level) (first, each float64) {
	count := func(jobs int) float64 {
		q := asked(b, level, jobs)
		return testing.AllocsPerRun(200, func() {
			if _, err := condition.Decide(q); err != nil {
				b.Error(err)
			}
		})
	}
	few, many := count(8), count(64)
	each = (many - few) / 56
	return few - 9*each, each
}

// asked is a question about somebody with a certificate of level 4 and so many
// jobs, eleven months each, in the same occupation.
func asked(b *testing.B, level skill.Level, jobs int) condition.Question {
	set, err := reference.ConditionSet("national-2023")
	if err != nil {
		b.Fatal(err)
	}
	d := &skill.Dossier{Born: day.Must("1970-05-05"), Certificates: []skill.HeldCertificate{
		{Kind: skill.KindSkillLevel, Occupation: electrician, Level: skill.Level4, Issued: day.Must("2021-06-01")},
	}}
	for i := range jobs {
		from := day.Must("1990-01-10").AddMonths(6 * i)
		d.Employment = append(d.Employment, skill.Employment{Occupation: electrician, Period: day.Period{From: from, To: from.AddMonths(5)}})
	}
	return condition.Question{Set: set, Level: level, Occupation: electrician, Dossier: d, On: day.Must("2026-11-21")}
}
