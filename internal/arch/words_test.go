package arch

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/printer"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"assay/locale"
	"assay/skill"
)

// A use is one place where the program names a text.
type use struct{ at, key string }

// Every reason of an error, every note, and every key of a page has its text in
// both languages.
func TestEveryMessageHasItsTextInBothLanguages(t *testing.T) {
	uses := templateKeys(t)
	for _, s := range programs() {
		for _, d := range s.tree.Decls {
			fn, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				if e := reasonOf(n); e != nil {
					uses = append(uses, spoken(scope{s, fn, t}, e)...)
				}
				if key, ok := pageWord(s, n); ok {
					uses = append(uses, use{s.at(n), key})
				}
				return true
			})
		}
	}
	for _, u := range uses {
		for _, lang := range locale.Langs() {
			if !locale.Has(lang, u.key) && textless[u.key] == "" {
				t.Errorf("%s: %q has no text in locale/%s", u.at, u.key, lang)
			}
		}
	}
	if len(uses) == 0 {
		t.Error("no message was found, so nothing was tested")
	}
}

// reasonOf is the expression that names a text, when n is a place that does.
func reasonOf(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		if name := called(n); (name == "Fail" || name == "FailField") && len(n.Args) >= 2 {
			return n.Args[1]
		}
	case *ast.KeyValueExpr:
		if id, ok := n.Key.(*ast.Ident); ok && id.Name == "Reason" {
			if lit, ok := n.Value.(*ast.BasicLit); ok && strings.Contains(lit.Value, ".") {
				return n.Value
			}
		}
	case *ast.ValueSpec:
		if id, ok := n.Type.(*ast.Ident); ok && id.Name == "Note" && len(n.Values) == 1 {
			return n.Values[0]
		}
	}
	return nil
}

// wordy is the shape of a key.
var wordy = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)

// pageWord is a literal of a page or command that can only be a key: it has the
// shape, and begins as the keys of some area do.
func pageWord(s source, n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING || !within(s.pkg(), []string{"web", "cmd", "api"}) {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	area, _, _ := strings.Cut(text, ".")
	return text, err == nil && wordy.MatchString(text) && areas()[area] && !fileNamed(text)
}

// areas are the first parts of all keys.
var areas = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, key := range locale.Keys(locale.Zh) {
		area, _, _ := strings.Cut(key, ".")
		out[area] = true
	}
	return out
})

func fileNamed(text string) bool {
	return slices.Contains([]string{".json", ".html", ".css", ".js", ".mjs", ".svg", ".go", ".txt", ".csv", ".xlsx", ".pdf", ".key", ".zip"}, path.Ext(text))
}

// called is the name of a function of skill that is called, "" for others.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if id, ok := f.X.(*ast.Ident); ok && id.Name == "skill" {
			return f.Sel.Name
		}
	}
	return ""
}

// spoken lists the uses of what a reason can come to.
func spoken(in scope, e ast.Expr) []use {
	out, ok := in.follow(e, 6)
	if !ok {
		in.t.Errorf("%s: the reason %s cannot be followed to its words: write it out, or list in reasons what it can be", in.at(e), shown(e))
	}
	return out
}

// shown is an expression as it is written.
func shown(e ast.Expr) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, files, e); err != nil {
		return err.Error()
	}
	return b.String()
}

// templateKey finds {{t "key"}} and {{t .Lang "key"}} in pages.
var templateKey = regexp.MustCompile(`\b(?:t|text)\s+(?:[.$]\w*\s+)*"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"`)

func templateKeys(t *testing.T) []use {
	var out []use
	for _, p := range walk() {
		if !strings.HasPrefix(p, "web/") || !strings.HasSuffix(p, ".html") || strings.Contains(p, "testdata/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, p))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, m := range templateKey.FindAllStringSubmatch(line, -1) {
				out = append(out, use{p + ":" + strconv.Itoa(i+1), m[1]})
			}
		}
	}
	return out
}

// wrongStates are the refusals of a verb, one for each noun with a lifecycle.
func wrongStates(*testing.T) []string {
	var out []string
	for _, l := range skill.Lives() {
		out = append(out, l.Table+".wrong_state")
	}
	return out
}

// elsewhere is a reason that was asked about where it was made.
func elsewhere(*testing.T) []string { return nil }

// forTables gives a key for each table that the store defines for a noun.
func forTables(ending string) func(*testing.T) []string {
	return func(t *testing.T) (out []string) {
		for _, s := range programs() {
			if s.pkg() != "store" {
				continue
			}
			ast.Inspect(s.tree, func(n ast.Node) bool {
				if name, ok := defined(n); ok {
					out = append(out, name+ending)
				}
				return true
			})
		}
		if len(out) == 0 {
			t.Error("no table was found in store")
		}
		return out
	}
}

// defined is the table in a call define("table", …).
func defined(n ast.Node) (string, bool) {
	c, ok := n.(*ast.CallExpr)
	if !ok || len(c.Args) == 0 {
		return "", false
	}
	id, ok1 := c.Fun.(*ast.Ident)
	lit, ok2 := c.Args[0].(*ast.BasicLit)
	if !ok1 || !ok2 || id.Name != "define" {
		return "", false
	}
	name, err := strconv.Unquote(lit.Value)
	return name, err == nil
}

// numberFaults are what can be wrong with a certificate number of the shipped
// schemes: its length, and for each part a value, a character or zeros.
func numberFaults(t *testing.T) []string {
	var shipped struct {
		Schemes []struct {
			Parts []struct {
				Name    string
				Values  map[string]json.RawMessage
				Table   string
				NotZero bool `json:"not_zero"`
			}
		}
	}
	text, err := os.ReadFile(filepath.Join(root, "reference", "schemes.json"))
	if err == nil {
		err = json.Unmarshal(text, &shipped)
	}
	if err != nil {
		t.Error(err)
	}
	out := []string{"number.length"}
	for _, s := range shipped.Schemes {
		for _, p := range s.Parts {
			ending := ".not_digit"
			if len(p.Values) > 0 || p.Table != "" {
				ending = ".unknown"
			}
			out = append(out, "number."+p.Name+ending)
			if p.NotZero {
				out = append(out, "number."+p.Name+".zero")
			}
		}
	}
	return out
}
