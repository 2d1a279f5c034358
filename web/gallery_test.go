package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"assay/internal/httpx"
	"assay/internal/testdb"
	"assay/locale"
	"assay/office/accreditation"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// The longest that is met: an occupation of the catalogue and one of thirty
// characters, a name of twenty-five, a body of forty.
const (
	longOccupation     = skill.OccupationCode("2-02-01-02")
	longOccupationName = "样例职业地球物理地球化学与遥感勘查工程及海洋资源开发利用技术人员"
	longPersonName     = "样例买买提吐尔逊·阿卜杜热合曼江·阿不都克里木江"
	longBodyName       = "样例省样例自治州高新技术产业开发区智能制造与新能源职业技能等级评价中心有限责任公司"
)

// A stop is one page as somebody comes to it: by its address, or by a form that is
// sent to it.
type stop struct {
	Name   string      `json:"name"`
	Path   string      `json:"path"`
	Form   [][2]string `json:"form,omitempty"`
	Who    string      `json:"who,omitempty"`  // whose browser; empty is a stranger's
	Site   string      `json:"site,omitempty"` // another site over the same records
	Status int         `json:"status"`
	title  [2]string   // of its picture in Chinese and English; empty where there is none
}

// A gallery is a site with something on every page, the longest names among it,
// and with browsers of people for whom there is nothing.
type gallery struct {
	*hall
	base  string
	sites map[string]string
	who   map[string]map[string]string // cookies
	stops []stop
}

// newGallery fills the site. Its pages are the same in each run, but for ids.
func newGallery(t *testing.T, lang locale.Lang) *gallery {
	t.Helper()
	h, base, _ := journeyWith(t, nil)
	g := &gallery{hall: h, base: base, sites: map[string]string{}, who: map[string]map[string]string{}}
	batch := h.opens(t)
	h.site.Contact, h.site.Elsewhere, h.site.Bodies = "样例省职业技能鉴定指导中心，电话 000-00000000", "zscx.osta.org.cn", "pjjg.osta.org.cn"
	h.site.Fonts = shippedFonts(t)
	g.others(t)
	g.strangers(g.register(), batch)
	g.entries(lang)
	g.applying(batch, lang)
	g.holders(batch, lang)
	return g
}

// others are the same site where it is asked too often, and where its records
// cannot be read.
func (g *gallery) others(t *testing.T) {
	hurried := *g.site
	hurried.Limiter, hurried.Lookups = httpx.NewLimiter(0, 0), httpx.NewLimiter(0, 0)
	mux := http.NewServeMux()
	hurried.Routes(mux)
	front := httpx.Front{Log: hurried.Log, Now: g.clock.Now, Fail: hurried.Fail, NewID: func() string { return "r-0001" }}
	down := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithCancel(r.Context())
		stop()
		g.ServeHTTP(w, r.WithContext(ctx))
	})
	for name, handler := range map[string]http.Handler{"hurried": front.Wrap(mux), "down": down} {
		s := httptest.NewServer(handler)
		t.Cleanup(s.Close)
		g.sites[name] = s.URL
	}
}

func (g *gallery) add(stops ...stop) {
	for _, s := range stops {
		if s.Status == 0 {
			s.Status = http.StatusOK
		}
		if s.Form == nil {
			s.Path = escaped(s.Path)
		}
		g.stops = append(g.stops, s)
	}
}

// register files bodies to be looked up.
func (g *gallery) register() *register {
	approver := skill.Actor{Person: "0", Strong: true, Grants: []skill.Grant{{Role: skill.RoleCentreApprover, Path: "/"}}}
	r := &register{
		world: &world{store: g.store, clock: g.clock}, t: g.t, by: store.By{Actor: approver},
		filer: &accreditation.Desk{Store: g.store, Schemes: reference.NumberSchemes()},
	}
	r.file("深圳市鲲鹏职业技能评价中心", "/44/4403/")
	r.suspend(r.file("深圳市昆鹏职业技能评价中心", "/44/4403/"))
	r.file(longBodyName, "/53/")
	return r
}

