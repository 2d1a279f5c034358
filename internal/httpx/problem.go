package httpx

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"assay/locale"
	"assay/skill"
)

// A problem is an error as a program reads it.
// Source: RFC 9457.
type problem struct {
	Type    string         `json:"type"`
	Title   string         `json:"title"`
	Status  int            `json:"status"`
	Detail  string         `json:"detail"`
	Code    skill.Code     `json:"code"`
	Reason  string         `json:"reason"`
	Request string         `json:"request,omitempty"`
	Errors  []problemField `json:"errors,omitempty"`
}

type problemField struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// Problem answers an error as application/problem+json with the text of its
// reason in the language. An error that nobody coded tells the request's id alone.
func Problem(w http.ResponseWriter, r *http.Request, lang locale.Lang, err error) {
	status, body := ProblemOf(r.Context(), lang, err)
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// ProblemOf is the status and the body with which Problem answers.
func ProblemOf(ctx context.Context, lang locale.Lang, err error) (status int, body []byte) {
	p := problem{
		Type: "about:blank", Status: Status(err), Code: skill.CodeOf(err), Reason: skill.ReasonOf(err),
		Detail: locale.Error(lang, err), Request: RequestID(ctx),
	}
	if p.Code == skill.Internal {
		p.Reason = string(skill.Internal)
		p.Detail = locale.Text(lang, p.Reason, map[string]string{"request": p.Request})
	}
	p.Title = http.StatusText(p.Status)
	if e, ok := errors.AsType[*skill.Error](err); ok && p.Code != skill.Internal {
		for _, f := range e.Fields {
			p.Errors = append(p.Errors, problemField{f.Path, f.Reason, locale.Text(lang, f.Reason, f.Args)})
		}
	}
	b, bad := json.Marshal(p)
	if bad != nil {
		b = []byte(`{"type":"about:blank","status":` + strconv.Itoa(p.Status) + `}`)
	}
	return p.Status, append(b, '\n')
}
