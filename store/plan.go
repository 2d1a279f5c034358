package store

import (
	"context"
	"time"

	"assay/skill"
)

var (
	plans    = define("plan", planFields, onPath).spreads("")
	sessions = define("session", sessionFields, onPath)
)

func planFields(f *fields, p *skill.Plan) {
	key(f, &p.ID)
	text(f, "=body_id", &p.Body)
	text(f, "=site_id", &p.Site)
	text(f, "=path", &p.Path)
	readable(f, "title", &p.Title)
	text(f, "=occupation", &p.Occupation)
	text(f, "specialty", &p.Specialty)
	level(f, "=level", &p.Level)
	text(f, "condition_set", &p.Set)
	several(f, "parts", &p.Parts)
	readable(f, "ground", &p.Ground)
	state(f, &p.Status, &p.StatusAt)
	version(f, &p.Version)
}

func sessionFields(f *fields, s *skill.Session) {
	key(f, &s.ID)
	text(f, "=plan_id", &s.Plan)
	text(f, "=path", &s.Path)
	text(f, "=part", &s.Part)
	integer(f, "=attempt", &s.Attempt)
	instant(f, "starts", &s.Starts)
	instant(f, "ends", &s.Ends)
	text(f, "place", &s.Place)
	integer(f, "access", &s.Access)
	boolean(f, "cancelled", &s.Cancelled)
	readable(f, "ground", &s.Ground)
	version(f, &s.Version)
}

// Plan reads one plan.
func (r Reader) Plan(ctx context.Context, id skill.PlanID) (skill.Plan, error) {
	return get[skill.Plan](ctx, r, id)
}

// Session reads one session.
func (r Reader) Session(ctx context.Context, id skill.SessionID) (skill.Session, error) {
	return get[skill.Session](ctx, r, id)
}

// Plans narrows a list of plans.
type Plans struct {
	IDs        []skill.PlanID
	Body       skill.BodyID
	Occupation skill.OccupationCode
	Status     []skill.PlanStatus
}

func (p Plans) narrow(w *where, _ *words, _ skill.Plan) {
	in(w, "id", p.IDs)
	is(w, "body_id", p.Body)
	is(w, "occupation", p.Occupation)
	in(w, "status", p.Status)
}

// Sessions narrows a list of sessions.
type Sessions struct {
	Plan    skill.PlanID
	IDs     []skill.SessionID
	Live    bool      // not cancelled, of a plan that is not
	EndFrom time.Time // those that end after it
	Room    skill.RoomID
}

func (s Sessions) narrow(w *where, _ *words, _ skill.Session) {
	is(w, "plan_id", s.Plan)
	in(w, "id", s.IDs)
	if s.Live {
		w.and("cancelled = 0 AND EXISTS (SELECT 1 FROM plan p WHERE p.id = session.plan_id AND p.status <> 'cancelled')")
	}
	if !s.EndFrom.IsZero() {
		w.and("ends > ?", micros(s.EndFrom))
	}
	if s.Room != "" {
		w.and("EXISTS (SELECT 1 FROM session_room r WHERE r.session_id = session.id AND r.released = 0 AND r.room_id = ?)", string(s.Room))
	}
}
