package api

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/document"
	"assay/internal/testdb"
	"assay/rule/access"
	"assay/skill"
)

// items are the rows of a list.
func (s *scene) items(who, path string) (out []doc) {
	s.t.Helper()
	for _, row := range s.do(who, "GET", path, nil)["items"].([]any) {
		out = append(out, row.(map[string]any))
	}
	return out
}

// planned files a plan with a session of each part.
func (s *scene) planned(body, site string) (plan string) {
	s.t.Helper()
	plan = s.do("clerk", "POST", "/plans", doc{
		"body": body, "site": site, "title": "样例批次", "occupation": "6-31-01-03", "level": "4",
	})["id"].(string)
	for part, hour := range map[string]string{"theory": "01", "operation": "02"} {
		s.do("clerk", "POST", "/plans/"+plan+"/sessions", doc{
			"part": part, "starts": "2026-11-23T" + hour + ":00:00Z", "ends": "2026-11-23T" + hour + ":59:00Z", "place": "第一考场",
		})
	}
	return plan
}

// entered sends a roster and photos, and decides on everybody: the last one is
// the reviewer's.
func (s *scene) entered(plan string, met int) (imported string) {
	s.t.Helper()
	got := s.ask("clerk", "POST", Prefix+"/plans/"+plan+"/roster?consents=2026-11", s.roster(met, 1))
	if got.status != 202 || !strings.HasPrefix(got.header.Get("Location"), Prefix+"/imports/") {
		s.t.Fatalf("%d %v %s", got.status, got.header, got.body)
	}
	now := s.do("clerk", "GET", strings.TrimPrefix(got.header.Get("Location"), Prefix), nil)
	if now["status"] != "finished" || now["rows"] != float64(met+1) {
		s.t.Fatalf("the import is %v", now)
	}
	if n := s.do("clerk", "POST", "/plans/"+plan+"/decide", nil); n["accepted"] != float64(met) || n["review"] != 1.0 {
		s.t.Fatalf("decided: %v", n)
	}
	open := s.items("reviewer", "/plans/"+plan+"/applications?outcome=review")[0]
	id := open["id"].(string)
	proof := s.do("clerk", "POST", "/applications/"+id+"/proofs", testdb.PDF("proof"))["hash"]
	finding := doc{"version": open["version"], "ground": "社保记录属实", "proof": proof}
	s.refused(403, "actor.denied", "clerk", "POST", "/applications/"+id+"/accept", finding)
	if now := s.do("reviewer", "POST", "/applications/"+id+"/accept", finding); now["status"] != "accepted" {
		s.t.Fatalf("reviewed: %v", now)
	}
	s.do("clerk", "POST", "/plans/"+plan+"/photos", s.photos(met+1))
	return now["id"].(string)
}

// remarked reads the remarks copy, which imports again as it is and finds
// everybody already there.
func (s *scene) remarked(imported string) {
	s.t.Helper()
	file := s.ask("clerk", "GET", Prefix+"/imports/"+imported+"/remarks.xlsx", nil)
	roster, err := document.OpenRoster(bytes.NewReader(file.body), int64(len(file.body)))
	s.must(err)
	defer roster.Close()
	rows := 0
	for _, err := range roster.Rows() {
		s.must(err)
		rows++
	}
	if now := s.do("clerk", "GET", "/imports/"+imported, nil); now["rows"] != float64(rows) || now["remarked"] != 1.0 {
		s.t.Errorf("a copy of %d rows for %v", rows, now)
	}
	s.refused(403, "actor.denied", "checker", "GET", "/imports/"+imported+"/remarks.xlsx", nil)
}

func (s *scene) photos(n int) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := range n {
		w, err := z.Create(testdb.Born(i).Document.Number.Reveal() + ".jpg")
		s.must(err)
		_, err = w.Write(photo(s.t))
		s.must(err)
	}
	s.must(z.Close())
	return out.Bytes()
}

