package main

import (
	"fmt"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// coming announces a batch of the first body that is still to be held, with its
// sessions, and has one person apply for it: whoever looks at the demonstration
// can apply as well, and be reviewed.
func (d *demonstration) coming() error {
	h := d.houses[0]
	p, err := d.plan(h)
	if err != nil {
		return err
	}
	exam := day.Of(d.clock.Now()).AddDays(28)
	for i, part := range p.Parts {
		starts := exam.Time().Add(time.Duration(9+5*i) * time.Hour)
		_, err := d.examination.Hold(d.ctx, h.clerk.by(), skill.Session{
			Plan: p.ID, Part: part, Attempt: 1, Starts: starts, Ends: starts.Add(2 * time.Hour), Place: "样例市样例路 1 号",
		}, d.rooms[i].ID)
		if err != nil {
			return err
		}
	}
	if err := d.announce(h, p, exam); err != nil {
		return err
	}
	d.say("%s 发布公告，%s 考试，正在报名", h.Name, exam)
	return d.applicant(h, p)
}

func (d *demonstration) announce(h *house, p skill.Plan, exam day.Date) error {
	today := day.Of(d.clock.Now())
	a, err := d.examination.DraftAnnouncement(d.ctx, h.clerk.by(), skill.Announcement{
		Body: h.body.ID, Site: h.site.ID, Plan: p.ID, Title: "样例批次职业技能等级认定公告", Occupation: p.Occupation, Level: p.Level, Set: p.Set,
		Place: "样例市样例路 1 号", Exam: day.Period{From: exam, To: exam}, Times: "9:00 起，每科 2 小时",
		Apply: day.Period{From: today, To: exam.AddDays(-7)}, FeeDue: 120_00, Capacity: 29,
	})
	if err == nil {
		_, err = d.examination.Publish(d.ctx, h.head.by(), a.ID)
	}
	return err
}

// applicant is somebody with an account who applied and waits for the review.
func (d *demonstration) applicant(h *house, p skill.Plan) error {
	person, err := d.identity.Enrol(d.ctx, h.clerk.by(), d.somebody("报名者"), h.body.Path)
	if err != nil {
		return err
	}
	one := credential{Role: withoutRole, Path: h.body.Path, Name: person.Name}
	if err := d.signUp(&one, person, h.clerk); err != nil {
		return fmt.Errorf("account of an applicant: %w", err)
	}
	d.credentials = append(d.credentials, one)
	by := store.By{Actor: skill.Actor{Person: person.ID}}
	k, err := d.admission.MyDossier(d.ctx, by.Actor)
	if err != nil {
		return err
	}
	facts := k.Facts
	facts.Employment = []skill.Employment{{Period: day.Period{From: day.Of(d.clock.Now()).AddYears(-6)}, Occupation: p.Occupation, Employer: "样例公司"}}
	if _, err := d.admission.KeepDossier(d.ctx, by, k.Version, facts); err != nil {
		return err
	}
	for _, purpose := range d.privacy.Notice.Purposes {
		if !purpose.Consent {
			continue
		}
		if _, err := d.privacy.Consent(d.ctx, by, purpose.Key, d.privacy.Notice.Edition); err != nil {
			return err
		}
	}
	a, err := d.admission.Draft(d.ctx, by, p.ID)
	if err != nil {
		return err
	}
	if err := d.bring(by, a.ID); err != nil {
		return err
	}
	_, err = d.admission.Submit(d.ctx, by, a.ID)
	return err
}

// bring attaches what the application needs: one drawn picture stands for every
// paper.
func (d *demonstration) bring(by store.By, id skill.ApplicationID) error {
	list, err := d.admission.Checklist(d.ctx, by.Actor, id)
	if err != nil {
		return err
	}
	picture, err := portrait(d.people)
	if err != nil {
		return err
	}
	for _, m := range list.Items {
		if m.Side != skill.MaterialOfCandidate || !m.Asked || m.Optional {
			continue
		}
		if _, err := d.admission.Attach(d.ctx, by, id, m.Material, picture); err != nil {
			return fmt.Errorf("attach %s: %w", m.Material, err)
		}
	}
	return nil
}
