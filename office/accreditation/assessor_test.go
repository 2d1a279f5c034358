package accreditation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"assay/office/accreditation"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

var proof = skill.FileHash(strings.Repeat("0b", 32))

// examiner is a proposal for the batch's reviewer, as a level-4 electrician's
// assessor.
func (r *register) examiner() skill.Assessor {
	return skill.Assessor{
		Person: r.Staff[reviewer].ID, Path: r.Body.Path, Class: skill.ClassAssessor, Card: "考字第0001号",
		Occupations: []skill.OccupationCode{"6-31-01-03"}, Levels: []skill.Level{skill.Level5, skill.Level4},
	}
}

// electrician is a dossier of somebody who worked for years after a certificate.
func electrician(level skill.Level, since string) skill.Dossier {
	return skill.Dossier{
		Certificates: []skill.HeldCertificate{{Kind: skill.KindSkillLevel, Occupation: "6-31-01-03", Level: level, Issued: day.Must(since)}},
		Employment:   []skill.Employment{{Occupation: "6-31-01-03", Period: day.Period{From: day.Must(since)}}},
	}
}

func (r *register) propose(a skill.Assessor, d skill.Dossier) skill.Assessor {
	r.t.Helper()
	a, err := r.desk.ProposeAssessor(r.t.Context(), r.by(clerk), a, d)
	r.must(a, err)
	return a
}

func (r *register) registerOne(a skill.Assessor, f accreditation.AssessorFinding) skill.Assessor {
	r.t.Helper()
	f.Version = a.Version
	a, err := r.desk.RegisterAssessor(r.t.Context(), r.by(centreReviewer), a.ID, f)
	r.must(a, err)
	return a
}

// An assessor is proposed by the body, judged by the engine, registered by the
// centre for the term of the policy, suspended, restored and withdrawn.
// Source: docs/rules.md, Assessors and supervisors.
func TestAssessorRegistered(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		a := r.propose(r.examiner(), electrician(skill.Level3, "2023-11-20"))
		if a.Outcome != skill.Met || a.Set != "assessor-hunan" || !strings.Contains(a.Verdict, `"clause":"A.1"`) || a.Facts.IsZero() {
			t.Errorf("proposed %+v", a)
		}
		_, err := r.desk.ProposeAssessor(ctx, r.by(clerk), r.examiner(), electrician(skill.Level3, "2023-11-20"))
		r.refused("assessor.exists", err)
		_, err = r.desk.RegisterAssessor(ctx, r.by(head), a.ID, accreditation.AssessorFinding{Version: a.Version})
		r.refused("actor.denied", err)
		_, err = r.desk.RegisterAssessor(ctx, r.by(centreReviewer), a.ID, accreditation.AssessorFinding{})
		r.refused("row.changed", err)
		a = r.registerOne(a, accreditation.AssessorFinding{})
		if a.Status != skill.AssessorRegistered || a.Period != (day.Period{From: day.Must("2026-11-20"), To: day.Must("2029-11-19")}) {
			t.Errorf("registered %s for %v", a.Status, a.Period)
		}
		for _, bad := range []func() error{
			func() error { _, err := r.desk.SuspendAssessor(ctx, r.by(centreReviewer), a.ID, ""); return err },
			func() error { _, err := r.desk.WithdrawAssessor(ctx, r.by(clerk), a.ID, " "); return err },
		} {
			r.refused("assessor.no_ground", bad())
		}
		_, err = r.desk.SuspendAssessor(ctx, r.by(clerk), a.ID, "投诉核查")
		r.refused("actor.denied", err)
		r.must(r.desk.SuspendAssessor(ctx, r.by(centreReviewer), a.ID, "投诉核查"))
		r.must(r.desk.RestoreAssessor(ctx, r.by(centreReviewer), a.ID, "核查无误"))
		r.clock.Step(48 * time.Hour)
		a, err = r.desk.WithdrawAssessor(ctx, r.by(clerk), a.ID, "调离")
		r.must(a, err)
		if a.Status != skill.AssessorWithdrawn || a.Period.To != day.Must("2026-11-22") {
			t.Errorf("withdrawn %s on %s", a.Status, a.Period.To)
		}
	})
}

