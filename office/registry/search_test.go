package registry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/internal/testdb"
	"assay/office/accreditation"
	"assay/reference"
	"assay/rule/likeness"
	"assay/rule/standing"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A hall is a register in which bodies are filed by the centre's approver.
type hall struct {
	*Desk
	t     *testing.T
	clock *testdb.Clock
	filer *accreditation.Desk
	by    store.By
	n     int
}

func eachHall(t *testing.T, test func(h *hall)) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		w := newWorld(t, open(), clock)
		approver := skill.Actor{Person: w.batch.Staff[4].ID, Strong: true, Grants: []skill.Grant{{Role: skill.RoleCentreApprover, Path: "/"}}}
		test(&hall{
			Desk: w.Desk, t: t, clock: clock, by: store.By{Actor: approver},
			filer: &accreditation.Desk{Store: w.store, Schemes: reference.NumberSchemes()},
		})
	})
}

// codes are of nobody: their area does not exist.
func code(n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	stem := fmt.Sprintf("52000000MAD%05d", n)
	for _, inner := range alphabet {
		for _, outer := range alphabet {
			text := stem + string(inner) + string(outer)
			if _, notes, err := skill.ParseUSCC(text); err == nil && len(notes) == 0 {
				return text
			}
		}
	}
	panic("no code")
}

// file enters a body with one site and a scope for level-4 electricians.
func (h *hall) file(name string, path skill.OrgPath) skill.Body {
	h.t.Helper()
	h.n++
	b, err := h.filer.File(h.t.Context(), h.by, skill.Body{
		Name: name, Path: path + skill.OrgPath(fmt.Sprintf("b-%d/", h.n)), USCC: code(h.n), Class: "S", Code: "0000", Province: string(path[1:3]),
		FiledTo: day.Must("2028-12-31"),
	})
	h.must(err)
	h.scope(b, "6-31-01-03", skill.Level4)
	return b
}

func (h *hall) scope(b skill.Body, o skill.OccupationCode, l skill.Level) {
	h.t.Helper()
	h.n++
	site, err := h.filer.AddSite(h.t.Context(), h.by, skill.Site{Body: b.ID, Name: fmt.Sprintf("第%d考点", h.n), Serial: fmt.Sprintf("%06d", h.n)})
	h.must(err)
	_, err = h.filer.AddScope(h.t.Context(), h.by, skill.Scope{
		Body: b.ID, Site: site.ID, Occupation: o, Level: l, Period: day.Period{From: day.Must("2026-11-20"), To: day.Must("2027-12-31")},
	})
	h.must(err)
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) search(q Search) Listing {
	h.t.Helper()
	l, err := h.Search(h.t.Context(), q)
	h.must(err)
	return l
}

func namesOf(all []Listed) (out []string) {
	for _, b := range all {
		out = append(out, b.Name)
	}
	return out
}

func (h *hall) diff(want, got any) {
	h.t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		h.t.Errorf("(-want +got)\n%s", d)
	}
}

// Who types a name sees first whether a body of exactly that name is there, then
// those that hold it, then those that look alike, the nearest first.
// Source: docs/rules.md, Public register.
func TestSearchByName(t *testing.T) {
	eachHall(t, func(h *hall) {
		for _, name := range []string{
			"深圳市鲲鹏职业技能评价中心", "广州市鲲鹏职业技能评价中心有限公司", "深圳市昆鹏职业技能评价中心", "深圳市新鲲鹏职业技能评价中心", "深圳市大雁职业技能评价中心",
		} {
			h.file(name, "/44/")
		}
		l := h.search(Search{Words: " 深圳市 鲲鹏职业技能评价中心"})
		h.diff([]string{"深圳市鲲鹏职业技能评价中心"}, namesOf(l.Exact))
		h.diff([]string(nil), namesOf(l.Found))
		h.diff([]string{"广州市鲲鹏职业技能评价中心有限公司", "深圳市昆鹏职业技能评价中心", "深圳市新鲲鹏职业技能评价中心"}, namesOf(l.Alike))
		h.diff([]likeness.Kind{likeness.Words, likeness.Sound, likeness.Edits}, []likeness.Kind{l.Alike[0].Likeness, l.Alike[1].Likeness, l.Alike[2].Likeness})
		h.diff([]likeness.Piece{{Text: "深圳市"}, {Text: "昆", Differs: true}, {Text: "鹏职业技能评价中心"}}, l.Alike[1].Other)

		// A fake that leans on it: no such name, and the real one beside it.
		l = h.search(Search{Words: "中国深圳鲲鹏职业技能鉴定中心"})
		h.diff([]string(nil), namesOf(l.Exact))
		h.diff(0, l.Count)
		h.diff("深圳市鲲鹏职业技能评价中心", l.Alike[0].Name)
		h.diff([]string{"中国"}, l.Wording)

		// Part of a name; what holds it is not told twice.
		l = h.search(Search{Words: "鲲鹏职业"})
		h.diff([]string{"广州市鲲鹏职业技能评价中心有限公司", "深圳市新鲲鹏职业技能评价中心", "深圳市鲲鹏职业技能评价中心"}, namesOf(l.Found))
		h.diff([]string{"深圳市昆鹏职业技能评价中心"}, namesOf(l.Alike))

		// A wrong filter does not hide the very name.
		l = h.search(Search{Words: "深圳市鲲鹏职业技能评价中心", Region: "52", Occupation: "6-18-02-04", InScope: true})
		h.diff(1, len(l.Exact))
		h.diff(standing.OutOfScope, l.Exact[0].Standing.State)
	})
}

