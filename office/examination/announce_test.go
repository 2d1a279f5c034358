package examination_test

import (
	"testing"
	"time"

	"assay/office/examination"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// announcement is one as a clerk writes it down on 20 November.
func (c *centre) announcement() skill.Announcement {
	return skill.Announcement{
		Body: c.Body.ID, Site: c.Site.ID, Title: "十二月电工四级公告", Occupation: "6-31-01-03", Level: skill.Level4, Set: "national-2023",
		Place: "样例路一号", Exam: day.Period{From: day.Must("2026-12-19"), To: day.Must("2026-12-20")}, Times: "理论 9:00–10:30",
		Apply: day.Period{From: day.Must("2026-11-23"), To: day.Must("2026-12-11")}, FeeDue: 30000, Capacity: 60,
	}
}

// An announcement says what the public must know, and nothing that the body may
// not hold.
// Source: docs/rules.md, Planning an exam.
func TestDraftAnnouncement(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		for _, x := range []struct {
			want  string
			spoil func(*skill.Announcement)
		}{
			{"announcement.no_title", func(a *skill.Announcement) { a.Title = " " }},
			{"announcement.no_place", func(a *skill.Announcement) { a.Place = "" }},
			{"announcement.region", func(a *skill.Announcement) { a.Region = "5101" }},
			{"announcement.region", func(a *skill.Announcement) { a.Region = "44x" }},
			{"announcement.exam_order", func(a *skill.Announcement) { a.Exam.To = day.Must("2026-12-18") }},
			{"announcement.apply_order", func(a *skill.Announcement) { a.Apply.From = day.Date{} }},
			{"announcement.apply_late", func(a *skill.Announcement) { a.Apply.To = a.Exam.From }},
			{"announcement.fee", func(a *skill.Announcement) { a.FeeDue = -1 }},
			{"announcement.no_capacity", func(a *skill.Announcement) { a.Capacity = -1 }},
			{"announcement.no_plan", func(a *skill.Announcement) { a.Plan = "x" }},
			{"plan.no_occupation", func(a *skill.Announcement) { a.Occupation = "6-31-01-99" }},
			{"plan.no_set", func(a *skill.Announcement) { a.Set = "national-1999" }},
			{"body.out_of_scope", func(a *skill.Announcement) { a.Level = skill.Level3 }},
			{"announcement.not_as_planned", func(a *skill.Announcement) { a.Plan, a.Level = c.Plan.ID, skill.Level3 }},
			{"text.number", func(a *skill.Announcement) { a.Words = "咨询 13800000000" }},
		} {
			a := c.announcement()
			x.spoil(&a)
			_, err := c.desk.DraftAnnouncement(ctx, c.by(clerk), a)
			c.refused(x.want, err)
		}
		_, err := c.desk.DraftAnnouncement(ctx, c.by(reviewer), c.announcement())
		c.refused("actor.denied", err)
		a, err := c.desk.DraftAnnouncement(ctx, c.by(clerk), c.announcement())
		c.must(a, err)
		if a.Region != "44" || a.FeeDue != 30000 {
			t.Errorf("drafted %+v", a)
		}
		_, err = c.desk.Announcement(ctx, a.ID)
		c.refused("announcement.not_found", err) // a draft is nobody else's to read
		a.Title = "改题"
		b, err := c.desk.AmendAnnouncement(ctx, c.by(clerk), a)
		c.must(b, err)
		_, err = c.desk.AmendAnnouncement(ctx, c.by(clerk), a)
		c.refused("row.changed", err)
		_, err = c.desk.Publish(ctx, c.by(clerk), a.ID)
		c.refused("actor.denied", err)
		full := b
		full.Capacity = 0
		full, err = c.desk.AmendAnnouncement(ctx, c.by(clerk), full)
		c.must(full, err)
		_, err = c.desk.Publish(ctx, c.by(head), a.ID)
		c.refused("announcement.no_capacity", err)
	})
}

