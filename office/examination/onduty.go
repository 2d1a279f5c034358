package examination

import (
	"context"
	"strings"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A dutyChange is what is done with one assignment.
type dutyChange struct {
	op     access.Op
	id     skill.AssignmentID
	ground string
}

// onAssignment moves an assignment, locked after its plan. What the person does
// about their own needs no charge of the body.
func (d *Desk) onAssignment(ctx context.Context, by store.By, c dutyChange, out *skill.Assignment, verb func(skill.Assignment) (skill.Move, error)) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		now, err := tx.Assignment(ctx, c.id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, c.op, now.Path, now.Person); err != nil {
			return err
		}
		if _, err := tx.Locked().Plan(ctx, now.Plan); err != nil {
			return err
		}
		if now, err = tx.Locked().Assignment(ctx, c.id); err != nil {
			return err
		}
		if ground := skill.Clean(c.ground); ground != "" || strings.HasPrefix(string(c.op), "decline") {
			now.Ground = ground
		}
		if err := begun(ctx, tx, c.op, now); err != nil {
			return err
		}
		move, err := verb(now)
		if err != nil {
			return err
		}
		*out, err = store.MoveOne(ctx, tx, now, move)
		return err
	})
}

// begun refuses to say that somebody did not come before there was anything to
// come to.
func begun(ctx context.Context, tx *store.Tx, op access.Op, a skill.Assignment) error {
	if op != "miss-duty" || a.Session == "" {
		return nil
	}
	s, err := tx.Session(ctx, a.Session)
	if err == nil && s.Starts.After(tx.Now) {
		err = skill.Fail(skill.WrongState, "session.not_begun")
	}
	return err
}

// Declare keeps that an officer has to do with a candidate (回避声明), said by
// the officer or by the body.
func (d *Desk) Declare(ctx context.Context, by store.By, r skill.Recusal) (out skill.Recusal, err error) {
	defer skill.Wrap(&err, "declare a recusal")
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		if err := access.Need(by.Actor, "declare-recusal", r.Path, r.Person); err != nil {
			return err
		}
		if !r.Path.Valid() {
			return skill.FailField("path", "body.path")
		}
		if r.Kind == "" {
			return skill.FailField("kind", "recusal.no_kind")
		}
		if r.Person == r.Candidate {
			return skill.FailField("candidate", "recusal.oneself")
		}
		for _, id := range []skill.PersonID{r.Person, r.Candidate} {
			if _, err := tx.Person(ctx, id); err != nil {
				return err
			}
		}
		out = skill.Recusal{
			ID: skill.RecusalID(tx.NewID()), Person: r.Person, Candidate: r.Candidate, Path: r.Path, Kind: r.Kind, By: by.Actor.Person,
		}
		return store.Add(ctx, tx, &out)
	})
	return out, err
}

// WithdrawRecusal takes a declaration back that was wrong. The centre alone does:
// whoever declared it would have a reason.
func (d *Desk) WithdrawRecusal(ctx context.Context, by store.By, id skill.RecusalID) (out skill.Recusal, err error) {
	defer skill.Wrap(&err, "withdraw recusal %s", id)
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		if out, err = tx.Locked().Recusal(ctx, id); err != nil {
			return err
		}
		if err := access.Need(by.Actor, "withdraw-recusal", out.Path); err != nil {
			return err
		}
		if out.Withdrawn {
			return skill.Fail(skill.WrongState, "recusal.withdrawn")
		}
		out.Withdrawn = true
		return store.Change(ctx, tx, "withdraw", &out)
	})
	return out, err
}

// tell posts a letter to those who left a telephone and whose data may be
// processed.
func tell(ctx context.Context, tx *store.Tx, kind skill.LetterKind, about string, to []skill.PersonID) error {
	people, err := store.List(ctx, tx, store.Persons{IDs: to}, store.Everything)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Phone.IsZero() {
			continue
		}
		if _, err := tx.Post(ctx, store.Letter{Kind: kind, Channel: skill.BySMS, Lang: "zh", Person: p.ID, About: about}); err != nil {
			return err
		}
	}
	return nil
}
