package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"assay/attest"
	"assay/document"
	"assay/locale"
	"assay/skill"
	"assay/skill/day"
)

// verifyCmd is `assay verify`: is this genuine, in force, and this person's?
// It needs no database and no network.
type verifyCmd struct {
	speech
	Key    string `help:"Public keys of the registry, from a place you trust (assay keys export)." placeholder:"FILE"`
	Status string `help:"The registry's signed list of certificates not in force." placeholder:"FILE"`
	Proof  string `help:"Proof that the certificate is in the registry's public log (assay prove)." placeholder:"FILE"`
	Name   string `help:"Name to compare with the holder's."`
	ID     string `name:"id" help:"Document number to compare with the holder's." placeholder:"NUMBER"`
	File   string `arg:"" help:"Text of the QR code, statement file or certificate PDF; - is standard input."`
}

// largestInput is far more than a certificate with its photo, in bytes.
const largestInput = 32 << 20

const badInput = 64

// verifyAnswer is the answer of docs/commands.md with its text.
type verifyAnswer struct {
	attest.Outcome
	Text map[locale.Lang]string `json:"text"`
}

// Run prints the answer as JSON, says it on standard error, and ends with 0
// genuine and nothing known against it, 1 forged, not in force or another's, 2
// cannot tell, 64 bad input.
// Source: docs/commands.md, assay verify.
func (c verifyCmd) Run(e *env) error {
	input, ask, err := c.read(e)
	if err != nil {
		return c.refuse(badInput, err)
	}
	out, err := attest.Verify(input, ask)
	if err != nil {
		return c.refuse(badInput, err)
	}
	answer := verifyAnswer{out, map[locale.Lang]string{}}
	for _, l := range locale.Langs() {
		answer.Text[l] = verdictText(l, out)
	}
	printer := json.NewEncoder(e.stdout)
	printer.SetEscapeHTML(false)
	if err := printer.Encode(answer); err != nil {
		return err
	}
	for _, l := range c.langs() {
		fmt.Fprintln(e.stderr, answer.Text[l])
	}
	if code := verdictCode(out); code != 0 {
		return exit{code: code}
	}
	return nil
}

// read gathers what was shown and what the asker trusts.
func (c verifyCmd) read(e *env) (input []byte, ask attest.Question, err error) {
	ask = attest.Question{Name: c.Name, Number: c.ID, Kinds: skill.DocumentKinds()}
	if c.Key != "" {
		file, err := readSome(e, c.Key)
		if err != nil {
			return nil, ask, err
		}
		if ask.Keys, err = attest.ParsePublic(file); err != nil {
			return nil, ask, err
		}
	}
	if c.Status != "" {
		file, err := readSome(e, c.Status)
		if err != nil {
			return nil, ask, err
		}
		list, err := attest.OpenStatus(file, ask.Keys)
		if err != nil {
			return nil, ask, err
		}
		ask.List = &list
	}
	if c.Proof != "" {
		file, err := readSome(e, c.Proof)
		if err != nil {
			return nil, ask, err
		}
		proof, err := attest.ParseLogProof(file)
		if err != nil {
			return nil, ask, err
		}
		ask.Proof = &proof
	}
	if input, err = readSome(e, c.File); err != nil {
		return nil, ask, err
	}
	if bytes.HasPrefix(input, []byte("%PDF-")) {
		text, err := document.ReadQRText(input)
		return []byte(text), ask, err
	}
	return input, ask, nil
}

// readSome reads a file or, for -, standard input, up to the largest size.
func readSome(e *env, name string) ([]byte, error) {
	from := e.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, skill.Fail(skill.Invalid, "attest.file", "file", name).Because(err)
		}
		defer f.Close()
		from = f
	}
	b, err := io.ReadAll(io.LimitReader(from, largestInput+1))
	switch {
	case err != nil:
		return nil, skill.Fail(skill.Invalid, "attest.file", "file", name).Because(err)
	case len(b) > largestInput:
		return nil, skill.Fail(skill.Invalid, "attest.file.large", "file", name)
	}
	return b, nil
}

func notInForce(s attest.Status) bool { return s != attest.InForce && s != attest.NotChecked }

func verdictCode(o attest.Outcome) int {
	switch {
	case o.Signature == attest.Bad, o.Holder == attest.Different, notInForce(o.Status):
		return 1
	case o.Signature == attest.Good && o.Logged != attest.NotLogged:
		return 0
	}
	return 2
}

// verdictText says the outcome, the answer first: one line each for whether it
// is genuine and in force, whose it is, and what it says.
func verdictText(l locale.Lang, o attest.Outcome) string {
	say := func(key string, args skill.Args) string { return locale.Text(l, key, args) }
	lines := []string{say(verdictKey(o), skill.Args{"as_of": spoken(l, o.AsOf)})}
	if o.Reason != "" {
		lines = append(lines, say(o.Reason, nil))
	}
	if o.Demonstration && o.Signature == attest.Good {
		lines = append(lines, say("attest.answer.specimen", nil))
	}
	switch o.Logged {
	case attest.Logged:
		lines = append(lines, say("attest.answer.logged", nil))
	case attest.NotLogged:
		lines = append(lines, say("attest.answer.not_logged", nil))
	}
	if o.Holder != attest.NotAsked {
		lines = append(lines, say("attest.answer.holder."+string(o.Holder), nil))
	}
	if c := o.Certificate; c != nil {
		lines = append(lines, say("attest.answer.certificate", skill.Args{"number": c.Number, "occupation": strings.TrimSpace(c.Occupation + " " + c.OccupationName), "issued": spoken(l, c.Issued)}))
	}
	return strings.Join(lines, "\n")
}

// spoken is a date or an instant as people read it, by the clock of UTC+8; what
// is neither stays as it is.
func spoken(l locale.Lang, machine string) string {
	date, clock := "2006年1月2日", " 15:04"
	if l == locale.En {
		date, clock = "2 Jan 2006", ", 15:04 (UTC+8)"
	}
	if d, err := day.Parse(machine); err == nil {
		return d.Time().Format(date)
	}
	if t, err := time.Parse(time.RFC3339, machine); err == nil {
		return t.In(day.Shanghai).Format(date + clock)
	}
	return machine
}

func verdictKey(o attest.Outcome) string {
	switch {
	case o.Signature == attest.UnknownKey && o.Demonstration:
		return "attest.answer.demonstration"
	case o.Signature == attest.Good:
		return "attest.answer.good." + string(o.Status)
	}
	return "attest.answer." + string(o.Signature)
}
