package files

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
)

func open(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Open(dir, testdb.Keys(t), testdb.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func put(t *testing.T, f *Folder, clear string) skill.FileHash {
	t.Helper()
	h, err := f.Put(t.Context(), strings.NewReader(clear), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// kept lists every file in the folder.
func kept(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	clear := "a photo " + strings.Repeat("x", 5000)
	h := put(t, f, clear)
	if put(t, f, clear) != h || len(kept(t, dir)) != 1 {
		t.Fatalf("the same file twice: %v", kept(t, dir))
	}
	got, err := open(t, dir).Get(t.Context(), h)
	if err != nil || string(got) != clear {
		t.Fatal(len(got), err)
	}
}

// The disk shows neither the bytes nor the hash of a file.
func TestDiskSaysNothing(t *testing.T) {
	dir := t.TempDir()
	h := put(t, open(t, dir), "a known photo")
	for _, name := range kept(t, dir) {
		raw, err := os.ReadFile(name)
		if err != nil || bytes.Contains(raw, []byte("known")) || strings.Contains(filepath.ToSlash(name), string(h[2:])) {
			t.Errorf("%s shows what it holds (%v)", name, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	if _, err := f.Put(t.Context(), strings.NewReader("12345"), 4); skill.ReasonOf(err) != "file.too_large" {
		t.Error(err)
	}
	if _, err := f.Put(t.Context(), strings.NewReader(""), 4); skill.ReasonOf(err) != "file.empty" {
		t.Error(err)
	}
	if len(kept(t, dir)) != 0 {
		t.Errorf("a refused file stayed: %v", kept(t, dir))
	}
	if _, err := f.Get(t.Context(), "00"); skill.ReasonOf(err) != "file.not_found" {
		t.Error(err)
	}
}

// A file that was changed on the disk, or put in another's place, is not given
// out.
func TestBrokenFiles(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	a, b := put(t, f, "one"), put(t, f, "two")
	one, two := filepath.Join(dir, f.name(a)), filepath.Join(dir, f.name(b))
	raw, err := os.ReadFile(two)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(one, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-1] ^= 1
	if err := os.WriteFile(two, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, h := range []skill.FileHash{a, b} {
		if got, err := f.Get(t.Context(), h); skill.ReasonOf(err) != "file.broken" {
			t.Errorf("%q %v", got, err)
		}
	}
}

func TestPutAtOnce(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := f.Put(t.Context(), strings.NewReader("the same"), 100); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(kept(t, dir)); n != 1 {
		t.Errorf("%d files", n)
	}
}
