package strictjson

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/skill"
	"assay/skill/day"
)

type job struct {
	From  day.Date  `json:"from"`
	To    *day.Date `json:"to"`
	Hours int       `json:"hours"`
	Share float64   `json:"share"`
}

type form struct {
	Name   string            `json:"name"`
	Level  skill.Level       `json:"level"`
	Jobs   []job             `json:"jobs"`
	Days   []day.Date        `json:"days"`
	Notes  map[string]string `json:"notes"`
	Any    any               `json:"any"`
	Raw    json.RawMessage   `json:"raw"`
	Ready  bool              `json:"ready"`
	Small  uint8             `json:"small"`
	Hidden string            `json:"-"`
}

func TestDecode(t *testing.T) {
	var got form
	err := Decode([]byte(`{"name":"张三","level":"4","jobs":[{"from":"2020-02-29","to":null,"hours":3,"share":0.5}],
		"days":["2020-01-01"],"notes":{"a":"b"},"any":{"x":[1,true,null,"y"]},"raw":{"k": [1]},"ready":true,"small":7}`), &got)
	if err != nil {
		t.Fatal(err)
	}
	want := form{
		Name: "张三", Level: skill.Level4, Jobs: []job{{From: day.Must("2020-02-29"), Hours: 3, Share: 0.5}},
		Days: []day.Date{day.Must("2020-01-01")}, Notes: map[string]string{"a": "b"},
		Any: map[string]any{"x": []any{1.0, true, nil, "y"}}, Raw: json.RawMessage(`{"k": [1]}`), Ready: true, Small: 7,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ in, path, reason string }{
		{`{"nam":"x"}`, "nam", "json.unknown_field"},
		{`{"Name":"x"}`, "Name", "json.unknown_field"},
		{`{"Hidden":"x"}`, "Hidden", "json.unknown_field"},
		{`{"jobs":[{"from":"2020-01-01"},{"form":"2020-01-01"}]}`, "jobs[1].form", "json.unknown_field"},
		{`{"name":"x","name":"x"}`, "name", "json.duplicate"},
		{`{"jobs":[{"hours":1,"hours":2}]}`, "jobs[0].hours", "json.duplicate"},
		{`{"notes":{"a":"1","a":"1"}}`, "notes.a", "json.duplicate"},
		{`{"any":{"a":[{"b":1,"b":1}]}}`, "any.a[0].b", "json.duplicate"},
		{`{"raw":{"a":1,"\u0061":1}}`, "raw.a", "json.duplicate"},
		{`{"jobs":[{"from":"2021-02-29"}]}`, "jobs[0].from", "date.unreadable"},
		{`{"jobs":[{"from":""}]}`, "jobs[0].from", "date.unreadable"},
		{`{"jobs":[{"from":20210228}]}`, "jobs[0].from", "date.unreadable"},
		{`{"jobs":[{"from":"2021-01-01","to":"2021-04-31"}]}`, "jobs[0].to", "date.unreadable"},
		{`{"days":["2020-01-01","nonsense"]}`, "days[1]", "date.unreadable"},
		{`{"level":"6"}`, "level", "level.unknown"},
		{`{"level":4}`, "level", "json.want_text"},
		{`{"name":4}`, "name", "json.want_text"},
		{`{"name":["x"]}`, "name", "json.want_text"},
		{`{"jobs":{}}`, "jobs", "json.want_list"},
		{`{"jobs":[1]}`, "jobs[0]", "json.want_object"},
		{`{"notes":[]}`, "notes", "json.want_object"},
		{`{"ready":"yes"}`, "ready", "json.want_bool"},
		{`{"jobs":[{"hours":"3"}]}`, "jobs[0].hours", "json.want_number"},
		{`{"jobs":[{"hours":1.5}]}`, "jobs[0].hours", "json.number"},
		{`{"small":300}`, "small", "json.number"},
		{`{"any":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "any" + strings.Repeat("[0]", 32), "json.too_deep"},
		{`{"raw":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "raw" + strings.Repeat("[0]", 32), "json.too_deep"},
		{`{} {}`, "", "json.trailing"},
		{`{}x`, "", "json.trailing"},
		{`{"name":"x"`, "", "json.syntax"},
		{`{"name" "x"}`, "", "json.syntax"},
		{``, "", "json.syntax"},
		{"{\"name\":\"\xff\"}", "", "json.not_utf8"},
	} {
		err := Decode([]byte(c.in), new(form))
		if err == nil {
			t.Errorf("%s was taken", c.in)
			continue
		}
		path := ""
		if e, ok := errors.AsType[*skill.Error](err); ok && len(e.Fields) > 0 {
			path = e.Fields[0].Path
		}
		if diff := cmp.Diff([]string{c.path, c.reason}, []string{path, skill.ReasonOf(err)}); diff != "" {
			t.Errorf("%s: %s", c.in, diff)
		}
	}
}

func TestRefusalsQuoteNoValue(t *testing.T) {
	err := Decode([]byte(`{"level":"659012200001011237"}`), new(form))
	if err == nil || strings.Contains(err.Error(), "6590") {
		t.Errorf("%v", err)
	}
}

func TestReadLimitsTheSize(t *testing.T) {
	var f form
	if err := Read(strings.NewReader(`{"name":"x"}`), 12, &f); err != nil {
		t.Error(err)
	}
	if err := Read(strings.NewReader(`{"name":"x"} `), 12, &f); skill.ReasonOf(err) != "json.too_large" {
		t.Error(err)
	}
}

// FuzzDecode: what is taken is what the standard decoder takes, with the same
// result; and nothing panics.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"name":"张三","level":"4","jobs":[{"from":"2020-02-29","to":null,"hours":3}],"days":["2020-01-01"]}`,
		`{"any":{"x":[1,true,null,"y"]},"raw":[],"notes":{"a":"b"},"small":7,"ready":false}`,
		`{"name":"\ud800","any":1e400}`, `null`, `[]`, `{"raw":null}`, `{"a":1}{`, `{"jobs":[]}`, `{"notes":null,"level":""}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var got, want form
		if err := Decode(b, &got); err != nil {
			if _, ok := errors.AsType[*skill.Error](err); !ok {
				t.Fatalf("not a coded error: %v", err)
			}
			return
		}
		if err := json.Unmarshal(b, &want); err != nil && !strings.HasPrefix(string(b), "\ufeff") {
			t.Fatalf("the standard decoder refuses: %v", err)
		} else if err == nil && !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}
