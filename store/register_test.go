package store_test

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/rule/standing"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A listing is what the register should find: bodies with when they were filed.
type listing struct {
	skill.Standing
	filed day.Date
}

var (
	listedNames = strings.Fields("样例 深圳市 鲲鹏 电工 焊工 职业技能 评价中心 鉴定中心 100%_\\ Kp 有限公司")
	listedPaths = []skill.OrgPath{"/44/", "/44/4403/", "/44/4401/", "/52/"}
	listedDays  = []day.Date{day.Must("2026-11-01"), day.Must("2026-11-20"), day.Must("2026-12-05"), day.Must("2027-01-31"), day.Must("2028-06-01")}
	listedWorks = []skill.OccupationCode{"6-31-01-03", "6-18-02-04"}
)

// list files bodies of many kinds: suspended, withdrawn, run out, with scopes gone
// and to come.
func list(t *testing.T, s *store.Store, clock *testdb.Clock, n int) []skill.BodyID {
	t.Helper()
	draw := rand.New(rand.NewPCG(1, 2))
	pick := func(all []day.Date) day.Date { return all[draw.IntN(len(all))] }
	var ids []skill.BodyID
	for i := range n {
		b := skill.Body{Province: "44", USCC: "91440000MA0000007P", Class: "S", Code: "0000", FiledTo: pick(listedDays[2:])}
		path := listedPaths[draw.IntN(len(listedPaths))]
		b.Path, b.Province = path+skill.OrgPath(fmt.Sprintf("b-%d/", i)), string(path[1:3])
		for range 1 + draw.IntN(4) {
			b.Name += listedNames[draw.IntN(len(listedNames))]
		}
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			b.ID, b.Version = skill.BodyID(tx.NewID()), 0
			out, err := moved(ctx, tx, b, skill.Body.File)
			if err != nil {
				return err
			}
			site := skill.Site{ID: skill.SiteID(tx.NewID()), Body: b.ID, Path: b.Path, Name: "考点", Serial: fmt.Sprintf("%06d", i)}
			if err := store.Add(ctx, tx, &site); err != nil {
				return err
			}
			for range draw.IntN(4) {
				c := skill.Scope{
					ID: skill.ScopeID(tx.NewID()), Body: b.ID, Path: b.Path, Site: site.ID, Occupation: listedWorks[draw.IntN(2)],
					Level: []skill.Level{skill.Level3, skill.Level4}[draw.IntN(2)], Period: day.Period{From: pick(listedDays), To: pick(append(listedDays, day.Date{}))},
				}
				if err := store.Add(ctx, tx, &c); err != nil {
					return err
				}
			}
			return end(ctx, tx, out, draw.IntN(5))
		})
		ids = append(ids, b.ID)
		clock.Step(time.Duration(draw.IntN(20)) * time.Hour)
	}
	return ids
}

func moved(ctx context.Context, tx *store.Tx, b skill.Body, verb func(skill.Body) (skill.Move, error)) (skill.Body, error) {
	m, err := verb(b)
	if err != nil {
		return b, err
	}
	return store.MoveOne(ctx, tx, b, m)
}

// end suspends or withdraws one of five bodies each, and suspends another for a
// time.
func end(ctx context.Context, tx *store.Tx, b skill.Body, how int) error {
	stop := skill.Suspension{ID: skill.SuspensionID(tx.NewID()), Body: b.ID, Path: b.Path, Period: day.Period{From: tx.Today().AddDays(1)}}
	switch how {
	case 0:
		if _, err := moved(ctx, tx, b, func(b skill.Body) (skill.Move, error) { return b.Suspend("样例") }); err != nil {
			return err
		}
		return store.Add(ctx, tx, &stop)
	case 1:
		b.FiledTo = day.Earlier(b.FiledTo, tx.Today())
		_, err := moved(ctx, tx, b, func(b skill.Body) (skill.Move, error) { return b.Withdraw("样例") })
		return err
	case 2:
		stop.Period.To = stop.Period.From.AddDays(20)
		return store.Add(ctx, tx, &stop)
	}
	return nil
}

// listings reads what was filed, in the order of names.
func listings(t *testing.T, s *store.Store, ids []skill.BodyID) (all []listing) {
	t.Helper()
	found := map[skill.BodyID]day.Date{}
	sought, err := s.SeekBodies(t.Context(), store.Seek{Limit: 1000})
	if err != nil || len(sought) != len(ids) {
		t.Fatalf("%d of %d bodies in the register, %v", len(sought), len(ids), err)
	}
	for _, f := range sought {
		found[f.Body] = f.Filed
	}
	for _, id := range ids {
		b, err := s.Unscoped().Standing(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, listing{b, found[id]})
	}
	slices.SortStableFunc(all, func(a, b listing) int { return cmp.Compare(strings.ToLower(a.Body.Name), strings.ToLower(b.Body.Name)) })
	return all
}

// wants tells by the rules whether a question asks for a body.
func wants(q store.Seek, l listing) bool {
	name := skill.Fold(l.Body.Name)
	work := standing.Question{On: q.On, Occupation: q.Occupation, Level: q.Level}
	has := slices.ContainsFunc(l.Scopes, work.Asks)
	return (q.Name == "" || name == skill.Fold(q.Name)) &&
		(q.Part == "" || strings.Contains(name, skill.Fold(q.Part)) && name != skill.Fold(q.Part)) &&
		(q.Province == "" || l.Body.Province == q.Province) && (q.Path == "" || q.Path.Holds(l.Body.Path)) &&
		(q.Occupation == "" && q.Level.IsZero() || has) &&
		(!q.InScope || standing.On(l.Standing, l.filed, work).State.Stands())
}

