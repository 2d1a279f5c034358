package api

import (
	"context"

	"assay/office/marking"
	"assay/skill"
	"assay/store"
)

// reports registers the chain from the body to the centre.
func (a *API) reports() {
	register(a, post("report-results", "/plans/{id}/reports", "Report every passed result whose publicity is over (上报)").creates(), a.report)
	register(a, get("list-reports", "/reports", "Reports within the asker's organisations"), a.listReports)
	register(a, get("get-report", "/reports/{id}", "One report"), a.reportByID)
	register(a, post("check-report", "/reports/{id}/check", "Pass a report on (审核)"), a.carry((*marking.Desk).Check))
	register(a, post("confirm-report", "/reports/{id}/confirm", "Make a report's results final (确认)"), a.carry((*marking.Desk).Confirm))
	register(a, post("return-report", "/reports/{id}/return", "Give a report back with the reason (退回)"), a.returnReport)
}

func (a *API) report(ctx context.Context, in *ByID) (*Answer[ReportView], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	r, err := a.Marking.Report(ctx, in.by(ctx), p.ID)
	id, err := in.made("report", string(r.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.reportOf(ctx, &in.Call, id)
	return out.at("/reports/" + id), err
}

func (a *API) reportOf(ctx context.Context, c *Call, id string) (*Answer[ReportView], error) {
	r, err := c.view().Report(ctx, skill.ReportID(id))
	return answer(c, reportView(r), err)
}

func (a *API) reportByID(ctx context.Context, in *ByID) (*Answer[ReportView], error) {
	return a.reportOf(ctx, &in.Call, in.ID)
}

// ListReports asks for reports.
type ListReports struct {
	Call
	Paged
	Plan   string `query:"plan"`
	Of     string `query:"body"`
	Status string `query:"status" enum:"reported,checked,confirmed,returned"`
}

func (a *API) listReports(ctx context.Context, in *ListReports) (*Answer[Rows[ReportView]], error) {
	f := store.Reports{Plan: skill.PlanID(in.Plan), Body: skill.BodyID(in.Of), Status: only[skill.ReportStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, reportView, func(v ReportView) string { return string(v.ID) })
}

// carry is an operation that carries a report on.
func (a *API) carry(verb func(*marking.Desk, context.Context, store.By, skill.ReportID) (skill.Report, error)) func(context.Context, *ByID) (*Answer[ReportView], error) {
	return func(ctx context.Context, in *ByID) (*Answer[ReportView], error) {
		if _, err := in.view().Report(ctx, skill.ReportID(in.ID)); err != nil {
			return nil, err
		}
		_, err := verb(a.Marking, ctx, in.by(ctx), skill.ReportID(in.ID))
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.reportOf(ctx, &in.Call, in.ID)
	}
}

func (a *API) returnReport(ctx context.Context, in *Grounded) (*Answer[ReportView], error) {
	if _, err := in.view().Report(ctx, skill.ReportID(in.ID)); err != nil {
		return nil, err
	}
	_, err := a.Marking.Return(ctx, in.by(ctx), skill.ReportID(in.ID), in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.reportOf(ctx, &in.Call, in.ID)
}
