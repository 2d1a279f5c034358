package identity_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/identity"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A staff is a batch's people with the desk at which they were enrolled.
type staff struct {
	testdb.Batch
	t     *testing.T
	s     *store.Store
	clock *testdb.Clock
	desk  *identity.Desk
}

const (
	head           = 2
	centreApprover = 4
	system         = 5
	security       = 6
)

const life = 90 * 24 * time.Hour

func each(t *testing.T, fn func(f *staff)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		fn(&staff{t: t, s: s, clock: clock, Batch: testdb.File(t, s), desk: &identity.Desk{Store: s, Rand: testdb.NewRand(7), Lives: life}})
	})
}

func (f *staff) by(n int) store.By { return store.By{Actor: f.Actor(n)} }

func (f *staff) must(_ any, err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *staff) refused(want string, err error) {
	f.t.Helper()
	if err == nil || skill.ReasonOf(err) != want {
		f.t.Errorf("got %v, want %s", err, want)
	}
}

func passport(name, number string) skill.Person {
	return skill.Person{Name: name, Born: day.Must("1985-05-05"), Document: skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber(number)}}
}

// Somebody is staff only after their original document was seen.
// Source: docs/architecture.md, Roles and four eyes.
func TestEnrol(t *testing.T) {
	each(t, func(f *staff) {
		ctx, at := t.Context(), f.Body.Path
		p, err := f.desk.Enrol(ctx, f.by(centreApprover), testdb.Born(1), at)
		f.must(p, err)
		if p.ID == "" || p.Sex == "" || p.Born.IsZero() {
			t.Errorf("enrolled %+v", p)
		}
		again, err := f.desk.Enrol(ctx, f.by(centreApprover), testdb.Born(1), at)
		f.must(again, err)
		if again.ID != p.ID || again.Version != p.Version+1 {
			t.Error("a document that was seen again leaves no trace, or makes a second person")
		}
		enrol := func(by store.By, p skill.Person) error {
			_, err := f.desk.Enrol(ctx, by, p, at)
			return err
		}
		other := testdb.Born(1)
		other.Name = "样例别名"
		f.refused("person.other_name", enrol(f.by(centreApprover), other))
		f.must(nil, enrol(f.by(centreApprover), passport("样例甲", "Z8000001")))
		younger := passport("样例甲", "Z8000001")
		younger.Born = younger.Born.AddDays(1)
		f.refused("person.other_birth", enrol(f.by(centreApprover), younger))
		f.refused("person.no_name", enrol(f.by(centreApprover), passport("\u200b ", "Z8000002")))
		f.refused("person.no_birth", enrol(f.by(centreApprover), skill.Person{Name: "样例乙", Document: passport("", "Z8000003").Document}))
		f.refused("document.empty", enrol(f.by(centreApprover), skill.Person{Name: "样例乙"}))
		f.refused("actor.denied", enrol(f.by(system), passport("样例乙", "Z8000004")))
		_, err = f.desk.Enrol(ctx, f.by(centreApprover), passport("样例乙", "Z8000004"), "/45/")
		f.refused("actor.denied", err)
	})
}

// appoint proposes as one administrator and approves as the other.
func (f *staff) appoint(to skill.PersonID, role skill.Role, at skill.OrgPath) (skill.Appointment, error) {
	f.t.Helper()
	a, err := f.propose(system, to, role, at)
	if err != nil {
		return a, err
	}
	return f.desk.Approve(f.t.Context(), f.by(security), a.ID)
}

func (f *staff) propose(by int, to skill.PersonID, role skill.Role, at skill.OrgPath) (skill.Appointment, error) {
	return f.desk.Propose(f.t.Context(), f.by(by), skill.Appointment{Person: to, Role: role, Path: at})
}

