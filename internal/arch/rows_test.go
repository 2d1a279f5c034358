package arch

import (
	"go/ast"
	"slices"
	"testing"
)

// Rows that are left open hold a connection for ever. In the store every query's
// rows are closed by a defer, are the answer, or go to each or oneInt, which
// close them.
func TestRowsAreClosed(t *testing.T) {
	seen := 0
	for _, f := range functions(t) {
		if !within(f.pkg(), []string{"store"}) || f.fn.Body == nil {
			continue
		}
		for _, name := range queried(f.fn) {
			seen++
			if !closes(f.fn, name) {
				t.Errorf("%s: %s leaves %s open: give them to each or oneInt, or defer their Close", f.at(f.fn), f.fn.Name.Name, name)
			}
		}
	}
	if seen == 0 {
		t.Error("no query was found, so nothing was tested")
	}
}

// queried are the variables that a function gives the rows of a query to.
func queried(f *ast.FuncDecl) (names []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Rhs) != 1 || len(a.Lhs) != 2 {
			return true
		}
		c, ok := a.Rhs[0].(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := c.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"query", "Query", "QueryContext"}, sel.Sel.Name) {
			return true
		}
		if id, ok := a.Lhs[0].(*ast.Ident); ok {
			names = append(names, id.Name)
		}
		return true
	})
	return names
}

// closes tells whether the function hands the rows on or closes them.
func closes(f *ast.FuncDecl, rows string) (yes bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if isName(n.Fun, "each") || isName(n.Fun, "oneInt") {
				yes = yes || isName(n.Args[0], rows)
			}
		case *ast.DeferStmt:
			yes = yes || isSelector(n.Call.Fun, rows, "Close")
		case *ast.ReturnStmt:
			yes = yes || len(n.Results) > 0 && isName(n.Results[0], rows)
		}
		return true
	})
	return yes
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}
