package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/document"
	"assay/internal/testdb"
	"assay/office/admission"
	"assay/office/issuance"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Premises are an installation on disk with a clock that is moved by hand.
type premises struct {
	*desk
	place
	clock *testdb.Clock
	log   *lockedBuffer
}

// A lockedBuffer is written by many.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func newPremises(t *testing.T) *premises {
	t.Helper()
	h := &premises{desk: newDesk(t), clock: testdb.NewClock(), log: &lockedBuffer{}}
	h.place = place{keyFolder: keyFolder{Data: filepath.Join(t.TempDir(), "data")}}
	h.must("keys", "new", "--data", h.Data)
	h.must("migrate", "--data", h.Data)
	return h
}

// world is what the premises hold, as a process opens it.
func (h *premises) world() *world {
	h.t.Helper()
	e := &env{ctx: h.t.Context(), stderr: h.log, now: h.clock.Now, rand: testdb.NewRand(uint64(h.clock.Now().UnixNano()))}
	r, err := h.place.open(e, false)
	if err != nil {
		h.t.Fatal(err)
	}
	w, err := newWorld(e, r, issuance.Paper{Host: "assay.example.org"}, false, slog.New(slog.NewJSONHandler(h.log, nil)))
	if err != nil {
		h.t.Fatal(err)
	}
	return w
}

// The server answers, says that it is ready, and ends when it is told to.
func TestServeAnswersAndEnds(t *testing.T) {
	h := newPremises(t)
	w := h.world()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	at, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- w.serve(ctx, serving{addr: "127.0.0.1:0", machine: time.Now, ready: func(addr string) { at <- addr }})
	}()
	addr := <-at
	for path, want := range map[string]string{
		"/healthz": "ok", "/readyz": `"ready":true`, "/openapi.json": `"openapi": "3.1.0"`, "/": "<html", "/verify": "<form", "/sign-in": "<form", "/account": "See Other",
		"/metrics": "assay_query_log_lost_total", "/api/v1/plans": "token.missing", "/log/none": "log.not_found",
	} {
		if got := fetch(t, addr, path); !strings.Contains(got, want) {
			t.Errorf("%s lacks %s:\n%.600s", path, want, got)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

// fetch asks as plainly as HTTP can be asked.
func fetch(t *testing.T, addr, path string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", path, addr)
	var out bytes.Buffer
	if _, err := out.ReadFrom(bufio.NewReader(c)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// An import whose process was killed is carried on by the next one, from the row
// where it stood, once the time of whoever held it has run out.
// Source: docs/architecture.md, Running it.
func TestAnImportIsCarriedOnAfterAKill(t *testing.T) {
	h := newPremises(t)
	w := h.world()
	b := testdb.File(t, w.store)
	file := rosterOf(t, 3)
	hash, err := w.files.Put(t.Context(), bytes.NewReader(file), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	i, err := w.admission.StartImport(t.Context(), store.By{Actor: b.Actor(0)}, admission.Sending{Plan: b.Plan.ID, File: hash, Consents: w.admission.Edition})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := w.store.ClaimJob(t.Context(), jobLength, admission.ImportJob); !ok || err != nil {
		t.Fatal(ok, err) // and here the process is killed
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	next := &server{world: h.world()}
	defer next.Close()
	for _, step := range []struct {
		after time.Duration
		want  skill.ImportStatus
	}{{0, skill.ImportRunning}, {jobLength, skill.ImportFinished}} {
		h.clock.Step(step.after)
		if err := next.jobs(t.Context()); err != nil {
			t.Fatal(err)
		}
		now, err := next.store.Unscoped().Import(t.Context(), i.ID)
		if err != nil || now.Status != step.want {
			t.Errorf("after %s: %s, %v", step.after, now.Status, err)
		}
	}
}

func rosterOf(t *testing.T, n int) []byte {
	t.Helper()
	rows := map[skill.RosterSheet][][]string{}
	for i := range n {
		cells := make([]string, skill.RosterColumns)
		cells[skill.RosterName] = testdb.Born(i).Name
		rows[skill.SheetRoster] = append(rows[skill.SheetRoster], cells)
	}
	var out bytes.Buffer
	if err := document.WriteRoster(&out, rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A demonstration is served only when that is said, and nothing else under its
// name.
// Source: docs/commands.md, assay demo.
func TestServeKnowsADemonstration(t *testing.T) {
	h := newPremises(t)
	h.refused(2, "not a demonstration", "serve", "--data", h.Data, "--demo", "--lang", "en")
	if err := os.WriteFile(filepath.Join(h.Data, demoMark), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h.refused(2, "demonstration’s directory", "serve", "--data", h.Data, "--lang", "en")
}

// The first administrators are made once each, by two persons, and their tokens
// open the door.
func TestStaffOfAnEmptyInstallation(t *testing.T) {
	h := newPremises(t)
	found := []string{"staff", "found", "--data", h.Data, "--role", "system", "--name", "样例首任", "--kind", "passport", "--born", "1970-01-01", "--number"}
	code, out, stderr := h.run("Z0000001\n", append(found, "-")...)
	id, ok := strings.CutPrefix(strings.TrimSpace(out), `{"person":"`)
	if code != 0 || !ok {
		t.Fatalf("exit %d: %s%s", code, out, stderr)
	}
	id = strings.TrimSuffix(id, `"}`)
	h.refused(2, "already", append(found, "Z0000002", "--lang", "en")...)
	found[5] = "security"
	h.refused(2, "cannot be both", append(found, "Z0000001", "--lang", "en")...)
	h.refused(2, "cannot be both", append(found, "Z0000003", "--lang", "en")...) // the same name and birth
	found[7] = "样例次任"
	if code, out, stderr := h.run("", append(found, "Z0000003")...); code != 0 {
		t.Errorf("exit %d: %s%s", code, out, stderr)
	}
	_, token, _ := h.run("", "staff", "token", "--data", h.Data, "--person", id, "--days", "3")
	_, secret, _ := strings.Cut(token, `"token":"`)
	secret, _, _ = strings.Cut(secret, `"`)
	w := h.world()
	defer w.Close()
	actor, err := w.identity.Actor(t.Context(), secret)
	if err != nil || string(actor.Person) != id || access.Need(actor, "propose-appointment", "/44/") != nil {
		t.Errorf("%v, %v", actor, err)
	}
	h.refused(2, "90 days", "staff", "token", "--data", h.Data, "--person", id, "--days", "400", "--lang", "en")
}
