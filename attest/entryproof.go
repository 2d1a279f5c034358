package attest

import (
	"strings"

	"assay/skill"
)

// EntryProofVersion is the version of the file of an EntryProof.
const EntryProofVersion = 1

// auditTail ends the name of every log of audit entries, and publicTail that of
// every public log, so that a checkpoint of one never passes for one of the other.
const (
	auditTail  = "/log/audit"
	publicTail = "/log/certificates"
)

// An EntryProof shows without a network and without the database that the
// private log audit holds one entry: the entry itself, the hashes that lead from
// its record to the root, and the signed checkpoint of that root. Like the entry
// it holds no value.
type EntryProof struct {
	Actor      string  `json:"actor"`      // id of the person, or of the program
	Anchor     *Anchor `json:"anchor"`     // null until the public log holds a head that covers the entry
	At         int64   `json:"at"`         // of the change, microseconds since 1970, UTC
	Checkpoint string  `json:"checkpoint"` // of the log audit, signed
	Digest     Hash    `json:"digest"`     // of the row afterwards, see Ring.Witness
	Hashes     []Hash  `json:"hashes"`
	Index      int64   `json:"index"` // of the entry, from 0
	Row        string  `json:"row"`   // id of the row
	RowVersion int64   `json:"row_version"`
	Table      string  `json:"table"`
	Verb       string  `json:"verb"`
	Version    int     `json:"version"` // EntryProofVersion
}

// An Anchor shows that a head of the log audit which covers the entry is itself a
// leaf of the public log, so that not even who holds the keys can take the entry
// back once somebody kept that log's checkpoint.
type Anchor struct {
	At         int64  `json:"at"`         // when the head was taken, microseconds since 1970, UTC
	Checkpoint string `json:"checkpoint"` // of the public log, signed
	Entry      []Hash `json:"entry"`      // from the entry's record to Root
	Hashes     []Hash `json:"hashes"`     // from the head's leaf to the public root
	Index      int64  `json:"index"`      // of the head's leaf in the public log, from 0
	Root       Hash   `json:"root"`       // of the log audit at Size
	Size       int64  `json:"size"`
}

// Marshal is the file that `assay audit prove` writes and `assay audit check`
// reads.
func (p EntryProof) Marshal() ([]byte, error) {
	p.Version, p.Hashes = EntryProofVersion, append([]Hash{}, p.Hashes...)
	if p.Anchor != nil {
		a := *p.Anchor
		a.Entry, a.Hashes = append([]Hash{}, a.Entry...), append([]Hash{}, a.Hashes...)
		p.Anchor = &a
	}
	return canonicalJSON(p)
}

// ParseEntryProof reads such a file; its reason is attest.proof.form. Whether it
// proves anything Check finds out.
func ParseEntryProof(file []byte) (p EntryProof, err error) {
	if err := strictJSON(file, &p); err != nil || p.Version != EntryProofVersion {
		return p, skill.Fail(skill.Invalid, "attest.proof.form").Because(err)
	}
	return p, nil
}

// Check finds out whether a known log key signed a checkpoint of a log audit
// that holds the entry. Reasons: attest.checkpoint.signature,
// attest.checkpoint.form, attest.checkpoint.origin, attest.log.record.
func (p EntryProof) Check(keys PublicKeys) error {
	head, err := openOf(p.Checkpoint, auditTail, keys)
	if err != nil {
		return err
	}
	return CheckRecord(p.Hashes, head, p.Index, p.record())
}

// CheckAnchor finds out whether a known log key signed a checkpoint of a public
// log that holds a head of the log audit which covers the entry. Its reasons are
// those of Check, and attest.anchor.none where the proof has no anchor.
func (p EntryProof) CheckAnchor(keys PublicKeys) error {
	a := p.Anchor
	if a == nil {
		return skill.Fail(skill.NotFound, "attest.anchor.none")
	}
	if err := CheckRecord(a.Entry, Checkpoint{Size: a.Size, Root: a.Root}, p.Index, p.record()); err != nil {
		return err
	}
	head, err := openOf(a.Checkpoint, publicTail, keys)
	if err != nil {
		return err
	}
	leaf := AuditHead{Size: a.Size, Root: a.Root, At: a.At}
	return CheckRecord(a.Hashes, head, a.Index, RecordHash(leaf.AppendLeaf(nil)))
}

// record is the hash of the entry's record.
func (p EntryProof) record() Hash {
	e := AuditEntry{At: p.At, Actor: p.Actor, Verb: p.Verb, Row: RowKey{Table: p.Table, ID: p.Row, Version: p.RowVersion}, Digest: p.Digest}
	return RecordHash(e.AppendLeaf(nil))
}

// openOf opens a checkpoint of whichever log has a name of that ending.
func openOf(checkpoint, tail string, keys PublicKeys) (Checkpoint, error) {
	signed := []byte(checkpoint)
	origin := originOf(signed)
	if !strings.HasSuffix(origin, tail) {
		return Checkpoint{}, skill.Fail(skill.Invalid, "attest.checkpoint.origin")
	}
	return OpenCheckpoint(signed, origin, keys)
}
