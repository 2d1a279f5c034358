package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"assay/document"
	"assay/locale"
	"assay/office/admission"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
)

type rosterCmd struct {
	Template rosterTemplateCmd `cmd:"" help:"Write an empty roster (报名表模板)."`
	Check    rosterCheckCmd    `cmd:"" help:"Read a roster and say what becomes of every row, without a database."`
}

type rosterTemplateCmd struct {
	Out  string      `required:"" type:"path" help:"The .xlsx file to write."`
	Lang locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of messages: zh or en."`
}

// Run writes the template.
func (c *rosterTemplateCmd) Run(e *env) error {
	if err := replaceFile(c.Out, document.WriteRosterTemplate); err != nil {
		return refusal(c.Lang, err)
	}
	e.tell(c.Lang, "roster.written", skill.Args{"file": c.Out})
	return nil
}

type rosterCheckCmd struct {
	File string      `arg:"" type:"path" help:"The .xlsx file of candidates."`
	Set  string      `default:"national-2023" help:"The condition set that judges."`
	On   day.Date    `help:"The day judged on, YYYY-MM-DD. Default: today in UTC+8."`
	Out  string      `type:"path" help:"Also write the rows with outcome and remarks behind to this .xlsx file."`
	JSON bool        `name:"json" help:"Print one JSON document to standard output."`
	Lang locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of messages and of the remarks in --out: zh or en."`
}

// Run checks the file. Outcomes of rows are answers, not errors: it exits 0
// whenever the file could be read.
func (c *rosterCheckCmd) Run(e *env) error {
	if c.On.IsZero() {
		c.On = day.Of(e.now())
	}
	if err := c.check(e); err != nil {
		return refusal(c.Lang, err)
	}
	return nil
}

func (c *rosterCheckCmd) check(e *env) (err error) {
	set, err := reference.ConditionSet(c.Set)
	if err != nil {
		return err
	}
	in, err := os.Open(c.File)
	if err != nil {
		return skill.Fail(skill.Invalid, "roster.not_opened", "file", c.File).Because(err)
	}
	defer in.Close()
	stat, err := in.Stat()
	if err != nil {
		return err
	}
	if out, err := os.Stat(c.Out); c.Out != "" && err == nil && os.SameFile(stat, out) {
		return skill.Fail(skill.Invalid, "roster.unchanged", "file", c.Out)
	}
	roster, err := document.OpenRoster(in, stat.Size())
	if err != nil {
		return err
	}
	defer roster.Close()
	run, err := newRosterRun(c, roster)
	if err != nil {
		return err
	}
	defer run.close()
	judge := admission.Assessor{
		Set: set, On: c.On, Occupation: reference.Occupations().Resolve, Notes: reference.AreaCodes().Notes,
	}
	if err := run.through(&judge); err != nil {
		return err
	}
	return run.finish(e)
}

// A rosterRun is one check under way. Remarks go to disk as they come, so that
// memory does not grow with them and nothing is printed before all was read.
type rosterRun struct {
	*rosterCheckCmd
	roster   *document.Roster
	copy     *document.RosterCopy // nil without --out
	spool    *os.File
	remarks  *bufio.Writer
	encoder  *json.Encoder
	rows     int
	noted    int
	outcomes map[admission.RowOutcome]int
}

func newRosterRun(c *rosterCheckCmd, roster *document.Roster) (*rosterRun, error) {
	run := &rosterRun{rosterCheckCmd: c, roster: roster, outcomes: map[admission.RowOutcome]int{}}
	for _, o := range admission.RowOutcomes() {
		run.outcomes[o] = 0
	}
	var err error
	if run.spool, err = os.CreateTemp("", "assay-remarks-"); err != nil {
		return nil, err
	}
	run.remarks = bufio.NewWriter(run.spool)
	run.encoder = json.NewEncoder(run.remarks)
	run.encoder.SetEscapeHTML(false)
	if c.Out != "" {
		if run.copy, err = document.NewRosterCopy(roster); err != nil {
			run.close()
			return nil, err
		}
	}
	return run, nil
}

// close removes what the run left on disk.
func (run *rosterRun) close() {
	if run.copy != nil {
		_ = run.copy.Close()
	}
	_ = run.spool.Close()
	_ = os.Remove(run.spool.Name())
}

