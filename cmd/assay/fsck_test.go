package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/internal/testdb"
	"assay/ledger"
	"assay/locale"
	"assay/store"
)

// filed is a data directory with one batch in it, and beside it its keys.
func filed(t *testing.T) (dir string, s *store.Store) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "records")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := placeKeys(dir+".keys", testdb.Keys(t).Keys()); err != nil {
		t.Fatal(err)
	}
	s = testdb.Open(t, filepath.Join(dir, "assay.db"), testdb.NewClock())
	testdb.File(t, s)
	return dir, s
}

// Source: docs/commands.md, assay fsck.
func TestFsckSaysWhatWasChecked(t *testing.T) {
	d := newDesk(t)
	dir, _ := filed(t)
	var got map[string]any
	if err := json.Unmarshal([]byte(d.must("fsck", "--data", dir, "--json")), &got); err != nil {
		t.Fatal(err)
	}
	delete(got, "rows")
	want := map[string]any{
		"ok": true, "checked": map[string]any{"certificates": 0.0, "audit": 18.0, "leaves": 0.0}, "faults": []any{}, "more": 0.0,
		"pending": []any{map[string]any{"table": "audit", "count": 18.0}}, "rollback": "not checked",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text := d.must("fsck", "--data", dir)
	for _, phrase := range []string{"内部一致；没有核对是否被回退", "Internally consistent; rollback not checked", "18 条审计条目等待写入日志"} {
		if !strings.Contains(text, phrase) {
			t.Errorf("%q is not in %q", phrase, text)
		}
	}
}

// Records that other keys made are not this registry's.
func TestFsckEndsWithOneWhereThereAreFaults(t *testing.T) {
	d := newDesk(t)
	dir, s := filed(t)
	q := ledger.New(ledger.Config{Store: s, Keys: s.Keys(), Registry: "registry.example.org", Holder: "x", Report: func(err error) { t.Error(err) }})
	if _, err := q.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.must("keys", "new", "--keys", dir+".other")
	code, stdout, _ := d.run("", "fsck", "--data", dir, "--keys", dir+".other", "--json")
	var got fsckAnswer
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	if code != 1 || got.OK || !slices.Contains(got.Faults, fsckFault{"signature", "checkpoint", "audit/18", "signed", ""}) {
		t.Errorf("exit %d: %s", code, stdout)
	}
	code, stdout, _ = d.run("", "fsck", "--data", dir, "--keys", dir+".other", "--lang", "en")
	if code != 1 || !strings.Contains(stdout, "checkpoint audit/18 signed: the signature is not good") {
		t.Errorf("exit %d: %s", code, stdout)
	}
}

func TestFsckThatCannotRunSaysWhy(t *testing.T) {
	d := newDesk(t)
	dir, _ := filed(t)
	strange := filepath.Join(t.TempDir(), "checkpoint")
	if err := os.WriteFile(strange, []byte("x\n1\nx\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.refused(2, "--data", "fsck", "--data", dir+"-none", "--keys", dir+".keys", "--lang", "en")
	d.refused(2, "no-such-file", "fsck", "--data", dir, "--checkpoint", "no-such-file", "--lang", "en")
	d.refused(2, "signature", "fsck", "--data", dir, "--checkpoint", strange, "--lang", "en")
}

// Every kind of fault is said in both languages.
func TestFaultsHaveTexts(t *testing.T) {
	for _, kind := range ledger.Kinds() {
		for _, l := range locale.Langs() {
			if key := "fsck.fault." + strings.ReplaceAll(kind, "-", "_"); !locale.Has(l, key) {
				t.Errorf("%s has no text in %s", key, l)
			}
		}
	}
}
