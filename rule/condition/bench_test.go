package condition_test

import (
	"fmt"
	"testing"

	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// worker is a person with n jobs, a year apart but for a month, and a
// certificate.
func worker(n int) *skill.Dossier {
	d := &skill.Dossier{Born: day.Must("1990-05-05"), Certificates: []skill.HeldCertificate{
		{Kind: skill.KindSkillLevel, Occupation: electrician, Level: skill.Level4, Issued: day.Must("2021-06-01")},
	}}
	for i := range n {
		from := day.Must("2022-01-10").AddYears(i)
		d.Employment = append(d.Employment, skill.Employment{
			Occupation: electrician, Period: day.Period{From: from, To: from.AddMonths(11)},
		})
	}
	return d
}

// BenchmarkDecide measures one verdict with its whole explanation, level by
// level. Allocations are a, and b for each fact beyond the eighth job.
func BenchmarkDecide(b *testing.B) {
	set, err := reference.ConditionSet("national-2023")
	if err != nil {
		b.Fatal(err)
	}
	for _, level := range []skill.Level{skill.Level5, skill.Level4, skill.Level3, skill.Level2, skill.Level1} {
		for _, jobs := range []int{2, 8, 16} {
			b.Run(fmt.Sprintf("level=%s/jobs=%d", level, jobs), func(b *testing.B) {
				q := condition.Question{Set: set, Level: level, Occupation: electrician, Dossier: worker(jobs), On: day.Must("2026-11-21")}
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if _, err := condition.Decide(q); err != nil {
							b.Error(err)
						}
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "verdicts/s")
			})
		}
	}
}