// What is wrong with a proposal is named by its field.
func TestProposeAssessorRefuses(t *testing.T) {
	each(t, func(r *register) {
		for want, spoil := range map[string]func(*skill.Assessor){
			"actor.denied":            func(a *skill.Assessor) { a.Path = "/45/" },
			"person.not_found":        func(a *skill.Assessor) { a.Person = "x" },
			"assessor.no_set":         func(a *skill.Assessor) { a.Class = "judge" },
			"assessor.no_occupation":  func(a *skill.Assessor) { a.Occupations = nil },
			"plan.no_occupation":      func(a *skill.Assessor) { a.Occupations = []skill.OccupationCode{"6-31-01-99"} },
			"assessor.no_level":       func(a *skill.Assessor) { a.Levels = nil },
			"assessor.level":          func(a *skill.Assessor) { a.Levels = []skill.Level{skill.Level2} },
			"card.none":               func(a *skill.Assessor) { a.Card = "\u200b" },
			"text.number":             func(a *skill.Assessor) { a.Card = "659012199001010047" },
			"assessor.renews_none":    func(a *skill.Assessor) { a.Renews = "x" },
			"card.letter":             func(a *skill.Assessor) { a.Class = skill.ClassExternal },
			"card.province":           func(a *skill.Assessor) { a.Class, a.Card = skill.ClassExternal, "R99210017" },
			"card.year":               func(a *skill.Assessor) { a.Class, a.Card = skill.ClassExternal, "R36270017" },
			"dossier.attested.denied": nil,
		} {
			a, d := r.examiner(), electrician(skill.Level3, "2020-01-01")
			if spoil == nil {
				d.Attested = []skill.Judgement{skill.SupervisorTraining}
			} else {
				spoil(&a)
			}
			_, err := r.desk.ProposeAssessor(t.Context(), r.by(clerk), a, d)
			r.refused(want, err)
		}
		r.must(r.desk.Withdraw(t.Context(), r.by(centreApprover), r.Body.ID, "注销"))
		_, err := r.desk.ProposeAssessor(t.Context(), r.by(clerk), r.examiner(), electrician(skill.Level3, "2020-01-01"))
		r.refused("body.wrong_state", err)
	})
}

// Each condition missing in turn: what is unmet is not registered, and refused
// with a ground; what rests on a claim is for the centre, with a ground and proof.
// Source: reference/assessors/assessor-hunan.json.
func TestAssessorConditions(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		title := skill.Dossier{
			Titles:     []skill.Title{{Grade: skill.TitleIntermediate, Awarded: day.Must("2023-11-20"), Corresponds: true}},
			Employment: []skill.Employment{{Occupation: "6-31-01-03", Period: day.Period{From: day.Must("2020-01-01")}}},
		}
		jobless := electrician(skill.Level3, "2020-01-01")
		jobless.Employment = nil
		uncertified := electrician(skill.Level3, "2020-01-01")
		uncertified.Certificates = nil
		junior := title
		junior.Titles = []skill.Title{{Grade: skill.TitleJunior, Awarded: day.Must("2010-01-01"), Corresponds: true}}
		for name, c := range map[string]struct {
			d    skill.Dossier
			want skill.Outcome
		}{
			"one day short of three years": {electrician(skill.Level3, "2023-11-21"), skill.NotMet},
			"a level-4 certificate":        {electrician(skill.Level4, "2010-01-01"), skill.NotMet},
			"no certificate":               {uncertified, skill.NotMet},
			"no work":                      {jobless, skill.NotMet},
			"a junior title":               {junior, skill.NotMet},
			"an intermediate title":        {title, skill.ToReview}, // that it corresponds is a claim
		} {
			a := r.propose(r.examiner(), c.d)
			if a.Outcome != c.want {
				t.Errorf("%s: %s, want %s", name, a.Outcome, c.want)
			}
			want := "assessor.unmet"
			if c.want == skill.ToReview {
				want = "assessor.needs_ground"
			}
			_, err := r.desk.RegisterAssessor(ctx, r.by(centreReviewer), a.ID, accreditation.AssessorFinding{Version: a.Version, Ground: "看过"})
			r.refused(want, err)
			_, err = r.desk.RefuseAssessor(ctx, r.by(centreReviewer), a.ID, "")
			r.refused("assessor.no_ground", err)
			if c.want == skill.NotMet {
				r.must(r.desk.RefuseAssessor(ctx, r.by(centreReviewer), a.ID, "条件不符"))
				continue
			}
			_, err = r.desk.RegisterAssessor(ctx, r.by(centreReviewer), a.ID, accreditation.AssessorFinding{Version: a.Version, Claims: []skill.Fact{{Subject: "titles", Index: 7}}})
			r.refused("review.claim_unknown", err)
			_, err = r.desk.RegisterAssessor(ctx, r.by(centreReviewer), a.ID, accreditation.AssessorFinding{Version: a.Version, Attests: []skill.Judgement{"nice"}})
			r.refused("review.judgement_unknown", err)
			a = r.registerOne(a, accreditation.AssessorFinding{Ground: "职称证书已核", Proof: proof, Claims: []skill.Fact{{Subject: "titles", Index: 0}}})
			if a.Outcome != skill.Met || a.Proof != proof {
				t.Errorf("%s: accepted %+v", name, a)
			}
			r.must(r.desk.WithdrawAssessor(ctx, r.by(clerk), a.ID, "下一例"))
		}
	})
}

