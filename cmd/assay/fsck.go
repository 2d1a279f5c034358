package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"assay/ledger"
	"assay/locale"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// fsckCmd is `assay fsck`: are the records what the audit entries and the two
// logs say they are?
type fsckCmd struct {
	place
	speech
	Checkpoint string `help:"A signed checkpoint kept elsewhere: proves that today's log only grew since." placeholder:"FILE"`
	JSON       bool   `name:"json" help:"Print one JSON document to standard output."`
}

// fsckAnswer is the JSON of docs/commands.md.
type fsckAnswer struct {
	OK       bool           `json:"ok"`
	Checked  fsckChecked    `json:"checked"`
	Faults   []fsckFault    `json:"faults"`
	More     int            `json:"more"` // faults beyond those that are listed
	Pending  []fsckPending  `json:"pending"`
	Rollback string         `json:"rollback"` // checked or not checked
	Rows     map[string]int `json:"rows"`     // by table
}

type fsckChecked struct {
	Certificates int `json:"certificates"`
	Audit        int `json:"audit"`
	Leaves       int `json:"leaves"`
}

type fsckFault struct {
	Kind   string `json:"kind"`
	Table  string `json:"table"`
	ID     string `json:"id"`
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

type fsckPending struct {
	Table string `json:"table"`
	Count int    `json:"count"`
}

// Run checks and prints what was found: exit 0 no fault, 1 faults, 2 it could
// not run.
// Source: docs/commands.md, assay fsck.
func (c fsckCmd) Run(e *env) (err error) {
	check := ledger.Check{Schemes: reference.NumberSchemes(), Policies: reference.Policies()}
	if c.Checkpoint != "" {
		if check.Old, err = readSome(e, c.Checkpoint); err != nil {
			return c.refuse(2, err)
		}
	}
	r, err := c.open(e, false)
	if err != nil {
		return c.refuse(2, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	demo, err := c.demo()
	if err != nil {
		return c.refuse(2, err)
	}
	if demo {
		check.Policies = check.Policies.InCalendarDays()
	}
	check.Store, check.Keys, check.Progress = r.store, r.keys.Public(), c.progress(e)
	report, err := check.Run(e.ctx)
	if err != nil {
		return c.refuse(2, err)
	}
	if err := c.print(e.stdout, report); err != nil {
		return c.refuse(2, err)
	}
	if report.Total > 0 {
		return exit{code: 1}
	}
	return nil
}

// progress says now and then how far the check is.
func (c fsckCmd) progress(e *env) func(string, int) {
	last := e.now()
	return func(what string, done int) {
		if now := e.now(); now.Sub(last) >= 2*time.Second {
			last = now
			fmt.Fprintln(e.stderr, c.text("fsck.progress", skill.Args{"what": what, "done": strconv.Itoa(done)}))
		}
	}
}

func (c fsckCmd) print(to io.Writer, r ledger.Report) error {
	if c.JSON {
		return printJSON(to, fsckJSON(r))
	}
	for _, l := range c.langs() {
		if _, err := fmt.Fprintln(to, fsckText(l, r)); err != nil {
			return err
		}
	}
	return nil
}

func fsckJSON(r ledger.Report) fsckAnswer {
	a := fsckAnswer{
		OK: r.Total == 0, Checked: fsckChecked{r.Rows["certificate"], r.Audit, r.Leaves}, More: r.Total - len(r.Faults),
		Faults: []fsckFault{}, Pending: []fsckPending{}, Rollback: "not checked", Rows: r.Rows,
	}
	if r.Asked {
		a.Rollback = "checked"
	}
	for _, f := range r.Faults {
		a.Faults = append(a.Faults, fsckFault(f))
	}
	for _, p := range r.Pending {
		a.Pending = append(a.Pending, fsckPending(p))
	}
	return a
}

// fsckText is the answer first, then every fault, then what is on its way.
func fsckText(l locale.Lang, r ledger.Report) string {
	say := func(key string, args skill.Args) string { return locale.Text(l, key, args) }
	rows := 0
	for _, n := range r.Rows {
		rows += n
	}
	args := skill.Args{
		"rows": strconv.Itoa(rows), "certificates": strconv.Itoa(r.Rows["certificate"]), "audit": strconv.Itoa(r.Audit),
		"leaves": strconv.Itoa(r.Leaves), "faults": strconv.Itoa(r.Total), "more": strconv.Itoa(r.Total - len(r.Faults)),
	}
	lines := []string{say(fsckVerdict(r), args)}
	for _, f := range r.Faults {
		lines = append(lines, faultText(l, f))
	}
	if r.Total > len(r.Faults) {
		lines = append(lines, say("fsck.more", args))
	}
	for _, p := range r.Pending {
		lines = append(lines, say("fsck.pending."+p.Table, skill.Args{"count": strconv.Itoa(p.Count)}))
	}
	return strings.Join(lines, "\n")
}

func fsckVerdict(r ledger.Report) string {
	switch {
	case r.Total > 0:
		return "fsck.faults"
	case r.Asked:
		return "fsck.ok.rollback"
	}
	return "fsck.ok"
}

// faultText is one fault: which record, what is wrong with it, and the technical
// words by which it is looked for.
func faultText(l locale.Lang, f store.Fault) string {
	where := strings.TrimSpace(strings.Join([]string{f.Table, f.ID, f.Field}, " "))
	if f.Detail != "" {
		where += " (" + f.Detail + ")"
	}
	return "  " + where + ": " + locale.Text(l, "fsck.fault."+strings.ReplaceAll(f.Kind, "-", "_"), nil)
}
