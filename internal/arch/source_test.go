package arch

import (
	"bytes"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestOnePackageCommentPerPackage(t *testing.T) {
	found := map[string][]string{}
	for _, s := range programs() {
		where := found[s.pkg()]
		if s.tree.Doc != nil {
			where = append(where, s.path)
		}
		found[s.pkg()] = where
	}
	for pkg, where := range found {
		if len(where) != 1 {
			t.Errorf("%s has %d package comments %v: one says what the package owns, more disagree", pkg, len(where), where)
		}
	}
}

func TestPackagesAreNamedAfterSomething(t *testing.T) {
	for _, s := range parsed() {
		if name := s.tree.Name.Name; slices.Contains(spokenNames, name) {
			t.Errorf("%s: package %s says nothing: packages are activities or places", s.path, name)
		}
	}
}

func TestNounsCarryNoTags(t *testing.T) {
	for _, s := range programs() {
		if !within(s.pkg(), []string{"skill"}) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if f, ok := n.(*ast.Field); ok && f.Tag != nil {
				t.Errorf("%s: a tag in skill: how a noun is stored or sent is not the noun's affair", s.at(n))
			}
			return true
		})
	}
}

func TestExportedIdentifiersAreExplained(t *testing.T) {
	for _, s := range programs() {
		for _, d := range s.tree.Decls {
			for _, name := range unexplained(d) {
				t.Errorf("%s: %s has no comment: what is it, in which shape and unit, when does it fail?", s.at(d), name)
			}
		}
	}
}

// unexplained lists the exported names of a declaration that have no comment.
func unexplained(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || exportedReceiver(d)) {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		if d.Doc != nil {
			return nil
		}
		var out []string
		for _, spec := range d.Specs {
			out = append(out, unexplainedSpec(spec)...)
		}
		return out
	}
	return nil
}

func unexplainedSpec(spec ast.Spec) []string {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && spec.Doc == nil && spec.Comment == nil {
			return []string{spec.Name.Name}
		}
	case *ast.ValueSpec:
		if spec.Names[0].IsExported() && spec.Doc == nil && spec.Comment == nil {
			return []string{spec.Names[0].Name}
		}
	}
	return nil
}

func exportedReceiver(d *ast.FuncDecl) bool {
	exported := false
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if i, ok := n.(*ast.Ident); ok {
			exported = exported || i.IsExported()
			return false
		}
		return true
	})
	return exported
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	sizes := map[string]int{}
	for _, s := range parsed() {
		if s.lines > longestFile && longFiles[s.path] == "" {
			t.Errorf("%s has %d lines: over %d nobody reads it through; cut it where it changes subject", s.path, s.lines, longestFile)
		}
		if s.test() {
			continue
		}
		sizes[s.pkg()] += s.lines
		for _, d := range s.tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1; n > longestFunction {
				t.Errorf("%s: %s has %d lines, the most is %d", s.at(f), f.Name.Name, n, longestFunction)
			}
		}
	}
	for pkg, n := range sizes {
		t.Logf("%6d lines %s", n, pkg)
	}
}

func TestNothingHappensBeforeMain(t *testing.T) {
	for _, s := range programs() {
		for _, d := range s.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: init acts unasked; pass in what is needed", s.at(f))
			}
		}
	}
}

func TestOnlyCommandsReadTheClock(t *testing.T) {
	for _, s := range programs() {
		if within(s.pkg(), clocks) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if isSelector(n, "time", "Now") || isSelector(n, "time", "Since") || isSelector(n, "time", "Until") {
				t.Errorf("%s reads the clock: time is passed in, so that a day can be played again", s.at(n))
			}
			return true
		})
	}
}

func isSelector(n ast.Node, x, name string) bool {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == x
}

// The digits of a document number and other private texts leave their type in
// listed files only.
func TestRevealIsCalledWhereListedOnly(t *testing.T) {
	used := map[string]bool{}
	for _, s := range programs() {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Reveal" {
				return true
			}
			used[s.path] = true
			if revealers[s.path] == "" {
				t.Errorf("%s calls Reveal: list the file in revealers with its reason, or do without", s.at(n))
			}
			return true
		})
	}
	for file := range revealers {
		if !used[file] {
			t.Errorf("%s is listed in revealers and reveals nothing", file)
		}
	}
}

