package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"assay/document"
	"assay/office/admission"
	"assay/office/issuance"
	"assay/skill"
	"assay/store"
)

// A demonstration carries two batches from the spreadsheet to certificates in
// force, through the same desks as everybody.
type demonstration struct {
	*world
	ctx   context.Context
	clock *demoClock
	dice  *rand.Rand // marks and decisions, by --seed
	say   func(format string, args ...any)

	system, security  *colleague
	approver, checker *colleague
	houses            []*house
	people            int
	signedUp          int
	credentials       []credential
	rooms             []skill.Room // of the first body: for theory, and for operation
	dir               string       // of the records
	sum               demoSummary
}

// run is the whole line. Days are counted back from today.
func (d *demonstration) run() error {
	d.clock.ago(60, 9)
	d.say("一个省的鉴定指导中心，三家评价机构，各有经办、审核和负责人")
	if err := d.cast(); err != nil {
		return err
	}
	if err := d.accounts(); err != nil {
		return err
	}
	for _, h := range d.houses {
		if err := d.file(h); err != nil {
			return err
		}
	}
	if err := d.suspended(d.houses[2]); err != nil {
		return err
	}
	rosters, err := d.rosters()
	if err != nil {
		return err
	}
	for i, h := range d.houses[:2] {
		if err := d.batch(h, rosters[i]); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
	return d.revoke()
}

// suspended shows that a suspended body cannot plan.
func (d *demonstration) suspended(h *house) error {
	d.clock.ago(58, 10)
	if _, err := d.accreditation.Suspend(d.ctx, d.approver.by(), h.body.ID, "年度自查逾期未报"); err != nil {
		return err
	}
	_, err := d.plan(h)
	if skill.ReasonOf(err) != "body.not_filed" {
		return fmt.Errorf("a suspended body filed a plan: %w", err)
	}
	d.say("%s 暂停评价，报备计划被拒绝", h.Name)
	return nil
}

func (d *demonstration) plan(h *house) (skill.Plan, error) {
	return d.examination.File(d.ctx, h.clerk.by(), skill.Plan{
		Body: h.body.ID, Site: h.site.ID, Title: "样例批次", Occupation: h.Occupation, Level: h.Level, Set: "national-2023",
	})
}

// batch is one plan from its filing to its certificates.
func (d *demonstration) batch(h *house, roster []byte) error {
	d.clock.ago(50, 9)
	p, err := d.plan(h)
	if err != nil {
		return err
	}
	if err := d.enter(h, p, roster); err != nil {
		return err
	}
	if err := d.examine(h, p); err != nil {
		return err
	}
	report, err := d.confirmed(h, p)
	if err != nil {
		return err
	}
	return d.issue(h, report)
}

// enter imports the roster with its photos and has everybody decided on.
func (d *demonstration) enter(h *house, p skill.Plan, roster []byte) error {
	file, err := d.files.Put(d.ctx, bytes.NewReader(roster), 64<<20)
	if err != nil {
		return err
	}
	i, err := d.admission.StartImport(d.ctx, h.clerk.by(), admission.Sending{Plan: p.ID, File: file, Consents: d.admission.Edition})
	if err != nil {
		return err
	}
	if err := d.work(d.ctx); err != nil {
		return err
	}
	if err := d.tally(h, i.ID); err != nil {
		return err
	}
	if _, err := d.admission.Decide(d.ctx, h.reviewer.by(), p.ID); err != nil {
		return err
	}
	d.clock.ago(48, 14)
	if err := d.review(h, p); err != nil {
		return err
	}
	return d.photograph(h, p)
}

// review sees the proofs of those whom no rule can decide: a school or a title
// is accepted on its certificate, somebody who brought nothing is refused.
func (d *demonstration) review(h *house, p skill.Plan) error {
	proof, err := d.files.Put(d.ctx, strings.NewReader("样例证明材料扫描件"), 1<<20)
	if err != nil {
		return err
	}
	open, err := d.applications(p, skill.ApplicationEntered)
	if err != nil {
		return err
	}
	for _, a := range open {
		f := admission.Finding{Version: a.Version, Ground: "已核对毕业证书、职称证书或工作证明原件", Proof: proof, Claims: d.claims(a)}
		if len(f.Claims) == 0 && d.dice.IntN(3) == 0 {
			f.Ground, f.Proof = "通知后未在期限内提交证明材料", ""
			_, err = d.admission.Refuse(d.ctx, h.reviewer.by(), a.ID, f)
		} else {
			_, err = d.admission.Accept(d.ctx, h.reviewer.by(), a.ID, f)
		}
		if err != nil {
			return fmt.Errorf("review row %d: %w", a.Row, err)
		}
	}
	d.say("%s 审核人员逐一决定了 %d 份待审核申报", h.Name, len(open))
	return nil
}

func (d *demonstration) applications(p skill.Plan, status skill.ApplicationStatus) ([]skill.Application, error) {
	return store.List(d.ctx, d.store.Unscoped(), store.Applications{Plan: p.ID, Status: []skill.ApplicationStatus{status}}, store.Everything)
}

// claims are the facts of an application that only a proof makes good.
func (d *demonstration) claims(a skill.Application) (out []skill.Fact) {
	for _, subject := range []string{"education", "titles"} {
		if strings.Contains(a.Verdict, `"fact":"`+subject+`[0]"`) {
			out = append(out, skill.Fact{Subject: subject})
		}
	}
	return out
}

// photograph hands in the photos of all but one candidate, who is listed when
// certificates are prepared.
func (d *demonstration) photograph(h *house, p skill.Plan) error {
	accepted, err := d.applications(p, skill.ApplicationAccepted)
	if err != nil {
		return err
	}
	var numbers []string
	for _, a := range accepted[1:] {
		person, err := d.store.Unscoped().Person(d.ctx, a.Person)
		if err != nil {
			return err
		}
		numbers = append(numbers, person.Document.Number.Reveal())
	}
	pictures, err := album(numbers)
	if err != nil {
		return err
	}
	outcomes, err := d.admission.Photos(d.ctx, h.clerk.by(), p.ID, bytes.NewReader(pictures), int64(len(pictures)))
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Reason != "" {
			return fmt.Errorf("photo %d: %s", o.File, o.Reason)
		}
	}
	return nil
}

