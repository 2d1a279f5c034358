package attest

import (
	"crypto/sha256"

	"assay/skill"
)

// ProofVersion is the version of the proof file.
const ProofVersion = 1

// A LogProof shows without a network that the public log holds the issue of one
// certificate: the leaf opened, the hashes that lead from it to the root, and
// the signed checkpoint of that root. It names no person.
type LogProof struct {
	At         int64   `json:"at"`         // of issue, microseconds since 1970, UTC
	Checkpoint string  `json:"checkpoint"` // of the log certificates, signed
	Hashes     []Hash  `json:"hashes"`
	Index      int64   `json:"index"`  // of the leaf, from 0
	Number     string  `json:"number"` // 证书编号
	Report     string  `json:"report"` // id of the confirmed report
	Salt       Bits128 `json:"salt"`
	Statement  Hash    `json:"statement"` // SHA-256 of the statement file's payload
	Version    int     `json:"version"`   // ProofVersion
}

// Marshal is the file that `assay prove` writes and `assay verify --proof` reads.
func (p LogProof) Marshal() ([]byte, error) {
	p.Version, p.Hashes = ProofVersion, append([]Hash{}, p.Hashes...)
	return canonicalJSON(p)
}

// ParseLogProof reads a proof file; its reason is attest.proof.form. Whether it
// proves anything Verify finds out.
func ParseLogProof(file []byte) (p LogProof, err error) {
	if err := strictJSON(file, &p); err != nil || p.Version != ProofVersion {
		return p, skill.Fail(skill.Invalid, "attest.proof.form").Because(err)
	}
	return p, nil
}

// shows tells whether the proof is of the certificate that was presented and
// leads to a checkpoint that a known log key signed.
func (p LogProof) shows(of presented, keys PublicKeys) bool {
	if p.Number != of.short.Number || of.cert.Form == formFile && p.Statement != sha256.Sum256(of.payload) {
		return false
	}
	signed := []byte(p.Checkpoint)
	head, err := OpenCheckpoint(signed, originOf(signed), keys)
	if err != nil {
		return false
	}
	leaf := Event{Salt: p.Salt, Kind: Issued, Subject: p.Number, At: p.At, Statement: p.Statement, Reference: p.Report}
	return CheckRecord(p.Hashes, head, p.Index, RecordHash(leaf.AppendLeaf(nil))) == nil
}
