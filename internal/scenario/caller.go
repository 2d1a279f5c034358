package scenario

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// A Caller asks a server over HTTP as one person, from one network.
type Caller struct {
	Base  string // http://HOST:PORT
	Token string // empty: nobody
	From  string // address that a trusted proxy says the question comes from; empty: this machine
	Lang  string // Accept-Language
	// Cookies are what a browser keeps; those that an answer sets are put there, and
	// those that it takes away taken out. Nil: no browser.
	Cookies map[string]string
}

// An Errand is one request.
type Errand struct {
	Method, Path string // the path with its query
	Media        string // of the body
	Body         []byte
	Key          string // Idempotency-Key; empty: none
}

// An Answer is what came back.
type Answer struct {
	Status  int
	Headers map[string]string // the first value of each
	Body    []byte
}

// Form is a page's form as a body.
func Form(fields map[string]string) []byte {
	values := url.Values{}
	for name, value := range fields {
		values.Set(name, value)
	}
	return []byte(values.Encode())
}

// Escaped is a text as one part of a path.
func Escaped(text string) string { return url.PathEscape(text) }

// Ask sends an errand and reads the whole answer. Redirects are answers.
func (c Caller) Ask(ctx context.Context, e Errand) (a Answer, err error) {
	r, err := http.NewRequestWithContext(ctx, e.Method, c.Base+e.Path, bytes.NewReader(e.Body))
	if err != nil {
		return a, err
	}
	for name, value := range map[string]string{
		"Content-Type": e.Media, "Idempotency-Key": e.Key, "Accept-Language": c.Lang, "X-Forwarded-For": c.From,
		"Authorization": strings.TrimSuffix("Bearer "+c.Token, "Bearer "),
	} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	for name, value := range c.Cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	res, err := client.Do(r)
	if err != nil {
		return a, err
	}
	defer res.Body.Close()
	a = Answer{Status: res.StatusCode, Headers: map[string]string{}}
	for name := range res.Header {
		a.Headers[name] = res.Header.Get(name)
	}
	c.keep(res.Cookies())
	a.Body, err = io.ReadAll(res.Body)
	return a, err
}

// keep does with cookies as a browser does.
func (c Caller) keep(set []*http.Cookie) {
	if c.Cookies == nil {
		return
	}
	for _, cookie := range set {
		if cookie.MaxAge < 0 {
			delete(c.Cookies, cookie.Name)
			continue
		}
		c.Cookies[cookie.Name] = cookie.Value
	}
}
