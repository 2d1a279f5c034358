package scenario

import (
	"strings"
)

// An Archive is a story: its script, and its files in order. Its text form is
// the script followed, for each file, by a line -- NAME -- and the content.
type Archive struct {
	Script string
	Files  []File
}

// A File is one file of a story.
type File struct {
	Name, Text string
}

// ParseArchive reads the text form, of which every text is one.
func ParseArchive(text string) (a Archive) {
	at := &a.Script
	for line := range strings.Lines(text) {
		if name, ok := fileLine(line); ok {
			a.Files = append(a.Files, File{Name: name})
			at = &a.Files[len(a.Files)-1].Text
			continue
		}
		*at += line
	}
	return a
}

// fileLine reads a line that begins a file.
func fileLine(line string) (name string, ok bool) {
	name, ok = strings.CutPrefix(strings.TrimRight(line, "\r\n"), "-- ")
	if ok {
		name, ok = strings.CutSuffix(name, " --")
	}
	return strings.TrimSpace(name), ok
}

// String is the text form.
func (a Archive) String() string {
	var b strings.Builder
	b.WriteString(whole(a.Script))
	for _, f := range a.Files {
		b.WriteString("-- " + f.Name + " --\n" + whole(f.Text))
	}
	return b.String()
}

// whole ends a text with its line.
func whole(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// set replaces the text of a file that the archive has.
func (a *Archive) set(name, text string) bool {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Text = text
			return true
		}
	}
	return false
}
