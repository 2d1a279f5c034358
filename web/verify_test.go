package web

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/internal/testdb"
	"assay/locale"
)

func (w *world) json(body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/verify", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	return w.send(r, locale.Zh)
}

// TestJSON holds what programs are told.
func TestJSON(t *testing.T) {
	w := newWorld(t)
	name := testdb.Born(0).Name
	got := w.json(`{"number":"` + w.certs[0].Number + `","name":"` + name + `"}`)
	want := `{"outcome":"match","asked":"2026-11-20T01:00:00Z","reference":"` + referenceIn(t, got.Body.Bytes()) + `","more":false,"certificates":[` +
		`{"number":"S000044012345264000001","masked":false,"occupation":"6-31-01-03","occupation_name":"电工","specialty":"","level":"4",` +
		`"level_name":{"zh":"四级/中级工","en":"Level 4"},"body":"样例省示范评价机构","body_code":"91440000MA0000007P","in_scope":"yes","issued":"2026-11-20","status":"in-force","since":"2026-11-20","specimen":false}]}` + "\n"
	if diff := cmp.Diff(want, got.Body.String()); diff != "" || got.Code != 200 || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d (-want +got):\n%s", got.Code, diff)
	}
	for _, c := range []struct {
		name, body string
		status     int
		want       string
	}{
		{"a wrong name", `{"number":"` + w.certs[0].Number + `","name":"某人"}`, 200, `"outcome":"none"`},
		{"an unknown number", `{"number":"S000044012345264999999","name":"某人"}`, 200, `"outcome":"none"`},
		{"a revoked one", `{"number":"` + w.certs[1].Number + `","name":"` + testdb.Born(1).Name + `"}`, 200, `"status":"revoked"`},
		{"by document", `{"document":"` + testdb.Born(0).Document.Number.Reveal() + `","name":"` + name + `"}`, 200, `"number":"0001","masked":true`},
		{"an unknown field", `{"number":"1","holder":"某人"}`, 400, `"reason":"json.`},
		{"the same key twice", `{"number":"1","number":"2","name":"某人"}`, 400, `"reason":"json.`},
		{"no number", `{"name":"某人"}`, 400, `"errors":[{"path":"number","reason":"verify.number.empty"`},
		{"too large", `{"name":"` + strings.Repeat("某", 9000) + `"}`, 413, `"reason":"request.too_large"`},
		{"cut off", `{"name":`, 400, `"status":400`},
	} {
		got := w.json(c.body)
		if got.Code != c.status || !strings.Contains(got.Body.String(), c.want) || !json.Valid(got.Body.Bytes()) {
			t.Errorf("%s: %d %s", c.name, got.Code, got.Body)
		}
	}
}

// TestProgramsGetProblems: where programs ask, a fault is told in their form,
// whatever they sent.
func TestProgramsGetProblems(t *testing.T) {
	got := newWorld(t).get("/api/v1/none", locale.En)
	if kind := got.Header().Get("Content-Type"); got.Code != 404 || kind != "application/problem+json" || !json.Valid(got.Body.Bytes()) {
		t.Errorf("%d %s %s", got.Code, kind, got.Body)
	}
}

// TestErrorsSayWhatTheyMean: no text is shown with a place left open.
func TestErrorsSayWhatTheyMean(t *testing.T) {
	w := newWorld(t)
	for _, lang := range locale.Langs() {
		for _, kv := range [][]string{
			{"number", "", "name", "某人"}, {"number", "S0000", "name", "某人"}, {"number", "S证", "name", "某人"},
			{"number", w.certs[0].Number, "name", ""}, {"number", w.certs[0].Number, "name", strings.Repeat("某", 100)},
			{"by", "document", "document", "", "name", "某人"}, {"by", "document", "document", "12", "name", "某人"},
			{"by", "document", "document", "659012199001010001", "name", "某人"}, {"by", "document", "document", "659012199013010001", "name", "某人"},
			{"by", "document", "document", "65901219900101A001", "name", "某人"}, {"by", "document", "document", "999012199001010001", "name", "某人"},
			{"by", "document", "document", "659012209901010001", "name", "某人"},
			{"by", "document", "document", "1", "kind", "passport", "name", "某人"}, {"by", "document", "document", "1", "kind", "none", "name", "某人"},
		} {
			got := w.post("/verify", lang, kv...)
			if body := got.Body.String(); got.Code != 400 || strings.ContainsAny(body, "{}") {
				t.Errorf("%s %v: %d\n%s", lang, kv, got.Code, body)
			}
		}
	}
}

