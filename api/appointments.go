package api

import (
	"context"

	"assay/office/identity"
	"assay/skill"
	"assay/store"
)

// appointments registers how somebody comes to hold a role.
func (a *API) appointments() {
	register(a, post("propose-appointment", "/appointments", "Propose that a person hold a role on an organisation (提名)").creates(), a.proposeAppointment)
	register(a, get("list-appointments", "/appointments", "Appointments within the asker's organisations"), a.listAppointments)
	register(a, post("approve-appointment", "/appointments/{id}/approve", "Let the person hold the role (批准)"), a.approveAppointment)
	register(a, post("refuse-appointment", "/appointments/{id}/refuse", "Leave things as they are (不批准)"), a.closeAppointment((*identity.Desk).Refuse))
	register(a, post("withdraw-appointment", "/appointments/{id}/withdraw", "Take a proposal back (撤回)"), a.closeAppointment((*identity.Desk).WithdrawAppointment))
}

// An AppointmentView is an appointment.
type AppointmentView struct {
	ID       skill.AppointmentID     `json:"id"`
	Person   skill.PersonID          `json:"person"`
	Role     skill.Role              `json:"role"`
	Path     skill.OrgPath           `json:"path"`
	Proposer skill.PersonID          `json:"proposer"`
	Decider  skill.PersonID          `json:"decider" doc:"Who approved, refused or withdrew it."`
	Ground   string                  `json:"ground"`
	Grant    skill.GrantID           `json:"grant" doc:"The role that came of it."`
	Status   skill.AppointmentStatus `json:"status"`
	Actions  []string                `json:"actions" nullable:"false"`
}

func appointmentView(x skill.Appointment) AppointmentView {
	return AppointmentView{x.ID, x.Person, x.Role, x.Path, x.Proposer, x.Decider, x.Ground, x.Grant, x.Status, x.Actions()}
}

// An AppointmentDraft is a role that somebody is to hold.
type AppointmentDraft struct {
	Person skill.PersonID `json:"person"`
	Role   skill.Role     `json:"role"`
	Path   skill.OrgPath  `json:"path"`
}

// ProposeAppointment proposes one.
type ProposeAppointment struct {
	Call
	Sent[AppointmentDraft]
}

func (a *API) proposeAppointment(ctx context.Context, in *ProposeAppointment) (*Answer[AppointmentView], error) {
	d := in.Value
	x, err := a.Identity.Propose(ctx, in.by(ctx), skill.Appointment{Person: d.Person, Role: d.Role, Path: d.Path})
	id, err := in.made("appointment", string(x.ID), err)
	if err != nil {
		return nil, err
	}
	return a.appointment(ctx, &in.Call, skill.AppointmentID(id))
}

func (a *API) appointment(ctx context.Context, c *Call, id skill.AppointmentID) (*Answer[AppointmentView], error) {
	x, err := c.view().Appointment(ctx, id)
	return answer(c, appointmentView(x), err)
}

// ListAppointments asks for appointments.
type ListAppointments struct {
	Call
	Paged
	Person string `query:"person"`
	Status string `query:"status" enum:"proposed,approved,refused,withdrawn"`
}

func (a *API) listAppointments(ctx context.Context, in *ListAppointments) (*Answer[Rows[AppointmentView]], error) {
	f := store.Appointments{Person: skill.PersonID(in.Person), Status: only[skill.AppointmentStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, appointmentView, func(v AppointmentView) string { return string(v.ID) })
}

func (a *API) approveAppointment(ctx context.Context, in *ByID) (*Answer[AppointmentView], error) {
	id := skill.AppointmentID(in.ID)
	if _, err := in.view().Appointment(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Identity.Approve(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.appointment(ctx, &in.Call, id)
}

type closeAppointment func(*identity.Desk, context.Context, store.By, skill.AppointmentID, string) (skill.Appointment, error)

func (a *API) closeAppointment(verb closeAppointment) func(context.Context, *Grounded) (*Answer[AppointmentView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[AppointmentView], error) {
		id := skill.AppointmentID(in.ID)
		if _, err := in.view().Appointment(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Identity, ctx, in.by(ctx), id, in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.appointment(ctx, &in.Call, id)
	}
}
