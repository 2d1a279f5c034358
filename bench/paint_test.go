package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/testdb"
)

// BenchmarkPaint opens the page of checking and that of a scanned code in a real
// Chromium as on a cheap phone in a village: a processor slowed down four times,
// 1.6 Mbit/s, 150 ms to the first byte of each answer, nothing kept from before.
// The figure is the median of five times to the first contentful paint; beside it
// stands what came over the wire.
func BenchmarkPaint(b *testing.B) {
	node, browser := browsing(b)
	for b.Loop() {
		s, batch := freshStore(b, "sqlite")
		cert := batch.Issue(b, s, batch.Enter(b, s, 0, 1), 1)[0]
		address, _ := servePages(b, s)
		_, tail, _ := strings.Cut(testdb.QRText(b, "example.org", cert), "/Q/")
		for _, page := range []struct {
			work, path string
			want       float64
		}{{"first paint, page of checking", "/verify", 1.5}, {"first paint, page of a scanned code", "/Q/" + tail, 1.5}} {
			p := paint(b, node, browser, "http://"+address+page.path)
			state(b, figure{work: page.work, got: median(p.Seconds), unit: " s", want: page.want, most: true,
				note: fmt.Sprintf("runs %.2f; %d answers of %.1f KB with their heads, %.1f KB as they are read", p.Seconds, p.Answers, p.Wire/1024, p.Read/1024)})
		}
	}
}

// browsing are Node and a browser, with what drives it.
func browsing(b *testing.B) (node, browser string) {
	b.Helper()
	for _, name := range []string{"google-chrome", "chromium-browser", "chromium"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
		}
	}
	node, err := exec.LookPath("node")
	if err != nil || browser == "" {
		b.Skip("no Node or no Chromium is installed (make bench installs Debian's chromium)")
	}
	if _, err := os.Stat(filepath.Join("..", "node_modules", "playwright-core")); err != nil {
		b.Skip("node_modules lacks playwright-core (make fonts fetches it)")
	}
	return node, browser
}

// paints are five cold loads of a page.
type paints struct {
	Seconds []float64 `json:"seconds"`
	Answers int       `json:"answers"`
	Wire    float64   `json:"wire"` // bytes of all answers with their heads
	Read    float64   `json:"read"` // bytes of their bodies, as they are read
}

func paint(b *testing.B, node, browser, page string) (p paints) {
	b.Helper()
	plan, err := json.Marshal(map[string]any{"chromium": browser, "page": page, "times": 5, "slower": 4, "bits": 1.6e6, "latency": 150})
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), node, "paint.mjs", string(plan))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &p)
	}
	if err != nil || len(p.Seconds) != 5 {
		b.Fatalf("%v: %s", err, out)
	}
	return p
}
