package store

import (
	"context"

	"assay/skill"
	"assay/skill/day"
)

var announcements = define("announcement", announcementFields, onPath)

func announcementFields(f *fields, a *skill.Announcement) {
	key(f, &a.ID)
	text(f, "=body_id", &a.Body)
	text(f, "site_id", &a.Site)
	text(f, "plan_id", &a.Plan)
	text(f, "=path", &a.Path)
	text(f, "region", &a.Region)
	readable(f, "title", &a.Title)
	text(f, "occupation", &a.Occupation)
	readable(f, "specialty", &a.Specialty)
	level(f, "level", &a.Level)
	text(f, "condition_set", &a.Set)
	readable(f, "place", &a.Place)
	date(f, "exam_from", &a.Exam.From)
	date(f, "exam_to", &a.Exam.To)
	readable(f, "times", &a.Times)
	date(f, "apply_from", &a.Apply.From)
	date(f, "apply_to", &a.Apply.To)
	integer(f, "fee_due", &a.FeeDue)
	integer(f, "capacity", &a.Capacity)
	readable(f, "words", &a.Words)
	readable(f, "ground", &a.Ground)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

// Announcement reads one announcement.
func (r Reader) Announcement(ctx context.Context, id skill.AnnouncementID) (skill.Announcement, error) {
	return get[skill.Announcement](ctx, r, id)
}

// Announcements narrows a list of announcements.
type Announcements struct {
	Body       skill.BodyID
	Plan       skill.PlanID
	Region     string // or a part of it
	Occupation skill.OccupationCode
	Level      skill.Level
	During     day.Period // with a day of the exam in it
	OpenOn     day.Date   // that take applications on that day
	Published  bool
	Status     []skill.AnnouncementStatus
}

func (a Announcements) narrow(w *where, _ *words, _ skill.Announcement) {
	is(w, "body_id", a.Body)
	is(w, "plan_id", a.Plan)
	if a.Region != "" {
		w.and("region >= ? AND region < ?", a.Region, a.Region+":") // ':' is the character after '9'
	}
	is(w, "occupation", a.Occupation)
	is(w, "level", a.Level.String())
	if !a.During.From.IsZero() {
		w.and("exam_from <= ? AND exam_to >= ?", a.During.To.String(), a.During.From.String())
	}
	if !a.OpenOn.IsZero() {
		w.and("status = 'published' AND apply_from <= ? AND apply_to >= ?", a.OpenOn.String(), a.OpenOn.String())
	}
	if a.Published {
		w.and("status = 'published'")
	}
	in(w, "status", a.Status)
}
