package provider

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// answerMost is the longest answer of a provider that is read, in bytes.
const answerMost = 1 << 20

// errMoved: an endpoint that sends its callers elsewhere is not the one that was
// agreed on.
var errMoved = errors.New("the provider sends elsewhere")

// NewClient makes the client by which providers are asked. It waits so long and
// no longer, reads no more than it must and follows nobody elsewhere.
func NewClient(wait time.Duration) *http.Client {
	return &http.Client{
		Timeout:       wait,
		Transport:     short{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errMoved },
	}
}

// short cuts off long answers.
type short struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (s short) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := s.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = cut{io.LimitReader(answer.Body, answerMost), answer.Body}
	return answer, nil
}

type cut struct {
	io.Reader
	io.Closer
}
