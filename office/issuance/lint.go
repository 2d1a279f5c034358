package issuance

import (
	"context"
	"fmt"
	"slices"

	"assay/attest"
	"assay/rule/certno"
	"assay/skill"
	"assay/skill/day"
)

// lintBody finds what keeps every certificate of a plan: the body is not filed
// or not in scope today, its number would not read back, its seal is gone, the
// occupation is in no catalogue.
func (d *Desk) lintBody(ctx context.Context, s *scene) error {
	p, body := s.plan, s.standing.Body
	s.faults.because("body", s.standing.MayAct(p.Occupation, p.Level, p.Site, s.today))
	if scope, err := s.standing.InScope(p.Occupation, p.Level, p.Site, s.today); err == nil {
		s.scope = scope.ID
	}
	if body.Seal != "" {
		ok, err := d.Files.Has(ctx, body.Seal)
		if err != nil {
			return err
		}
		if !ok {
			s.faults.add(skill.FailField("seal", "issuance.seal_lost"))
		}
	}
	if s.occupation.Name == "" {
		s.faults.add(skill.FailField("occupation", "issuance.occupation_unknown", "code", string(p.Occupation)))
		return nil
	}
	s.faults.because("number", d.trial(s))
	return nil
}

// trial composes the first number there could be and the bytes that would be
// signed, so that nothing is numbered that cannot be.
func (d *Desk) trial(s *scene) error {
	n, err := d.numbering(s.standing.Body, s.site, s.plan.Level, s.today)
	if err != nil {
		return err
	}
	c := skill.Certificate{
		Kind: string(skill.KindSkillLevel), BodyName: s.standing.Body.Name, Occupation: s.plan.Occupation,
		OccupationName: s.occupation.Name, Level: s.plan.Level, Specimen: s.specimen, Issued: s.today, KeyID: string(d.Keys.Signer().ID()),
	}
	if c.Number, err = n.compose(1); err != nil {
		return err
	}
	_, err = attest.IssueBytes(statement(c, about{body: s.standing.Body, site: s.site}))
	return err
}

// specimen tells whether certificates of this installation are no certificates.
func (d *Desk) specimen() bool { return d.Keys.Signer().ID() == attest.DemoKey }

// compose makes the draft of a candidate from the records of today.
func (s *scene) compose(c candidate) skill.Certificate {
	return skill.Certificate{
		Application: c.application.ID, Result: c.result.ID, Report: s.report.ID,
		Body: s.standing.Body.ID, Site: s.site.ID, Scope: s.scope, Path: s.plan.Path, Person: c.person.ID,
		Kind: string(skill.KindSkillLevel), BodyName: s.standing.Body.Name,
		Name: c.person.Name, Romanised: c.person.Romanised, Document: c.person.Document,
		Occupation: s.plan.Occupation, OccupationName: s.occupation.Name, Specialty: s.plan.Specialty, Level: s.plan.Level,
		Photo: c.application.Photo, Specimen: s.specimen,
	}
}

// sameWords tells whether two certificates would print the same words about
// the same exam.
func sameWords(a, b skill.Certificate) bool {
	return a.Name == b.Name && a.Romanised == b.Romanised && a.Document.Equal(b.Document) && a.Photo == b.Photo &&
		a.BodyName == b.BodyName && a.Occupation == b.Occupation && a.OccupationName == b.OccupationName &&
		a.Specialty == b.Specialty && a.Level == b.Level && a.Scope == b.Scope && a.Specimen == b.Specimen
}

// lint finds everything that keeps one certificate from being issued.
func (d *Desk) lint(ctx context.Context, s *scene, c candidate, draft skill.Certificate) (faults, error) {
	f := slices.Clone(s.faults)
	f.because("person", c.person.MayProcess())
	if err := d.lintResult(s, c, &f); err != nil {
		return nil, err
	}
	return f, d.lintWords(ctx, draft, &f)
}

