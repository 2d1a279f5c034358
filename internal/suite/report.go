package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// An event is one line of `go test -json`.
type event struct {
	Time       time.Time
	Action     string
	Package    string
	ImportPath string
	Test       string
	Elapsed    float64
	Output     string
}

// An omission is something that was not run, and the reason it gave.
type omission struct{ what, why string }

// A report is what a run of the tests came to.
type report struct {
	passed, failed int // tests, with those under them
	packages       int
	broken         bool // a package failed, by its tests or before them
	skipped        []omission
	slowest        event
	first, last    time.Time
}

// read follows the events, shows the output of what failed, and counts.
func read(in io.Reader, out io.Writer) (report, error) {
	var r report
	said := map[string][]string{}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			r.take(line, said, out)
		}
		if err == io.EOF {
			return r, nil
		}
		if err != nil {
			return r, fmt.Errorf("output of the tests: %w", err)
		}
	}
}

// take counts one line; one that is no event is shown as it came.
func (r *report) take(line []byte, said map[string][]string, out io.Writer) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil {
		_, _ = out.Write(line)
		return
	}
	if r.first.IsZero() {
		r.first = e.Time
	}
	if e.Time.After(r.last) {
		r.last = e.Time
	}
	key := e.Package + e.ImportPath + "\x00" + e.Test
	switch e.Action {
	case "output", "build-output":
		said[key] = append(said[key], e.Output)
		return
	case "pass", "fail", "skip", "build-fail":
		r.count(e, said[key], out)
		delete(said, key)
	}
}

// count adds the outcome of a test, or of a package when the event names none.
func (r *report) count(e event, said []string, out io.Writer) {
	switch {
	case e.Action == "build-fail":
		show(out, "does not build: "+e.ImportPath, said)
	case e.Test == "" && e.Action == "fail":
		r.packages++
		r.broken = true
		show(out, "FAIL "+name(e), said)
	case e.Action == "fail":
		r.failed++
		show(out, "FAIL "+name(e), said)
	case e.Test == "":
		r.packages++
		if e.Elapsed > r.slowest.Elapsed {
			r.slowest = e
		}
	case e.Action == "skip":
		r.skipped = append(r.skipped, omission{name(e), reason(said)})
	default:
		r.passed++
	}
}

func name(e event) string {
	return strings.TrimSpace(strings.TrimPrefix(e.Package, "assay/") + " " + e.Test)
}

func show(out io.Writer, title string, said []string) {
	fmt.Fprintln(out, title)
	for _, s := range said {
		if !marker(s) {
			fmt.Fprint(out, "  ", s)
		}
	}
}

// marker tells the test binary's own lines from the test's.
func marker(s string) bool {
	return strings.HasPrefix(s, "=== ") || strings.HasPrefix(strings.TrimSpace(s), "--- ")
}

// reason is what a skipped test said, without the place it said it.
func reason(said []string) string {
	var words []string
	for _, s := range said {
		if marker(s) {
			continue
		}
		_, after, ok := strings.Cut(s, ".go:")
		if _, text, cut := strings.Cut(after, ": "); ok && cut {
			s = text
		}
		if s = strings.TrimSpace(s); s != "" {
			words = append(words, s)
		}
	}
	if len(words) == 0 {
		return "no reason given"
	}
	return strings.Join(words, " ")
}

// summary is the one line of a run that had events.
func (r *report) summary(out io.Writer) {
	if r.first.IsZero() {
		return
	}
	fmt.Fprintf(out, "tests: %d passed, %d failed, %d left out, in %d packages, %.0f s",
		r.passed, r.failed, len(r.skipped), r.packages, r.last.Sub(r.first).Seconds())
	if r.slowest.Elapsed >= 10 {
		fmt.Fprintf(out, " (longest: %s %.0f s)", name(r.slowest), r.slowest.Elapsed)
	}
	fmt.Fprintln(out)
}

// list names what was left out, those with the same reason together.
func list(out io.Writer, left []omission) {
	if len(left) == 0 {
		return
	}
	fmt.Fprintln(out, "left out:")
	var whys []string
	by := map[string][]string{}
	for _, o := range left {
		if by[o.why] == nil {
			whys = append(whys, o.why)
		}
		by[o.why] = append(by[o.why], o.what)
	}
	for _, why := range whys {
		what := by[why]
		fmt.Fprintf(out, "  %s\n", why)
		for _, w := range what[:min(len(what), 5)] {
			fmt.Fprintf(out, "    %s\n", w)
		}
		if len(what) > 5 {
			fmt.Fprintf(out, "    and %d more\n", len(what)-5)
		}
	}
}
