package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheMadePagesAreFresh(t *testing.T) {
	const root = "../.."
	all, err := pages(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range all {
		have, err := os.ReadFile(filepath.Join(root, "docs", name))
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(want, string(have)); diff != "" {
			t.Errorf("docs/%s is stale, run make generate (-want +have):\n%s", name, diff)
		}
	}
}

func TestSplitPartsWordsFromTheDrawing(t *testing.T) {
	prose, drawing := split("Words here.\n\n\ta ──▶ b\n\t  c\n\nMore.\n")
	if prose != "Words here.\n\n\nMore." || drawing != "a ──▶ b\n  c" {
		t.Errorf("got %q and %q", prose, drawing)
	}
}