// One may apply from the first to the last day of applying, both included, while
// the announcement is published.
func TestMayApply(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		a := c.announcement()
		a.Plan = c.Plan.ID
		a, err := c.desk.DraftAnnouncement(ctx, c.by(clerk), a)
		c.must(a, err)
		if err := a.MayApply(day.Must("2026-11-23")); skill.ReasonOf(err) != "announcement.not_open" {
			t.Errorf("a draft takes applications: %v", err)
		}
		a, err = c.desk.Publish(ctx, c.by(head), a.ID)
		c.must(a, err)
		for on, want := range map[string]string{
			"2026-11-22": "announcement.not_yet", "2026-11-23": "", "2026-12-11": "", "2026-12-12": "announcement.over",
		} {
			if err := a.MayApply(day.Must(on)); (err == nil) != (want == "") || err != nil && skill.ReasonOf(err) != want {
				t.Errorf("on %s: %v, want %q", on, err, want)
			}
		}
		_, err = c.desk.AmendAnnouncement(ctx, c.by(clerk), a)
		c.refused("announcement.wrong_state", err)
		again := c.announcement()
		again.Plan = c.Plan.ID
		again, err = c.desk.DraftAnnouncement(ctx, c.by(clerk), again)
		c.must(again, err)
		_, err = c.desk.Publish(ctx, c.by(head), again.ID)
		c.refused("announcement.exists", err)
		_, err = c.desk.WithdrawAnnouncement(ctx, c.by(head), a.ID, " ")
		c.refused("announcement.no_ground", err)
		a, err = c.desk.WithdrawAnnouncement(ctx, c.by(head), a.ID, "场地停用")
		c.must(a, err)
		if shown, err := c.desk.Announcement(ctx, a.ID); err != nil || shown.Ground != "场地停用" || shown.Body.Name != c.Body.Name {
			t.Errorf("a withdrawn one is shown as %+v: %v", shown, err)
		}
		again, err = c.desk.Publish(ctx, c.by(head), again.ID)
		c.must(again, err)
		again, err = c.desk.CloseAnnouncement(ctx, c.by(head), again.ID)
		c.must(again, err)
		if err := again.MayApply(day.Must("2026-11-23")); skill.ReasonOf(err) != "announcement.not_open" {
			t.Errorf("a closed one takes applications: %v", err)
		}
		late := c.announcement()
		late, err = c.desk.DraftAnnouncement(ctx, c.by(clerk), late)
		c.must(late, err)
		c.clock.Set(time.Date(2026, 12, 12, 0, 0, 0, 0, day.Shanghai))
		_, err = c.desk.Publish(ctx, c.by(head), late.ID)
		c.refused("announcement.apply_past", err)
		c.suspend("2026-12-01")
		_, err = c.desk.DraftAnnouncement(ctx, c.by(clerk), c.announcement())
		c.refused("body.suspended", err)
	})
}

// Anybody finds what is published, by place, occupation, level and month, page by
// page.
func TestFindAnnouncements(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		for i, region := range []string{"4401", "4403", ""} {
			a := c.announcement()
			a.Region = region
			if i == 1 {
				a.Exam = day.Period{From: day.Must("2026-12-31"), To: day.Must("2027-01-02")}
			}
			a, err := c.desk.DraftAnnouncement(ctx, c.by(clerk), a)
			c.must(a, err)
			if i < 2 {
				c.must(c.desk.Publish(ctx, c.by(head), a.ID))
			}
		}
		month := func(text string) day.Period {
			p, err := examination.Month(text)
			c.must(p, err)
			return p
		}
		for what, f := range map[string]struct {
			store.Announcements
			want int
		}{
			"all that is published": {store.Announcements{}, 2},
			"of a province":         {store.Announcements{Region: "44"}, 2},
			"of a city":             {store.Announcements{Region: "4403"}, 1},
			"of another":            {store.Announcements{Region: "51"}, 0},
			"of an occupation":      {store.Announcements{Occupation: "6-31-01-03", Level: skill.Level4}, 2},
			"of another level":      {store.Announcements{Level: skill.Level5}, 0},
			"in December":           {store.Announcements{During: month("2026-12")}, 2},
			"in January":            {store.Announcements{During: month("2027-01")}, 1},
			"in February":           {store.Announcements{During: month("2027-02")}, 0},
			"open on the first day": {store.Announcements{OpenOn: day.Must("2026-11-23")}, 2},
			"open before it":        {store.Announcements{OpenOn: day.Must("2026-11-22")}, 0},
		} {
			found, err := c.desk.FindAnnouncements(ctx, f.Announcements, store.Page{})
			c.must(found, err)
			if len(found) != f.want {
				t.Errorf("%s: %d, want %d", what, len(found), f.want)
			}
		}
		first, err := c.desk.FindAnnouncements(ctx, store.Announcements{}, store.Page{Limit: 1})
		c.must(first, err)
		rest, err := c.desk.FindAnnouncements(ctx, store.Announcements{}, store.Page{Limit: 9, After: string(first[0].ID)})
		c.must(rest, err)
		if len(rest) != 1 || rest[0].ID == first[0].ID {
			t.Errorf("the second page is %+v", rest)
		}
		_, err = examination.Month("2026-13")
		c.refused("announcement.month", err)
	})
}
