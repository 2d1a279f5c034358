package identity_test

import (
	"slices"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/identity"
	"assay/skill"
	"assay/store"
)

const clerk = 0

// joined has an account joined to a person by the body's clerk.
func (h *hall) joined(p skill.Person, at skill.OrgPath) (identity.Entry, skill.Account) {
	h.t.Helper()
	e, _ := h.register(good)
	a, err := h.join(clerk, e, p, at)
	h.must(nil, err)
	return e, a
}

func (h *hall) join(by int, e identity.Entry, p skill.Person, at skill.OrgPath) (skill.Account, error) {
	return h.desk.Join(h.t.Context(), h.by(by), identity.Joining{Login: e.Account.Login, Person: p, At: at})
}

// An officer who saw the original document joins an account; from then on it is
// the person's, with the person's roles.
func TestJoin(t *testing.T) {
	eachHall(t, func(h *hall) {
		at := h.Body.Path
		e, _ := h.register(good)
		if got := h.here(e.Secret).Actor; got.Person != "" {
			t.Errorf("before joining %+v", got)
		}
		a, err := h.join(clerk, e, testdb.Born(30), at)
		h.must(nil, err)
		if a.Status != skill.AccountJoined || a.Way != skill.JoinedByClerk || a.Witness != h.Staff[clerk].ID {
			t.Errorf("%+v", a)
		}
		here := h.here(e.Secret)
		p, err := h.s.Unscoped().Person(t.Context(), here.Actor.Person)
		h.must(nil, err)
		if !p.Seen || len(here.Actor.Grants) != 0 {
			t.Errorf("%+v acts as %+v", p, here.Actor)
		}
		h.must(h.join(clerk, e, testdb.Born(30), at)) // once more is the same
		_, err = h.join(clerk, e, testdb.Born(31), at)
		h.refused("account.wrong_state", err)
		other, _ := h.register(good)
		for n, want := range map[int]string{system: "actor.denied", 1: "actor.denied"} {
			_, err = h.join(n, other, testdb.Born(31), at)
			h.refused(want, err)
		}
		_, err = h.join(clerk, other, testdb.Born(31), "/44/")
		h.refused("actor.denied", err)
		_, err = h.join(clerk, identity.Entry{Account: skill.Account{Login: "nobody-0000"}}, testdb.Born(31), at)
		h.refused("account.not_found", err)
		_, err = h.join(clerk, identity.Entry{}, testdb.Born(31), at)
		h.refused("login.shape", err)

		// Nobody joins himself, under whatever document, nor somebody whose roles
		// reach beyond the officer's own organisations.
		_, err = h.join(clerk, other, h.Staff[clerk], at)
		h.refused("account.own", err)
		twin := passport(h.Staff[clerk].Name, "Z7777777")
		twin.Born = h.Staff[clerk].Born
		_, err = h.join(clerk, other, twin, at)
		h.refused("account.own", err)
		_, err = h.join(clerk, other, h.Staff[centreApprover], at)
		h.refused("account.staff", err)
		h.must(h.join(clerk, other, h.Staff[head], at))
		here = h.here(other.Secret)
		if len(here.Actor.Grants) != 1 || here.Actor.Grants[0].Role != skill.RoleHead || here.Actor.Strong {
			t.Errorf("the head acts as %+v", here.Actor)
		}
	})
}

// A body's clerk makes nobody an officer of the centre: a role acts as far as the
// word of whoever joined the account reaches, until somebody further up has seen
// the document too.
func TestRolesActAsFarAsTheWitness(t *testing.T) {
	eachHall(t, func(h *hall) {
		p := testdb.Born(33)
		e, a := h.joined(p, h.Body.Path)
		h.must(h.appoint(a.Person, skill.RoleAssessor, h.Body.Path))
		h.must(h.appoint(a.Person, skill.RoleExpert, "/44/"))
		acts := func(want ...skill.Role) {
			t.Helper()
			var got []skill.Role
			for _, g := range h.here(e.Secret).Actor.Grants {
				got = append(got, g.Role)
			}
			slices.Sort(got) // two grants of one moment have no order
			if !slices.Equal(got, want) {
				t.Errorf("acts as %v, want %v", got, want)
			}
		}
		acts(skill.RoleAssessor)
		_, err := h.join(head, e, p, h.Body.Path)
		h.refused("account.staff", err)
		h.must(h.join(centreApprover, e, p, "/44/"))
		acts(skill.RoleAssessor, skill.RoleExpert)
	})
}

