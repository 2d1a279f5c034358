package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The matrix of rights is kept as a file that an auditor can read, and is what
// the command prints.
// Source: docs/commands.md, assay access.
func TestMatrixDocument(t *testing.T) {
	got, file := newDesk(t).must("access", "matrix", "--csv"), filepath.Join("..", "..", "docs", "access.csv")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("docs/access.csv is out of date: go generate ./api (-want +got):\n%s", diff)
	}
}
