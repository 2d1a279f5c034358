package arch

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// planned are where planning an exam, seating and check-in refuse.
var planned = []string{
	"office/examination", "rule/seating", "rule/planning", "skill/announcement.go", "skill/annualplan.go", "skill/assignment.go", "skill/lodgement.go",
	"skill/plan.go", "skill/recusal.go", "skill/room.go", "skill/seating.go", "skill/session.go",
}

// refusal is a reason of theirs; others, such as those of rights, are met elsewhere.
var refusal = regexp.MustCompile(`^(announcement|annual_plan|plan|session|session_room|room|lodgement|addition|assignment|recusal|seating|seat|ticket|check_in)\.[a-z_]+$`)

// Every refusal and remark of planning an exam, seating and check-in is met by a
// test or told by a story.
func TestEveryRefusalOfAnExamIsMet(t *testing.T) {
	met, n := metReasons(t), 0
	for _, s := range programs() {
		if !slices.ContainsFunc(planned, func(p string) bool { return s.path == p || within(s.pkg(), []string{p}) }) {
			continue
		}
		for _, text := range textsIn(s.tree) {
			if !refusal.MatchString(text) {
				continue
			}
			if n++; !met[text] {
				t.Errorf("%s says %s, which no test and no story of testdata/scenario meets: let one be refused so", s.path, text)
			}
		}
	}
	if n < 150 {
		t.Errorf("only %d reasons were found: the test looks in the wrong place", n)
	}
}

// metReasons are the texts of tests and the words of stories.
func metReasons(t *testing.T) map[string]bool {
	met := map[string]bool{}
	for _, s := range parsed() {
		if s.test() {
			for _, text := range textsIn(s.tree) {
				met[text] = true
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(root, "testdata", "scenario", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		story, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range strings.Fields(string(story)) {
			met[w] = true
		}
	}
	return met
}

// textsIn are the texts that a file writes.
func textsIn(tree *ast.File) (out []string) {
	ast.Inspect(tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				out = append(out, text)
			}
		}
		return true
	})
	return out
}
