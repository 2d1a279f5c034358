package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/locale"
	"assay/office/accreditation"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A register is a site with bodies to be looked up.
type register struct {
	*world
	t     testing.TB
	filer *accreditation.Desk
	by    store.By
	n     int
}

// longestName is as long as a body's name gets.
const longestName = "样例省样例自治州样例高新技术产业开发区示范性智能制造与新能源汽车产业职业技能等级评价与人才发展服务中心有限责任公司第一分公司"

func newRegister(t testing.TB) *register {
	t.Helper()
	w := newWorld(t)
	approver := skill.Actor{Person: "0", Strong: true, Grants: []skill.Grant{{Role: skill.RoleCentreApprover, Path: "/"}}}
	r := &register{world: w, t: t, by: store.By{Actor: approver}, filer: &accreditation.Desk{Store: w.store, Schemes: reference.NumberSchemes()}}
	r.file("深圳市鲲鹏职业技能评价中心", "/44/4403/")
	r.file("广州市鲲鹏职业技能评价中心有限公司", "/44/4401/")
	r.suspend(r.file("深圳市昆鹏职业技能评价中心", "/44/4403/"))
	r.file("中国新鲲鹏职业技能评价中心", "/11/")
	r.file(longestName, "/53/")
	for i := range 25 {
		r.file(fmt.Sprintf("样例职业培训学校第%d分校", i+1), "/52/")
	}
	return r
}

