package web

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/document"
	"assay/document/fonts"
	"assay/internal/testdb"
	"assay/locale"
	"assay/office/registry"
	"assay/skill"
)

// shippedFonts are the fonts of the house; none where make fonts was not run.
func shippedFonts(t testing.TB) (f document.Fonts) {
	t.Helper()
	for name, to := range map[string]**document.Font{fonts.Regular: &f.Text, fonts.Bold: &f.Title} {
		b, err := fonts.Read(name)
		if errors.Is(err, fonts.ErrMissing) {
			return document.Fonts{}
		}
		if err == nil {
			*to, err = document.LoadFont(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// pasted are the lines of an employer: one of each outcome, and some that nobody
// can read.
func pasted(w *world) string {
	name := func(n int) string { return testdb.Born(n).Name }
	return strings.Join([]string{
		w.certs[0].Number + "\t" + name(0),
		name(1) + "，" + w.certs[1].Number,
		w.certs[2].Number + " " + name(2),
		"",
		"S 0000 44 012345 26 4 999999 样例某",
		"S0000440123 样例某",
		"样例某",
		w.certs[0].Number + ` <script>alert("甲")</script>`,
		w.certs[0].Number + " " + strings.Repeat("阿卜杜热合曼江·买买提", 4),
	}, "\n")
}

func batchVisits(t *testing.T) []visit {
	check := func(text func(w *world) string) func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
		return func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.post("/verify/batch", lang, "pairs", text(w))
		}
	}
	return []visit{
		{"batch", 200, func(w *world, lang locale.Lang) *httptest.ResponseRecorder { return w.get("/verify/batch", lang) }},
		{"batch-empty", 400, check(func(*world) string { return " \n" })},
		{"batch-many", 400, check(func(*world) string { return strings.Repeat("S1 甲\n", 201) })},
		{"batch-answer", 200, check(pasted)},
		{"batch-good", 200, check(func(w *world) string { return w.certs[0].Number + " " + testdb.Born(0).Name })},
		{"batch-unchecked", 200, func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.unreachable(t).post("/verify/batch", lang, "pairs", w.certs[0].Number+" "+testdb.Born(0).Name)
		}},
	}
}

var sealedResult = regexp.MustCompile(`name="result" value="([^"]+)"`)

// TestBatchPages holds the pages of a batch in both languages.
// Source: docs/rules.md, Public query.
func TestBatchPages(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, v := range batchVisits(t) {
			t.Run(string(lang)+"/"+v.name, func(t *testing.T) {
				got := v.visit(newWorld(t), lang)
				if got.Code != v.status {
					t.Errorf("status %d, want %d", got.Code, v.status)
				}
				checkHeaders(t, got.Header())
				page := sealedResult.ReplaceAllString(got.Body.String(), `name="result" value="…"`)
				golden(t, filepath.Join("testdata", string(lang), v.name+".html"), page)
			})
		}
	}
}

// The PDF file is made of the very result that was shown; one that was changed, or
// was sealed for something else, is none.
func TestABatchIsKeptAsPDF(t *testing.T) {
	w := newWorld(t)
	page := w.post("/verify/batch", locale.Zh, "pairs", pasted(w)).Body.String()
	sealed := sealedResult.FindStringSubmatch(page)[1]
	if shippedFonts(t).Text != nil {
		got := w.post("/verify/batch/result", locale.Zh, "result", sealed)
		if got.Code != 200 || got.Header().Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(got.Body.Bytes(), []byte("%PDF-")) ||
			!strings.HasPrefix(got.Header().Get("Content-Disposition"), "attachment;") || got.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%d %v", got.Code, got.Header())
		}
	}
	for range 5 {
		w.post("/verify", locale.Zh, "number", w.certs[2].Number, "name", "某人")
	}
	other := keptWords.FindStringSubmatch(w.post("/verify", locale.Zh, "number", w.certs[2].Number, "name", "某人").Body.String())[1]
	for _, wrong := range []string{"", "x", sealed[:len(sealed)-4] + "AAAA", other} {
		if got := w.post("/verify/batch/result", locale.Zh, "result", wrong); got.Code != 400 {
			t.Errorf("%.20q: %d", wrong, got.Code)
		}
	}
}

