package api

import (
	"net/url"
	"strings"
	"testing"

	"assay/internal/httpx"
)

// The public register through the API: by name, place, work and day, with names
// that look alike; nothing that a stranger need not know.
// Source: docs/rules.md, Public register.
func TestRegister(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.filed()
		s.do("centre", "POST", "/bodies", doc{
			"path": "/44/b-018/", "name": "样例省样例电工职业技能鉴定有限公司", "uscc": "52000000MAD0000195", "class": "S", "code": "0000", "province": "44", "filed_to": "2029-12-31",
		})
		get := func(path string) doc { s.t.Helper(); return s.do("", "GET", escaped(path), nil) }

		got := get("/register?name=样例省 示范评价机构")
		exact := got["exact"].([]any)[0].(map[string]any)
		if exact["state"] != "filed" || exact["code"] != "91440000MA0000007P" {
			t.Errorf("exact: %v", exact)
		}
		got = get("/register?name=样例电工&region=广东&limit=1")
		if got["count"] != 1.0 && len(got["items"].([]any)) != 1 {
			t.Errorf("part: %v", got)
		}
		entry := get("/register/52000000mad0000195?on=2026-11-19")["items"].([]any)[0].(map[string]any)
		if entry["state"] != "not-yet" || entry["name"] != "样例省样例电工职业技能鉴定有限公司" {
			t.Errorf("entry: %v", entry)
		}
		work := get("/register?occupation=电工&level=4&in_scope=true&region=44")
		if items := work["items"].([]any); len(items) != 1 || items[0].(map[string]any)["state"] != "in-scope" {
			t.Errorf("by work: %v", work)
		}
		for _, said := range s.said {
			if strings.HasPrefix(said.asked, "GET /api/v1/register") && strings.Contains(string(said.body), `"id"`) {
				t.Errorf("an id is told: %s", said.body)
			}
		}
		for path, want := range map[string]string{
			"/register?name=样":                     "register.words.short",
			"/register?region=无此省":                 "register.region",
			"/register?occupation=电":               "register.occupations",
			"/register?occupation=没有这样的职业":         "register.occupation",
			"/register?on=昨天":                      "register.day",
			"/register?after=zz":                   "register.after",
			"/register?limit=0":                    "request.limit",
			"/register?in_scope=maybe":             "request.choice",
			"/register/52000000MAD0000196":         "uscc.check_wrong",
			"/register/520000":                     "uscc.length",
			"/register/91350100M000100Y43":         "register.unknown",
			"/register?name=%25%25&name=%25%25":    "request.parameter_twice",
			"/register?colour=red":                 "request.parameter",
			"/register?level=9":                    "request.choice",
			"/register?occupation=6-31-01-03&on=0": "register.day",
		} {
			answer := s.ask("", "GET", Prefix+escaped(path), nil)
			if body := string(answer.body); !strings.Contains(body, `"`+want+`"`) {
				t.Errorf("%s: %d %s, want %s", path, answer.status, body, want)
			}
		}
	})
}

// A network that asks too often is told to wait.
func TestRegisterIsLimited(t *testing.T) {
	s := newScene(t)
	s.api.Lookups = httpx.NewLimiter(1, 1)
	s.do("", "GET", "/register?region=44", nil)
	got := s.ask("", "GET", Prefix+"/register/52000000MAD0000195", nil)
	if got.status != 429 || got.header.Get("Retry-After") != "60" {
		t.Errorf("%d %v %s", got.status, got.header, got.body)
	}
}

// escaped is a path as a program sends it.
func escaped(path string) string {
	path, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return path + "?" + query
	}
	return path + "?" + values.Encode()
}
