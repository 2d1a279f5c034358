package store

import (
	"context"

	"assay/skill"
)

var reports = define("report", reportFields, onPath).spreads("")

func reportFields(f *fields, r *skill.Report) {
	key(f, &r.ID)
	text(f, "=plan_id", &r.Plan)
	text(f, "=body_id", &r.Body)
	text(f, "=path", &r.Path)
	integer(f, "results", &r.Count)
	date(f, "due", &r.Due)
	date(f, "reported_on", &r.On)
	text(f, "reporter", &r.Reporter)
	text(f, "checker", &r.Checker)
	text(f, "confirmer", &r.Confirmer)
	readable(f, "ground", &r.Ground)
	state(f, &r.Status, &r.StatusAt)
	version(f, &r.Version)
}

// Report reads one report.
func (r Reader) Report(ctx context.Context, id skill.ReportID) (skill.Report, error) {
	return get[skill.Report](ctx, r, id)
}

// Reports narrows a list of reports.
type Reports struct {
	Plan   skill.PlanID
	Body   skill.BodyID
	Status []skill.ReportStatus
}

func (r Reports) narrow(w *where, _ *words, _ skill.Report) {
	is(w, "plan_id", r.Plan)
	is(w, "body_id", r.Body)
	in(w, "status", r.Status)
}
