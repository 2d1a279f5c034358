package arch

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A paper is a way to cite what a reader of the repository does not have.
type paper struct {
	as      *regexp.Regexp
	instead string
}

// papers are written apart, so that this file does not hold them.
var papers = []paper{
	{regexp.MustCompile(`DES` + `IGN(?:'s\b|\.md| \d)|\bCON` + `TRACTS\b|\bSTY` + `LE(?: asks|:|\.md)`), "say it in docs/architecture.md or docs/commands.md and name the section"},
	{regexp.MustCompile(`(?i)\b(?:the|roster's|dossier's) con` + `tract\b|\bcon` + `tract of (?:assay|the)\b`), "name docs/commands.md and the command"},
	{regexp.MustCompile(`(?i)\bhand` + `book \d|\bcounting` + `\.md|\bcounting` + ` rules?\b`), "cite the ministry's document, docs/rules.md by section, or a rule of decision 11"},
	{regexp.MustCompile(`(?i)\bseed` + ` document|\b00[0-4]` + `,? L\d`), "cite what the document says it comes from, or docs/rules.md by section"},
	{regexp.MustCompile(`(?i)\bissue` + ` (?:#\d|\d, \d)|\bwork` + ` order\b|\bthin` + ` line\b`), "cite the rule itself: who reads the source does not have what asked for it"},
}

// citing are the endings of files that cite.
var citing = []string{".go", ".md", ".txt", ".json", ".csv", ".html", ".css", ".sql", ".sh", ".mjs", ".yml"}

// citedLines gives each line of the files that cite.
func citedLines(t *testing.T, do func(at, line string)) {
	t.Helper()
	read := 0
	for _, p := range walk() {
		if slices.Contains(unjudged, p) || !slices.Contains(citing, path.Ext(p)) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, p))
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			continue // gone a moment ago, or no text
		}
		read++
		for i, line := range strings.Split(string(text), "\n") {
			do(p+":"+strconv.Itoa(i+1), line)
		}
	}
	if read == 0 {
		t.Error("no file was read, so nothing was tested")
	}
}

func TestSourcesCanBeOpened(t *testing.T) {
	citedLines(t, func(at, line string) {
		for _, p := range papers {
			if m := p.as.FindString(line); m != "" {
				t.Errorf("%s cites %q, which is not in the repository: %s", at, m, p.instead)
			}
		}
	})
}

var (
	// page finds a page of docs and the section behind it, if one is named.
	page = regexp.MustCompile(`\bdocs/([\w/-]+\.md)(?:, ([A-Z][\w' ]*|assay \w+))?`)
	// decision finds a decision and the rules named behind it.
	decision = regexp.MustCompile(`\b[Dd]ecision (\d+)(?:, rules? (\d+)(?:(?:,| and| to) (\d+))?)?|\bdocs/decisions/(\d{4})`)
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

func TestPagesThatAreCitedAreThere(t *testing.T) {
	citedLines(t, func(at, line string) {
		for _, m := range page.FindAllStringSubmatch(line, -1) {
			text, err := os.ReadFile(filepath.Join(root, "docs", filepath.FromSlash(m[1])))
			if err != nil {
				t.Errorf("%s cites docs/%s, which is not there", at, m[1])
				continue
			}
			if m[2] != "" && !hasSection(text, m[2]) {
				t.Errorf("%s cites docs/%s, %q, which has no such section", at, m[1], m[2])
			}
		}
	})
}

// hasSection tells whether a heading of the page begins with the words.
func hasSection(text []byte, words string) bool {
	return slices.ContainsFunc(heading.FindAllSubmatch(text, -1), func(m [][]byte) bool {
		return bytes.HasPrefix(m[1], []byte(strings.TrimSpace(words)))
	})
}

func TestDecisionsThatAreCitedAreThere(t *testing.T) {
	citedLines(t, func(at, line string) {
		for _, m := range decision.FindAllStringSubmatch(line, -1) {
			number, err := strconv.Atoi(m[1] + m[4])
			if err != nil {
				t.Errorf("%s: %v", at, err)
				continue
			}
			text := decided(number)
			if text == "" {
				t.Errorf("%s cites decision %d, which is not in docs/decisions", at, number)
			}
			for _, rule := range []string{m[2], m[3]} {
				if rule != "" && !strings.Contains(text, "\n"+rule+". ") {
					t.Errorf("%s cites rule %s of decision %d, which has none of that number", at, rule, number)
				}
			}
		}
	})
}

// decided is the page of a decision, or nothing.
func decided(number int) string {
	found, err := filepath.Glob(filepath.Join(root, "docs", "decisions", fmt.Sprintf("%04d-*.md", number)))
	if err != nil || len(found) != 1 {
		return ""
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		return ""
	}
	return string(text)
}
