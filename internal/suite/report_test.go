package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const run1 = `{"Time":"2026-11-21T09:00:00Z","Action":"start","Package":"assay/store"}
{"Time":"2026-11-21T09:00:00Z","Action":"run","Package":"assay/store","Test":"TestA"}
{"Time":"2026-11-21T09:00:00Z","Action":"output","Package":"assay/store","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Time":"2026-11-21T09:00:01Z","Action":"output","Package":"assay/store","Test":"TestA","Output":"    a_test.go:9: not there: psql\n"}
{"Time":"2026-11-21T09:00:01Z","Action":"output","Package":"assay/store","Test":"TestA","Output":"--- SKIP: TestA (0.01s)\n"}
{"Time":"2026-11-21T09:00:01Z","Action":"skip","Package":"assay/store","Test":"TestA","Elapsed":0.01}
{"Time":"2026-11-21T09:00:01Z","Action":"output","Package":"assay/store","Test":"TestB","Output":"quiet\n"}
{"Time":"2026-11-21T09:00:02Z","Action":"pass","Package":"assay/store","Test":"TestB","Elapsed":0.01}
{"Time":"2026-11-21T09:00:02Z","Action":"output","Package":"assay/store","Test":"TestC","Output":"    c_test.go:3: wrong\n"}
{"Time":"2026-11-21T09:00:02Z","Action":"fail","Package":"assay/store","Test":"TestC","Elapsed":0.01}
{"Time":"2026-11-21T09:00:03Z","Action":"output","Package":"assay/store","Output":"FAIL\n"}
{"Time":"2026-11-21T09:00:03Z","Action":"fail","Package":"assay/store","Elapsed":3}
{"Time":"2026-11-21T09:00:04Z","Action":"pass","Package":"assay/rule","Elapsed":12}
a word that is no event
`

func TestOnlyWhatMattersIsShown(t *testing.T) {
	var out bytes.Buffer
	r, err := read(strings.NewReader(run1), &out)
	if err != nil {
		t.Fatal(err)
	}
	r.summary(&out)
	list(&out, append(r.skipped, omission{"everything on PostgreSQL", "not installed"}))
	want := `FAIL store TestC
      c_test.go:3: wrong
FAIL store
  FAIL
a word that is no event
tests: 1 passed, 1 failed, 1 left out, in 2 packages, 4 s (longest: rule 12 s)
left out:
  not there: psql
    store TestA
  not installed
    everything on PostgreSQL
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
}

func TestALongListOfOneReasonIsShort(t *testing.T) {
	var many []omission
	for range 8 {
		many = append(many, omission{"a test", "no chromium"})
	}
	var out bytes.Buffer
	list(&out, many)
	if got := strings.Count(out.String(), "\n"); got != 8 {
		t.Errorf("%d lines, want the heading, the reason, five tests and a count:\n%s", got, &out)
	}
}
