package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/rule/totp"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// TestJourney walks the pages in a real browser: at the width of phones and of a
// desk, in both languages, with axe's accessibility rules on every page. With
// ASSAY_SHOTS set to a folder it leaves a picture of each page there.
func TestJourney(t *testing.T) {
	node, browser := journeyTools(t)
	type walk struct {
		lang, screen string
		axe          bool // the two screens differ in nothing that it looks at
		bare         bool // also without the style sheet
	}
	walks := []walk{{"zh", "small", true, true}, {"en", "phone", true, false}, {"en", "desk", false, false}}
	shots := os.Getenv("ASSAY_SHOTS")
	if shots != "" {
		walks = append(walks, walk{"zh", "desk", false, false}, walk{"zh", "phone", false, false})
	}
	for _, c := range walks {
		t.Run(c.lang+"/"+c.screen, func(t *testing.T) {
			journey(t, node, map[string]any{"chromium": browser, "lang": c.lang, "screen": c.screen, "axe": c.axe, "bare": c.bare, "shots": shots})
		})
	}
}

// journeyTools are Node and a browser, with what drives it.
func journeyTools(t *testing.T) (node, browser string) {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	node, err := exec.LookPath("node")
	switch {
	case browser == "":
		t.Skip("no Chromium is installed (make test installs Debian's chromium)")
	case err != nil:
		t.Skip("no Node is installed")
	}
	for _, module := range []string{"playwright-core", "@axe-core/playwright"} {
		if _, err := os.Stat(filepath.Join("..", "node_modules", module)); err != nil {
			t.Skip("node_modules lacks " + module + " (make fonts fetches it)")
		}
	}
	return node, browser
}

// journey starts the servers and walks once.
func journey(t *testing.T, node string, plan map[string]any) {
	t.Helper()
	w := newWorld(t)
	gone := newWorld(t)
	for name, handler := range map[string]http.Handler{"base": w, "unreachable": gone.unreachable(t).Handler, "hurried": w.serve(t, 0)} {
		s := httptest.NewServer(handler)
		t.Cleanup(s.Close)
		plan[name] = s.URL
	}
	tail := w.tail(t, 0)
	for key, value := range map[string]string{
		"number": w.certs[0].Number, "name": w.certs[0].Name, "document": testdb.Born(0).Document.Number.Reveal(),
		"tail": tail, "forged": tail[:len(tail)-9] + "A" + tail[len(tail)-8:], "revoked": w.tail(t, 1),
	} {
		plan[key] = value
	}
	run(t, node, "journey/journey.mjs", plan)
}

