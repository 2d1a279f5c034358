package store

import (
	"context"
	"encoding/json"

	"assay/skill"
	"assay/skill/day"
)

var (
	results     = define("result", resultFields, ownOrOnPath)
	objections  = define("objection", objectionFields, raisedOrOnPath)
	corrections = define("correction", correctionFields, onPath)
)

func resultFields(f *fields, r *skill.Result) {
	key(f, &r.ID)
	text(f, "=application_id", &r.Application)
	text(f, "=plan_id", &r.Plan)
	text(f, "=path", &r.Path)
	text(f, "=person_id", &r.Person)
	boolean(f, "passed", &r.Passed)
	text(f, "band", &r.Band)
	scores(f, "scores", &r.Scores)
	date(f, "public_from", &r.PublicFrom)
	date(f, "public_to", &r.PublicTo)
	boolean(f, "provisional", &r.Provisional)
	text(f, "report_id", &r.Report)
	state(f, &r.Status, &r.StatusAt)
	version(f, &r.Version)
}

// storedScore is a PartScore as the column holds it; skill has no tags.
type storedScore struct {
	Part    skill.Part          `json:"part"`
	Attempt int                 `json:"attempt"`
	Kind    skill.SittingStatus `json:"kind"`
	Mark    skill.Mark          `json:"half_points"`
}

func scores(f *fields, name string, v *[]skill.PartScore) {
	var stored []storedScore
	for _, s := range *v {
		stored = append(stored, storedScore(s))
	}
	b, err := json.Marshal(stored)
	if err != nil {
		f.fail(err)
	}
	all := string(b)
	text(f, name, &all)
	if f.mode != reading {
		return
	}
	stored, *v = nil, nil
	if json.Unmarshal([]byte(all), &stored) != nil {
		f.fail(skill.Fail(skill.Internal, "store.unreadable", "table", f.table, "column", name))
	}
	for _, s := range stored {
		*v = append(*v, skill.PartScore(s))
	}
}

func objectionFields(f *fields, o *skill.Objection) {
	key(f, &o.ID)
	text(f, "=result_id", &o.Result)
	text(f, "=plan_id", &o.Plan)
	text(f, "=path", &o.Path)
	private(f, "words", &o.Text)
	text(f, "=by_person", &o.By)
	text(f, "decider", &o.Decider)
	readable(f, "ground", &o.Ground)
	text(f, "=kind", &o.Kind)
	date(f, "due", &o.Due)
	state(f, &o.Status, &o.StatusAt)
	version(f, &o.Version)
}

func correctionFields(f *fields, c *skill.Correction) {
	key(f, &c.ID)
	text(f, "=sitting_id", &c.Sitting)
	text(f, "=result_id", &c.Result)
	text(f, "=path", &c.Path)
	text(f, "kind", &c.Kind)
	integer(f, "mark", &c.Mark)
	readable(f, "basis", &c.Basis)
	readable(f, "ground", &c.Ground)
	text(f, "=proposer", &c.Proposer)
	text(f, "approver", &c.Approver)
	state(f, &c.Status, &c.StatusAt)
	version(f, &c.Version)
}

// Result reads one result.
func (r Reader) Result(ctx context.Context, id skill.ResultID) (skill.Result, error) {
	return get[skill.Result](ctx, r, id)
}

// Objection reads one objection.
func (r Reader) Objection(ctx context.Context, id skill.ObjectionID) (skill.Objection, error) {
	return get[skill.Objection](ctx, r, id)
}

// Correction reads one correction.
func (r Reader) Correction(ctx context.Context, id skill.CorrectionID) (skill.Correction, error) {
	return get[skill.Correction](ctx, r, id)
}

// Results narrows a list of results.
type Results struct {
	Applications []skill.ApplicationID
	Plan         skill.PlanID
	Report       skill.ReportID
	Person       skill.PersonID
	PassedOnly   bool
	OverBefore   day.Date // whose publicity's last day lies before this one
	Status       []skill.ResultStatus
	MayProcess   bool // without those whose person's data were stopped or erased
}

func (r Results) narrow(w *where, _ *words, _ skill.Result) {
	in(w, "application_id", r.Applications)
	is(w, "plan_id", r.Plan)
	is(w, "report_id", r.Report)
	is(w, "person_id", r.Person)
	if r.PassedOnly {
		w.and("passed = 1")
	}
	if !r.OverBefore.IsZero() {
		w.and("public_to <> '' AND public_to < ?", r.OverBefore.String())
	}
	in(w, "status", r.Status)
	if r.MayProcess {
		mayProcess(w, "result")
	}
}

// Objections narrows a list of objections.
type Objections struct {
	Result skill.ResultID
	By     skill.PersonID
	Plan   skill.PlanID
	Status []skill.ObjectionStatus
}

func (o Objections) narrow(w *where, _ *words, _ skill.Objection) {
	is(w, "result_id", o.Result)
	is(w, "by_person", o.By)
	is(w, "plan_id", o.Plan)
	in(w, "status", o.Status)
}

// Corrections narrows a list of corrections.
type Corrections struct {
	Sitting skill.SittingID
	Result  skill.ResultID
	Status  []skill.CorrectionStatus
}

func (c Corrections) narrow(w *where, _ *words, _ skill.Correction) {
	is(w, "sitting_id", c.Sitting)
	is(w, "result_id", c.Result)
	in(w, "status", c.Status)
}
