package attest

import (
	"crypto/sha256"
	"encoding/binary"
)

// An EventKind is what happened to a certificate or a report.
type EventKind string

// The events of the log certificates.
const (
	Confirmation EventKind = "confirmation" // 确认: a report was confirmed
	Issued       EventKind = "issue"        // 核发
	Correction   EventKind = "correction"   // 更正
	Replacement  EventKind = "replacement"  // 补发
	Revocation   EventKind = "revocation"   // 撤销
	Cancellation EventKind = "cancellation" // 注销
)

// An Event is one act that the public log certificates commits to. The leaf
// holds only a salted commitment; who is given the Event, salt included, can
// find its leaf. Reference holds no personal value.
type Event struct {
	Salt      Bits128
	Kind      EventKind
	Subject   string   // certificate number; the report's id for a confirmation
	At        int64    // microseconds since 1970, UTC
	Statement [32]byte // SHA-256 of the statement file's payload; zeros where there is none
	Reference string   // the other certificate's number, the decision's or the report's id
}

// Commitment is SHA-256 over the event and its salt.
func (e Event) Commitment() [32]byte {
	var room [256]byte
	b := append(append(room[:0], domainEvent...), e.Salt[:]...)
	return sha256.Sum256(Row(b).Text(string(e.Kind)).Text(e.Subject).Int(e.At).Bytes(e.Statement[:]).Text(e.Reference))
}

// AppendLeaf appends the record that the log certificates holds: a domain and
// the commitment, the same length whatever happened.
func (e Event) AppendLeaf(dst []byte) []byte {
	sum := e.Commitment()
	return append(append(dst, domainEventLeaf...), sum[:]...)
}

// An AuditHead is the head of the private log audit, which becomes a record of
// the public log certificates every hour, so that the private log cannot be
// rewritten either.
type AuditHead struct {
	Size int64
	Root Hash
	At   int64 // microseconds since 1970, UTC
}

// AppendLeaf appends the record: a domain, size, root and time.
func (h AuditHead) AppendLeaf(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint64(append(dst, domainHeadLeaf...), uint64(h.Size))
	return binary.BigEndian.AppendUint64(append(dst, h.Root[:]...), uint64(h.At))
}

// An AuditEntry is one entry of the log audit: who did what to which version of
// which row, and the salted and keyed digest of the row afterwards. It holds no
// value.
type AuditEntry struct {
	At     int64 // microseconds since 1970, UTC
	Actor  string
	Verb   string
	Row    RowKey
	Digest [32]byte // see Ring.Witness
}

// AppendLeaf appends the record that the log audit holds.
func (e AuditEntry) AppendLeaf(dst []byte) []byte {
	row := Row(append(dst, domainAuditLeaf...)).Int(e.At).Text(e.Actor).Text(e.Verb)
	return row.Text(e.Row.Table).Text(e.Row.ID).Int(e.Row.Version).Bytes(e.Digest[:])
}
