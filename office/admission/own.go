package admission

import (
	"context"
	"slices"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A Whole is one application as its person sees it, with what it costs and where
// and when its parts are examined.
type Whole struct {
	Answer
	Fees     []skill.Fee
	Sessions []skill.Session // to which the person is called, the next first
	Ticket   bool            // 准考证 was given out
}

// MyApplication is one of the viewer's own applications.
func (d *Desk) MyApplication(ctx context.Context, viewer skill.Actor, id skill.ApplicationID) (m Whole, err error) {
	defer skill.Wrap(&err, "show one's own application %s", id)
	a, err := d.Store.As(ownEyes(viewer)).Application(ctx, id)
	if err != nil {
		return m, err
	}
	if err := access.Need(viewer, "list-own-applications", "", a.Person); err != nil {
		return m, err
	}
	if m.Answer, err = d.Explain(ctx, viewer, id); err != nil {
		return m, err
	}
	from := d.Store.Unscoped()
	if m.Fees, err = store.List(ctx, from, store.Fees{Application: id}, store.Everything); err != nil {
		return m, err
	}
	if m.Sessions, err = sessionsOf(ctx, from, a); err != nil {
		return m, err
	}
	tickets, err := store.Count(ctx, from, store.Tickets{Application: id})
	m.Ticket = tickets > 0 && m.Application.Status == skill.ApplicationAccepted
	return m, err
}

// ownEyes are the viewer's without any role: what is theirs, and nothing else.
func ownEyes(viewer skill.Actor) skill.Actor {
	return skill.Actor{Person: viewer.Person, Account: viewer.Account}
}

// sessionsOf are the sessions to which an application is called: those of its
// sittings once the exam is being held, those that are planned before.
func sessionsOf(ctx context.Context, from store.Reader, a skill.Application) (out []skill.Session, err error) {
	if a.Status != skill.ApplicationAccepted {
		return nil, nil
	}
	all, err := store.List(ctx, from, store.Sessions{Plan: a.Plan}, store.Everything)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(s skill.Session) bool { return s.Cancelled })
	slices.SortStableFunc(all, func(a, b skill.Session) int { return a.Starts.Compare(b.Starts) })
	due, err := store.List(ctx, from, store.Sittings{Applications: []skill.ApplicationID{a.ID}}, store.Everything)
	if err != nil || len(due) == 0 {
		return all, err
	}
	for _, s := range all {
		for _, d := range due {
			if d.Session == s.ID {
				out = append(out, s)
			}
		}
	}
	return out, nil
}
