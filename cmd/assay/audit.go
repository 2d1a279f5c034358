package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"assay/attest"
	"assay/ledger"
	"assay/locale"
	"assay/skill"
)

// auditCmd is `assay audit`: proofs of single audit entries, for those who were
// given one and have no database.
type auditCmd struct {
	Prove auditProveCmd `cmd:"" help:"Print the proof that the log of audit entries holds one, for assay audit check."`
	Check auditCheckCmd `cmd:"" help:"Check such a proof with the registry's public keys alone."`
}

type auditProveCmd struct {
	place
	speech
	ID int64 `arg:"" help:"The entry's id, as the audit administrator's list has it." placeholder:"ID"`
}

// Run prints the proof to standard output.
func (c auditProveCmd) Run(e *env) (err error) {
	r, err := c.open(e, false)
	if err != nil {
		return c.refuse(2, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	entries, err := r.store.EntriesAfter(e.ctx, c.ID-1, 1)
	if err == nil && (len(entries) == 0 || entries[0].Seq != c.ID) {
		err = skill.Fail(skill.NotFound, "audit.not_found")
	}
	if err != nil {
		return c.refuse(2, err)
	}
	proof, err := ledger.Log{Store: r.store, Keys: r.keys.Public()}.ProveEntry(e.ctx, entries[0])
	if err != nil {
		return c.refuse(2, err)
	}
	file, err := proof.Marshal()
	if err != nil {
		return c.refuse(2, err)
	}
	_, err = fmt.Fprintln(e.stdout, string(file))
	return err
}

type auditCheckCmd struct {
	speech
	Key  string `required:"" help:"Public keys of the registry, from a place you trust (assay keys export)." placeholder:"FILE"`
	File string `arg:"" help:"The proof; - is standard input."`
}

// What a check of a proof comes to.
const (
	proofGood     = "good"
	proofBad      = "bad"      // it disagrees with the log
	proofUnsigned = "unsigned" // none of the keys given signed the checkpoint
	anchorYes     = "yes"
	anchorNo      = "no"
	anchorNotYet  = "not-yet"
)

// auditAnswer is the answer of docs/commands.md.
type auditAnswer struct {
	Proof    string                 `json:"proof"`
	Anchored string                 `json:"anchored"` // by a head in the public log
	Entry    *auditEntry            `json:"entry"`    // null unless the proof is good
	Text     map[locale.Lang]string `json:"text"`
}

type auditEntry struct {
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Verb    string    `json:"verb"`
	Table   string    `json:"table"`
	Row     string    `json:"row"`
	Version int64     `json:"version"`
	Index   int64     `json:"index"`
}

// Run prints the answer as JSON, says it on standard error, and ends with 0 the
// proof holds, 1 it does not, 2 cannot tell or bad input.
// Source: docs/commands.md, assay audit.
func (c auditCheckCmd) Run(e *env) error {
	keys, proof, err := c.read(e)
	if err != nil {
		return c.refuse(2, err)
	}
	a := checkedEntry(proof, keys)
	printer := json.NewEncoder(e.stdout)
	printer.SetEscapeHTML(false)
	if err := printer.Encode(a); err != nil {
		return err
	}
	for _, l := range c.langs() {
		fmt.Fprintln(e.stderr, a.Text[l])
	}
	switch {
	case a.Proof == proofUnsigned:
		return exit{code: 2}
	case a.Proof == proofBad || a.Anchored == anchorNo:
		return exit{code: 1}
	}
	return nil
}

func (c auditCheckCmd) read(e *env) (keys attest.PublicKeys, p attest.EntryProof, err error) {
	file, err := readSome(e, c.Key)
	if err != nil {
		return nil, p, err
	}
	if keys, err = attest.ParsePublic(file); err != nil {
		return nil, p, err
	}
	if file, err = readSome(e, c.File); err != nil {
		return nil, p, err
	}
	p, err = attest.ParseEntryProof(file)
	return keys, p, err
}

// checkedEntry is what a proof comes to under some keys.
func checkedEntry(p attest.EntryProof, keys attest.PublicKeys) auditAnswer {
	a := auditAnswer{Proof: proofGood, Anchored: anchorYes, Text: map[locale.Lang]string{}}
	switch err := p.Check(keys); {
	case skill.ReasonOf(err) == "attest.checkpoint.signature":
		a.Proof = proofUnsigned
	case err != nil:
		a.Proof = proofBad
	default:
		a.Entry = &auditEntry{time.UnixMicro(p.At).UTC(), p.Actor, p.Verb, p.Table, p.Row, p.RowVersion, p.Index}
	}
	if err := p.CheckAnchor(keys); err != nil {
		a.Anchored = anchorNo
	}
	if p.Anchor == nil {
		a.Anchored = anchorNotYet
	}
	for _, l := range locale.Langs() {
		a.Text[l] = auditText(l, a, p)
	}
	return a
}

// auditText says first whether the proof holds, then what it is of.
func auditText(l locale.Lang, a auditAnswer, p attest.EntryProof) string {
	args := skill.Args{"index": strconv.FormatInt(p.Index, 10)}
	lines := []string{locale.Text(l, "audit.answer."+a.Proof, args)}
	if a.Entry == nil {
		return lines[0]
	}
	lines = append(lines, locale.Text(l, "audit.answer.entry", skill.Args{
		"at": spoken(l, a.Entry.At.Format(time.RFC3339)), "actor": p.Actor, "verb": p.Verb, "table": p.Table, "row": p.Row,
		"version": strconv.FormatInt(p.RowVersion, 10),
	}))
	args = skill.Args{}
	if p.Anchor != nil {
		args["at"] = spoken(l, time.UnixMicro(p.Anchor.At).UTC().Format(time.RFC3339))
	}
	return strings.Join(append(lines, locale.Text(l, "audit.answer.anchor."+a.Anchored, args)), "\n")
}
