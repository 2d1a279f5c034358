package accreditation

import (
	"context"
	"slices"
	"strconv"

	"assay/rule/access"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// An AssessorFinding is what the centre says of a proposed registration after it
// has seen the proof.
type AssessorFinding struct {
	Version int64             // of the registration as it was seen
	Ground  string            // why, without personal values
	Proof   skill.FileHash    // what the decision rests on
	Claims  []skill.Fact      // the facts whose claims the proof bears out
	Attests []skill.Judgement // the judgements that the centre makes
}

// RegisterAssessor enters a proposed person in the register for a term (登记). The
// verdict is made anew on that day with the claims accepted and the judgements
// attested. What is met needs nothing more; what is for a reviewer to say needs a
// ground and a proof; what is unmet is not registered. The term is that of the
// policy, and begins after the one that it continues.
func (d *Desk) RegisterAssessor(ctx context.Context, by store.By, id skill.AssessorID, f AssessorFinding) (a skill.Assessor, err error) {
	defer skill.Wrap(&err, "register assessor %s", id)
	return d.onAssessor(ctx, by, "register-assessor", id, func(tx *store.Tx, now *skill.Assessor) (skill.Move, error) {
		switch {
		case now.Version != f.Version:
			return skill.Move{}, skill.Fail(skill.Conflict, "row.changed", "table", "assessor")
		case f.Proof != "" && !f.Proof.Valid():
			return skill.Move{}, skill.FailField("proof", "duty.no_proof")
		}
		now.Ground, now.Proof = skill.Clean(f.Ground), f.Proof
		dossier, err := borneOut(*now, f)
		if err != nil {
			return skill.Move{}, err
		}
		if err := d.judge(ctx, tx, now, dossier); err != nil {
			return skill.Move{}, err
		}
		if now.Period, err = d.term(ctx, tx, *now); err != nil {
			return skill.Move{}, err
		}
		three, err := persons(ctx, tx, now.Person, now.Proposer, now.Decider)
		if err != nil {
			return skill.Move{}, err
		}
		return now.Register(three[0], three[1], three[2])
	})
}

// borneOut is the dossier with the claims that the proof bears out and the
// judgements that were made.
func borneOut(a skill.Assessor, f AssessorFinding) (skill.Dossier, error) {
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

// term is the time for which somebody is registered today.
func (d *Desk) term(ctx context.Context, tx *store.Tx, a skill.Assessor) (p day.Period, err error) {
	ask, err := assessed(ctx, tx, a.Path)
	if err != nil {
		return p, err
	}
	key := skill.PolicySupervisorTerm
	if a.Class.Examines() {
		key = skill.PolicyAssessorTerm
	}
	years, err := d.Policies.Number(key, ask, skill.InYears)
	if err != nil {
		return p, err
	}
	p.From = tx.Today()
	if a.Renews != "" {
		before, err := tx.Assessor(ctx, a.Renews)
		if err != nil {
			return p, err
		}
		p.From = day.Later(p.From, before.Period.To.AddDays(1))
	}
	p.To = p.From.AddYears(years).AddDays(-1)
	return p, nil
}

// RefuseAssessor leaves somebody unregistered (不予登记).
func (d *Desk) RefuseAssessor(ctx context.Context, by store.By, id skill.AssessorID, ground string) (a skill.Assessor, err error) {
	defer skill.Wrap(&err, "refuse assessor %s", id)
	return d.onAssessor(ctx, by, "refuse-assessor", id, because(ground, skill.Assessor.Refuse))
}

// SuspendAssessor stops a registration (暂停).
func (d *Desk) SuspendAssessor(ctx context.Context, by store.By, id skill.AssessorID, ground string) (a skill.Assessor, err error) {
	defer skill.Wrap(&err, "suspend assessor %s", id)
	return d.onAssessor(ctx, by, "suspend-assessor", id, because(ground, skill.Assessor.Suspend))
}

// RestoreAssessor ends the suspension (恢复).
func (d *Desk) RestoreAssessor(ctx context.Context, by store.By, id skill.AssessorID, ground string) (a skill.Assessor, err error) {
	defer skill.Wrap(&err, "restore assessor %s", id)
	return d.onAssessor(ctx, by, "restore-assessor", id, because(ground, skill.Assessor.Restore))
}

// WithdrawAssessor ends a registration or takes a proposal back (注销): today is
// its last day.
func (d *Desk) WithdrawAssessor(ctx context.Context, by store.By, id skill.AssessorID, ground string) (a skill.Assessor, err error) {
	defer skill.Wrap(&err, "withdraw assessor %s", id)
	return d.onAssessor(ctx, by, "withdraw-assessor", id, func(tx *store.Tx, now *skill.Assessor) (skill.Move, error) {
		if !now.Period.To.IsZero() {
			now.Period.To = day.Earlier(now.Period.To, tx.Today())
		}
		return because(ground, skill.Assessor.Withdraw)(tx, now)
	})
}

type onRegistration func(*store.Tx, *skill.Assessor) (skill.Move, error)

func because(ground string, verb func(skill.Assessor) (skill.Move, error)) onRegistration {
	return func(_ *store.Tx, now *skill.Assessor) (skill.Move, error) {
		now.Ground = skill.Clean(ground)
		return verb(*now)
	}
}

// onAssessor moves a registration that is locked.
func (d *Desk) onAssessor(ctx context.Context, by store.By, op access.Op, id skill.AssessorID, do onRegistration) (out skill.Assessor, err error) {
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Locked().Assessor(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, now.Path); err != nil {
			return err
		}
		now.Decider = by.Actor.Person
		move, err := do(tx, &now)
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
	return out, err
}
