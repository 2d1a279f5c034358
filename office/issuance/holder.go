package issuance

import (
	"context"
	"io"

	"assay/attest"
	"assay/skill"
)

// This file alone sees the digits of a document: it commits to them, and looks
// whether they can be printed.

// An item is one text of the reference layout.
type item struct {
	path, text string
	required   bool
}

// items are the words of a certificate that come from records.
// Source: 人社鉴发〔2021〕1号, items 3–10.
func items(c skill.Certificate) []item {
	return []item{
		{"name", c.Name, true}, {"name_en", c.Romanised, false},
		{"document.kind", c.Document.Kind.Chinese(), true}, {"document.number", c.Document.Number.Reveal(), true},
		{"occupation", c.OccupationName, true}, {"specialty", c.Specialty, false},
		{"level", c.Level.Chinese(), true}, {"body", c.BodyName, true},
	}
}

// commit draws both salts and binds the draft to its holder's name and
// document. It waits for room to compute.
func (d *Desk) commit(ctx context.Context, c *skill.Certificate) error {
	var salts [2]attest.Bits128
	for i := range salts {
		if _, err := io.ReadFull(d.Rand, salts[i][:]); err != nil {
			return err
		}
	}
	select {
	case d.Slow <- struct{}{}:
		defer func() { <-d.Slow }()
	case <-ctx.Done():
		return ctx.Err()
	}
	name := attest.CommitName(salts[0], c.Name)
	document, err := attest.CommitDocument(attest.CommitmentVersion, salts[1], c.Document.Kind, c.Document.Number.Reveal())
	c.NameSalt, c.NameCommitment = name.Salt, name.Value
	c.DocSalt, c.DocCommitment = document.Salt, document.Value
	return err
}
