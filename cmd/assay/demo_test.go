package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/document/fonts"
	"assay/internal/testdb"
	"assay/office/identity"
	"assay/office/issuance"
	"assay/skill"
)

// tool finds a program that the certificates are checked with.
func tool(t *testing.T, name, packageName string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed (Debian package %s)", name, packageName)
	}
	return path
}

// output runs a program and returns what it printed.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

// The main job on the shipped rosters, on a machine of its own: from two
// spreadsheets to certificates that a stranger verifies from the printed page.
// Source: docs/commands.md, assay demo.
func TestDemonstration(t *testing.T) {
	for engine, place := range map[string]func(t *testing.T) []string{
		"sqlite":   func(*testing.T) []string { return nil },
		"postgres": func(t *testing.T) []string { return []string{"--db", testdb.Postgres(t)} },
	} {
		t.Run(engine, func(t *testing.T) { demonstrate(t, place(t)) })
	}
}

func demonstrate(t *testing.T, place []string) {
	if _, err := fonts.Read(fonts.Regular); err != nil {
		t.Skip(err)
	}
	dir := filepath.Join(t.TempDir(), "demo")
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	var stderr bytes.Buffer
	perform := func(args ...string) (int, string) {
		var out bytes.Buffer
		stderr.Reset()
		e := &env{t.Context(), strings.NewReader(""), &out, &stderr, func() time.Time { return now }, testdb.NewRand(1)}
		return run(e, args), out.String()
	}
	once := append([]string{"demo", "--once", "--json", "--data", dir}, place...)
	code, first := perform(once...)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	var sum demoSummary
	if err := json.Unmarshal([]byte(first), &sum); err != nil {
		t.Fatal(err)
	}
	plausible(t, sum)
	if _, again := perform(once...); again != first {
		t.Errorf("the second report differs:\n%s\n%s", first, again)
	}
	printed(t, sum)
	ticketed(t, sum)
	if code, out := perform(append([]string{"fsck", "--json", "--data", dir}, place...)...); code != 0 || !strings.HasPrefix(out, `{"ok":true`) {
		t.Errorf("fsck: exit %d: %s", code, out)
	}
	signsIn(t, now, dir, place)
	for _, c := range []struct {
		name string
		want int
	}{{"张样例零二", 0}, {"李样例零三", 1}} {
		if code, out := perform("verify", "--key", sum.Key, "--name", c.name, sum.PDF); code != c.want {
			t.Errorf("verify with %s: exit %d, want %d: %s", c.name, code, c.want, out)
		}
	}
	if code, _ := perform("serve", "--data", dir); code != 2 {
		t.Errorf("serve took a demonstration for an installation: exit %d", code)
	}
}

