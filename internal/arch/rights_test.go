package arch

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/rule/access"
)

// Every operation that an office asks a right for has a row in the table of
// rights.
func TestRightsAreAskedForByName(t *testing.T) {
	asked := 0
	for _, s := range programs() {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || !isSelector(c.Fun, "access", "Need") && !isSelector(c.Fun, "access", "Viewer") {
				return true
			}
			if lit, ok := c.Args[1].(*ast.BasicLit); ok {
				op, _ := strconv.Unquote(lit.Value)
				if asked++; !listed(op) {
					t.Errorf("%s asks for %q, which has no row in rule/access", s.at(n), op)
				}
			}
			return true
		})
	}
	if asked == 0 {
		t.Error("no right was asked for, so nothing was tested")
	}
}

func listed(op string) bool {
	_, ok := access.Of(access.Op(op))
	return ok
}

// What an office changes, it changes after it asked whether the actor may: a desk
// whose method takes By and never comes to access.Need is named here, with the
// reason.
var rightless = map[string]string{}

func TestOfficesAskBeforeTheyChange(t *testing.T) {
	asks := map[string]bool{} // functions of a package that come to access
	calls := map[string][]string{}
	for _, f := range functions(t) {
		if !within(f.pkg(), []string{"office"}) || f.fn.Body == nil {
			continue
		}
		name := f.pkg() + " " + f.fn.Name.Name
		ast.Inspect(f.fn, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if isSelector(n.Fun, "access", "Need") || isSelector(n.Fun, "access", "Viewer") {
					asks[name] = true
				}
				calls[name] = append(calls[name], f.pkg()+" "+lastName(n.Fun))
			case *ast.SelectorExpr: // a method that is handed on
				calls[name] = append(calls[name], f.pkg()+" "+n.Sel.Name)
			case *ast.Ident:
				calls[name] = append(calls[name], f.pkg()+" "+n.Name)
			}
			return true
		})
	}
	for changed := true; changed; {
		changed = false
		for name, to := range calls {
			if !asks[name] && slices.ContainsFunc(to, func(c string) bool { return asks[c] }) {
				asks[name], changed = true, true
			}
		}
	}
	for _, f := range functions(t) {
		name := f.pkg() + " " + f.fn.Name.Name
		if within(f.pkg(), []string{"office"}) && f.fn.Recv != nil && f.fn.Name.IsExported() && takesBy(f.fn) && !asks[name] && rightless[name] == "" {
			t.Errorf("%s: %s takes an actor and asks no right: let it come to access.Need", f.at(f.fn), strings.TrimPrefix(name, "office/"))
		}
	}
}

func takesBy(f *ast.FuncDecl) bool {
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool { return isSelector(p.Type, "store", "By") })
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
