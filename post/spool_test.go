package post

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/skill"
)

func spool(t *testing.T, dir string) *Spool {
	t.Helper()
	s, err := OpenSpool(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func lying(t *testing.T, dir string) (names []string) {
	t.Helper()
	there, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range there {
		names = append(names, f.Name())
	}
	return names
}

func TestASpoolKeepsMessagesInOrder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "messages")
	s := spool(t, dir)
	for _, m := range []Message{message(skill.BySMS, "13800000000"), message(skill.ByMail, "li@example.org")} {
		if err := s.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	// One that is opened again goes on where the first stood, another beside it too.
	for _, again := range []*Spool{spool(t, dir), s, spool(t, dir)} {
		if err := again.Send(t.Context(), message(skill.BySMS, "13800000000")); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"000001.json", "000002.json", "000003.json", "000004.json", "000005.json"}
	if d := cmp.Diff(want, lying(t, dir)); d != "" {
		t.Error(d)
	}
	text, err := os.ReadFile(filepath.Join(dir, "000002.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	wrote := map[string]any{
		"id": letterID, "channel": "mail", "kind": "code", "lang": "zh", "to": "li@example.org", "subject": "登录验证码", "text": secretText,
		"words": map[string]any{"code": "837465", "minutes": "5"},
	}
	if d := cmp.Diff(wrote, got); d != "" {
		t.Error(d)
	}
	for _, name := range []string{".", "000002.json"} {
		about, err := os.Stat(filepath.Join(dir, name))
		if err != nil || about.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v, %v", name, about.Mode(), err)
		}
	}
}

func TestTwoSpoolsOnOneFolder(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for i, s := range []*Spool{spool(t, dir), spool(t, dir)} {
		for n := range 20 {
			all.Go(func() {
				m := message(skill.BySMS, "13800000000")
				m.ID = fmt.Sprintf("%d-%d", i, n)
				if err := s.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	names := lying(t, dir)
	if len(names) != 40 || !slices.Contains(names, "000040.json") {
		t.Error(names)
	}
}

func TestASpoolThatCannotWrite(t *testing.T) {
	dir := t.TempDir()
	s, err := OpenSpool(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), message(skill.BySMS, "13800000000")); err == nil || Lasting(err) {
		t.Errorf("%v, for good %v", err, Lasting(err))
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSpool(file); err == nil {
		t.Error("a file is no folder")
	}
}