// Nobody registers themselves, nor whom they proposed.
func TestAssessorFourEyes(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		own := r.examiner()
		own.Person, own.Path = r.Staff[centreReviewer].ID, "/44/"
		a, err := r.desk.ProposeAssessor(ctx, r.by(centreReviewer), own, electrician(skill.Level3, "2020-01-01"))
		r.must(a, err)
		f := accreditation.AssessorFinding{Version: a.Version}
		_, err = r.desk.RegisterAssessor(ctx, r.by(centreReviewer), a.ID, f)
		r.refused("assessor.own", err)
		r.must(r.desk.RegisterAssessor(ctx, r.by(centreApprover), a.ID, f))
		other := r.examiner()
		other.Path = "/44/"
		a, err = r.desk.ProposeAssessor(ctx, r.by(centreReviewer), other, electrician(skill.Level3, "2020-01-01"))
		r.must(a, err)
		_, err = r.desk.RegisterAssessor(ctx, r.by(centreReviewer), a.ID, accreditation.AssessorFinding{Version: a.Version})
		r.refused("person.same_human", err)
	})
}

// A senior assessor has examined for three years; the register's own terms count
// as they are, what was stated beside them is a claim.
// Source: reference/assessors/senior-current.json.
func TestSeniorCountsRegisteredTerms(t *testing.T) {
	each(t, func(r *register) {
		first := r.registerOne(r.propose(r.examiner(), electrician(skill.Level3, "2020-01-01")), accreditation.AssessorFinding{})
		senior := r.examiner()
		senior.Class, senior.Levels = skill.ClassSenior, []skill.Level{skill.Level2, skill.Level1}
		master := electrician(skill.Level1, "2020-01-01")
		r.clock.Set(time.Date(2029, 11, 18, 1, 0, 0, 0, time.UTC)) // the term's third year ends tomorrow
		a := r.propose(senior, master)
		if a.Outcome != skill.NotMet {
			t.Errorf("one day short: %s", a.Outcome)
		}
		r.must(r.desk.RefuseAssessor(t.Context(), r.by(centreReviewer), a.ID, "未满三年"))
		stated := master
		stated.Posts = []skill.Post{{Kind: skill.PostExaminer, Period: day.Period{From: day.Must("2022-01-01"), To: day.Must("2022-12-31")}}}
		a = r.propose(senior, stated)
		if a.Outcome != skill.ToReview {
			t.Errorf("with a claim: %s", a.Outcome)
		}
		r.must(r.desk.WithdrawAssessor(t.Context(), r.by(clerk), a.ID, "改报"))
		r.clock.Set(time.Date(2029, 11, 20, 1, 0, 0, 0, time.UTC)) // the day after
		if a = r.propose(senior, master); a.Outcome != skill.Met {
			t.Errorf("%s after the term %v: %s", a.Outcome, first.Period, a.Verdict)
		}
	})
}

