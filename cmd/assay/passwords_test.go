package main

import (
	"os"
	"path/filepath"
	"testing"

	"assay/office/identity"
)

// Lists of one's own are refused besides what was refused before.
func TestRefuseMore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "list.txt")
	if err := os.WriteFile(file, []byte("our company 2026\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, before := range []func(string) bool{nil, func(w string) bool { return w == "password12345" }} {
		w := &world{identity: &identity.Desk{Common: before}}
		if err := w.refuseMore([]string{file}); err != nil {
			t.Fatal(err)
		}
		for word, want := range map[string]bool{"our company 2026": true, "password12345": before != nil, "correct horse": false} {
			if w.identity.Common(word) != want {
				t.Errorf("%q: %v", word, !want)
			}
		}
		if err := w.refuseMore([]string{file + ".missing"}); err == nil {
			t.Error("a list that is not there is not missed")
		}
	}
}
