package examination

import (
	"context"
	"strings"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// DraftAnnouncement writes an announcement (公告) down for a body that may assess
// what it announces.
func (d *Desk) DraftAnnouncement(ctx context.Context, by store.By, a skill.Announcement) (out skill.Announcement, err error) {
	defer skill.Wrap(&err, "draft an announcement")
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		standing, err := tx.Locked().Standing(ctx, a.Body)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "draft-announcement", standing.Body.Path); err != nil {
			return err
		}
		next := skill.Announcement{ID: skill.AnnouncementID(tx.NewID()), Body: a.Body, Path: standing.Body.Path}
		if err := d.said(ctx, tx, &next, a, standing); err != nil {
			return err
		}
		move, err := next.Draft()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, next, move)
		return err
	})
	return out, err
}

// AmendAnnouncement writes a draft anew, as it was seen at its version.
func (d *Desk) AmendAnnouncement(ctx context.Context, by store.By, a skill.Announcement) (out skill.Announcement, err error) {
	defer skill.Wrap(&err, "amend announcement %s", a.ID)
	err = d.onAnnouncement(ctx, by, "amend-announcement", a.ID, func(tx *store.Tx, now skill.Announcement, standing skill.Standing) error {
		if now.Status != skill.AnnouncementDraft {
			return skill.Fail(skill.WrongState, "announcement.wrong_state", "verb", "amend", "status", string(now.Status))
		}
		now.Version, out = a.Version, now
		if err := d.said(ctx, tx, &out, a, standing); err != nil {
			return err
		}
		out.Version = a.Version
		return store.Change(ctx, tx, "amend", &out)
	})
	return out, err
}

// said takes what was said of the exam, cleaned and checked.
func (d *Desk) said(ctx context.Context, tx *store.Tx, to *skill.Announcement, a skill.Announcement, s skill.Standing) error {
	to.Site, to.Plan, to.Occupation, to.Level, to.Set = a.Site, a.Plan, a.Occupation, a.Level, a.Set
	to.Title, to.Specialty, to.Place = skill.Clean(a.Title), skill.Clean(a.Specialty), skill.Clean(a.Place)
	to.Times, to.Words, to.Region = skill.Clean(a.Times), skill.Clean(a.Words), a.Region
	to.Exam, to.Apply, to.FeeDue, to.Capacity = a.Exam, a.Apply, a.FeeDue, a.Capacity
	if to.Region == "" {
		to.Region = s.Body.Province
	}
	switch {
	case !d.Works(to.Occupation, tx.Today()):
		return skill.FailField("occupation", "plan.no_occupation", "occupation", string(to.Occupation))
	case !d.Sets(to.Set):
		return skill.FailField("set", "plan.no_set", "set", to.Set)
	case !strings.HasPrefix(to.Region, s.Body.Province):
		return skill.FailField("region", "announcement.region")
	}
	if err := ofPlan(ctx, tx, *to); err != nil {
		return err
	}
	if err := s.MayAct(to.Occupation, to.Level, to.Site, tx.Today()); err != nil {
		return err
	}
	return to.Check()
}

// ofPlan refuses an announcement that says otherwise than its batch.
func ofPlan(ctx context.Context, tx *store.Tx, a skill.Announcement) error {
	if a.Plan == "" {
		return nil
	}
	p, err := tx.Plan(ctx, a.Plan)
	switch {
	case skill.CodeOf(err) == skill.NotFound, err == nil && p.Body != a.Body:
		return skill.FailField("plan", "announcement.no_plan")
	case err != nil:
		return err
	case p.Occupation != a.Occupation || p.Level != a.Level || p.Site != a.Site || p.Set != a.Set:
		return skill.FailField("plan", "announcement.not_as_planned")
	case p.Status != skill.PlanFiled:
		return skill.Fail(skill.WrongState, "plan.wrong_state", "verb", "announce", "status", string(p.Status))
	}
	return nil
}