// marked starts the exam, and fills the mark sheet in.
func (s *scene) marked(plan string) {
	s.t.Helper()
	s.do("clerk", "POST", "/plans/"+plan+"/start", nil)
	s.clock.Step(4 * 24 * time.Hour)
	sheet := s.ask("clerk", "GET", Prefix+"/plans/"+plan+"/marks.xlsx", nil)
	if _, err := document.ReadMarkSheet(bytes.NewReader(sheet.body), int64(len(sheet.body))); skill.ReasonOf(err) != "mark.none" {
		s.t.Fatalf("a fresh mark sheet: %v", err)
	}
	var rows []doc
	for _, sitting := range s.items("clerk", "/plans/"+plan+"/sittings?limit=500") {
		rows = append(rows, doc{"application": sitting["application"], "part": sitting["part"], "kind": "marked", "mark": "82.5"})
	}
	if n := s.do("clerk", "PUT", "/plans/"+plan+"/marks", doc{"rows": rows}); n["new"] != float64(len(rows)) {
		s.t.Fatalf("recorded: %v", n)
	}
	s.do("head", "POST", "/plans/"+plan+"/settle", nil)
	s.do("head", "POST", "/plans/"+plan+"/publicise", nil)
}

// confirmed carries the results up.
func (s *scene) confirmed(plan string) (report string) {
	s.t.Helper()
	s.clock.Step(20 * 24 * time.Hour)
	report = s.do("head", "POST", "/plans/"+plan+"/reports", nil)["id"].(string)
	s.refused(403, "actor.denied", "head", "POST", "/reports/"+report+"/check", nil)
	s.do("checker", "POST", "/reports/"+report+"/check", nil)
	if r := s.do("approver", "POST", "/reports/"+report+"/confirm", nil); r["status"] != "confirmed" || len(r["actions"].([]any)) != 0 {
		s.t.Fatalf("confirmed: %v", r)
	}
	return report
}

// issued issues what a report carries.
func (s *scene) issued(report string) []doc {
	s.t.Helper()
	if p := s.do("clerk", "POST", "/reports/"+report+"/prepare", nil); p["made"] != p["total"] {
		s.t.Fatalf("prepared: %v", p)
	}
	order := doc{"report": report}
	first := s.do("head", "POST", "/certificates/issue", order, key("issue-1"))
	again := s.ask("head", "POST", Prefix+"/certificates/issue", order, key("issue-1"))
	var repeated doc
	s.must(json.Unmarshal(again.body, &repeated))
	if fmt.Sprint(first) != fmt.Sprint(repeated) || again.header.Get("Idempotency-Replayed") != "true" {
		s.t.Errorf("the order again: %s, %v", again.body, again.header)
	}
	return s.items("head", "/certificates?report="+report+"&status=issued")
}

// The whole line, from a body's filing to a certificate that is revoked, through
// the API alone.
// Source: docs/architecture.md, Ways of one change; docs/rules.md, One evaluation.
func TestTheLine(t *testing.T) { eachScene(t, theLine) }

