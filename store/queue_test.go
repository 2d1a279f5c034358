package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// A waiter is one row of the queue as the test knows it.
type waiter struct {
	id, path, plan, occupation, level, outcome, status string
	since                                              int64
}

// Whatever is asked for, by whomever, and page by page: the queue answers as
// somebody would who looked at every row of it. Rows are enough, and some answers
// rare enough, that the ways through it are gone in several stretches.
func TestTheQueueIsWholeAndInOrder(t *testing.T) {
	testdb.EachRaw(t, func(t *testing.T, address string, do func(string)) {
		s := testdb.Open(t, address, testdb.NewClock())
		dice := rand.New(rand.NewPCG(7, 7))
		all := waiters(dice)
		do(inserting(all))
		for range 60 {
			q, who := question(dice, all)
			want := answer(all, q, who)
			if got := queued(t, s.As(who), q); !slices.Equal(got, want) {
				t.Errorf("%+v, somebody of %v: %d rows, want %d", q, who.Paths(), len(got), len(want))
			}
			n, more, err := s.As(who).CountQueue(t.Context(), q, 300)
			if err != nil || n != min(len(want), 300) || more != (len(want) > 300) {
				t.Errorf("%+v, somebody of %v: counted %d, more %t, %v, want %d", q, who.Paths(), n, more, err, len(want))
			}
		}
	})
}

func waiters(dice *rand.Rand) []waiter {
	all := make([]waiter, 6000)
	for i := range all {
		all[i] = waiter{
			id: fmt.Sprintf("a%05d", dice.IntN(1_000_000)+1_000_000*i), path: pick(dice, "/44/b-1/", "/44/b-1/", "/44/4403/b-2/", "/44/4403/440305/b-3/", "/45/b-4/"),
			plan: pick(dice, "p1", "p2", "p3"), occupation: pick(dice, "6-31-01-03", "6-31-01-03", "6-18-02-04", "4-04-05-05"), level: pick(dice, "1", "3", "4", "5"),
			outcome: pick(dice, "met", "met", "met", "review"), status: pick(dice, "entered", "accepted", "accepted"), since: int64(dice.IntN(900)),
		}
		if dice.IntN(2000) == 0 {
			all[i].outcome = "unmet"
		}
	}
	slices.SortFunc(all, func(a, b waiter) int { return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.id, b.id)) })
	return all
}

func pick(dice *rand.Rand, of ...string) string { return of[dice.IntN(len(of))] }

func inserting(all []waiter) string {
	rows := make([]string, len(all))
	for i, w := range all {
		rows[i] = fmt.Sprintf("('%s', '%s', '%s', '%s', '%s', '%s', '%s', %d)", w.id, w.path, w.plan, w.occupation, w.level, w.outcome, w.status, w.since)
	}
	return "INSERT INTO queue (application_id, path, plan_id, occupation, level, outcome, status, since) VALUES " + strings.Join(rows, ", ")
}

// question asks for up to five things, each as it is in some row.
func question(dice *rand.Rand, all []waiter) (q store.QueueAsk, who skill.Actor) {
	like := all[dice.IntN(len(all))]
	q.Status = []skill.ApplicationStatus{skill.ApplicationStatus(like.status)}
	for _, ask := range []func(){
		func() { q.Plan = skill.PlanID(like.plan) },
		func() { q.Occupation = skill.OccupationCode(like.occupation) },
		func() { q.Outcome = skill.Outcome(pick(dice, like.outcome, "unmet")) },
		func() { q.Before = time.UnixMicro(like.since) },
		func() { q.Status = []skill.ApplicationStatus{"entered", "accepted"} },
		func() { _ = q.Level.UnmarshalText([]byte(like.level)) },
	} {
		if dice.IntN(3) == 0 {
			ask()
		}
	}
	for range 1 + dice.IntN(2) {
		path := skill.OrgPath(pick(dice, "/", "/44/", "/45/", "/44/4403/", "/44/4403/440305/", "/44/4403/440305/b-3/", "/44/b-1/"))
		who.Grants = append(who.Grants, skill.Grant{Role: skill.RoleReviewer, Path: path})
	}
	q.Limit = 1 + dice.IntN(400)
	return q, who
}

// answer looks at every row.
func answer(all []waiter, q store.QueueAsk, who skill.Actor) (ids []string) {
	for _, w := range all {
		asked := slices.Contains(q.Status, skill.ApplicationStatus(w.status)) &&
			(q.Plan == "" || string(q.Plan) == w.plan) && (q.Occupation == "" || string(q.Occupation) == w.occupation) &&
			(q.Outcome == "" || string(q.Outcome) == w.outcome) && (q.Level.IsZero() || q.Level.String() == w.level) &&
			(q.Before.IsZero() || w.since < q.Before.UnixMicro())
		if asked && slices.ContainsFunc(who.Paths(), func(p skill.OrgPath) bool { return p.Holds(skill.OrgPath(w.path)) }) {
			ids = append(ids, w.id)
		}
	}
	return ids
}

func queued(t *testing.T, v store.View, q store.QueueAsk) (ids []string) {
	t.Helper()
	for {
		rows, err := v.Queue(t.Context(), q)
		if err != nil || len(rows) > q.Limit {
			t.Fatal(len(rows), err)
		}
		for _, r := range rows {
			ids = append(ids, string(r.Application))
		}
		if len(rows) < q.Limit {
			return ids
		}
		q.After = rows[len(rows)-1].Place()
	}
}
