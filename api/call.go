package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"assay/internal/httpx"
	"assay/internal/strictjson"
	"assay/locale"
	"assay/office/identity"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A Call is what is known of every request: who asks, in which language, under
// which key. Inputs embed it.
type Call struct {
	Language      string `header:"Accept-Language" doc:"zh or en; Chinese is the default."`
	Key           string `header:"Idempotency-Key" doc:"Of a change: 1 to 128 visible ASCII characters. The same key with the same request changes nothing twice."`
	Authorization string `header:"Authorization" hidden:"true"`

	ctx      huma.Context
	api      *API
	op       access.Op
	actor    skill.Actor
	here     identity.Here // where somebody signed in acts, and no token
	seer     skill.Actor   // actor with those grants alone by which this may be done
	sent     []byte        // what else of the request its key stands for
	replayed bool
}

// Resolve keeps huma's context; it refuses nothing.
func (c *Call) Resolve(ctx huma.Context) []error { c.ctx = ctx; return nil }

func (c *Call) self() *Call { return c }

func (c *Call) lang() locale.Lang { return langOf(c.Language) }

const (
	jsonLimit = 1 << 20 // bytes of a JSON body
	jsonTime  = 10 * time.Second
	fileTime  = 10 * time.Minute
	keyLimit  = 128
)

// begin finds out who asks, and reads a JSON body: nobody unknown is read.
func (c *Call) begin(ctx context.Context, a *API, o operation, in any) (err error) {
	c.api, c.op = a, access.Op(o.id)
	if err := c.parameters(o); err != nil {
		return err
	}
	if err := c.ownPages(); err != nil {
		return err
	}
	if o.form && !a.Forms.Allow(httpx.Network(ctx), a.Now()) {
		c.ctx.SetHeader("Retry-After", "60")
		return skill.Fail(skill.TooMany, "request.hurried")
	}
	if !o.public {
		if err := c.identify(ctx); err != nil {
			return err
		}
		if c.seer, err = access.Viewer(c.actor, c.op); err != nil {
			return err
		}
	}
	if len(o.accepts) > 0 && !(slices.Contains(o.accepts, "application/json") && c.isJSON()) {
		c.patience(fileTime)
		return nil
	}
	s, ok := in.(sender)
	if !ok {
		return nil
	}
	return c.readJSON(s)
}

// ownPages refuses what a browser sends for the page of another site. Whoever
// shows a token is no browser that was led astray.
func (c *Call) ownPages() error {
	if c.Authorization != "" {
		return nil
	}
	r, _ := humago.Unwrap(c.ctx)
	if err := c.api.guard.Check(r); err != nil {
		return skill.Fail(skill.Denied, "request.cross_origin").Because(err)
	}
	return nil
}

// identify finds out who asks: by a token, or by the cookie of a sign-in.
func (c *Call) identify(ctx context.Context) (err error) {
	if c.Authorization == "" {
		secret := c.value(httpx.EntryCookie)
		if secret == "" {
			return skill.Fail(skill.Unauthenticated, "token.missing")
		}
		c.here, err = c.api.Identity.Here(ctx, secret)
		c.actor = c.here.Actor
		return err
	}
	scheme, secret, ok := strings.Cut(c.Authorization, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") { // Source: RFC 9110, 11.1
		return skill.Fail(skill.Unauthenticated, "token.missing")
	}
	c.actor, err = c.api.Identity.Actor(ctx, secret)
	return err
}

// value is what a cookie of ours holds.
func (c *Call) value(cookie string) string {
	r, _ := humago.Unwrap(c.ctx)
	return c.api.cookie.Value(r, cookie)
}

// keep has the browser keep a value in a cookie of ours, or take it away.
func (c *Call) keep(cookie, value string, length time.Duration) {
	r, _ := humago.Unwrap(c.ctx)
	c.ctx.AppendHeader("Set-Cookie", c.api.cookie.Make(r, cookie, value, length).String())
}