// long is the batch again, of the body and for the occupation with the longest
// names.
func (g *gallery) long(b testdb.Batch) testdb.Batch {
	body, err := store.One(g.t.Context(), g.store.Unscoped(), store.Bodies{USCC: uscc(3)})
	if err != nil {
		g.t.Fatal(err)
	}
	testdb.Update(g.t, g.store, func(ctx context.Context, tx *store.Tx) error {
		b.Body, b.OccupationName = body, longOccupationName
		b.Site = skill.Site{ID: skill.SiteID(tx.NewID()), Body: body.ID, Path: body.Path, Name: "样例自治州高新技术产业开发区第一分校南校区实训楼考点", Serial: "999999"}
		b.Scope = skill.Scope{
			ID: skill.ScopeID(tx.NewID()), Body: body.ID, Path: body.Path, Site: b.Site.ID, Occupation: longOccupation, Level: skill.Level3,
			Period: day.Period{From: day.Must("2025-01-01"), To: day.Must("2028-12-31")},
		}
		b.Plan.ID, b.Plan.Body, b.Plan.Site, b.Plan.Path = skill.PlanID(tx.NewID()), body.ID, b.Site.ID, body.Path
		b.Plan.Title, b.Plan.Occupation, b.Plan.Level = strings.Repeat("很长的批次名称", 6), longOccupation, skill.Level3
		b.Plan.Status, b.Plan.Version = "", 0
		if err := store.Add(ctx, tx, &b.Site); err != nil {
			return err
		}
		if err := store.Add(ctx, tx, &b.Scope); err != nil {
			return err
		}
		m, err := b.Plan.File(skill.Standing{Body: body, Scopes: []skill.Scope{b.Scope}}, tx.Today())
		if err == nil {
			b.Plan, err = store.MoveOne(ctx, tx, b.Plan, m)
		}
		return err
	})
	return b
}

// certified is a certificate of the batch for somebody with the longest name.
func (g *gallery) certified(long testdb.Batch, n int) skill.Certificate {
	apps := long.Enter(g.t, g.store, n, 1)
	testdb.Update(g.t, g.store, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Person(ctx, apps[0].Person)
		if err != nil {
			return err
		}
		p.Name = longPersonName
		return store.Change(ctx, tx, "correct", &p)
	})
	return long.Issue(g.t, g.store, apps, n)[0]
}

