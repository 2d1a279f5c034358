package web

import (
	"net/http"
	"net/url"
	"slices"

	"assay/internal/httpx"
	"assay/locale"
	"assay/skill"
)

// A sheet is a question page of somebody's own: one question with what it needs,
// one button, and the other ways to go. It works by its form alone.
type sheet struct {
	frame
	Lead   string
	Notice string // what was just done
	Back   string
	Errors []fieldError
	Action string
	Hidden [][2]string
	Inputs []input
	Do     string
	Grave  bool // what it does cannot be undone
	Notes  []string
	Others []deed // further buttons of the same form, which need no answer
	Ways   []way
}

// An input is one thing to fill in.
type input struct {
	Name, Label, Hint, Error string
	Value                    string
	Type, Complete, Mode     string // as HTML has them: type, autocomplete, inputmode
	Most                     int    // characters
	Optional                 bool
	Long                     bool   // more than a line
	Tick                     bool   // yes or nothing
	Focus                    bool   // it is what to go on with
	Width                    string // "short", "middle", or all there is
	Choices                  []kindView
}

// A way is a link to another page.
type way struct{ To, Text string }

// A deed is a button that sends its form elsewhere.
type deed struct{ Action, Name, Value, Text string }

// inputs are the fields of the sheets. Their words are own.field.NAME and
// own.field.NAME.hint.
var inputs = map[string]input{
	"name":       {Complete: "username", Most: 254},
	"to":         {Complete: "username", Most: 254},
	"code":       {Complete: "one-time-code", Mode: "numeric", Most: 20, Width: "short"},
	"login":      {Complete: "username", Most: 40, Optional: true},
	"secret":     {Type: "password", Complete: "current-password", Most: 300},
	"password":   {Type: "password", Complete: "new-password", Most: 300},
	"second":     {Complete: "one-time-code", Most: 40, Width: "middle"},
	"proof":      {Type: "password", Complete: "current-password", Most: 300},
	"proof_code": {Complete: "one-time-code", Mode: "numeric", Most: 20, Width: "short"},
	"ticket":     {Most: 40, Width: "middle"},
	"kind":       {},
	"channel":    {},
	"passkey":    {},
	"document":   {Most: 60},
	"answer":     {Most: 20, Width: "short"},
	"text":       {Most: 2000, Long: true},

	"work_status": {}, "relation": {}, "certificate_kind": {}, "level": {}, "school": {}, "major": {}, "programme": {Optional: true},
	"final_year": {}, "standard_hours": {}, "grade": {}, "corresponds": {},
	"from":       {Type: "date", Most: 10, Width: "middle"},
	"to_day":     {Type: "date", Most: 10, Width: "middle", Optional: true},
	"issued":     {Type: "date", Most: 10, Width: "middle"},
	"graduated":  {Type: "date", Most: 10, Width: "middle", Optional: true},
	"completed":  {Type: "date", Most: 10, Width: "middle"},
	"awarded":    {Type: "date", Most: 10, Width: "middle"},
	"occupation": {Most: 60},
	"employer":   {Most: 100, Optional: true, Complete: "organization"},
	"number":     {Most: 60, Optional: true},
	"hours":      {Most: 5, Mode: "numeric", Width: "short", Optional: true},
	"months":     {Most: 3, Mode: "numeric", Width: "short", Optional: true},
}

// field is one of the inputs with its words.
func field(lang locale.Lang, name string) input {
	in := inputs[name]
	in.Name, in.Label = name, word(lang, "own.field."+name)
	if locale.Has(lang, "own.field."+name+".hint") {
		in.Hint = word(lang, "own.field."+name+".hint")
	}
	if in.Type == "" {
		in.Type = "text"
	}
	return in
}