// The register finds what the rules say, by whatever is asked, page by page and
// in the order of names; signs that SQL knows are signs.
// Source: docs/rules.md, Public register.
func TestSeekBodies(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		ids := list(t, s, clock, 60)
		all := listings(t, s, ids)
		for round := range 2 {
			draw := rand.New(rand.NewPCG(3, uint64(round)))
			for range 150 {
				seek(t, s, all, drawSeek(draw))
			}
			if round == 0 {
				crowd(t, s, ids[0]) // so many scopes that names are gone through instead
				all = listings(t, s, ids)
			}
		}
	})
}

func drawSeek(draw *rand.Rand) (q store.Seek) {
	parts := []string{"", "", "鲲鹏", "电工职业", "职业技能", "中心", "%", "100%", "_", `\`, `%_\`, "ｋＰ", "深圳市 鲲鹏", "没有这家", "心", "'; --"}
	q.Part = parts[draw.IntN(len(parts))]
	q.Province = []string{"", "", "44", "52", "11"}[draw.IntN(5)]
	q.Path = append([]skill.OrgPath{"", "", ""}, "/44/4403/", "/44/", "/4/")[draw.IntN(6)]
	q.Occupation = append([]skill.OccupationCode{"", "9-99-99-99"}, listedWorks...)[draw.IntN(4)]
	q.Level = []skill.Level{{}, skill.Level3, skill.Level4}[draw.IntN(3)]
	q.InScope, q.On = draw.IntN(2) == 0, listedDays[draw.IntN(len(listedDays))].AddDays(draw.IntN(3)-1)
	return q
}

func seek(t *testing.T, s *store.Store, all []listing, q store.Seek) {
	t.Helper()
	var want, got []skill.BodyID
	for _, l := range all {
		if wants(q, l) {
			want = append(want, l.Body.ID)
		}
	}
	for q.Limit = 3; ; {
		page, err := s.SeekBodies(t.Context(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		for _, f := range page {
			got = append(got, f.Body)
			q.After = f.Entry
		}
		if len(page) < q.Limit {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v: %d found, %d wanted", q, len(got), len(want))
	}
}

// crowd gives a body more scopes of each work than are looked up first.
func crowd(t *testing.T, s *store.Store, id skill.BodyID) {
	t.Helper()
	testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
		b, err := tx.Body(ctx, id)
		if err != nil {
			return err
		}
		site, err := store.One(ctx, tx, store.Sites{Body: id})
		if err != nil {
			return err
		}
		var rows []*skill.Scope
		for i := range 8400 {
			rows = append(rows, &skill.Scope{
				ID: skill.ScopeID(tx.NewID()), Body: id, Path: b.Path, Site: site.ID, Occupation: listedWorks[i%2], Level: []skill.Level{skill.Level3, skill.Level4}[i/2%2],
				Period: day.Period{From: listedDays[0], To: listedDays[0]},
			})
		}
		return store.Add(ctx, tx, rows...)
	})
}

// The register follows a body: its new name is found, the old one no more; what
// it lost is entered again as it was.
func TestTheRegisterFollowsBodies(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		b := testdb.File(t, s)
		names := func(part string) (out []string) {
			found, err := s.SeekBodies(t.Context(), store.Seek{Part: part, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				out = append(out, f.Name+" "+f.Filed.String())
			}
			return out
		}
		diff(t, []string{"样例省示范评价机构 2026-11-20"}, names("示范"))
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			now := b.Body
			now.Name = "样例省新名评价机构"
			return store.Change(ctx, tx, "rename", &now)
		})
		diff(t, []string(nil), names("示范"))
		diff(t, []string{"样例省新名评价机构 2026-11-20"}, names("新名"))
		if n, err := s.IndexBodies(t.Context()); n != 0 || err != nil {
			t.Errorf("%d entered anew, %v", n, err)
		}
		for _, spoil := range []string{
			"DELETE FROM register", "UPDATE register SET edition = 'older', name_folded = 'x', filed_on = ''", "UPDATE register SET body_version = 1, status = 'withdrawn'",
		} {
			if strings.HasPrefix(spoil, "DELETE") {
				spoil = "DELETE FROM register_word; " + spoil
			}
			if _, err := db.Exec(spoil); err != nil {
				t.Fatal(err)
			}
			if n, err := s.IndexBodies(t.Context()); n != 1 || err != nil {
				t.Errorf("%s: %d entered anew, %v", spoil, n, err)
			}
			diff(t, []string{"样例省新名评价机构 2026-11-20"}, names("新名"))
		}
		if _, err := s.SeekBodies(t.Context(), store.Seek{After: 99, Limit: 1}); skill.ReasonOf(err) != "register.after" {
			t.Errorf("got %v", err)
		}
	})
}

// Names that look alike are found by their keys, however many others there are.
func TestAlike(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		list(t, s, clock, 20)
		for _, name := range []string{"深圳市昆鹏职业技能评价中心", "深圳市大雁职业技能评价中心"} {
			testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
				_, err := moved(ctx, tx, skill.Body{
					ID: skill.BodyID(tx.NewID()), Path: skill.OrgPath("/44/" + tx.NewID() + "/"), Name: name, USCC: "91440000MA0000007P", Class: "S", Code: "0000", Province: "44",
				}, skill.Body.File)
				return err
			})
		}
		names := func(name string) (out []string) {
			found, more, err := s.Alike(t.Context(), name)
			if err != nil || more {
				t.Fatal(more, err)
			}
			for _, f := range found {
				if strings.ContainsAny(f.Name, "昆雁") {
					out = append(out, f.Name)
				}
			}
			return out
		}
		diff(t, []string{"深圳市昆鹏职业技能评价中心"}, names("广东鲲鹏职业技能鉴定有限公司"))
		diff(t, []string(nil), names("（）"))
		diff(t, []string(nil), names("没有这样的"))
	})
}