// through reads and judges every row.
func (run *rosterRun) through(judge *admission.Assessor) error {
	for a, err := range judge.Each(run.roster.Rows()) {
		if err != nil {
			return err
		}
		run.rows++
		run.outcomes[a.Outcome]++
		for _, r := range a.Remarks {
			if err := run.note(r); err != nil {
				return err
			}
		}
		if run.copy == nil {
			continue
		}
		outcome := locale.Text(run.Lang, "roster.outcome."+string(a.Outcome), nil)
		if err := run.copy.Row(a.Row, outcome, run.told(a.Remarks)); err != nil {
			return err
		}
	}
	for _, row := range run.roster.Strays() {
		stray := admission.Remark{Sheet: row.Sheet, Row: row.Row, Column: skill.ExtraNumber, Reason: "row.nobody"}
		if err := run.note(stray); err != nil {
			return err
		}
	}
	return nil
}

// told is all remarks of a row in one text.
func (run *rosterRun) told(remarks []admission.Remark) string {
	lines := make([]string, len(remarks))
	for i, r := range remarks {
		lines[i] = r.Place() + " " + r.Heading() + ": " + locale.Text(run.Lang, r.Reason, r.Args)
	}
	return strings.Join(lines, "\n")
}

// longestTelling is how many remarks are said to a person; the rest is counted,
// and stands in --out.
const longestTelling = 100

// note keeps a remark for the answer.
func (run *rosterRun) note(r admission.Remark) error {
	run.noted++
	if run.JSON {
		return run.encoder.Encode(rosterRemark{
			Sheet: r.Sheet.Name(), Row: r.Row, Letter: skill.Letter(r.Column), Column: r.Heading(), Reason: r.Reason,
			Text: bothTexts{locale.Text(locale.Zh, r.Reason, r.Args), locale.Text(locale.En, r.Reason, r.Args)},
		})
	}
	if run.noted > longestTelling {
		return nil
	}
	_, err := fmt.Fprintln(run.remarks, run.told([]admission.Remark{r}))
	return err
}

// rosterRemark is a remark in the JSON of docs/commands.md.
type rosterRemark struct {
	Sheet  string    `json:"sheet"`
	Row    int       `json:"row"`
	Letter string    `json:"letter"`
	Column string    `json:"column"`
	Reason string    `json:"reason"`
	Text   bothTexts `json:"text"`
}

type bothTexts struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// finish writes the copy and says the answer.
func (run *rosterRun) finish(e *env) error {
	if run.copy != nil {
		if err := replaceFile(run.Out, run.copy.Write); err != nil {
			return err
		}
		e.tell(run.Lang, "roster.written", skill.Args{"file": run.Out})
	}
	if err := run.remarks.Flush(); err != nil {
		return err
	}
	if _, err := run.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if run.JSON {
		return run.print(e.stdout)
	}
	if _, err := io.Copy(e.stderr, run.spool); err != nil {
		return err
	}
	if run.noted > longestTelling {
		e.tell(run.Lang, "roster.more", skill.Args{"more": strconv.Itoa(run.noted - longestTelling)})
	}
	args := skill.Args{"rows": strconv.Itoa(run.rows)}
	for outcome, n := range run.outcomes {
		args[string(outcome)] = strconv.Itoa(n)
	}
	e.tell(run.Lang, "roster.summary", args)
	return nil
}

// print writes the JSON document, the remarks from disk: one object a line.
func (run *rosterRun) print(to io.Writer) error {
	out := bufio.NewWriter(to)
	outcomes, err := json.Marshal(run.outcomes)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "{\"rows\":%d,\"outcomes\":%s,\"remarks\":[", run.rows, outcomes)
	lines := bufio.NewReader(run.spool)
	for separator := "\n"; ; separator = ",\n" {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		fmt.Fprint(out, separator, strings.TrimSuffix(line, "\n"))
	}
	fmt.Fprintln(out, "]}")
	return out.Flush()
}

// tell says a text to the person at the terminal.
func (e *env) tell(lang locale.Lang, key string, args skill.Args) {
	fmt.Fprintln(e.stderr, locale.Text(lang, key, args))
}

// refusal is an error in the asker's language, with every place that it names;
// the command ends with exit code 2.
func refusal(lang locale.Lang, err error) error {
	fault, ok := errors.AsType[*skill.Error](err)
	if !ok {
		return exit{2, err}
	}
	lines := []string{locale.Error(lang, err)}
	for _, f := range fault.Fields {
		lines = append(lines, "  "+f.Path+" "+locale.Text(lang, f.Reason, f.Args))
	}
	return exit{2, errors.New(strings.Join(lines, "\n"))}
}

// replaceFile writes a file beside its name and puts it there when it is whole.
// Only its owner may read it: a list of candidates is personal.
func replaceFile(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".assay-*"+filepath.Ext(name))
	if err != nil {
		return skill.Fail(skill.Invalid, "roster.not_written", "file", name).Because(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
