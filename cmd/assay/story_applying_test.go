package main

import (
	"errors"
	"strings"

	"assay/internal/scenario"
	"assay/internal/testdb"
)

// applyingErrands are what is done with {application}, which draft began.
var applyingErrands = map[string]errand{
	"dossier":     {method: "GET", path: "/dossier"},
	"draft":       {method: "POST", path: "/applications", sends: []string{"plan"}, keep: "application"},
	"checklist":   {method: "GET", path: "/applications/{application}/materials"},
	"submit":      {method: "POST", path: "/applications/{application}/submit"},
	"leave":       {method: "POST", path: "/applications/{application}/withdraw"},
	"why":         {method: "GET", path: "/applications/{application}/answer"},
	"seen":        {method: "GET", path: "/applications/{application}"},
	"own":         {method: "GET", path: "/my-applications"},
	"queue":       {method: "GET", path: "/queue?count=yes"},
	"suspicions":  {method: "GET", path: "/plans/{plan}/suspicions"},
	"fees":        {method: "GET", path: "/fees?plan={plan}"},
	"pay":         {method: "POST", path: "/fees/{fee}/pay"},
	"waive":       {method: "POST", path: "/fees/{fee}/waive"},
	"refund":      {method: "POST", path: "/fees/{fee}/refund"},
	"reconcile":   {method: "POST", path: "/fees/{fee}/reconcile"},
	"confirm-own": {method: "POST", path: "/applications/{application}/confirm"},
	"decline-own": {method: "POST", path: "/applications/{application}/decline"},
	"reopen":      {method: "POST", path: "/applications/{application}/reopen"},
	"accept-own":  {method: "POST", path: "/applications/{application}/accept"},
	"refuse-own":  {method: "POST", path: "/applications/{application}/refuse"},
}

// applyingVerbs are the verbs of those who apply for themselves.
func (b *bench) applyingVerbs() map[string]scenario.Verb {
	return map[string]scenario.Verb{"applicant": b.applicant, "attach": b.attach}
}

// applicant NAME NUMBER: somebody shows the original document and acts from here
// on by a token of their own.
func (b *bench) applicant(s *scenario.Story, words []string) (int, error) {
	if len(words) > 1 {
		b.numbers[words[0]] = words[1]
	}
	return b.holder(s, words[:1])
}

// attach KIND [TEXT]: a file goes with {application}; photo is a picture that is
// told from others by its shade, anything else a PDF.
func (b *bench) attach(s *scenario.Story, words []string) (int, error) {
	if len(words) == 0 {
		return 0, errors.New("say what")
	}
	text := strings.Join(words, " ")
	file := testdb.PDF(text)
	if words[0] == "photo" {
		file = picture(295, 413, len(text)%6)
	}
	return b.send(s, request{method: "PUT", path: filled("/applications/{application}/materials/"+words[0], s.Kept), file: file})
}