// strangers' pages, with certificates that are in force, revoked and forged.
func (g *gallery) strangers(r *register, batch testdb.Batch) {
	w := r.world
	w.certs = batch.Issue(g.t, g.store, batch.Enter(g.t, g.store, 0, 3), 1)
	testdb.End(g.t, g.store, w.certs[1], skill.Certificate.Revoke)
	testdb.End(g.t, g.store, w.certs[2], skill.Certificate.Replace)
	long := g.long(batch)
	certificate := g.certified(long, 90)
	announced := g.announced(batch, nil)
	longest := g.announced(long, func(a *skill.Announcement) {
		a.Title, a.Place, a.Words = strings.Repeat("很长的公告标题", 15), strings.Repeat("很远的地方", 20), "请携带身份证件原件。"
	})
	name, tail := testdb.Born(0).Name, w.tail(g.t, 0)
	verify := func(n int, who string) [][2]string { return [][2]string{{"number", w.certs[n].Number}, {"name", who}} }
	g.add(
		stop{Name: "home", Path: "/", title: [2]string{"首页", "Home"}},
		stop{Name: "compare", Path: "/compare"},
		stop{Name: "privacy", Path: "/privacy"},
		stop{Name: "verify", Path: "/verify", title: [2]string{"查验证书", "Checking a certificate"}},
		stop{Name: "verify-document", Path: "/verify?by=document"},
		stop{Name: "verify-good", Path: "/verify", Form: verify(0, name), title: [2]string{"查验结果：有效", "The answer: in force"}},
		stop{Name: "verify-long", Path: "/verify", Form: [][2]string{{"number", certificate.Number}, {"name", longPersonName}}},
		stop{Name: "verify-revoked", Path: "/verify", Form: verify(1, testdb.Born(1).Name), title: [2]string{"查验结果：已撤销", "The answer: revoked"}},
		stop{Name: "verify-none", Path: "/verify", Form: verify(0, "某人"), title: [2]string{"查验结果：没有查到", "The answer: none found"}},
		stop{Name: "verify-wrong", Path: "/verify", Form: [][2]string{{"number", "S0000"}, {"name", name}}, Status: 400},
		stop{Name: "verify-unsure", Path: "/verify", Form: verify(0, name), Site: "down", Status: 503},
		stop{Name: "verify-hurried", Path: "/verify", Form: verify(0, name), Site: "hurried", Status: 429},
		stop{Name: "scanned", Path: "/Q/" + tail, title: [2]string{"扫码结果", "A scanned code"}},
		stop{Name: "scanned-revoked", Path: "/Q/" + w.tail(g.t, 1)},
		stop{Name: "scanned-forged", Path: "/q/" + tail[:len(tail)-9] + "A" + tail[len(tail)-8:], title: [2]string{"扫码结果：伪造", "A forged code"}},
		stop{Name: "scanned-same", Path: "/Q/" + tail, Form: [][2]string{{"name", name}}},
		stop{Name: "batch", Path: "/verify/batch"},
		stop{Name: "batch-answer", Path: "/verify/batch", Form: [][2]string{{"pairs", strings.Join(strings.Split(pasted(w), "\n")[:7], "\n")}}, title: [2]string{"批量查验结果", "A batch that was checked"}},
		stop{Name: "announcements", Path: "/announcements", title: [2]string{"考试公告", "Announcements"}},
		stop{Name: "announcements-none", Path: "/announcements?level=1"},
		stop{Name: "announcement", Path: "/announcements/" + string(announced.ID), title: [2]string{"一场考试", "One exam"}},
		stop{Name: "announcement-long", Path: "/announcements/" + string(longest.ID)},
		stop{Name: "occupations", Path: "/occupations"},
		stop{Name: "occupations-found", Path: "/occupations?word=工程技术人员"},
		stop{Name: "occupations-none", Path: "/occupations?word=无此职业"},
		stop{Name: "occupation", Path: "/occupations/6-31-01-03", title: [2]string{"一个职业", "One occupation"}},
		stop{Name: "occupation-long", Path: "/occupations/" + string(longOccupation)},
		stop{Name: "eligibility", Path: "/eligibility?occupation=6-31-01-03"},
		stop{Name: "eligibility-unmet", Path: "/eligibility", Form: [][2]string{{"occupation", "电工"}, {"level", "4"}, {"born", "1990-05-05"}, {"work_from", "2022-03-01"}},
			title: [2]string{"申报条件自查", "May I apply?"}},
		stop{Name: "eligibility-all", Path: "/eligibility", Form: [][2]string{{"occupation", string(longOccupation)}, {"born", "1990-05-05"}, {"held", "4"}, {"held_on", "2022-11-01"},
			{"work_from", "2016-01-01"}, {"school", "junior-college"}, {"major", "related"}, {"graduated", "2012-07-01"}, {"grade", "junior"}, {"grade_on", "2020-01-01"}}},
		stop{Name: "eligibility-more", Path: "/eligibility", Form: [][2]string{{"occupation", "电工"}, {"born", "1990-05-05"}, {"work_from", "2016-01-01"}, {"n_held", "2"}, {"add", "work"}}},
		stop{Name: "eligibility-wrong", Path: "/eligibility", Form: [][2]string{{"occupation", "无此职业"}, {"born", ""}, {"work_from", "2027-01-01"}, {"work_to", "x"}}, Status: 400},
		stop{Name: "bodies", Path: "/bodies", title: [2]string{"机构名录", "The register of bodies"}},
		stop{Name: "bodies-alike", Path: "/bodies?name=中国深圳鲲鹏职业技能鉴定中心", title: [2]string{"名称相近的机构", "A name that leans on another's"}},
		stop{Name: "bodies-long", Path: "/bodies?name=" + longBodyName},
		stop{Name: "bodies-none", Path: "/bodies?region=35&occupation=6-31-01-03&level=4&in_scope=yes"},
		stop{Name: "body", Path: "/bodies/" + uscc(1) + "?occupation=6-31-01-03&level=4", title: [2]string{"一家机构", "One body"}},
		stop{Name: "body-suspended", Path: "/bodies/" + uscc(2)},
		stop{Name: "body-long", Path: "/bodies/" + uscc(3)},
		stop{Name: "missing", Path: "/nowhere", Status: 404},
		stop{Name: "fault", Path: "/bodies?name=鲲鹏", Site: "down", Status: 500},
		stop{Name: "hurried", Path: "/bodies?name=鲲鹏", Site: "hurried", Status: 429},
	)
}

