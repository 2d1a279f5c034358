package admission

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Returning (退回补正) is what an officer wants corrected, and until when; no day
// takes that of the policy.
type Returning struct {
	Version int64 // of the application as the officer saw it
	Asks    []skill.Ask
	Due     day.Date
}

// asksMost is how many things can be asked for at once.
const asksMost = 50

// Return gives an application back to be corrected, by the office in whose hands
// it is: the body's reviewer, or the centre's where the body has passed it on.
func (d *Desk) Return(ctx context.Context, by store.By, id skill.ApplicationID, r Returning) (out skill.Application, err error) {
	defer skill.Wrap(&err, "return application %s", id)
	err = d.onDecision(ctx, by, deciding{"return-application", id, r.Version}, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		if a.Office, err = officeOf(by.Actor, "return-application", a); err != nil {
			return err
		}
		if a.Asks, err = asked(r.Asks); err != nil {
			return err
		}
		if a.Due, err = d.correctBy(ctx, tx, p, r.Due); err != nil {
			return err
		}
		move, err := a.Return()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, a, move)
		return err
	})
	return out, err
}

// A deciding is an officer's decision on one application as they saw it.
type deciding struct {
	op      access.Op
	id      skill.ApplicationID
	version int64
}

// onDecision runs a decision while the list is open, on an application that is as
// its officer saw it and is not his own.
func (d *Desk) onDecision(ctx context.Context, by store.By, of deciding, fn func(*store.Tx, skill.Plan, skill.Application) error) error {
	return d.onApplication(ctx, by, of.op, of.id, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		if a.Version != of.version {
			return skill.Fail(skill.Conflict, "row.changed", "table", "application")
		}
		if err := open(p, "review"); err != nil {
			return err
		}
		if err := notOwn(ctx, tx, by.Actor.Person, a.Person); err != nil {
			return err
		}
		return fn(tx, p, a)
	})
}

// officeOf is the office in whose hands an application is, of which the actor must
// be.
func officeOf(actor skill.Actor, op access.Op, a skill.Application) (skill.Office, error) {
	roles := access.By(actor, op, a.Path)
	switch {
	case a.Status == skill.ApplicationPassed && slices.Contains(roles, skill.RoleCentreReviewer):
		return skill.OfficeCentre, nil
	case a.Status != skill.ApplicationPassed && slices.Contains(roles, skill.RoleReviewer):
		return skill.OfficeBody, nil
	}
	return "", skill.Fail(skill.WrongState, "application.other_office", "status", string(a.Status))
}

// asked are the things to correct, cleaned; each says where and what.
func asked(all []skill.Ask) (out []skill.Ask, err error) {
	if len(all) > asksMost {
		return nil, skill.FailField("asks", "list.too_long", "limit", strconv.Itoa(asksMost))
	}
	for i, k := range all {
		at := "asks[" + strconv.Itoa(i) + "]"
		k.At, k.Words = strings.TrimSpace(k.At), skill.Clean(k.Words)
		switch {
		case !askable(k.At):
			return nil, skill.FailField(at+".at", "application.ask_place")
		case k.Words == "":
			return nil, skill.FailField(at+".words", "field.required")
		case len([]rune(k.Words)) > longestText:
			return nil, skill.FailField(at+".words", "text.too_long", "most", strconv.Itoa(longestText))
		}
		out = append(out, k)
	}
	return out, nil
}

// askable tells whether something can be asked for at a place: a material, or a
// part of the dossier.
func askable(at string) bool {
	subject, _, _ := strings.Cut(strings.TrimPrefix(at, "dossier."), "[")
	return len(at) <= 80 && (strings.HasPrefix(at, "materials.") && at != "materials." ||
		slices.Contains(skill.AllSubjects.Words(), subject))
}

// correctBy is the last day for corrections: the one that was said, or the
// policy's.
func (d *Desk) correctBy(ctx context.Context, tx *store.Tx, p skill.Plan, said day.Date) (day.Date, error) {
	if !said.IsZero() {
		if said.Before(tx.Today()) {
			return said, skill.FailField("due", "application.due_past")
		}
		return said, nil
	}
	body, err := tx.Body(ctx, p.Body)
	if err != nil {
		return said, err
	}
	due, err := d.Policies.Deadline(skill.PolicyCorrectionTime, skill.PolicyCase{Region: body.Province, Class: body.Class, On: tx.Today()}, tx.Today(), d.Calendar)
	return due.Last, err
}

// Confirm is the centre's word for what a body passed on (复核通过), by another
// person than whoever found for it there.
func (d *Desk) Confirm(ctx context.Context, by store.By, id skill.ApplicationID, version int64) (out skill.Application, err error) {
	defer skill.Wrap(&err, "confirm application %s", id)
	err = d.onDecision(ctx, by, deciding{"confirm-application", id, version}, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		if err := apart(ctx, tx, a); err != nil {
			return err
		}
		a.Checker, a.Office = by.Actor.Person, skill.OfficeCentre
		move, err := a.Confirm()
		if err != nil {
			return err
		}
		if out, err = store.MoveOne(ctx, tx, a, move); err != nil {
			return err
		}
		return chargeDue(ctx, tx, p, out)
	})
	return out, err
}

// Decline is the centre's word against it (复核不通过).
func (d *Desk) Decline(ctx context.Context, by store.By, id skill.ApplicationID, version int64, ground string) (out skill.Application, err error) {
	defer skill.Wrap(&err, "decline application %s", id)
	err = d.onDecision(ctx, by, deciding{"decline-application", id, version}, func(tx *store.Tx, _ skill.Plan, a skill.Application) error {
		if err := apart(ctx, tx, a); err != nil {
			return err
		}
		a.Checker, a.Office, a.Ground = by.Actor.Person, skill.OfficeCentre, skill.Clean(ground)
		move, err := a.Decline()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, a, move)
		return err
	})
	return out, err
}

// apart refuses a check by the human who found for the application at the body,
// under whatever document.
func apart(ctx context.Context, tx *store.Tx, a skill.Application) error {
	checker, err := tx.Person(ctx, tx.By.Actor.Person)
	if err != nil {
		return err
	}
	for _, id := range []skill.PersonID{a.Passer, a.Reviewer} {
		if id == "" {
			continue
		}
		before, err := tx.Person(ctx, id)
		if err != nil {
			return err
		}
		if err := skill.Apart(checker, before); err != nil {
			return err
		}
	}
	return nil
}

// Reopen overrules a refusal on the centre's word (重新审查): a reviewer looks at
// the application anew. It is done by another person than whoever refused, and by
// no rule again.
func (d *Desk) Reopen(ctx context.Context, by store.By, id skill.ApplicationID, version int64, ground string) (out skill.Application, err error) {
	defer skill.Wrap(&err, "reopen application %s", id)
	err = d.onDecision(ctx, by, deciding{"reopen-application", id, version}, func(tx *store.Tx, _ skill.Plan, a skill.Application) error {
		if a.Status == skill.ApplicationRefused {
			if err := overrules(ctx, tx, a); err != nil {
				return err
			}
		}
		a.Reviewer, a.Ground, a.Office = by.Actor.Person, skill.Clean(ground), skill.OfficeCentre
		a.Passer, a.Checker = "", ""
		move, err := a.Reopen()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, a, move)
		return err
	})
	return out, err
}

// overrules refuses to be judged by whoever refused before.
func overrules(ctx context.Context, tx *store.Tx, a skill.Application) error {
	by := a
	if a.Checker != "" {
		by.Passer, by.Reviewer = a.Checker, ""
	}
	return apart(ctx, tx, by)
}