func theLine(s *scene) {
	t := s.t
	body, site := s.filed()
	plan := s.planned(body, site)
	imported := s.entered(plan, 2)
	s.remarked(imported)
	s.marked(plan)
	certs := s.issued(s.confirmed(plan))
	if len(certs) != 3 || certs[0]["number"] == "" || certs[0]["status"] != "issued" {
		t.Fatalf("issued: %v", certs)
	}
	id := certs[0]["id"].(string)
	statement := s.ask("head", "GET", Prefix+"/certificates/"+id+"/statement.json", nil)
	if statement.status != 200 || !bytes.Contains(statement.body, []byte(certs[0]["number"].(string))) {
		t.Errorf("statement: %d %s", statement.status, statement.body)
	}
	if s.api.Fonts.Text == nil {
		t.Log("no page is printed: the fonts are not there (make fonts)")
	} else if pdf := s.ask("head", "GET", Prefix+"/certificates/"+id+"/certificate.pdf", nil); pdf.status != 200 || !bytes.HasPrefix(pdf.body, []byte("%PDF-")) {
		t.Errorf("page: %d %.200s", pdf.status, pdf.body)
	}
	s.refused(403, "actor.denied", "head", "POST", "/certificates/"+id+"/revoke", doc{"ground": "凭虚假材料取得"})
	if c := s.do("approver", "POST", "/certificates/"+id+"/revoke", doc{"ground": "凭虚假材料取得"}); c["status"] != "revoked" {
		t.Errorf("revoked: %v", c)
	}
	list := s.ask("", "GET", Prefix+"/status-list.json", nil)
	if !bytes.Contains(list.body, []byte(certs[0]["number"].(string))) {
		t.Errorf("the list of what is not in force lacks it: %s", list.body)
	}
	s.refused(409, "issuance.not_in_force", "head", "GET", "/certificates/"+id+"/certificate.pdf", nil)
}

// A key changes nothing twice: the same request is answered by what it made, and
// another request under the key is refused.
func TestKeys(t *testing.T) { eachScene(t, keys) }

func keys(s *scene) {
	t := s.t
	body, site := s.filed()
	draft := doc{"body": body, "site": site, "title": "样例批次", "occupation": "6-31-01-03", "level": "4"}
	first := s.do("clerk", "POST", "/plans", draft, key("plan-1"))
	again := s.ask("clerk", "POST", Prefix+"/plans", draft, key("plan-1"))
	if again.status != 201 || again.header.Get("Idempotency-Replayed") != "true" || !bytes.Contains(again.body, []byte(first["id"].(string))) {
		t.Errorf("again: %d %s %v", again.status, again.body, again.header)
	}
	if n := len(s.items("clerk", "/plans")); n != 1 {
		t.Errorf("there are %d plans", n)
	}
	draft["title"] = "另一批次"
	s.refused(409, "key.reused", "clerk", "POST", "/plans", draft, key("plan-1"))
	s.do("head", "POST", "/plans", draft, key("plan-1")) // another person's key
	s.refused(400, "request.key", "clerk", "POST", "/plans", draft, key(strings.Repeat("x", 200)))

	id := first["id"].(string)
	s.do("clerk", "POST", "/plans/"+id+"/cancel", doc{"ground": "报名人数不足"}, key("cancel-1"))
	if p := s.do("clerk", "POST", "/plans/"+id+"/cancel", doc{"ground": "报名人数不足"}, key("cancel-1")); p["status"] != "cancelled" {
		t.Errorf("cancelled again: %v", p)
	}
	s.refused(409, "plan.wrong_state", "clerk", "POST", "/plans/"+id+"/cancel", doc{"ground": "报名人数不足"})

	s.do("clerk", "POST", "/tokens", doc{"label": "导出", "days": 3}, key("token-1"))
	s.refused(409, "token.shown_once", "clerk", "POST", "/tokens", doc{"label": "导出", "days": 3}, key("token-1"))
}

