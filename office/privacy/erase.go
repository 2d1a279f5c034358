package privacy

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// AskErasure is the person's own request to be erased (申请删除).
func (d *Desk) AskErasure(ctx context.Context, by store.By, person skill.PersonID, ground string) (out skill.Erasure, err error) {
	defer skill.Wrap(&err, "ask for erasure")
	err = d.onPerson(ctx, by, "ask-erasure", person, func(tx *store.Tx, p skill.Person, _ skill.OrgPath) error {
		out, err = d.open(ctx, tx, p, ground)
		return err
	})
	return out, err
}

// open begins an erasure, at the organisation below which all of the person's
// records lie.
func (d *Desk) open(ctx context.Context, tx *store.Tx, p skill.Person, ground string) (skill.Erasure, error) {
	places, err := tx.Places(ctx, p.ID)
	if err != nil {
		return skill.Erasure{}, err
	}
	e := skill.Erasure{ID: skill.ErasureID(tx.NewID()), Person: p.ID, Path: over(places), Ground: skill.Clean(ground)}
	move, err := e.Ask()
	if err != nil {
		return e, err
	}
	return store.MoveOne(ctx, tx, e, move)
}

// over is the smallest organisation below which all of them lie.
func over(places []skill.OrgPath) skill.OrgPath {
	if len(places) == 0 {
		return "/"
	}
	top := places[0]
	for !every(top, places) {
		cut := strings.LastIndex(strings.TrimSuffix(string(top), "/"), "/")
		top = top[:cut+1]
	}
	return top
}

func every(top skill.OrgPath, places []skill.OrgPath) bool {
	return !slices.ContainsFunc(places, func(p skill.OrgPath) bool { return !top.Holds(p) })
}

// ProposeErasure puts before the approver that a person be erased (提出删除), with
// the legal ground of the notice and what makes it apply; the person's own request
// is taken up where there is one. The proposer's role reaches everything that is
// held of the person.
func (d *Desk) ProposeErasure(ctx context.Context, by store.By, e skill.Erasure) (out skill.Erasure, err error) {
	defer skill.Wrap(&err, "propose an erasure")
	if _, ok := d.Notice.Ground(e.Basis); !ok {
		return e, skill.FailField("basis", "erasure.no_basis")
	}
	err = d.onPerson(ctx, by, "propose-erasure", e.Person, func(tx *store.Tx, p skill.Person, _ skill.OrgPath) error {
		now, err := store.One(ctx, tx.Locked(), store.Erasures{Person: p.ID, Status: []skill.ErasureStatus{skill.ErasureAsked}})
		if skill.CodeOf(err) == skill.NotFound {
			now, err = d.open(ctx, tx, p, e.Ground)
		}
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "propose-erasure", now.Path); err != nil {
			return err
		}
		if err := d.mayErase(ctx, tx, p, e.Basis); err != nil {
			return err
		}
		proposer, err := tx.Person(ctx, by.Actor.Person)
		if err != nil {
			return err
		}
		now.Basis, now.Ground, now.Proposer = e.Basis, skill.Clean(e.Ground), proposer.ID
		move, err := now.Propose(p, proposer)
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}

// mayErase refuses whoever still holds a role, and, unless the ground overrides
// it, whose records have to be kept.
// Source: 个人信息保护法 art. 47: where the period that a law lays down is not over,
// processing is stopped instead.
func (d *Desk) mayErase(ctx context.Context, tx *store.Tx, p skill.Person, basis string) error {
	held, err := store.Count(ctx, tx, store.Grants{Person: p.ID})
	if err != nil {
		return err
	}
	if held > 0 {
		return skill.Fail(skill.Unmet, "erasure.holds_role")
	}
	ground, ok := d.Notice.Ground(basis)
	if !ok {
		return skill.FailField("basis", "erasure.no_basis")
	}
	if !ground.Retained {
		return nil
	}
	if err := d.registered(ctx, tx, p.ID); err != nil {
		return err
	}
	return d.archived(ctx, tx, p.ID)
}

// registered refuses where the register of certificates, which is kept for good,
// holds one of the person's.
func (d *Desk) registered(ctx context.Context, tx *store.Tx, person skill.PersonID) error {
	field, _ := d.Notice.Field("certificate", "number")
	if kept, _ := d.Notice.Retention(field.Retention); !kept.Permanent {
		return nil
	}
	n, err := store.Count(ctx, tx, store.Certificates{Person: person, Status: []skill.CertificateStatus{
		skill.CertificateNumbered, skill.CertificateIssued, skill.CertificateReplaced, skill.CertificateRevoked, skill.CertificateCancelled, skill.CertificateVoid,
	}})
	if err == nil && n > 0 {
		err = skill.Fail(skill.Unmet, "erasure.registered")
	}
	return err
}

// archived refuses while an assessment of the person's has to be kept: it runs
// still, or its archive's period is not over.
func (d *Desk) archived(ctx context.Context, tx *store.Tx, person skill.PersonID) error {
	field, _ := d.Notice.Field("application", "cells")
	kept, _ := d.Notice.Retention(field.Retention)
	all, err := store.List(ctx, tx, store.Applications{Persons: []skill.PersonID{person}}, store.Everything)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Verdict == "" { // a draft, or what became of one: it was never handed in
			continue
		}
		plan, err := tx.Plan(ctx, a.Plan)
		if err != nil {
			return err
		}
		if plan.Status != skill.PlanFinished && plan.Status != skill.PlanCancelled {
			return skill.Fail(skill.Unmet, "erasure.runs")
		}
		if until := day.Of(plan.StatusAt).AddYears(kept.Years); until.After(tx.Today()) {
			return skill.Fail(skill.Unmet, "erasure.retained", "until", until.String())
		}
	}
	return nil
}

