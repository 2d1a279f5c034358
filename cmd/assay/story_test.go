package main

import (
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/scenario"
	"assay/internal/testdb"
	"assay/skill/day"
)

var update = flag.Bool("update", false, "write anew what stories compare")

const stories = "../../testdata/scenario/"

// Commands, told as stories: each with folders of its own, on the day that its
// clock says.
func TestStoriesOfCommands(t *testing.T) {
	files, err := filepath.Glob(stories + "command-*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			scenario.Play(t, file, newTeller().verbs(), *update)
		})
	}
}

// A teller carries out the lines of a story that are commands, and those that
// spoil files as people spoil them.
type teller struct {
	mu   sync.Mutex // the server reads the clock too
	now  time.Time
	rand *testdb.Rand
	db   string // of the records, unless they are an SQLite file
}

func (a *teller) clockNow() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *teller) step(by time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = a.now.Add(by)
}

func newTeller() *teller {
	return &teller{now: testdb.Start, rand: testdb.NewRand(7)}
}

func (a *teller) verbs() map[string]scenario.Verb {
	return map[string]scenario.Verb{
		"clock":    a.clock,
		"assay":    a.assay,
		"judge":    a.judge,
		"truncate": spoil(truncated),
		"alter":    spoil(altered),
		"protect":  spoil(protected),
		"bomb":     spoil(bomb),
		"old":      spoil(old),
		"gbk":      spoil(gbk),
		"widen":    spoil(widened),
		"lengthen": spoil(lengthened),
	}
}

// clock DATE: it is the morning of that day, in Shanghai. Every command takes a
// minute.
func (a *teller) clock(_ *scenario.Story, words []string) (int, error) {
	d, err := day.Parse(strings.Join(words, " "))
	if err == nil {
		at := time.Date(d.Year(), time.Month(d.Month()), d.Day(), 9, 0, 0, 0, day.Shanghai)
		a.step(at.Sub(a.clockNow()))
	}
	return 0, err
}

// assay …: the command, in the story's folder.
func (a *teller) assay(s *scenario.Story, words []string) (int, error) {
	s.T.Chdir(s.Dir)
	a.step(time.Minute)
	if a.db != "" && words[0] != "keys" && slices.Contains(words, "--data") {
		words = append(slices.Clone(words), "--db", a.db)
	}
	var out, tell strings.Builder
	code := run(&env{
		ctx: s.T.Context(), stdin: strings.NewReader(s.Stdin), stdout: &out, stderr: &tell,
		now: a.clockNow, rand: a.rand,
	}, words)
	s.Say(out.String())
	s.Tell(tell.String())
	return code, nil
}
