package accreditation_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// The experts are strangers to the body, each speaks once and on every point, and
// three of them are needed.
func TestExperts(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		filing := f.submitted(f.head, f.drafted(station(), stationFacts).ID)
		ask := func(p skill.PersonID) error {
			_, err := f.desk.ReceiveFiling(ctx, f.by(centreReviewer), filing.ID, filing.Version, []skill.PersonID{p})
			return err
		}
		// Neither who is no expert here …
		f.refused("opinion.no_expert", ask(f.head.Actor.Person))
		elsewhere, _ := f.joined(60, "样例外地", skill.RoleExpert, "/45/")
		f.refused("opinion.no_expert", ask(elsewhere.ID))
		// … nor who works there, under whatever document.
		f.refused("opinion.own_body", ask(f.also(skill.Person{Name: "样例　经办", Born: day.Must("1980-01-02")}, "G1")))
		f.refused("opinion.own_body", ask(f.also(skill.Person{Name: "样例站长", Born: day.Must("1970-01-01")}, "G2")))
		f.refused("opinion.own_body", ask(f.also(skill.Person{Name: "样例化名", Born: day.Must("1990-01-01")}, "E0000006")))

		filing, err := f.desk.ReceiveFiling(ctx, f.by(centreReviewer), filing.ID, filing.Version, []skill.PersonID{f.experts[0].ID, f.experts[1].ID})
		f.must(filing, err)
		_, err = f.desk.AskExpert(ctx, f.by(centreReviewer), filing.ID, f.experts[0].ID)
		f.refused("opinion.asked_already", err)
		opinions, err := store.List(ctx, f.s.Unscoped(), store.Opinions{Filing: filing.ID}, store.Everything)
		f.must(opinions, err)
		give := func(by store.By, o skill.Opinion, points ...skill.Point) error {
			o.Points = points
			_, err := f.desk.GiveOpinion(ctx, by, o)
			return err
		}
		whole := f.points(filing)
		// Another's opinion is another's; each point once, and why one is against.
		f.refused("actor.not_own", give(f.expert(1), opinions[0], whole...))
		f.refused("actor.not_own", give(f.by(centreApprover), opinions[0], whole...))
		f.refused("opinion.point_missing", give(f.expert(0), opinions[0], whole[1:]...))
		f.refused("opinion.point_twice", give(f.expert(0), opinions[0], append(slices.Clone(whole), whole[0])...))
		f.refused("opinion.point_unknown", give(f.expert(0), opinions[0], append(slices.Clone(whole), skill.Point{Clause: "9.9", Stance: skill.For})...))
		f.refused("word.unknown", give(f.expert(0), opinions[0], append(slices.Clone(whole[1:]), skill.Point{Clause: "1.1", Stance: "maybe"})...))
		f.refused("opinion.no_ground", give(f.expert(0), opinions[0], append(slices.Clone(whole[1:]), skill.Point{Clause: "1.1", Stance: skill.Against})...))
		f.must(nil, give(f.expert(0), opinions[0], whole...))
		f.refused("opinion.wrong_state", give(f.expert(0), opinions[0], whole...))

		// Nobody decides while somebody has still to speak; who has a reason not to is
		// released, and another asked.
		_, err = f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing))
		f.refused("filing.opinions_due", err)
		_, err = f.desk.ReleaseExpert(ctx, f.expert(1), opinions[1].ID, " ")
		f.refused("filing.no_ground", err)
		f.must(f.desk.ReleaseExpert(ctx, f.expert(1), opinions[1].ID, "曾在该站任教"))
		f.refused("opinion.wrong_state", give(f.expert(1), opinions[1], whole...))
		_, err = f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing))
		f.refused("filing.experts_missing", err)
		for i := 2; i < 4; i++ {
			o, err := f.desk.AskExpert(ctx, f.by(centreReviewer), filing.ID, f.experts[i].ID)
			f.must(o, err)
			f.must(nil, give(f.expert(i), o, whole...))
		}
		// Who has joined the body meanwhile does not count any more.
		g := skill.Grant{Person: f.experts[3].ID, Role: skill.RoleAssessor, Path: newPlace + "site/"}
		testdb.Update(t, f.s, func(ctx context.Context, tx *store.Tx) error {
			g.ID = skill.GrantID(tx.NewID())
			return store.Add(ctx, tx, &g)
		})
		_, err = f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing))
		f.refused("opinion.own_body", err)
		testdb.Update(t, f.s, func(ctx context.Context, tx *store.Tx) error {
			g.Revoked = true
			return store.Change(ctx, tx, "revoke", &g)
		})
		f.must(f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing)))
	})
}

// also makes an expert of a person with that document.
func (f *filer) also(p skill.Person, number string) skill.PersonID {
	p.Seen, p.Document = true, skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber(number)}
	testdb.Update(f.t, f.s, func(ctx context.Context, tx *store.Tx) error {
		p.ID = skill.PersonID(tx.NewID())
		if err := store.Add(ctx, tx, &p); err != nil {
			return err
		}
		return store.Add(ctx, tx, &skill.Grant{ID: skill.GrantID(tx.NewID()), Person: p.ID, Role: skill.RoleExpert, Path: "/44/"})
	})
	return p.ID
}

