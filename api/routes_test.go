package api

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/routes.md anew")

// The document of routes is made from the operations themselves.
func TestRoutesDocument(t *testing.T) {
	a := newScene(t).api
	var b strings.Builder
	b.WriteString("# Routes\n\nMade from the operations (`go generate ./api`); not to be edited. Types and errors are in `/openapi.json`.\n")
	b.WriteString("\nPages and files for everybody: `/`, `/verify`, `/verify/batch`, `/bodies`, `/bodies/…`, `/occupations`, `/occupations/…`, `/eligibility`, `/compare`, `/Q/…`, `/log/…` (tlog-tiles), `/openapi.json`. For those who run the server: `/healthz`, `/readyz`, `/metrics`.\n")
	area := ""
	for _, op := range a.Operations() {
		next := strings.Split(strings.TrimPrefix(op[2], Prefix+"/"), "/")[0]
		if next != area {
			area = next
			fmt.Fprintf(&b, "\n## %s\n\n| operation | | path | |\n|---|---|---|---|\n", area)
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | %s |\n", op[0], op[1], op[2], op[3])
	}
	made(t, "routes.md", b.String())
}

// made compares a document with what it is made of.
func made(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("..", "docs", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("docs/%s is out of date: go generate ./api (-want +got):\n%s", name, diff)
	}
}
