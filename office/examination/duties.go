package examination

import (
	"context"

	"assay/rule/planning"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Lacking is what the roster of a plan's exam misses today.
func (d *Desk) Lacking(ctx context.Context, p skill.Plan) ([]planning.Lack, error) {
	return d.lacking(ctx, d.Store.Unscoped(), p)
}

func (d *Desk) lacking(ctx context.Context, r store.Reader, p skill.Plan) ([]planning.Lack, error) {
	rules, err := d.rules(ctx, r, p)
	if err != nil {
		return nil, err
	}
	b := planning.Batch{}
	if b.Posts, err = store.List(ctx, r, store.Assignments{Plan: p.ID, Status: skill.InDuty()}, store.Everything); err != nil {
		return nil, err
	}
	if b.Sessions, err = filled(ctx, r, p); err != nil {
		return nil, err
	}
	return planning.Lacking(b, rules), nil
}

func (d *Desk) rules(ctx context.Context, r store.Reader, p skill.Plan) (out planning.Rules, err error) {
	ask, err := caseOf(ctx, r, p, day.Of(d.Store.Now()))
	if err != nil {
		return out, err
	}
	for key, to := range map[skill.PolicyKey]*int{
		skill.PolicyInvigilatorPer: &out.InvigilatorPer, skill.PolicyInvigilatorLeast: &out.InvigilatorLeast,
		skill.PolicyPanelLeast: &out.Panel, skill.PolicyPanelReview: &out.Review, skill.PolicySupervisorLeast: &out.Supervisors,
	} {
		if *to, err = d.Policies.Number(key, ask, skill.InPersons); err != nil {
			return out, err
		}
	}
	word, err := d.Policies.Word(skill.PolicyPanelOdd, ask)
	out.Odd = word == yes
	return out, err
}

// filled are the sessions of a plan with who sits in each room: those called,
// or, before the start, those accepted as a start would call them.
func filled(ctx context.Context, r store.Reader, p skill.Plan) ([]planning.Held, error) {
	sessions, err := store.List(ctx, r, store.Sessions{Plan: p.ID, Live: true}, store.Everything)
	if err != nil {
		return nil, err
	}
	accepted, err := store.Count(ctx, r, store.Applications{Plan: p.ID, Status: []skill.ApplicationStatus{skill.ApplicationAccepted}, MayProcess: true})
	if err != nil {
		return nil, err
	}
	left := map[skill.Part]int{}
	for _, part := range p.Parts {
		left[part] = accepted
	}
	var out []planning.Held
	for _, s := range inOrder(sessions) {
		rooms, err := r.RoomsOf(ctx, s)
		if err != nil {
			return nil, err
		}
		n := left[s.Part]
		if p.Status != skill.PlanFiled || s.Attempt > 1 {
			if n, err = store.Count(ctx, r, store.Sittings{Session: s.ID, Status: seated()}); err != nil {
				return nil, err
			}
		}
		h := planning.Held{Session: s, Rooms: fill(rooms, n)}
		for _, f := range h.Rooms {
			left[s.Part] -= f.Candidates
		}
		out = append(out, h)
	}
	return out, nil
}

// seated are the statuses of sittings of those who are expected in the room.
func seated() []skill.SittingStatus {
	return []skill.SittingStatus{skill.SittingDue, skill.SittingMarked, skill.SittingAbsent, skill.SittingVoid}
}

// fill puts n candidates into rooms in their order; without rooms they sit
// together.
func fill(rooms []skill.Room, n int) []planning.Filled {
	if len(rooms) == 0 {
		return []planning.Filled{{Candidates: max(n, 0)}}
	}
	var out []planning.Filled
	for _, r := range rooms {
		here := max(min(n, r.Capacity()), 0)
		out = append(out, planning.Filled{Room: r.ID, Name: r.Name, Computer: r.Kind == skill.RoomComputer, Candidates: here})
		n -= here
	}
	return out
}

// staffed refuses a start without everybody on duty, where the policy says so.
func (d *Desk) staffed(ctx context.Context, tx *store.Tx, p skill.Plan) error {
	ask, err := caseOf(ctx, tx.Reader, p, tx.Today())
	if err != nil {
		return err
	}
	if needed, err := d.Policies.Word(skill.PolicyDuties, ask); err != nil || needed != refuses {
		return err
	}
	lacks, err := d.lacking(ctx, tx.Reader, p)
	if err == nil && len(lacks) > 0 {
		l := lacks[0]
		err = skill.Fail(skill.Unmet, "plan.duties_missing", "duty", string(l.Duty), "have", itoa(l.Have), "need", itoa(l.Need), "session", string(l.Session), "lacks", itoa(len(lacks)))
	}
	return err
}
