package issuance

import (
	"context"

	"assay/rule/scoring"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A scene is everything that the certificates of one report have in common.
type scene struct {
	report     skill.Report
	plan       skill.Plan
	site       skill.Site
	standing   skill.Standing
	scope      skill.ScopeID // the one that today rests on
	sessions   map[skill.SessionID]skill.Session
	open       map[skill.ResultID]bool // results with an open objection
	occupation skill.Occupation
	specimen   bool
	today      day.Date
	faults     faults // what keeps every certificate of the report
}

// A candidate is one result with what its certificate is made of.
type candidate struct {
	result      skill.Result
	application skill.Application
	person      skill.Person
	sittings    []skill.Sitting
	has         bool              // a certificate with a number
	draft       skill.Certificate // the draft there is; zero for none
	next        skill.Certificate // the draft to be made; zero for none
}

// scene reads what a report's certificates rest on. The report must be
// confirmed.
func (d *Desk) scene(ctx context.Context, id skill.ReportID) (*scene, error) {
	from := d.Store.Unscoped()
	report, err := from.Report(ctx, id)
	if err != nil {
		return nil, err
	}
	if report.Status != skill.ReportConfirmed {
		return nil, skill.Fail(skill.WrongState, "issuance.report_not_confirmed", "status", string(report.Status))
	}
	s, err := d.place(ctx, report.Plan)
	if err != nil {
		return nil, err
	}
	s.report = report
	return s, d.records(ctx, s)
}

// place reads the plan with its body and says what keeps the body from issuing.
func (d *Desk) place(ctx context.Context, id skill.PlanID) (*scene, error) {
	from := d.Store.Unscoped()
	s := &scene{today: day.Of(d.Store.Now()), specimen: d.specimen()}
	var err error
	if s.plan, err = from.Plan(ctx, id); err != nil {
		return nil, err
	}
	if s.site, err = from.Site(ctx, s.plan.Site); err != nil {
		return nil, err
	}
	if s.standing, err = from.Standing(ctx, s.plan.Body); err != nil {
		return nil, err
	}
	s.occupation = d.named(s.plan.Occupation, s.today)
	return s, d.lintBody(ctx, s)
}

// named is the occupation as the catalogue has it today; one that another code
// has succeeded since the exam keeps the name it had.
func (d *Desk) named(code skill.OccupationCode, today day.Date) skill.Occupation {
	o, ok := d.Occupation(code, today)
	if !ok {
		o, _ = d.Occupation(code, day.Date{})
	}
	return o
}

func (d *Desk) records(ctx context.Context, s *scene) error {
	from := d.Store.Unscoped()
	sessions, err := store.List(ctx, from, store.Sessions{Plan: s.plan.ID}, store.Everything)
	if err != nil {
		return err
	}
	s.sessions = map[skill.SessionID]skill.Session{}
	for _, one := range sessions {
		s.sessions[one.ID] = one
	}
	objections, err := store.List(ctx, from, store.Objections{Plan: s.plan.ID, Status: []skill.ObjectionStatus{skill.ObjectionOpen}}, store.Everything)
	s.open = map[skill.ResultID]bool{}
	for _, o := range objections {
		s.open[o.Result] = true
	}
	return err
}

// candidates reads what the certificates of some results are made of.
func (d *Desk) candidates(ctx context.Context, results []skill.Result) ([]candidate, error) {
	from := d.Store.Unscoped()
	out := make([]candidate, len(results))
	at := map[skill.ApplicationID]*candidate{}
	var applications []skill.ApplicationID
	var people []skill.PersonID
	for i, r := range results {
		out[i].result = r
		at[r.Application] = &out[i]
		applications, people = append(applications, r.Application), append(people, r.Person)
	}
	rows, err := store.List(ctx, from, store.Applications{IDs: applications}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		at[a.ID].application = a
	}
	sittings, err := store.List(ctx, from, store.Sittings{Applications: applications}, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, one := range sittings {
		at[one.Application].sittings = append(at[one.Application].sittings, one)
	}
	if err := d.holders(ctx, out, people); err != nil {
		return nil, err
	}
	certs, err := held(ctx, from, out)
	for i := range out {
		c, ok := certs[out[i].result.ID]
		if ok && c.Status == skill.CertificatePrepared {
			out[i].draft = c
		} else {
			out[i].has = ok
		}
	}
	return out, err
}

func (d *Desk) holders(ctx context.Context, all []candidate, ids []skill.PersonID) error {
	people, err := store.List(ctx, d.Store.Unscoped(), store.Persons{IDs: ids}, store.Everything)
	byID := map[skill.PersonID]skill.Person{}
	for _, p := range people {
		byID[p.ID] = p
	}
	for i := range all {
		all[i].person = byID[all[i].result.Person]
	}
	return err
}

// decide recomputes a result from its sittings, by the mark that passed on the
// day its publicity began.
func (d *Desk) decide(s *scene, c candidate) (scoring.Decision, error) {
	body := s.standing.Body
	ask := skill.PolicyCase{Region: body.Province, Class: body.Class, On: c.result.PublicFrom}
	pass, err := d.Policies.Number(skill.PolicyMarkPass, ask, skill.InMarks)
	return scoring.Policy{Pass: skill.Points(pass)}.Decide(s.plan.Parts, c.sittings), err
}

// examDays are the days on which the parts that count were marked.
func (s *scene) examDays(c candidate) (days []day.Date, complete bool) {
	complete = true
	for _, score := range c.result.Scores {
		if score.Kind != skill.SittingMarked {
			continue
		}
		on := s.examDay(c, score)
		if on.IsZero() {
			complete = false
			continue
		}
		days = append(days, on)
	}
	return days, complete
}

func (s *scene) examDay(c candidate, score skill.PartScore) day.Date {
	for _, one := range c.sittings {
		if one.Part == score.Part && one.Attempt == score.Attempt {
			if session, ok := s.sessions[one.Session]; ok {
				return day.Of(session.Starts)
			}
		}
	}
	return day.Date{}
}
