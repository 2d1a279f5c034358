package accreditation

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"assay/rule/access"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// ProposeAssessor puts before the centre that somebody examine or supervise (考评人员
// 申报): for a body, or for the centre itself and all below it. The conditions of
// the class are judged on what was stated, whose facts are claims, and on the
// terms of examining that the register knows; the verdict is kept. Renews names
// the registration whose term it continues: then retraining is all that is asked.
func (d *Desk) ProposeAssessor(ctx context.Context, by store.By, a skill.Assessor, stated skill.Dossier) (out skill.Assessor, err error) {
	defer skill.Wrap(&err, "propose an assessor")
	if err := access.Need(by.Actor, "propose-assessor", a.Path); err != nil {
		return a, err
	}
	if len(stated.Attested) > 0 {
		return a, skill.FailField("dossier.attested", "dossier.attested.denied")
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		next, err := d.assessorDraft(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := d.keepFacts(ctx, tx, &next, stated); err != nil {
			return err
		}
		move, err := next.Propose()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// assessorDraft is a registration as it was asked for, cleaned and checked.
func (d *Desk) assessorDraft(ctx context.Context, tx *store.Tx, a skill.Assessor) (next skill.Assessor, err error) {
	next = skill.Assessor{
		ID: skill.AssessorID(tx.NewID()), Person: a.Person, Path: a.Path, Class: a.Class, Occupations: a.Occupations, Levels: a.Levels,
		Card: skill.Clean(a.Card), Renews: a.Renews, Proposer: tx.By.Actor.Person,
	}
	ask, err := assessed(ctx, tx, a.Path)
	if err != nil {
		return next, err
	}
	if err := renews(ctx, tx, &next); err != nil {
		return next, err
	}
	of := skill.AssessorCase{Class: a.Class, Region: ask.Region, On: tx.Today()}
	first, err := d.Assessors.Find(of)
	if err != nil {
		return next, err
	}
	of.Renewal = a.Renews != ""
	set, err := d.Assessors.Find(of)
	if err != nil {
		return next, err
	}
	next.Set = set.ID
	if err := d.fits(next, first.Levels, tx.Today()); err != nil {
		return next, err
	}
	return next, d.checkCard(next, tx.Today())
}

// assessed is the case that policies are asked for at a path: of the body that
// is filed there, or of the province that a centre's path begins with.
func assessed(ctx context.Context, tx *store.Tx, at skill.OrgPath) (skill.PolicyCase, error) {
	ask := skill.PolicyCase{On: tx.Today()}
	b, err := store.One(ctx, tx, store.Bodies{Path: at})
	switch {
	case err == nil:
		ask.Region, ask.Class = b.Province, b.Class
		return ask, registered(b, "assessor")
	case skill.CodeOf(err) != skill.NotFound:
		return ask, err
	case !at.Valid():
		return ask, skill.FailField("path", "body.path")
	}
	ask.Region, _, _ = strings.Cut(strings.TrimPrefix(string(at), "/"), "/")
	return ask, nil
}

// renews checks the registration that another term is asked for, and lets what
// was not said anew be as it was.
func renews(ctx context.Context, tx *store.Tx, a *skill.Assessor) error {
	if a.Renews == "" {
		return nil
	}
	before, err := tx.Assessor(ctx, a.Renews)
	switch {
	case skill.CodeOf(err) == skill.NotFound, err == nil && (before.Person != a.Person || before.Path != a.Path || before.Class != a.Class):
		return skill.FailField("renews", "assessor.renews_none")
	case err != nil:
		return err
	case before.Status != skill.AssessorRegistered:
		return skill.Fail(skill.WrongState, "assessor.wrong_state", "verb", "renew", "status", string(before.Status))
	}
	if len(a.Occupations) == 0 {
		a.Occupations = before.Occupations
	}
	if len(a.Levels) == 0 {
		a.Levels = before.Levels
	}
	for i, o := range a.Occupations {
		if !slices.Contains(before.Occupations, o) {
			return skill.FailField("occupations["+strconv.Itoa(i)+"]", "assessor.renews_more")
		}
	}
	for i, l := range a.Levels {
		if !slices.Contains(before.Levels, l) {
			return skill.FailField("levels["+strconv.Itoa(i)+"]", "assessor.renews_more")
		}
	}
	return nil
}

// fits refuses occupations and levels that the class does not examine. Whoever
// examines names both; whoever supervises may leave them open.
// Source: 职业技能鉴定考评人员管理工作规程(试行), art. 3, as data in reference/assessors.
func (d *Desk) fits(a skill.Assessor, may []skill.Level, today day.Date) error {
	for i, o := range a.Occupations {
		if !d.Works(o, today) {
			return skill.FailField("occupations["+strconv.Itoa(i)+"]", "plan.no_occupation", "occupation", string(o))
		}
	}
	if !a.Class.Examines() {
		return nil
	}
	switch {
	case len(a.Occupations) == 0:
		return skill.FailField("occupations", "assessor.no_occupation")
	case len(a.Levels) == 0:
		return skill.FailField("levels", "assessor.no_level")
	}
	for i, l := range a.Levels {
		if !slices.Contains(may, l) {
			return skill.FailField("levels["+strconv.Itoa(i)+"]", "assessor.level", "class", string(a.Class), "level", l.String())
		}
	}
	return nil
}

// checkCard: an external supervisor's card is numbered by rule, others as they
// are given.
func (d *Desk) checkCard(a skill.Assessor, today day.Date) error {
	if a.Card == "" {
		return skill.FailField("card", "card.none")
	}
	if a.Class != skill.ClassExternal {
		return nil
	}
	card, err := skill.ParseSupervisorCard(a.Card)
	switch {
	case err != nil:
		return err
	case !d.province(card.Province):
		return skill.FailField("card", "card.province", "position", "2")
	case card.Year > today.Year():
		return skill.FailField("card", "card.year", "position", "4")
	}
	return nil
}

// province tells whether the schemes of certificate numbers know the code.
func (d *Desk) province(code string) bool {
	for i := range d.Schemes {
		if p, ok := d.Schemes[i].Part("province"); ok && len(p.Values) > 0 {
			_, known := p.Values[code]
			return known
		}
	}
	return false
}

// keepFacts keeps what was stated and judges it.
func (d *Desk) keepFacts(ctx context.Context, tx *store.Tx, a *skill.Assessor, stated skill.Dossier) error {
	p, err := tx.Person(ctx, a.Person)
	switch {
	case err != nil:
		return err
	case !p.Seen:
		return skill.Fail(skill.Unmet, "person.not_seen")
	case p.Born.IsZero():
		return skill.Fail(skill.Unmet, "assessor.no_birth")
	}
	stated.Name, stated.Born = "", p.Born
	facts, err := condition.WriteDossier(stated)
	if err != nil {
		return err
	}
	a.Facts = skill.Keep(string(facts))
	condition.Claims(&stated)
	return d.judge(ctx, tx, a, stated)
}

// judge makes the verdict of today, occupation by occupation; the outcome is that
// of the worst. Terms of examining that were registered count as they are.
func (d *Desk) judge(ctx context.Context, tx *store.Tx, a *skill.Assessor, dossier skill.Dossier) error {
	set, err := d.Assessors.ByID(a.Set)
	if err != nil {
		return err
	}
	known, err := store.List(ctx, tx, store.Assessors{Person: a.Person}, store.Everything)
	if err != nil {
		return err
	}
	dossier.Posts = append(slices.Clone(dossier.Posts), skill.TermsServed(known)...)
	q := condition.Question{Set: set.Conditions(), Dossier: &dossier, On: tx.Today()}
	verdicts := []condition.VerdictJSON{}
	a.Outcome, a.Judged = skill.Met, q.On
	for _, q.Occupation = range orAny(a.Occupations) {
		v, err := condition.Decide(q)
		if err != nil {
			return err
		}
		a.Outcome = worse(a.Outcome, v.Outcome)
		verdicts = append(verdicts, condition.NewVerdictJSON(v))
	}
	text, err := json.Marshal(verdicts)
	a.Verdict = string(text)
	return err
}

// orAny is one occupation that is none where no occupation was named.
func orAny(all []skill.OccupationCode) []skill.OccupationCode {
	if len(all) == 0 {
		return []skill.OccupationCode{""}
	}
	return all
}

func worse(a, b skill.Outcome) skill.Outcome {
	if a == skill.NotMet || b == skill.Met {
		return a
	}
	return b
}
