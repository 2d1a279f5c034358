// Package password decides which passwords (密码) may be set: by length, by a
// list of those that everybody tries first, and by what is known of the account.
// No kind of character is asked for, and nothing runs out.
//
// Source: NIST SP 800-63B-4, 3.1.1.2; for the length docs/rules.md, Accounts.
package password

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/skill"
)

// most is the longest password that is read, in characters.
const most = 256

// Normal is the form in which a password is set and compared: NFKC, without
// control characters and surrounding blanks, so that every keyboard gives the
// same one.
func Normal(s string) string { return skill.Halve(s) }

// A Rule is what a password must keep to.
type Rule struct {
	Least  int                    // characters
	Common func(word string) bool // is it on a list of common passwords? Asked in small letters.
	Avoid  []string               // what it may not contain, such as the login name
}

// Check refuses a normal password that does not keep to the rule. Reasons:
// password.short, password.long, password.common, password.holds_name.
func (r Rule) Check(normal string) error {
	n := utf8.RuneCountInString(normal)
	small := strings.ToLower(normal)
	switch {
	case n < r.Least:
		return skill.FailField("password", "password.short", "least", strconv.Itoa(r.Least))
	case n > most:
		return skill.FailField("password", "password.long", "most", strconv.Itoa(most))
	case monotonous(small) || r.Common != nil && r.Common(small):
		return skill.FailField("password", "password.common")
	}
	for _, word := range r.Avoid {
		if word != "" && strings.Contains(small, strings.ToLower(word)) {
			return skill.FailField("password", "password.holds_name")
		}
	}
	return nil
}

// monotonous tells a password of one or two characters, however often.
func monotonous(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) <= 2
}
