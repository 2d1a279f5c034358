package api

import (
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"assay/internal/httpx"
	"assay/locale"
	"assay/rule/access"
	"assay/skill"
)

// An operation is one line of the API before its function.
type operation struct {
	id, method, path, summary string

	tag     string
	public  bool                // rule/access lets everybody
	form    bool                // it signs in or changes an account: each network may so often
	status  int                 // of success
	accepts []string            // forms of a body that is a file
	answers string              // form of an answer that is a file
	params  map[string][]string // the query's parameters; the values of those that are a choice
}

func get(id, path, summary string) operation {
	return operation{id: id, method: http.MethodGet, path: Prefix + path, summary: summary, status: http.StatusOK}
}

func post(id, path, summary string) operation {
	return operation{id: id, method: http.MethodPost, path: Prefix + path, summary: summary, status: http.StatusOK}
}

// form is a post that signs in or changes an account. The pages have the same
// limit, and count with it.
func form(id, path, summary string) operation {
	o := post(id, path, summary)
	o.form = true
	return o
}

func put(id, path, summary string) operation {
	return operation{id: id, method: http.MethodPut, path: Prefix + path, summary: summary, status: http.StatusOK}
}

func (o operation) creates() operation { o.status = http.StatusCreated; return o }

func (o operation) begins() operation { o.status = http.StatusAccepted; return o }

func (o operation) takes(media ...string) operation { o.accepts = media; return o }

func (o operation) gives(media string) operation { o.answers = media; return o }

// caller is what every input has by embedding Call.
type caller interface{ self() *Call }

// sender is an input with a JSON body.
type sender interface {
	shape() reflect.Type
	read(body []byte) error
}

// register adds one operation: who asks and what they sent is known before do
// runs, and whatever it returns is answered in the one form of errors.
func register[I, O any, P interface {
	*I
	caller
}](a *API, o operation, do func(context.Context, *I) (*O, error)) {
	o.tag = strings.Split(strings.TrimPrefix(o.path, Prefix+"/"), "/")[0]
	o.params = queryOf(reflect.TypeFor[I]())
	row, ok := access.Of(access.Op(o.id))
	if !ok {
		a.unlisted = append(a.unlisted, o.id)
	}
	o.public = row.Public
	huma.Register(a.huma, a.describe(o), func(ctx context.Context, in *I) (*O, error) {
		c := P(in).self()
		err := c.begin(ctx, a, o, any(in))
		var out *O
		if err == nil {
			out, err = do(ctx, in)
		}
		if err != nil {
			return nil, a.fault(ctx, c, o, err)
		}
		return out, nil
	})
	a.describeBody(o, any(new(I)))
}

// describe is the operation as huma documents it. Nothing is validated there:
// it would be said in its own words and quote what was sent.
func (a *API) describe(o operation) huma.Operation {
	out := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Summary: o.summary, Tags: []string{o.tag}, DefaultStatus: o.status,
		SkipValidateParams: true, SkipValidateBody: true,
		Responses: map[string]*huma.Response{"default": {
			Description: "A problem in the asker's language.",
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}},
		}},
	}
	if !o.public {
		out.Security = []map[string][]string{{"token": {}}, {"sign-in": {}}}
	}
	if o.answers != "" {
		out.Responses[strconv.Itoa(o.status)] = &huma.Response{
			Description: "The file.", Content: map[string]*huma.MediaType{o.answers: {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
		}
	}
	return out
}

// describeBody adds what is sent, once the operation is registered: huma would
// read a body that it knew of before anybody asked who sends it.
func (a *API) describeBody(o operation, in any) {
	content := map[string]*huma.MediaType{}
	if s, ok := in.(sender); ok {
		content["application/json"] = &huma.MediaType{Schema: a.huma.OpenAPI().Components.Schemas.Schema(s.shape(), true, "")}
	}
	for _, media := range o.accepts {
		if content[media] == nil {
			content[media] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		}
	}
	if len(content) > 0 {
		item := a.huma.OpenAPI().Paths[o.path]
		op := item.Post
		if o.method == http.MethodPut {
			op = item.Put
		}
		op.RequestBody = &huma.RequestBody{Required: true, Content: content}
	}
}

// queryOf lists an input's query parameters, with the values of those that are a
// choice.
func queryOf(t reflect.Type) map[string][]string {
	out := map[string][]string{}
	for f := range t.Fields() {
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			maps.Copy(out, queryOf(f.Type))
		}
		if name := f.Tag.Get("query"); name != "" {
			out[name] = nil
			if choice := f.Tag.Get("enum"); choice != "" {
				out[name] = strings.Split(choice, ",")
			}
		}
	}
	return out
}

// A fault is a problem on its way through huma.
type fault struct {
	status int
	reason string
	body   []byte
}

// Error implements error.
func (f *fault) Error() string { return f.reason }

// GetStatus is the status that huma answers with.
func (f *fault) GetStatus() int { return f.status }

// ContentType is the form of every problem.
func (f *fault) ContentType(string) string { return "application/problem+json" }

// fault makes a problem of an error, and logs it where it is ours.
func (a *API) fault(ctx context.Context, c *Call, o operation, err error) error {
	if skill.CodeOf(err) == skill.Internal {
		a.Log.ErrorContext(ctx, "operation failed", "operation", o.id, "request", httpx.RequestID(ctx), "error", err.Error())
	}
	if skill.CodeOf(err) == skill.Unauthenticated {
		c.ctx.SetHeader("WWW-Authenticate", "Bearer")
	}
	status, body := httpx.ProblemOf(ctx, c.lang(), c.discreet(err))
	return &fault{status: status, reason: skill.ReasonOf(err), body: body}
}

// Operations lists every operation with its method, path and summary, for the
// generated document.
func (a *API) Operations() (all [][4]string) {
	paths := a.huma.OpenAPI().Paths
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, op := range []*huma.Operation{paths[path].Get, paths[path].Post, paths[path].Put} {
			if op != nil {
				all = append(all, [4]string{op.OperationID, op.Method, path, op.Summary})
			}
		}
	}
	return all
}

// describeProblem puts the form of problems into the document.
func (a *API) describeProblem() {
	a.huma.OpenAPI().Components.Schemas.Map()["Problem"] = &huma.Schema{
		Type: "object", Description: "An error (RFC 9457). No value of the request is repeated.",
		Required: []string{"type", "title", "status", "detail", "code", "reason"},
		Properties: map[string]*huma.Schema{
			"type": {Type: "string"}, "title": {Type: "string"}, "status": {Type: "integer"},
			"detail":  {Type: "string", Description: "What happened, why, and what to do, in the language of Accept-Language."},
			"code":    {Type: "string", Description: "What the caller may do about it."},
			"reason":  {Type: "string", Description: "A stable key."},
			"request": {Type: "string", Description: "To be quoted when asking for help."},
			"errors": {Type: "array", Items: &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{
				"path": {Type: "string"}, "reason": {Type: "string"}, "detail": {Type: "string"},
			}}},
		},
	}
}

// langOf is the language an asker reads.
func langOf(header string) locale.Lang { return locale.Negotiate(header) }
