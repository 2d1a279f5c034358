package api

import (
	"bytes"
	"errors"
	"maps"
	"net/url"
	"regexp"
	"strings"

	"assay/skill"
)

// What may be said back of a request is a word or a short number. A name, or the
// number of a document or telephone, may have been written where it does not
// belong, and no error repeats one.
var (
	tameWord = regexp.MustCompile(`^[ -~]*$`)
	wildRun  = regexp.MustCompile(`[0-9]{6}`)
	id       = regexp.MustCompile(`^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`)
)

const unsaid = "…"

// discreet is an error without what the asker wrote, unless it is tame. Desks
// and readers of files know which words are the field's own; here it is known
// which were sent.
func (c *Call) discreet(err error) error {
	e, ok := errors.AsType[*skill.Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Args = c.tamed(e.Args)
	out.Fields = make([]skill.FieldError, len(e.Fields))
	for i, f := range e.Fields {
		parts := strings.Split(f.Path, ".")
		for j := range parts {
			parts[j] = c.tame(parts[j])
		}
		out.Fields[i] = skill.FieldError{Path: strings.Join(parts, "."), Reason: f.Reason, Args: c.tamed(f.Args)}
	}
	return &out
}

func (c *Call) tamed(args skill.Args) skill.Args {
	out := maps.Clone(args)
	for k, v := range out {
		out[k] = c.tame(v)
	}
	return out
}

func (c *Call) tame(word string) string {
	wild := !tameWord.MatchString(word) || wildRun.MatchString(word) && !id.MatchString(word)
	if wild && c.wrote(strings.TrimSuffix(word, unsaid)) {
		return unsaid
	}
	return word
}

// wrote tells whether a text stands in the request, or may stand there in
// escapes.
func (c *Call) wrote(text string) bool {
	u := c.ctx.URL()
	if bytes.Contains(c.sent, []byte(`\u`)) {
		return true
	}
	query, err := url.QueryUnescape(u.RawQuery)
	return err != nil || strings.Contains(string(c.sent), text) || strings.Contains(query, text) || strings.Contains(u.Path, text)
}
