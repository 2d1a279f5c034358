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
		f.refused("actor.denied", enrol(f.by(head), passport("样例乙", "Z8000004")))
		_, err = f.desk.Enrol(ctx, f.by(centreApprover), passport("样例乙", "Z8000004"), "/45/")
		f.refused("actor.denied", err)
	})
}

// The centre's approver gives roles in the centre's own tree, never to himself,
// under whatever document.
func TestGrant(t *testing.T) {
	each(t, func(f *staff) {
		ctx := t.Context()
		p, err := f.desk.Enrol(ctx, f.by(centreApprover), testdb.Born(1), f.Body.Path)
		f.must(p, err)
		give := func(by store.By, to skill.PersonID, role skill.Role, at skill.OrgPath) (skill.Grant, error) {
			return f.desk.Grant(ctx, by, skill.Grant{Person: to, Role: role, Path: at})
		}
		g, err := give(f.by(centreApprover), p.ID, skill.RoleClerk, f.Body.Path)
		f.must(g, err)
		same, err := give(f.by(centreApprover), p.ID, skill.RoleClerk, f.Body.Path)
		f.must(same, err)
		if same.ID != g.ID {
			t.Error("one role was given twice: to take one back would leave the other")
		}
		for want, try := range map[string]func() (skill.Grant, error){
			"actor.denied":     func() (skill.Grant, error) { return give(f.by(head), p.ID, skill.RoleClerk, f.Body.Path) },
			"actor.unknown":    func() (skill.Grant, error) { return give(store.By{}, p.ID, skill.RoleClerk, f.Body.Path) },
			"role.unknown":     func() (skill.Grant, error) { return give(f.by(centreApprover), p.ID, "king", f.Body.Path) },
			"body.path":        func() (skill.Grant, error) { return give(f.by(centreApprover), p.ID, skill.RoleClerk, "/44/x") },
			"person.not_found": func() (skill.Grant, error) { return give(f.by(centreApprover), "x", skill.RoleClerk, f.Body.Path) },
			"role.own": func() (skill.Grant, error) {
				return give(f.by(centreApprover), f.Staff[centreApprover].ID, skill.RoleCentreReviewer, "/44/")
			},
		} {
			_, err := try()
			f.refused(want, err)
		}
		_, err = give(f.by(centreApprover), p.ID, skill.RoleSystem, f.Body.Path)
		f.refused("role.unknown", err)
		_, err = give(f.by(centreApprover), p.ID, skill.RoleCentreApprover, "/")
		f.refused("actor.denied", err)
		candidate := f.Enter(t, f.s, 50, 1)[0].Person
		_, err = give(f.by(centreApprover), candidate, skill.RoleClerk, f.Body.Path)
		f.refused("person.not_seen", err)
		_, _, err = f.desk.IssueToken(ctx, testdb.System(), skill.Token{Person: candidate}, time.Hour)
		f.refused("person.not_seen", err)
		f.must(f.desk.Enrol(ctx, f.by(centreApprover), testdb.Born(50), f.Body.Path))
		f.must(give(f.by(centreApprover), candidate, skill.RoleClerk, f.Body.Path))

		twin := f.Staff[centreApprover]
		double, err := f.desk.Enrol(ctx, f.by(centreApprover), skill.Person{Name: twin.Name, Born: twin.Born, Document: passport("", "Z8000009").Document}, "/44/")
		f.must(double, err)
		_, err = give(f.by(centreApprover), double.ID, skill.RoleCentreReviewer, "/44/")
		f.refused("role.own", err)

		f.refused("actor.denied", f.desk.Withdraw(ctx, f.by(head), g.ID))
		f.must(nil, f.desk.Withdraw(ctx, f.by(centreApprover), g.ID))
		f.must(nil, f.desk.Withdraw(ctx, f.by(centreApprover), g.ID))
		actor, err := f.s.Unscoped().ActorOf(ctx, p.ID)
		f.must(actor, err)
		if len(actor.Grants) != 0 {
			t.Errorf("after withdrawal %v is left", actor.Grants)
		}
	})
}

// Two approvers who give one role at once give it once.
func TestGrantAtOnce(t *testing.T) {
	each(t, func(f *staff) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				_, err := f.desk.Grant(t.Context(), f.by(centreApprover), skill.Grant{Person: f.Staff[0].ID, Role: skill.RoleAssessor, Path: f.Body.Path})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n, err := store.Count(t.Context(), f.s.Unscoped(), store.Grants{Person: f.Staff[0].ID, Roles: []skill.Role{skill.RoleAssessor}})
		f.must(n, err)
		if n != 1 {
			t.Errorf("%d grants", n)
		}
	})
}

// The first approver is made only while nobody holds any role.
func TestFound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		desk := &identity.Desk{Store: s, Rand: testdb.NewRand(7), Lives: life}
		var wg sync.WaitGroup
		errs := make([]error, 3)
		for i := range errs {
			wg.Go(func() { _, errs[i] = desk.Found(t.Context(), testdb.Born(i)) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if reason := skill.ReasonOf(err); err == nil {
				won++
			} else if reason != "staff.already_founded" && reason != "lease.held" {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d were first", won)
		}
		if _, err := desk.Found(t.Context(), testdb.Born(9)); skill.ReasonOf(err) != "staff.already_founded" {
			t.Errorf("got %v", err)
		}
		first, err := store.List(t.Context(), s.Unscoped(), store.Grants{}, store.Everything)
		if err != nil || len(first) != 1 || first[0].Role != skill.RoleCentreApprover || first[0].Path != "/" {
			t.Errorf("grants %v, %v", first, err)
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
		if actor.Person != own || !actor.Has(f.Body.Path, skill.RoleHead) {
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
		f.refused("actor.denied", f.desk.RevokeToken(ctx, f.by(centreApprover), token.ID))
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
		f.refused("actor.denied", issue(f.by(centreApprover), own, time.Hour))
		f.refused("actor.unknown", issue(store.By{}, "", time.Hour))
		f.refused("token.life", issue(f.by(head), own, life+1))
		f.refused("token.life", issue(f.by(head), own, 0))
		f.refused("person.not_found", issue(testdb.System(), "x", time.Hour))
		f.must(nil, issue(testdb.System(), own, time.Hour))
	})
}
