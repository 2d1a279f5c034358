package post

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"assay/skill"
)

// A Gateway (短信网关) is the program that hands short messages to a sender. It is
// asked by POST with one JSON object, signed by a key that both hold. What each
// sender in the market wants to be asked is different; a gateway of a few lines
// stands between.
type Gateway struct {
	URL       string            // https, or to this very machine http
	Key       []byte            // of the signature, at least MinKey bytes
	Templates map[string]string // the sender's name of its approved text, by kind of letter; none: the kind
}

// MinKey is the shortest key of a gateway.
const MinKey = 16

// The headers of the signature: Unix seconds, and the hexadecimal
// HMAC-SHA-256 of "SECONDS.BODY".
const (
	StampHeader     = "X-Assay-Timestamp"
	SignatureHeader = "X-Assay-Signature"
)

// An SMS sends short messages through a gateway. Make one with NewSMS.
type SMS struct {
	url       string
	templates map[string]string
	sign      func(stamp string, body []byte) string // holds the key out of fmt's sight
	client    *http.Client
	now       func() time.Time
}

// NewSMS makes a carrier of short messages. Reasons: post.gateway (not a URL),
// post.insecure (http to another machine), post.key (too short), post.template
// (of a kind that there is not).
func NewSMS(g Gateway, now func() time.Time) (*SMS, error) {
	at, err := url.Parse(g.URL)
	switch {
	case err != nil || at.Host == "" || at.User != nil || (at.Scheme != "http" && at.Scheme != "https"):
		return nil, skill.Fail(skill.Invalid, "post.gateway")
	case at.Scheme == "http" && !loopback(at.Hostname()):
		return nil, skill.Fail(skill.Denied, "post.insecure", "host", at.Hostname())
	case len(g.Key) < MinKey:
		return nil, skill.Fail(skill.Invalid, "post.key", "want", strconv.Itoa(MinKey))
	}
	for kind := range g.Templates {
		if !slices.Contains(skill.LetterKinds(), skill.LetterKind(kind)) {
			return nil, skill.Fail(skill.Invalid, "post.template", "kind", kind)
		}
	}
	sign := func(stamp string, body []byte) string { return signature(g.Key, stamp, body) }
	return &SMS{url: g.URL, templates: g.Templates, sign: sign, now: now, client: &http.Client{
		Timeout:   sendTime,
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: sendTime, ForceAttemptHTTP2: true},
		// A number is not handed on to where an answer points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// A request is what the gateway reads.
type request struct {
	ID         string            `json:"id"`
	Number     string            `json:"number"`
	Template   string            `json:"template"`
	Language   string            `json:"language"`
	Parameters map[string]string `json:"parameters"`
	Text       string            `json:"text"`
}

// telephone is a mobile number of the mainland, or any with its country's code.
// Source: E.164 for the second.
var telephone = regexp.MustCompile(`^(1[3-9][0-9]{9}|\+[1-9][0-9]{6,14})$`)

// Send implements Carrier.
func (s *SMS) Send(ctx context.Context, m Message) error {
	number := m.To.Reveal()
	if !telephone.MatchString(number) {
		return noAddress("form")
	}
	body, err := json.Marshal(request{
		ID: m.ID, Number: number, Template: cmp.Or(s.templates[string(m.Kind)], string(m.Kind)),
		Language: m.Lang, Parameters: m.Words, Text: m.Text,
	})
	if err != nil {
		return err
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	stamp := strconv.FormatInt(s.now().Unix(), 10)
	ask.Header.Set("Content-Type", "application/json")
	ask.Header.Set(StampHeader, stamp)
	ask.Header.Set(SignatureHeader, s.sign(stamp, body))
	answer, err := s.client.Do(ask)
	if err != nil {
		return unreachable(withoutURL(err))
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection can be used again
	return answered(answer.StatusCode)
}

func signature(key []byte, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// answered reads a gateway's status. What may pass, or is the operator's to mend,
// is tried again; every other refusal is of the message.
func answered(status int) error {
	told := strconv.Itoa(status)
	switch {
	case status/100 == 2:
		return nil
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return noLogin(told)
	case status/100 != 4 || status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusTooManyRequests || status == http.StatusNotFound:
		return deferred(told)
	}
	return refused(told)
}

// withoutURL takes the address off an error of the client, in which an operator
// may have written a key of his.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