// ShredJob is the kind of the jobs that remove files of erased persons.
const ShredJob = "privacy.shred"

// ApproveErasure carries an erasure out (批准删除): three different persons. What the
// rows say of the person is destroyed in the same transaction; the files that held
// something of them go with the job that it leaves.
func (d *Desk) ApproveErasure(ctx context.Context, by store.By, id skill.ErasureID) (skill.Erasure, error) {
	return d.onErasure(ctx, by, "approve-erasure", id, func(tx *store.Tx, e skill.Erasure, p skill.Person) (skill.Erasure, error) {
		if err := d.mayErase(ctx, tx, p, e.Basis); err != nil {
			return e, err
		}
		others, err := people(ctx, tx, e.Proposer, by.Actor.Person)
		if err != nil {
			return e, err
		}
		move, err := e.Approve(p, others[0], others[1])
		if err != nil {
			return e, err
		}
		e.Approver = by.Actor.Person
		if e, err = store.MoveOne(ctx, tx, e, move); err != nil {
			return e, err
		}
		return e, d.destroy(ctx, tx, e)
	})
}

func (d *Desk) destroy(ctx context.Context, tx *store.Tx, e skill.Erasure) error {
	gone, err := tx.Erase(ctx, e.Person, e.ID)
	if err != nil || len(gone) == 0 {
		return err
	}
	list, err := json.Marshal(gone)
	if err != nil {
		return err
	}
	_, err = tx.Enqueue(ctx, store.Job{Kind: ShredJob, Unique: string(e.ID), Args: list, Path: e.Path})
	return err
}

// Shred removes the files that a job of an erasure names and that no other row
// needs.
func (d *Desk) Shred(ctx context.Context, job *store.Job) (err error) {
	defer skill.Wrap(&err, "remove the files of an erased person")
	var gone []skill.FileHash
	if err := json.Unmarshal(job.Args, &gone); err != nil {
		return err
	}
	for _, file := range gone {
		used, err := d.Store.FileUsed(ctx, file)
		if err == nil && !used {
			err = d.Files.Remove(ctx, file)
		}
		if err != nil {
			return err
		}
	}
	return d.Store.Update(ctx, store.By{Actor: skill.Program(job.Path)}, func(tx *store.Tx) error { return tx.Finish(ctx, job) })
}

// RefuseErasure leaves the records (不予删除), with the reason, which the person is
// told.
func (d *Desk) RefuseErasure(ctx context.Context, by store.By, id skill.ErasureID, answer string) (skill.Erasure, error) {
	return d.onErasure(ctx, by, "refuse-erasure", id, func(tx *store.Tx, e skill.Erasure, p skill.Person) (skill.Erasure, error) {
		approver, err := tx.Person(ctx, by.Actor.Person)
		if err != nil {
			return e, err
		}
		e.Answer, e.Approver = skill.Clean(answer), approver.ID
		move, err := e.Refuse(p, approver)
		if err != nil {
			return e, err
		}
		return store.MoveOne(ctx, tx, e, move)
	})
}

// WithdrawErasure takes a request or proposal back (撤回): the person may, or who
// proposed it.
func (d *Desk) WithdrawErasure(ctx context.Context, by store.By, id skill.ErasureID) (out skill.Erasure, err error) {
	defer skill.Wrap(&err, "withdraw erasure %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		e, err := tx.Locked().Erasure(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "withdraw-erasure", "", e.Person, e.Proposer); err != nil {
			return err
		}
		move, err := e.Withdraw()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, e, move)
		return err
	})
	return out, err
}

// onErasure runs a decision on an erasure; the person is locked.
func (d *Desk) onErasure(ctx context.Context, by store.By, op access.Op, id skill.ErasureID, decide func(*store.Tx, skill.Erasure, skill.Person) (skill.Erasure, error)) (out skill.Erasure, err error) {
	defer skill.Wrap(&err, "decide erasure %s", id)
	first, err := d.Store.Unscoped().Erasure(ctx, id)
	if err != nil {
		return out, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		p, err := tx.Locked().Person(ctx, first.Person)
		if err != nil {
			return err
		}
		e, err := tx.Locked().Erasure(ctx, id)
		if err != nil {
			return err
		}
		places, err := tx.Places(ctx, p.ID)
		if err != nil {
			return err
		}
		if e.Path = over(append(places, e.Path)); p.Erased != "" { // it may have grown since
			e.Path = first.Path
		}
		if err := access.Need(by.Actor, op, e.Path); err != nil {
			return err
		}
		out, err = decide(tx, e, p)
		return err
	})
	return out, err
}