// A code from a ticket with the number of the document joins a candidate; it
// shows no more than a ticket's holder, so roles do not act by it until an
// officer has seen the document.
func TestJoinByCode(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx, at := t.Context(), h.Body.Path
		h.Enter(t, h.s, 40, 1)
		p := testdb.Born(40)
		known, err := h.s.Unscoped().PersonByDocument(ctx, p.Document)
		h.must(nil, err)
		_, _, err = h.desk.PrintJoinCode(ctx, h.by(system), known.ID, at)
		h.refused("actor.denied", err)
		old, _, err := h.desk.PrintJoinCode(ctx, h.by(clerk), known.ID, at)
		h.must(nil, err)
		code, kept, err := h.desk.PrintJoinCode(ctx, h.by(clerk), known.ID, at)
		h.must(nil, err)
		if len(code) != 14 || kept.Expires.Sub(h.clock.Now()) != 90*24*time.Hour {
			t.Errorf("%q until %s", code, kept.Expires)
		}
		e, _ := h.register(good)
		join := func(e identity.Entry, code string, d skill.Document) error {
			here := h.here(e.Secret)
			_, err := h.desk.JoinByCode(ctx, h.self(here), home, here, code, d)
			return err
		}
		h.refused("join_code.wrong", join(e, old, p.Document))
		h.refused("join_code.wrong", join(e, code, testdb.Born(41).Document))
		h.refused("join_code.wrong", join(e, "0000-0000-0000", p.Document))
		_, err = h.desk.JoinByCode(ctx, store.By{}, home, identity.Here{}, code, p.Document)
		h.refused("actor.unknown", err)
		h.must(nil, join(e, " "+code[:4]+code[5:], p.Document))
		if here := h.here(e.Secret); here.Actor.Person != known.ID || here.Account.Way != skill.JoinedByCode {
			t.Errorf("%+v", here.Account)
		}
		other, _ := h.register(good)
		h.refused("join_code.wrong", join(other, code, p.Document))

		// The candidate becomes an assessor: the account does not act so before the
		// document was seen.
		_, err = h.desk.Enrol(ctx, h.by(security), p, at)
		h.must(nil, err)
		h.must(h.appoint(known.ID, skill.RoleAssessor, at))
		if here := h.here(e.Secret); len(here.Actor.Grants) != 0 {
			t.Errorf("a ticket's holder acts as %+v", here.Actor)
		}
		h.must(h.join(clerk, e, p, at))
		if here := h.here(e.Secret); len(here.Actor.Grants) != 1 {
			t.Errorf("after the document was seen %+v", here.Actor)
		}
		// And nobody becomes staff by a ticket.
		code, _, err = h.desk.PrintJoinCode(ctx, h.by(clerk), h.Staff[1].ID, at)
		h.must(nil, err)
		h.refused("account.staff", join(other, code, h.Staff[1].Document))

		code, _, err = h.desk.PrintJoinCode(ctx, h.by(clerk), known.ID, at)
		h.must(nil, err)
		for range 9 {
			h.refused("join_code.wrong", join(other, "0000-0000-0000", p.Document))
		}
		h.refused("join_code.limit", join(other, code, p.Document))
		h.clock.Step(91 * 24 * time.Hour)
		late, _ := h.register(good)
		h.refused("join_code.wrong", join(late, code, p.Document))
	})
}

// An identity provider's verified claim joins, enters who was not known, and
// does not quarrel about names.
func TestJoinByClaim(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		claim := func(e identity.Entry, p skill.Person) error {
			here := h.here(e.Secret)
			_, err := h.desk.JoinByClaim(ctx, h.self(here), here, identity.Claim{Document: p.Document, Name: p.Name})
			return err
		}
		e, _ := h.register(good)
		p := testdb.Born(50)
		h.refused("document.empty", claim(e, skill.Person{Name: "样例"}))
		h.refused("person.no_name", claim(e, skill.Person{Document: p.Document}))
		h.refused("claim.no_birth", claim(e, passport("样例甲", "Z8000077")))
		h.must(nil, claim(e, p))
		now, err := h.s.Unscoped().PersonByDocument(ctx, p.Document)
		h.must(nil, err)
		if now.Seen || now.Born != p.Born || h.here(e.Secret).Actor.Person != now.ID {
			t.Errorf("%+v", now)
		}
		other, _ := h.register(good)
		p.Name = "样例别名"
		h.refused("claim.other_name", claim(other, p))
		_, err = h.desk.JoinByClaim(ctx, store.By{}, identity.Here{}, identity.Claim{})
		h.refused("actor.unknown", err)
	})
}