// examine holds the sessions and marks everybody.
func (d *demonstration) examine(h *house, p skill.Plan) error {
	d.clock.ago(40, 9)
	for i, part := range p.Parts {
		starts := d.clock.Now().Add(time.Duration(24+3*i) * time.Hour)
		s := skill.Session{Plan: p.ID, Part: part, Attempt: 1, Starts: starts, Ends: starts.Add(2 * time.Hour), Place: "样例考场"}
		if _, err := d.examination.Hold(d.ctx, h.clerk.by(), s); err != nil {
			return err
		}
	}
	if _, err := d.examination.Start(d.ctx, h.head.by(), p.ID); err != nil {
		return err
	}
	d.clock.ago(37, 10)
	sheet, err := d.marked(p)
	if err != nil {
		return err
	}
	if _, err := d.marking.Record(d.ctx, h.clerk.by(), p.ID, sheet); err != nil {
		return err
	}
	settled, err := d.marking.Settle(d.ctx, h.reviewer.by(), p.ID)
	d.sum.Passed += settled.Passed
	d.say("%s 考核结束：合格 %d 人，不合格 %d 人", h.Name, settled.Passed, settled.Failed)
	return err
}

// marked fills in the mark sheet and reads it back, as a clerk would with a
// spreadsheet.
func (d *demonstration) marked(p skill.Plan) ([]skill.MarkRow, error) {
	sittings, err := store.List(d.ctx, d.store.Unscoped(), store.Sittings{Plan: p.ID}, store.Everything)
	if err != nil {
		return nil, err
	}
	rows := make([]skill.MarkRow, len(sittings))
	for i, s := range sittings {
		rows[i] = skill.MarkRow{Application: s.Application, Part: s.Part, Kind: skill.SittingMarked, Mark: skill.Mark(118 + d.dice.IntN(80))}
		switch roll := d.dice.IntN(100); {
		case roll < 2:
			rows[i].Kind, rows[i].Mark = skill.SittingAbsent, 0
		case roll < 3:
			rows[i].Kind, rows[i].Mark, rows[i].Ground = skill.SittingVoid, 0, "携带通信设备进入考场"
		case roll < 10:
			rows[i].Mark = skill.Mark(70 + d.dice.IntN(49))
		}
	}
	return rows, nil
}

// confirmed carries the results through publicity and the three persons.
func (d *demonstration) confirmed(h *house, p skill.Plan) (skill.Report, error) {
	if _, _, err := d.marking.Publicise(d.ctx, h.reviewer.by(), p.ID); err != nil {
		return skill.Report{}, err
	}
	d.clock.ago(30, 9)
	report, err := d.marking.Report(d.ctx, h.head.by(), p.ID)
	if err != nil {
		return report, err
	}
	d.clock.ago(29, 10)
	if _, err = d.marking.Check(d.ctx, d.checker.by(), report.ID); err != nil {
		return report, err
	}
	d.clock.ago(28, 15)
	report, err = d.marking.Confirm(d.ctx, d.approver.by(), report.ID)
	d.say("%s 公示期满，上报 %d 人，中心审核、确认（三人各不相同）", h.Name, report.Count)
	return report, err
}

// issue prepares and issues the certificates of a confirmed report.
func (d *demonstration) issue(h *house, r skill.Report) error {
	d.clock.ago(26, 9)
	prepared, err := d.issuance.Prepare(d.ctx, h.clerk.by(), r.ID, nil)
	if err != nil {
		return err
	}
	for _, s := range prepared.Stopped {
		d.sum.stop(s.Faults[0].Reason)
	}
	issued, err := d.issuance.Issue(d.ctx, h.head.by(), issuance.Order{Report: r.ID}, nil)
	if err != nil {
		return err
	}
	d.sum.Issued += issued.Issued
	if d.sum.First == "" {
		d.sum.First = issued.First
	}
	d.sum.Last = issued.Last
	d.say("%s 核发 %d 本证书，%d 本因缺项未能制证", h.Name, issued.Issued, len(prepared.Stopped))
	return d.sequence(d.ctx)
}

// revoke declares the last certificate void.
func (d *demonstration) revoke() error {
	d.clock.ago(10, 11)
	c, err := d.store.Unscoped().CertificateByNumber(d.ctx, d.sum.Last)
	if err != nil {
		return err
	}
	if _, err = d.issuance.Revoke(d.ctx, d.approver.by(), c.ID, "查实以虚假工作证明取得"); err != nil {
		return err
	}
	d.sum.Revoked = c.Number
	d.say("证书 %s 被撤销：以虚假证明取得", c.Number)
	return d.sequence(d.ctx)
}

// print writes the first certificate as a PDF and returns it with its QR text.
func (d *demonstration) print() (page []byte, qr string, err error) {
	c, err := d.store.Unscoped().CertificateByNumber(d.ctx, d.sum.First)
	if err != nil {
		return nil, "", err
	}
	view, err := d.page(d.ctx, d.houses[0].head.by().Actor, c.ID)
	if err != nil {
		return nil, "", err
	}
	page, err = document.Certificate(d.fonts, *view)
	return page, view.QR, err
}