// The system administrator proposes who holds a role, the security administrator
// approves; neither is the one appointed, under whatever document.
func TestAppoint(t *testing.T) {
	each(t, func(f *staff) {
		ctx, at := t.Context(), f.Body.Path
		p, err := f.desk.Enrol(ctx, f.by(security), testdb.Born(1), at)
		f.must(p, err)
		a, err := f.propose(system, p.ID, skill.RoleClerk, at)
		f.must(a, err)
		_, err = f.propose(system, p.ID, skill.RoleClerk, at)
		f.refused("appointment.exists", err)
		for n, want := range map[int]string{system: "actor.denied", centreApprover: "actor.denied", head: "actor.denied"} {
			_, err = f.desk.Approve(ctx, f.by(n), a.ID)
			f.refused(want, err)
		}
		weak := f.by(security)
		weak.Actor.Strong = false
		_, err = f.desk.Approve(ctx, weak, a.ID)
		f.refused("actor.second_factor", err)
		done, err := f.desk.Approve(ctx, f.by(security), a.ID)
		f.must(done, err)
		if done.Status != skill.AppointmentApproved || done.Grant == "" || done.Decider != f.Staff[security].ID {
			t.Errorf("%+v", done)
		}
		_, err = f.desk.Approve(ctx, f.by(security), a.ID)
		f.refused("role.held", err)
		_, err = f.propose(system, p.ID, skill.RoleClerk, at)
		f.refused("role.held", err)

		for want, try := range map[string]func() (skill.Appointment, error){
			"actor.denied":     func() (skill.Appointment, error) { return f.propose(centreApprover, p.ID, skill.RoleHead, at) },
			"role.unknown":     func() (skill.Appointment, error) { return f.propose(system, p.ID, "king", at) },
			"body.path":        func() (skill.Appointment, error) { return f.propose(system, p.ID, skill.RoleHead, "/44/x") },
			"person.not_found": func() (skill.Appointment, error) { return f.propose(system, "x", skill.RoleHead, at) },
			"role.own":         func() (skill.Appointment, error) { return f.propose(system, f.Staff[system].ID, skill.RoleHead, at) },
		} {
			_, err := try()
			f.refused(want, err)
		}
		for _, role := range []skill.Role{skill.RoleProgram, skill.RoleClient} {
			_, err = f.propose(system, p.ID, role, at)
			f.refused("role.unknown", err)
		}
		_, err = f.propose(system, p.ID, skill.RoleClerk, "/")
		f.refused("actor.denied", err)
		_, err = f.appoint(f.Staff[security].ID, skill.RoleClerk, at)
		f.refused("role.own", err)
	})
}

// A role is held only by somebody whose original document was seen.
func TestAppointRefusesTheUnseen(t *testing.T) {
	each(t, func(f *staff) {
		ctx, at := t.Context(), f.Body.Path
		candidate := f.Enter(t, f.s, 50, 1)[0].Person
		_, err := f.propose(system, candidate, skill.RoleClerk, at)
		f.refused("person.not_seen", err)
		_, _, err = f.desk.IssueToken(ctx, testdb.System(), skill.Token{Person: candidate}, time.Hour)
		f.refused("person.not_seen", err)
		f.must(f.desk.Enrol(ctx, f.by(security), testdb.Born(50), at))
		f.must(f.appoint(candidate, skill.RoleClerk, at))

		twin := f.Staff[security]
		double, err := f.desk.Enrol(ctx, f.by(security), skill.Person{Name: twin.Name, Born: twin.Born, Document: passport("", "Z8000009").Document}, "/44/")
		f.must(double, err)
		_, err = f.appoint(double.ID, skill.RoleCentreReviewer, "/44/")
		f.refused("role.own", err)
	})
}

// Of the three administrators one human is at most one; accountant and cashier,
// the centre's reviewer and approver are two.
// Source: docs/architecture.md, Roles and four eyes.
func TestRolesApart(t *testing.T) {
	each(t, func(f *staff) {
		ctx, at := t.Context(), f.Body.Path
		p, err := f.desk.Enrol(ctx, f.by(security), testdb.Born(1), at)
		f.must(p, err)
		double, err := f.desk.Enrol(ctx, f.by(security), skill.Person{Name: p.Name, Born: p.Born, Document: passport("", "Z8000010").Document}, at)
		f.must(double, err)
		f.must(f.appoint(p.ID, skill.RoleAccountant, at))
		f.must(f.appoint(p.ID, skill.RoleAudit, "/44/"))
		f.must(f.appoint(p.ID, skill.RoleCentreReviewer, "/44/"))
		for role, where := range map[skill.Role]skill.OrgPath{skill.RoleCashier: at, skill.RoleSecurity: at, skill.RoleSystem: "/44/", skill.RoleCentreApprover: at} {
			_, err := f.propose(system, p.ID, role, where)
			f.refused("role.apart", err)
			_, err = f.propose(system, double.ID, role, where)
			f.refused("role.apart", err)
		}
		f.must(f.appoint(p.ID, skill.RoleCashier, "/44/elsewhere/"))
	})
}

