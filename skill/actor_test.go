package skill

import "testing"

// An organisation sees what lies below it, so a path has one spelling.
func TestOrgPath(t *testing.T) {
	for path, want := range map[OrgPath]bool{
		"/": true, "/44/": true, "/44/4401/": true, "/44/b-017/": true,
		"": false, "44/": false, "/44": false, "//": false, "/44//1/": false, "/44/../": false, "/44/%/": false,
		"/44/ /": false, "/４４/": false, "/44/B-017/": false, "/44/a\x00/": false, "/44/é/": false,
	} {
		if got := path.Valid(); got != want {
			t.Errorf("%q: %v", path, got)
		}
	}
	for _, c := range []struct {
		p, q OrgPath
		want bool
	}{
		{"/44/", "/44/b-017/", true}, {"/44/", "/44/", true}, {"/", "/44/", true},
		{"/44/b-017/", "/44/", false}, {"/4/", "/44/", false}, {"", "/44/", false},
	} {
		if got := c.p.Holds(c.q); got != c.want {
			t.Errorf("%q holds %q: %v", c.p, c.q, got)
		}
	}
}
