package api

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"pgregory.net/rapid"
)

// Whatever is sent to any operation, the answer is none of ours to be ashamed
// of: never a fault of the server, and every refusal a whole problem.
func TestJunk(t *testing.T) { eachScene(t, junkEverywhere) }

func junkEverywhere(s *scene) {
	t := s.t.(*testing.T)
	s.filed()
	spec := s.api.huma.OpenAPI()
	paths := slices.Sorted(maps.Keys(spec.Paths))
	rapid.Check(t, func(r *rapid.T) {
		path := rapid.SampledFrom(paths).Draw(r, "path")
		method, op := someOperation(r, spec.Paths[path])
		for _, name := range []string{"{id}", "{number}"} {
			path = strings.ReplaceAll(path, name, rapid.SampledFrom([]string{"x", "%00", "..", "01a201d3-5c57-7000-94f2-277493b0cfe9", "%E5%BC%A0"}).Draw(r, "id"))
		}
		if rapid.Bool().Draw(r, "query") {
			path += "?" + rapid.SampledFrom([]string{"after=%00", "limit=-1", "limit=5&after=x", "status=none", "find=%ff", "on=2026-02-30", "a=b", "%zz"}).Draw(r, "query")
		}
		who := rapid.SampledFrom([]string{"centre", "clerk", "head", "stranger", ""}).Draw(r, "who")
		got := s.ask(who, method, path, junk(r, spec, op))
		if got.status >= 500 {
			r.Fatalf("%s: %d %s\n%s", got.asked, got.status, got.body, s.log)
		}
		if got.status >= 400 {
			problemIn(t, got)
		}
		s.said = nil
	})
}

func someOperation(r *rapid.T, item *huma.PathItem) (string, *huma.Operation) {
	all := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put}
	maps.DeleteFunc(all, func(_ string, op *huma.Operation) bool { return op == nil })
	method := rapid.SampledFrom(slices.Sorted(maps.Keys(all))).Draw(r, "method")
	return method, all[method]
}

// junk is a body: none, bytes, or JSON that has the names of the operation's
// fields with values of all sorts.
func junk(r *rapid.T, spec *huma.OpenAPI, op *huma.Operation) any {
	if op.RequestBody == nil || rapid.IntRange(0, 5).Draw(r, "none") == 0 {
		return nil
	}
	form := op.RequestBody.Content["application/json"]
	if form == nil || rapid.IntRange(0, 5).Draw(r, "bytes") == 0 {
		return rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(r, "file")
	}
	b, _ := json.Marshal(value(r, spec, form.Schema, 0))
	return string(b)
}

func value(r *rapid.T, spec *huma.OpenAPI, schema *huma.Schema, depth int) any {
	if depth > 4 || rapid.IntRange(0, 9).Draw(r, "odd") == 0 {
		return rapid.SampledFrom([]any{nil, 0, -1.5, "", "x", "\x00", true, []any{}, doc{}, "2026-02-30", strings.Repeat("张", 300), 1e300}).Draw(r, "value")
	}
	if schema.Ref != "" {
		schema = spec.Components.Schemas.SchemaFromRef(schema.Ref)
	}
	switch {
	case schema.Type == "object":
		out := doc{}
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
			if rapid.IntRange(0, 3).Draw(r, "there") > 0 {
				out[name] = value(r, spec, schema.Properties[name], depth+1)
			}
		}
		return out
	case schema.Type == "array":
		return []any{value(r, spec, schema.Items, depth+1)}
	case schema.Type == "integer":
		return rapid.SampledFrom([]int{0, 1, -1, 1 << 30, 30}).Draw(r, "number")
	case schema.Type == "boolean":
		return rapid.Bool().Draw(r, "bool")
	}
	words := []any{"", "x", "4", "6-31-01-03", "2026-11-20", "/44/", "/44/b-017/", "passport", "Z0000001", "theory", "2026-11-23T01:00:00Z", "national-2023"}
	return rapid.SampledFrom(append(words, schema.Enum...)).Draw(r, "word")
}

// The document never asks for uniqueness, which costs the square of the input to
// check, and every operation has an id of its own and says how it refuses.
func TestDocument(t *testing.T) {
	a := newScene(t).api
	if strings.Contains(string(a.Spec()), "uniqueItems") {
		t.Error("the document asks for uniqueItems")
	}
	seen := map[string]bool{}
	for _, op := range a.Operations() {
		if op[0] == "" || op[3] == "" || seen[op[0]] {
			t.Errorf("operation %v has no id of its own or no summary", op)
		}
		seen[op[0]] = true
	}
	for path, item := range a.huma.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put} {
			if op != nil && op.Responses["default"].Content["application/problem+json"] == nil {
				t.Errorf("%s %s does not say how it refuses", op.Method, path)
			}
		}
	}
}
