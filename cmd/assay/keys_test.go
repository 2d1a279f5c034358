package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A desk runs commands one after the other, an hour apart, on one machine.
type desk struct {
	t      *testing.T
	now    time.Time
	random *rand.ChaCha8
}

func newDesk(t *testing.T) *desk {
	return &desk{t, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), rand.NewChaCha8([32]byte{1})}
}

func (d *desk) run(stdin string, args ...string) (code int, stdout, stderr string) {
	d.t.Helper()
	d.now = d.now.Add(time.Hour)
	var out, errs bytes.Buffer
	e := &env{d.t.Context(), strings.NewReader(stdin), &out, &errs, func() time.Time { return d.now }, d.random}
	code = run(e, args)
	return code, out.String(), errs.String()
}

// must runs a command that has to end with 0.
func (d *desk) must(args ...string) (stdout string) {
	d.t.Helper()
	code, stdout, stderr := d.run("", args...)
	if code != 0 {
		d.t.Fatalf("%v: exit %d: %s", args, code, stderr)
	}
	return stdout
}

// refused runs a command that has to end with a code and say a phrase.
func (d *desk) refused(code int, phrase string, args ...string) {
	d.t.Helper()
	got, stdout, stderr := d.run("", args...)
	if got != code || !strings.Contains(stderr, phrase) || stdout != "" {
		d.t.Errorf("%v: exit %d, want %d; said %q, want %q; printed %q", args, got, code, stderr, phrase, stdout)
	}
}

func TestKeysAreForTheirOwnerAlone(t *testing.T) {
	d, dir := newDesk(t), filepath.Join(t.TempDir(), "deep", "keys")
	d.must("keys", "new", "--keys", dir)
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(files) != 5 {
		t.Errorf("%d files", len(files))
	}
	for _, path := range append(files, dir) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]os.FileMode{true: 0o700, false: 0o600}[info.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".keys-*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
	before := snapshot(t, dir)
	d.refused(2, "never overwritten", "keys", "new", "--keys", dir)
	if after := snapshot(t, dir); after != before {
		t.Error("a key changed")
	}
	for _, path := range []string{files[0], dir} {
		if err := os.Chmod(path, 0o750); err != nil {
			t.Fatal(err)
		}
		d.refused(2, "chmod 700", "keys", "list", "--keys", dir, "--lang", "en")
		if err := os.Chmod(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

func snapshot(t *testing.T, dir string) string {
	var all strings.Builder
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s\n%s", path, content)
	}
	return all.String()
}

func TestKeysNeverLieAmongTheRecords(t *testing.T) {
	d, base := newDesk(t), t.TempDir()
	data := filepath.Join(base, "records")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(data, filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	for _, keys := range []string{data, filepath.Join(data, "keys"), filepath.Join(data, "a", "b"), filepath.Join(base, "link", "keys"), filepath.Join(data, "..", "records", "keys")} {
		d.refused(2, "may not lie inside the data folder", "keys", "new", "--data", data, "--keys", keys)
	}
	if entries, _ := os.ReadDir(data); len(entries) != 0 {
		t.Errorf("written into the records: %v", entries)
	}
	d.must("keys", "new", "--data", data)
	if _, err := os.Stat(data + ".keys"); err != nil {
		t.Errorf("the keys do not lie beside the records: %v", err)
	}
	d.must("keys", "new", "--data", data, "--keys", filepath.Join(base, "records-keys"))
}

func TestKeysListAndRotate(t *testing.T) {
	d, dir := newDesk(t), filepath.Join(t.TempDir(), "keys")
	d.must("keys", "new", "--keys", dir)
	d.must("keys", "rotate", "statement", "--keys", dir)
	var list struct{ Keys []keyLine }
	if err := json.Unmarshal([]byte(d.must("keys", "list", "--keys", dir)), &list); err != nil {
		t.Fatal(err)
	}
	count, newest := map[string]int{}, map[string]int{}
	for _, k := range list.Keys {
		count[string(k.Class)]++
		if k.Newest {
			newest[string(k.Class)]++
		}
		if k.Class == "statement" && k.Newest != (k.Created == "2026-11-21T11:00:00Z") {
			t.Errorf("the newest key is not the last: %+v", k)
		}
	}
	for _, class := range []string{"field", "index", "statement", "log", "session"} {
		if want := map[bool]int{true: 2, false: 1}[class == "statement"]; count[class] != want || newest[class] != 1 {
			t.Errorf("%s: %d keys, %d newest", class, count[class], newest[class])
		}
	}
	d.refused(2, "built anew", "keys", "rotate", "index", "--keys", dir)
	d.refused(2, "no class drawer", "keys", "rotate", "drawer", "--keys", dir)
	d.refused(2, "找到", "keys", "list", "--keys", dir+"2", "--lang", "zh")
	if err := os.WriteFile(filepath.Join(dir, "log-aaaa.key"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.refused(2, "log-aaaa.key", "keys", "list", "--keys", dir)
}

func TestKeysExportTellsNoSecret(t *testing.T) {
	d, base := newDesk(t), t.TempDir()
	dir, out := filepath.Join(base, "keys"), filepath.Join(base, "public.json")
	d.must("keys", "new", "--keys", dir)
	printed := d.must("keys", "export", "--keys", dir)
	d.must("keys", "export", "--keys", dir, "--out", out)
	if written, err := os.ReadFile(out); err != nil || string(written) != printed {
		t.Errorf("%v: %s", err, written)
	}
	if strings.Contains(printed, "secret") || strings.Contains(printed, "field") || strings.Count(printed, "\"public\"") != 2 {
		t.Error(printed)
	}
	d.refused(2, "exists", "keys", "export", "--keys", dir, "--out", out)
}
