package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const dossiers = "../../testdata/dossiers/"

func eligibility(t *testing.T, args ...string) told {
	t.Helper()
	return say(t, append([]string{"eligibility", "--occupation", "6-31-01-03", "--on", "2026-11-21"}, args...)...)
}

func TestEligibilityJSON(t *testing.T) {
	got := eligibility(t, "--level", "4", "--dossier", dossiers+"two-routes.json", "--json")
	want := `{"set":"national-2023","occupation":"6-31-01-03","level":"4","on":"2026-11-21","outcome":"met","clause":"4.2",` +
		`"relies_on":[{"term":"holds","fact":"certificates[0]","value":"5"},{"term":"worked","fact":"employment[1]","value":"3y6m20d"}],"clauses":[`
	if got.code != 0 || !strings.HasPrefix(got.out, want) || !strings.HasSuffix(got.out, `"earliest":"2026-11-21"}`+"\n") {
		t.Errorf("%+v", got)
	}
	missing := `"outcome":"unmet","earliest":"2027-03-01","missing":[{"term":"worked","have":"4y8m20d","need":"5y","earliest":"2027-03-01"}]}`
	if !strings.Contains(got.out, missing) || strings.Count(got.out, "\n") != 1 {
		t.Errorf("no %s in %s", missing, got.out)
	}
}

func TestEligibilityExitCodes(t *testing.T) {
	for _, c := range []struct {
		dossier, level string
		code           int
		says           string
	}{
		{"two-routes.json", "4", 0, "符合第 4.2 条"},
		{"two-routes.json", "3", 1, "2032年3月1日起可以申报"},
		{"unknown.json", "4", 3, "待证明：工作年限"},
		{"two-routes.json", "1", 1, "不能只靠等待"},
	} {
		if got := eligibility(t, "--level", c.level, "--dossier", dossiers+c.dossier); got.code != c.code || !strings.Contains(got.out, c.says) {
			t.Errorf("%s level %s: %d, not %q:\n%s", c.dossier, c.level, got.code, c.says, got.out)
		}
	}
}

func TestEligibilityOfAllLevels(t *testing.T) {
	got := eligibility(t, "--dossier", dossiers+"two-routes.json", "--json")
	want := `{"set":"national-2023","occupation":"6-31-01-03","on":"2026-11-21","levels":[` +
		`{"level":"5","outcome":"met","clause":"5.1","earliest":"2026-11-21"},` +
		`{"level":"4","outcome":"met","clause":"4.2","earliest":"2026-11-21"},` +
		`{"level":"3","outcome":"unmet","clause":null,"earliest":"2032-03-01"},` +
		`{"level":"2","outcome":"unmet","clause":null,"earliest":null},` +
		`{"level":"1","outcome":"unmet","clause":null,"earliest":null}]}` + "\n"
	if diff := cmp.Diff(told{0, want, ""}, got, cmp.AllowUnexported(told{})); diff != "" {
		t.Error(diff)
	}
	if got := eligibility(t, "--dossier", dossiers+"two-routes.json", "--lang", "en"); got.code != 0 || strings.Count(got.out, "\n") != 5 {
		t.Errorf("%+v", got)
	}
}

func TestEligibilityWordsPutTheNearestRouteFirst(t *testing.T) {
	got := say(t, "eligibility", "--occupation", "6-31-01-03", "--on", "2026-01-21", "--level", "4", "--lang", "en",
		"--dossier", dossiers+"two-routes.json").out
	near, far := strings.Index(got, "\n4.2 "), strings.Index(got, "\n4.1 ")
	if near < 0 || far < near || !strings.Contains(got, "(there is: 2 years 8 months 20 days; needed: 3 years), from 1 May 2026") {
		t.Error(got)
	}
}

func TestEligibilityListsTheSets(t *testing.T) {
	got := say(t, "eligibility", "--set", "list", "--json")
	var rows []setRow
	if err := json.Unmarshal([]byte(got.out), &rows); err != nil || got.code != 0 {
		t.Fatalf("%v %+v", err, got)
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.Set)
		if r.Edition == "" || r.Source == "" || r.Title.ZH == "" || r.Title.EN == "" || len(r.Levels) != 5 {
			t.Errorf("%+v", r)
		}
	}
	if diff := cmp.Diff([]string{"national-2023", "national-2018", "seed-d", "seed-c", "seed-b", "seed-a-strict", "seed-a"}, ids); diff != "" {
		t.Error(diff)
	}
	if got := say(t, "eligibility", "--set", "list"); !strings.Contains(got.out, "默认适用") {
		t.Errorf("%+v", got)
	}
}

func TestEligibilityRefuses(t *testing.T) {
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "dossier.json")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for _, c := range []struct{ dossier, says string }{
		{`{}`, "born: "},
		{`{"born":"1990-02-30"}`, "born: "},
		{`{"born":"1990-05-05","employment":[{"from":"2020-01-01"},{"from":"2021-02-29"}]}`, "employment[1].from: "},
		{`{"born":"1990-05-05","employment":[{"from":"2020-01-01","to":"2019-12-31"}]}`, "employment[0].to: "},
		{`{"born":"1990-05-05","certificates":[{"issued":"2020-01-01","valid_to":"2019-12-31"}]}`, "certificates[0].valid_to: "},
		{`{"born":"1990-05-05","certificates":[{"kind":"driving"}]}`, "certificates[0].kind: "},
		{`{"born":"1990-05-05","certificates":[{"level":"6"}]}`, "certificates[0].level: "},
		{`{"born":"1990-05-05","born":"1990-05-05"}`, "born: "},
		{`{"born":"1990-05-05","salary":1}`, "salary: "},
		{`{"born":"1990-05-05","training":[{"hours":-1}]}`, "training[0].hours: "},
		{`{"born":"1990-05-05","unknown":["salary"]}`, "unknown[0]: "},
		{`{"born":"1990-05-05"} {}`, "JSON"},
		{`born`, "JSON"},
		{`[]`, "assay: 这一项应是对象"},
	} {
		got := eligibility(t, "--level", "4", "--json", "--dossier", file(c.dossier))
		if got.code != 2 || got.out != "" || !strings.Contains(got.err, c.says) || strings.Contains(got.err, "{") {
			t.Errorf("%s: %+v", c.dossier, got)
		}
	}
	good := dossiers + "two-routes.json"
	for _, args := range [][]string{
		{"--dossier", good, "--level", "6"}, {"--dossier", good, "--level", "special"}, {"--level", "4"},
		{"--dossier", good, "--set", "national-1993"}, {"--dossier", dossiers + "absent.json"},
		{"--dossier", good, "--on", "2026-11-31"}, {"--dossier", good, "--occupation", "31-01-03"},
	} {
		if got := eligibility(t, args...); got.code != 2 || got.out != "" || got.err == "" {
			t.Errorf("%v: %+v", args, got)
		}
	}
}