// uscc is the n-th code of nobody's.
func uscc(n int) string {
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

// file enters a body with two sites, for level-4 electricians and, next year, for
// level-3 welders.
func (r *register) file(name string, path skill.OrgPath) skill.Body {
	r.t.Helper()
	r.n++
	ctx := r.t.Context()
	b, err := r.filer.File(ctx, r.by, skill.Body{
		Name: name, Path: path + skill.OrgPath(fmt.Sprintf("b-%d/", r.n)), USCC: uscc(r.n), Class: "S", Code: "0000",
		Province: string(path[1:3]), FiledTo: day.Must("2028-12-31"),
	})
	for i, scope := range []skill.Scope{
		{Occupation: "6-31-01-03", Level: skill.Level4, Period: day.Period{From: day.Must("2026-11-20"), To: day.Must("2027-12-31")}},
		{Occupation: "6-18-02-04", Level: skill.Level3, Period: day.Period{From: day.Must("2027-01-01"), To: day.Must("2028-12-31")}},
	} {
		var site skill.Site
		if err == nil {
			site, err = r.filer.AddSite(ctx, r.by, skill.Site{Body: b.ID, Name: fmt.Sprintf("第%d考点", i+1), Serial: fmt.Sprintf("%05d%d", r.n, i)})
		}
		if scope.Body, scope.Site = b.ID, site.ID; err == nil {
			_, err = r.filer.AddScope(ctx, r.by, scope)
		}
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return b
}

func (r *register) suspend(b skill.Body) {
	r.t.Helper()
	if _, err := r.filer.Suspend(r.t.Context(), r.by, b.ID, "抽查发现问题"); err != nil {
		r.t.Fatal(err)
	}
}

var (
	bodyLink = regexp.MustCompile(`href="/bodies/([0-9A-Z]{18})[^"]*`)
	nextLink = regexp.MustCompile(`href="(/bodies\?[^"]*after=[^"]*)"`)
)

// registerVisits are the pages of the register as people come to them.
func registerVisits() map[string]string {
	return map[string]string{
		"bodies":              "/bodies",
		"bodies-exact":        "/bodies?name=深圳市鲲鹏职业技能评价中心&on=2026-11-20",
		"bodies-alike":        "/bodies?name=中国深圳鲲鹏职业技能鉴定中心",
		"bodies-nothing":      "/bodies?name=样例无此机构&region=广东&occupation=电工&level=4&in_scope=yes",
		"bodies-found":        "/bodies?region=52&occupation=6-31-01-03&level=4",
		"bodies-choose":       "/bodies?occupation=焊",
		"bodies-errors":       "/bodies?name=鹏&region=样例",
		"bodies-day":          "/bodies?name=鲲鹏&on=明天",
		"bodies-code":         "/bodies?name=52000000MAD0000199",
		"bodies-long":         "/bodies?name=" + longestName,
		"body":                "/bodies/" + uscc(1),
		"body-in-scope":       "/bodies/" + uscc(1) + "?occupation=6-31-01-03&level=4",
		"body-out-of-scope":   "/bodies/" + uscc(1) + "?occupation=6-18-02-04&level=3",
		"body-of-another-day": "/bodies/" + uscc(1) + "?occupation=6-31-01-03&level=4&on=2026-01-01",
		"body-suspended":      "/bodies/" + uscc(3),
		"body-long":           "/bodies/" + uscc(5),
		"body-errors":         "/bodies/" + uscc(1) + "?occupation=无此职业&on=x",
		"body-unknown":        "/bodies/" + uscc(999),
		"body-broken":         "/bodies/12345",
	}
}

// TestRegisterPages holds the pages of the register in both languages.
// Source: docs/rules.md, Public register.
func TestRegisterPages(t *testing.T) {
	r := newRegister(t)
	r.clock.Step(24 * time.Hour)
	status := map[string]int{
		"bodies-errors": 400, "bodies-day": 400, "bodies-code": 400, "body-errors": 400, "body-unknown": 404, "body-broken": 400,
	}
	for _, lang := range locale.Langs() {
		for name, target := range registerVisits() {
			t.Run(string(lang)+"/"+name, func(t *testing.T) {
				got := r.get(escaped(target), lang)
				want := status[name]
				if want == 0 {
					want = http.StatusOK
				}
				if got.Code != want {
					t.Errorf("status %d, want %d", got.Code, want)
				}
				checkHeaders(t, got.Header())
				golden(t, filepath.Join("testdata", string(lang), name+".html"), got.Body.String())
			})
		}
	}
}

// escaped is an address as a browser sends it.
func escaped(target string) string {
	page, query, _ := strings.Cut(target, "?")
	pairs := strings.Split(query, "&")
	for i, p := range pairs {
		if name, value, ok := strings.Cut(p, "="); ok {
			pairs[i] = name + "=" + url.QueryEscape(value)
		}
	}
	return strings.TrimSuffix(page+"?"+strings.Join(pairs, "&"), "?")
}

// Who types a code is led to the body's page, with what else was asked; page by
// page nobody is told twice and nobody left out.
func TestTheRegisterLeadsOn(t *testing.T) {
	r := newRegister(t)
	got := r.get(escaped("/bodies?name=5200 0000 "+uscc(1)[8:]+"&occupation=电工&level=4&lang=en"), locale.Zh)
	if to := got.Header().Get("Location"); got.Code != http.StatusSeeOther || to != "/bodies/"+uscc(1)+"?level=4&occupation=%E7%94%B5%E5%B7%A5&lang=en" {
		t.Errorf("%d %s", got.Code, to)
	}
	seen := map[string]int{}
	for target := "/bodies?region=52"; target != ""; {
		page := r.get(escaped(target), locale.Zh)
		for _, m := range bodyLink.FindAllStringSubmatch(page.Body.String(), -1) {
			seen[m[1]]++
		}
		target = ""
		if m := nextLink.FindStringSubmatch(page.Body.String()); m != nil {
			target = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	if len(seen) != 25 {
		t.Errorf("%d bodies were listed of 25", len(seen))
	}
	for code, n := range seen {
		if n != 1 {
			t.Errorf("%s was listed %d times", code, n)
		}
	}
}

// A certificate's answer leads to what the register says of its body on the day of
// issue, and there it says that it might.
func TestAnAnswerLeadsToItsBody(t *testing.T) {
	r := newRegister(t)
	answer := r.post("/verify", locale.Zh, "number", r.certs[0].Number, "name", testdb.Born(0).Name).Body.String()
	m := bodyLink.FindStringSubmatch(answer)
	if m == nil {
		t.Fatalf("no link to a body in\n%s", answer)
	}
	page := r.get(strings.ReplaceAll(m[0][len(`href="`):], "&amp;", "&"), locale.Zh)
	if body := page.Body.String(); page.Code != 200 || !strings.Contains(body, "样例省示范评价机构") || !strings.Contains(body, "可以评价") {
		t.Errorf("%d %s", page.Code, body)
	}
}

// What strangers type is shown as text or not at all, is never a fault of ours, and
// is asked no more often than the limit says.
func TestTheRegisterIsAskedStrangely(t *testing.T) {
	r := newRegister(t)
	for _, typed := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, strings.Repeat("鲲", 5000), "%", "_", "' OR 1=1 --", "\x00\x01", "\u202e公司", "🏭🏭",
		"１２３４５６７８９０１２３４５６７８", strings.Repeat("9", 18), "\xff\xfe",
	} {
		for _, field := range []string{"name", "region", "occupation", "level", "on", "after", "in_scope"} {
			got := r.get("/bodies?name="+url.QueryEscape("鲲鹏")+"&"+field+"="+url.QueryEscape(typed), locale.Zh)
			body := got.Body.String()
			if got.Code >= 500 || strings.Contains(body, "<script") || strings.Contains(body, "<img src=x") || !strings.Contains(body, "</html>") && got.Code != http.StatusSeeOther {
				t.Errorf("%s=%.20q: %d\n%s", field, typed, got.Code, body)
			}
		}
		got := r.get("/bodies/"+url.PathEscape(typed), locale.Zh)
		if body := got.Body.String(); got.Code >= 500 || got.Code == 200 || strings.Contains(body, "<script") || strings.Contains(body, "<img src=x") {
			t.Errorf("/bodies/%.20q: %d\n%s", typed, got.Code, body)
		}
	}
	if logged := r.log.String(); strings.Contains(logged, "鲲") || strings.Contains(logged, "alert") {
		t.Error("what was typed is in the log")
	}
	hurried := r.serve(t, 1)
	for i, want := range []int{200, 429} {
		out := httptest.NewRecorder()
		hurried.ServeHTTP(out, httptest.NewRequest("GET", "/bodies/"+uscc(1), nil))
		if out.Code != want || (want == 429) != (out.Header().Get("Retry-After") != "") {
			t.Errorf("%d. %d, want %d", i, out.Code, want)
		}
	}
}

// TestRegisterJourney looks bodies up in a real browser, in both languages, on a
// phone and at a desk, with axe's rules on every page.
func TestRegisterJourney(t *testing.T) {
	node, browser := journeyTools(t)
	shots := os.Getenv("ASSAY_SHOTS")
	for _, c := range []struct {
		lang, screen string
		axe          bool
	}{{"zh", "phone", true}, {"en", "desk", true}, {"en", "phone", false}, {"zh", "desk", false}} {
		if !c.axe && shots == "" {
			continue // only for pictures
		}
		t.Run(c.lang+"/"+c.screen, func(t *testing.T) {
			r := newRegister(t)
			s := httptest.NewServer(r)
			t.Cleanup(s.Close)
			run(t, node, "journey/register.mjs", map[string]any{
				"chromium": browser, "lang": c.lang, "screen": c.screen, "axe": c.axe, "shots": shots, "base": s.URL,
				"fake": "中国深圳鲲鹏职业技能鉴定中心", "real": "深圳市鲲鹏职业技能评价中心", "long": longestName, "unknown": uscc(999),
				"number": r.certs[0].Number, "name": testdb.Born(0).Name, "pairs": pasted(r.world), "unread": "S0000440123",
			})
		})
	}
}
