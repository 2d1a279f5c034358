package examination

import (
	"context"
	"time"

	"assay/rule/planning"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Checklist is how far a plan has come in its four steps, from what is recorded.
func (d *Desk) Checklist(ctx context.Context, p skill.Plan) ([]planning.Item, error) {
	f := planning.Facts{Plan: p, Today: day.Of(d.Store.Now())}
	for _, part := range []func(context.Context, *planning.Facts) error{d.acts, d.counted, d.planned, d.reported, d.prepared, d.results} {
		if err := part(ctx, &f); err != nil {
			return nil, err
		}
	}
	return planning.Checklist(f), nil
}

// acts are who filed, started and ended the plan, by its audit entries.
func (d *Desk) acts(ctx context.Context, f *planning.Facts) (err error) {
	acts, err := d.trail(ctx, "plan", string(f.Plan.ID))
	f.Filed, f.Started, f.Finished = acts["file"], acts["start"], acts["finish"]
	if err != nil {
		return err
	}
	shown := store.Announcements{Plan: f.Plan.ID, Status: []skill.AnnouncementStatus{skill.AnnouncementPublished, skill.AnnouncementClosed}}
	a, err := store.One(ctx, d.Store.Unscoped(), shown)
	if skill.CodeOf(err) == skill.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	acts, err = d.trail(ctx, "announcement", string(a.ID))
	f.Published = acts["publish"]
	return err
}

// trail is who did what with a row, the last time that it was done.
func (d *Desk) trail(ctx context.Context, table, id string) (map[string]planning.Act, error) {
	entries, err := d.Store.Trail(ctx, table, id)
	out := map[string]planning.Act{}
	for _, e := range entries {
		out[e.Verb] = planning.Act{On: day.Of(time.UnixMicro(e.At)), By: skill.PersonID(e.Actor)}
	}
	return out, err
}

func (d *Desk) counted(ctx context.Context, f *planning.Facts) (err error) {
	r, id := d.Store.Unscoped(), f.Plan.ID
	for status, to := range map[skill.ApplicationStatus]*int{skill.ApplicationEntered: &f.Undecided, skill.ApplicationAccepted: &f.Accepted} {
		if *to, err = store.Count(ctx, r, store.Applications{Plan: id, Status: []skill.ApplicationStatus{status}, MayProcess: true}); err != nil {
			return err
		}
	}
	if f.Sittings, err = store.Count(ctx, r, store.Sittings{Plan: id}); err != nil {
		return err
	}
	if f.Outstanding, err = store.Count(ctx, r, store.Sittings{Plan: id, Status: []skill.SittingStatus{skill.SittingDue}}); err != nil {
		return err
	}
	f.Absent, err = store.Count(ctx, r, store.Sittings{Plan: id, Status: []skill.SittingStatus{skill.SittingAbsent}})
	return err
}

// planned is the plan of the year, and where the batch departs from it.
func (d *Desk) planned(ctx context.Context, f *planning.Facts) (err error) {
	f.Exam, err = firstDay(ctx, d.Store.Unscoped(), f.Plan)
	if err != nil && skill.ReasonOf(err) != "plan.no_session" {
		return err
	}
	on := f.Exam
	if on.IsZero() {
		on = f.Filed.On
	}
	f.Annual, err = store.One(ctx, d.Store.Unscoped(), store.AnnualPlans{
		Body: f.Plan.Body, Year: on.Year(), Status: []skill.AnnualPlanStatus{skill.AnnualPlanSubmitted, skill.AnnualPlanNoted},
	})
	if skill.CodeOf(err) == skill.NotFound {
		return nil
	}
	if err == nil {
		f.Deviations = f.Annual.Deviations(f.Plan, on.Month(), f.Accepted)
	}
	return err
}

// reported is what the centre was told before the exam.
func (d *Desk) reported(ctx context.Context, f *planning.Facts) (err error) {
	r := d.Store.Unscoped()
	if f.Lodgement, err = r.LodgementOf(ctx, f.Plan); err != nil {
		return err
	}
	ask, err := caseOf(ctx, r, f.Plan, f.Today)
	if err != nil {
		return err
	}
	word, err := d.Policies.Word(skill.PolicyLodgement, ask)
	if err != nil {
		return err
	}
	f.Wanted = word != "no"
	if !f.Exam.IsZero() {
		due, err := d.Policies.Before(skill.PolicyLodgementDue, ask, f.Exam, d.Calendar)
		if err != nil {
			return err
		}
		f.LodgeBy = due.Last
	}
	if f.Lodgement.ID == "" {
		return nil
	}
	if f.Additions, err = store.Count(ctx, r, store.Additions{Plan: f.Plan.ID}); err != nil {
		return err
	}
	unknown, err := unlisted(ctx, r, f.Lodgement)
	f.Unlisted = len(unknown)
	return err
}

func (d *Desk) prepared(ctx context.Context, f *planning.Facts) (err error) {
	if f.Sessions, err = filled(ctx, d.Store.Unscoped(), f.Plan); err != nil {
		return err
	}
	if f.Lacks, err = d.Lacking(ctx, f.Plan); err != nil {
		return err
	}
	f.Turns, err = d.Turns(ctx, f.Plan)
	return err
}

// results count how many came how far.
func (d *Desk) results(ctx context.Context, f *planning.Facts) (err error) {
	r := d.Store.Unscoped()
	all, err := store.List(ctx, r, store.Results{Plan: f.Plan.ID}, store.Everything)
	if err != nil {
		return err
	}
	for _, x := range all {
		if f.Settled++; !x.Passed {
			continue
		}
		f.Passed++
		for n, reached := range map[*int]bool{
			&f.Publicised: !x.PublicFrom.IsZero(), &f.Reported: x.Status == skill.ResultReported || x.Status == skill.ResultConfirmed,
			&f.Confirmed: x.Status == skill.ResultConfirmed,
		} {
			if reached {
				*n++
			}
		}
	}
	if f.Reports, err = store.List(ctx, r, store.Reports{Plan: f.Plan.ID}, store.Everything); err != nil {
		return err
	}
	ids := make([]skill.ReportID, len(f.Reports))
	for i, x := range f.Reports {
		ids[i] = x.ID
	}
	f.Certificates, err = store.Count(ctx, r, store.Certificates{Reports: ids, Status: []skill.CertificateStatus{
		skill.CertificateIssued, skill.CertificateReplaced, skill.CertificateRevoked, skill.CertificateCancelled,
	}})
	return err
}
