package store_test

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// Everybody sees their own organisation and what lies below it; anything else
// is not there.
func TestViewersSeeTheirOwn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ours, theirs := testdb.File(t, s), testdb.File(t, s)
		apps := ours.Enter(t, s, 1, 2)
		others := theirs.Enter(t, s, 10, 3)
		certs := theirs.Prepare(t, s, others)
		candidate := skill.Actor{Person: apps[0].Person}
		for _, c := range []struct {
			name               string
			viewer             skill.Actor
			plans, apps, certs int
		}{
			{"a clerk", ours.Actor(0), 1, 2, 0},
			{"the other body's head", theirs.Actor(2), 1, 3, 3},
			{"the centre", ours.Actor(3), 2, 5, 3},
			{"the nation", skill.Program("/"), 2, 5, 3},
			{"a candidate", candidate, 0, 1, 0},
			{"nobody", skill.Actor{}, 0, 0, 0},
			{"a path that only begins alike", skill.Program("/4/"), 0, 0, 0},
			{"a malformed path", skill.Program("/44"), 0, 0, 0},
		} {
			v := s.As(c.viewer)
			n, err := store.Count(t.Context(), v, store.Plans{})
			same(t, c.name+": plans", c.plans, n, err)
			list, err := store.List(t.Context(), v, store.Applications{}, store.Page{})
			same(t, c.name+": applications", c.apps, len(list), err)
			n, err = store.Count(t.Context(), v, store.Certificates{})
			same(t, c.name+": certificates", c.certs, n, err)
		}
		v := s.As(ours.Actor(0))
		_, err := v.Application(t.Context(), others[0].ID)
		wantReason(t, err, "application.not_found")
		_, err = v.Certificate(t.Context(), certs[0].ID)
		wantReason(t, err, "certificate.not_found")
		_, err = v.Person(t.Context(), others[0].Person)
		wantReason(t, err, "person.not_found")
		_, err = v.Person(t.Context(), apps[0].Person)
		wantReason(t, err, "")
		_, err = v.Standing(t.Context(), theirs.Body.ID)
		wantReason(t, err, "body.not_found")
	})
}

func same(t *testing.T, what string, want, got int, err error) {
	t.Helper()
	if err != nil || want != got {
		t.Errorf("%s: %d, want %d (%v)", what, got, want, err)
	}
}

// Every question a View can answer is asked as somebody who may see nothing,
// in a database where every answer exists.
func TestNoReadForgetsItsViewer(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		b.Prepare(t, s, b.Enter(t, s, 1, 1))
		nobody := reflect.ValueOf(s.As(skill.Actor{Person: "nobody"}))
		everything := reflect.ValueOf(s.Unscoped())
		asked := 0
		for m := range nobody.Type().Methods() {
			kind := m.Type
			if kind.NumIn() != 3 || kind.In(2).Kind() != reflect.String {
				continue
			}
			for _, id := range ids(t, s, b) {
				in := []reflect.Value{reflect.ValueOf(t.Context()), reflect.ValueOf(id).Convert(kind.In(2))}
				if err, _ := everything.MethodByName(m.Name).Call(in)[1].Interface().(error); err != nil {
					continue
				}
				asked++
				// The grants of one's own are the one thing that needs no right.
				out := nobody.MethodByName(m.Name).Call(in)
				if err, _ := out[1].Interface().(error); skill.CodeOf(err) != skill.NotFound && m.Name != "ActorOf" {
					t.Errorf("%s answers nobody: %v", m.Name, err)
				}
			}
		}
		if asked < 10 {
			t.Errorf("only %d answers exist: the fixture no longer fits", asked)
		}
	})
}

// Every list is asked for as nobody, in a database where it has rows.
func TestNoListForgetsItsViewer(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		b.Prepare(t, s, b.Enter(t, s, 1, 2))
		all, none := counts(t, s.Unscoped()), counts(t, s.As(skill.Actor{Person: "nobody"}))
		for noun, n := range none {
			if n != 0 {
				t.Errorf("nobody sees %d rows of %s", n, noun)
			}
		}
		for _, noun := range []string{"person", "body", "site", "scope", "grant", "plan", "application", "result", "report", "certificate"} {
			if all[noun] == 0 {
				t.Errorf("no rows of %s: the fixture no longer fits", noun)
			}
		}
	})
}