// run runs a journey's program.
func run(t *testing.T, node, program string, plan map[string]any) {
	t.Helper()
	for _, file := range []string{program, "journey/look.mjs"} {
		if _, err := os.ReadFile(file); err != nil { // go test runs again what it sees changed
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, program)
	cmd.Env = append(os.Environ(), "JOURNEY="+string(text))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestAccountJourney has somebody register, set up a second factor, come in again
// and sign another device out: by finger, by mouse and by keyboard alone, in both
// languages, with axe's rules on every page.
func TestAccountJourney(t *testing.T) {
	node, browser := journeyTools(t)
	shots := os.Getenv("ASSAY_SHOTS")
	for _, c := range []struct {
		lang, screen  string
		axe, keyboard bool
	}{{"zh", "phone", true, false}, {"en", "desk", true, true}, {"en", "phone", false, false}, {"zh", "desk", false, false}} {
		if !c.axe && shots == "" {
			continue // only for pictures
		}
		t.Run(c.lang+"/"+c.screen, func(t *testing.T) {
			base, desk := journeyHall(t)
			run(t, node, "journey/account.mjs", map[string]any{
				"chromium": browser, "lang": c.lang, "screen": c.screen, "axe": c.axe, "keyboard": c.keyboard, "shots": shots,
				"base": base, "desk": desk, "phone": "13800000001",
			})
		})
	}
}

// TestApplyingJourney has somebody apply on a phone: sign up, be joined by an
// officer, keep a file, upload proofs and a photo, be refused for what is missing,
// hand in, have it returned, correct it, be accepted, pay, be seated and check in by
// the code on the ticket that was downloaded; and a stranger reach nothing of it.
func TestApplyingJourney(t *testing.T) {
	node, browser := journeyTools(t)
	scanner(t)
	shots := os.Getenv("ASSAY_SHOTS")
	for _, c := range []struct{ lang, screen string }{{"zh", "phone"}, {"en", "phone"}, {"zh", "desk"}} {
		if c.screen == "desk" && shots == "" {
			continue // only for pictures
		}
		t.Run(c.lang+"/"+c.screen, func(t *testing.T) {
			var batch testdb.Batch
			dir, acts := t.TempDir(), officers(t, &batch)
			h, base, desk := journeyWith(t, acts)
			batch = h.opens(t)
			e := &exam{hall: h, Batch: batch, dir: dir}
			acts["/seat"] = func(*hall) string { return done(t, e.seats(t.Context())) }
			acts["/check-in"] = func(*hall) string { return done(t, e.lets(t)) }
			files := map[string][]byte{"photo.jpg": portrait(t), "dark.jpg": grey(t, 600, 800, 20), "proof.pdf": testdb.PDF("proof"), "prank.jpg": []byte("<svg onload=alert(1)>")}
			for name, content := range files {
				if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			run(t, node, "journey/apply.mjs", map[string]any{
				"chromium": browser, "lang": c.lang, "screen": c.screen, "axe": true, "shots": shots, "files": dir,
				"base": base, "desk": desk, "phone": "13800000001", "other": "13800000002", "plan": batch.Plan.ID,
			})
		})
	}
}

// done says that an officer did something.
func done(t *testing.T, err error) string {
	if err != nil {
		t.Error(err)
	}
	return "done"
}

// officers are what clerk, reviewer and cashier do between the candidate's pages.
func officers(t *testing.T, batch *testdb.Batch) map[string]func(*hall) string {
	newest := func(h *hall) skill.Application {
		all, err := store.List(t.Context(), h.store.Unscoped(), store.Applications{Plan: batch.Plan.ID}, store.Everything)
		if err != nil || len(all) == 0 {
			t.Error("no application", err)
			return skill.Application{}
		}
		return all[len(all)-1]
	}
	said := func(err error) string { return done(t, err) }
	return map[string]func(*hall) string{
		"/fail": func(h *hall) string {
			failed(t, h, *batch, newest(h))
			return "done"
		},
		"/answer": func(h *hall) string {
			all, err := store.List(t.Context(), h.store.Unscoped(), store.Objections{Plan: batch.Plan.ID}, store.Everything)
			if err == nil && len(all) == 1 {
				_, err = h.site.Marking.Dismiss(t.Context(), store.By{Actor: batch.Actor(1)}, all[0].ID, "逐项复核，评分无误")
			}
			return said(err)
		},
		"/join": func(h *hall) string { return said(h.joinNewest(t.Context(), 60)) },
		"/return": func(h *hall) string {
			a := newest(h)
			_, err := h.site.Admission.Return(t.Context(), store.By{Actor: batch.Actor(1)}, a.ID, admission.Returning{
				Version: a.Version, Asks: []skill.Ask{{At: "materials.work-proof", Words: "证明上没有单位公章。请盖章后重新拍照上传。"}}, Due: day.Must("2026-11-25"),
			})
			return said(err)
		},
		"/accept": func(h *hall) string {
			a := newest(h)
			_, err := h.site.Admission.Accept(t.Context(), store.By{Actor: batch.Actor(1)}, a.ID, admission.Finding{
				Version: a.Version, Ground: "工作证明已核对原件", Clause: "4.1", Claims: []skill.Fact{{Subject: "employment", Index: 0}},
			})
			if err != nil {
				return said(err)
			}
			cashier := skill.Actor{Person: batch.Staff[0].ID, Strong: true, Grants: []skill.Grant{{Person: batch.Staff[0].ID, Role: skill.RoleCashier, Path: batch.Body.Path}}}
			_, err = h.site.Admission.Charge(t.Context(), store.By{Actor: cashier}, a.ID, 12000)
			return said(err)
		},
		"/pay": func(h *hall) string {
			cashier := skill.Actor{Person: batch.Staff[0].ID, Strong: true, Grants: []skill.Grant{{Person: batch.Staff[0].ID, Role: skill.RoleCashier, Path: batch.Body.Path}}}
			f, err := store.One(t.Context(), h.store.Unscoped(), store.Fees{Plan: batch.Plan.ID})
			if err == nil {
				_, err = h.site.Admission.Pay(t.Context(), store.By{Actor: cashier}, f.ID, "票 000123")
			}
			return said(err)
		},
	}
}

// joinNewest joins the newest account to synthetic person number n.
func (h *hall) joinNewest(ctx context.Context, n int) error {
	return h.store.Update(ctx, testdb.System(), func(tx *store.Tx) error {
		all, err := store.List(ctx, tx, store.Accounts{}, store.Everything)
		if err != nil {
			return err
		}
		p := testdb.Born(n)
		p.ID = skill.PersonID(tx.NewID())
		if err := store.Add(ctx, tx, &p); err != nil {
			return err
		}
		a := all[len(all)-1]
		a.Person, a.Way, a.At = p.ID, skill.JoinedByCode, "/"
		m, err := a.Join()
		if err != nil {
			return err
		}
		_, err = store.MoveOne(ctx, tx, a, m)
		return err
	})
}

// TestPasskeyJourney has somebody add a passkey and sign in by it, with
// Chromium's virtual authenticator.
func TestPasskeyJourney(t *testing.T) {
	node, browser := journeyTools(t)
	for lang, screen := range map[string]string{"zh": "phone", "en": "desk"} {
		t.Run(lang, func(t *testing.T) {
			base, desk := journeyHall(t)
			run(t, node, "journey/passkey.mjs", map[string]any{
				"chromium": browser, "lang": lang, "screen": screen, "axe": true, "shots": os.Getenv("ASSAY_SHOTS"),
				"base": base, "desk": desk, "phone": "13800000001",
			})
		})
	}
}

// journeyHall starts a site on this machine, and a desk that answers what people
// read elsewhere.
func journeyHall(t *testing.T) (base, desk string) {
	t.Helper()
	_, base, desk = journeyWith(t, nil)
	return base, desk
}

// journeyWith is journeyHall with what else the desk answers, by path; the hall
// may be filled before anybody comes.
func journeyWith(t *testing.T, more map[string]func(*hall) string) (h *hall, base, desk string) {
	t.Helper()
	on := httptest.NewUnstartedServer(nil)
	h = newHallAt(t, "localhost:"+strings.TrimPrefix(on.Listener.Addr().String(), "127.0.0.1:"), 10000)
	on.Config.Handler = h
	on.Start()
	t.Cleanup(on.Close)
	read := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/code":
			fmt.Fprint(w, h.newestCode())
		case "/totp":
			secret, _ := totp.Decode(r.URL.Query().Get("secret"))
			h.clock.Step(totp.Period) // a code counts once
			fmt.Fprint(w, h.shows(secret))
		default:
			if do, ok := more[r.URL.Path]; ok {
				fmt.Fprint(w, do(h))
			}
		}
	}))
	t.Cleanup(read.Close)
	return h, "http://" + h.site.Host, read.URL
}

// newestCode is the code of the newest letter that waits.
func (h *hall) newestCode() (code string) {
	for {
		l, _, ok, err := h.store.ClaimLetter(h.t.Context(), time.Hour, skill.BySMS)
		switch {
		case err != nil:
			h.t.Error(err)
			return ""
		case !ok:
			return code
		case !l.Code.IsZero():
			code = l.Code.Reveal()
		}
	}
}
