package admission

import (
	"context"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// An Answer (答复) says how an application stands, which office decided so and
// why, and what its person can do about it.
type Answer struct {
	Application skill.Application
	Plan        skill.Plan
	Body        skill.Body
	Verdict     skill.Verdict // of the day it was judged on; none of a draft that was never handed in
	Remedies    []Remedy
	Looked      Looked // what the photo is remarked on
}

// A Remedy is something that can be done; its text is in locale under
// remedy.KIND.
type Remedy struct {
	Kind  RemedyKind
	Until day.Date // the last day for it, or the first on which it helps
}

// RemedyKind names a remedy.
type RemedyKind string

// The remedies.
const (
	RemedySubmit   RemedyKind = "submit"   // finish the draft and hand it in
	RemedyCorrect  RemedyKind = "correct"  // correct what was asked and hand it in again
	RemedyProve    RemedyKind = "prove"    // bring the proof that the verdict turns on
	RemedyWait     RemedyKind = "wait"     // apply again from a day on
	RemedyRoute    RemedyKind = "route"    // see what is missing on every route: time alone helps none
	RemedyCentre   RemedyKind = "centre"   // ask the centre to look at it again
	RemedyReapply  RemedyKind = "reapply"  // apply again under this plan
	RemedyOther    RemedyKind = "other"    // apply under another plan
	RemedyPay      RemedyKind = "pay"      // pay the fee
	RemedyWithdraw RemedyKind = "withdraw" // take it back
)

// RemedyKinds lists them.
func RemedyKinds() []RemedyKind {
	return []RemedyKind{
		RemedySubmit, RemedyCorrect, RemedyProve, RemedyWait, RemedyRoute, RemedyCentre, RemedyReapply, RemedyOther, RemedyPay, RemedyWithdraw,
	}
}

// Explain answers why an application stands as it does, by whom, and what can be
// done: to its person, and to whoever may see it.
func (d *Desk) Explain(ctx context.Context, viewer skill.Actor, id skill.ApplicationID) (out Answer, err error) {
	defer skill.Wrap(&err, "explain application %s", id)
	seer, err := access.Viewer(viewer, "explain-application")
	if err != nil {
		return out, err
	}
	if out.Application, err = d.Store.As(seer).Application(ctx, id); err != nil {
		return out, err
	}
	from := d.Store.Unscoped()
	if out.Plan, err = from.Plan(ctx, out.Application.Plan); err != nil {
		return out, err
	}
	if out.Body, err = from.Body(ctx, out.Plan.Body); err != nil {
		return out, err
	}
	a := out.Application
	if out.Verdict, err = d.verdictOf(ctx, from, out.Plan, &a); err != nil {
		return out, err
	}
	if out.Looked, err = d.look(ctx, a.Photo); err != nil {
		return out, err
	}
	fees, err := store.List(ctx, from, store.Fees{Application: id}, store.Everything)
	out.Remedies = out.remedies(fees, day.Of(d.Store.Now()))
	return out, err
}

func (a Answer) remedies(fees []skill.Fee, today day.Date) (out []Remedy) {
	listed := a.Plan.Status == skill.PlanFiled
	add := func(yes bool, kind RemedyKind, until day.Date) {
		if yes {
			out = append(out, Remedy{kind, until})
		}
	}
	switch a.Application.Status {
	case skill.ApplicationDraft:
		add(listed, RemedySubmit, day.Date{})
		add(!listed, RemedyOther, day.Date{})
	case skill.ApplicationReturned:
		mine := listed && !today.After(a.Application.Due)
		add(mine && a.Application.Own, RemedyCorrect, a.Application.Due)
		add(!mine, RemedyOther, day.Date{})
	case skill.ApplicationEntered, skill.ApplicationPassed:
		add(a.Verdict.Outcome == skill.ToReview, RemedyProve, day.Date{})
		add(listed, RemedyWithdraw, day.Date{})
	case skill.ApplicationAccepted:
		add(skill.ReasonOf(skill.Settled(fees)) == "fee.unpaid", RemedyPay, day.Date{})
	case skill.ApplicationRefused:
		waits := !a.Verdict.Earliest.IsZero() && a.Verdict.Earliest.After(today)
		add(waits, RemedyWait, a.Verdict.Earliest)
		add(!waits && a.Verdict.Outcome == skill.NotMet, RemedyRoute, day.Date{})
		add(listed, RemedyCentre, day.Date{})
		add(!listed, RemedyOther, day.Date{})
	case skill.ApplicationWithdrawn, skill.ApplicationSubstituted:
		add(listed, RemedyReapply, day.Date{})
		add(!listed, RemedyOther, day.Date{})
	}
	return out
}