// sheet begins a sheet whose words are own.KEY.title, own.KEY.lead and own.KEY.do,
// sent to its own address.
func (s *Site) sheet(r *http.Request, path, key string, fields ...string) sheet {
	f := s.frame(r, path).titled("own." + key + ".title")
	f.own = true
	sh := sheet{frame: f, Lead: word(f.Lang, "own."+key+".lead"), Do: word(f.Lang, "own."+key+".do"), Action: f.To(path)}
	for _, name := range fields {
		sh.Inputs = append(sh.Inputs, field(f.Lang, name))
	}
	return sh
}

// way adds a way to another page.
func (sh *sheet) way(page, key string) {
	sh.Ways = append(sh.Ways, way{sh.To(page), word(sh.Lang, key)})
}

// note adds a sentence below the form.
func (sh *sheet) note(key string) { sh.Notes = append(sh.Notes, word(sh.Lang, key)) }

// with changes one of the inputs.
func (sh *sheet) with(name string, change func(*input)) {
	for i := range sh.Inputs {
		if sh.Inputs[i].Name == name {
			change(&sh.Inputs[i])
		}
	}
}

// typed puts back what was typed, where it may be shown again.
func (sh *sheet) typed(form url.Values, names ...string) {
	for _, name := range names {
		sh.with(name, func(in *input) { in.Value = form.Get(name) })
	}
}

// elsewhere are the fields of the office whose place on a sheet has another name.
var elsewhere = map[string]string{"phone": "to", "mail": "to"}

// askedFor are the fields of a sheet that an error is about, where it names none
// or another.
var askedFor = map[string]string{
	"sign_in.wrong": "secret", "sign_in.question": "answer", "code.question": "answer", "proof.wrong": "proof", "proof.missing": "proof",
	"join_code.wrong": "ticket", "second.wrong": "second",
}

// refuse shows the sheet again with what is wrong, beside its fields and in a
// summary that leads to them. A fault of ours is not the form's, and is given on.
func (s *Site) refuse(w http.ResponseWriter, sh sheet, err error) error {
	reason := skill.ReasonOf(err)
	if code := skill.CodeOf(err); code == skill.Internal || code == skill.NotFound {
		return err
	}
	if reason == "sign_in.question" || reason == "code.question" {
		if err := s.puzzle(&sh); err != nil {
			return err
		}
	}
	if name := askedFor[reason]; name != "" {
		sh.wrong(fieldError{name, locale.Error(sh.Lang, err)})
	} else {
		for _, f := range fieldErrors(sh.Lang, err) {
			sh.wrong(f)
		}
	}
	if len(sh.Errors) == 0 {
		sh.wrong(fieldError{Text: locale.Error(sh.Lang, err)})
	}
	sh.Wrong = true
	return s.showSheet(w, httpx.Status(err), sh)
}

// wrong notes an error at its field, or at none where the sheet does not have it.
func (sh *sheet) wrong(e fieldError) {
	if name, ok := elsewhere[e.Field]; ok {
		e.Field = name
	}
	if e.Field == "proof" && sh.asks("proof_code") || e.Field == "code" && !sh.asks("code") {
		e.Field = "proof_code"
	}
	if !sh.asks(e.Field) {
		e.Field = ""
	}
	sh.with(e.Field, func(in *input) { in.Error = e.Text })
	sh.Errors = append(sh.Errors, e)
}

func (sh *sheet) asks(name string) bool {
	return slices.ContainsFunc(sh.Inputs, func(in input) bool { return in.Name == name })
}

// puzzle has a question asked first.
func (s *Site) puzzle(sh *sheet) error {
	q, err := s.Desk.Questions.Ask(s.Desk.Rand, s.Now())
	if err != nil {
		return err
	}
	in := field(sh.Lang, "answer")
	in.Label = sentence(sh.Lang, q)
	sh.Inputs = append(sh.Inputs, in)
	sh.Hidden = append(sh.Hidden, [2]string{"question", q.Token})
	return nil
}

func (s *Site) showSheet(w http.ResponseWriter, status int, sh sheet) error {
	return s.show(w, status, "sheet.html", sh.frame, sh)
}
