package skill

import (
	"slices"
	"strings"
)

// A Role is what a person may be at one desk (docs/architecture.md, Roles and four eyes).
type Role string

// The roles; a person may hold several, at different places.
const (
	RoleClerk          Role = "clerk"           // 经办 of a body: plans, rosters, marks
	RoleReviewer       Role = "reviewer"        // 审核 of a body: decides what a rule cannot
	RoleHead           Role = "head"            // 负责人 of a body: reports and issues
	RoleAssessor       Role = "assessor"        // 考评员
	RoleCentreReviewer Role = "centre-reviewer" // 鉴定指导中心审核: checks reports
	RoleCentreApprover Role = "centre-approver" // 鉴定指导中心审批: confirms, revokes, files bodies
	RoleAudit          Role = "audit"           // 审计管理员: reads everything, changes nothing
	RoleSystem         Role = "system"          // the program's own work: jobs, sequencer
)

// Roles lists every role.
func Roles() []Role {
	return []Role{RoleClerk, RoleReviewer, RoleHead, RoleAssessor, RoleCentreReviewer, RoleCentreApprover, RoleAudit, RoleSystem}
}

// An OrgPath places an organisation in the tree nation/province/city/body. It
// begins and ends with a slash: "/", "/44/", "/44/4401/", "/44/b-017/".
type OrgPath string

// Holds tells whether q is p itself or below it.
func (p OrgPath) Holds(q OrgPath) bool { return p != "" && strings.HasPrefix(string(q), string(p)) }

// Valid tells whether the path has the shape of a path: between its slashes
// stand small letters, digits and hyphens, so that no two look alike and none
// means something to a file system.
func (p OrgPath) Valid() bool {
	s := string(p)
	return strings.HasPrefix(s, "/") && strings.HasSuffix(s, "/") && !strings.Contains(s, "//") &&
		strings.Trim(s, "/abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// A Grant gives a person one role on an organisation and all below it.
type Grant struct {
	ID      GrantID
	Person  PersonID
	Role    Role
	Path    OrgPath
	Revoked bool
	Version int64
}

// An Actor is whoever acts: one person with their grants. The zero Actor is
// nobody and may do nothing.
type Actor struct {
	Person PersonID
	Grants []Grant
	Until  int64 // when the token it acts by expires, as Token.Expires; 0: by no token
}

// System is the program itself at work on an organisation and all below it.
func System(path OrgPath) Actor {
	return Actor{Person: "system", Grants: []Grant{{Role: RoleSystem, Path: path}}}
}

// Has tells whether the actor holds one of the roles over the organisation.
func (a Actor) Has(at OrgPath, roles ...Role) bool {
	for _, g := range a.Grants {
		if slices.Contains(roles, g.Role) && g.Path.Holds(at) {
			return true
		}
	}
	return false
}

// Need is nil when the actor holds one of the roles over the organisation.
// Somebody unknown is Unauthenticated, everybody else Denied.
func (a Actor) Need(at OrgPath, roles ...Role) error {
	switch {
	case a.Person == "":
		return Fail(Unauthenticated, "actor.unknown")
	case !a.Has(at, roles...):
		return Fail(Denied, "actor.denied", "role", string(roles[0]))
	}
	return nil
}

// Paths lists the organisations the actor sees, each once, with none that lies
// below another.
func (a Actor) Paths() []OrgPath {
	var all []OrgPath
	for _, g := range a.Grants {
		all = append(all, g.Path)
	}
	slices.Sort(all)
	var out []OrgPath
	for _, p := range all {
		if len(out) == 0 || !out[len(out)-1].Holds(p) {
			out = append(out, p)
		}
	}
	return out
}

// A Token lets a program act as one person until it expires. Only the SHA-256
// of its secret is kept.
type Token struct {
	ID      TokenID
	Person  PersonID
	Hash    string // hexadecimal SHA-256 of the secret
	Label   string // what it is for
	Expires int64  // microseconds since 1970, UTC
	Revoked bool
	Version int64
}
