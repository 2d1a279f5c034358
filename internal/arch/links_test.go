package arch

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// link finds [words](target) in a page.
var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestLinksBetweenPagesLeadSomewhere(t *testing.T) {
	for _, p := range walk() {
		if path.Ext(p) != ".md" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, p))
		if err != nil {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, path.Dir(p), target)); err != nil {
				t.Errorf("%s leads to %s, which is not there", p, m[1])
			}
		}
	}
}
