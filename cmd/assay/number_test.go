package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumberJSON(t *testing.T) {
	got := say(t, "number", "S000044012345244000123", "--json")
	var a struct {
		Number, Scheme string
		Valid          bool
		Parts          []numberPart
	}
	if err := json.Unmarshal([]byte(got.out), &a); err != nil {
		t.Fatalf("%v: %s", err, got.out)
	}
	if got.code != 0 || !a.Valid || a.Scheme != "skill-level-22" || a.Number != "S000044012345244000123" || len(a.Parts) != 7 {
		t.Errorf("%+v", got)
	}
	want := numberPart{"level", 16, 16, "4", bothTexts{"职业技能等级", "Skill level"}, bothTexts{"四级/中级工", "Level 4"}}
	if diff := cmp.Diff(want, a.Parts[5]); diff != "" {
		t.Error(diff)
	}
}

func TestNumberJSONOfAFault(t *testing.T) {
	got := say(t, "number", "s000044012345244000123", "--json")
	want := `{"number":"s000044012345244000123","valid":false,"scheme":null,"error":{"position":1,"reason":"class.unknown","got":"s","want":{"zh":"大写字母 Y（用人单位）或 S（社会培训评价组织）","en":"capital Y (employer) or S (social evaluation organisation)"}}}` + "\n"
	if diff := cmp.Diff(told{1, want, ""}, got, cmp.AllowUnexported(told{})); diff != "" {
		t.Error(diff)
	}
}

func TestNumberText(t *testing.T) {
	for _, c := range []struct {
		number, lang string
		code         int
		says         []string
	}{
		{"S000044012345244000123", "zh", 0, []string{"职业技能等级证书编码", "6–7", "广东", "2024年", "四级/中级工"}},
		{" Ｓ000044012345244000123 ", "en", 0, []string{"Skill level certificate number", "Guangdong", "Level 4"}},
		{"S00004401234524T000123", "en", 0, []string{"Special-grade technician"}},
		{"1510012003400123", "zh", 0, []string{"国家职业资格证书编号", "2015年", "地方职业技能鉴定站"}},
		{"S000044012345246000123", "zh", 1, []string{"第 16 位", "5、4、3、2 或 1"}},
		{"S000044012345246000123", "en", 1, []string{"Character 16"}},
		{"", "zh", 1, []string{"第 1 位"}},
	} {
		got := say(t, "number", c.number, "--lang", c.lang)
		if got.code != c.code {
			t.Errorf("%q: %+v", c.number, got)
		}
		for _, s := range c.says {
			if !strings.Contains(got.out, s) {
				t.Errorf("%q in %s does not say %q:\n%s", c.number, c.lang, s, got.out)
			}
		}
	}
}

func TestNumberUsage(t *testing.T) {
	for _, args := range [][]string{{"number"}, {"number", "1", "2"}, {"number", "1", "--lang", "fr"}} {
		if got := say(t, args...); got.code != 2 || got.err == "" {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

func TestCatalogueFind(t *testing.T) {
	var rows []occupationRow
	find := func(args ...string) told {
		got := say(t, append([]string{"catalogue", "find", "--json"}, args...)...)
		rows = nil
		if err := json.Unmarshal([]byte(got.out), &rows); err != nil || got.code != 0 {
			t.Fatalf("%v: %+v %v", args, got, err)
		}
		return got
	}
	for _, word := range []string{"6-31-01-03", "diangong"} {
		find(word)
		if rows[0].Code != "6-31-01-03" || rows[0].Name != "电工" || rows[0].Edition != "2022" || rows[0].ValidTo != nil || rows[0].SucceededBy != nil {
			t.Errorf("%s: %+v", word, rows)
		}
	}
	want := `[{"code":"2-02-32-00","name":"制药工程技术人员","edition":"2022","digital":false,"green":false,"valid_from":"2022-09-28","valid_to":"2024-07-30","succeeded_by":"2-02-32-01","specialties":[]}]` + "\n"
	if diff := cmp.Diff(want, find("2-02-32-00").out); diff != "" {
		t.Error(diff)
	}
	if got := find("2-02-32-00", "--on", "2026-11-02"); got.out != "[]\n" {
		t.Errorf("%+v", got)
	}
	find("制药工程技术人员", "--on", "2026-11-02")
	if len(rows) != 1 || rows[0].Code != "2-02-32-01" {
		t.Errorf("%+v", rows)
	}
}

func TestCatalogueFindText(t *testing.T) {
	if got := say(t, "catalogue", "find", "储能电站运维管理员"); got.code != 0 || got.out != "4-11-01-04 储能电站运维管理员 (2024 年版; 绿色职业)\n" {
		t.Errorf("%+v", got)
	}
	if got := say(t, "catalogue", "find", "2-02-32-00", "--lang", "en"); got.out != "2-02-32-00 制药工程技术人员 (edition 2022; until 2024-07-30, then 2-02-32-01)\n" {
		t.Errorf("%+v", got)
	}
	if got := say(t, "catalogue", "find", "烧烤料理师"); !strings.Contains(got.out, "4-03-02-01 中式烹调师") || !strings.Contains(got.out, "烧烤料理师") {
		t.Errorf("%+v", got)
	}
	if got := say(t, "catalogue", "find", "没有这个"); got.code != 0 || got.out != "" || !strings.Contains(got.err, "拼音") {
		t.Errorf("%+v", got)
	}
	for _, args := range [][]string{{"catalogue", "find", " "}, {"catalogue", "find", "电工", "--on", "2026-02-30"}, {"catalogue"}} {
		if got := say(t, args...); got.code != 2 || got.err == "" {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

// A command line that cannot be read exits 2 and says how it is written, in the
// asker's language.
func TestMisusedCommands(t *testing.T) {
	for line, want := range map[string]string{
		"number":                         "assay number --help",
		"roster":                         "assay roster --help",
		"eligibility --none":             "assay eligibility --help",
		"roster check x --on 2026-02-30": "assay roster check --help",
		"number --lang=en":               "assay number --help shows how it is used.",
		"number --lang en":               "assay number --help shows how it is used.",
		"nothing":                        "assay --help",
	} {
		got := say(t, strings.Fields(line)...)
		if got.code != 2 || got.out != "" || !strings.Contains(got.err, want) {
			t.Errorf("%s: exit %d, %q, %q", line, got.code, got.out, got.err)
		}
	}
	if got := say(t, "verify"); got.code != 64 {
		t.Errorf("verify: exit %d", got.code)
	}
}