// A supervisor's training is for the centre to attest, with proof; the card of an
// external one is read by rule.
// Source: reference/assessors/supervisor-2020.json.
func TestSupervisor(t *testing.T) {
	each(t, func(r *register) {
		for class, card := range map[skill.AssessorClass]string{skill.ClassInternal: "内督-7", skill.ClassExternal: "R36260017"} {
			a := skill.Assessor{Person: r.Staff[head].ID, Path: r.Body.Path, Class: class, Card: card}
			d := skill.Dossier{Posts: []skill.Post{{Kind: skill.PostAdministrator, Period: day.Period{From: day.Must("2024-11-20")}}}}
			a = r.propose(a, d)
			if a.Outcome != skill.ToReview {
				t.Errorf("%s: %s", class, a.Outcome)
			}
			a = r.registerOne(a, accreditation.AssessorFinding{
				Ground: "结业证已核", Proof: proof, Claims: []skill.Fact{{Subject: "posts", Index: 0}}, Attests: []skill.Judgement{skill.SupervisorTraining},
			})
			if a.Outcome != skill.Met || a.Period.To != day.Must("2029-11-19") {
				t.Errorf("%s: %s to %s", class, a.Outcome, a.Period.To)
			}
		}
	})
}

// Another term begins after the one that it continues, on retraining alone, and
// adds nothing.
func TestRenewal(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		first := r.registerOne(r.propose(r.examiner(), electrician(skill.Level3, "2020-01-01")), accreditation.AssessorFinding{})
		next := skill.Assessor{Person: first.Person, Path: first.Path, Class: first.Class, Card: first.Card, Renews: first.ID}
		more := next
		more.Levels = []skill.Level{skill.Level3}
		_, err := r.desk.ProposeAssessor(ctx, r.by(clerk), more, skill.Dossier{})
		r.refused("assessor.renews_more", err)
		r.clock.Set(time.Date(2029, 10, 1, 1, 0, 0, 0, time.UTC))
		a := r.propose(next, skill.Dossier{})
		if a.Outcome != skill.ToReview || a.Set != "renewal" || len(a.Occupations) != 1 || len(a.Levels) != 2 {
			t.Errorf("%+v", a)
		}
		a = r.registerOne(a, accreditation.AssessorFinding{Ground: "复训合格", Proof: proof, Attests: []skill.Judgement{skill.Retrained}})
		if a.Period != (day.Period{From: day.Must("2029-11-20"), To: day.Must("2032-11-19")}) {
			t.Errorf("%v", a.Period)
		}
	})
}

// Marks are taken from an assessor who is registered for the occupation and level
// on that day; whoever types in at the body is not asked.
// Source: policy assessor.required.
func TestOnlyRegisteredAssessorsMark(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		e := r.sitting(1)
		person := r.Staff[reviewer].ID
		actor := skill.Actor{Person: person, Strong: true, Grants: []skill.Grant{{Person: person, Role: skill.RoleAssessor, Path: r.Body.Path}}}
		rows := []skill.MarkRow{{Application: e.apps[0].ID, Part: skill.Theory, Kind: skill.SittingMarked, Mark: 160}}
		mark := func() error {
			_, err := e.marks.Record(ctx, store.By{Actor: actor}, r.Plan.ID, rows)
			return err
		}
		r.refused("assessor.none", mark())
		a := r.propose(r.examiner(), electrician(skill.Level3, "2020-01-01"))
		r.refused("assessor.none", mark())
		a = r.registerOne(a, accreditation.AssessorFinding{})
		r.must(nil, mark())
		r.must(r.desk.SuspendAssessor(ctx, r.by(centreReviewer), a.ID, "投诉核查"))
		r.refused("assessor.suspended", mark())
		r.must(r.desk.RestoreAssessor(ctx, r.by(centreReviewer), a.ID, "核查无误"))
		r.must(nil, mark())
		both := actor
		both.Grants = append(both.Grants, skill.Grant{Person: person, Role: skill.RoleClerk, Path: r.Body.Path})
		r.clock.Set(time.Date(2029, 11, 20, 1, 0, 0, 0, time.UTC))
		r.refused("assessor.expired", mark())
		actor = both
		r.must(nil, mark())

		actor.Grants = actor.Grants[:1]
		lax := *e.marks
		lax.Policies = slices.Clone(e.marks.Policies)
		for i := range lax.Policies {
			if lax.Policies[i].Key == skill.PolicyExaminerNeeded {
				lax.Policies[i].Word = "no"
			}
		}
		_, err := lax.Record(ctx, store.By{Actor: actor}, r.Plan.ID, rows)
		r.must(nil, err)
	})
}
