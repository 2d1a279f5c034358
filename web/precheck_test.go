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
		{"precheck-add", 200, ask("add", "work", "n_work", "1", "occupation", "电工", "work_from", "2016-01-01", "work_to", "2018-01-01")},
		{"precheck-several", 200, ask("occupation", "电工", "level", "3", "born", "1990-05-05", "n_work", "2", "work_from", "2014-01-01", "work_to", "2018-01-01",
			"work_from_2", "2019-01-01", "work_relation_2", "related", "n_held", "2", "held", "5", "held_on", "2014-01-01", "held_2", "4", "held_on_2", "2018-06-01")},
		{"precheck-older", 200, get("/eligibility?occupation=6-31-01-03&level=4&set=national-2018")},
		{"precheck-unknown", 404, get("/eligibility?set=nonsense")},
		{"precheck-wrong-second", 400, ask("occupation", "电工", "born", "1990-05-05", "n_work", "2", "work_from", "2014-01-01", "work_to_2", "2018-01-01", "work_relation", "x")},
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

// Several jobs are added up, those of a related occupation too where the clause
// takes them: then a reviewer decides whether it is one.
// Source: 国家职业标准编制技术规程（2023年版）, 四级/中级工（1）.
func TestThePrecheckAddsUp(t *testing.T) {
	w := newWorld(t)
	ask := func(kv ...string) string {
		return w.post("/eligibility", locale.En, append([]string{"occupation", "电工", "level", "4", "born", "1990-05-05", "n_work", "2",
			"work_from", "2018-01-01", "work_to", "2020-12-31", "work_from_2", "2021-06-01"}, kv...)...).Body.String()
	}
	for _, c := range []struct{ name, mark, set, to, relation string }{
		{"too short", "bad", "", "2021-06-02", "same"}, {"two are enough", "good", "", "", "same"}, {"the second was of a related occupation", "unsure", "", "", "related"},
		{"and was too short", "bad", "", "2022-05-31", "related"}, {"by an older edition", "good", "national-2018", "", "same"},
	} {
		page := ask("set", c.set, "work_to_2", c.to, "work_relation_2", c.relation)
		if !strings.Contains(page, `class="certificate"><div class="verdict `+c.mark+`"`) {
			t.Errorf("%s: not %s", c.name, c.mark)
		}
		set := map[string]string{"": "2023年版", "national-2018": "2018年版"}[c.set]
		if !strings.Contains(page, set) {
			t.Errorf("%s: the page does not say %s", c.name, set)
		}
	}
}

// One more is asked for without a loss of what was typed, and no more than the
// form has room for.
func TestThePrecheckAsksForMore(t *testing.T) {
	w := newWorld(t)
	page := w.post("/eligibility", locale.Zh, "add", "held", "n_held", "1", "n_work", "2", "held", "5", "work_from_2", "2019-01-01", "born", "x").Body.String()
	for _, want := range []string{`name="n_held" value="2"`, `name="n_work" value="2"`, `<option value="5" selected>`, `value="2019-01-01"`, `id="held_2" name="held_2" autofocus`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "alert") {
		t.Error("what is not finished is called wrong")
	}
	page = w.post("/eligibility", locale.Zh, "add", "held", "n_held", "99").Body.String()
	if strings.Contains(page, `value="held"`) || !strings.Contains(page, `name="n_held" value="8"`) {
		t.Error("more than eight are asked for")
	}
}

// Nothing that is entered is taken for HTML or is a fault of ours.
func TestThePrecheckIsAskedStrangely(t *testing.T) {
	w := newWorld(t)
	for _, typed := range []string{`"><script>alert(1)</script>`, strings.Repeat("电", 500), "\x00", "-0001-01-01", "9999-99-99", "0001-01-01", "0"} {
		for _, field := range []string{"occupation", "level", "born", "work_from", "work_to", "held", "held_on", "school", "major", "graduated", "grade", "grade_on", "set", "add", "n_work", "n_held", "work_relation", "held_relation", "work_from_2"} {
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
