package bench

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain runs tests and measurements and says last, in one table, what each
// figure came to and whether it is what was asked for. Started again as a worker
// of the torture it is that worker.
func TestMain(m *testing.M) {
	if os.Getenv(tortureAddress) != "" {
		os.Exit(tortureWorker())
	}
	code := m.Run()
	figures.print(os.Stdout)
	os.Exit(code)
}

// A figure is one line of the table.
type figure struct {
	work string
	got  float64
	unit string
	want float64 // 0 is stated beside the others and asked of nobody
	most bool    // want is the most that is allowed, not the least
	note string
	load string // of the machine, at the end
}

func (f figure) holds() bool {
	if f.most {
		return f.got <= f.want
	}
	return f.got >= f.want
}

// table collects the figures in the order in which they were measured.
type table struct {
	mu   sync.Mutex
	rows []figure
}

var figures table

// state adds a figure to the table and to the benchmark's own line.
func state(b *testing.B, f figure) {
	b.Helper()
	f.load = load()
	figures.mu.Lock()
	figures.rows = append(figures.rows, f)
	figures.mu.Unlock()
	b.ReportMetric(f.got, strings.ReplaceAll(strings.TrimSpace(f.work+" "+f.unit), " ", "-"))
	b.ReportMetric(0, "ns/op")
}

// print writes the table as Markdown, as docs/performance.md has it.
func (t *table) print(out io.Writer) {
	if len(t.rows) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s, %s/%s, %d cores, %s, %s\n\n", processor(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0),
		runtime.Version(), time.Now().UTC().Format("2006-01-02 15:04Z"))
	fmt.Fprintln(out, "| work | measured | required | | beside it | load |")
	fmt.Fprintln(out, "|---|---:|---:|---|---|---:|")
	for _, f := range t.rows {
		required, verdict := "", "stated"
		if f.want != 0 {
			required, verdict = sign(f.most)+" "+amount(f.want, f.unit), "MISSED"
			if f.holds() {
				verdict = "pass"
			}
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s |\n", f.work, amount(f.got, f.unit), required, verdict, f.note, f.load)
	}
}

func sign(most bool) string {
	if most {
		return "≤"
	}
	return "≥"
}

// amount writes a number with its unit; a share is written in percent.
func amount(x float64, unit string) string {
	switch {
	case unit == "share":
		return fmt.Sprintf("%.0f %%", 100*x)
	case x >= 100:
		return grouped(int64(x+0.5)) + unit
	}
	return fmt.Sprintf("%.2f%s", x, unit)
}

// grouped sets commas between thousands.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// load is the number of processes that wanted to run during the last minute.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	one, _, _ := strings.Cut(string(text), " ")
	return one
}

func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

// median is the middle one: on a shared machine a single run says little.
func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// A pace is how often something was done a second, on every core, and how many
// µs of processor each took, which others on the machine change less.
type pace struct{ perSecond, cpu float64 }

// measure runs fn on every core for a time.
func measure(b *testing.B, length time.Duration, fn func(n int) error) pace {
	b.Helper()
	var wg sync.WaitGroup
	counts := make([]int, runtime.GOMAXPROCS(0))
	begin, busy := time.Now(), used(b)
	for w := range counts {
		wg.Go(func() {
			for n := w; time.Since(begin) < length; n += len(counts) {
				if err := fn(n); err != nil {
					b.Error(err)
					return
				}
				counts[w]++
			}
		})
	}
	wg.Wait()
	total := 0.0
	for _, n := range counts {
		total += float64(n)
	}
	return pace{total / time.Since(begin).Seconds(), float64((used(b) - busy).Microseconds()) / total}
}

// paces is the median of several times measure.
func paces(b *testing.B, times int, length time.Duration, fn func(n int) error) pace {
	b.Helper()
	var rates, cpus []float64
	for range times {
		p := measure(b, length, fn)
		rates, cpus = append(rates, p.perSecond), append(cpus, p.cpu)
	}
	return pace{median(rates), median(cpus)}
}
