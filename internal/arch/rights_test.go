package arch

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/rule/access"
)

// Every operation that is asked for has a row in the table of rights, and every
// row is asked for: what reads, by an office, an operation of the API or a page,
// which ask before they act; what enters or decides for somebody other than the
// asker, by an office too, whoever calls it.
func TestRightsAreAskedForByName(t *testing.T) {
	offices, doors := askedInOffices(t), askedAtDoors()
	for _, row := range access.Rows() {
		op := string(row.Op)
		changes := row.Kind != access.Read && !row.Public && !row.Self
		if changes && offices[op] == "" && onlyFiles[op] == "" {
			t.Errorf("rule/access has a row for %s, for which no office asks: let the desk that does it come to access.Need with it, or take the row away", op)
		}
		if offices[op] == "" && !doors[op] {
			t.Errorf("rule/access has a row for %s, for which nobody asks: take it away", op)
		}
	}
	for op, at := range offices {
		if !listed(op) {
			t.Errorf("%s asks for %q, which has no row in rule/access", at, op)
		}
	}
	if len(offices) < 100 || len(doors) < 100 {
		t.Errorf("only %d and %d rights are asked for: the test looks in the wrong place", len(offices), len(doors))
	}
}

// onlyFiles are changes that the API asks a right for by itself, with the reason.
var onlyFiles = map[string]string{
	"keep-proof":        "keeps a file under its hash and changes no record: whoever names the hash to an office is asked there",
	"keep-person-proof": "likewise",
	"keep-body-file":    "likewise",
}

func listed(op string) bool {
	_, ok := access.Of(access.Op(op))
	return ok
}

// askedInOffices are the operations that offices ask for, with a place of each:
// named in a call of access.Need or access.Viewer, or where a function or a
// struct of the office takes an access.Op.
func askedInOffices(t *testing.T) map[string]string {
	takes, asked := takesOp(t), map[string]string{}
	for _, s := range programs() {
		if !within(s.pkg(), []string{"office"}) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			for _, e := range opsIn(n, s.pkg(), takes) {
				if lit, ok := e.(*ast.BasicLit); ok {
					op, _ := strconv.Unquote(lit.Value)
					asked[op] = s.at(n)
				}
			}
			return true
		})
	}
	return asked
}

// takesOp are the places of the access.Op among the parameters of the offices'
// functions and the fields of their structs, by package and name.
func takesOp(t *testing.T) map[string]int {
	takes := map[string]int{}
	for _, f := range functions(t) {
		if i := opAmong(f.fn.Type.Params); i >= 0 {
			takes[f.pkg()+" "+f.fn.Name.Name] = i
		}
	}
	for _, s := range programs() {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if of, ok := spec.Type.(*ast.StructType); ok && opAmong(of.Fields) >= 0 {
					takes[s.pkg()+" "+spec.Name.Name] = opAmong(of.Fields)
				}
			}
			return true
		})
	}
	return takes
}

// opAmong is the place of the access.Op in a list, or -1.
func opAmong(list *ast.FieldList) int {
	i := 0
	for _, f := range list.List {
		if isSelector(f.Type, "access", "Op") {
			return i
		}
		i += max(1, len(f.Names))
	}
	return -1
}

// opsIn are the expressions of a call or composite that stand where an access.Op
// is taken.
func opsIn(n ast.Node, pkg string, takes map[string]int) []ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		at, ok := takes[pkg+" "+lastName(n.Fun)]
		if isSelector(n.Fun, "access", "Need") || isSelector(n.Fun, "access", "Viewer") {
			at, ok = 1, true
		}
		if ok && at < len(n.Args) {
			return n.Args[at : at+1]
		}
	case *ast.CompositeLit:
		at, ok := takes[pkg+" "+lastName(n.Type)]
		if ok && at < len(n.Elts) {
			return n.Elts[at : at+1]
		}
	}
	return nil
}

// askedAtDoors are the operations of the API and the pages, which are asked for
// by the name that each is registered under.
func askedAtDoors() map[string]bool {
	asked := map[string]bool{}
	for _, s := range programs() {
		if !within(s.pkg(), []string{"api", "web"}) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if op, err := strconv.Unquote(lit.Value); err == nil && listed(op) {
					asked[op] = true
				}
			}
			return true
		})
	}
	return asked
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
