// Package attest makes things provable: the canonical form and digest of a row,
// commitments to a holder's name and document, the signed statements on a
// certificate (证书), sealed columns and blind indexes, leaves, checkpoints and
// proofs of the two logs, and the question an employer asks of a printed page.
//
// It is pure: it opens nothing, reads no clock, and draws randomness only from
// the reader it is handed. Every signature, MAC and digest is made over bytes
// that begin with a domain of this page, so that none can be taken for another.
package attest

// Domains. A changed layout takes a new number, never an old one.
const (
	domainRow       = "assay/row/v1\n"
	domainName      = "assay/commit/name/v1\n"
	domainDocument  = "assay/commit/document/v1\n"
	domainQR        = "assay/statement/qr/v1\n"
	domainFile      = "assay/statement/file/v1\n"
	domainStatus    = "assay/status/v1\n"
	domainSeal      = "assay/seal/v1\n"
	domainIndex     = "assay/index/v1\n"
	domainWitness   = "assay/witness/v1\n"
	domainSession   = "assay/session/v1\n"
	domainEvent     = "assay/leaf/event/v1\n"
	domainEventLeaf = "assay/leaf/certificates/v1\n"
	domainHeadLeaf  = "assay/leaf/audit-head/v1\n"
	domainAuditLeaf = "assay/leaf/audit/v1\n"
)
