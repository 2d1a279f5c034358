package password

import (
	"strings"
	"testing"

	"assay/skill"
)

// Length, a list and the account's own names; no kind of character is asked for.
// Source: NIST SP 800-63B-4, 3.1.1.2.
func TestCheck(t *testing.T) {
	rule := Rule{Least: 10, Avoid: []string{"yang-1234", "19900000001", ""}, Common: func(s string) bool { return s == "password12345" }}
	for _, c := range []struct{ password, want string }{
		{"correct horse", ""},
		{"aaaa bbbb c", ""},
		{"匠心独运精益求精炉火", ""},
		{"匠心独运精益求精炉", "password.short"},
		{"123456789", "password.short"},
		{strings.Repeat("long enough ", 22), "password.long"},
		{"password12345", "password.common"},
		{"PassWord12345", "password.common"},
		{"ａｂaｂabababab", "password.common"},
		{"1111111111111", "password.common"},
		{"my YANG-1234 pass", "password.holds_name"},
		{"tel 19900000001", "password.holds_name"},
		{"", "password.short"},
	} {
		got := ""
		if err := rule.Check(Normal(c.password)); err != nil {
			got = skill.ReasonOf(err)
			if skill.CodeOf(err) != skill.Invalid {
				t.Errorf("%s: %v", c.want, err)
			}
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.password, got, c.want)
		}
	}
	if err := (Rule{Least: 3}).Check("abc"); err != nil {
		t.Errorf("without a list: %v", err)
	}
}

// However it is typed, a password is one text.
func TestNormal(t *testing.T) {
	if Normal(" ｃｏｒｒｅｃｔ　horse\u200b") != "correct horse" {
		t.Errorf("%q", Normal(" ｃｏｒｒｅｃｔ　horse\u200b"))
	}
}