// Who was proposed is looked at again when it is approved: what was given
// meanwhile may exclude it.
func TestApproveLooksAgain(t *testing.T) {
	each(t, func(f *staff) {
		at := f.Body.Path
		p, err := f.desk.Enrol(t.Context(), f.by(security), testdb.Born(1), at)
		f.must(p, err)
		first, err := f.propose(system, p.ID, skill.RoleCashier, at)
		f.must(first, err)
		second, err := f.propose(system, p.ID, skill.RoleAccountant, at)
		f.must(second, err)
		var wg sync.WaitGroup
		var errs [2]error
		for i, id := range []skill.AppointmentID{first.ID, second.ID} {
			wg.Go(func() { _, errs[i] = f.desk.Approve(t.Context(), f.by(security), id) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			f.refused("role.apart", err)
		}
		if won != 1 {
			t.Errorf("%d of two that exclude each other were approved", won)
		}
	})
}

// A proposal is refused or taken back with its ground, and a role taken back by
// either administrator, never his own.
func TestAppointmentEnds(t *testing.T) {
	each(t, func(f *staff) {
		ctx, at := t.Context(), f.Body.Path
		a, err := f.propose(system, f.Staff[0].ID, skill.RoleAssessor, at)
		f.must(a, err)
		_, err = f.desk.Refuse(ctx, f.by(security), a.ID, " ")
		f.refused("appointment.no_ground", err)
		_, err = f.desk.Refuse(ctx, f.by(system), a.ID, "人员已满")
		f.refused("actor.denied", err)
		f.must(f.desk.Refuse(ctx, f.by(security), a.ID, "人员已满"))
		_, err = f.desk.WithdrawAppointment(ctx, f.by(system), a.ID, "提错了人")
		f.refused("appointment.wrong_state", err)
		a, err = f.propose(system, f.Staff[0].ID, skill.RoleAssessor, at)
		f.must(a, err)
		f.must(f.desk.WithdrawAppointment(ctx, f.by(system), a.ID, "提错了人"))

		a, err = f.appoint(f.Staff[0].ID, skill.RoleAssessor, at)
		f.must(a, err)
		f.refused("actor.denied", f.desk.Withdraw(ctx, f.by(centreApprover), a.Grant))
		f.must(nil, f.desk.Withdraw(ctx, f.by(system), a.Grant))
		f.must(nil, f.desk.Withdraw(ctx, f.by(security), a.Grant))
		held, err := store.List(ctx, f.s.Unscoped(), store.Grants{Person: f.Staff[0].ID}, store.Everything)
		f.must(held, err)
		if len(held) != 1 || held[0].Role != skill.RoleClerk {
			t.Errorf("after withdrawal %v is left", held)
		}
		own, err := store.One(ctx, f.s.Unscoped(), store.Grants{Person: f.Staff[security].ID})
		f.must(own, err)
		f.refused("role.own", f.desk.Withdraw(ctx, f.by(security), own.ID))
	})
}

// The first administrators are made once each in the life of an installation, and
// are two humans.
func TestFound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		desk := &identity.Desk{Store: s, Rand: testdb.NewRand(7), Lives: life}
		var wg sync.WaitGroup
		errs := make([]error, 3)
		for i := range errs {
			wg.Go(func() { _, errs[i] = desk.Found(t.Context(), testdb.Born(i), skill.RoleSystem) })
		}
		wg.Wait()
		won := -1
		for i, err := range errs {
			if reason := skill.ReasonOf(err); err == nil && won < 0 {
				won = i
			} else if reason != "staff.already_founded" && reason != "lease.held" {
				t.Error(err)
			}
		}
		for _, c := range []struct {
			person int
			role   skill.Role
			want   string
		}{
			{9, skill.RoleSystem, "staff.already_founded"}, {won, skill.RoleSecurity, "role.apart"},
			{9, skill.RoleAudit, "staff.no_founder"}, {9, skill.RoleSecurity, ""}, {8, skill.RoleSecurity, "staff.already_founded"},
		} {
			if _, err := desk.Found(t.Context(), testdb.Born(c.person), c.role); skill.ReasonOf(err) != c.want {
				t.Errorf("person %d as %s: %v, want %s", c.person, c.role, err, c.want)
			}
		}
		held, err := store.List(t.Context(), s.Unscoped(), store.Grants{}, store.Everything)
		if err != nil || len(held) != 2 || held[0].Path != "/" || held[1].Path != "/" {
			t.Errorf("grants %v, %v", held, err)
		}
	})
}

