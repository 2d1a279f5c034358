package arch

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"testing"
)

// A scope is where an expression stands: a file, and the function if any.
type scope struct {
	source
	fn *ast.FuncDecl
	t  *testing.T
}

// follow finds the strings that an expression can come to: a literal, a
// constant, the answers of a function of the package, what a variable was set
// to, or what the callers pass; or what the table of reasons says. The Reason of
// an error at hand was asked about where it was made. It gives up after the
// given number of steps.
func (in scope) follow(e ast.Expr, steps int) (out []use, ok bool) {
	if steps == 0 {
		return nil, false
	}
	if list := reasons[in.path+" "+shown(e)]; list != nil {
		for _, key := range list(in.t) {
			out = append(out, use{in.at(e), key})
		}
		return out, true
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		key, err := strconv.Unquote(e.Value)
		return []use{{in.at(e), key}}, err == nil
	case *ast.ParenExpr:
		return in.follow(e.X, steps)
	case *ast.BinaryExpr:
		return in.followSum(e, steps-1)
	case *ast.CallExpr:
		return in.followCall(e, steps-1)
	case *ast.Ident:
		return in.followName(e.Name, steps-1)
	case *ast.SelectorExpr:
		if e.Sel.Name == "Reason" {
			return nil, true
		}
		return in.followName(e.Sel.Name, steps-1)
	}
	return nil, false
}

// all follows several expressions, each of which must be found.
func (in scope) all(list []ast.Expr, steps int) (out []use, ok bool) {
	for _, e := range list {
		found, ok := in.follow(e, steps)
		if !ok {
			return nil, false
		}
		out = append(out, found...)
	}
	return out, len(list) > 0
}

// followSum is every beginning with every end.
func (in scope) followSum(e *ast.BinaryExpr, steps int) (out []use, ok bool) {
	left, ok1 := in.follow(e.X, steps)
	right, ok2 := in.follow(e.Y, steps)
	for _, l := range left {
		for _, r := range right {
			out = append(out, use{l.at, l.key + r.key})
		}
	}
	return out, ok1 && ok2
}

// followCall is a conversion to string, the reason of an error that was made
// elsewhere, or a function's every answer.
func (in scope) followCall(c *ast.CallExpr, steps int) ([]use, bool) {
	if isSelector(c.Fun, "skill", "ReasonOf") {
		return nil, true
	}
	id, ok := c.Fun.(*ast.Ident)
	if !ok {
		return nil, false
	}
	if id.Name == "string" && len(c.Args) == 1 {
		return in.follow(c.Args[0], steps)
	}
	for _, f := range functions(in.t) {
		if f.pkg() == in.pkg() && f.fn.Recv == nil && f.fn.Name.Name == id.Name {
			return f.all(answers(f.fn), steps)
		}
	}
	return nil, false
}

// answers are the first results of a function's return statements.
func answers(f *ast.FuncDecl) (out []ast.Expr) {
	ast.Inspect(f, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) > 0 {
			out = append(out, r.Results[0])
		}
		_, inner := n.(*ast.FuncLit)
		return !inner
	})
	return out
}

// followName is a variable or parameter of the function, or a constant.
func (in scope) followName(name string, steps int) ([]use, bool) {
	if in.fn != nil {
		if set := assigned(in.fn, name); len(set) > 0 {
			return in.all(set, steps)
		}
		if i := parameter(in.fn, name); i >= 0 {
			return in.followCallers(i, steps)
		}
	}
	for _, s := range programs() {
		if s.pkg() == in.pkg() {
			if lit := constant(s.tree, name); lit != nil {
				return scope{s, nil, in.t}.follow(lit, steps)
			}
		}
	}
	return nil, false
}

// followCallers asks everybody who calls the function for its argument i. A
// function that nobody calls says nothing.
func (in scope) followCallers(i, steps int) (out []use, ok bool) {
	ok = true
	for _, f := range functions(in.t) {
		ast.Inspect(f.fn, func(n ast.Node) bool {
			c, is := n.(*ast.CallExpr)
			if is && len(c.Args) > i && in.isCalled(f, c) {
				found, good := f.follow(c.Args[i], steps)
				out, ok = append(out, found...), ok && good
			}
			return true
		})
	}
	return out, ok
}

func (in scope) isCalled(by scope, c *ast.CallExpr) bool {
	name := in.fn.Name.Name
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name == name && in.fn.Recv == nil && by.pkg() == in.pkg()
	case *ast.SelectorExpr:
		if in.fn.Recv != nil {
			return f.Sel.Name == name && by.pkg() == in.pkg()
		}
		return isSelector(f, path.Base(in.pkg()), name)
	}
	return false
}

// functions are all functions of the programs.
func functions(t *testing.T) (out []scope) {
	for _, s := range programs() {
		for _, d := range s.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				out = append(out, scope{s, f, t})
			}
		}
	}
	return out
}

// assigned are the values that a function gives to a variable.
func assigned(f *ast.FuncDecl, name string) (out []ast.Expr) {
	ast.Inspect(f, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || (a.Tok != token.ASSIGN && a.Tok != token.DEFINE) || len(a.Lhs) != len(a.Rhs) {
			return true
		}
		for i, l := range a.Lhs {
			if id, ok := l.(*ast.Ident); ok && id.Name == name {
				out = append(out, a.Rhs[i])
			}
		}
		return true
	})
	return out
}

// parameter is the place of a parameter, from 0, or -1.
func parameter(f *ast.FuncDecl, name string) int {
	var names []string
	for _, p := range f.Type.Params.List {
		for _, n := range p.Names {
			names = append(names, n.Name)
		}
	}
	return slices.Index(names, name)
}

// constant is the value of a package's string constant.
func constant(f *ast.File, name string) ast.Expr {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			for i, n := range v.Names {
				if n.Name == name && i < len(v.Values) {
					return v.Values[i]
				}
			}
		}
	}
	return nil
}
