package store

import (
	"context"

	"assay/skill"
)

var sittings = define("sitting", sittingFields, onPath)

func sittingFields(f *fields, s *skill.Sitting) {
	key(f, &s.ID)
	text(f, "=application_id", &s.Application)
	text(f, "=plan_id", &s.Plan)
	text(f, "=path", &s.Path)
	text(f, "=part", &s.Part)
	integer(f, "=attempt", &s.Attempt)
	text(f, "session_id", &s.Session)
	integer(f, "mark", &s.Mark)
	readable(f, "ground", &s.Ground)
	state(f, &s.Status, &s.StatusAt)
	version(f, &s.Version)
}

// Sitting reads one sitting.
func (r Reader) Sitting(ctx context.Context, id skill.SittingID) (skill.Sitting, error) {
	return get[skill.Sitting](ctx, r, id)
}

// Sittings narrows a list of sittings.
type Sittings struct {
	Applications []skill.ApplicationID
	Plan         skill.PlanID
	Part         skill.Part
	Attempt      int // 0 for every attempt
	Session      skill.SessionID
	Status       []skill.SittingStatus
}

func (s Sittings) narrow(w *where, _ *words, _ skill.Sitting) {
	in(w, "application_id", s.Applications)
	is(w, "plan_id", s.Plan)
	is(w, "part", s.Part)
	if s.Attempt != 0 {
		w.and("attempt = ?", s.Attempt)
	}
	is(w, "session_id", s.Session)
	in(w, "status", s.Status)
}