// Another organisation's id is not there, whatever is asked of it; who may do a
// thing nowhere is told so, whether it is there or not.
func TestStrangersFindNothing(t *testing.T) {
	s := newScene(t)
	body, site := s.filed()
	plan := s.planned(body, site)
	imported := s.entered(plan, 1)
	s.marked(plan)
	report := s.confirmed(plan)
	cert := s.issued(report)[0]["id"].(string)
	application := s.items("clerk", "/plans/"+plan+"/applications")[0]["id"].(string)
	result := s.items("clerk", "/plans/"+plan+"/results")[0]["id"].(string)
	ids := map[string]string{
		"bodies": body, "plans": plan, "applications": application, "results": result, "reports": report, "certificates": cert,
		"persons": s.people["clerk"], "imports": imported,
	}
	asked := 0
	stranger, err := s.api.Identity.Actor(t.Context(), s.tokens["stranger"])
	s.must(err)
	for _, op := range s.api.Operations() {
		area := strings.Split(strings.TrimPrefix(op[2], Prefix+"/"), "/")[0]
		if !strings.Contains(op[2], "{id}") || ids[area] == "" {
			continue
		}
		asked++
		path := strings.Replace(op[2], "{id}", ids[area], 1)
		got := s.ask("stranger", op[1], path, "{}")
		code := problemIn(t, got).Code
		if _, err := access.Viewer(stranger, access.Op(op[0])); code != string(skill.NotFound) && (err == nil || code != string(skill.CodeOf(err))) {
			t.Errorf("%s: %d %s", got.asked, got.status, got.body)
		}
	}
	if asked < 30 {
		t.Errorf("only %d operations were asked", asked)
	}
	for _, path := range []string{"/plans", "/bodies", "/reports", "/certificates"} {
		if rows := s.items("stranger", path); len(rows) != 0 {
			t.Errorf("%s shows a stranger %v", path, rows)
		}
	}
}

// Bad input is refused with its place and the remedy, and nothing half done.
func TestRefusals(t *testing.T) {
	s := newScene(t)
	body, site := s.filed()
	plan := s.planned(body, site)
	for _, c := range []struct {
		name, method, path string
		body               any
		status             int
		reason, field      string
	}{
		{"an unknown field", "POST", "/plans", `{"bodi":"x"}`, 400, "json.unknown_field", "bodi"},
		{"the same key twice", "POST", "/plans", `{"body":"x","body":"y"}`, 400, "json.duplicate", "body"},
		{"no JSON", "POST", "/plans", `{"body"`, 400, "json.syntax", ""},
		{"a body too large", "POST", "/plans", `{"body":"` + strings.Repeat("x", jsonLimit) + `"}`, 413, "request.too_large", ""},
		{"an unknown parameter", "GET", "/plans?bodi=x", nil, 400, "request.parameter", "query"},
		{"a limit that is none", "GET", "/plans?limit=1000", nil, 400, "request.limit", "query.limit"},
		{"a level that is none", "POST", "/plans", `{"level":"9"}`, 400, "level.unknown", "level"},
		{"a mark beyond the scale", "PUT", "/plans/" + plan + "/marks", `{"rows":[{"application":"x","part":"theory","kind":"marked","mark":"100.5"}]}`, 400, "mark.unreadable", "rows[0].mark"},
		{"an impossible date", "POST", "/eligibility", `{"occupation":"6-31-01-03","dossier":{"born":"1990-02-30"}}`, 400, "date.unreadable", "dossier.born"},
		{"a judgement that nobody may attest", "POST", "/eligibility", `{"occupation":"6-31-01-03","dossier":{"born":"1990-02-03","attested":["teaching"]}}`, 400, "dossier.attested.denied", "dossier.attested"},
		{"a roster that is no workbook", "POST", "/plans/" + plan + "/roster?consents=2026-11", []byte("姓名,证件号码\n"), 400, "", ""},
	} {
		got := s.ask("clerk", c.method, Prefix+c.path, c.body)
		p := problemIn(t, got)
		field := ""
		if len(p.Errors) > 0 {
			field = p.Errors[0].Path
		}
		if got.status != c.status || c.reason != "" && p.Reason != c.reason || c.field != "" && field != c.field {
			t.Errorf("%s: %d %s", c.name, got.status, got.body)
		}
	}
	s.refused(404, "operation.missing", "clerk", "GET", "/plan", nil)
	if got := s.ask("clerk", "DELETE", Prefix+"/plans/"+plan, nil); got.status != 405 || got.header.Get("Allow") != "GET" || problemIn(t, got).Reason != "request.method" {
		t.Errorf("a method that is not there: %d %v %s", got.status, got.header, got.body)
	}
	got := s.ask("", "GET", Prefix+"/plans", nil)
	if p := problemIn(t, got); got.status != 401 || p.Reason != "token.missing" || got.header.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("without a token: %d %s", got.status, got.body)
	}
	s.tokens["nobody"] = "assay_guess"
	s.refused(401, "token.unknown", "nobody", "GET", "/plans", nil)
	s.refused(415, "request.media_type", "clerk", "POST", "/plans", "{}", media("text/plain"))
}

