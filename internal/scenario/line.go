package scenario

import (
	"errors"
	"strings"
)

// A line is one step of a script.
type line struct {
	at    int // counted from 1
	not   bool
	verb  string
	words []string
}

var errQuote = errors.New("a quotation that does not end")

// parseLine reads a step; one without a verb is a comment or blank. Words are
// parted by blanks; '…' and "…" keep theirs. ${NAME} is what was kept under that name.
func parseLine(at int, text string, kept map[string]string) (l line, err error) {
	l.at = at
	words, err := split(text, kept)
	if err != nil || len(words) == 0 {
		return l, err
	}
	if words[0] == "!" {
		l.not, words = true, words[1:]
	}
	if len(words) == 0 {
		return l, errors.New("! alone on a line")
	}
	l.verb, l.words = words[0], words[1:]
	return l, nil
}

// splitter gathers the words of a line.
type splitter struct {
	words []string
	word  strings.Builder
	open  bool // a word has begun
	quote rune // the quotation that is open, or 0
	quiet bool // a comment has begun
}

func split(text string, kept map[string]string) ([]string, error) {
	var s splitter
	for _, r := range text {
		if s.rune(r); s.quiet {
			break
		}
	}
	if s.quote != 0 {
		return nil, errQuote
	}
	s.end()
	for i, w := range s.words {
		s.words[i] = expand(w, kept)
	}
	return s.words, nil
}

func (s *splitter) rune(r rune) {
	switch {
	case s.quote != 0:
		if r == s.quote {
			s.quote = 0
			return
		}
		s.word.WriteRune(r)
	case r == '\'' || r == '"':
		s.quote, s.open = r, true
	case r == ' ' || r == '\t':
		s.end()
	case r == '#' && !s.open:
		s.quiet = true
	default:
		s.open = true
		s.word.WriteRune(r)
	}
}

func (s *splitter) end() {
	if s.open {
		s.words = append(s.words, s.word.String())
	}
	s.open = false
	s.word.Reset()
}

// expand puts what was kept in the place of ${NAME}; an unknown name stays.
func expand(word string, kept map[string]string) string {
	if !strings.Contains(word, "${") {
		return word
	}
	for name, value := range kept {
		word = strings.ReplaceAll(word, "${"+name+"}", value)
	}
	return word
}