// opened gives a browser under a name, in the language of the walk.
func (g *gallery) opened(name string, lang locale.Lang) *browser {
	b := g.browser()
	b.lang, b.agent = lang, "Mozilla/5.0 (Android) Chrome/156"
	g.who[name] = b.cookies
	return b
}

// registered is a browser in which a new account is open.
func (g *gallery) registered(name string, lang locale.Lang) *browser {
	b, _, _ := g.registers(goodPassword)
	b.lang = lang
	g.who[name] = b.cookies
	return b
}

// joined is a browser of somebody who is known.
func (g *gallery) joined(name string, lang locale.Lang, p skill.PersonID) *browser {
	b := g.registered(name, lang)
	b.own(p)
	return b
}

// born enters a person of that name.
func (g *gallery) born(n int, name string) (p skill.Person) {
	testdb.Update(g.t, g.store, func(ctx context.Context, tx *store.Tx) error {
		p = testdb.Born(n)
		p.ID, p.Name = skill.PersonID(tx.NewID()), name
		return store.Add(ctx, tx, &p)
	})
	return p
}

// entries are the pages by which people come in, and those of an account.
func (g *gallery) entries(lang locale.Lang) {
	for name, page := range map[string]string{"signing": "/sign-in/code", "registering": "/register", "recovering": "/recover"} {
		g.drain()
		g.opened(name, lang).post(page, "to", g.newPhone())
	}
	b := g.registered("secured", lang)
	login := b.login()
	b.secures()
	g.opened("second", lang).signs(login, goodPassword).leads("/sign-in/second")
	g.add(
		stop{Name: "sign-in", Path: "/sign-in", title: [2]string{"登录", "Signing in"}},
		stop{Name: "sign-in-wrong", Path: "/sign-in", Form: [][2]string{{"name", "yang"}, {"secret", "wrong"}}, Status: 401},
		stop{Name: "sign-in-code", Path: "/sign-in/code"},
		stop{Name: "sign-in-code-enter", Path: "/sign-in/code/enter", Who: "signing"},
		stop{Name: "sign-in-second", Path: "/sign-in/second", Who: "second", title: [2]string{"第二重验证", "The second factor"}},
		stop{Name: "register", Path: "/register", title: [2]string{"注册", "Registering"}},
		stop{Name: "register-enter", Path: "/register/enter", Who: "registering"},
		stop{Name: "recover", Path: "/recover"},
		stop{Name: "recover-enter", Path: "/recover/enter", Who: "recovering"},
		stop{Name: "account", Path: "/account", Who: "secured", title: [2]string{"账户与安全", "The account"}},
		stop{Name: "setting", Path: "/account/second", Form: [][2]string{{"proof", goodPassword}}, Who: "second-less"},
	)
	g.registered("second-less", lang)
	for _, page := range []string{"password", "second", "second/drop", "recovery-codes", "contact", "contact/drop", "provider", "provider/drop", "passkeys", "passkeys/drop", "join", "close"} {
		g.add(stop{Name: "account-" + strings.ReplaceAll(page, "/", "-"), Path: "/account/" + page, Who: "secured"})
	}
	g.add(stop{Name: "account-messages", Path: "/account/messages", Who: "secured", title: [2]string{"通知", "Messages"}})
	g.registered("reaching", lang).post("/account/contact", "proof", goodPassword, "to", "yang@example.org")
	g.add(stop{Name: "account-contact-enter", Path: "/account/contact/enter", Who: "reaching"})
	g.registered("unjoined", lang)
	for _, page := range []string{"", "/applications", "/dossier", "/path", "/results", "/certificates"} {
		g.add(stop{Name: "unjoined" + strings.ReplaceAll(page, "/", "-"), Path: "/my" + page, Who: "unjoined"})
	}
}

