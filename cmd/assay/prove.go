package main

import (
	"errors"
	"fmt"
	"strings"

	"assay/ledger"
	"assay/skill"
)

// proveCmd is `assay prove`: the file by which anybody can check without a
// network that the public log holds a certificate's issue.
type proveCmd struct {
	place
	speech
	Number string `arg:"" help:"The certificate number."`
}

// Run prints the proof to standard output.
func (c proveCmd) Run(e *env) (err error) {
	r, err := c.open(e, false)
	if err != nil {
		return c.refuse(2, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	number := strings.TrimSpace(skill.Halve(c.Number))
	proof, err := ledger.Log{Store: r.store, Keys: r.keys.Public()}.Prove(e.ctx, number)
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