// Another body of exactly the same name hides neither.
func TestADuplicateHidesNobody(t *testing.T) {
	eachHall(t, func(h *hall) {
		one, two := h.file("样例省焊工职业技能评价中心", "/44/"), h.file("样例省焊工职业技能评价中心", "/52/")
		l := h.search(Search{Words: "样例省焊工职业技能评价中心"})
		h.diff([]string{one.USCC, two.USCC}, []string{l.Exact[0].Code, l.Exact[1].Code})
		h.diff([]string(nil), namesOf(l.Alike))
		e, err := h.Lookup(h.t.Context(), one.USCC, standing.Question{})
		h.must(err)
		h.diff([]string{two.USCC}, []string{e[0].Alike[0].Code})
		h.diff(likeness.Same, e[0].Alike[0].Likeness)
	})
}

// By place, occupation, level and day, page by page.
func TestSearchByWork(t *testing.T) {
	eachHall(t, func(h *hall) {
		for i := range 5 {
			h.file(fmt.Sprintf("样例甲%c职业技能评价中心", 'a'+i), "/44/4403/")
		}
		other := h.file("样例乙职业技能评价中心", "/44/4401/")
		h.scope(other, "6-18-02-04", skill.Level3)
		away := h.file("样例丙职业技能评价中心", "/52/")
		h.clock.Step(24 * time.Hour)
		_, err := h.filer.Suspend(h.t.Context(), h.by, away.ID, "样例")
		h.must(err)
		for _, c := range []struct {
			name string
			ask  Search
			want string
			n    int
		}{
			{"a province", Search{Region: "52"}, "丙", 1},
			{"a city", Search{Region: "4401"}, "乙", 1},
			{"a city where there is none", Search{Region: "4402"}, "", 0},
			{"an occupation", Search{Occupation: "6-18-02-04"}, "乙", 1},
			{"at another level", Search{Occupation: "6-18-02-04", Level: skill.Level4}, "", 0},
			{"a level", Search{Level: skill.Level3}, "乙", 1},
			{"an occupation that is suspended", Search{Occupation: "6-31-01-03", Region: "52"}, "丙", 1},
			{"in scope only", Search{Occupation: "6-31-01-03", Region: "52", InScope: true}, "", 0},
			{"in scope on the day before", Search{Occupation: "6-31-01-03", Region: "52", InScope: true, On: day.Must("2026-11-20")}, "丙", 1},
			{"a name in a city", Search{Words: "样例甲", Region: "4403", Limit: 2}, "甲a甲b", 5},
			{"all of them, with the three of the other tests", Search{Limit: 100}, "", 10},
		} {
			l := h.search(c.ask)
			got := ""
			for _, b := range l.Found {
				got += strings.TrimSuffix(strings.TrimPrefix(b.Name, "样例"), "职业技能评价中心")
			}
			if (c.want != "" || c.n == 0) && got != c.want || l.Count != c.n || l.More {
				t.Errorf("%s: %s, %d", c.name, got, l.Count)
			}
		}
		var all []string
		for q := (Search{Words: "样例甲", Limit: 2}); ; {
			l := h.search(q)
			if all = append(all, namesOf(l.Found)...); q.After != "" && (l.Exact != nil || l.Alike != nil) {
				t.Error("a later page tells again what the first did")
			}
			if q.After = l.Next; q.After == "" {
				break
			}
		}
		if len(all) != 5 || !slices.IsSorted(all) {
			t.Errorf("page by page %q", all)
		}
	})
}

