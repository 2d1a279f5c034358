package access

import "assay/skill"

// Whose says whose record an operation is done on, seen from the one who does it.
type Whose string

// The records, as the matrix tells them apart.
const (
	Mine   Whose = "own"          // about the actor, wherever it lies
	Here   Whose = "organisation" // of the organisation that the role is held on
	Below  Whose = "below"        // of one below it
	Beside Whose = "other"        // of any other
)

// Records lists them.
func Records() []Whose { return []Whose{Mine, Here, Below, Beside} }

// Columns are those who may do things, from nobody known to the program.
func Columns() []skill.Role {
	return append(append([]skill.Role{Nobody, SignedIn}, skill.Roles()...), skill.RoleClient, skill.RoleProgram)
}

// Two columns that are no roles.
const (
	Nobody   skill.Role = "public"
	SignedIn skill.Role = "candidate" // a person without any role
)

// An Answer is a cell of the matrix.
type Answer string

// The answers.
const (
	No     Answer = ""
	Yes    Answer = "yes"
	Second Answer = "second-factor" // yes, with a second factor shown
)

// Ask is a cell of the matrix, as Need decides it. The organisation of what is
// for the whole installation is the installation.
func Ask(op Op, role skill.Role, whose Whose) Answer {
	at := map[Whose]skill.OrgPath{Mine: "/n/elsewhere/", Here: "/n/o/", Below: "/n/o/s/", Beside: "/n/elsewhere/"}[whose]
	owner := skill.PersonID("another")
	if whose == Mine {
		owner = "actor"
	}
	held := skill.OrgPath("/n/o/")
	if rows[op].Whole && whose == Here {
		held = "/"
	}
	actor := skill.Actor{Person: "actor", Grants: []skill.Grant{{Role: role, Path: held}}}
	if role == Nobody {
		actor = skill.Actor{}
	}
	if Need(actor, op, at, owner) == nil {
		return Yes
	}
	if actor.Strong = role != Nobody; actor.Strong && Need(actor, op, at, owner) == nil {
		return Second
	}
	return No
}