// A status changes by a Move alone.
func TestNobodySetsAStatus(t *testing.T) {
	nouns, words := nouns()
	if len(nouns) == 0 || len(words) == 0 {
		t.Error("no noun with a lifecycle was found, so nothing was tested")
	}
	for _, s := range programs() {
		if !within(s.pkg(), actors) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if assignsStatus(n, words) {
					t.Errorf("%s sets a status: make a Move and let the store write it", s.at(n))
				}
			case *ast.CompositeLit:
				if setsStatus(n, nouns) {
					t.Errorf("%s makes a noun with a status: creation is a Move from none", s.at(n))
				}
			}
			return true
		})
	}
}

// actors are the layers that hold nouns and must leave their status alone.
var actors = []string{"cmd", "api", "web", "office", "ledger", "files"}

// nouns are the types of skill that a lifecycle moves, which note when, and the
// names of their status types and of those types' constants.
func nouns() (types, words []string) {
	each(func(t *ast.TypeSpec, _ *ast.ValueSpec) {
		if t != nil && hasField(t.Type, "Status") && hasField(t.Type, "StatusAt") {
			types = append(types, t.Name.Name)
			words = append(words, typeOf(t.Type.(*ast.StructType), "Status"))
		}
	})
	kinds := slices.Clone(words)
	each(func(_ *ast.TypeSpec, v *ast.ValueSpec) {
		if v == nil {
			return
		}
		if id, ok := v.Type.(*ast.Ident); ok && slices.Contains(kinds, id.Name) {
			words = append(words, v.Names[0].Name)
		}
	})
	return types, words
}

// each visits the types and values of the package skill.
func each(visit func(*ast.TypeSpec, *ast.ValueSpec)) {
	for _, s := range programs() {
		if s.pkg() != "skill" {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				visit(n, nil)
			case *ast.ValueSpec:
				visit(nil, n)
			}
			return true
		})
	}
}

func typeOf(s *ast.StructType, field string) string {
	for _, f := range s.Fields.List {
		for _, n := range f.Names {
			if id, ok := f.Type.(*ast.Ident); ok && n.Name == field {
				return id.Name
			}
		}
	}
	return ""
}

// assignsStatus tells whether a field Status is given a status of a lifecycle,
// another's status, or where a Move leads.
func assignsStatus(a *ast.AssignStmt, words []string) bool {
	for i, l := range a.Lhs {
		sel, ok := l.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Status" || i >= len(a.Rhs) {
			continue
		}
		found := false
		ast.Inspect(a.Rhs[i], func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				found = found || s.Sel.Name == "Status" || s.Sel.Name == "To" || slices.Contains(words, s.Sel.Name)
			}
			return true
		})
		if found {
			return true
		}
	}
	return false
}

func hasField(e ast.Expr, name string) bool {
	s, ok := e.(*ast.StructType)
	return ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool {
		return slices.ContainsFunc(f.Names, func(i *ast.Ident) bool { return i.Name == name })
	})
}

func setsStatus(lit *ast.CompositeLit, nouns []string) bool {
	if !slices.ContainsFunc(nouns, func(noun string) bool { return isSelector(lit.Type, "skill", noun) }) {
		return false
	}
	return slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		id, ok := kv.Key.(*ast.Ident)
		return ok && id.Name == "Status"
	})
}

// strange are words of one machine or one network, which mean nothing elsewhere.
// They are written apart, so that this file does not hold them.
var strange = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`(^|[^.\w])/` + `work/`, `/` + `root/`, `/` + `home/`, `registry` + `\.npmjs`, `npm` + `mirror`, `proxy\.` + `golang\.org`,
	`sum\.` + `golang\.org`, `gopro` + `xy\.`, `deb\.` + `debian\.org`, `\.\./` + `shared`,
}, "|"))

// unjudged are files that others made.
var unjudged = []string{"package-lock.json", "go.sum", "tools/go.sum", "LICENSE"}

func TestNoWordOfOneMachine(t *testing.T) {
	for _, p := range walk() {
		if slices.Contains(unjudged, p) || path.Ext(p) == ".test" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, p))
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			continue // gone a moment ago, or no text
		}
		for i, line := range strings.Split(string(text), "\n") {
			if m := strange.FindString(line); m != "" {
				t.Errorf("%s:%d says %q: name things so that they are true on every machine", p, i+1, m)
			}
		}
	}
}

func TestDecisionsStartNothing(t *testing.T) {
	for _, s := range programs() {
		if !within(s.pkg(), pure) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if _, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s starts a goroutine: a decision is over when it returns", s.at(n))
			}
			return true
		})
	}
}
