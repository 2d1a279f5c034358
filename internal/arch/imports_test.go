package arch

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// top is the folder that stands in the tables: the first part of the path, two
// parts under internal.
func top(pkg string) string {
	parts := strings.SplitN(pkg, "/", 3)
	if parts[0] == "internal" && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// layered says why from may not import to, or nothing.
func layered(from, to string) string {
	if from == to || strings.HasPrefix(to, from+"/") || exceptions[[2]string{from, to}] != "" {
		return ""
	}
	if s, ok := sides[top(to)]; ok && !within(top(from), append(s.usedBy, top(to))) && !knows(from, to) {
		return fmt.Sprintf("%s is used by %s only: %s", top(to), strings.Join(s.usedBy, ", "), s.why)
	}
	if s, ok := sides[top(from)]; ok {
		if knows(from, to) || within(from, sides[top(to)].usedBy) {
			return ""
		}
		return fmt.Sprintf("%s knows only %s: %s", top(from), strings.Join(s.knows, ", "), s.why)
	}
	if _, ok := sides[top(to)]; ok {
		return ""
	}
	high, known := rank[top(from)]
	low, known2 := rank[top(to)]
	switch {
	case !known:
		return top(from) + " has no place in the drawing: add it to rank or sides"
	case !known2:
		return top(to) + " has no place in the drawing: add it to rank or sides"
	case high == low:
		return "siblings never import each other: what both need belongs in a layer below"
	case high < low:
		return "a package imports only layers below its own"
	}
	return ""
}

func knows(from, to string) bool { return within(to, sides[top(from)].knows) }

func TestImportsGoDownOnly(t *testing.T) {
	for _, s := range parsed() {
		own, _ := s.imports()
		for _, to := range own {
			if s.test() && (within(to, anyTest) || within(s.pkg(), scenes) && top(to) == top(s.pkg())) {
				continue
			}
			if why := layered(s.pkg(), to); why != "" {
				t.Errorf("%s imports %s: %s", s.path, to, why)
			}
		}
	}
}

func TestTheDrawingRefusesWhatItShould(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"cmd/assay", "api", true},
		{"api", "office/issuance", true},
		{"web", "skill/day", true},
		{"skill", "skill/day", true},
		{"document", "document/fonts", true},
		{"document", "skill", true},
		{"cmd/assay", "document", true},
		{"store", "rule/condition", true},
		{"skill/day", "skill", false},
		{"api", "web", false},
		{"office/issuance", "office/admission", false},
		{"rule/certno", "rule/condition", false},
		{"store", "ledger", false},
		{"document", "store", false},
		{"office/issuance", "document", false},
		{"locale", "reference", false},
		{"nowhere", "skill", false},
		{"internal/suite", "internal/cluster", true},
		{"store", "internal/cluster", false},
	} {
		if why := layered(c.from, c.to); (why == "") != c.ok {
			t.Errorf("%s → %s: %q, want allowed %v", c.from, c.to, why, c.ok)
		}
	}
}

func TestEachLibraryHasItsPlace(t *testing.T) {
	for _, s := range parsed() {
		_, foreign := s.imports()
		for _, p := range foreign {
			if why := libraryMisplaced(s, p); why != "" {
				t.Errorf("%s imports %s: %s", s.path, p, why)
			}
		}
	}
}

func libraryMisplaced(s source, p string) string {
	if !strings.Contains(strings.Split(p, "/")[0], ".") {
		return "" // the standard library
	}
	if within(p, testLibraries) {
		if s.test() || within(s.pkg(), []string{"bench"}) {
			return ""
		}
		return "it is for tests"
	}
	for _, m := range slices.Sorted(maps.Keys(libraries)) {
		if !within(p, []string{m}) {
			continue
		}
		if s.test() || within(s.pkg(), libraries[m]) {
			return ""
		}
		return fmt.Sprintf("%s belongs to %s only", m, strings.Join(libraries[m], ", "))
	}
	return "a library without a place: add it to libraries, with a decision in docs/decisions"
}

func TestTheStandardLibraryHasItsPlaceToo(t *testing.T) {
	for _, s := range programs() {
		_, foreign := s.imports()
		for _, p := range foreign {
			for _, b := range bans {
				if b.hits(s.pkg(), p) {
					t.Errorf("%s imports %s: %s", s.path, p, b.why)
				}
			}
		}
	}
}

func (b ban) hits(pkg, p string) bool {
	if p != b.path && (!strings.HasSuffix(b.path, "/") || !strings.HasPrefix(p, b.path)) {
		return false
	}
	if b.only != nil {
		return !within(pkg, b.only)
	}
	return within(pkg, b.from)
}