// A token acts for one person until it expires or is taken back; whatever is
// wrong with a secret gets one answer.
func TestToken(t *testing.T) {
	each(t, func(f *staff) {
		ctx, own := t.Context(), f.Staff[head].ID
		secret, token, err := f.desk.IssueToken(ctx, f.by(head), skill.Token{Person: own, Label: " 上报\u200b程序 "}, life)
		f.must(token, err)
		if token.Label != "上报程序" || strings.Contains(token.Hash, secret) || len(secret) < len("assay_")+43 {
			t.Errorf("token %+v, secret of %d", token, len(secret))
		}
		actor, err := f.desk.Actor(ctx, secret)
		f.must(actor, err)
		if actor.Person != own || !actor.Strong || len(actor.Grants) != 1 {
			t.Errorf("acts as %+v", actor)
		}
		kept, err := f.s.Unscoped().Token(ctx, token.ID)
		f.must(kept, err)
		if strings.Contains(kept.Hash, strings.TrimPrefix(secret, "assay_")) {
			t.Error("the secret is kept")
		}

		for _, wrong := range []string{"", "assay_", secret + "x", strings.ToUpper(secret), token.Hash} {
			_, err := f.desk.Actor(ctx, wrong)
			f.refused("token.unknown", err)
		}
		second, other, err := f.desk.IssueToken(ctx, f.by(head), skill.Token{Person: own}, time.Hour)
		f.must(other, err)
		if second == secret {
			t.Error("two tokens have one secret")
		}
		f.refused("actor.not_own", f.desk.RevokeToken(ctx, f.by(centreApprover), token.ID))
		f.must(nil, f.desk.RevokeToken(ctx, f.by(head), token.ID))
		f.must(nil, f.desk.RevokeToken(ctx, testdb.System(), token.ID))
		_, err = f.desk.Actor(ctx, secret)
		f.refused("token.unknown", err)
		f.clock.Step(time.Hour)
		_, err = f.desk.Actor(ctx, second)
		f.refused("token.unknown", err)
	})
}

// A token that was made by way of another ends with it, however often.
func TestTokenDoesNotRenewItself(t *testing.T) {
	each(t, func(f *staff) {
		ctx, own := t.Context(), f.Staff[head].ID
		secret, first, err := f.desk.IssueToken(ctx, f.by(head), skill.Token{Person: own}, time.Hour)
		f.must(first, err)
		for range 3 {
			f.clock.Step(10 * time.Minute)
			actor, err := f.desk.Actor(ctx, secret)
			f.must(actor, err)
			var next skill.Token
			secret, next, err = f.desk.IssueToken(ctx, store.By{Actor: actor}, skill.Token{Person: own}, life)
			f.must(next, err)
			if next.Expires != first.Expires {
				t.Errorf("expires %d, the first one %d", next.Expires, first.Expires)
			}
		}
	})
}

// Nobody makes a token that acts for somebody else, save the installation itself.
func TestTokenRefuses(t *testing.T) {
	each(t, func(f *staff) {
		issue := func(by store.By, person skill.PersonID, life time.Duration) error {
			secret, _, err := f.desk.IssueToken(t.Context(), by, skill.Token{Person: person}, life)
			if err != nil && secret != "" {
				t.Error("a secret is shown that opens nothing")
			}
			return err
		}
		own := f.Staff[head].ID
		f.refused("actor.not_own", issue(f.by(centreApprover), own, time.Hour))
		f.refused("actor.unknown", issue(store.By{}, "", time.Hour))
		f.refused("token.life", issue(f.by(head), own, life+1))
		f.refused("token.life", issue(f.by(head), own, 0))
		f.refused("person.not_found", issue(testdb.System(), "x", time.Hour))
		f.must(nil, issue(testdb.System(), own, time.Hour))
	})
}
