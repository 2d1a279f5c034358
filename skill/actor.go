package skill

import (
	"slices"
	"strings"
)

// A Role is what a person may be at one desk (docs/architecture.md, Roles and four eyes).
type Role string

// The roles; a person may hold several, at different places, but for those that
// one person may not hold together (rule/access).
const (
	RoleClerk      Role = "clerk"      // 经办 of a body: plans, rosters, marks
	RoleReviewer   Role = "reviewer"   // 审核 of a body: decides what a rule cannot
	RoleHead       Role = "head"       // 负责人 of a body: reports and issues
	RoleCashier    Role = "cashier"    // 出纳 of a body: takes fees
	RoleAccountant Role = "accountant" // 会计 of a body: reconciles what the cashier took

	RoleAssessor    Role = "assessor"    // 考评员: marks
	RoleInvigilator Role = "invigilator" // 监考: watches the room
	RoleSupervisor  Role = "supervisor"  // 质量督导员: inspects
	RoleItemWriter  Role = "item-writer" // 命题专家
	RoleExpert      Role = "expert"      // 评审专家: gives an opinion on a filing

	RoleCentreReviewer Role = "centre-reviewer" // 鉴定指导中心审核: checks reports
	RoleCentreApprover Role = "centre-approver" // 鉴定指导中心审批: confirms, revokes, files bodies
	RoleDepartment     Role = "department"      // 主管部门: sees what it answers for

	RoleSystem   Role = "system"   // 系统管理员: runs the installation, proposes who holds a role
	RoleSecurity Role = "security" // 安全管理员: approves who holds a role
	RoleAudit    Role = "audit"    // 审计管理员: reads who did what, changes nothing

	RoleClient  Role = "client"  // an organisation's own program: reads and enters, never decides
	RoleProgram Role = "program" // the installation itself: jobs, sequencer, commands on its machine
)

// Roles lists the roles that a person can hold.
func Roles() []Role {
	return []Role{
		RoleClerk, RoleReviewer, RoleHead, RoleCashier, RoleAccountant,
		RoleAssessor, RoleInvigilator, RoleSupervisor, RoleItemWriter, RoleExpert,
		RoleCentreReviewer, RoleCentreApprover, RoleDepartment,
		RoleSystem, RoleSecurity, RoleAudit,
	}
}

// Administrates tells whether the role is one of the three administrators
// (三员), of which a person holds at most one.
// Source: GB/T 22239-2019, 8.1.4.2 and 8.1.5 (系统管理, 审计管理, 安全管理 apart).
func (r Role) Administrates() bool {
	return r == RoleSystem || r == RoleSecurity || r == RoleAudit
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
// nobody and may do nothing. What an Actor may do is for rule/access to say.
type Actor struct {
	Person  PersonID  // nobody: an account that is joined to no person yet
	Account AccountID // by which they signed in; none: by a token
	Grants  []Grant
	Strong  bool  // a second factor was shown, or made the token
	Until   int64 // when the token it acts by expires, as Token.Expires; 0: by no token
}

// Name is who is written down as having acted: the person, or the account that is
// joined to none.
func (a Actor) Name() string {
	if a.Person == "" && a.Account != "" {
		return "account:" + string(a.Account)
	}
	return string(a.Person)
}

// Program is the installation itself at work on an organisation and all below
// it.
func Program(path OrgPath) Actor {
	return Actor{Person: "program", Strong: true, Grants: []Grant{{Role: RoleProgram, Path: path}}}
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
