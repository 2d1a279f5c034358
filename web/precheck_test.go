package web

import (
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"assay/locale"
)

// precheckVisits are the pages of occupations and of the pre-check.
func precheckVisits() []visit {
	get := func(target string) func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
		return func(w *world, lang locale.Lang) *httptest.ResponseRecorder { return w.get(escaped(target), lang) }
	}
	ask := func(kv ...string) func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
		return func(w *world, lang locale.Lang) *httptest.ResponseRecorder {
			return w.post("/eligibility", lang, kv...)
		}
	}
	return []visit{
		{"occupations", 200, get("/occupations")},
		{"occupations-found", 200, get("/occupations?word=diangong")},
		{"occupations-none", 200, get("/occupations?word=无此职业")},
		{"occupation", 200, get("/occupations/6-31-01-03")},
		{"occupation-missing", 404, get("/occupations/9-99-99-99")},
		{"precheck", 200, get("/eligibility?occupation=6-31-01-03")},
		{"precheck-met", 200, ask("occupation", "电工", "level", "4", "born", "1990-05-05", "work_from", "2020-01-01")},
		{"precheck-unmet", 200, ask("occupation", "电工", "level", "4", "born", "1990-05-05", "work_from", "2022-03-01")},
		{"precheck-all", 200, ask("occupation", "电工", "born", "1990-05-05", "held", "4", "held_on", "2022-11-01", "work_from", "2016-01-01", "school", "junior-college",
			"major", "related", "graduated", "2012-07-01", "grade", "junior", "grade_on", "2020-01-01")},
		{"precheck-wrong", 400, ask("occupation", "无此职业", "born", "", "work_from", "2027-01-01", "work_to", "x", "held", "9", "school", "none", "grade", "x")},
	}
}

// TestPrecheckPages holds the pages of occupations and of the pre-check.
// Source: 国家职业标准编制技术规程（2023年版）.
func TestPrecheckPages(t *testing.T) {
	w := newWorld(t)
	for _, lang := range locale.Langs() {
		for _, v := range precheckVisits() {
			t.Run(string(lang)+"/"+v.name, func(t *testing.T) {
				got := v.visit(w, lang)
				if got.Code != v.status {
					t.Errorf("status %d, want %d", got.Code, v.status)
				}
				checkHeaders(t, got.Header())
				golden(t, filepath.Join("testdata", string(lang), v.name+".html"), got.Body.String())
			})
		}
	}
	if logged := w.log.String(); strings.Contains(logged, "1990") || strings.Contains(logged, "电工") {
		t.Error("what was entered is in the log")
	}
}

// Nothing that is entered is taken for HTML or is a fault of ours.
func TestThePrecheckIsAskedStrangely(t *testing.T) {
	w := newWorld(t)
	for _, typed := range []string{`"><script>alert(1)</script>`, strings.Repeat("电", 500), "\x00", "-0001-01-01", "9999-99-99", "0001-01-01", "0"} {
		for _, field := range []string{"occupation", "level", "born", "work_from", "work_to", "held", "held_on", "school", "major", "graduated", "grade", "grade_on"} {
			kv := []string{"occupation", "电工", "born", "1990-05-05", "work_from", "2020-01-01", "held", "5", "held_on", "2020-01-01", "school", "bachelor", "grade", "junior",
				"grade_on", "2020-01-01", field, typed}
			if got := w.post("/eligibility", locale.Zh, kv...); got.Code >= 500 || strings.Contains(got.Body.String(), "<script") {
				t.Errorf("%s=%.20q: %d", field, typed, got.Code)
			}
		}
		for _, page := range []string{"/occupations?word=" + url.QueryEscape(typed), "/occupations/" + url.PathEscape(typed), "/eligibility?occupation=" + url.QueryEscape(typed)} {
			if got := w.get(page, locale.Zh); got.Code >= 500 || strings.Contains(got.Body.String(), "<script") {
				t.Errorf("%s: %d", page, got.Code)
			}
		}
	}
}