// Two claims on one person freeze both accounts; neither acts, nor do the
// person's tokens, until the centre has decided with a ground.
func TestDispute(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx, at := t.Context(), h.Body.Path
		p := testdb.Born(60)
		holder, a := h.joined(p, at)
		token, _, err := h.desk.IssueToken(ctx, testdb.System(), skill.Token{Person: a.Person}, time.Hour)
		h.must(nil, err)
		claimant, phone := h.register(good)
		h.kinds()
		frozen, err := h.join(head, claimant, p, at)
		h.must(nil, err)
		if frozen.Status != skill.AccountFrozen || frozen.Person != "" {
			t.Errorf("%+v", frozen)
		}
		if got := h.kinds(); !slices.Equal(got, []skill.LetterKind{skill.LetterFrozen, skill.LetterFrozen}) {
			t.Error(got)
		}
		for _, e := range []identity.Entry{holder, claimant} {
			_, err := h.desk.Here(ctx, e.Secret)
			h.refused("sign_in.unknown", err)
		}
		_, err = h.desk.SignIn(ctx, home, phone, "something else")
		h.refused("sign_in.wrong", err)
		_, err = h.desk.SignIn(ctx, home, phone, good)
		h.refused("account.frozen", err)
		_, err = h.desk.Actor(ctx, token)
		h.refused("account.frozen", err)
		third, _ := h.register(good)
		_, err = h.join(clerk, third, p, at)
		h.refused("account.disputed", err)

		d, err := store.One(ctx, h.s.As(h.Actor(centreApprover)), store.Disputes{Status: []skill.DisputeStatus{skill.DisputeOpen}})
		h.must(nil, err)
		decide := func(by int, keep skill.AccountID, ground string) error {
			_, err := h.desk.Decide(ctx, h.by(by), d.ID, keep, ground)
			return err
		}
		h.refused("actor.denied", decide(head, claimant.Account.ID, "原件与本人相符"))
		h.refused("dispute.no_ground", decide(centreApprover, claimant.Account.ID, " "))
		h.refused("dispute.keep", decide(centreApprover, third.Account.ID, "原件与本人相符"))
		h.must(nil, decide(centreApprover, claimant.Account.ID, "原件与本人相符"))
		h.refused("dispute.wrong_state", decide(centreApprover, holder.Account.ID, "原件与本人相符"))
		in, err := h.desk.SignIn(ctx, home, phone, good)
		h.must(nil, err)
		if got := h.here(in.Secret).Actor.Person; got != a.Person {
			t.Errorf("the one who was kept acts as %q", got)
		}
		_, err = h.desk.SignIn(ctx, home, holder.Account.Login, good)
		h.refused("sign_in.wrong", err)
		h.must(h.desk.Actor(ctx, token))
	})
}

// The centre may also believe the first; and nobody decides about himself or
// about what he saw.
func TestDisputeKeepsTheHolder(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx, at := t.Context(), h.Body.Path
		holder, _ := h.joined(testdb.Born(61), at)
		claimant, _ := h.register(good)
		h.must(h.join(centreApprover, claimant, testdb.Born(61), at))
		d, err := store.One(ctx, h.s.Unscoped(), store.Disputes{})
		h.must(nil, err)
		_, err = h.desk.Decide(ctx, h.by(centreApprover), d.ID, holder.Account.ID, "原件与本人相符")
		h.refused("person.same_human", err)
		other := h.Actor(centreApprover)
		other.Person = h.Staff[centreReviewer].ID
		_, err = h.desk.Decide(ctx, store.By{Actor: other}, d.ID, holder.Account.ID, "原件与本人相符")
		h.must(nil, err)
		h.must(h.desk.SignIn(ctx, home, holder.Account.Login, good))
		_, err = h.desk.SignIn(ctx, home, claimant.Account.Login, good)
		h.refused("sign_in.wrong", err)
		a, err := h.s.Unscoped().Account(ctx, claimant.Account.ID)
		h.must(nil, err)
		if a.Status != skill.AccountClosed || a.Ground != "原件与本人相符" {
			t.Errorf("%+v", a)
		}
	})
}

const centreReviewer = 3