// TestJSONTexts: whatever a text holds, the answer is JSON and says it.
func TestJSONTexts(t *testing.T) {
	for _, s := range []string{"", "电工", `a"b\c`, "<&>", "\x00\x1f\x7f", "𠮷·", "\u2028", string([]byte{0xff, 'a'})} {
		var back string
		if err := json.Unmarshal(appendText(nil, s), &back); err != nil || back != strings.ToValidUTF8(s, "\ufffd") {
			t.Errorf("%q became %q, %v", s, back, err)
		}
	}
}

func referenceIn(t *testing.T, body []byte) string {
	t.Helper()
	var got struct{ Reference string }
	if err := json.Unmarshal(body, &got); err != nil || len(got.Reference) != 10 {
		t.Fatalf("%v in %s", err, body)
	}
	return got.Reference
}

// TestWrongAndUnknownLookTheSame but for the reference of the question.
func TestWrongAndUnknownLookTheSame(t *testing.T) {
	w := newWorld(t)
	reference := regexp.MustCompile(`<strong>[0-9A-Z]{10}</strong>`)
	page := func(number string) string {
		return reference.ReplaceAllString(w.post("/verify", locale.Zh, "number", number, "name", "某人").Body.String(), "")
	}
	if diff := cmp.Diff(page(w.certs[0].Number), page("S000044012345264999999")); diff != "" {
		t.Errorf("the pages differ:\n%s", diff)
	}
}

// TestQuestionKeepsWhatWasTyped: answering is all there is to do, and the page
// holds neither name nor number in the clear.
func TestQuestionKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	c, p := w.certs[0], testdb.Born(0)
	id := p.Document.Number.Reveal()
	for range 5 {
		w.post("/verify", locale.Zh, "by", "document", "document", id, "name", "某人")
	}
	body := w.post("/verify", locale.Zh, "by", "document", "document", id, "name", p.Name).Body.String()
	if strings.Contains(body, p.Name) || strings.Contains(body, id) {
		t.Error("the page of the question shows what was typed")
	}
	again := w.post("/verify", locale.Zh, "question", hidden(t, body, "question"), "kept", hidden(t, body, "kept"), "answer", solve(t, body))
	if again.Code != 200 || !strings.Contains(again.Body.String(), c.Number[18:]) {
		t.Errorf("got %d:\n%s", again.Code, again.Body)
	}
	twice := w.post("/verify", locale.Zh, "question", hidden(t, body, "question"), "kept", hidden(t, body, "kept"), "answer", solve(t, body))
	if twice.Code != 429 {
		t.Errorf("the same answer served twice: %d", twice.Code)
	}
	other := hidden(t, twice.Body.String(), "question")
	if got := w.post("/verify", locale.Zh, "question", other, "kept", hidden(t, body, "kept"), "answer", "1"); got.Code != 400 {
		t.Errorf("what was kept for one question served for another: %d", got.Code)
	}
}

// TestQuestionOfACode: the page of a scanned code keeps the name while its
// question is answered, and comes back to the same code.
func TestQuestionOfACode(t *testing.T) {
	w := newWorld(t)
	page := "/Q/" + w.tail(t, 0)
	for range 5 {
		w.post(page, locale.Zh, "name", "某人")
	}
	body := w.post(page, locale.Zh, "name", w.certs[0].Name).Body.String()
	if strings.Contains(body, w.certs[0].Name) || !strings.Contains(body, `action="`+page+`"`) {
		t.Errorf("the question shows the name or leads elsewhere:\n%s", body)
	}
	got := w.post(page, locale.Zh, "question", hidden(t, body, "question"), "kept", hidden(t, body, "kept"), "answer", solve(t, body))
	if got.Code != 200 || !strings.Contains(got.Body.String(), "姓名相符") {
		t.Errorf("got %d:\n%s", got.Code, got.Body)
	}
}

// TestNamelessLanding: an empty name is mended on the page it was left empty on.
func TestNamelessLanding(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"", "  ", strings.Repeat("长", 90)} {
		got := w.post("/Q/"+w.tail(t, 0), locale.Zh, "name", name)
		if got.Code != 400 || !strings.Contains(got.Body.String(), `id="name-error"`) {
			t.Errorf("%q: %d", name, got.Code)
		}
	}
}

func hidden(t *testing.T, body, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !ok {
		t.Fatalf("no field %s in\n%s", name, body)
	}
	return value
}

var asked = regexp.MustCompile(`<label for="answer">(.+)(加|减)(.+)等于几？</label>`)

