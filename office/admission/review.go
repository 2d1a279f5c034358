package admission

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"assay/rule/access"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Finding (审核意见) is what a reviewer says of an application after seeing its
// proof.
type Finding struct {
	Version int64             // of the application as the reviewer saw it
	Ground  string            // why, without personal values
	Proof   skill.FileHash    // what the decision rests on; a refusal may do without, and who applied himself brought it
	Clause  string            // the clause to rely on; empty: the one the verdict finds
	Claims  []skill.Fact      // the facts whose claims the proof bears out
	Attests []skill.Judgement // the judgements (评审认定) that the reviewer makes
}

// Accept lets a candidate sit the exam on a reviewer's word. The verdict is made
// anew with the claims accepted and the judgements attested, on the day it was
// first judged on, and kept with the decision. What nobody stated may stay open:
// the ground and the proof then stand for it. A clause that something speaks
// against cannot be relied on: application.clause_unmet. If somebody changed or
// decided the application since the reviewer saw it: Conflict row.changed.
// Source: docs/architecture.md, Decisions explain themselves; decision 11, rules 9 and 12.
func (d *Desk) Accept(ctx context.Context, by store.By, id skill.ApplicationID, f Finding) (a skill.Application, err error) {
	defer skill.Wrap(&err, "accept application %s", id)
	return d.review(ctx, by, "accept-application", id, f, func(tx *store.Tx, p skill.Plan, a skill.Application) (skill.Application, skill.Move, error) {
		a, err := proven(ctx, tx, a)
		if err != nil {
			return a, skill.Move{}, err
		}
		a, err = d.rejudge(ctx, tx, p, a, f)
		if err != nil {
			return a, skill.Move{}, err
		}
		return d.favour(ctx, tx, p, a)
	})
}

// proven is the application with the proof that a decision for it rests on: the
// reviewer's, or the newest that somebody who applied himself handed in.
func proven(ctx context.Context, tx *store.Tx, a skill.Application) (skill.Application, error) {
	if a.Proof == "" && a.Own {
		all, err := store.List(ctx, tx, store.EvidenceOf{Application: a.ID}, store.Everything)
		if err != nil {
			return a, err
		}
		for _, e := range all {
			a.Proof = e.File
		}
	}
	if !a.Proof.Valid() {
		return a, skill.FailField("proof", "review.no_proof")
	}
	return a, nil
}

// Refuse turns a candidate away on a reviewer's word; the verdict stays as it is.
func (d *Desk) Refuse(ctx context.Context, by store.By, id skill.ApplicationID, f Finding) (a skill.Application, err error) {
	defer skill.Wrap(&err, "refuse application %s", id)
	return d.review(ctx, by, "refuse-application", id, f, func(_ *store.Tx, _ skill.Plan, a skill.Application) (skill.Application, skill.Move, error) {
		if f.Proof != "" && !f.Proof.Valid() {
			return a, skill.Move{}, skill.FailField("proof", "review.no_proof")
		}
		move, err := a.Refuse()
		return a, move, err
	})
}

// A verdictOn is what becomes of an application on a reviewer's word.
type verdictOn func(*store.Tx, skill.Plan, skill.Application) (skill.Application, skill.Move, error)