// parameters refuses what the operation does not know, which would otherwise be
// a filter silently left out.
func (c *Call) parameters(o operation) error {
	u := c.ctx.URL()
	if err := checkQuery(o, u.RawQuery); err != nil {
		return err
	}
	for _, r := range c.Key {
		if r <= ' ' || r > '~' {
			return skill.FailField("header.Idempotency-Key", "request.key")
		}
	}
	if len(c.Key) > keyLimit {
		return skill.FailField("header.Idempotency-Key", "request.key")
	}
	return nil
}

func checkQuery(o operation, raw string) error {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return skill.FailField("query", "request.query")
	}
	for name, values := range query {
		choice, known := o.params[name]
		switch {
		case !known:
			return skill.FailField("query", "request.parameter")
		case len(values) > 1:
			return skill.FailField("query."+name, "request.parameter_twice")
		case len(choice) > 0 && values[0] != "" && !slices.Contains(choice, values[0]):
			return skill.FailField("query."+name, "request.choice", "choice", strings.Join(choice, ", "))
		}
	}
	return nil
}

func (c *Call) isJSON() bool {
	media, _, err := mime.ParseMediaType(c.ctx.Header("Content-Type"))
	return err == nil && media == "application/json"
}

func (c *Call) readJSON(s sender) error {
	if !c.isJSON() {
		return skill.Fail(skill.Invalid, "request.media_type")
	}
	c.patience(jsonTime)
	r, _ := humago.Unwrap(c.ctx)
	body, err := httpx.Body(r, nil, jsonLimit)
	if err != nil {
		return err
	}
	c.sent = body
	return s.read(body)
}

// patience is how long the rest of the body may take.
func (c *Call) patience(length time.Duration) {
	_, w := humago.Unwrap(c.ctx)
	// What has no deadlines, such as a recorder of tests, has no patience either.
	_ = http.NewResponseController(w).SetReadDeadline(c.api.Machine().Add(length))
}

// body is a body that is a file.
func (c *Call) body() io.Reader { return c.ctx.BodyReader() }

// view reads what the asker may see by this operation.
func (c *Call) view() store.View { return c.api.Store.As(c.seer) }

// need refuses who may not do this operation for the organisation; owner is whom
// the record is about.
func (c *Call) need(at skill.OrgPath, owner ...skill.PersonID) error {
	return access.Need(c.actor, c.op, at, owner...)
}

// by says on whose behalf and under which key a change is made.
func (c *Call) by(ctx context.Context) store.By {
	by := store.By{Actor: c.actor, Request: httpx.RequestID(ctx), Key: c.Key}
	if by.Key != "" {
		u := c.ctx.URL()
		h := sha256.New()
		for _, part := range []string{c.ctx.Method(), u.EscapedPath(), u.RawQuery, string(c.sent)} {
			h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
		}
		by.KeyHash = hex.EncodeToString(h.Sum(nil))
	}
	return by
}

// made is the id of what a change made, now or when it was first asked for.
func (c *Call) made(table, id string, err error) (string, error) {
	before, ok := errors.AsType[*store.Repeated](err)
	if !ok {
		return id, err
	}
	c.replayed = true
	of, id, _ := strings.Cut(string(before.Outcome), "/")
	if of != table {
		return "", skill.Fail(skill.Conflict, "key.answered")
	}
	return id, nil
}

// done is for changes whose answer is what is known of the thing now: made
// before is as good as made.
func (c *Call) done(err error) error {
	if _, ok := errors.AsType[*store.Repeated](err); ok {
		c.replayed = true
		return nil
	}
	return err
}

// An Answer is a view with its headers.
type Answer[B any] struct {
	Location string `header:"Location"`
	Replayed string `header:"Idempotency-Replayed"`
	Body     B
}

// answer gives a view, or the error.
func answer[B any](c *Call, b B, err error) (*Answer[B], error) {
	out := &Answer[B]{Body: b}
	if c.replayed {
		out.Replayed = "true"
	}
	return out, err
}

// at says where the thing can be read again.
func (a *Answer[B]) at(path string) *Answer[B] {
	if a != nil {
		a.Location = Prefix + path
	}
	return a
}

