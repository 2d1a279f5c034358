package access

import (
	"slices"
	"testing"

	"assay/skill"
)

func holding(strong bool, grants ...skill.Grant) skill.Actor {
	return skill.Actor{Person: "p", Strong: strong, Grants: grants}
}

func grant(role skill.Role, at skill.OrgPath) skill.Grant { return skill.Grant{Role: role, Path: at} }

// Who may do what, where, and what they are told where they may not.
func TestNeed(t *testing.T) {
	clerk, reviewer := grant(skill.RoleClerk, "/44/b-1/"), grant(skill.RoleReviewer, "/44/b-1/")
	for _, c := range []struct {
		name  string
		who   skill.Actor
		op    Op
		at    skill.OrgPath
		owner skill.PersonID
		want  string
	}{
		{"a clerk plans at the body", holding(false, clerk), "file-plan", "/44/b-1/", "", ""},
		{"and below it", holding(false, clerk), "file-plan", "/44/b-1/site/", "", ""},
		{"not above it", holding(false, clerk), "file-plan", "/44/", "", "actor.denied"},
		{"not at a body whose name begins alike", holding(false, clerk), "file-plan", "/44/b-10/", "", "actor.denied"},
		{"a clerk does not decide", holding(true, clerk), "accept-application", "/44/b-1/", "", "actor.denied"},
		{"a reviewer does, with a second factor", holding(true, reviewer), "accept-application", "/44/b-1/", "", ""},
		{"not without", holding(false, reviewer), "accept-application", "/44/b-1/", "", "actor.second_factor"},
		{"nor reads without", holding(false, reviewer), "get-application", "/44/b-1/", "", "actor.second_factor"},
		{"elsewhere a second factor would not help", holding(false, reviewer), "get-application", "/45/", "", "actor.denied"},
		{"another role of the same person does", holding(false, reviewer, clerk), "get-application", "/44/b-1/", "", ""},
		{"a candidate reads what is their own", holding(false), "get-application", "/44/b-1/", "p", ""},
		{"not what is another's", holding(false), "get-application", "/44/b-1/", "q", "actor.denied"},
		{"a token is made by its own person with a second factor", holding(true), "make-token", "/", "p", ""},
		{"not without", holding(false), "make-token", "/", "p", "actor.second_factor"},
		{"not for another", holding(true), "make-token", "/", "q", "actor.not_own"},
		{"who audits all lists the entries", holding(true, grant(skill.RoleAudit, "/")), "list-audit", "/", "", ""},
		{"who audits a part lists none", holding(true, grant(skill.RoleAudit, "/44/")), "list-audit", "/44/", "", "actor.denied"},
		{"everybody asks a public question", skill.Actor{}, "read-number", "", "", ""},
		{"nobody known", skill.Actor{}, "file-plan", "/44/", "", "actor.unknown"},
		{"an account of nobody known", skill.Actor{Account: "a"}, "file-plan", "/44/", "", "actor.unjoined"},
		{"is told who it is", skill.Actor{Account: "a"}, "who-am-i", "", "", ""},
		{"no such operation", holding(true, clerk), "fly", "/44/b-1/", "", "access.no_row"},
		{"the program resumes", skill.Program("/"), "resume-issuing", "/", "", ""},
	} {
		if got := skill.ReasonOf(Need(c.who, c.op, c.at, c.owner)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A list shows what lies under those grants by which it may be asked for.
func TestViewer(t *testing.T) {
	clerk, audit, reviewer := grant(skill.RoleClerk, "/44/b-1/"), grant(skill.RoleAudit, "/"), grant(skill.RoleReviewer, "/44/b-2/")
	for _, c := range []struct {
		name string
		who  skill.Actor
		op   Op
		want string
		sees []skill.OrgPath
	}{
		{"an auditor's path shows no applications", holding(true, clerk, audit), "list-applications", "", []skill.OrgPath{"/44/b-1/"}},
		{"without a second factor the reviewer's does not either", holding(false, clerk, reviewer), "list-applications", "", []skill.OrgPath{"/44/b-1/"}},
		{"with it, it does", holding(true, clerk, reviewer), "list-applications", "", []skill.OrgPath{"/44/b-1/", "/44/b-2/"}},
		{"a candidate sees their own", holding(false), "list-certificates", "", nil},
		{"an auditor alone has nothing to ask for", holding(true, audit), "list-plans", "actor.denied", nil},
		{"a reviewer without a second factor is told so", holding(false, reviewer), "list-plans", "actor.second_factor", nil},
	} {
		got, err := Viewer(c.who, c.op)
		if skill.ReasonOf(err) != c.want || !slices.Equal(got.Paths(), c.sees) {
			t.Errorf("%s: %v, %v", c.name, got.Paths(), err)
		}
	}
}

// The table itself: each operation stands once, names roles that there are, and
// lets somebody; a program of an organisation decides nothing; an auditor
// changes nothing.
func TestTable(t *testing.T) {
	seen := map[Op]bool{}
	known := append(skill.Roles(), skill.RoleClient, skill.RoleProgram)
	for _, r := range Rows() {
		if seen[r.Op] {
			t.Errorf("%s stands twice", r.Op)
		}
		seen[r.Op] = true
		if !r.Public && !r.Self && !r.Own && len(r.Roles) == 0 {
			t.Errorf("%s: nobody may", r.Op)
		}
		if !slices.Contains([]Kind{Read, Enter, Decide}, r.Kind) {
			t.Errorf("%s: kind %q", r.Op, r.Kind)
		}
		for i, role := range r.Roles {
			switch {
			case !slices.Contains(known, role):
				t.Errorf("%s: no role %q", r.Op, role)
			case slices.Contains(r.Roles[:i], role):
				t.Errorf("%s: %s stands twice", r.Op, role)
			case role == skill.RoleClient && r.Kind == Decide:
				t.Errorf("%s: a program decides", r.Op)
			case role == skill.RoleAudit && r.Kind != Read:
				t.Errorf("%s: an auditor changes something", r.Op)
			}
		}
	}
}

// The decision takes nothing from the heap.
func TestNeedDoesNotAllocate(t *testing.T) {
	a := holding(true, grant(skill.RoleAssessor, "/44/b-1/"), grant(skill.RoleReviewer, "/44/b-1/"))
	if n := testing.AllocsPerRun(100, func() {
		if err := Need(a, "accept-application", "/44/b-1/site/"); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkNeed(b *testing.B) {
	a := holding(true, grant(skill.RoleAssessor, "/44/4401/b-1/"), grant(skill.RoleClerk, "/44/4401/b-2/"), grant(skill.RoleReviewer, "/44/4401/b-1/"))
	for b.Loop() {
		if err := Need(a, "accept-application", "/44/4401/b-1/site/"); err != nil {
			b.Fatal(err)
		}
	}
}
