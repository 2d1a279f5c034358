package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A Verb carries out one line. It says things by Say and Tell, and returns the
// code that the line ended with: 0 when it was done, any other when it was
// refused. An error means that the story itself is wrong.
type Verb func(s *Story, words []string) (code int, err error)

// A Story is a script under way. Its files lie in Dir.
type Story struct {
	T     testing.TB
	Dir   string
	Stdin string            // what the next line reads
	Kept  map[string]string // what keep remembered

	stdout, stderr strings.Builder
	code           int
	update         bool
	file           string
	archive        Archive
	changed        bool
}

// Play plays the story in a file: its own verbs, and those of every story. With
// update, files that same compares are written anew into the story. The test
// ends at the first line that does not come out as it says.
func Play(t testing.TB, file string, verbs map[string]Verb, update bool) {
	t.Helper()
	file, err := filepath.Abs(file) // lines may change the working folder
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &Story{T: t, Dir: t.TempDir(), Kept: map[string]string{}, update: update, file: file, archive: ParseArchive(string(text))}
	if err := s.unpack(s.archive.Files); err != nil {
		t.Fatal(err)
	}
	if err := s.through(s.archive.Script, verbs); err != nil {
		t.Fatalf("%s:%v\n%s", filepath.Base(file), err, s.said())
	}
	if s.changed {
		if err := os.WriteFile(file, []byte(s.archive.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// through carries out a script, and says at which line it ended.
func (s *Story) through(script string, verbs map[string]Verb) error {
	for i, text := range strings.Split(script, "\n") {
		if err := s.step(i+1, text, verbs); err != nil {
			return fmt.Errorf("%d: %s\n  %w", i+1, strings.TrimSpace(text), err)
		}
	}
	return nil
}

// after goes through another story first, which lies beside this one.
func (s *Story) after(l line, verbs map[string]Verb) error {
	if err := l.want(1); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(s.file), l.words[0]))
	if err != nil {
		return err
	}
	before := ParseArchive(string(text))
	if err := s.unpack(before.Files); err != nil {
		return err
	}
	if err := s.through(before.Script, verbs); err != nil {
		return fmt.Errorf("%s:%w", l.words[0], err)
	}
	return nil
}

// unpack writes files of a story.
func (s *Story) unpack(files []File) error {
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(s.Path(f.Name)), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(s.Path(f.Name), []byte(f.Text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Path is where a file of the story lies.
func (s *Story) Path(name string) string { return filepath.Join(s.Dir, filepath.FromSlash(name)) }

// Say adds to standard output.
func (s *Story) Say(text string) { s.stdout.WriteString(text) }

// Tell adds to what is said to people.
func (s *Story) Tell(text string) { s.stderr.WriteString(text) }

// Begin is the same story with nothing said yet, for a verb that asks several
// times.
func (s *Story) Begin() *Story {
	return &Story{T: s.T, Dir: s.Dir, Stdin: s.Stdin, Kept: s.Kept, file: s.file}
}

// Said is what was said on standard output.
func (s *Story) Said() string { return s.stdout.String() }

// Told is what was said to people.
func (s *Story) Told() string { return s.stderr.String() }

// said is what the last verb said, to be shown when a story fails.
func (s *Story) said() string {
	const most = 2000
	out := s.stdout.String()
	if len(out) > most {
		out = out[:most] + "…"
	}
	return fmt.Sprintf("[exit %d]\n[stdout]\n%s\n[stderr]\n%s", s.code, out, s.stderr.String())
}

func (s *Story) step(at int, text string, verbs map[string]Verb) error {
	l, err := parseLine(at, text, s.Kept)
	if err != nil || l.verb == "" {
		return err
	}
	if l.verb == "after" {
		return s.after(l, verbs)
	}
	if look, ok := looks[l.verb]; ok {
		return look(s, l)
	}
	verb, ok := verbs[l.verb]
	if !ok {
		if verb, ok = writers[l.verb]; !ok {
			return fmt.Errorf("there is no verb %q", l.verb)
		}
	}
	s.stdout.Reset()
	s.stderr.Reset()
	s.code, err = verb(s, l.words)
	s.Stdin = ""
	switch {
	case err != nil:
		return err
	case l.not && s.code == 0:
		return fmt.Errorf("was not refused")
	case !l.not && s.code != 0:
		return fmt.Errorf("was refused")
	}
	return nil
}

// looks are the verbs that look at what was said.
var looks = map[string]func(*Story, line) error{
	"stdout": func(s *Story, l line) error { return l.search(s.stdout.String()) },
	"stderr": func(s *Story, l line) error { return l.search(s.stderr.String()) },
	"silent": (*Story).silent,
	"exit":   (*Story).exit,
	"json":   (*Story).json,
	"keep":   (*Story).keep,
	"same":   (*Story).same,
	"exists": (*Story).exists,
	"input":  (*Story).input,
	"write":  (*Story).write,
}

// want refuses a line that has not that many words.
func (l line) want(n int) error {
	if len(l.words) != n {
		return fmt.Errorf("%s takes %d words", l.verb, n)
	}
	return nil
}

func (l line) search(in string) error {
	if err := l.want(1); err != nil {
		return err
	}
	re, err := regexp.Compile("(?m)" + l.words[0])
	if err != nil {
		return err
	}
	if re.MatchString(in) == l.not {
		return fmt.Errorf("it was otherwise")
	}
	return nil
}

func (s *Story) silent(l line) error {
	if s.stdout.Len() > 0 {
		return fmt.Errorf("something was said")
	}
	return l.want(0)
}

func (s *Story) exit(l line) error {
	if err := l.want(1); err != nil {
		return err
	}
	if strconv.Itoa(s.code) != l.words[0] {
		return fmt.Errorf("it was %d", s.code)
	}
	return nil
}

func (s *Story) input(l line) error {
	if err := l.want(1); err != nil {
		return err
	}
	text, err := s.text(l.words[0])
	s.Stdin = text
	return err
}

func (s *Story) write(l line) error {
	if err := l.want(1); err != nil {
		return err
	}
	return os.WriteFile(s.Path(l.words[0]), []byte(s.stdout.String()), 0o600)
}

func (s *Story) exists(l line) error {
	if err := l.want(1); err != nil {
		return err
	}
	if _, err := os.Stat(s.Path(l.words[0])); (err == nil) == l.not {
		return fmt.Errorf("it is otherwise")
	}
	return nil
}

// text is a file, or what was said.
func (s *Story) text(name string) (string, error) {
	switch name {
	case "stdout":
		return s.stdout.String(), nil
	case "stderr":
		return s.stderr.String(), nil
	}
	b, err := os.ReadFile(s.Path(name))
	return string(b), err
}

func (s *Story) same(l line) error {
	if err := l.want(2); err != nil {
		return err
	}
	a, err := s.text(l.words[0])
	if err != nil {
		return err
	}
	b, err := s.text(l.words[1])
	switch {
	case err != nil:
		return err
	case (a == b) != l.not:
		return nil
	case s.update && !l.not && s.archive.set(l.words[1], whole(a)):
		s.changed = true
		return nil
	case l.not:
		return fmt.Errorf("they are alike")
	}
	return fmt.Errorf("%s", firstDifference(a, b))
}

func firstDifference(a, b string) string {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range max(len(left), len(right)) {
		if i >= len(left) || i >= len(right) || left[i] != right[i] {
			return fmt.Sprintf("line %d differs:\n  %q\n  %q", i+1, at(left, i), at(right, i))
		}
	}
	return "they differ"
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}