// lintResult looks at what the certificate says was achieved.
// Source: docs/architecture.md, Issuing; 人社鉴发〔2019〕2号: within the filed scope.
func (d *Desk) lintResult(s *scene, c candidate, f *faults) error {
	decision, err := d.decide(s, c)
	switch {
	case err != nil:
		return err
	case !decision.Passed || !c.result.Passed:
		f.add(skill.FailField("parts", "issuance.not_passed"))
	case !slices.Equal(decision.Scores, c.result.Scores):
		f.add(skill.FailField("parts", "issuance.scores_differ"))
	}
	days, complete := s.examDays(c)
	if !complete {
		f.add(skill.FailField("exam", "issuance.no_exam_day"))
	}
	for _, on := range days {
		if _, err := s.standing.InScope(s.plan.Occupation, s.plan.Level, s.plan.Site, on); err != nil {
			f.add(skill.FailField("exam", "issuance.exam_out_of_scope", "on", on.String()))
			break
		}
	}
	d.lintPublicity(s, c.result, f)
	if s.open[c.result.ID] {
		f.add(skill.FailField("objection", "issuance.objection_open"))
	}
	return nil
}

// lintPublicity: 公示 is over, and its last day rests on a calendar that was
// published. What was provisional when it began is counted anew by the calendar
// of today. In a demonstration days are counted by the civil calendar, so there
// nothing is provisional.
func (d *Desk) lintPublicity(s *scene, r skill.Result, f *faults) {
	if r.PublicTo.IsZero() {
		f.add(skill.FailField("publicity", "result.no_publicity"))
		return
	}
	if r.Provisional {
		ask := skill.PolicyCase{Region: s.standing.Body.Province, Class: s.standing.Body.Class, On: r.PublicFrom}
		due, err := d.Policies.Deadline(skill.PolicyPublicity, ask, r.PublicFrom, d.Calendar)
		f.because("publicity", err)
		r.PublicTo, r.Provisional = due.Last, due.Provisional
	}
	switch {
	case !s.today.After(r.PublicTo):
		f.add(skill.FailField("publicity", "result.publicity_runs", "to", r.PublicTo.String()))
	case r.Provisional:
		f.add(skill.FailField("publicity", "issuance.publicity_provisional", "to", r.PublicTo.String()))
	}
}

// lintWords: every item of the reference layout is there and every character of
// it can be printed. A specialty that there is none of prints as --, and
// without a seal's picture the page says where to seal.
// Source: 人社鉴发〔2021〕1号, items 3–12.
func (d *Desk) lintWords(ctx context.Context, c skill.Certificate, f *faults) error {
	for _, item := range items(c) {
		if item.text == "" && item.required {
			f.add(skill.FailField(item.path, "print.item_missing"))
		}
		for _, r := range d.Missing(item.text) {
			f.add(skill.FailField(item.path, "print.character_missing", "character", fmt.Sprintf("%c (%U)", r, r)))
		}
	}
	if c.Photo == "" {
		f.add(skill.FailField("photo", "issuance.photo_missing"))
		return nil
	}
	ok, err := d.Files.Has(ctx, c.Photo)
	if err == nil && !ok {
		f.add(skill.FailField("photo", "issuance.photo_lost"))
	}
	return err
}

// numbering composes numbers of one series.
type numbering struct {
	scheme *skill.NumberScheme
	values map[string]string
}

// numbering finds the scheme of a level on a day.
// Source: 人社鉴发〔2019〕2号, parts 1–7.
func (d *Desk) numbering(b skill.Body, at skill.Site, level skill.Level, on day.Date) (numbering, error) {
	scheme, place, err := certno.SchemeFor(d.Schemes, certno.Claim{Kind: skill.KindSkillLevel, Level: level, On: on})
	return numbering{scheme, map[string]string{
		"class": b.Class, "body": b.Code, "province": b.Province, "site": at.Serial,
		"year": fmt.Sprintf("%02d", on.Year()%100), "level": place,
	}}, err
}

// compose makes the number of a serial; one that has outgrown its six places is
// refused.
func (n numbering) compose(serial int) (string, error) {
	n.values["serial"] = fmt.Sprintf("%06d", serial)
	return certno.Compose(n.scheme, n.values)
}
