// Command suite runs the tests beside a throwaway PostgreSQL server and says in
// few lines what failed and, last, what was left out and why.
//
//	suite [-durable] [-raw] command [argument…]
//
// The command sees the server's address in ASSAY_TEST_PG. Unless -raw is given
// it must be a `go test -json` and only its failures and a summary are shown.
// With CI=true anything left out is a failure.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"assay/internal/cluster"
)

func main() {
	durable := flag.Bool("durable", false, "keep fsync on, for measurements and torture")
	raw := flag.Bool("raw", false, "show the command's output as it is")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: suite [-durable] [-raw] command [argument…]")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	os.Exit(run(ctx, *durable, *raw, flag.Args()))
}

// run is main after its flags: 0 when all passed and, under CI=true, nothing was
// left out.
func run(ctx context.Context, durable, raw bool, command []string) int {
	var left []omission
	url := ""
	c, err := cluster.Start(ctx, cluster.Options{Durable: durable})
	if err != nil {
		left = append(left, omission{"everything on PostgreSQL", err.Error()})
	} else {
		url = c.URL
	}
	report, err := execute(ctx, url, raw, command)
	if c != nil {
		err = errors.Join(err, c.Stop())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "assay:", err)
	}
	left = append(left, report.skipped...)
	report.summary(os.Stdout)
	list(os.Stdout, left)
	if err != nil || report.broken || (len(left) > 0 && os.Getenv("CI") == "true") {
		return 1
	}
	return 0
}

// execute runs the command and reads its report; an interrupt is passed on and
// the command may end by itself.
func execute(ctx context.Context, url string, raw bool, command []string) (report, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "ASSAY_TEST_PG="+url)
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	if raw {
		cmd.Stdout = os.Stdout
		return report{}, named(command, cmd.Run())
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return report{}, named(command, err)
	}
	if err := cmd.Start(); err != nil {
		return report{}, named(command, err)
	}
	r, readErr := read(out, os.Stdout)
	_, _ = io.Copy(io.Discard, out)
	err = cmd.Wait()
	if _, ended := errors.AsType[*exec.ExitError](err); ended && r.broken {
		err = nil // the report has said it
	}
	return r, errors.Join(readErr, named(command, err))
}

func named(command []string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", command[0], err)
}
