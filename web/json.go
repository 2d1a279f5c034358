package web

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"assay/internal/httpx"
	"assay/internal/strictjson"
	"assay/locale"
	"assay/office/registry"
	"assay/skill"
)

// A verifyRequest is what a program asks.
type verifyRequest struct {
	Number   string             `json:"number"`
	Document string             `json:"document"`
	Kind     skill.DocumentKind `json:"document_kind"`
	Name     string             `json:"name"`
	Question string             `json:"question"`
	Answer   string             `json:"answer"`
}

func isJSON(r *http.Request) bool {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/json")
}

// jsonRoom is room for one request and its answer.
type jsonRoom struct{ in, out []byte }

var jsonRooms = sync.Pool{New: func() any { return &jsonRoom{make([]byte, 0, 1024), make([]byte, 0, 2048)} }}

// verifyJSON is POST /verify for programs: the same question, the same limits and
// the same answer as the form.
func (s *Site) verifyJSON(w http.ResponseWriter, r *http.Request) error {
	room := jsonRooms.Get().(*jsonRoom)
	defer jsonRooms.Put(room)
	var ask verifyRequest
	var err error
	if room.in, err = httpx.Body(r, room.in, formMost); err == nil {
		err = strictjson.Decode(room.in, &ask)
	}
	if err != nil {
		room.in = room.in[:0]
		return err
	}
	a, err := s.Desk.Verify(r.Context(), registry.Query{
		Number: ask.Number, Document: ask.Document, Kind: ask.Kind, Name: ask.Name, Asker: s.asker(r, ask.Question, ask.Answer),
	})
	if err != nil && a.Outcome != registry.Unchecked {
		return err
	}
	s.logFault(r, err)
	room.out = appendAnswer(room.out[:0], a)
	h := w.Header()
	h["Content-Type"] = contentJSON
	h["Cache-Control"] = noStore
	h["X-Content-Type-Options"] = noSniff
	h["Content-Length"] = []string{strconv.Itoa(len(room.out))}
	w.WriteHeader(answerStatus(a))
	_, _ = w.Write(room.out) // who went away cannot be told
	return nil
}

// Header values that are the same in every answer; nobody changes them.
var (
	contentJSON = []string{"application/json"}
	noStore     = []string{"no-store"}
	noSniff     = []string{"nosniff"}
)

// answerStatus: a program that asks too often, or while we cannot answer, must
// not take the answer for one.
func answerStatus(a registry.Answer) int {
	switch a.Outcome {
	case registry.Puzzle:
		return http.StatusTooManyRequests
	case registry.Unchecked:
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// appendAnswer writes the answer as JSON:
//
//	{"outcome":"match|erased|none|question|unchecked","asked":"…","reference":"…","more":false,
//	 "certificates":[{"number":"…","masked":false,"occupation":"6-31-01-03","occupation_name":"…","specialty":"",
//	  "level":"4","level_name":{"zh","en"},"body":"…","body_code":"…","in_scope":"yes|no","issued":"YYYY-MM-DD",
//	  "status":"in-force|replaced|revoked|cancelled","since":"YYYY-MM-DD","specimen":false}],
//	 "question":{"token":"…","text":{"zh","en"},"again":false}}
//
// It is written by hand because this one answer is asked for more often than all
// others together.
func appendAnswer(b []byte, a registry.Answer) []byte {
	b = appendText(append(b, `{"outcome":`...), string(a.Outcome))
	b = append(b, `,"asked":"`...)
	b = a.Asked.UTC().AppendFormat(b, time.RFC3339)
	b = appendText(append(b, `","reference":`...), a.Reference)
	b = strconv.AppendBool(append(b, `,"more":`...), a.More)
	b = append(b, `,"certificates":[`...)
	for i, c := range a.Found {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendFound(b, c)
	}
	b = append(b, ']')
	if q := a.Question; q != nil {
		b = appendText(append(b, `,"question":{"token":`...), q.Token)
		b = appendText(append(b, `,"text":{"zh":`...), sentence(locale.Zh, q))
		b = appendText(append(b, `,"en":`...), sentence(locale.En, q))
		b = append(strconv.AppendBool(append(b, `},"again":`...), q.Again), '}')
	}
	return append(b, "}\n"...)
}

func appendFound(b []byte, c registry.Found) []byte {
	status := string(c.Status)
	if c.Status == skill.CertificateIssued {
		status = "in-force"
	}
	b = appendText(append(b, `{"number":`...), c.Number)
	b = strconv.AppendBool(append(b, `,"masked":`...), c.Masked)
	b = appendText(append(b, `,"occupation":`...), string(c.Occupation))
	b = appendText(append(b, `,"occupation_name":`...), c.OccupationName)
	b = appendText(append(b, `,"specialty":`...), c.Specialty)
	b = appendText(append(b, `,"level":`...), c.Level.String())
	b = appendText(append(b, `,"level_name":{"zh":`...), c.Level.Chinese())
	b = appendText(append(b, `,"en":`...), c.Level.English())
	b = appendText(append(b, `},"body":`...), c.Body)
	b = appendText(append(b, `,"body_code":`...), c.BodyCode)
	b = appendText(append(b, `,"in_scope":`...), string(c.InScope))
	b = appendText(append(b, `,"issued":`...), c.Issued.String())
	b = appendText(append(b, `,"status":`...), status)
	b = appendText(append(b, `,"since":`...), c.Since.String())
	return append(strconv.AppendBool(append(b, `,"specimen":`...), c.Specimen), '}')
}

// appendText writes a JSON text. Stored texts went through skill.Clean and are
// UTF-8 without control characters; anything else is escaped or replaced.
func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ' || r == 0x7f || r == '<' || r == '>' || r == '&':
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
