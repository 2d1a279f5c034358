package arch

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"assay/locale"
)

// A text that nobody says is mended and translated for nothing. A key is said
// when it stands in the source, or when a piece that does begins or ends it.
func TestNoTextIsLeftOver(t *testing.T) {
	said, begins, ends := sayings(t)
	for _, key := range locale.Keys(locale.Zh) {
		if said[key] || anyCut(key, begins, strings.HasPrefix) || anyCut(key, ends, strings.HasSuffix) {
			continue
		}
		t.Errorf("locale: nobody says %q", key)
	}
}

func anyCut(key string, pieces map[string]bool, cut func(s, piece string) bool) bool {
	for p := range pieces {
		if cut(key, p) {
			return true
		}
	}
	return false
}

// sayings are the strings of programs and pages that may be keys, and those that
// are joined with something to make one.
func sayings(t *testing.T) (said, begins, ends map[string]bool) {
	said, begins, ends = map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, s := range programs() {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(lit.Value)
			said[text] = true
			if len(text) > 3 && (strings.HasSuffix(text, ".") || strings.HasSuffix(text, "_")) {
				begins[text] = true
			}
			if len(text) > 3 && strings.HasPrefix(text, ".") {
				ends[text] = true
			}
			return true
		})
	}
	for _, p := range walk() {
		if !strings.HasPrefix(p, "web/") || !strings.HasSuffix(p, ".html") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, p))
		if err != nil {
			t.Fatal(err)
		}
		for _, piece := range strings.Split(string(text), `"`) {
			said[piece] = true
		}
	}
	return said, begins, ends
}
