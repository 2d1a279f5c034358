package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"assay/skill"
)

// BenchmarkRosterCheck measures the whole command on 100,000 bare rows beside
// the library's bare streaming read of the same file, turn by turn, and on a
// tenth of the rows, which shows how memory grows. Times are of the processor:
// where others work too they compare better than the clock.
func BenchmarkRosterCheck(b *testing.B) {
	program := built(b)
	few, many := bareRoster(b, 10_000), bareRoster(b, 100_000)
	for b.Loop() {
		var ratios, checks, bares []float64
		var large int64
		for range 3 {
			before := used(b)
			bareRead(b, many)
			bare := used(b) - before
			_, use := rosterCheck(b, program, many)
			large = max(large, use.Maxrss>>10)
			ratios = append(ratios, cpu(use).Seconds()/bare.Seconds())
			checks, bares = append(checks, cpu(use).Seconds()), append(bares, bare.Seconds())
		}
		_, use := rosterCheck(b, program, few)
		small := use.Maxrss >> 10
		took, copying := rosterCheck(b, program, many, "--out", filepath.Join(b.TempDir(), "remarks.xlsx"))
		state(b, figure{work: "roster check, 100,000 bare rows, beside the library's bare read", got: median(ratios), unit: " ×", want: 1.5, most: true,
			note: fmt.Sprintf("processor time %.1f s beside %.1f s; peak memory %d MB, of 10,000 rows %d MB", median(checks), median(bares), large, small)})
		state(b, figure{work: "roster check with the remarks copy", got: cpu(copying).Seconds(), unit: " s",
			note: fmt.Sprintf("processor time; %.1f s by the clock, peak memory %d MB", took.Seconds(), copying.Maxrss>>10)})
	}
}

// bareRead is the library's streaming read and nothing else.
func bareRead(b *testing.B, name string) time.Duration {
	start := time.Now()
	f, err := excelize.OpenFile(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows(skill.SheetRoster.Name())
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// rosterCheck runs the command.
func rosterCheck(b *testing.B, program, name string, more ...string) (time.Duration, *syscall.Rusage) {
	c := exec.Command(program, append([]string{"roster", "check", name, "--json", "--on", "2026-11-21"}, more...)...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	start := time.Now()
	if err := c.Run(); err != nil {
		b.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	took := time.Since(start)
	use, ok := c.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		b.Fatal("this system does not say what a process used")
	}
	return took, use
}

// used is the processor time that this process has used so far: on a machine
// where others work too it compares better than the clock.
func used(b *testing.B) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return cpu(&use)
}

func cpu(use *syscall.Rusage) time.Duration {
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// bareRoster writes a roster of n bare rows: the required cells and what bodies
// usually add. The numbers' area was created in 2023: they belong to nobody.
func bareRoster(b *testing.B, n int) string {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", skill.SheetRoster.Name()); err != nil {
		b.Fatal(err)
	}
	w, err := f.NewStreamWriter(skill.SheetRoster.Name())
	if err != nil {
		b.Fatal(err)
	}
	titles := make([]any, skill.RosterColumns)
	for i, c := range skill.SheetRoster.Columns() {
		titles[i] = c.Title()
	}
	for i := range n + 1 {
		row := titles
		if i > 0 {
			row = bareRow(i)
		}
		if err := w.SetRow("A"+strconv.Itoa(i+1), row); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	name := filepath.Join(b.TempDir(), fmt.Sprintf("bare-%d.xlsx", n))
	out, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	if err := f.Write(out); err != nil {
		b.Fatal(err)
	}
	return name
}

func bareRow(i int) []any {
	row := make([]any, skill.RosterColumns)
	for column, text := range map[int]string{
		skill.RosterSerial: strconv.Itoa(i), skill.RosterOccupation: "电工", skill.RosterLevel: "四级/中级工",
		skill.RosterClause: "4.1", skill.RosterDocumentKind: "居民身份证", skill.RosterNumber: residentNumber(i),
		skill.RosterName: "示例" + string(rune('一'+i%2000)), skill.RosterPhone: fmt.Sprintf("138%08d", i),
		skill.RosterHasCertificate: "否", skill.RosterSchooling: "高中", skill.RosterProvince: "新疆维吾尔自治区",
		skill.RosterOrigin: "私营企业", skill.RosterEmployer: "示例机械有限公司", skill.RosterBody: "示例职业技能评价中心",
		skill.RosterKind: "初次认定", skill.RosterAttempt: "正考", skill.RosterNation: "汉族",
	} {
		row[column] = text
	}
	return row
}

// residentNumber is the i-th number of area 659012 with births from 1960 on.
// Source: GB 11643.
func residentNumber(i int) string {
	digits := fmt.Sprintf("659012%04d%02d%02d%03d", 1960+i%45, i/45%12+1, i/540%28+1, i/15120)
	sum := 0
	for k, c := range digits {
		sum += (1 << (17 - k)) % 11 * int(c-'0')
	}
	return digits + string("10X98765432"[sum%11])
}
