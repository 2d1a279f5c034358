package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"assay/internal/scenario"
)

// An errand is a verb that is one request. {body}, {plan} and the like are what
// was kept under those names; {NAME} is what belongs to the person whom the
// first word names.
type errand struct {
	method, path string
	of           string   // what of the named person: application, result, certificate
	keep         string   // the name under which the answer's id is kept
	sends        []string // what was kept and goes along, unless the line says otherwise
}

var errands = map[string]errand{
	"file-body":   {method: "POST", path: "/bodies", keep: "body"},
	"add-site":    {method: "POST", path: "/bodies/{body}/sites", keep: "site"},
	"add-scope":   {method: "POST", path: "/bodies/{body}/scopes", keep: "scope", sends: []string{"site"}},
	"suspend":     {method: "POST", path: "/bodies/{body}/suspend"},
	"restore":     {method: "POST", path: "/bodies/{body}/restore"},
	"deregister":  {method: "POST", path: "/bodies/{body}/withdraw"},
	"file-plan":   {method: "POST", path: "/plans", keep: "plan", sends: []string{"body", "site"}},
	"hold":        {method: "POST", path: "/plans/{plan}/sessions", keep: "session"},
	"start":       {method: "POST", path: "/plans/{plan}/start"},
	"finish":      {method: "POST", path: "/plans/{plan}/finish"},
	"cancel-plan": {method: "POST", path: "/plans/{plan}/cancel"},
	"plan":        {method: "GET", path: "/plans/{plan}"},
	"candidates":  {method: "GET", path: "/plans/{plan}/applications?limit=500"},
	"candidate":   {method: "GET", path: "/applications/{NAME}", of: "application"},
	"decide":      {method: "POST", path: "/plans/{plan}/decide"},
	"withdraw":    {method: "POST", path: "/applications/{NAME}/withdraw", of: "application"},
	"mark-sheet":  {method: "GET", path: "/plans/{plan}/marks.xlsx"},
	"settle":      {method: "POST", path: "/plans/{plan}/settle"},
	"publicise":   {method: "POST", path: "/plans/{plan}/publicise"},
	"results":     {method: "GET", path: "/plans/{plan}/results?limit=500"},
	"result":      {method: "GET", path: "/results/{NAME}", of: "result"},
	"object":      {method: "POST", path: "/results/{NAME}/objections", of: "result", keep: "objection"},
	"uphold":      {method: "POST", path: "/objections/{objection}/uphold"},
	"dismiss":     {method: "POST", path: "/objections/{objection}/dismiss"},
	"approve":     {method: "POST", path: "/corrections/{correction}/approve"},
	"decline":     {method: "POST", path: "/corrections/{correction}/decline"},
	"retake":      {method: "POST", path: "/applications/{NAME}/retake", of: "application"},
	"report":      {method: "POST", path: "/plans/{plan}/reports", keep: "report"},
	"look":        {method: "GET", path: "/reports/{report}"},
	"check":       {method: "POST", path: "/reports/{report}/check"},
	"confirm":     {method: "POST", path: "/reports/{report}/confirm"},
	"return":      {method: "POST", path: "/reports/{report}/return"},
	"prepare":     {method: "POST", path: "/reports/{report}/prepare"},
	"issue":       {method: "POST", path: "/certificates/issue", sends: []string{"report"}},
	"drafts":      {method: "GET", path: "/certificates?status=prepared"},
	"certificate": {method: "GET", path: "/certificates/{NAME}", of: "certificate"},
	"pdf":         {method: "GET", path: "/certificates/{NAME}/certificate.pdf", of: "certificate"},
	"statement":   {method: "GET", path: "/certificates/{NAME}/statement.json", of: "certificate"},
	"status-list": {method: "GET", path: "/status-list.json"},
	"revoke":      {method: "POST", path: "/certificates/{NAME}/revoke", of: "certificate"},
	"cancel":      {method: "POST", path: "/certificates/{NAME}/cancel", of: "certificate"},
	"replace":     {method: "POST", path: "/certificates/{NAME}/replace", of: "certificate", keep: "replacement"},

	"rectify":           {method: "POST", path: "/bodies/{body}/rectifications", keep: "rectification"},
	"rectification":     {method: "GET", path: "/rectifications/{rectification}"},
	"hand-in":           {method: "POST", path: "/rectifications/{rectification}/hand-in"},
	"accept-rectified":  {method: "POST", path: "/rectifications/{rectification}/accept"},
	"send-back":         {method: "POST", path: "/rectifications/{rectification}/send-back"},
	"lift":              {method: "POST", path: "/rectifications/{rectification}/lift"},
	"report-year":       {method: "POST", path: "/bodies/{body}/annual-reports", keep: "yearly"},
	"accept-year":       {method: "POST", path: "/annual-reports/{yearly}/accept"},
	"send-back-year":    {method: "POST", path: "/annual-reports/{yearly}/send-back"},
	"declare-exit":      {method: "POST", path: "/bodies/{body}/exits", keep: "exit"},
	"confirm-exit":      {method: "POST", path: "/exits/{exit}/confirm"},
	"refuse-exit":       {method: "POST", path: "/exits/{exit}/refuse"},
	"take-back-exit":    {method: "POST", path: "/exits/{exit}/take-back"},
	"assessor":          {method: "GET", path: "/assessors/{assessor}"},
	"suspend-assessor":  {method: "POST", path: "/assessors/{assessor}/suspend"},
	"restore-assessor":  {method: "POST", path: "/assessors/{assessor}/restore"},
	"withdraw-assessor": {method: "POST", path: "/assessors/{assessor}/withdraw"},
	"refuse-assessor":   {method: "POST", path: "/assessors/{assessor}/refuse"},
	"handed-over":       {method: "GET", path: "/handovers?plan={plan}"},
	"permit":            {method: "POST", path: "/handovers/{handover}/permit"},
	"call-off":          {method: "POST", path: "/handovers/{handover}/call-off"},
}

