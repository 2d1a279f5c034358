// Command assay is the whole platform in one binary: the server, the tools that
// check its records, and the questions anybody may ask without a database.
//
// Machine-readable answers go to standard output as one JSON document; words for
// people go to standard error.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"assay/locale"
	"assay/skill"
)

// cli is every command; one file of this folder each.
type cli struct {
	Keys        keysCmd        `cmd:"" help:"Make, list, rotate and export keys."`
	Verify      verifyCmd      `cmd:"" help:"Check a certificate's QR text, statement file or PDF without a network."`
	Roster      rosterCmd      `cmd:"" help:"Write and check rosters of candidates (报名表)."`
	Eligibility eligibilityCmd `cmd:"" help:"May this person apply for a level? Judge a dossier by a condition set (申报条件)."`
	Filing      filingCmd      `cmd:"" help:"May this body be filed or renewed? Judge its dossier by a set of requirements (备案条件)."`
	Number      numberCmd      `cmd:"" help:"Take a certificate number (证书编号) apart and check it."`
	Seat        seatCmd        `cmd:"" help:"Who sits where? Seat candidates in rooms by the rules of a file (编排考场)."`
	Access      accessCmd      `cmd:"" help:"Who may do what."`
	Catalogue   catalogueCmd   `cmd:"" help:"The national classification of occupations (职业分类大典)."`
	Demo        demoCmd        `cmd:"" help:"Carry two batches of synthetic people from the spreadsheet to certificates in force, and serve."`
	Serve       serveCmd       `cmd:"" help:"Serve the public's pages, the API and the public log of an installation."`
	Migrate     migrateCmd     `cmd:"" help:"Make the database of an installation, or bring an older one up to date."`
	Staff       staffCmd       `cmd:"" help:"Enrol the first administrators; make tokens."`
	Prove       proveCmd       `cmd:"" help:"Print the proof that the public log holds a certificate, for assay verify --proof."`
	Audit       auditCmd       `cmd:"" help:"Prove single audit entries (审计记录), and check such proofs without a database."`
	Fsck        fsckCmd        `cmd:"" help:"Are the records what the audit entries and the logs say? Recompute everything."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// env is the world as a command sees it. Only main touches the real one.
type env struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
	rand   io.Reader
}

// exit ends the program with a code of docs/commands.md; Err, when there is one, is
// said on standard error.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e exit) Unwrap() error { return e.err }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(&env{ctx, os.Stdin, os.Stdout, os.Stderr, time.Now, rand.Reader}, os.Args[1:]))
}

// run is main with the world passed in; it returns the exit code.
func run(e *env, args []string) (code int) {
	var c cli
	done := false
	parser, err := kong.New(&c, kong.Name("assay"), kong.Writers(e.stdout, e.stderr),
		kong.Description("Assay (匠衡): the life of a vocational skill certificate."),
		kong.Exit(func(n int) { code, done = n, true }), kong.Bind(e))
	if err != nil {
		panic(err) // the command table itself is wrong
	}
	ctx, err := parser.Parse(args)
	if done {
		return code
	}
	if err != nil {
		fmt.Fprintln(e.stderr, "assay:", misused(args, err))
		return usageCode(args)
	}
	return e.report(ctx.Run(e))
}

// misused says what is wrong with a command line and how to see what would be
// right. The line was not read, so its language is looked for by hand.
func misused(args []string, err error) string {
	lang := locale.Lang(os.Getenv("ASSAY_LANG"))
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			lang = locale.Lang(value)
		} else if arg == "--lang" && i+1 < len(args) {
			lang = locale.Lang(args[i+1])
		}
	}
	if !slices.Contains(locale.Langs(), lang) {
		lang = locale.Zh
	}
	help := "assay"
	if wrong, ok := errors.AsType[*kong.ParseError](err); ok {
		for _, at := range wrong.Context.Path {
			if at.Command != nil {
				help += " " + at.Command.Name
			}
		}
	}
	return locale.Text(lang, "command.misused", skill.Args{"fault": err.Error(), "help": help + " --help"})
}

// usageCode is 2, but 64 for verify, whose 2 means "cannot tell".
// Source: docs/commands.md, Exit codes.
func usageCode(args []string) int {
	if len(args) > 0 && args[0] == "verify" {
		return 64
	}
	return 2
}

func (e *env) report(err error) int {
	if err == nil {
		return 0
	}
	x, ok := errors.AsType[exit](err)
	if !ok {
		x = exit{2, err}
	}
	if x.err != nil {
		fmt.Fprintln(e.stderr, "assay:", x.err)
	}
	return x.code
}