// Publish shows an announcement to everybody. The body must still be in scope,
// and the batch not have begun.
func (d *Desk) Publish(ctx context.Context, by store.By, id skill.AnnouncementID) (out skill.Announcement, err error) {
	defer skill.Wrap(&err, "publish announcement %s", id)
	err = d.onAnnouncement(ctx, by, "publish-announcement", id, func(tx *store.Tx, now skill.Announcement, standing skill.Standing) error {
		move, err := now.Publish(tx.Today())
		if err != nil {
			return err
		}
		if err := ofPlan(ctx, tx, now); err != nil {
			return err
		}
		if err := standing.MayAct(now.Occupation, now.Level, now.Site, tx.Today()); err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// CloseAnnouncement ends applying before its last day.
func (d *Desk) CloseAnnouncement(ctx context.Context, by store.By, id skill.AnnouncementID) (out skill.Announcement, err error) {
	defer skill.Wrap(&err, "close announcement %s", id)
	err = d.onAnnouncement(ctx, by, "close-announcement", id, func(tx *store.Tx, now skill.Announcement, _ skill.Standing) error {
		move, err := now.Close()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// WithdrawAnnouncement takes one back, for a ground.
func (d *Desk) WithdrawAnnouncement(ctx context.Context, by store.By, id skill.AnnouncementID, ground string) (out skill.Announcement, err error) {
	defer skill.Wrap(&err, "withdraw announcement %s", id)
	err = d.onAnnouncement(ctx, by, "withdraw-announcement", id, func(tx *store.Tx, now skill.Announcement, _ skill.Standing) error {
		now.Ground = skill.Clean(ground)
		move, err := now.Withdraw()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// onAnnouncement runs a change of an announcement, locked after its body.
func (d *Desk) onAnnouncement(ctx context.Context, by store.By, op access.Op, id skill.AnnouncementID, fn func(*store.Tx, skill.Announcement, skill.Standing) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		first, err := tx.Announcement(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, first.Path); err != nil {
			return err
		}
		standing, err := tx.Locked().Standing(ctx, first.Body)
		if err != nil {
			return err
		}
		now, err := tx.Locked().Announcement(ctx, id)
		if err != nil {
			return err
		}
		return fn(tx, now, standing)
	})
}

// An Announced is an announcement with the body whose it is.
type Announced struct {
	skill.Announcement
	Body skill.Body
}

// FindAnnouncements lists what is published, for anybody.
func (d *Desk) FindAnnouncements(ctx context.Context, f store.Announcements, p store.Page) ([]Announced, error) {
	f.Published = true
	all, err := store.List(ctx, d.Store.Unscoped(), f, p)
	if err != nil {
		return nil, err
	}
	ids := make([]skill.BodyID, len(all))
	for i, a := range all {
		ids[i] = a.Body
	}
	bodies, err := store.List(ctx, d.Store.Unscoped(), store.Bodies{IDs: ids}, store.Everything)
	if err != nil {
		return nil, err
	}
	names := map[skill.BodyID]skill.Body{}
	for _, b := range bodies {
		names[b.ID] = b
	}
	out := make([]Announced, len(all))
	for i, a := range all {
		out[i] = Announced{a, names[a.Body]}
	}
	return out, nil
}

// Announcement reads one that was published, for anybody; it stays readable when
// it was closed or withdrawn.
func (d *Desk) Announcement(ctx context.Context, id skill.AnnouncementID) (out Announced, err error) {
	if out.Announcement, err = d.Store.Unscoped().Announcement(ctx, id); err != nil {
		return out, err
	}
	if out.Status == skill.AnnouncementDraft {
		return Announced{}, skill.Fail(skill.NotFound, "announcement.not_found")
	}
	out.Body, err = d.Store.Unscoped().Body(ctx, out.Announcement.Body)
	return out, err
}

// Month reads YYYY-MM as its days.
func Month(text string) (day.Period, error) {
	first, err := day.Parse(text + "-01")
	if err != nil {
		return day.Period{}, skill.FailField("query.month", "announcement.month")
	}
	return day.Period{From: first, To: first.AddMonths(1).AddDays(-1)}, nil
}