// What is said against a result holds back that one alone; the reviewer reads
// it, and a mark is corrected by two persons.
func TestObjectionAndCorrection(t *testing.T) {
	s := newScene(t)
	body, site := s.filed()
	plan := s.planned(body, site)
	s.entered(plan, 1)
	s.marked(plan)
	result := s.items("clerk", "/plans/"+plan+"/results")[0]
	id, application := result["id"].(string), result["application"].(string)
	said := s.do("clerk", "POST", "/results/"+id+"/objections", doc{"text": "操作技能的评分有误"}, key("objection-1"))
	again := s.do("clerk", "POST", "/results/"+id+"/objections", doc{"text": "操作技能的评分有误"}, key("objection-1"))
	if again["id"] != said["id"] {
		t.Errorf("the same objection twice: %v, %v", said, again)
	}
	objection := said["id"].(string)
	if o := s.do("reviewer", "GET", "/objections/"+objection, nil); o["text"] != "操作技能的评分有误" {
		t.Errorf("the reviewer reads %v", o)
	}
	s.refused(404, "objection.not_found", "head", "GET", "/objections/"+objection, nil)
	s.do("reviewer", "POST", "/objections/"+objection+"/uphold", doc{"ground": "复核评分表属实"})
	var sitting string
	for _, x := range s.items("clerk", "/plans/"+plan+"/sittings") {
		if x["application"] == application && x["part"] == "operation" {
			sitting = x["id"].(string)
		}
	}
	draft := doc{"sitting": sitting, "kind": "marked", "mark": "91", "ground": "复核评分表后更正"}
	correction := s.do("clerk", "POST", "/results/"+id+"/corrections", draft)["id"].(string)
	if got := s.ask("clerk", "POST", Prefix+"/corrections/"+correction+"/approve", nil); got.status != 403 && got.status != 422 {
		t.Errorf("who proposed it approves it: %d %s", got.status, got.body)
	}
	if c := s.do("head", "POST", "/corrections/"+correction+"/approve", nil); c["status"] != "applied" {
		t.Errorf("corrected: %v", c)
	}
	if r := s.do("clerk", "GET", "/results/"+id, nil); r["status"] != "settled" || !strings.Contains(fmt.Sprint(r["scores"]), "mark:91") {
		t.Errorf("settled anew: %v", r)
	}
}

// A place is given to another candidate by a roster of one row.
func TestSubstitute(t *testing.T) {
	s := newScene(t)
	body, site := s.filed()
	plan := s.planned(body, site)
	s.entered(plan, 1)
	id := s.items("clerk", "/plans/"+plan+"/applications?status=accepted&limit=1")[0]["id"].(string)
	path := "/applications/" + id + "/substitute?consents=2026-11&reason=" + "%E6%8D%A2%E4%BA%BA"
	s.refused(400, "substitute.one_row", "clerk", "POST", path, s.roster(3, 0))
	next := sheets{}
	next.add(7, true)
	file := next.file(s)
	if now := s.do("clerk", "POST", path, file, key("place-1")); now["name"] != testdb.Born(7).Name || now["status"] != "entered" {
		t.Errorf("the place is given to %v", now)
	}
	s.refused(409, "key.answered", "clerk", "POST", path, file, key("place-1"))
	s.refused(409, "application.wrong_state", "clerk", "POST", path, file)
	if old := s.do("clerk", "GET", "/applications/"+id, nil); old["status"] != "substituted" {
		t.Errorf("the first one is %v", old)
	}
}