// Two claims at the very same time are a first and a second.
func TestTwoClaimsAtOnce(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := t.Context()
		p := testdb.Born(62)
		_, err := h.desk.Enrol(ctx, h.by(security), p, h.Body.Path)
		h.must(nil, err)
		const many = 4
		var entries []identity.Entry
		for range many {
			e, _ := h.register(good)
			entries = append(entries, e)
		}
		got := make(chan error, many)
		for i, e := range entries {
			go func() { _, err := h.join([]int{clerk, head}[i%2], e, p, h.Body.Path); got <- err }()
		}
		for range many {
			if err := <-got; err != nil && skill.ReasonOf(err) != "account.disputed" && skill.ReasonOf(err) != "row.changed" {
				t.Error(err)
			}
		}
		count := func(status skill.AccountStatus) int {
			n, err := store.Count(ctx, h.s.Unscoped(), store.Accounts{Status: []skill.AccountStatus{status}})
			h.must(nil, err)
			return n
		}
		disputes, err := store.Count(ctx, h.s.Unscoped(), store.Disputes{})
		h.must(nil, err)
		if count(skill.AccountJoined) != 0 || count(skill.AccountFrozen) != 2 || disputes != 1 {
			t.Errorf("%d joined, %d frozen, %d disputes", count(skill.AccountJoined), count(skill.AccountFrozen), disputes)
		}
	})
}

// Two namesakes born on one day count as one human until the centre decides
// otherwise; then every comparison knows.
// Source: docs/architecture.md, Roles and four eyes.
func TestDistinguish(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx, at := t.Context(), h.Body.Path
		one, two := passport("样例同名", "Z9000001"), passport("样例同名", "Z9000002")
		var ids [2]skill.PersonID
		for i, p := range []skill.Person{one, two} {
			got, err := h.desk.Enrol(ctx, h.by(security), p, at)
			h.must(nil, err)
			ids[i] = got.ID
		}
		differ := func() error {
			var both [2]skill.Person
			for i, id := range ids {
				p, err := h.s.Unscoped().Person(ctx, id)
				h.must(nil, err)
				both[i] = p
			}
			return skill.Apart(both[0], both[1])
		}
		h.refused("person.same_human", differ())
		decide := func(by store.By, a, b skill.PersonID, ground string) (skill.Distinction, error) {
			return h.desk.Distinguish(ctx, by, skill.Distinction{A: a, B: b, Path: "/44/", Ground: ground})
		}
		centre := h.by(centreApprover)
		_, err := decide(h.by(head), ids[0], ids[1], "两人同时到场")
		h.refused("actor.denied", err)
		weak := centre
		weak.Actor.Strong = false
		_, err = decide(weak, ids[0], ids[1], "两人同时到场")
		h.refused("actor.second_factor", err)
		_, err = decide(centre, ids[0], ids[1], "")
		h.refused("distinction.no_ground", err)
		_, err = decide(centre, ids[0], h.Staff[0].ID, "两人同时到场")
		h.refused("distinction.not_alike", err)
		_, err = decide(centre, ids[0], ids[0], "两人同时到场")
		h.refused("distinction.not_alike", err)
		own := centre
		own.Actor.Person = ids[0]
		_, err = decide(own, ids[0], ids[1], "两人同时到场")
		h.refused("person.same_human", err)
		unseen := passport("样例同名", "Z9000003")
		unseen.ID = "unseen"
		h.must(nil, h.s.Update(ctx, testdb.System(), func(tx *store.Tx) error { return store.Add(ctx, tx, &unseen) }))
		_, err = decide(centre, ids[0], unseen.ID, "两人同时到场")
		h.refused("person.not_seen", err)

		d, err := decide(centre, ids[1], ids[0], "两人同时到场")
		h.must(nil, err)
		h.must(nil, differ())
		_, err = decide(centre, ids[0], ids[1], "两人同时到场")
		h.refused("distinction.not_alike", err)
		_, err = h.desk.Reunite(ctx, h.by(head), d.ID)
		h.refused("actor.denied", err)
		h.must(h.desk.Reunite(ctx, centre, d.ID))
		h.must(h.desk.Reunite(ctx, centre, d.ID))
		h.refused("person.same_human", differ())
		h.must(decide(centre, ids[0], ids[1], "两人再次到场"))
	})
}

