package api

import (
	"context"
	"time"

	"assay/office/examination"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// announcements registers what the public is told of exams to come.
func (a *API) announcements() {
	register(a, get("find-announcements", "/announcements", "Announcements (公告) of exams, for anybody"), a.findAnnouncements)
	register(a, get("get-announcement", "/announcements/{id}", "One announcement that was published, for anybody"), a.announcement)
	register(a, post("draft-announcement", "/bodies/{id}/announcements", "Write an announcement down").creates(), a.draftAnnouncement)
	register(a, get("list-announcements", "/bodies/{id}/announcements", "Announcements of a body, drafts too"), a.listAnnouncements)
	register(a, put("amend-announcement", "/announcements/{id}", "Write a draft anew"), a.amendAnnouncement)
	register(a, post("publish-announcement", "/announcements/{id}/publish", "Show an announcement to everybody (发布)"), a.publishAnnouncement)
	register(a, post("close-announcement", "/announcements/{id}/close", "End applying before its last day (截止)"), a.closeAnnouncement)
	register(a, post("withdraw-announcement", "/announcements/{id}/withdraw", "Take an announcement back (撤回)"), a.withdrawAnnouncement)
}

// An AnnouncementDraft is what is said of an exam to come.
type AnnouncementDraft struct {
	Site       skill.SiteID         `json:"site"`
	Plan       skill.PlanID         `json:"plan,omitempty" doc:"The batch that it announces, where there is one."`
	Region     string               `json:"region,omitempty" doc:"Digits of GB/T 2260 of the place; the body's province by default."`
	Title      string               `json:"title"`
	Occupation skill.OccupationCode `json:"occupation"`
	Specialty  string               `json:"specialty,omitempty"`
	Level      skill.Level          `json:"level"`
	Set        string               `json:"set,omitempty" doc:"The condition set that decides who may apply; national-2023 by default."`
	Place      string               `json:"place"`
	ExamFrom   day.Date             `json:"exam_from"`
	ExamTo     day.Date             `json:"exam_to"`
	Times      string               `json:"times,omitempty" doc:"The hours of its parts, in words."`
	ApplyFrom  day.Date             `json:"apply_from"`
	ApplyTo    day.Date             `json:"apply_to" doc:"The last day, itself included."`
	FeeDue     int64                `json:"fee_due" doc:"Of one application, in fen (分)."`
	Capacity   int                  `json:"capacity"`
	Words      string               `json:"words,omitempty" doc:"No name, number or address of a person belongs here."`
}

func (d AnnouncementDraft) announcement() skill.Announcement {
	if d.Set == "" {
		d.Set = reference.UsualSet()
	}
	return skill.Announcement{
		Site: d.Site, Plan: d.Plan, Region: d.Region, Title: d.Title, Occupation: d.Occupation, Specialty: d.Specialty, Level: d.Level, Set: d.Set,
		Place: d.Place, Exam: day.Period{From: d.ExamFrom, To: d.ExamTo}, Times: d.Times, Apply: day.Period{From: d.ApplyFrom, To: d.ApplyTo},
		FeeDue: d.FeeDue, Capacity: d.Capacity, Words: d.Words,
	}
}

// An AnnouncementView is one announcement.
type AnnouncementView struct {
	ID   skill.AnnouncementID `json:"id"`
	Body skill.BodyID         `json:"body"`
	AnnouncementDraft
	Open     bool                     `json:"open" doc:"One may apply today."`
	Ground   string                   `json:"ground" doc:"Why it was withdrawn."`
	Status   skill.AnnouncementStatus `json:"status"`
	StatusAt time.Time                `json:"status_at"`
	Actions  []string                 `json:"actions" nullable:"false"`
	Version  int64                    `json:"version"`
}

func (a *API) announcementView(x skill.Announcement) AnnouncementView {
	return AnnouncementView{
		ID: x.ID, Body: x.Body,
		AnnouncementDraft: AnnouncementDraft{
			Site: x.Site, Plan: x.Plan, Region: x.Region, Title: x.Title, Occupation: x.Occupation, Specialty: x.Specialty, Level: x.Level, Set: x.Set,
			Place: x.Place, ExamFrom: x.Exam.From, ExamTo: x.Exam.To, Times: x.Times, ApplyFrom: x.Apply.From, ApplyTo: x.Apply.To,
			FeeDue: x.FeeDue, Capacity: x.Capacity, Words: x.Words,
		},
		Open: x.MayApply(a.today()) == nil, Ground: x.Ground, Status: x.Status, StatusAt: x.StatusAt, Actions: actions(x.Actions()), Version: x.Version,
	}
}

// An AnnouncedView is an announcement as anybody reads it.
type AnnouncedView struct {
	AnnouncementView
	BodyName string `json:"body_name"`
}

func (a *API) announcedView(x examination.Announced) AnnouncedView {
	v := AnnouncedView{AnnouncementView: a.announcementView(x.Announcement), BodyName: x.Body.Name}
	v.Actions = []string{}
	return v
}

// FindAnnouncements asks for announcements.
type FindAnnouncements struct {
	Call
	Paged
	Region     string `query:"region" doc:"First digits of GB/T 2260, e.g. 44."`
	Occupation string `query:"occupation"`
	Level      string `query:"level" enum:"apprentice,5,4,3,2,1,special,chief"`
	Month      string `query:"month" doc:"YYYY-MM of the exam."`
	Open       string `query:"open" enum:"true" doc:"Only those to which one may apply today."`
}

func (a *API) findAnnouncements(ctx context.Context, in *FindAnnouncements) (*Answer[Rows[AnnouncedView]], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	f := store.Announcements{Region: in.Region, Occupation: skill.OccupationCode(in.Occupation)}
	if in.Level != "" {
		if f.Level, err = skill.ParseLevel(in.Level); err != nil {
			return nil, err
		}
	}
	if in.Month != "" {
		if f.During, err = examination.Month(in.Month); err != nil {
			return nil, err
		}
	}
	if in.Open != "" {
		f.OpenOn = a.today()
	}
	found, err := a.Examination.FindAnnouncements(ctx, f, page)
	out := Rows[AnnouncedView]{Items: make([]AnnouncedView, len(found))}
	for i, x := range found {
		out.Items[i] = a.announcedView(x)
	}
	if len(found) == page.Limit {
		out.Next = string(found[len(found)-1].ID)
	}
	return answer(&in.Call, out, err)
}

func (a *API) announcement(ctx context.Context, in *ByID) (*Answer[AnnouncedView], error) {
	x, err := a.Examination.Announcement(ctx, skill.AnnouncementID(in.ID))
	if err != nil {
		return nil, err
	}
	return answer(&in.Call, a.announcedView(x), nil)
}

// DraftAnnouncement writes one down.
type DraftAnnouncement struct {
	ByID
	Sent[AnnouncementDraft]
}

func (a *API) draftAnnouncement(ctx context.Context, in *DraftAnnouncement) (*Answer[AnnouncementView], error) {
	b, err := in.view().Body(ctx, skill.BodyID(in.ID))
	if err != nil {
		return nil, err
	}
	draft := in.Value.announcement()
	draft.Body = b.ID
	x, err := a.Examination.DraftAnnouncement(ctx, in.by(ctx), draft)
	id, err := in.made("announcement", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.announcementOf(ctx, &in.Call, id)
	return out.at("/announcements/" + id), err
}

func (a *API) announcementOf(ctx context.Context, c *Call, id string) (*Answer[AnnouncementView], error) {
	x, err := c.view().Announcement(ctx, skill.AnnouncementID(id))
	return answer(c, a.announcementView(x), err)
}

// ListAnnouncements asks for those of a body.
type ListAnnouncements struct {
	ListOf
	Status string `query:"status" enum:"draft,published,closed,withdrawn"`
}

func (a *API) listAnnouncements(ctx context.Context, in *ListAnnouncements) (*Answer[Rows[AnnouncementView]], error) {
	if _, err := in.view().Body(ctx, skill.BodyID(in.ID)); err != nil {
		return nil, err
	}
	f := store.Announcements{Body: skill.BodyID(in.ID), Status: only[skill.AnnouncementStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, a.announcementView, func(v AnnouncementView) string { return string(v.ID) })
}

// An AnnouncementChange is a draft as it is to be.
type AnnouncementChange struct {
	AnnouncementDraft
	Version int64 `json:"version" doc:"Of the draft as it was seen."`
}

// AmendAnnouncement writes a draft anew.
type AmendAnnouncement struct {
	ByID
	Sent[AnnouncementChange]
}

func (a *API) amendAnnouncement(ctx context.Context, in *AmendAnnouncement) (*Answer[AnnouncementView], error) {
	if _, err := in.view().Announcement(ctx, skill.AnnouncementID(in.ID)); err != nil {
		return nil, err
	}
	next := in.Value.announcement()
	next.ID, next.Version = skill.AnnouncementID(in.ID), in.Value.Version
	_, err := a.Examination.AmendAnnouncement(ctx, in.by(ctx), next)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.announcementOf(ctx, &in.Call, in.ID)
}

func (a *API) publishAnnouncement(ctx context.Context, in *ByID) (*Answer[AnnouncementView], error) {
	id := skill.AnnouncementID(in.ID)
	if _, err := in.view().Announcement(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.Publish(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.announcementOf(ctx, &in.Call, in.ID)
}

func (a *API) closeAnnouncement(ctx context.Context, in *ByID) (*Answer[AnnouncementView], error) {
	id := skill.AnnouncementID(in.ID)
	if _, err := in.view().Announcement(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.CloseAnnouncement(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.announcementOf(ctx, &in.Call, in.ID)
}

func (a *API) withdrawAnnouncement(ctx context.Context, in *Grounded) (*Answer[AnnouncementView], error) {
	id := skill.AnnouncementID(in.ID)
	if _, err := in.view().Announcement(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Examination.WithdrawAnnouncement(ctx, in.by(ctx), id, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.announcementOf(ctx, &in.Call, in.ID)
}