// Experts carry what the facts leave open, and may overturn what they show; what
// the facts deny they do not carry.
// Source: decision 21.
func TestWhatExpertsCarry(t *testing.T) {
	for name, c := range map[string]struct {
		facts   [2]string   // one thing in the place of another
		against [3][]string // the points that each expert is against
		want    string
	}{
		"all for":                        {},
		"one against what is open":       {against: [3][]string{{"1.2"}}},
		"two against what is open":       {against: [3][]string{{"1.2"}, {"1.2"}}, want: "filing.points_open"},
		"one against what is met":        {against: [3][]string{{"2.1"}}},
		"two against what is met":        {against: [3][]string{{"2.1"}, {"2.1"}}, want: "filing.points_open"},
		"all for what is unmet":          {facts: [2]string{`"seats":40`, `"seats":39`}, want: "filing.unmet"},
		"for what nobody stated":         {facts: [2]string{`"rooms":[{"kind":"theory","seats":40},{"kind":"practical"},{"kind":"office"}]`, `"unknown":["rooms"]`}},
		"two against what nobody stated": {facts: [2]string{`"rooms":[{"kind":"theory","seats":40},{"kind":"practical"},{"kind":"office"}]`, `"unknown":["rooms"]`}, against: [3][]string{{"3.1"}, {"3.1"}}, want: "filing.points_open"},
	} {
		t.Run(name, func(t *testing.T) {
			eachFiler(t, func(f *filer) {
				ctx := t.Context()
				filing := f.submitted(f.head, f.drafted(station(), strings.Replace(stationFacts, c.facts[0], c.facts[1], 1)).ID)
				filing, err := f.desk.ReceiveFiling(ctx, f.by(centreReviewer), filing.ID, filing.Version, []skill.PersonID{f.experts[0].ID, f.experts[1].ID, f.experts[2].ID})
				f.must(filing, err)
				opinions, err := store.List(ctx, f.s.Unscoped(), store.Opinions{Filing: filing.ID}, store.Everything)
				f.must(opinions, err)
				for i, o := range opinions {
					o.Points = f.points(filing, c.against[i]...)
					f.must(f.desk.GiveOpinion(ctx, f.expert(i), o))
				}
				_, err = f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing))
				if got := skill.ReasonOf(err); got != c.want {
					t.Errorf("%v, want %q", err, c.want)
				}
				if c.want != "" { // refusing is always possible, with its ground
					no := decision(filing)
					no.Ground = " "
					_, err = f.desk.RefuseFiling(ctx, f.by(centreApprover), no)
					f.refused("filing.no_ground", err)
					f.must(f.desk.RefuseFiling(ctx, f.by(centreApprover), decision(filing)))
				}
			})
		})
	}
}

// Who did not answer while it was under review is asked no longer, however the
// review ended, and sees the filing no more.
func TestAnOpinionLapses(t *testing.T) {
	for name, end := range map[string]func(*filer, skill.Filing) error{
		"returned": func(f *filer, now skill.Filing) error {
			_, err := f.desk.ReturnFiling(f.t.Context(), f.by(centreReviewer), decision(now))
			return err
		},
		"refused": func(f *filer, now skill.Filing) error {
			_, err := f.desk.RefuseFiling(f.t.Context(), f.by(centreApprover), decision(now))
			return err
		},
		"withdrawn": func(f *filer, now skill.Filing) error {
			_, err := f.desk.WithdrawFiling(f.t.Context(), f.head, now.ID)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachFiler(t, func(f *filer) {
				ctx := t.Context()
				filing := f.submitted(f.head, f.drafted(station(), stationFacts).ID)
				filing, err := f.desk.ReceiveFiling(ctx, f.by(centreReviewer), filing.ID, filing.Version, []skill.PersonID{f.experts[0].ID, f.experts[1].ID})
				f.must(filing, err)
				asked, err := store.List(ctx, f.s.Unscoped(), store.Opinions{Filing: filing.ID}, store.Everything)
				f.must(asked, err)
				asked[0].Points = f.points(filing)
				f.must(f.desk.GiveOpinion(ctx, f.expert(0), asked[0]))
				f.must(nil, end(f, filing))
				for i, want := range []skill.OpinionStatus{skill.OpinionGiven, skill.OpinionReleased} {
					o, err := f.s.Unscoped().Opinion(ctx, asked[i].ID)
					f.must(o, err)
					if o.Status != want || len(o.Actions()) != 0 {
						t.Errorf("opinion %d is %s with %v, want %s", i+1, o.Status, o.Actions(), want)
					}
				}
				_, err = f.desk.GiveOpinion(ctx, f.expert(1), asked[1])
				if err == nil {
					t.Error("given after the review had ended")
				}
			})
		})
	}
}
