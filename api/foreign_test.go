package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"assay/internal/testdb"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Whoever knows or guesses the id of a record of another organisation or another
// person comes to nothing with it: every operation that takes an id refuses every
// role of a sibling organisation and every other candidate, tells no value of the
// record, says the same of an id that there is not, and changes nothing.
// Source: GB/T 22239-2019, 8.1.4.2 f); OWASP API Security Top 10 2023, API1.
func TestForeignIDs(t *testing.T) {
	eachScene(t, func(s *scene) {
		f := newForeign(newMatrix(s))
		before, tried := f.shown(), 0
		f.canaries = append(values(before), secrets()...)
		for _, o := range f.api.Operations() {
			if row, _ := access.Of(access.Op(o[0])); !strings.Contains(o[2], "{") || row.Public {
				continue
			}
			for _, who := range f.askers(o[0]) {
				tried++
				f.try(o, who)
			}
		}
		for asked, text := range f.shown() {
			if !bytes.Equal(text, before[asked]) {
				t.Errorf("%s was changed by those who may not:\n%s\n%s", asked, before[asked], text)
			}
		}
		if tried < 1500 || len(f.canaries) < 100 {
			t.Errorf("only %d calls were tried, with %d values to look for", tried, len(f.canaries))
		}
	})
}

// A foreign is the matrix's records, and those who have nothing to do with them.
type foreign struct {
	*matrix
	strangers []string // of every role in a sibling organisation, and a candidate
	account   *browser // is signed in by an account of its own
	canaries  []string // values of the records
}

func newForeign(m *matrix) *foreign {
	f := &foreign{matrix: m, strangers: []string{"", "somebody", "client@other"}}
	for _, role := range skill.Roles() {
		f.strangers = append(f.strangers, string(role)+"@other")
	}
	made := m.do("head@other", "POST", "/org-tokens", doc{"path": places[access.Beside], "label": "样例", "days": 30})
	m.tokens["client@other"] = made["secret"].(string)
	_, token, err := m.api.Identity.IssueToken(m.t.Context(), store.By{Actor: skill.Program("/")}, skill.Token{Person: skill.PersonID(m.people["candidate"])}, time.Hour)
	m.must(err)
	m.ids["tokens"] = string(token.ID)
	owner := m.browser()
	owner.register(30)
	m.ids["consents"] = owner.do("POST", "/me/consents", doc{"purpose": "reminder", "edition": m.api.Privacy.Notice.Edition})["id"].(string)
	m.ids["sign-ins"] = owner.do("GET", "/sign-ins", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	f.account = m.browser()
	f.account.register(31)
	return f
}

// askers are those who try an operation: what is an account's own is tried by the
// owner of another.
func (f *foreign) askers(op string) []string {
	if row, _ := access.Of(access.Op(op)); row.Self {
		return []string{"an account"}
	}
	return f.strangers
}

// absent is an id that looks like another and is nobody's.
func absent(id string) string {
	last := map[bool]string{true: "1", false: "0"}[strings.HasSuffix(id, "0")]
	if len(id) < 8 {
		return "9999" + last
	}
	return id[:len(id)-8] + "0000000" + last
}

// try asks with the id of a record and with one that there is not.
func (f *foreign) try(o [4]string, who string) {
	f.t.Helper()
	area := strings.Split(strings.TrimPrefix(o[2], Prefix+"/"), "/")[0]
	id := f.ids[area]
	if id == "" || !strings.Contains(o[2], "{id}") {
		f.t.Fatalf("%s (%s) has no record to be tried with: make one of /44/b-017/ in newMatrix (or of another account in newForeign) and put its id into ids[%q]", o[0], o[2], area)
	}
	known, unknown := f.call(o, who, id), f.call(o, who, absent(id))
	if known.status != 403 && known.status != 404 && (who != "" || known.status != 401) {
		f.t.Errorf("%s as %q: %d %s", known.asked, who, known.status, known.body)
	}
	if a, b := anonymous(known), anonymous(unknown); a != b {
		f.t.Errorf("%s as %q can tell that there is one:\n%s\nand of one that there is not:\n%s", known.asked, who, a, b)
	}
	said := append(fmt.Append(nil, known.header), known.body...)
	for _, value := range f.canaries {
		if bytes.Contains(said, []byte(value)) && !strings.Contains(known.asked, value) {
			f.t.Errorf("%s as %q tells %q: %s", known.asked, who, value, said)
		}
	}
}

func (f *foreign) call(o [4]string, who, id string) said {
	path := strings.Replace(strings.Replace(o[2], "{id}", id, 1), "{paper}", "application", 1)
	body, ok := f.bodies[o[0]]
	switch {
	case o[1] == "GET":
		body = nil
	case !ok:
		body = "{}"
	}
	if who == "an account" {
		return f.account.ask(o[1], strings.TrimPrefix(path, Prefix), body)
	}
	return f.ask(who, o[1], path, body)
}

// anonymous is an answer without what differs each time.
func anonymous(got said) string {
	var body map[string]any
	if json.Unmarshal(got.body, &body) != nil {
		return fmt.Sprint(got.status, string(got.body))
	}
	delete(body, "request")
	return fmt.Sprint(got.status, body)
}

// shown is what those who may see the records are shown of them, by what was
// asked.
func (f *foreign) shown() map[string][]byte {
	out := map[string][]byte{}
	for _, o := range f.api.Operations() {
		row, _ := access.Of(access.Op(o[0]))
		if o[1] != "GET" || !strings.Contains(o[2], "{id}") || row.Public || len(row.Roles) == 0 {
			continue
		}
		who := string(row.Roles[0]) + "@" + string(access.Here)
		if row.Whole {
			who = string(row.Roles[0]) + "@whole"
		}
		got := f.call(o, who, f.ids[strings.Split(strings.TrimPrefix(o[2], Prefix+"/"), "/")[0]])
		if got.status != 200 && problemIn(f.t, got).Reason != "log.pending" { // nobody gives entries their places here
			f.t.Fatalf("%s as %s, who may: %d %s", got.asked, who, got.status, got.body)
		}
		if strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
			out[got.asked] = got.body
		}
	}
	return out
}

// secrets are what the candidates of the records are called and have.
func secrets() (out []string) {
	for n := range 3 {
		p := testdb.Born(n)
		out = append(out, p.Name, p.Document.Number.Reveal(), phone(n), address(n))
	}
	return out
}

// values are the texts in answers that are long enough to be some record's own,
// and the words of no other answer.
func values(answers map[string][]byte) []string {
	found := map[string]bool{}
	var look func(any)
	look = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, x := range v {
				look(x)
			}
		case []any:
			for _, x := range v {
				look(x)
			}
		case string:
			if len(v) >= 6 && (strings.ContainsAny(v, "0123456789") || utf8.RuneCountInString(v) < len(v)) {
				found[v] = true
			}
		}
	}
	for _, text := range answers {
		var v any
		if json.Unmarshal(text, &v) == nil {
			look(v)
		}
	}
	return slices.Sorted(maps.Keys(found))
}