// How a body stands on the day that is asked about.
func TestListedStanding(t *testing.T) {
	eachHall(t, func(h *hall) {
		b := h.file("样例省焊工职业技能评价中心", "/44/4403/")
		h.clock.Step(24 * time.Hour)
		_, err := h.filer.Withdraw(h.t.Context(), h.by, b.ID, "样例")
		h.must(err)
		for on, want := range map[string]standing.State{
			"2026-11-19": standing.NotYet, "2026-11-20": standing.Filed, "2026-11-21": standing.Withdrawn, "2027-01-01": standing.Withdrawn,
		} {
			l := h.search(Search{Words: "样例省焊工职业技能评价中心", On: day.Must(on)})
			if got := l.Exact[0]; got.Standing.State != want || got.City != "4403" || got.Filed != day.Must("2026-11-20") {
				t.Errorf("%s: %+v", on, got)
			}
		}
	})
}

// What cannot be searched for is said by its field.
func TestSearchRefuses(t *testing.T) {
	eachHall(t, func(h *hall) {
		for want, q := range map[string]Search{
			"register.words.short": {Words: " 鲲 "}, "register.words.long": {Words: strings.Repeat("长", 101)},
			"register.region": {Region: "广东"}, "register.after": {After: "!"},
		} {
			_, err := h.Search(h.t.Context(), q)
			if fields := fieldsOf(err); len(fields) != 1 || fields[0] != want {
				t.Errorf("%+v: %v", q, err)
			}
		}
		for _, words := range []string{"%%", "__", `\\`, "<b>样例</b>", "'; DROP TABLE body; --", "\x00\x01%%", "\xff%_"} {
			if l := h.search(Search{Words: words}); len(l.Found)+len(l.Exact)+len(l.Alike) > 0 {
				t.Errorf("%q finds %d", words, len(l.Found))
			}
		}
	})
}

func fieldsOf(err error) (out []string) {
	if e, ok := errors.AsType[*skill.Error](err); ok {
		for _, f := range e.Fields {
			out = append(out, f.Reason)
		}
	}
	return out
}

// The page of a code: every filing under it, places, scopes and suspensions.
func TestLookup(t *testing.T) {
	eachHall(t, func(h *hall) {
		ctx := context.Background()
		b := h.file("中国样例焊工职业技能评价中心", "/44/4403/")
		h.scope(b, "6-18-02-04", skill.Level3)
		h.clock.Step(time.Hour)
		again, err := h.filer.File(ctx, h.by, skill.Body{
			Name: "样例分部职业技能评价中心", Path: "/52/b/", USCC: b.USCC, Class: "S", Code: "0000", Province: "52", FiledTo: day.Must("2028-12-31"),
		})
		h.must(err)
		h.clock.Step(24 * time.Hour)
		_, err = h.filer.Suspend(ctx, h.by, b.ID, "样例")
		h.must(err)
		h.clock.Step(72 * time.Hour)
		_, err = h.filer.Restore(ctx, h.by, b.ID, "样例")
		h.must(err)
		all, err := h.Lookup(ctx, strings.ToLower(b.USCC), standing.Question{On: day.Must("2026-11-23"), Occupation: "6-18-02-04"})
		h.must(err)
		h.diff([]string{again.Name, b.Name}, []string{all[0].Name, all[1].Name})
		e := all[1]
		h.diff(standing.Suspended, e.Standing.State)
		h.diff([]string{"中国"}, e.Wording)
		h.diff(2, len(e.Sites))
		h.diff("S000044000002", e.Sites[0].Prefix)
		if s := e.Sites[1].Scopes; len(s) != 1 || s[0].Occupation != "6-18-02-04" || s[0].Level != skill.Level3 || !s[0].Covers {
			t.Errorf("%+v", s)
		}
		if len(e.Suspensions) != 1 || e.Suspensions[0] != (day.Period{From: day.Must("2026-11-22"), To: day.Must("2026-11-23")}) {
			t.Errorf("suspended %v", e.Suspensions)
		}
		for want, c := range map[string]string{"register.unknown": code(999), "uscc.check_wrong": b.USCC[:17] + "!", "uscc.length": "5200"} {
			if want == "uscc.check_wrong" {
				c = b.USCC[:17] + string("0123456789"[(b.USCC[17]+1)%10])
			}
			if _, err := h.Lookup(ctx, c, standing.Question{}); skill.ReasonOf(err) != want {
				t.Errorf("%s: %v", c, err)
			}
		}
	})
}
