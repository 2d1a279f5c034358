package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"assay/locale"
	"assay/reference"
	"assay/rule/certno"
	"assay/skill"
)

type numberCmd struct {
	Number string      `arg:"" help:"The certificate number, as it is printed, without spaces."`
	JSON   bool        `name:"json" help:"Print one JSON document to standard output."`
	Lang   locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of the answer: zh or en."`
}

// numberAnswer is the JSON of docs/commands.md.
type numberAnswer struct {
	Number     string       `json:"number"`
	Valid      bool         `json:"valid"`
	Scheme     *string      `json:"scheme"`
	Confidence string       `json:"confidence,omitempty"` // of the scheme's source
	Parts      []numberPart `json:"parts,omitempty"`
	Error      *numberFault `json:"error,omitempty"`
}

type numberPart struct {
	Name    string    `json:"name"`
	From    int       `json:"from"`
	To      int       `json:"to"`
	Value   string    `json:"value"`
	Label   bothTexts `json:"label"`
	Meaning bothTexts `json:"meaning"`
}

type numberFault struct {
	Position int       `json:"position"`
	Reason   string    `json:"reason"`
	Got      string    `json:"got"`
	Want     bothTexts `json:"want"`
}

// Run takes the number apart: exit 0 where a scheme reads it, 1 where none does.
// Source: docs/commands.md, assay number.
func (c numberCmd) Run(e *env) error {
	n, err := certno.Parse(reference.NumberSchemes(), c.Number)
	fault, isFault := errors.AsType[*certno.Fault](err)
	if err != nil && !isFault {
		return err
	}
	say := c.text
	if c.JSON {
		say = c.json
	}
	if err := say(e.stdout, n, fault); err != nil {
		return err
	}
	if fault != nil {
		return exit{code: 1}
	}
	return nil
}

func (c numberCmd) json(to io.Writer, n certno.Number, fault *certno.Fault) error {
	a := numberAnswer{Number: skill.Halve(c.Number), Valid: fault == nil}
	if fault != nil {
		a.Error = &numberFault{fault.Position, fault.Reason, fault.Got, bothTexts(fault.Want)}
	} else {
		a.Scheme, a.Confidence = &n.Scheme.ID, n.Scheme.Confidence
		for _, p := range n.Parts() {
			a.Parts = append(a.Parts, numberPart{p.Name, p.From, p.To, p.Value, bothTexts(p.Label), bothTexts(p.Meaning)})
		}
	}
	return printJSON(to, a)
}

func (c numberCmd) text(to io.Writer, n certno.Number, fault *certno.Fault) error {
	args := skill.Args{"number": skill.Halve(c.Number)}
	if fault != nil {
		_, err := fmt.Fprintf(to, "%s\n%s\n", locale.Text(c.Lang, "number.invalid", args), locale.Error(c.Lang, fault))
		return err
	}
	args["scheme"] = in(c.Lang, n.Scheme.Name)
	if _, err := fmt.Fprintln(to, locale.Text(c.Lang, "number.valid", args)); err != nil {
		return err
	}
	for _, p := range n.Parts() {
		place := fmt.Sprint(p.From)
		if p.To > p.From {
			place = fmt.Sprintf("%d–%d", p.From, p.To)
		}
		if _, err := fmt.Fprintf(to, "  %-6s %-6s %s: %s\n", place, p.Value, in(c.Lang, p.Label), in(c.Lang, p.Meaning)); err != nil {
			return err
		}
	}
	return nil
}

// in is a text of the reference data in a language.
func in(lang locale.Lang, t skill.Text) string {
	if lang == locale.En {
		return t.EN
	}
	return t.ZH
}

// printJSON writes one document on one line.
func printJSON(to io.Writer, v any) error {
	p := json.NewEncoder(to)
	p.SetEscapeHTML(false)
	return p.Encode(v)
}