// A File is an answer that is one.
type File struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// fileOf is a file to be kept under a name of ASCII letters.
func fileOf(media, name string, body []byte, err error) (*File, error) {
	return &File{ContentType: media, Disposition: `attachment; filename="` + name + `"`, Body: body}, err
}

// Sent is a JSON body of type T, read strictly. Inputs embed it.
type Sent[T any] struct {
	Value T `json:"-"`
}

func (s *Sent[T]) shape() reflect.Type { return reflect.TypeFor[T]() }

func (s *Sent[T]) read(body []byte) error {
	if string(bytes.TrimSpace(body)) == "null" { // the decoder would leave everything empty
		return skill.Fail(skill.Invalid, "json.want_object")
	}
	return strictjson.Decode(body, &s.Value)
}

// errNotYet says that no change was made under a key so far.
var errNotYet = errors.New("nothing was done under this key yet")

// once runs an operation of many transactions, which by nature does nothing
// twice. Its answer is kept after it under the key, so that a repetition is told
// the same; where that was lost it runs again and finds nothing left to do.
func once[B any](ctx context.Context, c *Call, do func(store.By) (B, error)) (*Answer[B], error) {
	by := c.by(ctx)
	plain := store.By{Actor: by.Actor, Request: by.Request}
	if by.Key == "" {
		b, err := do(plain)
		return answer(c, b, err)
	}
	err := c.api.Store.Update(ctx, by, func(*store.Tx) error { return errNotYet })
	if before, ok := errors.AsType[*store.Repeated](err); ok {
		var b B
		c.replayed = true
		return answer(c, b, json.Unmarshal(before.Outcome, &b))
	}
	if !errors.Is(err, errNotYet) {
		return nil, err
	}
	b, err := do(plain)
	if err != nil {
		return nil, err
	}
	kept, err := json.Marshal(b)
	if err == nil {
		err = c.done(c.api.Store.Update(ctx, by, func(tx *store.Tx) error { tx.Outcome(kept); return nil }))
	}
	c.replayed = false
	return answer(c, b, err)
}

// Paged is where a list goes on.
type Paged struct {
	After string `query:"after" doc:"The id of the last row already seen."`
	Limit string `query:"limit" doc:"At most so many rows: 1 to 500, 100 by default."`
}

const (
	usualRows = 100
	mostRows  = 500
)

func (p Paged) page() (store.Page, error) {
	out := store.Page{After: p.After, Limit: usualRows}
	if p.Limit == "" {
		return out, nil
	}
	n, err := strconv.Atoi(p.Limit)
	if err != nil || n < 1 || n > mostRows {
		return out, skill.FailField("query.limit", "request.limit", "most", strconv.Itoa(mostRows))
	}
	out.Limit = n
	return out, nil
}

// A Rows is one page of a list. Next is what to ask for after, empty at the end.
type Rows[V any] struct {
	Items []V    `json:"items" nullable:"false"`
	Next  string `json:"next"`
}

// list reads one page for the asker.
func list[T store.Noun, V any](ctx context.Context, c *Call, f store.Filter[T], p Paged, show func(T) V, id func(V) string) (*Answer[Rows[V]], error) {
	page, err := p.page()
	if err != nil {
		return nil, err
	}
	rows, err := store.List(ctx, c.view(), f, page)
	if err != nil {
		return nil, err
	}
	out := Rows[V]{Items: make([]V, len(rows))}
	for i, row := range rows {
		out.Items[i] = show(row)
	}
	if len(rows) == page.Limit {
		out.Next = id(out.Items[len(rows)-1])
	}
	return answer(c, out, nil)
}

// ByID names one thing.
type ByID struct {
	Call
	ID string `path:"id" doc:"Its id."`
}

// within puts the place of an input before the paths of an error's fields.
func within(place string, err error) error {
	e, ok := errors.AsType[*skill.Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Fields = slices.Clone(e.Fields)
	for i := range out.Fields {
		out.Fields[i].Path = strings.TrimSuffix(place+"."+out.Fields[i].Path, ".")
	}
	if len(out.Fields) == 0 {
		out.Fields = []skill.FieldError{{Path: place, Reason: e.Reason, Args: e.Args}}
	}
	return &out
}