// errand makes a verb: the person, if there is one, then fields as name=value.
// key= is the idempotency key, lang= the language of the answer.
func (b *bench) errand(e errand) scenario.Verb {
	return func(s *scenario.Story, words []string) (int, error) {
		path := e.path
		if e.of != "" {
			if len(words) == 0 {
				return 0, errors.New("say whose")
			}
			id, err := b.idOf(s, e.of, words[0])
			if err != nil {
				return 0, err
			}
			path, words = strings.ReplaceAll(path, "{NAME}", id), words[1:]
		}
		fields, err := pairs(words)
		if err != nil {
			return 0, err
		}
		for _, name := range e.sends {
			if _, given := fields[name]; !given {
				fields[name] = s.Kept[name]
			}
		}
		return b.run(s, request{method: e.method, path: filled(path, s.Kept), fields: fields}, e.keep)
	}
}

// filled puts what was kept into a path.
func filled(path string, kept map[string]string) string {
	for name, value := range kept {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	return path
}

// A request is one to the API: fields as JSON, or a file.
type request struct {
	method, path string
	fields       map[string]any
	file         []byte
}

func posting(path string, fields map[string]any) request {
	return request{method: "POST", path: path, fields: fields}
}

// run sends a request and keeps the id that it made.
func (b *bench) run(s *scenario.Story, r request, keep string) (int, error) {
	code, err := b.send(s, r)
	if code == 0 && err == nil && keep != "" {
		s.Kept[keep], err = s.Value("id")
	}
	return code, err
}

// send asks the API; the code is 0 or the status of a refusal.
func (b *bench) send(s *scenario.Story, r request) (int, error) {
	take := func(name string) string {
		text, _ := r.fields[name].(string)
		delete(r.fields, name)
		return text
	}
	e := scenario.Errand{Method: r.method, Path: "/api/v1" + r.path, Key: take("key"), Body: r.file, Media: "application/octet-stream"}
	lang := take("lang")
	if r.file == nil {
		e.Media, e.Body = "", nil
		if len(r.fields) > 0 {
			var err error
			if e.Body, err = json.Marshal(r.fields); err != nil {
				return 0, err
			}
			e.Media = "application/json"
		}
	}
	return b.exchange(s, e, lang)
}

// exchange asks the server and says what came back: text on standard output, the
// headers that stories look at to people.
func (b *bench) exchange(s *scenario.Story, e scenario.Errand, lang string) (int, error) {
	c := scenario.Caller{Base: b.served.base, From: b.from, Lang: lang}
	if b.acting != nil {
		c.Token, c.Cookies = b.acting.token, b.acting.cookies
	}
	a, err := c.Ask(s.T.Context(), e)
	if err != nil {
		return 0, err
	}
	b.last = a.Body
	if strings.Contains(a.Headers["Content-Type"], "json") || strings.Contains(a.Headers["Content-Type"], "text") {
		s.Say(string(a.Body))
	}
	for _, name := range []string{"Content-Type", "Location", "Idempotency-Replayed", "Cache-Control", "Referrer-Policy", "Content-Security-Policy", "Retry-After"} {
		if value, ok := a.Headers[name]; ok {
			s.Tell(name + ": " + value + "\n")
		}
	}
	if a.Status >= 500 {
		s.Tell(b.served.log.String())
	}
	if a.Status >= 400 {
		return a.Status, nil
	}
	return 0, nil
}

// ask METHOD PATH [JSON]: whatever somebody may think of asking.
func (b *bench) ask(s *scenario.Story, words []string) (int, error) {
	e := scenario.Errand{Method: words[0], Path: filled(words[1], s.Kept)}
	if len(words) > 2 {
		e.Body, e.Media = []byte(filled(words[2], s.Kept)), "application/json"
	}
	if len(words) > 3 {
		e.Media = words[3]
	}
	return b.exchange(s, e, "")
}

// save FILE: the last answer that was a file.
func (b *bench) save(s *scenario.Story, words []string) (int, error) {
	return 0, os.WriteFile(s.Path(words[0]), b.last, 0o600)
}

// numeric are fields that are numbers.
var numeric = map[string]bool{"attempt": true, "version": true, "days": true, "year": true}

// pairs reads name=value words. claims are facts such as employment:0, attests
// judgements, both parted by commas; a time without a zone is Shanghai's.
func pairs(words []string) (map[string]any, error) {
	out := map[string]any{}
	for _, w := range words {
		name, value, ok := strings.Cut(w, "=")
		if !ok {
			return nil, fmt.Errorf("%q is no name=value", w)
		}
		out[name] = value
		switch {
		case numeric[name]:
			n, err := strconv.Atoi(value)
			if err != nil {
				return nil, err
			}
			out[name] = n
		case name == "attests", name == "certificates":
			out[name] = strings.Split(value, ",")
		case name == "claims":
			var claims []map[string]any
			for claim := range strings.SplitSeq(value, ",") {
				subject, index, _ := strings.Cut(claim, ":")
				n, err := strconv.Atoi(index)
				if err != nil {
					return nil, err
				}
				claims = append(claims, map[string]any{"subject": subject, "index": n})
			}
			out[name] = claims
		case name == "starts", name == "ends":
			out[name] = value + ":00+08:00"
		}
	}
	return out, nil
}

// idOf finds what belongs to the person of that name in the plan of the story,
// with the approver's eyes: what the one who acts may not see is asked for by
// its id all the same.
func (b *bench) idOf(s *scenario.Story, what, name string) (string, error) {
	back, err := b.knowing(s)
	if err != nil {
		return "", err
	}
	defer back()
	application, err := b.find(s, filled("/plans/{plan}/applications?limit=500", s.Kept), "name", name)
	if err != nil || what == "application" {
		return application, err
	}
	if what == "result" {
		return b.find(s, filled("/plans/{plan}/results?limit=500", s.Kept), "application", application)
	}
	return b.find(s, "/certificates?application="+application, "application", application)
}

// knowing acts as the approver, who sees everything, until back is called.
func (b *bench) knowing(s *scenario.Story) (back func(), err error) {
	acting := b.acting
	err = b.fresh(s, approver)
	b.acting = b.people[approver]
	return func() { b.acting = acting }, err
}

// find is the id of the last row of a list whose field has that value.
func (b *bench) find(s *scenario.Story, path, field, value string) (string, error) {
	asked := s.Begin()
	if code, err := b.send(asked, request{method: "GET", path: path}); err != nil || code != 0 {
		return "", fmt.Errorf("%w: %d %s", err, code, asked.Said())
	}
	var page struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(asked.Said()), &page); err != nil {
		return "", err
	}
	for i := len(page.Items) - 1; i >= 0; i-- {
		if page.Items[i][field] == value {
			id, _ := page.Items[i]["id"].(string)
			return id, nil
		}
	}
	return "", fmt.Errorf("nobody called %s in %s", value, path)
}