// review runs a reviewer's decision on an application that is as they saw it.
func (d *Desk) review(ctx context.Context, by store.By, op access.Op, id skill.ApplicationID, f Finding, decide verdictOn) (out skill.Application, err error) {
	err = d.onApplication(ctx, by, op, id, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		if f.Ground = skill.Clean(f.Ground); f.Ground == "" {
			return skill.FailField("ground", "review.no_ground")
		}
		if a.Version != f.Version {
			return skill.Fail(skill.Conflict, "row.changed", "table", "application")
		}
		if err := open(p, "review"); err != nil {
			return err
		}
		if err := notOwn(ctx, tx, by.Actor.Person, a.Person); err != nil {
			return err
		}
		a.Reviewer, a.Ground, a.Proof, a.Office = by.Actor.Person, f.Ground, f.Proof, skill.OfficeBody
		a, move, err := decide(tx, p, a)
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

// notOwn refuses a reviewer's decision on himself, under whatever document, and
// on whose data are stopped.
func notOwn(ctx context.Context, tx *store.Tx, reviewer, candidate skill.PersonID) error {
	a, err := tx.Person(ctx, reviewer)
	if err != nil {
		return err
	}
	b, err := tx.Person(ctx, candidate)
	switch {
	case err != nil:
		return err
	case skill.SameHuman(a, b):
		return skill.Fail(skill.Denied, "application.own")
	}
	return b.MayProcess()
}

// rejudge makes the verdict anew with what the reviewer found.
func (d *Desk) rejudge(ctx context.Context, tx *store.Tx, p skill.Plan, a skill.Application, f Finding) (skill.Application, error) {
	dossier, err := found(a, f)
	if err != nil {
		return a, err
	}
	set, err := d.Set(p.Set)
	if err != nil {
		return a, err
	}
	on, err := day.Parse(a.Judged)
	if err != nil {
		return a, err
	}
	if a.Own {
		return d.rejudgeOwn(ctx, tx, p, a, dossier, f)
	}
	row, err := mainRow(a)
	if err != nil {
		return a, err
	}
	r := reader{Assessor: &Assessor{Set: set, On: on, Occupation: d.Occupation}, at: &row}
	r.out = Assessed{Occupation: p.Occupation, Level: p.Level, Dossier: dossier}
	v, err := r.decide()
	if err != nil {
		return a, err
	}
	clause, err := reliedOn(v, f.Clause, a.Clause)
	if err != nil {
		return a, err
	}
	return a, judged(&a, dossier, v, clause)
}

// rejudgeOwn is rejudge of what a person stated himself, with what is known of him.
func (d *Desk) rejudgeOwn(ctx context.Context, tx *store.Tx, p skill.Plan, a skill.Application, facts skill.Dossier, f Finding) (skill.Application, error) {
	known, err := knownOf(ctx, tx.Reader, a.Person)
	if err != nil {
		return a, err
	}
	on, err := day.Parse(a.Judged)
	if err != nil {
		return a, err
	}
	v, err := d.judgeKept(p, Kept{Facts: facts, Known: known}, on)
	if err != nil {
		return a, err
	}
	clause, err := reliedOn(v, f.Clause, a.Clause)
	if err != nil {
		return a, err
	}
	return a, judged(&a, facts, v, clause)
}

// mainRow is the candidate's row of the list as it came.
func mainRow(a skill.Application) (skill.SheetRow, error) {
	columns := skill.SheetRoster.Columns()
	row := skill.SheetRow{Row: a.Row, Cells: make([]string, len(columns))}
	var cells map[string]string
	if text := a.Cells.Reveal(); text != "" {
		if err := json.Unmarshal([]byte(text), &cells); err != nil {
			return row, err
		}
	}
	for i, column := range columns {
		row.Cells[i] = cells[column.Heading]
	}
	return row, nil
}

// found is the dossier as the reviewer found it: every claim still one, save
// those that the proof bears out, and the judgements attested.
func found(a skill.Application, f Finding) (skill.Dossier, error) {
	d, err := condition.ReadDossier([]byte(a.Facts.Reveal()))
	if err != nil {
		return d, err
	}
	claims := condition.Claims(&d)
	for i, fact := range f.Claims {
		claimed := claims[fact]
		if claimed == nil {
			return d, skill.FailField("claims["+strconv.Itoa(i)+"]", "review.claim_unknown", "fact", fact.String())
		}
		*claimed = false
	}
	for i, j := range f.Attests {
		if new(skill.Judgement).UnmarshalText([]byte(j)) != nil {
			return d, skill.FailField("attests["+strconv.Itoa(i)+"]", "review.judgement_unknown")
		}
		if !slices.Contains(d.Attested, j) {
			d.Attested = append(d.Attested, j)
		}
	}
	return d, nil
}

// reliedOn is the clause to rely on: the one that the reviewer names, else the
// verdict's. Nothing may speak against it.
func reliedOn(v skill.Verdict, named, before string) (string, error) {
	clause := named
	if clause == "" {
		clause = v.Clause
	}
	i := slices.IndexFunc(v.Clauses, func(c skill.ClauseVerdict) bool { return c.Clause.ID == clause })
	switch {
	case i < 0 && named != "":
		return "", skill.FailField("clause", "review.clause_unknown", "clause", named)
	case i < 0, v.Clauses[i].Outcome == skill.NotMet:
		return "", skill.Fail(skill.Unmet, "application.clause_unmet", "clause", clause)
	}
	// Where the verdict's own clause serves as well, the one relied on before stays.
	if named == "" && slices.ContainsFunc(v.Clauses, func(c skill.ClauseVerdict) bool { return c.Clause.ID == before && c.Outcome == v.Outcome }) {
		return before, nil
	}
	return clause, nil
}
