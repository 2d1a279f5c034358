package web

import (
	"context"
	"log/slog"
	"mime"
	"net/http"
	"net/url"

	"assay/internal/httpx"
	"assay/locale"
	"assay/office/registry"
	"assay/skill"
)

// formMost is the longest form that is read, in bytes: a name, a number and what
// is kept of them.
const formMost = 8 << 10

// A formView asks for the two things that must match.
type formView struct {
	frame
	ByDocument bool
	Number     string // typed before; a document's number and a name are never sent back
	Kind       string
	Kinds      []kindView
	Errors     []fieldError
}

// A kindView is one choice, e.g. of a kind of identity document.
type kindView struct {
	Kind string
	Text string
}

// A fieldError names what is wrong beside its field and in the summary.
type fieldError struct{ Field, Text string }

// On is the text of the error of a field, "" for none.
func (v formView) On(field string) string {
	for _, e := range v.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

func (s *Site) form(w http.ResponseWriter, r *http.Request) error {
	byDocument := r.URL.Query().Get("by") == "document"
	v := formView{frame: s.formFrame(r, byDocument), ByDocument: byDocument, Kind: string(skill.ResidentID)}
	return s.showForm(w, http.StatusOK, v)
}

func (s *Site) formFrame(r *http.Request, byDocument bool) frame {
	if byDocument {
		return s.frame(r, "/verify?by=document").titled("web.form.title")
	}
	return s.frame(r, "/verify").titled("web.form.title")
}

func (s *Site) showForm(w http.ResponseWriter, status int, v formView) error {
	v.Kinds = documentKinds(v.Lang)
	return s.show(w, status, "form.html", v.frame, v)
}

// documentKinds are the kinds of identity document to choose from.
func documentKinds(lang locale.Lang) (out []kindView) {
	for _, k := range skill.DocumentKinds() {
		text := k.Chinese()
		if lang == locale.En {
			text = k.English()
		}
		out = append(out, kindView{string(k), text})
	}
	return out
}

// verify answers the form, or a program that sends JSON.
func (s *Site) verify(w http.ResponseWriter, r *http.Request) error {
	if isJSON(r) {
		return s.verifyJSON(w, r)
	}
	form, err := readForm(r)
	if err != nil {
		return err
	}
	q := registry.Query{
		Number: form.Get("number"), Document: form.Get("document"),
		Kind: skill.DocumentKind(form.Get("kind")), Name: form.Get("name"),
	}
	token := form.Get("question")
	if k, ok := s.recall(form.Get("kept"), token); ok {
		q = k.query()
	}
	byDocument := form.Get("by") == "document" || q.Number == "" && q.Document != ""
	if byDocument {
		q.Number = ""
	}
	q.Asker = s.asker(r, token, form.Get("answer"))
	f := s.formFrame(r, byDocument)
	if byDocument && q.Document == "" {
		err = skill.FailField("document", "document.empty")
	} else {
		var a registry.Answer
		if a, err = s.Desk.Verify(r.Context(), q); err == nil || a.Outcome == registry.Unchecked {
			s.logFault(r, err)
			return s.showAnswer(w, f, q, a)
		}
	}
	fields := fieldErrors(f.Lang, err)
	if len(fields) == 0 {
		return err
	}
	f.Wrong = true
	return s.showForm(w, httpx.Status(err), formView{frame: f, ByDocument: byDocument, Number: shown(q.Number), Kind: string(q.Kind), Errors: fields})
}

// shown is a certificate number to be mended, unless it is so short that it may
// be a document's number in the wrong field.
func shown(number string) string {
	if len(number) <= longestDocument {
		return ""
	}
	return number
}

// longestDocument is the length of a resident identity number.
// Source: GB 11643.
const longestDocument = 18

// asker is what the limits and the log need to know of whoever asks.
func (s *Site) asker(r *http.Request, token, answer string) registry.Asker {
	network := httpx.Network(r.Context())
	return registry.Asker{Network: network, Hurried: !s.Limiter.Allow(network, s.Now()), Token: token, Answer: answer}
}

// logFault logs a fault of ours that the page tells as "could not check".
func (s *Site) logFault(r *http.Request, err error) {
	if err != nil {
		logFault(r.Context(), s.Log, r.Pattern, err)
	}
}

func logFault(ctx context.Context, log *slog.Logger, route string, err error) {
	log.ErrorContext(ctx, "could not check", "request", httpx.RequestID(ctx), "route", route, "error", err.Error())
}

// readForm reads the fields of a form from the body alone: what stands in an
// address is never taken for one.
func readForm(r *http.Request) (url.Values, error) { return readFormOf(r, formMost) }

// readFormOf reads a form of so many bytes at most.
func readFormOf(r *http.Request, most int) (url.Values, error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
		return nil, skill.Fail(skill.Invalid, "request.media_type")
	}
	body, err := httpx.Body(r, make([]byte, 0, 512), most)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, skill.Fail(skill.Invalid, "request.form") // the cause would quote what was typed
	}
	return form, nil
}

// fieldErrors are the errors of an answer that belong to a field of the form.
func fieldErrors(lang locale.Lang, err error) []fieldError {
	var out []fieldError
	for _, f := range fieldsOf(err) {
		out = append(out, fieldError{f.Path, locale.Text(lang, f.Reason, f.Args)})
	}
	return out
}

// A puzzleView asks the question that comes first where a limit was reached.
type puzzleView struct {
	frame
	Action   string
	Question string
	Again    bool
	Token    string
	Kept     string
}

// showAnswer shows what came of a question.
func (s *Site) showAnswer(w http.ResponseWriter, f frame, q registry.Query, a registry.Answer) error {
	switch a.Outcome {
	case registry.Puzzle:
		sealed, err := s.keep(keepOf(q), a.Question.Token)
		if err != nil {
			return err
		}
		f = f.titled("web.question.title")
		f.Wrong = a.Question.Again
		return s.show(w, http.StatusTooManyRequests, "question.html", f, puzzleView{
			frame: f, Action: f.To("/verify"), Question: sentence(f.Lang, a.Question), Again: a.Question.Again,
			Token: a.Question.Token, Kept: sealed,
		})
	case registry.Unchecked:
		return s.show(w, http.StatusServiceUnavailable, "answer.html", f, s.answerView(f, a))
	}
	return s.show(w, http.StatusOK, "answer.html", f, s.answerView(f, a))
}

// sentence is a question in words.
func sentence(lang locale.Lang, q *registry.Question) string {
	zh, en := q.Words()
	words := zh
	if lang == locale.En {
		words = en
	}
	return locale.Text(lang, q.Key, map[string]string{"a": words[0], "b": words[1]})
}
