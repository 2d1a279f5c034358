package skill

import "time"

// An Appointment (任命) is how a person comes to hold a role on an organisation:
// the system administrator proposes it, the security administrator, another
// person, approves it, and neither is the one appointed. The Grant is what comes
// of it.
type Appointment struct {
	ID       AppointmentID
	Person   PersonID // who is to hold the role
	Role     Role
	Path     OrgPath
	Proposer PersonID
	Decider  PersonID
	Ground   string  // why it was refused or withdrawn; no personal value
	Grant    GrantID // once it was approved
	Status   AppointmentStatus
	StatusAt time.Time
	Version  int64
}

// AppointmentStatus is where an appointment stands.
//
//	none ──propose──▶ proposed ──approve──▶ approved
//	                  proposed ──refuse──▶ refused
//	                  proposed ──withdraw──▶ withdrawn
type AppointmentStatus string

// The statuses of an appointment.
const (
	AppointmentProposed  AppointmentStatus = "proposed"  // 已提名
	AppointmentApproved  AppointmentStatus = "approved"  // 已批准
	AppointmentRefused   AppointmentStatus = "refused"   // 未批准
	AppointmentWithdrawn AppointmentStatus = "withdrawn" // 已撤回
)

var appointmentLife = Lifecycle[AppointmentStatus]{"appointment", []Transition[AppointmentStatus]{
	{"propose", from[AppointmentStatus](None), AppointmentProposed},
	{"approve", from(AppointmentProposed), AppointmentApproved},
	{"refuse", from(AppointmentProposed), AppointmentRefused},
	{"withdraw", from(AppointmentProposed), AppointmentWithdrawn},
}}

func (a Appointment) move(verb, reason string) (Move, error) {
	return appointmentLife.move(string(a.ID), a.Status, verb, reason)
}

// Propose puts the appointment before the security administrator (提名). The
// people are the proposer and the one who is to hold the role.
func (a Appointment) Propose(proposer, person Person) (Move, error) {
	if SameHuman(proposer, person) {
		return Move{}, Fail(Denied, "role.own")
	}
	return a.move("propose", "")
}

// Approve lets the person hold the role (批准): three different persons.
func (a Appointment) Approve(proposer, person, approver Person) (Move, error) {
	switch {
	case SameHuman(approver, person):
		return Move{}, Fail(Denied, "role.own")
	case SameHuman(approver, proposer):
		return Move{}, Fail(Denied, "person.same_human")
	}
	return a.move("approve", "")
}

// Refuse leaves things as they are (不批准).
func (a Appointment) Refuse(ground string) (Move, error) { return a.move("refuse", ground) }

// Withdraw takes the proposal back (撤回).
func (a Appointment) Withdraw(ground string) (Move, error) { return a.move("withdraw", ground) }

// Actions lists what may be done with the appointment now.
func (a Appointment) Actions() []string { return appointmentLife.Verbs(a.Status) }
