package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"

	"assay/internal/scenario"
	"assay/internal/testdb"
)

// personalErrands are the rights of whoever {person} is, whom holder named.
var personalErrands = map[string]errand{
	"privacy-notice":     {method: "GET", path: "/privacy"},
	"my-data":            {method: "GET", path: "/me/data.zip"},
	"consents":           {method: "GET", path: "/me/consents"},
	"consent":            {method: "POST", path: "/me/consents", keep: "consent"},
	"withdraw-consent":   {method: "POST", path: "/consents/{consent}/withdraw"},
	"stop-data":          {method: "POST", path: "/persons/{person}/stop"},
	"resume-data":        {method: "POST", path: "/persons/{person}/resume"},
	"amend":              {method: "POST", path: "/persons/{person}/amendments", keep: "amendment"},
	"amendment":          {method: "GET", path: "/amendments/{amendment}"},
	"approve-amendment":  {method: "POST", path: "/amendments/{amendment}/approve"},
	"refuse-amendment":   {method: "POST", path: "/amendments/{amendment}/refuse"},
	"withdraw-amendment": {method: "POST", path: "/amendments/{amendment}/withdraw"},
	"ask-erasure":        {method: "POST", path: "/persons/{person}/erasure-requests", keep: "erasure"},
	"propose-erasure":    {method: "POST", path: "/persons/{person}/erasures", keep: "erasure"},
	"erasure":            {method: "GET", path: "/erasures/{erasure}"},
	"approve-erasure":    {method: "POST", path: "/erasures/{erasure}/approve"},
	"refuse-erasure":     {method: "POST", path: "/erasures/{erasure}/refuse"},
	"withdraw-erasure":   {method: "POST", path: "/erasures/{erasure}/withdraw"},
}

// personalVerbs are the verbs of those whose data these are.
func (b *bench) personalVerbs() map[string]scenario.Verb {
	return map[string]scenario.Verb{"holder": b.holder, "proof": b.personProof, "unzip": b.unzip, "gone": b.gone}
}

// holder NAME: a candidate of the lists shows the original document, and acts from
// here on by a token of their own; {person} is who they are.
func (b *bench) holder(s *scenario.Story, words []string) (int, error) {
	if known, ok := b.people[words[0]]; ok {
		s.Kept["person"], b.acting = known.id, known
		return 0, nil
	}
	number, ok := b.numbers[words[0]]
	if !ok {
		return 0, errors.New("nobody on the lists has that name")
	}
	if err := b.fresh(s, security); err != nil {
		return 0, err
	}
	b.acting = b.people[security]
	person := map[string]any{"at": "/", "name": words[0], "document": map[string]string{"kind": "resident-id", "number": number}}
	if code, err := b.send(s, posting("/persons", person)); code != 0 || err != nil {
		return code, err
	}
	id, err := s.Value("id")
	if err != nil {
		return 0, err
	}
	s.Kept["person"] = id
	err = b.token(s, words[0], id)
	b.acting = b.people[words[0]]
	return 0, err
}

// proof TEXT: a text that stands for a scan is kept for {person}, as ${proof}.
func (b *bench) personProof(s *scenario.Story, words []string) (int, error) {
	code, err := b.send(s, request{method: "POST", path: filled("/persons/{person}/proofs", s.Kept), file: testdb.PDF(words[0])})
	if code == 0 && err == nil {
		s.Kept["proof"], err = s.Value("hash")
	}
	return code, err
}

// unzip NAME: one file of the last answer, which was a zip.
func (b *bench) unzip(s *scenario.Story, words []string) (int, error) {
	z, err := zip.NewReader(bytes.NewReader(b.last), int64(len(b.last)))
	if err != nil {
		return 0, err
	}
	f, err := z.Open(words[0])
	if err != nil {
		return 0, err
	}
	text, err := io.ReadAll(f)
	s.Say(string(text))
	return 0, errors.Join(err, f.Close())
}

// gone PATH: what a job removes is asked for until it is not there.
func (b *bench) gone(s *scenario.Story, words []string) (code int, err error) {
	const patience = 20_000
	for range patience {
		if code, err = b.send(s, request{method: "GET", path: filled(words[0], s.Kept)}); code != 0 || err != nil {
			return code, err
		}
	}
	return 0, errors.New("it stays where it is")
}
