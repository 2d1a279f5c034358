package bench

import (
	"bufio"
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"testing"
)

// built is the program, built from this source.
func built(b *testing.B) string {
	program := filepath.Join(b.TempDir(), "assay")
	if out, err := exec.Command("go", "build", "-o", program, "assay/cmd/assay").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

// run runs a command of the program to its end and returns what it answers.
func run(b *testing.B, program string, args ...string) []byte {
	b.Helper()
	c := exec.CommandContext(b.Context(), program, args...)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		b.Fatalf("%v: %v\n%s", args, err, said.String())
	}
	return out
}

var serving = regexp.MustCompile("http://127[.0-9:]+")

// served has the program serve a demonstration until the benchmark ends, and
// returns where.
func served(b *testing.B, program string, place ...string) string {
	c := exec.Command(program, slices.Concat([]string{"serve", "--demo", "--addr", "127.0.0.1:0"}, place)...)
	said, err := c.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	where := make(chan string, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(where)
		for lines, found := bufio.NewScanner(said), false; lines.Scan(); {
			if at := serving.FindString(lines.Text()); at != "" && !found {
				found = true
				where <- at
			}
		}
	}()
	b.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		<-done
		if err := c.Wait(); err != nil {
			b.Error(err)
		}
	})
	at := <-where
	if at == "" {
		b.Fatal("the program did not begin to serve")
	}
	return at
}