// Who holds no role any more acts no more, by whatever was made for the work:
// tokens and sign-ins end with the last role, not with an earlier one.
func TestWithdrawnPersons(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx, at := t.Context(), h.Body.Path
		p := testdb.Born(80)
		e, a := h.joined(p, at)
		var grants []skill.GrantID
		for _, role := range []skill.Role{skill.RoleAssessor, skill.RoleInvigilator} {
			x, err := h.appoint(a.Person, role, at)
			h.must(nil, err)
			grants = append(grants, x.Grant)
		}
		secret, _, err := h.desk.IssueToken(ctx, testdb.System(), skill.Token{Person: a.Person}, time.Hour)
		h.must(nil, err)
		h.must(nil, h.desk.Withdraw(ctx, h.by(security), grants[0]))
		h.here(e.Secret)
		h.must(h.desk.Actor(ctx, secret))
		h.must(nil, h.desk.Withdraw(ctx, h.by(security), grants[1]))
		_, err = h.desk.Here(ctx, e.Secret)
		h.refused("sign_in.unknown", err)
		_, err = h.desk.Actor(ctx, secret)
		h.refused("token.unknown", err)
		in, err := h.desk.SignIn(ctx, home, e.Account.Login, good)
		h.must(nil, err)
		if got := h.here(in.Secret).Actor; got.Person != a.Person || len(got.Grants) != 0 {
			t.Errorf("afterwards %+v", got)
		}
	})
}

// A token of an organisation reads and hands in within it, and decides nothing;
// it is made by the head or the system administrator with a second factor, shown
// once, and ends.
func TestOrgTokens(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx, at := t.Context(), h.Body.Path
		make := func(by store.By, at skill.OrgPath, life time.Duration) (string, skill.OrgToken, error) {
			return h.desk.IssueOrgToken(ctx, by, skill.OrgToken{Path: at, Label: "教务系统"}, life)
		}
		weak := h.by(head)
		weak.Actor.Strong = false
		for want, try := range map[string]func() error{
			"actor.second_factor": func() error { _, _, err := make(weak, at, time.Hour); return err },
			"actor.denied":        func() error { _, _, err := make(h.by(clerk), at, time.Hour); return err },
			"token.life":          func() error { _, _, err := make(h.by(head), at, 91*24*time.Hour); return err },
			"actor.unknown":       func() error { _, _, err := make(store.By{}, at, time.Hour); return err },
		} {
			h.refused(want, try())
		}
		_, _, err := make(h.by(head), "/44/", time.Hour)
		h.refused("actor.denied", err)
		secret, token, err := make(h.by(head), at, time.Hour)
		h.must(nil, err)
		a, err := h.desk.Actor(ctx, secret)
		h.must(nil, err)
		if a.Strong || len(a.Grants) != 1 || a.Grants[0].Role != skill.RoleClient || a.Grants[0].Path != at || a.Until != token.Expires {
			t.Errorf("acts as %+v", a)
		}
		client := store.By{Actor: a}
		again, err := h.s.Unscoped().ActorOf(ctx, a.Person) // as a job finds who began it
		h.must(nil, err)
		if len(again.Grants) != 1 || again.Grants[0].Role != skill.RoleClient {
			t.Errorf("a job acts as %+v", again)
		}
		_, _, err = make(client, at, time.Hour)
		h.refused("actor.denied", err)
		_, err = h.desk.Enrol(ctx, client, testdb.Born(70), at)
		h.refused("actor.denied", err)
		_, _, err = h.desk.IssueToken(ctx, client, skill.Token{Person: a.Person}, time.Minute)
		if err == nil {
			t.Error("a program made itself a person's token")
		}
		second, _, err := make(h.by(system), at, 2*time.Hour)
		h.must(nil, err)
		_, err = h.desk.RevokeOrgToken(ctx, h.by(clerk), token.ID)
		h.refused("actor.denied", err)
		h.must(h.desk.RevokeOrgToken(ctx, h.by(head), token.ID))
		h.must(h.desk.RevokeOrgToken(ctx, h.by(head), token.ID))
		_, err = h.desk.Actor(ctx, secret)
		h.refused("token.unknown", err)
		if again, err = h.s.Unscoped().ActorOf(ctx, a.Person); err != nil || len(again.Grants) != 0 {
			t.Errorf("a job of a token that has ended acts as %+v, %v", again, err)
		}
		h.must(h.desk.Actor(ctx, second))
		h.clock.Step(2 * time.Hour)
		_, err = h.desk.Actor(ctx, second)
		h.refused("token.unknown", err)
		_, err = h.desk.Actor(ctx, secret[:len(secret)-1])
		h.refused("token.unknown", err)
	})
}
