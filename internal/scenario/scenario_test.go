package scenario

import (
	"strings"
	"testing"
)

// say says its words; refuse ends with 3.
var small = map[string]Verb{
	"say":    func(s *Story, words []string) (int, error) { s.Say(strings.Join(words, " ")); return 0, nil },
	"refuse": func(s *Story, _ []string) (int, error) { s.Tell("no"); return 3, nil },
}

// A story that does not come out as it says fails, at the line that is wrong.
func TestStoriesCanFail(t *testing.T) {
	const document = `say '{"a":[{"b":"x","n":1},{"b":"y","n":2}],"c":null}'` + "\n"
	for script, fails := range map[string]bool{
		"say a": false, "! say a": true, "refuse": true, "! refuse": false, "! refuse\nexit 3": false, "! refuse\nexit 2": true,
		"say a\nstdout ^a$": false, "say a\nstdout b": true, "say a\n! stdout a": true, "say a\n! stdout b": false,
		"! refuse\nstderr no": false, "! refuse\nsilent": false, "say a\nsilent": true,
		document + "json a[b=y].n 2": false, document + "json a[b=y].n 1": true, document + "json a[#] 2": false,
		document + "json a[b=y&n=2].b y": false, document + "json a[b=y&n=1].b": true, document + "json c null": false,
		document + "json d": true, document + "! json d": false, document + "! json a": true,
		"say {} {}\njson a": true, "say a\njson a": true,
		document + "keep v a[0].b\nsay ${v}\nstdout ^x$": false, document + "keep v a[7]": true,
		"say a\nwrite f\nsay b\nsame stdout f": true, "say a\nwrite f\nsay a\nsame stdout f": false, "exists g": true, "! exists g": false,
		"sing": true, "say 'a": true, "!": true, "# nothing": false, "say a # b\nstdout ^a$": false,
	} {
		s := &Story{T: t, Dir: t.TempDir(), Kept: map[string]string{}}
		if err := s.through(script, small); (err != nil) != fails {
			t.Errorf("%q: %v", script, err)
		}
	}
}

func TestArchive(t *testing.T) {
	const text = "say a\n-- list.txt --\n== 报名\n姓名 | 证件号码\n样例甲 | 1\n-- b --\n"
	a := ParseArchive(text)
	if a.Script != "say a\n" || len(a.Files) != 2 || a.String() != text {
		t.Errorf("%+v", a)
	}
	if tables := parseTables(a.Files[0].Text); len(tables) != 1 || tables[0].rows[1][0] != "样例甲" {
		t.Errorf("%+v", tables)
	}
}