// signsIn lets everybody in by password and second factor, each to the role that
// the list of accounts gives them.
func signsIn(t *testing.T, now time.Time, dir string, place []string) {
	t.Helper()
	c := demoCmd{}
	c.Data = dir
	if len(place) > 0 {
		c.DB = place[1]
	}
	all, err := c.credentials()
	if err != nil {
		t.Fatal(err)
	}
	later := now.Add(time.Minute) // a code counts once
	e := &env{t.Context(), strings.NewReader(""), io.Discard, io.Discard, func() time.Time { return later }, testdb.NewRand(2)}
	r, err := c.opened(e)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := newWorld(e, r, issuance.Paper{}, true, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	roles := map[skill.Role]bool{}
	for i, one := range all {
		roles[one.Role] = true
		v := identity.Visit{Network: fmt.Sprintf("127.1.%d.0/24", i)}
		in, err := w.identity.SignIn(t.Context(), v, one.Login, one.Password)
		if err != nil || !in.SecondDue() {
			t.Fatalf("%s: %+v, %v", one.Login, in, err)
		}
		in, err = w.identity.ShowSecond(t.Context(), v, in.Secret, one.code(later))
		if err != nil {
			t.Fatalf("%s: %v", one.Login, err)
		}
		h, err := w.identity.Here(t.Context(), in.Secret)
		if err != nil || !h.Actor.Strong || (len(h.Actor.Grants) != 1 || h.Actor.Grants[0].Role != one.Role) && one.Role != "candidate" {
			t.Errorf("%s acts as %+v, %v", one.Login, h.Actor, err)
		}
	}
	for _, role := range append(skill.Roles(), "candidate") {
		if !roles[role] {
			t.Errorf("nobody signs in as %s", role)
		}
	}
}

// plausible holds the figures against each other and against the rosters.
func plausible(t *testing.T, sum demoSummary) {
	t.Helper()
	rows, stopped := 0, 0
	for _, n := range sum.Outcomes {
		rows += n
	}
	for _, r := range sum.Refused {
		if r.Reason == "issuance.photo_missing" {
			stopped += r.Count
		}
	}
	switch {
	case sum.Rows < 200 || rows != sum.Rows:
		t.Errorf("%d rows, %d outcomes", sum.Rows, rows)
	case len(sum.Outcomes) != 4:
		t.Errorf("not every sort of people: %v", sum.Outcomes)
	case sum.Eligible != sum.Outcomes["eligible"] || sum.Passed == 0 || sum.Issued != sum.Passed-stopped || stopped == 0:
		t.Errorf("%+v", sum)
	case !strings.HasPrefix(sum.First, "S000044999901264") || sum.Revoked != sum.Last:
		t.Errorf("numbers %s, %s, %s", sum.First, sum.Last, sum.Revoked)
	}
}

// printed reads the page as a stranger does: with the eye and with a scanner.
func printed(t *testing.T, sum demoSummary) {
	t.Helper()
	text := output(t, tool(t, "pdftotext", "poppler-utils"), sum.PDF, "-")
	for _, want := range []string{sum.First, "职业技能等级证书", "张样例零二", "电工", "四级/中级工"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	picture := filepath.Join(t.TempDir(), "page")
	output(t, tool(t, "pdftoppm", "poppler-utils"), "-r", "300", "-png", "-singlefile", sum.PDF, picture)
	if got := strings.TrimSpace(output(t, tool(t, "zbarimg", "zbar-tools"), "-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture+".png")); got != sum.QR {
		t.Errorf("the scanner read %s", got)
	}
}

// ticketed reads the papers of the exam day: the longest name stands whole on the
// ticket, with its seat and a code that a scanner reads, and on the door's list.
func ticketed(t *testing.T, sum demoSummary) {
	t.Helper()
	if sum.Seated != len(comers) || sum.CheckedIn != len(comers)-1 {
		t.Errorf("%d seated, %d checked in", sum.Seated, sum.CheckedIn)
	}
	for file, wants := range map[string][]string{
		sum.Ticket:   {"准考证", "26111", comers[6], "考场 一号考场", "座位", "理论知识考试"},
		sum.DoorList: {"考场座次表", comers[0], comers[6], comers[7], "监考 2 名"},
	} {
		text := strings.Join(strings.Fields(output(t, tool(t, "pdftotext", "poppler-utils"), file, "-")), "")
		for _, want := range wants {
			if !strings.Contains(text, strings.ReplaceAll(want, " ", "")) {
				t.Errorf("%s does not say %s", filepath.Base(file), want)
			}
		}
	}
	picture := filepath.Join(t.TempDir(), "ticket")
	output(t, tool(t, "pdftoppm", "poppler-utils"), "-r", "150", "-png", "-singlefile", sum.Ticket, picture)
	if got := strings.TrimSpace(output(t, tool(t, "zbarimg", "zbar-tools"), "-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture+".png")); len(got) != 16 {
		t.Errorf("the scanner read %q", got)
	}
}

// A folder with other people's records is not taken for a demonstration.
func TestDemonstrationRefusesAFullFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "letters.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	newDesk(t).refused(2, "demo.not_empty", "demo", "--once", "--data", dir)
}