func counts(t *testing.T, r store.Source) map[string]int {
	return map[string]int{
		"person": count(t, r, store.Persons{}), "body": count(t, r, store.Bodies{}), "site": count(t, r, store.Sites{}),
		"scope": count(t, r, store.Scopes{}), "suspension": count(t, r, store.Suspensions{}), "grant": count(t, r, store.Grants{}),
		"token": count(t, r, store.Tokens{}), "plan": count(t, r, store.Plans{}), "session": count(t, r, store.Sessions{}),
		"import": count(t, r, store.Imports{}), "application": count(t, r, store.Applications{}), "sitting": count(t, r, store.Sittings{}),
		"result": count(t, r, store.Results{}), "objection": count(t, r, store.Objections{}), "correction": count(t, r, store.Corrections{}),
		"report": count(t, r, store.Reports{}), "certificate": count(t, r, store.Certificates{}),
		"account": count(t, r, store.Accounts{}), "sign-in": count(t, r, store.SignIns{}), "join code": count(t, r, store.JoinCodes{}),
		"dispute": count(t, r, store.Disputes{}), "distinction": count(t, r, store.Distinctions{}), "org token": count(t, r, store.OrgTokens{}),
		"link": count(t, r, store.Links{}), "passkey": count(t, r, store.Passkeys{}),
		"room": count(t, r, store.Rooms{}), "session room": count(t, r, store.SessionRooms{}),
		"seating": count(t, r, store.Seatings{}), "seat": count(t, r, store.Seats{}), "ticket": count(t, r, store.Tickets{}), "check-in": count(t, r, store.CheckIns{}),
	}
}

func count[T store.Noun](t *testing.T, r store.Source, f store.Filter[T]) int {
	t.Helper()
	n, err := store.Count(t.Context(), r, f)
	if err != nil {
		t.Error(err)
	}
	return n
}

// A list of values that turned out empty asks for none of the rows, not for all.
func TestAnEmptyListOfValuesMeansNone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		testdb.File(t, s)
		r := s.Unscoped()
		if n := count(t, r, store.Persons{}); n == 0 {
			t.Error("the fixture has no persons")
		}
		for _, f := range []store.Persons{{IDs: []skill.PersonID{}}, {Documents: []skill.Document{}}} {
			if n := count(t, r, f); n != 0 {
				t.Errorf("%d persons for %+v", n, f)
			}
		}
	})
}

// Whatever text is asked for, the answer is that nothing is there: one that only
// PostgreSQL refuses must not look like a fault of ours.
func TestTextThatCannotBeStoredIsNotFound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		testdb.File(t, s)
		for _, text := range []string{"\x00", "a\xffb", "\xed\xa0\x80"} {
			_, err := s.Unscoped().Plan(t.Context(), skill.PlanID(text))
			wantReason(t, err, "plan.not_found")
			rows, err := store.List(t.Context(), s.Unscoped(), store.Plans{Body: skill.BodyID(text)}, store.Page{After: text})
			wantReason(t, err, "")
			if len(rows) > 0 {
				t.Errorf("%q: %d plans", text, len(rows))
			}
		}
	})
}

// ids is the id of one row of every noun that the fixture makes.
func ids(t *testing.T, s *store.Store, b testdb.Batch) []string {
	r := s.Unscoped()
	out := []string{string(b.Body.ID), string(b.Site.ID), string(b.Scope.ID), string(b.Plan.ID), string(b.Staff[0].ID)}
	for _, find := range []func() (string, error){
		func() (string, error) {
			c, err := store.One(t.Context(), r, store.Certificates{})
			out = append(out, string(c.Application), string(c.Result), string(c.Report))
			return string(c.ID), err
		},
		func() (string, error) {
			g, err := store.One(t.Context(), r, store.Grants{})
			return string(g.ID), err
		},
	} {
		id, err := find()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestATokenActsForOnePerson(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		b := testdb.File(t, s)
		token := skill.Token{Person: b.Staff[2].ID, Hash: "h1", Label: "desk", Expires: clock.Now().UnixMicro() + 10}
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			token.ID = skill.TokenID(tx.NewID())
			return store.Add(ctx, tx, &token)
		})
		actor, _, err := s.ActorByToken(t.Context(), "h1")
		if err != nil || actor.Person != token.Person || len(actor.Grants) != 1 || actor.Grants[0].Role != skill.RoleHead {
			t.Errorf("%v, %v", actor, err)
		}
		for _, hash := range []string{"", "h2"} {
			_, _, err = s.ActorByToken(t.Context(), hash)
			wantReason(t, err, "token.unknown")
		}
		grants, err := store.List(t.Context(), s.Unscoped(), store.Grants{Person: token.Person}, store.Page{})
		wantReason(t, err, "")
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			grants[0].Revoked = true
			return store.Change(ctx, tx, "revoke", &grants[0])
		})
		actor, _, err = s.ActorByToken(t.Context(), "h1")
		if err != nil || len(actor.Grants) != 0 {
			t.Errorf("a revoked grant counts: %v, %v", actor, err)
		}
		clock.Step(10_000)
		_, _, err = s.ActorByToken(t.Context(), "h1")
		wantReason(t, err, "token.unknown")
	})
}
