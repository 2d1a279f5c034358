package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"assay/skill"
)

const made = "<!-- Made by `make generate` from the package skill; do not edit. -->\n\n"

// A field is the package skill as its readers see it.
type field struct {
	*doc.Package
	// lives maps the table of a lifecycle to the name of its status type.
	lives map[string]string
}

// read parses the package in dir.
func read(dir string) (*field, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	var trees []*ast.File
	lives := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(set, name, text, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		trees = append(trees, tree)
		findLives(tree, lives)
	}
	p, err := doc.NewFromFiles(set, trees, "assay/skill", doc.PreserveAST)
	if err != nil {
		return nil, fmt.Errorf("read the package skill: %w", err)
	}
	return &field{p, lives}, nil
}

// findLives notes each literal Lifecycle[Status]{"table", …}.
func findLives(tree *ast.File, lives map[string]string) {
	ast.Inspect(tree, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || len(lit.Elts) == 0 {
			return true
		}
		index, ok := lit.Type.(*ast.IndexExpr)
		if !ok {
			return true
		}
		generic, ok1 := index.X.(*ast.Ident)
		status, ok2 := index.Index.(*ast.Ident)
		table, ok3 := lit.Elts[0].(*ast.BasicLit)
		if ok1 && ok2 && ok3 && generic.Name == "Lifecycle" {
			name, _ := strconv.Unquote(table.Value)
			lives[name] = status.Name
		}
		return true
	})
}

// states is the page of all lifecycles.
func (f *field) states() (string, error) {
	var b strings.Builder
	b.WriteString(made + "# Where things stand\n\n" +
		"Every noun whose status is kept, with the verbs that change it. A status changes\n" +
		"by a Move alone, and every Move leaves its entry in the audit.\n")
	for _, life := range skill.Lives() {
		status := f.typeNamed(f.lives[life.Table])
		if status == nil {
			return "", fmt.Errorf("the lifecycle of %s has no documented status type", life.Table)
		}
		prose, drawing := split(status.Doc)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", life.Table, prose)
		if drawing != "" {
			fmt.Fprintf(&b, "\n```\n%s\n```\n", drawing)
		}
		f.writeStatuses(&b, status)
		b.WriteString("\n| verb | from | to |\n|---|---|---|\n")
		for _, r := range life.Rows {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Verb, strings.Join(orNone(r.From), ", "), r.To)
		}
	}
	return b.String(), nil
}

func orNone(statuses []string) []string {
	out := slices.Clone(statuses)
	for i, s := range out {
		if s == skill.None {
			out[i] = "none"
		}
	}
	return out
}

// writeStatuses lists the constants of a status type with what stands beside them.
func (f *field) writeStatuses(b *strings.Builder, status *doc.Type) {
	b.WriteString("\n| status | meaning |\n|---|---|\n")
	for _, group := range status.Consts {
		for _, spec := range group.Decl.Specs {
			v, ok := spec.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				continue
			}
			if lit, ok := v.Values[0].(*ast.BasicLit); ok {
				value, _ := strconv.Unquote(lit.Value)
				fmt.Fprintf(b, "| %s | %s |\n", value, strings.TrimSpace(v.Comment.Text()))
			}
		}
	}
}

func (f *field) typeNamed(name string) *doc.Type {
	for _, t := range f.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// split parts a comment into its words and its indented drawing.
func split(comment string) (prose, drawing string) {
	var words, lines []string
	for line := range strings.Lines(comment) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "\t") {
			lines = append(lines, strings.TrimPrefix(line, "\t"))
		} else {
			words = append(words, line)
		}
	}
	return strings.TrimSpace(strings.Join(words, "\n")), strings.Join(lines, "\n")
}

// chinese finds the Chinese term in a comment's first sentence.
var chinese = regexp.MustCompile(`\(([^()]*\p{Han}[^()]*)\)`)

// A word is one line of the glossary.
type word struct{ english, chinese, meaning string }

// glossary is the page of the field's words: every type whose comment gives its
// Chinese name.
func (f *field) glossary() string {
	var words []word
	for _, t := range f.Types {
		first := sentence(t.Doc)
		if m := chinese.FindStringSubmatch(first); m != nil {
			words = append(words, word{t.Name, m[1], strings.Replace(first, " "+m[0], "", 1)})
		}
	}
	slices.SortFunc(words, func(a, b word) int { return cmp.Compare(a.english, b.english) })
	var b strings.Builder
	b.WriteString(made + "# The field's words\n\n" +
		"What the code calls each thing, what the field calls it, and what is meant.\n\n" +
		"| in the code | 中文 | meaning |\n|---|---|---|\n")
	for _, w := range words {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", w.english, w.chinese, strings.ReplaceAll(w.meaning, "|", "\\|"))
	}
	return b.String()
}

// sentence is a comment's first one, on one line.
func sentence(comment string) string {
	prose, _ := split(comment)
	prose = strings.Join(strings.Fields(prose), " ")
	if i := strings.Index(prose, ". "); i >= 0 {
		return prose[:i+1]
	}
	return prose
}
