package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "assay"

// A source is one parsed Go file.
type source struct {
	path  string // from the root, e.g. skill/body.go
	lines int
	tree  *ast.File
}

// pkg is the folder of the file, "." for the root.
func (s source) pkg() string { return path.Dir(s.path) }

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

// imports lists what the file imports: our own packages without the module's
// name before them in own, all others in foreign.
func (s source) imports() (own, foreign []string) {
	for _, i := range s.tree.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		if rest, ok := strings.CutPrefix(p, module+"/"); ok {
			own = append(own, rest)
		} else {
			foreign = append(foreign, p)
		}
	}
	return own, foreign
}

// at is file:line of a node, as editors understand it.
func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(files.Position(n.Pos()).Line)
}

var files = token.NewFileSet()

const root = "../.."

// unread are folders that hold nothing of ours.
var unread = []string{".git", ".stamp", "node_modules", "bin", "document/fonts/ttf", "reference/passwords/list"}

// walk gives the path from the root of every file of the repository.
var walk = sync.OnceValue(func() []string {
	var out []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(p, root+string(filepath.Separator)))
		switch {
		case d.IsDir() && (slices.Contains(unread, rel) || strings.HasPrefix(rel, "assay-data")):
			return filepath.SkipDir
		case d.Type().IsRegular():
			out = append(out, rel)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return out
})

// parsed is every Go file of the module assay, tests with them. A file that does
// not parse is the compiler's affair.
var parsed = sync.OnceValue(func() []source {
	var out []source
	for _, p := range walk() {
		if !strings.HasSuffix(p, ".go") || strings.HasPrefix(p, "tools/") || strings.Contains(p, "testdata/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, p))
		if err != nil {
			continue // somebody removed it a moment ago
		}
		f, err := parser.ParseFile(files, p, text, parser.ParseComments)
		if err != nil {
			continue
		}
		out = append(out, source{p, strings.Count(string(text), "\n"), f})
	}
	return out
})

// programs are the files that are not tests.
func programs() []source {
	return slices.DeleteFunc(slices.Clone(parsed()), source.test)
}

// within tells whether a package lies in one of the folders.
func within(pkg string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return pkg == f || strings.HasPrefix(pkg, f+"/") })
}

// TestTheTreeWasFound keeps every other test here from passing on nothing.
func TestTheTreeWasFound(t *testing.T) {
	for _, want := range []string{"skill/doc.go", "cmd/assay/main.go"} {
		if !slices.ContainsFunc(parsed(), func(s source) bool { return s.path == want }) {
			t.Errorf("%s was not found", want)
		}
	}
}
