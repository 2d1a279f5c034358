package locale

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"assay/skill"
)

var placeholder = regexp.MustCompile(`\{[a-z_0-9]*\}`)

func TestLanguagesSayTheSame(t *testing.T) {
	all, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range Langs() {
		for key, text := range all[lang] {
			for _, other := range Langs() {
				if _, ok := all[other][key]; !ok {
					t.Errorf("%s has no text in %s", key, other)
				} else if a, b := names(text), names(all[other][key]); !slices.Equal(a, b) {
					t.Errorf("%s: %s has %v, %s has %v", key, lang, a, other, b)
				}
			}
		}
	}
}

func names(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Calm words: no exclamation marks, never 非法输入.
func TestWords(t *testing.T) {
	for _, lang := range Langs() {
		for key, text := range texts()[lang] {
			if strings.ContainsAny(text, "!！") || strings.Contains(text, "非法输入") {
				t.Errorf("%s %s: %q", lang, key, text)
			}
			if strings.ToLower(key) != key || strings.ContainsAny(key, " {}") {
				t.Errorf("%s: %q is not a dotted lower-case key", lang, key)
			}
		}
	}
}

func TestText(t *testing.T) {
	if got := Text(Zh, "no.such.key", nil); got != "no.such.key" {
		t.Errorf("a missing key reads %q", got)
	}
	if Has(En, "no.such.key") {
		t.Error("a missing key is had")
	}
	for _, lang := range Langs() {
		if got := Text(lang, "document.length", map[string]string{"got": "17", "want": "18"}); !strings.Contains(got, "17") || strings.Contains(got, "{") {
			t.Errorf("%s: %s", lang, got)
		}
	}
	if len(Keys(Zh)) == 0 || !slices.IsSorted(Keys(Zh)) {
		t.Error("keys are not listed in order")
	}
}

func TestFill(t *testing.T) {
	args := map[string]string{"a": "1", "b": "{a}"}
	for text, want := range map[string]string{
		"": "", "x": "x", "{a}": "1", "x{a}y{a}": "x1y1", "{b}": "{a}", "{c}": "{c}", "{": "{", "{a": "{a", "}{a}": "}1", "{{a}}": "{1}",
	} {
		if got := fill(text, args, func(_, value string) string { return value }); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestError(t *testing.T) {
	err := fmt.Errorf("reading: %w", skill.Fail(skill.Invalid, "document.length", "got", "17", "want", "18"))
	if got := Error(En, err); !strings.Contains(got, "17") {
		t.Errorf("got %q", got)
	}
	if got, want := Error(En, errors.New("disk on fire")), Text(En, "internal", nil); got != want || got == "internal" {
		t.Errorf("an error nobody coded reads %q", got)
	}
	if got := Error(En, nil); got != "" {
		t.Errorf("no error reads %q", got)
	}
}

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]Lang{
		"": Zh, "en": En, "en-GB,en;q=0.9": En, "zh-CN,zh;q=0.9,en;q=0.8": Zh, "fr": Zh, "fr, en;q=0.2": En,
		"en;q=0.5, zh;q=0.7": Zh, "en;q=0": Zh, "*": Zh, "en;q=x": Zh, "EN-us": En, ",,;": Zh, "en; q=0.4": En,
	} {
		if got := Negotiate(header); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, pair := range map[string][2]string{
		"a key twice in a file":  {`{"a":"1","a":"2"}`, `{}`},
		"a key twice in a place": {`{"a":"1"}`, `{"a":"2"}`},
		"a list":                 {`[]`, `{}`},
		"a nested object":        {`{"a":{"b":"1"}}`, `{}`},
		"a cut file":             {`{"a":"1"`, `{}`},
	} {
		fsys := fstest.MapFS{"zh/one.json": {Data: []byte(pair[0])}, "zh/two.json": {Data: []byte(pair[1])}}
		if _, err := load(fsys); err == nil {
			t.Errorf("%s was let in", name)
		}
	}
}

// Whoever is refused reads words, no codes: every status and every verb of every
// lifecycle has one in both languages, and so have roles, parts and outcomes.
func TestCodesAreSaidInWords(t *testing.T) {
	said := func(area, name, code string) {
		t.Helper()
		for _, lang := range Langs() {
			if !Has(lang, "word."+area+"."+name+"."+code) && !Has(lang, "word."+name+"."+code) {
				t.Errorf("%s: no word for the %s %q of %s", lang, name, code, area)
			}
		}
	}
	for _, life := range skill.Lives() {
		for _, row := range life.Rows {
			said(life.Table, "verb", row.Verb)
			said(life.Table, "status", row.To)
		}
	}
	for _, p := range []skill.Part{skill.Theory, skill.Operation, skill.Review} {
		said("plan", "part", string(p))
	}
	for _, o := range []skill.Outcome{skill.Met, skill.ToReview, skill.NotMet} {
		said("application", "outcome", string(o))
	}
	for _, r := range skill.Roles() {
		said("actor", "role", string(r))
	}
	args := map[string]string{"status": "filed", "verb": "withdraw"}
	for want, key := range map[string]string{
		"备案当前状态为“已备案”，不能办理“注销备案”。请刷新后查看可办理的事项。": "body.wrong_state",
		"评价计划当前状态为“已报备”，不能办理“撤回”。请刷新后查看可办理的事项。": "plan.wrong_state",
	} {
		if got := Text(Zh, key, args); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	if got := Text(En, "plan.wrong_state", map[string]string{"status": "running", "verb": "another"}); !strings.Contains(got, "“under way”; “another”") {
		t.Errorf("a code without a word stays: %s", got)
	}
}
