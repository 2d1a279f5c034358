package api

import (
	"reflect"
	"testing"

	"assay/skill"
)

// A filter that does not exist, or a value it cannot have, is refused rather than
// left out: the list would look like an answer.
func TestQueryRefuses(t *testing.T) {
	o := operation{params: queryOf(reflect.TypeFor[struct {
		Status string `query:"status" enum:"filed,cancelled"`
		After  string `query:"after"`
	}]())}
	for query, want := range map[string]string{
		"":                       "",
		"status=filed&after=x":   "",
		"status=":                "",
		"status=zz":              "request.choice",
		"stauts=filed":           "request.parameter",
		"status=filed&status=zz": "request.parameter_twice",
		"%zz":                    "request.query",
	} {
		if err := checkQuery(o, query); (err == nil) != (want == "") || (err != nil && skill.ReasonOf(err) != want) {
			t.Errorf("?%s: %v, want %q", query, err, want)
		}
	}
}