// Whatever came of a line fits the paper, in both languages.
func TestEveryOutcomeIsPrinted(t *testing.T) {
	f := shippedFonts(t)
	if f.Text == nil {
		t.Skip(fonts.ErrMissing)
	}
	found := registry.Found{OccupationName: strings.Repeat("样例职业", 10), Level: skill.Level4, Body: longestName, InScope: registry.Yes, Status: skill.CertificateRevoked}
	v := document.ChecklistView{Site: "样例", Reference: "X"}
	for _, c := range []registry.Checked{
		{Fault: skill.FailField("number", "verify.number.length", "got", "1")}, {Answer: registry.Answer{Outcome: registry.NoMatch}},
		{Answer: registry.Answer{Outcome: registry.Puzzle}}, {Answer: registry.Answer{Outcome: registry.Unchecked}},
		{Answer: registry.Answer{Outcome: registry.Match, Found: []registry.Found{found}}}, {Answer: registry.Answer{Outcome: registry.Erased, Found: []registry.Found{found}}},
	} {
		c.Pair = registry.Pair{Line: 200, Typed: "x", Number: strings.Repeat("S", 22), Name: strings.Repeat("阿卜杜热合曼江·买买提", 9)}
		v.Rows = append(v.Rows, checkOf(c))
	}
	if _, err := document.Checklist(f, v); err != nil {
		t.Errorf("%v %v", err, fieldsOf(err))
	}
}

// Nothing that is pasted is taken for HTML, put into a log, or a fault of ours; what
// is too much is refused, and forms of other sites are not taken at all.
func TestABatchIsAskedStrangely(t *testing.T) {
	w := newWorld(t)
	for _, typed := range []string{
		`<script>alert(1)</script>`, "\x00\x01 \u202e", strings.Repeat("鲲", 20000), strings.Repeat("S", 5000) + " 甲", "\xff\xfe甲 1",
		strings.Repeat(w.certs[0].Number+" 样例某\n", 200), "</textarea><img src=x onerror=alert(1)>", strings.Repeat("\n", 10000) + "x",
	} {
		got := w.post("/verify/batch", locale.Zh, "pairs", typed)
		if body := got.Body.String(); got.Code >= 500 || strings.Contains(body, "<script") || strings.Contains(body, "<img src=x") {
			t.Errorf("%.20q: %d\n%.2000s", typed, got.Code, body)
		}
	}
	if got := w.post("/verify/batch", locale.Zh, "pairs", strings.Repeat("鲲", 100000)); got.Code != 413 {
		t.Errorf("a form of 900 kB: %d", got.Code)
	}
	r := httptest.NewRequest("POST", "/verify/batch", strings.NewReader("pairs=S1+x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := w.send(r, locale.Zh); got.Code != 403 {
		t.Errorf("a form of another site: %d", got.Code)
	}
	for _, word := range []string{"鲲", "alert", "样例某", w.certs[0].Number} {
		if strings.Contains(w.log.String(), word) {
			t.Errorf("%s is in the log", word)
		}
	}
}

// Every line counts as a question of its network; then a small question comes first,
// what was pasted is kept, and the answer brings the results.
func TestABatchCountsItsLines(t *testing.T) {
	w := newWorld(t)
	w.Handler = w.serve(t, 5)
	text := strings.Repeat(w.certs[0].Number+" "+testdb.Born(0).Name+"\n", 6)
	got := w.post("/verify/batch", locale.En, "pairs", text)
	body := got.Body.String()
	if got.Code != 429 || strings.Contains(body, testdb.Born(0).Name) {
		t.Fatalf("%d %s", got.Code, body)
	}
	hidden := func(body string) (token, kept string) {
		return askedWords.FindStringSubmatch(body)[1], keptWords.FindStringSubmatch(body)[1]
	}
	token, kept := hidden(body)
	if got = w.post("/verify/batch", locale.En, "question", token, "kept", kept, "answer", "ninety"); got.Code != 429 {
		t.Errorf("a wrong answer: %d", got.Code)
	}
	token, kept = hidden(got.Body.String())
	got = w.post("/verify/batch", locale.En, "question", token, "kept", kept, "answer", answerTo(got.Body.String()))
	if got.Code != 200 || !strings.Contains(got.Body.String(), "All 6 are genuine") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

var (
	askedWords = regexp.MustCompile(`name="question" value="([^"]+)"`)
	keptWords  = regexp.MustCompile(`name="kept" value="([^"]+)"`)
	sumWords   = regexp.MustCompile(`What is (\w+) (plus|minus) (\w+)`)
)

// answerTo answers the question of a page as a person does.
func answerTo(page string) string {
	words := strings.Fields("zero one two three four five six seven eight nine ten")
	m := sumWords.FindStringSubmatch(page)
	a, b := slices.Index(words, m[1]), slices.Index(words, m[3])
	if m[2] == "minus" {
		b = -b
	}
	return strconv.Itoa(a + b)
}
