package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"assay/internal/testdb"
)

// TestJourney walks the pages in a real browser: at the width of phones and of a
// desk, in both languages, with axe's accessibility rules on every page. With
// ASSAY_SHOTS set to a folder it leaves a picture of each page there.
func TestJourney(t *testing.T) {
	browser := ""
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
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "journey/journey.mjs")
	cmd.Env = append(os.Environ(), "JOURNEY="+string(text))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
