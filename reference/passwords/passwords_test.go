package passwords

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The shipped list has what people try first, in small letters, and no more
// than that.
func TestCommon(t *testing.T) {
	l, err := Common()
	if errors.Is(err, ErrMissing) {
		t.Skipf("%v", err)
	}
	if err != nil || l.Len() < 10_000 {
		t.Fatalf("%d words, %v", l.Len(), err)
	}
	for word, want := range map[string]bool{
		"password1": true, "1234567890": true, "qwertyuiop": true, "1q2w3e4r5t6y": true, "iloveyou123": true,
		"correct horse": false, "": false, "\n": false, "password1\n": false, "zzzzzzzzzzzzzzzzzzzzzzzzz!": false, "~~~~~~~~~~~~~~~~~~~~~~~~~~~": false,
	} {
		if l.Holds(word) != want {
			t.Errorf("%q: %v", word, !want)
		}
	}
	lines := strings.Split(strings.TrimSuffix(l.text, "\n"), "\n")
	if !slices.IsSorted(lines) || len(slices.Compact(slices.Clone(lines))) != len(lines) {
		t.Error("the list is not sorted")
	}
	long := 0
	for _, w := range lines {
		if len([]rune(w)) >= 10 {
			long++
		}
		if !l.Holds(w) {
			t.Fatalf("%q is not found", w)
		}
	}
	if long < 10_000 {
		t.Errorf("only %d words are long enough to be tried here", long)
	}
}

// Whatever stands in a list of one's own is found, and nothing else is.
func TestRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-c!~]{1,4}`), 0, 12).Draw(t, "words")
		l, err := Read(strings.NewReader(strings.Join(words, "\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		word := rapid.StringMatching(`[a-c!~]{1,4}`).Draw(t, "word")
		if l.Holds(word) != slices.Contains(words, word) {
			t.Fatalf("%q in %q: %v", word, words, l.Holds(word))
		}
	})
	l, err := Read(strings.NewReader("Geheim Wort\nＺＺＺ\n\n"))
	if err != nil || l.Len() != 2 || !l.Holds("geheim wort") || !l.Holds("zzz") {
		t.Errorf("%q, %v", l.text, err)
	}
}