// applying is somebody with the longest names who applies, and one whose
// application is a draft.
func (g *gallery) applying(batch testdb.Batch, lang locale.Lang) {
	b := g.joined("applying", lang, g.born(70, longPersonName).ID)
	g.add(
		stop{Name: "my", Path: "/my", Who: "applying", title: [2]string{"我的", "My pages"}},
		stop{Name: "apply", Path: "/my/applications/new?plan=" + string(batch.Plan.ID), Who: "applying", title: [2]string{"开始申报", "Beginning an application"}},
		stop{Name: "apply-wrong", Path: "/my/applications/new", Form: [][2]string{{"plan", string(batch.Plan.ID)}}, Who: "applying", Status: 400},
	)
	b.tells("employment", "from", "2015-01-01", "occupation", "电工", "relation", "same", "employer", longBodyName).leads("/my/dossier?done=kept")
	b.tells("education", "school", "junior-college", "major", "related", "graduated", "2012-07-01")
	b.tells("certificates", "certificate_kind", "skill-level", "occupation", string(longOccupation), "relation", "related", "level", "5", "issued", "2013-01-01")
	sent, draft := b.begins(batch.Plan.ID), ""
	for _, m := range []string{"registration-form", "id-copy", "work-proof"} {
		b.uploads(sent+"/materials/"+m, testdb.PDF(m)).leads(sent + "?done=attached")
	}
	b.uploads(sent+"/materials/photo", portrait(g.t)).leads(sent + "?done=attached")
	b.post(sent + "/check").leads(sent + "?done=submitted")
	other := g.joined("drafting", lang, g.born(71, "样例草").ID)
	other.tells("employment", "from", "2025-01-01", "occupation", "电工", "relation", "same")
	draft = other.begins(batch.Plan.ID)
	other.uploads(draft+"/materials/id-copy", testdb.PDF("id")).leads(draft + "?done=attached")
	other.uploads(draft+"/materials/photo", portrait(g.t)).leads(draft + "?done=attached")
	g.add(
		stop{Name: "applications", Path: "/my/applications", Who: "applying", title: [2]string{"我的申报", "My applications"}},
		stop{Name: "applied", Path: sent, Who: "applying", title: [2]string{"申报的进度", "An application on its way"}},
		stop{Name: "withdraw", Path: sent + "/withdraw", Who: "applying"},
		stop{Name: "dossier", Path: "/my/dossier", Who: "applying", title: [2]string{"个人档案", "My file"}},
		stop{Name: "path", Path: "/my/path?occupation=6-31-01-03", Who: "applying", title: [2]string{"我的路径", "Which level is open to me"}},
		stop{Name: "path-wrong", Path: "/my/path?occupation=无此职业", Who: "applying", Status: 400},
		stop{Name: "draft", Path: draft, Who: "drafting", title: [2]string{"没有提交的申报", "A draft"}},
		stop{Name: "consent", Path: draft + "/consent", Who: "drafting"},
		stop{Name: "material", Path: draft + "/materials/id-copy", Who: "drafting"},
		stop{Name: "material-photo", Path: draft + "/materials/photo", Who: "drafting", title: [2]string{"上传照片", "The photo"}},
		stop{Name: "check", Path: draft + "/check", Who: "drafting", title: [2]string{"核对申报内容", "Check your answers"}},
		stop{Name: "check-refused", Path: draft + "/check", Form: [][2]string{{"x", "x"}}, Who: "drafting", Status: 422},
		stop{Name: "foreign", Path: draft, Who: "applying", Status: 404},
	)
	for _, one := range subjects() {
		g.add(stop{Name: "dossier-" + one.key, Path: "/my/dossier/" + one.key, Who: "applying"})
	}
}