// solve reads the question from the page, as a person does.
func solve(t *testing.T, body string) string {
	t.Helper()
	m := asked.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no question in\n%s", body)
	}
	words := strings.Fields("零 一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十")
	value := map[string]int{}
	for i, word := range words {
		value[word] = i
	}
	if m[2] == "加" {
		return words[value[m[1]]+value[m[3]]]
	}
	return words[value[m[1]]-value[m[3]]]
}

// TestNetworkLimit: too many questions from one network lead to a question, and
// another network is not its neighbour's keeper.
func TestNetworkLimit(t *testing.T) {
	w := newWorld(t)
	w.Handler = w.serve(t, 3)
	from := func(addr string) int {
		r := httptest.NewRequest("POST", "/verify", strings.NewReader(`{"number":"`+w.certs[0].Number+`","name":"`+w.certs[0].Name+`"}`))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = addr
		return w.send(r, locale.Zh).Code
	}
	for i := range 3 {
		if got := from("203.0.113.1:1"); got != 200 {
			t.Fatalf("question %d: %d", i, got)
		}
	}
	if got := from("203.0.113.200:1"); got != 429 {
		t.Errorf("a neighbour in the same /24: %d", got)
	}
	if got := from("198.51.100.1:1"); got != 200 {
		t.Errorf("another network: %d", got)
	}
}

// TestNothingPersonalIsLoggedOrEchoed sends marked names and numbers through
// every door and looks for them in the log and in every page but a match.
func TestNothingPersonalIsLoggedOrEchoed(t *testing.T) {
	w := newWorld(t)
	p := testdb.Born(7)
	mark, id := "标记姓名", p.Document.Number.Reveal()
	bad := id[:17] + "?"
	var pages []string
	keep := func(r *httptest.ResponseRecorder) { pages = append(pages, r.Body.String()) }
	for _, lang := range locale.Langs() {
		keep(w.post("/verify", lang, "by", "document", "document", id, "name", mark))
		keep(w.post("/verify", lang, "by", "document", "document", bad, "name", mark))
		keep(w.post("/verify", lang, "by", "document", "document", id, "name", ""))
		keep(w.post("/verify", lang, "by", "document", "kind", mark, "document", id, "name", mark))
		keep(w.post("/verify", lang, "number", id, "name", mark))
		keep(w.post("/verify?name="+mark+"&document="+id, lang, "%zz", mark+id))
		keep(w.post("/Q/"+w.tail(t, 0), lang, "name", mark))
		keep(w.post("/Q/"+id, lang, "name", mark))
		keep(w.get("/"+id+"/"+mark, lang))
		keep(w.unreachable(t).post("/verify", lang, "document", id, "name", mark))
		keep(w.unreachable(t).post("/Q/"+w.tail(t, 0), lang, "name", mark))
	}
	for _, body := range []string{
		`{"document":"` + id + `","name":"` + mark + `"}`, `{"document":"` + bad + `","name":"` + mark + `"}`,
		`{"holder":"` + mark + `"}`, `{"number":` + id[:17] + `,"name":"` + mark + `"}`, `{"name":"` + mark + `","document_kind":"` + id + `","document":"` + id + `"}`,
	} {
		keep(w.json(body))
	}
	tail := w.tail(t, 0)
	for _, secret := range []string{mark, id, bad, id[:17], w.certs[0].Name, "192.0.2.1"} {
		if i := strings.Index(w.log.String(), secret); i >= 0 {
			t.Errorf("the log holds %q: %s", secret, w.log.String()[max(0, i-200):i+len(secret)])
		}
		for _, page := range pages {
			if i := strings.Index(page, secret); i >= 0 {
				t.Errorf("a page holds %q: %s", secret, page[max(0, i-200):i+len(secret)])
			}
		}
	}
	if strings.Contains(w.log.String(), tail[:40]) {
		t.Error("the log holds a code")
	}
	if !strings.Contains(w.log.String(), `"route":"POST /Q/{tail}"`) || !strings.Contains(w.log.String(), "could not check") {
		t.Errorf("the log says nothing:\n%s", w.log)
	}
}

// TestOtherSitesCannotPost: a browser that comes from elsewhere is refused.
func TestOtherSitesCannotPost(t *testing.T) {
	w := newWorld(t)
	r := httptest.NewRequest("POST", "/verify", strings.NewReader("number=1&name=2"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := w.send(r, locale.Zh); got.Code != 403 {
		t.Errorf("got %d", got.Code)
	}
}