// holders have certificates and results, or nothing yet.
func (g *gallery) holders(batch testdb.Batch, lang locale.Lang) {
	apps := batch.Enter(g.t, g.store, 80, 3)
	batch.Issue(g.t, g.store, apps[:1], 501)
	result := publicised(g.t, g.hall, batch, apps[1])
	g.joined("holding", lang, apps[0].Person)
	g.joined("awaiting", lang, apps[1].Person)
	g.joined("new", lang, apps[2].Person)
	g.add(
		stop{Name: "certificates", Path: "/my/certificates", Who: "holding", title: [2]string{"我的证书", "My certificates"}},
		stop{Name: "certificates-none", Path: "/my/certificates", Who: "new"},
		stop{Name: "results", Path: "/my/results", Who: "awaiting", title: [2]string{"我的成绩", "My results"}},
		stop{Name: "results-none", Path: "/my/results", Who: "new"},
		stop{Name: "review", Path: "/my/results/" + string(result) + "/review", Who: "awaiting"},
		stop{Name: "object", Path: "/my/results/" + string(result) + "/object", Who: "awaiting"},
		stop{Name: "object-wrong", Path: "/my/results/" + string(result) + "/object", Form: [][2]string{{"text", " "}}, Who: "awaiting", Status: 400},
		stop{Name: "accepted", Path: "/my/applications/" + string(apps[1].ID), Who: "awaiting"},
		stop{Name: "object-foreign", Path: "/my/results/" + string(result) + "/object", Form: [][2]string{{"text", "x"}}, Who: "new", Status: 403},
		stop{Name: "applications-none", Path: "/my/applications", Who: "second-less"},
	)
}

// notVisited are pages without a look of their own.
var notVisited = map[string]string{
	"/sign-in/provider":                "it leads to somebody else's site",
	"/my/applications/{id}/ticket.pdf": "it is a file",
	ProviderBack:                       "it is where that site leads back",
}

// TestGallery looks at every page there is on a phone, in both languages, with the
// longest names and with nothing to show: nothing may scroll sideways, break a
// rule of axe's, be too small for a finger, or leave the focus elsewhere than at
// what is wrong. With ASSAY_SHOTS it leaves pictures, of a desk's screen too;
// ASSAY_STOP looks at the stop of that name alone.
func TestGallery(t *testing.T) {
	node, browser := journeyTools(t)
	for _, lang := range locale.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			g := newGallery(t, lang)
			shots := os.Getenv("ASSAY_SHOTS")
			run(t, node, "journey/gallery.mjs", g.plan(browser, lang, map[string]any{"screen": "phone", "axe": true, "shots": shots}))
			if shots != "" {
				g = newGallery(t, lang)
				run(t, node, "journey/gallery.mjs", g.plan(browser, lang, map[string]any{"screen": "desk", "shots": shots}))
			}
		})
	}
}

func (g *gallery) plan(browser string, lang locale.Lang, more map[string]any) map[string]any {
	plan := map[string]any{"chromium": browser, "lang": lang, "base": g.base, "sites": g.sites, "who": g.who, "stops": g.stops, "only": os.Getenv("ASSAY_STOP"), "accept": map[locale.Lang]string{"zh": "zh-CN,zh;q=0.9", "en": "en-GB,en;q=0.9"}[lang]}
	for k, v := range more {
		plan[k] = v
	}
	return plan
}

// TestTheGalleryIsComplete fails where a page of the site is not visited.
func TestTheGalleryIsComplete(t *testing.T) {
	g := newGallery(t, locale.Zh)
	mux, open := http.NewServeMux(), []string{}
	for _, d := range g.site.doors() {
		if _, out := notVisited[d.path]; !out && d.method == http.MethodGet {
			open = append(open, d.path)
			mux.Handle("GET "+d.path, http.NotFoundHandler())
		}
	}
	for _, s := range g.stops {
		if s.Form == nil {
			_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, s.Path, nil))
			open = slices.DeleteFunc(open, func(p string) bool { return "GET "+p == pattern })
		}
	}
	if len(open) > 0 {
		t.Errorf("nobody looks at %s", open)
	}
}
